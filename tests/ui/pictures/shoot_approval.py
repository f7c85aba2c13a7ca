"""Pictures of an approval by USB drive: asked for, waiting, read and answered elsewhere."""

from __future__ import annotations

from pathlib import Path

from tests.desk.elsewhere import CODE, PERSON, make_elsewhere
from tests.ui.drivers.seeing import tabs
from tests.ui.gestures import button
from tests.ui.pictures.photographer import Photographer
from tipdesk.bundle.authority import open_authority
from tipdesk.bundle.messages.document import Correspondent
from tipdesk.cases.model import Case, Status
from tipdesk.core.work import Work
from tipdesk.demo.stations import AUTHORITY, OFFICER, confirm
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.handover.approving import draw
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.handover.requested_approval import RequestedApprovalsPage
from tipdesk.ui.messages.taking import take_message
from tipdesk.ui.review.elsewhere import ask_elsewhere
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.services import Services


def approval(camera: Photographer, services: Services, places: Path) -> None:
    """Between the station and another one, made for it."""
    session = services.session
    agency = open_authority(places / "authority", AUTHORITY.passphrase)
    elsewhere = make_elsewhere(places / "elsewhere", services.clock, agency, [session])
    camera.allow(CODE, PERSON.login)
    case = _completed(session, places)
    review = ReviewPage(services)
    review.load(case)
    camera.page(review, "approval-offered")
    others = [PERSON, Correspondent("TDZ", "S-31")]
    camera.dialog("approval-whom", lambda: ask_elsewhere(services, review, case, others))
    first, second = (_asked(session, places, item) for item in (case, _next(session, case)))
    review.load(session.files.case(case.id))
    camera.page(review, "approval-asked")
    there = Services(elsewhere.vault, services.jobs, cheap_keys=True)
    there.opened(elsewhere.session)
    files = FilesPage(there)
    camera.dialog("approval-came", lambda: take_message(there, files, first))
    page = RequestedApprovalsPage(there)
    elsewhere.session.messages.take(second)
    files.load()
    camera.page(files, "approval-waits")
    page.load()
    camera.page(page, "approval-list")
    button(page, _("Look at it")).click()
    parts = tabs(page)
    for at in range(parts.count()):
        parts.setCurrentIndex(at)
        camera.page(page, f"approval-asked-{at + 1}")
    camera.dialog("approval-remarks", button(page, _("Send back with remarks…")).click)
    answering = elsewhere.session.answering
    message_id = answering.requests()[0].message_id
    words = "أين صفحة التعريف في جواز السفر؟"
    answer = answering.send_back(message_id, words, elsewhere.confirm(), places / "stick")
    page.leave()
    camera.dialog("approval-returned", lambda: take_message(services, review, answer))
    review.load(session.files.case(case.id))
    camera.page(review, "approval-remarked")
    session.asking.take_back(_next(session, case).id)
    elsewhere.lock()


def _completed(session: Session, places: Path) -> Case:
    """A file with an attachment that waits for its approval."""
    case = session.files.list_cases("", Status.RETURNED)[0]
    scan = places / "passport.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n made up")
    attachments = session.attachments
    attachments.attach(case.id, seal(attachments.attach_plan(case.id), scan, Work()))
    return session.steps.complete(case.id)


def _next(session: Session, but: Case) -> Case:
    cases = session.files.list_cases("", Status.COMPLETED)
    return next(case for case in cases if case.id != but.id)


def _asked(session: Session, places: Path, case: Case) -> Path:
    asking, asker = session.asking, confirm(session, OFFICER)
    drawn = draw(asking.plan(case.id, PERSON, asker), Work())
    return asking.write(asking.record(drawn, PERSON, asker).message_id, places / "stick")
