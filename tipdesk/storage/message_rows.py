"""Messages that came and that were sent, each with its signed bytes: kept, and never changed but by
being closed or opened with the file that they are about.

Beside its text stands who numbered a message how (`KeptNumber`): numbers are held against each
other whoever may read it. Whoever reads a message takes nothing from there.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature

from tipdesk.cases.custody.chain import canonical
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.keys.case_keys import Opens, opens_nothing, text_for
from tipdesk.storage.keys.slot_crypto import seal_key

SENT, CAME = "sent", "came"
_OWED = b"tipdesk-message-owed/1\0"

Close = Callable[[str, str], str]
"""A place and a text: the text as it is to be stored."""
OpensOf = Callable[[str], Opens]
"""What opens the closed texts of a file ('': of none) to whoever asks."""


@dataclass(frozen=True, slots=True)
class KeptNumber:
    """Which of the messages from one to another it is."""

    sender: str  # code
    to: str  # code
    series: str  # uuid
    number: int
    previous: str  # SHA-256 (hex) of the manifest of the one before; '' for the first
    not_sent: tuple[tuple[int, str], ...]
    manifest: str  # SHA-256 (hex) of its own


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message as it was signed. `case_id` is that of the file it is about, or '' for none."""

    message_id: str
    way: str  # SENT or CAME
    case_id: str
    numbered: KeptNumber
    document: bytes
    manifest: bytes
    signature: bytes
    kept_at: datetime
    kept_by: str  # login


def place_of(message_id: str, path: str = "") -> str:
    """Where a message lies, or a file that came with it, for what closes and opens it."""
    return f"message/{message_id}/{path}"


def as_stored(_place: str, text: str) -> str:
    """Closes nothing."""
    return text


def add(
    vault: Database,
    message: KeptMessage,
    files: Mapping[str, bytes] | None = None,
    close: Close = as_stored,
) -> None:
    """Keep a message, and files that came with it, by their paths."""
    parts = (message.document, message.manifest, message.signature)
    words = json.dumps([_base64(part) for part in parts])
    with vault.transaction():
        vault.execute(
            "INSERT INTO message(message_id, way, case_id, numbered, words, kept_at, kept_by)"
            " VALUES(?, ?, ?, ?, ?, ?, ?)",
            (
                message.message_id,
                message.way,
                message.case_id,
                canonical(list(astuple(message.numbered))).decode("ascii"),
                close(place_of(message.message_id), words),
                to_stored(message.kept_at),
                message.kept_by,
            ),
        )
        for path, body in (files or {}).items():
            stored = close(place_of(message.message_id, path), _base64(body))
            vault.execute(
                "INSERT INTO message_file VALUES(?, ?, ?)", (message.message_id, path, stored)
            )


_SELECT = "SELECT message_id, way, case_id, numbered, words, kept_at, kept_by FROM message"


def find(vault: Database, message_id: str, opens: OpensOf) -> KeptMessage | None:
    """One message; None: there is none, or it is closed to whoever asks."""
    row = vault.row(f"{_SELECT} WHERE message_id = ?", (message_id,))
    return _message(row, opens) if row else None


def is_known(vault: Database, message_id: str) -> bool:
    """Whether it came or was sent, closed or not."""
    return vault.row("SELECT 1 FROM message WHERE message_id = ?", (message_id,)) is not None


def number_of(vault: Database, message_id: str) -> KeptNumber | None:
    """How one was numbered, closed or not; None: it neither came nor was sent."""
    row = vault.row("SELECT numbered FROM message WHERE message_id = ?", (message_id,))
    return _number(row[0]) if row else None


def about(vault: Database, case_id: str, opens: OpensOf) -> tuple[KeptMessage, ...]:
    """The messages about a file ('' : about none), newest first, without what is closed."""
    rows = vault.rows(f"{_SELECT} WHERE case_id = ? ORDER BY id DESC", (case_id,))
    return _open_of(rows, opens)


def closed(vault: Database, case_id: str, opens: OpensOf) -> int:
    """How many of them are closed to whoever asks."""
    mark = "substr(words, 1, 1) = char(29)"  # as the triggers know a closed text
    rows = vault.rows(
        f"SELECT message_id, words FROM message WHERE case_id = ? AND {mark}",  # noqa: S608  a literal
        (case_id,),
    )
    opened = opens(case_id)
    return sum(text_for(opened, place_of(message_id), words) is None for message_id, words in rows)


@dataclass(frozen=True, slots=True)
class LyingMessage:
    """A message as it lies here, whoever may read it. `manifest` is '' where what was signed says
    something else than what stands beside it."""

    message_id: str
    way: str
    manifest: str
    case_id: str


def lying(vault: Database) -> Iterator[LyingMessage]:
    """Every message."""
    for row in vault.rows(f"{_SELECT} ORDER BY id"):
        message_id, way, case_id, numbered, *_rest = row
        try:
            kept = _message(row, lambda _case: opens_nothing)
            number = _number(numbered)
            same = kept is None or number == _number_signed(kept)
        except (KeyError, ValueError, TypeError, IndexError):
            yield LyingMessage(message_id, way, "", case_id)
        else:
            yield LyingMessage(message_id, way, number.manifest if same else "", case_id)


def _number_signed(kept: KeptMessage) -> KeptNumber:
    """The number as the signed bytes have it."""
    document = json.loads(kept.document)
    return KeptNumber(
        document["from"][0],
        document["to"][0],
        document["series"],
        document["number"],
        document["previous"] or "",
        tuple((item["number"], item["bundle_id"]) for item in document["not_sent"]),
        hashlib.sha256(kept.manifest).hexdigest(),
    )


def numbers(vault: Database, way: str) -> tuple[tuple[str, KeptNumber], ...]:
    """Of all that came, or were sent, the oldest first: id and number."""
    rows = vault.rows("SELECT message_id, numbered FROM message WHERE way = ? ORDER BY id", (way,))
    return tuple((message_id, _number(stored)) for message_id, stored in rows)


def files(vault: Database, message: KeptMessage, opens: OpensOf) -> Mapping[str, bytes]:
    """What came with a message and is still kept, by path."""
    rows = vault.rows(
        "SELECT path, words FROM message_file WHERE message_id = ?", (message.message_id,)
    )
    opened = opens(message.case_id)
    texts = {
        path: text_for(opened, place_of(message.message_id, path), words) for path, words in rows
    }
    return {path: base64.b64decode(text) for path, text in texts.items() if text is not None}


def with_files(vault: Database) -> frozenset[str]:
    """Ids of the messages of which something lies here that came with them."""
    return frozenset(row[0] for row in vault.rows("SELECT DISTINCT message_id FROM message_file"))


def forget_files(vault: Database, message_id: str) -> None:
    """What came with a message that is answered goes, and what was begun on it; its digests stay in
    the document."""
    vault.execute("DELETE FROM message_file WHERE message_id = ?", (message_id,))
    vault.execute("DELETE FROM remarks_begun WHERE message_id = ?", (message_id,))


def keep_remarks(vault: Database, message_id: str, words: str) -> None:
    """Replace what was begun on a message that came; fsynced when it returns."""
    with vault.transaction():
        vault.execute("INSERT OR REPLACE INTO remarks_begun VALUES(?, ?)", (message_id, words))


def begun_remarks(vault: Database, message_id: str) -> str:
    """What was begun on it; '' for nothing."""
    row = vault.row("SELECT words FROM remarks_begun WHERE message_id = ?", (message_id,))
    return str(row[0]) if row else ""


def every(vault: Database, way: str, opens: OpensOf) -> tuple[KeptMessage, ...]:
    """All that came, or were sent, the oldest first, without what is closed."""
    return _open_of(vault.rows(f"{_SELECT} WHERE way = ? ORDER BY id", (way,)), opens)


def answer_to(vault: Database, message_id: str, opens: OpensOf) -> KeptMessage | None:
    """What was sent in answer to a message that came; None: nothing."""
    named = message_id.encode("ascii")
    for message in reversed(every(vault, SENT, opens)):
        about_it = named in message.document and json.loads(message.document)["about"]
        if about_it and about_it["message_id"] == message_id:
            return message
    return None


# --- on which drive -----------------------------------------------------------------------------


def left(vault: Database, message_id: str, at: datetime) -> None:
    """It stands on a drive. The same once more changes nothing."""
    with vault.transaction():
        vault.execute(
            "INSERT OR IGNORE INTO message_left VALUES(?, ?)", (message_id, to_stored(at))
        )


def waiting(vault: Database, opens: OpensOf) -> tuple[KeptMessage, ...]:
    """What was signed and stands on no drive yet, the oldest first, without what is closed."""
    there = "message_id NOT IN (SELECT message_id FROM message_left)"
    rows = vault.rows(f"{_SELECT} WHERE way = ? AND {there} ORDER BY id", (SENT,))
    return _open_of(rows, opens)


# --- what is owed -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwedMessage:
    """What somebody is to sign with the next thing that they sign; `text` says what."""

    id: int
    text: str


def owe(vault: Database, login: str, text: str, seed: bytes | bytearray) -> None:
    """Keep what whoever has this seed owes, signed with it. The same once more changes nothing."""
    signature = seal_key(seed).sign(_OWED + text.encode())
    with vault.transaction():
        vault.execute(
            "INSERT OR IGNORE INTO message_owed(login, text, signature) VALUES(?, ?, ?)",
            (login, text, signature),
        )


def owed(vault: Database, login: str, seed: bytes | bytearray) -> tuple[OwedMessage, ...]:
    """What somebody owes, the oldest first: what their own signature does not stand under, others
    have written in their name, and it counts for nothing."""
    rows = vault.rows(
        "SELECT id, text, signature FROM message_owed WHERE login = ? ORDER BY id", (login,)
    )
    public = seal_key(seed).public_key()
    own = []
    for owed_id, text, signature in rows:
        with suppress(InvalidSignature):
            public.verify(bytes(signature), _OWED + text.encode())
            own.append(OwedMessage(owed_id, text))
    return tuple(own)


def settle(vault: Database, owed_id: int) -> None:
    """It was signed, or nobody waits for it any more."""
    with vault.transaction():
        vault.execute("DELETE FROM message_owed WHERE id = ?", (owed_id,))


# --- inside -------------------------------------------------------------------------------------


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _number(stored: str) -> KeptNumber:
    sender, to, series, number, previous, not_sent, manifest = json.loads(stored)
    gone = tuple((int(item[0]), str(item[1])) for item in not_sent)
    return KeptNumber(sender, to, series, number, previous, gone, manifest)


def _open_of(rows: Iterable[Row], opens: OpensOf) -> tuple[KeptMessage, ...]:
    messages = (_message(row, opens) for row in rows)
    return tuple(message for message in messages if message is not None)


def _message(row: Row, opens: OpensOf) -> KeptMessage | None:
    message_id, way, case_id, numbered, words, at, by = row
    text = text_for(opens(case_id), place_of(message_id), words)
    if text is None:
        return None
    document, manifest, signature = (base64.b64decode(part) for part in json.loads(text))
    return KeptMessage(
        message_id=message_id,
        way=way,
        case_id=case_id,
        numbered=_number(numbered),
        document=document,
        manifest=manifest,
        signature=signature,
        kept_at=from_stored(at),
        kept_by=by,
    )
