"""Pictures of electronic notices: off, some of each standing, the PIN, and the supervisor's review."""

from __future__ import annotations

from datetime import datetime

from tests.ui.gestures import wait_until
from tests.ui.pictures.photographer import Photographer
from tipdesk.bundle.receipt import Result
from tipdesk.cases.model import Case
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.receipts import OfficeAnswer
from tipdesk.desk.handover.sent_bundles import SentBundle, SentNotice
from tipdesk.desk.notices.reviewing import NoticeReview, ReviewedNotice
from tipdesk.desk.notices.sending import NoticeFile, notice_questions
from tipdesk.ui.files.taking_over import TakingOverPage
from tipdesk.ui.notices.reviewing import NoticeReviewsPage
from tipdesk.ui.notices.sending import NoticesPage
from tipdesk.ui.notices.shift_pin import _ShiftPin
from tipdesk.ui.toolkit.services import Services

_REMARK = "أكملوا أساس الإحالة قبل أن تُعتمد، فالمكتب يسأل عنه كل مرة."


def notices(camera: Photographer, services: Services) -> None:
    """What the officer sees, and what the supervisor goes through."""
    page = NoticesPage(services)
    page.load()
    wait_until(lambda: not page._reading.isActive())
    camera.page(page, "notices-off")
    session, at = services.session, system_clock()
    cases = session.files.list_cases(limit=4)
    open_ = tuple(q.label for q in notice_questions(session.files.rules(cases[1].id).definition))
    answers = (
        None,
        OfficeAnswer(Result.REJECTED, "", "E_OTHER_OFFICE", at),
    )
    page.load()
    page._unread = iter(
        (
            NoticeFile(cases[0], ()),
            NoticeFile(cases[1], open_[3:7]),
            *(
                NoticeFile(case, (), _sent(case, at), answer)
                for case, answer in zip(cases[2:], answers, strict=True)
            ),
        )
    )
    wait_until(lambda: not page._reading.isActive())
    camera.page(page, "notices")
    camera.dialog("shift-pin", _ShiftPin(services, "التوقيع على ثلاثة إخطارات", page).exec)
    reviews = NoticeReviewsPage(services)
    taken = OfficeAnswer(Result.ACCEPTED, "PPX-2026-00012", "", at)
    marks = (
        None,
        None,
        NoticeReview(SUPERVISOR.login, _REMARK),
        NoticeReview(SUPERVISOR.login, ""),
    )
    reviews._names.update({OFFICER.login: "نورة الخالدي"})
    reviews._model.set_rows(
        [
            ReviewedNotice(_sent(case, at), case, taken if number % 2 else None, mark)
            for number, (case, mark) in enumerate(zip(cases, marks, strict=True))
        ]
    )
    camera.page(reviews, "notice-reviews")
    handing_over(camera, services)


def handing_over(camera: Photographer, services: Services) -> None:
    """The shift of somebody else, read and taken over; then the own one."""
    page = TakingOverPage(services)
    page.load()
    camera.page(page, "shift-own" if services.session.taking.before() is None else "shift-taking")


def _sent(case: Case, at: datetime) -> SentNotice:
    bundle = SentBundle("0" * 36, case.id, "PPX", "", 1, "notice", None)
    return SentNotice(bundle, case.id, 1, OFFICER.login, at)
