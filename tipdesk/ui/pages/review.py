"""Review of one file: what its next step needs, completion, return and approval."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tipdesk.cases.model import Case, CaseFile, Role
from tipdesk.cases.review import Need, NeedKind, ReviewReport
from tipdesk.cases.workflow import Step
from tipdesk.desk.approval import Confirmed
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.messages import role_label, status_label
from tipdesk.ui.confirm_officer import ask_confirmation
from tipdesk.ui.dialogs import ask, show_error
from tipdesk.ui.parts import button, card, clear, label, note, page_head, row, scrolled
from tipdesk.ui.remarks import ask_picks, ask_remarks
from tipdesk.ui.services import Services


class ReviewPage(QWidget):
    """Says calmly what is missing and leads to it; freezes, returns and approves."""

    question_asked = Signal(object, str, str)  # Case, section, path
    print_asked = Signal(object)
    export_asked = Signal(object)
    attachments_asked = Signal(object)
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._build()

    def _build(self) -> None:
        self.setObjectName("page")
        self._list = QWidget()
        self._lines = QVBoxLayout(self._list)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(12)
        self._foot = QFrame()
        self._foot.setObjectName("footer")
        self._actions = QVBoxLayout(self._foot)
        self._actions.setContentsMargins(28, 12, 28, 12)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(scrolled(self._list, width=900), 1)
        box.addWidget(self._foot)

    def load(self, case: Case) -> None:
        """Review the file as it stands now."""
        intake = self._services.session.intake
        case_file = intake.load(case.id)
        self._case = case_file.case
        report = intake.review(case.id)
        clear(self._lines)
        clear(self._actions)
        self._add_head(case_file)
        self._add_needs(report)
        self._add_remarks(case_file)
        self._add_amendments(case_file)
        self._lines.addStretch(1)
        self._actions.addWidget(self._step_buttons(report))

    # --- what is shown ----------------------------------------------------------------------

    def _add_head(self, case_file: CaseFile) -> None:
        case = case_file.case
        subtitle = _("File {number} • {status}").format(
            number=isolated(case.number), status=status_label(case.status)
        )
        attachments = button(_("Attachments"), "paperclip")
        attachments.clicked.connect(lambda: self.attachments_asked.emit(self._case))
        printing = button(_("Print"), "printer")
        printing.clicked.connect(lambda: self.print_asked.emit(self._case))
        self._lines.addWidget(page_head(_("Review"), attachments, printing, subtitle=subtitle))

    def _add_needs(self, report: ReviewReport) -> None:
        if report.ready:
            text = {
                Step.COMPLETE: _("Everything that the next step needs is here."),
                Step.APPROVE: _("The file is complete and waits for the supervisor."),
                Step.EXPORT: _("The file is approved and can be referred to the Prosecution."),
                Step.RECEIVE: _("The file was referred; the Prosecution's receipt is awaited."),
                None: _("The Prosecution has received this file."),
            }.get(report.next_step, "")
            self._lines.addWidget(note(text))
        else:
            count = len(report.needed)
            title = ngettext(
                "{count} answer is needed before the next step",
                "{count} answers are needed before the next step",
                count,
            ).format(count=isolated(str(count)))
            hint = _(
                "“Declined” and “does not know” are answers too: choose them beside a question."
            )
            buttons = [self._need_line(need) for need in report.needed]
            self._lines.addWidget(
                card(label(title, "h2"), label(hint, "muted", wrap=True), *buttons, spacing=8)
            )
        if report.warnings:
            lines = [self._need_line(need) for need in report.warnings]
            self._lines.addWidget(
                card(label(_("Worth a look; nothing here stops you"), "h2"), *lines, spacing=8)
            )

    def _need_line(self, need: Need) -> QWidget:
        text = need.label.text(language())
        if need.kind is not NeedKind.MISSING and need.text is not None:
            text = f"{text} — {need.text.text(language())}"
        line = button(text, "arrow-left", "needLine")
        line.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        line.clicked.connect(lambda: self.question_asked.emit(self._case, need.section, need.path))
        return line

    def _add_remarks(self, case_file: CaseFile) -> None:
        if not case_file.remarks:
            return
        lines: list[QWidget] = [label(_("The supervisor's remarks"), "h2")]
        for remark in case_file.remarks:
            when = isolated(format_datetime(remark.at, language()))
            lines.append(label(f"{isolated(remark.by)} • {when}", "muted"))
            lines.append(label(remark.text, wrap=True))
        self._lines.addWidget(card(*lines, spacing=6))

    def _add_amendments(self, case_file: CaseFile) -> None:
        if not case_file.amendments:
            return
        labels = {question.name: question.label for question in case_file.form.questions()}
        lines: list[QWidget] = [label(_("Changes after completion"), "h2")]
        for amendment in case_file.amendments:
            name = amendment.path.rpartition("/")[2]
            title = labels[name].text(language()) if name in labels else amendment.path
            at = amendment.after.at
            when = isolated(format_datetime(at, language())) if at else ""
            lines.append(label(f"{title} • {isolated(amendment.after.by)} • {when}", "muted"))
            lines.append(label(amendment.note, wrap=True))
        self._lines.addWidget(card(*lines, spacing=6))

    # --- steps ------------------------------------------------------------------------------

    def _step_buttons(self, report: ReviewReport) -> QWidget:
        assert self._case is not None  # noqa: S101  load() has set it
        open_steps = self._services.session.intake.steps(self._case)
        back = button(_("Back to the file"), "arrow-left")
        back.clicked.connect(lambda: self.question_asked.emit(self._case, "", ""))
        items: list[QWidget | int] = [back, 1]
        # The supervisor may approve at the officer's desk, under the own passphrase.
        if report.next_step is Step.APPROVE:
            returning = button(_("Return with remarks"), "arrow-u-up-left")
            returning.clicked.connect(self._on_return)
            approving = button(_("Approve"), "seal-check", "primary")
            approving.clicked.connect(self._on_approve)
            items += [returning, approving]
        elif report.next_step is Step.COMPLETE and Step.COMPLETE in open_steps:
            completing = button(_("Complete and hand to the supervisor"), "check", "primary")
            completing.setEnabled(report.ready)
            completing.clicked.connect(self._on_complete)
            items.append(completing)
        elif report.next_step is Step.EXPORT:
            returning = button(_("Return with remarks"), "arrow-u-up-left")
            returning.clicked.connect(self._on_return)
            exporting = button(_("Refer to the Prosecution"), "export", "primary")
            exporting.clicked.connect(lambda: self.export_asked.emit(self._case))
            items += [returning, exporting]
        return row(*items)

    @Slot()
    def _on_complete(self) -> None:
        assert self._case is not None  # noqa: S101  load() has set it
        question = _(
            "After this the answers are frozen. Later changes are dated amendments. Complete now?"
        )
        if not ask(self, _("Complete the file"), question, _("Complete the file")):
            return
        try:
            case = self._services.session.intake.complete(self._case.id)
        except TipdeskError as error:
            show_error(self, error)
            return
        self.load(case)

    def _confirm_supervisor(self, purpose: str) -> Confirmed | None:
        supervisors = [
            officer
            for officer in self._services.session.officers()
            if officer.role is Role.SUPERVISOR
        ]
        return ask_confirmation(self._services, supervisors, purpose, self)

    @Slot()
    def _on_return(self) -> None:
        assert self._case is not None  # noqa: S101  load() has set it
        remarks = ask_remarks(self)
        if not remarks:
            return
        confirmed = self._confirm_supervisor(_("Return the file with these remarks"))
        if confirmed is None:
            return
        try:
            case = self._services.session.intake.return_with_remarks(
                self._case.id, remarks, confirmed
            )
        except TipdeskError as error:
            show_error(self, error)
            return
        finally:
            confirmed.wipe()
        self.load(case)

    @Slot()
    def _on_approve(self) -> None:
        assert self._case is not None  # noqa: S101  load() has set it
        intake = self._services.session.intake
        picks = ask_picks(self, intake.pickable(self._case.id))
        if picks is None:
            return
        confirmed = self._confirm_supervisor(
            _("Approve for referral as {role}").format(role=role_label(Role.SUPERVISOR))
        )
        if confirmed is None:
            return
        try:
            case = intake.approve(self._case.id, confirmed, picks)
        except TipdeskError as error:
            show_error(self, error)
            return
        finally:
            confirmed.wipe()
        self.load(case)
