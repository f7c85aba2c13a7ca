"""Which attached files go with a file, which stay, and what is said of those that stay.

What an officer marks «leave out» stays, and of what goes redacted the original stays. What has
level 4 goes only when a supervisor picked it; until then nothing of its row goes either, and it is
only counted. Sound that was recorded here follows `cases.recordings` besides. A refusal to share
narrows level 3 in the same way, by the file. A file that no row describes goes. The marks hold a
file back even where the rows are no longer asked: what was to stay must not leave because a section
has closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from tipdesk.cases.answer_words import shown_value
from tipdesk.cases.evidence import exhibits, recordings
from tipdesk.cases.model import Answer, Attachment, CaseFile
from tipdesk.core.settings import Language
from tipdesk.forms.model import (
    FormDefinition,
    LocalText,
    Question,
    QuestionType,
    Release,
    path_of,
    row_path,
    split_path,
)
from tipdesk.forms.rules.state import FormState
from tipdesk.i18n.catalogue import N_, texts

LEFT_OUT, REDACTED, NOT_PICKED = "left_out", "redacted", "not_picked"  # why a file stays
_RESTRICTED, _SENSITIVE = 4, 3  # levels
_NUMBERED, _OF_ROW = N_("Exhibit no. {number}"), N_("Exhibit in row {number}")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A row of the list, as far as it steers what goes."""

    row: int
    number: str  # on its label, as the officer wrote it
    name: LocalText
    level: int
    mark: str  # of the list IN_BUNDLE, '' while it is open
    file: str  # id of the attached file that it describes
    copy: str  # id of the redacted copy
    asked: bool

    @property
    def pick(self) -> str:
        """What a supervisor's pick of it is called; no question can have such a name."""
        return f"{exhibits.ROWS}:{self.row}"

    def needs_pick(self, *, narrowed: bool) -> bool:
        """Whether it goes only when a supervisor lets it go."""
        narrow = narrowed and self.level >= _SENSITIVE and bool(self.file)
        return self.level >= _RESTRICTED or narrow

    def would_go(self) -> str:
        """The id of the file that goes when nothing else holds it; '' for none."""
        if self.mark == exhibits.NO:
            return ""
        return self.copy if self.mark == exhibits.ONLY_REDACTED else self.file


@dataclass(frozen=True, slots=True)
class Stays:
    """An exhibit of level 1 to 3 whose file stays here."""

    path: str
    label: LocalText
    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What of the exhibits does not leave."""

    attachments: frozenset[str] = frozenset()  # ids
    rows: frozenset[str] = frozenset()  # paths of rows of which nothing goes
    hashes: frozenset[str] = frozenset()  # paths
    named: tuple[Stays, ...] = ()
    restricted: int = 0  # of level 4, only counted

    def hides(self, path: str) -> bool:
        """Whether what stands at `path` stays, whatever its question says."""
        repeat, row, _ = split_path(path)
        return path in self.hashes or (bool(repeat) and row_path(repeat, row) in self.rows)


NOTHING_KEPT = KeptBack()


def listed(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState
) -> tuple[Exhibit, ...]:
    """The rows of the list, whether they are asked now or not."""
    if not exhibits.can_link(form):
        return ()
    numbers = sorted(
        row
        for repeat, row, name in map(split_path, answers)
        if repeat == exhibits.ROWS and not name and answers[row_path(repeat, row)].value
    )
    return tuple(_exhibit(form, answers, state, row) for row in numbers)


def pickable(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState, *, narrowed: bool
) -> tuple[Question, ...]:
    """The exhibits that go only when a supervisor picks them, as a supervisor is asked of them."""
    return tuple(
        Question(
            name=one.pick,
            type=QuestionType.ATTACHMENT,
            label=one.name,
            level=one.level,
            release=frozenset({Release.PROSECUTION_IF_PICKED}),
        )
        for one in listed(form, answers, state)
        if one.asked and one.mark != exhibits.NO and one.needs_pick(narrowed=narrowed)
    )


def kept_back(
    case_file: CaseFile, state: FormState, picked: Collection[str], *, narrowed: bool
) -> KeptBack:
    """What of the exhibits of a file stays; `picked` are the names of a supervisor's picks."""
    rows = listed(case_file.form, case_file.answers, state)
    recorded = recordings.held_back(case_file, state, picked)
    if not rows and not recorded:
        return NOTHING_KEPT
    allowed = {
        one.row for one in rows if not one.needs_pick(narrowed=narrowed) or one.pick in picked
    }
    leaving = {one.row: one.would_go() if one.row in allowed else "" for one in rows}
    ids = {file for one in rows for file in (one.file, one.copy) if file != leaving[one.row]}
    ids |= (own := {one.id for one in recorded})
    held = _with_the_same_contents(case_file.attachments, ids)
    hidden = [one for one in rows if _is_hidden(one, allowed)]
    named = [
        Stays(path_of(exhibits.FILE, exhibits.ROWS, one.row), one.name, max(one.level, 1), why)
        for one in rows
        if one.level < _RESTRICTED and one.file not in own and (why := _why(one, allowed, held))
    ] + [Stays(one.pick, recordings.name(one), recordings.LEVEL, NOT_PICKED) for one in recorded]
    return KeptBack(
        attachments=held,
        rows=frozenset(_paths(case_file.answers, hidden)),
        hashes=frozenset(
            path_of(exhibits.HASH, exhibits.ROWS, one.row)
            for one in rows
            if not leaving[one.row] or leaving[one.row] in held
        ),
        named=tuple(named),
        restricted=sum(
            one.level >= _RESTRICTED
            and ((one.asked and one in hidden) or not held.isdisjoint({one.file, one.copy}))
            for one in rows
        ),
    )


def described(case_file: CaseFile, state: FormState) -> frozenset[str] | None:
    """The ids of the files that a row describes; None: this form cannot say."""
    if not exhibits.can_link(case_file.form):
        return None
    rows = listed(case_file.form, case_file.answers, state)
    return frozenset(file for one in rows for file in (one.file, one.copy) if file)


def marked_in_vain(case_file: CaseFile, state: FormState) -> bool:
    """Whether a row is marked to be left out, or to go redacted, that names no file, while some
    attached file is described by no row: it could be this one, and it goes."""
    found = described(case_file, state) or frozenset()
    if all(one.id in found for one in case_file.attachments):
        return False
    links = (exhibits.FILE, exhibits.REDACTED_COPY)
    return any(
        state.value(path_of(exhibits.IN_BUNDLE, exhibits.ROWS, row))
        in (exhibits.NO, exhibits.ONLY_REDACTED)
        and not any(state.value(path_of(name, exhibits.ROWS, row)) for name in links)
        for row in state.rows(exhibits.ROWS)
    )


def as_it_leaves(case_file: CaseFile, kept: KeptBack) -> CaseFile:
    """The file without what of its exhibits stays: for papers and for what goes beside them."""
    if kept == NOTHING_KEPT:
        return case_file
    return replace(
        case_file,
        answers={path: one for path, one in case_file.answers.items() if not kept.hides(path)},
        amendments=tuple(one for one in case_file.amendments if not kept.hides(one.path)),
        attachments=going(case_file.attachments, kept),
    )


def going(attachments: Collection[Attachment], kept: KeptBack) -> tuple[Attachment, ...]:
    """The attached files that leave, in their order."""
    return tuple(one for one in attachments if one.id not in kept.attachments)


def _exhibit(
    form: FormDefinition, answers: Mapping[str, Answer], state: FormState, row: int
) -> Exhibit:
    def said(name: str) -> str:
        return answers.get(path_of(name, exhibits.ROWS, row), Answer()).value

    mark, level = said(exhibits.IN_BUNDLE), said(exhibits.LEVEL)
    copied = mark in (exhibits.NO, exhibits.ONLY_REDACTED)  # else nobody is asked for a copy
    asked = state.is_relevant(row_path(exhibits.ROWS, row))
    number = said(exhibits.NUMBER) if asked else ""
    kind = said(exhibits.TYPE) if asked else ""
    return Exhibit(
        row=row,
        number=said(exhibits.NUMBER),
        name=LocalText(_name(form, row, number, kind, "ar"), _name(form, row, number, kind, "en")),
        level=int(level) if level.isdecimal() else 0,
        mark=mark,
        file=exhibits.file_of(said(exhibits.FILE)),
        copy=exhibits.file_of(said(exhibits.REDACTED_COPY)) if copied else "",
        asked=asked,
    )


def _name(form: FormDefinition, row: int, number: str, kind: str, language: Language) -> str:
    """The exhibit as it is listed outside: by its number and kind, never by its contents."""
    say = texts(language).gettext
    text = say(_NUMBERED if number else _OF_ROW).format(number=number or row)
    question = next((one for one in form.questions() if one.name == exhibits.TYPE), None)
    if question is None or not kind:
        return text
    return f"{text} ({shown_value(form, question, kind, language)})"


def _with_the_same_contents(
    attachments: Collection[Attachment], ids: Collection[str]
) -> frozenset[str]:
    """A file that stays does not leave by having been attached twice."""
    digests = {one.sha256 for one in attachments if one.id in ids}
    return frozenset(one.id for one in attachments if one.sha256 in digests)


def _is_hidden(one: Exhibit, allowed: Collection[int]) -> bool:
    return one.level >= _RESTRICTED and (one.mark == exhibits.NO or one.row not in allowed)


def _why(one: Exhibit, allowed: Collection[int], held: Collection[str]) -> str:
    """Why a file of the row stays; '' when none does."""
    if not {one.file, one.copy} & set(held):
        return ""
    if one.mark != exhibits.NO and one.row not in allowed:
        return NOT_PICKED
    return REDACTED if one.mark == exhibits.ONLY_REDACTED else LEFT_OUT


def _paths(answers: Mapping[str, Answer], hidden: Collection[Exhibit]) -> Iterator[str]:
    """The rows of the exhibits, and those of their chain of custody."""
    numbers = {one.number for one in hidden} - {""}
    for one in hidden:
        yield row_path(exhibits.ROWS, one.row)
    for path, answer in answers.items():
        repeat, row, name = split_path(path)
        if (repeat, name) == (exhibits.CUSTODY, exhibits.HANDED_OVER) and answer.value in numbers:
            yield row_path(repeat, row)
