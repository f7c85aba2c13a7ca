"""Which files of the product one act enters: a letter, an answer, an attachment, a paper, a bundle
out and in.

    python -m tests.architecture.trace

counts with `sys.setprofile` on stations made in a folder of its own, which is removed at the end. A
letter is typed in the window: once until the screen shows it, and once until it is on the disk.
`test_trace.py` holds letter and export to what stands (a long run).
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import FrameType
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import tipdesk
from tests.ui.drivers import interview as of_page
from tipdesk.cases.model import Answer
from tipdesk.core.clock import system_clock
from tipdesk.core.work import Work
from tipdesk.demo import journey, stations
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.desk.session.session import Session
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.interview.autosave import SaveKind
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.shell import preloading
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

PACKAGE = str(Path(tipdesk.__file__).parent) + os.sep
LINE = "name_latin_surname"
CLOCK = "_Collector.collect"  # strikes twice a second beside whatever is done
Value = TypeVar("Value")


def traced(act: str, do: Callable[[], Value]) -> Value:
    """Do it, and print how many files and functions were entered, and of which layers."""
    files: Counter[str] = Counter()
    functions: set[tuple[str, str]] = set()

    def entered(frame: FrameType, event: str, _argument: object) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(PACKAGE) and frame.f_code.co_qualname != CLOCK:
            files[path.removeprefix(PACKAGE)] += 1
            functions.add((path, frame.f_code.co_name))

    threading.setprofile(entered)
    sys.setprofile(entered)
    try:
        done = do()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    layers = Counter(name.partition(os.sep)[0] for name in files)
    shares = ", ".join(f"{layer} {count}" for layer, count in layers.most_common())
    print(f"{act:<34} {len(files):>4} files {len(functions):>5} functions   {shares}", flush=True)
    return done


def type_letters(shelter: Session, vault_dir: Path) -> None:
    """A letter in a line of a new file's interview: shown, and then kept when its pause is over."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.load_fonts()
    theme.apply(application)
    jobs = JobRunner()
    services = Services(vault_dir, jobs)
    services.opened(shelter)
    page = InterviewPage(services)
    page.resize(1366, 690)
    theme.dress(page)
    page.show()
    page.activateWindow()
    for _step in preloading.forms():  # as at the unlock screen
        pass
    page.load(shelter.new_files.open_case())
    of_page.seek(page, LINE)
    opened = len(page.findChildren(SectionView))
    patience = QDeadlineTimer(30_000)
    while application.focusWidget() is None or len(page.findChildren(SectionView)) == opened:
        assert not patience.hasExpired()  # making the next section belongs to no letter
        application.processEvents()

    def press(key: Qt.Key) -> None:
        QTest.keyClick(application.focusWidget(), key)
        application.processEvents()

    def press_until_kept() -> None:
        patience = QDeadlineTimer(30_000)
        press(Qt.Key.Key_B)
        while of_page.saving(page) is not SaveKind.SAVED:
            assert not patience.hasExpired()
            application.processEvents()

    traced("one letter, shown", lambda: press(Qt.Key.Key_A))
    traced("one letter, shown and kept", press_until_kept)
    assert of_page.answered(page, LINE).value.lower() == "ab"
    page.leave()
    services.closed()
    jobs.close()


def main() -> None:
    """One act after the other, on a shelter and a prosecution that are made here."""
    os.umask(0o077)  # a vault is nobody else's
    clock = system_clock
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("drive", "answers"):
            (folder / name).mkdir()
        stations.make_officers_station(folder / "shelter", clock)
        stations.make_prosecution(folder / "office", clock)
        authority = stations.make_authority(folder / "authority", clock)
        office = stations.open_as(folder / "office", stations.RECEIVER, clock)
        stations.certify(authority, office, stations.RECEIVER, clock)
        pack = stations.equip(authority, folder / "shelter", clock, stations.OFFICER)
        stations.trust(office, pack, authority)
        shelter = stations.open_as(folder / "shelter", stations.OFFICER, clock)
        type_letters(shelter, folder / "shelter")
        chance = Random(7)
        case = interview(shelter, person(chance, clock().date()), chance)
        traced(
            "one answer, kept by the desk",
            lambda: shelter.answers.save_answers(case, {"name_latin_surname": Answer("TESFAYE")}),
        )
        picture = folder / "x.pdf"
        picture.write_bytes(b"%PDF-1.4\n" + b"x" * 200_000)
        attachments = shelter.attachments
        traced(
            "one attachment, sealed and kept",
            lambda: attachments.attach(case, seal(attachments.attach_plan(case), picture, Work())),
        )
        journey.approve(shelter, case, stations.confirm(shelter, stations.SUPERVISOR))
        plan = shelter.printing.print_plan(case, "intake", PrintOptions(copy="prosecution"))
        traced("one paper, drawn", lambda: render(plan))
        who = stations.confirm(shelter, stations.OFFICER)
        traced(
            "one case bundle, exported",
            lambda: journey.hand_over(shelter, case, folder / "drive", who),
        )
        bundle = next((folder / "drive").rglob("*.age"))
        receiver = stations.confirm(office, stations.RECEIVER)
        traced(
            "one case bundle, received",
            lambda: journey.receive(office, bundle, folder / "answers", receiver),
        )
        shelter.lock()
        office.lock()


if __name__ == "__main__":
    main()
