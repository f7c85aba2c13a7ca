"""The last question before sound is recorded: which microphone, and what the person is told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.desk.evidence.recorder import Source
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.parts import button, label, labelled, row
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px

_WIDTH = 600  # at 100 %


def choose_microphone(parent: QWidget, found: Sequence[Source], consent: str) -> Source | None:
    """`consent` is how it stands in the file; None: nothing is recorded."""
    dialog = QDialog(parent)
    title = _("Record the conversation?")
    dialog.setWindowTitle(_("Reception desk"))
    dialog.setAccessibleName(title)
    dialog.setFixedWidth(px(_WIDTH))
    which = CalmCombo()
    for one in found:
        which.addItem(isolate(one.name))
    begin = button(_("Begin recording"), "microphone", "primary")
    begin.setDefault(True)
    later = button(_("Do not record"))
    begin.clicked.connect(dialog.accept)
    later.clicked.connect(dialog.reject)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(px(24), px(22), px(24), px(18))
    box.setSpacing(px(14))
    box.addWidget(label(title, "h2", wrap=True))
    box.addWidget(Strip(consent))
    box.addWidget(label(_("Say to the person"), "fieldLabel"))
    said = _(
        "“The sound is recorded from now on. You see a sign here as long as it is. At any time you "
        "may ask me to pause it or to end it, and that changes nothing about the help.”"
    )
    box.addWidget(label(said, "", wrap=True))
    box.addWidget(labelled(_("Microphone"), which))
    box.addWidget(row(later, 1, begin))
    begin.setFocus()
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = found[which.currentIndex()] if agreed else None
    dialog.deleteLater()
    return chosen
