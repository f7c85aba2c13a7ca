"""Export and receive of a bundle beside their floor, SHA-256 + copy, in the same run.

    python tests/benchmarks/export_receive.py [--runs 5] [--folder DIR] [--quick]

Every figure is one process without Qt. Export is without read-back; sources are plain files
("plain") or sealed as attachments are ("sealed"); "carried" is the next bundle of the same file,
whose attachments the office has. Receive decrypts into sealed staging and checks everything. Times
exclude the interpreter's start; peak memory is the process's own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bundle.world import CASE, signed_approval
from tipdesk.bundle import authority, enrolment
from tipdesk.bundle.approval import VALID
from tipdesk.bundle.certifying.signatory import Founder
from tipdesk.bundle.container.index import (
    BundleNumber,
    BundlePlan,
    CarriedBefore,
    Payload,
    payload_of_bytes,
)
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, SigningKey, signing_key
from tipdesk.bundle.crypto.sealed_key import FLOOR
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.trust import trust_from_pem
from tipdesk.bundle.writer import write_bundle
from tipdesk.core.sealed_file import SealedReader, SealedWriter
from tipdesk.core.work import Work

MIB = 1 << 20
KEY = bytes(32)
SETS = {"1 x 1 GB": (1, 1_000_000_000), "980 x 51 KB": (980, 51_000)}
QUICK = {"1 x 64 MB": (1, 64_000_000), "980 x 5 KB": (980, 5_000)}


def make_sources(folder: Path, count: int, size: int) -> None:
    """Random files, the same sealed, and the list of digests that a vault would hold."""
    folder.mkdir()
    listing = []
    block = os.urandom(MIB)
    for number in range(count):
        plain = folder / f"{number:04}.bin"
        sha256, crc32, left = hashlib.sha256(), 0, size
        sealed = folder / f"{number:04}.tda"
        with plain.open("wb") as out, sealed.open("wb") as sealed_out:
            writer = SealedWriter(sealed_out, KEY, b"bench")
            while left:
                part = number.to_bytes(4, "big") + left.to_bytes(8, "big") + block[12:]
                part = part[:left]
                out.write(part)
                writer.write(part)
                sha256.update(part)
                crc32 = zlib.crc32(part, crc32)
                left -= len(part)
            writer.close()
        listing.append([plain.name, size, sha256.hexdigest(), crc32])
    (folder / "list.json").write_text(json.dumps(listing))


def make_keys(folder: Path) -> None:
    """An authority, an officer, an approver and one receiving station."""
    now = datetime.now(UTC)
    people = (
        Founder("A", "CA-1", "correct horse battery staple"),
        Founder("B", "CA-2", "another horse battery staple"),
    )
    station = authority.init(folder / "authority", "Benchmark", people, now, FLOOR)
    for name, role, login in (
        ("officer", CertificateRole.EXPORTER, "A-1"),
        ("approver", CertificateRole.APPROVER, "A-2"),
    ):
        key = ec.generate_private_key(ec.SECP256R1())
        request = enrolment.make_enrolment(key, {role}, Holder("A", login, "AB", login), "B")
        certificate = station.issue(enrolment.read_enrolment(request), now)
        pkcs8 = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.der").write_bytes(pkcs8)
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "identity.txt").write_text(Identity.generate().text)


def key_of(keys: Path, name: str) -> SigningKey:
    """The key of `officer` or `approver`."""
    return signing_key(
        (keys / f"{name}.der").read_bytes(),
        (keys / f"{name}.pem").read_bytes(),
        (keys / "authority" / "ca.pem").read_bytes(),
    )


def opened_from(sources: Path, name: str, sealed: bool):
    """What opens one of the sources."""
    if sealed:
        path = sources / name.replace(".bin", ".tda")
        return lambda: SealedReader(path.open("rb", buffering=0), KEY, b"bench")
    return lambda: (sources / name).open("rb", buffering=0)


def files_of(sources: Path, sealed: bool) -> tuple[Payload, ...]:
    """The record and the attachments."""
    listing = json.loads((sources / "list.json").read_text())
    attached = (
        Payload(
            f"{CASE}/att/{name}",
            size,
            sha256,
            crc32,
            opened_from(sources, name, sealed),
            "application/octet-stream",
        )
        for name, size, sha256, crc32 in listing
    )
    return (payload_of_bytes(f"{CASE}/record.json", b"{}"), *attached)


def approve(keys: Path, sources: Path) -> None:
    """The approver has signed before anybody exports: it is no part of what is measured."""
    for payload in approval_of(keys, files_of(sources, sealed=False)):
        with payload.open() as file:
            (keys / Path(payload.path).name).write_bytes(file.read())


def approval_of(keys: Path, files: Sequence[Payload]) -> tuple[Payload, Payload]:
    """Statement and signature of the approver over the files."""
    now = datetime.now(UTC).replace(microsecond=0)
    return signed_approval(
        files,
        key_of(keys, "approver"),
        station="AB",
        revision=1,
        approver="A-2",
        authors=("A-1",),
        approved_at=now,
        valid_until=now + VALID,
    )


def floor(sources: Path, out: Path) -> None:
    """SHA-256 + copy, 1 MiB at a time, on the disk at the end."""
    buffer = bytearray(MIB)
    view = memoryview(buffer)
    with out.open("wb", buffering=0) as target:
        for name, *_ in json.loads((sources / "list.json").read_text()):
            sha256 = hashlib.sha256()
            with (sources / name).open("rb", buffering=0) as source:
                while count := source.readinto(buffer):
                    sha256.update(view[:count])
                    target.write(view[:count])
        os.fsync(target.fileno())


def export(sources: Path, keys: Path, out: Path, sealed: bool, carried: bool = False) -> None:
    """Bag, container, signature, encryption for two recipients, on the disk at the end."""

    record, *attached = files_of(sources, sealed)
    there = attached if carried else ()
    signed = [
        payload_of_bytes(f"{CASE}/{name}", (keys / name).read_bytes())
        for name in ("approval.json", "approval.p7s")
    ]
    key = key_of(keys, "officer")
    identity = Identity.from_text((keys / "identity.txt").read_text())
    plan = BundlePlan(
        bundle_id=str(uuid.uuid4()),
        created=datetime.now(UTC).replace(microsecond=0),
        payloads=(record, *(() if carried else attached), *signed),
        case_id=CASE,
        revision=1,
        numbered=BundleNumber("AB", "PPX", str(uuid.uuid4()), 1),
        recipients=(identity.recipient, Identity.generate().recipient),
        carried_before=tuple(
            CarriedBefore(item.path, item.sha256, item.size, "ab" * 32) for item in there
        ),
        read_back=False,
    )
    written = write_bundle(out, plan, key, Work())
    written.path.replace(out / ("carried.asice.age" if carried else "bundle.asice.age"))


def receive(keys: Path, out: Path) -> None:
    """Decrypt into sealed staging and check everything."""
    question = VerificationRequest(
        now=datetime.now(UTC),
        identity=Identity.from_text((keys / "identity.txt").read_text()),
        trust=trust_from_pem((keys / "authority" / "trust.pem").read_bytes()),
        staging=sealed_staging(out),
    )
    report = verify(out / "bundle.asice.age", question)
    if not report.valid:
        raise SystemExit(f"not valid: {report.problems}")
    report.close()


def child(step: str, root: Path) -> None:
    """One measured step; prints seconds and peak MiB."""
    sources, out = root / "sources", root / "out"
    steps = {
        "floor": lambda: floor(sources, out / "floor.bin"),
        "export, plain": lambda: export(sources, root, out, sealed=False),
        "export, sealed": lambda: export(sources, root, out, sealed=True),
        "export, carried": lambda: export(sources, root, out, sealed=True, carried=True),
        "receive": lambda: receive(root, out),
    }
    start = time.perf_counter()
    steps[step]()
    seconds = time.perf_counter() - start
    if "PySide6" in sys.modules:
        raise SystemExit("Qt was loaded")
    print(json.dumps([seconds, peak_memory()]))


def peak_memory() -> float:
    """Peak resident memory of this process in MiB.

    Linux: VmHWM, for `ru_maxrss` of a child begins with what its parent had.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


STEPS = ("floor", "export, plain", "export, sealed", "export, carried", "receive")


def measure(root: Path, runs: int) -> None:
    """All steps in turn, `runs` times; medians and ratios to the floor."""
    seconds: dict[str, list[float]] = {step: [] for step in STEPS}
    peaks: dict[str, float] = dict.fromkeys(STEPS, 0.0)
    for _ in range(runs):
        for step in STEPS:
            command = [sys.executable, __file__, "--child", step, "--folder", str(root)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            took, peak = json.loads(answer.stdout)
            seconds[step].append(took)
            peaks[step] = max(peaks[step], peak)
    base = statistics.median(seconds["floor"])
    for step in STEPS:
        median = statistics.median(seconds[step])
        low, high = min(seconds[step]), max(seconds[step])
        print(
            f"  {step:16} {median:7.3f} s ({low:.3f}-{high:.3f})"
            f"  {median / base:5.2f} x floor  peak {peaks[step]:4.0f} MiB"
        )
    for name in ("bundle", "carried"):
        size = (root / "out" / f"{name}.asice.age").stat().st_size
        print(f"  {name} on the drive: {size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to work (needs 5 GB)")
    parser.add_argument("--quick", action="store_true", help="small sets, one run")
    parser.add_argument("--child", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.folder)
        return
    for title, (count, size) in (QUICK if arguments.quick else SETS).items():
        root = Path(tempfile.mkdtemp(prefix="tipdesk-bench-", dir=arguments.folder))
        try:
            make_sources(root / "sources", count, size)
            make_keys(root)
            approve(root, root / "sources")
            (root / "out").mkdir()
            print(f"{title} = {count * size / 1e6:.1f} MB, {os.cpu_count()} cores")
            measure(root, 1 if arguments.quick else arguments.runs)
        finally:
            shutil.rmtree(root)


if __name__ == "__main__":
    main()
