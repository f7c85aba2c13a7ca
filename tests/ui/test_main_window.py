import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.gestures import PLAIN, click, dialogs, press, texts, type_text
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.ui.main_window import MainWindow
from tipdesk.ui.pages.files import FilesPage
from tipdesk.ui.pages.interview import InterviewPage
from tipdesk.ui.services import Services

PIN = "2468"


def choose(dialog):
    """Type the PIN twice, in Arabic digits."""
    for field in dialog.findChildren(QLineEdit):
        type_text("٢٤٦٨", field)
    click(dialog, "حفظ الرقم السري")


def later(dialog):
    dialog.reject()


@pytest.fixture
def window(qtbot, places, clock, jobs):
    services = Services(places.officers, jobs, clock=clock, cheap_keys=True)
    made = MainWindow(services)
    made.services = services
    made.resize(1366, 768)
    qtbot.addWidget(made, before_close_func=lambda one: one.lock())
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def enter(window, places, clock, answer=choose):
    with dialogs(answer):
        window.enter(open_as(places.officers, OFFICER, clock))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.activateWindow()  # a window manager does so when a dialog closes
    QTest.qWaitForWindowActive(window)


def hit(window, key, modifier=PLAIN):
    """Press a key as the system hands it to a window, not to a widget."""
    QTest.keyClick(window.windowHandle(), key, modifier)


def layer(window):
    return window._layers.currentWidget()


def interview(window, places):
    window._book.show("interview", window.services.session.intake.case(places.begun))
    return window._book.current()


def test_the_file_list_comes_first(window, places, clock):
    enter(window, places, clock)
    assert isinstance(window._book.current(), FilesPage)


def test_the_title_names_nobody_and_no_file(window, places, clock):
    enter(window, places, clock)
    interview(window, places)
    assert window.windowTitle() == "مكتب الاستقبال"


def test_lock_by_key_keeps_what_was_typed_and_finds_the_place_again(window, places, clock):
    enter(window, places, clock)
    page = interview(window, places)
    page._stage.show("account")
    page._stage.row("stmt_arabic").editor.take_focus()
    type_text("وصلتُ في مارس")
    page._stage.row("stmt_arabic").editor.take_focus(4)
    hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert layer(window) is window._unlock
    assert window._book.current() is None
    assert window.services.open_session is None
    enter(window, places, clock)
    page = window._book.current()
    assert isinstance(page, InterviewPage)
    assert page._stage.section == "account"
    row = page._stage.focused()
    assert row.path == "stmt_arabic"
    assert (row.editor.caret(), row.editor.text()) == (4, "وصلتُ في مارس")


def test_the_window_locks_by_itself_when_nobody_is_there(window, places, clock, qtbot):
    enter(window, places, clock)
    window._watch.start(30)
    qtbot.waitUntil(lambda: layer(window) is window._unlock)


def test_the_curtain_hides_everything_and_only_the_pin_lifts_it(window, places, clock):
    enter(window, places, clock)
    page = interview(window, places)
    page._stage.show("acquaintance")
    page._stage.row("name_latin_surname").editor.take_focus()
    type_text("TESFAYE")
    hit(window, Qt.Key.Key_F9)
    assert layer(window) is window._curtain
    assert not page.isVisible()
    shown = texts(window)
    assert "TESFAYE" not in shown
    assert "TDX-" not in shown
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_F9):
        press(key, window._curtain._field)
    type_text("1111", window._curtain._field)
    press(Qt.Key.Key_Return, window._curtain._field)
    assert layer(window) is window._curtain
    type_text("۲۴۶۸", window._curtain._field)
    press(Qt.Key.Key_Return, window._curtain._field)
    assert page.isVisible()
    assert page._stage.row("name_latin_surname").editor.text() == "TESFAYE"


def test_three_wrong_entries_lock(window, places, clock):
    enter(window, places, clock)
    window.draw_curtain()
    for _ in range(3):
        type_text("1111", window._curtain._field)
        press(Qt.Key.Key_Return, window._curtain._field)
    assert layer(window) is window._unlock
    assert window.services.open_session is None


def test_without_a_pin_the_curtain_is_a_lock(window, places, clock):
    enter(window, places, clock, later)
    hit(window, Qt.Key.Key_F9)
    assert layer(window) is window._unlock


def test_names_are_hidden_by_one_key(window, places, clock):
    enter(window, places, clock)
    page = interview(window, places)
    page._stage.show("acquaintance")
    page._stage.row("name_latin_surname").editor.take_focus()
    type_text("TESFAYE")
    hit(window, Qt.Key.Key_F7)
    assert not page._stage.row("name_latin_surname").editor.isVisible()
    hit(window, Qt.Key.Key_F7)
    assert page._stage.row("name_latin_surname").editor.isVisible()


def test_the_state_of_saving_stands_in_the_status_bar(window, places, clock, qtbot):
    enter(window, places, clock)
    page = interview(window, places)
    page._stage.show("acquaintance")
    page._stage.row("name_latin_surname").editor.take_focus()
    type_text("T")
    assert "جارٍ الحفظ" in texts(window._status)
    qtbot.waitUntil(lambda: "حُفظ الساعة" in texts(window._status))
    window._book.show_home()
    assert "حُفظ" not in texts(window._status)


def test_locking_sends_an_open_dialog_away(window, places, clock, qtbot):
    enter(window, places, clock)
    page = interview(window, places)

    def lock(dialog):
        window.lock()

    with dialogs(lock):
        page._keeper.failed.emit(_error())
    assert layer(window) is window._unlock  # covered at once
    qtbot.waitUntil(lambda: window.services.open_session is None)
    assert QApplication.activeModalWidget() is None


def test_closing_while_a_dialog_is_open_locks_and_closes(window, places, clock, qtbot):
    enter(window, places, clock)
    page = interview(window, places)
    with dialogs(lambda dialog: window.close()):
        page._keeper.failed.emit(_error())
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.services.open_session is None


def _error():
    from tipdesk.errors import DiskFull

    return DiskFull()
