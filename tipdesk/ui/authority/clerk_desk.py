"""What every page of the authority's window is given: the open authority, and how acts are done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.authority.clerk import ClerkSession
from tipdesk.i18n.text import _, in_one_line, isolated
from tipdesk.ui.toolkit.choosing_files import choose_folder, place_text
from tipdesk.ui.toolkit.dialogs import say, show_error
from tipdesk.ui.toolkit.parts import cursor_in
from tipdesk.ui.toolkit.services import Services

Result = TypeVar("Result")


def _do_nothing() -> None:
    """What is shown is still so."""


class ClerkDesk(QObject):
    """The open authority and the one worker on which everything is done to it."""

    busy = Signal(bool)  # an act has begun, or ended
    changed = Signal()  # the next trust list says something else

    def __init__(self, services: Services, session: ClerkSession, parent: QObject) -> None:
        super().__init__(parent)
        self.services = services
        self.session = session

    def act(
        self,
        page: QWidget,
        task: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[], None] = _do_nothing,
    ) -> None:
        """Do `task` in a job; the page rests meanwhile, and what goes wrong is said on it."""
        cursor = cursor_in(page.window())

        def end() -> None:
            page.setEnabled(True)
            self.busy.emit(False)
            if cursor is not None and isValid(cursor) and cursor.isEnabled():
                cursor.setFocus()

        def on_done(result: Result) -> None:
            end()
            done(result)
            self.changed.emit()

        def on_failed(error: TipdeskError) -> None:
            end()
            failed()
            show_error(page, error)

        self.busy.emit(True)
        page.setEnabled(False)
        self.services.jobs.run(task, done=on_done, failed=on_failed)

    def save(self, page: QWidget, save_to: Callable[[Path], Path], then: str) -> None:
        """Ask for a drive or folder and write to it; `then` says what comes next."""
        folder = choose_folder(page, _("Choose the USB drive or a folder"))
        if folder is None:
            return

        def say_saved(path: Path) -> None:
            title = _("Saved: {file}").format(file=isolated(path.name))
            where = isolated(in_one_line(str(path.parent)))
            say(page, title, "\n".join(filter(None, (where, place_text(folder), then))))

        self.act(page, lambda: save_to(folder), say_saved)


def next_list_text() -> str:
    """What follows an act that a trust list carries to the stations."""
    return _("It counts from the next trust list on. Make one and bring it to every station.")
