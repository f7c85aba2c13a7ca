"""The maker's root (tipdesk-root/1): the three keys of which two sign what is installed.

A build pins one (`resources/release/root.json`). A newer root is signed by two keys of the one
before and by two of its own, and its version is one higher. It may say what the newest release was
when it was made: a station then forgets what it has seen beyond that, so that a stolen key cannot
shut a station off from updates for ever by a version that is never reached.

Dates of certificates are not looked at: clocks of offline laptops are wrong, and what ends a key is
the next root.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.algorithms import is_allowed_key
from tipdesk.bundle.strict_json import Fields, NotStrictJson, read_json, write_json
from tipdesk.core.errors import BundleUnreadable, FileUnreadable
from tipdesk.core.plain_file import read_plain
from tipdesk.core.settings import resource

FORMAT = "tipdesk-root/1"
SIGNED_AS = "application/vnd.tipdesk.root+json"
KEYS = 3
THRESHOLD = 2
MOST_ROOT = 64 << 10  # bytes
UNREADABLE: tuple[type[Exception], ...] = (BundleUnreadable, *certificates.MALFORMED)
"""What a signature from outside may raise."""
VERSION_PATTERN = r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """`0.2.0`, of which 0.2 is the same."""

    numbers: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Version:
        """Raises ValueError: no two to four numbers with dots between."""
        numbers = [int(part) for part in text.split(".") if part.isascii() and part.isdigit()]
        if not 2 <= len(numbers) <= 4 or len(numbers) != text.count(".") + 1:
            raise ValueError(text[:40])
        if max(numbers) > 9999:
            raise ValueError(text[:40])
        return cls((*numbers, *(0,) * (4 - len(numbers))))


@dataclass(frozen=True, slots=True)
class ReleaseMark:
    """How far releases have come."""

    sequence: int
    version: str

    def lower(self, other: ReleaseMark) -> ReleaseMark:
        """The one that lies further back, number by number."""
        first, second = Version.of(self.version), Version.of(other.version)
        version = self.version if first <= second else other.version
        return ReleaseMark(min(self.sequence, other.sequence), version)


@dataclass(frozen=True, slots=True)
class MakerRoot:
    """A root as it was read; whether it may be trusted is `verdict`'s to say."""

    version: int
    certificates: tuple[x509.Certificate, ...]
    newest: ReleaseMark | None
    data: bytes

    @property
    def sha256(self) -> str:
        """Hex, of the file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def keys(self) -> frozenset[bytes]:
        """The public keys: a key counts once, whatever certificates it has."""
        return frozenset(map(_public, self.certificates))

    def names(self, keys: Iterable[bytes]) -> tuple[str, ...]:
        """Whose keys they are."""
        holders = {
            _public(certificate): certificates.holder_of(certificate.subject).name
            for certificate in self.certificates
        }
        return tuple(sorted(holders[key] for key in keys))


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signing_keys(
    root: MakerRoot, content: bytes, signatures: Sequence[bytes], signed_as: str
) -> frozenset[bytes]:
    """The different keys of `root` that signed `content`; any other signature counts nothing."""
    signed: set[bytes] = set()
    for signature in signatures:
        try:
            read = cms.read(signature, content, signed_as)
            if not read.problems:
                signed.add(_public(read.certificate))
        except UNREADABLE:
            continue
    return frozenset(signed) & root.keys


def root_json(
    version: int, release_certificates: Sequence[x509.Certificate], newest: ReleaseMark | None
) -> bytes:
    """The file of a root."""
    return write_json(
        {
            "format": FORMAT,
            "version": version,
            "threshold": THRESHOLD,
            "certificates": [
                certificate.public_bytes(Encoding.PEM).decode("ascii")
                for certificate in release_certificates
            ],
            "newest": None
            if newest is None
            else {"sequence": newest.sequence, "version": newest.version},
        }
    )


def read_root(data: bytes) -> MakerRoot:
    """Read a root; nothing vouches for it yet.

    Raises:
        ValueError: it is none: not three different keys that may sign, another threshold, or
            not written in the one way.
    """
    fields = Fields(read_json(data, MOST_ROOT))
    fields.text("format", FORMAT)
    version = fields.number("version", 1)
    threshold = fields.number("threshold")
    pems = fields.items("certificates", KEYS)
    newest = _newest(fields)
    fields.end()
    try:
        own = tuple(x509.load_pem_x509_certificate(str(pem).encode("ascii")) for pem in pems)
        allowed = all(is_allowed_key(certificate.public_key()) for certificate in own)
        root = MakerRoot(version, own, newest, data)
        different = len(root.keys) == KEYS
    except certificates.MALFORMED as error:
        raise NotStrictJson("certificates") from error
    if not (allowed and different) or threshold != THRESHOLD:
        raise NotStrictJson("keys")
    if root_json(version, own, newest) != data:
        raise NotStrictJson("not canonical")
    return root


def pinned_root() -> MakerRoot | None:
    """The root of this build; None when it was built without one, or with what is none."""
    try:
        return read_root(read_plain(resource("release", "root.json"), MOST_ROOT))
    except (FileUnreadable, ValueError):
        return None


def _newest(fields: Fields) -> ReleaseMark | None:
    inner = fields.optional_inner("newest")
    if inner is None:
        return None
    mark = ReleaseMark(inner.number("sequence", 1), inner.text("version", VERSION_PATTERN))
    inner.end()
    Version.of(mark.version)
    return mark
