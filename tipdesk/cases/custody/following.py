"""What a reader demands of the chain that a bundle shows (§7.2, §7.3).

Whoever has the keys of a file tests every entry with them: none of the file may be left out, shown
as another's, or kept closed where it decides something. So nobody who makes a bundle chooses which
decisions its reader sees.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tipdesk.cases import outside
from tipdesk.cases.custody.chain import (
    CARRIED,
    DECISIONS,
    EXPORTED,
    MOST_KEYS,
    TAG,
    canonical,
    key_before,
    key_in_force,
    tag_of,
)
from tipdesk.cases.custody.document import STATION, Segment
from tipdesk.cases.model import CustodyEvent

OPENED, TAKEN_IN, GIVEN_UP = "opened", "transfer_taken_in", "transfer_given_up"
TAKEN_BACK = "transfer_taken_back"
GIVE_UP = "tipdesk-give-up/1.0"


class BundleDoubt(StrEnum):
    """What does not hold; the codes are those of the format."""

    HIDDEN = "E_LINK_HIDDEN"  # an entry of this file, shown as another's
    FOREIGN = "E_LINK_FOREIGN"  # another's, shown as this file's, or under another key than its own
    MISSING = "E_LINK_MISSING"  # the count has a gap
    CLOSED = "E_DECISION_CLOSED"
    FORM = "E_CUSTODY_FORM"  # a decision that is not said to be one, a key too many
    KEYS = "E_CASE_KEYS"  # a key that somebody made up
    SEGMENT = "E_SEGMENT"  # a change of stations that nobody signed, or decided on after it


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """One exception; `seq` is the number of the entry, 0 where there is none."""

    fault: BundleDoubt
    seq: int = 0


def follow(segment: Segment) -> tuple[ChainFinding, ...]:
    """Everything that does not hold of what one station shows of a file."""
    return tuple(_Follower(segment).findings())


class _Follower:
    """Walks along a segment once."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._count = 0
        self._exported = 0
        self._used = 0  # keys
        self._given_up = False

    def findings(self) -> Iterator[ChainFinding]:
        keys, first = self._segment.keys, self._segment.first
        for seq, entry in enumerate(self._segment.entries, start=first):
            if isinstance(entry, CustodyEvent):
                for fault in self._own(entry):
                    yield ChainFinding(fault, seq)
            elif entry[:TAG] in [tag_of(key, seq) for key in keys]:
                yield ChainFinding(BundleDoubt.HIDDEN, seq)
        if self._count == 0:
            yield ChainFinding(BundleDoubt.MISSING)
        elif self._used != len(keys):
            yield ChainFinding(BundleDoubt.FORM)
        elif any(key_before(key) != known for known, key in pairwise(keys)):
            yield ChainFinding(BundleDoubt.KEYS)

    def _own(self, entry: CustodyEvent) -> Iterator[BundleDoubt]:
        binding = entry.binding
        if binding is None:
            raise ValueError("an entry from before the format")
        key = key_in_force(self._segment.keys, self._exported)
        if not key or binding.tag != tag_of(key, entry.seq):
            yield BundleDoubt.FOREIGN
        begins = entry.action in (OPENED, CARRIED, TAKEN_IN)
        if binding.n != self._count + 1 or (self._count == 0 and not begins):
            yield BundleDoubt.MISSING
        if entry.at is None and binding.decision:
            yield BundleDoubt.CLOSED
        if entry.action in DECISIONS and not binding.decision:
            yield BundleDoubt.FORM
        if self._given_up and binding.decision and entry.action != TAKEN_BACK:
            yield BundleDoubt.SEGMENT
        if binding.decision:
            self._given_up = entry.action == GIVEN_UP
        self._count = binding.n
        self._used = min(self._exported, MOST_KEYS - 1) + 1
        self._exported += entry.action == EXPORTED


def keys_digest(keys: Sequence[bytes]) -> str:
    """`case_keys` of an approval: SHA-256 (hex) of the keys joined."""
    return hashlib.sha256(b"".join(keys)).hexdigest()


def keys_until(segment: Segment, seq: int) -> tuple[bytes, ...]:
    """The keys in force up to an entry: all that are shown but one for each `exported` after it.
    An approval may be exported more than once."""
    exported = sum(entry.action == EXPORTED for entry in segment.own if entry.seq < seq)
    return segment.keys[: min(exported, MOST_KEYS - 1) + 1]


# --- a file that changed stations -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A station's statement that a file is no longer its own; an approver signs it."""

    case_id: str
    tenure: int
    from_station: str
    to_station: str
    head: tuple[int, str]
    at: str


def give_up_json(statement: GiveUp) -> bytes:
    """`give-up-K.json`: format tipdesk-give-up/1.0."""
    return canonical(
        {
            "format": GIVE_UP,
            "case_id": statement.case_id,
            "tenure": statement.tenure,
            "from": statement.from_station,
            "to": statement.to_station,
            "head": list(statement.head),
            "at": statement.at,
        }
    )


def read_give_up(data: bytes) -> GiveUp:
    """Read what `give_up_json` wrote.

    Raises:
        ValueError: it is not such a statement, or can be read in another way too.
    """
    try:
        row = outside.fields(json.loads(data))
        seq, digest = outside.items(row["head"])
        statement = GiveUp(
            case_id=outside.text(row["case_id"], outside.UUID),
            tenure=outside.whole_number(row["tenure"], 1),
            from_station=outside.text(row["from"], STATION),
            to_station=outside.text(row["to"], STATION),
            head=(outside.whole_number(seq, 1), outside.text(digest, outside.SHA256)),
            at=outside.text(row["at"], outside.WHOLE_TIME),
        )
        if give_up_json(statement) != data:
            raise ValueError("not written as it is read")
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"not a {GIVE_UP} document") from error
    return statement


def check_segments(
    case_id: str, segments: Sequence[Segment], statements: Sequence[GiveUp]
) -> tuple[ChainFinding, ...]:
    """Whether each segment but the last is given up by its station to the next, with a statement
    about exactly its head. That those statements are signed is another's to check."""
    wrong = len(statements) != len(segments) - 1 or _begins(segments[0], TAKEN_IN)
    for number, (before, after) in enumerate(pairwise(segments), start=1):
        if wrong:
            break
        last = before.own_at(before.head[0])
        wrong = (
            last is None
            or last.action != GIVEN_UP
            or before.station == after.station
            or not _begins(after, TAKEN_IN)
            or _settled(statements[number - 1])
            != (case_id, number, before.station, after.station, before.head)
        )
    return (ChainFinding(BundleDoubt.SEGMENT),) if wrong else ()


def _begins(segment: Segment, action: str) -> bool:
    own = segment.own
    return bool(own) and own[0].action == action


def _settled(statement: GiveUp) -> tuple[object, ...]:
    return (
        statement.case_id,
        statement.tenure,
        statement.from_station,
        statement.to_station,
        statement.head,
    )
