"""The printers of this computer, and what each means: paper beside one, paper elsewhere, or a file.

CUPS tells what Qt does not: where a queue leads and whether it works, whether it took the last
document, and what became of that. The library is the one that Qt's own plugin has loaded (cups.h);
without it there is no CUPS. One that hangs would be waited for, a minute and more, by the thread
that has to lock: each question has a connection of its own that gives up, and before Qt asks or
hands over, `answers` tells.

What the system's print library has not handed over yet is never on a disk (`temporary_in_memory`).
Under CUPS Qt paints into a file of the folder for temporary files and gives it to the queue when
the last page is painted (QCupsPrintEngine: cupsTempFd, cupsPrintFile2). On a disk such a file can
be brought back after it was removed. So that folder is one in memory, for this one moment, and what
is given up goes with it; what a kill in the middle leaves goes at the next start. Windows paints
straight into its own spooler.

Qt does not look whether that file took all that was written: where memory ran out it hands over
half a document, of which nothing comes out. So its end is looked at before a document counts as
printed.
"""

from __future__ import annotations

import ctypes
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, ClassVar
from urllib.parse import urlsplit

from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from tipdesk.cases.paper.prints import PrinterKind
from tipdesk.core.disk import remove_tree
from tipdesk.core.errors import PrintFailed

# --- CUPS -------------------------------------------------------------------------------------


_SUCCESS = 0x00FF  # ipp_status_t: the highest that means so (RFC 8011, 4.1.6)
_SERVER_FAULTS = range(0x0500, 0x0600)  # RFC 8011, B.1.5; here also that nothing came
_STOPPED = "5"  # printer-state (RFC 8011, 5.4.11)
_MINE, _EVERY = 1, -1  # cupsGetJobs2: of this user; in whatever state
_PATIENCE = 1.0  # seconds; a question takes up to four times as long
# http_timeout_cb_t: 0 waits no longer
_GIVE_UP = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_asked: 0)
_BLOCKING = 1
_ANY_FAMILY = 0


class _Option(ctypes.Structure):
    _fields_: ClassVar = [("name", ctypes.c_char_p), ("value", ctypes.c_char_p)]


class _Destination(ctypes.Structure):
    _fields_: ClassVar = [
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("num_options", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    ]


class _Job(ctypes.Structure):
    _fields_: ClassVar = [
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long),
        ("creation_time", ctypes.c_long),
        ("processing_time", ctypes.c_long),
    ]


@cache
def _library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL("libcups.so.2")
    except OSError:
        return None


@contextmanager
def _server(cups: ctypes.CDLL) -> Iterator[ctypes.c_void_p | None]:
    """A connection that gives up (httpConnect2, httpSetTimeout); None: nobody serves."""
    cups.cupsServer.restype, cups.httpConnect2.restype = ctypes.c_char_p, ctypes.c_void_p
    patience = int(1000 * _PATIENCE)
    handle = cups.httpConnect2(
        ctypes.c_char_p(cups.cupsServer()), cups.ippPort(), None, _ANY_FAMILY,
        cups.cupsEncryption(), _BLOCKING, patience, None,
    )  # fmt: skip
    if not handle:
        yield None
        return
    connection = ctypes.c_void_p(handle)
    cups.httpSetTimeout(connection, ctypes.c_double(_PATIENCE), _GIVE_UP, None)
    try:
        yield connection
    finally:
        cups.httpClose(connection)


def answers() -> bool:
    """Whether CUPS may be asked: it answers, were it with a refusal, or there is none."""
    cups = _library()
    if cups is None:
        return True
    with _server(cups) as connection:
        if connection is None:
            return True
        user_jobs = ctypes.POINTER(_Job)()
        count = cups.cupsGetJobs2(connection, ctypes.byref(user_jobs), None, _MINE, _EVERY)
        cups.cupsFreeJobs(max(count, 0), user_jobs)
        return count >= 0 or cups.cupsLastError() not in _SERVER_FAULTS


@contextmanager
def unreachable() -> Iterator[None]:
    """Within, what this thread hands to CUPS reaches nobody, and that at once (cupsSetServer)."""
    cups = _library()
    if cups is None:
        yield
        return
    cups.cupsServer.restype = ctypes.c_char_p
    before = bytes(cups.cupsServer() or b"")
    cups.cupsSetServer(b"/dev/null/nobody")
    try:
        yield
    finally:
        cups.cupsSetServer(before or None)


@dataclass(frozen=True, slots=True)
class Queue:
    """What CUPS knows of a queue. `stopped`: it takes jobs, which wait; `closed`: it takes none."""

    address: str = ""
    stopped: bool = False
    closed: bool = False


class Job(Enum):
    """How a job stands."""

    GONE = auto()  # printed, or CUPS remembers it no longer
    UNDER_WAY = auto()
    WAITS = auto()  # until somebody releases it, or starts the printer again
    GIVEN_UP = auto()  # by CUPS, by its printer or by somebody


# job-state (RFC 8011, 5.3.7)
_STATES = {
    3: Job.UNDER_WAY, 4: Job.WAITS, 5: Job.UNDER_WAY, 6: Job.WAITS, 7: Job.GIVEN_UP, 8: Job.GIVEN_UP
}  # fmt: skip


def queues() -> Mapping[str, Queue]:
    """Every queue by its name (cupsGetDests2 and its options). Qt calls a queue of this computer no
    remote one, wherever its printer stands."""
    cups = _library()
    if cups is None:
        return {}
    destinations = ctypes.POINTER(_Destination)()
    with _server(cups) as connection:
        count = cups.cupsGetDests2(connection, ctypes.byref(destinations)) if connection else 0
    try:
        return {
            destinations[at].name.decode("utf-8", "replace"): _queue(
                {
                    option.name: option.value.decode("utf-8", "replace")
                    for option in destinations[at].options[: destinations[at].num_options]
                }
            )
            for at in range(count)
        }
    finally:
        cups.cupsFreeDests(count, destinations)


def _queue(options: Mapping[bytes, str]) -> Queue:
    return Queue(
        options.get(b"device-uri", ""),
        stopped=options.get(b"printer-state") == _STOPPED,
        closed=options.get(b"printer-is-accepting-jobs") == "false",
    )


def jobs(queue: str, title: str) -> Mapping[int, Job]:
    """This user's jobs of a name in a queue, by their numbers (cupsGetJobs2)."""
    cups = _library()
    if cups is None:
        return {}
    user_jobs, queue_name = ctypes.POINTER(_Job)(), queue.encode()
    with _server(cups) as connection:
        count = (
            cups.cupsGetJobs2(connection, ctypes.byref(user_jobs), queue_name, _MINE, _EVERY)
            if connection
            else 0
        )
    try:
        return {
            user_jobs[at].id: _STATES.get(user_jobs[at].state, Job.GONE)
            for at in range(count)
            if user_jobs[at].title == title.encode()
        }
    finally:
        cups.cupsFreeJobs(count, user_jobs)


def refused() -> bool:
    """Whether the last thing that was asked of CUPS in this thread failed: Qt hands a paper over
    and does not look."""
    cups = _library()
    return cups is not None and cups.cupsLastError() > _SUCCESS


# --- what is not handed over yet --------------------------------------------------------------


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
        if native and not answers():
            self.drop()
            raise PrintFailed(reason="refused")
        with self._painted as painted:
            ended, complete = self.painter.end(), _is_whole(painted)
        self._close()
        if not complete:
            raise PrintFailed(reason="no_room")
        failed = self.printer.printerState() is QPrinter.PrinterState.Error
        if not ended or failed or (native and refused()):
            raise PrintFailed(reason="refused")

    def drop(self) -> None:
        """Give up. Under CUPS nothing was handed over: without its file the queue takes no job.
        Under Windows the spooler is told, and what it has sent to the printer comes out."""
        self.printer.abort()
        self._painted.close()
        self._close()
        with unreachable():  # Qt would offer the file that has gone, and wait for the answer
            self.painter.end()

    def _close(self) -> None:
        if self._folder is not None:
            remove_tree(self._folder)


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
            remove_tree(folder)


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
                remove_tree(folder)


# Queues that write files or send them on. A model may end in PDF and be of paper (the language in
# which a copier is spoken to), so of a model only what programs call themselves counts.
_FILE_NAMES = re.compile(r"pdf|xps|onenote|\bfax\b|document writer|image writer", re.IGNORECASE)
_FILE_MODELS = re.compile(
    r"print to pdf|cups-?pdf|pdf ?(writer|printer|creator|converter|24)|adobe pdf|xps|onenote"
    r"|\bfax\b|send to|document writer|image writer",
    re.IGNORECASE,
)
_AT_HAND = frozenset({"usb", "parallel", "serial", "ippusb", "direct"})  # schemes of CUPS
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer. `device` makes what is painted on; `both_sides`: it can turn sheets itself;
    `queue`: its name in CUPS, '' elsewhere; `stopped`: what it is given waits; `closed`: it takes
    nothing."""

    name: str  # as people know it; never kept
    kind: PrinterKind
    both_sides: bool = False
    stopped: bool = False
    closed: bool = False
    queue: str = ""
    device: Callable[[], QPrinter] = field(repr=False, kw_only=True)


def printers() -> tuple[Printer, ...]:
    """Those that the system knows; its default, or else one beside the computer, first. None where
    there is no memory to print from, or the system does not answer."""
    if not answers():
        return ()
    try:
        with temporary_in_memory():
            by_name, known = queues(), QPrinterInfo.availablePrinters()
            by_default_name = [_printer(info, by_name.get(info.printerName())) for info in known]
            default = QPrinterInfo.defaultPrinterName()
    except PrintFailed:
        return ()
    at_hand = (PrinterKind.LOCAL, PrinterKind.NETWORK, PrinterKind.FILE)
    order = sorted(
        by_default_name, key=lambda entry: (entry[0] != default, at_hand.index(entry[1].kind))
    )
    return tuple(printer for _name, printer in order)


def _printer(info: QPrinterInfo, queue: Queue | None) -> tuple[str, Printer]:
    name, known = info.printerName(), queue or Queue()
    kind = kind_of(name, info.makeAndModel(), known.address, remote=info.isRemote())
    modes = set(info.supportedDuplexModes())
    turns = bool(modes & {QPrinter.DuplexMode.DuplexLongSide, QPrinter.DuplexMode.DuplexAuto})
    shown_name = info.description() or name
    return name, Printer(
        shown_name,
        kind,
        turns,
        known.stopped,
        known.closed,
        name if queue is not None else "",
        device=partial(_device, name),
    )


def kind_of(name: str, model: str, uri: str = "", *, remote: bool = False) -> PrinterKind:
    """Where what is printed goes, by what the system says of a printer. `uri` is its address in
    CUPS, '' where there is none."""
    scheme = urlsplit(uri).scheme
    if scheme in ("cups-pdf", "file") or _FILE_NAMES.search(name) or _FILE_MODELS.search(model):
        return PrinterKind.FILE
    if remote or name.startswith("\\\\"):
        return PrinterKind.NETWORK
    at_hand = scheme in _AT_HAND or uri.startswith(("hp:/usb", "hpfax:/usb"))
    if not uri or at_hand or urlsplit(uri).hostname in _HERE:
        return PrinterKind.LOCAL
    return PrinterKind.NETWORK


def _device(name: str) -> QPrinter:
    """For a printer that has gone Qt would take the default one, which may stand elsewhere.

    Raises:
        PrintFailed
    """
    if not answers():
        raise PrintFailed(reason="gone")
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    if printer.printerName() != name:
        raise PrintFailed(reason="gone")
    sizes = {size.id() for size in QPrinterInfo(printer).supportedPageSizes()}
    if not sizes or QPageSize.PageSizeId.A4 in sizes:
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return printer
