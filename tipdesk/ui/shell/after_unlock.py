"""Says after unlocking which passphrases and PINs failed since the officer was last here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import SignalInstance, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.desk.session.session import RECOVERY_LOGIN, FailedTries
from tipdesk.i18n.catalogue import _, is_rtl, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.parts import button
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


class FailedTriesNote(QWidget):
    """A strip above the pages, until it was read; hidden when nothing failed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = button(_("I have read it"), style="ghost")
        self._strip = Strip(kind="notewarn", action=self._read)
        self._read.clicked.connect(self.hide)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(8), px(20), 0)
        box.addWidget(self._strip)
        self.hide()

    def follow(self, services: Services, entered: SignalInstance, locked: SignalInstance) -> None:
        """Say it after each unlocking; nothing after the lock."""
        self._services = services
        entered.connect(self.tell)
        locked.connect(self._on_locked)

    @Slot()
    def tell(self) -> None:
        """Say what failed before this session."""
        self.say(self._services.session.failed_tries)

    @Slot()
    def _on_locked(self) -> None:
        self.say(())

    def say(self, tries: Sequence[FailedTries]) -> None:
        """Say how often, when and for which code; nothing for none."""
        self._strip.set_text(_sentence(tries) if tries else "")
        self.setVisible(bool(tries))


def _sentence(tries: Sequence[FailedTries]) -> str:
    between = "؛ " if is_rtl() else "; "
    return _(
        "Wrong entries since you were last here: {tries}. Each makes the next try wait longer, but "
        "that does not stop someone who copies the disk."
    ).format(tries=between.join(map(_one, tries)))


def _one(tries: FailedTries) -> str:
    if tries.login == RECOVERY_LOGIN:
        return ngettext(
            "{count} wrong PIN of a recovery share, on {when}",
            "{count} wrong PINs of recovery shares, last on {when}",
            tries.count,
        ).format(
            count=isolated(str(tries.count)),
            when=isolated(format_datetime(tries.last, language())),
        )
    return ngettext(
        "{count} time for {code}, last on {when}",
        "{count} times for {code}, last on {when}",
        tries.count,
    ).format(
        count=isolated(str(tries.count)),
        code=isolated(tries.login),
        when=isolated(format_datetime(tries.last, language())),
    )
