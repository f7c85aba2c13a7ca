"""The places that are attacked: real vaults of a station and of an office, and an authority, made
once in a run. Each row gets a copy of its own, and everybody's own key. At the office are a
prosecutor and a receiving clerk.

The station has an officer, a colleague, a caseworker, a supervisor and an administrator, and four
files: two that are approved, one with two photographs and one that was returned once; one that is begun; and one that the
officer hid because the supervisor is mentioned in it. The last two hold an answer of level 4.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from tests.desk.approving import approve
from tests.desk.world import World, certify, copied, set_up_world
from tests.programs import forget_seen
from tipdesk.bundle.container.index import BundlePlan
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey
from tipdesk.bundle.writer import write_bundle
from tipdesk.cases.model import Answer, CaseId, Remark, Role
from tipdesk.core.errors import TipdeskError
from tipdesk.core.work import Work
from tipdesk.demo import stations
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.packing import ExportPlan, ExportResult, pack
from tipdesk.desk.handover.receiving import CheckedBundle
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.staff import EnrolmentPlan, enrol
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.desk.upkeep.vault_check import Examination, VaultFinding
from tipdesk.storage import interview_rows
from tipdesk.storage.keys import case_keys
from tipdesk.storage.keys.slot_crypto import box_key
from tipdesk.storage.vault import Vault

COLLEAGUE, CASEWORKER, ADMINISTRATOR = (
    Credentials(colleague.login, colleague.passphrase, f"DEMO-3{number}")
    for number, colleague in enumerate(stations.COLLEAGUES)
)
CLERK = Credentials("R-11", "سنبلة مصباح وردة جبل قارب", "DEMO-2011")  # receives at the office
EVERYBODY = (OFFICER, SUPERVISOR, COLLEAGUE, CASEWORKER, ADMINISTRATOR)
PLAN, SECRET = "safety_plan", "عنوان أهلها السري"  # a question of level 4, and what it is told
PHOTOS = ("1.jpg", "2.jpg")
DAY = 86_400


@dataclass
class Files:
    """The files of the station."""

    approved: CaseId
    other: CaseId  # approved too
    begun: CaseId
    hidden: CaseId


class Scene:
    """One copy of the places. Whatever a row opens is closed with it."""

    def __init__(self, world: World, files: Files) -> None:
        self.world = world
        self.files = files
        self._frozen: ExportPlan | None = None

    # --- who acts -------------------------------------------------------------------------------

    @property
    def station(self) -> Path:
        """The folder of the station's vault."""
        return self.world.folder / "officers"

    def key(self, who: Credentials) -> UnlockedKey:
        """What somebody's passphrase opens."""
        own_key = self.world.keys[who.login]
        return UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))

    def confirm(self, who: Credentials) -> Confirmed:
        """Somebody gives their passphrase once more."""
        return self.world.confirm(who)

    def learn_keys(self, *people: Credentials) -> None:
        """The vault has another key since: their passphrases open it."""
        for who in people:
            fresh = unlock(self.station, who.login, who.passphrase, self.world.clock)
            self.world.keys = {**self.world.keys, who.login: fresh}

    def seed(self, who: Credentials) -> bytes:
        """What somebody's own passphrase gives them, and nobody else's."""
        return bytes(self.world.keys[who.login].seed)

    @contextmanager
    def session(self, who: Credentials = OFFICER) -> Iterator[Session]:
        """Somebody at the station, through the desk."""
        self.leave()
        session = self.world.open(self.station, who)
        try:
            yield session
        finally:
            session.lock()

    @contextmanager
    def by_hand(self, who: Credentials = CASEWORKER) -> Iterator[Vault]:
        """The station's vault as anybody opens it who has a passphrase there, without the desk;
        the triggers that would refuse a statement are gone."""
        self.leave()
        with Vault.open(self.station, self.key(who).dek) as vault:
            no_triggers(vault)
            yield vault

    def beside(self) -> Vault:
        """The vault that is open, as somebody left it who wrote into it by hand before."""
        vault: Vault = self.world.officers._desk.vault
        no_triggers(vault)
        return vault

    def leave(self) -> None:
        """Whoever stands at the station locks it."""
        session = self.world.sessions.pop("officers", None)
        if session is not None:
            session.lock()

    # --- what goes to the office --------------------------------------------------------------------

    def plan(self, case_id: CaseId | None = None) -> ExportPlan:
        """What the officer's export of a file freezes."""
        case_id = case_id or self.files.approved
        recipient = self.world.officers.keys.recipients()[0]
        return self.world.officers.handover.plan(case_id, recipient, self.world.usb_drive)

    def frozen(self) -> ExportPlan:
        """The same plan of the approved file each time."""
        if self._frozen is None:
            self._frozen = self.plan()
        return self._frozen

    def exporter(self, who: Credentials = OFFICER) -> SigningKey:
        """The key that somebody signs exports with."""
        return self.world.officers.keys.signing_key(self.confirm(who), CertificateRole.EXPORTER)

    def sent(
        self,
        change: Callable[[dict[str, bytes]], None] = lambda contents: None,
        whole: Callable[[BundlePlan], BundlePlan] = lambda bundle: bundle,
        *,
        frozen: ExportPlan | None = None,
        key: SigningKey | None = None,
    ) -> Path:
        """A bundle whose contents, or whose whole, the officer changed before they signed it."""
        frozen = frozen or self.frozen()
        contents = packing._contents(frozen, Work())
        change(contents)
        bundle = whole(packing._bundle_plan(frozen, contents))
        signing = key or self.exporter()
        return write_bundle(self.world.usb_drive, bundle, signing, Work()).path

    def exported(self, case_id: CaseId | None = None) -> ExportResult:
        """A file as it is honestly exported, and entered."""
        return self.exported_of(self.plan(case_id))

    def exported_of(self, frozen: ExportPlan) -> ExportResult:
        """The same of a plan that was frozen before."""
        result = pack(frozen, self.exporter(), Work())
        self.world.officers.handover.record(result)
        return result

    def approved_again(self, number: int = 5, **answers: str) -> CaseId:
        """Another file, taken, completed and approved."""
        session = self.world.officers
        case_id = self.world.interview(number, **answers)
        session.steps.complete(case_id)
        approve(session, case_id, self.confirm(SUPERVISOR))
        return case_id

    def check_at_office(self, path: Path) -> CheckedBundle:
        """As the receiver checks it."""
        return self.world.check(path)

    def office(self, path: Path) -> str:
        """What the office says of a case bundle."""
        return verdict(self.check_at_office(path))

    # --- what the honest side says ------------------------------------------------------------------

    def at_unlock(self, who: Credentials = OFFICER) -> str:
        """What somebody is told when they unlock."""
        with self.session(who) as session:
            return _difference(session)

    def heard(self, who: Credentials = OFFICER) -> str:
        """What is new to somebody when they unlock."""
        with self.session(who) as session:
            news = sorted({(item.what, *item.by) for item in session.news})
        words = ", ".join(f"{what} by {' '.join(by)}" if by else what for what, *by in news)
        return f"{who.login} hears: {words or 'nothing'}"

    def checked(self, who: Credentials = ADMINISTRATOR) -> str:
        """What `tipdesk vault check` finds."""
        codes = {str(item.code) for item in self._damage(who)}
        return f"vault check: {' '.join(sorted(codes)) or 'no damage'}"

    def places_of_damage(self, who: Credentials) -> str:
        """Where it finds it."""
        return " ".join(item.where for item in self._damage(who))

    def _damage(self, who: Credentials) -> list[VaultFinding]:
        self.leave()
        with Examination(self.station, self.key(who)) as examination:
            parts = [*examination.parts(Work())]
        return [item for part in parts for item in part.findings if item.fault]

    def audited(self, who: Credentials = ADMINISTRATOR) -> str:
        """What `tipdesk vault audit` finds."""
        with self.session(who) as session:
            reading = read_chain(session.custody.plan(), Work())
        doubts = {str(item.doubt) for item in reading.objections}
        return f"vault audit: {' '.join(sorted(doubts)) or 'no discrepancies'}"

    def refused(self, act: Callable[[], object]) -> str:
        """The name of the error by which the desk refuses."""
        try:
            act()
        except TipdeskError as error:
            return f"refused: {type(error).__name__}"
        return "not refused"

    @contextmanager
    def office_session(self, who: Credentials = RECEIVER) -> Iterator[Session]:
        """Somebody at the office, through the desk."""
        self.leave_office()
        session = self.world.open(self.world.folder / "prosecution", who)
        try:
            yield session
        finally:
            session.lock()

    def leave_office(self) -> None:
        """Whoever stands at the office locks it."""
        session = self.world.sessions.pop("prosecution", None)
        if session is not None:
            session.lock()

    @contextmanager
    def office_by_hand(self, who: Credentials = CLERK) -> Iterator[Vault]:
        """The office's vault as `by_hand`."""
        self.leave_office()
        with Vault.open(self.world.folder / "prosecution", self.key(who).dek) as vault:
            no_triggers(vault)
            yield vault

    def at_office_unlock(self, who: Credentials = RECEIVER) -> str:
        """What somebody of the office is told when they unlock."""
        with self.office_session(who) as session:
            return _difference(session)

    def checked_at_office(self, who: Credentials = RECEIVER) -> str:
        """What `tipdesk vault check` finds at the office."""
        self.leave_office()
        with Examination(self.world.folder / "prosecution", self.key(who)) as examination:
            parts = [*examination.parts(Work())]
        codes = {str(item.code) for part in parts for item in part.findings if item.fault}
        return f"vault check: {' '.join(sorted(codes)) or 'no damage'}"

    def opens(self, case_id: CaseId, seed: bytes | bytearray) -> str:
        """Whether somebody's seed opens the answer of level 4 in a file."""
        self.leave()
        with Vault.open(self.station, self.key(CASEWORKER).dek) as vault:
            answer = interview_rows.answers(vault, case_id)[PLAN]
            if not case_keys.is_closed(answer.value):
                return "level 4 lies open"
            public = box_key(seed).public_key().public_bytes_raw()
            generation = case_keys.generation_of(answer.value)
            opened = case_keys.open_key(vault, case_id, generation, seed, public)
        return "level 4 opens" if opened is not None else "level 4 stays closed"

    def close(self) -> None:
        """The row is over."""
        self.world.close()


def _difference(session: Session) -> str:
    login, difference = session.officer.login, session.register.difference
    if difference is None:
        return f"{login} is told nothing"
    return f"{login} is told: {difference.details['reason']}"


def verdict(checked: CheckedBundle) -> str:
    """In one line: what is wrong with it, or what becomes of it."""
    codes = " ".join(sorted({finding.code for finding in checked.findings}))
    if not checked.holds:
        return f"refused at the office: {codes}"
    if checked.goes_to_quarantine:
        return f"kept aside at the office: {codes}"
    return f"taken with {codes}" if codes else "taken as genuine"


def no_triggers(vault: Vault) -> None:
    """As somebody does it who opens the database with another program."""
    vault._connection.set_authorizer(None)
    with vault.transaction():
        for (name,) in vault.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            vault.execute(f"DROP TRIGGER {name}")


def write_rows(vault: Vault, *statements: str) -> None:
    """Raw SQL."""
    vault.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        vault.execute(statement)


# --- made once --------------------------------------------------------------------------------------

_numbers = count()


@cache
def places() -> tuple[Path, World, Files]:
    """Everything, closed; rows copy it."""
    root = Path(mkdtemp(prefix="tipdesk-insiders-"))
    world = set_up_world(root / "places")
    stations.enrol_colleagues(world.folder / "officers", world.clock)
    for who in (COLLEAGUE, CASEWORKER, ADMINISTRATOR):
        key = unlock(world.folder / "officers", who.login, who.passphrase, world.clock)
        world.keys[who.login] = key
    world.sessions.clear()
    supervisor = world.sessions["officers"] = world.open(world.folder / "officers", SUPERVISOR)
    certify(world, supervisor, COLLEAGUE)
    _let_clerk_in(world)
    pack_of_all = stations.trust_list(world.agency, world.clock())
    for session in (supervisor, world.prosecution):
        session.keys.import_trust_list(pack_of_all)
    files = _files(world)
    for who in EVERYBODY:
        world.reopen(who)
    world.close()
    world.sessions.clear()
    return root, world, files


def _let_clerk_in(world: World) -> None:
    """A receiver with a certificate for receipts alone, beside the prosecutor."""
    session, own_key = world.prosecution, world.keys[RECEIVER.login]
    key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    clerk = NewOfficer(CLERK.login, "منى الراشد", Role.RECEIVER, CLERK.passphrase)
    plan = EnrolmentPlan(session.vault_dir, key, clerk, cheap_keys=True)
    session.staff.record_enrolment(enrol(plan))
    world.keys[CLERK.login] = unlock(session.vault_dir, CLERK.login, CLERK.passphrase, world.clock)
    certify(world, session, CLERK)


def _files(world: World) -> Files:
    world.usb_drive = world.folder / "stick-of-before"
    world.reopen(OFFICER)
    approved = world.interview(1)
    attachments = world.officers.attachments
    for name in PHOTOS:
        photo = world.folder / name
        photo.write_bytes(b"\xff\xd8\xff\xe0 honest " + name.encode())
        attachments.attach(approved, seal(attachments.attach_plan(approved), photo, Work()))
    world.officers.steps.complete(approved)
    approve(world.officers, approved, world.confirm(SUPERVISOR))
    other, begun, hidden = (world.interview(number) for number in (2, 3, 4))
    steps = world.officers.steps
    steps.complete(other)
    remark = Remark("", "راجعوا تاريخ الوصول", "", world.clock())
    steps.return_with_remarks(other, [remark], world.confirm(SUPERVISOR))
    world.officers.answers.amend(other, {"urgency": Answer("routine")}, "سبب")
    steps.complete(other)
    approve(world.officers, other, world.confirm(SUPERVISOR))
    world.officers.readers.name(begun, SUPERVISOR.login)
    for case_id in (begun, hidden):
        world.officers.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    world.officers.readers.hide(hidden, "المشرف مذكور في الملف")
    return Files(approved, other, begun, hidden)


def new_scene() -> Scene:
    """A copy of everything."""
    root, world, files = places()
    folder = root / str(next(_numbers))
    return Scene(copied(world, folder / "places", folder / "stick"), replace(files))


def put_away(scene: Scene) -> None:
    """Close it and remove what it left."""
    scene.close()
    shutil.rmtree(scene.world.folder.parent, ignore_errors=True)
    forget_seen()
