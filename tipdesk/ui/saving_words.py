"""The state of saving in words: for the status bar, and for the banner when a write was refused."""

from __future__ import annotations

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.dates import format_time
from tipdesk.i18n.text import isolated
from tipdesk.messages import sentence
from tipdesk.ui.autosave import SaveKind, SaveState

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
        if at:
            return _("Saving… • last saved at {time}").format(time=at), "clock", "text3"
        return _("Saving…"), "clock", "text3"
    return _("Everything is saved"), "check-circle", "text3"


def banner_text(state: SaveState) -> str:
    """What went wrong, what stays and what to do; '' while all is well."""
    if state.error is None:
        return ""
    said = sentence(state.error)
    stays = _("What you typed stays here and is tried again every few seconds.")
    return f"{said.what} {said.next_step} {stays}"
