"""A received record in words: answers by section, what was withheld, who did what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

from PySide6.QtWidgets import QWidget

from tipdesk.cases.custody.uncertain_time import attestation_of, uncertain_spans
from tipdesk.cases.handover.record_reading import ReadRecord, RecordedAnswer
from tipdesk.cases.model import CustodyEvent, MissingReason
from tipdesk.core.errors import TipdeskError
from tipdesk.forms.model import Group, GroupKind, split_path
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import clean, isolate, isolated
from tipdesk.texts.custody import span_sentence, statement_sentence
from tipdesk.texts.messages import action_label, reason_label
from tipdesk.ui.toolkit.facts import Value, facts
from tipdesk.ui.toolkit.parts import card, column, label, note
from tipdesk.ui.toolkit.theme import px


def record_view(record: ReadRecord) -> QWidget:
    """Every answer, then what the sender names without its value."""
    parts: list[QWidget | int] = []
    arabic = language() == "ar"
    sex = next((one.value for one in record.answers if one.path == "sex"), "")
    titles = _repeat_titles(record, sex)
    by_section = groupby(record.answers, key=lambda one: one.section if arabic else one.section_en)
    for section, answers in by_section:
        lines: list[QWidget] = [label(isolate(clean(section)), "h2", wrap=True)]
        for heading, rows in groupby(_numbered(answers, titles), key=lambda one: one[0]):
            told: list[tuple[str, Value]] = [
                (isolate(clean(one.label if arabic else one.label_en)), _shown(one, sex))
                for _heading, one in rows
            ]
            shown = facts(told, long_names=True)
            if heading:  # framed: what follows a row is not one more line of it
                shown = card(label(isolate(heading), "h3", wrap=True), shown, spacing=px(8))
            lines.append(shown)
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
    return {one.name: one.label.text(language(), sex) for one in repeats}


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
    for one in answers:
        repeat, number, _name = split_path(one.path)
        if not number:
            yield "", one
            continue
        known = rows.setdefault(repeat, [])
        if number not in known:
            known.append(number)
        what = titles.get(repeat, _("Row"))
        text = _("{what}: number {number}").format(what=what, number=known.index(number) + 1)
        yield text, one


def _shown(answer: RecordedAnswer, sex: str) -> str:
    if answer.reason in tuple(MissingReason):
        return reason_label(MissingReason(answer.reason), sex=sex)
    shown = answer.shown if language() == "ar" else answer.shown_en
    return isolate(clean(shown or answer.value)) or "—"


def _withheld(record: ReadRecord) -> list[QWidget]:
    made: list[QWidget] = []
    if record.withheld:
        title = label(_("Withheld, named without their values"), "h2", wrap=True)
        made.append(
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
        made.append(note(text))
    return made


def custody_view(events: Sequence[CustodyEvent]) -> QWidget:
    """The links that speak of this file, in their order; the others are proven by number only."""
    spoken = [event for event in events if event.action]
    told: list[tuple[str, Value]] = [
        (
            isolated(format_datetime(event.at, language())) if event.at else "—",
            _("{what} • by {officer}").format(
                what=action_label(event), officer=isolated(event.officer)
            ),
        )
        for event in spoken
    ]
    others = len(events) - len(spoken)
    parts: list[QWidget | int] = [
        card(label(_("Chain of custody of this file"), "h2"), facts(told), spacing=px(10))
    ]
    parts += [note(text, "notewarn") for text in _times(spoken)]
    if others:
        text = ngettext(
            "{count} link between them speaks of another file; its number and digest prove it.",
            "{count} links between them speak of other files; numbers and digests prove them.",
            others,
        ).format(count=isolated(str(others)))
        parts.append(note(text))
    return column(*parts, 1)


def _times(events: Sequence[CustodyEvent]) -> Iterator[str]:
    """Which of these links have an uncertain time, and what supervisors of the sender stated. Of
    a clock that was set only links of the same file tell here; a statement tells of all."""
    for span in uncertain_spans(events):
        yield span_sentence(span, language(), whole=False)
    for said in filter(None, map(attestation_of, events)):
        yield statement_sentence(said, language())
