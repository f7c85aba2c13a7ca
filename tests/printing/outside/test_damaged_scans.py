"""Scans that are too much, that end early, or that nobody waits for any more: in whole or not."""

from __future__ import annotations

from dataclasses import replace
from threading import Timer

import pytest
from PIL import Image, ImageChops

from tests.printing.odd_pdfs import assembled
from tests.printing.scans import paint_code, stored
from tipdesk.cases.paper.prints import PageCode
from tipdesk.cases.paper.signed_papers import MOST_PAGES, WhyScanEnded
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.printing.outside import code_process, own_process
from tipdesk.printing.outside.code_process import PAGES, NotWhole, codes_in_pdf, codes_in_picture
from tipdesk.printing.outside.own_process import read_codes, read_replies

WHITE = Image.new("1", (40, 40), 1)


def pages(first: Image.Image, *others: Image.Image, kind: str = "TIFF") -> bytes:
    packed = {"compression": "group4"} if kind == "TIFF" else {}
    return stored(first, kind, save_all=True, append_images=others, **packed)


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_a_scan_with_more_pages_than_are_read_is_no_whole_one(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_process, "MOST_PAGES", 2)
    read = code_process.codes_in_pdf if kind == "PDF" else code_process.codes_in_picture
    assert list(read(pages(WHITE, WHITE, kind=kind), PAGES)) == [None, None]
    with pytest.raises(NotWhole) as ended:
        list(read(pages(WHITE, WHITE, WHITE, kind=kind), PAGES))
    assert ended.value.why is WhyScanEnded.PAGES
    monkeypatch.setattr(code_process, "_MOST_ALTOGETHER", 3000)
    with pytest.raises(NotWhole) as ended:
        list(read(pages(WHITE, WHITE, kind=kind), PAGES))
    assert ended.value.why is WhyScanEnded.SIZE


def test_a_page_that_is_too_large_hides_none_behind_it() -> None:
    """81 million pixels in less than a kilobyte; the page after it may be another file's."""
    bomb = pages(WHITE, WHITE, Image.new("1", (9000, 9000), 1), WHITE)
    assert read_codes(bomb, Work(), pdf=False) == ((None, None), WhyScanEnded.SIZE)
    assert read_replies(bomb, Work(), pdf=False) == ((), ())


def test_a_process_that_never_ends_its_answer_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither one that says more pages than there can be nor one that takes its time for each."""
    begun = "from tipdesk.printing.outside.beginning import begin; begin(); import sys\n"
    endless = begun + "while True: sys.stdout.buffer.write(b'\\2\\0\\0\\0[]')"
    monkeypatch.setattr(
        own_process, "_CODE_PROCESS", replace(own_process._CODE_PROCESS, words=("-c", endless))
    )
    assert read_codes(b"", Work(), pdf=True) == (((),) * MOST_PAGES, WhyScanEnded.DAMAGED)
    now = [0.0]  # a clock of the test's own: two pages are read, then the time is over
    monkeypatch.setattr(own_process, "monotonic", lambda: now[0])
    work = Work(lambda page, _of: now.__setitem__(0, 1000.0 * (page == 2)))
    assert read_codes(b"", work, pdf=True) == (((),) * 2, WhyScanEnded.TIME)
    monkeypatch.undo()
    much = begun + "sys.stdout.buffer.write(b'\\2\\0\\1\\0' + b'[]'.ljust(65538))"
    child = replace(own_process._CODE_PROCESS, words=("-c", much))
    monkeypatch.setattr(own_process, "_CODE_PROCESS", child)
    assert read_codes(b"", Work(), pdf=True) == ((), WhyScanEnded.DAMAGED)
    waiting = ("-c", "import threading; threading.Event().wait()")
    child = replace(own_process._CODE_PROCESS, words=waiting, answer=0.0)
    monkeypatch.setattr(own_process, "_CODE_PROCESS", child)
    assert read_codes(b"", Work(), pdf=True) == ((), WhyScanEnded.TIME)


def test_a_stop_is_seen_while_a_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the test does not come back: the page alone would be waited for."""
    waiting = "import threading; threading.Event().wait(9999)"
    monkeypatch.setattr(
        own_process,
        "_CODE_PROCESS",
        replace(own_process._CODE_PROCESS, words=("-c", waiting), answer=9999.0),
    )
    work = Work()
    canceller = Timer(0.05, work.cancel)
    canceller.start()
    with pytest.raises(Cancelled):
        read_codes(b"", work, pdf=True)
    canceller.join()


def test_sixteen_bits_and_what_can_be_seen_through_are_read_as_people_see_them() -> None:
    """Cut down to eight bits, dark grey of sixteen is white: the page would be called blank."""
    code = PageCode("notice", "MOI-2026-000417", 2, "ab" * 16, 1, 1, 1)
    seen = Image.new("L", (700, 700), 235)
    paint_code(seen, code.text, 80, 80, ink=25)
    scanner = seen.convert("I").point(lambda tone: tone * 257)
    through = Image.merge("LA", (Image.new("L", seen.size, 0), ImageChops.invert(seen)))
    white = Image.merge("LA", (Image.new("L", seen.size, 255), seen))
    for picture, kind, codes in (
        (scanner, "TIFF", [(code.text,)]),
        (scanner.convert("I;16"), "PNG", [(code.text,)]),
        (seen.convert("F"), "TIFF", [(code.text,)]),
        (through, "PNG", [(code.text,)]),
        (white, "PNG", [()]),  # nobody sees it on white, and yet it is not blank
    ):
        assert list(codes_in_picture(stored(picture, kind), PAGES)) == codes, picture.mode


def test_a_white_page_of_a_pdf_with_words_or_something_laid_upon_it_is_not_blank() -> None:
    """Fields are seen in other programs; words at the very edge, or white, stand there too."""
    field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(her story)/Rect[99 99 400 400]>>"
    words = "BT /F 6 Tf 20 4 Td (her name) Tj ET"
    pages = assembled(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3/MediaBox[0 0 595 842]>>",
            "<</Type/Page/Parent 2 0 R>>",
            "<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</F 7 0 R>>>>>>",
            f"<</Type/Page/Parent 2 0 R/Annots[{field}]>>",
            f"<</Length {len(words)}>>stream\n{words}\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )
    assert list(codes_in_pdf(pages, PAGES)) == [None, (), ()]
