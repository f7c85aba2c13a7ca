"""A recovery sheet or share: its words shown once, and three of them asked back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from tipdesk.desk.station.setup import RecoverySheet
from tipdesk.desk.station.shares import COUNT, ShareSheet
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.i18n.text import isolated
from tipdesk.ui.setup.recovery_sheet_part import numbers_advice, print_recovery_sheet, print_share
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import button, card, column, label, note, onward, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_ROWS = 7  # of words at most; they are numbered downwards, column after column
_ASKED = 3


class RecoveryStep(QWidget):
    """The words, to be printed or copied by hand."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._printing: Callable[[], object] | None = None
        self._words = QWidget()
        self._words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = QGridLayout(self._words)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(9))
        self._print = button(_("Print the sheet"), "printer")
        self._print.clicked.connect(self._on_print)
        advice = _(
            "If every passphrase is lost, only these 24 words open the files again. They are "
            "shown once. Print them or copy them by hand, seal the sheet in an envelope, and "
            "keep it away from this computer."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        self._title = label(_("The recovery sheet"), "h2")
        self._advice = note(advice, "notewarn")
        box.addWidget(self._title)
        box.addWidget(self._advice)
        box.addWidget(card(self._words))
        box.addWidget(label(numbers_advice(), "muted", wrap=True))
        box.addWidget(row(self._print, 1))
        box.addStretch(1)

    def show_share(self, share: ShareSheet) -> None:
        """The same for one recovery share, whose holder has chosen the PIN."""
        self._title.setText(
            _("Share {number} of {count}").format(
                number=isolated(str(share.number)), count=isolated(str(COUNT))
            )
        )
        self._advice.hide()
        self.show_sheet(share.sheet)
        self._printing = partial(print_share, self._services, share, self)

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Lay the words out, numbered; the number in the word list stands small beside each."""
        self.wipe()
        self._printing = partial(print_recovery_sheet, self._services, sheet, self)
        columns = -(-len(sheet.words) // _ROWS)
        rows = -(-len(sheet.words) // columns)
        for position, (word, number) in enumerate(zip(sheet.words, sheet.numbers, strict=True)):
            across, down = divmod(position, rows)
            parts = (
                (f"{position + 1}", "muted", Qt.AlignmentFlag.AlignRight),
                (word, "word", Qt.AlignmentFlag.AlignLeft),
                (f"{number:04d}", "faint", Qt.AlignmentFlag.AlignLeft),
            )
            for at, (text, style, side) in enumerate(parts):
                part = label(text, style)
                part.setAlignment(
                    side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
                )
                self._grid.addWidget(part, down, across * 3 + at)
            self._grid.setColumnStretch(across * 3 + 2, 1)

    def wipe(self) -> None:
        """Take the words off the screen."""
        self._printing = None
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def problem(self) -> str:
        """Nothing can be missing here."""
        return ""

    @Slot()
    def _on_print(self) -> None:
        if self._printing is not None:
            self._printing()


class ConfirmStep(QWidget):
    """Three words of the sheet, asked back. A `renewal` has an older sheet to speak of."""

    def __init__(self, parent: QWidget | None = None, *, renewal: bool = False) -> None:
        super().__init__(parent)
        self._sheet: RecoverySheet | None = None
        self.faulty: QWidget | None = None  # the field of which `problem()` has spoken
        self._titles = [label("", "fieldLabel") for _at in range(_ASKED)]
        self._fields = [TextLine(ltr=True) for _at in range(_ASKED)]
        asked: list[QWidget | int] = []
        for title, field in zip(self._titles, self._fields, strict=True):
            title.setBuddy(field)
            asked.append(column(title, field, spacing=px(4)))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        box.addWidget(label(_("Is the sheet in your hand?"), "h2"))
        box.addWidget(
            label(_("Enter three of its words to be sure that they can be read."), wrap=True)
        )
        if renewal:
            text = _("Until then the old sheet opens the files as well. Destroy it afterwards.")
            box.addWidget(label(text, wrap=True))
        box.addWidget(card(column(*asked, spacing=px(14))))
        text = _(
            "With it the recovery shares that were used open nothing any more. Make new ones "
            "afterwards, on the page of the station."
        )
        self._shares_end = note(text)
        self._shares_end.hide()
        box.addWidget(self._shares_end)
        box.addStretch(1)
        onward(*self._fields)
        self.setFocusProxy(self._fields[0])

    def tell_shares(self, used: bool) -> None:
        """Say what becomes of recovery shares that have opened the vault."""
        self._shares_end.setVisible(used)

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Ask for the words at the sheet's three positions."""
        self.wipe()
        self._sheet = sheet
        for position, title, field in zip(sheet.asked, self._titles, self._fields, strict=True):
            text = _("Word number {number}").format(number=isolated(str(position)))
            title.setText(text)
            field.setAccessibleName(text)

    def wipe(self) -> None:
        """Forget the sheet and what was typed."""
        self._sheet = None
        for field in self._fields:
            field.clear()

    def problem(self) -> str:
        """Whether the three words are those of the sheet."""
        first, second, third = (field.text() for field in self._fields)
        self.faulty = self._fields[0]
        if self._sheet is None:
            return _("These are not the words at those places. Compare them with your sheet.")
        wrong = self._sheet.wrong((first, second, third))
        if not wrong:
            return ""
        self.faulty = self._fields[self._sheet.asked.index(wrong[0])]
        return ngettext(
            "Word number {numbers} is not the one on the sheet. Compare it there.",
            "Words number {numbers} are not those on the sheet. Compare them there.",
            len(wrong),
        ).format(numbers=" • ".join(isolated(str(one)) for one in wrong))


class SheetSteps(QWidget):
    """Both steps one after the other, for a new sheet; `confirmed` when the words were right."""

    confirmed = Signal()
    changed = Signal()  # another step is shown

    def __init__(
        self, services: Services, parent: QWidget | None = None, *, renewal: bool = True
    ) -> None:
        super().__init__(parent)
        self._recovery = RecoveryStep(services)
        self._confirm = ConfirmStep(renewal=renewal)
        self._confirm.hide()
        self._problem = label("", "error", wrap=True)
        self._back = button(_("Back"), "arrow-left")
        self._next = button(_("Next"), style="primary")
        self._next.setDefault(True)  # inside a dialog: Return goes on
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        for part in (self._recovery, self._confirm, self._problem):
            box.addWidget(part)
        box.addWidget(row(self._back, 1, self._next))
        self._back.clicked.connect(self._on_back)
        self._next.clicked.connect(self.go_on)
        QWidget.setTabOrder(self._next, self._back)  # on before back

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Begin with the words of `sheet`."""
        self._recovery.show_sheet(sheet)
        self._confirm.show_sheet(sheet)
        self._go(confirm=False)

    def show_share(self, share: ShareSheet) -> None:
        """Begin with the words of a recovery share."""
        self._recovery.show_share(share)
        self._confirm.show_sheet(share.sheet)
        self._go(confirm=False)

    @Slot()
    def go_on(self) -> None:
        """From the words to the questions; from right answers to the end."""
        if not self._confirm.isVisibleTo(self):
            self._go(confirm=True)
        elif problem := self._confirm.problem():
            self._say(problem)
            if self._confirm.faulty is not None:
                self._confirm.faulty.setFocus()
        else:
            self.wipe()
            self.confirmed.emit()

    def wipe(self) -> None:
        """Take every word off the screen."""
        self._recovery.wipe()
        self._confirm.wipe()

    @Slot()
    def _on_back(self) -> None:
        self._go(confirm=False)

    def _go(self, *, confirm: bool) -> None:
        parts = (self._recovery, self._confirm)
        goes, comes = parts if confirm else reversed(parts)
        goes.hide()  # first: both together would stretch a dialog past a small screen
        comes.show()
        self._back.setVisible(confirm)
        self._next.setText(_("Finish") if confirm else _("Next"))
        self._say("")
        (self._confirm if confirm else self._next).setFocus()
        self.changed.emit()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
