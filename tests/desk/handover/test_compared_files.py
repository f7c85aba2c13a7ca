"""A folder of case bundles: what is missing, what is there twice, what follows what."""

from __future__ import annotations

import uuid
from dataclasses import replace
from random import Random

import pytest

from tests.bundle.world import CASE, plan
from tests.cases.custody.test_shown import FORGED, HONEST, shown
from tests.desk.handover.test_numbering import came, digest
from tipdesk.bundle.container.index import BundleKind, Supplement, read_index, write_index
from tipdesk.bundle.report import VerificationReport
from tipdesk.desk.handover.compared_files import ComparedFile, Comparison, compare, firsts

OTHER_CASE = CASE.replace("6ab4a4e2", "6ab4a4e3")


def a_file(number: int, name: str = "", case_id: str = CASE, **more: object) -> ComparedFile:
    """A file with a number of its own; `more` are of the number, the index or the file."""
    of_number = {key: more.pop(key) for key in ("previous", "manifest", "not_sent", "station", "series") if key in more}  # fmt: skip
    item = came(number, **of_number)
    gone = tuple(replace(gone, bundle_id=str(uuid.UUID(int=gone.number, version=4))) for gone in item.numbered.not_sent)  # fmt: skip
    of_index = {key: more.pop(key) for key in ("supplements", "kind") if key in more}
    index = read_index(
        write_index(
            plan(
                numbered=replace(item.numbered, not_sent=gone),
                case_id=case_id,
                bundle_id=str(uuid.UUID(int=number, version=4)),
                payloads=(),
                **of_index,
            )
        )
    )
    report = VerificationReport("bundle", intact=True, index=index, manifest_sha256=item.manifest)
    return ComparedFile(name or f"{number:03}.asice.age", report, **more)


def findings_of(*files: ComparedFile) -> list[tuple[Comparison, tuple[str, ...], tuple[int, ...]]]:
    findings = compare(files)
    for _order in range(3):
        shuffled = list(files)
        Random(len(files)).shuffle(shuffled)
        assert compare(shuffled) == findings  # the order says nothing
    return [(finding.comparison, finding.files, finding.numbers) for finding in findings]


def follows(number: int, revision: int = 1) -> Supplement:
    return Supplement(digest(number), revision)


def test_one_after_the_other_nothing_is_said() -> None:
    cases = [str(uuid.UUID(int=number, version=4)) for number in range(1, 6)]
    files = [a_file(number, case_id=cases[number - 1]) for number in range(1, 6)]
    assert findings_of(*files) == []
    assert findings_of() == []


def test_numbers_that_are_not_here_and_those_that_never_left() -> None:
    files = [a_file(1, case_id=OTHER_CASE), a_file(5, previous=2, not_sent=(3, 4))]
    assert findings_of(*files) == [(Comparison.NUMBER_MISSING, ("005.asice.age",), (2,))]


def test_a_number_twice_names_both_and_accuses_nobody_else() -> None:
    twins = [a_file(2, "a"), a_file(2, "b", manifest=77)]
    after = [a_file(3, "c", manifest=3), a_file(4, "d")]
    for previous in (2, 77):  # whichever of the two its station sent
        third = a_file(3, "c", previous=previous)
        findings = findings_of(a_file(1), *twins, third, after[1])
        assert findings[0] == (Comparison.NUMBER_TWICE, ("a", "b"), (2,))
        assert {comparison for comparison, *_rest in findings[1:]} == {Comparison.SAME_FILE}


def test_what_contradicts_what_was_said() -> None:
    first = a_file(1, case_id=OTHER_CASE)
    assert findings_of(first, a_file(2, previous=9)) == [
        (Comparison.PREVIOUS, ("002.asice.age",), (2,))
    ]
    void = a_file(2, "void", case_id=str(uuid.UUID(int=9, version=4)))
    findings = findings_of(first, void, a_file(3, previous=1, not_sent=(2,)))
    assert findings == [(Comparison.VOID_CAME, ("003.asice.age",), (3,))]


def test_a_second_series_is_told_once() -> None:
    series = str(uuid.uuid4())
    cases = [str(uuid.UUID(int=number, version=4)) for number in range(1, 5)]
    files = [a_file(number, f"a{number}", cases[number - 1]) for number in (1, 2)]
    files += [
        a_file(1, "b1", cases[2], manifest=51, series=series),
        a_file(2, "b2", cases[3], previous=51, manifest=52, series=series),
    ]
    assert findings_of(*files) == [(Comparison.NEW_SERIES, ("b1",), (1,))]


def test_two_chains_of_one_station() -> None:
    honest = a_file(1, "a", OTHER_CASE, shown=(shown(HONEST, 20, 80),))
    forged = a_file(2, "b", shown=(shown(FORGED, 50, 90),))
    late = a_file(3, "c", str(uuid.UUID(int=9, version=4)), shown=(shown(HONEST, 30, 50),))
    assert findings_of(honest, forged, late) == [(Comparison.FORK, ("a", "b"), ())]
    assert findings_of(honest, late, a_file(2, "b", shown=(shown(HONEST, 81, 90),))) == []


def test_the_same_bundle_twice_is_one() -> None:
    copies = [a_file(1, "a"), a_file(1, "b")]
    assert findings_of(*copies) == [(Comparison.SAME_BUNDLE, ("a", "b"), ())]


def test_supplements_follow_their_first() -> None:
    first = a_file(1, "a")
    second = a_file(2, "b", supplements=follows(1))
    third = a_file(3, "c", supplements=follows(2))
    assert findings_of(first, second, third) == []
    assert firsts([third, second, first]) == {"b": "a", "c": "a"}
    assert findings_of(second) == [
        (Comparison.NUMBER_MISSING, ("b",), (1,)),
        (Comparison.FIRST_MISSING, ("b",), ()),
    ]
    again = a_file(4, "d")
    assert findings_of(first, second, third, again) == [(Comparison.SAME_FILE, ("a", "d"), ())]


def test_a_ring_of_supplements_ends() -> None:
    first, second = a_file(1, "a", supplements=follows(2)), a_file(2, "b", supplements=follows(1))
    assert firsts([first, second]) == {"a": "b", "b": "a"}
    assert findings_of(first, second) == []


def test_a_notice_and_its_file_are_no_doubles() -> None:
    notice = a_file(1, "n", kind=BundleKind.NOTICE)
    assert findings_of(notice, a_file(1, "f", manifest=9)) == []


@pytest.mark.parametrize("what", ["case_number", "documents"])
def test_two_files_with_one_number(what: str) -> None:
    mark = "TDX-2026-00001" if what == "case_number" else frozenset({"passport n1"})
    comparison = {
        "case_number": Comparison.SAME_FILE_NUMBER,
        "documents": Comparison.SAME_DOCUMENT,
    }[what]
    first, second = (a_file(number, case_id=case, **{what: mark}) for number, case in ((1, CASE), (2, OTHER_CASE)))  # fmt: skip
    assert findings_of(first, second) == [(comparison, ("001.asice.age", "002.asice.age"), ())]
    again = a_file(2, supplements=follows(1), **{what: mark})  # one file may say it twice
    assert findings_of(first, again) == []


def test_what_nobody_signed_is_not_compared() -> None:
    broken = a_file(1, "a")
    broken = replace(broken, report=replace(broken.report, intact=False))
    assert findings_of(broken, a_file(1, "b", manifest=9)) == []


def test_thirty_of_which_three_are_lost_one_is_there_twice_and_one_came_late() -> None:
    lost = {5, 12, 25}
    cases = [str(uuid.UUID(int=number, version=4)) for number in range(40)]
    files = [a_file(n, case_id=cases[n]) for n in range(1, 31) if n not in lost]
    files.append(a_file(7, "twin", cases[33], manifest=77))
    assert findings_of(*files) == [
        (Comparison.NUMBER_MISSING, ("006.asice.age",), (5,)),
        (Comparison.NUMBER_TWICE, ("007.asice.age", "twin"), (7,)),
        (Comparison.NUMBER_MISSING, ("013.asice.age",), (12,)),
        (Comparison.NUMBER_MISSING, ("026.asice.age",), (25,)),
    ]
