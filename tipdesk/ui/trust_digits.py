"""Typing in the 40 digits of an authority: the one thing that the stick cannot bring."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _, is_rtl, ngettext
from tipdesk.i18n.text import ascii_digits, isolate, isolated
from tipdesk.ui.look import px
from tipdesk.ui.parts import button, copyable, label, labelled, note, row

DIGITS = 40
_GROUP = 5


def grouped_digits(text: str) -> str:
    """The digits of `text` (any digit set, anything between them) in groups of five."""
    digits = "".join(sign for sign in ascii_digits(text) if "0" <= sign <= "9")[:DIGITS]
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def digits_label(fingerprint: str) -> QLabel:
    """40 digits to read aloud: two lines of four groups, the first group at the left."""
    groups = fingerprint.split()
    half = len(groups) // 2
    shown = copyable(" ".join(groups[:half]) + "\n" + " ".join(groups[half:]), "digits")
    shown.setAccessibleName(fingerprint)
    return shown


def _explained(dialog: QDialog, agency: str) -> QVBoxLayout:
    """The dialog's layout, with its title and where the digits come from."""
    box = QVBoxLayout(dialog)
    box.setContentsMargins(px(24), px(20), px(24), px(18))
    box.setSpacing(px(14))
    box.addWidget(label(dialog.windowTitle(), "h2"))
    box.addWidget(
        note(
            _(
                "Type the 40 digits that the authority gave you on paper or by voice. Never copy "
                "them from the stick: whoever changed the pack could change them too."
            )
        )
    )
    if agency:
        box.addWidget(label(_("The pack says it is from: {agency}").format(agency=isolate(agency))))
    return box


def ask_digits(parent: QWidget, agency: str) -> str | None:
    """The 40 digits, as heard from the authority; None when the person went back."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(_("The authority's fingerprint"))
    dialog.setMinimumWidth(px(640))
    field = QLineEdit()
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    field.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    field.setObjectName("digitsField")
    missing = label("", "muted")
    go_on = button(_("Trust this authority"), style="primary")
    go_on.setDefault(True)
    back = button(_("Cancel"))

    def tidy(text: str) -> None:
        shown = grouped_digits(text)
        if shown != text:
            before = len(grouped_digits(text[: field.cursorPosition()]))
            field.setText(shown)
            field.setCursorPosition(before)
        left = DIGITS - len(shown.replace(" ", ""))
        missing.setText(
            ngettext("{count} digit to go", "{count} digits to go", left).format(
                count=isolated(str(left))
            )
            if left
            else _("All digits are there.")
        )
        go_on.setEnabled(left == 0)

    box = _explained(dialog, agency)
    box.addWidget(labelled(_("40 digits"), field))
    box.addWidget(missing)
    box.addWidget(row(back, 1, go_on))
    field.textEdited.connect(tidy)
    go_on.clicked.connect(dialog.accept)
    back.clicked.connect(dialog.reject)
    tidy("")
    field.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    typed = field.text()
    dialog.deleteLater()
    return typed if accepted else None
