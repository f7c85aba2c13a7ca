"""A station with two officers, a caseworker, two supervisors and an administrator."""

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.desk.equipping import equip
from tests.desk.world import Calendar
from tests.programs import copy_vault
from tipdesk.cases.model import CaseId, Role, Station, StationKind
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.unlocking import UnlockedKey, unlock

WORDS = "ميزان سفينة جسر زيتون"
PEOPLE = {
    "T-07": (Role.OFFICER, "قنديل"),
    "T-08": (Role.OFFICER, "بستان"),
    "C-01": (Role.CASEWORKER, "سحاب"),
    "S-01": (Role.SUPERVISOR, "دفتر"),
    "S-02": (Role.SUPERVISOR, "مرساة"),
    "A-01": (Role.ADMINISTRATOR, "محيط"),
}
LOGINS = {role: login for login, (role, _word) in reversed(PEOPLE.items())}
"""The first of each role."""
OWNER = "T-07"
_SIGN = frozenset({Role.OFFICER, Role.SUPERVISOR})


@dataclass
class Place:
    """The station: a file that is begun, and one that is complete. Both name the officer who
    opened them, the caseworker and the first supervisor."""

    folder: Path
    clock: Calendar
    keys: dict[str, UnlockedKey]
    begun: CaseId
    completed: CaseId

    def key(self, login: str) -> UnlockedKey:
        own_key = self.keys[login]
        return UnlockedKey(login, bytearray(own_key.dek), bytearray(own_key.seed))

    def open(self, login: str) -> Session:
        return Session.open(self.folder, self.key(login), self.clock)

    def confirm(self, login: str) -> Confirmed:
        return Confirmed(login, bytearray(self.keys[login].seed))

    def renew(self, login: str, passphrase: str) -> None:
        """Somebody has a new passphrase."""
        fresh = unlock(self.folder, login, passphrase, self.clock)
        self.keys = {**self.keys, login: fresh}

    def certify(self, folder: Path) -> None:
        """Officers and supervisors have certificates, by an authority of its own in `folder`."""
        session = self.open(LOGINS[Role.SUPERVISOR])
        signers = (login for login, (role, _word) in PEOPLE.items() if role in _SIGN)
        equip(session, folder, self.clock(), map(self.confirm, signers))
        session.lock()

    def copy(self, folder: Path) -> "Place":
        """The same at another place, for one test, with a clock of its own; closed before."""
        clock = Calendar(self.clock.now)
        return replace(self, folder=copy_vault(self.folder, folder), clock=clock)


def staffed_place(folder: Path, clock: Calendar) -> Place:
    """Make it, with two interviews."""
    words = {login: f"{WORDS} {word}" for login, (_role, word) in PEOPLE.items()}
    people = [
        NewOfficer(login, f"اسم {number}", role, words[login])
        for number, (login, (role, _word)) in enumerate(PEOPLE.items(), 1)
    ]
    station = Station(StationKind.OFFICER, "moi_tip", "وحدة", "KWT")
    create_station(folder, StationPlan(station, tuple(people), cheap_keys=True), clock)
    keys = {login: unlock(folder, login, text, clock) for login, text in words.items()}
    key = UnlockedKey(OWNER, bytearray(keys[OWNER].dek), bytearray(keys[OWNER].seed))
    session, random = Session.open(folder, key, clock), Random(3)
    begun, completed = (
        interview(session, person(random, clock().date(), number), random) for number in (3, 4)
    )
    place = Place(folder, clock, keys, begun, completed)
    session.steps.complete(place.completed)
    for case_id in (place.begun, place.completed):
        for login in (LOGINS[Role.CASEWORKER], LOGINS[Role.SUPERVISOR]):
            session.readers.name(case_id, login)
    session.lock()
    return place
