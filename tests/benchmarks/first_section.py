"""How long it takes from the derived key to the first section of an interview on the screen.

    .venv/bin/python tests/benchmarks/first_section.py [--runs N] [--files N]

- key: Argon2id at its floor, for comparison only; it runs in a job
- open: the vault opened with the key, integrity checks included
- section: the page built, the file read, the rules asked, its first section painted
- section again: as section, when the page was built before
- thirty rows: the first visit of the section of documents, with thirty of them
- floor: a window of 40 bare fields with labels, built and painted in the same run

Target: open + section at most 0.5 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget

from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.forms.publishing.definition_json import known_definition
from tipdesk.forms.rules.rules import rules_for
from tipdesk.i18n.text import set_language
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

TARGET = 500.0  # milliseconds


def painted(widget: QWidget) -> None:
    """Show and paint everything."""
    widget.resize(1366, 690)
    widget.show()
    QApplication.processEvents()
    widget.grab()


def floor() -> float:
    """40 bare fields with labels."""
    started = time.perf_counter()
    window = QWidget()
    form = QFormLayout(window)
    for number in range(40):
        form.addRow(f"السؤال {number}", QLineEdit())
    painted(window)
    duration = time.perf_counter() - started
    window.close()
    return duration * 1000


def one_run(vault: Path, jobs: JobRunner) -> dict[str, float]:
    """Unlock, open the newest file, close again. As in a program that has just been started."""
    known_definition.cache_clear()
    rules_for.cache_clear()
    times = {}
    started = time.perf_counter()
    key = unlock(vault, OFFICER.login, OFFICER.passphrase)
    times["key"] = time.perf_counter() - started
    started = time.perf_counter()
    session = Session.open(vault, key, system_clock)
    times["open"] = time.perf_counter() - started
    services = Services(vault, jobs)
    services.opened(session)
    case = session.files.list_cases(limit=1)[0]
    started = time.perf_counter()
    page = InterviewPage(services)
    page.load(case)
    painted(page)
    times["section"] = time.perf_counter() - started
    started = time.perf_counter()
    page.load(case)
    painted(page)
    times["section again"] = time.perf_counter() - started
    page.leave()
    page.close()
    page.deleteLater()
    QApplication.processEvents()
    session.lock()
    return {name: duration * 1000 for name, duration in times.items()} | {"floor": floor()}


def main() -> int:
    """Measure and print; 1 when the median is above the target."""
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
        runs = [one_run(vault, jobs) for _ in range(options.runs)]
    jobs.close()
    print(f"{options.runs} runs, {options.files} files in the vault; milliseconds")
    halves = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    for name, half in halves.items():
        most = max(run[name] for run in runs)
        print(f"  {name:14} median {half:7.1f}  first {runs[0][name]:7.1f}  max {most:7.1f}")
    together = halves["open"] + halves["section"]
    print(f"  open + section: {together:.0f} ms (target {TARGET:.0f})")
    return int(together > TARGET)


if __name__ == "__main__":
    sys.exit(main())
