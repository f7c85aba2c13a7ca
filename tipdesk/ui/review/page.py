"""Review of one file: what its next step needs, completion, return and approval."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.messages.document import Correspondent
from tipdesk.bundle.trust_rows import PersonKey
from tipdesk.cases.files import workflow
from tipdesk.cases.files.review import ReviewLine, ReviewReport
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Act, Case, CaseFile, Officer, Status
from tipdesk.cases.persons.same import PairSays
from tipdesk.desk.handover.approving import draw
from tipdesk.desk.open_vault import Confirmed
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.messages import standing_label, who_may
from tipdesk.ui.access.readers_dialog import said_hidden, show_readers
from tipdesk.ui.handover.export_contents import leaving_notes
from tipdesk.ui.handover.receipt_import import import_receipt
from tipdesk.ui.interview import autosave
from tipdesk.ui.messages.composing import CorrespondencePart
from tipdesk.ui.review import cards, voiding
from tipdesk.ui.review.annex import choose_prosecutor, waiting_notes
from tipdesk.ui.review.consents import consents_card
from tipdesk.ui.review.elsewhere import ElsewherePart
from tipdesk.ui.review.family import FamilyCard
from tipdesk.ui.review.remarks import ask_picks, ask_remarks, remarkable
from tipdesk.ui.review.same_files import SameFilesCard
from tipdesk.ui.review.transfer import TransferPart, can_be_given
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import ask, errors_said
from tipdesk.ui.toolkit.jobs import papers_text, wait_for
from tipdesk.ui.toolkit.parts import (
    button,
    clear,
    flowing,
    note,
    page_head,
    row,
    scrolled,
    way_back,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.wizard import StepStrip, as_footer


class ReviewPage(QWidget):
    """Says calmly what is missing and leads to it; freezes, returns and approves."""

    question_asked = Signal(object, str, str)  # Case, section, path
    print_asked = Signal(object)
    sheet_asked = Signal(object, str)  # Case, document: what the supervisor goes through, on paper
    export_asked = Signal(object)
    attachments_asked = Signal(object)
    custody_asked = Signal(object)
    station_asked = Signal()
    file_asked = Signal(object)  # Case: another file of the same person
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._file: CaseFile | None = None
        self._masked = False
        self._approvers: list[Officer] = []  # at this desk, or called to it
        self._where: TransferPart | None = None  # at which station the file is
        self._elsewhere: tuple[Correspondent, ...] = ()  # who can be asked by USB drive
        self._build()

    def _build(self) -> None:
        self.setObjectName("page")
        self._list = QWidget()
        self._lines = QVBoxLayout(self._list)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(px(14))
        self._foot = QFrame()
        as_footer(self._foot)
        self._actions = QVBoxLayout(self._foot)
        self._actions.setContentsMargins(px(28), px(10), px(28), px(10))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._area = scrolled(self._list, width=px(900))
        box.addWidget(self._area, 1)
        box.addWidget(self._foot)

    @property
    def _case(self) -> Case:
        assert self._file is not None  # noqa: S101  load() comes first
        return self._file.case

    def load(self, case: Case) -> None:
        """Review the file as it stands now."""
        session = self._services.session
        self._file = session.files.load(case.id)
        report = session.steps.review(case.id)
        exports, hidden = session.handover.exports(case.id), self._masked
        clear(self._lines)
        clear(self._actions)
        self._add_head(self._file)
        valid = session.handover.is_valid(case)
        if (state := cards.state_note(self._file, report, is_valid=valid)) is not None:
            self._lines.addWidget(state)
        for remarked in cards.remark_cards(session, self._file, self._go_to, masked=hidden):
            self._lines.addWidget(remarked)
        if report.needed:
            self._lines.addWidget(cards.needs_card(self._file, report, self._go, masked=hidden))
        waiting = autosave.typing_notes(session, self._file, self._go_to, masked=self._masked)
        for hint in (
            *waiting,
            *leaving_notes(self._file, session.files.state(self._file)),
            *waiting_notes(session.handover.waiting_annex(case.id)),
        ):
            self._lines.addWidget(hint)
        if workflow.returner(self._file.custody, case.id) == session.officer.login:
            self._lines.addWidget(note(_("You returned this file, so its officer sends it again.")))
        self._approvers = self._free_to_approve()
        if report.ready and cards.is_approvable(self._file, is_valid=valid):
            self._add_four_eyes()
        self._add_elsewhere(ready=report.ready)
        if exports:
            stages = [session.messages.stage(export) for export in exports]
            if (late := cards.late_note(stages[0])) is not None:
                self._lines.addWidget(late)
            self._lines.addWidget(cards.exports_card(exports, stages))
            self._lines.addWidget(CorrespondencePart(self._services, case.id, masked=hidden))
        if report.warnings:
            self._lines.addWidget(cards.advice_card(self._file, report, self._go, masked=hidden))
        self._add_what_was_noted(self._file)
        self._lines.addStretch(1)
        self._actions.addWidget(self._step_buttons(report))

    def set_masked(self, masked: bool) -> None:
        """Hide or show remarks and changed answers, which may name somebody (F7)."""
        if masked != self._masked:
            self._masked = masked
            if self._file is not None:
                self._look_again()

    def _add_head(self, case_file: CaseFile) -> None:
        case = case_file.case
        subtitle = _("File {number} • {status}").format(
            number=isolated(case.number), status=standing_label(case)
        )
        attachments = button(_("Attachments"), "paperclip")
        attachments.clicked.connect(lambda: self.attachments_asked.emit(self._case))
        printing = button(_("Print"), "printer")
        printing.clicked.connect(lambda: self.print_asked.emit(self._case))
        custody = button(_("Chain of custody"), "list-checks")
        custody.clicked.connect(lambda: self.custody_asked.emit(self._case))
        readers = button(_("Assigned staff"), "users-three")
        readers.clicked.connect(self._on_readers)
        beside = (readers, custody, attachments, printing)
        self._lines.addWidget(page_head(_("Review"), *beside, subtitle=subtitle))
        if case.status is Status.VOIDED:
            session = self._services.session
            self._lines.addWidget(voiding.void_note(session, case, masked=self._masked))
        else:
            strip = StepStrip(cards.journey(hidden=case.hidden))
            strip.set_current(cards.JOURNEY_AT[case.status])
            self._lines.addWidget(strip)
        if case.hidden:
            self._lines.addWidget(note(said_hidden(), "notewarn"))
        self._where = TransferPart(self._services, case)
        self._where.changed.connect(self._look_again)
        if not self._where.is_written:
            self._lines.addWidget(self._where)

    def _add_what_was_noted(self, case_file: CaseFile) -> None:
        """Changes after completion; what was agreed to, refused and taken back; with which files
        the person of this one is said to be the same."""
        names = {} if self._masked else self._services.session.staff.names()
        session, case = self._services.session, case_file.case
        statements = [
            line
            for line in session.files.same_person.said_of(case.id)
            if line.statement.says is not PairSays.FAMILY
        ]
        parts: list[SameFilesCard | FamilyCard] = []
        if statements:
            parts.append(SameFilesCard(session, case, statements, names))
        if session.access.is_named(case.id) and case.status is not Status.VOIDED:
            parts.append(FamilyCard(session, case, names, masked=self._masked))
        for part in parts:
            part.changed.connect(self._look_again)
            part.file_asked.connect(self.file_asked)
            self._lines.addWidget(part)
        if case_file.amendments:
            self._lines.addWidget(cards.amendments_card(case_file, names, masked=self._masked))
        if case_file.consents:
            noted = consents_card(
                self._services, case_file, names, self._look_again, masked=self._masked
            )
            self._lines.addWidget(noted)
        where = self._where
        if where is not None and where.is_written and can_be_given(self._services, self._case):
            self._lines.addWidget(where)

    # --- steps ------------------------------------------------------------------------------

    def _step_buttons(self, report: ReviewReport) -> QWidget:
        back = way_back(_("Back to the file"))
        back.clicked.connect(self._on_back)
        if self._where is not None and not self._where.is_written:
            return row(back, 1)
        return row(back, 1, flowing(*self._steps_here(report)))

    def _steps_here(self, report: ReviewReport) -> list[QPushButton]:
        buttons: list[QPushButton] = []
        # The supervisor may approve at the officer's desk, under the own passphrase.
        status, hidden, may = self._case.status, self._case.hidden, self._services.session.may
        if may(Act.APPROVE):
            sheet = button(_("Review sheet on paper"), "printer", "ghost")
            sheet.clicked.connect(lambda: self.sheet_asked.emit(self._case, "review"))
            buttons.append(sheet)
        steps = self._services.session.files.open_steps(self._case)
        if workflow.FileStep.VOID in steps:
            voided = voiding.void_button(self._services, self._case, self, self._look_again)
            buttons.append(voided)
        if status in (Status.COMPLETED, Status.APPROVED) and not hidden:
            returning = button(_("Return with remarks"), "arrow-u-up-left")
            returning.clicked.connect(self._on_return)
            buttons.append(returning)
        if status is Status.EXPORTED:
            taking = button(_("Import a receipt or message"), "tray-arrow-down", "primary")
            taking.clicked.connect(self._on_receipt)
            buttons.append(self._approving(_("Approve once more"), report))
            buttons += [taking] if may(Act.RECEIVE) else []
        elif status is Status.REFUSED:
            buttons.append(self._approving(_("Approve once more"), report, "primary"))
        elif status is Status.COMPLETED:
            text = _("Let it go directly") if hidden else _("Approve")
            offered_first = hidden and self._elsewhere
            buttons.append(self._approving(text, report, "" if offered_first else "primary"))
        elif status is Status.APPROVED:
            buttons += self._of_approved(report)
        elif status is Status.VOIDED:
            lifted = voiding.lift_button(self._services, self._case, self, self._look_again)
            buttons.append(lifted)
        elif workflow.FileStep.COMPLETE in steps:
            text = _("Complete the file") if hidden else _("Complete and hand to the supervisor")
            completing = button(text, "check", "primary")
            completing.setEnabled(report.ready)
            completing.clicked.connect(self._on_complete)
            buttons.append(completing)
        return buttons

    def _of_approved(self, report: ReviewReport) -> list[QPushButton]:
        """Refer it, or approve it once more when its approval is valid no longer."""
        session = self._services.session
        if not session.handover.is_valid(self._case):
            return [self._approving(_("Approve once more"), report, "primary")]
        if not session.may(Act.EXPORT):
            return []
        exporting = button(_("Refer to the Prosecution"), "export", "primary")
        exporting.clicked.connect(lambda: self.export_asked.emit(self._case))
        return [exporting]

    def _approving(self, text: str, report: ReviewReport, style: str = "") -> QPushButton:
        approve = button(text, "seal-check", style)
        approve.setEnabled(report.ready and bool(self._approvers))
        approve.clicked.connect(self._on_approve)
        return approve

    def _go(self, need: ReviewLine) -> None:
        self._go_to(need.section, need.path)

    def _go_to(self, section: str, path: str) -> None:
        self.question_asked.emit(self._case, section, path)

    @Slot()
    def _on_back(self) -> None:
        self.question_asked.emit(self._case, "", "")

    @Slot()
    def _on_readers(self) -> None:
        with errors_said(self):
            show_readers(self._services.session, self._case, self)
        self._look_again()

    @Slot()
    def _on_receipt(self) -> None:
        if import_receipt(self._services, self):
            self._look_again()

    @Slot()
    def _on_complete(self) -> None:
        assert self._file is not None  # noqa: S101  load() comes first
        waiting = autosave.waiting(self._services.session, self._file)
        if waiting and not autosave.complete_without(self, waiting):
            self._go_to(waiting[0].section, waiting[0].path)
            return
        if not _sure_to_complete(self, self._file, masked=self._masked):
            return
        with errors_said(self) as attempt:
            self._services.session.steps.complete(self._case.id)
        if attempt.failed:
            return
        self._look_again()

    def _look_again(self) -> None:
        """Show the file as it stands after a step."""
        with errors_said(self):
            self.load(self._case)
        self._area.setFocus()  # the button that was pressed is gone

    def _authors(self) -> frozenset[str]:
        assert self._file is not None  # noqa: S101  load() comes first
        return workflow.authors(self._file.custody, self._case.id)

    def _free_to_approve(self) -> list[Officer]:
        """Four eyes: every supervisor but those who completed the file or amended it since, of
        those who can sign for the Prosecution. A hidden file is let go by the officer whom it names
        (wording.md rule 8)."""
        role = CertificateRole.EXPORTER if self._case.hidden else CertificateRole.APPROVER
        keys = self._services.session.keys
        return [officer for officer in self._others() if keys.can_sign(officer.login, role)]

    def _others(self) -> list[Officer]:
        """Whoever may approve this file by their role, certified or not."""
        if self._case.hidden:
            return [self._services.session.officer]
        authors = self._authors()
        return [
            officer
            for officer in self._services.session.supervisors()
            if officer.login not in authors
        ]

    def _add_four_eyes(self) -> None:
        """Before anybody types a passphrase: who of those here does not approve, and why."""
        if not self._others():
            text = _(
                "Whoever completed or changed a file does not approve it. Another supervisor of "
                "this station is needed."
            )
            self._lines.addWidget(note(text, "notewarn"))
        elif not self._approvers:
            text = _(
                "Nobody here who may approve this file has a certificate for it that is valid "
                "today. A supervisor asks for one, or brings it, on the station page."
            )
            to_station = button(_("Station"), "gear", "ghost")
            to_station.clicked.connect(self.station_asked)
            self._lines.addWidget(note(text, "notewarn"))
            self._lines.addWidget(row(to_station, 1))
        elif self._services.session.officer.login in self._authors() and (
            self._services.session.may(Act.APPROVE)
        ):
            text = _(
                "You completed or changed this file, so another supervisor approves it: here, with "
                "their own passphrase."
            )
            self._lines.addWidget(note(text))

    def _add_elsewhere(self, *, ready: bool) -> None:
        """Who at another computer approves it, or was asked to."""
        asking, case = self._services.session.asking, self._case
        waiting = asking.open_request(case.id)
        self._elsewhere = asking.approvers(case.id) if ready else ()
        if waiting is not None or self._elsewhere:
            part = ElsewherePart(self._services, case, waiting, self._elsewhere)
            part.changed.connect(self._look_again)
            self._lines.addWidget(part)

    @Slot()
    def _on_return(self) -> None:
        assert self._file is not None  # noqa: S101  load() comes first
        session, case_id = self._services.session, self._case.id
        questions = remarkable(session, self._file)
        unsent = session.drafts.unsent_remarks(case_id)
        keep = partial(session.drafts.keep_remarks, case_id)
        remarks = ask_remarks(self, self._services.clock, questions, unsent, keep)
        if not remarks:
            return
        with errors_said(self) as asked:
            confirmed = ask_confirmation(
                self._services,
                session.supervisors(),
                _("Return the file with these remarks"),
                self,
            )
        if asked.failed or confirmed is None:
            return
        with errors_said(self) as attempt:
            try:
                session.steps.return_with_remarks(case_id, remarks, confirmed)
            finally:
                confirmed.wipe()
        if attempt.failed:
            return
        self._look_again()

    @Slot()
    def _on_approve(self) -> None:
        session = self._services.session
        with errors_said(self) as attempt:
            session.approving.check(self._case.id)
            pickable = session.files.pickable(self._case.id)
            picked = session.files.picks(self._case)
            case_file = session.files.load(self._case.id)
            people = session.approving.annexing.prosecutors(self._case.id)
        if attempt.failed:
            return
        picks = ask_picks(self, case_file.form, pickable, picked, sex=case_file.sex)
        if picks is None:
            return
        person = choose_prosecutor(self, people)
        if people and person is None:
            return
        purpose = _("Approve for referral as {role}").format(role=who_may(Act.APPROVE))
        if self._case.hidden:
            purpose = _("Let the hidden file go directly to the Prosecution")
        confirmed = ask_confirmation(self._services, self._approvers, purpose, self)
        if confirmed is None:
            return
        with errors_said(self) as attempt:
            try:
                self._sign(confirmed, picks, person)
            finally:
                confirmed.wipe()
        if attempt.failed:
            return
        self._look_again()

    def _sign(self, approver: Confirmed, picks: Sequence[Pick], person: PersonKey | None) -> None:
        """Draw what leaves and sign it; nothing, when the drawing was stopped."""
        approving = self._services.session.approving
        plan = approving.plan(self._case.id, approver, picks, person)
        title = _("Preparing what you sign…")
        drawn = wait_for(self._services.jobs, self, title, partial(draw, plan), unit=papers_text)
        if drawn is None:
            return
        try:
            approving.record(drawn, approver)
            self._services.session.certificates.remember(approver)
        except BaseException:
            drawn.discard()
            raise


def _sure_to_complete(parent: QWidget, case_file: CaseFile, *, masked: bool) -> bool:
    """A file that comes back as it went is asked about once more, with what was remarked."""
    if workflow.unchanged_since_return(case_file.custody, case_file.case.id):
        title = _("Nothing has changed since the remarks. Send the file again as it is?")
        remarks = cards.remark_lines(case_file, masked=masked)
        text = f"{_('The supervisor remarked:')}\n{remarks}"
        return ask(parent, title, text, _("Send it as it is"), grave=True)
    question = _(
        "After this the answers are frozen. Later changes are dated amendments. Complete now?"
    )
    return ask(parent, _("Complete the file"), question, _("Complete the file"))
