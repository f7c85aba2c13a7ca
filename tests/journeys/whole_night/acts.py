"""One officer's night at the window, from the passphrase to lock and close, act by act.

Run as `python -m tests.journeys.whole_night.acts VAULT USB_DRIVE COMPUTER [PICTURES]`. Of the drive the
folder COMPUTER says how it is connected. Where a folder for pictures is named, each page is left there.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog

from tests.journeys.night_acts import ANSWERS
from tests.journeys.stage import button_there as there
from tests.journeys.stage import pause, pin_places, play, tell, wait, wait_for, window
from tests.journeys.whole_night.hand import ALT, CTRL, SHIFT, Hand, what_is_up
from tests.sys_tree import laptop
from tests.ui.drivers import night, offers, writing
from tests.ui.drivers.home import shift_button, waiting
from tests.ui.drivers.interview import file_of
from tests.ui.drivers.notices import wait_for_list
from tests.ui.drivers.paper import is_drawn
from tests.ui.drivers.window import PIN, current_page, status_text
from tests.ui.gestures import bare, focused, texts
from tipdesk.core import drives
from tipdesk.demo.stations import COLLEAGUES, OFFICER, SUPERVISOR, Credentials
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage

K = Qt.Key
ROOM = 1366, 697
SECOND = Credentials(COLLEAGUES[0].login, COLLEAGUES[0].passphrase)
TYPED = "DELA"  # of a surname, when somebody knocks
OWN_ANSWERS = {
    "intake_site_type": "2",
    "language_preferred": "1",
}  # beside those of the card's test
STORY = (
    "أعمل 18 ساعة في اليوم، وكان يعطيني 60 دينار في الشهر. ",
    "في 5/6/2024 نقلوني إلى بيت آخر. لم أستلم راتبي سبعة أشهر.",
)


class Night:
    """The acts, in their order."""

    def __init__(self, drive: str, pictures: str) -> None:
        self.drive, self._pictures, self._shots = Path(drive), pictures, 0
        window().resize(*ROOM)
        window().activateWindow()
        self.hand = Hand()

    def shoot(self, name: str) -> None:
        """Leave a picture of what is up."""
        if self._pictures:
            QApplication.processEvents()
            self._shots += 1
            top = QApplication.activeModalWidget() or window()
            top.grab().save(f"{self._pictures}/{self._shots:02}-{name}.png")

    def up(self, name: str) -> None:
        wait(lambda: what_is_up(window())[0] == name, name)

    def page(self) -> InterviewPage:
        (page,) = window().findChildren(InterviewPage)
        return page

    # --- come in ------------------------------------------------------------------------------

    def enter(self, who: Credentials) -> None:
        """The code, the passphrase, a PIN for the shift."""
        self.up("unlock")
        if not isinstance(focused(), QComboBox):  # it stands at whoever was here before
            self.hand.press(K.Key_Backtab, SHIFT)
        self.hand.type([*who.login, "\t", *who.passphrase, "\r"])
        wait(pin_places, "the PIN")
        self.shoot("pin")
        self.hand.type(PIN + PIN)
        wait(lambda: not pin_places() and self.here(who.login), "the open vault")

    def here(self, login: str) -> bool:
        """Whether this officer works at the window."""
        return login in status_text(window())

    def begin(self) -> None:
        """From the page of unlocking to what waits; what is late stands there first."""
        hand = self.hand
        self.up("unlock")
        self.shoot("unlock")
        with hand.act("begin"):
            self.enter(OFFICER)
        self.up("shift")
        self.shoot("home")
        with hand.act("late"):
            hand.type("1")
            wait(lambda: what_is_up(window())[0] != "shift", "what is late")
        self.shoot("late")
        hand.press(K.Key_Escape)
        self.up("shift")
        with hand.act("help"):
            hand.press(K.Key_F1)
            self.shoot("help")
            hand.press(K.Key_F1)

    # --- the first of the night ---------------------------------------------------------------

    def open_line(self, number: str) -> None:
        """The digit of a file on the home page."""
        lines = waiting(current_page(window()))
        at = next(at for at, line in enumerate(lines) if number in line)
        assert at < 9, lines
        self.hand.type(str(at + 1))

    def go_home(self) -> None:
        """Escape from what takes the whole window; then the word in the bar above."""
        if what_is_up(window())[0] == "night":
            self.hand.press(K.Key_Escape)
        if what_is_up(window())[0] != "shift":
            self.hand.click(shift_button(window()))
        self.up("shift")

    def new_file(self, modifier: Qt.KeyboardModifier) -> str:
        """A file from home; its number."""
        hand = self.hand
        hand.press(K.Key_N, modifier)
        wait(lambda: what_is_up(window())[0] in ("interview", "night"), "the new file")
        return file_of(self.page()).case.number

    def card(self) -> str:
        """A quick intake with its printed notice, and a knock in the middle of the name."""
        hand, delivered = self.hand, None
        with hand.act("first victim, printed notice"):
            number = self.new_file(CTRL | SHIFT)
            page = self.page()
            wait(lambda: night.is_up(page) and night.notice_is_there(page), "the card")
            self.shoot("card")
            hand.press(K.Key_Return, ALT)
            keys = dict(ANSWERS) | OWN_ANSWERS
            while (name := night.current(page)) != "iv_next":  # nobody knows that yet
                assert name in keys, (name, texts(window()))
                if name == "name_latin_surname":
                    self.knock(page)
                hand.type(
                    keys.pop(name).removeprefix(TYPED if name == "name_latin_surname" else "")
                )
            wait(lambda: night.notice_is_there(page), "the notice")
            self.shoot("card-filled")
            hand.press(K.Key_Return, CTRL)
            delivered = night.card(page).delivered
            wait(delivered.isEnabled, "both copies")
            hand.press(K.Key_D, CTRL)
            wait(lambda: not delivered.isEnabled(), "the note of it")
        self.shoot("card-delivered")
        return number

    def knock(self, page: InterviewPage) -> None:
        """F9 in the middle of a name, and back to it by PIN."""
        hand = self.hand
        hand.type(TYPED)
        with hand.act("covered at a knock, and back"):
            hand.press(K.Key_F9)
            wait(pin_places, "the PIN")
            self.shoot("covered")
            hand.type(PIN)
            wait(lambda: night.is_up(page), "the card")
        hand.take_up("first victim, printed notice")
        assert focused().property("text") == TYPED, "the cursor stands where it stood"

    # --- the second ---------------------------------------------------------------------------

    def statement(self) -> None:
        """Writing only, locked in the middle of it; then what the words answer elsewhere."""
        hand = self.hand
        with hand.act("second victim: file and writing only"):
            self.new_file(CTRL)
            page = self.page()
            self.shoot("interview")
            hand.press(K.Key_F2)
            wait(lambda: writing.is_alone(page), "the statement alone")
            hand.type(STORY[0])
        with hand.act("locked in the middle of a statement, and back"):
            hand.press(K.Key_L, CTRL)
            wait(pin_places, "the PIN")
            hand.type(PIN)
            wait(lambda: not pin_places() and self.here(OFFICER.login), "the file")
            wait(lambda: bool(window().findChildren(InterviewPage)), "the file")
            page = self.page()
            wait(lambda: writing.is_alone(page), "the statement alone")
        assert focused() is writing.fields(page)[0]
        hand.take_up("second victim: file and writing only")
        hand.type(STORY[1])
        self.shoot("writing")
        with hand.act("offers of a statement"):
            hand.press(K.Key_F2)
            hand.press(K.Key_F2, SHIFT)
            wait(lambda: offers.are_alone(page), "the offers")
            self.shoot("offers")
            hand.press(K.Key_Return)  # no word names a question for this day: it asks
            self.shoot("offers-menu")
            hand.press(K.Key_Down)
            hand.press(K.Key_Return)
            wait(lambda: QApplication.activePopupWidget() is None, "the end of the menu")
        self.shoot("offer-taken")
        taken = offers.lines(page)
        with hand.act("undone by name"):
            hand.press(K.Key_Z, CTRL)
            wait(lambda: offers.lines(page) != taken, "what was taken is given back")
        self.shoot("offers-undone")
        hand.press(K.Key_Escape)
        wait(lambda: not offers.are_alone(page), "the questions")
        self.shoot("questions")

    # --- completed, approved, referred --------------------------------------------------------

    def complete(self, number: str) -> None:
        """From home to the gate of the quick intake."""
        hand = self.hand
        self.go_home()
        with hand.act("completed at the quick gate"):
            self.open_line(number)
            self.up("night")
            hand.press(K.Key_F8)
            self.up("review")
            self.shoot("review")
            name = _("Complete and hand to the supervisor")
            hand.answering(lambda: hand.click(name), hand.agree)
        self.shoot("completed")

    def approve(self) -> None:
        """The supervisor, at the officer's window."""
        hand = self.hand

        def sign(_dialog: QDialog) -> None:
            self.shoot("confirm")
            hand.type([*SUPERVISOR.passphrase, "\r"])

        with hand.act("the supervisor approves"):
            hand.answering(lambda: hand.click(_("Approve")), sign)
            wait(lambda: there(_("Refer to the Prosecution")), "the referral")
        self.shoot("approved")

    def refer(self) -> None:
        """To the USB drive; somebody brings the receipt."""
        hand = self.hand
        with hand.act("referred to the Prosecution by USB drive"):
            hand.click(_("Refer to the Prosecution"))
            self.up("export")
            self.shoot("contents")
            hand.press(K.Key_Return)
            self.shoot("stays")
            hand.press(K.Key_Return)
            assert isinstance(focused(), QCheckBox), "the drive is known: the declaration is next"
            hand.press(K.Key_Space)
            self.shoot("target")
            hand.answering(lambda: hand.click(_("Sign and save")), hand.confirm(OFFICER.passphrase))
            done = _("The case bundle is on the USB drive and was read back without a difference.")
            wait_for(done)
        self.shoot("result")
        hand.press(K.Key_Return)
        self.up("review")
        pause("referred")

        def read(dialog: QDialog) -> None:
            self.shoot("receipt")
            hand.agree(dialog)

        with hand.act("the receipt comes back"):  # the only new one on the drive
            hand.answering(lambda: hand.click(_("Import a receipt or message")), read)
        self.shoot("received")

    # --- hands change -------------------------------------------------------------------------

    def change(self) -> None:
        """A second and a third come in for the first time; then each by PIN."""
        hand = self.hand
        for who, name in ((SECOND, "another officer, first time in the shift"), (SUPERVISOR, "")):
            if name:
                hand.press(K.Key_F9)
                wait(pin_places, "the PIN")
                with hand.act(name):
                    hand.press(K.Key_Escape)
                    self.enter(who)
                self.up("shift")
                self.shoot("second-officer")
                with hand.act("the shift taken over"):
                    hand.press(K.Key_H, CTRL)
                    self.up("taking_over")
                    self.shoot("taking-over")
                    hand.press(K.Key_Return)
                    self.up("shift")
            else:
                hand.press(K.Key_F9)
                wait(pin_places, "the PIN")
                hand.press(K.Key_Escape)
                self.enter(who)
        people = (OFFICER, SECOND, SUPERVISOR)
        for who in (OFFICER, SUPERVISOR, SECOND, OFFICER):
            hand.press(K.Key_F9)
            wait(pin_places, "the PIN")
            with hand.act("change of officer by PIN"):
                hand.press(K.Key_O, CTRL)
                self.shoot("who")
                hand.type(f"{people.index(who) + 1}{PIN}")
                wait(lambda who=who: not pin_places() and self.here(who.login), who.login)

    # --- alone at night -----------------------------------------------------------------------

    def notice(self) -> None:
        """What is ready goes to the office under the PIN of the shift."""
        hand = self.hand
        self.go_home()
        before = {*self.drive.glob("*.asice.age")}
        with hand.act("electronic notice by USB drive, no supervisor"):
            hand.press(K.Key_E, CTRL)
            self.up("notices")
            page = current_page(window())
            wait_for_list(page)
            self.shoot("notices")
            sign = bare(_("Sign and hand over: {notices}").format(notices="إخطار واحد"))

            def by_pin(_dialog: QDialog) -> None:
                self.shoot("notice-pin")
                hand.type(PIN)

            hand.answering(lambda: hand.click(sign), by_pin)
            wait(lambda: "وقُرئ منها بلا اختلاف" in bare(texts(page)), "the notice on the drive")
        self.shoot("notice-sent")
        assert len({*self.drive.glob("*.asice.age")} - before) == 1

    # --- the end ------------------------------------------------------------------------------

    def void(self) -> None:
        """A file that was begun by mistake."""
        hand = self.hand
        self.go_home()
        self.new_file(CTRL)
        with hand.act("a file begun by mistake voided"):
            hand.press(K.Key_Z, CTRL)
            self.up("shift")
        self.shoot("voided")

    def end(self) -> None:
        """The handover sheet on paper, then lock and close."""
        hand = self.hand
        self.go_home()
        with hand.act("handover sheet printed"):
            hand.press(K.Key_H, CTRL)
            self.up("taking_over")
            self.shoot("handover")
            hand.click(_("Print it"))
            self.up("paper")
            wait(lambda: is_drawn(current_page(window())) and there(_("Print")), "the sheet")
            self.shoot("handover-paper")

            def printed(_dialog: QDialog) -> None:
                self.shoot("print")
                hand.press(K.Key_Down)  # from one of the network to the printer beside the laptop
                hand.press(K.Key_Return)

            hand.answering(lambda: hand.press(K.Key_P, CTRL), printed)
            wait(lambda: not there(_("Stop printing")) and there(_("Print")), "the printed sheet")
        self.shoot("printed")


def whole(drive: str, computer: str, pictures: str = "") -> None:
    """All of it, told act by act."""
    tree = laptop(Path(computer))
    tree.disk("sdb", "8:16", "usb")
    tree.mount("8:16", Path(drive))
    drives.TREE = tree.tree
    acts = Night(drive, pictures)
    acts.begin()
    number = acts.card()
    acts.go_home()
    acts.statement()
    acts.complete(number)
    acts.approve()
    acts.refer()
    acts.change()
    acts.notice()
    acts.void()
    acts.end()
    tell("counted", acts=[asdict(act) for act in acts.hand.acts if act.name])
    with acts.hand.act("lock and close"):
        acts.hand.press(K.Key_L, CTRL | SHIFT)


if __name__ == "__main__":
    vault, *acted = sys.argv[1:]
    sys.exit(play(whole, *acted, words=("--vault", vault)))
