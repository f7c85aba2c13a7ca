"""A bundle on its way: written, verified, received, answered; and what is left behind."""

import hashlib
import io
import os
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from tests.bundle.world import (
    BUNDLE,
    CASE,
    MARKER,
    NOW,
    MemoryStage,
    codes,
    plan,
    signed_approval,
    world,
)
from tipdesk.bundle.container.index import Payload, payload_of_bytes
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.reader import verify
from tipdesk.bundle.writer import INSTRUCTIONS, instructions_beside, write_bundle
from tipdesk.core.errors import (
    Cancelled,
    ExportNotReady,
    FileUnreadable,
    NoCertificate,
    ReadbackFailed,
    TargetNotWritable,
    VaultDamaged,
)
from tipdesk.core.work import Work


def written(folder: Path, **changes: object):
    return write_bundle(folder, plan(**changes), world().officer.key, Work())


def descriptors() -> set[Path]:
    """The files that this process has open."""
    return set(Path("/proc/self/fd").iterdir())


def test_a_bundle_is_whole_signed_trusted_and_opens(tmp_path: Path) -> None:
    done = written(tmp_path)
    report = verify(done.path, world().question(staging=sealed_staging(tmp_path)))
    assert report.problems == ()
    assert (report.complete, report.intact, report.trusted, report.valid) == (True,) * 4
    assert report.bundle_id == BUNDLE
    assert report.format == "tipdesk-exchange/1.0"
    assert report.signed_by is not None
    assert report.signed_by.name == "سالم"
    assert (report.signed_by.unit, report.signed_by.login) == ("SH2", "T-07")
    assert report.signed_at == NOW
    assert (report.file_sha256, report.file_size) == (done.sha256, done.size)
    assert report.manifest_sha256 == done.manifest_sha256
    assert report.index.revision == report.approval.revision == 3
    assert report.approved_by.login == report.approval.approver == "S-01"
    assert report.container.open(f"{CASE}/record.json").read().decode() == f'{{"case":"{MARKER}"}}'
    attachment = report.container.open(f"{CASE}/att/0001.jpg")
    attachment.seek(255)
    assert attachment.read(3) == b"\xff\0\1"
    report.close()


def test_what_lies_on_the_usb_drive_tells_nothing(tmp_path: Path) -> None:
    done = written(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([done.path.name, f"{done.path.name}.sha256", INSTRUCTIONS])
    for path in tmp_path.iterdir():
        assert path.stat().st_mtime % 86400 == 0
        data = path.read_bytes()
        assert MARKER.encode() not in data
        assert CASE.encode() not in data
        assert b"record.json" not in data
        assert "سالم".encode() not in data
    line = (tmp_path / f"{done.path.name}.sha256").read_text("utf-8")
    assert line == f"{hashlib.sha256(done.path.read_bytes()).hexdigest()}  {done.path.name}\n"


def test_two_bundles_have_the_same_instructions_which_are_laid_down_once(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / INSTRUCTIONS
    first, file = path.read_bytes(), path.stat().st_ino
    written(tmp_path, bundle_id=str(uuid.uuid4()))
    assert (path.read_bytes(), path.stat().st_ino) == (first, file)


@pytest.mark.parametrize("other", [b"", b"more"])
def test_instructions_that_are_other_than_ours_are_replaced(tmp_path: Path, other: bytes) -> None:
    path = tmp_path / INSTRUCTIONS
    path.write_bytes(instructions_beside()[:-4] + other if other else b"")
    written(tmp_path)
    assert path.read_bytes() == instructions_beside()
    path.write_bytes(instructions_beside() + other)  # ours, and something after it
    written(tmp_path, bundle_id=str(uuid.uuid4()))
    assert path.read_bytes() == instructions_beside()


def test_instructions_that_lie_elsewhere_are_laid_down_here(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_bytes(instructions_beside())
    folder = tmp_path / "usb"
    folder.mkdir()
    (folder / INSTRUCTIONS).symlink_to(elsewhere)
    written(folder)
    assert not (folder / INSTRUCTIONS).is_symlink()


def test_staging_is_sealed_private_and_gone(tmp_path: Path) -> None:
    done = written(tmp_path)
    staging = tmp_path / "staging"
    staging.mkdir()
    open_before = descriptors()
    report = verify(done.path, world().question(staging=sealed_staging(staging)))
    assert report.valid
    assert list(staging.iterdir()) == []  # the file has no name
    for descriptor in descriptors() - open_before:
        if descriptor.exists() and str(staging) in str(descriptor.readlink()):
            data = descriptor.read_bytes()
            assert data.startswith(b"TDA1")
            assert MARKER.encode() not in data
            assert descriptor.stat().st_mode & 0o777 == 0o600
            break
    else:
        pytest.fail("no staged file was found")
    report.close()


def test_a_bundle_that_is_not_valid_leaves_nothing_open(tmp_path: Path) -> None:
    done = written(tmp_path)
    data = bytearray(done.path.read_bytes())
    data[-40] ^= 1
    stages: list[MemoryStage] = []

    def staging() -> MemoryStage:
        stages.append(MemoryStage())
        return stages[-1]

    report = verify(io.BytesIO(data), world().question(staging=staging))
    assert codes(report) == ["E_AGE_PAYLOAD"]
    assert not report.read
    assert report.container is None
    assert stages[0].discarded


class _Counted(io.BytesIO):
    reads: ClassVar[list[int]] = []

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads.append(self.tell())
        return super().read(size)


class _CountedStage(MemoryStage):
    def reader(self) -> io.BytesIO:
        return _Counted(self.data.getvalue())


def test_what_lies_in_staging_is_not_read_through_again(tmp_path: Path) -> None:
    """Files and local headers were looked at on the way in: only small members are read."""
    files = [payload_of_bytes(f"{CASE}/att/{n:04}.jpg", bytes(5000)) for n in range(1, 60)]
    payloads = (*plan().payloads[:2], *files)
    done = written(tmp_path, payloads=(*payloads, *signed_approval(payloads)))
    report = verify(done.path, world().question(staging=_CountedStage))
    assert codes(report) == []
    assert len(_Counted.reads) < 20
    report.close()


def test_hybrid_recipients_open_it_and_are_named_in_it(tmp_path: Path) -> None:
    office, recovery = (
        Identity(os.urandom(32), is_hybrid=True),
        Identity(os.urandom(32), is_hybrid=True),
    )
    done = written(tmp_path, recipients=(office.recipient, recovery.recipient))
    for identity in (office, recovery):
        report = verify(done.path, world().question(identity=identity))
        assert (report.valid, codes(report)) == (True, [])
        report.close()


def test_the_recovery_key_opens_too_and_a_stranger_does_not(tmp_path: Path) -> None:
    done = written(tmp_path)
    recovery = world().authority.recovery_identity()
    assert verify(done.path, world().question(identity=recovery)).valid
    stranger = verify(done.path, world().question(identity=Identity.generate()))
    assert codes(stranger) == ["E_AGE_NO_KEY"]
    nobody = verify(done.path, world().question(identity=None))
    assert codes(nobody) == ["E_AGE_NO_KEY"]
    assert not nobody.read


def test_re_encrypted_to_somebody_else_is_not_for_us(tmp_path: Path) -> None:
    """The signed list of recipients stops a recipient from passing it on as meant for others."""
    mine = Identity.generate()
    done = written(tmp_path, recipients=(mine.recipient,))
    stage = MemoryStage()
    from tipdesk.bundle.crypto.streams import EncryptedOutput, decrypt

    with done.path.open("rb") as file:
        decrypt(file, [mine], stage.write, lambda _: None)
    out = io.BytesIO()
    again = EncryptedOutput(out.write, [world().receiver.identity.recipient])
    again.write(stage.data.getvalue())
    again.close()
    assert codes(verify(out, world().question())) == ["E_NOT_FOR_US"]


def test_without_trust_nobody_is_asked(tmp_path: Path) -> None:
    report = verify(written(tmp_path).path, world().question(trust=None))
    assert report.trusted is None
    assert report.problems == ()
    assert not report.valid
    assert report.signed_by is not None


def test_a_changed_source_ends_the_export_and_leaves_nothing(tmp_path: Path) -> None:
    good = plan().payloads[2]
    for bad in (
        replace(good, sha256="0" * 64),
        replace(good, crc32=1),
        replace(good, open=lambda: io.BytesIO(b"other")),
    ):
        payloads = (*plan().payloads[:2], bad)
        with pytest.raises(VaultDamaged) as raised:
            written(tmp_path, payloads=payloads)
        assert raised.value.details["what"] == good.path
        assert list(tmp_path.iterdir()) == []


def test_a_source_that_cannot_be_read_ends_the_export(tmp_path: Path) -> None:
    def gone() -> io.BytesIO:
        raise FileNotFoundError

    payloads = (*plan().payloads[:2], replace(plan().payloads[2], open=gone))
    with pytest.raises(VaultDamaged):
        written(tmp_path, payloads=payloads)
    assert list(tmp_path.iterdir()) == []


def cancelled_at(moment: float) -> Work:
    """Work that somebody stops when that share of it is done."""

    def watch(done: int, total: int) -> None:
        if done >= moment * total:
            work.cancel()

    work = Work(watch)
    return work


def test_cancel_leaves_nothing(tmp_path: Path) -> None:
    """At the beginning, in the middle of a file, and while it is read back."""
    big = payload_of_bytes(f"{CASE}/att/0001.jpg", bytes(9_000_000))
    payloads = (*plan().payloads[:2], big)
    for moment in (0.0, 0.3, 0.8):
        with pytest.raises(Cancelled):
            write_bundle(
                tmp_path, plan(payloads=payloads), world().officer.key, cancelled_at(moment)
            )
        assert list(tmp_path.iterdir()) == []


def test_progress_is_told_and_ends_whole(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    write_bundle(tmp_path, plan(), world().officer.key, Work(lambda *step: steps.append(step)))
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_a_missing_or_forbidden_target_is_said(tmp_path: Path) -> None:
    with pytest.raises(TargetNotWritable):
        written(tmp_path / "gone")
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(TargetNotWritable):
        written(file)


def test_a_target_that_vanishes_in_the_middle(tmp_path: Path) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    big = payload_of_bytes(f"{CASE}/att/0001.jpg", bytes(30_000_000))

    def vanish(done: int, total: int) -> None:
        if done > total // 4 and target.exists():
            for path in target.iterdir():
                path.unlink()
            target.rmdir()

    with pytest.raises(TargetNotWritable):
        write_bundle(
            target, plan(payloads=(*plan().payloads[:2], big)), world().officer.key, Work(vanish)
        )
    assert not target.exists()


def test_read_back_finds_a_bad_usb_drive(tmp_path: Path) -> None:
    """What the USB drive gives back is not what it was given."""
    name = f"{BUNDLE}.asice.age"
    damaged: list[str] = []

    def damage(done: int, total: int) -> None:
        path = tmp_path / name
        if path.exists() and not damaged:
            data = bytearray(path.read_bytes())
            data[-1] ^= 1
            path.write_bytes(data)
            damaged.append(name)

    big = payload_of_bytes(f"{CASE}/att/0001.jpg", bytes(9_000_000))
    with pytest.raises(ReadbackFailed):
        write_bundle(
            tmp_path, plan(payloads=(*plan().payloads[:2], big)), world().officer.key, Work(damage)
        )
    assert damaged
    assert list(tmp_path.iterdir()) == []


def test_an_expired_certificate_signs_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoCertificate):
        written(tmp_path, created=NOW + timedelta(days=4000))
    assert list(tmp_path.iterdir()) == []


def test_too_many_or_too_large_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    many = tuple(payload_of_bytes(f"{CASE}/att/{n:04}.bin", b"") for n in range(1000))
    huge = Payload(f"{CASE}/att/1.bin", 4_290_000_000, "0" * 64, 0, io.BytesIO, "text/plain")
    for payloads in (many, (huge,)):
        with pytest.raises(ExportNotReady):
            written(tmp_path, payloads=(*plan().payloads, *payloads))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(FileUnreadable):
            verify(path, world().question())
