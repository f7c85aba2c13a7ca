"""First start: what the computer is for, who works on it, and the recovery sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.answer_words import is_unnamed
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.setup import (
    LONGEST_NAME,
    NewOfficer,
    RecoverySheet,
    StationPlan,
    create_station,
    same_passphrase,
)
from tipdesk.forms.model import Choice
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import ascii_digits, clean, isolated
from tipdesk.texts.messages import role_label, sentence
from tipdesk.ui.setup.new_passphrase import NewPassphrase
from tipdesk.ui.setup.recovery_sheet import ConfirmStep, RecoveryStep
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import button, card, column, label, labelled, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.wizard import WizardFrame

# The steps of the first start. Each says in `problem()` what it still needs ("" when nothing).


_STATION_CODE = re.compile(r"[A-Z0-9]{2,6}")
_LOGIN = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")


def code_field(placeholder: str) -> QLineEdit:
    """A field for a code: left to right, upper case, Arabic digits become 0-9."""
    field = TextLine(ltr=True)
    field.setPlaceholderText(placeholder)

    def tidy(text: str) -> None:
        tidied = ascii_digits(text).upper()
        if tidied != text:
            at = field.cursorPosition()
            field.setText(tidied)
            field.setCursorPosition(at)

    field.textEdited.connect(tidy)
    return field


class Step(QWidget):
    """One step of a wizard: a title, then what is asked."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box: QBoxLayout = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(px(14))
        self.title = label(title, "h2")
        self.box.addWidget(self.title)
        self.faulty: QWidget | None = None  # the field of which `problem()` has spoken

    def problem(self) -> str:
        """What is missing, in words; "" when nothing."""
        return ""

    def at(self, field: QWidget, text: str) -> str:
        """Say `text` of `field`."""
        self.faulty = field
        return text


class _KindCard(QFrame):
    """A choice as a card: a click anywhere on it chooses."""

    def __init__(self, picture: str, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName("card")
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


def name_too_long(typed: str) -> str:
    """What to say of a name that no certificate can hold; "" when it is short enough."""
    if len(clean(typed).strip()) <= LONGEST_NAME:
        return ""
    return _("The name is too long: a certificate holds {count} characters at most.").format(
        count=LONGEST_NAME
    )


class KindStep(Step):
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
            _("Receiving: check and receive files at the Prosecution"),
            _("For the Prosecution's office that opens the sticks and signs receipts."),
        )
        self._receiving = receiving.choice
        self._group = QButtonGroup(self)
        for one in (officer, receiving):
            self._group.addButton(one.choice)
            self.box.addWidget(one)
        officer.choice.setChecked(True)
        self.setFocusProxy(officer.choice)
        self.restore = button(_("Restore from a backup…"), "clock-counter-clockwise", "ghost")
        self.box.addWidget(row(self.restore, 1))
        self.box.addStretch(1)

    def kind(self) -> StationKind:
        """The chosen kind."""
        receiving = self._receiving.isChecked()
        return StationKind.RECEIVING if receiving else StationKind.OFFICER


class StationStep(Step):
    """Agency, unit and the code that begins every file number."""

    def __init__(self, agencies: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(_("Where does it stand?"), parent)
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
            else _("As it shall stand at the head of printed pages.")
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


class OfficerStep(Step):
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
            taken = _("This code is taken by the program. Choose another one.")
            return self.at(self.code, taken)
        if not self._name.text().strip():
            return self.at(self._name, _("Enter the name as it shall be printed on forms."))
        if too_long := name_too_long(self._name.text()):
            return self.at(self._name, too_long)
        problem = self.passphrase.problem()
        return self.at(self.passphrase.faulty, problem) if problem else ""

    def wipe(self) -> None:
        """Forget the passphrase."""
        self.passphrase.wipe()


FORM_ID = "victim-intake"

AnyStep = KindStep | StationStep | OfficerStep | RecoveryStep | ConfirmStep


def own_passphrase_needed() -> str:
    """What is said when two people are to have one passphrase."""
    return _(
        "The supervisor needs a passphrase of their own: whoever knows both would complete and "
        "approve a file alone."
    )


class SetupPage(QWidget):
    """The first start, step by step; nothing is written before the officers are known."""

    finished = Signal(str)  # the login that unlocks first; the sheet's words were given back
    restore_asked = Signal()  # there is a backup of the station

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        agencies = load_published().newest(FORM_ID).choices["agency"]
        self._kind = KindStep()
        self._station = StationStep(agencies)
        self._officer = OfficerStep(Role.OFFICER, "T-07")
        self._supervisor = OfficerStep(Role.SUPERVISOR, "S-01")
        self._receiver = OfficerStep(Role.RECEIVER, "P-01")
        self._recovery = RecoveryStep(services)
        self._confirm = ConfirmStep()
        self._shown: AnyStep = self._kind
        self._sheet: RecoverySheet | None = None
        self._build()
        self._show(self._kind)

    def _build(self) -> None:
        self.setObjectName("page")
        steps: tuple[AnyStep, ...] = (
            self._kind, self._station, self._officer, self._supervisor,
            self._receiver, self._recovery, self._confirm,
        )  # fmt: skip
        self._places = {step: at for at, step in enumerate(steps)}
        titles = [_("Purpose"), _("Station"), _("People"), _("Recovery sheet"), _("Check")]
        self._frame = WizardFrame(_("Setting up the reception desk"), titles, steps)
        for field in self._frame.steps.findChildren(QLineEdit):
            field.textChanged.connect(self._on_mended)
        for choice in self._frame.steps.findChildren(QComboBox):
            choice.currentIndexChanged.connect(self._on_mended)
        self._frame.next.clicked.connect(self._on_next)
        self._frame.back.clicked.connect(self._on_back)
        self._kind.restore.clicked.connect(self.restore_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._frame)

    def load(self) -> None:
        """Begin at the first step."""
        self._show(self._kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in a field goes on; on a button it stays the button's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            QApplication.focusWidget(), QLineEdit | QRadioButton
        ):
            self._frame.next.click()
        else:
            super().keyPressEvent(event)

    # --- the order of the steps -----------------------------------------------------------

    def _order(self) -> list[AnyStep]:
        receiving = self._kind.kind() is StationKind.RECEIVING
        people: list[AnyStep] = [self._receiver] if receiving else [self._officer, self._supervisor]
        return [self._kind, self._station, *people, self._recovery, self._confirm]

    def _following(self) -> AnyStep:
        order = self._order()
        return order[order.index(self._shown) + 1]

    def _show(self, step: AnyStep) -> None:
        self._shown = step
        self._station.tell_code(self._kind.kind())
        self._frame.steps.setCurrentIndex(self._places[step])
        named: dict[AnyStep, int] = {
            self._kind: 0,
            self._station: 1,
            self._recovery: 3,
            self._confirm: 4,
        }
        self._frame.strip.set_current(named.get(step, 2))
        # Once the vault is made there is no way back to the people.
        self._frame.back.setVisible(step not in (self._kind, self._recovery))
        if step is self._confirm:
            self._frame.next.setText(_("Finish"))
        elif self._following() is self._recovery:
            self._frame.next.setText(_("Create the encrypted vault"))
        else:
            self._frame.next.setText(_("Next"))
        self._say("")
        (self._frame.next if step is self._recovery else step).setFocus()

    @Slot()
    def _on_next(self) -> None:
        if problem := self._problem_now():
            self._say(problem)
            self._lead_to_fault(problem)
        elif self._shown is self._confirm:
            self._finish()
        elif self._following() is self._recovery:
            self._create()
        else:
            self._show(self._following())

    @Slot()
    def _on_mended(self) -> None:
        """What was said goes as soon as it is not so any more."""
        said = self._frame.problem.text()
        if said and self._problem_now() != said:
            self._say("")

    def _problem_now(self) -> str:
        problem = self._shown.problem()
        same = self._supervisor.login() == self._officer.login()
        if not problem and self._shown is self._supervisor and same:
            own = _("The supervisor needs a code of their own.")
            return self._supervisor.at(self._supervisor.code, own)
        if not problem and self._shown is self._supervisor and self._one_passphrase():
            return self._supervisor.at(self._supervisor.passphrase, own_passphrase_needed())
        if not problem and self._shown is self._station:
            station = self._station.station(self._kind.kind())
            # A receiving station goes by its unit's name in its certificate.
            receiving = station.kind is StationKind.RECEIVING
            too_long = name_too_long(station.unit) if receiving else ""
            return self._station.at(self._station.unit, too_long)
        return problem

    def _lead_to_fault(self, problem: str) -> None:
        """Put the cursor into the field that was spoken of; a screen reader says what is wrong."""
        faulty = self._shown.faulty if isinstance(self._shown, Step | ConfirmStep) else None
        if faulty is None:
            self._shown.setFocus()
            return
        faulty.setFocus(Qt.FocusReason.TabFocusReason)
        where = self.window().focusWidget()
        where.setAccessibleDescription(problem)
        if isinstance(where, QLineEdit):
            where.selectAll()

    def _one_passphrase(self) -> bool:
        officer, supervisor = self._officer.officer(), self._supervisor.officer()
        return same_passphrase(officer.passphrase, supervisor.passphrase)

    @Slot()
    def _on_back(self) -> None:
        order = self._order()
        self._show(order[order.index(self._shown) - 1])

    # --- making the vault -----------------------------------------------------------------

    def _people(self) -> list[OfficerStep]:
        return [step for step in self._order() if isinstance(step, OfficerStep)]

    def _create(self) -> None:
        plan = StationPlan(
            self._station.station(self._kind.kind()),
            tuple(step.officer() for step in self._people()),
            cheap_keys=self._services.cheap_keys,
            asks_sheet=True,
        )
        self._set_busy(True)
        job = partial(create_station, self._services.vault_dir, plan, self._services.clock)
        self._services.jobs.run(job, done=self._on_created, failed=self._on_failed)

    def _on_created(self, sheet: RecoverySheet) -> None:
        self._set_busy(False)
        self._sheet = sheet
        for step in self._people():
            step.wipe()
        self._recovery.show_sheet(sheet)
        self._confirm.show_sheet(sheet)
        self._show(self._recovery)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        said = sentence(error)
        self._say(f"{said.what} {said.next_step}")

    def _finish(self) -> None:
        login = self._people()[0].login()
        self._recovery.wipe()
        self._confirm.wipe()
        self._sheet = None
        self._services.sheet_confirmed = True
        self.finished.emit(login)

    def _set_busy(self, busy: bool) -> None:
        self._frame.busy.setVisible(busy)
        self._frame.next.setEnabled(not busy)
        self._frame.back.setEnabled(not busy)
        self._frame.steps.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self._frame.problem.setText(text)
        self._frame.problem.setVisible(bool(text))
