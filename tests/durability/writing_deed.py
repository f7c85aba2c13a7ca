"""Somebody writes on the writing page of the real window: whatever the line below it says is saved
is there, to the letter, and nothing else is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

from tests.durability.crash import BEGUN, Deed, Place, Say
from tests.ui.places import Clock
from tipdesk.cases.model import CaseId
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.ui.interview.autosave import SaveKind

WORDS = ("وصلتُ ", "مساءً ", "إلى ", "المطار، ", "وأخذوا ", "جواز سفري.")
STORY = "".join(WORDS)
FIELD = "stmt_arabic"


def _clock(place: Place) -> Clock:
    return Clock(datetime.fromisoformat(place.given["at"]))


def _opened(place: Place) -> Session:
    seed = bytearray.fromhex(place.given["seed"])
    key = UnlockedKey(OFFICER.login, bytearray(place.dek), seed)
    return Session.open(place.vault, key, _clock(place))


def write(place: Place, say: Say, *, hasty: bool = False) -> None:
    """Word by word, each until it is said to be saved; back to the questions; the vault is locked.
    What is said: so many letters stand on the disk."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from tests.ui.drivers.interview import saving
    from tests.ui.drivers.window import hit, is_at_unlock, turn_to
    from tests.ui.gestures import type_text, wait_until
    from tipdesk.i18n.text import set_language
    from tipdesk.ui.shell.main_window import MainWindow
    from tipdesk.ui.toolkit import theme
    from tipdesk.ui.toolkit.jobs import JobRunner
    from tipdesk.ui.toolkit.services import Services

    set_language("ar")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application)
    session = _opened(place)
    window = MainWindow(Services(place.vault, JobRunner(), clock=_clock(place)))
    window.show()
    window.activateWindow()
    window.enter(session)
    page = turn_to(window, "interview", session.files.case(CaseId(place.given["case"])))
    hit(window, Qt.Key.Key_F2)
    say(BEGUN)
    written = 0

    def keep() -> None:
        if saving(page) is SaveKind.SAVED or hasty:
            say(f"saved {written}")

    for word in WORDS:
        for letter in word:
            type_text(letter)
            written += 1
            keep()
        if not hasty:
            wait_until(lambda: saving(page) is SaveKind.SAVED)
            keep()
    type_text("ثم")
    written = len(STORY) + 2
    hit(window, Qt.Key.Key_F2)
    hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: is_at_unlock(window))
    say(f"saved {written}")


def write_hastily(place: Place, say: Say) -> None:
    """Says that each letter is saved as soon as it is typed."""
    write(place, say, hasty=True)


def _fault(place: Place, lines: Sequence[str]) -> str:
    saved = max((int(line.split()[1]) for line in lines if line.startswith("saved")), default=0)
    session = _opened(place)
    try:
        answer = session.files.load(CaseId(place.given["case"])).answers.get(FIELD)
    finally:
        session.lock()
    stands = "" if answer is None else str(answer.value)
    whole = STORY + "ثم"
    if not whole.startswith(stands):
        return f"what nobody wrote: {stands!r}"
    if len(stands) < len(whole[:saved].rstrip()):
        return f"{saved} letters were said to be saved, {len(stands)} are there"
    return ""


WRITING = Deed("writing", write, _fault, write_hastily)
