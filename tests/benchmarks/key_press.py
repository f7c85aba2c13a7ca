"""How long a key press takes until it is painted, beside a bare field in the same run.

    .venv/bin/python tests/benchmarks/key_press.py [--keys N] [--scale 100|130]

- line: a letter in a line of the interview (rules, autosave and section list behind it)
- story: a letter at the end of an account of 4,000 words
- choice: a pill chosen by key, the rules asked and the section laid out anew
- line floor: a letter in a QLineEdit alone in a window
- story floor: a letter at the end of the same account in a QPlainTextEdit alone in a window

A key is sent as an event and everything that it caused is handled, painting included. The pause
after which answers are written is not waited for: what is typed is written after the last key.
Processor time is that of the thread; a busy computer changes it less than the clock. Targets: a
letter in the account at most 2 ms of it beyond its bare field, a choice at most 8 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.i18n.text import set_language
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

LETTERS = "مريم هيووت تسفاي "
STORY = "وصلتُ إلى الكويت في مارس. " * 800  # 4,000 words
BEYOND, CHOICE = 2.0, 8.0  # milliseconds of the processor


class Took(NamedTuple):
    """Milliseconds of one key."""

    processor: float
    clock: float


def press(widget: QWidget, key: int, text: str) -> Took:
    """Milliseconds from the key until nothing is left to do."""
    started, processor = time.perf_counter(), time.thread_time()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(widget, event)
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    # Qt paints some milliseconds later, with the screen's beat: ask for it now.
    QApplication.sendEvent(widget.window(), QEvent(QEvent.Type.UpdateRequest))
    duration = time.thread_time() - processor
    return Took(duration * 1000, (time.perf_counter() - started) * 1000)


def letters(widget: QWidget) -> Callable[[int], Took]:
    """Types one letter after another."""
    widget.setFocus()
    return lambda number: press(widget, 0, LETTERS[number % len(LETTERS)])


@contextmanager
def interview(folder: Path) -> Iterator[InterviewPage]:
    """A new file in the interview, in a vault of its own."""
    make_officers_station(folder, system_clock)
    jobs = JobRunner()
    services = Services(folder, jobs)
    services.opened(open_as(folder, OFFICER, system_clock))
    page = InterviewPage(services)
    page.resize(1366, 690)
    theme.dress(page)
    page.show()
    page.activateWindow()
    page.load(services.session.new_files.open_case())
    QApplication.processEvents()
    yield page
    page.leave()
    services.session.lock()
    jobs.close()


def field(page: InterviewPage, section: str, path: str) -> QWidget:
    """The first input of a question, ready to be typed into."""
    page._stage.show(section)
    row = page._stage.row(path)
    if row is None:
        raise SystemExit(f"the form has no {path}")
    row.editor.take_focus()
    QApplication.processEvents()
    return row.editor.inputs()[0]


def measure(way: Callable[[int], Took], keys: int) -> list[Took]:
    """Times of `keys` presses after ten that warm up."""
    for number in range(10):
        way(number)
    return [way(number) for number in range(keys)]


def bare(field: QWidget) -> QWidget:
    """A window with nothing but one field."""
    window = QWidget()
    box = QVBoxLayout(window)
    box.addWidget(field)
    box.addStretch(1)
    window.resize(1366, 690)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    return window


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--scale", type=int, choices=(100, 130), default=100)
    options = parser.parse_args()
    set_language("ar")
    application = QApplication([])
    theme.apply(application, options.scale)
    figures: dict[str, list[Took]] = {}
    line = QLineEdit()
    window = bare(line)
    figures["line floor"] = measure(letters(line), options.keys)
    window.close()
    text = QPlainTextEdit(STORY)
    window = bare(text)
    text.moveCursor(QTextCursor.MoveOperation.End)
    figures["story floor"] = measure(letters(text), options.keys)
    window.close()
    with tempfile.TemporaryDirectory() as folder, interview(Path(folder) / "vault") as page:
        figures["line"] = measure(
            letters(field(page, "acquaintance", "name_latin_surname")), options.keys
        )
        story = field(page, "account", "stmt_arabic")
        page._stage.row("stmt_arabic").editor.show_value(STORY)
        page._stage.row("stmt_arabic").editor.take_focus(10**6)
        figures["story"] = measure(letters(story), options.keys)
        field(page, "session", "int_mode")
        pills = page._stage.row("int_mode").editor.inputs()

        def choose(number: int) -> Took:
            pill = pills[1 + number % 2 * 3]  # by telephone, or none: opens and closes questions
            pill.setFocus()
            return press(pill, Qt.Key.Key_Space, " ")

        figures["choice"] = measure(choose, options.keys // 5)
    print(f"{options.keys} keys at {options.scale} %; milliseconds of the processor, by the clock")
    halves = {name: print_half(name, times) for name, times in figures.items()}
    beyond = halves["story"] - halves["story floor"]
    print(f"  a letter in the account: {beyond:.1f} ms beyond its bare field (at most {BEYOND:g})")
    print(f"  a choice: {halves['choice']:.1f} ms (at most {CHOICE:g})")
    return int(beyond > BEYOND or halves["choice"] > CHOICE)


def print_half(name: str, times: list[Took]) -> float:
    """Print medians and worst of one kind of key; the median of the processor."""
    half = statistics.median(took.processor for took in times)
    clock = sorted(took.clock for took in times)
    print(
        f"  {name:12} median {half:6.2f}  max {max(times).processor:6.2f}"
        f"   clock median {statistics.median(clock):6.2f}"
        f"  p95 {clock[int(len(clock) * 0.95)]:6.2f}  max {clock[-1]:6.2f}"
    )
    return half


if __name__ == "__main__":
    sys.exit(main())
