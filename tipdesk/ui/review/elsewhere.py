"""Asking an approver at another computer: who can be asked, what is asked for, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.bundle.messages.document import Correspondent
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Case
from tipdesk.desk.handover.approving import draw
from tipdesk.desk.messages.asking import OpenRequest
from tipdesk.desk.open_vault import Confirmed
from tipdesk.i18n.text import _, format_datetime, in_one_line, isolated, language
from tipdesk.ui.review.remarks import ask_picks
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import ask, choose_one, errors_said, say
from tipdesk.ui.toolkit.jobs import papers_text, wait_for
from tipdesk.ui.toolkit.parts import button, card, label, row
from tipdesk.ui.toolkit.services import Services


def person_text(person: Correspondent) -> str:
    """An approver by code and station."""
    return _("{login} of station {station}").format(
        login=isolated(person.login), station=isolated(person.code)
    )


class ElsewherePart(QWidget):
    """On the page of a file: who elsewhere can be asked to approve it, or who was asked."""

    changed = Signal()

    def __init__(
        self,
        services: Services,
        case: Case,
        waiting: OpenRequest | None,
        approvers: Sequence[Correspondent],
    ) -> None:
        super().__init__()
        self._services, self._case = services, case
        self._waiting, self._approvers = waiting, approvers
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._offer() if waiting is None else self._asked(waiting))

    def _offer(self) -> QWidget:
        text = _(
            "An approver at another computer can sign too: the request goes there on a USB drive, "
            "sealed to them alone, and the answer comes back in the same way."
        )
        if self._case.hidden:
            text = _(
                "This file need not go without a second person: an approver of another station can "
                "sign it. The request goes there on a USB drive, sealed to them alone: nobody else "
                "there opens it."
            )
        style = "primary" if self._case.hidden else ""
        asking = button(_("Ask an approver elsewhere…"), "export", style)
        asking.clicked.connect(self._on_ask)
        title = label(_("Approval at another computer"), "h2", wrap=True)
        return card(title, label(text, wrap=True), row(asking, 1))

    def _asked(self, waiting: OpenRequest) -> QWidget:
        when = format_datetime(waiting.asked_at, language()) if waiting.asked_at else "—"
        text = _("{person} was asked on {when} by {login}. The answer has not come yet.").format(
            person=person_text(waiting.approver),
            when=isolated(when),
            login=isolated(waiting.asked_by),
        )
        lapsed = waiting.valid_until < self._services.clock()
        if lapsed:
            text += " " + _("Its time is over: withdraw it and ask once more.")
        again = button(_("Save the request again…"), "download-simple")
        again.clicked.connect(self._on_write)
        again.setVisible(not lapsed)
        back = button(_("Withdraw the request"), "arrow-u-up-left")
        back.clicked.connect(self._on_take_back)
        title = label(_("Approval at another computer"), "h2", wrap=True)
        return card(title, label(text, wrap=True), row(again, back, 1))

    @Slot()
    def _on_ask(self) -> None:
        if ask_elsewhere(self._services, self, self._case, self._approvers):
            self.changed.emit()

    @Slot()
    def _on_write(self) -> None:
        if self._waiting is None:
            return
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is not None:
            _write(self._services, self, self._waiting, folder)

    @Slot()
    def _on_take_back(self) -> None:
        text = _(
            "Whatever is signed of it then counts no more. The file can be approved here, or by "
            "somebody else who is asked."
        )
        if not ask(self, _("Withdraw the request?"), text, _("Withdraw it"), grave=True):
            return
        with errors_said(self) as attempt:
            self._services.session.asking.take_back(self._case.id)
        if not attempt.failed:
            self.changed.emit()


def ask_elsewhere(
    services: Services, parent: QWidget, case: Case, approvers: Sequence[Correspondent]
) -> bool:
    """Ask whom, what may go and where to, then for the passphrase; sign the request and save it.
    Whether somebody was asked, also where the USB drive took nothing: it is saved again from the
    page."""
    session = services.session
    chosen = choose_one(parent, _("Who is asked to approve?"), [*map(person_text, approvers)])
    if chosen is None:
        return False
    person = approvers[chosen]
    with errors_said(parent) as attempt:
        pickable, picked = session.files.pickable(case.id), session.files.picks(case)
        case_file = session.files.load(case.id)
    if attempt.failed:
        return False
    picks = ask_picks(parent, case_file.form, pickable, picked, sex=case_file.sex)
    folder = None
    if picks is not None:
        folder = choose_folder(parent, _("Choose the USB drive or a folder"))
    if picks is None or folder is None:
        return False
    purpose = _("Ask {person} to approve file {number}").format(
        person=person_text(person), number=isolated(case.number)
    )
    confirmed = ask_confirmation(services, [session.officer], purpose, parent)
    if confirmed is None:
        return False
    with errors_said(parent) as attempt:
        try:
            request = _sign(services, parent, case, person, confirmed, picks)
        finally:
            confirmed.wipe()
    if attempt.failed or request is None:
        return False
    _write(services, parent, request, folder)
    return True


def _sign(
    services: Services,
    parent: QWidget,
    case: Case,
    person: Correspondent,
    confirmed: Confirmed,
    picks: Sequence[Pick],
) -> OpenRequest | None:
    """Draw what is to be signed and sign the request; None: the drawing was stopped."""
    asking = services.session.asking
    plan = asking.plan(case.id, person, confirmed, picks)
    title = _("Preparing what is to be signed…")
    drawn = wait_for(services.jobs, parent, title, partial(draw, plan), unit=papers_text)
    if drawn is None:
        return None
    try:
        return asking.record(drawn, person, confirmed)
    except BaseException:
        drawn.discard()
        raise


def _write(services: Services, parent: QWidget, request: OpenRequest, folder: Path) -> None:
    with errors_said(parent) as attempt:
        path = services.session.asking.write(request.message_id, folder)
    if attempt.failed:
        return
    text = _("Take it to {person}. The sealed request is saved as:").format(
        person=person_text(request.approver)
    )
    say(parent, _("The request is signed"), f"{text}\n{in_one_line(path.name)}")
