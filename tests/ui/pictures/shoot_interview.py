"""Pictures of every section of the interview, and what is wrong with them; of a child's file, of
quick mode, of a file that came back, and of names that are hidden, what looks otherwise there.

    python tests/ui/pictures/shoot_interview.py {ar|en} {100|130} {light|dark|contrast} FOLDER

Prints one line for each cut text or foreign word; nothing when all is well.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PySide6.QtWidgets import QApplication

from tests.remembered import remember_argon2
from tests.ui import layout_faults
from tests.ui.drivers import night, offers, writing
from tests.ui.drivers.interview import (
    file_of,
    frame_of,
    go_into,
    go_to,
    go_to_first,
    put_answers,
    section_up,
    section_view,
)
from tests.ui.full_statement_file import open_full_statement
from tests.ui.pictures.photographer import keep
from tests.ui.pictures.shoot_statement import shoot_statement
from tests.ui.places import START, Clock
from tests.ui.reading import still
from tipdesk.cases.model import Answer, Case, CaseId, Remark
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm, make_officers_station, open_as
from tipdesk.i18n.text import set_language
from tipdesk.ui.form.indicators import IndicatorsView
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit import theme as look
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

SCREEN = (1366, 690)  # what a small laptop leaves for a page
URGENT = {
    "fit_now": "no", "iv_before_stop": "yes", "risk_level": "high", "risk_review_at": "",
    "residence_status": "visit_overstay", "sessions[1]": "1",
    "sessions[1]/session_started": "2026-02-11T20:00:00+03:00",
    "sessions[1]/session_ended": "2026-02-11T23:00:00+03:00",
    "iv_start": "2026-02-10T20:00:00+03:00", "iv_end": "2026-02-10T23:00:00+03:00",
}  # fmt: skip
"""What suggests a need, a row of its time, and a session that was long and late."""
NAMED = {
    "sex": "female", "case_type": "tip", "iv_private": "yes", "iv_suspect_near": "no",
    "fit_now": "yes", "consent_interview": "granted", "stmt_original": "", "stmt_language": "",
    "residence_status": "resident_valid",
    "stmt_arabic": "وصلتُ إلى الكويت في 12 مارس 2024 عن طريق مكتب في الفلبين. قيل لي إن الراتب "
    "مئة وعشرون ديناراً، واستلمتُ في كل شهر ستين ديناراً. كنتُ أعمل 18 ساعة في اليوم في بيت في "
    "حولي. في 5/6/2025 نقلوني إلى بيت آخر. لم أستلم راتباً منذ سبعة أشهر. كفيلي اسمه سالم بدر.",
}  # fmt: skip
"""A statement that answers other questions."""
REMARK = "وضّح تاريخ الوصول، واستكمل سبب عدم الإجابة في قسم الأسرة."


def shoot(page: InterviewPage, name: str, folder: Path, language: str, most: int = 8) -> list[str]:
    """Grab the page from top to bottom; what is wrong on it."""
    faults: list[str] = []
    bar = frame_of(page).area.verticalScrollBar()
    for number in range(1, most + 1):
        for _pass in range(4):  # a strip that has just come gets its height in the third
            QApplication.processEvents()
        keep(page, folder / f"{name}{number}.png")
        with still(page):
            faults += wrong_on(page, language)
        if bar.value() == bar.maximum():
            break
        bar.setValue(bar.value() + 560)
    return [f"{name}{number} {fault}" for fault in dict.fromkeys(faults)]


def wrong_on(page: InterviewPage, language: str) -> list[str]:
    """What is wrong on the page as it stands."""
    faults = [f"cut: {text}" for text in layout_faults.cut(page)]
    faults += [f"squeezed: {text}" for text in layout_faults.squeezed(page)]
    faults += [f"unnamed: {fault}" for fault in layout_faults.unnamed(page)]
    faults += [f"{wide} pixels beyond its room" for wide in beyond(page)]
    if language == "ar":
        faults += [f"turned: {text}" for text in layout_faults.turned(page)]
        faults += [f"latin: {word}" for word in layout_faults.latin(page)]
    return faults


def beyond(page: InterviewPage) -> list[int]:
    """By how much the questions are wider than what is seen of them; nothing when they are not."""
    area = frame_of(page).area
    wide = area.widget().width() - area.viewport().width()
    return [wide] if wide > 0 else []


def shoot_told(page: InterviewPage, services: Services, name: str, target: Path) -> list[str]:
    """Rows opened and closed, the line of the journey, the timeline beside it."""
    language, faults = name.split("-")[1], []
    page.load(open_full_statement(services.session))

    def shoot_part(what: str) -> None:
        faults.extend(shoot(page, f"{name}-much-{what}-", target, language, 1))

    go_to(page, "papers")
    go_into(page, "documents[1]/doc_type")
    shoot_part("papers")
    go_to(page, "journey")
    shoot_part("journey")
    go_into(page, "legs[2]/leg_date")
    shoot_part("leg")
    go_to(page, "account")
    if not page._timeline.shown:
        page._timeline.toggle()
    shoot_part("account")
    page.set_masked(True)
    shoot_part("masked")
    page.set_masked(False)
    faults.extend(shoot_written(page, services, name, target))
    frame_of(page).timeline_button.click()  # once it was asked for it stands beside every section
    if not page._timeline.shown:
        frame_of(page).timeline_button.click()
    for section in file_of(page).sections():
        go_to(page, section.name)
        go_to_first(page)
        shoot_part(f"beside-{section.name}")
    go_to(page, "journey")
    go_into(page, "legs[2]/leg_date")  # a time between two dates, in a row
    shoot_part("beside-leg")
    return faults


def shoot_written(page: InterviewPage, services: Services, name: str, target: Path) -> list[str]:
    """The statement alone, in two languages."""
    words = {"stmt_language": "tgl", "stmt_original": "Q: Kumusta?", "stmt_arabic": "س: كيف كان؟"}
    recorded = {path: Answer(text) for path, text in words.items()}
    case = services.session.new_files.open_case()
    services.session.answers.save_answers(case.id, recorded)
    page.load(case)
    writing.turn(page)
    faults = shoot(page, f"{name}-writing-", target, name.split("-")[1], 1)
    writing.turn(page)
    named = {path: Answer(text) for path, text in NAMED.items()}
    services.session.answers.save_answers(case.id, named)
    page.load(case)
    offers.ask(page)
    offers.take(page)
    offers.take(page)
    faults += shoot(page, f"{name}-offers-", target, name.split("-")[1], 1)
    page.load(open_full_statement(services.session))
    return faults


def shoot_indicators(page: InterviewPage, name: str, folder: Path, language: str) -> list[str]:
    """Behind the veil: rows that say yes with their basis, then the elements of the law."""
    view = section_view(page)
    assert isinstance(view, IndicatorsView)
    view._veil.leave.click()
    panel, bar = view._panel, frame_of(page).area.verticalScrollBar()
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


class Walk:
    """Opens files and turns to their sections; what was drawn and what is wrong."""

    def __init__(self, page: InterviewPage, services: Services, ending: str, folder: Path) -> None:
        self._page, self._services = page, services
        self._ending, self._folder = ending, folder
        self.drawn: set[str] = set()
        self.faults: list[str] = []

    def every_section(self, kind: str) -> None:
        """Each section that the file has now."""
        for section in file_of(self._page).sections():
            self.section(kind, section.name)

    def section(self, kind: str, section: str) -> None:
        """One section; it must be there."""
        go_to(self._page, section)
        assert section_up(self._page) == section, (kind, section)
        go_to_first(self._page)
        name = f"interview-{self._ending}-{kind}-{section}-"
        self.faults += shoot(self._page, name, self._folder, self._ending[:2])
        self.drawn.add(section)

    def card(self) -> None:
        """The card of the quick intake: choices, a search among many, a field, and what F7 hides."""
        page, given = self._page, {"case_type": "tip", "urgency": "within_24h", "sex": "female"}
        put_answers(page, {path: Answer(text) for path, text in given.items()})
        for name in ("need_type", "nationality", "birth_date"):
            night.go_to(page, name)
            if name == "nationality":
                night.search(page, "ا")
            while not night.notice_is_there(page):
                QApplication.processEvents()
            if name == "need_type":
                night.pick(page, 1, 2)
            self._shoot_card(name)
        page.set_masked(True)
        self._shoot_card("masked")
        page.set_masked(False)
        night.leave(page)

    def _shoot_card(self, name: str) -> None:
        name = f"interview-{self._ending}-card-{name}-"
        self.faults += shoot(self._page, name, self._folder, self._ending[:2], 1)

    def indicators(self) -> None:
        """What stands behind the veil of the section that is shown."""
        name = f"interview-{self._ending}-told-indicators-"
        self.faults += shoot_indicators(self._page, name, self._folder, self._ending[:2])

    def complete_file(self, number: int, **answers: str) -> Case:
        """A file that can be completed."""
        session, random = self._services.session, Random(number)
        someone = person(random, self._services.clock().date(), number)
        case_id = interview(session, someone, random, number)
        own = {path: Answer(text) for path, text in answers.items()}
        session.answers.save_answers(case_id, own)
        return session.files.case(case_id)

    def returned(self, case_id: CaseId) -> Case:
        """The supervisor gives the file back: one remark at a question, one on the whole."""
        session = self._services.session
        session.steps.complete(case_id)
        at = self._services.clock()
        remarks = [Remark(path, REMARK, "", at) for path in ("name_latin_surname", "")]
        session.steps.return_with_remarks(
            case_id, remarks, confirm(self._services.session, SUPERVISOR)
        )
        return session.files.case(case_id)


def draw(walk: Walk, page: InterviewPage, services: Services) -> None:
    """Every section, told and new; then once what looks otherwise in other files."""
    complete, new = walk.complete_file(1), services.session.new_files.open_case()
    page.load(complete)
    walk.every_section("told")
    walk.section("told", "indicators")
    walk.indicators()
    page.set_masked(True)
    for section in ("acquaintance", "account"):
        walk.section("masked", section)
    page.set_masked(False)
    page.load(new)
    walk.every_section("new")
    spoken(walk, page)
    frame_of(page).quick.click()
    assert file_of(page).quick
    walk.card()
    page.load(walk.complete_file(17, case_type="tip_som"))  # a person of fifteen
    for section in ("child", "smuggling"):
        walk.section("child", section)
    page.load(walk.complete_file(17, child_specialist=""))  # whom nobody may hear
    for section in ("child", "papers", "health"):
        walk.section("unheard", section)
    urgent = services.session.new_files.open_case()
    given = {path: Answer(text) for path, text in URGENT.items()}
    services.session.answers.save_answers(urgent.id, given)
    page.load(urgent)
    for section in ("session", "fitness", "risk", "needs_referrals", "safety", "session_end"):
        walk.section("urgent", section)
    page.load(walk.returned(complete.id))
    walk.section("returned", "acquaintance")
    assert frame_of(page).remarks.isVisible()
    page._amending.begin()
    walk.section("amending", "acquaintance")
    assert frame_of(page).amending.isVisible()
    form = {section.name for section in file_of(page).rules.definition.sections}
    assert form <= walk.drawn, form - walk.drawn


def spoken(walk: Walk, page: InterviewPage) -> None:
    """The person's language beside the Arabic, and nobody who interprets."""
    speak(page, "hin")
    for section in ("rights", "identity", "readback"):
        walk.section("spoken", section)
    assert frame_of(page).nobody_interprets.isVisible()
    speak(page, "")


def speak(page: InterviewPage, language: str) -> None:
    """Put the questions in a language beside the Arabic; "" for none."""
    file_of(page).spoken = language
    page._spoken.open(file_of(page), page._keeper)


def main(language: str, scale: str, theme: str, folder: str) -> int:
    """Take the pictures; 1 when something is wrong."""
    remember_argon2()
    gc.set_threshold(10_000, 20, 20)  # as the tests themselves
    set_language(language)
    application = QApplication([])
    look.apply(application, int(scale), theme)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    clock = Clock(START)
    with tempfile.TemporaryDirectory() as vault:
        make_officers_station(Path(vault) / "v", clock)
        jobs = JobRunner()
        services = Services(Path(vault) / "v", jobs, clock=clock)
        services.opened(open_as(services.vault_dir, OFFICER, clock))
        page = InterviewPage(services)
        look.dress(page)
        page.resize(*SCREEN)
        page.show()
        walk = Walk(page, services, f"{language}-{scale}-{theme}", target)
        draw(walk, page, services)
        walk.faults += shoot_told(page, services, f"interview-{language}-{scale}-{theme}", target)
        page.show()
        walk.faults += shoot_statement(
            page, services, walk.complete_file(1).id, (language, f"{scale}-{theme}", target)
        )
        page.leave()
        services.session.lock()
        jobs.close()
    sys.stdout.write("".join(f"{fault}\n" for fault in walk.faults))
    return int(bool(walk.faults))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
