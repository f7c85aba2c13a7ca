"""Scans that are too much, that end early, or that nobody waits for any more: in whole or not."""

from __future__ import annotations

from dataclasses import replace
from threading import Timer

import pytest
from PIL import Image

from tests.printing.scans import stored
from tipdesk.cases.signed_paper import Ended
from tipdesk.errors import Cancelled
from tipdesk.printing import code_reading, codes_apart
from tipdesk.printing.code_reading import PAGES, NotWhole
from tipdesk.printing.codes_apart import read_codes, read_replies
from tipdesk.work import Work

WHITE = Image.new("1", (40, 40), 1)


def pages(first: Image.Image, *others: Image.Image, kind: str = "TIFF") -> bytes:
    packed = {"compression": "group4"} if kind == "TIFF" else {}
    return stored(first, kind, save_all=True, append_images=others, **packed)


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_a_scan_with_more_pages_than_are_read_is_no_whole_one(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_reading, "MOST_PAGES", 2)
    read = code_reading.codes_in_pdf if kind == "PDF" else code_reading.codes_in_picture
    assert list(read(pages(WHITE, WHITE, kind=kind), PAGES)) == [None, None]
    with pytest.raises(NotWhole) as ended:
        list(read(pages(WHITE, WHITE, WHITE, kind=kind), PAGES))
    assert ended.value.why is Ended.PAGES
    monkeypatch.setattr(code_reading, "_MOST_ALTOGETHER", 3000)
    with pytest.raises(NotWhole) as ended:
        list(read(pages(WHITE, WHITE, kind=kind), PAGES))
    assert ended.value.why is Ended.SIZE


def test_a_page_that_is_too_large_hides_none_behind_it() -> None:
    """81 million pixels in less than a kilobyte; the page after it may be another file's."""
    bomb = pages(WHITE, WHITE, Image.new("1", (9000, 9000), 1), WHITE)
    assert read_codes(bomb, Work(), pdf=False) == ((None, None), Ended.SIZE)
    assert read_replies(bomb, Work(), pdf=False) == ((), ())


def test_a_process_that_never_ends_its_answer_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither one that says more pages than there can be nor one that takes its time for each."""
    endless = "import sys\nwhile True: sys.stdout.buffer.write(b'\\2\\0\\0\\0[]')"
    monkeypatch.setattr(codes_apart, "_CHILD", replace(codes_apart._CHILD, words=("-c", endless)))
    assert read_codes(b"", Work(), pdf=True) == (((),) * code_reading.MOST_PAGES, Ended.DAMAGED)
    slow = endless.replace("import sys", "import sys, threading")
    slow += "; sys.stdout.flush(); threading.Event().wait(0.05)"
    child = replace(codes_apart._CHILD, words=("-c", slow), whole=0.3)
    monkeypatch.setattr(codes_apart, "_CHILD", child)
    pages, ended = read_codes(b"", Work(), pdf=True)
    assert ended is Ended.TIME
    assert 0 < len(pages) < code_reading.MOST_PAGES


def test_a_stop_is_seen_while_a_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the test does not come back: the page alone would be waited for."""
    waiting = "import threading; threading.Event().wait(9999)"
    monkeypatch.setattr(
        codes_apart, "_CHILD", replace(codes_apart._CHILD, words=("-c", waiting), answer=9999.0)
    )
    work = Work()
    stopping = Timer(0.05, work.cancel)
    stopping.start()
    with pytest.raises(Cancelled):
        read_codes(b"", work, pdf=True)
    stopping.join()
