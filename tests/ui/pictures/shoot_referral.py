"""The letter of referral on the paper page, and the dialog in which its slip is entered."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from tests.printing.scans import copier, drawn, stored
from tests.ui.gestures import field
from tests.ui.pictures.photographer import Photographer
from tipdesk.cases.model import Answer, Status
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose, ReplyCode
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.desk.paper.referring import ScannedSlip
from tipdesk.i18n.text import _, language
from tipdesk.printing.outside.own_process import IsolatedPages
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.paper.referrals import AnsweredNeed, ReplyDialog, SeenSlip
from tipdesk.ui.toolkit.services import Services

_ROW = 41


def referral(camera: Photographer, services: Services) -> None:
    """A letter, one that may not be written, and the slip of the first."""
    case_id = services.session.files.list_cases(status=Status.IN_PROGRESS)[0].id
    head = f"needs[{_ROW}]"
    recorded = {
        head: "1", f"{head}/need_type": "medical", f"{head}/need_wanted": "yes",
        f"{head}/ref_agency": "moh", f"{head}/need_timeframe": "d3",
        "consent_services[41]": "1", "consent_services[41]/service_agency": "moh",
        "consent_services[41]/service_consent": "granted", "needs[42]": "1",
        "needs[42]/need_type": "legal_aid", "needs[42]/ref_agency": "lawyers",
    }  # fmt: skip
    session = services.session
    answers = {path: Answer(text) for path, text in recorded.items()}
    session.answers.save_answers(case_id, answers)
    case = session.files.case(case_id)
    page = PaperPage(services)
    page.load(case, "referral")
    camera.page(page, "paper-referral")
    needs = field(page, _("Need"))
    assert isinstance(needs, QComboBox)
    needs.setCurrentIndex(needs.findData(42))
    camera.page(page, "paper-referral-missing")
    plan = session.printing.print_plan(case_id, "referral", PrintOptions(need=_ROW))
    session.printing.record_printed(
        case_id, "referral", Print(PrintOutcome.PRINTED, Purpose.FILE), None, plan.letter
    )
    data = stored(copier(drawn(render(plan), 1, 150), 1), "PNG")
    _dialog(camera, services, page, data)
    page.deleteLater()


def _dialog(camera: Photographer, services: Services, page: PaperPage, data: bytes) -> None:
    referring = services.session.referring
    case = page._case
    assert case is not None
    need = next(
        need_listed
        for need_listed in referring.needs(case.id, language())
        if need_listed.row == _ROW
    )
    code = ReplyCode(case.number, _ROW, need.letter.mark if need.letter else "")
    scanned = ScannedSlip("slip.png", "image/png", data, code)
    pages = IsolatedPages(data, scanned.kind)
    seen = SeenSlip(scanned, pages=pages, sizes=pages.sizes())
    form = services.session.files.rules(case.id).definition
    asked = AnsweredNeed(need.label, form.choices["no_service"])
    for name, status in (("reply", "scheduled"), ("reply-rejected", "rejected")):

        def ask(status: str = status) -> None:
            dialog = ReplyDialog(services, case, code, asked, seen, page)
            dialog._status.setCurrentIndex(dialog._status.findData(status))
            dialog.exec()
            dialog.deleteLater()

        camera.dialog(name, ask)
    pages.close()
