"""The others of a station kit: each opens their own box at the open vault and works here from then
on, with a certificate for 90 days. Nobody decides about it: the certification authority has signed
who comes, and the founding deed names the keys that say who has come (`cases.deeds`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tipdesk.bundle.kit.station_kit import OpenedBox, StationKit, open_box, read_kit
from tipdesk.bundle.problems import Code
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.core.clock import Clock
from tipdesk.core.errors import KitInvalid, KitUsed
from tipdesk.desk import chosen_authority
from tipdesk.desk.locked_vault import known_logins
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.desk.station.setup import (
    NewOfficer,
    RecoverySheet,
    certify_by_kit,
    create_station,
    plan_of_box,
)
from tipdesk.desk.station.staff import EnrolmentPlan, PreparedEnrolment, enrol
from tipdesk.storage import station_rows
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import deed_rows, keys, slot_rows
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.keys.slot_making import normalise_login


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """Somebody of the kit, who has typed the words of their envelope and a passphrase of their own.
    `key` opens the vault; the caller wipes it."""

    vault_dir: Path
    kit: StationKit
    login: str
    words: str = field(repr=False)
    passphrase: str = field(repr=False)
    now: datetime
    key: keys.UnlockedKey = field(repr=False)
    cheap_keys: bool = False


@dataclass(frozen=True, slots=True)
class PreparedOpening:
    """An opened box and the slot of whose it is, to be recorded by `KitOpening.record`."""

    box: OpenedBox
    enrolment: PreparedEnrolment


def open_and_enrol(plan: OpeningPlan) -> PreparedOpening:
    """Open the box and make a slot. Slow (Argon2id): a JOB.

    Raises:
        KitWordUnknown, KitCodeWrong, KitExpired, KitInvalid: as `station_kit.open_box`.
        KitUsed: they have opened it here before (details: login).
        WeakPassphrase, PassphraseTaken, VaultDamaged, KeyChangePending
    """
    box = open_box(plan.kit, plan.login, plan.words, plan.now)
    if normalise_login(plan.login) in known_logins(plan.vault_dir):
        raise KitUsed(login=plan.login)
    person = box.listed.person
    officer = NewOfficer(person.login, person.name, person.role, plan.passphrase)
    enrolment = enrol(EnrolmentPlan(plan.vault_dir, plan.key, officer, plan.cheap_keys))
    return PreparedOpening(box, enrolment)


def found_by_kit(
    vault_dir: Path,
    kit: StationKit,
    login: str,
    typed: tuple[str, str],
    clock: Clock,
    *,
    cheap_keys: bool = False,
) -> RecoverySheet:
    """The first of a kit opens their box, and the vault is made. Slow: a JOB.

    Args:
        vault_dir: where.
        kit: as it was read.
        login: whose box.
        typed: the words of the envelope, and the passphrase.
        clock: the time.
        cheap_keys: Argon2id at its floor (tests).

    Raises:
        KitWordUnknown, KitCodeWrong, KitExpired, KitInvalid: as `station_kit.open_box`.
        VaultExists, VaultReadOnly, DiskFull, WeakPassphrase
    """
    words, passphrase = typed
    box = open_box(kit, login, words, clock())
    return create_station(vault_dir, plan_of_box(box, passphrase, cheap_keys=cheap_keys), clock)


def kit_at(path: Path, clock: Clock) -> StationKit:
    """A kit before there is a vault. Raises KitInvalid, FileUnreadable."""
    return read_kit(path, clock())


class KitOpening:
    """The kit with which this vault was founded. GUI thread; short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault

    def awaited(self) -> tuple[str, ...]:
        """The logins of the kit that have not come yet; none of a vault without a kit."""
        state = self._desk.book.state
        return tuple(login for login in state.openings if login not in state.people)

    def read(self, path: Path) -> StationKit:
        """The kit, where it is the one of this vault.

        Raises:
            KitUsed: it is another one (reason "another").
            KitInvalid, FileUnreadable
        """
        kit = read_kit(path, self._desk.now())
        self._check_same(kit, "")
        return kit

    def _check_same(self, kit: StationKit, login: str) -> None:
        """Whether the founding deed names this kit, and of it exactly the people with the keys that
        their own envelope vouches for: whoever founded could have named others."""
        state = self._desk.book.state
        people = {item.person.login: (item.person.role, item.opening) for item in kit.people}
        if kit.sha256 != state.kit or people != state.openings:
            raise KitUsed(reason="another", login=login)

    def _check_counts(self, box: OpenedBox) -> None:
        """Whether the trust list that this station uses by now still names their voucher: that of
        an envelope that was lost is revoked. Whoever has none comes as long as it names one of
        their kit."""
        own = box.keys.voucher
        pack = chosen_authority.list_in_use(self._vault, self._desk.book.state)
        if pack is None:
            return
        if own is not None and any(
            crl.get_revoked_certificate_by_serial_number(own.serial_number)
            for crl in pack.store.crls
        ):
            raise KitInvalid(code=Code.E_CERT_REVOKED.value)
        those = {item.voucher_sha256 for item in box.kit.people}
        those = {box.listed.voucher_sha256} if own is not None else those
        if those.isdisjoint(row.sha256 for row in pack.listing.vouchers):
            raise KitInvalid(code=Code.E_CERT_UNLISTED.value)

    def record(self, opening: PreparedOpening) -> None:
        """Let them in. They sign that the keys are theirs, and the key of their box that it was
        opened. Wipes their seed.

        Raises:
            KitUsed: their box was opened here before, or the kit is another (details: login,
                reason).
            KitInvalid: the trust list of this station names their voucher no more (details: code).
            SecondPersonNeeded: the founding deed does not know this box.
            ValueError: the slots have changed meanwhile.
            DiskFull, VaultReadOnly: nobody was let in.
        """
        box, seed = opening.box, opening.enrolment.seed
        person, state = box.listed.person, self._desk.book.state
        login, own_keys = normalise_login(person.login), officer_keys(seed)
        self._check_same(box.kit, login)
        self._check_counts(box)
        if login in state.people:
            raise KitUsed(login=login)
        body = {"login": login, "role": person.role.value, **deed_rows.as_body(own_keys)}

        def record() -> None:
            at = self._desk.now()
            station_rows.add(self._vault, login, person.name, person.role, own_keys, at)
            self._desk.decide(
                DeedKind.ENROLLED,
                body,
                "officer_enrolled",
                signers=((login, seed),),
                opening=box.keys.opening,
                holder=login,
                role=person.role.value,
            )
            certify_by_kit(self._vault, box, login, seed, at)
            self._desk.seal()
            self._desk.book.remember(login, seed)

        try:
            slot_rows.store(self._vault, opening.enrolment.document, record)
        finally:
            wipe(seed)
        self._desk.publish(ChangeKind.STAFF)
