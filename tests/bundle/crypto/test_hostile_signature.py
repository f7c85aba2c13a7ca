"""Hostile signatures, one defect each (format §6, 3xx). Some are made by OpenSSL."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding

from tests.bundle.raw import codes_of, good, look
from tests.bundle.world import NOW, certify, codes, rsa_key, world
from tipdesk.bundle.crypto import algorithms, cms
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.crypto.cms import der, element, parsed
from tipdesk.core.errors import BundleUnreadable

GOOD = good()
SIGNED = GOOD.signed()
SIGNATURE = GOOD.signed_by()


def seen(signature: bytes) -> list[str]:
    return codes_of(replace(GOOD, signature=signature).bytes())


def signed_with(key: SigningKey) -> bytes:
    return cms.sign(SIGNED, key, NOW)


# --- allowed algorithms --------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: ec.generate_private_key(ec.SECP256R1()),
        lambda: ec.generate_private_key(ec.SECP384R1()),
        lambda: rsa_key(3072),
    ],
    ids=["P-256", "P-384", "RSA-3072-PSS"],
)
def test_allowed_key(make: Callable[[], object]) -> None:
    assert seen(signed_with(certify(make()))) == []


# --- DER -----------------------------------------------------------------------------------


def nested() -> bytes:
    data = b""
    for _ in range(20_000):
        data = element(0x30, data)
    return data


BROKEN = {
    "bytes after it": SIGNATURE + b"\0",
    "truncated": SIGNATURE[:-5],
    "empty": b"",
    "deep": nested(),
    "indefinite length": b"\x30\x80" + SIGNATURE[4:] + b"\0\0",
    "length of 4 GiB": b"\x30\x84\xff\xff\xff\xff" + SIGNATURE[4:],
    "long form of a short length": b"\x30\x83\0" + SIGNATURE[2:],
    "not DER": b"-----BEGIN PKCS7-----\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_der(name: str) -> None:
    assert seen(BROKEN[name]) == ["E_SIG_PARSE"]


def test_too_large() -> None:
    assert seen(SIGNATURE + bytes(5_000_000)) == ["E_MEMBER_BIG"]
    assert seen(SIGNATURE + bytes(300_000)) == ["E_MEMBER_BIG"]
    with pytest.raises(BundleUnreadable) as refused:  # one that is no member, as of an answer
        cms.read(SIGNATURE + bytes(300_000), SIGNED)
    assert refused.value.details["code"] == "E_SIG_TOO_BIG"


def test_every_flipped_bit_is_found() -> None:
    """All of the signer's element; certificates and lists are covered by their own signatures."""
    start = SIGNATURE.rindex(der(cms.MESSAGE_DIGEST))
    for place in range(start, len(SIGNATURE), 7):
        changed = bytearray(SIGNATURE)
        changed[place] ^= 0x40
        assert any(code.startswith("E_SIG") for code in seen(bytes(changed)))


def test_a_serial_number_that_is_not_positive() -> None:
    serial = der(world().officer.key.certificate.serial_number)
    negative = serial[:2] + b"\x80" + serial[3:]
    assert SIGNATURE.count(serial) == 3  # certificate, signer, signing certificate
    assert seen(SIGNATURE.replace(serial, negative)) == ["E_SIG_CERTS"]


def test_altered_signature_value() -> None:
    changed = bytearray(SIGNATURE)
    changed[-3] ^= 1
    report = look(replace(GOOD, signature=bytes(changed)).bytes())
    assert codes(report) == ["E_SIG_BAD"]
    assert report.signed_by is None
    assert report.signed_at is None
    assert not report.intact


# --- taken apart and put together wrongly --------------------------------------------------


def rebuilt(edit: Callable[[cms.SignedData, cms.SignerInfo], None]) -> bytes:
    """The good signature with one field changed (and not signed anew)."""
    info = asn1.decode_der(cms.ContentInfo, SIGNATURE)
    signer = info.content.signers.as_list()[0]
    edit(info.content, signer)
    info.content.signers = asn1.SetOf([signer])
    return der(info)


def attributes(
    edit: Callable[[dict[str, list[bytes]]], None], key: SigningKey | None = None
) -> bytes:
    """A signature whose attributes are edited before they are signed."""
    key = key or GOOD.key

    def change(_data: cms.SignedData, signer: cms.SignerInfo) -> None:
        values = {
            item.type.dotted_string: [der(value) for value in item.values.as_list()]
            for item in signer.signed.as_list()
        }
        edit(values)
        signer.signed = asn1.SetOf(
            [
                cms.Attribute(
                    type=x509.ObjectIdentifier(name.rstrip("+")),
                    values=asn1.SetOf([parsed(value) for value in items]),
                )
                for name, items in values.items()
            ]
        )
        signer.signature = algorithms.sign(key.private, cms._to_be_signed(signer.signed))

    return rebuilt(change)


def attribute(name: x509.ObjectIdentifier, *values: bytes) -> bytes:
    return attributes(lambda all_of_them: all_of_them.update({name.dotted_string: list(values)}))


def without(name: x509.ObjectIdentifier) -> bytes:
    return attributes(lambda values: values.pop(name.dotted_string) and None)


def setting(target: str, **values: object) -> bytes:
    def edit(data: cms.SignedData, signer: cms.SignerInfo) -> None:
        for name, value in values.items():
            setattr(data if target == "data" else signer, name, value)

    return rebuilt(edit)


def certificate_id(certificate: x509.Certificate, *, serial: int | None = None) -> bytes:
    digest = element(0x04, hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest())
    if serial is not None:
        issuer = element(0x30, element(0xA4, certificate.issuer.public_bytes()))
        digest += element(0x30, issuer + der(serial))
    return element(0x30, element(0x30, element(0x30, digest)))


SHA512_DER = bytes.fromhex("300b0609608648016503040203")
SHA1_DER = bytes.fromhex("300706052b0e03021a")
OTHER = world().receiver.key.certificate
MINE = GOOD.key.certificate
TIME = der(asn1.UTCTime(NOW))

REBUILT = {
    "other content type": (
        lambda: setting("data", encapsulated=cms.EncapsulatedContent(
            content_type=cms.ID_SIGNED_DATA, content=None
        )),
        "E_SIG_TYPE",
    ),
    "content inside": (
        lambda: setting("data", encapsulated=cms.EncapsulatedContent(
            content_type=cms.ID_DATA, content=SIGNED
        )),
        "E_SIG_NOT_DETACHED",
    ),
    "version 3": (lambda: setting("data", version=3), "E_SIG_PARSE"),
    "signer version 3": (lambda: setting("signer", version=3), "E_SIG_PARSE"),
    "SHA-512": (lambda: setting("signer", digest_algorithm=parsed(SHA512_DER)), "E_SIG_ALG"),
    "SHA-1": (lambda: setting("signer", digest_algorithm=parsed(SHA1_DER)), "E_SIG_ALG"),
    "other digest in the list": (
        lambda: setting("data", digest_algorithms=asn1.SetOf([parsed(algorithms.SHA384.der)])),
        "E_SIG_ALG",
    ),
    "no certificates": (lambda: setting("data", certificates=asn1.SetOf([])), "E_SIG_CERT_MISSING"),
    "only another certificate": (
        lambda: setting("data", certificates=asn1.SetOf([OTHER])),
        "E_SIG_CERT_MISSING",
    ),
    "too many certificates": (
        lambda: setting("data", certificates=asn1.SetOf([MINE, OTHER] * 5)),
        "E_SIG_CERTS",
    ),
    "value twice": (lambda: attribute(cms.SIGNING_TIME, TIME, der(asn1.UTCTime(
        NOW + timedelta(days=1)))), "E_SIG_ATTR_MULTI"),
    "no value": (lambda: attribute(cms.SIGNING_TIME), "E_SIG_ATTR_MULTI"),
    "attribute twice": (
        lambda: attributes(lambda values: values.update(
            {cms.SIGNING_TIME.dotted_string + "+": [der(asn1.UTCTime(NOW + timedelta(1)))]}
        )),
        "E_SIG_ATTR_DUP",
    ),
    "further attribute": (
        lambda: attribute(x509.ObjectIdentifier("1.2.3.4"), b"\x05\0"), "E_SIG_PARSE",
    ),
    "other content type attribute": (
        lambda: attribute(cms.CONTENT_TYPE, der(cms.ID_SIGNED_DATA)), "E_SIG_CT",
    ),
    "digest of something else": (
        lambda: attribute(cms.MESSAGE_DIGEST, element(0x04, bytes(32))), "E_SIG_DIGEST",
    ),
    "other MIME type": (
        lambda: attribute(cms.MIME_TYPE, element(0x0C, b"text/html")), "E_SIG_MIME",
    ),
    "other algorithms protected": (
        lambda: attribute(
            cms.ALGORITHM_PROTECTION,
            cms._protection(algorithms.SHA384.der, bytes.fromhex("300a06082a8648ce3d040303")),
        ),
        "E_SIG_ALGPROT",
    ),
    "certificate id of another": (
        lambda: attribute(cms.SIGNING_CERTIFICATE, certificate_id(OTHER)), "E_SIG_ESS",
    ),
    "certificate id with another number": (
        lambda: attribute(cms.SIGNING_CERTIFICATE, certificate_id(MINE, serial=7)), "E_SIG_ESS",
    ),
    "certificate id of nobody": (
        lambda: attribute(cms.SIGNING_CERTIFICATE, element(0x30, element(0x30, b""))),
        "E_SIG_ESS",
    ),
    "time that is none": (
        lambda: attribute(cms.SIGNING_TIME, element(0x17, b"261124999999Z")), "E_SIG_PARSE",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REBUILT)
def test_rebuilt(name: str) -> None:
    make, code = REBUILT[name]
    assert seen(make())[0] == code


def test_rebuilding_alone_changes_nothing() -> None:
    """What the cases above change is what makes them fail."""
    assert rebuilt(lambda _data, _signer: None) == SIGNATURE
    assert seen(attributes(lambda _values: None)) == []
    whole = certificate_id(MINE, serial=MINE.serial_number)
    assert seen(attribute(cms.SIGNING_CERTIFICATE, whole)) == []
    assert seen(attribute(cms.SIGNING_CERTIFICATE, certificate_id(MINE))) == ["E_SIG_ESS"]


@pytest.mark.parametrize("name", [oid.dotted_string for oid in cms._REQUIRED])
def test_missing_attribute(name: str) -> None:
    assert seen(without(x509.ObjectIdentifier(name))) == ["E_SIG_ATTR_MISSING"]


def test_signed_with_another_key() -> None:
    thief = SigningKey(ec.generate_private_key(ec.SECP256R1()), MINE, GOOD.key.chain)
    assert seen(signed_with(thief)) == ["E_SIG_BAD"]


def test_sha512_with_p256() -> None:
    """The curve names the digest; nothing is negotiated."""

    def change(data: cms.SignedData, signer: cms.SignerInfo) -> None:
        signer.signature_algorithm = parsed(bytes.fromhex("300a06082a8648ce3d040304"))
        signer.signature = GOOD.key.private.sign(
            cms._to_be_signed(signer.signed), ec.ECDSA(SHA512())
        )

    assert seen(rebuilt(change)) == ["E_SIG_ALGPROT", "E_SIG_ALG"]


def small_rsa() -> SigningKey:
    return certify(rsa_key(2048))


def test_small_rsa_and_ed25519() -> None:
    """Keys that the format does not know, their signatures made by hand."""
    key = small_rsa()
    pss = padding.PSS(padding.MGF1(SHA256()), 32)
    ed = certify(ed25519.Ed25519PrivateKey.generate())
    signers = {
        key.certificate: lambda data: key.private.sign(data, pss, SHA256()),
        ed.certificate: ed.private.sign,
    }
    for certificate, sign in signers.items():

        def change(
            data: cms.SignedData,
            signer: cms.SignerInfo,
            certificate: x509.Certificate = certificate,
            sign: Callable[[bytes], bytes] = sign,
        ) -> None:
            data.certificates = asn1.SetOf([certificate])
            signer.sid = cms.IssuerAndSerial(
                issuer=parsed(certificate.issuer.public_bytes()), serial=certificate.serial_number
            )
            signer.signature = sign(cms._to_be_signed(signer.signed))

        assert "E_SIG_ALG" in seen(rebuilt(change))
