"""The power goes, or the program is killed, while a backup is made or restored.

Whenever it happens: the backup before is whole, and one that is found is whole too.
"""

import os
import random
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.storage.disk_model import Disk, record
from tests.storage.samples import OFFICER, START, child
from tests.storage.test_backup import attach, backup, stick, told
from tests.storage.test_power_cut import come_back
from tipdesk.errors import BackupDamaged, BackupMissing, VaultTooNew
from tipdesk.storage import case_rows, custody_rows
from tipdesk.storage.backup_set import MANIFEST, found_sets
from tipdesk.storage.restoring import forget_unfinished, prove_set, restore
from tipdesk.storage.slot_file import DATABASE
from tipdesk.storage.vault import Vault
from tipdesk.work import Work

__all__ = ["stick", "told"]  # fixtures

_MAKE = """
import os, sys
from pathlib import Path
from tests.storage.samples import START
from tipdesk.storage.backup import BackupPlan, make_backup
from tipdesk.work import Work

if sys.argv[4] == "careless":
    os.fsync = lambda descriptor: None
vault_dir, stick, dek = Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3])
os.write(1, b"begun\\n")
make_backup(BackupPlan(vault_dir, stick, "KWT", "KWT-2", START.replace(hour=9)), dek, Work())
os.write(1, b"made\\n")
"""

_RESTORE = """
import os, sys
from pathlib import Path
from tests.storage.samples import OFFICER, START
from tipdesk.storage import custody_rows
from tipdesk.storage.backup_set import found_sets
from tipdesk.storage.restoring import prove_set, restore
from tipdesk.work import Work

stick, fresh, dek = Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3])
proof = prove_set(found_sets(stick)[0], dek, Work())

def enter(vault):
    custody_rows.append(vault, at=START, officer=OFFICER, action="restored")

os.write(1, b"begun\\n")
restore(proof, fresh, dek, enter, Work())
os.write(1, b"restored\\n")
"""


@pytest.fixture
def grown(told, dek, stick):
    """A vault with a backup, and more in it since."""
    backup(told, stick, dek)
    with Vault.open(told, dek) as vault:
        (case,) = case_rows.list_cases(vault)
        for number in range(3):
            attach(vault, case.id, os.urandom(40_000 + number * 300_000))
        vault.set_meta("more", "م" * 200_000)
    return told


def broken(stick, dek, *, made):
    """What of the promise is not so on this stick; '' when all is well."""
    try:
        sets = {one.folder.name: one for one in found_sets(stick)}
        for name, one in sets.items():
            if prove_set(one, dek, Work()).damaged:
                return f"{name} has damaged attachments"
    except (BackupDamaged, BackupMissing, VaultTooNew) as error:
        return str(error)
    if "KWT-1" not in sets:
        return "the backup before is gone"
    return "the new one is not there" if made and "KWT-2" not in sets else ""


def cut_everywhere(grown, stick, dek, tmp_path, points, care="careful"):
    """For each state that was asked, how the promise was broken in it; '' when it was kept."""
    disk, dice, made = Disk(stick), random.Random(7), False
    calls = record(_MAKE, [grown, stick, dek.hex(), care], tmp_path / "trace")
    of_stick = [at for at, call in enumerate(calls) if call.path.startswith(str(stick))]
    chosen = {*dice.sample(of_stick, min(points, len(of_stick))), *of_stick[-6:], len(calls) - 1}
    for position, call in enumerate(calls):
        made = made or (call.number == -1 and call.data == b"made\n")
        disk.apply(call)
        if position not in chosen:
            continue
        for mode in ("none", "all", "prefix", "subset", "torn"):
            come_back(disk, mode, dice, tmp_path / "after")
            fault = broken(tmp_path / "after", dek, made=made)
            yield fault and f"{fault} after call {position} ({call.name}), {mode}"
    assert made


@pytest.mark.skipif(sys.platform != "linux", reason="needs strace")
@pytest.mark.parametrize("points", [6, pytest.param(10_000, marks=[pytest.mark.long])])
def test_the_power_goes_at_any_moment(grown, stick, dek, tmp_path, points):
    states = list(cut_everywhere(grown, stick, dek, tmp_path, points))
    assert [fault for fault in states if fault] == []
    assert len(states) >= 5 * min(points, 12)


@pytest.mark.skipif(sys.platform != "linux", reason="needs strace")
def test_the_model_would_notice(grown, stick, dek, tmp_path):
    """Where files are not brought to the disk the same test fails."""
    assert any(cut_everywhere(grown, stick, dek, tmp_path, 8, "careless"))


def killed(code, arguments, dice, longest):
    """Run `code`, kill it after a while; what it said."""
    process = child(code, *arguments)
    assert process.stdout.readline() == b"begun\n"
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=dice.uniform(0.001, longest))
    process.kill()
    return process.communicate()[0]


def test_killed_at_any_moment_the_backup_before_stays_and_the_next_one_succeeds(
    grown, stick, dek, tmp_path
):
    dice, ends = random.Random(4), set()
    for number in range(8):
        place = tmp_path / f"stick{number}"
        shutil.copytree(stick, place)
        said = killed(_MAKE, [grown, place, dek.hex(), "careful"], dice, 0.25)
        ends.add(b"made" in said)
        assert broken(place, dek, made=b"made" in said) == ""
        backup(grown, place, dek, "KWT-3", START.replace(hour=10))
        assert broken(place, dek, made=False) == ""
        for folder in (place / "tipdesk-KWT").iterdir():
            assert folder.name == "att" or (folder / MANIFEST).exists()
        assert not list(place.rglob("*.part*"))
        shutil.rmtree(place)
    assert False in ends


def test_killed_at_any_moment_a_restoration_is_whole_or_not_there(grown, stick, dek, tmp_path):
    backup(grown, stick, dek, "KWT-2", START.replace(hour=9))
    dice, ends = random.Random(5), set()
    for number in range(8):
        fresh = tmp_path / f"computer{number}" / "vault"
        said = killed(_RESTORE, [stick, fresh, dek.hex()], dice, 0.25)
        assert (fresh / DATABASE).exists() or not fresh.exists()
        assert fresh.exists() or b"restored" not in said
        ends.add(fresh.exists())
        if not fresh.exists():
            forget_unfinished(fresh)
            assert not fresh.parent.exists() or list(fresh.parent.iterdir()) == []
            proof = prove_set(found_sets(stick)[0], dek, Work())
            restore(proof, fresh, dek, entered, Work())
        with Vault.open(fresh, dek) as vault:
            assert [one.action for one in custody_rows.chain(vault)][-1] == "restored"
        shutil.rmtree(fresh.parent)
    assert False in ends


def entered(vault):
    custody_rows.append(vault, at=START, officer=OFFICER, action="restored")
