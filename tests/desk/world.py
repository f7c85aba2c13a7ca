"""Two stations, an authority and a USB drive: real vaults, copied from ones that were set up once."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.desk.approving import approve
from tests.programs import copy_vault, forget_seen
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.work import Work
from tipdesk.demo import stations
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials, trust_list
from tipdesk.desk.handover import receiving
from tipdesk.desk.handover.packing import ExportResult, pack
from tipdesk.desk.handover.receiving import CheckedBundle
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage import platform

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Calendar:
    """A clock that the test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Morning:
    """The officers' vault after what most days begin with: one interview, its approval, its bundle.

    Kept once in a session. A test that begins in the same way, at the same time, moves in here.
    """

    began: datetime
    ended: datetime
    vault: Path  # closed
    case_id: CaseId
    bundle: ExportResult | None = None


@dataclass
class World:
    """What a test of the desk moves in. The fixture locks the sessions.

    `keys` holds what everybody's passphrase opens: Argon2id takes its time, so it is asked once
    for all copies of the same vault. `mornings` are what was done before, by the method.
    """

    folder: Path
    clock: Calendar
    agency: Authority
    keys: dict[str, UnlockedKey]
    usb_drive: Path
    sessions: dict[str, Session] = field(default_factory=dict)
    tables: list[CheckedBundle] = field(default_factory=list)  # closed at the end
    mornings: dict[str, Morning] = field(default_factory=dict)

    @property
    def officers(self) -> Session:
        return self._session("officers", OFFICER)

    @property
    def prosecution(self) -> Session:
        return self._session("prosecution", RECEIVER)

    def reopen(self, who: Credentials = OFFICER) -> Session:
        """Lock the officers' station and open it as somebody else."""
        self.officers.lock()
        self.sessions["officers"] = self.open(self.folder / "officers", who)
        return self.officers

    def open(self, vault_dir: Path, who: Credentials) -> Session:
        """A session of one of the world's vaults or of a copy."""
        own_key = self.keys[who.login]
        key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
        return Session.open(vault_dir, key, self.clock)

    def confirm(self, who: Credentials) -> Confirmed:
        """The officer's passphrase given once more."""
        return Confirmed(who.login, bytearray(self.keys[who.login].seed))

    def _session(self, name: str, who: Credentials) -> Session:
        if name not in self.sessions:
            self.sessions[name] = self.open(self.folder / name, who)
        return self.sessions[name]

    def interview(self, number: int = 0, **answers: str) -> CaseId:
        """A file that can be completed, with some answers of the test's own. The person agrees to
        share it, unless these say otherwise: a refusal narrows what goes."""
        morning = self._kept("interview") if number == 0 else None
        if morning is not None:
            case_id, own = morning.case_id, answers
        else:
            random = Random(number)
            someone = person(random, self.clock().date(), number)
            case_id = interview(self.officers, someone, random)
            own = {"consent_prosecution": "granted", **answers}
        if own:
            changes = {path: Answer(text) for path, text in own.items()}
            self.officers.answers.save_answers(case_id, changes)
        return case_id

    def approved(self, *picks: Pick, **answers: str) -> CaseId:
        """A file that was completed and approved."""
        morning = None if picks or answers else self._kept("approved")
        if morning is not None:
            return morning.case_id
        case_id = self.interview(**answers)
        self.officers.steps.complete(case_id)
        approve(self.officers, case_id, self.confirm(SUPERVISOR), picks)
        return case_id

    def exported(self, case_id: CaseId) -> ExportResult:
        """The file's bundle on the USB drive, recorded."""
        morning = self._kept("exported")
        if morning is not None and morning.bundle is not None:
            usb_drive = morning.bundle.path.parent
            shutil.copytree(usb_drive, self.usb_drive, dirs_exist_ok=True)
            return replace(morning.bundle, path=self.usb_drive / morning.bundle.path.name)
        handover = self.officers.handover
        plan = handover.plan(case_id, self.officers.keys.recipients()[0], self.usb_drive)
        result = pack(plan, handover.signing_key(self.confirm(OFFICER)), Work())
        handover.record(result)
        return result

    def _kept(self, deed: str) -> Morning | None:
        """Move to where this deed has ended, if the day has gone like that until now: nobody has
        come in, and no look at the clock was taken."""
        morning = self.mornings.get(deed)
        if morning is None or self.clock.now != morning.began or "officers" in self.sessions:
            return None
        without = shutil.ignore_patterns(platform.NAME)  # it never changes
        vault = self.folder / "officers"
        shutil.copytree(morning.vault, vault, dirs_exist_ok=True, ignore=without)
        forget_seen()
        self.clock.now = morning.ended
        return morning

    def check(self, path: Path) -> CheckedBundle:
        checked = receiving.check(self.prosecution.receiving.plan(path), Work())
        self.tables.append(checked)
        return checked

    def close(self) -> None:
        """End of the day."""
        for checked in self.tables:
            checked.close()
        for session in self.sessions.values():
            session.lock()

    def accept(self, checked: CheckedBundle, number: str = "") -> Path:
        counter = self.prosecution.receiving
        return counter.accept(checked, self.confirm(RECEIVER), number, self.usb_drive)[1]

    def refuse(self, checked: CheckedBundle, code: str = "") -> Path:
        counter = self.prosecution.receiving
        return counter.refuse(checked, self.confirm(RECEIVER), code, self.usb_drive)[1]


def copied(template: World, folder: Path, usb_drive: Path) -> World:
    """The template once more. The authority's folder is copied too: it keeps counters."""
    copy_vault(template.folder, folder)
    usb_drive.mkdir()
    old = template.agency
    agency = Authority(
        folder / "authority", old.state, old._issuer, old._trust_key, old.recovery_identity()
    )
    return World(folder, Calendar(template.clock.now), agency, template.keys, usb_drive)


def set_up_world(folder: Path) -> World:
    """Two certified stations and their authority, closed, and what everybody's passphrase opens."""
    clock = Calendar(START)
    stations.make_officers_station(folder / "officers", clock)
    stations.make_prosecution(folder / "prosecution", clock)
    agency = stations.make_authority(folder / "authority", clock)
    keys = {
        who.login: unlock(folder / name, who.login, who.passphrase, clock)
        for name, who in (
            ("officers", OFFICER),
            ("officers", SUPERVISOR),
            ("prosecution", RECEIVER),
        )
    }
    world = World(folder, clock, agency, keys, folder / "stick")
    supervisor = world.sessions["officers"] = world.open(folder / "officers", SUPERVISOR)
    for session, who in (
        (supervisor, OFFICER),
        (supervisor, SUPERVISOR),
        (world.prosecution, RECEIVER),
    ):
        certify(world, session, who)
    pack = trust_list(agency, clock())
    for name, session in world.sessions.items():
        second = (world.confirm(OFFICER),) if name == "officers" else ()
        stations.trust(session, pack, agency, *second)
        session.lock()
    return world


def certify(world: World, session: Session, who: Credentials) -> None:
    """As `stations.certify`, without asking the passphrase again."""
    request = session.keys.enrolment_request(world.confirm(who), who.service_number)
    certificate = world.agency.issue(read_enrolment(request), world.clock())
    session.keys.import_certificate(certificate_pem(certificate))
