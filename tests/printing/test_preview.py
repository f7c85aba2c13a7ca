"""The preview: pixels for the screen, text for checks."""

from __future__ import annotations

import pytest

from tests.printing import odd_pdfs
from tests.printing.samples import case_file
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.preview import MOST_PAGES, PageSizes, page_count, page_sizes, rasterise, text


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render("consent", case_file())


def test_pages_are_a4(pdf: bytes) -> None:
    assert page_count(pdf) >= 2
    sizes = page_sizes(pdf)
    assert len(sizes.shown) == sizes.count == page_count(pdf)
    assert sizes.shown[0] == pytest.approx((595.276, 841.89), abs=0.1)


@pytest.mark.parametrize("name", sorted(odd_pdfs.SHAPELESS))
def test_a_page_without_a_shape_is_told_and_not_drawn(name: str) -> None:
    assert page_sizes(odd_pdfs.SHAPELESS[name]).shown == (None,)
    with pytest.raises(ValueError, match="cannot be drawn"):
        rasterise(odd_pdfs.SHAPELESS[name], 0)


@pytest.mark.parametrize("name", sorted(odd_pdfs.SHOWN))
def test_an_odd_page_takes_no_more_than_its_share_of_memory(name: str) -> None:
    pdf = odd_pdfs.SHOWN[name]
    assert page_sizes(pdf).shown[0] is not None
    drawn = rasterise(pdf, 0, 3000)
    assert 1 <= drawn.width * drawn.height <= 25_000_000


@pytest.mark.parametrize("name", sorted(odd_pdfs.UNREADABLE))
def test_what_is_no_pdf_has_no_pages(name: str) -> None:
    assert page_sizes(odd_pdfs.UNREADABLE[name]) == PageSizes(0, ())


def test_of_very_many_pages_only_the_first_are_measured() -> None:
    sizes = page_sizes(odd_pdfs.pdf(*[odd_pdfs.USUAL] * 4000))
    assert (sizes.count, len(sizes.shown)) == (4000, MOST_PAGES)


@pytest.mark.parametrize("dpi", [50.0, 96.0, 151.0])
def test_pixels_have_the_promised_shape(pdf: bytes, dpi: float) -> None:
    page = rasterise(pdf, 0, dpi)
    assert abs(page.width - 595.276 * dpi / 72) <= 1
    assert abs(page.height - 841.89 * dpi / 72) <= 1
    assert len(page.rgba) == 4 * page.width * page.height
    assert set(page.rgba[3::4]) == {255}


def test_colours_are_red_green_blue_in_this_order(pdf: bytes) -> None:
    page = rasterise(pdf, 0, 72)
    pixels = {page.rgba[at : at + 3] for at in range(0, len(page.rgba), 4)}
    assert bytes((255, 255, 255)) in pixels
    assert bytes((16, 56, 88)) in pixels  # the navy of bands
    assert bytes((204, 153, 56)) in pixels  # the gold of badges


def test_a_page_that_is_not_there(pdf: bytes) -> None:
    with pytest.raises(IndexError):
        rasterise(pdf, page_count(pdf))


def test_text_comes_page_by_page(pdf: bytes) -> None:
    assert text(pdf).count("\f") == page_count(pdf) - 1
