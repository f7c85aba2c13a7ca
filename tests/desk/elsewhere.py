"""Another shelter, at another computer, whose supervisor approves for the first one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.desk.world import World
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageSubject
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import certificate_pem
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import CaseId, Role, Station, StationKind
from tipdesk.core.clock import Clock
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, Credentials, trust_list
from tipdesk.desk.handover.approving import draw
from tipdesk.desk.messages.asking import OpenRequest
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.unlocking import UnlockedKey, unlock

CODE = "TDY"
APPROVER = Credentials("S-21", "سفينة دفتر غيمة بستان قنديل", "DEMO-4001")
HELPER = Credentials("T-22", "قارب نخلة جسر وردة مطر", "DEMO-4002")  # an officer there
PERSON = Correspondent(CODE, APPROVER.login)
HERE = "TDX"


@dataclass
class Elsewhere:
    """The other shelter's vault and who opens it."""

    vault: Path
    clock: Clock
    keys: dict[str, UnlockedKey]
    sessions: list[Session] = field(default_factory=list)

    def open(self, who: Credentials = APPROVER) -> Session:
        """Somebody there; whoever was there before leaves."""
        self.lock()
        session = Session.open(self.vault, self.key(who), self.clock)
        self.sessions.append(session)
        return session

    @property
    def session(self) -> Session:
        """Whoever is there, else the approver."""
        return self.sessions[-1] if self.sessions else self.open()

    def key(self, who: Credentials) -> UnlockedKey:
        own_key = self.keys[who.login]
        return UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))

    def confirm(self, who: Credentials = APPROVER) -> Confirmed:
        return Confirmed(who.login, bytearray(self.keys[who.login].seed))

    def lock(self) -> None:
        while self.sessions:
            self.sessions.pop().lock()


def make_elsewhere(
    folder: Path,
    clock: Clock,
    agency: Authority,
    stations: Iterable[Session] = (),
    *,
    approves: bool = True,
    number: str = APPROVER.service_number,
) -> Elsewhere:
    """Make it and certify its people, the approver with this service number. The next trust list
    says that it approves for the first one (unless not `approves`), and is imported there and by
    `stations`."""
    people = (
        NewOfficer(APPROVER.login, "خالد الصالح", Role.SUPERVISOR, APPROVER.passphrase),
        NewOfficer(HELPER.login, "دانة السالم", Role.OFFICER, HELPER.passphrase),
    )
    station = Station(StationKind.OFFICER, "moi_tip", "المأوى الثاني التجريبي", CODE)
    create_station(folder, StationPlan(station, people, cheap_keys=True), clock)
    keys = {
        who.login: unlock(folder, who.login, who.passphrase, clock) for who in (APPROVER, HELPER)
    }
    elsewhere = Elsewhere(folder, clock, keys)
    session = elsewhere.open()
    for who in (replace(APPROVER, service_number=number), HELPER):
        request = session.keys.enrolment_request(elsewhere.confirm(who), who.service_number)
        certificate = agency.issue(read_enrolment(request), clock())
        session.keys.import_certificate(certificate_pem(certificate))
    if approves:
        agency.approves_for(CODE, HERE, clock(), ends=False)
    pack = trust_list(agency, clock())
    session.keys.import_trust_list(pack, agency.fingerprint, elsewhere.confirm(HELPER))
    for other in stations:
        other.keys.import_trust_list(pack)
    return elsewhere


def beside(
    world: World, *, approves: bool = True, number: str = APPROVER.service_number
) -> Elsewhere:
    """The other shelter of a world, known to both of its stations."""
    known = (world.officers, world.prosecution)
    folder = world.folder / "elsewhere"
    return make_elsewhere(
        folder, world.clock, world.agency, known, approves=approves, number=number
    )


def asked(
    world: World, case_id: CaseId, picks: Sequence[Pick] = (), person: Correspondent = PERSON
) -> tuple[OpenRequest, Path]:
    """The approver is asked, as the window does it; the request, and its file on the USB drive."""
    asking, asker = world.officers.asking, world.confirm(OFFICER)
    drawn = draw(asking.plan(case_id, person, asker, picks), Work())
    try:
        request = asking.record(drawn, person, asker)
    except BaseException:
        drawn.discard()
        raise
    return request, asking.write(request.message_id, world.usb_drive)


def written_there(
    world: World,
    elsewhere: Elsewhere,
    request: OpenRequest,
    case_id: CaseId,
    body: dict[str, JsonValue],
) -> Path:
    """An answer that the approver signs with any body, without the desk; on the USB drive."""
    messages, about = elsewhere.session.messages, MessageSubject("", request.message_id, case_id, 1)
    outgoing = Outgoing(
        MessageType.APPROVAL_ANSWER, Correspondent(HERE, OFFICER.login), about, body
    )
    messages.post(outgoing, elsewhere.confirm())
    return messages.write_again(outgoing.message_id, world.usb_drive)


def approved_there(world: World, elsewhere: Elsewhere, request: Path) -> Path:
    """The approver takes the request in and signs; the answer on the USB drive."""
    taken = elsewhere.session.messages.take(request)
    message_id = taken.letter.message.message_id
    return elsewhere.session.answering.approve(message_id, elsewhere.confirm(), world.usb_drive)
