"""Where the system's print library keeps what it has not handed over yet: never on a disk.

Under CUPS Qt paints into a file of the folder for temporary files and gives it to the queue when
the last page is painted (QCupsPrintEngine: cupsTempFd, cupsPrintFile2). On a disk such a file can
be brought back after it was removed. So that folder is one in memory, for this one moment, and what
is given up goes with it. Windows paints straight into its own spooler.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from tipdesk.errors import PrintFailed
from tipdesk.ui import cups

_IN_MEMORY = ("/dev/shm",)  # noqa: S108  the system's, and a folder of our own in it
_VARIABLE = "TMPDIR"


class Spool:
    """Painting on one printer, from `begin` to `end` or `drop`."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer
        self._painter = QPainter()
        self._folder: Path | None = None

    @property
    def painter(self) -> QPainter:
        """What paints on the printer's page."""
        return self._painter

    def begin(self) -> None:
        """Open the first page.

        Raises:
            PrintFailed: the printer takes none, or there is no memory to paint in.
        """
        self._folder = _folder_in_memory()
        before = os.environ.get(_VARIABLE)
        if self._folder is not None:
            os.environ[_VARIABLE] = str(self._folder)
        try:
            begun = self._painter.begin(self._printer)
        finally:
            if before is None:
                os.environ.pop(_VARIABLE, None)
            else:
                os.environ[_VARIABLE] = before
        if not begun:
            self._close()
            raise PrintFailed

    def end(self) -> bool:
        """Hand over what was painted; whether the system took it."""
        native = self._printer.outputFormat() is QPrinter.OutputFormat.NativeFormat
        ended = self._painter.end()
        self._close()
        failed = self._printer.printerState() is QPrinter.PrinterState.Error
        return ended and not failed and not (native and cups.refused())

    def drop(self) -> None:
        """Give up. Under CUPS nothing was handed over: without its file the queue takes no job.
        Under Windows the spooler is told, and what it has sent to the printer comes out."""
        self._printer.abort()
        self._close()
        self._painter.end()

    def _close(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _folder_in_memory() -> Path | None:
    """A folder that only this user reads; None where none is needed."""
    if sys.platform != "linux":
        return None
    for parent in _IN_MEMORY:
        if os.access(parent, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="tipdesk-", dir=parent))
    raise PrintFailed
