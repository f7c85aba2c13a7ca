"""Somebody locks the window and comes back. Run as `python -m tests.journeys.lock_acts ACT …`.

Each act stops where its parent wants to look at the process, until it is sent a line.
"""

import sys
from time import perf_counter, process_time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.journeys.stage import asked, lock, pause, pin_places, play, tell, unlock, wait, window
from tests.ui.drivers.door import choose_code
from tests.ui.gestures import dialogs, press, type_text
from tipdesk.core.hardening import overwrite_freed
from tipdesk.storage.keys import shift_key
from tipdesk.ui.form.question import QuestionRow

CTRL = Qt.KeyboardModifier.ControlModifier


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


def change_hands(pin: str, runs: str, *people: str) -> None:
    """Officers come in one after the other, each by passphrase and to a file of their own; then the
    laptop is covered and the next one takes it, again and again. Milliseconds from the first key to
    the own field, painted, and the keys that it took. `people` are codes with their passphrases."""
    for person in people:
        login, passphrase = person.split("=")
        if pin_places():  # of whoever was here before
            press(Qt.Key.Key_Escape, pin_places()[0])
        wait(asked, "the unlock page")
        choose_code(window(), login)
        unlock(passphrase, pin=pin)
        book = window()._book
        book.show("interview", window()._services.session.new_files.open_case())
        book.current()._stage.show("account")
        story().setFocus()
        type_text("م", story())
        if person != people[-1]:
            lock(pin_places)
    for run in range(int(runs)):
        at = run % len(people)
        QTest.keyClick(window().windowHandle(), Qt.Key.Key_F9)
        wait(pin_places, "the PIN")
        began = perf_counter()
        with dialogs():  # nothing comes up
            QTest.keyClick(window().windowHandle(), Qt.Key.Key_O, CTRL)
            QTest.keyClick(window().windowHandle(), str(at + 1))
            type_text(pin, pin_places()[0])
            wait(is_there, "the own field")
        window().grab()
        took = (perf_counter() - began) * 1e3
        assert window()._services.session.officer.login == people[at].split("=")[0]
        assert story().toPlainText() == "م"
        tell("run", took=took, keys=2 + len(pin))


def is_there() -> bool:
    """Whether the account is on the screen with the cursor in it."""
    window().activateWindow()
    return isinstance(QApplication.focusWidget(), QPlainTextEdit)


ACTS = {act.__name__: act for act in (sit, return_to_field, change_hands)}

if __name__ == "__main__":
    sys.exit(play(ACTS[sys.argv[1]], *sys.argv[2:]))
