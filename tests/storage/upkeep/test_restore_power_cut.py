"""The power goes while a station is restored: the vault is whole, or there is none to be seen."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from tests.durability.crash import come_back
from tests.durability.disk_model import MODES, Disk, record
from tests.storage.upkeep.test_backup import attach, backup, filled, usb_drive
from tipdesk.core.errors import TipdeskError
from tipdesk.storage import custody_rows
from tipdesk.storage.evidence.attachments import sealed_contents
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE, NAMES
from tipdesk.storage.upkeep.backup_set import proved
from tipdesk.storage.upkeep.restoring import forget_unfinished
from tipdesk.storage.vault import Vault

__all__ = ["filled", "usb_drive"]  # fixtures

_RESTORE = """
import os, sys
from pathlib import Path
from tests.storage.samples import OFFICER, START
from tipdesk.storage import custody_rows
from tipdesk.storage.upkeep.backup_set import found_sets
from tipdesk.storage.upkeep.restoring import prove_set, restore
from tipdesk.core.work import Work

stick, fresh, dek = Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3])
proof = prove_set(found_sets(stick)[0], dek, Work())

def enter(vault):
    custody_rows.append(vault, at=START, officer=OFFICER, action="restored")

os.write(1, b"begun\\n")
restore(proof, fresh, dek, enter, Work())
os.write(1, b"restored\\n")
"""


@pytest.fixture
def grown(filled, dek, usb_drive):
    """A vault with a backup, and more in it since."""
    backup(filled, usb_drive, dek)
    with Vault.open(filled, dek) as vault:
        (case,) = case_rows.list_cases(vault)
        for number in range(3):
            attach(vault, case.id, os.urandom(40_000 + number * 300_000))
        vault.set_meta("more", "م" * 200_000)
    return filled


def broken(fresh, dek, *, restored):
    """What of the promise is not so on this computer; '' when all is well."""
    if not fresh.exists():
        forget_unfinished(fresh)
        left = list(fresh.parent.iterdir()) if fresh.parent.exists() else []
        return "it is not there" if restored else "something is left behind" if left else ""
    names = {file.name for file in fresh.iterdir()}
    if not {DATABASE, *NAMES} <= names:
        return f"there is half a vault: {sorted(names)}"
    try:
        with Vault.open(fresh, dek) as vault:
            contents = sealed_contents(vault)
            whole = all(
                proved(content_path(fresh, content.id), content, lambda _more: None)
                for content in contents
            )
            if [entry.action for entry in custody_rows.chain(vault)][-1:] != ["restored"]:
                return "nothing tells of it"
            return "" if whole and contents else "an attachment is damaged or missing"
    except TipdeskError as error:
        return str(error)


def cut_everywhere(calls, computer, dek, points):
    """Each way in which the promise was broken, and in how many states it was asked."""
    disk, dice, restored = Disk(computer), random.Random(11), False
    ours = [at for at, call in enumerate(calls) if call.path.startswith(str(computer))]
    chosen = {*dice.sample(ours, min(points, len(ours))), *ours[-2:], len(calls) - 1}
    faults, states, after = [], 0, computer.with_name("after")
    for position, call in enumerate(calls):
        restored = restored or (call.number == -1 and call.data == b"restored\n")
        disk.apply(call)
        if position not in chosen:
            continue
        for mode in MODES:
            come_back(disk, mode, dice, after)
            states += 1
            if fault := broken(after / "data" / "vault", dek, restored=restored):
                faults.append(f"{fault} after call {position} ({call.name}), {mode}")
    assert restored
    return states, faults


@pytest.mark.parametrize("points", [3, pytest.param(10_000, marks=[pytest.mark.long])])
def test_the_power_goes_at_any_moment(grown, usb_drive, dek, tmp_path, points):
    """The folder above the vault is new too. Then the model is asked whether it would notice files
    that are not brought to the disk, or names."""
    computer = tmp_path / "computer"
    computer.mkdir()
    fresh = computer / "data" / "vault"
    calls = record(_RESTORE, [usb_drive, fresh, dek.hex()], tmp_path / "trace")
    shutil.rmtree(computer / "data")
    states, faults = cut_everywhere(calls, computer, dek, points)
    assert faults == []
    assert states >= 5 * min(points, 5)
    careless = [call for call in calls if call.name != "sync"]
    assert cut_everywhere(careless, computer, dek, 0)[1]
    nameless = [call for call in calls if call.name != "sync" or call.path != str(computer)]
    assert cut_everywhere(nameless, computer, dek, 0)[1]
