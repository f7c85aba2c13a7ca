"""Beside a letter of referral: its need and what came back; without a letter, what is missing.

A returned reply slip is entered by hand: choose the scan, find its file and need, type what it says
beside its picture, keep the scan (`enter_reply`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QVBoxLayout, QWidget

from tipdesk.cases.casework.case_work import CaseWork, Need, subject_of_need
from tipdesk.cases.casework.entries import FIRST_NEED
from tipdesk.cases.model import Act, Case
from tipdesk.cases.paper import referrals
from tipdesk.cases.paper.prints import ReplyCode
from tipdesk.core.errors import AnswerRefused, LetterRefused, ReasonNeeded, TipdeskError
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import forget
from tipdesk.desk.paper.referring import FileNeed, ScannedSlip, read_slip, seal_slip
from tipdesk.forms.model import Choice, LocalText, Question, QuestionType
from tipdesk.forms.values import normalise, stored_date_time
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language
from tipdesk.media.kinds import PAGED, PICTURES
from tipdesk.printing.outside.own_process import IsolatedPages
from tipdesk.printing.preview import PageSizes
from tipdesk.texts.messages import sentence
from tipdesk.ui.access.reason_dialog import ask_reason
from tipdesk.ui.form.date_editors import DateTimeEditor
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.dialogs import Dialog, say, show_error
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import (
    NothingHere,
    button,
    column,
    label,
    labelled,
    note,
    resize_on_screen,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.privacy import Veil
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.pages import PdfPreview

# --- what a returned slip says ----------------------------------------------------------------


_AT = Question("answered_at", QuestionType.DATETIME, LocalText("", ""))
_COME = Question("come_at", QuestionType.DATETIME, LocalText("", ""))
_FORM = 370


@dataclass(frozen=True, slots=True)
class SeenSlip:
    """A scan as it was read, and what can be shown of it."""

    scanned: ScannedSlip
    pages: IsolatedPages | None = None
    sizes: PageSizes | None = None


@dataclass(frozen=True, slots=True)
class AnsweredNeed:
    """Which need a slip answers, in words, and what the form offers as a reason."""

    need: str
    reasons: Sequence[Choice]
    before: str = ""  # what an earlier slip answered, in words


class ReplyDialog(Dialog):
    """Nothing is read from the slip but its code: a person reads the handwriting."""

    def __init__(
        self, services: Services, case: Case, code: ReplyCode, question: AnsweredNeed,
        seen: SeenSlip, parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent, _("Answer of a service"), job=_("Record"))
        self._services, self._case, self._code = services, case, code
        self._sha256 = hashlib.sha256(seen.scanned.data).hexdigest()
        self._need = question.need
        self._resumes: QWidget | None = None  # what had the cursor before names were hidden
        resize_on_screen(self, 1000, 700)
        self._status, self._why = CalmCombo(), CalmCombo()
        self._by, self._place = TextLine(), TextLine()
        around = Surroundings(language(), now=services.clock)
        self._at, self._come = DateTimeEditor(_AT, around), DateTimeEditor(_COME, around)
        self._at.describe(_("Date and hour of the answer"), "")
        self._come.describe(_("Day and hour of the appointment"), "")
        self._keep = QCheckBox(_("Keep the picture of the slip with the file"))
        self._keep.setChecked(True)
        self._fill(question.reasons)
        form = scrolled(self._form(question), edge=px(4))
        form.setFixedWidth(px(_FORM))
        self._veil = Veil(row(form, _shown(services, seen), spacing=px(18), wide=1))
        self._veil.names_asked.connect(services.signals.names_asked)
        self.box.addWidget(self._veil, 1)
        self.add_end(form)
        self.ok.clicked.connect(self._on_ok)
        self._status.currentIndexChanged.connect(self._on_status)
        signals = (self._at.edited, self._come.edited, self._by.textEdited)
        for changed in (self._status.currentIndexChanged, *signals):
            changed.connect(lambda *_arguments: self.say(""))
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
    def summary(self) -> str:
        """Of which file and need the answer is, and what it says."""
        number = isolated(self._case.number)
        where = _("File {number}").format(number=number)
        lines = [where, self._need, self._status.currentText()]
        if appointment := self._agreed():
            lines.append(appointment_text(*appointment))
        return "\n".join(lines)

    def _fill(self, reasons: Sequence[Choice]) -> None:
        names = answer_names()
        self._status.addItem("—", "")
        for code in referrals.ANSWERS:
            self._status.addItem(names[code], code)
        self._why.addItem("—", "")
        for reason in reasons:
            self._why.addItem(reason.label.text(language()), reason.name)

    def _form(self, question: AnsweredNeed) -> QWidget:
        number = isolated(self._case.number)
        self._why_field = labelled(_("Why the service was not delivered"), self._why)
        self._come_field = labelled(_("Day and hour of the appointment"), self._come)
        self._place_field = labelled(_("Place of the appointment, and with whom"), self._place)
        parts: list[QWidget | int] = [
            label(_("File {number}").format(number=number), "fieldLabel"),
            label(question.need, wrap=True),
            labelled(_("What the service answers"), self._status),
            self._why_field,
            self._come_field,
            self._place_field,
            labelled(_("Date and hour of the answer"), self._at),
            labelled(_("Who answered, and in which position"), self._by),
        ]
        if question.before:
            parts.insert(2, note(question.before))
        return column(*parts, self._keep, 1, spacing=px(12))

    @Slot()
    def _on_status(self) -> None:
        status = self._status.currentData()
        self._why_field.setVisible(status in referrals.NOT_SERVED)
        for field in (self._come_field, self._place_field):
            field.setVisible(status in referrals.SERVED)

    def _agreed(self) -> tuple[str, str] | None:
        """Hour (a stored time) and place of the appointment, where the answer brings one."""
        if self._status.currentData() not in referrals.SERVED:
            return None
        agreed = _stored(_COME, self._come), self._place.text().strip()
        return agreed if any(agreed) else None

    def _reply(self) -> referrals.Reply | None:
        """What was typed; None when something has to be corrected, which is said."""
        status, by = str(self._status.currentData()), self._by.text().strip()
        at, (come_at, place) = _stored(_AT, self._at), self._agreed() or ("", "")
        unread = self._come.isVisible() and self._come.text() and not come_at
        if not status:
            self._refuse(self._status, _("Choose what the service answers."))
        elif not at:
            self._refuse(self._at, _("Write day and time, such as 24/11/2026 09:30."))
        elif unread:
            self._refuse(self._come, _("Write day and time, such as 24/11/2026 09:30."))
        elif not by:
            self._refuse(self._by, _("Write who answered, as on the slip."))
        else:
            why = str(self._why.currentData())
            return referrals.Reply(status, at, by, why, place, come_at)
        return None

    def _refuse(self, field: QWidget, text: str) -> None:
        self.say(text)
        field.setFocus()

    @Slot()
    def _on_ok(self) -> None:
        reply = self._reply()
        if reply is None:
            return
        scan = self._sha256 if self.keeps else ""
        try:
            self._services.session.referring.record(self._case.id, self._code, reply, scan)
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


def appointment_text(stored: str, place: str) -> str:
    """When (a stored time, '' where it is not told) and where the person is to come, in a line of
    its own."""
    at = format_datetime(datetime.fromisoformat(stored), language()) if stored else ""
    words = " – ".join(part for part in (at and isolated(at), place and isolate(place)) if part)
    return _("Appointment: {words}").format(words=words)


def _stored(question: Question, editor: DateTimeEditor) -> str:
    """What was typed as a stored time; '' where it cannot be read."""
    try:
        return normalise(question, editor.text())
    except AnswerRefused:
        return ""


def ask_reply(dialog: ReplyDialog) -> bool:
    """Whether the answer was recorded."""
    return dialog.exec() == QDialog.DialogCode.Accepted


def _shown(services: Services, seen: SeenSlip) -> QWidget:
    if seen.pages is not None and seen.sizes is not None:
        preview = PdfPreview(services.jobs)
        preview.show_pages(seen.sizes, seen.pages.page)
        return preview
    return label(_("The slip cannot be shown here. Read it on paper."), wrap=True)


# --- entering a slip --------------------------------------------------------------------------


_REASONS = "no_service"  # list of the form


def reply_button(services: Services, page: QWidget) -> QPushButton:
    """What enters the answer of a service: the slip names its file."""
    reply = button(_("Enter a reply slip"), "qr-code")
    reply.clicked.connect(lambda: enter_reply(services, page))
    reply.setEnabled(services.session.may(Act.EDIT))
    return reply


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
    seen = wait_for(services.jobs, parent, _("Reading the slip…"), partial(_read_slip, path))
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


def _read_slip(path: Path, work: Work) -> SeenSlip:
    """Read the codes, and make what is shown. JOB."""
    scanned = read_slip(path, work)
    if scanned.kind not in PAGED and scanned.kind not in PICTURES:
        return SeenSlip(scanned)
    pages = IsolatedPages(scanned.data, scanned.kind)
    sizes = pages.sizes()
    if sizes.count or scanned.kind in PAGED:
        return SeenSlip(scanned, pages=pages, sizes=sizes)
    pages.close()
    return SeenSlip(scanned)


def _entered(
    services: Services,
    parent: QWidget,
    path: Path,
    seen: SeenSlip,
    case: Case | None,
    need: int,
) -> bool:
    referring, slip_code = services.session.referring, seen.scanned.read
    case = case or referring.case_of(slip_code)
    try:
        code = referring.expected(case.id, slip_code, need)
    except ReasonNeeded:
        if not ask_reason(services.session, case, parent):
            return False
        code = referring.expected(case.id, slip_code, need)
    dialog = ReplyDialog(services, case, code, _asked(services, case, code), seen, parent)
    recorded, keeps, summary = ask_reply(dialog), dialog.keeps, dialog.summary
    dialog.deleteLater()
    if not recorded or services.open_session is None:  # locked meanwhile
        return False
    if keeps:
        _keep(services, parent, (path, seen.scanned), case, code)
    say(parent, _("The answer is recorded"), summary)
    return True


def _asked(services: Services, case: Case, code: ReplyCode) -> AnsweredNeed:
    referring = services.session.referring
    needs = {
        need.row: " – ".join(part for part in (need.label, need.agency) if part)
        for need in referring.needs(case.id, language())
    }
    form = services.session.files.rules(case.id).definition
    reasons = form.choices.get(_REASONS, ())
    work = services.session.case_work.work(case.id)
    before = _before(work, work.needs.get(subject_of_need(code.need)))
    return AnsweredNeed(needs.get(code.need, ""), reasons, before)


def _before(work: CaseWork, need: Need | None) -> str:
    """What an earlier slip answered: a service may say more, and one slip may be entered twice."""
    if need is None or need.status not in referrals.ANSWERS or not need.answered_by:
        return ""
    text = _("Recorded so far: {answer}, by {name}. What is recorded now takes its place.")
    recorded = text.format(answer=answer_names()[need.status], name=isolate(need.answered_by))
    booked = work.appointments.get(need.appointment)
    if booked is not None:
        return f"{recorded}\n{appointment_text(stored_date_time(booked.at), booked.place)}"
    if need.told_appointment and need.status in referrals.SERVED:
        return f"{recorded}\n{appointment_text('', need.told_appointment)}"
    return recorded


def _keep(
    services: Services,
    parent: QWidget,
    slip: tuple[Path, ScannedSlip],
    case: Case,
    code: ReplyCode,
) -> None:
    """Keep the scan with the signed papers, also of a complete file."""
    session = services.session
    plan = session.attachments.attach_plan(case.id)
    task = partial(seal_slip, plan, *slip)
    sealed = wait_for(services.jobs, parent, _("Keeping the slip…"), task)
    if sealed is None or services.open_session is None:
        return
    try:
        session.signed_papers.keep_slip(case.id, code, sealed)
    except TipdeskError:
        forget(plan, sealed)
        raise


class ReferralSide(QWidget):
    """`chosen` when another need was chosen, `answered` when a slip was entered, `question_asked`
    to go where what is missing is answered. `instead` stands where the letter would."""

    chosen = Signal()
    answered = Signal()
    question_asked = Signal(str, str)  # section, path

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._case: Case | None = None
        self._masked = False
        self._needs: Sequence[FileNeed] = ()
        self._wanted = 0  # the row of the need that the letter was asked for; 0: none in particular
        self._need = CalmCombo()
        self._state = label("", "muted", wrap=True)
        self._complete = button(_("Complete it in the interview"), "arrow-right", "primary")
        self.instead = NothingHere("article", self._complete)
        self._reply = button(_("Enter the reply slip…"), "qr-code")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        need = labelled(_("Need"), self._need)
        for part in (need, self._state, self._reply):
            box.addWidget(part)
        self._need.currentIndexChanged.connect(self._on_chosen)
        self._complete.clicked.connect(self._on_complete)
        self._reply.clicked.connect(self._on_reply)

    def want(self, need: int) -> None:
        """Of the file that is shown next, begin with the need in this row; 0: with any."""
        self._wanted = need

    def show_case(self, case: Case | None) -> None:
        """The needs of the file, the one that was chosen before again; None: nothing is said.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        self.setVisible(case is not None and not self._masked)
        again = case is not None and case == self._case
        before = self._wanted or (self.need if again else 0)
        self._wanted = 0
        self._case = case
        if case is None:
            return
        self._needs = self._services.session.referring.needs(case.id, language())
        rows = [need.row for need in self._needs]
        self._need.blockSignals(True)
        self._need.clear()
        for need in self._needs:
            self._need.addItem(need.label, need.row)
        first = next((need.row for need in self._needs if not need.missing), 0)
        wanted = before if before in rows else first
        self._need.setCurrentIndex(rows.index(wanted) if wanted in rows else min(0, len(rows) - 1))
        self._need.blockSignals(False)
        self._need.setEnabled(len(rows) > 1)
        self._tell()

    def set_masked(self, masked: bool) -> None:
        """Hide or show it (F7): what somebody needs, and from whom, tells of them."""
        self._masked = masked
        self.setVisible(self._case is not None and not masked)

    @property
    def need(self) -> int:
        """The row of the chosen need; 0: there is none."""
        return int(self._need.currentData() or 0)

    def _tell(self) -> None:
        need = next((listed for listed in self._needs if listed.row == self.need), None)
        lacks = need.missing if need is not None else ()
        lines = _need_lines(need)
        self._state.setText("\n".join(lines))
        self._state.setVisible(bool(lines))
        may_write = self._services.session.may(Act.EDIT)
        left = need is not None and need.letter is not None
        self._complete.setVisible(may_write and bool(self._open_question()))
        self._reply.setVisible(may_write and (left or not lacks))
        self._reply.setEnabled(left)
        why = _why_not(lacks if need is not None else (referrals.Missing.NO_NEED,))
        self.instead.say(_("No letter can be printed for this need"), why)

    @Slot()
    def _on_chosen(self) -> None:
        self._tell()
        self.chosen.emit()

    def _open_question(self) -> str:
        """The path of what is answered first, so that a letter can be written; '' for nothing."""
        if not self._needs:
            return referrals.answered_at(referrals.Missing.NO_NEED, 0)
        lacks = next((listed.missing for listed in self._needs if listed.row == self.need), ())
        paths = [referrals.answered_at(missing, self.need) for missing in lacks]
        if not paths or not all(paths):
            return ""
        noted_later = self.need >= FIRST_NEED and paths[0].startswith(referrals.NEEDS)
        return "" if noted_later else paths[0]

    @Slot()
    def _on_complete(self) -> None:
        path = self._open_question()
        if self._case is not None and path:
            section = self._services.session.files.rules(self._case.id).section_of(path)
            self.question_asked.emit(section, path)

    @Slot()
    def _on_reply(self) -> None:
        if enter_reply(self._services, self, self._case, self.need):
            self.answered.emit()


def _why_not(lacks: Sequence[referrals.Missing]) -> str:
    """Everything that is missing, and what to do: what no answer puts right goes before."""
    sentences = [sentence(LetterRefused(reason=missing.value)) for missing in lacks]
    final = [
        words
        for words, missing in zip(sentences, lacks, strict=True)
        if not referrals.answered_at(missing, 0)
    ]
    step = [words.next_step for words in (*final, *sentences)][:1]
    return "\n".join([words.what for words in sentences] + step)


def _need_lines(need: FileNeed | None) -> list[str]:
    """To whom the letter goes, and when one has left."""
    if need is None:
        return [_("No need is recorded in the file.")]
    lines = [_("To: {agency}").format(agency=need.agency)] if need.agency else []
    if need.letter is not None and need.letter.at is not None:
        when = isolated(format_datetime(need.letter.at, language()))
        lines.append(_("The last letter left on {when}.").format(when=when))
    return lines
