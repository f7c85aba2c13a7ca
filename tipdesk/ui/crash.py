"""When the program itself is at fault: what was typed is kept, the vault is locked, and the
report holds where it happened, never a value."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from tipdesk import __version__
from tipdesk.i18n.catalogue import _
from tipdesk.ui.parts import button, label, row


def report_text(error: BaseException) -> str:
    """Versions and the call stack, without the error's own words: they could hold testimony."""
    lines = [
        f"tipdesk {__version__}, Python {platform.python_version()}, {platform.system()}",
        *(
            f"{frame.name} ({_short(frame.filename)}:{frame.lineno})"
            for frame in traceback.extract_tb(error.__traceback__)
        ),
        type(error).__name__,
    ]
    return "\n".join(lines) + "\n"


def _short(path: str) -> str:
    """A file's place in the house, not on this computer."""
    _head, found, tail = path.replace("\\", "/").rpartition("tipdesk/")
    return found + tail if found else path.replace("\\", "/").rpartition("/")[2]


class CrashPage(QDialog):
    """Says what happened and what is safe; the report can be copied."""

    def __init__(self, report: str, said: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong in the program"))
        self.setMinimumWidth(640)
        shown = QPlainTextEdit(report)
        shown.setReadOnly(True)
        shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        shown.setAccessibleName(_("Report"))
        copy = button(_("Copy the report"), "copy")
        close = button(_("Back to unlocking"), style="primary")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(14)
        box.addWidget(label(self.windowTitle(), "h2"))
        kept = _(
            "What was shown as saved is safe, and the vault was locked. The report below names "
            "places in the program, never an answer. Give it to whoever looks after tipdesk."
        )
        box.addWidget(label(kept, wrap=True))
        if said:
            box.addWidget(label(said, "muted", wrap=True))
        box.addWidget(shown)
        box.addWidget(row(copy, 1, close))
