"""CAdES signatures for the vectors, every part of them open to an edit (§3.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.vectors.people import Person, der_of

XML, JSON = "text/xml", "application/json"


def der(tag: int, *content: bytes) -> bytes:
    """One element of DER."""
    body = b"".join(content)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(size))) + size + body


def oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    out = bytearray()
    for number in (first * 40 + second, *rest):
        digits = [number & 127]
        while number := number >> 7:
            digits.append(number & 127 | 128)
        out += bytes(reversed(digits))
    return der(6, bytes(out))


def integer(number: int) -> bytes:
    return der(2, number.to_bytes(number.bit_length() // 8 + 1, signed=True))


def set_of(tag: int, items: list[bytes]) -> bytes:
    return der(tag, *sorted(items))


DATA, SIGNED_DATA = oid("1.2.840.113549.1.7.1"), oid("1.2.840.113549.1.7.2")
CONTENT_TYPE, DIGEST = oid("1.2.840.113549.1.9.3"), oid("1.2.840.113549.1.9.4")
TIME, CERTIFICATE = oid("1.2.840.113549.1.9.5"), oid("1.2.840.113549.1.9.16.2.47")
PROTECTION, MIME = oid("1.2.840.113549.1.9.52"), oid("0.4.0.1733.2.1")
NULL = der(5)
SHA1 = der(0x30, oid("1.3.14.3.2.26"))
SHA256, SHA384 = (der(0x30, oid(f"2.16.840.1.101.3.4.2.{n}")) for n in (1, 2))
SHA256_NULL = der(0x30, oid("2.16.840.1.101.3.4.2.1"), NULL)
ECDSA_256, ECDSA_384 = (der(0x30, oid(f"1.2.840.10045.4.3.{n}")) for n in (2, 3))
RSA_SHA256 = der(0x30, oid("1.2.840.113549.1.1.11"), NULL)
RSA_PLAIN = der(0x30, oid("1.2.840.113549.1.1.1"), NULL)
MGF1 = der(0x30, oid("1.2.840.113549.1.1.8"), SHA256_NULL)


def pss(salt: int, mask: bytes = MGF1) -> bytes:
    """RSASSA-PSS with its parameters."""
    return der(
        0x30,
        oid("1.2.840.113549.1.1.10"),
        der(0x30, der(0xA0, SHA256_NULL), der(0xA1, mask), der(0xA2, integer(salt))),
    )


RSA_PSS = pss(32)


@dataclass
class Parts:
    """What a signature is put together from."""

    signer: Person
    digest: bytes  # AlgorithmIdentifier
    algorithm: bytes
    attributes: list[tuple[bytes, list[bytes]]]
    certificates: list[bytes]
    crls: list[bytes]
    issuer: bytes
    serial: int
    version: int = 1
    signer_version: int = 1
    kind: bytes = SIGNED_DATA
    content_type: bytes = DATA
    content: bytes | None = None
    digests: list[bytes] = field(default_factory=list)
    unsigned: list[bytes] = field(default_factory=list)
    key: Any = None  # signs instead of the signer's
    sorted: bool = True
    more: list[bytes] = field(default_factory=list)  # further signers

    def put(self, name: bytes, *values: bytes) -> None:
        """An attribute with these values instead of its own."""
        self.attributes = [
            (own, list(values) if own == name else old) for own, old in self.attributes
        ]

    def drop(self, name: bytes) -> None:
        self.attributes = [item for item in self.attributes if item[0] != name]


def mime(text: str) -> bytes:
    return der(0x0C, text.encode())


def protection(digest: bytes, algorithm: bytes) -> bytes:
    return der(0x30, digest, b"\xa1" + algorithm[1:])


def certificate_id(
    certificate: x509.Certificate, *, sha384: bool = False, issuer_serial: bool = True
) -> bytes:
    """ESSCertIDv2."""
    digest = (hashlib.sha384 if sha384 else hashlib.sha256)(der_of(certificate)).digest()
    issuer = der(0x30, der(0xA4, certificate.issuer.public_bytes()))
    named = der(0x30, issuer, integer(certificate.serial_number)) if issuer_serial else b""
    return der(0x30, SHA384 if sha384 else b"", der(4, digest), named)


def signing_certificate(*ids: bytes) -> bytes:
    return der(0x30, der(0x30, *ids))


def utc_time(when: datetime) -> bytes:
    return der(0x17, when.strftime("%y%m%d%H%M%SZ").encode())


Edit = Callable[[Parts], Any]


def sign(content: bytes, who: Person, when: datetime, media_type: str, *edits: Edit) -> bytes:
    """A detached signature; each edit changes a part before the signature is made."""
    is_384 = isinstance(who.key, ec.EllipticCurvePrivateKey) and who.key.key_size == 384
    is_rsa = isinstance(who.key, rsa.RSAPrivateKey)
    digest = SHA384 if is_384 else SHA256
    algorithm = RSA_SHA256 if is_rsa else ECDSA_384 if is_384 else ECDSA_256
    hashed = (hashlib.sha384 if is_384 else hashlib.sha256)(content).digest()
    own = certificate_id(who.certificate, sha384=is_384)
    parts = Parts(
        signer=who,
        digest=digest,
        algorithm=algorithm,
        attributes=[
            (CONTENT_TYPE, [DATA]),
            (DIGEST, [der(4, hashed)]),
            (TIME, [utc_time(when)]),
            (CERTIFICATE, [signing_certificate(own)]),
            (MIME, [mime(media_type)]),
            (PROTECTION, [protection(digest, algorithm)]),
        ],
        certificates=[der_of(item) for item in who.others],
        crls=[der_of(item) for item in who.crls],
        issuer=who.certificate.issuer.public_bytes(),
        serial=who.certificate.serial_number,
        digests=[digest],
        key=who.key,
    )
    for edit in edits:
        edit(parts)
    return _written(parts)


def _written(parts: Parts) -> bytes:
    attributes = [der(0x30, name, set_of(0x31, values)) for name, values in parts.attributes]
    if parts.sorted:
        attributes.sort()
    body = b"".join(attributes)
    signature = _sign(parts, der(0x31, body))
    signer = der(
        0x30,
        integer(parts.signer_version),
        der(0x30, parts.issuer, integer(parts.serial)),
        parts.digest,
        der(0xA0, body),
        parts.algorithm,
        der(4, signature),
        set_of(0xA1, parts.unsigned) if parts.unsigned else b"",
    )
    content = b"" if parts.content is None else der(0xA0, der(4, parts.content))
    signed_data = der(
        0x30,
        integer(parts.version),
        set_of(0x31, parts.digests),
        der(0x30, parts.content_type, content),
        set_of(0xA0, parts.certificates),
        set_of(0xA1, parts.crls) if parts.crls else b"",
        set_of(0x31, [signer, *parts.more]),
    )
    return der(0x30, parts.kind, der(0xA0, signed_data))


def salted(key: rsa.RSAPrivateKey, data: bytes) -> bytes:
    """RSASSA-PSS (RFC 8017) whose salt follows from what is signed, so that it is the same always."""
    digest, salt = hashlib.sha256(data).digest(), hashlib.sha256(b"salt" + data).digest()
    hashed = hashlib.sha256(bytes(8) + digest + salt).digest()
    size = key.key_size // 8
    block = bytes(size - 66) + b"\1" + salt
    mask = b"".join(
        hashlib.sha256(hashed + number.to_bytes(4)).digest() for number in range(size // 32 + 1)
    )
    masked = bytes(a ^ b for a, b in zip(block, mask, strict=False))
    encoded = bytes((masked[0] & 0x7F,)) + masked[1:] + hashed + b"\xbc"
    numbers = key.private_numbers()
    return pow(int.from_bytes(encoded), numbers.d, numbers.public_numbers.n).to_bytes(size)


def _sign(parts: Parts, data: bytes) -> bytes:
    key = parts.key
    if isinstance(key, ec.EllipticCurvePrivateKey):
        chosen = hashes.SHA384() if parts.digest == SHA384 else hashes.SHA256()
        return key.sign(data, ec.ECDSA(chosen, deterministic_signing=True))
    if parts.algorithm == RSA_PSS:
        return salted(key, data)
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
