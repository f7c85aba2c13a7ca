"""A backup goes on a USB drive, and a vault comes back from it."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence

from tests.durability.crash import BEGUN, Deed, Place, Say
from tests.storage.samples import OFFICER, START
from tipdesk.core.work import Work
from tipdesk.storage import custody_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.upkeep.backup import BackupPlan, make_backup, remove_set
from tipdesk.storage.upkeep.backup_set import MANIFEST, found_sets
from tipdesk.storage.upkeep.restoring import forget_unfinished, prove_set, restore
from tipdesk.storage.vault import Vault


def make(place: Place, label: str, hour: int) -> None:
    """One set on the USB drive."""
    at = START.replace(hour=hour)
    make_backup(BackupPlan(place.vault, place.usb_drive, "KWT", label, at), place.dek, Work())


def first_backup(place: Place) -> None:
    """A set on the USB drive, and more in the vault since."""
    place.usb_drive.mkdir()
    make(place, "KWT-1", 8)
    with Vault.open(place.vault, place.dek) as vault:
        case = case_rows.list_cases(vault)[0]
        for size in (40_000, 300_000):
            sealed = attachments.seal(place.vault, io.BytesIO(os.urandom(size)), "a", "b", Work())
            attachments.record(vault, case.id, sealed, officer=OFFICER, at=START)


def two_backups(place: Place) -> None:
    """Two sets on the USB drive."""
    first_backup(place)
    make(place, "KWT-2", 9)


def back_up(place: Place, say: Say) -> None:
    """The second set."""
    say(BEGUN)
    make(place, "KWT-2", 9)
    say("made")


def back_up_over_it(place: Place, say: Say) -> None:
    """The set before makes room for the new one first."""
    say(BEGUN)
    remove_set(place.usb_drive / "tipdesk-KWT" / "KWT-1")
    make(place, "KWT-2", 9)


def _usb_drive_fault(place: Place, wanted: set[str]) -> str:
    sets = {backup.folder.name: backup for backup in found_sets(place.usb_drive)}
    for name, backup in sets.items():
        if prove_set(backup, place.dek, Work()).damaged:
            return f"attachments of {name}"
    return "" if wanted <= sets.keys() else f"the sets are {sorted(sets)}"


def _backup_fault(place: Place, lines: Sequence[str]) -> str:
    wanted = {"KWT-1", "KWT-2"} if "made" in lines else {"KWT-1"}
    if fault := _usb_drive_fault(place, wanted):
        return fault
    make(place, "KWT-3", 10)  # the next one succeeds and tidies up
    if fault := _usb_drive_fault(place, {*wanted, "KWT-3"}):
        return f"after the next backup: {fault}"
    left = [
        folder for folder in (place.usb_drive / "tipdesk-KWT").iterdir() if folder.name != "att"
    ]
    complete = all((folder / MANIFEST).exists() for folder in left)
    return "" if complete and not list(place.usb_drive.rglob("*.part*")) else "waste"


def come_home(place: Place, say: Say) -> None:
    """A lost vault is made from the newest set."""
    fresh = place.root / "computer" / "vault"
    proof = prove_set(found_sets(place.usb_drive)[0], place.dek, Work())
    say(BEGUN)
    restore(proof, fresh, place.dek, _enter, Work())
    say("restored")


def _enter(vault: Vault) -> None:
    custody_rows.append(vault, at=START, officer=OFFICER, action="restored")


def _home_fault(place: Place, lines: Sequence[str]) -> str:
    fresh = place.root / "computer" / "vault"
    if not fresh.exists():
        if "restored" in lines:
            return "the vault"
        forget_unfinished(fresh)
        if fresh.parent.exists() and list(fresh.parent.iterdir()):
            return "waste"
        proof = prove_set(found_sets(place.usb_drive)[0], place.dek, Work())
        restore(proof, fresh, place.dek, _enter, Work())
    if not (fresh / DATABASE).exists():
        return "half a vault"
    with Vault.open(fresh, place.dek) as vault:
        if attachments.missing(vault):
            return "an attachment"
        last = custody_rows.head(vault)
    return "" if last is not None and last.action == "restored" else "the entry"


BACKUP = Deed("backup", back_up, _backup_fault, back_up_over_it)
RESTORING = Deed("restoring", come_home, _home_fault)
