"""The keys of level 4: of each file its own, sealed to those the file names and to the recovery
sheet (intake-fields §2, rule 5). The key of the vault alone opens none. To whom a file's key is
sealed is for the signed deeds to say (`desk.deed_book`): rows that anybody here can write name
nobody.

A value is kept as a control sign, the number of its key, and base64 of nonce and AES-256-GCM of
value and reason; file and path are authenticated. No typed text holds that sign: `i18n.text.clean`
takes it out.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Answer, CaseId, MissingReason
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.database import Database
from tipdesk.storage.keys import slot_crypto

KEY_SIZE = 32
CLOSED = "\x1d"  # how a closed text begins; the triggers of the vault know it, too
_NONCE = 12
_BOX = b"tipdesk/case-key-box/v1"

Opens = Callable[[str, str], str | None]
"""What opens a closed text at its place in one file; None: not sealed to whoever asks."""


def opens_nothing(_place: str, _closed: str) -> None:
    """What the key of the vault alone opens."""


# --- boxes -------------------------------------------------------------------------------------


def newest(vault: Database, case_id: CaseId) -> int:
    """The number of the key that new values are sealed with; 0: the file has none yet."""
    row = vault.row(
        "SELECT coalesce(max(generation), 0) FROM case_key WHERE case_ref ="
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
) -> None:
    """Seal a file's key to public keys (X25519); to whom it is sealed already, it stays so."""
    context = _box_context(case_id, generation)
    with vault.transaction():
        for public in recipients:
            box = slot_crypto.close(public, key, _BOX, context)
            vault.execute(
                "INSERT OR IGNORE INTO case_key VALUES((SELECT id FROM case_file"
                " WHERE uuid = ?), ?, ?, ?)",
                (case_id, generation, public, box),
            )


def made_text(case_id: CaseId, generation: int, key: bytes | bytearray) -> bytes:
    """What whoever made a file's key signs: anybody here can seal one to those whom it names."""
    return canonical(["tipdesk-case-key/1", case_id, generation, sha256(key).hexdigest()])


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


def drop(vault: Database, case_id: CaseId, recipient: bytes) -> None:
    """Somebody opens this file no more with what the vault holds."""
    with vault.transaction():
        vault.execute(
            "DELETE FROM case_key WHERE recipient = ? AND case_ref ="
            " (SELECT id FROM case_file WHERE uuid = ?)",
            (recipient, case_id),
        )


def drop_everywhere(vault: Database, recipient: bytes) -> None:
    """As `drop`, of every file."""
    with vault.transaction():
        vault.execute("DELETE FROM case_key WHERE recipient = ?", (recipient,))


def recipients(vault: Database, case_id: CaseId, generation: int) -> frozenset[bytes]:
    """To which public keys a key is sealed."""
    rows = vault.rows(
        "SELECT recipient FROM case_key WHERE case_ref = (SELECT id FROM case_file"
        " WHERE uuid = ?) AND generation = ?",
        (case_id, generation),
    )
    return frozenset(bytes(public) for (public,) in rows)


def sealed_to(vault: Database, recipient: bytes) -> tuple[tuple[CaseId, int], ...]:
    """Every file and key number that a public key has a box of."""
    rows = vault.rows(
        "SELECT uuid, generation FROM case_key JOIN case_file ON case_file.id = case_ref"
        " WHERE recipient = ? ORDER BY case_ref, generation",
        (recipient,),
    )
    return tuple((CaseId(uuid), int(generation)) for uuid, generation in rows)


def open_key(
    vault: Database, case_id: CaseId, generation: int, seed: bytes | bytearray, public: bytes
) -> bytearray | None:
    """The key, or None when it is not sealed to this public key. The caller wipes it.

    Raises:
        VaultDamaged: the box was altered (what="case_key").
    """
    row = vault.row(
        "SELECT box FROM case_key WHERE case_ref = (SELECT id FROM case_file"
        " WHERE uuid = ?) AND generation = ?"
        " AND recipient = ?",
        (case_id, generation, public),
    )
    if row is None:
        return None
    try:
        return slot_crypto.open_box(seed, row[0], _BOX, _box_context(case_id, generation))
    except (InvalidTag, ValueError) as error:
        raise VaultDamaged(what="case_key") from error


def _box_context(case_id: CaseId, generation: int) -> bytes:
    return canonical(["case-key", case_id, generation])


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
    number = text[1:].partition(":")[0] if is_closed(text) else ""
    return int(number) if number.isdecimal() else 0


def close_text(
    key: bytes | bytearray, generation: int, case_id: CaseId, path: str, text: str
) -> str:
    """A text under a file's key."""
    nonce = os.urandom(_NONCE)
    body = AESGCM(key).encrypt(nonce, text.encode(), _value_context(case_id, path, generation))
    return f"{CLOSED}{generation}:{base64.b64encode(nonce + body).decode('ascii')}"


def open_text(key: bytes | bytearray, case_id: CaseId, path: str, closed: str) -> str:
    """What `close_text` closed.

    Raises:
        VaultDamaged: it was altered, or stands at another place (what="answers").
    """
    generation = generation_of(closed)
    try:
        raw = base64.b64decode(closed.partition(":")[2], validate=True)
        context = _value_context(case_id, path, generation)
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], context).decode()
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise VaultDamaged(what="answers") from error


def close_answer(
    key: bytes | bytearray, generation: int, case_id: CaseId, path: str, answer: Answer
) -> Answer:
    """An answer with value and reason under a file's key. One that was emptied tells nothing."""
    if not answer.value and answer.reason is None:
        return answer
    closed = close_text(key, generation, case_id, path, said_of(answer))
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


def _value_context(case_id: CaseId, path: str, generation: int) -> bytes:
    return canonical(["level4", case_id, path, generation])
