"""The steps of the first start. Each says in `problem()` what it still needs ("" when nothing)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.desk.setup import NewOfficer, RecoverySheet, rate_passphrase, suggest_passphrase
from tipdesk.forms.model import Choice
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import ascii_digits, clean, isolated
from tipdesk.messages import role_label
from tipdesk.ui.parts import button, card, label, labelled, note, row
from tipdesk.ui.widgets.passphrase import PassphraseField, StrengthMeter

_STATION_CODE = re.compile(r"[A-Z0-9]{2,6}")
_LOGIN = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")


def code_field(placeholder: str) -> QLineEdit:
    """A field for a code: left to right, upper case, Arabic digits become 0-9."""
    field = QLineEdit()
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    field.setPlaceholderText(placeholder)

    def tidy(text: str) -> None:
        tidied = ascii_digits(text).upper()
        if tidied != text:
            at = field.cursorPosition()
            field.setText(tidied)
            field.setCursorPosition(at)

    field.textEdited.connect(tidy)
    return field


class KindStep(QWidget):
    """What this computer is for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._officer = self._choice(_("Interviews: take and refer files"), StationKind.OFFICER)
        self._receiving = self._choice(
            _("Receiving: check and receive files at the Prosecution"), StationKind.RECEIVING
        )
        self._officer.setChecked(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(label(_("What is this computer for?"), "h2"))
        box.addWidget(self._officer)
        box.addWidget(
            label(_("For shelters, ports and offices that hear people."), "muted", wrap=True)
        )
        box.addSpacing(10)
        box.addWidget(self._receiving)
        box.addWidget(
            label(
                _("For the Prosecution's office that opens the sticks and signs receipts."),
                "muted",
                wrap=True,
            )
        )
        box.addStretch(1)

    def _choice(self, text: str, kind: StationKind) -> QRadioButton:
        made = QRadioButton(text)
        made.setProperty("kind", kind.value)
        self._group.addButton(made)
        return made

    def kind(self) -> StationKind:
        """The chosen kind."""
        receiving = self._receiving.isChecked()
        return StationKind.RECEIVING if receiving else StationKind.OFFICER

    def problem(self) -> str:
        """Nothing can be missing here."""
        return ""


class StationStep(QWidget):
    """Agency, unit and the code that begins every file number."""

    def __init__(self, agencies: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._agency = QComboBox()
        self._agency.addItem(_("Choose…"), "")
        for agency in agencies:
            self._agency.addItem(agency.label.text(language()), agency.name)
        self._unit = QLineEdit()
        self._code = code_field("JLB")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(label(_("Where does it stand?"), "h2"))
        box.addWidget(labelled(_("Agency"), self._agency))
        box.addWidget(
            labelled(_("Unit"), self._unit, _("As it shall stand at the head of printed pages."))
        )
        box.addWidget(
            labelled(
                _("Station code"),
                self._code,
                _("2 to 6 Latin letters or digits. It begins every file number."),
            )
        )
        box.addStretch(1)

    def station(self, kind: StationKind) -> Station:
        """The station as described; only valid when `problem()` is empty."""
        unit = clean(self._unit.text()).strip()
        return Station(kind, self._agency.currentData(), unit, self._code.text().strip())

    def problem(self) -> str:
        """What is missing, in words."""
        if not self._agency.currentData():
            return _("Choose the agency.")
        if not self._unit.text().strip():
            return _("Enter the unit's name.")
        if not _STATION_CODE.fullmatch(self._code.text().strip()):
            return _("The station code is 2 to 6 Latin letters or digits, such as {code}.").format(
                code=isolated("JLB")
            )
        return ""


class OfficerStep(QWidget):
    """One person: code, name and the own passphrase, generated or chosen, typed twice."""

    def __init__(self, role: Role, example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._login = code_field(example)
        self._name = QLineEdit()
        self._passphrase = PassphraseField()
        self._again = PassphraseField()
        self._meter = StrengthMeter()
        self._suggest = button(_("Suggest five words"), "arrows-clockwise")
        self._suggested = label("", "passwords", wrap=True)
        self._suggested.setVisible(False)
        self._build()
        self._suggest.clicked.connect(self._on_suggest)
        self._passphrase.edited.connect(self._on_typed)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        title = _("Who signs in here: {role}").format(role=role_label(self._role))
        box.addWidget(label(title, "h2"))
        code_hint = _("A service code, never a name: a seized file must not list people.")
        box.addWidget(labelled(_("Code"), self._login, code_hint))
        box.addWidget(labelled(_("Name, as printed on forms"), self._name))
        box.addWidget(labelled(_("Own passphrase"), self._passphrase))
        box.addWidget(self._meter)
        box.addWidget(row(self._suggest, 1))
        box.addWidget(self._suggested)
        box.addWidget(labelled(_("Once more"), self._again))
        advice = _(
            "The person named here types it alone. Nobody can look it up later; "
            "write it down only where you keep your identity card."
        )
        box.addWidget(note(advice))
        box.addStretch(1)

    @Slot()
    def _on_suggest(self) -> None:
        words = suggest_passphrase()
        self._suggested.setText(words)
        self._suggested.setVisible(True)
        self._passphrase.set_text(words)
        self._again.clear()
        self._on_typed()
        self._again.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        strength = rate_passphrase(self._passphrase.text(), (self.login(), self._name.text()))
        self._meter.show_strength(strength.log10_guesses, strength.acceptable)

    def login(self) -> str:
        """The code as typed."""
        return self._login.text().strip()

    def officer(self) -> NewOfficer:
        """The person as described; only valid when `problem()` is empty."""
        name = clean(self._name.text()).strip()
        return NewOfficer(self.login(), name, self._role, self._passphrase.text())

    def problem(self) -> str:
        """What is missing, in words."""
        if not _LOGIN.fullmatch(self.login()):
            return _("The code is 2 to 16 Latin letters, digits or hyphens.")
        if not self._name.text().strip():
            return _("Enter the name as it shall be printed on forms.")
        strength = rate_passphrase(self._passphrase.text(), (self.login(), self._name.text()))
        if not strength.acceptable:
            return _("This passphrase is too easy to guess. Take the five suggested words.")
        if self._passphrase.text() != self._again.text():
            return _("The two passphrases differ. Type it once more.")
        return ""

    def wipe(self) -> None:
        """Forget what was typed."""
        self._passphrase.clear()
        self._again.clear()
        self._suggested.clear()


class RecoveryStep(QWidget):
    """The 24 words of the recovery sheet, shown once, to be printed or copied by hand."""

    print_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(8)
        self._print = button(_("Print the sheet"), "printer")
        self._print.clicked.connect(self.print_asked)
        words = QWidget()
        words.setLayout(self._grid)
        words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(label(_("The recovery sheet"), "h2"))
        advice = _(
            "If every passphrase is lost, only these 24 words open the files again. They are "
            "shown once. Print them or copy them by hand, seal the sheet in an envelope, and "
            "keep it away from this computer."
        )
        box.addWidget(note(advice, "notewarn"))
        box.addWidget(card(words))
        box.addWidget(row(self._print, 1))
        box.addStretch(1)

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Lay the words out in four columns, numbered downwards."""
        for position, word in enumerate(sheet.words):
            across, down = divmod(position, 6)
            self._grid.addWidget(label(f"{position + 1}.", "muted"), down, across * 2)
            self._grid.addWidget(label(word, "word"), down, across * 2 + 1)

    def wipe(self) -> None:
        """Take the words off the screen."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def problem(self) -> str:
        """Nothing can be missing here."""
        return ""


class ConfirmStep(QWidget):
    """Three words of the sheet, asked back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: RecoverySheet | None = None
        self._fields = [QLineEdit() for _index in range(3)]
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(14)
        self._box.addWidget(label(_("Is the sheet in your hand?"), "h2"))
        self._box.addWidget(
            label(_("Enter three of its words to be sure that they can be read."), wrap=True)
        )
        for field in self._fields:
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Ask for the words at the sheet's three positions."""
        self._sheet = sheet
        for position, field in zip(sheet.asked, self._fields, strict=True):
            title = _("Word number {number}").format(number=isolated(str(position)))
            self._box.addWidget(labelled(title, field))
        self._box.addStretch(1)

    def problem(self) -> str:
        """Whether the three words are those of the sheet."""
        typed = [field.text() for field in self._fields]
        if self._sheet is not None and self._sheet.confirms((typed[0], typed[1], typed[2])):
            return ""
        return _("These are not the words at those places. Compare them with your sheet.")
