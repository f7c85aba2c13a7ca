"""The printers of this computer, and what each means for what is printed: paper beside one, paper
somewhere else, or a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from tipdesk.cases.paper.prints import PrinterKind
from tipdesk.core.errors import PrintFailed
from tipdesk.ui.toolkit import cups
from tipdesk.ui.toolkit.print_spool import temporary_in_memory

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
    if not cups.answers():
        return ()
    try:
        with temporary_in_memory():
            queues, known = cups.queues(), QPrinterInfo.availablePrinters()
            found = [_printer(one, queues.get(one.printerName())) for one in known]
            default = QPrinterInfo.defaultPrinterName()
    except PrintFailed:
        return ()
    at_hand = (PrinterKind.LOCAL, PrinterKind.NETWORK, PrinterKind.FILE)
    order = sorted(found, key=lambda one: (one[0] != default, at_hand.index(one[1].kind)))
    return tuple(printer for _name, printer in order)


def _printer(info: QPrinterInfo, queue: cups.Queue | None) -> tuple[str, Printer]:
    name, known = info.printerName(), queue or cups.Queue()
    kind = kind_of(name, info.makeAndModel(), known.address, remote=info.isRemote())
    modes = set(info.supportedDuplexModes())
    turns = bool(modes & {QPrinter.DuplexMode.DuplexLongSide, QPrinter.DuplexMode.DuplexAuto})
    shown = info.description() or name
    return name, Printer(
        shown,
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
    if not cups.answers():
        raise PrintFailed(reason="gone")
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    if printer.printerName() != name:
        raise PrintFailed(reason="gone")
    sizes = {one.id() for one in QPrinterInfo(printer).supportedPageSizes()}
    if not sizes or QPageSize.PageSizeId.A4 in sizes:
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return printer
