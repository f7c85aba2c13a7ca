"""Entering a returned reply slip: choose the scan, find its file and need, type, keep the scan."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from tipdesk.cases.model import Answer, Case
from tipdesk.cases.paper.printed_codes import ReplyCode
from tipdesk.cases.paper.referrals import ANSWERED_BY, ANSWERS, APPOINTMENT, NEEDS, SERVED, STATUS
from tipdesk.cases.permissions import Act
from tipdesk.core.errors import ReasonNeeded, TipdeskError
from tipdesk.core.work import Work
from tipdesk.desk.interview.attaching import forget
from tipdesk.desk.paper.referring import ScannedSlip, read_slip, seal_slip
from tipdesk.forms.model import path_of
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import isolate
from tipdesk.media.kinds import PAGED, PICTURES
from tipdesk.printing.outside.own_process import PagesApart
from tipdesk.ui.access.reason_dialog import ask_reason
from tipdesk.ui.paper.reply_dialog import (
    Asked,
    ReplyDialog,
    SeenSlip,
    answer_names,
    appointment_text,
    ask_reply,
)
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import say, show_error
from tipdesk.ui.toolkit.parts import button
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.waiting import wait_for
from tipdesk.ui.viewers.picture import decoded

_REASONS = "no_service"  # list of the form


def reply_button(services: Services, page: QWidget) -> QPushButton:
    """What enters the answer of a service: the slip names its file."""
    made = button(_("Enter a reply slip"), "qr-code")
    made.clicked.connect(lambda: enter_reply(services, page))
    made.setEnabled(services.session.may(Act.EDIT))
    return made


def enter_reply(
    services: Services, parent: QWidget, case: Case | None = None, need: int = 0
) -> bool:
    """Ask for the scan of a slip and enter what it says; whether that was done.

    Args:
        case: the file that is open; None: the one that the slip names.
        need: the row for which an answer is expected; 0: any.
    """
    pattern = f"{_('Scans')} (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp)"
    path = choose_file(parent, _("Scanned reply slip"), pattern)
    if path is None:
        return False
    seen = wait_for(services.jobs, parent, _("Reading the slip…"), partial(_look, path))
    if seen is None:
        return False
    try:
        if services.open_session is None:  # locked meanwhile
            return False
        return _entered(services, parent, path, seen, case, need)
    except TipdeskError as error:
        show_error(parent, error)
        return False
    finally:
        if seen.pages is not None:
            seen.pages.close()


def _look(path: Path, work: Work) -> SeenSlip:
    """Read the codes, and make what is shown. JOB."""
    scanned = read_slip(path, work)
    if scanned.kind in PAGED:
        pages = PagesApart(scanned.data)
        return SeenSlip(scanned, pages=pages, sizes=pages.sizes())
    kind = PICTURES.get(scanned.kind)
    return SeenSlip(scanned, picture=decoded(scanned.data, kind) if kind else None)


def _entered(
    services: Services,
    parent: QWidget,
    path: Path,
    seen: SeenSlip,
    case: Case | None,
    need: int,
) -> bool:
    referring, found = services.session.referring, seen.scanned.found
    case = case or referring.case_of(found)
    try:
        code = referring.expected(case.id, found, need)
    except ReasonNeeded:
        if not ask_reason(services.session, case, parent):
            return False
        code = referring.expected(case.id, found, need)
    dialog = ReplyDialog(services, case, code, _asked(services, case, code), seen, parent)
    recorded, keeps, told = ask_reply(dialog), dialog.keeps, dialog.told
    dialog.deleteLater()
    if not recorded or services.open_session is None:  # locked meanwhile
        return False
    if keeps:
        _keep(services, parent, (path, seen.scanned), case, code)
    say(parent, _("The answer is recorded"), told)
    return True


def _asked(services: Services, case: Case, code: ReplyCode) -> Asked:
    referring = services.session.referring
    needs = {
        one.row: " – ".join(part for part in (one.label, one.agency) if part)
        for one in referring.needs(case.id, language())
    }
    form = services.session.intake.rules(case.id).definition
    reasons = form.choices.get(_REASONS, ())
    before = _before(services, case, code.need)
    return Asked(needs.get(code.need, ""), reasons, referring.is_amendment(case), before)


def _before(services: Services, case: Case, row: int) -> str:
    """What an earlier slip answered: a service may say more, and one slip may be entered twice."""
    answers = services.session.intake.load(case.id).answers
    status, by, appointment = (
        answers.get(path_of(name, NEEDS, row), Answer()).value
        for name in (STATUS, ANSWERED_BY, APPOINTMENT)
    )
    if status not in ANSWERS or not by:
        return ""
    text = _("Recorded so far: {answer}, by {name}. What is recorded now takes its place.")
    told = text.format(answer=answer_names()[status], name=isolate(by))
    return f"{told}\n{appointment_text(appointment)}" if appointment and status in SERVED else told


def _keep(
    services: Services,
    parent: QWidget,
    slip: tuple[Path, ScannedSlip],
    case: Case,
    code: ReplyCode,
) -> None:
    """Keep the scan with the signed papers, also of a complete file."""
    session = services.session
    plan = session.intake.attach_plan(case.id)
    task = partial(seal_slip, plan, *slip)
    sealed = wait_for(services.jobs, parent, _("Keeping the slip…"), task)
    if sealed is None or services.open_session is None:
        return
    try:
        session.signed_papers.keep_slip(case.id, code, sealed)
    except TipdeskError:
        forget(plan, sealed)
        raise
