"""Many case bundles beside each other: what is missing, what is there twice, what follows
what. For whoever has a folder of them and no vault (`tipdesk verify`).

The order in which they are given says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from tipdesk.bundle.container.index import BundleKind, Index
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.report import VerificationReport
from tipdesk.cases.custody.shown import ShownChain
from tipdesk.cases.handover.reading import ReadRecord
from tipdesk.cases.model import Answer
from tipdesk.cases.persons.elsewhere import MatchKind, keys_of
from tipdesk.desk.handover.checking import came_with
from tipdesk.desk.handover.numbering import CameNumber, against_numbers


class Comparison(StrEnum):
    """What is to be said of some files beside each other."""

    NUMBER_MISSING = "number_missing"
    NUMBER_TWICE = "number_twice"
    PREVIOUS = "previous_differs"
    VOID_CAME = "void_came"
    NEW_SERIES = "new_series"
    FORK = "fork"
    SAME_BUNDLE = "same_bundle"  # the very same one, more than once
    SAME_FILE = "same_file"  # one file in bundles of which none follows the other
    SAME_FILE_NUMBER = "same_file_number"  # two files under one number
    SAME_DOCUMENT = "same_document"  # two files name one identity document
    FIRST_MISSING = "first_missing"  # what is supplemented is not here

    @property
    def sets_aside(self) -> bool:
        """Whether an office would set something aside for it."""
        return self in (self.NUMBER_TWICE, self.PREVIOUS, self.VOID_CAME, self.FORK)


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """What of a file can be held against others; `documents` are keys of identity documents."""

    name: str
    report: VerificationReport
    case_number: str = ""
    documents: frozenset[str] = frozenset()
    shown: tuple[ShownChain, ...] = field(default=(), repr=False)

    @property
    def came(self) -> CameNumber | None:
        """Its number, if what it says is as somebody signed it."""
        return came_with(self.report) if self.report.intact else None

    @property
    def index(self) -> Index | None:
        """Its index, if somebody signed it."""
        return self.report.index if self.report.intact else None


@dataclass(frozen=True, slots=True)
class ComparedFinding:
    """Something about several files, by their names. `numbers` are those of bundles."""

    comparison: Comparison
    files: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    station: str = ""
    office: str = ""


def documents_of(record: ReadRecord) -> frozenset[str]:
    """Keys of the identity documents that a record names: equal ones are of one document."""
    keys = keys_of({row.path: Answer(row.value) for row in record.answers})
    of_documents = (MatchKind.CIVIL_ID, MatchKind.PASSPORT)
    return frozenset(f"{key.kind.value} {key.text}" for key in keys if key.kind in of_documents)


def compare(files: Iterable[ComparedFile]) -> tuple[ComparedFinding, ...]:
    """Everything that is to be said of the files beside each other."""
    known = sorted((file for file in files if file.index), key=lambda file: file.name)
    distinct = {file.report.manifest_sha256: file for file in reversed(known)}
    once = sorted(distinct.values(), key=lambda file: file.name)
    return (
        *_numbers(once),
        *_forks(once),
        *_shared(Comparison.SAME_BUNDLE, known, lambda file: [file.report.manifest_sha256]),
        *_cases(once),
        *_others(Comparison.SAME_FILE_NUMBER, once, lambda file: [file.case_number]),
        *_others(Comparison.SAME_DOCUMENT, once, lambda file: file.documents),
    )


def firsts(files: Iterable[ComparedFile]) -> dict[str, str]:
    """Name of each supplement to the name of the bundle that began its row, if that is here."""
    known = sorted((file for file in files if file.index), key=lambda file: file.name)
    by_manifest = {file.report.manifest_sha256: file for file in reversed(known)}
    begins = {}
    for file in known:
        seen, first = {file.report.manifest_sha256}, file
        while (before := _supplemented(first, by_manifest)) is not None:
            if before.report.manifest_sha256 in seen:
                break  # nobody can sign such a ring; whoever could is not believed
            seen.add(before.report.manifest_sha256)
            first = before
        if first is not file:
            begins[file.name] = first.name
    return begins


def _supplemented(file: ComparedFile, by_manifest: dict[str, ComparedFile]) -> ComparedFile | None:
    supplement = file.index.supplements if file.index else None
    return by_manifest.get(supplement.manifest) if supplement else None


_COMPARISONS = {
    Code.W_MISSING: Comparison.NUMBER_MISSING,
    Code.A_NUMBER_TWICE: Comparison.NUMBER_TWICE,
    Code.A_PREVIOUS: Comparison.PREVIOUS,
    Code.A_VOID_CAME: Comparison.VOID_CAME,
    Code.W_NEW_SERIES: Comparison.NEW_SERIES,
}


def _numbers(files: Sequence[ComparedFile]) -> Iterator[ComparedFinding]:
    """As an office that received them in the order of their numbers."""
    came = [(file, item) for file in files if (item := file.came) is not None]
    came.sort(key=lambda pair: (pair[1].numbered.number, pair[1].manifest))
    before: list[CameNumber] = []
    for file, item in came:
        for problem in against_numbers(item, before):
            yield _of_number(problem, file, item, came)
        before.append(item)


def _of_number(
    problem: Problem,
    file: ComparedFile,
    item: CameNumber,
    came: Sequence[tuple[ComparedFile, CameNumber]],
) -> ComparedFinding:
    comparison, numbered = _COMPARISONS[problem.code], item.numbered
    numbers, names = [numbered.number], {file.name}
    if comparison is Comparison.NUMBER_MISSING:
        numbers = [int(word) for word in problem.detail.split()]
    if comparison is Comparison.NUMBER_TWICE:
        names |= {other.name for other, twin in came if twin.is_twin_of(item)}
    return ComparedFinding(
        comparison, tuple(sorted(names)), tuple(numbers), numbered.station, numbered.office
    )


def _forks(files: Sequence[ComparedFile]) -> Iterator[ComparedFinding]:
    """Two chains of one station, told of once a station."""
    parted: dict[str, set[str]] = {}
    for file, other in combinations(files, 2):
        for stretch in file.shown:
            for known in other.shown:
                common = stretch.parted_from(known)
                if common is not None and common[2] <= common[1]:
                    parted.setdefault(stretch.station, set()).update((file.name, other.name))
    for station, names in sorted(parted.items()):
        yield ComparedFinding(Comparison.FORK, tuple(sorted(names)), station=station)


def _cases(files: Sequence[ComparedFile]) -> Iterator[ComparedFinding]:
    """One file in several bundles, each following another, or not."""
    begun = firsts(files)
    by_case: dict[str, list[ComparedFile]] = {}
    for file in files:
        index = file.index
        if index is None or index.kind is BundleKind.NOTICE:
            continue
        by_case.setdefault(index.case_id, []).append(file)
        if index.supplements is not None and file.name not in begun:
            yield ComparedFinding(Comparison.FIRST_MISSING, (file.name,))
    for same in by_case.values():
        roots = [file.name for file in same if file.name not in begun]
        if len(roots) > 1:
            yield ComparedFinding(Comparison.SAME_FILE, tuple(sorted(roots)))


Marks = Callable[[ComparedFile], Iterable[str]]


def _shared(
    comparison: Comparison, files: Sequence[ComparedFile], marks_of: Marks
) -> Iterator[ComparedFinding]:
    """Files that have a mark in common."""
    for same in _by_mark(files, marks_of):
        yield ComparedFinding(comparison, tuple(sorted(file.name for file in same)))


def _others(
    comparison: Comparison, files: Sequence[ComparedFile], marks_of: Marks
) -> Iterator[ComparedFinding]:
    """Different files of persons that have a mark in common."""
    groups = {
        tuple(sorted(file.name for file in same))
        for same in _by_mark(files, marks_of)
        if len({file.index.case_id for file in same if file.index}) > 1
    }
    for names in sorted(groups):
        yield ComparedFinding(comparison, names)


def _by_mark(files: Sequence[ComparedFile], marks_of: Marks) -> Iterator[list[ComparedFile]]:
    by_mark: dict[str, list[ComparedFile]] = {}
    for file in files:
        for mark in marks_of(file):
            if mark:
                by_mark.setdefault(mark, []).append(file)
    return (same for same in by_mark.values() if len(same) > 1)
