"""The window: its pages, its bars, what stands in its title, closing."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers import writing
from tests.ui.drivers.door import choose_code, code_field
from tests.ui.drivers.interview import fail_saving, go_to, question, write
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import (
    begun_interview,
    current_page,
    enter,
    go_home,
    go_without_pin,
    hit,
    is_at_unlock,
    is_open,
    layer,
    open_page,
    status_bar,
    top_bar,
    turn_to,
)
from tests.ui.gestures import button, click, dialogs, field, press, texts, type_text, wait_until
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import DiskFull, VaultInUse
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, open_as
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.handover.receiving import ReceivingPage
from tipdesk.ui.setup.first_start import SetupPage
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.dialogs import Dialog
from tipdesk.ui.toolkit.services import Services

# Opens the vault and holds it until its standard input ends.
HOLDER = """
import sys
from pathlib import Path
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, open_as
session = open_as(Path(sys.argv[1]), OFFICER, system_clock)
print("open", flush=True)
sys.stdin.read()
"""


def unlock_by_typing(window, passphrase):
    if code_field(window).currentData() is None:
        choose_code(window, OFFICER.login)
    type_text(passphrase, field(window, _("Passphrase")))
    press(Qt.Key.Key_Return, field(window, _("Passphrase")))


def unlock_without_pin(window, passphrase):
    unlock_by_typing(window, passphrase)
    go_without_pin(window)


def test_the_file_list_comes_first(window, places, clock):
    enter(window, places, clock)
    assert isinstance(current_page(window), FilesPage)


def test_a_receiving_station_begins_at_the_receiving_page(window, places, clock):
    window.services.vault_dir = places.prosecution
    with dialogs():
        window.start()
        unlock_without_pin(window, RECEIVER.passphrase)
        wait_until(lambda: isinstance(current_page(window), ReceivingPage))
    assert button(top_bar(window), "الاستلام").isVisible()


def test_an_empty_place_is_set_up_first(qtbot, tmp_path, jobs):
    window = MainWindow(Services(tmp_path / "new", jobs, cheap_keys=True))
    qtbot.addWidget(window)
    window.show()
    window.start()
    assert isinstance(layer(window), SetupPage)


def test_the_title_names_nobody_and_no_file(window, places, clock):
    enter(window, places, clock)
    begun_interview(window, places)
    assert window.windowTitle() == "مكتب الاستقبال"


def test_home_and_station_are_one_click_away(window, places, clock):
    enter(window, places, clock)
    begun_interview(window, places)
    click(top_bar(window), "المحطة")
    assert isinstance(current_page(window), StationPage)
    click(top_bar(window), "الملفات")
    assert isinstance(current_page(window), FilesPage)


def test_the_bar_below_says_who_works_here_and_what_is_kept(window, places, clock, unhurried):
    enter(window, places, clock, who=SUPERVISOR)
    page = begun_interview(window, places)
    window.activateWindow()  # a window without the cursor keeps what is typed at once
    assert texts(page)
    write(page, "acquaintance", "name_latin_surname", "T")
    assert "جارٍ الحفظ" in texts(status_bar(window))
    page.flush()
    assert "حُفظ الساعة" in texts(status_bar(window))
    assert SUPERVISOR.login in texts(status_bar(window))
    go_home(window)
    assert "حُفظ" not in texts(status_bar(window))
    window.lock()
    assert SUPERVISOR.login not in texts(status_bar(window))


def test_a_second_process_is_told_that_the_vault_is_in_use(window, places, clock, jobs, qtbot):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, places.officers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline().split() == [b"open"]
        window.services.clock = system_clock  # the other one's
        window.start()
        unlock_without_pin(window, OFFICER.passphrase)
        qtbot.waitUntil(lambda: sentence(VaultInUse()).what in texts(window), timeout=20_000)
        assert is_at_unlock(window)
        assert code_field(window).currentData() == OFFICER.login  # stays chosen
        other.stdin.close()
    unlock_without_pin(window, OFFICER.passphrase)
    with dialogs():
        qtbot.waitUntil(lambda: is_open(window), timeout=20_000)


def test_closing_keeps_what_was_typed(window, places, clock):
    enter(window, places, clock)
    page = begun_interview(window, places)
    write(page, "account", "stmt_arabic", "قالت إنها وصلت")
    closed = []
    window.closed.connect(lambda: closed.append(True))
    assert window.close()
    assert closed == [True]
    session: Session = open_as(places.officers, OFFICER, clock)
    assert session.files.load(places.begun).answers["stmt_arabic"].value == "قالت إنها وصلت"
    assert session.last_place().path == "stmt_arabic"
    session.lock()


def test_closing_while_a_dialog_is_open_locks_and_closes(window, places, clock, qtbot):
    enter(window, places, clock)
    page = begun_interview(window, places)
    with dialogs(lambda dialog: window.close()):
        fail_saving(page, DiskFull())
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.services.open_session is None


def full_disk(window, page):
    """From now on the disk takes nothing; a long story waits in the window."""
    vault = vault_of(window.services.session)
    go_to(page, "account")
    pages = vault.rows("PRAGMA page_count")[0][0]
    vault.rows(f"PRAGMA max_page_count = {pages}")
    question(page, "stmt_arabic").focus()
    QApplication.focusWidget().insertPlainText("قالت إنها وصلت في مارس. " * 8000)


@pytest.mark.parametrize("way", ["lock", "close", "home"])
def test_what_the_disk_refuses_is_not_given_up_unasked(window, places, clock, qtbot, way):
    enter(window, places, clock)
    page = begun_interview(window, places)
    full_disk(window, page)
    act = {
        "lock": lambda: hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier),
        "close": window.close,
        "home": lambda: click(top_bar(window), "الملفات"),
    }[way]
    with dialogs(lambda dialog: click(dialog, _("Stay here"))):
        act()
    assert current_page(window) is page
    assert window.isVisible()
    assert question(page, "stmt_arabic").text.startswith("قالت إنها وصلت")
    window.activateWindow()
    with dialogs(lambda dialog: click(dialog, _("Go on and lose it"))):
        act()
    qtbot.waitUntil(lambda: current_page(window) is not page)


def test_windows_are_dressed_and_the_application_is_not(window, qapp):
    """Else every part is polished again each time it is put into another."""
    assert qapp.styleSheet() == ""
    assert window.styleSheet() == theme.style_sheet()
    alone, over = Dialog(None, "-"), Dialog(window, "-")
    assert alone.styleSheet() == theme.style_sheet()
    assert over.styleSheet() == ""  # it wears that of its window
    over.deleteLater()
    alone.deleteLater()


@pytest.mark.parametrize("name", ["review", "paper", "attachments"])
def test_f2_leads_from_a_page_of_a_file_to_its_statement_and_back_to_it(
    window, places, clock, name
):
    enter(window, places, clock)
    interview = begun_interview(window, places)
    wanted = ("intake",) if name == "paper" else ()
    page = open_page(window, name, places.begun, *wanted)
    hit(window, Qt.Key.Key_F2)
    assert current_page(window) is interview
    assert writing.is_alone(interview)
    type_text("قالت إن")
    hit(window, Qt.Key.Key_F2)
    assert current_page(window) is page
    if name == "paper":  # the same paper
        assert page.shown()[1] == "intake"
    file = window.services.session.files.load(places.begun)
    assert file.answers["stmt_arabic"].value == "قالت إن"
    press(Qt.Key.Key_Escape)  # from there on as before
    assert current_page(window) is not page
    begun_interview(window, places)
    hit(window, Qt.Key.Key_F2)
    hit(window, Qt.Key.Key_F2)
    assert current_page(window) is interview


def test_f2_does_nothing_at_a_paper_of_no_file(window, places, clock):
    enter(window, places, clock)
    page = turn_to(window, "paper", None, "keys")
    hit(window, Qt.Key.Key_F2)
    assert current_page(window) is page
