"""kill -9 while what lasts beside the files is written (an event and its roster, a family, a service, a
team and what it is given, a week that leaves): all of it has happened or nothing, in every table."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk.files.test_elsewhere import new_file
from tests.desk.files.test_families import CHILD
from tests.desk.files.test_same_person import BARE, LATIN, put
from tests.desk.station.test_killed_install import die_at
from tests.desk.test_lasting import checked
from tests.desk.world import World, copied
from tests.programs import copy_vault
from tipdesk.cases import events
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.events import EventId, RosterPerson
from tipdesk.cases.model import CaseId
from tipdesk.cases.permissions import AccessReason
from tipdesk.cases.persons.same import Kinship, PairSays
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.session.session import Session
from tipdesk.storage import database
from tipdesk.storage.database import connect
from tipdesk.storage.keys.slot_file import DATABASE

# What a deed may have changed: every row of these is counted.
TABLES = (
    "agency_detail", "answer_log", "case_file", "case_key", "custody", "deed", "due", "event_entry",
    "look", "owner", "person", "reader", "safe_way", "same_said", "team_file", "team_member",
    "work_entry", "work_key",
)  # fmt: skip
KILLS = 60  # of each deed, spread over all of it
CLOSED = "SELECT count(*) FROM {} WHERE substr(words, 1, 1) = char(29)"


@dataclass
class Stage:
    """A closed station: a mother's file that a team has, of an event and of the family of another
    file; a roster with one open line; a team without anybody."""

    world: World
    mother: CaseId
    other: CaseId
    event: EventId
    line: int

    def open(self, vault: Path, who: Credentials) -> Session:
        return self.world.open(vault, who)


@pytest.fixture(scope="module")
def stage(template: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("lasting")
    world = copied(template, folder / "world", folder / "stick")
    session = world.officers
    mother, other = new_file(world, BARE), new_file(world, LATIN)
    put(world, mother, **CHILD)
    session.answers.save_answers(mother, {})
    event = session.events.begin({events.PLACE: "DEPOT"}).id
    session.events.put(mother, event)
    (line,) = session.rosters.add(event, [RosterPerson("سيتا")]).lines
    session.files.same_person.say_family(mother, other, Kinship.SIBLING)
    session = world.reopen(SUPERVISOR)
    first, _second = session.teams.make("فريق الليل"), session.teams.make("فريق النهار")
    session.teams.join(first, OFFICER.login, world.confirm(OFFICER))
    session = world.reopen(OFFICER)
    session.teams.give(mother, first)
    moves_in(session, mother)
    meets(session, mother)
    world.close()
    yield Stage(world, mother, other, event, line.seq)
    world.close()


def moves_in(session: Session, case_id: CaseId) -> None:
    body = {"what": "in", "at": timestamp(session._desk.now()), "room": "الغرفة 12"}
    session.case_work.enter(case_id, EntryKind.SHELTER, body=body)


def meets(session: Session, case_id: CaseId) -> None:
    body = {"at": "2026-11-26T09:00:00.000Z", "what_for": "عند الطبيب"}
    session.case_work.enter(case_id, EntryKind.APPOINTMENT, body=body)


Deed = Callable[[Session, Stage], object]
DEEDS: dict[str, tuple[Credentials, Deed]] = {
    "event_begun": (OFFICER, lambda at, _: at.events.begin({events.PLACE: "HOTEL"})),
    "event_of_a_file": (OFFICER, lambda at, on: at.events.put(on.other, on.event)),
    "line_claimed": (OFFICER, lambda at, on: at.rosters.begin_file(on.event, on.line)),
    "family_taken_back": (
        OFFICER,
        lambda at, on: at.files.same_person.say(on.mother, on.other, PairSays.WITHDRAWN),
    ),
    "child": (OFFICER, lambda at, on: at.new_files.open_child(on.mother, "children_in_kw[1]")),
    "agency": (OFFICER, lambda at, _: at.directory.note(AgencyDetails("moh", ("medical",)))),
    "joined": (
        SUPERVISOR,
        lambda at, on: at.teams.join("team_2", OFFICER.login, on.world.confirm(OFFICER)),
    ),
    "left": (SUPERVISOR, lambda at, _: at.teams.leave("team_1", OFFICER.login)),
    "given": (OFFICER, lambda at, on: at.teams.give(on.other, "team_1")),
    "taken": (OFFICER, lambda at, on: at.teams.take(on.mother)),
    "room": (OFFICER, lambda at, on: moves_in(at, on.mother)),
    "calendar": (OFFICER, lambda at, _: at.due.take_out(AccessReason.SHIFT, "")),
    "reassigned": (
        SUPERVISOR,
        lambda at, on: at.load.reassign(on.other, SUPERVISOR.login, "غادر"),
    ),
    "hidden": (OFFICER, lambda at, on: at.readers.hide(on.mother, "زميل مذكور")),
}


def standing(vault: Path, dek: bytearray) -> dict[str, int]:
    """How many rows each table has, and how many of them lie closed. That somebody looked is no part
    of what they do then."""
    rows = connect(vault / DATABASE, dek)
    try:
        counts = {
            table: rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES
        }
        looked = rows.execute("SELECT count(*) FROM custody WHERE action = 'viewed'")
        counts["custody"] -= looked.fetchone()[0]
        for table in ("event_entry", "same_said", "work_entry"):
            counts[f"closed {table}"] = rows.execute(CLOSED.format(table)).fetchone()[0]
    finally:
        rows.close()
    return counts


def done(stage: Stage, vault: Path, name: str, last: int) -> tuple[int, int]:
    """Open the vault and do it in a process that dies before its `last`-th call; 0: it dies never.
    How many calls it made, and which of them closed its last transaction."""
    who, deed = DEEDS[name]
    hears, speaks = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            session = stage.open(vault, who)
            if last:
                die_at(last)
                deed(session, stage)
            else:
                count, commit = counted(session, lambda: deed(session, stage))
                os.write(speaks, f"{count} {commit}".encode())
            sys.setprofile(None)
            status = 0
        finally:
            os._exit(status)
    os.close(speaks)
    ended = os.waitpid(child, 0)[1]
    with os.fdopen(hears) as heard:
        count, commit = map(int, heard.read().split() or (0, 0))
    assert os.WIFSIGNALED(ended) if last else os.waitstatus_to_exitcode(ended) == 0
    return count, commit


def counted(session: Session, deed: Callable[[], object]) -> tuple[int, int]:
    """Do it; how many calls the vault made to its database, and which closed the last
    transaction."""
    count, commit, calls = 0, 0, database.__file__
    connection = session._desk.vault._connection

    def step(frame, event, _argument):
        nonlocal count, commit
        if event == "c_call" and frame.f_code.co_filename == calls:
            count += 1
            commit = count if connection.in_transaction else commit

    sys.setprofile(step)
    deed()
    sys.setprofile(None)
    return count, commit


def standing_after(stage: Stage, vault: Path, name: str, last: int) -> dict[str, int]:
    """Do it in a copy of the station, as `done`; what stands there then."""
    copy_vault(stage.world.folder / "officers", vault)
    done(stage, vault, name, last)
    return standing(vault, stage.world.keys[OFFICER.login].dek)


@pytest.fixture(scope="module")
def before(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    """What stands there when each of the two came in, and nothing was done."""
    names = {who.login: name for name, (who, _deed) in DEEDS.items()}
    folder = tmp_path_factory.mktemp("before")
    return {login: standing_after(stage, folder / login, name, 1) for login, name in names.items()}


@pytest.mark.parametrize("name", DEEDS)
def test_killed_as_it_is_about_to_end_nothing_of_it_is_kept(
    stage: Stage, before: dict[str, dict[str, int]], tmp_path: Path, name: str
) -> None:
    """It is one transaction: whatever was committed before would be there."""
    whole = copy_vault(stage.world.folder / "officers", tmp_path / "whole")
    _count, commit = done(stage, whole, name, 0)
    was = before[DEEDS[name][0].login]
    assert standing(whole, stage.world.keys[OFFICER.login].dek) != was
    assert standing_after(stage, tmp_path / "killed", name, commit) == was


@pytest.mark.long
@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.timeout(1800)
def test_killed_at_any_step_it_has_happened_or_it_has_not(
    stage: Stage, before: dict[str, dict[str, int]], tmp_path: Path, name: str
) -> None:
    whole = copy_vault(stage.world.folder / "officers", tmp_path / "whole")
    count, _commit = done(stage, whole, name, 0)
    assert checked(whole, stage.world) == frozenset()
    ended = standing(whole, stage.world.keys[OFFICER.login].dek)
    for last in sorted({2 + part * (count - 2) // KILLS for part in range(KILLS)}):
        vault = tmp_path / str(last)
        assert standing_after(stage, vault, name, last) in (
            before[DEEDS[name][0].login],
            ended,
        ), f"call {last} of {count}"
        assert checked(vault, stage.world) == frozenset(), f"call {last} of {count}"
