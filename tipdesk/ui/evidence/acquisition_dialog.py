"""How an attached file came about is written down, and the tool's hash held against the copy."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.cases.acquisition import Acquisition, HashOf, Outcome, typed_hash
from tipdesk.cases.model import Attachment, Case
from tipdesk.core.errors import AnswerRefused, TipdeskError
from tipdesk.desk.evidence.attachments import compare
from tipdesk.forms.model import LocalText, Question, QuestionType
from tipdesk.forms.values import normalise, stored_date_time
from tipdesk.i18n.text import _, in_one_line, language
from tipdesk.media.kinds import FORENSIC
from tipdesk.texts.acquisition import BLOCKERS, HASHED, LABELS
from tipdesk.ui.form.date_editors import DateTimeEditor
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.dialogs import Dialog
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.parts import column, label, labelled, resize_on_screen, row, scrolled
from tipdesk.ui.toolkit.services import Services

_AT = Question("acquired_at", QuestionType.DATETIME, LocalText("", ""))
_LTR = ("make", "model", "serial", "tool", "version", "source_hash")  # codes and brands
_LINES = (*_LTR, "blocker_name", "acquired_by")


class _Record(Dialog):
    """What is known is filled in; nothing is required but that something is said."""

    def __init__(
        self, services: Services, case: Case, attachment: Attachment, parent: QWidget
    ) -> None:
        super().__init__(parent, _("How the file was acquired"), job=_("Record"))
        self._services, self._case, self._attachment = services, case, attachment
        self._work = services.jobs.work()
        self.recorded = False
        resize_on_screen(self, 760, 660)
        self._lines = {name: TextLine(ltr=name in _LTR) for name in _LINES}
        self._blocker, self._hash_of = CalmCombo(), CalmCombo()
        self._blocker.addItem("—", "")
        for blocker, text in BLOCKERS.items():
            self._blocker.addItem(_(text), blocker.value)
        for kind, text in HASHED.items():
            self._hash_of.addItem(_(text), kind.value)
        self._at = DateTimeEditor(_AT, Surroundings(language(), now=services.clock))
        self._at.describe(_(LABELS["acquired_at"]), "")
        self._fill()
        fields = self._form()
        self.box.addWidget(label(in_one_line(attachment.name), "fieldLabel"))
        self.box.addWidget(scrolled(fields), 1)
        self.add_end(fields)
        self.ok.clicked.connect(self._on_ok)
        self._lines["make"].setFocus()

    def _fill(self) -> None:
        """What was recorded before; else who is here, and the camera that a photograph names."""
        recorded, photo = self._attachment.acquisition, self._attachment.photo
        known = Acquisition(make=photo.make, model=photo.model, serial=photo.serial)
        if self._attachment.media_type in FORENSIC:
            known = Acquisition(hash_of=HashOf.MEDIUM)
        if recorded is not None:
            known = recorded.acquisition
        for name, line in self._lines.items():
            line.setText(str(getattr(known, name)))
        self._at.show_value(known.acquired_at)
        self._blocker.setCurrentIndex(max(0, self._blocker.findData(known.blocker)))
        self._hash_of.setCurrentIndex(max(0, self._hash_of.findData(str(known.hash_of))))

    def _form(self) -> QWidget:
        def field(name: str, hint: str = "") -> QWidget:
            return labelled(_(LABELS[name]), self._lines[name], hint)

        return column(
            label(_("The source"), "h3"),
            row(field("make"), field("model")),
            field("serial"),
            labelled(_(LABELS["blocker"]), self._blocker),
            field("blocker_name"),
            label(_("The acquisition"), "h3"),
            row(field("tool"), field("version")),
            field("acquired_by"),
            labelled(_(LABELS["acquired_at"]), self._at),
            label(_("The hash in the tool's report"), "h3"),
            field("source_hash", _("MD5, SHA-1, SHA-256 or SHA-512, as the report gives it.")),
            labelled(_("What it is of"), self._hash_of),
            label(_("The copy in the vault is read to its end and compared with it."), "muted",
                  wrap=True),
            1,
        )  # fmt: skip

    def _typed(self) -> Acquisition | None:
        """What was typed; None when something has to be corrected, which is said."""
        plain = {name: line.text().strip() for name, line in self._lines.items()}
        try:
            plain["source_hash"] = typed_hash(plain["source_hash"])
        except ValueError:
            self._refuse(
                self._lines["source_hash"],
                _("This is no MD5, SHA-1, SHA-256 or SHA-512: they have 32, 40, 64 or 128 of the "
                  "signs 0 to 9 and a to f."),
            )  # fmt: skip
            return None
        try:
            at = normalise(_AT, self._at.text())
        except AnswerRefused:
            self._refuse(self._at, _("Write day and time, such as 24/11/2026 09:30."))
            return None
        if at > stored_date_time(self._services.clock()):
            self._refuse(self._at, _("This time has not come yet."))
            return None
        acquisition = Acquisition(
            **plain,
            acquired_at=at,
            blocker=str(self._blocker.currentData()),
            hash_of=str(self._hash_of.currentData()) if plain["source_hash"] else "",
        )
        if acquisition == Acquisition():
            self._refuse(self._lines["make"], _("Write down what is known of it."))
            return None
        return acquisition

    def _refuse(self, field: QWidget, text: str) -> None:
        self.say(text)
        field.setFocus()

    @Slot()
    def _on_ok(self) -> None:
        acquisition = self._typed()
        if acquisition is None:
            return
        self.say("")
        try:
            opener = self._services.session.attachments.acquisition_opener(self._attachment)
        except TipdeskError as error:
            self.say_error(error)
            return
        self.set_busy(True)
        self._cancel.setEnabled(True)
        self._work = self._services.jobs.work()
        self._services.jobs.run(
            partial(compare, opener, acquisition, self._work),
            done=partial(self._on_compared, acquisition),
            failed=self._on_failed,
        )

    @Slot()
    def reject(self) -> None:
        """At any time: reading a large copy is stopped, and a lock waits for nothing."""
        self._work.cancel()
        QDialog.reject(self)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        self.may_hide = False  # reading can be done again at any time

    def _on_failed(self, error: TipdeskError) -> None:
        self.say_error(error)

    def _on_compared(self, acquisition: Acquisition, outcome: Outcome) -> None:
        if not self.isVisible():  # it was cancelled, or the vault locked, in this very moment
            return
        try:
            session = self._services.session
            session.attachments.record_acquisition(
                self._case.id, self._attachment, acquisition, outcome
            )
        except TipdeskError as error:
            self.say_error(error)
            return
        self.recorded = True
        self.set_busy(False)
        self.accept()


def record_acquisition(
    services: Services, case: Case, attachment: Attachment, parent: QWidget
) -> bool:
    """Ask how a file was acquired and record it; whether that was done."""
    dialog = _Record(services, case, attachment, parent)
    dialog.exec()
    recorded = dialog.recorded
    dialog.deleteLater()
    return recorded
