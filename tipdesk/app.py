"""The composition root of the window: settings, language, Qt, the first window, what a bug does."""

from __future__ import annotations

import argparse
import ctypes
import gc
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

# PySide reads the source of every module that is imported after it: what knows no Qt comes first.
from tipdesk.desk import locked_vault
from tipdesk.texts import messages  # noqa: F401  imported before Qt

# isort: split
from PySide6.QtCore import QLibraryInfo, QRect, QTimer, SignalInstance
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMainWindow

from tipdesk import __version__
from tipdesk.core.installation import (
    Installation,
    check_first_start,
    is_first_start,
    mark_open,
    settle,
    this_installation,
)
from tipdesk.core.settings import (
    FONT_SCALES,
    Settings,
    default_authority_dir,
    default_vault_dir,
    load_settings,
    resource,
)
from tipdesk.i18n.command_line import Parser, language_of
from tipdesk.i18n.text import _, isolated, set_language
from tipdesk.ui.shell.leaving import LockReason
from tipdesk.ui.shell.lid import Lid
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.shell.preloading import Preloading
from tipdesk.ui.shell.screen_room import fit_to_screen
from tipdesk.ui.shell.system_events import SystemEvents, system_events
from tipdesk.ui.toolkit.crash import catch_bugs
from tipdesk.ui.toolkit.dialogs import say
from tipdesk.ui.toolkit.jobs import JobRunner, wait_for
from tipdesk.ui.toolkit.printers import forget_killed_prints
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import dress_of, wear

_SIZE = (1366, 768)  # of the window where the screen is larger
_SYSTEM_NAME = "tipdesk"  # of its desktop entry, and of its shortcuts and windows on Windows
_FRAME = 40  # pixels that a window manager puts round it


def main(arguments: Sequence[str] | None = None, *, cheap_keys: bool = False) -> int:
    """Open the window and stay until it is closed; the exit status.

    `cheap_keys` puts Argon2id at its floor for vaults that are made here. It is for tests, and no
    option of the command line: nobody can choose it by mistake.
    """
    chosen = _parse(list(sys.argv[1:] if arguments is None else arguments))
    settings = _settings(chosen)
    set_language(settings.language)
    application = make_application(settings)
    if not _is_whole(this_installation()):
        return 1
    if (base := this_installation().base) is not None:
        mark_open(base)
    forget_killed_prints()
    if chosen.demo:
        return _demonstrate(application, settings)
    if chosen.try_form is not None:
        return _try_form(application, settings, chosen.try_form)
    if chosen.authority:
        return _work_in_authority(application, settings, cheap_keys=cheap_keys)
    vault_dir = default_vault_dir(chosen.vault)
    if chosen.file is not None and locked_vault.is_in_use(vault_dir):
        return _say_open_elsewhere()
    services = Services(
        vault_dir, JobRunner(), settings, cheap_keys=cheap_keys, given=_given(chosen)
    )
    window = _shown(MainWindow(services, chosen.file))
    window.entered.connect(partial(_keep_this_program, services.jobs))
    window.start()
    return _stay(application, window)


def _is_whole(installation: Installation) -> bool:
    """After an update, once: whether the new tree is as it was made. All of it is read, which an
    old disk takes its time for. False also when somebody stopped it: the next start asks again."""
    if not is_first_start(installation):
        return True
    jobs = JobRunner()
    title = _("One moment: the new version is being checked. This happens once.")
    whole = wait_for(jobs, None, title, partial(check_first_start, installation))
    jobs.close()
    return bool(whole)


def _keep_this_program(jobs: JobRunner) -> None:
    """It has opened the vault: the one that was installed before goes. What cannot be removed now
    goes another time."""
    if (installation := this_installation()).base is not None:
        jobs.run(partial(settle, installation), done=_leave_it, failed=_leave_it)


def _leave_it(_outcome: object) -> None:
    """Nobody waits for it."""


def load_x11() -> None:
    """Load what Qt draws windows with on X11: without it, it would end the process.

    Raises ImportError, which names the library that is missing.
    """
    plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    try:
        ctypes.CDLL(f"{plugins}/platforms/libqxcb.so")
    except OSError as error:
        raise ImportError(str(error), name="Qt") from error


def make_application(settings: Settings) -> QApplication:
    """The one QApplication, with its language, direction, faces and colours."""
    QApplication.setApplicationName("tipdesk")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName(_SYSTEM_NAME)
    if sys.platform == "win32":  # else the taskbar puts it under the interpreter's name and picture
        ctypes.WinDLL("shell32").SetCurrentProcessExplicitAppUserModelID(_SYSTEM_NAME)
    existing = QApplication.instance()
    if existing is None:
        fit_to_screen(settings.font_scale)
    application = existing if isinstance(existing, QApplication) else QApplication(["tipdesk"])
    wear(application, dress_of(settings))
    application.setWindowIcon(QIcon(str(resource("program", "tipdesk.svg"))))
    # Modules and their tables live as long as the program. Left to the collector it walks them all
    # again and again, a dozen milliseconds each time, while somebody types.
    gc.freeze()
    return application


def _parse(words: list[str]) -> argparse.Namespace:
    set_language(language_of(words)[0] or load_settings().language)
    parser = window_parser()
    chosen = parser.parse_args(words)
    without_file = chosen.demo or chosen.authority or chosen.try_form is not None
    if chosen.file is not None and without_file:
        parser.error(_("Not together with {what}").format(what=isolated("FILE")))
    chosen.file = chosen.file and chosen.file.absolute()
    return chosen


def window_parser() -> Parser:
    """What may be said when the window is opened."""
    parser = Parser(prog="tipdesk")
    opened = _("A case bundle, receipt, trust list, certificate or form to open.")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help=opened)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--vault", type=Path, metavar="DIR", help=_("The folder of the vault."))
    where.add_argument(
        "--demo", action="store_true", help=_("A throw-away vault with made-up files.")
    )
    where.add_argument("--try-form", type=Path, metavar="FORM", help=argparse.SUPPRESS)
    where.add_argument("--authority", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--lang", choices=("ar", "en"), help=_("The language of the screen and of messages.")
    )
    parser.add_argument(
        "--scale", type=int, choices=FONT_SCALES, help=_("Size of letters, per cent.")
    )
    parser.add_argument(
        "--theme",
        choices=("system", "light", "dark", "contrast"),
        help=_("Colours of the screen; “system”: as the system says."),
    )
    return parser


def _settings(chosen: argparse.Namespace) -> Settings:
    settings = load_settings()
    if chosen.lang:
        settings = settings._replace(language=chosen.lang)
    if chosen.scale:
        settings = settings._replace(font_scale=chosen.scale)
    if chosen.theme:
        settings = settings._replace(theme=chosen.theme)
    return settings


def _given(chosen: argparse.Namespace) -> frozenset[str]:
    """The settings that the command line names: whoever unlocks, they hold until the end."""
    words = {"language": chosen.lang, "font_scale": chosen.scale, "theme": chosen.theme}
    return frozenset(name for name, word in words.items() if word)


def _say_open_elsewhere() -> int:
    """A second window gets no vault that is open in the first one."""
    text = _(
        "Open the file in that window: a case bundle under “Receiving”, a receipt in the list of "
        "files, anything else on the station page."
    )
    say(None, _("The vault is open in another window of this program."), text, done=False)
    return 1


def _demonstrate(application: QApplication, settings: Settings) -> int:
    with tempfile.TemporaryDirectory(prefix="tipdesk-demo-") as folder:
        services = Services(Path(folder) / "officers", JobRunner(), settings, cheap_keys=True)
        services.settings_path = Path(folder) / "settings.toml"  # the computer's own stay
        window = _shown(MainWindow(services))
        window.passing.demonstrate(Path(folder))
        return _stay(application, window)


def _try_form(application: QApplication, settings: Settings, form: Path) -> int:
    from tipdesk.ui.shell.form_trial import TrialWindow
    from tipdesk.ui.station.forms import source_of

    services = Services(Path(), JobRunner(), settings, cheap_keys=True)
    window = TrialWindow(services, source_of(form))
    catch_bugs(window, window.reject, window.ended)
    window.ended.connect(application.quit)
    window.load()
    window.show()
    status = application.exec()
    services.jobs.close()
    return status


def _work_in_authority(application: QApplication, settings: Settings, *, cheap_keys: bool) -> int:
    from tipdesk.ui.authority.window import AuthorityWindow

    services = Services(Path(), JobRunner(), settings, cheap_keys=cheap_keys)
    window = AuthorityWindow(services, default_authority_dir())
    catch_bugs(window, window.lock, window.locked)
    _lock_by(system_events(int(window.winId()), window), window)
    window.locked.connect(partial(_forget_rings, _leave_nothing))
    window.closed.connect(application.quit)
    _give_room(window)
    window.start()
    return application.exec()


def _leave_nothing() -> None:
    """Nothing was loaded beforehand."""


def _shown(window: MainWindow) -> MainWindow:
    catch_bugs(window, window.lock, window.locked)
    _lock_by(system_events(int(window.winId()), window), window)
    preloading = Preloading(window, window.at_rest)
    window.locked.connect(partial(_forget_rings, preloading.keep))
    _give_room(window)
    return window


def _give_room(window: QMainWindow) -> None:
    """Show it in its size, or as large as a small screen is."""
    room = window.screen().availableGeometry()
    window.resize(*_SIZE)
    small = not room.contains(QRect(room.topLeft(), window.size()).adjusted(0, 0, _FRAME, _FRAME))
    if small and room.width() >= window.minimumWidth():
        window.showMaximized()
    else:
        window.show()


def _forget_rings(keep: Callable[[], None]) -> None:
    """After a lock: pages refer to themselves in rings, which only the collector finds. What it
    frees is overwritten (`hardening`), so that no words of theirs stay in memory."""

    def collect() -> None:
        gc.collect()
        keep()

    QTimer.singleShot(0, collect)


class _Lockable(Protocol):
    """A window that covers itself and locks."""

    @property
    def lid(self) -> Lid: ...

    @property
    def entered(self) -> SignalInstance: ...

    @property
    def locked(self) -> SignalInstance: ...

    def lock_unasked(self, why: LockReason) -> None: ...

    def holds_up_sleep(self) -> bool: ...


def _lock_by(events: SystemEvents, window: _Lockable) -> None:
    """Lock when the system tells of nobody there; sleep waits for the lock of an open vault, and
    for the end of a shift key."""
    cover_first = window.lid.first(window.lock_unasked)

    def lock(why: LockReason) -> None:
        waits = why is not LockReason.SLEEP or events.sleep_waits
        (cover_first if waits else window.lock_unasked)(why)

    events.away.connect(lock)
    window.entered.connect(events.hold_sleep)

    def let_sleep() -> None:
        if not window.holds_up_sleep():
            events.let_sleep()

    window.locked.connect(let_sleep)


def _stay(application: QApplication, window: MainWindow) -> int:
    # Not only the last window closed: a dialog may be open while the main window goes.
    window.closed.connect(application.quit)
    return application.exec()
