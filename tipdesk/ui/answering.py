"""What the receiving officer enters before signing a receipt or a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import ascii_digits, isolated
from tipdesk.messages import problem
from tipdesk.ui.chosen_files import choose_folder
from tipdesk.ui.parts import button, label, labelled, note, row

_REGISTRY_NUMBER = re.compile(r"[A-Z0-9/-]{1,32}")


@dataclass(frozen=True, slots=True)
class Answering:
    """`text` is the registry number of a receipt or the error code of a refusal."""

    text: str
    folder: Path


def ask_answer(
    parent: QWidget, *, accept: bool, folder: Path, codes: Sequence[str]
) -> Answering | None:
    """Number or reason, and the folder for the signed answer; None when the person went back."""
    dialog = QDialog(parent)
    dialog.setMinimumWidth(520)
    dialog.setWindowTitle(_("Receive the bundle") if accept else _("Refuse the bundle"))
    chosen = [folder]
    number = QLineEdit()
    reason = QComboBox()
    for code in codes or ("E_NOT_FOR_US",):
        reason.addItem(problem(code), code)
    place = label(isolated(str(folder)), "muted", wrap=True)
    change = button(_("Choose another folder…"), "folder-open")
    go_on = button(_("Go on"), style="primary")
    back = button(_("Cancel"))

    def on_change() -> None:
        picked = choose_folder(dialog, _("Choose the stick or a folder"))
        if picked is not None:
            chosen[0] = picked
            place.setText(isolated(str(picked)))

    def on_typed() -> None:
        typed = ascii_digits(number.text()).strip().upper()
        go_on.setEnabled(not typed or _REGISTRY_NUMBER.fullmatch(typed) is not None)

    box = QVBoxLayout(dialog)
    box.setContentsMargins(24, 20, 24, 20)
    box.setSpacing(14)
    box.addWidget(label(dialog.windowTitle(), "h2"))
    if accept:
        hint = _("Leave it empty to take the next number of this station.")
        box.addWidget(labelled(_("Registry number"), number, hint))
        box.addWidget(
            note(_("The receipt is not encrypted: the number travels where anyone can read it."))
        )
    else:
        box.addWidget(labelled(_("Reason"), reason))
    box.addWidget(label(_("The signed answer is saved here:"), "fieldLabel"))
    box.addWidget(place)
    box.addWidget(row(change, 1))
    box.addWidget(row(back, 1, go_on))
    change.clicked.connect(on_change)
    number.textChanged.connect(on_typed)
    go_on.clicked.connect(dialog.accept)
    back.clicked.connect(dialog.reject)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    text = ascii_digits(number.text()).strip().upper() if accept else reason.currentData()
    dialog.deleteLater()
    return Answering(text, chosen[0]) if accepted else None
