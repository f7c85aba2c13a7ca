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

from tests.bundle.world import CHEAP, PASSPHRASE, PEOPLE, person
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
    return authority.init(folder, "الجهة", PEOPLE, NOW, CHEAP)


def request(name: str, number: str, unit: str = "SH2", login: str = "T-07") -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    holder = Holder(name, number, unit, login)
    return make_enrolment(key, {CertificateRole.EXPORTER}, holder, "x")


@pytest.mark.parametrize("name", [FOUR_PARTS, *(name[:64].strip() for name in LONGEST)])
def test_a_name_of_up_to_64_characters_is_certified_whole(
    station: authority.Authority, name: str
) -> None:
    enrolment = read_enrolment(request(name, person().service_number))
    assert (enrolment.holder.name, enrolment.holder.login) == (name, "T-07")
    certificate = station.issue(enrolment, NOW)
    assert Signer.of(certificate).name == name
    assert read_certificate(certificate_pem(certificate)).holder == enrolment.holder
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert name.startswith(str(common))


@pytest.mark.parametrize(
    "part",
    [
        {"name": "a" * 65},
        {"name": "ع" * 65},
        {"name": "𐍈" * 65},
        {"name": ""},
        {"name": " "},
        {"name": "\u200f"},  # nothing is to be seen
        {"name": "two\nlines"},
        {"name": "turned\u202e"},
        {"name": "\x1b[2Jcleared"},
        {"number": ""},
        {"number": " 7"},
        {"number": "1007 "},  # beside "1007" it would be a second person, and nobody sees it
        {"number": "10  07"},
        {"number": "T_07"},
        {"number": "٧"},
        {"number": "1" * 65},
        {"unit": ""},
        {"unit": "S"},
        {"unit": "sh2"},
        {"unit": "SHELTER"},
        {"login": ""},
        {"login": "t-07"},
        {"login": "-07"},
        {"login": "T" * 21},
    ],
)
def test_what_a_certificate_cannot_hold_is_refused(part: dict[str, str]) -> None:
    with pytest.raises(HolderRefused):
        request(**{"name": "name", "number": "1007", **part})


def foreign(*attributes: x509.NameAttribute) -> bytes:
    """A request that another program made."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(list(attributes)))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode("ascii")
    return write_json(
        {
            "format": "tipdesk-enrolment/1.0",
            "roles": "exporter",
            "label": "",
            "csr_pem": pem,
            "age_recipient": None,
            "own_recipient": None,
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
