"""A program that prints through CUPS, and looks for what lies about: run by `test_print_queue`.

    python tests/ui/print_child.py PDF FOLDER…

Prints two copies of pages 1 and 2 beside the computer, gives a third print up after a page, prints
where nothing is taken, and once more where a file may not grow beyond 100,000 bytes.
Says as JSON which printers there are, what became of each, what lay in the folders and in memory,
how the jobs stand, and what is said of a printer that has gone.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tipdesk.core.errors import PrintFailed
from tipdesk.ui.paper.print_run import TITLE, Order, PrintRun
from tipdesk.ui.paper.printing import PrintWatch
from tipdesk.ui.toolkit import printers as cups
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.printers import Printer, _device, printers


def main() -> None:
    pdf, folders = Path(sys.argv[1]).read_bytes(), [Path(folder) for folder in sys.argv[2:]]
    app, jobs, printers_here = QApplication([]), JobRunner(), printers()
    report = {
        "printers": [(printer.name, printer.kind, printer.both_sides) for printer in printers_here]
    }
    report["rests"] = [(printer.stopped, printer.closed) for printer in printers_here]
    report |= {"notes": [], "lay": [], "memory": []}
    memory = Path("/dev/shm")

    def look() -> None:
        report["lay"] += [path.name for folder in folders for path in folder.iterdir()]
        mine = memory.glob(f"tipdesk-{os.getpid()}-*")  # other programs print meanwhile
        report["memory"].append(sum(len(list(folder.iterdir())) for folder in mine))

    beside = next(printer for printer in printers_here if printer.queue == "Beside")

    def go(copies: int, stop: bool, printer: Printer = beside) -> None:
        order = Order(printer, (1, 2), copies, both_sides=True)
        run = PrintRun(
            jobs, order, lambda: lambda: pdf, lambda *values: report["notes"].append(values)
        )
        run.progressed.connect(look)
        if stop:
            run.progressed.connect(run.stop)
        run.ended.connect(app.quit)
        run.start()
        app.exec()
        look()

    watch = PrintWatch(beside.queue, app)
    report |= {"watched": [], "later": []}
    watch.changed.connect(lambda job: report["watched"].append(job.name))
    go(2, stop=False)
    watch.check()
    go(1, stop=True)
    go(1, stop=False, printer=printers_here[0])
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    go(1, stop=False)
    for _again in range(2):
        watch.check()
    later = PrintWatch(beside.queue, app)  # nothing of this is of a print after it
    later.changed.connect(lambda job: report["later"].append(job.name))
    later.check()
    jobs.close()
    report["jobs"] = {number: job.name for number, job in cups.jobs(beside.queue, TITLE).items()}
    try:
        _device("Gone")
    except PrintFailed as error:
        report["gone"] = error.details["reason"]
    print(json.dumps(report))


if __name__ == "__main__":
    main()
