"""The age codec: C2SP's vectors, two other programs in both directions, hostile files."""

import base64
import hashlib
import io
import os
import subprocess
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programs import program
from tipdesk.bundle.crypto.age import Identity, Recipient, common_kind
from tipdesk.bundle.crypto.streams import EncryptedOutput, decrypt
from tipdesk.core.errors import BundleUnreadable, Cancelled

MINE = Identity.generate()
OTHER = Identity.generate()
CHUNK = 65536
BLOCK = 8 * CHUNK
EDGES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK]
PLAIN = hashlib.shake_256(b"tipdesk").digest(2 * BLOCK + 7)


def seal(plain: bytes, *recipients: Recipient) -> bytes:
    out = io.BytesIO()
    output = EncryptedOutput(out.write, recipients or [MINE.recipient])
    output.write(plain)
    digest = output.close()
    assert digest.size == len(out.getvalue())
    assert digest.sha256 == hashlib.sha256(out.getvalue()).hexdigest()
    return out.getvalue()


def opened(sealed: bytes, *identities: Identity) -> bytes:
    out = io.BytesIO()
    digest = decrypt(io.BytesIO(sealed), identities or [MINE], out.write, lambda _: None)
    assert digest.sha256 == hashlib.sha256(sealed).hexdigest()
    assert digest.size == len(sealed)
    return out.getvalue()


def refused(sealed: bytes, *identities: Identity) -> str:
    with pytest.raises(BundleUnreadable) as raised:
        opened(sealed, *identities)
    return str(raised.value.details["code"])


# --- C2SP CCTV -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Vector:
    name: str
    expect: str
    payload: str
    identities: tuple[str, ...]
    flags: frozenset[str]
    file: bytes


def vectors() -> Iterator[Vector]:
    with zipfile.ZipFile(Path(__file__).parents[1] / "data" / "cctv-age.zip") as archive:
        for name in archive.namelist():
            header, _, file = archive.read(name).partition(b"\n\n")
            pairs = [line.split(": ", 1) for line in header.decode().split("\n")]
            fields = dict(pairs)
            if fields.get("compressed") == "zlib":
                file = zlib.decompress(file)
            identities = tuple(value for key, value in pairs if key == "identity")
            yield Vector(
                name,
                fields["expect"],
                fields.get("payload", ""),
                identities,
                frozenset(fields),
                file,
            )


VECTORS = list(vectors())
CODES = {
    "no match": "E_AGE_NO_KEY",
    "HMAC failure": "E_AGE_HEADER",
    "header failure": "E_AGE_HEADER",
    "payload failure": "E_AGE_PAYLOAD",
    "armor failure": "E_AGE_HEADER",
}


def test_all_vectors_are_here() -> None:
    assert len(VECTORS) == 143


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_vector(vector: Vector) -> None:
    """Files open as they should. Armour and passphrases are refused."""
    foreign = bool({"armored", "passphrase"} & vector.flags)
    identities = [Identity.from_text(text) for text in vector.identities]
    if vector.expect == "success" and not foreign:
        assert hashlib.sha256(opened(vector.file, *identities)).hexdigest() == vector.payload
        return
    code = refused(vector.file, *(identities or [MINE]))
    assert code == CODES[vector.expect] if not foreign else code.startswith("E_AGE_")


# --- other programs ------------------------------------------------------------------------


def test_every_edge_size_comes_back() -> None:
    for size in EDGES:
        assert opened(seal(PLAIN[:size])) == PLAIN[:size]


def test_any_way_of_writing_gives_the_same() -> None:
    out = io.BytesIO()
    output = EncryptedOutput(out.write, [MINE.recipient])
    for start in range(0, 2 * BLOCK, 99_991):
        output.write(PLAIN[start : min(start + 99_991, 2 * BLOCK)])
        output.write(b"")
    output.close()
    assert opened(out.getvalue()) == PLAIN[: 2 * BLOCK]


@pytest.mark.parametrize("size", EDGES)
def test_pyrage_reads_ours_and_we_read_pyrage(size: int) -> None:
    theirs = pyrage.x25519.Identity.from_str(MINE.text)
    assert str(theirs.to_public()) == MINE.recipient.text
    sealed = seal(PLAIN[:size], OTHER.recipient, MINE.recipient)
    assert pyrage.decrypt(sealed, [theirs]) == PLAIN[:size]
    assert opened(pyrage.encrypt(PLAIN[:size], [theirs.to_public()])) == PLAIN[:size]


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, BLOCK])
def test_the_age_program_reads_ours_and_we_read_its(size: int, tmp_path: Path) -> None:
    age = program("age")
    key = tmp_path / "key.txt"
    key.write_text(MINE.text + "\n", "utf-8")
    ours = tmp_path / "ours.age"
    ours.write_bytes(seal(PLAIN[:size], OTHER.recipient, MINE.recipient))
    plain = subprocess.run([age, "-d", "-i", key, ours], check=True, capture_output=True).stdout
    assert plain == PLAIN[:size]
    command = [age, "-r", MINE.recipient.text, "-r", OTHER.recipient.text]
    theirs = subprocess.run(command, input=PLAIN[:size], check=True, capture_output=True).stdout
    assert opened(theirs) == PLAIN[:size]


def test_keys_of_age_keygen_are_read(tmp_path: Path) -> None:
    keygen = program("age-keygen")
    text = subprocess.run([keygen], check=True, capture_output=True, encoding="utf-8").stdout
    identity = Identity.from_file(text)
    assert f"# public key: {identity.recipient.text}" in text


def test_every_recipient_opens_and_nobody_else() -> None:
    sealed = seal(b"x", MINE.recipient, OTHER.recipient)
    assert opened(sealed) == opened(sealed, OTHER) == b"x"
    assert refused(sealed, Identity.generate()) == "E_AGE_NO_KEY"


# --- hybrid recipients ---------------------------------------------------------------------

QUANTUM = [Identity(os.urandom(32), is_hybrid=True) for _ in range(8)]


def test_hybrid_keys_open_what_is_sealed_to_them() -> None:
    sealed = seal(PLAIN[:70_000], *(identity.recipient for identity in QUANTUM))
    assert sealed.index(b"\n---") > 4096
    for identity in (QUANTUM[0], QUANTUM[7]):
        again = Identity.from_text(identity.text)
        assert again == identity
        assert Recipient.from_text(identity.recipient.text) == again.recipient
        assert opened(sealed, again) == PLAIN[:70_000]
        assert opened(sealed, MINE, again) == PLAIN[:70_000]
    assert refused(sealed, MINE, Identity(os.urandom(32), is_hybrid=True)) == "E_AGE_NO_KEY"
    assert refused(flipped(sealed, 100), QUANTUM[0], QUANTUM[7]).startswith("E_AGE_")


def test_one_key_of_x25519_beside_hybrid_ones_is_refused() -> None:
    with pytest.raises(BundleUnreadable):
        seal(b"x", MINE.recipient, QUANTUM[0].recipient)


def test_hybrid_keys_are_used_where_everybody_has_one() -> None:
    office = (MINE.recipient, QUANTUM[0].recipient)
    assert common_kind([office, (QUANTUM[1].recipient,)]) == (
        QUANTUM[0].recipient,
        QUANTUM[1].recipient,
    )
    assert common_kind([office, (OTHER.recipient,)]) == (MINE.recipient, OTHER.recipient)


def test_recipients_stand_in_random_order() -> None:
    """Who is first tells nothing about who is who."""
    firsts = set()
    for _ in range(40):
        header = seal(b"", MINE.recipient, OTHER.recipient).split(b"\n---", 1)[0]
        first = header.split(b"\n-> ")[1].split(b"\n")
        only = b"age-encryption.org/v1\n-> " + b"\n".join(first) + b"\n--- " + b"A" * 43 + b"\n"
        firsts.add(refused(only))  # E_AGE_HEADER (MAC) if it was mine, else E_AGE_NO_KEY
    assert firsts == {"E_AGE_HEADER", "E_AGE_NO_KEY"}


# --- hostile files -------------------------------------------------------------------------

GOOD = seal(PLAIN[:200_000], MINE.recipient, OTHER.recipient)
_MAC = GOOD.index(b"\n--- ")
_END = GOOD.index(b"\n", _MAC + 1) + 1
HEADER, NONCE, BODY = GOOD[:_END], GOOD[_END : _END + 16], GOOD[_END + 16 :]
CHUNKS = [BODY[place : place + CHUNK + 16] for place in range(0, len(BODY), CHUNK + 16)]
INTRO, REST = HEADER.split(b"\n", 1)


def b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def stanza(kind: bytes = b"X25519", share: bytes | None = None, more: bytes = b"") -> bytes:
    share = os.urandom(32) if share is None else share
    return b"-> " + kind + b" " + b64(share) + more + b"\n" + b64(os.urandom(32)) + b"\n"


def flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


HOSTILE = {
    "truncated": (GOOD[:-1000], "E_AGE_PAYLOAD"),
    "last chunk dropped": (HEADER + NONCE + b"".join(CHUNKS[:-1]), "E_AGE_PAYLOAD"),
    "cut in a tag": (HEADER + NONCE + CHUNKS[0] + CHUNKS[1][:10], "E_AGE_PAYLOAD"),
    "chunks swapped": (
        HEADER + NONCE + CHUNKS[1] + CHUNKS[0] + b"".join(CHUNKS[2:]),
        "E_AGE_PAYLOAD",
    ),
    "chunk repeated": (HEADER + NONCE + CHUNKS[0] + BODY, "E_AGE_PAYLOAD"),
    "byte appended": (GOOD + b"x", "E_AGE_PAYLOAD"),
    "second file appended": (GOOD + GOOD, "E_AGE_PAYLOAD"),
    "first chunk altered": (HEADER + NONCE + flipped(BODY, 5), "E_AGE_PAYLOAD"),
    "last chunk altered": (flipped(GOOD, -5), "E_AGE_PAYLOAD"),
    "nonce altered": (HEADER + flipped(NONCE, 0) + BODY, "E_AGE_PAYLOAD"),
    "no payload": (HEADER + NONCE, "E_AGE_PAYLOAD"),
    "no nonce": (HEADER + NONCE[:15], "E_AGE_HEADER"),
    "MAC altered": (flipped(GOOD, _MAC + 8), "E_AGE_HEADER"),
    "version 2": (GOOD.replace(b"/v1", b"/v2", 1), "E_AGE_HEADER"),
    "empty": (b"", "E_AGE_HEADER"),
    "armour": (
        b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.encodebytes(GOOD),
        "E_AGE_HEADER",
    ),
    "CRLF": (HEADER.replace(b"\n", b"\r\n") + NONCE + BODY, "E_AGE_HEADER"),
    "scrypt added": (
        INTRO + b"\n" + stanza(b"scrypt", os.urandom(16), b" 30") + REST + NONCE + BODY,
        "E_AGE_HEADER",
    ),
    "low-order share": (
        INTRO + b"\n" + stanza(share=bytes(32)) + REST + NONCE + BODY,
        "E_AGE_HEADER",
    ),
    "short share": (
        INTRO + b"\n" + stanza(share=bytes(31)) + REST + NONCE + BODY,
        "E_AGE_HEADER",
    ),
    "third argument": (
        INTRO + b"\n" + stanza(more=b" x") + REST + NONCE + BODY,
        "E_AGE_HEADER",
    ),
    "nine stanzas": (
        INTRO + b"\n" + stanza() * 7 + REST + NONCE + BODY,
        "E_AGE_HEADER",
    ),
    "4000 stanzas": (
        INTRO + b"\n" + b"".join(stanza() for _ in range(4000)) + REST + NONCE + BODY,
        "E_AGE_HEADER",
    ),
    "stanza added": (
        INTRO + b"\n" + stanza() + REST + NONCE + BODY,
        "E_AGE_HEADER",  # the MAC covers every stanza
    ),
    "line without end": (INTRO + b"\n-> " + b"A" * 20_000_000, "E_AGE_HEADER"),
    "long grease": (
        INTRO + b"\n-> grease\n" + b"A" * 64 + (b"\n" + b"A" * 64) * 70 + b"\n\n" + REST,
        "E_AGE_HEADER",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_at_once(name: str) -> None:
    data, code = HOSTILE[name]
    start = time.process_time()
    assert refused(data) == code
    assert time.process_time() - start < 5


def test_nothing_of_a_refused_block_is_released() -> None:
    out = io.BytesIO()
    with pytest.raises(BundleUnreadable):
        decrypt(io.BytesIO(HOSTILE["last chunk altered"][0]), [MINE], out.write, lambda _: None)
    assert out.getvalue() == b""


def wrote_all(output: EncryptedOutput) -> None:
    """A failure comes with a later block or at the end: storing has its own pace."""
    output.write(PLAIN)
    output.close()


def test_a_failure_while_storing_is_the_one_that_is_raised() -> None:
    def full(_data: memoryview) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        decrypt(io.BytesIO(seal(PLAIN)), [MINE], full, lambda _: None)
    output = EncryptedOutput(lambda _: None, [MINE.recipient])
    output._store = full
    with pytest.raises(Cancelled):
        wrote_all(output)
    output.abandon(Cancelled())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_altered_file_opens(data: st.DataObject) -> None:
    """Any change of header or payload is refused, with one of the three codes."""
    small = seal(b"secret", MINE.recipient)
    place = data.draw(st.integers(0, len(small) - 1))
    kind = data.draw(st.sampled_from(["set", "cut", "insert"]))
    value = data.draw(st.binary(min_size=1, max_size=3))
    if kind == "set":
        changed = small[:place] + value[:1] + small[place + 1 :]
    elif kind == "cut":
        changed = small[:place] + small[place + len(value) :]
    else:
        changed = small[:place] + value + small[place:]
    if changed != small:
        assert refused(changed).startswith("E_AGE_")
