"""How long a key takes in the statement alone, in short and in very long ones.

    .venv/bin/python tests/benchmarks/writing_only.py [--keys N]

For 1,000, 200,000 and 490,000 letters in turns: opening the page, a letter at the end, Return,
writing what was typed (once, after the last key), and refusing a paste of five million letters.
Milliseconds of the processor, everything handled that the key caused.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers import writing
from tipdesk.cases.model import Answer
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.i18n.text import set_language
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

TURN = "س: كيف كان يومك؟\nج: " + "كنت أعمل هناك كل يوم. " * 12 + "\n"
CTRL = Qt.KeyboardModifier.ControlModifier


def spent(act: Callable[[], object]) -> float:
    """Milliseconds until nothing is left to do."""
    began = time.process_time()
    act()
    QApplication.processEvents()
    return (time.process_time() - began) * 1000


def measure(page: InterviewPage, services: Services, letters: int, keys: int) -> None:
    """One line for a statement of so many letters."""
    case = services.session.new_files.open_case()
    words = (TURN * (letters // len(TURN) + 1))[:letters]
    services.session.answers.save_answers(case.id, {"stmt_arabic": Answer(words)})
    page.load(services.session.files.case(case.id))
    QApplication.processEvents()
    opening = spent(lambda: writing.turn(page))
    field = writing.fields(page)[0]
    took = sorted(spent(lambda: QTest.keyClick(field, Qt.Key.Key_A)) for _key in range(keys))
    a_return = spent(lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    written = spent(page.flush)
    QApplication.clipboard().setText("س" * 5_000_000)
    paste = spent(lambda: QTest.keyClick(field, Qt.Key.Key_V, CTRL))
    QApplication.clipboard().clear()
    key = f"{statistics.median(took):.1f}, 95th {took[int(0.95 * keys)]:.1f}"
    rest = f"Return {a_return:.1f}, written {written:.0f}, paste refused {paste:.0f}"
    print(f"{letters:>8,} letters: opened {opening:.0f}, key {key}, {rest}")
    page.leave()


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=40)
    keys = parser.parse_args().keys
    set_language("ar")
    theme.apply(QApplication([]))
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "v"
        make_officers_station(vault, system_clock)
        jobs = JobRunner()
        services = Services(vault, jobs)
        services.opened(open_as(vault, OFFICER, system_clock))
        page = InterviewPage(services)
        page.resize(1366, 697)
        theme.dress(page)
        page.show()
        for letters in (1_000, 200_000, 490_000):
            measure(page, services, letters, keys)
        services.session.lock()
        jobs.close()


if __name__ == "__main__":
    main()
