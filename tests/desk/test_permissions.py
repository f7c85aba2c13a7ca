"""Every role at every act, through the desk: what the table closes, no counter opens."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.desk.world import Calendar, World
from tipdesk.cases.model import Answer, CaseId, Remark, Role, Station, StationKind, Status
from tipdesk.cases.permissions import ALLOWED, ROLES, Act
from tipdesk.cases.workflow import Step, may
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.desk.approval import Confirmed
from tipdesk.desk.session import Session, UnlockedKey, unlock
from tipdesk.desk.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.undoing import undo_migration
from tipdesk.errors import (
    AnswerRefused,
    AnswersLocked,
    StaffChangeRefused,
    TransitionRefused,
    UndoRefused,
)
from tipdesk.printing.plan import PrintOptions

WORDS = "ميزان سفينة جسر زيتون"
REFUSED = (TransitionRefused, AnswersLocked, AnswerRefused, StaffChangeRefused)


@dataclass
class Place:
    """A station with everybody in it: a file that is begun, and one that is complete."""

    folder: Path
    clock: Calendar
    keys: dict[str, UnlockedKey]
    begun: CaseId
    completed: CaseId

    def open(self, login: str) -> Session:
        kept = self.keys[login]
        key = UnlockedKey(login, bytearray(kept.dek), bytearray(kept.seed))
        return Session.open(self.folder, key, self.clock)

    def confirm(self, login: str) -> Confirmed:
        return Confirmed(login, bytearray(self.keys[login].seed))


LOGINS = {role: f"{role.value[:3].upper()}-1" for role in ROLES[StationKind.OFFICER]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, template: World) -> Place:
    folder, clock = tmp_path_factory.mktemp("roles") / "vault", Calendar(template.clock.now)
    passphrases = {login: f"{WORDS} {word}" for login, word in
                   zip(LOGINS.values(), ("قنديل", "سحاب", "دفتر", "محيط"), strict=True)}  # fmt: skip
    people = [NewOfficer(LOGINS[role], "اسم", role, passphrases[LOGINS[role]]) for role in LOGINS]
    station = Station(StationKind.OFFICER, "moi_tip", "وحدة", "KWT")
    create_station(folder, StationPlan(station, tuple(people), cheap_keys=True), clock)
    keys = {login: unlock(folder, login, text, clock) for login, text in passphrases.items()}
    found = Place(folder, clock, keys, CaseId(""), CaseId(""))
    session, random = found.open(LOGINS[Role.OFFICER]), Random(3)
    found.begun = interview(session, person(random, clock().date(), 3), random)
    found.completed = interview(session, person(random, clock().date(), 4), random)
    session.intake.complete(found.completed)
    session.lock()
    return found


@pytest.fixture(params=LOGINS)
def at(request: pytest.FixtureRequest, made: Place, tmp_path: Path) -> Iterator[tuple]:
    """Somebody of each role, at a copy of the station."""
    role = request.param
    folder = Path(shutil.copytree(made.folder, tmp_path / "vault"))
    place = Place(folder, made.clock, made.keys, made.begun, made.completed)
    session = place.open(LOGINS[role])
    yield place, session, role
    session.lock()


def _deeds(place: Place, session: Session, role: Role) -> dict[Act, Callable[[], object]]:
    """One deed for each act that has no status to wait for."""
    intake, confirm = session._intake, place.confirm(LOGINS[role])
    answer = {"name_latin_surname": Answer("RAI")}
    level4 = PrintOptions(copy="file", include_level4=True)
    other = next(login for login in LOGINS.values() if login != LOGINS[role])
    return {
        Act.SEE_FILES: lambda: session.intake,
        Act.BEGIN_FILE: intake.open_case,
        Act.EDIT: lambda: intake.save_answers(place.begun, answer),
        Act.AGREE_FOR_CHILD: lambda: intake.waive_specialist(place.begun, "لا مختص", confirm),
        Act.COMPLETE: lambda: intake.complete(place.begun),
        Act.APPROVE: lambda: intake.approve(place.completed, confirm),
        Act.RETURN: lambda: intake.return_with_remarks(
            place.completed, [Remark("", "نص", "", place.clock())], confirm
        ),
        Act.AMEND: lambda: intake.amend(place.completed, answer, "سبب"),
        Act.PRINT_RESTRICTED: lambda: session.printing.print_plan(None, "intake", level4),
        Act.SIGN_OFF_CARDS: lambda: session.cards.record("hin", "قارئة أولى", "قارئ ثان"),
        Act.KEEP_VOICES: lambda: session.voices.remove("hin", "rights"),
        Act.MAKE_BACKUP: lambda: session.backups.plan(place.folder),
        Act.SEE_CUSTODY: session.custody.links,
        Act.DECIDE_STAFF: lambda: session.staff.suspend(unlock_key(place, LOGINS[role]), other),
        Act.UNDO_MIGRATION: lambda: go_back(place, session, role),  # the last: it shuts the vault
    }


def go_back(place: Place, session: Session, role: Role) -> None:
    """Ask for the vault of an older program, of which there is none."""
    session.lock()
    with suppress(UndoRefused):
        undo_migration(place.folder, unlock_key(place, LOGINS[role]), place.clock, bool, print)


def unlock_key(place: Place, login: str) -> UnlockedKey:
    kept = place.keys[login]
    return UnlockedKey(login, bytearray(kept.dek), bytearray(kept.seed))


def test_what_the_table_closes_no_counter_opens(at: tuple) -> None:
    place, session, role = at
    deeds = _deeds(place, session, role)
    for act, deed in deeds.items():
        if role in ALLOWED[act]:
            deed()
        else:
            with pytest.raises(REFUSED) as caught:
                deed()
            whose = caught.value.details.get("reason", "role")
            assert whose in ("role", "not_supervisor", "not_yours"), act


def test_no_act_is_left_out(at: tuple) -> None:
    """Handing over, its answers and what comes in wait for a status: the steps stand below."""
    place, session, role = at
    later = {Act.EXPORT, Act.RECEIVE, Act.REFUSE, Act.TAKE_IN}
    assert set(Act) - later == _deeds(place, session, role).keys()
    assert {step.value for step in Step} <= {act.value for act in Act}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("status", Status)
def test_a_step_is_open_to_the_roles_of_the_table_alone(
    status: Status, step: Step, role: Role
) -> None:
    if role not in ALLOWED[Act(step.value)]:
        assert not may(step, status, role)


def test_an_administrator_sees_no_file(made: Place, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "vault"))
    place = Place(folder, made.clock, made.keys, made.begun, made.completed)
    session = place.open(LOGINS[Role.ADMINISTRATOR])
    try:
        assert not session.has_counter
        for look in (
            lambda: session.intake,
            lambda: session.printing.print_plan(place.begun, "intake"),
        ):
            with pytest.raises(TransitionRefused):
                look()
        assert session.printing.print_plan(None, "intake")  # a blank form shows nobody
    finally:
        session.lock()
