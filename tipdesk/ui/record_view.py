"""A received record in words: answers by section, what was withheld, who did what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import CustodyEvent, MissingReason
from tipdesk.cases.record_reading import ReadRecord, RecordedAnswer
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import clean, isolate, isolated
from tipdesk.messages import reason_label
from tipdesk.ui.facts import Value, facts
from tipdesk.ui.look import px
from tipdesk.ui.parts import card, column, label, note


def record_view(record: ReadRecord) -> QWidget:
    """Every answer, then what the sender names without its value."""
    parts: list[QWidget | int] = []
    arabic = language() == "ar"
    by_section = groupby(record.answers, key=lambda one: one.section if arabic else one.section_en)
    for section, answers in by_section:
        told: list[tuple[str, Value]] = [
            (isolate(clean(one.label if arabic else one.label_en)), _shown(one)) for one in answers
        ]
        title = label(isolate(clean(section)), "h2", wrap=True)
        parts.append(card(title, facts(told, long_names=True), spacing=px(10)))
    parts += _withheld(record)
    if not parts:
        parts.append(note(_("The record holds no answers that may be shown here.")))
    return column(*parts, 1)


def _shown(answer: RecordedAnswer) -> str:
    if answer.reason in tuple(MissingReason):
        return reason_label(MissingReason(answer.reason))
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
            "{count} restricted answer was withheld.",
            "{count} restricted answers were withheld.",
            count,
        ).format(count=isolated(str(count)))
        made.append(note(text))
    return made


def action_text(action: str) -> str:
    """What a link of the chain of custody says was done."""
    texts = {
        "opened": _("The file was begun"),
        "viewed": _("The file was looked at"),
        "edited": _("Answers were entered"),
        "amended": _("Answers were changed after completion"),
        "account_frozen": _("The account was closed"),
        "account_stopped": _("The account was stopped, to be referred"),
        "account_added": _("An addendum to the account was entered"),
        "attached": _("A file was attached"),
        "detached": _("An attachment was destroyed"),
        "completed": _("The file was completed"),
        "returned": _("The supervisor returned the file"),
        "approved": _("The supervisor approved the file"),
        "prosecution_notified": _("The Prosecution was notified"),
        "printed": _("A paper was printed"),
        "saved": _("A paper was saved as PDF"),
        "export_begun": _("The referral was begun"),
        "exported": _("The file was referred"),
        "receipt_imported": _("The Prosecution's answer was imported"),
    }
    return texts.get(action, isolated(action))


def custody_view(events: Sequence[CustodyEvent]) -> QWidget:
    """The links that speak of this file, in their order; the others are proven by number only."""
    spoken = [event for event in events if event.action]
    told: list[tuple[str, Value]] = [
        (
            isolated(format_datetime(event.at, language())) if event.at else "—",
            _("{what} • by {officer}").format(
                what=action_text(event.action), officer=isolated(event.officer)
            ),
        )
        for event in spoken
    ]
    others = len(events) - len(spoken)
    parts: list[QWidget | int] = [
        card(label(_("Chain of custody of this file"), "h2"), facts(told), spacing=px(10))
    ]
    if others:
        text = ngettext(
            "{count} link between them speaks of another file; its number and digest prove it.",
            "{count} links between them speak of other files; numbers and digests prove them.",
            others,
        ).format(count=isolated(str(others)))
        parts.append(note(text))
    return column(*parts, 1)
