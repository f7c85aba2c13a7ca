"""`vault.slots` and `vault.slots.b`: the key slots on disk, two copies of one document.

The text on the disk:

    TDSLOTS1\\n<sha256 hex of the body>\\n<canonical JSON body>\\n

The digest finds accidents; what was altered on purpose fails at the authenticated slots and at the
HMAC under the data key, which `tipdesk.storage.keys.keys` checks.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from tipdesk.cases.custody.chain import canonical
from tipdesk.core import disk
from tipdesk.core.errors import FileUnreadable, VaultDamaged, VaultMissing, VaultTooNew
from tipdesk.core.plain_file import open_plain
from tipdesk.storage import platform
from tipdesk.storage.kdf import KdfCost
from tipdesk.storage.passphrase import NORM_VERSION

# --- the document and its text ----------------------------------------------------------------


MAGIC = "tipdesk-slots"
VERSION = 1
OFFICER = "officer"
RECOVERY = "recovery"
SHARES = "shares"
RECOVERY_LOGIN = "recovery"  # no officer can have it
SHARE_COUNT, SHARE_WORDS = 3, 33  # recovery shares of a set, words of one
SHARE_PIN_DIGITS = (6, 8)  # the shortest and the longest
_FRAME = b"TDSLOTS1\n"
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class SlotKdf:
    """The work in front of an officer's slot, or of one recovery share."""

    salt: bytes
    cost: KdfCost

    def to_json(self) -> dict[str, object]:
        """As written."""
        cost = self.cost
        return {
            "alg": "argon2id",
            "v": 19,
            "m": cost.memory_kib,
            "t": cost.time,
            "p": cost.lanes,
            "salt": _text(self.salt),
        }


@dataclass(frozen=True, slots=True)
class ShareLock:
    """The PIN of one recovery share. `proof` tells a right one, to whoever holds the share."""

    kdf: SlotKdf
    proof: bytes  # 32 bytes

    def to_json(self) -> dict[str, object]:
        """As written."""
        return self.kdf.to_json() | {"proof": _text(self.proof)}


@dataclass(frozen=True, slots=True)
class ShareSet:
    """Three recovery shares of which any two open the slot."""

    number: int  # SLIP-39's identifier, 15 bits; the same on all three
    locks: tuple[ShareLock, ...]  # of share 1, 2 and 3
    pairs: tuple[bytes, ...]  # the slot's key for shares 1 and 2, 1 and 3, 2 and 3: 60 bytes each

    def to_json(self) -> dict[str, object]:
        """As written, and as authenticated."""
        return {
            "alg": "slip39",
            "set": self.number,
            "shares": [lock.to_json() for lock in self.locks],
            "pairs": [_text(pair) for pair in self.pairs],
        }


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in. `seed_box` opens with the passphrase, `dek_box` with the seed."""

    id: str  # 16 hex digits
    kind: str  # OFFICER, RECOVERY or SHARES
    login: str
    public: bytes  # X25519, 32 bytes
    kdf: SlotKdf | None  # of an officer; the recovery key is random and needs none
    nonce: bytes  # 12 bytes
    seed_box: bytes  # AES-256-GCM, 48 bytes
    dek_box: bytes  # ephemeral X25519 key, nonce, AES-256-GCM: 92 bytes
    shares: ShareSet | None = None  # of SHARES

    def kdf_json(self) -> dict[str, object]:
        """As written, and as authenticated."""
        derivation = self.kdf or self.shares
        return {"alg": "none"} if derivation is None else derivation.to_json()

    def to_json(self) -> dict[str, object]:
        """As written."""
        return {
            "id": self.id,
            "kind": self.kind,
            "login": self.login,
            "x": _text(self.public),
            "kdf": self.kdf_json(),
            "n": _text(self.nonce),
            "sct": _text(self.seed_box),
            "dct": _text(self.dek_box),
        }


@dataclass(frozen=True, slots=True)
class NextKey:
    """The data key to come, sealed to every slot that stays: there while the key is changed."""

    boxes: tuple[tuple[str, bytes], ...]  # id and dek_box of each slot
    mac: str = ""  # hex; of the document that follows, under the key to come

    def to_json(self) -> dict[str, object]:
        """As written."""
        boxes = [{"id": slot, "dct": _text(box)} for slot, box in self.boxes]
        return {"slots": boxes, "mac": self.mac}


@dataclass(frozen=True, slots=True)
class SlotDocument:
    """All slots of a vault. `epoch` rises at every change, `generation` with the data key."""

    vault_id: str  # 32 hex digits
    generation: int
    epoch: int
    slots: tuple[Slot, ...]
    mac: str = ""  # hex
    next_key: NextKey | None = None

    def to_json(self) -> dict[str, object]:
        """Everything but the MAC."""
        fields: dict[str, object] = {
            "magic": MAGIC,
            "v": VERSION,
            "vault": self.vault_id,
            "gen": self.generation,
            "epoch": self.epoch,
            "cipher": {"name": "sqlcipher4", "page": 4096},
            "norm": NORM_VERSION,
            "slots": [slot.to_json() for slot in self.slots],
        }
        return fields | ({"next": self.next_key.to_json()} if self.next_key else {})

    @property
    def successor(self) -> SlotDocument | None:
        """The document that is in force once the database has the key to come."""
        if self.next_key is None:
            return None
        boxes = dict(self.next_key.boxes)
        slots = tuple(replace(slot, dek_box=boxes[slot.id]) for slot in self.slots)
        return SlotDocument(
            self.vault_id, self.generation + 1, self.epoch + 1, slots, self.next_key.mac
        )

    def body(self) -> bytes:
        """The canonical JSON with the MAC."""
        return canonical(self.to_json() | {"mac": self.mac})

    @property
    def sha256(self) -> str:
        """Hex digest of the body; the vault remembers it to notice an older copy."""
        return hashlib.sha256(self.body()).hexdigest()

    def find(self, login: str) -> Slot | None:
        """The officer's slot."""
        return next((s for s in self.slots if s.kind == OFFICER and s.login == login), None)

    def recoveries(self) -> tuple[Slot, ...]:
        """The recovery slots: that of the sheet in use, then that of one not yet confirmed."""
        return tuple(slot for slot in self.slots if slot.kind == RECOVERY)

    def shared(self) -> tuple[Slot, ...]:
        """The slot of the recovery shares, where some were made."""
        return tuple(slot for slot in self.slots if slot.kind == SHARES)


def framed(body: bytes) -> bytes:
    """A body as it stands in a file."""
    return _FRAME + hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body + b"\n"


def parse(data: bytes) -> SlotDocument:
    """One copy. Accepts exactly what `write_document` writes.

    Raises:
        VaultTooNew, VaultDamaged: as `read_documents`.
    """
    body = data[len(_FRAME) + 65 : -1]
    if framed(body) != data:
        raise VaultDamaged(what="slots")
    try:
        fields = json.loads(body)
        if (version := _count(fields["v"])) > VERSION:
            raise VaultTooNew(found=version, known=VERSION)
        document = SlotDocument(
            vault_id=_hex(fields["vault"], 32),
            generation=_count(fields["gen"]),
            epoch=_count(fields["epoch"]),
            slots=tuple(read_slot(slot) for slot in fields["slots"]),
            mac=_hex(fields["mac"], 64),
            next_key=_next_key(fields["next"]) if "next" in fields else None,
        )
        document.successor  # noqa: B018  a key to come has a box for each slot, else KeyError
        canonical = document.body() == body
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise VaultDamaged(what="slots") from error
    if not canonical:
        raise VaultDamaged(what="slots")
    return document


def read_slot(fields: dict[str, object]) -> Slot:
    """A slot as `Slot.to_json` gives it.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    kind = fields["kind"]
    kdf = fields["kdf"]
    if kind not in (OFFICER, RECOVERY, SHARES) or not isinstance(kdf, dict):
        raise ValueError("slot")
    return Slot(
        id=_hex(fields["id"], 16),
        kind=str(kind),
        login=str(fields["login"]),
        public=_bytes(fields["x"], 32),
        kdf=_kdf(kdf) if kind == OFFICER else None,
        nonce=_bytes(fields["n"], 12),
        seed_box=_bytes(fields["sct"], 48),
        dek_box=_bytes(fields["dct"], 92),
        shares=_share_set(kdf) if kind == SHARES else None,
    )


def _next_key(fields: dict[str, Any]) -> NextKey:
    return NextKey(
        tuple((_hex(box["id"], 16), _bytes(box["dct"], 92)) for box in fields["slots"]),
        _hex(fields["mac"], 64),
    )


def _kdf(fields: dict[str, object]) -> SlotKdf:
    """The cost as read; its bounds are asked before Argon2 runs."""
    cost = KdfCost(_count(fields["m"]), _count(fields["t"]), _count(fields["p"]))
    return SlotKdf(_bytes(fields["salt"], 16), cost)


def _share_set(fields: dict[str, Any]) -> ShareSet:
    locks = tuple(ShareLock(_kdf(share), _bytes(share["proof"], 32)) for share in fields["shares"])
    pairs = tuple(_bytes(pair, 60) for pair in fields["pairs"])
    if len(locks) != SHARE_COUNT or len(pairs) != 3:
        raise ValueError("shares")
    return ShareSet(_count(fields["set"]), locks, pairs)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: object, size: int) -> bytes:
    try:
        data = base64.b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise ValueError("base64") from error
    if len(data) != size:
        raise ValueError("size")
    return data


def _hex(text: object, digits: int) -> str:
    if not isinstance(text, str) or len(text) != digits or not _HEX.fullmatch(text):
        raise ValueError("hex")
    return text


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("number")
    return value


NAMES = ("vault.slots", "vault.slots.b")
DATABASE = "vault.db"
LOCK = "vault.lock"
ATTACHMENTS = "att"
_LARGEST = 1024 * 1024  # bytes; some 1,500 slots


def write_document(vault_dir: Path, document: SlotDocument) -> None:
    """Replace both copies: `prepare` and `put_in_force`.

    Raises:
        DiskFull, VaultReadOnly: neither copy was replaced.
    """
    prepare(vault_dir, document)
    put_in_force(vault_dir, document)


def prepare(vault_dir: Path, document: SlotDocument) -> None:
    """Put both copies on the disk beside those in use: whatever needs room happens here.

    Raises:
        DiskFull, VaultReadOnly: nothing is left behind.
    """
    try:
        with platform.disk_errors():
            for name in NAMES:
                platform.write_beside(vault_dir / name, framed(document.body()))
            # What is recorded next has to find them: `take_prepared`.
            disk.sync_directory(vault_dir)
    except BaseException:
        discard(vault_dir)
        raise


def discard(vault_dir: Path) -> None:
    """Remove prepared copies that will not be used."""
    for name in NAMES:
        with suppress(OSError):
            disk.remove(vault_dir / f"{name}.tmp", missing_ok=True)


def take_prepared(vault_dir: Path, sha256: str) -> SlotDocument | None:
    """Let a prepared copy of this digest take its place; None: there is none. The other copy is
    made up for by `repair_copies`.

    Raises:
        DiskFull, VaultReadOnly: it stays beside.
    """
    for name in NAMES:
        path = vault_dir / f"{name}.tmp"
        try:
            with open_plain(path) as file:
                document = parse(file.read(_LARGEST + 1))
        except (OSError, FileUnreadable, VaultDamaged, VaultTooNew):
            continue
        if document.sha256 == sha256:
            with platform.disk_errors():
                disk.replace_durably(path, vault_dir / name)
            return document
    return None


def put_in_force(vault_dir: Path, document: SlotDocument) -> None:
    """Let the prepared copies take their places, one after the other.

    Once the first has, the document is in force, and nothing after it is a failure: the second is
    made up for when the vault is opened the next time.

    Raises:
        VaultReadOnly: the old document stays in use.
    """
    first, second = (vault_dir / name for name in NAMES)
    try:
        with platform.disk_errors():
            disk.replace_durably(vault_dir / f"{first.name}.tmp", first)
    except BaseException:
        if not _holds(first, document):
            discard(vault_dir)
            raise
    with suppress(OSError):
        disk.replace_durably(vault_dir / f"{second.name}.tmp", second)


def repair_copies(vault_dir: Path, document: SlotDocument) -> None:
    """Write a copy anew that is missing, damaged or left behind, if the disk allows it."""
    for name in NAMES:
        path = vault_dir / name
        if not _holds(path, document):
            with suppress(OSError):
                disk.replace_durably(platform.write_beside(path, framed(document.body())), path)
    discard(vault_dir)


def odd_copies(vault_dir: Path, document: SlotDocument) -> dict[str, bool]:
    """The copies that do not hold `document`, or what it follows, by name: whether there is one."""
    names = (name for name in NAMES if not _leads_to(vault_dir / name, document))
    return {name: (vault_dir / name).exists() for name in names}


def _leads_to(path: Path, document: SlotDocument) -> bool:
    """Whether it holds the document, or the one whose key to come is now in use."""
    try:
        with open_plain(path) as file:
            stored = parse(file.read(_LARGEST + 1))
    except (OSError, FileUnreadable, VaultDamaged, VaultTooNew):
        return False
    return document in (stored, stored.successor)


def _holds(path: Path, document: SlotDocument) -> bool:
    try:
        with open_plain(path) as file:
            return file.read(_LARGEST + 1) == framed(document.body())
    except (OSError, FileUnreadable):
        return False


def holds_vault(folder: Path) -> bool:
    """Whether there is a vault, or what is left of one: no place for another."""
    return any((folder / name).exists() for name in (DATABASE, platform.NAME, ATTACHMENTS))


def logins(vault_dir: Path) -> tuple[str, ...]:
    """The codes of the enrolled officers, in the order of enrolment.

    Raises:
        VaultMissing, VaultDamaged, VaultTooNew: as `read_documents`.
    """
    newest = read_documents(vault_dir)[0]
    return tuple(slot.login for slot in newest.slots if slot.kind == OFFICER)


def set_aside(vault_dir: Path) -> None:
    """Rename slots without a database, left by a set-up that was cut off. Nothing is deleted."""
    for name in NAMES:
        path = vault_dir / name
        if path.exists():
            old = next(
                candidate
                for number in count(1)
                if not (candidate := vault_dir / f"{name}.old-{number}").exists()
            )
            with platform.disk_errors():
                disk.replace_durably(path, old)


def read_documents(vault_dir: Path) -> tuple[SlotDocument, ...]:
    """The whole copies, newest first, equal ones once. Never empty.

    Raises:
        VaultMissing: there is neither a copy nor a database.
        VaultTooNew: a newer tipdesk wrote them, and no copy of a known version is whole.
        VaultDamaged: no copy is whole (details: what="slots").
    """
    present = 0
    documents: dict[str, SlotDocument] = {}
    newer: VaultTooNew | None = None
    for name in NAMES:
        try:
            with open_plain(vault_dir / name) as file:
                data = file.read(_LARGEST + 1)
        except (OSError, FileUnreadable):
            continue
        present += 1
        try:
            document = parse(data)
        except VaultTooNew as error:
            newer = error
        except VaultDamaged:
            continue
        else:
            documents.setdefault(document.sha256, document)
    if not present and not (vault_dir / DATABASE).exists():
        raise VaultMissing
    if not documents:
        raise newer or VaultDamaged(what="slots")
    return tuple(sorted(documents.values(), key=lambda document: -document.epoch))
