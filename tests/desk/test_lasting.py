"""What is kept beside the files for years comes back out of a backup and a salvaged database, and what
is damaged of it is named."""

from __future__ import annotations

from pathlib import Path

from tests.desk.files.test_elsewhere import new_file
from tests.desk.files.test_same_person import BARE, LATIN
from tests.desk.station.test_backup import backed_up
from tests.desk.world import World
from tests.programs import copy_vault
from tipdesk.cases import events
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.model import CaseId
from tipdesk.cases.persons.same import Kinship
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.desk.upkeep.restoring import by_passphrase, find_backups, open_backup, restore_station
from tipdesk.desk.upkeep.salvaging import salvage_vault
from tipdesk.desk.upkeep.vault_check import Examination, FindingCode
from tipdesk.storage.database import connect
from tipdesk.storage.keys.slot_file import DATABASE

NEED = {"need_type": "legal_aid", "timeframe": "w1"}


def filled(world: World) -> CaseId:
    """A file with a need, in an event, of a family and given to a team; a service that is known."""
    session = world.officers
    case_id, other = new_file(world, BARE), new_file(world, LATIN)
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    event = session.events.begin({events.PLACE: "DEPOT"})
    session.events.put(case_id, event.id)
    session.files.same_person.say_family(case_id, other, Kinship.SIBLING)
    session = world.reopen(SUPERVISOR)
    code = session.teams.make("فريق الليل")
    session.teams.join(code, OFFICER.login, world.confirm(OFFICER))
    agency = session.directory.form.choices["agency"][0].name
    session.directory.note(AgencyDetails(agency, ("legal_aid",), telephone="22223333"))
    world.reopen(OFFICER).teams.give(case_id, code)
    return case_id


def standing(session: Session, case_id: CaseId) -> list[object]:
    event = session.events.of_case(case_id)
    return [
        session.case_work.work(case_id).log,
        event,
        session.families.of_case(case_id),
        session.teams.team_of(case_id),
        session.directory.known(),
    ]


def test_it_comes_back_out_of_a_backup_and_a_salvaged_database(
    world: World, tmp_path: Path
) -> None:
    case_id = filled(world)
    before = standing(world.officers, case_id)
    assert all(before)
    backed_up(world, world.officers)
    folder = world.officers.vault_dir
    world.officers.lock()
    key = unlock(folder, SUPERVISOR.login, SUPERVISOR.passphrase, world.clock)
    salvaged = salvage_vault(folder, key, tmp_path / "salvaged", world.clock, lambda _step: None)
    assert salvaged.complete
    (backup,) = find_backups(world.usb_drive)
    by_officer = by_passphrase(OFFICER.login, OFFICER.passphrase)
    restore_station(
        open_backup(backup, by_officer, Work()), tmp_path / "restored", world.clock, Work()
    )
    for vault in (tmp_path / "salvaged", tmp_path / "restored"):
        session = world.open(vault, OFFICER)
        assert standing(session, case_id) == before
        session.lock()
        key = unlock(vault, SUPERVISOR.login, SUPERVISOR.passphrase, world.clock)
        with Examination(vault, key) as examined:
            faults = [
                finding
                for part in examined.parts(Work())
                for finding in part.findings
                if finding.fault
            ]
        assert faults == []


# What somebody with the key of the vault does to a row of each table that lasts beside the files, and
# as what it is named; so many vaults, so that each row stands alone for its word.
Code = FindingCode
DAMAGED: tuple[dict[FindingCode, str], ...] = (
    {
        Code.CASE_WORK_DIFFERS: """UPDATE work_entry SET words = replace(words, '"w1"', '"m3"')""",
        Code.EVENT_DIFFERS: "UPDATE event_entry SET words = replace(words, 'DEPOT', 'HOTEL')",
        Code.SAME_SAID_DIFFERS: "UPDATE same_said SET words = replace(words, 'sibling', 'spouse')",
        Code.DIRECTORY_DIFFERS: "UPDATE agency_detail SET words = replace(words, '2222', '2223')",
        Code.SAFE_WAY_DIFFERS: "UPDATE safe_way SET words = '[]'",
        Code.REGISTER_TEAM: "DELETE FROM team_member",
        Code.LISTED_DIFFERS: "DELETE FROM due",
    },
    {
        Code.CASE_WORK_DIFFERS: "DELETE FROM work_entry WHERE seq = 1",
        Code.EVENT_DIFFERS: "UPDATE event_entry SET case_ref = NULL",
        Code.SAME_SAID_DIFFERS: "DELETE FROM same_said",
        Code.DIRECTORY_DIFFERS: "DELETE FROM agency_detail",
        Code.SAFE_WAY_DIFFERS: "UPDATE safe_way SET words = replace(words, 'w1:', 'w9:')",
        Code.REGISTER_WORK_KEY: "UPDATE work_key SET recipient = zeroblob(32)"
        " WHERE recipient IN (SELECT recipient FROM work_key LIMIT 1)",
        Code.LISTED_DIFFERS: "UPDATE person SET body = replace(body, '1990', '1991')",
    },
    {
        # An owner whom no deed names.
        Code.REGISTER_READERS: "INSERT INTO owner SELECT (SELECT min(id) FROM case_file),"
        " (SELECT id FROM officer WHERE login = 'S-01')",
        Code.EVENT_DIFFERS: "DELETE FROM event_entry WHERE seq = 2",
        Code.SAME_SAID_DIFFERS: "UPDATE same_said SET custody_seq = 1",
        Code.DIRECTORY_DIFFERS: "UPDATE agency_detail SET agency = 'embassy'",
        # A file that no team has.
        Code.SAFE_WAY_DIFFERS: "INSERT INTO safe_way SELECT (SELECT id FROM case_file WHERE id"
        " NOT IN (SELECT case_ref FROM team_file) LIMIT 1), words FROM safe_way",
        Code.LISTED_DIFFERS: "UPDATE case_file SET name_order = 'x' WHERE id = 1",
    },
    {
        # One more, under the entry of the chain of something else.
        Code.DIRECTORY_DIFFERS: "INSERT INTO agency_detail(agency, custody_seq, words)"
        " SELECT agency, 1, words FROM agency_detail",
        Code.REGISTER_TEAM: "DELETE FROM team_file",
    },
)


def test_every_row_that_was_damaged_by_hand_is_named(world: World, tmp_path: Path) -> None:
    filled(world)
    folder = world.officers.vault_dir
    world.officers.lock()
    assert checked(folder, world) == frozenset()
    for number, damage in enumerate(DAMAGED):
        vault = copy_vault(folder, tmp_path / str(number))
        for statement in damage.values():
            assert write_past_triggers(vault, world.keys[SUPERVISOR.login].dek, statement)
        assert damage.keys() - checked(vault, world) == set(), number


def checked(vault: Path, world: World) -> frozenset[FindingCode]:
    """What `tipdesk vault check` says of a closed vault, beside what is only to be known of its
    room."""
    own_key = world.keys[SUPERVISOR.login]
    key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    room = {FindingCode.BALLAST_MISSING, FindingCode.ROOM_SHORT}
    with Examination(vault, key) as examined:
        findings = [finding for part in examined.parts(Work()) for finding in part.findings]
    return frozenset(finding.code for finding in findings) - room


def write_past_triggers(vault: Path, dek: bytearray, statement: str) -> int:
    """How many rows somebody with the key of the vault changed."""
    rows = connect(vault / DATABASE, dek)
    for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        rows.execute(f"DROP TRIGGER {name}")
    rows.execute("PRAGMA foreign_keys=OFF")
    changed = rows.execute(statement).rowcount
    rows.close()
    return int(changed)
