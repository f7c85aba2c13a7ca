"""One look for all tests of windows; every test gets it in Arabic, at the size of a laptop."""

import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.sys_tree import laptop
from tests.ui.gestures import bare, dropped, texts
from tests.ui.patience import PatientBot
from tests.ui.places import make_places
from tipdesk.core import drives
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.i18n.text import set_language
from tipdesk.ui.interview import answer_keeper, autosave
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.crash import catch_bugs
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.keyboard import Pace
from tipdesk.ui.toolkit.privacy import forget_folder
from tipdesk.ui.toolkit.services import Services


@pytest.fixture(scope="session")
def qapp_cls():
    return QApplication


@pytest.fixture(scope="session")
def qapp(qapp_args, qapp_cls, pytestconfig):
    set_language("ar")
    app = qapp_cls.instance() or qapp_cls(qapp_args)
    theme.apply(app)
    return app


@pytest.fixture(autouse=True)
def clothes(qapp, request):
    """The program dresses its windows. A page that a test shows without one is bare, a third
    quicker, unless the test is marked `dressed`: it looks at sizes or places."""
    sheet = theme.style_sheet() if request.node.get_closest_marker("dressed") else ""
    if qapp.styleSheet() != sheet:
        qapp.setStyleSheet(sheet)


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_key_before():
    """Keys of the test before are none of this one's burst."""
    Pace.run, Pace._last = 0, None


@pytest.fixture(autouse=True)
def nothing_left(qapp):
    """No window outlives its test: a layer that hangs on nothing would keep the whole window, and
    hundreds of those make everything after them slow."""
    before = set(QApplication.topLevelWidgets())
    yield
    for widget in QApplication.topLevelWidgets():
        if widget not in before:
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def own_folder():
    """No file dialog opens where another test has left off: Qt looks into every file there."""
    yield
    forget_folder()


@pytest.fixture(scope="session")
def made_places(tmp_path_factory):
    return make_places(tmp_path_factory.mktemp("places"))


@pytest.fixture
def places(made_places, tmp_path):
    """An officers' station, a prosecution, an authority and a USB drive of one's own, locked."""
    return made_places.copy(tmp_path / "places")


@pytest.fixture
def usb_drive(tmp_path):
    """An empty USB drive."""
    folder = tmp_path / "backup-stick"
    folder.mkdir()
    return folder


@pytest.fixture
def unhurried(monkeypatch):
    """Nothing that is typed is read or kept before it is asked for, however slow the computer is."""
    for module, pause in ((autosave, "PAUSE"), (autosave, "LATEST"), (answer_keeper, "_THINK")):
        monkeypatch.setattr(module, pause, 3_600_000)


@pytest.fixture
def computer(tmp_path, monkeypatch):
    """A laptop with one disk, to which drives can be connected (Linux)."""
    tree = laptop(tmp_path / "computer")
    monkeypatch.setattr(drives, "TREE", tree.tree)
    return tree


@pytest.fixture
def clock(places):
    return places.clock()


def no_chip():
    """A computer without a security chip, whatever the one has that the tests run on."""


@pytest.fixture
def jobs(qapp):
    runner = JobRunner()
    yield runner
    runner.close()


@pytest.fixture
def opened(places, clock, jobs):
    """Opens a vault and gives the page's services; everything is locked at the end."""
    unlocked = []

    def open_vault(vault_dir, who):
        services = Services(vault_dir, jobs, clock=clock, cheap_keys=True, chip=no_chip)
        services.opened(places.open(vault_dir, who, clock))
        unlocked.append(services)
        return services

    yield open_vault
    for services in unlocked:
        services.session.lock()
        services.closed()


@pytest.fixture
def officer(opened, places):
    return opened(places.officers, OFFICER)


@pytest.fixture
def supervisor(opened, places):
    return opened(places.officers, SUPERVISOR)


@pytest.fixture
def receiver(opened, places):
    return opened(places.prosecution, RECEIVER)


@pytest.fixture
def shown(qtbot):
    """Shows a page in the room that the window leaves it on a small laptop."""

    def show(page, width=1366, height=676):
        qtbot.addWidget(page)
        page.resize(width, height)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        return page

    return show


@pytest.fixture
def interview_of(opened, shown):
    """Shows the interview of a file without the window around it; it is left at the end."""
    pages = []

    def show(services, case_id, *where):
        page = shown(InterviewPage(services))
        page.load(services.session.files.case(case_id), *where)
        pages.append(page)
        return page

    yield show
    for page in pages:
        page.leave()


@pytest.fixture
def window(qtbot, places, clock, jobs):
    """The whole window, before anybody has unlocked it."""
    services = Services(places.officers, jobs, clock=clock, cheap_keys=True, chip=no_chip)
    main_window = MainWindow(services)
    main_window.services = services
    main_window.resize(1366, 768)
    qtbot.addWidget(main_window, before_close_func=lambda main_window: main_window.lock())
    with qtbot.waitActive(main_window):
        main_window.show()
        main_window.activateWindow()
    return main_window


@pytest.fixture
def watched(window, monkeypatch):
    """The window, with mistakes of the program told as outside of tests."""
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    catch_bugs(window, window.lock, window.locked)
    return window


@pytest.fixture
def check(jobs, qtbot):
    """Drops a file on a page and waits for what was found; the page is left at the end."""
    pages = []

    def drop(page, path):
        pages.append(page)
        page.dropEvent(dropped(path))
        qtbot.waitUntil(lambda: not jobs.busy)
        return bare(texts(page))

    yield drop
    for page in pages:
        page.leave()
