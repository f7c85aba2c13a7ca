"""What a newcomer stumbles over: errors at their fields, hints that fit the station, the focus."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QRadioButton, QTreeView

from tests.ui.drivers.door import agency_field
from tests.ui.drivers.interview import focused_path, seek
from tests.ui.drivers.seeing import every, line_fields, radios, the
from tests.ui.drivers.window import (
    current_page,
    enter,
    no_pin,
    open_interview,
    open_page,
    top_bar,
)
from tests.ui.gestures import (
    bare,
    button,
    click,
    dialogs,
    field,
    press,
    texts,
    type_text,
)
from tests.ui.pictures.shoot_pages import SHEET
from tipdesk.cases.interview.unfinished import NO_REMARKS
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.received_file import ReceivedFile
from tipdesk.i18n.text import _, format_datetime, ngettext
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.handover.check_panel import CheckPanel
from tipdesk.ui.handover.received_record import record_view
from tipdesk.ui.handover.receiving import ReceivingPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.review.remarks import RemarkLines, ask_remarks, remarkable
from tipdesk.ui.setup.first_start import SetupPage
from tipdesk.ui.setup.recovery_sheet import ConfirmStep
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit import choosing_files, privacy
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.services import Services


@pytest.fixture
def setup(tmp_path, jobs, shown):
    page = shown(SetupPage(Services(tmp_path / "none", jobs, cheap_keys=True)))
    page.load()
    return page


def test_the_first_start_has_the_focus_on_its_first_choice(qtbot, tmp_path, jobs):
    window = MainWindow(Services(tmp_path / "none", jobs, cheap_keys=True))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.start()
    assert isinstance(window.focusWidget(), QRadioButton)


def test_a_fault_that_is_corrected_is_not_said_any_longer(setup):
    click(setup, _("Next"))
    click(setup, _("Next"))
    assert _("Choose the agency.") in texts(setup)
    agency_field(setup).setCurrentIndex(1)
    assert _("Choose the agency.") not in texts(setup)
    click(setup, _("Next"))
    assert _("Enter the unit's name.") in texts(setup)
    type_text("و", field(setup, _("Unit")))
    assert _("Enter the unit's name.") not in texts(setup)


def test_a_receiving_station_begins_no_file_number(setup):
    begins = _("2 to 6 Latin letters or digits. It begins every file number.")
    click(setup, _("Next"))
    assert begins in texts(setup)
    click(setup, _("Back"))
    radios(setup)[1].setChecked(True)
    click(setup, _("Next"))
    assert begins not in texts(setup)


def test_the_check_of_the_sheet_says_which_word_is_wrong(shown):
    step = shown(ConfirmStep())
    step.show_sheet(SHEET)
    right = [SHEET.words[at - 1] for at in SHEET.asked]
    fields = line_fields(step)
    for line, word in zip(fields, (right[0], "abc", "abc"), strict=True):
        line.setText(word)
    fault = step.problem()
    assert "9 • 20" in bare(fault)
    assert step.faulty is fields[1]
    fields[1].setText("0009")
    assert bare(step.problem()) == bare(
        ngettext(
            "Word number {numbers} is not the one on the sheet. Compare it there.",
            "Words number {numbers} are not those on the sheet. Compare them there.",
            1,
        ).format(numbers="20")
    )


def test_a_wrong_passphrase_of_a_colleague_is_called_so(officer, shown, qtbot):
    page = shown(ReviewPage(officer))
    people = [person for person in officer.session.officers() if person.login == SUPERVISOR.login]

    def wrong(dialog):
        where = field(dialog, _("Passphrase"))
        type_text(OFFICER.passphrase, where)
        press(Qt.Key.Key_Return, where)
        qtbot.waitUntil(lambda: not officer.jobs.busy, timeout=30_000)
        expected = _("This is not the passphrase of {login}.").format(login=SUPERVISOR.login)
        assert bare(expected) in bare(texts(dialog))
        dialog.reject()

    with dialogs(wrong):
        assert ask_confirmation(officer, people, "", page) is None


def test_a_remark_without_its_question_says_what_it_lacks(officer, places, shown):
    page = shown(ReviewPage(officer))
    case_file = officer.session.files.load(places.completed)
    half = _("Each remark on a question needs both: the question and its words.")

    def write(dialog):
        assert half not in texts(dialog)
        lines = the(dialog, RemarkLines)
        lines.add()
        assert half not in texts(dialog)
        type_text("س", field(lines, _("Remark on this question")))
        assert half in texts(dialog)
        click(dialog, _("Cancel"))

    questions = remarkable(officer.session, case_file)
    with dialogs(write):
        ask_remarks(page, officer.clock, questions, NO_REMARKS, lambda _kept: None)


def test_where_nothing_is_attached_it_is_drawn_and_said(officer, places, shown):
    page = shown(AttachmentsPage(officer))
    page.load(officer.session.files.case(places.completed))
    assert _("There are no attachments.") in texts(page)


def test_the_bar_marks_where_one_is(window, places, clock):
    enter(window, places, clock, no_pin)
    home, station = (button(top_bar(window), text) for text in (_("Files"), _("Station")))
    assert (home.isChecked(), station.isChecked()) == (True, False)
    station.click()
    assert (home.isChecked(), station.isChecked()) == (False, True)
    station.click()
    assert station.isChecked()
    open_page(window, "review", places.ready)
    assert (home.isChecked(), station.isChecked()) == (False, False)


def test_back_from_paper_the_cursor_is_where_it_was(window, places, clock, jobs, qtbot):
    enter(window, places, clock, no_pin)
    page = open_interview(window, places.ready)
    assert seek(page, "name_ar_family")
    press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    press(Qt.Key.Key_Escape, current_page(window))
    assert current_page(window) is page
    assert focused_path(page) == "name_ar_family"


def test_rows_of_a_received_record_are_told_apart(receiver, places, check, shown):
    page = shown(ReceivingPage(receiver))
    page.load()
    check(page, places.bundle)
    received: ReceivedFile = receiver.session.receiving.preview(the(page, CheckPanel).checked)
    view = shown(record_view(received.record))
    assert any(given.path.startswith("iv_present[1]") for given in received.record.answers)
    assert "الحاضرون: رقم 1" in bare(texts(view)).split("\n")
    page.leave()


def test_a_file_dialog_begins_at_home_with_places_and_dates_in_order(shown, tmp_path, qtbot):
    path = tmp_path / "جواز.pdf"
    path.touch()
    privacy.forget_folder()
    page = shown(QLineEdit())

    def look(dialog):
        assert isinstance(dialog, QFileDialog)
        assert dialog.directory().absolutePath() == dialog.directory().homePath()
        assert dialog.sidebarUrls()
        dialog.setDirectory(str(tmp_path))
        (tree,) = every(dialog, QTreeView)
        model = tree.model()
        qtbot.waitUntil(lambda: model.rowCount(tree.rootIndex()) > 0, timeout=10_000)
        at = model.index(0, 3, tree.rootIndex())
        when = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
        shown_date = tree.itemDelegateForColumn(3).text_of(at)
        assert bare(shown_date) == bare(format_datetime(when, "ar"))
        dialog.reject()

    with dialogs(look):
        assert choosing_files.choose_file(page, "ملف") is None
