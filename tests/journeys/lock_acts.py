"""Somebody locks the window and comes back. Run as `python -m tests.journeys.lock_acts ACT …`.

Each act stops where its parent wants to look at the process, until it is sent a line.
"""

import sys

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.journeys.stage import lock, pause, play, unlock, window
from tests.ui.gestures import type_text
from tipdesk.hardening import overwrite_freed
from tipdesk.ui.widgets.question_row import QuestionRow


def story() -> QPlainTextEdit:
    """The account's field."""
    rows = [one for one in window().findChildren(QuestionRow) if one.path == "stmt_arabic"]
    return rows[0].findChildren(QPlainTextEdit)[0]


def letters(codes: str) -> list[str]:
    """What is typed comes as numbers: no text of the tests' own lies in this process."""
    return [chr(int(code)) for code in codes.split(",")]


def write(words: list[str]) -> None:
    """Open the account of a new interview and type."""
    book = window()._book
    session = window()._services.session
    book.show("interview", session.intake.list_cases(limit=1)[0])
    book.current()._stage.show("account")
    type_text(words, story())
    QApplication.processEvents()


def sit(passphrase: str, words: str) -> None:
    """Type, lock, and wait to be looked at."""
    overwrite_freed()  # the front door does so first thing
    unlock(letters(passphrase), typed=lambda: pause("typed"))
    write(letters(words))
    pause("open")
    lock()
    pause("locked")


ACTS = {act.__name__: act for act in (sit,)}

if __name__ == "__main__":
    sys.exit(play(ACTS[sys.argv[1]], *sys.argv[2:]))
