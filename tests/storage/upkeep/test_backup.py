"""A backup on a USB drive: it opens, it is incremental, and what ends it leaves the one before."""

import io
import json
import os
import shutil

import pytest

from tests.long_runs import long
from tests.programs import small_disk
from tests.storage.samples import OFFICER, START, VAULT_ID, new_case
from tipdesk.cases.model import Answer
from tipdesk.core.errors import (
    BackupDamaged,
    Cancelled,
    DiskFull,
    TargetNotWritable,
    VaultDamaged,
    VaultTooNew,
)
from tipdesk.core.work import Work
from tipdesk.storage import copies, custody_rows, interview_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.files import case_rows
from tipdesk.storage.upkeep.backup import KEPT, BackupPlan, make_backup
from tipdesk.storage.upkeep.backup_set import MANIFEST, PARTS, read_manifest
from tipdesk.storage.vault import Vault

STORY = "قالت إن الجواز أُخذ منها"


@pytest.fixture
def filled(vault_dir, dek):
    """A vault with one answer, three attachments and an entry."""
    with Vault.open(vault_dir, dek) as vault:
        case = new_case(vault)
        interview_rows.save_answers(
            vault, case.id, {"stmt": Answer(STORY)}, officer=OFFICER, at=START
        )
        for number in range(3):
            attach(vault, case.id, os.urandom(1000 + 300_000 * number))
        custody_rows.append(vault, at=START, officer=OFFICER, action="edited", case_id=case.id)
    return vault_dir


@pytest.fixture
def usb_drive(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def attach(vault, case_id, data):
    sealed = attachments.seal(vault.vault_dir, io.BytesIO(data), "صورة", "image/png", Work())
    return attachments.record(vault, case_id, sealed, officer=OFFICER, at=START)


def backup(vault_dir, usb_drive, dek, label="KWT-1", at=START, work=None):
    return make_backup(BackupPlan(vault_dir, usb_drive, "KWT", label, at), dek, work or Work())


def sets(usb_drive):
    """Names of the finished sets on a USB drive, in order, with their manifests."""
    paths = sorted(usb_drive.glob(f"tipdesk-KWT/*/{MANIFEST}"))
    return {path.parent.name: read_manifest(path) for path in paths}


def lying(folder):
    """Every file below a folder, with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_set_holds_the_vault_and_names_nobody(filled, dek, usb_drive):
    with Vault.open(filled, dek) as vault:  # the vault stays open meanwhile
        made_backup = backup(filled, usb_drive, dek)
        vault.set_meta("still", "written")
        head = custody_rows.head(vault)
    assert (made_backup.attachments, made_backup.copied, made_backup.manifest.absent) == (3, 3, ())
    assert (made_backup.manifest.head_seq, made_backup.manifest.head_hash) == (head.seq, head.hash)
    manifest = sets(usb_drive)["KWT-1"]
    assert manifest.body() == made_backup.manifest.body()
    assert manifest.authentic(dek)
    assert not manifest.authentic(bytes(32))
    files = lying(usb_drive)
    assert (
        sum(len(data) for name, data in files.items() if MANIFEST not in name) == made_backup.size
    )
    assert {name.split("/")[-1] for name in files if "att" not in name} == {*PARTS, MANIFEST}
    assert not any(b"SQLite format" in data or STORY.encode() in data for data in files.values())
    for name in ("vault.db-wal", "vault.db-shm", "ballast", "vault.lock"):
        assert not (made_backup.folder / name).exists()


def test_only_what_the_usb_drive_lacks_is_copied(filled, dek, usb_drive):
    backup(filled, usb_drive, dek)
    first = {path: path.stat().st_mtime_ns for path in (usb_drive / "tipdesk-KWT/att").rglob("*")}
    with Vault.open(filled, dek) as vault:
        attach(vault, case_rows.list_cases(vault)[0].id, b"one more")
    made_backup = backup(filled, usb_drive, dek, "KWT-2")
    assert (made_backup.attachments, made_backup.copied) == (4, 1)
    assert all(path.stat().st_mtime_ns == at for path, at in first.items() if path.is_file())


def test_what_rotted_on_the_usb_drive_is_written_anew(filled, dek, usb_drive):
    made_backup = backup(filled, usb_drive, dek)
    path = content_path(usb_drive / "tipdesk-KWT", made_backup.manifest.entries[-1].name)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:])
    assert backup(filled, usb_drive, dek, "KWT-2").copied == 1
    assert path.read_bytes() == whole


def test_what_is_damaged_in_the_vault_is_named_and_the_rest_is_kept(filled, dek, usb_drive):
    with Vault.open(filled, dek) as vault:
        ids = [
            attachment.id
            for attachment in attachments.attachments(vault, case_rows.list_cases(vault)[0].id)
        ]
    content_path(filled, ids[0]).unlink()
    with content_path(filled, ids[1]).open("r+b") as file:
        file.seek(500)
        file.write(b"damaged")
    made_backup = backup(filled, usb_drive, dek)
    assert set(made_backup.manifest.absent) == {ids[0], ids[1]}
    assert made_backup.attachments == 1


def test_a_damaged_vault_makes_no_backup(filled, dek, usb_drive):
    with (filled / "vault.db").open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(b"damaged")
    with pytest.raises(VaultDamaged):
        backup(filled, usb_drive, dek)
    assert sets(usb_drive) == {}


def test_three_sets_are_kept_and_what_none_of_them_holds_goes(filled, dek, usb_drive):
    with Vault.open(filled, dek) as vault:
        (case,) = case_rows.list_cases(vault)
        first = attachments.attachments(vault, case.id)[0]
    for number in range(1, KEPT + 2):
        if number == 2:
            with Vault.open(filled, dek) as vault:
                attachments.remove(vault, first, officer=OFFICER, at=START)
        at = START.replace(hour=number)
        backup(filled, usb_drive, dek, f"KWT-{number}", at)
        assert content_path(usb_drive / "tipdesk-KWT", first.id).exists() == (number <= KEPT)
    assert list(sets(usb_drive)) == ["KWT-2", "KWT-3", "KWT-4"]


def test_sets_under_an_earlier_key_go_and_others_stay(filled, dek, usb_drive):
    old, other = backup(filled, usb_drive, dek), backup(filled, usb_drive, dek, "KWT-2")
    for made_backup, fields in (
        (old, {"mac": "0" * 64}),  # as if an earlier key had made it
        (other, {"vault": "ab" * 16}),
    ):
        text = json.loads((made_backup.folder / MANIFEST).read_text("utf-8")) | fields
        (made_backup.folder / MANIFEST).write_text(json.dumps(text), "utf-8")
    (usb_drive / "tipdesk-KWT/own notes").mkdir()
    (usb_drive / "tipdesk-KWT/own notes/list.txt").write_text("x", "utf-8")
    backup(filled, usb_drive, dek, "KWT-3")
    names = {path.name for path in (usb_drive / "tipdesk-KWT").iterdir()}
    assert names == {"KWT-2", "KWT-3", "att", "own notes"}


class StopsAt:
    """Asks to stop once so much is done."""

    def __init__(self, share):
        self.share = share
        self.work = Work(self.look)
        self.seen = []

    def look(self, done, total):
        self.seen.append((done, total))
        if done >= self.share * total:
            self.work.cancel()


@pytest.mark.parametrize("share", [0, 0.01, 0.4, 0.7, 0.95])
def test_a_stopped_backup_leaves_the_one_before(filled, dek, usb_drive, share):
    backup(filled, usb_drive, dek)
    before = lying(usb_drive)
    with Vault.open(filled, dek) as vault:
        attach(vault, case_rows.list_cases(vault)[0].id, os.urandom(2_000_000))
        vault.set_meta("more", "م" * 3_000_000)
    stops = StopsAt(share)
    with pytest.raises(Cancelled):
        backup(filled, usb_drive, dek, "KWT-2", work=stops.work)
    after = lying(usb_drive)
    assert {name: after.get(name) for name in before} == before
    assert not [name for name in after if "KWT-2" in name or name.endswith(".part")]
    assert [done for done, _total in stops.seen] == sorted(done for done, _total in stops.seen)
    assert all(done <= total for done, total in stops.seen)
    assert list(sets(usb_drive)) == ["KWT-1"]


def test_a_full_usb_drive_is_said_and_the_set_before_stays(filled, dek, tmp_path):
    with small_disk(tmp_path / "small", "3m") as usb_drive:
        backup(filled, usb_drive, dek)
        before = lying(usb_drive)
        with Vault.open(filled, dek) as vault:
            extra = attach(vault, case_rows.list_cases(vault)[0].id, os.urandom(2_500_000))
        with pytest.raises(DiskFull) as full:
            backup(filled, usb_drive, dek, "KWT-2")
        assert full.value.details == {"reason": "target"}
        assert lying(usb_drive) == before
        with Vault.open(filled, dek) as vault:
            attachments.remove(vault, extra, officer=OFFICER, at=START)
            vault.set_meta("large", "م" * 2_000_000)
        with pytest.raises(DiskFull):
            backup(filled, usb_drive, dek, "KWT-3")
        assert lying(usb_drive) == before


def test_a_usb_drive_that_was_pulled_out_is_said(filled, dek, usb_drive):
    shutil.rmtree(usb_drive)
    with pytest.raises(TargetNotWritable):
        backup(filled, usb_drive, dek)
    assert not usb_drive.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"version": True},
        {"vault": "../../etc"},
        {"files": []},
        {"files": [["../../x", 1, "0" * 64]]},
        {"absent": ["x"]},
        {"more": 1},
        {"made_at": 10**30},
        {"custody": [1]},
        {"station": "../x"},
        {"mac": 5},
    ],
)
def test_a_manifest_of_another_form_is_refused(filled, dek, usb_drive, change):
    made_backup = backup(filled, usb_drive, dek)
    path = made_backup.folder / MANIFEST
    fields = json.loads(path.read_text("utf-8"))
    assert fields["vault"] == VAULT_ID
    path.write_text(json.dumps(fields | change), "utf-8")
    with pytest.raises(BackupDamaged):
        read_manifest(path)
    path.write_text(json.dumps(fields | {"version": 2}), "utf-8")
    with pytest.raises(VaultTooNew):
        read_manifest(path)


@pytest.mark.parametrize("every", [29, *long(1)])
def test_any_other_byte_of_a_manifest_is_noticed(filled, dek, usb_drive, every):
    path = backup(filled, usb_drive, dek).folder / MANIFEST
    whole = path.read_bytes()
    for at in range(0, len(whole) - 1, every):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            assert not read_manifest(path).authentic(dek)
        except (BackupDamaged, VaultTooNew):
            continue


def test_the_check_of_a_copy_can_be_stopped(filled, dek, usb_drive):
    """On a slow stick it goes on for long, and nothing is written meanwhile."""
    with Vault.open(filled, dek) as vault, vault.transaction():
        for number in range(5000):
            vault.set_meta(f"more {number}", "x")
    made_backup = backup(filled, usb_drive, dek)
    work = Work()
    work.cancel()
    with pytest.raises(Cancelled):
        copies.open_copy(made_backup.folder / "vault.db", dek, lambda done: work.step(done, 1))
