"""The file list: by keys, by clicks, with and without files."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.drivers.files import (
    ask_for_menu,
    choose_file,
    chosen_file,
    column,
    files_table,
    shown_numbers,
)
from tests.ui.drivers.seeing import radios
from tests.ui.drivers.vault import vault_of
from tests.ui.gestures import (
    button,
    click,
    dialogs,
    dropped,
    error,
    field,
    focused,
    later,
    press,
    texts,
    type_text,
)
from tests.ui.places import START, Clock
from tipdesk.cases.model import Status
from tipdesk.core.errors import ReceiptInvalid
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station, open_as
from tipdesk.demo.stations import confirm as confirm_now
from tipdesk.desk.station.recovery import note_sheet
from tipdesk.i18n.text import MASK, _, ngettext
from tipdesk.texts.messages import status_label
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.toolkit.services import Services

CTRL = Qt.KeyboardModifier.ControlModifier
SEARCH = "Search by file number, code, name or passport"


def test_every_file_is_listed_and_the_first_row_is_chosen_from_right_to_left(page, officer):
    assert len(shown_numbers(page)) == officer.session.files.count() == 5
    assert focused() is files_table(page)
    rows = files_table(page).selectionModel().selectedRows()
    assert [index.row() for index in rows] == [0]
    assert len(files_table(page).selectionModel().selectedIndexes()) == 6


def test_return_opens_the_chosen_file_once(page, officer, qtbot):
    opened = []
    page.opened.connect(opened.append)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert [case.number for case in opened] == [shown_numbers(page)[1]]


@pytest.mark.dressed
def test_a_double_click_opens_once(page, qtbot):
    opened = []
    page.opened.connect(opened.append)
    view = files_table(page)
    spot = view.visualRect(view.model().index(2, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [case.number for case in opened] == [shown_numbers(page)[2]]


def test_ctrl_n_begins_an_interview_and_the_quick_button_a_quick_one(page, officer, qtbot):
    with qtbot.waitSignal(page.opened) as full:
        press(Qt.Key.Key_N, modifier=CTRL)
    with qtbot.waitSignal(page.opened) as quick:
        click(page, _("Quick intake"))
    assert (full.args[0].quick, quick.args[0].quick) == (False, True)
    page.load()
    assert quick.args[0].number in shown_numbers(page)


def test_ctrl_f_searches_and_down_comes_back_to_the_list(page, officer, places, qtbot):
    wanted = officer.session.files.case(places.approved)
    press(Qt.Key.Key_F, modifier=CTRL)
    assert focused() is field(page, _(SEARCH))
    type_text(wanted.person_code.lower())
    qtbot.waitUntil(lambda: shown_numbers(page) == [wanted.number], timeout=5_000)
    press(Qt.Key.Key_Down)
    assert focused() is files_table(page)
    with qtbot.waitSignal(page.opened) as opened:
        press(Qt.Key.Key_Return)
    assert opened.args[0].id == wanted.id
    press(Qt.Key.Key_F, modifier=CTRL)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown_numbers(page)) == 5, timeout=5_000)


def test_names_are_found_however_the_hamza_is_written(page, officer, places, qtbot):
    case = officer.session.files.case(places.ready)
    press(Qt.Key.Key_F, modifier=CTRL)
    type_text(case.display_name.split()[0].replace("أ", "ا").replace("إ", "ا"))
    press(Qt.Key.Key_Return)
    assert case.number in shown_numbers(page)


def test_status_chips_filter_by_keyboard_and_by_mouse(page, officer):
    chips = {chip.text(): chip for chip in radios(page)}
    QTest.mouseClick(chips[status_label(Status.APPROVED)], Qt.MouseButton.LeftButton)
    assert set(column(page, "Status")) == {status_label(Status.APPROVED)}
    QTest.mouseClick(chips[status_label(Status.RECEIVED)], Qt.MouseButton.LeftButton)
    assert shown_numbers(page) == []
    assert _("Nothing found") in texts(page)
    assert _("Begin an interview") not in texts(page)
    QTest.mouseClick(chips[_("All")], Qt.MouseButton.LeftButton)
    assert len(shown_numbers(page)) == 5


def test_an_overdue_notice_is_said_plainly(page, officer, places, clock):
    notices = dict(zip(shown_numbers(page), column(page, "Notice to the Prosecution"), strict=True))
    session = officer.session
    assert notices[session.files.case(places.begun).number] == _("Overdue")
    assert "/" in notices[session.files.case(places.exported).number]
    fresh = session.new_files.open_case()
    page.load()
    notices = dict(zip(shown_numbers(page), column(page, "Notice to the Prosecution"), strict=True))
    assert notices[fresh.number] == _("Not yet")


def test_names_hide_and_come_back_and_the_choice_stays(page):
    press(Qt.Key.Key_Down)
    names = column(page, "Name")
    page.set_masked(True)
    assert set(column(page, "Name")) == {MASK}
    assert files_table(page).currentIndex().row() == 1
    page.set_masked(False)
    assert column(page, "Name") == names


def test_the_choice_stays_when_the_list_is_read_again(page, officer, places):
    view = files_table(page)
    number = shown_numbers(page)[3]
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().setCurrentIndex(
        view.model().index(3, 0), flags.ClearAndSelect | flags.Rows
    )
    officer.session.new_files.open_case()
    page.load()
    assert shown_numbers(page)[view.currentIndex().row()] == number


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Open the file", "opened"),
        ("Review", "review_asked"),
        ("Attachments", "attachments_asked"),
        ("Print", "print_asked"),
        ("Refer to the Prosecution", "export_asked"),
    ],
)
def test_each_deed_is_a_button_and_a_line_of_the_menu(page, qtbot, text, signal):
    number = shown_numbers(page)[0]
    with qtbot.waitSignal(getattr(page, signal)) as asked:
        click(page, _(text))
    assert asked.args[0].number == number

    def choose():
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return False
        action = next(line for line in menu.actions() if line.text() == _(text))
        menu.setActiveAction(action)
        press(Qt.Key.Key_Return, menu)
        return True

    with qtbot.waitSignal(getattr(page, signal)) as asked, later(choose):
        ask_for_menu(page)
    assert asked.args[0].number == number


def test_an_empty_vault_invites_to_begin(tmp_path, jobs, shown, qtbot):
    clock = Clock(START)
    make_officers_station(tmp_path / "vault", clock)
    services = Services(tmp_path / "vault", jobs, clock=clock)
    services.opened(open_as(tmp_path / "vault", OFFICER, clock))
    page = shown(FilesPage(services))
    page.load()
    assert _("No files yet") in texts(page)
    assert _("Open the file") not in texts(page)
    assert _("Begin an interview") in texts(page)
    with qtbot.waitSignal(page.opened):
        press(Qt.Key.Key_Return)  # the invitation has the focus
    services.session.lock()
    services.closed()


def test_an_unconfirmed_recovery_sheet_is_said_until_it_is_confirmed(supervisor, shown, qtbot):
    page = shown(FilesPage(supervisor))
    page.load()
    assert _("To the recovery sheet") not in texts(page)
    note_sheet(vault_of(supervisor.session), is_open=True)
    page.load()
    with qtbot.waitSignal(page.station_asked):
        click(page, _("To the recovery sheet"))
    assert _("Nobody has shown yet that the recovery sheet can be read. If it is lost, make a new "
             "one.") in texts(page)  # fmt: skip
    supervisor.session.renewals.sheet_confirmed()
    page.load()
    assert _("To the recovery sheet") not in texts(page)


def test_only_receipts_are_taken_when_files_are_dropped(page, places):
    receipt, picture = places.usb_drive / "a.receipt.asice", places.usb_drive / "photo.jpg"
    for path in (receipt, picture):
        path.write_bytes(b"junk")
    with dialogs(error(ReceiptInvalid, code="E_AGE_HEADER")):
        page.dropEvent(dropped(receipt, picture))
    assert len(shown_numbers(page)) == 5


@pytest.mark.dressed
def test_nothing_is_cut_in_the_table(page):
    view = files_table(page)
    header = view.horizontalHeader()
    for at in range(view.model().columnCount()):
        wanted = max(view.sizeHintForColumn(at), 0)
        title = header.sectionSizeHint(at)
        assert header.sectionSize(at) >= min(wanted, title) > 0
    assert button(page, _("New interview")).isVisible()


def test_one_comes_back_to_the_interview_that_was_begun(page, officer, places):
    completed = officer.session.files.case(places.completed)
    choose_file(page, completed.number)
    begun = []
    page.opened.connect(begun.append)
    click(page, _("New interview"))
    page.load()
    assert chosen_file(page).id == begun[0].id
    choose_file(page, completed.number)
    page.load()
    assert chosen_file(page).id == places.completed


def test_reminders_leave_the_list_its_room_and_the_certificate_is_asked_for_once(
    opened, shown, places, clock, qtbot
):
    make_officers_station(places.folder / "fresh", clock)
    services = opened(places.folder / "fresh", SUPERVISOR)
    note_sheet(vault_of(services.session), is_open=True)
    page = shown(FilesPage(services))
    page.load()
    asks = _("You approve files with your own certificate: save the request for it now.")
    assert asks in texts(page)
    assert _("To the recovery sheet") in texts(page)
    page.resize(1366, 500)
    assert asks not in texts(page)
    assert _("To the recovery sheet") in texts(page)
    click(page, ngettext("{count} more reminder", "{count} more reminders", 1).format(count=1))
    assert asks in texts(page)
    with qtbot.waitSignal(page.station_asked):
        click(page, _("To the request"))
    services.session.keys.enrolment_request(confirm_now(services.session, SUPERVISOR), "DEMO-9")
    page.load()
    assert asks not in texts(page)
