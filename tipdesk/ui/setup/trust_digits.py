"""Typing in the 40 digits of an authority, the one thing that the USB drive cannot bring, and
digits that are read aloud and compared, in numbered groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from tipdesk.bundle.trust import same_digits
from tipdesk.core.errors import FingerprintMismatch
from tipdesk.i18n.text import _, ascii_digits, isolate, isolated, ngettext
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import button, copyable, label, labelled, note
from tipdesk.ui.toolkit.theme import px

DIGITS = 40
_GROUP = 5
_IN_A_LINE = 4  # groups
_LARGE = 150  # per cent: letters of which half as many have room beside each other


def grouped_digits(text: str) -> str:
    """The digits of `text` (any digit set, anything between them) in groups of five."""
    digits = "".join(sign for sign in ascii_digits(text) if "0" <= sign <= "9")[:DIGITS]
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


class NumberedDigits(QWidget):
    """40 digits in eight groups, each under its number: so they can be read out in any order. The
    first group stands at the left in every language."""

    def __init__(self, groups: Sequence[str]) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(
            " ".join(f"{number}: {group}" for number, group in enumerate(groups, 1))
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(22))
        grid.setVerticalSpacing(px(2))
        in_a_line = _IN_A_LINE if px(100) < _LARGE else _IN_A_LINE // 2
        for at, group in enumerate(groups):
            line, place = divmod(at, in_a_line)
            number, digits = label(str(at + 1), "muted"), copyable(group, "digits")
            digits.setWordWrap(False)
            for part in (number, digits):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(number, 2 * line, place)
            grid.addWidget(digits, 2 * line + 1, place)


def _explain(dialog: Dialog, agency: str) -> None:
    """The title, and where the digits come from."""
    dialog.add_heading(dialog.windowTitle())
    dialog.box.addWidget(
        note(
            _(
                "Type the 40 digits that the certification authority gave you on paper "
                "or by voice. Never copy them from the USB drive: whoever changed the "
                "list could change them too."
            )
        )
    )
    if agency:
        words = _("The list says it is from: {agency}").format(agency=isolate(agency))
        dialog.box.addWidget(label(words))


class _Digits(Dialog):
    """The digits as heard from the authority; stays, with what was typed, until they are right."""

    def __init__(self, parent: QWidget, agency: str, fingerprint: str) -> None:
        shape = Shape(least_width=640, spacing=14)
        super().__init__(parent, _("The certification authority's fingerprint"), shape)
        self._fingerprint = fingerprint
        self._field = TextLine(ltr=True)
        self._field.setObjectName("digitsField")
        self._missing = label("", "muted")
        self._problem = label("", "error", wrap=True)
        self._problem.setVisible(False)
        self._go_on = button(_("Trust this certification authority"), style="primary")
        self._go_on.setDefault(True)
        back = button(_("Cancel"))
        _explain(self, agency)
        self.box.addWidget(labelled(_("40 digits"), self._field))
        self.box.addWidget(self._missing)
        self.box.addWidget(self._problem)
        self.add_buttons(back, 1, self._go_on)
        self._field.textEdited.connect(self._tidy)
        self._go_on.clicked.connect(self._on_go_on)
        back.clicked.connect(self.reject)
        self._tidy("")
        self._field.setFocus()

    @Slot(str)
    def _tidy(self, text: str) -> None:
        grouped = grouped_digits(text)
        if grouped != text:
            before = len(grouped_digits(text[: self._field.cursorPosition()]))
            self._field.setText(grouped)
            self._field.setCursorPosition(before)
        left = DIGITS - len(grouped.replace(" ", ""))
        self._missing.setText(
            ngettext("{count} digit to go", "{count} digits to go", left).format(
                count=isolated(str(left))
            )
            if left
            else _("All digits are there.")
        )
        self._problem.setVisible(False)
        self._go_on.setEnabled(left == 0)

    @Slot()
    def _on_go_on(self) -> None:
        if same_digits(self._fingerprint, self.digits):
            self.accept()
            return
        # Not where they differ: that would give the right ones away, five at a time.
        message = sentence(FingerprintMismatch())
        self._problem.setText(f"{message.what} {message.next_step}")
        self._problem.setVisible(True)
        self._field.setFocus()
        self._field.deselect()  # the next digit corrects one, and does not replace them all

    @property
    def digits(self) -> str:
        """As typed."""
        return self._field.text()


def ask_digits(parent: QWidget, agency: str, fingerprint: str) -> str | None:
    """Ask for the 40 digits until they are those of `fingerprint`; None when the person went
    back."""
    dialog = _Digits(parent, agency, fingerprint)
    try:
        return dialog.digits if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()
