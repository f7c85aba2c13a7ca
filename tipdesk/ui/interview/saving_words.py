"""The state of saving in words: for the status bar, and for the banner when a write was refused."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from tipdesk.forms.model import QuestionType
from tipdesk.i18n.catalogue import N_, _, ngettext
from tipdesk.i18n.dates import format_time
from tipdesk.i18n.text import isolate, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.interview.autosave import HalfTyped, SaveKind, SaveState

Said = tuple[str, str, str]  # text, picture, colour token


def said_state(state: SaveState) -> Said:
    """One short line, always with the time of the last write when there was one."""
    at = "" if state.at is None else isolated(format_time(state.at))
    if state.kind is SaveKind.SAVED:
        return _("Saved at {time}").format(time=at), "check-circle-fill", "ok"
    if state.kind is SaveKind.NOT_SAVED:
        last = _("Not saved • last saved at {time}")
        return last.format(time=at) if at else _("Not saved"), "warning-circle-fill", "danger"
    if state.kind is SaveKind.WAITING:
        last = _("Saving… • last saved at {time}")
        return last.format(time=at) if at else _("Saving…"), "clock", "text3"
    if state.kind is SaveKind.HALF_TYPED:
        return _half_typed(state.fields), "warning-circle", "warn"
    if state.kind is SaveKind.UNRECORDED:
        return _("Amendment not recorded yet • kept here until you do"), "note-pencil", "warn"
    return _("Everything is saved"), "check-circle", "text3"


_READ_AS = {
    QuestionType.DATE: N_("“{field}”: not a date yet • kept as you typed it"),
    QuestionType.PARTIAL_DATE: N_("“{field}”: not a date yet • kept as you typed it"),
    QuestionType.DATETIME: N_("“{field}”: not a date with time yet • kept as you typed it"),
    QuestionType.INTEGER: N_("“{field}”: not a number yet • kept as you typed it"),
    QuestionType.DECIMAL: N_("“{field}”: not a number yet • kept as you typed it"),
    QuestionType.SELECT_ONE: N_("“{field}”: none of the list's answers • kept as you typed it"),
    QuestionType.SELECT_MULTIPLE: N_(
        "“{field}”: none of the list's answers • kept as you typed it"
    ),
}
_LABEL = 36  # letters of a field's name
_NAMED = 5  # questions that are named one by one


def _half_typed(fields: tuple[HalfTyped, ...]) -> str:
    if len(fields) > 1:
        return ngettext(
            "{count} field is no answer yet • kept as you typed it",
            "{count} fields are no answers yet • kept as you typed them",
            len(fields),
        ).format(count=len(fields))
    (only,) = fields
    label = shorten(only.label, _LABEL, placeholder="…")
    said = _READ_AS.get(only.type, N_("“{field}”: not an answer yet • kept as you typed it"))
    return _(said).format(field=label)


def banner_text(state: SaveState) -> str:
    """What went wrong, what stays and what to do; '' while all is well."""
    if state.error is None:
        return ""
    said = sentence(state.error)
    stays = _("What you typed stays here and is tried again every few seconds.")
    return f"{said.what} {said.next_step} {stays}"


def named_answers(labels: Sequence[str]) -> list[str]:
    """Questions one a line, the first ones when there are many."""
    said = [f"• {isolate(label)}" for label in labels[:_NAMED]]
    if (more := len(labels) - _NAMED) > 0:
        said.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
    return said
