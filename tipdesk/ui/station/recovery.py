"""The recovery sheet and the recovery shares: a card of the station page, and two rehearsals.

A sheet or shares are tried in a dialog, and nothing changes.
"""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Act
from tipdesk.core.errors import TipdeskError, WrongShare
from tipdesk.desk.station.recovery import RehearsalOutcome, Tried
from tipdesk.desk.station.shares import OpenedShare, SharesState
from tipdesk.i18n.text import _, format_date, isolated, kuwait_day, language
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.new_passphrase import renew_recovery_sheet
from tipdesk.ui.setup.notes import SheetNote
from tipdesk.ui.setup.two_shares import RecoveryWords, TwoShares
from tipdesk.ui.station.share_making import make_recovery_shares, withdraw_recovery_shares
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import Strip, button, column, label, labelled, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.theme import px

# --- the sheet is tried -----------------------------------------------------------------------


class RehearsalDialog(Dialog):
    """Takes the words, says whether they open the vault, and wipes them."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Try the recovery sheet"), Shape(least_width=600, spacing=14))
        self._services = services
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
        box = self.box
        self.add_heading(_("Try the recovery sheet"))
        box.addWidget(label(intro, "muted", wrap=True))
        box.addWidget(column(words, self._counted, spacing=px(4)))
        for part in (self._good, self._bad):
            box.addWidget(part)
            part.hide()
        self.add_buttons(self._close, 1, self._try)
        self._words.textChanged.connect(self._on_words)
        self._try.clicked.connect(self._on_try)
        self._close.clicked.connect(self.reject)
        QShortcut(shortcut_of(keys.AGREE), self._words, self._on_try)
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
            message = sentence(error)
            self._say(f"{message.what} {message.next_step}", opens=False)
            return
        if tried.outcome is not RehearsalOutcome.MISTYPED:  # else a word is to be corrected
            self._words.clear()
        self._say(_trial_result(tried), opens=tried.outcome is RehearsalOutcome.OPENS)
        (self._close if tried.outcome is RehearsalOutcome.OPENS else self._words).setFocus()

    def _say(self, text: str, *, opens: bool) -> None:
        for strip in (self._good, self._bad):
            visible = bool(text) and (strip is self._good) is opens
            strip.set_text(text if visible else "")
            strip.setVisible(visible)

    def done(self, result: int) -> None:
        self._words.clear()
        super().done(result)


def _trial_result(tried: Tried) -> str:
    if tried.outcome is RehearsalOutcome.OPENS:
        return _("These words open this vault. Nothing was changed. Seal the sheet again.")
    if tried.outcome is RehearsalOutcome.OTHER:
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


# --- shares are tried -------------------------------------------------------------------------


class ShareRehearsal(Dialog):
    """One share says whether it and its PIN are right, two whether they open the vault."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Try a recovery share"), Shape(least_width=640, spacing=14))
        self._session = services.session
        intro = _(
            "One share is enough to know that it can be read and that its holder knows the PIN; "
            "two show that they open this vault. Nothing is changed; that it was tried is "
            "recorded, and what you type is wiped."
        )
        self._shares = TwoShares(services, lambda: services.session.vault_dir)
        self._good = Strip(kind="noteok")
        self._good.hide()
        self._close = button(_("Close"))
        box = self.box
        self._intro = label(intro, "muted", wrap=True)
        box.addWidget(self._intro)
        box.addWidget(self._shares, 1)
        box.addWidget(self._good)
        box.addStretch(0)  # below the last word, once the fields have gone
        self.add_buttons(self._close, 1)
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
    def _on_given(self, first: OpenedShare, second: OpenedShare) -> None:
        self._session.tries.passed()
        try:
            self._session.rehearsal.try_shares(first, second)
        except TipdeskError as error:
            self._shares.load()
            message = sentence(error)
            self._shares.say(f"{message.what} {message.next_step}")
            return
        finally:
            first.wipe()
            second.wipe()
        self._shares.hide()
        self._good.set_text(
            _("These two shares open this vault. Nothing was changed. Seal the sheets again.")
        )
        self._good.show()
        self._close.setFocus()

    @Slot(object)
    def _on_refused(self, error: TipdeskError) -> None:
        """Words that no share has are no try and make no entry; wrong PINs are counted."""
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


class RecoveryCard(StationCard):
    """What opens the vault when every passphrase is lost: made anew, tried, done without."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Recovery"), parent)

    def lines(self) -> list[QWidget]:
        standing = self.services.session.shares.standing()
        lines: list[QWidget] = []
        if self.services.session.renewals.sheet_open or standing.used:
            waiting = SheetNote(self.services)
            waiting.refresh()
            lines.append(waiting)
        text = _("24 words on paper open the vault when every passphrase is lost.")
        renew = button(_("Make a new sheet…"), "key")
        renew.clicked.connect(self._on_renew)
        rehearse = button(_("Try the recovery sheet…"), "check-circle")
        rehearse.clicked.connect(self._on_rehearse)
        may = self.services.session.may(Act.MAKE_SHEET)
        deeds = (renew, rehearse) if may else (rehearse,)
        sheet = [label(text, "muted", wrap=True), row(*deeds, 1)]
        return [*lines, *sheet, *self._share_lines(standing)]

    def _share_lines(self, standing: SharesState) -> list[QWidget]:
        have_shares = standing.made_at is not None
        make = button(
            _("Make new shares…") if have_shares else _("Make recovery shares…"), "users-three"
        )
        rehearse = button(_("Try a share…"), "check-circle")
        withdraw = button(_("Do without shares…"), "prohibit")
        make.clicked.connect(self._on_make_shares)
        rehearse.clicked.connect(self._on_rehearse_shares)
        withdraw.clicked.connect(self._on_withdraw)
        offered: list[QWidget] = []
        may = self.services.session.may(Act.MAKE_SHARES)
        if may:
            offered.append(make)
        if have_shares:
            offered.append(rehearse)
        lines: list[QWidget] = [label(_share_text(standing), "muted", wrap=True)]
        if offered:
            lines.append(row(*offered, 1))
        if may and (have_shares or standing.used):
            lines.append(row(withdraw, 1))
        return lines

    @Slot()
    def _on_renew(self) -> None:
        renew_recovery_sheet(self.services, self)
        self.changed.emit()

    @Slot()
    def _on_rehearse(self) -> None:
        try_recovery_sheet(self.services, self)

    @Slot()
    def _on_make_shares(self) -> None:
        make_recovery_shares(self.services, self)
        self.changed.emit()

    @Slot()
    def _on_rehearse_shares(self) -> None:
        try_recovery_shares(self.services, self)

    @Slot()
    def _on_withdraw(self) -> None:
        withdraw_recovery_shares(self.services, self)
        self.changed.emit()


def _share_text(standing: SharesState) -> str:
    if standing.made_at is None:
        return _(
            "Besides, three people can each keep a share of the recovery under a PIN of their own: "
            "any two of them open the vault together, and none alone."
        )
    return _(
        "Three people keep a share since {date}: any two open the vault together, each with "
        "the own PIN. A share that was lost, or whose holder has left, asks for three new ones."
    ).format(date=isolated(format_date(kuwait_day(standing.made_at), language())))
