"""How long it takes from the derived key to the first section of an interview on the screen.

    .venv/bin/python tests/benchmarks/first_section.py [--runs N] [--files N]

- key: Argon2id at its floor, for comparison only; it runs in a job
- open: the vault opened with the key, integrity checks included
- list: the page of files built and filled, until its first painting begins
- section: the page built, the file read, the rules asked, until its first painting begins; as in a program that has just been started, where no form was read ahead
- section again: as section, when the page was built before
- floor: a window of 40 bare fields with labels, built and painted in the same run

Processor time of the thread stands beside the clock: a busy computer changes it less. Targets, of
the processor: list at most 100 ms, section at most 200 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QStackedWidget, QWidget

from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.forms.publishing.definition_json import known_definition
from tipdesk.forms.rules.rules import rules_for
from tipdesk.i18n.text import set_language
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

LIST, SECTION = 100.0, 200.0  # milliseconds of the processor


def now() -> tuple[float, float]:
    """Seconds of the processor, for this thread, and by the clock."""
    return time.thread_time(), time.perf_counter()


class FirstPaint(QObject):
    """When the first painting of a widget began."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.at: tuple[float, float] | None = None
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if self.at is None and event.type() == QEvent.Type.Paint:
            self.at = now()
        return False


def painted(window: QStackedWidget, page: QWidget) -> tuple[float, float]:
    """Turn the window to a page; when its painting began."""
    first = FirstPaint(page)
    if window.indexOf(page) < 0:
        window.addWidget(page)
    window.setCurrentWidget(page)
    while first.at is None:
        QApplication.processEvents()
    return first.at


def floor(window: QStackedWidget) -> tuple[float, float]:
    """40 bare fields with labels."""
    page = QWidget()
    form = QFormLayout(page)
    for number in range(40):
        form.addRow(f"السؤال {number}", QLineEdit())
    at = painted(window, page)
    page.deleteLater()
    return at


class Clocks:
    """Milliseconds of the processor and by the clock, by what was done."""

    def __init__(self) -> None:
        self.times: dict[str, tuple[float, float]] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[list[tuple[float, float]]]:
        """Of what is done within, or until the moment that is put into the list."""
        began, ended = now(), list[tuple[float, float]]()
        yield ended
        last = (ended or [now()])[0]
        self.times[name] = ((last[0] - began[0]) * 1000, (last[1] - began[1]) * 1000)


def one_run(window: QStackedWidget, vault: Path, jobs: JobRunner) -> dict[str, tuple[float, float]]:
    """Unlock, list the files, open the newest, close again."""
    known_definition.cache_clear()
    rules_for.cache_clear()
    clocks = Clocks()
    with clocks.of("key"):
        key = unlock(vault, OFFICER.login, OFFICER.passphrase)
    with clocks.of("open"):
        session = Session.open(vault, key, system_clock)
    services = Services(vault, jobs)
    services.opened(session)
    with clocks.of("list") as ended:
        files = FilesPage(services)
        files.load()
        ended.append(painted(window, files))
    case = session.files.list_cases(limit=1)[0]
    with clocks.of("section") as ended:
        page = InterviewPage(services)
        page.load(case)
        ended.append(painted(window, page))
    window.setCurrentWidget(files)
    with clocks.of("section again") as ended:
        page.load(case)
        ended.append(painted(window, page))
    page.leave()
    page.deleteLater()
    files.deleteLater()
    QApplication.processEvents()
    session.lock()
    with clocks.of("floor") as ended:
        ended.append(floor(window))
    return clocks.times


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--files", type=int, default=40)
    options = parser.parse_args()
    set_language("ar")
    application = QApplication([])
    theme.apply(application)
    jobs = JobRunner()
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        make_officers_station(vault, system_clock)
        session = open_as(vault, OFFICER, system_clock)
        for _ in range(options.files):
            session.new_files.open_case()
        session.lock()
        window = QStackedWidget()
        window.resize(1366, 690)
        theme.dress(window)
        window.show()
        QApplication.processEvents()
        runs = [one_run(window, vault, jobs) for _ in range(options.runs)]
        window.close()
    jobs.close()
    print(
        f"{options.runs} runs, {options.files} files; milliseconds of the processor, by the clock"
    )
    halves = {}
    for name in runs[0]:
        processor, clock = zip(*(run[name] for run in runs), strict=True)
        halves[name] = statistics.median(processor)
        print(
            f"  {name:14} median {halves[name]:7.1f}  first {processor[0]:7.1f}"
            f"   clock median {statistics.median(clock):7.1f}  max {max(clock):7.1f}"
        )
    for name, most in (("list", LIST), ("section", SECTION)):
        by_floor = halves[name] / halves["floor"]
        print(f"  {name}: {halves[name]:.0f} ms (at most {most:.0f}), {by_floor:.1f} x the floor")
    return int(halves["list"] > LIST or halves["section"] > SECTION)


if __name__ == "__main__":
    sys.exit(main())
