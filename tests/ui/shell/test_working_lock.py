"""While an export or a check runs: nobody stops it unasked, nothing half stays of one that was
stopped, and a screen that nobody watches is covered until it has ended, then locked."""

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.locking import is_locked, rest, try_again_soon, type_pin
from tests.ui.drivers.seeing import the, tick
from tests.ui.drivers.window import (
    choose_pin,
    current_page,
    enter,
    go_to_station,
    hit,
    is_behind_privacy_screen,
    is_under_cover,
    no_pin,
    turn,
    turn_to,
    work_of,
)
from tests.ui.gestures import answer, click, confirm, dialogs, texts
from tipdesk.cases.model import Status
from tipdesk.demo.stations import OFFICER, RECEIVER
from tipdesk.i18n.text import _
from tipdesk.ui.handover.check_panel import CheckPanel
from tipdesk.ui.shell.main_window import MainWindow

EXPORT = "The referral of the file is not finished yet"
CHECK = "Verification of the case bundle is not finished yet"


@pytest.fixture
def exporting(window, places, clock, tmp_path):
    """Begins a real export; it waits its turn behind a job that ends when it is told to."""
    gate = threading.Event()
    target = tmp_path / "usb"
    target.mkdir()

    def begin(pin):
        enter(window, places, clock, pin)
        try_again_soon(window)
        session = window.services.session
        page = turn_to(window, "export", session.files.case(places.approved))
        click(page, _("Next"))
        click(page, _("Next"))
        usb_drive_choice(page).take(target)
        tick(page).setChecked(True)

        def hold(dialog):
            confirm(OFFICER.passphrase)(dialog)
            window.services.jobs.run(
                lambda: gate.wait(300), done=lambda _r: None, failed=lambda _e: None
            )

        with dialogs(hold):
            click(page, _("Sign and save"))
        return page

    yield begin, gate, target
    gate.set()


@pytest.fixture
def checking(window, places, clock):
    """Begins to check a bundle at the Prosecution; it waits its turn as the export does."""
    gate = threading.Event()

    def begin():
        window.services.vault_dir = places.prosecution
        with dialogs():
            window.enter(places.open(places.prosecution, RECEIVER, clock))
        window.services.jobs.run(
            lambda: gate.wait(300), done=lambda _r: None, failed=lambda _e: None
        )
        page = current_page(window)
        page.check(places.bundle)
        return page

    yield begin, gate
    gate.set()


def stop_it(title):
    return answer(_("Stop it"), says=_(title))


def wait_for_it(title):
    return answer(_("Wait"), says=_(title))


def lock_by_key(window):
    window.activateWindow()  # a window manager does so when a dialog closes
    QTest.qWaitForWindowActive(window)
    hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def go_home(window):
    click(window, _("Files"))


def ended(window):
    return lambda: not window.services.jobs.busy


def exports(places, clock):
    session = places.open(places.officers, OFFICER, clock)
    try:
        case = session.files.case(places.approved)
        return case.status, session.handover.exports(places.approved)
    finally:
        session.lock()


def test_who_waits_for_the_export_finds_it_done(window, places, clock, qtbot, exporting):
    begin, gate, _target = exporting
    page = begin(no_pin)
    with dialogs(wait_for_it(EXPORT)):
        go_home(window)
    assert current_page(window) is page
    gate.set()
    qtbot.waitUntil(ended(window), timeout=20_000)
    assert window.isVisible()
    assert len(window.services.session.handover.exports(places.approved)) == 1
    assert _("Print the cover") in texts(page)
    with dialogs():
        go_home(window)  # nobody is asked any more


@pytest.mark.parametrize("way", [lock_by_key, MainWindow.close])
def test_who_waits_is_covered_and_the_lock_follows_the_work(
    window, places, clock, qtbot, exporting, way
):
    begin, gate, target = exporting
    begin(choose_pin)
    with dialogs(wait_for_it(EXPORT)):
        way(window)
    assert is_under_cover(window)  # a PIN opens nothing to whoever comes by
    assert window.services.open_session is not None
    gate.set()
    qtbot.waitUntil(lambda: window.services.open_session is None, timeout=20_000)
    assert window.isVisible() is (way is lock_by_key)
    status, (export,) = exports(places, clock)
    assert status is Status.EXPORTED
    assert (target / export.file_name).stat().st_size == export.size


def test_the_question_says_what_follows_for_whoever_waits(window, exporting):
    begin, gate, _target = exporting
    begin(no_pin)
    follows = _("If you wait, the screen is covered, and it locks as soon as the work is done.")
    with dialogs(answer(_("Wait"), says=follows)):
        lock_by_key(window)
    gate.set()  # windows are closed before fixtures end


@pytest.mark.parametrize("way", [lock_by_key, go_home, MainWindow.close])
def test_who_stops_the_export_leaves_nothing(window, places, clock, qtbot, exporting, way):
    begin, gate, target = exporting
    work = work_of(begin(no_pin))

    def end_when_stopped():  # closing comes back when the work has ended
        while not (work.cancelled or gate.wait(0.01)):
            pass
        gate.set()

    threading.Thread(target=end_when_stopped).start()
    with dialogs(stop_it(EXPORT)):
        way(window)
    qtbot.waitUntil(ended(window), timeout=20_000)
    assert list(target.iterdir()) == []
    window.lock()
    assert exports(places, clock) == (Status.APPROVED, ())


def test_the_page_itself_can_be_closed_meanwhile_and_asks(window, qtbot, exporting):
    begin, gate, _target = exporting
    page = begin(no_pin)
    with dialogs(wait_for_it(EXPORT)):
        click(page, _("Close"))
    assert current_page(window) is page
    with dialogs(stop_it(EXPORT)):
        click(page, _("Close"))
    assert current_page(window) is not page
    gate.set()
    qtbot.waitUntil(ended(window), timeout=20_000)


@pytest.mark.parametrize("way", [lock_by_key, MainWindow.close])
def test_the_question_goes_when_the_export_has_ended_and_the_lock_follows(
    window, places, clock, qtbot, exporting, way
):
    begin, gate, target = exporting
    begin(no_pin)
    with dialogs(lambda _dialog: gate.set()):
        way(window)
    qtbot.waitUntil(lambda: window.services.open_session is None, timeout=20_000)
    assert window.isVisible() is (way is lock_by_key)
    status, (export,) = exports(places, clock)
    assert status is Status.EXPORTED
    assert (target / export.file_name).stat().st_size == export.size


def test_the_question_before_another_page_goes_and_the_page_stays(window, qtbot, exporting):
    begin, gate, _target = exporting
    page = begin(no_pin)
    with dialogs(lambda _dialog: gate.set()):
        go_home(window)
    assert current_page(window) is page
    qtbot.waitUntil(lambda: _("Print the cover") in texts(page))


@pytest.mark.parametrize("pin", [choose_pin, no_pin])
def test_the_export_ends_under_the_cover_and_the_lock_follows(
    window, places, clock, qtbot, exporting, pin
):
    begin, gate, target = exporting
    begin(pin)
    for _period in range(2):  # a second one gives the export up no more than the first
        rest(window)
        turn()
        assert is_behind_privacy_screen(window) if pin is choose_pin else is_under_cover(window)
    assert window.services.open_session is not None
    assert list(target.iterdir()) == []
    QTimer.singleShot(0, gate.set)
    qtbot.waitUntil(lambda: window.services.open_session is None, timeout=20_000)
    assert is_locked(window)
    session = places.open(places.officers, OFFICER, clock)
    (export,) = session.handover.exports(places.approved)
    assert session.files.case(places.approved).status is Status.EXPORTED
    session.lock()
    assert (target / export.file_name).stat().st_size == export.size


@pytest.mark.parametrize("way", ["three wrong entries", "Ctrl+L", "close"])
def test_at_the_privacy_screen_nobody_stops_the_export_nor_comes_in(
    window, places, clock, qtbot, exporting, way
):
    begin, gate, target = exporting
    begin(choose_pin)
    window.show_privacy_screen()
    with dialogs():
        if way == "close":
            window.close()
        elif way == "Ctrl+L":
            lock_by_key(window)
        else:
            for _time in range(3):
                type_pin(window, "999999")
        assert is_under_cover(window)
        assert window.isVisible()
        window.show_privacy_screen()
        rest(window)
        turn()
        assert is_under_cover(window)
        gate.set()
        qtbot.waitUntil(lambda: window.services.open_session is None, timeout=20_000)
    assert is_locked(window)
    status, (export,) = exports(places, clock)
    assert status is Status.EXPORTED
    assert (target / export.file_name).stat().st_size == export.size


def test_an_export_that_fails_under_the_cover_is_said_after_the_lock(
    window, places, clock, qtbot, exporting
):
    begin, gate, target = exporting
    begin(no_pin)
    rest(window)
    turn()
    target.rmdir()  # the USB drive is pulled out
    with dialogs():  # nothing comes up before the cover
        gate.set()
        qtbot.waitUntil(lambda: window.services.open_session is None, timeout=20_000)
    assert _("Work that was still running did not succeed. Open the file and check it.") in texts(
        window
    )


@pytest.mark.parametrize("way", [lock_by_key, MainWindow.close])
def test_a_check_is_not_stopped_unasked(window, qtbot, checking, way):
    begin, gate = checking
    page = begin()
    try_again_soon(window)
    panel, checks = the(page, CheckPanel), []
    panel.changed.connect(lambda: checks.append(panel.checked))
    with dialogs(wait_for_it(CHECK)):
        way(window)
    assert is_under_cover(window)
    gate.set()
    qtbot.waitUntil(lambda: window.services.open_session is None, timeout=20_000)
    assert checks[-1] is not None  # it came to its end


@pytest.mark.parametrize("way", [lock_by_key, MainWindow.close])
def test_who_stops_a_check_leaves_nothing(window, places, qtbot, checking, way):
    begin, gate = checking
    begin()

    def stop(dialog):
        gate.set()
        stop_it(CHECK)(dialog)

    with dialogs(stop):
        way(window)
    qtbot.waitUntil(ended(window), timeout=20_000)
    assert window.services.open_session is None
    assert [path for path in (places.prosecution / "att").rglob("*") if path.is_file()] == []


def test_turning_to_another_page_asks_before_the_check_is_given_up(window, qtbot, checking):
    begin, gate = checking
    page = begin()
    with dialogs(wait_for_it(CHECK)):
        go_to_station(window)
    assert current_page(window) is page
    with dialogs(stop_it(CHECK)):
        go_to_station(window)
    assert current_page(window) is not page
    gate.set()
    qtbot.waitUntil(ended(window), timeout=20_000)
