"""Pictures of attached files and the list of exhibits: what goes, what stays, and where it is said."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.ui.pictures.photographer import Photographer
from tests.ui.pictures.shoot_evidence import evidence
from tipdesk.cases.evidence import link_to
from tipdesk.cases.model import Answer, Case
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import seal
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.handover.export import ExportPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.review.remarks import ask_picks
from tipdesk.ui.toolkit.services import Services

NAMES = ("عقد العمل.pdf", "محادثة كاملة.png", "محادثة محجوبة.png", "شيء خاص.mp4", "بلا صف.txt")
ROWS: tuple[dict[str, str], ...] = (
    {"att_no": "1", "att_type": "contract", "att_level": "2", "att_in_bundle": "yes"},
    {"att_no": "2", "att_type": "chat", "att_level": "3", "att_in_bundle": "redacted"},
    {"att_type": "video", "att_level": "2", "att_in_bundle": "no"},
    {"att_no": "4", "att_type": "audio", "att_level": "1", "att_in_bundle": "yes"},  # no file
    {"att_no": "5", "att_type": "device", "att_level": "4", "att_in_bundle": "yes"},
)


def exhibits(camera: Photographer, services: Services, folder: Path) -> None:
    digests = (hashlib.sha256(name.encode()).hexdigest() for name in NAMES)
    camera.allow(".pdf", ".png", ".mp4", ".txt", *digests)
    case = services.session.new_files.open_case()
    listed(services, case, folder)
    page = AttachmentsPage(services)
    page.load(case)
    camera.page(page, "attachments-listed")
    interview = InterviewPage(services)
    interview.load(case, "exhibits")
    camera.page(interview, "exhibits")
    for name, path in (
        ("file", "exhibit_rows[1]/att_file"),
        ("redacted", "exhibit_rows[2]/att_redacted"),
        ("without-a-file", "exhibit_rows[4]/att_in_bundle"),
    ):
        interview.load(case, "exhibits", path)
        camera.shot(interview, f"exhibit-{name}")
    interview.leave()
    review = ReviewPage(services)
    review.load(case)
    camera.page(review, "review-exhibits")
    export = ExportPage(services)
    export.load(case)
    camera.page(export, "export-exhibits")
    export._go(1)  # its Next waits for the approval
    camera.page(export, "export-exhibits-withheld")
    form = services.session.files.load(case.id).form
    pickable = services.session.files.pickable(case.id)
    camera.dialog("picks-exhibit", lambda: ask_picks(review, form, pickable))
    evidence(camera, services, folder)


def listed(services: Services, case: Case, folder: Path) -> None:
    """Five files: one goes, of one a redacted copy goes, one stays, one has no row."""
    session = services.session
    for name in NAMES:
        (folder / name).write_bytes(name.encode())
        session.attachments.attach(
            case.id, seal(session.attachments.attach_plan(case.id), folder / name, Work())
        )
    contract, whole, copy, private, _alone = (
        link_to(attachment) for attachment in session.files.load(case.id).attachments
    )
    files = (
        {"att_file": contract},
        {"att_file": whole, "att_redacted": copy},
        {"att_file": private},
        {},
        {},
    )
    for row, (description, file) in enumerate(zip(ROWS, files, strict=True), start=1):
        head = f"exhibit_rows[{row}]"
        answers = {f"{head}/{name}": Answer(text) for name, text in (description | file).items()}
        session.answers.save_answers(case.id, {head: Answer("1"), **answers})
