"""An officer at night at the card of a quick intake: every key is counted, and nothing may move.

Run as `python -m tests.journeys.night_acts VAULT SCALE PASSPHRASE [reader]`; with `reader`, her passport
is drawn through a document reader first.
"""

import sys
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.cases.specimens import passport
from tests.journeys.acts import open_first
from tests.journeys.stage import click_in, play, tell, unlock, wait, window
from tests.ui import scanning
from tests.ui.drivers import night
from tests.ui.drivers.interview import is_reading_documents
from tests.ui.gestures import answer, dialogs, focused, type_text
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage

ALT, CTRL, PLAIN = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)
RETURN = "\r"
# What is answered, and by which keys, in the order of the card.
ANSWERS = (
    ("iv_suspect_near", "2"), ("int_mode", RETURN), ("case_source", "1"), ("case_type", "1"),
    ("person_role", "1"), ("urgency", "3"), ("immediate_actions", "35\r"), ("rights_explained", "1"),
    ("consent_interview", "1"), ("referral_basis", "1\r"), ("processing_basis", "3\r"), ("sex", "1"),
    ("name_latin_surname", "DELA CRUZ\r"), ("name_latin_given", "ANA\r"), ("birth_date", "1998\r"),
    ("age_stated", "28\r"), ("fit_now", "1"), ("risk_level", "2"), ("nationality", "2\r"),
    ("doc_number", "P1234567A\r"), ("doc_holder", "2"), ("need_type", "12\r"),
)  # fmt: skip
PASSPORT = passport("P1234567A", "DELA<CRUZ<<ANA", country="PHL", birth="980512")
READ = {
    "sex", "name_latin_surname", "name_latin_given", "birth_date", "age_stated", "nationality",
    "doc_number",
}  # fmt: skip
KNOWN = 2  # answers that were offered, and are confirmed by one key


class Hand:
    """Presses keys and counts them. An action is an answer, or a key that does something."""

    def __init__(self, page: InterviewPage) -> None:
        self.page, self.actions, self.keys = page, 0, 0
        self.pages = {type(window().centralWidget()), type(page)}
        QApplication.processEvents()
        self.stand = night.places(page)

    def act(self, keys: Iterable[str], modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """One action; afterwards everything stands where it stood."""
        self.actions += 1
        for sign in keys:
            self.keys += 1
            self._press(sign, modifier)
        self._look_whether_it_stands()

    def read(self, lines: str) -> None:
        """A document is drawn through the reader, and what it says is filled in by one key."""
        self.actions += 2
        self.keys += 1
        with dialogs(answer(_("Fill in"))) as asked:
            scanning.keys(lines, window())
            wait(lambda: not asked.left and not is_reading_documents(self.page), "the document")
        window().activateWindow()
        self._look_whether_it_stands()

    def _look_whether_it_stands(self) -> None:
        QApplication.processEvents()
        moved = {
            name: (place, self.stand[name])
            for name, place in night.places(self.page).items()
            if place != self.stand[name]
        }
        assert not moved, moved
        assert night.is_up(self.page), "there is one page"

    def _press(self, sign: str, modifier: Qt.KeyboardModifier) -> None:
        if sign == RETURN:
            QTest.keyClick(window().windowHandle(), Qt.Key.Key_Return, modifier)
        elif modifier is not PLAIN:
            QTest.keyClick(window().windowHandle(), Qt.Key(ord(sign)), modifier)
        else:
            type_text(sign, None if focused().isVisible() else night.card(self.page))


def card_of_the_night(passphrase: str, reader: str = "") -> None:
    """From the opening of the file to the notice that was handed over."""
    unlock(passphrase)
    window().resize(1366, 697)
    click_in(_("Files"))
    open_first()
    wait(lambda: window().findChildren(InterviewPage), "the file")
    (page,) = window().findChildren(InterviewPage)
    wait(lambda: night.is_up(page) and night.notice_is_there(page), "the card and its notice")
    hand = Hand(page)
    assert not night.card(page).delivered.isEnabled(), "nothing was printed"
    hand.act(RETURN, ALT)
    if reader:
        hand.read(PASSPORT)
    for name, keys in ANSWERS:
        if reader and name in READ:
            continue
        assert night.current(page) == name
        hand.act(keys)
    hand.act(RETURN, CTRL)
    delivered = night.card(page).delivered
    wait(delivered.isEnabled, "both copies")
    hand.act("D", CTRL)
    wait(lambda: not delivered.isEnabled(), "the note of it")
    size = night.card(page).size()
    tell(
        "counted",
        actions=hand.actions,
        keys=hand.keys,
        answers=len(ANSWERS) + KNOWN,  # a full date of birth is an age too
        room=[size.width(), size.height()],
    )


if __name__ == "__main__":
    vault, scale, *acted = sys.argv[1:]
    sys.exit(play(card_of_the_night, *acted, words=("--vault", vault, "--scale", scale)))
