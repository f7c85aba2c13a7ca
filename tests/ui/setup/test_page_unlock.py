"""The unlock page: passphrase, waiting after failures, recovery words."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget

from tests.ui.drivers.door import code_field, open_button, passphrase_field
from tests.ui.drivers.seeing import every, the
from tests.ui.drivers.window import go_without_pin
from tests.ui.gestures import button, click, field, focused, press, texts, type_text
from tipdesk.core.errors import VaultDamaged, WrongPassphrase, WrongRecoveryWords
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.unlock import UnlockPage
from tipdesk.ui.toolkit.confirming import PassphraseField
from tipdesk.ui.toolkit.services import Services


@pytest.fixture
def services(places, clock, jobs):
    return Services(places.officers, jobs, clock=clock, cheap_keys=True)


@pytest.fixture
def page(services, shown):
    page = shown(UnlockPage(services))
    page.load(OFFICER.login)
    return page


def test_the_right_passphrase_and_return_open_the_vault(page, services, qtbot):
    assert focused() is field(page, _("Passphrase"))
    assert field(page, _("Your code")).currentData() == OFFICER.login
    type_text(OFFICER.passphrase)
    with qtbot.waitSignal(page.unlocked, timeout=20_000) as key:
        press(Qt.Key.Key_Return)
        go_without_pin(page)
    session = Session.open(services.vault_dir, key.args[0], services.clock)
    assert session.officer.login == OFFICER.login
    session.lock()
    page.load()
    assert field(page, _("Passphrase")).text() == ""


def test_who_locked_the_window_is_offered_first(page):
    page.load(SUPERVISOR.login)
    assert field(page, _("Your code")).currentData() == SUPERVISOR.login


def test_where_nobody_is_known_nobody_is_chosen(services, shown, jobs):
    """A passphrase tried at a colleague's code would count as a failed try of theirs."""
    page = shown(UnlockPage(services))
    page.load()
    who = field(page, _("Your code"))
    assert who.currentData() is None
    assert focused() is who
    type_text(OFFICER.passphrase, passphrase_field(page))
    press(Qt.Key.Key_Return)
    assert not jobs.busy
    assert _("Choose your code first.") in texts(page)
    assert focused() is who
    press(Qt.Key.Key_Down)
    assert who.currentData() is not None
    page.load("Z-99")  # has left the station
    assert who.currentData() is None


def test_a_code_is_chosen_by_typing_it(services, shown):
    """Each code stands between marks of direction, which nobody types."""
    page = shown(UnlockPage(services))
    page.load()
    who = field(page, _("Your code"))
    for sign in OFFICER.login.lower():
        QTest.keyClick(focused(), sign)
    assert who.currentData() == OFFICER.login
    QTest.keyClick(focused(), "x")
    assert who.currentData() == OFFICER.login, "no code begins like that"


def test_a_wrong_passphrase_is_said_and_can_be_typed_over(page, jobs, qtbot):
    type_text("قطة فوق سطح البيت")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
    assert sentence(WrongPassphrase()).what in texts(page)
    assert focused() is field(page, _("Passphrase"))
    type_text(OFFICER.passphrase)  # the wrong one was marked: typing replaces it
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Qt.Key.Key_Return)
        go_without_pin(page)


def test_after_several_failures_the_button_waits_and_says_how_long(page, clock, jobs, qtbot):
    for _again in range(3):
        type_text("خطأ")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
    opening = button(page, _("Open the vault"))
    assert not opening.isEnabled()
    assert "محاولات" in texts(page)
    type_text(OFFICER.passphrase)
    press(Qt.Key.Key_Return)
    assert not jobs.busy  # Return waits too
    clock.move(minutes=10)
    qtbot.waitUntil(opening.isEnabled, timeout=5_000)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        press(Qt.Key.Key_Return)
        go_without_pin(page)


def test_the_wait_is_remembered_when_the_program_is_started_again(
    page, services, shown, jobs, qtbot
):
    for _again in range(4):
        services.clock.move(minutes=10)
        page.load(OFFICER.login)
        type_text("خطأ")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
    fresh = shown(UnlockPage(services))
    fresh.load()
    assert not button(fresh, _("Open the vault")).isEnabled()


def test_nothing_happens_without_a_passphrase(page, jobs):
    press(Qt.Key.Key_Return)
    click(page, _("Open the vault"))
    assert not jobs.busy


def test_wrong_recovery_words_are_said(page, jobs, qtbot):
    click(page, _("I have lost my passphrase"))
    words = field(page, _("The 24 words of the recovery sheet"))
    assert focused() is words
    assert not button(page, _("Open with the recovery words")).isEnabled()
    type_text("abandon " * 24)
    click(page, _("Open with the recovery words"))
    qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
    assert sentence(WrongRecoveryWords()).what in texts(page)
    click(page, _("Back to the passphrase"))
    assert words.toPlainText() == ""
    assert focused() is field(page, _("Passphrase"))


def test_a_folder_without_key_slots_says_so_at_once(services, shown, places):
    for name in ("vault.slots", "vault.slots.b"):
        (places.officers / name).unlink()
    page = shown(UnlockPage(services))
    page.load()
    assert sentence(VaultDamaged(what="slots")).what in texts(page)


def test_a_click_on_what_is_said_below_leaves_the_cursor_in_the_passphrase(page):
    page.show_hint(lambda: "عبارة مرور للعرض")
    QApplication.processEvents()
    passphrase_field(page).setFocus()
    (hint,) = [part for part in every(page, QLabel) if part.text() == "عبارة مرور للعرض"]
    QTest.mouseClick(hint, Qt.MouseButton.LeftButton)
    assert focused() is passphrase_field(page)


def test_nothing_is_squeezed_when_letters_are_large_and_much_is_said(page, qtbot):
    """A demonstration at 130 % on a small laptop: its passphrases, a wrong one, the keyboard."""
    page.show_hint(lambda: "\n".join(["عبارة مرور للعرض"] * 12))
    page.load(OFFICER.login, "عبارة المرور لا تفتح هذه الخزنة. تأكد من لغة لوحة المفاتيح.")
    window = QWidget()  # a window may be smaller than what its page asks for
    qtbot.addWidget(window)
    page.setParent(window)
    page.setMinimumSize(1, 1)
    page.setGeometry(0, 0, 1366, 460)
    window.show()
    page.show()
    QApplication.processEvents()
    parts = the(page, PassphraseField), code_field(page), open_button(page)
    heights = {part: part.height() for part in parts}
    wanted = {part: part.sizeHint().height() for part in heights}
    page.setParent(None)
    assert heights == wanted


class Painted(QObject):
    """Where a page's parts stand each time that the page is painted."""

    def __init__(self, window):
        super().__init__()
        self.window, self.seen = window, []

    def eventFilter(self, watched, event):  # noqa: N802  Qt's name
        is_button = isinstance(watched, QPushButton) and watched.text() == _("Open the vault")
        if event.type() is QEvent.Type.Paint and is_button:
            (page,) = every(self.window, UnlockPage)
            codes = [codes for codes in every(page, QComboBox) if codes.isVisibleTo(page)]
            parts = (*codes, *every(page, PassphraseField), watched)
            assert len(parts) == 3
            corners = [part.mapToGlobal(part.rect().topLeft()) for part in parts]
            self.seen.append([corner.toTuple() for corner in corners])
        return False


def test_it_stands_still_from_its_first_paint(window):
    painted = Painted(window)
    QApplication.instance().installEventFilter(painted)
    window.start()
    for _turn in range(20):
        QApplication.processEvents()
    QApplication.instance().removeEventFilter(painted)
    assert painted.seen
    assert all(places == painted.seen[0] for places in painted.seen)
