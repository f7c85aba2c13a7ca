"""Pictures of the end of an account: two languages, the reading, its end, a stop, what follows."""

from __future__ import annotations

from pathlib import Path

from tests.ui.photographer import ROOM, WHOLE, Photographer
from tipdesk.cases.account import text_digest
from tipdesk.cases.clarify import PAGE
from tipdesk.cases.model import Answer, CaseId
from tipdesk.ui.account_end import SESSION_END
from tipdesk.ui.pages.interview import InterviewPage
from tipdesk.ui.pages.readback import ReadbackPage
from tipdesk.ui.services import Services
from tipdesk.ui.stopping import stop_account

SPOKEN = "I came in March. They took my passport at the airport, and I was driven to a house.\n"
TOLD = "قال إنه وصل في مارس، وإن جوازه أُخذ منه في المطار، ثم نُقل بالسيارة إلى بيت لا يعرفه.\n"
NARROW = (1024, 600)


def shoot_account(
    page: InterviewPage, services: Services, told: CaseId, where: tuple[str, str, Path]
) -> list[str]:
    """Grab them all; what is wrong. The file `told` is used up."""
    language, scale, folder = where
    camera = Photographer(language, scale, folder, services.jobs)
    camera.allow("English", *SPOKEN.replace(".", "").replace(",", "").split())
    intake = services.session.intake
    camera.allow(text_digest(TOLD * 6))
    new = intake.open_case()
    page.load(new, PAGE)
    page.resize(*ROOM)
    camera.shot(page, "clarify")
    items = page._stage._shown._items
    for path, button in (("urgency", "later"), ("iv_present", "declined")):
        getattr(items[path], button).click()
    camera.shot(page, "clarify-put-off")
    said = {"stmt_arabic": TOLD * 6, "stmt_original": SPOKEN * 6, "stmt_language": "eng"}
    intake.save_answers(told, {path: Answer(value) for path, value in said.items()})
    page.load(intake.case(told), "account")
    camera.page(page, "account-two-languages")
    camera.page(page, "account-two-languages-narrow", NARROW)
    page._stage.show("readback")
    camera.page(page, "account-to-read")
    reading = ReadbackPage(services)
    reading.load(intake.case(told))
    camera.page(reading, "readback", ROOM)
    reading.pages.turn(1)
    reading._on_correct()
    reading.panel.field.insertPlainText("كان ذلك في أبريل.")
    reading.flush()
    camera.shot(reading, "readback-correction")
    reading.set_masked(True)
    camera.shot(reading, "readback-masked")
    reading.set_masked(False)
    camera.dialog("readback-end", reading._on_end)
    reading.leave()
    reading.hide()
    case = intake.end_reading(told, "thumbprint", whole=True)
    page.load(case, "readback")
    camera.page(page, "account-closed")
    camera.dialog("addendum", page._account.add)
    camera.dialog("stop", lambda: stop_account(page, services.session, case))
    intake.stop_account(told)
    page.load(case, "account")
    camera.page(page, "account-stopped")
    camera.dialog("stop-sheet", page._account.tell)
    page.load(case, SESSION_END)
    camera.page(page, "window-stopped", WHOLE)
    page.resize(*ROOM)
    return camera.faults
