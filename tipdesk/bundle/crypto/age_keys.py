"""age's X25519 keys and their text forms `age1…` and `AGE-SECRET-KEY-1…` (C2SP age.md, BIP 173)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tipdesk.bundle.problems import Code, fault

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_RECIPIENT = "age"
_IDENTITY = "age-secret-key-"
KEY_BYTES = 32
_CHECKSUM = 6


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, factor in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= factor
    return checksum


def _expanded(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def bech32_encode(prefix: str, data: bytes) -> str:
    """Bech32 text (BIP 173, without its length limit) of `data`, lower case."""
    groups: list[int] = []
    pending = bits = 0
    for byte in data:
        pending, bits = pending << 8 | byte, bits + 8
        while bits >= 5:
            bits -= 5
            groups.append(pending >> bits & 31)
    if bits:
        groups.append(pending << (5 - bits) & 31)
    checksum = _polymod([*_expanded(prefix), *groups, *[0] * _CHECKSUM]) ^ 1
    groups += [checksum >> 5 * (_CHECKSUM - 1 - place) & 31 for place in range(_CHECKSUM)]
    return prefix + "1" + "".join(_ALPHABET[group] for group in groups)


def bech32_decode(prefix: str, text: str) -> bytes:
    """The bytes of a Bech32 text with this lower-case prefix.

    Raises:
        BundleUnreadable: E_AGE_HEADER: mixed case, other prefix, wrong checksum or padding.
    """
    lowered = text.lower()
    found, _, body = lowered.rpartition("1")
    if text not in (lowered, text.upper()) or found != prefix or len(body) < _CHECKSUM:
        raise fault(Code.E_AGE_HEADER, detail="key text")
    groups = [_ALPHABET.find(c) for c in body]
    if min(groups) < 0 or _polymod(_expanded(prefix) + groups) != 1:
        raise fault(Code.E_AGE_HEADER, detail="key checksum")
    pending = bits = 0
    data = bytearray()
    for group in groups[:-_CHECKSUM]:
        pending, bits = pending << 5 | group, bits + 5
        if bits >= 8:
            bits -= 8
            data.append(pending >> bits & 255)
    if bits >= 5 or pending & ((1 << bits) - 1):
        raise fault(Code.E_AGE_HEADER, detail="key padding")
    return bytes(data)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key to which a bundle is encrypted."""

    key: bytes  # 32 bytes, X25519

    @classmethod
    def from_text(cls, text: str) -> Recipient:
        """Read `age1…`. Raises BundleUnreadable (E_AGE_HEADER) if it is not one."""
        key = bech32_decode(_RECIPIENT, text)
        if len(key) != KEY_BYTES or text != text.lower():
            raise fault(Code.E_AGE_HEADER, detail="recipient")
        return cls(key)

    @property
    def text(self) -> str:
        """`age1…`"""
        return bech32_encode(_RECIPIENT, self.key)


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key that opens what is encrypted to its recipient."""

    secret: bytes = field(repr=False)  # 32 bytes, X25519

    @classmethod
    def generate(cls) -> Identity:
        """A new identity from the system's random source."""
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> Identity:
        """Read one `AGE-SECRET-KEY-1…`. Raises BundleUnreadable (E_AGE_HEADER)."""
        secret = bech32_decode(_IDENTITY, text)
        if len(secret) != KEY_BYTES:
            raise fault(Code.E_AGE_HEADER, detail="identity")
        return cls(secret)

    @classmethod
    def from_file(cls, text: str) -> Identity:
        """Read an identity file as `age-keygen` writes it: comments and exactly one key.

        Raises:
            BundleUnreadable: E_AGE_NO_KEY: no key or more than one; E_AGE_HEADER: not a key.
        """
        lines = [line.strip() for line in text.splitlines()]
        keys = [line for line in lines if line and not line.startswith("#")]
        if len(keys) != 1:
            raise fault(Code.E_AGE_NO_KEY, detail="identity file")
        return cls.from_text(keys[0])

    @property
    def text(self) -> str:
        """`AGE-SECRET-KEY-1…`"""
        return bech32_encode(_IDENTITY, self.secret).upper()

    @property
    def recipient(self) -> Recipient:
        """The public half."""
        private = X25519PrivateKey.from_private_bytes(self.secret)
        return Recipient(private.public_key().public_bytes_raw())
