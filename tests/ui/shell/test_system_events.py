"""The system's own events lock: its lock screen, the lid, another session, sleep. On a bus of the
test's own, with a logind that says what it is told."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtDBus import QDBusConnection, QDBusPendingCallWatcher

from tests.programs import program
from tests.ui.drivers.door import choose_code, passphrase_field, unlock_page
from tests.ui.drivers.interview import question, write
from tests.ui.drivers.locking import is_locked
from tests.ui.drivers.window import (
    begun_interview,
    choose_pin,
    enter,
    is_behind_privacy_screen,
    is_under_cover,
    no_pin,
)
from tests.ui.gestures import dialogs, press, texts, type_text
from tests.ui.shell.test_main_window import full_disk
from tipdesk import app
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import _
from tipdesk.ui.shell.leaving import LockReason
from tipdesk.ui.shell.system_events import SystemEvents, system_events
from tipdesk.ui.toolkit.dialogs import ask

BUS = """<busconfig><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy></busconfig>"""


# The whole program, as it is started; whatever asks for a PIN or warns is sent away.
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer, Qt
from PySide6.QtWidgets import QApplication, QDialog
from tipdesk import app
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.ui.shell.main_window import MainWindow

def dismiss():
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.reject()

def begin():
    (window,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    window.locked.connect(lambda: (print("locked", flush=True), QTimer.singleShot(0, window.close)))
    dismissing.start(20)
    window.enter(open_as(folder, OFFICER, system_clock))
    print("entered", flush=True)

folder = Path(sys.argv[1])
application = QApplication([])
dismissing = QTimer()
dismissing.timeout.connect(dismiss)
QTimer.singleShot(0, begin)
sys.exit(app.main(["--vault", str(folder)], cheap_keys=True))
"""


class Logind:
    """The one in a process of its own."""

    def __init__(self, address, knows):
        words = [sys.executable, str(Path(__file__).parents[1] / "fake_logind.py"), address, knows]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        assert self.heard() == "ready"

    def says(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def heard(self):
        return self.process.stdout.readline().strip()

    def end(self):
        self.process.stdin.close()
        self.process.wait(300)
        self.process.stdout.close()


@pytest.fixture
def address(tmp_path):
    (tmp_path / "bus.conf").write_text(BUS, "utf-8")
    daemon = subprocess.Popen(
        [
            program("dbus-daemon"),
            f"--config-file={tmp_path / 'bus.conf'}",
            "--nofork",
            "--print-address=1",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait(300)
    daemon.stdout.close()


@pytest.fixture(params=["knows"])
def logind(request, address):
    service = Logind(address, request.param)
    yield service
    service.end()


@pytest.fixture
def events(logind, address, window, qtbot, tmp_path, monkeypatch):
    """As `app` does it, with the events of that bus."""
    monkeypatch.delenv("XDG_SESSION_ID", raising=False)
    bus = QDBusConnection.connectToBus(address, str(tmp_path))
    events = system_events(int(window.winId()), bus=bus)
    app._lock_by(events, window)
    events.whys = []
    events.away.connect(events.whys.append)
    qtbot.waitUntil(lambda: not events.findChildren(QDBusPendingCallWatcher))  # all is answered
    yield events
    events.setParent(None)
    events.deleteLater()
    QDBusConnection.disconnectFromBus(str(tmp_path))


@pytest.mark.parametrize("line", ["lock", "locked", "switched", "lid", "sleep"])
def test_each_of_them_locks_and_keeps_what_was_typed(events, logind, window, line, places, qtbot):
    clock = window.services.clock
    enter(window, places, clock)
    assert logind.heard() == "inhibited"
    write(begun_interview(window, places), "account", "stmt_arabic", "وصلتُ")
    logind.says(line)
    qtbot.waitUntil(lambda: is_locked(window))
    whys = {"sleep": LockReason.SLEEP, "lid": LockReason.LID, "switched": LockReason.SWITCHED}
    assert events.whys == [whys.get(line, LockReason.AWAY)]
    session = open_as(places.officers, OFFICER, clock)
    assert session.files.load(places.begun).answers["stmt_arabic"].value == "وصلتُ"
    assert session.last_place().path == "stmt_arabic"
    session.lock()


def test_what_tells_of_nobody_going_away_locks_nothing(
    events, logind, window, places, clock, qtbot
):
    enter(window, places, clock)
    for line in ("unlocked", "idle", "lid open", "wake", "other"):
        logind.says(line)
    logind.says("lock")  # the last in the row: all before it have arrived
    qtbot.waitUntil(lambda: events.whys != [])
    assert events.whys == [LockReason.AWAY]


@pytest.mark.parametrize("logind", ["knows nothing"], indirect=True)
def test_where_the_own_session_has_no_name_any_that_is_locked_locks(
    events, logind, window, places, clock, qtbot
):
    enter(window, places, clock)
    logind.says("other")
    qtbot.waitUntil(lambda: is_locked(window))


def test_sleep_waits_until_the_vault_is_locked(events, logind, window, places, clock, qtbot):
    enter(window, places, clock)
    assert logind.heard() == "inhibited"
    qtbot.waitUntil(lambda: events._delay is not None)
    logind.says("sleep")
    qtbot.waitUntil(lambda: is_locked(window))
    assert events._delay is None
    assert logind.heard() == "released"
    enter(window, places, clock)
    assert logind.heard() == "inhibited"


def test_a_dialog_goes_and_nobody_is_asked(events, logind, window, places, clock, qtbot):
    enter(window, places, clock)
    page = begun_interview(window, places)

    def shut_the_lid(dialog):
        logind.says("lid")
        qtbot.waitUntil(lambda: not dialog.isVisible())

    with dialogs(shut_the_lid):
        assert not ask(page, "عنوان", "سؤال", "نعم")
    qtbot.waitUntil(lambda: is_locked(window))


@pytest.mark.parametrize("pin", [choose_pin, no_pin])
def test_on_a_full_disk_it_covers_and_however_often_it_is_told_gives_no_word_up(
    window, places, clock, pin
):
    enter(window, places, clock, pin)
    page = begun_interview(window, places)
    full_disk(window, page)
    for why in (LockReason.AWAY, LockReason.AWAY, LockReason.SLEEP, LockReason.SLEEP):
        window.lock_unasked(why)
        leads_back = pin is choose_pin and why is LockReason.AWAY
        assert is_behind_privacy_screen(window) if leads_back else is_under_cover(window)
    assert question(page, "stmt_arabic").text.startswith("قالت إنها وصلت")
    window.lock_unasked()  # nobody came for one more period
    assert is_locked(window)


def test_work_goes_on_under_the_cover_but_not_into_sleep(window, places, clock, qtbot):
    enter(window, places, clock, no_pin)
    gate = threading.Event()
    window.services.jobs.run(
        lambda: gate.wait(300), done=lambda _r: None, failed=lambda _e: None, about="عمل"
    )
    window.lock_unasked(LockReason.AWAY)
    assert is_under_cover(window)
    assert window.services.open_session is not None
    window.lock_unasked(LockReason.SLEEP)
    assert is_locked(window)
    assert _("Work that was still running did not succeed. Open the file and check it.") in texts(
        window
    )
    gate.set()
    qtbot.waitUntil(lambda: not window.services.jobs.busy)


def test_a_key_that_is_being_derived_opens_nothing_for_nobody(window, jobs, qtbot):
    window.start()
    page = unlock_page(window)
    choose_code(window, OFFICER.login)
    type_text(OFFICER.passphrase, passphrase_field(window))
    keys = []
    page.unlocked.connect(keys.append)
    press(Qt.Key.Key_Return)
    assert jobs.busy
    window.lock_unasked(LockReason.AWAY)
    assert passphrase_field(window).text() == ""
    assert passphrase_field(window).isEnabled()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
    assert keys == []
    assert is_locked(window)


def test_the_program_as_it_is_started_listens_and_locks(logind, address, places):
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(places.officers)],
        stdout=subprocess.PIPE,
        env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address},
        encoding="utf-8",
    )
    assert run.stdout.readline() == "entered\n"
    assert logind.heard() == "inhibited"
    logind.says("sleep")
    assert run.stdout.readline() == "locked\n"
    assert logind.heard() == "released"
    run.stdout.close()
    assert run.wait(300) == 0


def test_without_a_bus_nothing_is_told_and_nothing_fails(window, places, clock, qtbot):
    events = system_events(int(window.winId()), bus=QDBusConnection("none"))
    assert type(events) is SystemEvents
    events.hold_sleep()
    events.let_sleep()
