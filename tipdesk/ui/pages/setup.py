"""First start: what the computer is for, who works on it, and the recovery sheet."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases.model import Role, StationKind
from tipdesk.desk.setup import RecoverySheet, StationPlan, create_station
from tipdesk.errors import TipdeskError
from tipdesk.forms.catalogue import load_published
from tipdesk.i18n.catalogue import _
from tipdesk.messages import sentence
from tipdesk.ui.parts import button, label, row, scrolled
from tipdesk.ui.recovery_sheet import print_recovery_sheet
from tipdesk.ui.services import Services
from tipdesk.ui.setup_steps import (
    ConfirmStep,
    KindStep,
    OfficerStep,
    RecoveryStep,
    StationStep,
)
from tipdesk.ui.widgets.step_strip import StepStrip

FORM_ID = "victim-intake"


class SetupPage(QWidget):
    """The first start, step by step; nothing is written before the officers are known."""

    finished = Signal(str)  # the login that unlocks first

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        agencies = load_published().newest(FORM_ID).choices["agency"]
        self._kind = KindStep()
        self._station = StationStep(agencies)
        self._officer = OfficerStep(Role.OFFICER, "T-07")
        self._supervisor = OfficerStep(Role.SUPERVISOR, "S-01")
        self._receiver = OfficerStep(Role.RECEIVER, "P-01")
        self._recovery = RecoveryStep()
        self._confirm = ConfirmStep()
        self._sheet: RecoverySheet | None = None
        self._build()
        self._connect()
        self._show(self._kind)

    def _build(self) -> None:
        self.setObjectName("page")
        self._steps = QStackedWidget()
        for step in (self._kind, self._station, self._officer, self._supervisor,
                     self._receiver, self._recovery, self._confirm):  # fmt: skip
            self._steps.addWidget(scrolled(step, width=640))
        self._strip = StepStrip(
            [_("Purpose"), _("Station"), _("People"), _("Recovery sheet"), _("Check")]
        )
        self._problem = label("", "error", wrap=True)
        self._problem.setVisible(False)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setVisible(False)
        self._back = button(_("Back"), "arrow-left")
        self._next = button(_("Next"), style="primary")
        head = QFrame()
        head.setObjectName("topbar")
        head_box = QVBoxLayout(head)
        head_box.setContentsMargins(28, 18, 28, 14)
        head_box.addWidget(label(_("Setting up the reception desk"), "h1"))
        head_box.addWidget(self._strip)
        foot = QFrame()
        foot.setObjectName("footer")
        foot_box = QVBoxLayout(foot)
        foot_box.setContentsMargins(28, 12, 28, 12)
        foot_box.addWidget(self._busy)
        foot_box.addWidget(self._problem)
        foot_box.addWidget(row(self._back, 1, self._next))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(head)
        box.addWidget(self._steps, 1)
        box.addWidget(foot)

    def _connect(self) -> None:
        self._next.clicked.connect(self._on_next)
        self._back.clicked.connect(self._on_back)
        self._recovery.print_asked.connect(self._on_print)
        self._next.setShortcut(Qt.Key.Key_F12)

    def load(self) -> None:
        """Begin at the first step."""
        self._show(self._kind)

    # --- the order of the steps -----------------------------------------------------------

    def _order(self) -> list[QWidget]:
        people: list[QWidget] = (
            [self._receiver]
            if self._kind.kind() is StationKind.RECEIVING
            else [self._officer, self._supervisor]
        )
        return [self._kind, self._station, *people, self._recovery, self._confirm]

    def _current(self) -> QWidget:
        return self._shown

    def _show(self, step: QWidget) -> None:
        self._shown = step
        pages = (self._kind, self._station, self._officer, self._supervisor,
                 self._receiver, self._recovery, self._confirm)  # fmt: skip
        self._steps.setCurrentIndex(pages.index(step))
        named = {self._kind: 0, self._station: 1, self._recovery: 3, self._confirm: 4}
        self._strip.set_current(named.get(step, 2))
        made = step in (self._recovery, self._confirm)
        self._back.setVisible(step is not self._kind and step is not self._recovery)
        self._next.setText(_("Finish") if step is self._confirm else _("Next"))
        if not made and self._order()[self._order().index(step) + 1] is self._recovery:
            self._next.setText(_("Create the encrypted store"))
        self._say("")
        step.setFocus()

    @Slot()
    def _on_next(self) -> None:
        step = self._current()
        if problem := self._problem_of(step):
            self._say(problem)
            return
        if step is self._confirm:
            self._finish()
            return
        following = self._order()[self._order().index(step) + 1]
        if following is self._recovery:
            self._create()
        else:
            self._show(following)

    def _problem_of(self, step: QWidget) -> str:
        problem: str = step.problem()  # type: ignore[attr-defined]  # every step has it
        same = self._supervisor.login() == self._officer.login()
        if not problem and step is self._supervisor and same:
            return _("The supervisor needs a code of their own.")
        return problem

    @Slot()
    def _on_back(self) -> None:
        order = self._order()
        self._show(order[order.index(self._current()) - 1])

    # --- making the vault -----------------------------------------------------------------

    def _people(self) -> list[OfficerStep]:
        return [step for step in self._order() if isinstance(step, OfficerStep)]

    def _create(self) -> None:
        officers = tuple(step.officer() for step in self._people())
        plan = StationPlan(
            self._station.station(self._kind.kind()), officers, self._services.cheap_keys
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

    @Slot()
    def _on_print(self) -> None:
        if self._sheet is not None:
            print_recovery_sheet(self._sheet, self)

    def _finish(self) -> None:
        login = self._people()[0].login()
        self._recovery.wipe()
        self._sheet = None
        self.finished.emit(login)

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._next.setEnabled(not busy)
        self._back.setEnabled(not busy)
        self._steps.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
