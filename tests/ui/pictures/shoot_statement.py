"""Pictures of the end of an account: two languages, the reading, its end, a stop, what follows."""

from __future__ import annotations

from pathlib import Path

from tests.ui.drivers.interview import go_to, section_view
from tests.ui.gestures import button
from tests.ui.pictures.photographer import ROOM, Photographer
from tipdesk.cases.files.review import PAGE
from tipdesk.cases.interview.statement import text_digest
from tipdesk.cases.model import Answer, CaseId
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.interview.readback import ReadbackPage
from tipdesk.ui.interview.statement_end import stop_statement
from tipdesk.ui.toolkit.services import Services

SPOKEN = "I came in March. They took my passport at the airport, and I was driven to a house.\n"
ACCOUNT = "قال إنه وصل في مارس، وإن جوازه أُخذ منه في المطار، ثم نُقل بالسيارة إلى بيت لا يعرفه.\n"
NARROW = (1024, 600)


def shoot_statement(
    page: InterviewPage, services: Services, case_id: CaseId, where: tuple[str, str, Path]
) -> list[str]:
    """Grab them all; what is wrong. The file is used up."""
    language, scale, folder = where
    camera = Photographer(language, scale, folder, services.jobs)
    camera.allow("English", *SPOKEN.replace(".", "").replace(",", "").split())
    camera.allow(text_digest(ACCOUNT * 6))
    page.resize(*ROOM)
    _clarify(camera, page, services)
    session = services.session
    recorded = {"stmt_arabic": ACCOUNT * 6, "stmt_original": SPOKEN * 6, "stmt_language": "eng"}
    session.answers.save_answers(case_id, {path: Answer(value) for path, value in recorded.items()})
    page.load(session.files.case(case_id), "account")
    camera.shot(page, "account-two-languages")
    page.resize(*NARROW)
    camera.shot(page, "account-two-languages-narrow")
    page.resize(*ROOM)
    go_to(page, "readback")
    camera.shot(page, "account-to-read")
    _reading(camera, services, case_id)
    _closed(camera, page, services, case_id)
    return camera.faults


def _clarify(camera: Photographer, page: InterviewPage, services: Services) -> None:
    page.load(services.session.new_files.open_case(), PAGE)
    camera.shot(page, "clarify")
    items = section_view(page)._items
    for path, deed in (("urgency", "later"), ("nationality", "declined")):
        getattr(items[path], deed).click()
    camera.shot(page, "clarify-put-off")


def _reading(camera: Photographer, services: Services, case_id: CaseId) -> None:
    reading = ReadbackPage(services)
    reading.load(services.session.files.case(case_id))
    camera.page(reading, "readback", ROOM)
    reading.pages.turn(1)
    button(reading, _("Note a correction here")).click()
    reading.panel.field.insertPlainText("كان ذلك في أبريل.")
    reading.flush()
    camera.shot(reading, "readback-correction")
    reading.set_masked(True)
    camera.shot(reading, "readback-masked")
    reading.set_masked(False)
    camera.dialog("readback-end", button(reading, _("End of the reading…")).click)
    reading.leave()
    reading.hide()


def _closed(camera: Photographer, page: InterviewPage, services: Services, case_id: CaseId) -> None:
    statement = services.session.statement
    case = statement.end_reading(case_id, "thumbprint", whole=True)
    page.load(case, "readback")
    camera.page(page, "account-closed")
    camera.dialog("addendum", page._statement.add)
    camera.dialog("stop", lambda: stop_statement(page, services.session, case))
    statement.stop(case_id)
    page.load(case, "account")
    camera.shot(page, "account-stopped")
    camera.dialog("stop-sheet", page._statement.tell)
