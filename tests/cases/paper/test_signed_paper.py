"""Which state of which file a scanned page is."""

from dataclasses import replace

import pytest

from tipdesk.cases.paper.prints import BLANK, PageCode, PagesLeft
from tipdesk.cases.paper.signed_papers import (
    KnownPapers,
    PageDoubt,
    PageVerdict,
    PrintedCopy,
    Scan,
    SignedPaper,
    scan_of,
    sets_of,
)

NOW, BEFORE, NEVER = ("ab" * 32, "cd" * 32, "ef" * 32)
PAGES = PagesLeft("ar/prosecution//", ("p1", "p2", "p3"), (1, 2, 3))
PRINTS = (
    PrintedCopy("statement", BEFORE, 3, PAGES),
    PrintedCopy("statement", NOW, 4, PAGES),
    PrintedCopy("statement", NOW, 5, replace(PAGES, left=(2,))),
)
KNOWN = KnownPapers("MOI-2026-000417", NOW, [BEFORE, NOW], "261234567-81", 2, PRINTS)
PAGE = PageCode("statement", "MOI-2026-000417", 2, NOW[:32], 1, 3, 4)


def verdicts(scan: Scan) -> list[PageVerdict]:
    return [page.verdict for page in scan.pages]


def test_the_pages_of_one_copy_are_one_paper_and_what_is_missing_is_known() -> None:
    scan = scan_of([[replace(PAGE, page=3)], [PAGE], [PAGE]], KNOWN)
    paper = SignedPaper("statement", 2, NOW[:32], 4, (1, 3), 3, PageVerdict.CURRENT)
    assert (scan.refused, scan.papers, paper.missing) == (None, (paper,), (2,))
    assert replace(paper, present=(1, 2)).missing == (3,)


def test_two_papers_in_one_scan_are_told_apart() -> None:
    intake = replace(PAGE, document="intake", pages=1)
    scan = scan_of([[PAGE], [intake], [replace(PAGE, copy=5)]], KNOWN)
    assert [(paper.document, paper.copy) for paper in scan.papers] == [
        ("statement", 4), ("intake", 4), ("statement", 5),
    ]  # fmt: skip


def test_a_page_of_an_older_state_is_filed_and_flagged() -> None:
    scan = scan_of([[replace(PAGE, digest=BEFORE[:32], revision=1)]], KNOWN)
    assert (scan.refused, verdicts(scan)) == (None, [PageVerdict.OLDER])
    assert [paper.verdict for paper in scan.papers] == [PageVerdict.OLDER]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (replace(PAGE, number="MOI-2026-000418"), PageVerdict.OTHER_FILE),
        (replace(PAGE, number=BLANK), PageVerdict.OTHER_FILE),
        (replace(PAGE, digest=NEVER[:32]), PageVerdict.UNKNOWN),
    ],
)
def test_one_page_that_is_not_this_files_refuses_the_whole_scan(
    code: PageCode, verdict: PageVerdict
) -> None:
    scan = scan_of([[PAGE], [code]], KNOWN)
    assert scan.refused is verdict
    assert scan.having(verdict) == (2,)


def test_blank_paper_of_the_pack_that_was_typed_in_belongs_to_the_file() -> None:
    by_hand = replace(PAGE, number=KNOWN.serial, digest=NEVER[:32], revision=0)
    assert scan_of([[by_hand]], KNOWN).papers[0].verdict is PageVerdict.BY_HAND
    assert scan_of([[by_hand]], replace(KNOWN, serial="")).refused is PageVerdict.OTHER_FILE


def test_a_scan_without_any_code_is_refused_and_a_page_without_one_is_named() -> None:
    assert scan_of([[], []], KNOWN).refused is PageVerdict.NO_CODE
    assert scan_of([], KNOWN).refused is PageVerdict.NO_CODE
    scan = scan_of([[PAGE], []], KNOWN)
    assert (scan.refused, scan.having(PageVerdict.NO_CODE)) == (None, (2,))
    backs = scan_of([[PAGE], None], KNOWN)
    assert (backs.refused, backs.having(PageVerdict.NO_CODE)) == (None, ())
    assert backs.having(PageVerdict.BLANK) == (2,)
    assert scan_of([None, None], KNOWN).refused is PageVerdict.NO_CODE


@pytest.mark.parametrize(
    ("code", "doubts"),
    [
        (PAGE, ()),
        (replace(PAGE, copy=9), (PageDoubt.COPY,)),
        (replace(PAGE, copy=0), (PageDoubt.COPY,)),  # from a bundle, or of `tipdesk print`
        (replace(PAGE, copy=3), (PageDoubt.COPY_STATE,)),
        (replace(PAGE, copy=5), (PageDoubt.PAGE,)),  # with this copy page 2 alone was printed
        (replace(PAGE, pages=4), (PageDoubt.PAGE,)),
        (replace(PAGE, document="notice"), (PageDoubt.NOT_PRINTED,)),
        (replace(PAGE, revision=3), (PageDoubt.REVISION,)),
        (replace(PAGE, revision=1), (PageDoubt.REVISION,)),
        (replace(PAGE, digest=BEFORE[:32], copy=3, revision=1), ()),
        (replace(PAGE, digest=BEFORE[:32], copy=3, revision=3), (PageDoubt.REVISION,)),
        (replace(PAGE, number=KNOWN.serial, digest=NEVER[:32], copy=0), ()),
    ],
)
def test_what_a_page_says_of_itself_is_held_against_what_was_printed(
    code: PageCode, doubts: tuple[PageDoubt, ...]
) -> None:
    scan = scan_of([[code]], KNOWN)
    assert (scan.refused, scan.papers[0].doubts) == (None, doubts)


def of_copy(copy: int, *pages: int, digest: str = NOW, revision: int = 2) -> list[list[PageCode]]:
    code = replace(PAGE, copy=copy, digest=digest[:32], revision=revision)
    return [[replace(code, page=page)] for page in pages]


def test_pages_that_were_replaced_and_those_that_stayed_are_one_paper() -> None:
    older = of_copy(3, 1, 3, digest=BEFORE, revision=1)
    (joined,) = sets_of(scan_of([*of_copy(5, 2), *older], KNOWN).papers, PRINTS)
    assert [(part.copy, part.present) for part in joined.parts] == [(3, (1, 3)), (5, (2,))]
    assert (joined.newest.verdict, joined.missing, joined.elsewhere) == (
        PageVerdict.CURRENT,
        (),
        (),
    )
    assert joined.whose == "prosecution"


def test_whose_copy_it_is_only_a_print_of_this_station_tells() -> None:
    (unknown,) = sets_of(scan_of(of_copy(9, 1), KNOWN).papers, PRINTS)
    assert unknown.whose == ""


def test_of_a_set_that_came_in_part_it_is_known_what_is_missing_where() -> None:
    (alone,) = sets_of(scan_of(of_copy(5, 2), KNOWN).papers, PRINTS)
    assert (alone.missing, alone.elsewhere) == ((), (1, 3))
    short = [*of_copy(3, 1, digest=BEFORE, revision=1), *of_copy(5, 2)]
    (partial,) = sets_of(scan_of(short, KNOWN).papers, PRINTS)
    assert (partial.missing, partial.elsewhere) == ((3,), ())


def test_copies_that_were_printed_whole_stay_apart() -> None:
    both = [*of_copy(3, 1, 3, digest=BEFORE, revision=1), *of_copy(4, 2)]
    assert len(sets_of(scan_of(both, KNOWN).papers, PRINTS)) == 2
    replaced = [*of_copy(4, 1, 2, 3), *of_copy(5, 2)]  # the page that it replaced lies there too
    assert len(sets_of(scan_of(replaced, KNOWN).papers, PRINTS)) == 2


def test_what_was_replaced_joins_the_newest_copy_before_it_that_lacks_just_these_pages() -> None:
    older, whole = of_copy(3, 1, 3, digest=BEFORE, revision=1), of_copy(4, 1, 3)
    prints = (*PRINTS, PrintedCopy("statement", NOW, 6, replace(PAGES, left=(3,))))

    def joined(*pages: list[PageCode]) -> list[list[int]]:
        sets = sets_of(scan_of(pages, replace(KNOWN, prints=prints)).papers, prints)
        return [[part.copy for part in signed_set.parts] for signed_set in sets]

    assert joined(*older, *whole, *of_copy(5, 2)) == [[3], [4, 5]]
    assert joined(*of_copy(6, 3), *of_copy(5, 2), *of_copy(4, 1)) == [[4, 5, 6]]
    assert joined(*of_copy(5, 2), *of_copy(9, 1, 3)) == [[5], [9]]  # that one is newer
    for other in ({"number": KNOWN.serial, "copy": 0}, {"pages": 4}):
        other_copies = [[replace(code, **other) for code in page] for page in of_copy(4, 1)]
        assert len(joined(*other_copies, *of_copy(5, 2))) == 2
    (alone,) = sets_of(scan_of([[replace(PAGE, pages=4)]], KNOWN).papers, PRINTS)
    assert (alone.missing, alone.elsewhere) == ((2, 3, 4), ())  # not as it was printed here


def test_the_same_pages_of_the_same_copy_are_known_again() -> None:
    (first,) = scan_of(of_copy(4, 1, 2), KNOWN).papers
    (second,) = scan_of(of_copy(4, 2, 3), KNOWN).papers
    (other,) = scan_of(of_copy(5, 2), KNOWN).papers
    assert (first.again(second), first.again(other)) == ((2,), ())
    assert first.again(replace(second, digest=BEFORE[:32])) == ()  # a state of before
