"""A dialog of the station page: the recovery sheet is tried, and nothing changes."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.recovery import Outcome, Tried
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.recovery_words import RecoveryWords
from tipdesk.ui.toolkit.parts import button, column, label, labelled, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


class RehearsalDialog(QDialog):
    """Takes the words, says whether they open the vault, and wipes them."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setWindowTitle(_("Try the recovery sheet"))
        self.setMinimumWidth(px(600))
        self._words = RecoveryWords()
        self._counted = label("", "muted")
        self._good, self._bad = Strip(kind="noteok"), Strip(kind="notewarn")
        self._try = button(_("Try the words"), style="primary")
        self._try.setDefault(True)
        self._close = button(_("Close"))
        intro = _(
            "It says whether the sheet opens this vault. Nothing is changed; that it was tried is "
            "recorded, and what you type is wiped."
        )
        words = labelled(
            _("The 24 words of the recovery sheet"),
            self._words,
            _("The words or the numbers beside them, in order, with a space between them."),
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(14))
        box.addWidget(label(_("Try the recovery sheet"), "h2"))
        box.addWidget(label(intro, "muted", wrap=True))
        box.addWidget(column(words, self._counted, spacing=px(4)))
        for part in (self._good, self._bad):
            box.addWidget(part)
            part.hide()
        box.addWidget(row(self._close, 1, self._try))
        self._words.textChanged.connect(self._on_words)
        self._try.clicked.connect(self._on_try)
        self._close.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self._words, self._on_try)
        QWidget.setTabOrder(self._try, self._close)
        self._on_words()
        self._words.setFocus()

    @Slot()
    def _on_words(self) -> None:
        self._counted.setText(self._words.counted())
        self._try.setEnabled(self._words.whole)
        if self._words.toPlainText():
            self._say("", opens=False)

    @Slot()
    def _on_try(self) -> None:
        if not self._words.whole:
            return
        try:
            tried = self._services.session.rehearsal.try_words(self._words.toPlainText())
        except TipdeskError as error:
            said = sentence(error)
            self._say(f"{said.what} {said.next_step}", opens=False)
            return
        if tried.outcome is not Outcome.MISTYPED:  # else a word is to be corrected
            self._words.clear()
        self._say(_said(tried), opens=tried.outcome is Outcome.OPENS)
        (self._close if tried.outcome is Outcome.OPENS else self._words).setFocus()

    def _say(self, text: str, *, opens: bool) -> None:
        for strip in (self._good, self._bad):
            shown = bool(text) and (strip is self._good) is opens
            strip.set_text(text if shown else "")
            strip.setVisible(shown)

    def done(self, result: int) -> None:
        self._words.clear()
        super().done(result)


def _said(tried: Tried) -> str:
    if tried.outcome is Outcome.OPENS:
        return _("These words open this vault. Nothing was changed. Seal the sheet again.")
    if tried.outcome is Outcome.OTHER:
        return _(
            "These are the words of a recovery sheet, but not of this vault's: of another vault, "
            "or of a sheet that was replaced. If there is no other sheet, make a new one."
        )
    if tried.position:
        return _(
            "Word number {number} is in no list of recovery words. Compare it with the sheet."
        ).format(number=isolated(str(tried.position)))
    return _("A word is mistyped or not in its place. Compare each of them with the sheet.")


def try_recovery_sheet(services: Services, parent: QWidget) -> None:
    """Ask for the words and say what came of it."""
    dialog = RehearsalDialog(services, parent)
    dialog.exec()
    dialog.deleteLater()
