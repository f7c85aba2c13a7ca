"""Pages: what belongs together stays together, nothing overlaps, nothing is dropped."""

from __future__ import annotations

from tipdesk.printing.layout.blocks import paragraph
from tipdesk.printing.layout.flow import Block, Gap, NewPage, Undivided, accompanied, paginate
from tipdesk.printing.pdf.pen import Pen
from tipdesk.printing.text.layout import styles


class Brick(Undivided):
    def __init__(self, height: float, keeps_next: bool = False) -> None:
        self.height = height
        self.keeps_next = keeps_next

    def draw(self, pen: Pen, top: float) -> None:
        raise NotImplementedError


class Sand:
    """Divides at every point."""

    keeps_next = False

    def __init__(self, height: float) -> None:
        self.height = height
        self.head = min(height, 20.0)

    def split(self, room: float) -> tuple[Block, Block] | None:
        count = int(room // 10) * 10
        return (Sand(count), Sand(self.height - count)) if 0 < count < self.height else None

    def draw(self, pen: Pen, top: float) -> None:
        raise NotImplementedError


def _heights(pages: list[list[object]]) -> list[list[float]]:
    return [[item.block.height for item in page] for page in pages]  # type: ignore[attr-defined]


def test_a_heading_goes_with_what_it_heads() -> None:
    heading, row = Brick(20, keeps_next=True), Brick(50)
    pages = paginate([Brick(70), heading, row], 120, 200)
    assert [item.block for item in pages[1]] == [heading, row]


def test_a_heading_goes_with_a_line_for_which_only_the_space_after_it_is_wanting() -> None:
    line = paragraph("لا ملاحظات سابقة.", styles("ar").body, after=5)
    heading = Brick(20, keeps_next=True)
    pages = paginate([Brick(70), heading, line], 90 + line.height - 2, 200)
    assert [item.block for item in pages[1]] == [heading, line]


def test_two_headings_and_a_gap_keep_together() -> None:
    blocks = [Brick(70), Brick(20, True), Gap(5), Brick(10, True), Brick(50)]
    pages = paginate(blocks, 140, 200)
    assert _heights(pages) == [[70], [20, 5, 10, 50]]


def test_gaps_vanish_at_the_top_of_a_page() -> None:
    assert _heights(paginate([Brick(100), Gap(30), Brick(100)], 110, 200)) == [[100], [100]]


def test_a_dividing_block_fills_pages_and_loses_nothing() -> None:
    pages = paginate([Brick(75), Sand(1000)], 100, 200)
    assert sum(sum(page) for page in _heights(pages)) == 1075
    assert all(sum(page) <= 200 for page in _heights(pages)[1:])
    assert len(pages) == 6


def test_blocks_never_overlap() -> None:
    for page in paginate([Brick(30), Gap(4), Sand(333), Brick(60, True), Brick(90)], 90, 200):
        down = 0.0
        for item in page:
            assert item.down == down
            down += item.block.height


def test_a_new_page_is_not_left_empty() -> None:
    pages = paginate([NewPage(), Brick(10), NewPage(), NewPage(), Brick(10)], 100, 100)
    assert _heights(pages) == [[10], [10]]


class Signed(Brick):
    accompanied = True


def test_a_gap_opens_no_page_and_stands_at_the_top_of_none() -> None:
    pages = paginate([Brick(60), Gap(10), Brick(60, True), Brick(60)], 130, 200)
    assert _heights(pages) == [[60, 10], [60, 60]]


def test_the_end_of_what_is_before_a_signature_comes_along() -> None:
    assert _heights(paginate([Sand(180), Gap(5), Signed(90)], 200, 200)) == [[170], [10, 5, 90]]
    blocks = [Brick(100), Brick(20, True), Brick(50), Signed(90)]
    assert _heights(paginate(blocks, 200, 200)) == [[100], [20, 50, 90]]


def test_words_that_lead_to_a_signature_bring_the_end_of_what_is_signed_along() -> None:
    blocks = [Sand(180), Gap(5), *accompanied([Brick(10), Brick(10)]), Signed(90)]
    assert _heights(paginate(blocks, 200, 200)) == [[170], [10, 5, 10, 10, 90]]


def test_a_signature_without_company_that_fits_stands_alone() -> None:
    assert _heights(paginate([Brick(190), Signed(90)], 200, 200)) == [[190], [90]]
    assert _heights(paginate([Brick(60), Brick(130), Signed(90)], 200, 200)) == [[60, 130], [90]]
