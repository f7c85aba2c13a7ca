"""The steps of the first start: what the station is for, its name and code, its first officer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.desk.station.setup import LONGEST_NAME, NewOfficer
from tipdesk.forms.model import Choice, is_unnamed
from tipdesk.i18n.text import _, clean, isolated, language
from tipdesk.texts.messages import role_label
from tipdesk.ui.setup.new_passphrase import NewPassphrase
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine, code_field
from tipdesk.ui.toolkit.parts import as_card, button, card, column, label, labelled, row
from tipdesk.ui.toolkit.theme import pixmap, px
from tipdesk.ui.toolkit.wizard import WizardStep

_STATION_CODE = re.compile(r"[A-Z0-9]{2,6}")


_LOGIN = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")


class _KindCard(QFrame):
    """A choice as a card: a click anywhere on it chooses."""

    def __init__(self, picture: str, title: str, text: str) -> None:
        super().__init__()
        as_card(self)
        self.choice = QRadioButton(title)
        self.choice.setAccessibleDescription(text)
        self.choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        sign = label()
        sign.setPixmap(pixmap(picture, "primary", 32))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(20), px(18), px(20), px(18))
        box.setSpacing(px(16))
        box.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(column(self.choice, label(text, "muted", wrap=True), spacing=px(4)), 1)

    def mousePressEvent(self, event: object) -> None:
        self.choice.setFocus(Qt.FocusReason.MouseFocusReason)
        self.choice.setChecked(True)


class KindStep(WizardStep):
    """What this computer is for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What is this computer for?"), parent)
        officer = _KindCard(
            "note-pencil",
            _("Interviews: take and refer files"),
            _("For shelters, ports and offices that hear people."),
        )
        receiving = _KindCard(
            "tray-arrow-down",
            _("Receiving: verify and receive files at the Prosecution"),
            _("For the Prosecution's office that opens the USB drives and signs receipts."),
        )
        self._receiving = receiving.choice
        self._group = QButtonGroup(self)
        for kind in (officer, receiving):
            self._group.addButton(kind.choice)
            self.box.addWidget(kind)
        officer.choice.setChecked(True)
        self.setFocusProxy(officer.choice)
        self.restore = button(_("Restore from a backup…"), "clock-counter-clockwise", "ghost")
        self.kit = button(_("Station kit…"), "key", "ghost")
        self.box.addWidget(row(self.kit, self.restore, 1))
        self.box.addStretch(1)

    def kind(self) -> StationKind:
        """The chosen kind."""
        receiving = self._receiving.isChecked()
        return StationKind.RECEIVING if receiving else StationKind.OFFICER


class StationStep(WizardStep):
    """Agency, unit and the code that begins every file number."""

    def __init__(self, agencies: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(_("Where is it?"), parent)
        self._agency = CalmCombo()
        self._agency.addItem(_("Choose…"), "")
        for agency in agencies:
            self._agency.addItem(agency.label.text(language()), agency.name)
        self._agencies = agencies
        self.unit = TextLine()
        self.unit_hint = label("", "muted", wrap=True)
        self._code = code_field("JLB")
        self._code_hint = label("", "muted", wrap=True)
        fields = card(
            labelled(_("Agency"), self._agency),
            column(labelled(_("Unit"), self.unit), self.unit_hint, spacing=px(4)),
            column(labelled(_("Station code"), self._code), self._code_hint, spacing=px(4)),
            spacing=px(16),
        )
        self.box.addWidget(fields)
        self.box.addStretch(1)
        self.setFocusProxy(self._agency)
        self._agency.currentIndexChanged.connect(self._tell_what_is_printed)
        self._tell_what_is_printed()

    @Slot()
    def _tell_what_is_printed(self) -> None:
        """Paper never says which shelter it comes from (wording rule 4)."""
        hidden = is_unnamed(self._agencies, self._agency.currentData())
        hint = (
            _("Shown on the screen only. Printed pages say that it is a shelter, never which one.")
            if hidden
            else _("As it should appear at the head of printed pages.")
        )
        self.unit_hint.setText(hint)
        self.unit.setAccessibleDescription(hint)

    def tell_code(self, kind: StationKind) -> None:
        """Files are begun at a station for interviews only."""
        hint = (
            _("2 to 6 Latin letters or digits.")
            if kind is StationKind.RECEIVING
            else _("2 to 6 Latin letters or digits. It begins every file number.")
        )
        self._code_hint.setText(hint)
        self._code.setAccessibleDescription(hint)

    def station(self, kind: StationKind) -> Station:
        """The station as described; only valid when `problem()` is empty."""
        unit = clean(self.unit.text()).strip()
        return Station(kind, self._agency.currentData(), unit, self._code.text().strip())

    def problem(self) -> str:
        if not self._agency.currentData():
            return self.at(self._agency, _("Choose the agency."))
        if not self.unit.text().strip():
            return self.at(self.unit, _("Enter the unit's name."))
        if not _STATION_CODE.fullmatch(self._code.text().strip()):
            rule = _("The station code is 2 to 6 Latin letters or digits, such as {code}.")
            return self.at(self._code, rule.format(code=isolated("JLB")))
        return ""


class OfficerStep(WizardStep):
    """One person: code, name and the own passphrase."""

    def __init__(self, role: Role, example: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_role(role)
        self.code = code_field(example)
        self._name = TextLine()
        self.passphrase = NewPassphrase(self._hints)
        code_hint = _("A service code, never a name: a seized file must not list people.")
        who = row(
            labelled(_("Code"), self.code),
            labelled(_("Name, as printed on forms"), self._name),
            spacing=px(14),
            wide=1,
        )
        hint = label(code_hint, "muted", wrap=True)
        self.code.setAccessibleDescription(code_hint)
        self.box.addWidget(card(who, hint, self.passphrase, spacing=px(10)))
        self.box.addStretch(1)
        self.setFocusProxy(self.code)

    def set_role(self, role: Role) -> None:
        """What the person is to be here."""
        self._role = role
        self.title.setText(_("Who signs in here: {role}").format(role=role_label(role)))

    def _hints(self) -> tuple[str, ...]:
        return (self.login(), *self._name.text().split())

    def login(self) -> str:
        """The code as typed."""
        return self.code.text().strip()

    def officer(self) -> NewOfficer:
        """The person as described; only valid when `problem()` is empty."""
        name = clean(self._name.text()).strip()
        return NewOfficer(self.login(), name, self._role, self.passphrase.text())

    def problem(self) -> str:
        if not _LOGIN.fullmatch(self.login()):
            rule = _("The code is 2 to 16 Latin letters, digits or hyphens.")
            return self.at(self.code, rule)
        if self.login() == "RECOVERY":
            reserved = _("This code is taken by the program. Choose another one.")
            return self.at(self.code, reserved)
        if not self._name.text().strip():
            return self.at(self._name, _("Enter the name as it should be printed on forms."))
        if too_long := name_too_long(self._name.text()):
            return self.at(self._name, too_long)
        problem = self.passphrase.problem()
        return self.at(self.passphrase.faulty, problem) if problem else ""

    def wipe(self) -> None:
        """Forget the passphrase."""
        self.passphrase.wipe()


def name_too_long(typed: str) -> str:
    """What to say of a name that no certificate can hold; "" when it is short enough."""
    if len(clean(typed).strip()) <= LONGEST_NAME:
        return ""
    return _("The name is too long: a certificate holds {count} characters at most.").format(
        count=LONGEST_NAME
    )
