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
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.i18n.catalogue import set_language
from tipdesk.ui import look
from tipdesk.ui.jobs import JobRunner
from tipdesk.ui.pages.interview import InterviewPage
from tipdesk.ui.services import Services
from tipdesk.ui.widgets.indicators_view import IndicatorsView

SCREEN = (1366, 690)  # what a small laptop leaves for a page


def shoot(page: InterviewPage, name: str, folder: Path, language: str) -> list[str]:
    """Grab the page from top to bottom; what is wrong on it."""
    faults: list[str] = []
    bar = page._frame.area.verticalScrollBar()
    for number in range(1, 9):
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


def shoot_indicators(page: InterviewPage, name: str, folder: Path, language: str) -> list[str]:
    """Behind the veil: rows that say yes with their basis, then the elements of the law."""
    view = page._stage._shown
    assert isinstance(view, IndicatorsView)
    view._veil.leave.click()
    panel, bar = view._panel, page._frame.area.verticalScrollBar()
    for code in ("DR1", "DR2", "CD1", "CD3"):
        panel._rows[code]._pills.pills["yes"].click()
    for dimension, fold in panel._folds.items():
        fold.head.setChecked(dimension == "D1")  # the others look the same
    QApplication.processEvents()
    bar.setValue(0)
    faults = shoot(page, f"{name}open-", folder, language)
    panel._tabs.button(1).click()
    QApplication.processEvents()
    bar.setValue(0)
    return faults + shoot(page, f"{name}law-", folder, language)


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
                if kind == "told" and section.name == "indicators":
                    faults += shoot_indicators(page, name, target, language)
        page.leave()
        services.session.lock()
        jobs.close()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
