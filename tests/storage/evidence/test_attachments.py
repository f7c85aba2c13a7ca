"""Attachments: sealed first, recorded after, never readable once their key is gone."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import subprocess
import zlib

import pytest

from tests.storage.samples import OFFICER, SUPERVISOR, child, new_case
from tests.systems import private
from tipdesk.cases.model import Status
from tipdesk.core.errors import (
    AnswersLocked,
    Cancelled,
    DiskFull,
    FileUnreadable,
    VaultDamaged,
    VaultReadOnly,
)
from tipdesk.core.sealed_file import CHUNK
from tipdesk.core.work import Work
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import StagedContent, content_path, open_content
from tipdesk.storage.files import case_rows
from tipdesk.storage.vault import Vault

DATA = os.urandom(3 * CHUNK + 1000)


@pytest.fixture
def case(vault):
    return new_case(vault)


@pytest.fixture
def attach(vault, case, clock):
    def add(data=DATA, name="صورة.jpg"):
        sealed = attachments.seal(vault.vault_dir, io.BytesIO(data), name, "image/jpeg", Work())
        return attachments.record(vault, case.id, sealed, officer=OFFICER, at=clock())

    return add


def files(vault):
    return sorted(path for path in (vault.vault_dir / "att").rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK + 5])
def test_what_is_attached_comes_back(vault, case, attach, size):
    attached = attach(DATA[:size])
    assert attachments.attachments(vault, case.id) == (attached,)
    assert (attached.size, attached.crc32) == (size, zlib.crc32(DATA[:size]))
    assert attached.sha256 == hashlib.sha256(DATA[:size]).hexdigest()
    with open_content(vault.vault_dir, attachments.content_of(vault, attached.id)) as reader:
        assert reader.read() == DATA[:size]
        reader.seek(size // 2)
        assert reader.read(10) == DATA[:size][size // 2 :][:10]


def test_nothing_shows_on_the_disk(vault, attach):
    attach(b"MARKERQX" * 10_000, "MARKERQX.jpg")
    (path,) = files(vault)
    assert path.stat().st_size == 16 + 80_000 + 16  # header, content, tag
    assert private(path)
    for path_below in vault.vault_dir.rglob("*"):
        assert "MARKERQX" not in path_below.name
        assert not path_below.is_file() or b"MARKERQX" not in path_below.read_bytes()


def test_progress_and_cancel(vault):
    seen = []
    attachments.seal(
        vault.vault_dir, io.BytesIO(DATA), "a", "b", Work(lambda *step: seen.append(step))
    )
    assert seen[0] == (0, len(DATA))
    assert seen[-1] == (len(DATA), len(DATA))
    before = files(vault)
    work = Work(lambda done, total: done and work.cancel())
    with pytest.raises(Cancelled):
        attachments.seal(vault.vault_dir, io.BytesIO(DATA), "a", "b", work)
    assert files(vault) == before


class Broken(io.BytesIO):
    """A USB drive that is pulled out."""

    def read(self, size=-1):
        if self.tell():
            raise OSError(errno.EIO, "gone")
        return super().read(size)


def test_a_source_that_vanishes(vault):
    with pytest.raises(FileUnreadable) as caught:
        attachments.seal(vault.vault_dir, Broken(DATA), "صورة.jpg", "b", Work())
    assert caught.value.details == {"name": "صورة.jpg"}
    assert files(vault) == []


def test_a_file_that_is_not_recorded_leaves_nothing(vault):
    sealed = attachments.seal(vault.vault_dir, io.BytesIO(DATA), "a", "b", Work())
    attachments.forget(vault.vault_dir, sealed)
    assert files(vault) == []
    assert "key" not in repr(sealed)


# --- tampering --------------------------------------------------------------------------------


def refused(vault, attached):
    with (
        pytest.raises(VaultDamaged) as caught,
        open_content(vault.vault_dir, attachments.content_of(vault, attached.id)) as reader,
    ):
        reader.read()
    assert caught.value.details == {"what": "sealed_file"}


def test_chunks_reordered_cut_or_exchanged(vault, attach):
    attached, other = attach(), attach()
    path = content_path(vault.vault_dir, attached.id)
    data = path.read_bytes()
    head, stride = 16, CHUNK + 16
    first, second = data[head : head + stride], data[head + stride : head + 2 * stride]
    rest = data[head + 2 * stride :]
    for altered in (
        data[:head] + second + first + rest,
        data[:head] + first + rest,
        data[: head + 2 * stride],
        data[:-1],
        data[:100] + bytes([data[100] ^ 1]) + data[101:],
        b"",
        content_path(vault.vault_dir, other.id).read_bytes(),
    ):
        path.write_bytes(altered)
        refused(vault, attached)
    path.unlink()
    refused(vault, attached)
    assert attachments.missing(vault) == (attached.id,)
    path.write_bytes(data)
    assert attachments.missing(vault) == ()


# --- order: file before row ---------------------------------------------------------------------


def test_an_orphan_is_swept_at_opening_and_a_known_file_stays(vault, attach, vault_dir, dek):
    attached = attach()
    attachments.seal(vault.vault_dir, io.BytesIO(DATA), "a", "b", Work())
    stage = StagedContent(vault.vault_dir)
    stage.write(DATA)
    begun = stage._part.with_suffix(".copy")
    shutil.copyfile(stage._part, begun)
    stage.discard()  # Windows takes away no file that is open; who was killed holds none
    begun.rename(stage._part)
    assert len(files(vault)) == 3
    vault.close()
    with Vault.open(vault_dir, dek) as again:
        assert files(again) == [content_path(vault_dir, attached.id)]
        with open_content(again.vault_dir, attachments.content_of(again, attached.id)) as reader:
            assert reader.read() == DATA


# --- removing -----------------------------------------------------------------------------------


def test_removing_destroys_key_and_file_and_keeps_who_and_what(vault, case, attach, clock):
    attached = attach()
    content = attachments.content_of(vault, attached.id)
    attachments.remove(vault, attached, officer=SUPERVISOR, at=clock())
    assert attachments.attachments(vault, case.id) == ()
    assert files(vault) == []
    refused(vault, attached)
    row = vault.row("SELECT name, sha256, key, removed_at FROM attachment")
    assert row[:3] == (attached.name, attached.sha256, None)
    assert row[3]
    vault.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with pytest.raises(VaultDamaged):
        open_content(vault.vault_dir, content)
    with pytest.raises(AnswersLocked):
        attachments.remove(vault, attached, officer=OFFICER, at=clock())


def test_a_completed_file_takes_and_loses_no_attachment(vault, case, attach, clock):
    attached = attach()
    case_rows.set_status(vault, case.id, Status.COMPLETED, clock(), completed=True)
    with pytest.raises(AnswersLocked):
        attach()
    with pytest.raises(AnswersLocked):
        attachments.remove(vault, attached, officer=OFFICER, at=clock())
    case_rows.set_status(vault, case.id, Status.RETURNED, clock())
    attach()
    attachments.remove(vault, attached, officer=OFFICER, at=clock())


# --- staging, full and read-only folders ----------------------------------------------------------


def test_a_stage_is_read_before_it_is_kept(vault):
    stage = StagedContent(vault.vault_dir)
    for start in range(0, len(DATA), 77_777):
        stage.write(memoryview(DATA)[start : start + 77_777])
    with stage.reader() as reader:
        reader.seek(CHUNK - 3)
        assert reader.read(6) == DATA[CHUNK - 3 : CHUNK + 3]
    content = stage.finish()
    with open_content(vault.vault_dir, content) as reader:
        assert reader.read() == DATA
    with stage.reader() as reader:
        assert reader.read() == DATA
    stage.discard()
    assert files(vault) == []


_FULL = """
import io, sys, resource, signal
from pathlib import Path
from tipdesk.core.errors import DiskFull
from tipdesk.storage.evidence import attachments
from tipdesk.core.work import Work
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
try:
    attachments.seal(Path(sys.argv[1]), io.BytesIO(bytes(2_000_000)), "a", "b", Work())
except DiskFull:
    print("full", flush=True)
"""


def test_no_room_for_an_attachment(vault):
    out, _ = child(_FULL, vault.vault_dir).communicate()
    assert out == b"full\n"
    assert files(vault) == []


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "att").write_bytes(b"")
    with pytest.raises((VaultReadOnly, DiskFull)):
        attachments.seal(tmp_path, io.BytesIO(b"x"), "a", "b", Work())


# --- size ---------------------------------------------------------------------------------------

_LARGE = """
import hashlib, io, sys
from datetime import UTC, datetime
from pathlib import Path
from tests.storage.samples import new_case
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import open_content
from tipdesk.storage.vault import Vault
from tipdesk.core.work import Work

class Endless(io.RawIOBase):
    def __init__(self, size):
        self.size, self.at = size, 0
    def readable(self):
        return True
    def seekable(self):
        return True
    def tell(self):
        return self.at
    def seek(self, offset, whence=0):
        self.at = offset if whence == 0 else self.size + offset
        return self.at
    def readinto(self, buffer):
        size = min(len(buffer), self.size - self.at)
        buffer[:size] = bytes([self.at // 65536 % 251]) * size
        self.at += size
        return size

def peak():  # KiB, of this program alone: ru_maxrss begins with what the parent had
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

vault = Vault.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
case = new_case(vault)
before = peak()
sealed = attachments.seal(vault.vault_dir, Endless(int(sys.argv[3])), "a", "b", Work())
made = attachments.record(vault, case.id, sealed, officer="T-07", at=datetime(2026, 11, 24, tzinfo=UTC))
digest = hashlib.sha256()
with open_content(vault.vault_dir, attachments.content_of(vault, made.id)) as reader:
    while data := reader.read(1 << 18):
        digest.update(data)
assert digest.hexdigest() == made.sha256
after = peak()
print(made.size, after // 1024, (after - before) // 1024)
"""


def large(vault_dir, dek, size):
    out, errors = child(_LARGE, vault_dir, dek.hex(), size, stderr=subprocess.PIPE).communicate()
    assert out, errors.decode()
    written, whole, more = map(int, out.split())
    assert written == size
    return whole, more


def test_memory_does_not_follow_the_size(vault_dir, dek):
    assert large(vault_dir, dek, 40 << 20)[1] < 12  # MiB


@pytest.mark.long
def test_300_megabytes_stay_below_150_of_memory(vault_dir, dek):
    whole, more = large(vault_dir, dek, 300 << 20)
    assert whole < 150
    assert more < 12
