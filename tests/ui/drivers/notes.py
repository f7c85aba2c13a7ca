"""What is said above all pages after an unlock: failed tries, a damage that reading through found,
a recording that runs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui.drivers.seeing import every
from tests.ui.gestures import bare, texts
from tipdesk.ui.shell.after_unlock import DamageNote, FailedTriesNote, ReadingRoom
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.shell.recording_room import RecordingBar, RecordingRoom


def failed_tries(window: QWidget) -> FailedTriesNote:
    """How often somebody tried in vain to come in."""
    (note,) = every(window, FailedTriesNote)
    return note


def damage_note(window: QWidget) -> DamageNote:
    """What is damaged in the database."""
    (note,) = every(window, DamageNote)
    return note


def tries_told(window: QWidget) -> str:
    """What the note says of failed tries; "" while it is not to be seen."""
    notes = [note for note in every(window, FailedTriesNote) if note.isVisible()]
    return "\n".join(bare(texts(note)) for note in notes)


def reading_room(window: MainWindow) -> ReadingRoom:
    """What reads the database through behind the pages."""
    return window._reading


def recording_room(window: MainWindow) -> RecordingRoom:
    """What records, and knows whether it may."""
    return window._recording


def recording_bar(window: QWidget) -> RecordingBar:
    """What stands above every page while a recording runs."""
    (bar,) = every(window, RecordingBar)
    return bar
