"""The composition root of the window: settings, language, Qt, the first window, what a bug does."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from tipdesk import __version__
from tipdesk.clock import system_clock
from tipdesk.demo.stations import open_as
from tipdesk.demo.vault import DemoVaults, demo_vault
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _, set_language
from tipdesk.messages import sentence
from tipdesk.settings import Settings, default_vault_dir, load_settings
from tipdesk.ui import look
from tipdesk.ui.crash import CrashPage, report_text
from tipdesk.ui.icons import icon
from tipdesk.ui.jobs import JobRunner
from tipdesk.ui.main_window import MainWindow
from tipdesk.ui.qt_language import install_translators
from tipdesk.ui.services import Services


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status."""
    chosen = _parse(list(sys.argv[1:] if arguments is None else arguments))
    settings = _settings(chosen)
    set_language(settings.language)
    application = make_application(settings)
    if not chosen.demo:
        services = Services(default_vault_dir(chosen.vault), JobRunner(), settings)
        return _run(application, MainWindow(services), services)
    with tempfile.TemporaryDirectory(prefix="tipdesk-demo-") as folder:
        vaults = demo_vault(Path(folder))
        services = Services(vaults.officers, JobRunner(), settings, cheap_keys=True)
        window = MainWindow(services)
        window.show_demo(_demo_text(vaults))
        return _run(application, window, services, vaults)


def make_application(settings: Settings) -> QApplication:
    """The one QApplication, with its language, direction, faces and colours."""
    QApplication.setApplicationName("tipdesk")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("tipdesk")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["tipdesk"])
    # The translators come first: Qt's own would set a direction again.
    install_translators(application)
    look.apply(application, settings.font_scale)
    application.setWindowIcon(QIcon(icon("folder-lock", "primary", 64)))
    return application


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("tipdesk", description="Offline desk for interviews.")
    parser.add_argument("--vault", type=Path, help="folder of the vault")
    parser.add_argument("--lang", choices=("ar", "en"), help="language of the screen")
    parser.add_argument("--scale", type=int, choices=(100, 130), help="size of letters, per cent")
    parser.add_argument("--demo", action="store_true", help="throw-away vault with made-up files")
    return parser.parse_args(words)


def _settings(chosen: argparse.Namespace) -> Settings:
    settings = load_settings()
    if chosen.lang:
        settings = replace(settings, language=chosen.lang)
    if chosen.scale:
        settings = replace(settings, font_scale=chosen.scale)
    return settings


def _run(
    application: QApplication,
    window: MainWindow,
    services: Services,
    demo: DemoVaults | None = None,
) -> int:
    _catch_bugs(window)
    window.resize(1366, 768)
    window.show()
    if demo is None:
        window.start()
    else:
        window.start_with(open_as(demo.officers, demo.officer, system_clock))
    status = application.exec()
    services.jobs.close()
    return status


def _demo_text(vaults: DemoVaults) -> str:
    lines = [
        _("Demonstration: made-up files, deleted when the window is closed."),
        *(f"{who.login}: {who.passphrase}" for who in (vaults.officer, vaults.supervisor)),
    ]
    return "\n".join(lines)


def _catch_bugs(window: MainWindow) -> None:
    """What nobody expected: keep what was typed, lock, say so, and write no value anywhere."""

    def on_bug(
        _kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
            return
        report = report_text(error.with_traceback(trace))
        sys.stderr.write(report)
        try:
            window.lock()
        except Exception as second:  # noqa: BLE001  nothing may stop the crash page
            sys.stderr.write(report_text(second))
        said = ""
        if isinstance(error, TipdeskError):
            message = sentence(error)
            said = f"{message.what} {message.next_step}"
        page = CrashPage(report, said, window)
        page.exec()
        page.deleteLater()

    sys.excepthook = on_bug
