"""What a returned slip says, typed by the officer beside its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from tipdesk.cases.model import Case
from tipdesk.cases.paper import referrals
from tipdesk.cases.paper.printed_codes import ReplyCode
from tipdesk.cases.paper.referrals import Reply
from tipdesk.core.errors import AnswerRefused, TipdeskError
from tipdesk.desk.paper.referring import ScannedSlip
from tipdesk.forms.model import Choice, LocalText, Question, QuestionType
from tipdesk.forms.values import normalise
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import isolate, isolated
from tipdesk.printing.outside.own_process import PagesApart
from tipdesk.printing.preview import PageSizes
from tipdesk.ui.form.date_editors import DateTimeEditor
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.dialogs import say_refused
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.job_dialog import JobDialog
from tipdesk.ui.toolkit.parts import (
    column,
    label,
    labelled,
    note,
    resize_on_screen,
    row,
    scrolled,
    text_area,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.veil import Veil
from tipdesk.ui.viewers.pages import PdfPreview
from tipdesk.ui.viewers.picture import as_page

_AT = Question("answered_at", QuestionType.DATETIME, LocalText("", ""))
_FORM = 370


@dataclass(frozen=True, slots=True)
class SeenSlip:
    """A scan as it was read, and what can be shown of it."""

    scanned: ScannedSlip
    picture: QImage | None = None
    pages: PagesApart | None = None
    sizes: PageSizes | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which need a slip answers, in words, and what the form offers as a reason."""

    need: str
    reasons: Sequence[Choice]
    amends: bool  # the file is complete
    before: str = ""  # what an earlier slip answered, in words


class ReplyDialog(JobDialog):
    """Nothing is read from the slip but its code: a person reads the handwriting."""

    def __init__(
        self, services: Services, case: Case, code: ReplyCode, asked: Asked, seen: SeenSlip,
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(_("Answer of a service"), _("Record"), parent)
        self._services, self._case, self._code = services, case, code
        self._amends, self._need = asked.amends, asked.need
        self._resumes: QWidget | None = None  # what had the cursor before names were hidden
        resize_on_screen(self, 1000, 700)
        self._status, self._why = CalmCombo(), CalmCombo()
        self._by, self._appointment = TextLine(), TextLine()
        self._at = DateTimeEditor(_AT, Surroundings(language(), now=services.clock))
        self._at.describe(_("Date and hour of the answer"), "")
        self._note = text_area(px(64))
        say_refused(self._note)
        self._note.setPlainText(_("The service has answered the letter of referral."))
        self._keep = QCheckBox(_("Keep the picture of the slip with the file"))
        self._keep.setChecked(True)
        self._fill(asked.reasons)
        form = scrolled(self._form(asked), edge=px(4))
        form.setFixedWidth(px(_FORM))
        self._veil = Veil(row(form, _shown(services, seen), spacing=px(18), wide=1))
        self._veil.names_asked.connect(services.signals.names_asked)
        self.box.addWidget(self._veil, 1)
        self.add_end(form)
        self.ok.clicked.connect(self._on_ok)
        self._status.currentIndexChanged.connect(self._on_status)
        for changed in (self._status.currentIndexChanged, self._at.edited, self._by.textEdited):
            changed.connect(lambda *_told: self.say(""))
        self._on_status()
        self._status.setFocus()
        self.set_masked(services.names_hidden)

    def set_masked(self, masked: bool) -> None:
        """Hide or show it (F7): what somebody needs, and from whom, tells of them."""
        if masked:
            self._resumes = self.focusWidget()
        self._veil.cover(masked)
        self.ok.setEnabled(not masked)
        if not masked and self._resumes is not None:
            self._resumes.setFocus()

    @property
    def keeps(self) -> bool:
        """Whether the scan is to be attached to the file."""
        return self._keep.isChecked()

    @property
    def told(self) -> str:
        """Of which file and need the answer is, and what it says."""
        number = isolated(self._case.number)
        where = _("File {number}").format(number=number)
        lines = [where, self._need, self._status.currentText()]
        if appointment := self._agreed():
            lines.append(appointment_text(appointment))
        return "\n".join(lines)

    def _fill(self, reasons: Sequence[Choice]) -> None:
        said = answer_names()
        self._status.addItem("—", "")
        for code in referrals.ANSWERS:
            self._status.addItem(said[code], code)
        self._why.addItem("—", "")
        for reason in reasons:
            self._why.addItem(reason.label.text(language()), reason.name)

    def _form(self, asked: Asked) -> QWidget:
        number = isolated(self._case.number)
        self._why_field = labelled(_("Why the service was not delivered"), self._why)
        when = _("Day, hour and place of the appointment")
        self._appointment_field = labelled(when, self._appointment)
        parts: list[QWidget | int] = [
            label(_("File {number}").format(number=number), "fieldLabel"),
            label(asked.need, wrap=True),
            labelled(_("What the service answers"), self._status),
            self._why_field,
            self._appointment_field,
            labelled(_("Date and hour of the answer"), self._at),
            labelled(_("Who answered, and in which position"), self._by),
        ]
        if asked.before:
            parts.insert(2, note(asked.before))
        if asked.amends:
            told = _(
                "The file is complete: the answer is recorded as an amendment, and what was "
                "approved or sent is to be completed and approved again."
            )
            parts += [note(told, "notewarn"), labelled(_("Reason for the amendment"), self._note)]
        return column(*parts, self._keep, 1, spacing=px(12))

    @Slot()
    def _on_status(self) -> None:
        status = self._status.currentData()
        self._why_field.setVisible(status in referrals.NOT_SERVED)
        self._appointment_field.setVisible(status in referrals.SERVED)

    def _agreed(self) -> str:
        """The appointment, where the answer may bring one."""
        asked = self._status.currentData() in referrals.SERVED
        return self._appointment.text().strip() if asked else ""

    def _reply(self) -> Reply | None:
        """What was typed; None when something has to be mended, which is said."""
        status, by = str(self._status.currentData()), self._by.text().strip()
        try:
            at = normalise(_AT, self._at.text())
        except AnswerRefused:
            at = ""
        if not status:
            self._refuse(self._status, _("Choose what the service answers."))
        elif not at:
            self._refuse(self._at, _("Write day and time, such as 24/11/2026 09:30."))
        elif not by:
            self._refuse(self._by, _("Write who answered, as on the slip."))
        else:
            return Reply(status, at, by, str(self._why.currentData()), self._agreed())
        return None

    def _refuse(self, field: QWidget, text: str) -> None:
        self.say(text)
        field.setFocus()

    @Slot()
    def _on_ok(self) -> None:
        reply = self._reply()
        if reply is None:
            return
        note_ = self._note.toPlainText() if self._amends else ""
        try:
            self._services.session.referring.record(self._case.id, self._code, reply, note_)
        except TipdeskError as error:
            self.say_error(error)
            return
        self.accept()


def answer_names() -> dict[str, str]:
    """What a service may answer, as its slip says it."""
    return {
        "received": _("Letter received"),
        "accepted": _("Referral accepted"),
        "scheduled": _("Appointment set"),
        "rejected": _("Not accepted"),
        "unavailable": _("Service not available"),
    }


def appointment_text(appointment: str) -> str:
    """When and where the person is to come, in a line of its own."""
    return _("Appointment: {words}").format(words=isolate(appointment))


def ask_reply(dialog: ReplyDialog) -> bool:
    """Whether the answer was recorded."""
    return dialog.exec() == QDialog.DialogCode.Accepted


def _shown(services: Services, seen: SeenSlip) -> QWidget:
    if seen.pages is not None and seen.sizes is not None:
        preview = PdfPreview(services.jobs)
        preview.show_pages(seen.sizes, seen.pages.page)
        return preview
    if seen.picture is not None:
        preview = PdfPreview(services.jobs)
        preview.show_pages(*as_page(seen.picture))
        return preview
    return label(_("The slip cannot be shown here. Read it from the paper."), wrap=True)
