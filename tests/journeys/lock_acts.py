"""Somebody locks the window and comes back. Run as `python -m tests.journeys.lock_acts ACT …`.

Each act stops where its parent wants to look at the process, until it is sent a line.
"""

import sys
from time import perf_counter, process_time

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.journeys.stage import lock, pause, pin_places, play, tell, unlock, wait, window
from tests.ui.gestures import dialogs, type_text
from tipdesk.core.hardening import overwrite_freed
from tipdesk.storage.keys import shift_key
from tipdesk.ui.form.question import QuestionRow


def story() -> QPlainTextEdit:
    """The account's field."""
    rows = [
        question_row
        for question_row in window().findChildren(QuestionRow)
        if question_row.path == "stmt_arabic"
    ]
    return rows[0].findChildren(QPlainTextEdit)[0]


def letters(codes: str) -> list[str]:
    """What is typed comes as numbers: no text of the tests' own lies in this process."""
    return [chr(int(code)) for code in codes.split(",")]


def write(words: list[str]) -> None:
    """Open the account of a new interview and type."""
    book = window()._book
    opened = window()._services.session
    book.show("interview", opened.files.list_cases(limit=1)[0])
    book.current()._stage.show("account")
    type_text(words, story())
    QApplication.processEvents()


def sit(passphrase: str, words: str, pin: str) -> None:
    """Type, lock, come back with the shift key, lock again, and wait to be looked at."""
    overwrite_freed()  # the front door does so first thing
    unlock(letters(passphrase), typed=lambda: pause("typed"), pin=letters(pin))
    write(letters(words))
    pause("open")
    lock(pin_places)
    type_text(letters(pin), pin_places()[0])
    wait(is_there, "the same field")
    lock(pin_places)
    pause("locked")


def return_to_field(passphrase: str, pin: str, runs: str) -> None:
    """Lock at the account and come back to it by PIN, again and again; times in milliseconds."""
    derived: list[float] = []

    def timed(*words):
        key = derive(*words)
        derived[:] = perf_counter(), process_time()
        return key

    derive, shift_key.opened = shift_key.opened, timed  # in the job
    unlock(letters(passphrase), pin=letters(pin))
    write(["م"])
    for _run in range(int(runs)):
        story().setFocus()
        QApplication.processEvents()
        began = perf_counter()
        lock(pin_places)
        window().grab()
        locked = perf_counter()
        type_text(letters(pin)[:-1], pin_places()[0])
        asked_at = perf_counter()
        with dialogs():  # nothing comes up
            type_text(letters(pin)[-1:], pin_places()[0])
            wait(is_there, "the same field")
        window().grab()
        ended = perf_counter()
        tell(
            "run",
            lock=(locked - began) * 1e3,
            key=(derived[0] - asked_at) * 1e3,
            back=(ended - derived[0]) * 1e3,
            busy=(process_time() - derived[1]) * 1e3,
        )


def is_there() -> bool:
    """Whether the account is on the screen with the cursor in it."""
    window().activateWindow()
    return isinstance(QApplication.focusWidget(), QPlainTextEdit)


ACTS = {act.__name__: act for act in (sit, return_to_field)}

if __name__ == "__main__":
    sys.exit(play(ACTS[sys.argv[1]], *sys.argv[2:]))
