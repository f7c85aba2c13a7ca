"""What is said of recordings and of the places in them."""

from __future__ import annotations

from collections.abc import Callable

from tipdesk.cases.model import Bookmark, Ending, MarkKind, Recording
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated


def length_text(milliseconds: int) -> str:
    """0:03:07"""
    seconds = milliseconds // 1000
    return isolated(f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}")


def ending_text(ending: Ending | None) -> str:
    """How a recording ended, as a sentence."""
    return {
        Ending.STOPPED: _("It was ended by the officer."),
        Ending.WITHDRAWN: _("It was ended because the consent to it no longer stands."),
        Ending.CLOSED: _("It was ended because the account was closed."),
        Ending.LOCKED: _("It was ended because the station was locked."),
        Ending.DISK_FULL: _("It was cut off: the disk took nothing more."),
        Ending.DEVICE_LOST: _("It was cut off: no sound came from the microphone any more."),
        Ending.CUT_OFF: _("It was cut off when the program ended unexpectedly."),
    }[ending or Ending.CUT_OFF]


def kept_text(number: str, ending: Ending | None, milliseconds: int) -> str:
    """After a recording was attached."""
    said = _("The recording of file {number} ({length}) stands among its attachments.").format(
        number=isolated(number), length=length_text(milliseconds)
    )
    return said if ending is Ending.STOPPED else f"{ending_text(ending)} {said}"


def lost_text(number: str) -> str:
    """After a recording of which nothing was left."""
    return _(
        "A recording of file {number} was cut off before any sound was on the disk. Nothing is "
        "left of it."
    ).format(number=isolated(number))


def made_text(made: Recording, name_of: Callable[[str], str]) -> str:
    """Who recorded, when, with what, and how it ended."""
    said = _("Recorded by {officer} on {when} with {device}.").format(
        officer=isolate(name_of(made.by)),
        when=isolated(format_datetime(made.begun_at, language())),
        device=isolate(made.device),
    )
    return f"{said} {ending_text(made.ending)}"


def place_text(mark: Bookmark, label_of: Callable[[str], str]) -> str:
    """A place in words: the question, its paragraph, what the officer wrote."""
    if mark.kind is MarkKind.PAUSED:
        return _("Recording was paused")
    if mark.kind is MarkKind.RESUMED:
        return _("Recording went on")
    label = label_of(mark.path) if mark.path else ""
    if label and mark.paragraph > 1:
        label = _("{question}, paragraph {number}").format(
            question=isolate(label), number=isolated(str(mark.paragraph))
        )
    words = isolate(mark.text) if mark.text else ""
    return " • ".join(filter(None, (words, label))) or _("Mark")
