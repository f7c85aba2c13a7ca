"""What the receiving officer enters before signing a receipt or a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from tipdesk.bundle.problems import OF_REFUSAL
from tipdesk.bundle.taken_in import MOST_WORDS
from tipdesk.desk.handover.receiving import CheckedBundle
from tipdesk.i18n.text import _, ascii_digits, clean, foreign, in_one_line, isolate, isolated
from tipdesk.texts.messages import problem
from tipdesk.ui.toolkit.choosing_files import choose_folder, place_text
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.fields import CalmCombo, code_field
from tipdesk.ui.toolkit.parts import button, column, label, labelled, note, row, text_area
from tipdesk.ui.toolkit.theme import px

_REGISTRY_NUMBER = re.compile(r"[A-Z0-9/-]{1,32}")


@dataclass(frozen=True, slots=True)
class Answering:
    """`text` is the registry number of a receipt or the error code of a refusal."""

    text: str
    folder: Path


class _Folder(QWidget):
    """The folder for the signed answer, and a way to another one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._shown, self._place = label("", "muted"), label("", "muted", wrap=True)
        change = button(_("Choose another folder…"), "folder-open")
        change.clicked.connect(self._on_change)
        title = label(_("The signed answer is saved here:"), "fieldLabel")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(column(title, self._shown, self._place, row(change, 1), spacing=px(6)))
        self._show()

    def _show(self) -> None:
        """A path has no spaces to break at; what its line leaves out, the pointer shows."""
        self._shown.setText(in_one_line(str(self.folder)))
        self._shown.setToolTip(foreign(str(self.folder)))
        self._place.setText(text := place_text(self.folder))
        self._place.setVisible(bool(text))

    def _on_change(self) -> None:
        picked = choose_folder(self, _("Choose the USB drive or a folder"))
        if picked is not None:
            self.folder = picked
            self._show()


class AnswerDialog(Dialog):
    """Number of a receipt, or reason of a refusal, and the folder."""

    def __init__(self, title: str, folder: Path, parent: QWidget) -> None:
        super().__init__(parent, title, Shape(least_width=540, spacing=14))
        self.folder = _Folder(folder)
        self.ok = button(_("Go on"), style="primary")
        self.ok.setDefault(True)
        back = button(_("Cancel"))
        self.add_heading(title)
        self._foot = row(back, 1, self.ok)
        self.ok.clicked.connect(self.accept)
        back.clicked.connect(self.reject)

    def finish(self) -> None:
        """Add folder and buttons below what is asked."""
        self.box.addWidget(self.folder)
        self.box.addWidget(self._foot)


def ask_receipt(
    parent: QWidget,
    folder: Path,
    is_taken: Callable[[str], bool],
    *,
    again: str = "",
    registered: str = "",
) -> Answering | None:
    """Registry number and folder; None when the person went back. `is_taken` tells whether a number
    is in the register; `again` is the number of a bundle that was received before, `registered`
    that of its file."""
    title = _("Issue the receipt again") if again else _("Receive the case bundle")
    dialog = AnswerDialog(title, folder, parent)
    number: QLineEdit = code_field("")
    wrong = label("", "error", wrap=True)

    def check() -> None:
        typed = number.text().strip()
        problem_text = _number_fault(typed, is_taken) if typed else ""
        wrong.setText(problem_text)
        wrong.setVisible(bool(problem_text))
        dialog.ok.setEnabled(not problem_text)

    if again:
        dialog.box.addWidget(
            note(_("It was received under number {number}.").format(number=isolated(again)))
        )
    elif registered:
        text = _("The file is in the register. What comes now is filed under its number, {number}.")
        dialog.box.addWidget(note(text.format(number=isolated(registered))))
    else:
        hint = _("Leave it empty to take the next number of this station.")
        dialog.box.addWidget(labelled(_("Registry number"), number, hint))
        dialog.box.addWidget(wrong)
        dialog.box.addWidget(
            note(_("The receipt is not encrypted: the number travels where anyone can read it."))
        )
        number.textChanged.connect(check)
        check()
    dialog.finish()
    (dialog.ok if again or registered else number).setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    text = ascii_digits(number.text()).strip().upper()
    chosen = dialog.folder.folder
    dialog.deleteLater()
    return Answering(text, chosen) if accepted else None


def accept_text(checked: CheckedBundle) -> str:
    """What the station does with a bundle that holds."""
    if checked.already:
        return _("Issue the receipt again")
    if checked.goes_to_quarantine:
        return _("Keep aside and sign the receipt")
    return _("Receive and sign the receipt")


def ask_quarantine(parent: QWidget, folder: Path, *, decides: bool) -> Answering | None:
    """The folder for the receipt of a bundle that is only kept aside; None: went back. `decides`:
    a prosecutor does, afterwards."""
    dialog = AnswerDialog(_("Keep the case bundle aside"), folder, parent)
    text = _(
        "Only the signer states when it was signed, so it gets no number yet. Ask the sender, then "
        "verify the case bundle again to receive or refuse it for good."
    )
    if decides:
        text = _("It is kept whole and gets no number until a prosecutor takes it in.")
    dialog.box.addWidget(note(text))
    dialog.finish()
    dialog.ok.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.folder.folder
    dialog.deleteLater()
    return Answering("", chosen) if accepted else None


@dataclass(frozen=True, slots=True)
class TakingInAsked:
    """What a prosecutor gave: the reason, a number or '' for the next one, a folder."""

    reason: str
    number: str
    folder: Path


def ask_taking_in(
    parent: QWidget, folder: Path, is_taken: Callable[[str], bool]
) -> TakingInAsked | None:
    """Reason, registry number and folder; None when the person went back."""
    dialog = AnswerDialog(_("Take in the case bundle"), folder, parent)
    reason, number, wrong = text_area(96), code_field(""), label("", "error", wrap=True)
    reason.setAccessibleName(_("Reason"))

    def check() -> None:
        typed = number.text().strip()
        problem_text = _number_fault(typed, is_taken) if typed else ""
        wrong.setText(problem_text)
        wrong.setVisible(bool(problem_text))
        words = clean(reason.toPlainText()).strip()
        dialog.ok.setEnabled(0 < len(words) <= MOST_WORDS and not problem_text)

    hint = _("It is kept with your signature, and the station reads it.")
    dialog.box.addWidget(labelled(_("Reason"), reason, hint))
    next_number = _("Leave it empty to take the next number of this station.")
    dialog.box.addWidget(labelled(_("Registry number"), number, next_number))
    dialog.box.addWidget(wrong)
    reason.textChanged.connect(check)
    number.textChanged.connect(check)
    check()
    dialog.finish()
    reason.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    asked = TakingInAsked(
        clean(reason.toPlainText()).strip(),
        ascii_digits(number.text()).strip().upper(),
        dialog.folder.folder,
    )
    dialog.deleteLater()
    return asked if accepted else None


def _number_fault(typed: str, is_taken: Callable[[str], bool]) -> str:
    """What is wrong with a registry number that was typed; '' for nothing."""
    if not _REGISTRY_NUMBER.fullmatch(typed):
        return _("A number has Latin letters, digits, hyphens and strokes only.")
    return _("This number is in the register already.") if is_taken(typed) else ""


def _in_short(code: str) -> str:
    """What is wrong, without what to do about it: the line of a list holds one sentence."""
    first, more, _rest = problem(code).partition(". ")
    return f"{first}." if more else first


def ask_refusal(parent: QWidget, folder: Path, codes: Sequence[str]) -> Answering | None:
    """Reason and folder; None when the person went back. `codes` are the faults that were found;
    a bundle without a fault can be refused for one of `OF_REFUSAL`."""
    dialog = AnswerDialog(_("Refuse the case bundle"), folder, parent)
    reason = CalmCombo()
    for code in dict.fromkeys(codes):
        reason.addItem(_in_short(code), code)
    for by_hand in OF_REFUSAL:
        reason.addItem(_in_short(by_hand.value), by_hand.value)
    full_reason = label("", "muted", wrap=True)
    room = dialog.minimumWidth() - px(110)  # margins of dialog and field, its arrow

    def on_chosen(at: int) -> None:
        dialog.ok.setEnabled(at >= 0)
        reason_text, short_text = problem(reason.itemData(at) or ""), reason.currentText()
        full_reason.setText(isolate(reason_text))
        fits = reason.fontMetrics().horizontalAdvance(short_text) <= room
        full_reason.setVisible(at >= 0 and not (fits and reason_text == short_text))

    reason.currentIndexChanged.connect(on_chosen)
    if not codes:  # what holds is refused for a reason that somebody chose
        reason.setCurrentIndex(-1)
    on_chosen(reason.currentIndex())
    dialog.box.addWidget(labelled(_("Reason"), reason))
    dialog.box.addWidget(full_reason)
    dialog.finish()
    reason.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    answering = Answering(reason.currentData(), dialog.folder.folder)
    dialog.deleteLater()
    return answering if accepted else None
