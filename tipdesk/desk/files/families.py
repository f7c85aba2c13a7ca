"""Families: which files are of people of one family, and a child who is spoken of in a file.

A child of whom somebody spoke may have a file of its own (`NewFiles.open_child`), begun in one
transaction with what it is to that person, so that no row becomes two files. Nothing is copied:
what was said of the child is offered in its file, as the word of somebody else. Whoever does not
see that file may begin a second one; both are named to whoever sees both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tipdesk.cases.model import Act, Answer, Case, CaseId, Status
from tipdesk.cases.persons.of_file import ARABIC, CHILD_AGE, CHILD_NAME, CHILDREN
from tipdesk.cases.persons.same import Kinship, PairSays
from tipdesk.core.errors import FileHidden, ReasonNeeded, TransitionRefused
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.same_person import SaidOfFile, SamePerson
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.known import KnownAnswer, KnownFrom
from tipdesk.forms.model import FormDefinition, split_path
from tipdesk.storage.files import case_rows, search

_SOUGHT, _OFFERED = 200, 20  # files that are looked through, and shown
_OFFERED_AT: Mapping[str, str] = {CHILD_NAME: ARABIC[0], CHILD_AGE: "age_stated"}


@dataclass(frozen=True, slots=True)
class ChildSpokenOf:
    """A child of whom a file speaks at `path` (a row) and that has no file yet; what the row does
    not say is ''."""

    path: str
    name: str
    age: str


@dataclass(frozen=True, slots=True)
class Family:
    """Files of the family of a file's person, and children of whom it speaks that have none;
    `twice`: of one child the numbers of its files, where it has several."""

    files: tuple[SaidOfFile, ...]
    children: tuple[ChildSpokenOf, ...]
    twice: tuple[tuple[str, ...], ...] = ()


class Families:
    """What is known of the family of one file. GUI thread; short."""

    def __init__(
        self, desk: OpenVault, contents: Contents, access: Access, same_person: SamePerson
    ) -> None:
        self._desk, self._vault = desk, desk.vault
        self._contents, self._access, self._same = contents, access, same_person

    def of_case(self, case_id: CaseId) -> Family:
        """The family of a file's person, for whom the file names; for others nobody.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        files = self._files(case_id)
        if not self._access.is_named(case_id):
            return Family((), ())
        begun = _by_row(case_id, files)
        answers = self._contents.standing(case_id)
        children = tuple(
            ChildSpokenOf(path, _value(answers, path, CHILD_NAME), _value(answers, path, CHILD_AGE))
            for path in _rows(answers)
            if path not in begun
        )
        return Family(files, children, tuple(self._twice(case_id, files)))

    def _twice(self, case_id: CaseId, files: Sequence[SaidOfFile]) -> Iterator[tuple[str, ...]]:
        """Of the children of whom this file speaks, and of its own person, those with several files
        that are not voided: a child is known by the row of its parent's file."""
        rows = list(_by_row(case_id, files).values())
        for line in files:
            if line.statement.kin(case_id) is Kinship.PARENT and line.statement.row:
                with suppress(FileHidden, ReasonNeeded):
                    of_parent = _by_row(line.case_id, self._files(line.case_id))
                    rows.append(of_parent.get(line.statement.row, []))
        for lines in rows:
            cases = [self._access.row(line.case_id) for line in lines]
            numbers = [case.number for case in cases if case.status is not Status.VOIDED]
            if len(numbers) > 1:
                yield tuple(numbers)

    def candidates(self, case_id: CaseId, query: str) -> tuple[Case, ...]:
        """Other files that name the officer and that `query` finds, the last changed first: of
        others nothing can be said here. None of what stands in this family already."""
        listed = case_rows.list_cases(self._vault, query, None, _SOUGHT, 0, _viewer(self._desk))
        named = case_rows.named_among(
            self._vault, self._desk.officer.login, [case.id for case in listed]
        )
        known = {line.case_id for line in self._files(case_id)} | {case_id}
        return tuple(case for case in listed if case.id in named - known)[:_OFFERED]

    def note_child(self, case_id: CaseId, path: str, child: CaseId) -> None:
        """A file was begun of the child of a row; inside the caller's transaction.

        Raises:
            TransitionRefused: no child without a file is spoken of there (reason "no_such_child");
                as `SamePerson.say_family`.
        """
        if path not in {spoken.path for spoken in self.of_case(case_id).children}:
            raise TransitionRefused(step=Act.BEGIN_FILE.value, status="", reason="no_such_child")
        self._same.say_family(case_id, child, Kinship.CHILD, path)

    def offers(self, case_id: CaseId, form: FormDefinition) -> dict[str, KnownAnswer]:
        """What a parent said of a file's person before it was begun, where the parent's file is
        open to the officer: as it is said there now."""
        offers: dict[str, KnownAnswer] = {}
        names = {question.name for question in form.questions()}
        for line in self._files(case_id):
            path = line.statement.row
            if line.statement.kin(case_id) is not Kinship.PARENT or not path:
                continue
            try:
                answers = self._contents.standing(line.case_id)
            except (FileHidden, ReasonNeeded):
                continue
            for part, name in _OFFERED_AT.items():
                if name in names and (value := _value(answers, path, part)):
                    offers[name] = KnownAnswer(value, KnownFrom.FAMILY)
        return offers

    def _files(self, case_id: CaseId) -> tuple[SaidOfFile, ...]:
        return tuple(
            line for line in self._same.said_of(case_id) if line.statement.says is PairSays.FAMILY
        )


def _by_row(case_id: CaseId, files: Iterable[SaidOfFile]) -> dict[str, list[SaidOfFile]]:
    """The files of children by the row in which this file speaks of each."""
    rows: dict[str, list[SaidOfFile]] = {}
    for line in files:
        if line.statement.kin(case_id) is Kinship.CHILD and line.statement.row:
            rows.setdefault(line.statement.row, []).append(line)
    return rows


def _viewer(desk: OpenVault) -> search.Viewer:
    return search.Viewer(desk.officer.login, supervises=False)


def _rows(answers: Mapping[str, Answer]) -> list[str]:
    """The paths of the rows of children, in their order."""
    rows = {path.partition("/")[0] for path in answers if split_path(path)[0] == CHILDREN}
    return sorted(rows, key=lambda path: split_path(path)[1])


def _value(answers: Mapping[str, Answer], row: str, name: str) -> str:
    answer = answers.get(f"{row}/{name}")
    return answer.value if answer is not None else ""
