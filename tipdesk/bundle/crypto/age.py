"""The age v1 file format, strict (age-encryption.org/v1, C2SP age.md).

Recipients have keys of X25519, or all of them hybrid ones (`hybrid`). Refused though the format
knows them: scrypt stanzas, armour, more than eight stanzas, headers above 4096 bytes (16384 with a
hybrid stanza). Unknown stanza types are passed over. Chunks carry 64 KiB each and are released only
after their tag was checked.

Keys stand as text in Bech32 (BIP 173): `age1…` and `age1pq1…` for a recipient, `AGE-SECRET-KEY-1…`
and `AGE-SECRET-KEY-PQ-1…` for an identity.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tipdesk.bundle.crypto import hybrid
from tipdesk.bundle.problems import Code, fault

# --- keys -------------------------------------------------------------------------------------


_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_RECIPIENT, _HYBRID_RECIPIENT = "age", "age1pq"
_IDENTITY, _HYBRID_IDENTITY = "age-secret-key-", "age-secret-key-pq-"
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
    own_prefix, _, body = lowered.rpartition("1")
    if text not in (lowered, text.upper()) or own_prefix != prefix or len(body) < _CHECKSUM:
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

    key: bytes  # 32 bytes, X25519; 1216, hybrid

    @classmethod
    def from_text(cls, text: str) -> Recipient:
        """Read `age1…` or `age1pq1…`. Raises BundleUnreadable (E_AGE_HEADER) if it is neither."""
        hybrid_text = text.startswith(_HYBRID_RECIPIENT + "1")
        key = bech32_decode(_HYBRID_RECIPIENT if hybrid_text else _RECIPIENT, text)
        size = hybrid.PUBLIC_KEY if hybrid_text else KEY_BYTES
        if len(key) != size or text != text.lower():
            raise fault(Code.E_AGE_HEADER, detail="recipient")
        return cls(key)

    @property
    def is_hybrid(self) -> bool:
        """Whether it is closed to whoever can break X25519 as well."""
        return len(self.key) == hybrid.PUBLIC_KEY

    @property
    def text(self) -> str:
        """`age1…` or `age1pq1…`"""
        return bech32_encode(_HYBRID_RECIPIENT if self.is_hybrid else _RECIPIENT, self.key)


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key that opens what is encrypted to its recipient."""

    secret: bytes = field(repr=False)  # 32 bytes: X25519's, or what gives both hybrid ones
    is_hybrid: bool = False

    @classmethod
    def generate(cls) -> Identity:
        """A new identity from the system's random source."""
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> Identity:
        """Read one `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`.

        Raises:
            BundleUnreadable: E_AGE_HEADER: it is neither.
        """
        hybrid_text = text.lower().startswith(_HYBRID_IDENTITY + "1")
        secret = bech32_decode(_HYBRID_IDENTITY if hybrid_text else _IDENTITY, text)
        if len(secret) != KEY_BYTES:
            raise fault(Code.E_AGE_HEADER, detail="identity")
        return cls(secret, hybrid_text)

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
        """`AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`"""
        prefix = _HYBRID_IDENTITY if self.is_hybrid else _IDENTITY
        return bech32_encode(prefix, self.secret).upper()

    @property
    def recipient(self) -> Recipient:
        """The public half."""
        if self.is_hybrid:
            return Recipient(hybrid.public_key(self.secret))
        private = X25519PrivateKey.from_private_bytes(self.secret)
        return Recipient(private.public_key().public_bytes_raw())

    def shared_with(self, other: Recipient) -> bytes:
        """The X25519 secret of this key and another's: 32 bytes that only the two holders know; b""
        where one of the keys is a hybrid one."""
        if self.is_hybrid or other.is_hybrid:
            return b""
        private = X25519PrivateKey.from_private_bytes(self.secret)
        return private.exchange(X25519PublicKey.from_public_bytes(other.key))


INTRO = b"age-encryption.org/v1\n"
CHUNK = 65536  # bytes of plaintext in every chunk but the last
TAG = 16
SEALED_CHUNK = CHUNK + TAG
NONCE = 16  # bytes before the first chunk
MAX_HEADER = 16384
_LONGEST = 4096  # without a hybrid stanza
MAX_STANZAS = 8
_FILE_KEY = 16
_SHARE = 32
_LINE = 64  # base64 columns of a stanza's body
_ZERO_NONCE = bytes(12)  # each key comes from an ephemeral share of its own and seals once
_X25519, _HYBRID = b"X25519", b"mlkem768x25519"
_INFO = b"age-encryption.org/v1/X25519"


def _derive(secret: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(secret)


def _encode(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    """Base64 without padding; only the one canonical text of each value."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise fault(Code.E_AGE_HEADER, detail="base64") from error
    if _encode(data) != text:
        raise fault(Code.E_AGE_HEADER, detail="base64")
    return data


# --- header --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stanza:
    arguments: tuple[bytes, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Header:
    stanzas: tuple[_Stanza, ...]
    authenticated: bytes  # what the MAC covers
    mac: bytes
    length: int


def seal_header(recipients: Sequence[Recipient], file_key: bytes) -> bytes:
    """The header that wraps `file_key` (16 bytes) for each recipient, in random order. One key of
    X25519 beside hybrid ones would open the file to whom they are to keep out: C2SP allows no mix.
    """
    mixed = len({recipient.is_hybrid for recipient in recipients}) > 1
    if mixed or not 1 <= len(recipients) <= MAX_STANZAS:
        raise fault(Code.E_AGE_HEADER, detail=f"{len(recipients)} recipients")
    shuffled = list(recipients)
    secrets.SystemRandom().shuffle(shuffled)
    text = INTRO + b"".join(_wrap(file_key, recipient) for recipient in shuffled) + b"---"
    mac = hmac.digest(_derive(file_key, None, b"header"), text, "sha256")
    return text + b" " + _encode(mac) + b"\n"


def common_kind(addressees: Sequence[Sequence[Recipient]]) -> tuple[Recipient, ...]:
    """Of all keys of each addressee those that are sealed to: the hybrid ones where everybody has
    such a key, else those of X25519."""
    hybrid_too = all(any(key.is_hybrid for key in keys) for keys in addressees)
    return tuple(key for keys in addressees for key in keys if key.is_hybrid is hybrid_too)


def _wrap(file_key: bytes, recipient: Recipient) -> bytes:
    if recipient.is_hybrid:
        enclosed, body = hybrid.seal(file_key, recipient.key)
        return b"-> " + _HYBRID + b" " + _encode(enclosed) + b"\n" + _encode(body) + b"\n"
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient.key))
    key = _derive(shared, share + recipient.key, _INFO)
    body = ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)
    return b"-> X25519 " + _encode(share) + b"\n" + _encode(body) + b"\n"


class _Lines:
    """Walks the lines of a header's first bytes."""

    def __init__(self, head: bytes) -> None:
        self._head = head[:MAX_HEADER]
        self.place = 0

    def next(self) -> bytes:
        end = self._head.find(b"\n", self.place)
        if end < 0:
            raise fault(Code.E_AGE_HEADER, detail="header cut off or too long")
        line = self._head[self.place : end]
        self.place = end + 1
        return line


def _parse_header(head: bytes) -> _Header:
    lines = _Lines(head)
    if lines.next() + b"\n" != INTRO:
        raise fault(Code.E_AGE_HEADER, detail="not an age v1 file")
    stanzas: list[_Stanza] = []
    authenticated = b""
    line = lines.next()
    while line.startswith(b"-> "):
        if len(stanzas) == MAX_STANZAS:
            raise fault(Code.E_AGE_HEADER, detail="too many stanzas")
        stanzas.append(_parse_stanza(line, lines))
        authenticated = head[: lines.place] + b"---"
        line = lines.next()
    if not stanzas or not line.startswith(b"--- "):
        raise fault(Code.E_AGE_HEADER, detail="no MAC line")
    mac = _decode(line[4:])
    if len(mac) != hashes.SHA256.digest_size:
        raise fault(Code.E_AGE_HEADER, detail="MAC length")
    if lines.place > _LONGEST and all(stanza.arguments[0] != _HYBRID for stanza in stanzas):
        raise fault(Code.E_AGE_HEADER, detail="header cut off or too long")
    return _Header(tuple(stanzas), authenticated, mac, lines.place)


def _parse_stanza(line: bytes, lines: _Lines) -> _Stanza:
    arguments = tuple(line[3:].split(b" "))
    if any(not word or any(not 33 <= byte <= 126 for byte in word) for word in arguments):
        raise fault(Code.E_AGE_HEADER, detail="stanza arguments")
    if arguments[0] == b"scrypt":
        raise fault(Code.E_AGE_HEADER, detail="scrypt stanza")
    body = bytearray()
    while True:
        text = lines.next()
        if len(text) > _LINE:
            raise fault(Code.E_AGE_HEADER, detail="long body line")
        body += _decode(text)
        if len(text) < _LINE:
            return _Stanza(arguments, bytes(body))


def _unwrap(stanza: _Stanza, identities: Iterable[Identity]) -> bytes | None:
    """The file key, if the stanza is for one of the identities."""
    if stanza.arguments[0] == _HYBRID:
        return _unwrap_hybrid(stanza, identities)
    if stanza.arguments[0] != _X25519:
        return None
    if len(stanza.arguments) != 2 or len(stanza.body) != _FILE_KEY + TAG:
        raise fault(Code.E_AGE_HEADER, detail="X25519 stanza")
    share = _decode(stanza.arguments[1])
    if len(share) != _SHARE:
        raise fault(Code.E_AGE_HEADER, detail="X25519 share")
    file_key: bytes | None = None
    for identity in identities:
        if identity.is_hybrid:
            continue
        private = X25519PrivateKey.from_private_bytes(identity.secret)
        try:
            shared = private.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            raise fault(Code.E_AGE_HEADER, detail="low-order share") from error
        key = _derive(shared, share + identity.recipient.key, _INFO)
        try:
            file_key = file_key or ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            continue
    return file_key


def _unwrap_hybrid(stanza: _Stanza, identities: Iterable[Identity]) -> bytes | None:
    if len(stanza.arguments) != 2 or len(stanza.body) != _FILE_KEY + TAG:
        raise fault(Code.E_AGE_HEADER, detail="hybrid stanza")
    enclosed = _decode(stanza.arguments[1])
    if len(enclosed) != hybrid.SHARE:
        raise fault(Code.E_AGE_HEADER, detail="hybrid share")
    seeds = [identity.secret for identity in identities if identity.is_hybrid]
    try:
        opened = [hybrid.unseal(enclosed, stanza.body, seed) for seed in seeds]
    except ValueError as error:
        raise fault(Code.E_AGE_HEADER, detail="low-order share") from error
    return next((key for key in opened if key is not None), None)


def open_header(head: bytes, identities: Sequence[Identity]) -> tuple[bytes, int]:
    """The file key and the header's length, from the file's first bytes (`MAX_HEADER` are enough).

    Raises:
        BundleUnreadable: E_AGE_HEADER: not a header that this profile allows, or altered;
            E_AGE_NO_KEY: encrypted to others.
    """
    header = _parse_header(head)
    keys = [_unwrap(stanza, identities) for stanza in header.stanzas]
    file_key = next((key for key in keys if key is not None), None)
    if file_key is None:
        raise fault(Code.E_AGE_NO_KEY)
    mac = hmac.digest(_derive(file_key, None, b"header"), header.authenticated, "sha256")
    if not hmac.compare_digest(mac, header.mac):
        raise fault(Code.E_AGE_HEADER, detail="MAC")
    return file_key, header.length


def check_header(head: bytes) -> None:
    """Refuse a malformed header without having a key. Raises BundleUnreadable (E_AGE_HEADER)."""
    _parse_header(head)


# --- payload -------------------------------------------------------------------------------


class PayloadCipher:
    """Seals or opens the chunks of one file in order (STREAM with ChaCha20-Poly1305)."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
        self._counter = 0

    def _nonce(self, last: bool) -> bytes:
        nonce = self._counter.to_bytes(11, "big") + (b"\1" if last else b"\0")
        self._counter += 1
        return nonce

    def go_to(self, chunk: int) -> None:
        """Let the next chunk be this one, counted from 0."""
        self._counter = chunk

    def seal(self, plain: memoryview, sealed: memoryview, last: bool) -> int:
        """Seal whole chunks; with `last` the final chunk may be short. Returns bytes written."""
        read = written = 0
        while True:
            end = min(read + CHUNK, len(plain))
            final = last and end == len(plain)
            size = end - read + TAG
            self._cipher.encrypt_into(
                self._nonce(final), plain[read:end], None, sealed[written : written + size]
            )
            read, written = end, written + size
            if read == len(plain):
                return written

    def open(self, sealed: memoryview, plain: memoryview, last: bool) -> int:
        """Open whole chunks; with `last` the final chunk may be short. Returns bytes written.

        Raises:
            BundleUnreadable: E_AGE_PAYLOAD: altered, cut off, reordered or empty final chunk.
        """
        read = written = 0
        while True:
            end = min(read + SEALED_CHUNK, len(sealed))
            final = last and end == len(sealed)
            size = end - read - TAG
            if size < 0 or (size == 0 and self._counter > 0):
                raise fault(Code.E_AGE_PAYLOAD, detail=f"chunk {self._counter}")
            try:
                self._cipher.decrypt_into(
                    self._nonce(final), sealed[read:end], None, plain[written : written + size]
                )
            except InvalidTag as error:
                raise fault(Code.E_AGE_PAYLOAD, detail=f"chunk {self._counter - 1}") from error
            read, written = end, written + size
            if read == len(sealed):
                return written


def new_payload(recipients: Sequence[Recipient]) -> tuple[bytes, PayloadCipher]:
    """What begins a new file (header and nonce) and the cipher for its chunks."""
    file_key, nonce = os.urandom(_FILE_KEY), os.urandom(NONCE)
    return seal_header(recipients, file_key) + nonce, PayloadCipher(file_key, nonce)
