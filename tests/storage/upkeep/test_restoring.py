"""A backup becomes a vault again: whole, or named and nothing at all."""

import hashlib
import json
import os
import shutil
from dataclasses import replace

import pytest

from tests.programs import removed_folders, small_disk
from tests.storage.samples import OFFICER, PASSPHRASES, START, SUPERVISOR
from tests.storage.upkeep.test_backup import STORY, StopsAt, attach, backup, filled, usb_drive
from tests.systems import private
from tipdesk.core.errors import (
    BackupDamaged,
    BackupMissing,
    Cancelled,
    DiskFull,
    VaultExists,
    VaultInUse,
    VaultTooNew,
)
from tipdesk.core.work import Work
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.database import connect
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path, open_content
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_file import DATABASE, NAMES
from tipdesk.storage.platform import FolderLock
from tipdesk.storage.upkeep.backup_set import MANIFEST, SetFile, found_sets
from tipdesk.storage.upkeep.restoring import forget_unfinished, prove_set, restore
from tipdesk.storage.vault import Vault

__all__ = ["filled", "usb_drive"]  # fixtures


@pytest.fixture
def usb_drive_backup(filled, dek, usb_drive):
    """A backup, as it is found on the USB drive."""
    backup(filled, usb_drive, dek)
    (backup_set,) = found_sets(usb_drive)
    return backup_set


@pytest.fixture
def fresh(tmp_path):
    """Where there is no vault yet, nor a folder."""
    return tmp_path / "new computer" / "vault"


def entered(vault):
    custody_rows.append(vault, at=START, officer=OFFICER, action="restored")


def restored(backup_set, fresh, dek, work=None):
    restore(prove_set(backup_set, dek, Work()), fresh, dek, entered, work or Work())


def contents(vault):
    (case,) = case_rows.list_cases(vault)
    attached = []
    for attachment in attachments.attachments(vault, case.id):
        with open_content(vault.vault_dir, attachments.content_of(vault, attachment.id)) as reader:
            attached.append(reader.read())
    return interview_rows.answers(vault, case.id)["stmt"].value, attached


def flip(path, at=-20):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_the_vault_is_what_it_was_and_opens_for_everybody(filled, dek, usb_drive_backup, fresh):
    with Vault.open(filled, dek) as vault:
        before = contents(vault)
        chain = custody_rows.chain(vault)
    proof = prove_set(usb_drive_backup, dek, Work())
    assert (proof.cases, len(proof.whole), proof.damaged) == (1, 3, ())
    assert proof.station.code == "KWT"
    restored(usb_drive_backup, fresh, dek)
    for login in (OFFICER, SUPERVISOR):
        key = keys.unlock(fresh, login, PASSPHRASES[login])
        with Vault.open(fresh, key.dek) as vault:
            assert contents(vault) == before
            assert custody_rows.chain(vault)[:-1] == chain
            assert custody_rows.chain(vault)[-1].action == "restored"
            assert attachments.missing(vault) == ()
    assert before[0] == STORY
    assert [path.name for path in fresh.parent.iterdir()] == ["vault"]
    assert all(private(path) for path in fresh.rglob("*") if path.is_file())


def test_a_vault_is_never_replaced(filled, dek, usb_drive_backup):
    before = (filled / DATABASE).read_bytes()
    with pytest.raises(VaultExists):
        restored(usb_drive_backup, filled, dek)
    assert (filled / DATABASE).read_bytes() == before


def test_what_lay_there_and_is_no_vault_is_set_aside(dek, usb_drive_backup, fresh):
    fresh.mkdir(parents=True)
    (fresh / NAMES[0]).write_bytes(b"slots of a set-up that was cut off")
    restored(usb_drive_backup, fresh, dek)
    former = fresh.with_name("vault.before-1")
    assert (former / NAMES[0]).read_bytes().startswith(b"slots of")
    assert (fresh / DATABASE).exists()


@pytest.mark.parametrize("name", [DATABASE, MANIFEST])
def test_a_damaged_part_is_named_and_nothing_is_restored(dek, usb_drive_backup, fresh, name):
    flip(usb_drive_backup.folder / name)
    with pytest.raises(BackupDamaged) as damaged:
        restored(found_sets(usb_drive_backup.folder)[0], fresh, dek)
    assert damaged.value.details == {"name": name}
    assert not fresh.parent.exists()


@pytest.mark.parametrize(
    "change", [{"station": "ABC"}, {"made_at": START.replace(year=2027)}, {"absent": ("a" * 32,)}]
)
def test_a_manifest_that_nobody_with_the_key_wrote_is_refused(dek, usb_drive_backup, fresh, change):
    forged = replace(usb_drive_backup.manifest, **change)
    text = json.loads(forged.signed(bytes(32))) | {"mac": usb_drive_backup.manifest.mac}
    (usb_drive_backup.folder / MANIFEST).write_text(json.dumps(text), "utf-8")
    with pytest.raises(BackupDamaged) as damaged:
        restored(found_sets(usb_drive_backup.folder)[0], fresh, dek)
    assert damaged.value.details == {"name": MANIFEST}
    assert not fresh.parent.exists()


def test_each_damaged_attachment_is_named_and_the_rest_can_be_had(dek, usb_drive_backup, fresh):
    first, second, third = (entry.name for entry in usb_drive_backup.manifest.entries[3:])
    flip(usb_drive_backup.path(first))
    usb_drive_backup.path(third).unlink()
    proof = prove_set(usb_drive_backup, dek, Work())
    assert set(proof.damaged) == {first, third}
    restore(proof, fresh, dek, entered, Work())
    with Vault.open(fresh, dek) as vault:
        assert set(attachments.missing(vault)) == {first, third}
    assert content_path(fresh, second).exists()


def test_one_damaged_copy_of_the_slots_is_repaired(dek, usb_drive_backup, fresh):
    flip(usb_drive_backup.folder / NAMES[0])
    restored(usb_drive_backup, fresh, dek)
    assert (fresh / NAMES[0]).read_bytes() == (fresh / NAMES[1]).read_bytes()
    assert keys.unlock(fresh, OFFICER, PASSPHRASES[OFFICER]).dek == dek


def test_parts_of_two_backups_are_no_backup(filled, dek, usb_drive_backup, usb_drive, fresh):
    with Vault.open(filled, dek) as vault:
        attach(vault, case_rows.list_cases(vault)[0].id, b"later")
        custody_rows.append(vault, at=START, officer=OFFICER, action="edited")
    later = backup(filled, usb_drive, dek, "KWT-2")
    shutil.copy(usb_drive_backup.folder / DATABASE, later.folder / DATABASE)
    mixed = next(
        backup_set for backup_set in found_sets(usb_drive) if backup_set.folder == later.folder
    )
    with pytest.raises(BackupDamaged) as damaged:
        restored(mixed, fresh, dek)
    assert damaged.value.details == {"name": DATABASE}


def test_a_backup_of_a_newer_program_is_left_alone(dek, usb_drive_backup, fresh):
    newer = connect(usb_drive_backup.folder / DATABASE, dek)
    newer.execute("PRAGMA user_version=99")
    newer.execute("PRAGMA journal_mode=DELETE").fetchone()
    newer.close()
    data = (usb_drive_backup.folder / DATABASE).read_bytes()
    entry = SetFile(DATABASE, len(data), hashlib.sha256(data).hexdigest())
    entries = (entry, *usb_drive_backup.manifest.entries[1:])
    text = replace(usb_drive_backup.manifest, entries=entries).signed(dek)
    (usb_drive_backup.folder / MANIFEST).write_bytes(text)
    with pytest.raises(VaultTooNew):
        restored(found_sets(usb_drive_backup.folder)[0], fresh, dek)
    assert not fresh.parent.exists()


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_a_stopped_restoration_leaves_nothing(dek, usb_drive_backup, fresh, share):
    with pytest.raises(Cancelled):
        restored(usb_drive_backup, fresh, dek, StopsAt(share).work)
    assert not fresh.exists()
    assert list(fresh.parent.iterdir()) == []


def test_a_refusal_while_it_is_entered_leaves_nothing(dek, usb_drive_backup, fresh):
    def refuse(_vault):
        raise DiskFull

    with pytest.raises(DiskFull):
        restore(prove_set(usb_drive_backup, dek, Work()), fresh, dek, refuse, Work())
    assert list(fresh.parent.iterdir()) == []


@pytest.mark.parametrize("share", [0.5, 1])
def test_nothing_is_open_in_what_a_stopped_restoration_removes(dek, usb_drive_backup, fresh, share):
    """Windows removes no file that is open."""
    with removed_folders() as still_open, pytest.raises(Cancelled):
        restored(usb_drive_backup, fresh, dek, StopsAt(share).work)
    assert [set(names) for names in still_open.values()] == [set()]


def test_a_full_disk_leaves_nothing(filled, dek, usb_drive, tmp_path):
    with Vault.open(filled, dek) as vault:
        attach(vault, case_rows.list_cases(vault)[0].id, os.urandom(3_000_000))
    backup(filled, usb_drive, dek)
    with small_disk(tmp_path / "small", "3m") as disk:
        with pytest.raises(DiskFull):
            restored(found_sets(usb_drive)[0], disk / "vault", dek)
        assert list(disk.iterdir()) == []


def test_what_a_killed_restoration_left_goes_unless_another_is_at_it(dek, usb_drive_backup, fresh):
    part = fresh.with_name("vault.restoring")
    part.mkdir(parents=True)
    (part / DATABASE).write_bytes(b"half")
    lock = FolderLock(part / "restoring.lock")
    for act in (lambda: forget_unfinished(fresh), lambda: restored(usb_drive_backup, fresh, dek)):
        with pytest.raises(VaultInUse):
            act()
    assert (part / DATABASE).exists()
    lock.release()
    forget_unfinished(fresh)
    assert not part.exists()
    forget_unfinished(fresh)
    restored(usb_drive_backup, fresh, dek)


def test_sets_are_found_from_the_usb_drive_its_folder_and_the_set(filled, dek, usb_drive):
    for number in (1, 2):
        backup(filled, usb_drive, dek, f"KWT-{number}", START.replace(minute=number))
    backup(filled, usb_drive / "tipdesk-KWT", dek, "KWT-3", START.replace(minute=3))
    for chosen, names in (
        (usb_drive, ["KWT-3", "KWT-2", "KWT-1"]),
        (usb_drive / "tipdesk-KWT", ["KWT-3", "KWT-2", "KWT-1"]),
        (usb_drive / "tipdesk-KWT/KWT-2", ["KWT-2"]),
    ):
        assert [backup_set.folder.name for backup_set in found_sets(chosen)] == names
    with pytest.raises(BackupMissing):
        found_sets(usb_drive / "tipdesk-KWT/att")
    (usb_drive / "another program").mkdir()
    (usb_drive / "another program" / MANIFEST).write_text("{}", "utf-8")
    with pytest.raises(BackupMissing):
        found_sets(usb_drive / "another program")
    # One that cannot be read hides no other.
    flip(usb_drive / "tipdesk-KWT/KWT-3" / MANIFEST, 1)
    assert [backup_set.folder.name for backup_set in found_sets(usb_drive)] == ["KWT-2", "KWT-1"]
