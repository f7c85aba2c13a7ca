"""Printing through the system's own queue: what arrives, and that nothing stays on a disk."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from tests.architecture.sources import ROOT
from tests.printing.samples import form
from tests.systems import KILLED
from tests.ui.paper_tray import serving
from tipdesk.cases.paper.prints import PrinterKind, PrintOutcome
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import BlankForm
from tipdesk.printing.preview import page_sizes
from tipdesk.ui.paper.print_run import Order, PrintRun
from tipdesk.ui.paper.printing import _Printing
from tipdesk.ui.toolkit.printers import Printer, _new_folder, kind_of


@pytest.fixture
def tray(tmp_path):
    folder = tmp_path / "tray"
    folder.mkdir()
    with serving(tmp_path / "s", folder):
        yield folder


def test_every_copy_reaches_the_queue_and_nothing_lies_on_a_disk(tray, tmp_path):
    """Where Qt paints is in memory while it paints, and gone when it has; a print that is given up
    never reaches the queue; one for which memory ran out was not printed."""
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(render("intake", BlankForm(form())))
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    for folder in (home, temporary):
        folder.mkdir()
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "CUPS_SERVER": str(tmp_path / "s"),
        "HOME": str(home), "TMPDIR": str(temporary), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    script = [sys.executable, str(ROOT / "tests/ui/print_child.py"), paper, home, temporary]
    child = subprocess.run(script, env=environment, capture_output=True, check=True, timeout=600)
    report = json.loads(child.stdout)
    assert report["printers"] == [
        ["Printer Corridor", "network", True],  # the default one
        ["Printer Beside", "local", True],
        ["Printer Attic", "network", True],
    ]
    assert report["rests"] == [[True, True], [False, False], [False, False]]
    assert (report["jobs"], report["gone"]) == (
        {"1": "GONE", "2": "WAITS", "3": "GIVEN_UP"}, "gone",
    )  # fmt: skip
    assert (report["watched"], report["later"]) == (["WAITS", "GIVEN_UP"], ["GONE"])
    assert report["notes"] == [
        ["printed", [1, 2]], ["printed", [1, 2]], ["print_cancelled", [1]],
        ["print_failed", [1, 2]], ["print_failed", [1, 2]],
    ]  # fmt: skip
    assert report["lay"] == []
    # At each page, and after each print.
    assert report["memory"] == [1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0]
    jobs = sorted(tray.glob("*.pdf"))
    jobs, (half,) = jobs[:2], jobs[2:]
    for folder in jobs:
        sizes = page_sizes(folder.read_bytes()).shown
        assert [tuple(map(round, size)) for size in sizes] == [(595, 842)] * 2
    assert half.stat().st_size == 100_000
    for folder in jobs:
        asked = json.loads(folder.with_suffix(".json").read_text("utf-8"))
        assert (asked["job-name"], asked["sides"]) == ("tipdesk", "two-sided-long-edge")
        assert "copies" not in asked
    assert not list(tray.glob("*.cancelled"))  # the queue was not even asked


class Jammed(QPrinter):
    """Takes one page."""

    def newPage(self):  # noqa: N802  the name is Qt's
        return False


def test_a_page_that_cannot_be_drawn_or_is_not_taken_ends_the_print(jobs, qtbot, tmp_path):
    paper, path = render("intake", BlankForm(form())), str(tmp_path / "paper.pdf")

    def jammed():
        printer = Jammed(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFileName(path)
        return printer

    order = Order(Printer("Laser", PrinterKind.LOCAL, device=jammed), (1, 2))
    notes = []

    def note(how, left):
        notes.append((how, left))

    reasons = []
    for pdf in (b"", paper):
        run = PrintRun(jobs, order, partial(partial, bytes, pdf), note)
        with qtbot.waitSignal(run.failed) as failed:
            run.start()
        reasons.append(failed.args[0].details.get("reason"))
    assert notes == [(PrintOutcome.FAILED, ()), (PrintOutcome.FAILED, (1,))]
    assert reasons == ["page", None]
    run, parent = PrintRun(jobs, order, partial(partial, bytes, paper), note), QWidget()
    qtbot.addWidget(parent)
    dialog = _Printing(run, parent)
    dialog.open()
    run.start()
    dialog.reject()  # Escape stops it
    assert notes[2:] == [(PrintOutcome.CANCELLED, ())]
    assert not dialog.under_way


def test_a_print_queue_that_hangs_is_not_waited_for(tmp_path):
    """The thread that asks is the one that locks."""
    asked = "from tipdesk.ui.toolkit import printers; printers._PATIENCE = .05; print(printers.answers())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUPS_SERVER": str(tmp_path / "s")}
    script = [sys.executable, "-c", asked]
    with serving(tmp_path / "s", tmp_path) as server:
        server.send_signal(signal.SIGSTOP)
        try:
            ended = subprocess.run(
                script, env=environment, check=True, capture_output=True, timeout=600
            )
        finally:
            server.send_signal(signal.SIGCONT)
    assert ended.stdout.split() == [b"False"]


# In a process of its own: the application ends with it.
_START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from tipdesk import app

application = QApplication([])
end = QTimer()  # again and again: one that comes before the loop ends nothing
end.timeout.connect(application.quit)
end.start(20)
sys.exit(app.main(["--vault", sys.argv[1]]))
"""


def test_what_a_killed_print_left_in_memory_goes_at_the_next_start(tmp_path):
    killed = (
        "from tests.systems import die_now; from tipdesk.ui.toolkit.printers import _new_folder; made = _new_folder();"
        " (made / 'paper').write_text('her words'); print(made, flush=True); die_now()"
    )
    script = [sys.executable, "-c", killed]
    child = subprocess.run(script, check=False, capture_output=True, encoding="utf-8")
    left, mine = Path(child.stdout.strip()), _new_folder()
    # Whether it still lies there is not asked: another program that starts takes it away too.
    assert (child.returncode, left.parent) == (KILLED, Path("/dev/shm"))
    start = [sys.executable, "-c", _START, str(tmp_path / "vault")]
    subprocess.run(start, check=True, cwd=ROOT, capture_output=True, timeout=600)
    assert not left.exists()
    assert mine is not None
    assert mine.exists()  # of a program that runs
    mine.rmdir()


@pytest.mark.parametrize(
    ("name", "model", "uri", "kind"),
    [
        ("HP-M404", "HP LaserJet M404, driverless", "usb://HP/LaserJet", PrinterKind.LOCAL),
        ("HP-M404", "HP LaserJet M404", "hp:/usb/LaserJet?serial=1", PrinterKind.LOCAL),
        ("HP-M404", "HP LaserJet", "ipp://localhost:60000/ipp/print", PrinterKind.LOCAL),
        ("Ricoh", "Ricoh MP C3003 PDF", "usb://Ricoh/MP", PrinterKind.LOCAL),
        ("HP LaserJet", "HP Universal Printing PCL 6", "", PrinterKind.LOCAL),
        ("Hall", "Ricoh MP C3003 PDF", "socket://10.0.0.9:9100", PrinterKind.NETWORK),
        ("Hall", "HP", "dnssd://HP._ipp._tcp.local/", PrinterKind.NETWORK),
        ("Hall", "HP", "hp:/net/LaserJet?ip=10.0.0.9", PrinterKind.NETWORK),
        (r"\\server\hall", "HP", "", PrinterKind.NETWORK),
        ("Virtual", "Generic CUPS-PDF Printer", "cups-pdf:/", PrinterKind.FILE),
        ("Microsoft Print to PDF", "Microsoft Print To PDF", "", PrinterKind.FILE),
        ("Microsoft XPS Document Writer", "", "", PrinterKind.FILE),
        ("OneNote (Desktop)", "Send to Microsoft OneNote", "", PrinterKind.FILE),
        ("Fax", "Microsoft Shared Fax Driver", "", PrinterKind.FILE),
        ("Office", "PDF24", "", PrinterKind.FILE),
    ],
)
def test_where_what_is_printed_goes(name, model, uri, kind):
    assert kind_of(name, model, uri) is kind
    assert kind_of("HP", "HP", remote=True) is PrinterKind.NETWORK
