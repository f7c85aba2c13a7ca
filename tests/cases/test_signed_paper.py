"""Which state of which file a scanned page is."""

from dataclasses import replace

import pytest

from tipdesk.cases.page_code import BLANK, PageCode
from tipdesk.cases.signed_paper import Known, Scan, SignedPaper, Verdict, scan_of

NOW, BEFORE, NEVER = ("ab" * 32, "cd" * 32, "ef" * 32)
KNOWN = Known("MOI-2026-000417", NOW, [BEFORE, NOW], "261234567-81")
PAGE = PageCode("statement", "MOI-2026-000417", 2, NOW[:32], 1, 3, 4)


def verdicts(scan: Scan) -> list[Verdict]:
    return [page.verdict for page in scan.pages]


def test_the_pages_of_one_copy_are_one_paper_and_what_is_missing_is_known() -> None:
    scan = scan_of([[replace(PAGE, page=3)], [PAGE], [PAGE]], KNOWN)
    paper = SignedPaper("statement", 2, NOW[:32], 4, (1, 3), 3, Verdict.CURRENT)
    assert (scan.refused, scan.papers, paper.missing) == (None, (paper,), (2,))


def test_two_papers_in_one_scan_are_told_apart() -> None:
    intake = replace(PAGE, document="intake", pages=1)
    scan = scan_of([[PAGE], [intake], [replace(PAGE, copy=5)]], KNOWN)
    assert [(one.document, one.copy) for one in scan.papers] == [
        ("statement", 4), ("intake", 4), ("statement", 5),
    ]  # fmt: skip


def test_a_page_of_an_older_state_is_filed_and_flagged() -> None:
    scan = scan_of([[replace(PAGE, digest=BEFORE[:32], revision=1)]], KNOWN)
    assert (scan.refused, verdicts(scan)) == (None, [Verdict.OLDER])
    assert [one.verdict for one in scan.papers] == [Verdict.OLDER]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (replace(PAGE, number="MOI-2026-000418"), Verdict.OTHER_FILE),
        (replace(PAGE, number=BLANK), Verdict.OTHER_FILE),
        (replace(PAGE, digest=NEVER[:32]), Verdict.UNKNOWN),
    ],
)
def test_one_page_that_is_not_this_files_refuses_the_whole_scan(
    code: PageCode, verdict: Verdict
) -> None:
    scan = scan_of([[PAGE], [code]], KNOWN)
    assert scan.refused is verdict
    assert scan.having(verdict) == (2,)


def test_blank_paper_of_the_pack_that_was_typed_in_belongs_to_the_file() -> None:
    by_hand = replace(PAGE, number=KNOWN.serial, digest=NEVER[:32], revision=0)
    assert scan_of([[by_hand]], KNOWN).papers[0].verdict is Verdict.BY_HAND
    assert scan_of([[by_hand]], replace(KNOWN, serial="")).refused is Verdict.OTHER_FILE


def test_a_scan_without_any_code_is_refused_and_a_page_without_one_is_named() -> None:
    assert scan_of([[], []], KNOWN).refused is Verdict.NO_CODE
    assert scan_of([], KNOWN).refused is Verdict.NO_CODE
    scan = scan_of([[PAGE], []], KNOWN)
    assert (scan.refused, scan.having(Verdict.NO_CODE)) == (None, (2,))
