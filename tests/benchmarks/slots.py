"""Which turns of the event loop keep the thread of the window for long: nothing can cover the screen meanwhile.

    .venv/bin/python tests/benchmarks/slots.py [--files N] [--limit MS] [WORD …]

Every event that the loop hands out is watched, with all that it causes, and named when it took more
processor time of that thread than the limit (30 ms): by the journey, the event, and the function of
the program in which most of it went. What a dialog does in a loop of its own counts for itself. With
words only the journeys whose names hold one of them are gone through.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from tests.benchmarks.cover import SENTENCE, Desk
from tests.benchmarks.file_list import populate
from tests.printing.scans import stored
from tests.ui.drivers import night
from tests.ui.drivers.interview import go_to, question, section_names, section_of
from tests.ui.drivers.paper import choose_document, preview_of
from tests.ui.drivers.seeing import the
from tests.ui.drivers.window import current_page, hit, turn_to
from tests.ui.drivers.writing import fields, turn
from tests.ui.gestures import type_text
from tipdesk.cases.model import Answer, Case
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import set_language
from tipdesk.ui.toolkit import theme

CTRL = Qt.KeyboardModifier.ControlModifier
PAGES, PASTED, STORY = 200, 5_000_000, 490_000
TAKEN = 40  # files that are really taken; the other rows of the list are copies
PROGRAM = str(Path(__file__).resolve().parents[2] / "tipdesk")
_LOOK = 0.003  # seconds between two looks at where the thread is


@dataclass
class Turn:
    """One event with all that it causes."""

    level: int  # of loops within loops
    began: float
    within: float = 0.0  # of it, in loops of its own
    places: Counter[str] = field(default_factory=Counter)


class Watched(QApplication):
    """Times every turn, and notes those above the limit."""

    def __init__(self, limit: float) -> None:
        super().__init__([])
        self._limit = limit / 1000
        self._turns: list[Turn] = []
        self._main = threading.get_ident()
        self.journey = ""
        self.slow: list[tuple[str, float, str, str]] = []
        self.turns, self.longest = 0, 0.0
        self._pause = threading.Event()  # never set
        threading.Thread(target=self._look, daemon=True).start()

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if threading.get_ident() != self._main:
            return super().notify(receiver, event)
        level = QThread.currentThread().loopLevel()
        if self._turns and self._turns[-1].level >= level:
            return super().notify(receiver, event)
        what = f"{event.type().name} → {type(receiver).__name__}"
        self._turns.append(Turn(level, time.thread_time()))
        try:
            return super().notify(receiver, event)
        finally:
            self._end(self._turns.pop(), what)

    def _end(self, ended: Turn, what: str) -> None:
        whole = time.thread_time() - ended.began
        own = whole - ended.within
        if self._turns:
            self._turns[-1].within += whole
        self.turns += 1
        self.longest = max(self.longest, own)
        if own > self._limit:
            where = ", ".join(place for place, _times in ended.places.most_common(2))
            self.slow.append((self.journey, own * 1000, what, where))

    def _look(self) -> None:
        while True:
            self._pause.wait(_LOOK)
            if self._turns:
                place = _place(sys._current_frames().get(self._main))
                if place and self._turns:
                    self._turns[-1].places[place] += 1


def _place(frame: FrameType | None) -> str:
    """The function of the program that is nearest to what runs, and the one that began it."""
    inside: list[str] = []
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(PROGRAM):
            inside.append(f"{Path(code.co_filename).stem}.{code.co_qualname}")
        elif inside and code.co_name == "notify":
            break
        frame = frame.f_back
    return f"{inside[-1]} … {inside[0]}" if inside else ""


class Journeys:
    """What an officer does at the window, one after the other."""

    def __init__(self, application: Watched, desk: Desk, files: int) -> None:
        self._application, self._desk, self._files = application, desk, files
        self._window = desk.window
        self._case: Case | None = None

    def go(self, words: list[str]) -> None:
        """Through all of them, or those that are named."""
        self.act("enter", partial(self._desk.enter, self._desk.unlocked()))
        session = self._desk.services.session
        self._case = session.new_files.open_case()
        for name, journey in self._all().items():
            if not words or any(word in name for word in words):
                self._application.journey = name
                journey()

    def _all(self) -> dict[str, Callable[[], None]]:
        return {
            "list of files": self._list,
            "interview": self._interview,
            "paste": self._paste,
            "long statement": self._statement,
            "card": self._card,
            "papers": self._papers,
            "long preview": self._preview,
            "other pages": self._pages,
            "cover and lock": self._lock,
        }

    def act(self, name: str, deed: Callable[[], object]) -> None:
        """Do it in a turn of the loop, and let everything come that follows."""
        if name:
            self._application.journey = name
        ended: list[bool] = []
        QTimer.singleShot(0, self._window, lambda: (deed(), ended.append(True)))
        while not ended or self._desk.services.jobs.busy:
            QApplication.processEvents()
        for _turn in range(20):
            QApplication.processEvents()
            QTest.qWait(5)

    def show(self, name: str, *what: object) -> None:
        """Turn to a page."""
        self.act("", lambda: turn_to(self._window, name, *what))

    def _key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.act("", lambda: None)
        hit(self._window, key, modifier)
        self.act("", lambda: None)

    # --- one after the other ------------------------------------------------------------------

    def _list(self) -> None:
        self.show("files")
        page = current_page(self._window)
        bar = the(page, QTableView).verticalScrollBar()
        for part in range(1, 9):
            self.act("", lambda part=part: bar.setValue(bar.maximum() * part // 8))
        self.act("", page._search.setFocus)
        type_text("الجواز")
        self.act("", lambda: None)
        self.show("shift")

    def _interview(self) -> None:
        self.show("interview", self._case)
        page = current_page(self._window)
        for section in section_names(page):
            self.act(f"interview: {section}", lambda section=section: go_to(page, section))
        self.act("interview", lambda: go_to(page, "session"))
        self.act("", lambda: question(page, "iv_private").choose("yes"))
        self.act("", page.flush)

    def _paste(self) -> None:
        self.show("interview", self._case)
        page = current_page(self._window)
        QApplication.clipboard().setText("س" * PASTED)
        for path in ("stmt_arabic", "name_latin_given"):
            self.act("", lambda path=path: go_to(page, section_of(page, path)))
            self.act("", lambda path=path: question(page, path).editor.take_focus(0))
            self._key(Qt.Key.Key_V, CTRL)
        QApplication.clipboard().clear()

    def _statement(self) -> None:
        session = self._desk.services.session
        case = session.new_files.open_case()
        words = (SENTENCE * (STORY // len(SENTENCE) + 1))[:STORY]
        session.answers.save_answers(case.id, {"stmt_arabic": Answer(words)})
        self.show("interview", case)
        page = current_page(self._window)
        self.act("", lambda: turn(page))
        self.act("", fields(page)[0].setFocus)
        type_text("س ج\n")
        self.act("", page.flush)
        self.act("", lambda: turn(page))

    def _card(self) -> None:
        case = self._desk.services.session.new_files.open_case(quick=True)
        self.show("interview", case)
        page = current_page(self._window)
        for name, digit in (("iv_suspect_near", 2), ("case_type", 1), ("sex", 1)):
            self.act("", lambda name=name: night.go_to(page, name))
            night.pick(page, digit)
            self.act("", lambda: None)

    def _papers(self) -> None:
        self.show("paper", self._case, "notice")
        page = current_page(self._window)
        for document in ("intake", "statement", "quick", "review"):
            self.act("", lambda document=document: choose_document(page, document))

    def _preview(self) -> None:
        self.show("paper", self._case, "notice")
        preview = preview_of(current_page(self._window))
        sheet = Image.new("L", (620, 877), 255)
        pdf = stored(sheet, "PDF", save_all=True, append_images=[sheet] * (PAGES - 1))
        self.act("", lambda: preview.show_pdf(pdf))
        bar = preview.verticalScrollBar()
        for part in range(1, 9):
            self.act("", lambda part=part: bar.setValue(bar.maximum() * part // 8))

    def _pages(self) -> None:
        for name in ("attachments", "review", "custody"):
            self.show(name, self._case)
        for name in ("station", "shift"):
            self.show(name)

    def _lock(self) -> None:
        self.show("interview", self._case)
        self._key(Qt.Key.Key_F9)
        self.act("", self._desk.lift)
        self._key(Qt.Key.Key_L, CTRL)
        self.act("", self._desk.locked)
        self.act("", partial(self._desk.enter, self._desk.unlocked()))


def _copy_rows(session: Session, count: int) -> None:
    """As many rows more in the list of files, all of them as the first."""
    vault = session._desk.vault
    names = [name for _at, name, *_rest in vault.rows("PRAGMA table_info(case_file)")]
    own = {
        "id": "NULL", "uuid": "'copy-' || n.value", "number": "'COPY-' || n.value",
        "person_code": "'C' || n.value",
    }  # fmt: skip
    values = ", ".join(own.get(name, name) for name in names)
    with vault.transaction():
        vault.execute(
            "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?)"
            f" INSERT INTO case_file SELECT {values} FROM n, (SELECT * FROM case_file LIMIT 1)",
            (count,),
        )


def main() -> int:
    """Go through them and print; 1 when a turn is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--limit", type=float, default=30.0, help="milliseconds of the processor")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    set_language("ar")
    application = Watched(options.limit)
    theme.apply(application, 100)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "vault")
        session = open_as(Path(folder) / "vault", OFFICER, system_clock)
        populate(session, TAKEN)
        _copy_rows(session, options.files - TAKEN)
        session.lock()
        Journeys(application, desk, options.files).go(options.words)
        desk.close()
    for journey, spent, what, where in sorted(application.slow, key=lambda turn: -turn[1]):
        print(f"{spent:7.0f} ms  {journey:24} {what:36} {where}")
    print(
        f"{application.turns:,} turns, {len(application.slow)} above {options.limit:.0f} ms; the "
        f"longest {application.longest * 1000:.0f} ms"
    )
    return int(bool(application.slow))


if __name__ == "__main__":
    sys.exit(main())
