"""Pictures of every section of the interview, and what is wrong with them.

    python tests/ui/shoot_interview.py {ar|en} {100|130} {light|dark|contrast} FOLDER

Prints one line for each cut text or foreign word; nothing when all is well.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from tests.ui import looking
from tests.ui.places import START, Clock
from tests.ui.told_file import open_told
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.i18n.catalogue import set_language
from tipdesk.ui import look
from tipdesk.ui.jobs import JobRunner
from tipdesk.ui.pages.interview import InterviewPage
from tipdesk.ui.services import Services

SCREEN = (1366, 690)  # what a small laptop leaves for a page


def shoot(page: InterviewPage, name: str, folder: Path, language: str, most: int = 8) -> list[str]:
    """Grab the page from top to bottom; what is wrong on it."""
    faults: list[str] = []
    bar = page._frame.area.verticalScrollBar()
    for number in range(1, most + 1):
        QApplication.processEvents()
        page.grab().save(str(folder / f"{name}{number}.png"))
        faults += [f"cut: {text}" for text in looking.cut(page)]
        faults += [f"squeezed: {text}" for text in looking.squeezed(page)]
        faults += [f"unnamed: {one}" for one in looking.unnamed(page)]
        if language == "ar":
            faults += [f"turned: {text}" for text in looking.turned(page)]
            faults += [f"latin: {word}" for word in looking.latin(page)]
        if bar.value() == bar.maximum():
            break
        bar.setValue(bar.value() + 560)
    return [f"{name}{number} {fault}" for fault in dict.fromkeys(faults)]


def shoot_told(page: InterviewPage, services: Services, name: str, target: Path) -> list[str]:
    """Rows opened and closed, the line of the journey, the timeline beside it."""
    language, faults = name.split("-")[1], []
    page.load(open_told(services.session))

    def one(what: str) -> None:
        faults.extend(shoot(page, f"{name}-much-{what}-", target, language, 1))

    page._stage.show("papers")
    page._stage.go_to("documents[1]/doc_type")
    one("papers")
    page._stage.show("journey")
    one("journey")
    page._stage.go_to("legs[2]/leg_date")
    one("leg")
    page._stage.show("account")
    if not page._timeline.shown:
        page._timeline.toggle()
    one("account")
    page.set_masked(True)
    one("masked")
    page.set_masked(False)
    return faults


def main(language: str, scale: str, theme: str, folder: str) -> int:
    """Take the pictures; 1 when something is wrong."""
    set_language(language)
    application = QApplication([])
    look.apply(application, int(scale), theme)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    clock = Clock(START)
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as vault:
        make_officers_station(Path(vault) / "v", clock)
        jobs = JobRunner()
        services = Services(Path(vault) / "v", jobs, clock=clock)
        services.opened(open_as(services.vault_dir, OFFICER, clock))
        random = Random(1)
        told = interview(services.session, person(random, clock().date(), 1), random, 1)
        page = InterviewPage(services)
        page.resize(*SCREEN)
        page.show()
        intake = services.session.intake
        for kind, case in (("told", intake.case(told)), ("new", intake.open_case())):
            page.load(case)
            for section in page._file.sections():
                page._stage.show(section.name)
                page._stage.focus_first()
                name = f"interview-{language}-{scale}-{theme}-{kind}-{section.name}-"
                faults += shoot(page, name, target, language)
        faults += shoot_told(page, services, f"interview-{language}-{scale}-{theme}", target)
        page.leave()
        services.session.lock()
        jobs.close()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
