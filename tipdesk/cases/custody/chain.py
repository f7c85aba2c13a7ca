"""The entries of the chain: hashed over each other, counted and tagged for each file.

An entry is bound as §7.1 of the exchange format says (`entry_after`, `link_hash`): its fields are
salted and hashed (`digest_of`), that digest is hashed with count and class (`inner_of`), and a tag
made with the file's key says whose it is (`tag_of`). So a chain can be followed by somebody who
sees of the entries of other files nothing but random bytes, and whoever has the key of a file sees
every entry that is left out, or shown as another file's.

Entries from before the format are hashed as they were (`hash_before`). They end where the entry
`BORDER` stands, which holds their head; each file that they speak of goes on with an entry
`CARRIED` of its own, which is the first of its count.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from types import MappingProxyType

from tipdesk.cases.model import Binding, CaseId, CustodyEvent

GENESIS = "0" * 64  # `previous` of the first entry
NO_DETAIL: Mapping[str, str] = MappingProxyType({})
BORDER = "format_1.0"
CARRIED = "carried_over"
BY_SHIFT_KEY = "shift_key"  # how a vault was opened, and whether a PIN leads back after a lock
EXPORTED = "exported"  # whoever got this key of the file follows it no further
DECISIONS = frozenset(
    {
        *("opened", CARRIED, "completed", "amended", "returned", "approved", "approved_directly"),
        *("hidden", "export_begun", EXPORTED, "withdrawn", "voided", "unvoided"),
        *("transfer_given_up", "transfer_taken_back", "transfer_taken_in", "approval_asked"),
    }
)
"""Entries that no bundle keeps closed."""
KEY, SALT, TAG = 32, 16, 16  # bytes
MOST_KEYS = 64  # of a file: a reader tries every one of them at every entry


def timestamp(at: datetime) -> str:
    """`at` as stored and hashed: UTC, milliseconds, e.g. 2026-11-24T09:15:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical(value: object) -> bytes:
    """`value` as canonical JSON: sorted keys, no spaces, ASCII, no NaN."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return text.encode("ascii")


def read_time(text: str) -> datetime:
    """A time with its zone, far enough from where the calendar ends to be shown in another."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not MINYEAR < at.year < MAXYEAR:
        raise ValueError(text)
    return at


# --- what is hashed ---------------------------------------------------------------------------


def tag_of(key: bytes, seq: int) -> bytes:
    """What says that the entry `seq` is one of the file with this key."""
    return hmac.digest(key, seq.to_bytes(8, "big"), "sha256")[:TAG]


def key_before(key: bytes) -> bytes:
    """The key of a file that was in force before this one: what a key has been is shown by the next
    one, and the next one is none of whoever has it."""
    return hashlib.sha256(b"tipdesk-file-key/1" + key).digest()


def nth_key(last: bytes, place: int) -> bytes:
    """The key of a file at this place, from 0; `last` is the one after which none comes."""
    key = last
    for _step in range(MOST_KEYS - 1 - place):
        key = key_before(key)
    return key


def digest_of(salt: bytes, event: CustodyEvent) -> bytes:
    """The digest of an entry's salted fields."""
    if event.at is None:
        raise ValueError("an entry without fields has none to hash")
    body = canonical([timestamp(event.at), event.officer, event.action, dict(event.detail)])
    return hashlib.sha256(salt + body).digest()


def inner_of(n: int, digest: bytes, *, decision: bool) -> bytes:
    """The count within the file, the class and what an entry says."""
    prefix = b"tipdesk-link/1" + n.to_bytes(8, "big") + (b"\1" if decision else b"\0")
    return hashlib.sha256(prefix + digest).digest()


def link_hash(seq: int, previous: bytes, tag: bytes, inner: bytes) -> bytes:
    """The hash of an entry, over the one before it."""
    return hashlib.sha256(
        b"tipdesk-chain/1" + seq.to_bytes(8, "big") + previous + tag + inner
    ).digest()


def inner_of_binding(binding: Binding) -> bytes:
    """As `inner_of`, of an entry that is there."""
    return inner_of(binding.n, binding.digest, decision=binding.decision)


def entry_after(
    previous: CustodyEvent | None, unbound: CustodyEvent, n: int = 0, key: bytes = b""
) -> CustodyEvent:
    """The entry that follows `previous` (None: the first of a vault) and says what `unbound` says;
    of a file, `n` and `key` are those of its count and the key in force (`key_in_force`)."""
    if unbound.at is None or bool(unbound.case_id) != bool(n) or bool(n) != bool(key):
        raise ValueError("an entry of a file has a count and a key, another one has neither")
    seq, before = (previous.seq + 1, previous.hash) if previous else (1, GENESIS)
    salt, tag = os.urandom(SALT), tag_of(key, seq) if key else os.urandom(TAG)
    digest = digest_of(salt, unbound)
    binding = Binding(tag, n, unbound.action in DECISIONS, digest, salt)
    own_hash = link_hash(seq, bytes.fromhex(before), tag, inner_of_binding(binding))
    fields = (unbound.at, unbound.officer, unbound.action, unbound.case_id, unbound.detail)
    return CustodyEvent(seq, before, own_hash.hex(), *fields, binding)


def key_in_force(keys: Sequence[bytes], exported: int) -> bytes:
    """The key of a file's next entry, when so many of its entries are `EXPORTED`. b'': a new one is
    to be taken."""
    place = min(exported, MOST_KEYS - 1)
    return keys[place] if place < len(keys) else b""


def hash_before(event: CustodyEvent) -> str:
    """The hash (hex) of an entry from before the format, over every other field of it."""
    if event.at is None:
        raise ValueError("a withheld entry has no fields to hash")
    fields = [
        event.seq,
        timestamp(event.at),
        event.officer,
        event.action,
        event.case_id,
        dict(event.detail),
        event.previous,
    ]
    return hashlib.sha256(canonical(fields)).hexdigest()


# --- whether it holds -------------------------------------------------------------------------


def follows(last: CustodyEvent | None, event: CustodyEvent) -> bool:
    """Whether `event` is connected to the entry before it (None: the first of a vault)."""
    before = (last.seq + 1, last.hash) if last else (1, GENESIS)
    return (event.seq, event.previous) == before


def says_what_was_hashed(event: CustodyEvent) -> bool:
    """Whether an entry's hash is that of its fields; a withheld entry has none to compare."""
    binding = event.binding
    if binding is None:
        return event.at is None or event.hash == hash_before(event)
    if event.at is not None and digest_of(binding.salt, event) != binding.digest:
        return False
    try:
        previous = bytes.fromhex(event.previous)
    except ValueError:
        return False
    inner = inner_of_binding(binding)
    return event.hash == link_hash(event.seq, previous, binding.tag, inner).hex()


@dataclass(slots=True)
class FileCounts:
    """Hears the entries of a vault in order; tells which of them are not of the file under which
    they stand, are missing in its count, or are hashed as before where that has ended.

    `keys` are those of each file, in the order in which they were taken.
    """

    keys: Mapping[CaseId, Sequence[bytes]]
    _count: dict[CaseId, int] = field(default_factory=dict)
    _exported: dict[CaseId, int] = field(default_factory=dict)
    _before: dict[CaseId, list[str]] = field(default_factory=dict)  # hashes of before the border
    _bound: bool = False
    _last: str = ""

    def fits(self, event: CustodyEvent) -> bool:
        """Whether the next entry is where it belongs; nobody can say it of what cannot be read."""
        if event.at is None:
            sound = True
            self._pass_over(event)
        else:
            sound = self._stands_right(event)
        self._last = event.hash
        return sound

    def _pass_over(self, event: CustodyEvent) -> None:
        if event.binding is not None:
            self._bound = True
            if event.case_id is not None:
                self._count[event.case_id] = event.binding.n
        elif event.case_id is not None:
            self._before.setdefault(event.case_id, []).append(event.hash)

    def _stands_right(self, event: CustodyEvent) -> bool:
        binding, case_id = event.binding, event.case_id
        if binding is None:
            if case_id is not None:
                self._before.setdefault(case_id, []).append(event.hash)
            return not self._bound
        crosses = not self._bound and bool(self._last)
        self._bound = True
        if crosses and (event.action != BORDER or event.detail.get("head") != self._last):
            return False
        owned = binding.n == 0 if case_id is None else self._is_of_file(event, binding, case_id)
        return owned and binding.decision == (event.action in DECISIONS)

    def _is_of_file(self, event: CustodyEvent, binding: Binding, case_id: CaseId) -> bool:
        """A fault is told of once: what follows is held against what stands there."""
        expected, exported = self._count.get(case_id, 0) + 1, self._exported.get(case_id, 0)
        keys = self.keys.get(case_id, ())
        key = key_in_force(keys, exported)
        fits = bool(key) and binding.tag == tag_of(key, event.seq)
        if not fits:
            tags = [tag_of(key, event.seq) for key in keys]
            exported = tags.index(binding.tag) if binding.tag in tags else exported
        self._count[case_id] = binding.n
        self._exported[case_id] = exported + (event.action == EXPORTED)
        if expected == 1 and case_id in self._before and not self._is_carried(event, case_id):
            return False
        return fits and binding.n == expected

    def _is_carried(self, event: CustodyEvent, case_id: CaseId) -> bool:
        before = self._before[case_id]
        carried = (event.detail.get("links"), event.detail.get("digest"))
        return event.action == CARRIED and carried == (str(len(before)), digest_before(before))


def digest_before(hashes: Iterable[str]) -> str:
    """SHA-256 (hex) of the hashes, in hex, of a file's entries from before the format."""
    return hashlib.sha256("".join(hashes).encode()).hexdigest()
