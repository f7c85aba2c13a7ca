"""A bundle opened by other programs alone, as its printed instructions say."""

import asyncio
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.bundle.world import BUNDLE, CASE, MARKER, NOW, documents, plan, world
from tests.programs import program
from tipdesk.bundle.container.index import CarriedBefore
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.trust import trust_to_pem
from tipdesk.bundle.writer import INSTRUCTIONS, instructions_inside, write_bundle
from tipdesk.core.work import Work

# The world of these tests stands still at NOW; OpenSSL is told so.
AT = ["-attime", str(int(NOW.timestamp()))]
_SIGNERS = (CertificateRole.EXPORTER, CertificateRole.APPROVER)
CMS = "openssl cms -verify -cades -binary -inform DER -in META-INF/signature001.p7s"


@pytest.fixture
def usb_drive(tmp_path: Path) -> Path:
    """What the Prosecution has: the bundle, its key, the authority's trust.pem."""
    write_bundle(tmp_path, plan(), world().officer.key, Work())
    (tmp_path / "key.txt").write_text(world().receiver.identity.text + "\n", "utf-8")
    (tmp_path / "trust.pem").write_bytes(trust_to_pem(world().trust))
    return tmp_path


def run(folder: Path, *command: object) -> subprocess.CompletedProcess[str]:
    words = [program(str(command[0])), *map(str, command[1:])]
    return subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def opened(usb_drive: Path) -> Path:
    container = usb_drive / "X.asice"
    assert (
        run(
            usb_drive, "age", "-d", "-i", "key.txt", "-o", container, f"{BUNDLE}.asice.age"
        ).returncode
        == 0
    )
    return unpacked(usb_drive)


def unpacked(usb_drive: Path) -> Path:
    assert run(usb_drive, "unzip", "-q", "X.asice", "-d", "X").returncode == 0
    return usb_drive / "X"


def check_signature(folder: Path) -> int:
    content = ["-content", "META-INF/ASiCManifest.xml", "-CAfile", "../trust.pem", "-crl_check"]
    return run(folder, *CMS.split(), *content, "-out", "/dev/null", *AT).returncode


def check_sums(folder: Path) -> int:
    names = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
    return sum(run(folder / "bag", "sha256sum", "-c", "--quiet", name).returncode for name in names)


def check_coverage(folder: Path) -> subprocess.CompletedProcess[str]:
    """The script as it is printed in the instructions inside the bundle."""
    text = (folder / "bag/data/readme.txt").read_text("utf-8")
    script = re.search(r"(?s)-----8<-----\n(.*?)-----8<-----", text)
    (folder.parent / "check.py").write_text(script[1], "utf-8")
    command = [sys.executable, "-I", "../check.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_age_unzip_openssl_sha256sum_and_bagit_are_enough(usb_drive: Path) -> None:
    folder = opened(usb_drive)
    assert check_signature(folder) == 0
    assert check_sums(folder) == 0
    bagit.Bag(str(folder / "bag")).validate()
    coverage = check_coverage(folder)
    assert coverage.stdout == "OK: every file is signed\n"
    assert coverage.returncode == 0
    assert MARKER in (folder / f"bag/data/{CASE}/record.json").read_text("utf-8")


def test_the_side_file_shows_a_damaged_usb_drive(usb_drive: Path) -> None:
    name = f"{BUNDLE}.asice.age"
    assert run(usb_drive, "sha256sum", "-c", f"{name}.sha256").returncode == 0
    data = bytearray((usb_drive / name).read_bytes())
    data[1000] ^= 1
    (usb_drive / name).write_bytes(data)
    assert run(usb_drive, "sha256sum", "-c", f"{name}.sha256").returncode == 1
    assert run(usb_drive, "age", "-d", "-i", "key.txt", "-o", "/dev/null", name).returncode == 1


@pytest.mark.parametrize(
    "name", ["bag/data/evil.txt", "bag/evil.txt", "evil.txt", "META-INF/evil.txt"]
)
def test_only_the_coverage_check_sees_an_added_file(usb_drive: Path, name: str) -> None:
    """Wrapping is real in ordinary tools: that is why the check is printed."""
    opened(usb_drive)
    with zipfile.ZipFile(usb_drive / "X.asice", "a") as archive:
        archive.writestr(name, "nobody signed this")
    (usb_drive / "X").rename(usb_drive / "before")
    folder = unpacked(usb_drive)
    assert check_signature(folder) == 0
    assert check_sums(folder) == 0
    coverage = check_coverage(folder)
    assert coverage.returncode == 1
    assert name in coverage.stdout


def test_every_check_sees_what_it_should(usb_drive: Path) -> None:
    folder = opened(usb_drive)
    record = folder / f"bag/data/{CASE}/record.json"
    record.write_text("altered", "utf-8")
    assert "not as approved: record.json" in check_coverage(folder).stdout
    assert check_sums(folder) == 1
    assert record.name in check_coverage(folder).stdout
    manifest = folder / "META-INF/ASiCManifest.xml"
    manifest.write_text(manifest.read_text("utf-8").replace("bag/data", "bag/date", 1), "utf-8")
    assert check_signature(folder) != 0


def test_openssl_refuses_a_revoked_signer(usb_drive: Path) -> None:
    from cryptography.x509 import ReasonFlags

    from tipdesk.bundle.crypto.certificates import Revocation, make_crl
    from tipdesk.bundle.trust import TrustStore

    serial = world().officer.key.certificate.serial_number
    revocation = Revocation(serial, NOW, ReasonFlags.key_compromise)
    crl = make_crl(world().issuer, [revocation], 99, NOW)
    store = TrustStore((world().authority.root,), (crl,))
    folder = opened(usb_drive)
    (usb_drive / "trust.pem").write_bytes(trust_to_pem(store))
    assert check_signature(folder) != 0


def test_the_printed_command_is_the_one_that_works() -> None:
    text = instructions_inside().decode()
    assert CMS in text
    for word in (
        "age -d -i key.txt",
        "unzip X.asice",
        "-CAfile ../trust.pem -crl_check",
        *(role.policy.dotted_string for role in _SIGNERS),
    ):
        assert word in text


def test_pyhanko_agrees(usb_drive: Path) -> None:
    from asn1crypto import cms
    from asn1crypto import crl as asn1_crl
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.validation import async_validate_detached_cms
    from pyhanko_certvalidator import ValidationContext

    folder = opened(usb_drive)
    info = cms.ContentInfo.load((folder / "META-INF/signature001.p7s").read_bytes())
    manifest = (folder / "META-INF/ASiCManifest.xml").read_bytes()
    root = asn1_x509.Certificate.load(world().authority.root.public_bytes(Encoding.DER))
    lists = [
        asn1_crl.CertificateList.load(item.public_bytes(Encoding.DER))
        for item in world().trust.crls
    ]
    context = ValidationContext(
        trust_roots=[root], crls=lists, moment=NOW, revocation_mode="require", allow_fetching=False
    )
    status = asyncio.run(
        async_validate_detached_cms(manifest, info["content"], signer_validation_context=context)
    )
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    altered = asyncio.run(
        async_validate_detached_cms(
            manifest + b" ", info["content"], signer_validation_context=context
        )
    )
    assert not altered.intact


def test_the_instructions_name_nobody(usb_drive: Path) -> None:
    for text in (instructions_inside().decode(), (usb_drive / INSTRUCTIONS).read_text("utf-8")):
        for word in (MARKER, CASE, BUNDLE, "سالم"):
            assert word not in text
        assert not [line for line in text.splitlines() if len(line) > 100]


def test_the_coverage_check_names_what_came_before(usb_drive: Path, tmp_path: Path) -> None:
    """An attachment that an earlier case bundle brought is missed by nobody, and taken on no word
    but that of the list which was signed."""
    photograph = next(item for item in documents() if item.path.endswith(".jpg"))
    lacking = tuple(item for item in plan().payloads if item.path != photograph.path)
    manifest = "5e" * 32
    for digest, answer in ((photograph.sha256, 0), ("0" * 64, 1)):
        carried = CarriedBefore(photograph.path, digest, photograph.size, manifest)
        folder = tmp_path / str(answer)
        folder.mkdir()
        changed = plan(payloads=lacking, carried_before=(carried,))
        write_bundle(folder, changed, world().officer.key, Work())
        (folder / "key.txt").write_bytes((usb_drive / "key.txt").read_bytes())
        coverage = check_coverage(opened(folder))
        assert coverage.returncode == answer, coverage.stdout
        line = f"came before: att/0001.jpg {photograph.sha256} in {manifest}\n"
        assert (line in coverage.stdout) is (answer == 0)
        assert ("not as approved: att/0001.jpg" in coverage.stdout) is (answer == 1)
