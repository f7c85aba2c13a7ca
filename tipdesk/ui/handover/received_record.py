"""A received record in words: every answer, what has changed since the one before, what stays with
the sender, and who did what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

from PySide6.QtWidgets import QWidget

from tipdesk.bundle.problems import Code
from tipdesk.cases.custody.clock import attestation_of, uncertain_spans
from tipdesk.cases.handover.changes import RecordChange, SupplementChange
from tipdesk.cases.handover.reading import ReadRecord, RecordedAnswer
from tipdesk.cases.model import CustodyEvent, MissingReason
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.handover.received_file import ReceivedFile
from tipdesk.forms.model import Group, GroupKind, split_path
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.i18n.text import (
    N_,
    _,
    clean,
    format_datetime,
    isolate,
    isolated,
    language,
    ngettext,
)
from tipdesk.texts.custody import span_sentence, statement_sentence
from tipdesk.texts.messages import action_label, problem, reason_label
from tipdesk.ui.toolkit.parts import card, column, label, note
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import px

# --- the record in words -----


def record_view(record: ReadRecord) -> QWidget:
    """Every answer, then what the sender names without its value."""
    parts: list[QWidget | int] = []
    arabic = language() == "ar"
    sex = next((answer.value for answer in record.answers if answer.path == "sex"), "")
    titles = _repeat_titles(record, sex)
    by_section = groupby(
        record.answers, key=lambda answer: answer.section if arabic else answer.section_en
    )
    for section, answers in by_section:
        lines: list[QWidget] = [label(isolate(clean(section)), "h2", wrap=True)]
        for heading, rows in groupby(_numbered(answers, titles), key=lambda entry: entry[0]):
            details: list[tuple[str, Value]] = [
                (isolate(clean(answer.label if arabic else answer.label_en)), _shown(answer, sex))
                for _heading, answer in rows
            ]
            rows_view = facts(details, long_names=True)
            if heading:  # framed: what follows a row is not one more line of it
                rows_view = card(label(isolate(heading), "h3", wrap=True), rows_view, spacing=px(8))
            lines.append(rows_view)
        parts.append(card(*lines, spacing=px(10)))
    parts += _withheld(record)
    if not parts:
        parts.append(note(_("The record holds no answers that may be shown here.")))
    return column(*parts, 1)


def _repeat_titles(record: ReadRecord, sex: str) -> dict[str, str]:
    """What the repeats of the record's form are called; nothing where the form is not known."""
    try:
        form = load_published().get(record.form_id, record.form_version)
    except TipdeskError:
        return {}
    repeats = chain.from_iterable(map(_repeats, form.sections))
    return {repeat.name: repeat.label.text(language(), sex) for repeat in repeats}


def _repeats(group: Group) -> Iterator[Group]:
    if group.kind is GroupKind.REPEAT:
        yield group
    for child in group.children:
        if isinstance(child, Group):
            yield from _repeats(child)


def _numbered(
    answers: Iterable[RecordedAnswer], titles: Mapping[str, str]
) -> Iterator[tuple[str, RecordedAnswer]]:
    """Each answer with the heading of its row: «الحاضرون: رقم 2»; '' outside of rows."""
    rows: dict[str, list[int]] = {}
    for answer in answers:
        repeat, number, _name = split_path(answer.path)
        if not number:
            yield "", answer
            continue
        known = rows.setdefault(repeat, [])
        if number not in known:
            known.append(number)
        title = titles.get(repeat, _("Row"))
        text = _("{what}: number {number}").format(what=title, number=known.index(number) + 1)
        yield text, answer


def _shown(answer: RecordedAnswer, sex: str) -> str:
    if answer.reason in tuple(MissingReason):
        return reason_label(MissingReason(answer.reason), sex=sex)
    text = answer.shown if language() == "ar" else answer.shown_en
    return isolate(clean(text or answer.value)) or "—"


def _withheld(record: ReadRecord) -> list[QWidget]:
    parts: list[QWidget] = []
    if record.withheld:
        title = label(_("Withheld, named without their values"), "h2", wrap=True)
        parts.append(
            card(title, *[label(isolate(clean(name)), wrap=True) for name in record.withheld],
                 spacing=px(4))
        )  # fmt: skip
    if record.withheld_level4:
        count = record.withheld_level4
        text = ngettext(
            "{count} restricted answer or exhibit was withheld.",
            "{count} restricted answers or exhibits were withheld.",
            count,
        ).format(count=isolated(str(count)))
        parts.append(note(text))
    return parts


# --- what has changed since the bundle before -------------------------------------------------


_HEADINGS = {
    RecordChange.ADDED: N_("New in it"),
    RecordChange.CHANGED: N_("Changed"),
    RecordChange.NOW_WITHHELD: N_("Stays at the unit now"),
    RecordChange.REMOVED: N_("No longer in it"),
}
_HEADERS = {  # rows about the file as a whole
    "_amendment": N_("Corrections of the statement and of answers"),
    "_case": N_("Particulars of the file"),
    "_form": N_("The form in which it was taken"),
    "_recording": N_("Particulars of sound recordings"),
    "_release": N_("On what basis it leaves"),
    "_station": N_("The unit that sent it"),
    "_withheld": N_("What stays at the unit"),
    "_withheld_level4": N_("How many restricted answers and exhibits stay"),
}


def changes_view(received: ReceivedFile) -> QWidget:
    """What a supplement tells beside the bundle that it follows, and nothing else."""
    follows = received.follows
    if follows is None:
        raise ValueError("it follows none")
    before, parts = received.before(), list[QWidget | int]()
    if before is None:
        parts.append(note(problem(Code.W_EARLIER_MISSING), "notewarn"))
    if not follows.changes:
        parts.append(note(_("Nothing has changed in the record since the case bundle before.")))
    words = _ChangeWords(received, before)
    for how, heading in _HEADINGS.items():
        all_lines = (words.line(change) for change in follows.changes if change.how is how)
        lines = list(dict.fromkeys(line for line in all_lines if line is not None))
        if lines:
            title = label(_(heading), "h2", wrap=True)
            parts.append(card(title, facts(lines, long_names=True), spacing=px(10)))
    about = sorted({change.path.partition("[")[0] for change in follows.changes} & _HEADERS.keys())
    if about:
        names = [label(_(_HEADERS[name]), wrap=True) for name in about]
        parts.append(card(label(_("Also changed"), "h2", wrap=True), *names, spacing=px(4)))
    return column(*parts, 1)


class _ChangeWords:
    """Names and values of what has changed, from the record that has them."""

    def __init__(self, received: ReceivedFile, before: ReadRecord | None) -> None:
        self._new, self._old = _by_path(received.record), _by_path(before)
        self._files = {item.name: item.called(language()) for item in received.attachments}
        sex = self._new.get("sex") or self._old.get("sex")
        self._sex = sex.value if sex else ""

    def line(self, change: SupplementChange) -> tuple[str, Value] | None:
        """Name and value; None for what is about the file as a whole."""
        if change.path.startswith("_attachment["):
            return self._file(change)
        if change.path.startswith("_"):
            return None
        new, old = self._new.get(change.path), self._old.get(change.path)
        answer = new or old
        if answer is None:  # the record that had it is not here
            return _("An answer"), _("It stands in the case bundle before.")
        name = isolate(clean(answer.label if language() == "ar" else answer.label_en))
        if change.how is RecordChange.NOW_WITHHELD:
            return name, _("Its value is told no more.")
        value = _shown(answer, self._sex)
        if change.how is RecordChange.CHANGED and old is not None:
            was = _shown(old, self._sex)
            earlier = _("Before: {value}").format(value=was) if was != value else ""
            return name, f"{value}\n{earlier}".rstrip()
        return name, value

    def _file(self, change: SupplementChange) -> tuple[str, Value]:
        number = int(change.path.partition("[")[2].rstrip("]"))
        if change.how is RecordChange.REMOVED:
            return _("An attachment"), _("It came with the case bundle before.")
        called = (text for name, text in self._files.items() if int(name[:4]) == number)
        text = {
            RecordChange.ADDED: _("See the attachments."),
            RecordChange.CHANGED: _("How it came about is told otherwise."),
        }[change.how]
        return next(called, _("An attachment")), text


def _by_path(record: ReadRecord | None) -> dict[str, RecordedAnswer]:
    return {answer.path: answer for answer in record.answers} if record else {}


# --- who did what -----------------------------------------------------------------------------


def custody_view(events: Sequence[CustodyEvent], others: int) -> QWidget:
    """The entries that speak of this file, in their order; the others are proven by their hashes
    only."""
    lines: list[tuple[str, Value]] = [
        (
            isolated(format_datetime(event.at, language())) if event.at else "—",
            _("{what} • by {officer}").format(
                what=action_label(event), officer=isolated(event.officer)
            ),
        )
        for event in events
    ]
    parts: list[QWidget | int] = [
        card(label(_("Chain of custody of this file"), "h2"), facts(lines), spacing=px(10))
    ]
    parts += [note(text, "notewarn") for text in _times(events)]
    if others:
        text = ngettext(
            "{count} more entry between them says nothing here: it is about another file, or about "
            "an attachment that stays at the station. Its hash proves it.",
            "{count} more entries between them say nothing here: they are about other files, or "
            "about attachments that stay at the station. Their hashes prove them.",
            others,
        ).format(count=isolated(str(others)))
        parts.append(note(text))
    return column(*parts, 1)


def _times(events: Sequence[CustodyEvent]) -> Iterator[str]:
    """Which of these entries have an uncertain time, and what supervisors of the sender stated. Of
    a clock that was set only entries of the same file tell here; a statement tells of all."""
    for span in uncertain_spans(events):
        yield span_sentence(span, language(), whole=False)
    for attested in filter(None, map(attestation_of, events)):
        yield statement_sentence(attested, language())
