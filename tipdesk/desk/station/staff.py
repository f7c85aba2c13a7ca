"""Who works at this station: enrolled, suspended, brought back, removed.

Each change needs the passphrase of whoever makes it: `key` is fresh from `session.unlock`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act, CaseId, Officer, Role
from tipdesk.cases.permissions import roles_at
from tipdesk.core.errors import PassphraseTaken, StaffChangeRefused, WeakPassphrase
from tipdesk.desk.files.listing import list_again
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault, signers_of
from tipdesk.desk.station.setup import NewOfficer, hints_of, new_officer_faults, rate_passphrase
from tipdesk.storage import interview_rows, station_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.kdf import FLOOR, chosen_for_this_machine, wipe
from tipdesk.storage.keys import case_keys, deed_rows, keys, rekeying, slot_rows, team_rows
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.keys.slot_file import SlotDocument
from tipdesk.storage.keys.slot_making import NewSlot, normalise_login, opens_another


@dataclass(frozen=True, slots=True)
class EnrolmentPlan:
    """Somebody new, to be given a key slot in a job. `key` opens the vault; the caller wipes it."""

    vault_dir: Path
    key: keys.UnlockedKey = field(repr=False)
    officer: NewOfficer
    cheap_keys: bool = False  # Argon2id at its floor: demonstration and tests


@dataclass(frozen=True, slots=True)
class PreparedEnrolment:
    """Somebody new, to be recorded by `Staff.record_enrolment`."""

    officer: NewOfficer
    document: SlotDocument = field(repr=False)
    seed: bytearray = field(repr=False)  # with which they sign that the keys are theirs


def enrol(plan: EnrolmentPlan) -> PreparedEnrolment:
    """Make a slot for somebody new. Slow (Argon2id, once for everybody here): a JOB.

    Raises:
        WeakPassphrase, PassphraseTaken, VaultDamaged, KeyChangePending
    """
    new = plan.officer
    if not rate_passphrase(new.passphrase, hints_of(new)).acceptable:
        raise WeakPassphrase
    document = keys.authentic_document(plan.vault_dir, plan.key.dek)
    if opens_another(document, normalise_login(new.login), new.passphrase):
        raise PassphraseTaken
    cost = FLOOR if plan.cheap_keys else chosen_for_this_machine()
    slot = NewSlot(new.login, new.passphrase)
    document, seed = keys.add_slot(plan.vault_dir, plan.key, slot, cost)
    return PreparedEnrolment(new, document, seed)


class Staff:
    """The people of an open vault. GUI thread; short, but for a removal of a large vault."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault

    def members(self) -> tuple[Officer, ...]:
        """Everybody enrolled and not removed, suspended or not, by login."""
        return station_rows.officers(self._vault)

    def names(self) -> dict[str, str]:
        """The name of everybody who ever worked here, by login."""
        everybody = station_rows.officers(self._vault, removed=True)
        return {officer.login: officer.name for officer in everybody}

    def may_change(self) -> bool:
        """Whether the officer of the session decides who works here."""
        return self._desk.may(Act.DECIDE_STAFF)

    def roles(self) -> tuple[Role, ...]:
        """What somebody can be at this station."""
        return roles_at(self._desk.station.kind)

    def faults(self, new: NewOfficer) -> tuple[str, ...]:
        """What of somebody new will not do: any of login, login_taken, name, role."""
        faults = new_officer_faults(new)
        if station_rows.find(self._vault, normalise_login(new.login)) is not None:
            faults = (*faults, "login_taken")  # also of somebody who left: the chain speaks of them
        return faults if new.role in self.roles() else (*faults, "role")

    def unrecorded(self, login: str) -> tuple[str, ...]:
        """The numbers of the files in which somebody has typed what is not recorded yet."""
        drafts = interview_rows.files_of(self._vault, login)
        return tuple(number for case_id, number in drafts if not self._is_hidden(case_id))

    def only_reader(self, login: str) -> tuple[str, ...]:
        """The numbers of the files that name nobody else: level 4 of them opens with the recovery
        sheet alone once this officer is removed. A hidden one has no number here."""
        numbers = case_rows.numbers(self._vault)
        only = case_rows.files_naming_only(self._vault, login)
        return tuple("" if self._is_hidden(file_id) else numbers[file_id] for file_id in only)

    def record_enrolment(self, enrolment: PreparedEnrolment, *signers: Confirmed) -> None:
        """Let somebody new in. They sign that the keys are theirs, and `signers` sign beside the
        officer of the session. Wipes the new person's seed.

        Raises:
            StaffChangeRefused: not this officer's to decide, or the code is taken.
            SecondPersonNeeded: nobody was enrolled.
            ValueError: the slots have changed meanwhile.
            DiskFull, VaultReadOnly: nobody was enrolled.
        """
        new = enrolment.officer
        self._check_may()
        if faults := self.faults(new):
            raise StaffChangeRefused(reason=faults[0])
        login, seed = normalise_login(new.login), enrolment.seed
        own_keys = officer_keys(seed)
        body = {"login": login, "role": new.role.value, **deed_rows.as_body(own_keys)}

        def record() -> None:
            name, at = new.name.strip(), self._desk.now()
            station_rows.add(self._vault, login, name, new.role, own_keys, at)
            self._desk.decide(
                DeedKind.ENROLLED,
                body,
                "officer_enrolled",
                signers=((login, seed), *signers_of(*signers)),
                holder=login,
                role=new.role.value,
            )
            self._desk.seal()
            if self._desk.book.begun:
                self._desk.book.remember(login, seed)

        try:
            slot_rows.store(self._vault, enrolment.document, record)
        finally:
            wipe(seed)
        self._desk.publish(ChangeKind.STAFF)

    def suspend(self, key: keys.UnlockedKey, login: str) -> None:
        """Keep somebody out until `reinstate`. Wipes `key`.

        Raises:
            StaffChangeRefused: not this officer's to decide, oneself, or not here.
            DiskFull, VaultReadOnly, KeyChangePending: all is as it was.
        """
        try:
            self._check(login, suspended=False)
            document, slot = keys.without_slot(self._vault.vault_dir, key, login)
        finally:
            key.wipe()

        def record() -> None:
            station_rows.suspend(self._vault, login, slot, self._desk.now())
            self._desk.decide(
                DeedKind.SUSPENDED, {"login": login}, "officer_suspended", holder=login
            )
            self._desk.seal()

        slot_rows.store(self._vault, document, record)
        self._desk.publish(ChangeKind.STAFF)

    def reinstate(self, key: keys.UnlockedKey, login: str, *signers: Confirmed) -> None:
        """Let somebody suspended in again, with the passphrase they had. Wipes `key`.

        Raises:
            as `suspend`; VaultDamaged
            SecondPersonNeeded: they stay out.
        """
        try:
            self._check(login, suspended=True)
            slot = station_rows.slot_of_suspended(self._vault, login)
            document = keys.with_slot_again(self._vault.vault_dir, key, slot)
        finally:
            key.wipe()

        def record() -> None:
            station_rows.reinstate(self._vault, login)
            self._desk.decide(
                DeedKind.LET_IN,
                {"login": login},
                "officer_reinstated",
                signers=signers_of(*signers),
                holder=login,
            )
            self._desk.seal()

        slot_rows.store(self._vault, document, record)
        self._desk.publish(ChangeKind.STAFF)

    def unsigned(self, login: str) -> bool:
        """Whether somebody has yet to sign the founding of the register of keys, which a vault of
        before gets at their first unlocking with a passphrase."""
        return login in self._desk.book.state.unsigned

    def change_role(
        self, key: keys.UnlockedKey, login: str, *signers: Confirmed, role: Role
    ) -> None:
        """Give somebody another role, with their next unlocking. Wipes `key`.

        Raises:
            StaffChangeRefused: as `suspend`; or nobody has this role here.
            SecondPersonNeeded: they keep the one they have.
            DiskFull, VaultReadOnly
        """
        key.wipe()
        self._check(login)
        if role not in self.roles():
            raise StaffChangeRefused(reason="role")
        with self._vault.transaction():
            station_rows.give_role(self._vault, login, role)
            self._desk.decide(
                DeedKind.ROLE,
                {"login": login, "role": role.value},
                "officer_role",
                signers=signers_of(*signers),
                holder=login,
                role=role.value,
            )
            self._desk.seal()
        self._desk.publish(ChangeKind.STAFF)

    def settle_absent(self, key: keys.UnlockedKey, login: str, *signers: Confirmed) -> None:
        """Somebody will never sign the founding of the register of keys: it counts without their
        signature, and whoever comes with their passphrase later is told. Wipes `key`.

        Raises:
            StaffChangeRefused: as `suspend`; or they have signed.
            SecondPersonNeeded: nothing is settled.
            DiskFull, VaultReadOnly
        """
        key.wipe()
        self._check(login)
        if not self.unsigned(login):
            raise StaffChangeRefused(reason="signed")
        with self._vault.transaction():
            self._desk.decide(
                DeedKind.SETTLED,
                {"login": login},
                "officer_settled",
                signers=signers_of(*signers),
                holder=login,
            )
            self._desk.seal()
        self._desk.publish(ChangeKind.STAFF)

    def remove(self, key: keys.UnlockedKey, login: str) -> None:
        """Somebody has left: no slot any more, and another key for the whole vault. Wipes `key`.

        What the officer entered stays, under the name; what was typed and not recorded is handed
        on to whoever removes them. Seconds for a large vault.

        Raises:
            as `suspend`
        """
        try:
            self._check(login)
            removal = rekeying.without(self._vault.vault_dir, key, login)
        finally:
            key.wipe()

        def record() -> None:
            now = self._desk.now()
            self._take_names_off(login, now)
            station_rows.remove(self._vault, login, now)
            station_rows.remember_place(self._vault, login, None)
            interview_rows.hand_on(self._vault, login, self._desk.officer.login, now)
            self._desk.decide(
                DeedKind.REMOVED,
                {"login": login, "heirs": list(self._heirs(login))},
                "officer_removed",
                holder=login,
            )
            self._desk.seal()

        self._desk.end_reading()  # it reads under the key of before
        try:
            rekeying.change_key(self._vault, removal, record)
        finally:
            removal.wipe()
        self._desk.publish(ChangeKind.STAFF)

    # --- inside -----------------------------------------------------------------------------

    def _is_hidden(self, case_id: CaseId) -> bool:
        case = case_rows.find(self._vault, case_id)
        return case is not None and case.hidden

    def _take_names_off(self, login: str, now: datetime) -> None:
        """No file names them any more; one that was hidden for them alone is shown again. A file
        that named nobody else names whoever goes on with it: what is restricted in it opens to
        them with the recovery sheet, and without a name nobody could ever complete it."""
        only = case_rows.files_naming_only(self._vault, login)
        for case_id in filter(self._is_hidden, only):
            case_rows.set_hidden(self._vault, case_id, None, now)
            list_again(self._desk, case_id)
        case_rows.remove_reader_everywhere(self._vault, login)
        team_rows.leave_all(self._vault, login)
        for case_id in only:
            for heir in self._heirs(login):
                case_rows.add_reader(self._vault, case_id, heir, self._desk.officer.login, now)
                self._desk.enter("reader_named", case_id, holder=heir)
        for public in station_rows.box_keys(self._vault, login):
            case_keys.drop_everywhere(self._vault, public)

    def _heirs(self, login: str) -> tuple[str, ...]:
        """Who goes on with the files of somebody who leaves: the supervisor who removes them, or
        every supervisor where an administrator does."""
        if self._desk.may(Act.APPROVE):
            return (self._desk.officer.login,)
        return tuple(
            supervisor.login for supervisor in self._desk.supervisors() if supervisor.login != login
        )

    def _check_may(self) -> None:
        if not self.may_change():
            raise StaffChangeRefused(reason="not_yours")

    def _check(self, login: str, *, suspended: bool | None = None) -> None:
        self._check_may()
        if login == self._desk.officer.login:
            raise StaffChangeRefused(reason="oneself")
        officer = station_rows.find(self._vault, login)
        if officer is None or officer.removed or suspended not in (None, officer.suspended):
            raise StaffChangeRefused(reason="not_here")
