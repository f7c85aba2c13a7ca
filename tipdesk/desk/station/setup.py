"""First start: a station, its officers, their keys and the recovery sheet."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from tipdesk.bundle.crypto.certificates import MAX_NAME, is_holder_name
from tipdesk.bundle.kit.station_kit import OpenedBox
from tipdesk.bundle.trust import certificate_pem, certificate_sha256
from tipdesk.cases.deeds.deed import (
    BEFORE_ALL,
    Deed,
    DeedKind,
    FoundingKit,
    View,
    founding,
    make_deed,
)
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.cases.permissions import founders
from tipdesk.core.clock import Clock
from tipdesk.core.errors import PassphraseTaken, WeakPassphrase
from tipdesk.desk.station.recovery import note_sheet
from tipdesk.i18n.text import ascii_digits
from tipdesk.storage import custody_rows, passphrase, station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.kdf import FLOOR, chosen_for_this_machine
from tipdesk.storage.keys import deed_rows, keys, signing_keys, slot_file
from tipdesk.storage.keys.slot_making import NewSlot, normalise_login
from tipdesk.storage.vault import Vault

Strength = passphrase.Strength  # log10_guesses, acceptable, advice_code

LONGEST_NAME = MAX_NAME  # characters: names of officers, and of a receiving station's unit
_LOGIN = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,15}")
_STATION_CODE = re.compile(r"[A-Z0-9]{2,6}")
_ASKED = 3  # words of the recovery sheet that set-up asks back


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """A person to enrol. `login` is an agency code such as T-07, never a name."""

    login: str
    name: str
    role: Role
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StationPlan:
    """What set-up asks for: a station needs somebody of each role of its `founders`.

    `cheap_keys` puts Argon2id at its floor (demo and tests). `asks_sheet`: three words will be
    asked back; until then the vault remembers that nobody gave them. `box`: whoever is alone here
    has opened it; everybody else of its kit comes later (`desk.station.kit_opening`).
    """

    station: Station
    officers: tuple[NewOfficer, ...]
    cheap_keys: bool = False
    asks_sheet: bool = False
    box: OpenedBox | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The words that open the vault when every passphrase is lost, or those of one recovery share;
    shown once.

    `numbers` are the words' numbers in their list, printed beside them. `asked` are the positions
    (from 1) of the three words that are asked back.
    """

    words: tuple[str, ...] = field(repr=False)
    numbers: tuple[int, ...] = field(repr=False)
    asked: tuple[int, int, int]

    def wrong(self, typed: tuple[str, str, str]) -> tuple[int, ...]:
        """Those of the `asked` positions at which `typed` is another word. It is typed as the
        recovery takes it: as words, first four letters or numbers."""
        return tuple(
            position
            for position, word in zip(self.asked, typed, strict=True)
            if not self._is(position, word)
        )

    def _is(self, position: int, typed: str) -> bool:
        word, number = self.words[position - 1], self.numbers[position - 1]
        answer = ascii_digits(typed).strip().casefold()
        return answer in (word, word[:4]) or (answer.isdecimal() and int(answer) == number)


def plan_of_box(box: OpenedBox, words: str, *, cheap_keys: bool = False) -> StationPlan:
    """The plan of a station that a kit founds: nothing that the kit knows is asked."""
    kit, person = box.kit, box.listed.person
    station = Station(StationKind.OFFICER, kit.station.agency, kit.station.unit, kit.station.code)
    officer = NewOfficer(person.login, person.name, person.role, words)
    return StationPlan(station, (officer,), cheap_keys, asks_sheet=True, box=box)


def create_station(vault_dir: Path, plan: StationPlan, clock: Clock) -> RecoverySheet:
    """Make keys, slots and an empty vault. Slow (one Argon2id for each officer): run in a JOB.

    A set-up that was cut off is begun anew; slots without a database are set aside, not deleted.

    Raises:
        VaultExists, VaultReadOnly, DiskFull, WeakPassphrase, PassphraseTaken
        ValueError: the plan is incomplete (see `plan_faults`).
    """
    if faults := plan_faults(plan):
        raise ValueError(", ".join(faults))
    if not all(
        rate_passphrase(officer.passphrase, hints_of(officer)).acceptable
        for officer in plan.officers
    ):
        raise WeakPassphrase
    if any(same_passphrase(*two) for two in combinations(_passphrases(plan), 2)):
        raise PassphraseTaken
    vault_id = secrets.token_hex(16)
    cost = FLOOR if plan.cheap_keys else chosen_for_this_machine()
    slots = [NewSlot(officer.login, officer.passphrase) for officer in plan.officers]
    created = keys.create_slots(vault_dir, vault_id, slots, cost)
    try:

        def fill(database: Database) -> None:
            _fill(database, plan, created, clock)

        Vault.create(vault_dir, created.dek, vault_id, fill).close()
        words = created.recovery_words
    finally:
        created.wipe()
    return recovery_sheet(words)


def recovery_sheet(words: tuple[str, ...]) -> RecoverySheet:
    """The sheet for fresh recovery words, with three positions to ask back."""
    numbers = tuple(passphrase.word_number(word) for word in words)
    return RecoverySheet(words, numbers, asked_back(len(words)))


def asked_back(count: int, least: int = 1) -> tuple[int, int, int]:
    """Three positions among `count` words, from `least`, in order."""
    first, second, third = sorted(secrets.SystemRandom().sample(range(least, count + 1), _ASKED))
    return first, second, third


def plan_faults(plan: StationPlan) -> tuple[str, ...]:
    """What a plan lacks: any of code, agency, unit, login, login_twice, name, roles."""
    logins = [normalise_login(officer.login) for officer in plan.officers]
    people = {fault for officer in plan.officers for fault in new_officer_faults(officer)}
    checks = {
        "code": bool(_STATION_CODE.fullmatch(plan.station.code)),
        "agency": bool(plan.station.agency),
        "login": "login" not in people,
        "login_twice": len(set(logins)) == len(logins),
        "unit": plan.station.kind is StationKind.OFFICER or is_holder_name(plan.station.unit),
        "name": "name" not in people,
        "roles": plan.box is not None
        or set(founders(plan.station.kind)) <= {officer.role for officer in plan.officers},
    }
    return tuple(name for name, good in checks.items() if not good)


def new_officer_faults(officer: NewOfficer) -> tuple[str, ...]:
    """What of a person to enrol will not do: any of login, name."""
    login = normalise_login(officer.login)
    reserved = normalise_login(slot_file.RECOVERY_LOGIN)
    checks = {
        "login": bool(_LOGIN.fullmatch(login)) and login != reserved,
        "name": is_holder_name(officer.name.strip()),
    }
    return tuple(name for name, good in checks.items() if not good)


def suggest_passphrase() -> str:
    """Five random Arabic words (55 bits)."""
    return passphrase.generate()


def rate_passphrase(text: str, hints: tuple[str, ...] = ()) -> Strength:
    """Rate a passphrase while it is typed; `hints` are the officer's name and login."""
    return passphrase.strength(text, hints)


def same_passphrase(first: str, second: str) -> bool:
    """Whether both open the same slot, however they were typed."""
    return passphrase.normalise(first) == passphrase.normalise(second)


def _passphrases(plan: StationPlan) -> list[str]:
    return [officer.passphrase for officer in plan.officers]


def hints_of(officer: NewOfficer) -> tuple[str, ...]:
    """What must not be part of an officer's passphrase."""
    return (officer.login, *officer.name.split())


def _fill(database: Database, plan: StationPlan, created: keys.CreatedKeys, clock: Clock) -> None:
    """The first rows of the vault."""
    at = clock()
    station_rows.set_station(database, plan.station)
    note_sheet(database, is_open=plan.asks_sheet)
    for officer in plan.officers:
        login = normalise_login(officer.login)
        name = officer.name.strip()
        station_rows.add(database, login, name, officer.role, created.officers[login], at)
    deed = _founding(plan, created, at)
    event = custody_rows.append(
        database,
        at=at,
        officer=normalise_login(plan.officers[0].login),
        action="created",
        detail={"deed": deed.digest},
    )
    deed_rows.add(database, deed, event.seq)
    if plan.box is not None:
        login = normalise_login(plan.officers[0].login)
        kit = plan.box.kit
        kept = station_rows.KeptTrustList(kit.trust_sha256, kit.trust_list, at, login)
        station_rows.add_trust_list(database, kept)
        certify_by_kit(database, plan.box, login, created.seeds[login], at)
    view = View(event.seq, event.hash, 1, deed.digest)
    for login, seed in created.seeds.items():
        custody_rows.seal(database, login=login, seed=seed, at=at)
        deed_rows.keep_memory(database, login, seed, view)


def _founding(plan: StationPlan, created: keys.CreatedKeys, at: datetime) -> Deed:
    """Everybody signs for everybody's keys, and for the recovery sheet's."""
    people = [
        (login, officer.role, deed_rows.public_keys(created.officers[login]))
        for officer in plan.officers
        for login in (normalise_login(officer.login),)
    ]
    sheet = keys.keys_of_sheet(created.document, created.recovery_words)
    sheets = [deed_rows.public_keys(sheet)]
    kit = _founding_kit(plan.box) if plan.box is not None else None
    body = founding(created.document.vault_id, people, sheets, kit=kit)
    deed = make_deed(BEFORE_ALL, DeedKind.FOUNDED, at, body)
    signatures = [deed_rows.sign(deed, login, seed) for login, seed in created.seeds.items()]
    if plan.box is not None:
        signatures.append(deed_rows.sign_opening(deed, plan.box.keys.opening))
    return replace(deed, signatures=tuple(signatures))


def _founding_kit(box: OpenedBox) -> FoundingKit:
    listed = box.kit.people
    people = tuple((item.person.login, item.person.role, item.opening) for item in listed)
    roots = tuple(certificate_sha256(certificate_pem(root)) for root in box.trust.roots)
    return FoundingKit(box.kit.sha256, people, roots, box.kit.trust_sha256, box.trust.serial)


def certify_by_kit(
    database: Database, box: OpenedBox, login: str, seed: bytes | bytearray, at: datetime
) -> None:
    """Make somebody's signing key here and certify it under the voucher in their box; nothing where
    their role signs nothing that leaves."""
    if box.keys.voucher is None:
        return
    own = signing_keys.make(database, login=login, seed=seed, at=at)
    certificate, voucher = box.certify(own.public_der, at)
    signing_keys.add_request(database, own, box.listed.person.service_number, at)
    pems = (certificate.decode("ascii"), voucher.decode("ascii"))
    imported = at + timedelta(milliseconds=1)  # nothing is asked for any more
    signing_keys.add_certificate(database, own.public_der, *pems, imported)
