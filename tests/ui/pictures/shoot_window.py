"""Pictures of the whole window with its bars, what covers it, and what comes up over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.cases.specimens import TD3
from tests.ui.drivers.interview import file_of, frame_of, go_to, go_to_first, seek
from tests.ui.drivers.locking import pin_field, type_pin
from tests.ui.drivers.window import PIN, choose_pin, current_page, turn_to
from tests.ui.gestures import button, press, type_text
from tests.ui.pictures.photographer import WHOLE, Photographer
from tests.ui.pictures.shoot_recording import recording
from tipdesk.cases.model import Status
from tipdesk.core.clock import system_clock
from tipdesk.core.start_notice import report_text
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, open_as
from tipdesk.desk.unlocking import unlock
from tipdesk.forms.model import QuestionType
from tipdesk.i18n.text import _
from tipdesk.storage.keys import unlock_failures
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.setup.demo import DemoPage
from tipdesk.ui.setup.new_passphrase import _NewOwn
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit import choosing_files, privacy
from tipdesk.ui.toolkit.crash import CrashPage
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.services import Services

LIKE = ("L898902C3", "LB989O2C3", "L8989O2C3")  # numbers that the check digits would take
_COPIED, _SIZE = 7 << 20, 24 << 20  # bytes


def whole_window(camera: Photographer, services: Services, folder: Path) -> None:
    """The officers' window: unlocked, at work, with what comes up over it, covered. Locked after."""
    window = MainWindow(services)
    window.resize(*WHOLE)
    window.show()
    for _number in range(3):
        unlock_failures.note(services.vault_dir, OFFICER.login, system_clock())
    session = open_as(services.vault_dir, OFFICER, system_clock)
    window.enter(session)
    camera.page(window, "window-failed-tries", WHOLE)
    button(window, _("I have read it")).click()
    camera.page(window, "window", WHOLE)
    turn_to(window, "files")
    case = session.files.list_cases("", Status.IN_PROGRESS)[0]
    turn_to(window, "interview", case)
    camera.page(window, "window-interview", WHOLE)
    page = current_page(window)
    assert isinstance(page, InterviewPage)
    popups(camera, page)
    documents(camera, page)
    over_the_window(camera, services, window)
    file_dialogs(camera, window, folder)
    turn_to(window, "interview", case)
    recording(camera, window, services, case)
    covers(camera, window)
    window.lock()
    camera.settle()
    window.hide()  # closing it would end the jobs of the pages that follow


def receiving_window(camera: Photographer, services: Services) -> None:
    """The window of the station that receives; locked after."""
    window = MainWindow(services)
    window.resize(*WHOLE)
    window.show()
    session = open_as(services.vault_dir, RECEIVER, system_clock)
    window.enter(session)
    camera.page(window, "window-receiving", WHOLE)
    window.lock()
    camera.settle()
    window.hide()  # closing it would end the jobs of the pages that follow


def popups(camera: Photographer, page: InterviewPage) -> None:
    """The menu of a question (F4) without and with an answer; the calendar (Alt+Down)."""
    file = file_of(page)
    a_date = next(
        asked.name
        for asked in file.rules.definition.questions()
        if asked.type is QuestionType.DATE and file.state.is_relevant(asked.name)
    )
    asked = {
        "menu-no-answer": ("iv_suspect_near", Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
        "menu-answer": ("name_ar_first", Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
        "calendar": (a_date, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
    }
    for name, (path, key, modifier) in asked.items():
        assert seek(page, path), path
        camera.settle()
        press(key, modifier=modifier)
        camera.settle()
        popup = QApplication.activePopupWidget()
        assert popup is not None, name
        camera.shot(popup, name)
        popup.close()


def documents(camera: Photographer, page: InterviewPage) -> None:
    """The lines of a document: none yet, half of them, and what they fill in."""
    camera.allow("<", "O", "I", "S", "UTO", *TD3.replace("<", " ").split(), *LIKE)
    go_to(page, "papers")
    go_to_first(page)
    camera.settle()
    wrong = TD3.lower().replace("l898902c3", "L8989O2C3")
    for name, text in (("none", ""), ("half", "P<UTO"), ("read", wrong)):
        if text:
            camera.dialog(f"document-{name}", lambda text=text: page._documents.ask(text))
        else:
            camera.dialog(f"document-{name}", frame_of(page).document_lines.click)


def over_the_window(camera: Photographer, services: Services, window: QWidget) -> None:
    """A new passphrase, work that is waited for, a mistake of the program, the demo's start."""
    key = unlock(services.vault_dir, OFFICER.login, OFFICER.passphrase)
    camera.dialog("new-passphrase", _NewOwn(services, key, window).exec)
    key.wipe()

    def task(work: Work) -> None:
        while True:
            work.step(_COPIED, _SIZE)
            QTest.qSleep(5)

    title = _("Saving a copy…")
    camera.dialog("waiting", lambda: wait_for(services.jobs, window, title, task), busy=True)
    camera.dialog("crash", CrashPage(report_text(_mistake()), "", window).exec)
    demo = DemoPage(services)
    camera.page(demo, "demo", WHOLE)
    demo.close()


def _mistake() -> Exception:
    try:
        raise RuntimeError
    except RuntimeError as error:
        return error


def file_dialogs(camera: Photographer, window: QWidget, folder: Path) -> None:
    """Choosing a file, a folder, a place to save."""
    place = folder / "وحدة التخزين"
    (place / "مرفقات").mkdir(parents=True)
    (place / "جواز.pdf").touch()
    camera.allow_folder(place)
    privacy.LastFolder.folder = place
    title = _("Save as PDF")
    camera.dialog("file", lambda: choosing_files.choose_file(window, _("Choose a case bundle…")))
    camera.dialog("folder", lambda: choosing_files.choose_folder(window, _("Choose a folder…")))
    camera.dialog(
        "save",
        lambda: choosing_files.choose_save_file(window, title, "notice.pdf", "PDF (*.pdf)"),
    )


def covers(camera: Photographer, window: MainWindow) -> None:
    """The privacy screen, a wrong PIN, and the cover while a lock waits."""
    key = unlock(window._services.vault_dir, OFFICER.login, OFFICER.passphrase)
    choose_pin(window._services, key)
    window._services.shift_keys().opened(OFFICER.login)
    window.show_privacy_screen()
    type_text(PIN[:4], pin_field(window))
    camera.page(window, "curtain", WHOLE)
    pin_field(window).begin()
    type_pin(window, "111111")
    camera.page(window, "curtain-wrong", WHOLE)
    window._privacy_screen.choose()
    camera.page(window, "curtain-others", WHOLE)
    window._layers.show_only(window._cover)
    camera.page(window, "lock-cover", WHOLE)
    window._on_pin(key)
