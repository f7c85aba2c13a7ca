"""Signatures as OpenSSL makes them, none of which is quite what the format asks for."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.bundle.raw import codes_of, good
from tests.bundle.world import certify, rsa_key, world
from tests.programs import program
from tipdesk.bundle.crypto.certificates import SigningKey

GOOD = good()
SIGNED = GOOD.signed()


def seen(signature: bytes) -> list[str]:
    return codes_of(replace(GOOD, signature=signature).bytes())


def openssl(folder: Path, *options: str, key: SigningKey | None = None) -> bytes:
    """A detached signature over the manifest as OpenSSL makes it."""
    key = key or GOOD.key
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(pem)
    (folder / "cert.pem").write_bytes(key.certificate.public_bytes(Encoding.PEM))
    (folder / "content").write_bytes(SIGNED)
    command = [program("openssl"), "cms", "-sign", "-binary", "-nosmimecap", "-outform", "DER"]
    command += ["-in", folder / "content", "-signer", folder / "cert.pem"]
    command += ["-inkey", folder / "key.pem", *options]
    return subprocess.run(command, check=True, capture_output=True).stdout


OPENSSL = {
    "no signed attributes": (["-noattr"], "E_SIG_PARSE"),
    "no signing certificate": ([], "E_SIG_ATTR_MISSING"),
    "content inside": (["-cades", "-nodetach"], "E_SIG_NOT_DETACHED"),
    "key identifier": (["-keyid", "-cades"], "E_SIG_PARSE"),
    "no certificates": (["-nocerts", "-cades"], "E_SIG_PARSE"),
    "SHA-512": (["-md", "sha512", "-cades"], "E_SIG_ALG"),
    "plain CAdES": (["-cades"], "E_SIG_ATTR_MISSING"),
}


@pytest.mark.parametrize("name", OPENSSL)
def test_made_by_openssl(name: str, tmp_path: Path) -> None:
    options, code = OPENSSL[name]
    assert seen(openssl(tmp_path, *options)) == [code]


def test_sha1_and_md5_by_openssl(tmp_path: Path) -> None:
    key = certify(rsa_key(3072))
    for digest in ("sha1", "md5"):
        assert seen(openssl(tmp_path, "-md", digest, "-cades", key=key)) == ["E_SIG_ALG"]


def test_two_signers_by_openssl(tmp_path: Path) -> None:
    other = world().receiver.key
    pem = other.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "k2.pem").write_bytes(pem)
    (tmp_path / "c2.pem").write_bytes(other.certificate.public_bytes(Encoding.PEM))
    second = ["-signer", str(tmp_path / "c2.pem"), "-inkey", str(tmp_path / "k2.pem")]
    assert seen(openssl(tmp_path, "-cades", *second)) == ["E_SIG_SIGNERS"]
