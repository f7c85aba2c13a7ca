"""Before a paper becomes a file: what that means, and what it is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.cases.paper.prints import FOR_A_FILE, FOR_THE_STATION, How, Print, Purpose
from tipdesk.core.errors import TipdeskError
from tipdesk.core.plain_file import write_file
from tipdesk.i18n.catalogue import _
from tipdesk.ui.paper.purpose_field import PurposeField
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import HouseDialog, say, show_error
from tipdesk.ui.toolkit.parts import button, label, note, row
from tipdesk.ui.toolkit.theme import px

_SAVING_WIDTH = 520  # at 100 %


class _SaveDialog(HouseDialog):
    """The warning, and what the file is for."""

    def __init__(self, parent: QWidget, purposes: Sequence[Purpose], usual: Purpose | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Save as PDF"))
        self.setFixedWidth(px(_SAVING_WIDTH))
        self.purpose = PurposeField(purposes, usual)
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        go_on = button(_("Choose where…"), "download-simple", "primary")
        go_on.setDefault(True)
        back = button(_("Cancel"))
        blank = Purpose.BLANK in purposes
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(12))
        for part in (
            label(_("Save as PDF"), "h2"),
            note(_warning(purposes), "note" if blank else "notewarn"),
            self.purpose,
            self._problem,
            row(back, 1, go_on),
        ):
            box.addWidget(part)
        go_on.clicked.connect(self._on_go_on)
        back.clicked.connect(self.reject)
        self.purpose.changed.connect(self._problem.hide)

    @Slot()
    def _on_go_on(self) -> None:
        missing = self.purpose.missing()
        if not missing:
            self.accept()
            return
        self._problem.setText(missing)
        self._problem.show()
        self.purpose.focus_missing()


def _warning(purposes: Sequence[Purpose]) -> str:
    """What it means that a file of such a paper lies outside the vault."""
    if Purpose.BLANK in purposes:
        return _("Blank paper names nobody: the file may lie outside the vault.")
    if tuple(purposes) == FOR_THE_STATION:
        return _(
            "The file lies outside the vault and is not encrypted: whoever finds it reads which "
            "files the station has and what was done with them. Save it on a stick that stays "
            "with you, and delete it when it has served."
        )
    return _(
        "The file lies outside the vault and is not encrypted: whoever finds it reads what the "
        "person told. Save it on a stick that stays with you, and delete it when it has served."
    )


def ask_saving(
    parent: QWidget, purposes: Sequence[Purpose] = FOR_A_FILE, usual: Purpose | None = None
) -> Print | None:
    """Warn, and ask what for (one of `purposes`, the `usual` one offered); None when the person
    went back."""
    dialog = _SaveDialog(parent, purposes, usual)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    told = Print(How.SAVED, dialog.purpose.purpose() or Purpose.OTHER, dialog.purpose.words())
    dialog.deleteLater()
    return told if accepted else None


def save_pdf(pdf: bytes, suggested: str, parent: QWidget, saved: Callable[[], None]) -> None:
    """Ask where to and write it. `saved` enters it before it is said: a lock may come meanwhile.
    What it cannot enter does not stay."""
    path = choose_save_file(parent, _("Save as PDF"), f"{suggested}.pdf", "PDF (*.pdf)")
    if path is None:
        return
    written = False
    try:
        write_file(path, pdf)
        written = True
        saved()
    except TipdeskError as error:
        if written:
            path.unlink(missing_ok=True)
        show_error(parent, error)
        return
    say(parent, _("Saved"), _("The PDF is not encrypted. Keep it where only you can open it."))
