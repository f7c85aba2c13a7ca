"""After a certificate request was saved: the digits to read to the authority's clerk."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.setup.trust_digits import digits_label
from tipdesk.ui.toolkit.parts import button, card, label, row
from tipdesk.ui.toolkit.theme import px


def tell_request(parent: QWidget, name: str, digits: str) -> None:
    """Show the file's name and the 40 digits until they were read."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(_("Request saved"))
    dialog.setMinimumWidth(px(560))
    text = _(
        "The request is saved as {name}. Carry it to the authority and read these digits to the "
        "clerk; only then is the certificate issued."
    ).format(name=isolated(name))
    close = button(_("Close"), style="primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(px(24), px(20), px(24), px(18))
    box.setSpacing(px(14))
    box.addWidget(label(_("Request saved"), "h2"))
    box.addWidget(label(text, "muted", wrap=True))
    box.addWidget(card(digits_label(digits)))
    box.addWidget(row(1, close))
    dialog.exec()
    dialog.deleteLater()
