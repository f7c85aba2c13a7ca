"""A further person is enrolled at the station: role, code, name and the own passphrase."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Role
from tipdesk.core.errors import StaffChangeRefused, TipdeskError
from tipdesk.desk.session.session import UnlockedKey
from tipdesk.desk.station.staff import Enrolment, EnrolmentPlan, enrol
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.texts.messages import role_label, sentence
from tipdesk.ui.setup.setup_steps import OfficerStep
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.confirming import ask_key
from tipdesk.ui.toolkit.dialogs import say
from tipdesk.ui.toolkit.job_dialog import JobDialog
from tipdesk.ui.toolkit.parts import labelled, resize_on_screen, scrolled
from tipdesk.ui.toolkit.services import Services


class _Colleague(JobDialog):
    """The supervisor has shown who they are; the new person types the passphrase alone."""

    def __init__(self, services: Services, key: UnlockedKey, parent: QWidget) -> None:
        super().__init__(_("Add a person"), _("Add"), parent)
        self._services, self._key = services, key
        self.enrolled = ""  # the name, once it is done
        resize_on_screen(self, 680, 660)
        self._role = CalmCombo()
        for role in services.session.staff.roles():
            self._role.addItem(role_label(role), role)
        self._person = OfficerStep(self._chosen(), "T-08")
        self.box.addWidget(labelled(_("What the person is here"), self._role))
        self.box.addWidget(scrolled(self._person), 1)
        self.add_end(self._person, self._role)
        self._role.currentIndexChanged.connect(self._on_role)
        self.ok.clicked.connect(self._on_ok)
        self._person.setFocus()

    def _chosen(self) -> Role:
        return Role(self._role.currentData())  # Qt keeps the text of it alone

    @Slot()
    def _on_role(self) -> None:
        self._person.set_role(self._chosen())

    @Slot()
    def _on_ok(self) -> None:
        if problem := self._person.problem():
            self.say(problem)
            if self._person.faulty is not None:
                self._person.faulty.setFocus()
            return
        new = self._person.officer()
        if faults := self._services.session.staff.faults(new):
            said = sentence(StaffChangeRefused(reason=faults[0]))
            self.say(said.what)
            self._person.code.setFocus()
            return
        plan = EnrolmentPlan(self._services.vault_dir, self._key, new, self._services.cheap_keys)
        self.set_busy(True)
        self._services.jobs.run(
            partial(enrol, plan), done=self._on_enrolled, failed=self._on_failed
        )

    def _on_enrolled(self, enrolment: Enrolment) -> None:
        try:
            self._services.session.staff.record_enrolment(enrolment)
        except TipdeskError as error:
            self._on_failed(error)
            return
        self.enrolled = enrolment.officer.name
        self.set_busy(False)
        self.accept()

    def _on_failed(self, error: TipdeskError) -> None:
        self.say_error(error)
        self._person.passphrase.setFocus()

    def wipe(self) -> None:
        """Forget the key and what was typed."""
        self._key.wipe()
        self._person.wipe()


def ask_colleague(services: Services, parent: QWidget) -> bool:
    """Ask the supervisor's passphrase, then enrol somebody; whether it was done."""
    key = ask_key(services, services.session.officer, _("Add a person to this station"), parent)
    if key is None:
        return False
    dialog = _Colleague(services, key, parent)
    dialog.exec()
    name = dialog.enrolled
    dialog.wipe()
    dialog.deleteLater()
    if name:
        said = _("{name} can sign in now").format(name=isolate(name))
        say(parent, said, _("To sign what is handed over, they ask for their certificate here."))
    return bool(name)
