"""A dialog of the station page: recovery shares are tried, and nothing changes."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError, WrongShare
from tipdesk.desk.station.shares import OpenedShare
from tipdesk.i18n.catalogue import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.two_shares import TwoShares
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


class ShareRehearsal(QDialog):
    """One share says whether it and its PIN are right, two whether they open the vault."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = services.session
        self.setWindowTitle(_("Try a recovery share"))
        self.setMinimumWidth(px(640))
        intro = _(
            "One share is enough to know that it can be read and that its holder knows the PIN; "
            "two show that they open this vault. Nothing is changed; that it was tried is "
            "recorded, and what you type is wiped."
        )
        self._shares = TwoShares(services, lambda: services.session.vault_dir)
        self._good = Strip(kind="noteok")
        self._good.hide()
        self._close = button(_("Close"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(14))
        self._intro = label(intro, "muted", wrap=True)
        box.addWidget(self._intro)
        box.addWidget(self._shares, 1)
        box.addWidget(self._good)
        box.addStretch(0)  # below the last word, once the fields have gone
        box.addWidget(row(self._close, 1))
        self._shares.first_opened.connect(self._on_first)
        self._shares.given.connect(self._on_given)
        self._shares.refused.connect(self._on_refused)
        self._close.clicked.connect(self.reject)
        self._shares.load()
        self._shares.setFocus()

    @Slot(object)
    def _on_first(self, opened: OpenedShare) -> None:
        self._intro.hide()  # room on a small screen
        self._session.tries.passed()
        with errors_said(self):
            self._session.rehearsal.share_opened(opened)

    @Slot(object, object)
    def _on_given(self, one: OpenedShare, other: OpenedShare) -> None:
        self._session.tries.passed()
        try:
            self._session.rehearsal.try_shares(one, other)
        except TipdeskError as error:
            self._shares.load()
            said = sentence(error)
            self._shares.say(f"{said.what} {said.next_step}")
            return
        finally:
            one.wipe()
            other.wipe()
        self._shares.hide()
        self._good.set_text(
            _("These two shares open this vault. Nothing was changed. Seal the sheets again.")
        )
        self._good.show()
        self._close.setFocus()

    @Slot(object)
    def _on_refused(self, error: TipdeskError) -> None:
        """Words that no share has are no try and make no link; wrong PINs are counted."""
        if isinstance(error, WrongShare) and error.details.get("reason") == "other":
            with errors_said(self):
                self._session.rehearsal.share_refused()

    def done(self, result: int) -> None:
        self._shares.wipe()
        super().done(result)


def try_recovery_shares(services: Services, parent: QWidget) -> None:
    """Ask for shares and say what came of it."""
    dialog = ShareRehearsal(services, parent)
    dialog.exec()
    dialog.deleteLater()
