"""Pictures of what the station page shows of forms: offers, the choice, the trial."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.cases.test_form_duties import changed
from tests.desk.session.test_old_versions import next_version
from tests.forms.sheets_for_tests import compiled, question, section, sheets
from tests.ui.gestures import button, wait_until
from tests.ui.pictures.photographer import WHOLE, Photographer
from tipdesk.bundle.authority import open_authority
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm, open_as
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.station.form_installing import look_into
from tipdesk.forms.model import Group, LocalText, Question, Release
from tipdesk.forms.publishing.definition_json import definition_to_json
from tipdesk.forms.xlsform.export import sheets_of
from tipdesk.forms.xlsform.sheets import write_sheets
from tipdesk.i18n.text import _
from tipdesk.ui.files.page import FilesPage, ask_form
from tipdesk.ui.shell.form_trial import TrialWindow, publish_form
from tipdesk.ui.station.forms import ask_install, source_of, source_of_form
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit.services import Services

PASSPHRASE = "عبارة مرور جهة التصديق التجريبية"
NEWEST = published_forms().newest(INTAKE_FORM)
FAULTY = section(
    "s",
    question("text", "q", relevant="${agee} > ١٨"),
    question("select_one ynu", "r", constraint=". = ‘yes’", message_ar="م", message_en="m"),
)


def forms(camera: Photographer, services: Services, places: Path) -> None:
    """The whole way of a form, as an officer and as its author see it."""
    services.session.lock()
    services.opened(open_as(services.vault_dir, SUPERVISOR, services.clock))
    clock, station = services.clock, services.session.forms
    agency = open_authority(places / "authority", PASSPHRASE)
    camera.allow(INTAKE_FORM, "tiny", "v2", "json", "sheets", "survey", "relevant", "constraint")
    page = StationPage(services)
    page.load()
    added = compiled(section("s", question("text", "q")))
    added = replace(added, title=LocalText("مقابلة شاهد", "Interview of a witness"))
    reveals = changed(_revealed)
    for form, name in (
        (reveals, "form-reveals"),
        (next_version(reveals), "form-changes"),
        (added, "form-new"),
    ):
        path = agency.sign_form(definition_to_json(form), clock())
        offered = look_into(station.plan(path))
        camera.dialog(name, lambda offered=offered: ask_install(offered, _nobody, page))
        station.install(offered, confirm(services.session, OFFICER))
    page.load()
    camera.page(page, "station-forms")
    files = FilesPage(services)
    camera.dialog("which-form", lambda: ask_form(files, station.in_use(), quick=False))
    _trials(camera, services, places / "sheets")


def _trials(camera: Photographer, services: Services, folder: Path) -> None:
    trial = TrialWindow(services, source_of_form(NEWEST))
    _read(trial)
    camera.page(trial, "trial", WHOLE)
    button(trial, _("On paper")).click()
    _settled(trial)
    camera.page(trial, "trial-paper", WHOLE)
    trial.reject()
    write_sheets(folder, sheets(FAULTY))
    faulty = TrialWindow(services, source_of(folder))
    _read(faulty)
    camera.page(faulty, "trial-faults", WHOLE)
    faulty.reject()
    mine = folder.with_name("victim-intake")
    title = LocalText("مقابلة، بعنوان آخر", "Interview, by another title")
    write_sheets(mine, sheets_of(replace(NEWEST, version=NEWEST.version + 1, title=title)))
    tried = TrialWindow(services, source_of(mine))
    _read(tried)
    camera.page(tried, "trial-of-sheets", WHOLE)
    camera.dialog("form-publish", lambda: publish_form(services.jobs, mine, tried))
    tried.reject()


def _revealed(part: Question | Group) -> Question | Group:
    if not isinstance(part, Question) or not part.name.startswith(("contact_", "safety_")):
        return part
    return replace(part, release=frozenset({Release.PROSECUTION}), level=1)


def _read(trial: TrialWindow) -> None:
    trial.load()
    _settled(trial)


def _settled(trial: TrialWindow) -> None:
    wait_until(lambda: not trial._services.jobs.busy)
    QCoreApplication.processEvents()


def _nobody(_source: object, _over: object) -> None:
    """Nothing is tried while pictures are taken."""
