"""The keys of level 4: of each file its own, sealed to those the file names and to the recovery
sheet (intake-fields §2, rule 5). The key of the vault alone opens none. To whom a file's key is
sealed is for the signed deeds to say (`desk.deed_book`): rows that anybody here can write name
nobody.

Beside it a file has a work key (`WORK`): what of level 4 a team needs for the case work, that is
incidents, plans, the room, the safe way, lies under it. It is sealed as the other one, and to the
team that the file is given to. It never opens what lies under the other.

A value is kept as a control sign, which key it is under, and base64 of nonce and AES-256-GCM of
value and reason; file and path are authenticated. No typed text holds that sign: `i18n.text.clean`
takes it out.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Answer, CaseId, MissingReason
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.database import Database
from tipdesk.storage.keys import slot_crypto


@dataclass(frozen=True, slots=True)
class KeyKind:
    """One of the two keys of a file: where its boxes lie, how a text under it begins, and as what
    box, value and signature of its maker are authenticated."""

    table: str
    mark: str
    box: bytes
    of_box: str
    of_value: str
    of_maker: str


CASE = KeyKind(
    "case_key", "", b"tipdesk/case-key-box/v1", "case-key", "level4", "tipdesk-case-key/1"
)
WORK = KeyKind(
    "work_key", "w", b"tipdesk/work-key-box/v1", "work-key", "work", "tipdesk-work-key/1"
)
KINDS = (CASE, WORK)
KEY_SIZE = 32
CLOSED = "\x1d"  # how a closed text begins; the triggers of the vault know it, too
_NONCE = 12

Opens = Callable[[str, str], str | None]
"""What opens a closed text at its place in one file; None: not sealed to whoever asks."""


def opens_nothing(_place: str, _closed: str) -> None:
    """What the key of the vault alone opens."""


# --- boxes -------------------------------------------------------------------------------------


def newest(vault: Database, case_id: CaseId, kind: KeyKind = CASE) -> int:
    """The number of the key that new values are sealed with; 0: the file has none yet."""
    row = vault.row(
        f"SELECT coalesce(max(generation), 0) FROM {kind.table} WHERE case_ref ="  # noqa: S608  a name of this module
        " (SELECT id FROM case_file WHERE uuid = ?)",
        (case_id,),
    )
    return int(row[0]) if row else 0


def add(
    vault: Database,
    case_id: CaseId,
    generation: int,
    key: bytes | bytearray,
    recipients: Iterable[bytes],
    kind: KeyKind = CASE,
) -> None:
    """Seal a file's key to public keys (X25519); to whom it is sealed already, it stays so."""
    context = _box_context(case_id, generation, kind)
    with vault.transaction():
        for public in recipients:
            box = slot_crypto.close(public, key, kind.box, context)
            vault.execute(
                f"INSERT OR IGNORE INTO {kind.table} VALUES((SELECT id FROM case_file"  # noqa: S608  as above
                " WHERE uuid = ?), ?, ?, ?)",
                (case_id, generation, public, box),
            )


def made_text(case_id: CaseId, generation: int, key: bytes | bytearray) -> bytes:
    """What whoever made a file's key signs: anybody here can seal one to those whom it names."""
    return canonical([CASE.of_maker, case_id, generation, sha256(key).hexdigest()])


def keep_maker(
    vault: Database, case_id: CaseId, generation: int, signer: str, signature: bytes
) -> None:
    """Keep who made a key, with their signature."""
    with vault.transaction():
        vault.execute(
            "INSERT OR IGNORE INTO case_key_maker VALUES((SELECT id FROM case_file"
            " WHERE uuid = ?), ?, ?, ?)",
            (case_id, generation, signer, signature),
        )


def maker(vault: Database, case_id: CaseId, generation: int) -> tuple[str, bytes] | None:
    """Who is said to have made a key: login, or the X25519 key of a recovery sheet, and the
    signature."""
    row = vault.row(
        "SELECT signer, signature FROM case_key_maker WHERE generation = ? AND case_ref ="
        " (SELECT id FROM case_file WHERE uuid = ?)",
        (generation, case_id),
    )
    return (str(row[0]), bytes(row[1])) if row else None


def made_work_text(
    case_id: CaseId, generation: int, key: bytes | bytearray, deed: tuple[int, str]
) -> bytes:
    """As `made_text`, of a work key; `deed`: number and digest of the last deed before it was made,
    so that nobody signs today for a key of after a deed that is still to come."""
    digest = sha256(key).hexdigest()
    return canonical([WORK.of_maker, case_id, generation, digest, *deed])


def keep_work_maker(
    vault: Database, case_id: CaseId, generation: int, signed: tuple[str, bytes, int]
) -> None:
    """Keep who made a work key, with their signature and after which deed."""
    with vault.transaction():
        vault.execute(
            "INSERT OR REPLACE INTO work_key_maker VALUES((SELECT id FROM case_file"
            " WHERE uuid = ?), ?, ?, ?, ?)",
            (case_id, generation, *signed),
        )


def work_maker(vault: Database, case_id: CaseId, generation: int) -> tuple[str, bytes, int] | None:
    """Who is said to have made a work key, the signature, and after which deed."""
    row = vault.row(
        "SELECT signer, signature, deed FROM work_key_maker WHERE generation = ? AND case_ref ="
        " (SELECT id FROM case_file WHERE uuid = ?)",
        (generation, case_id),
    )
    return (str(row[0]), bytes(row[1]), int(row[2])) if row else None


def drop_all(vault: Database, case_id: CaseId, kind: KeyKind) -> None:
    """Nobody opens what lies under this key of a file any more."""
    with vault.transaction():
        vault.execute(
            f"DELETE FROM {kind.table} WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",  # noqa: S608  as above
            (case_id,),
        )


def drop(vault: Database, case_id: CaseId, recipient: bytes, kind: KeyKind = CASE) -> None:
    """Somebody opens this file no more with what the vault holds."""
    with vault.transaction():
        vault.execute(
            f"DELETE FROM {kind.table} WHERE recipient = ? AND case_ref ="  # noqa: S608  as above
            " (SELECT id FROM case_file WHERE uuid = ?)",
            (recipient, case_id),
        )


def drop_everywhere(vault: Database, recipient: bytes) -> None:
    """As `drop`, of every file and both keys."""
    with vault.transaction():
        for kind in KINDS:
            vault.execute(f"DELETE FROM {kind.table} WHERE recipient = ?", (recipient,))  # noqa: S608  as above


def recipients(
    vault: Database, case_id: CaseId, generation: int, kind: KeyKind = CASE
) -> frozenset[bytes]:
    """To which public keys a key is sealed."""
    rows = vault.rows(
        f"SELECT recipient FROM {kind.table} WHERE case_ref = (SELECT id FROM case_file"  # noqa: S608  as above
        " WHERE uuid = ?) AND generation = ?",
        (case_id, generation),
    )
    return frozenset(bytes(public) for (public,) in rows)


def sealed_to(
    vault: Database, recipient: bytes, kind: KeyKind = CASE
) -> tuple[tuple[CaseId, int], ...]:
    """Every file and key number that a public key has a box of."""
    rows = vault.rows(
        f"SELECT uuid, generation FROM {kind.table} JOIN case_file ON case_file.id = case_ref"  # noqa: S608  as above
        " WHERE recipient = ? ORDER BY case_ref, generation",
        (recipient,),
    )
    return tuple((CaseId(uuid), int(generation)) for uuid, generation in rows)


def open_key(
    vault: Database,
    case_id: CaseId,
    generation: int,
    seed: bytes | bytearray,
    public: bytes,
    kind: KeyKind = CASE,
) -> bytearray | None:
    """The key, or None when it is not sealed to this public key. The caller wipes it.

    Raises:
        VaultDamaged: the box was altered (what="case_key").
    """
    row = vault.row(
        f"SELECT box FROM {kind.table} WHERE case_ref = (SELECT id FROM case_file"  # noqa: S608  as above
        " WHERE uuid = ?) AND generation = ?"
        " AND recipient = ?",
        (case_id, generation, public),
    )
    if row is None:
        return None
    try:
        return slot_crypto.open_box(seed, row[0], kind.box, _box_context(case_id, generation, kind))
    except (InvalidTag, ValueError) as error:
        raise VaultDamaged(what="case_key") from error


def _box_context(case_id: CaseId, generation: int, kind: KeyKind) -> bytes:
    return canonical([kind.of_box, case_id, generation])


# --- places beside the answers, each with its own name ------------------------------------------


def of_file(attachment_id: str, part: str) -> str:
    """Where a part of an attached file or recording lies: name, key, photo, acquisition, mark."""
    return f"file:{attachment_id}:{part}"


def bare(stored: str) -> str:
    """The text of a column that holds JSON: a closed one stands there as a string."""
    return str(json.loads(stored)) if stored.startswith('"') else stored


def as_json(text: str) -> str:
    """What `bare` reads."""
    return json.dumps(text) if is_closed(text) else text


def key_of(attachment_id: str, stored: bytes, opens: Opens) -> bytes:
    """The key of sealed content; b"" when it is closed to `opens`."""
    if len(stored) == KEY_SIZE:
        return stored
    opened = opens(of_file(attachment_id, "key"), stored.decode("ascii", "replace"))
    return bytes.fromhex(opened) if opened else b""


def text_for(opens: Opens, place: str, stored: str) -> str | None:
    """A stored text as whoever asks may know it; None: it is closed to them."""
    return opens(place, stored) if is_closed(stored) else stored


# --- values ------------------------------------------------------------------------------------


def is_closed(text: str) -> bool:
    """Whether a stored value is under a file's own key."""
    return text.startswith(CLOSED)


def generation_of(text: str) -> int:
    """The number of the key that a closed value is under; 0 for anything else."""
    number = text[1:].partition(":")[0].removeprefix(WORK.mark) if is_closed(text) else ""
    return int(number) if number.isdecimal() else 0


def kind_of(text: str) -> KeyKind:
    """Under which of a file's keys a closed value is."""
    return WORK if text[1:].startswith(WORK.mark) else CASE


def close_text(
    key: bytes | bytearray,
    generation: int,
    case_id: CaseId,
    path: str,
    text: str,
    kind: KeyKind = CASE,
) -> str:
    """A text under a file's key."""
    nonce = os.urandom(_NONCE)
    context = _value_context(case_id, path, generation, kind)
    body = AESGCM(key).encrypt(nonce, text.encode(), context)
    return f"{CLOSED}{kind.mark}{generation}:{base64.b64encode(nonce + body).decode('ascii')}"


def open_text(key: bytes | bytearray, case_id: CaseId, path: str, closed: str) -> str:
    """What `close_text` closed.

    Raises:
        VaultDamaged: it was altered, or stands at another place (what="answers").
    """
    generation = generation_of(closed)
    try:
        raw = base64.b64decode(closed.partition(":")[2], validate=True)
        context = _value_context(case_id, path, generation, kind_of(closed))
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], context).decode()
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise VaultDamaged(what="answers") from error


def close_answer(
    key: bytes | bytearray,
    generation: int,
    case_id: CaseId,
    path: str,
    answer: Answer,
    kind: KeyKind = CASE,
) -> Answer:
    """An answer with value and reason under a file's key. One that was emptied tells nothing."""
    if not answer.value and answer.reason is None:
        return answer
    closed = close_text(key, generation, case_id, path, said_of(answer), kind)
    return replace(answer, value=closed, reason=None)


def said_of(answer: Answer) -> str:
    """Value and reason of an answer as one text."""
    return json.dumps([answer.value, answer.reason.value if answer.reason else ""])


def with_said(answer: Answer, text: str) -> Answer:
    """The answer with what `said_of` gave."""
    value, reason = json.loads(text)
    return replace(answer, value=value, reason=MissingReason(reason) if reason else None)


def open_answer(key: bytes | bytearray, case_id: CaseId, path: str, answer: Answer) -> Answer:
    """The answer that `close_answer` closed.

    Raises:
        VaultDamaged: as `open_text`.
    """
    return with_said(answer, open_text(key, case_id, path, answer.value))


def _value_context(case_id: CaseId, path: str, generation: int, kind: KeyKind) -> bytes:
    return canonical([kind.of_value, case_id, path, generation])
