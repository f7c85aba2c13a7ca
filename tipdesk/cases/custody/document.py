"""`custody.json` of a bundle: the chain from where its file begins, in segments (§7.2).

A segment is what one station shows: entries of its own file whole or closed, of every other one tag
and inner digest. Reading it hashes the chain anew; what the entries then say of the file is judged
by `following`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tipdesk.cases import outside
from tipdesk.cases.custody.chain import (
    KEY,
    MOST_KEYS,
    SALT,
    TAG,
    canonical,
    digest_of,
    inner_of_binding,
    link_hash,
    read_time,
    timestamp,
)
from tipdesk.cases.model import Binding, CaseId, CustodyEvent

FORMAT = "tipdesk-custody/1.0"
_INNER = 32  # bytes
STATION = r"[A-Z0-9]{2,6}"
_OF_ATTACHMENTS = frozenset(
    {"attached", "detached", "viewed", "copied_out", "recorded", "acquisition_recorded"}
)
# That something was agreed to, or not any more; that there is a protective annex.
_NEVER_READ = frozenset({"consent_noted", "annex_signed", "annex_written", "annex_answered"})
_ACTION = r"[a-z0-9_.]{1,64}"
_VERSION = re.compile(r"tipdesk-custody/([0-9]{1,6})\.[0-9]{1,6}", re.ASCII)
_OTHERS = re.compile(f"[0-9a-f]{{{2 * (TAG + _INNER)}}}", re.ASCII)
_LONGEST_NAME = 200  # characters


class OtherVersion(ValueError):
    """It is written in another major version."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What one station shows of its chain. Of another file's entry there are 48 bytes, tag and
    inner digest; an own one that is kept closed has no time."""

    station: str
    first: int  # number of the first entry
    before: str  # hash (hex) of the entry before that
    keys: tuple[bytes, ...]  # of the file, in the order in which they were taken
    entries: tuple[bytes | CustodyEvent, ...] = field(repr=False)
    hashes: tuple[bytes, ...] = field(repr=False)  # of every entry
    is_newer: bool = False  # of a later minor version

    @property
    def own(self) -> tuple[CustodyEvent, ...]:
        """The entries of the file that can be read, in order."""
        shown = (entry for entry in self.entries if isinstance(entry, CustodyEvent))
        return tuple(entry for entry in shown if entry.at is not None)

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash (hex) of the last entry."""
        return self.first + len(self.entries) - 1, self.hashes[-1].hex()

    def hash_at(self, seq: int) -> str:
        """The hash (hex) of an entry; '' where the segment has none."""
        place = seq - self.first
        return self.hashes[place].hex() if 0 <= place < len(self.hashes) else ""

    def own_at(self, seq: int) -> CustodyEvent | None:
        """An entry of the file that can be read, by its number."""
        place = seq - self.first
        entry = self.entries[place] if 0 <= place < len(self.entries) else b""
        readable = isinstance(entry, CustodyEvent) and entry.at is not None
        return entry if readable and isinstance(entry, CustodyEvent) else None


def segment_of(
    station: str,
    first: int,
    before: str,
    keys: Sequence[bytes],
    entries: Iterable[bytes | CustodyEvent],
) -> Segment:
    """A segment, its chain hashed anew: of an own entry only binding and fields count."""
    previous = bytes.fromhex(before)
    hashes: list[bytes] = []
    placed: list[bytes | CustodyEvent] = []
    for seq, entry in enumerate(entries, start=first):
        if isinstance(entry, bytes):
            tag, inner = entry[:TAG], entry[TAG:]
        else:
            binding = entry.binding
            if binding is None:
                raise ValueError("an entry from before the format")
            tag, inner = binding.tag, inner_of_binding(binding)
        own_hash = link_hash(seq, previous, tag, inner)
        hashes.append(own_hash)
        placed.append(
            entry
            if isinstance(entry, bytes)
            else replace(entry, seq=seq, previous=previous.hex(), hash=own_hash.hex())
        )
        previous = own_hash
    return Segment(station, first, before, tuple(keys), tuple(placed), tuple(hashes))


def is_kept_closed(event: CustodyEvent, leaving: Collection[str]) -> bool:
    """Whether an entry speaks of an attachment that does not leave, as its digest could be compared
    with a copy, or of what the person agreed to. `leaving` are the SHA-256 (hex) of those that
    do."""
    if event.action in _NEVER_READ:
        return True
    sha256 = event.detail.get("sha256", "")
    return event.action in _OF_ATTACHMENTS and sha256 not in {"", *leaving}


def closed(event: CustodyEvent) -> CustodyEvent:
    """The entry as it is shown when what it says stays at the station."""
    if event.binding is None:
        raise ValueError("an entry from before the format")
    return CustodyEvent(
        event.seq,
        event.previous,
        event.hash,
        case_id=event.case_id,
        binding=replace(event.binding, salt=b""),
    )


# --- writing ----------------------------------------------------------------------------------


def custody_json(segments: Iterable[Segment]) -> bytes:
    """`custody.json`: format tipdesk-custody/1.0."""
    rows = [
        {
            "station": segment.station,
            "from": [segment.first, segment.before],
            "keys": [key.hex() for key in segment.keys],
            "links": [_shown(entry) for entry in segment.entries],
        }
        for segment in segments
    ]
    return canonical({"format": FORMAT, "segments": rows})


def _shown(entry: bytes | CustodyEvent) -> list[object]:
    if isinstance(entry, bytes):
        return [entry.hex()]
    binding = entry.binding
    if binding is None:
        raise ValueError("an entry from before the format")
    bound: list[object] = [binding.tag.hex(), binding.n, int(binding.decision)]
    if entry.at is None:
        return [*bound, binding.digest.hex()]
    fields = [timestamp(entry.at), entry.officer, entry.action, dict(entry.detail)]
    return [*bound, binding.salt.hex(), *fields]


# --- reading ----------------------------------------------------------------------------------


def read_custody(data: bytes, case_id: CaseId) -> tuple[Segment, ...]:
    """Read what `custody_json` wrote about this file; there is at least one segment.

    Raises:
        OtherVersion
        ValueError: it is not such a document, or can be read in another way too.
    """
    try:
        document = outside.fields(json.loads(data))
        form = outside.text(document["format"], limit=40)
        version = _VERSION.fullmatch(form)
        if version is not None and version[1] != "1":
            raise OtherVersion(form)
        if version is None or canonical(document) != data:
            raise ValueError("not written as it is read")
        if form == FORMAT and document.keys() != {"format", "segments"}:
            raise ValueError("other members")
        rows = outside.items(document["segments"])
        if not rows:
            raise ValueError("no segment")
        newer = form != FORMAT
        segments = [_segment(outside.fields(row), case_id, exactly=not newer) for row in rows]
        return tuple(replace(segment, is_newer=newer) for segment in segments)
    except OtherVersion:
        raise
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"not a {FORMAT} document") from error


def _segment(row: Mapping[str, object], case_id: CaseId, *, exactly: bool) -> Segment:
    if exactly and row.keys() != {"station", "from", "keys", "links"}:
        raise ValueError("other members")
    seq, before = outside.items(row["from"])
    first = outside.whole_number(seq, 1)
    keys = [_bytes(key, KEY) for key in outside.items(row["keys"])]
    if not 1 <= len(keys) <= MOST_KEYS or len(set(keys)) != len(keys):
        raise ValueError("not the keys of a file")
    rows = outside.items(row["links"])
    if not rows:
        raise ValueError("no link")
    return segment_of(
        outside.text(row["station"], STATION),
        first,
        outside.text(before, outside.SHA256),
        keys,
        (_entry(outside.items(link_row), case_id) for link_row in rows),
    )


def _entry(row: list[object], case_id: CaseId) -> bytes | CustodyEvent:
    if len(row) == 1:  # by far the most: told apart by one expression
        if not isinstance(row[0], str) or not _OTHERS.fullmatch(row[0]):
            raise ValueError("not a link of another file")
        return bytes.fromhex(row[0])
    if len(row) not in (4, 8):
        raise ValueError("a link of no known shape")
    tag, n = _bytes(row[0], TAG), outside.whole_number(row[1], 1)
    of_class = outside.whole_number(row[2])
    if of_class > 1:
        raise ValueError("not a class")
    bare = CustodyEvent(0, "", "", case_id=case_id)
    if len(row) == 4:
        digest = _bytes(row[3], _INNER)
        return replace(bare, binding=Binding(tag, n, bool(of_class), digest))
    salt, text = _bytes(row[3], SALT), outside.text(row[4], outside.TIME)
    at, officer = read_time(text), outside.text(row[5], limit=_LONGEST_NAME)
    action = outside.text(row[6], _ACTION)
    if timestamp(at) != text:
        raise ValueError("another time than is written")
    detail = {
        outside.text(name, limit=_LONGEST_NAME): outside.text(value)
        for name, value in outside.fields(row[7]).items()
    }
    event = replace(bare, at=at, officer=officer, action=action, detail=detail)
    binding = Binding(tag, n, bool(of_class), digest_of(salt, event), salt)
    return replace(event, binding=binding)


def _bytes(value: object, count: int) -> bytes:
    return bytes.fromhex(outside.text(value, rf"[0-9a-f]{{{count * 2}}}"))


# --- what a receiving station took in before ----------------------------------------------------


def read_before(data: bytes) -> tuple[CustodyEvent, ...]:
    """The entries of the file as a bundle of tipdesk-custody/1 has them, which no reader takes in
    any more. What lies in a vault was verified when it came.

    Raises:
        ValueError: it is not such a document.
    """
    try:
        document = outside.fields(json.loads(data))
        if document["format"] != "tipdesk-custody/1":
            raise ValueError("another format")
        rows = [outside.fields(row) for row in outside.items(document["events"])]
        return tuple(_entry_before(row) for row in rows if "at" in row)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a tipdesk-custody/1 document") from error


def _entry_before(row: Mapping[str, object]) -> CustodyEvent:
    case_id, detail = row["case_id"], outside.fields(row["detail"])
    return CustodyEvent(
        seq=outside.whole_number(row["seq"], 1),
        previous=outside.text(row["previous"], outside.SHA256),
        hash=outside.text(row["hash"], outside.SHA256),
        at=read_time(outside.text(row["at"], outside.TIME)),
        officer=outside.text(row["officer"], limit=_LONGEST_NAME),
        action=outside.text(row["action"], outside.WORD),
        case_id=None if case_id is None else CaseId(outside.text(case_id, limit=100)),
        detail={outside.text(key): outside.text(value) for key, value in detail.items()},
    )
