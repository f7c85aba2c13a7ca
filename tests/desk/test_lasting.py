"""What is kept beside the files for years comes back out of a backup and a salvaged database."""

from __future__ import annotations

from pathlib import Path

from tests.desk.files.test_elsewhere import new_file
from tests.desk.files.test_same_person import BARE, LATIN
from tests.desk.station.test_backup import backed_up
from tests.desk.world import World
from tipdesk.cases import events
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.model import CaseId
from tipdesk.cases.persons.same import Kinship
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.desk.upkeep.restoring import by_passphrase, find_backups, open_backup, restore_station
from tipdesk.desk.upkeep.salvaging import salvage_vault
from tipdesk.desk.upkeep.vault_check import Examination

NEED = {"need_type": "legal_aid", "timeframe": "w1"}


def filled(world: World) -> CaseId:
    """A file with a need, in an event, of a family and given to a team; a service that is known."""
    session = world.officers
    case_id, other = new_file(world, BARE), new_file(world, LATIN)
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    event = session.events.begin({events.PLACE: "المستودع"})
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
