"""Who works here: a card of the station page, with what a supervisor decides about it.

A further person is enrolled with role, code, name and the own passphrase (`ask_colleague`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Officer, Role
from tipdesk.cases.permissions import ROLES
from tipdesk.core.errors import StaffChangeRefused, TipdeskError
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.signing_and_trust import CertificateStanding
from tipdesk.desk.station.staff import EnrolmentPlan, PreparedEnrolment, enrol
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.i18n.text import MASK, _, isolate, isolated, ngettext
from tipdesk.texts.messages import role_label, sentence
from tipdesk.ui.setup.new_passphrase import renew_own_passphrase
from tipdesk.ui.setup.steps import OfficerStep
from tipdesk.ui.station.kit_colleague import ask_kit_colleague
from tipdesk.ui.toolkit.confirming import ask_key, ask_second
from tipdesk.ui.toolkit.dialogs import Dialog, ask, errors_said, say
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import (
    button,
    column,
    label,
    labelled,
    resize_on_screen,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard

# --- enrolling --------------------------------------------------------------------------------


class _Colleague(Dialog):
    """The supervisor has shown who they are; the new person types the passphrase alone. Whoever
    signs as the second one does it last, and reads who comes as what."""

    def __init__(self, services: Services, key: UnlockedKey, parent: QWidget) -> None:
        super().__init__(parent, _("Add a person"), job=_("Add"))
        self._services, self._key = services, key
        self._signers: tuple[Confirmed, ...] = ()
        self._signed = ""  # what they signed
        self.enrolled = ""  # the name, once it is done
        resize_on_screen(self, 680, 660)
        self._role = CalmCombo()
        for role in services.session.staff.roles():
            self._role.addItem(role_label(role), role)
        self._person = OfficerStep(self._chosen(), ROLES[self._chosen()].first_code)
        self.box.addWidget(labelled(_("What the person is here"), self._role))
        area = scrolled(self._person)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # no stop between the role and the code
        self.box.addWidget(area, 1)
        self.add_end(self._person, self._role)
        self._role.currentIndexChanged.connect(self._on_role)
        self.ok.clicked.connect(self._on_ok)
        self._person.setFocus()

    def _chosen(self) -> Role:
        return Role(self._role.currentData())  # Qt keeps the text of it alone

    @Slot()
    def _on_role(self) -> None:
        self._person.set_role(self._chosen())
        self._person.code.setPlaceholderText(ROLES[self._chosen()].first_code)

    @Slot()
    def _on_ok(self) -> None:
        if problem := self._person.problem():
            self.say(problem)
            if self._person.faulty is not None:
                self._person.faulty.setFocus()
            return
        new = self._person.officer()
        if faults := self._services.session.staff.faults(new):
            message = sentence(StaffChangeRefused(reason=faults[0]))
            self.say(message.what)
            self._person.code.setFocus()
            return
        if not self._signed_by_two(new):
            return
        plan = EnrolmentPlan(self._services.vault_dir, self._key, new, self._services.cheap_keys)
        self.set_busy(True)
        self._services.jobs.run(
            partial(enrol, plan), done=self._on_enrolled, failed=self._on_failed
        )

    def _signed_by_two(self, new: NewOfficer) -> bool:
        """Ask who signs with the supervisor, once for what they then sign; false: they went
        back."""
        purpose = _("{login} comes as {role}.").format(
            login=isolated(new.login), role=role_label(new.role)
        )
        if purpose == self._signed:
            return True
        signers = ask_second(self._services, DeedKind.ENROLLED, purpose, self)
        if signers is None:
            return False
        self._forget_signers()
        self._signers, self._signed = signers, purpose
        return True

    def _forget_signers(self) -> None:
        for signer in self._signers:
            signer.wipe()

    def _on_enrolled(self, enrolment: PreparedEnrolment) -> None:
        try:
            self._services.session.staff.record_enrolment(enrolment, *self._signers)
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
        """Forget the key, who signs, and what was typed."""
        self._key.wipe()
        self._forget_signers()
        self._person.wipe()


def ask_colleague(services: Services, parent: QWidget) -> bool:
    """Ask the supervisor's passphrase, who comes, and a second person's passphrase; whether
    somebody was enrolled."""
    purpose = _("Add a person to this station")
    key = ask_key(services, services.session.officer, purpose, parent)
    if key is None:
        return False
    dialog = _Colleague(services, key, parent)
    dialog.exec()
    name = dialog.enrolled
    dialog.wipe()
    dialog.deleteLater()
    if name:
        done = _("{name} can sign in now").format(name=isolate(name))
        say(parent, done, _("To sign what is handed over, they ask for their certificate here."))
    return bool(name)


class StaffCard(StationCard):
    """Who is enrolled here and who of them can sign; the officer's own passphrase."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Who works here"), parent)

    def lines(self) -> list[QWidget]:
        staff = self.services.session.staff
        lines: list[QWidget] = [self._line(officer) for officer in staff.members()]
        if self.services.session.register.difference is not None:
            settle = button(_("Settle the register of keys…"), style="primary")
            settle.clicked.connect(self._on_settle)
            lines.append(row(settle, 1))
        renew = button(_("Change my passphrase…"), "password")
        renew.clicked.connect(self._on_renew)
        if self.services.session.kit.awaited():
            comes = button(_("A colleague opens their envelope…"), "key")
            comes.clicked.connect(self._on_kit)
            lines.append(row(comes, 1))
        if not staff.may_change():
            return [*lines, row(renew, 1)]
        add = button(_("Add a person…"), "user-plus")
        add.clicked.connect(self._on_add)
        return [*lines, row(add, renew, 1)]

    # --- inside -----------------------------------------------------------------------------

    @Slot()
    def _on_kit(self) -> None:
        if ask_kit_colleague(self.services, self):
            self.changed.emit()

    def _line(self, officer: Officer) -> QWidget:
        session = self.services.session
        who = column(
            label(MASK if self.masked else isolate(officer.name)),
            label(f"{isolated(officer.login)} • {role_label(officer.role)}", "muted"),
            spacing=0,
        )
        parts: list[QWidget] = [who, self._chip(officer)]
        if session.staff.may_change():
            more = self._more(officer)
            parts.append(more)
            if officer.login == session.officer.login:  # nobody removes themselves
                policy = more.sizePolicy()
                policy.setRetainSizeWhenHidden(True)  # the chips stand below each other
                more.setSizePolicy(policy)
                more.hide()
        return row(*parts, wide=0)

    def _chip(self, officer: Officer) -> QLabel:
        if officer.suspended:
            chip = label(_("Suspended"), "chipwarn")
        elif self._signs(officer):
            chip = label(_("Can sign"), "chipok")
        else:
            chip = label(_("No certificate"), "chipgrey")
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        return chip

    def _signs(self, officer: Officer) -> bool:
        standing = self.services.session.keys.certificate_state(officer.login).standing
        return standing is CertificateStanding.VALID

    def _more(self, officer: Officer) -> QPushButton:
        more = button("", "dots-three", "ghost")
        name = _("{name}: suspend or remove").format(name=isolate(officer.name))
        more.setAccessibleName(_("Suspend or remove") if self.masked else name)
        more.setToolTip(_("Suspend or remove"))
        more.clicked.connect(partial(self._on_more, officer, more))
        return more

    def _on_more(self, officer: Officer, below: QPushButton, _checked: bool = False) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if officer.suspended:
            back = menu.addAction(_("Let in again…"))
            back.triggered.connect(partial(self._on_reinstate, officer))
        else:
            out = menu.addAction(_("Suspend…"))
            out.triggered.connect(partial(self._on_suspend, officer))
            roles = menu.addMenu(_("Another role"))
            for role in self.services.session.staff.roles():
                if role is not officer.role:
                    deed = roles.addAction(role_label(role))
                    deed.triggered.connect(partial(self._on_role, officer, role))
        if self.services.session.staff.unsigned(officer.login):
            settling = menu.addAction(_("Comes no more…"))
            settling.triggered.connect(partial(self._on_settle_absent, officer))
        removal = menu.addAction(_("Remove from the station…"))
        removal.triggered.connect(partial(self._on_remove, officer))
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def _on_suspend(self, officer: Officer, _checked: bool = False) -> None:
        text = _(
            "{name} cannot open the vault until you let them in again. Files and drafts stay as "
            "they are. Whoever should never come back is removed instead: only that changes the "
            "vault's key."
        )
        if ask(self, _("Suspend this person?"), self._about(text, officer), _("Suspend")):
            self._decide(_("Suspend"), officer, self.services.session.staff.suspend)

    def _on_reinstate(self, officer: Officer, _checked: bool = False) -> None:
        text = _("{name} opens the vault again with the passphrase they had.")
        if ask(self, _("Let this person in again?"), self._about(text, officer), _("Let in")):
            purpose = _("Let in")
            signers = ask_second(self.services, DeedKind.LET_IN, purpose, self, about=officer.login)
            if signers is None:
                return
            self._decide(purpose, officer, partial(self._let_in, signers))
            for signer in signers:
                signer.wipe()

    def _on_role(self, officer: Officer, role: Role, _checked: bool = False) -> None:
        text = _(
            "{name} has the rights of {role} from their next unlocking on. Their certificate stays "
            "what it is: who is to sign as something else asks for another one."
        )
        about = self._about(text, officer, role=role_label(role))
        if ask(self, _("Give this person another role?"), about, _("Give the role")):
            staff, deed = self.services.session.staff, DeedKind.ROLE
            purpose = _("Role “{role}”").format(role=role_label(role))
            self._by_two(purpose, officer, deed, partial(staff.change_role, role=role))

    def _on_settle_absent(self, officer: Officer, _checked: bool = False) -> None:
        text = _(
            "{name} has not opened the vault since it got its register of keys, and has not signed "
            "it. From now on it counts without them, and whoever comes with their passphrase is "
            "told to add nothing. Who has left the station is removed instead."
        )
        if ask(self, _("Go on without their signature?"), self._about(text, officer), _("Go on")):
            staff = self.services.session.staff
            self._by_two(_("Comes no more"), officer, DeedKind.SETTLED, staff.settle_absent)

    def _by_two(
        self, purpose: str, officer: Officer, kind: DeedKind, act: Callable[..., None]
    ) -> None:
        """Ask who signs with the officer of the session, and do it."""
        signed = _deed_text(purpose, officer)
        signers = ask_second(self.services, kind, signed, self, about=officer.login)
        if signers is None:
            return
        self._decide(purpose, officer, lambda key, login: act(key, login, *signers))
        for signer in signers:
            signer.wipe()

    def _let_in(self, signers: tuple[Confirmed, ...], key: UnlockedKey, login: str) -> None:
        self.services.session.staff.reinstate(key, login, *signers)

    def _on_remove(self, officer: Officer, _checked: bool = False) -> None:
        text = _(
            "{name} never opens this vault again, and the vault gets another key. What "
            "they entered stays in the files, under their name. This cannot be undone, "
            "and it does not call back what was copied before."
        )
        known = (*self._unrecorded(officer), *self._only_reader(officer))
        about = "\n".join((self._about(text, officer), *known))
        if not ask(self, _("Remove this person?"), about, _("Remove from the station"), grave=True):
            return
        signed = self._signs(officer)
        if self._decide(_("Remove from the station"), officer, self.services.session.staff.remove):
            more = (
                _("Ask the certification authority to revoke the certificate as well.")
                if signed
                else ""
            )
            say(self.window(), _("Removed. The vault has another key now."), more)

    def _unrecorded(self, officer: Officer) -> Iterator[str]:
        """What is typed and no answer yet is handed on: in which files."""
        numbers = self.services.session.staff.unrecorded(officer.login)
        if numbers:
            text = _("Words that are no answer yet are handed on to you, in: {files}")
            yield text.format(files=" • ".join(isolated(number) for number in numbers))

    def _only_reader(self, officer: Officer) -> Iterator[str]:
        """What nobody else reads: in how many files."""
        count = len(self.services.session.staff.only_reader(officer.login))
        if count:
            text = ngettext(
                "What is restricted in {count} file is open to nobody else: it opens "
                "with the recovery sheet alone then. Let them add a colleague to it "
                "first.",
                "What is restricted in {count} files is open to nobody else: it opens "
                "with the recovery sheet alone then. Let them add a colleague to them "
                "first.",
                count,
            )
            yield text.format(count=isolated(str(count)))

    def _about(self, text: str, officer: Officer, **more: str) -> str:
        known = isolated(officer.login) if self.masked else isolate(officer.name)
        return text.format(name=known, **more)

    def _decide(self, deed: str, officer: Officer, act: Callable[[UnlockedKey, str], None]) -> bool:
        """Ask for the passphrase and do it; whether it was done."""
        session = self.services.session
        key = ask_key(self.services, session.officer, _deed_text(deed, officer), self)
        if key is None:
            return False
        done = False
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            with errors_said(self):
                act(key, officer.login)
                done = True
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.changed.emit()
        return done

    @Slot()
    def _on_add(self) -> None:
        if ask_colleague(self.services, self):
            self.changed.emit()

    @Slot()
    def _on_settle(self) -> None:
        """Two people have looked at what differs from the register of keys."""
        text = _(
            "People, whom files name and what opens the vault become what the register of keys "
            "says; what nobody was entitled to stays without effect. Two of you sign that you have "
            "looked at it. Whoever cannot explain a difference calls the certification authority "
            "first."
        )
        title = _("Settle the register of keys?")
        if not ask(self, title, text, _("Settle")):
            return
        services = self.services
        key = ask_key(services, services.session.officer, title, self)
        if key is None:
            return
        signers = ask_second(services, DeedKind.ACCEPTED, title, self)
        if signers is None:
            key.wipe()
            return
        with errors_said(self):
            services.session.register.settle(key, *signers)
        for signer in signers:
            signer.wipe()
        self.changed.emit()

    @Slot()
    def _on_renew(self) -> None:
        renew_own_passphrase(self.services, self)


def _deed_text(deed: str, officer: Officer) -> str:
    """What somebody signs, and about whom."""
    return _("{deed}: {login}").format(deed=deed, login=isolated(officer.login))
