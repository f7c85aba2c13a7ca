"""First start: what the computer is for, who works on it, and the recovery sheet."""

from __future__ import annotations

from functools import partial
from itertools import chain

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from tipdesk.cases.model import StationKind
from tipdesk.cases.permissions import ROLES, founders
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station import setup
from tipdesk.desk.station.kit_opening import found_by_kit, kit_at
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.kit_step import KitStep, find_kit
from tipdesk.ui.setup.recovery_sheet import ConfirmStep, RecoveryStep
from tipdesk.ui.setup.steps import KindStep, OfficerStep, StationStep, name_too_long
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.wizard import WizardFrame, WizardStep

FORM_ID = "victim-intake"

AnyStep = KindStep | KitStep | StationStep | OfficerStep | RecoveryStep | ConfirmStep


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
        self._kit = KitStep()
        self._by_kit = False
        self._station = StationStep(agencies)
        self._founders = {
            kind: [OfficerStep(role, ROLES[role].first_code) for role in founders(kind)]
            for kind in StationKind
        }
        self._recovery = RecoveryStep(services)
        self._confirm = ConfirmStep()
        self._shown: AnyStep = self._kind
        self._sheet: setup.RecoverySheet | None = None
        self._build()
        self._show(self._kind)

    def _build(self) -> None:
        self.setObjectName("page")
        steps: tuple[AnyStep, ...] = (
            self._kind,
            self._kit,
            self._station,
            *chain.from_iterable(self._founders.values()),
            self._recovery,
            self._confirm,
        )
        self._places = {step: at for at, step in enumerate(steps)}
        titles = [_("Purpose"), _("Station"), _("People"), _("Recovery sheet"), _("Verify")]
        self._frame = WizardFrame(_("Setting up the intake desk"), titles, steps)
        for field in self._frame.steps.findChildren(QLineEdit):
            field.textChanged.connect(self._on_corrected)
        for choice in self._frame.steps.findChildren(QComboBox):
            choice.currentIndexChanged.connect(self._on_corrected)
        self._frame.next.clicked.connect(self._on_next)
        self._frame.back.clicked.connect(self._on_back)
        self._kind.restore.clicked.connect(self.restore_asked)
        self._kind.kit.clicked.connect(self._on_kit)
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
        middle = [self._kit] if self._by_kit else [self._station, *self._people()]
        return [self._kind, *middle, self._recovery, self._confirm]

    def _following(self) -> AnyStep:
        order = self._order()
        return order[order.index(self._shown) + 1]

    @Slot()
    def _on_kit(self) -> None:
        """The kit that lies on the drive, or one that is chosen."""
        path = find_kit(self)
        if path is None:
            return
        try:
            kit = kit_at(path, self._services.clock)
        except TipdeskError as error:
            self._say_error(error)
            return
        self._kit.show_kit(kit)
        self._by_kit = True
        self._show(self._kit)

    def _show(self, step: AnyStep) -> None:
        self._shown = step
        self._by_kit = self._by_kit and step is not self._kind
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
    def _on_corrected(self) -> None:
        """What was said goes as soon as it is not so any more."""
        problem = self._frame.problem.text()
        if problem and self._problem_now() != problem:
            self._say("")

    def _problem_now(self) -> str:
        problem = self._shown.problem()
        if not problem and isinstance(self._shown, OfficerStep):
            return self._same_as_another(self._shown)
        if not problem and self._shown is self._station:
            station = self._station.station(self._kind.kind())
            # A receiving station goes by its unit's name in its certificate.
            receiving = station.kind is StationKind.RECEIVING
            too_long = name_too_long(station.unit) if receiving else ""
            return self._station.at(self._station.unit, too_long)
        return problem

    def _lead_to_fault(self, problem: str) -> None:
        """Put the cursor into the field that was spoken of; a screen reader says what is wrong."""
        faulty = self._shown.faulty if isinstance(self._shown, WizardStep | ConfirmStep) else None
        if faulty is None:
            self._shown.setFocus()
            return
        faulty.setFocus(Qt.FocusReason.TabFocusReason)
        where = self.window().focusWidget()
        where.setAccessibleDescription(problem)
        if isinstance(where, QLineEdit):
            where.selectAll()

    def _same_as_another(self, person: OfficerStep) -> str:
        """What is said where somebody has the code or the passphrase of whoever came before."""
        people = self._people()
        before = people[: people.index(person)]
        if any(person.login() == other.login() for other in before):
            return person.at(person.code, _("The supervisor needs a code of their own."))
        own = person.officer().passphrase
        if any(setup.same_passphrase(other.officer().passphrase, own) for other in before):
            return person.at(person.passphrase, own_passphrase_needed())
        return ""

    @Slot()
    def _on_back(self) -> None:
        order = self._order()
        self._show(order[order.index(self._shown) - 1])

    # --- making the vault -----------------------------------------------------------------

    def _people(self) -> list[OfficerStep]:
        return self._founders[self._kind.kind()]

    def _create(self) -> None:
        kit = self._kit.kit if self._by_kit else None
        if kit is not None:
            self._set_busy(True)
            typed = (self._kit.words(), self._kit.passphrase())
            first = partial(found_by_kit, self._services.vault_dir, kit, self._kit.login(), typed)
            by_kit = partial(first, self._services.clock, cheap_keys=self._services.cheap_keys)
            self._services.jobs.run(by_kit, done=self._on_created, failed=self._on_failed)
            return
        plan = setup.StationPlan(
            self._station.station(self._kind.kind()),
            tuple(step.officer() for step in self._people()),
            cheap_keys=self._services.cheap_keys,
            asks_sheet=True,
        )
        self._set_busy(True)
        job = partial(setup.create_station, self._services.vault_dir, plan, self._services.clock)
        self._services.jobs.run(job, done=self._on_created, failed=self._on_failed)

    def _on_created(self, sheet: setup.RecoverySheet) -> None:
        self._set_busy(False)
        self._sheet = sheet
        for step in self._people():
            step.wipe()
        self._kit.wipe()
        self._recovery.show_sheet(sheet)
        self._confirm.show_sheet(sheet)
        officers = self._kind.kind() is StationKind.OFFICER
        self._confirm.tell_certificate(needed=officers and not self._by_kit)
        self._show(self._recovery)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        self._say_error(error)

    def _say_error(self, error: TipdeskError) -> None:
        message = sentence(error)
        self._say(f"{message.what} {message.next_step}")

    def _finish(self) -> None:
        login = self._kit.login() if self._by_kit else self._people()[0].login()
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
