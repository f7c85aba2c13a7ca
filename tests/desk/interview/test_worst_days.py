"""Disks that are read-only, full or damaged, at each place where a station writes.

Every fault ends with an Arabic sentence, and what was kept before is there afterwards.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tests.long_runs import long
from tests.programs import small_disk, written_never
from tests.storage.keys.test_slots_on_a_full_disk import fill
from tests.systems import private
from tipdesk.bundle.crypto.certificates import CRL_LIFE
from tipdesk.cases.model import Answer, CaseId, Role, Station, StationKind, Status
from tipdesk.core.errors import DiskFull, TipdeskError, VaultDamaged, VaultReadOnly
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR, trust_list
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.locked_vault import known_logins, vault_state, write_protection
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.unlocking import unlock
from tipdesk.desk.upkeep.vault_check import NOTICES, Examination
from tipdesk.storage import custody_rows, platform
from tipdesk.texts.messages import problem, sentence

STORY = "قالت إنها وصلت في مارس"
LONG = f"{STORY} ثم " * 9000 + "توقفت"


def explained(error: TipdeskError) -> None:
    """What the person reads is Arabic and has no hole in it."""
    words = sentence(error)
    for text in (words.what, words.next_step):
        assert re.search("[\u0600-\u06ff]", text), text
        assert "{" not in text


@pytest.fixture
def disk(world: World, tmp_path: Path) -> Iterator[Path]:
    """A disk of its own on which both stations live, without the room put aside."""
    folder = tmp_path / "disk"
    with small_disk(folder, "64m"):
        for name in ("officers", "prosecution"):
            without = shutil.ignore_patterns(platform.NAME)
            shutil.copytree(world.folder / name, folder / name, ignore=without)
        world.folder = folder
        yield folder
        world.close()
        world.sessions.clear()


def test_a_vault_on_a_read_only_disk_is_said_and_stays_as_it_is(world: World, disk: Path) -> None:
    """It is looked through where it lies, and opens once it was copied as the sentence says."""
    case_id = world.interview(stmt_arabic=STORY)
    world.officers.lock()
    folder = disk / "officers"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert write_protection(folder) is None
    with written_never(disk):
        assert vault_state(folder) == "ready"
        assert OFFICER.login in known_logins(folder)
        with pytest.raises(TipdeskError):  # noting it is not possible, and is no other failure
            unlock(folder, OFFICER.login, "غلط غلط غلط غلط غلط", world.clock)
        with pytest.raises(VaultReadOnly) as refused:
            world.open(folder, OFFICER)
        explained(refused.value)
        key = unlock(folder, OFFICER.login, OFFICER.passphrase, world.clock)
        with Examination(folder, key) as look:
            parts = list(look.parts(Work()))
        assert not [
            finding for part in parts for finding in part.findings if finding.code not in NOTICES
        ]
        command = str(refused.value.details["copy"])
        target = command.rsplit(maxsplit=1)[-1]
        subprocess.run(["sh", "-c", command], check=True)
        assert {path: path.read_bytes() for path in before} == before
    assert all(private(path) for path in Path(target).rglob("*"))
    copied = world.open(Path(target), OFFICER)
    assert copied.files.load(case_id).answers["stmt_arabic"].value == STORY
    copied.lock()
    assert world.reopen().files.load(case_id).answers["stmt_arabic"].value == STORY


def test_both_slot_files_damaged_at_once_change_nothing_else(world: World) -> None:
    case_id = world.interview(stmt_arabic=STORY)
    world.officers.lock()
    folder = world.folder / "officers"
    bodies = {path.name: path.read_bytes() for path in folder.glob("vault.slots*")}
    assert len(bodies) == 2
    for harm in (b"", b"TDSLOTS1\n", b"\0" * 4096, next(iter(bodies.values()))[:-1]):
        for name in bodies:
            (folder / name).write_bytes(harm)
        assert vault_state(folder) == "ready"  # and no new vault is set up over it
        assert known_logins(folder) == ()
        with pytest.raises(VaultDamaged) as refused:
            unlock(folder, OFFICER.login, OFFICER.passphrase, world.clock)
        explained(refused.value)
    name, body = bodies.popitem()
    (folder / name).write_bytes(body)  # one copy from a backup is enough
    unlock(folder, OFFICER.login, OFFICER.passphrase, world.clock).wipe()
    assert world.reopen().files.load(case_id).answers["stmt_arabic"].value == STORY


# --- a full disk at each write of the vault ----------------------------------------------------


def first_start(folder: Path, world: World) -> None:
    people = (
        NewOfficer("T-01", "أحمد", Role.OFFICER, OFFICER.passphrase),
        NewOfficer("S-01", "منى", Role.SUPERVISOR, SUPERVISOR.passphrase),
    )
    station = Station(StationKind.OFFICER, "moi_tip", "وحدة", "KWT")
    create_station(folder, StationPlan(station, people, cheap_keys=True), world.clock)


@pytest.mark.parametrize("leave", [0, 16_384, 65_536, *long(4096, 262_144)])
def test_a_first_start_on_a_full_disk_can_be_made_again(
    world: World, disk: Path, leave: int
) -> None:
    folder = disk / "new"
    full = fill(disk, leave)
    with pytest.raises(DiskFull) as refused:
        first_start(folder, world)
    explained(refused.value)
    full.unlink()
    assert vault_state(folder) == "missing"
    first_start(folder, world)
    unlock(folder, "T-01", OFFICER.passphrase, world.clock).wipe()


def reopened(world: World, _case_id: CaseId) -> None:
    world.reopen()


def attached(world: World, case_id: CaseId) -> None:
    source = world.usb_drive / "صورة.jpg"
    source.write_bytes(b"\xff\xd8" + bytes(400_000))
    attachments = world.officers.attachments
    attachments.attach(case_id, seal(attachments.attach_plan(case_id), source, Work()))


def answered(world: World, case_id: CaseId) -> None:
    world.officers.answers.save_answers(case_id, {"stmt_arabic": Answer(LONG)})


def folded(world: World, case_id: CaseId) -> None:
    world.officers.answers.fold(case_id)


def renewed(world: World, _case_id: CaseId) -> None:
    world.reopen(SUPERVISOR)
    key = unlock(world.officers.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase, world.clock)
    world.officers.renewals.new_recovery_sheet(key, world.confirm(OFFICER))
    world.officers.renewals.sheet_confirmed()


def completed(world: World, case_id: CaseId) -> None:
    if world.officers.files.case(case_id).status is not Status.COMPLETED:
        world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))


DEEDS: dict[str, Callable[[World, CaseId], None]] = {
    "unlock": reopened,
    "attach": attached,
    "answer": answered,
    "fold": folded,
    "recovery sheet": renewed,
    "complete and approve": completed,
}


def tried(deed: Callable[[], object]) -> bool:
    """Whether it was done; if not, a sentence says that the disk is full."""
    try:
        deed()
    except (DiskFull, VaultReadOnly) as error:
        explained(error)
        return False
    return True


@pytest.mark.parametrize("leave", [0, 16_384, *long(4096, 65_536)])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_full_disk_costs_the_officers_nothing(
    world: World, disk: Path, deed: str, leave: int
) -> None:
    case_id = world.interview(stmt_arabic=STORY)
    full = fill(disk, leave)
    done = tried(lambda: DEEDS[deed](world, case_id))
    full.unlink()
    if not done:
        if deed == "answer":
            assert world.officers.files.load(case_id).answers["stmt_arabic"].value == STORY
        DEEDS[deed](world, case_id)
    answers = world.reopen().files.load(case_id).answers
    assert answers["stmt_arabic"].value == (LONG if deed == "answer" else STORY)
    assert custody_rows.verify(world.officers._desk.vault)
    assert len(world.officers.files.load(case_id).attachments) == (deed == "attach")


@pytest.mark.parametrize("leave", [0, 65_536, *long(4096, 400_000)])
def test_a_full_disk_costs_the_receiving_desk_nothing(world: World, disk: Path, leave: int) -> None:
    case_id = world.interview(stmt_arabic=STORY)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    bundle = world.exported(case_id).path
    counter = world.prosecution.receiving
    full = fill(disk, leave)

    def receive() -> Path:
        checked = world.check(bundle)
        assert checked.holds
        return world.accept(checked)

    done = tried(receive)
    full.unlink()
    register = counter.register()
    assert len(register) == done  # entered as a whole or not at all
    receipt = receive() if not done else next(world.usb_drive.glob("*.receipt.asice"))
    assert next(row.result for row in counter.register()) == "accepted"
    full = fill(disk, leave)
    done = tried(lambda: world.officers.handover.import_receipt(receipt))
    full.unlink()
    status = world.officers.files.case(case_id).status
    assert status is (Status.RECEIVED if done else Status.EXPORTED)
    world.officers.handover.import_receipt(receipt)
    assert world.reopen().files.case(case_id).status is Status.RECEIVED


# --- a revocation list that is out of date -----------------------------------------------------


def test_an_overdue_list_is_a_warning_at_both_ends_and_then_a_reason(world: World) -> None:
    """A laptop that lies in a drawer signs on; the receiving station decides, and says why."""
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    world.clock.move(days=CRL_LIFE.days + 20)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    bundle = world.exported(case_id).path
    overdue = world.check(bundle)
    assert [finding.code for finding in overdue.findings] == ["W_CRL_STALE"]
    assert overdue.holds
    world.clock.move(days=30)
    late = world.check(bundle)
    assert [finding.code for finding in late.findings] == ["E_CRL_STALE", "W_LATE"]
    assert not late.holds
    assert re.search("[\u0600-\u06ff]", problem("E_CRL_STALE"))
    world.prosecution.keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert world.check(bundle).holds  # a new trust pack, and the same bundle is taken


# --- receipts that answer something else -------------------------------------------------------


def test_a_receipt_of_another_station_changes_nothing(world: World) -> None:
    mine, other = world.approved(), world.approved()
    first, second = world.exported(mine), world.exported(other)
    answer = world.accept(world.check(second.path))
    world.officers.handover.import_receipt(answer)
    again = world.officers.handover.import_receipt(answer)  # played back
    assert again.case.id == other
    assert world.officers.files.case(mine).status is Status.EXPORTED
    assert world.officers.handover.exports(mine)[0].result == ""
    assert [export.bundle_id for export in world.officers.handover.exports(mine)] == [
        first.bundle_id
    ]
