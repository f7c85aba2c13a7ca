"""Whom a certificate names: up to 64 characters of any script, more is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.bundle.world import CHEAP, PASSPHRASE
from tipdesk.bundle import authority
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder
from tipdesk.bundle.enrolment import make_enrolment, read_enrolment
from tipdesk.bundle.report import Signer
from tipdesk.bundle.strict_json import write_json
from tipdesk.bundle.trust import certificate_pem, read_certificate
from tipdesk.cli.main import main
from tipdesk.core.errors import HolderRefused

NOW = datetime.now(UTC).replace(microsecond=0)
FOUR_PARTS = "عبدالرحمن عبدالعزيز عبداللطيف المطيري"  # 37 characters, 71 bytes
LONGEST = [
    "a" * 64,
    "ع" * 64,
    "é" * 64,
    "ع" * 31 + "a" + "ع" * 32,  # the 64th byte is the first half of a letter
    "𐍈" * 64,
    "مُحَمَّد " * 8,
]


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> authority.Authority:
    folder = tmp_path_factory.mktemp("holders") / "authority"
    return authority.init(folder, "الجهة", PASSPHRASE, NOW, CHEAP)


def request(name: str, number: str = "T-07") -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return make_enrolment(key, CertificateRole.OFFICER, Holder(name, number), "x")


@pytest.mark.parametrize("name", [FOUR_PARTS, *(name[:64].strip() for name in LONGEST)])
def test_a_name_of_up_to_64_characters_is_certified_whole(
    station: authority.Authority, name: str
) -> None:
    enrolment = read_enrolment(request(name))
    assert enrolment.holder == Holder(name, "T-07")
    certificate = station.issue(enrolment, NOW)
    assert Signer.of(certificate).name == name
    assert read_certificate(certificate_pem(certificate)).name == name
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert name.startswith(str(common))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("a" * 65, "T-07"),
        ("ع" * 65, "T-07"),
        ("𐍈" * 65, "T-07"),
        ("", "T-07"),
        (" ", "T-07"),
        ("two\nlines", "T-07"),
        ("turned\u202e", "T-07"),
        ("\x1b[2Jcleared", "T-07"),
        ("name", "T_07"),
        ("name", "٧"),
        ("name", "1" * 65),
    ],
)
def test_what_a_certificate_cannot_hold_is_refused(name: str, number: str) -> None:
    with pytest.raises(HolderRefused):
        request(name, number)


def foreign(*attributes: x509.NameAttribute) -> bytes:
    """A request that another program made."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(list(attributes)))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode("ascii")
    return write_json(
        {
            "format": "tipdesk-enrolment/1",
            "role": "officer",
            "csr_pem": pem,
            "age_recipient": None,
        }
    )


@pytest.mark.parametrize("name", ["ع" * 65, "\x1b[2Jcleared", "two\nlines", "turned\u202e"])
def test_the_clerk_is_told_in_words(
    station: authority.Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(foreign(x509.NameAttribute(x509.ObjectIdentifier("2.5.4.41"), name)))
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    words = ["authority", "issue", str(station.folder), str(path), "--fingerprint", "1"]
    assert main([*words, "--passphrase-file", str(secret), "--lang", "en"]) == 1
    printed = capsys.readouterr()
    assert "64 characters" in printed.err
    assert (printed.out, "\x1b" in printed.err) == ("", False)
