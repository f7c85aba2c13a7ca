"""Where the system's print library keeps what it has not handed over yet: never on a disk.

Under CUPS Qt paints into a file of the folder for temporary files and gives it to the queue when
the last page is painted (QCupsPrintEngine: cupsTempFd, cupsPrintFile2). On a disk such a file can
be brought back after it was removed. So that folder is one in memory, for this one moment, and what
is given up goes with it; what a kill in the middle leaves goes at the next start. Windows paints
straight into its own spooler.

Qt does not look whether that file took all that was written: where memory ran out it hands over
half a paper, of which nothing comes out. So its end is looked at before a paper counts as printed.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from tipdesk.core.errors import PrintFailed
from tipdesk.ui.toolkit import cups

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  the system's, and a folder of our own in it
_VARIABLE = "TMPDIR"
_END = b"%%EOF"  # of a PDF (ISO 32000-1, 7.5.5)


class Spool:
    """Painting on one printer: made, then `end` or `drop`."""

    def __init__(self, device: Callable[[], QPrinter]) -> None:
        """Open the first page of what `device` makes.

        Raises:
            PrintFailed: the printer takes none, or there is no memory to paint in.
        """
        self.painter = QPainter()
        self._folder = _new_folder()
        begun = False
        try:
            with _temporary(self._folder):
                self.printer = device()
                begun = self.painter.begin(self.printer)
        finally:
            if not begun:
                self._close()
        if not begun:
            raise PrintFailed(reason="refused")
        self._painted = _opened(self._folder)

    def end(self) -> None:
        """Hand over what was painted.

        Raises:
            PrintFailed: memory ran out, or the system did not take it.
        """
        native = self.printer.outputFormat() is QPrinter.OutputFormat.NativeFormat
        if native and not cups.answers():
            self.drop()
            raise PrintFailed(reason="refused")
        with self._painted as painted:
            ended, whole = self.painter.end(), _is_whole(painted)
        self._close()
        if not whole:
            raise PrintFailed(reason="no_room")
        failed = self.printer.printerState() is QPrinter.PrinterState.Error
        if not ended or failed or (native and cups.refused()):
            raise PrintFailed(reason="refused")

    def drop(self) -> None:
        """Give up. Under CUPS nothing was handed over: without its file the queue takes no job.
        Under Windows the spooler is told, and what it has sent to the printer comes out."""
        self.printer.abort()
        self._painted.close()
        self._close()
        with cups.unreachable():  # Qt would offer the file that has gone, and wait for the answer
            self.painter.end()

    def _close(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _opened(folder: Path | None) -> BinaryIO:
    """The file that is painted into, which Qt removes when it has handed it over; an empty one
    where there is none."""
    for path in folder.iterdir() if folder is not None else ():
        return path.open("rb")
    return io.BytesIO()


def _is_whole(painted: BinaryIO) -> bool:
    """Whether a PDF ends as one; also where none was painted into a file."""
    size = painted.seek(0, io.SEEK_END)
    painted.seek(max(size - 2 * len(_END), 0))
    return size == 0 or _END in painted.read()


@contextmanager
def temporary_in_memory() -> Iterator[None]:
    """Within: what the print library puts aside (descriptions of printers) lies in memory.

    Raises:
        PrintFailed: there is no memory for it.
    """
    folder = _new_folder()
    try:
        with _temporary(folder):
            yield
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _temporary(folder: Path | None) -> Iterator[None]:
    """Within, temporary files are made there; None: where they always are."""
    if folder is None:
        yield
        return
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before


def _new_folder() -> Path | None:
    """A folder that only this user reads; None where none is needed."""
    if sys.platform != "linux":
        return None
    try:
        return Path(tempfile.mkdtemp(prefix=f"tipdesk-{os.getpid()}-", dir=_IN_MEMORY))
    except OSError as error:
        raise PrintFailed(reason="no_room") from error


def forget_killed_prints() -> None:
    """Remove what this user's programs left in memory that were killed while they printed. Once, at
    the start. Raises nothing."""
    if sys.platform != "linux":
        return
    for folder in _IN_MEMORY.glob("tipdesk-*-*"):
        number = folder.name.split("-")[1]
        with suppress(OSError):
            own = folder.lstat().st_uid == os.getuid()
            if own and number.isdecimal() and not Path("/proc", number).exists():
                shutil.rmtree(folder, ignore_errors=True)
