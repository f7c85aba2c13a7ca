"""When the program itself is at fault: what was typed is kept, the vault is locked, and the
report holds where it happened, never a value."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, SignalInstance, Slot
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.core.start_notice import report_text
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.parts import button, label


class CrashPage(Dialog):
    """Says what happened and what is safe; the report can be copied."""

    def __init__(self, report: str, advice: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            _("Intake"),
            Shape(least_width=640, margins=(24, 20, 24, 20), spacing=14),
        )
        title = _("Something went wrong in the program")
        self.setAccessibleName(title)
        report_area = QPlainTextEdit(report)
        report_area.setReadOnly(True)
        report_area.setTabChangesFocus(True)
        report_area.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        report_area.setAccessibleName(_("Report"))
        copy = button(_("Copy the report"), "copy")
        close = button(_("Back to unlocking"), style="primary")
        close.setDefault(True)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
        close.clicked.connect(self.accept)
        box = self.box
        self.add_heading(title)
        reassurance = _(
            "What was shown as saved is safe, and the vault was locked. The report below names "
            "places in the program, never an answer. Give it to whoever looks after tipdesk."
        )
        box.addWidget(label(reassurance, wrap=True))
        if advice:
            box.addWidget(label(advice, "muted", wrap=True))
        box.addWidget(report_area)
        self.add_buttons(copy, 1, close)
        close.setFocus()


class _BugWatch(QObject):
    """Shows one crash page at a time, never from within the event that failed."""

    def __init__(self, window: QWidget, lock: Callable[[], None], locked: SignalInstance) -> None:
        super().__init__(window)
        self._window, self._lock = window, lock
        self._report: tuple[str, str] | None = None
        self._page: CrashPage | None = None
        locked.connect(self._on_locked)

    def on_bug(
        self, _kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Python's last resort: report to the terminal; lock and tell as soon as Qt is free."""
        if isinstance(error, KeyboardInterrupt):
            QTimer.singleShot(0, self._window.close)
            return
        error = error.with_traceback(trace)
        _write(error)
        if self._report is not None or self._page is not None:
            return
        advice = ""
        if isinstance(error, TipdeskError):
            message = sentence(error)
            advice = f"{message.what} {message.next_step}"
        self._report = report_text(error), advice
        QTimer.singleShot(0, self._go)

    def _go(self) -> None:
        try:
            self._lock()
        except Exception as error:  # noqa: BLE001  a second fault: the page comes all the same
            _write(error)
            self._on_locked()

    @Slot()
    def _on_locked(self) -> None:
        if self._report is None:
            return
        contents, self._report = self._report, None
        self._page = CrashPage(*contents, self._window)
        self._page.finished.connect(self._on_read)
        self._page.open()

    @Slot()
    def _on_read(self) -> None:
        if self._page is not None:
            self._page.deleteLater()
            self._page = None


def catch_bugs(window: QWidget, lock: Callable[[], None], locked: SignalInstance) -> None:
    """From now on nobody's mistake ends the program or writes a value anywhere: `lock` keeps what
    was typed and locks; when `locked` says so, a page over `window` tells what happened."""
    watch = _BugWatch(window, lock, locked)
    sys.excepthook = watch.on_bug
    # What goes wrong where nobody can be told: no value to the terminal.
    sys.unraisablehook = lambda fault: _write(fault.exc_value)
    threading.excepthook = lambda fault: _write(fault.exc_value)


def tell_later(error: Exception) -> None:
    """Tell a mistake of the program as soon as Qt is free: what runs now must not stop for it."""
    QTimer.singleShot(0, lambda: sys.excepthook(type(error), error, error.__traceback__))


@contextmanager
def told_later() -> Iterator[None]:
    """Within: a mistake of the program ends this step only, and is told afterwards."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  it is told
        tell_later(error)


def _write(error: BaseException | None) -> None:
    if error is not None and sys.stderr is not None:
        sys.stderr.write(report_text(error))
