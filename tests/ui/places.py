"""Two stations, their authority and the USB drive between them, for tests of pages.

Made once through the demo's own code, copied for each test. Times come from a clock of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.programs import copy_vault
from tipdesk.bundle.authority import Authority, open_authority
from tipdesk.cases.model import Case, CaseId
from tipdesk.demo.interviews import interview
from tipdesk.demo.journey import approve, hand_over
from tipdesk.demo.people import person
from tipdesk.demo.stations import (
    OFFICER,
    RECEIVER,
    SUPERVISOR,
    Credentials,
    certify,
    confirm,
    make_authority,
    make_officers_station,
    make_prosecution,
    open_as,
    trust,
    trust_list,
)
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock

START = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
AUTHORITY_PASSPHRASE = "عبارة مرور جهة التصديق التجريبية"


class Clock:
    """Goes on by a second at every look, and as far as it is told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Places:
    """Where everything lies, and the files that stand in the officers' vault."""

    folder: Path
    ended: datetime
    begun: CaseId  # nothing is answered
    ready: CaseId  # can be completed
    completed: CaseId
    approved: CaseId
    exported: CaseId
    bundle_name: str
    keys: Mapping[str, UnlockedKey]  # what everybody's passphrase opens, in every copy

    @property
    def officers(self) -> Path:
        return self.folder / "officers"

    @property
    def prosecution(self) -> Path:
        return self.folder / "prosecution"

    @property
    def usb_drive(self) -> Path:
        return self.folder / "stick"

    @property
    def bundle(self) -> Path:
        return self.usb_drive / self.bundle_name

    @property
    def packs(self) -> Path:
        return self.folder / "authority" / "packs"

    def agency(self) -> Authority:
        return open_authority(self.folder / "authority", AUTHORITY_PASSPHRASE)

    def clock(self) -> Clock:
        return Clock(self.ended + timedelta(hours=1))

    def open(self, vault_dir: Path, who: Credentials, clock: Clock) -> Session:
        """As `open_as`, without asking Argon2id once more for what it has answered already."""
        if vault_dir not in (self.officers, self.prosecution):
            return open_as(vault_dir, who, clock)  # a station of the test's own
        return Session.open(vault_dir, self.key(who), clock)

    def key(self, who: Credentials) -> UnlockedKey:
        """What their passphrase opens; a copy."""
        return _copied(self.keys[who.login])

    def confirm(self, who: Credentials) -> Confirmed:
        """Their passphrase, given once more."""
        return Confirmed(who.login, bytearray(self.keys[who.login].seed))

    def copy(self, folder: Path) -> Places:
        """The same places once more, to be used up by one test."""
        copy_vault(self.folder, folder)
        return replace(self, folder=folder)


def _copied(key: UnlockedKey) -> UnlockedKey:
    return UnlockedKey(key.login, bytearray(key.dek), bytearray(key.seed))


def make_places(folder: Path) -> Places:
    """Five files: just begun, ready, completed, approved, exported."""
    clock = Clock(START)
    usb_drive = folder / "stick"
    usb_drive.mkdir(parents=True)
    make_officers_station(folder / "officers", clock)
    make_prosecution(folder / "prosecution", clock)
    agency = make_authority(folder / "authority", clock)
    keys = {
        who.login: unlock(folder / name, who.login, who.passphrase, clock)
        for name, who in (
            ("officers", OFFICER),
            ("officers", SUPERVISOR),
            ("prosecution", RECEIVER),
        )
    }
    officers = Session.open(folder / "officers", _copied(keys[SUPERVISOR.login]), clock)
    prosecution = Session.open(folder / "prosecution", _copied(keys[RECEIVER.login]), clock)

    def confirmed(who: Credentials) -> Confirmed:
        return Confirmed(who.login, bytearray(keys[who.login].seed))

    try:
        certify(agency, officers, OFFICER, clock)
        certify(agency, officers, SUPERVISOR, clock)
        certify(agency, prosecution, RECEIVER, clock)
        pack = trust_list(agency, clock())
        for session in (officers, prosecution):
            second = (confirmed(OFFICER),) if session is officers else ()
            trust(session, pack, agency, *second)
        officers.lock()
        officers = Session.open(folder / "officers", _copied(keys[OFFICER.login]), clock)
        begun = officers.new_files.open_case().id
        ready = told_now(officers, clock, 1)
        completed = told_now(officers, clock, 2)
        officers.steps.complete(completed)
        approved = told_now(officers, clock, 3)
        approve(officers, approved, confirmed(SUPERVISOR))
        exported = told_now(officers, clock, 4)
        approve(officers, exported, confirmed(SUPERVISOR))
        bundle = hand_over(officers, exported, usb_drive, confirmed(OFFICER)).path.name
    finally:
        prosecution.lock()
        officers.lock()
    return Places(folder, clock.now, begun, ready, completed, approved, exported, bundle, keys)


def told_now(session: Session, clock: Clock, number: int = 5) -> CaseId:
    """An interview with every answer that completion needs."""
    clock.move(hours=20)
    random = Random(number)
    return interview(session, person(random, clock().date(), number), random, number)


def case_of(session: Session, case_id: CaseId) -> Case:
    return session.files.case(case_id)


def approve_now(session: Session, case_id: CaseId) -> Case:
    """Complete a file and approve it, as officer and supervisor do."""
    approve(session, case_id, confirm(session, SUPERVISOR))
    return session.files.case(case_id)


def export_now(session: Session, case_id: CaseId, usb_drive: Path) -> Path:
    """Export an approved file; the bundle's path."""
    return hand_over(session, case_id, usb_drive, confirm(session, OFFICER)).path


def staged(places: Places) -> list[Path]:
    """Sealed files that lie in the vault's folder."""
    return [path for path in (places.prosecution / "att").rglob("*") if path.is_file()]


def receipts(places: Places) -> list[Path]:
    """The receipts on the USB drive."""
    return sorted(places.usb_drive.glob("*.receipt.asice"))
