"""A PDF from outside is drawn in a process of its own: what it does to that one hurts nobody."""

import json
from itertools import count

import pytest
from PIL import Image

from tests.printing import odd_pdfs
from tests.printing.scans import stored
from tipdesk.media.kinds import TIFF
from tipdesk.printing.outside import own_process
from tipdesk.printing.outside.own_process import IsolatedPages
from tipdesk.printing.preview import PageSizes, page_sizes, rasterise

FORMS = 9  # each draws the next ten times: a thousand million rectangles from two kilobytes


def hostile(forms: int = FORMS) -> bytes:
    """Two pages: the first never ends, the second is empty."""
    first, at = "/F Do " * 10, 6
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[{odd_pdfs.USUAL}]>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        page.replace(">>", f"/Contents 5 0 R/Resources<</XObject<</F {at} 0 R>>>>>>"),
        page,
        f"<</Length {len(first)}>>stream\n{first}\nendstream",
    ]
    for number in range(forms):
        last = number == forms - 1
        body = "0 0 595 842 re f " if last else first
        inner = "" if last else f"/Resources<</XObject<</F {at + number + 1} 0 R>>>>"
        objects.append(
            f"<</Type/XObject/Subtype/Form/BBox[{odd_pdfs.USUAL}]{inner}/Length {len(body)}>>"
            f"stream\n{body}\nendstream"
        )
    return odd_pdfs.assembled(objects)


def test_a_page_that_never_ends_is_given_up_and_the_next_one_is_drawn(monkeypatch):
    monkeypatch.setattr(own_process, "monotonic", lambda: 0.0)  # however busy the machine is
    pdf = hostile()
    pages = IsolatedPages(pdf)
    assert pages.sizes() == page_sizes(pdf)
    with monkeypatch.context() as clock:  # a look at it takes a fourth of the patience
        clock.setattr(
            own_process, "monotonic", count(step=own_process._PAGE_PROCESS.answer / 4).__next__
        )
        assert pages.page(0, 20.0) is None
    assert pages.page(1, 20.0) == rasterise(pdf, 1, 20.0)
    pages.close()
    assert pages.page(1, 20.0) is None
    pages.close()


@pytest.mark.long
def test_a_page_that_takes_all_memory_ends_its_own_process_only():
    pages = IsolatedPages(hostile())
    assert pages.page(0, 20.0) is None
    assert pages.page(1, 20.0) is not None
    pages.close()


def test_what_is_no_pdf_has_no_pages():
    pages = IsolatedPages(odd_pdfs.UNREADABLE["junk"])
    assert pages.sizes() == PageSizes(0, ())
    assert pages.page(0, 96.0) is None
    pages.close()


@pytest.mark.parametrize(
    "reply",
    [b"x", b"[]", b"{}", b'{"count":1,"shown":[[1]]}', b'{"count":"a","shown":[]}', b"[" * 9000]
    + [
        b'{"count":1,"shown":[[%s,700]]}' % number
        for number in (b"NaN", b"1e999", b"0", b"-5", b"9" * 400)
    ]
    + [b'{"count":%s,"shown":[]}' % number for number in (b"-1", b"1e999", b"NaN", b"9" * 30)]
    + [b'{"count":900,"shown":[%snull]}' % (b"null," * 800), b'{"count":1,"shown":[null,null]}'],
)
def test_what_a_taken_over_process_says_is_not_believed(reply):
    assert own_process._sizes(reply) is None
    assert own_process._sizes(json.dumps({"count": 1, "shown": [None]}).encode()) == PageSizes(
        1, (None,)
    )


def test_the_process_ends_with_its_owner():
    """Also when nobody closes it: its input ends."""
    pages = IsolatedPages(odd_pdfs.pdf(odd_pdfs.USUAL))
    assert pages.sizes().count == 1
    assert pages._child
    process = pages._child._process
    assert process.stdin
    process.stdin.close()
    assert process.wait(300) == 0
    pages.close()


def test_a_scan_in_tiff_is_looked_at_page_by_page():
    """What scanners write, as they pack a page in black and white."""
    white, black = (Image.new("1", (310, 438), tone) for tone in (1, 0))
    packed = {"compression": "group4", "dpi": (75, 75)}
    tiff = stored(white, "TIFF", save_all=True, append_images=[black], **packed)
    pages = IsolatedPages(tiff, TIFF)
    sizes = pages.sizes()
    assert sizes.count == 2
    assert sizes.shown[0] == pytest.approx((297.6, 420.5), abs=0.1)
    drawn = pages.page(1, 20.0)
    assert drawn is not None
    assert set(drawn.rgba[:3]) == {0}
    pages.close()
    pages = IsolatedPages(tiff[:200], TIFF)
    assert pages.sizes() == PageSizes(0, ())
    pages.close()
