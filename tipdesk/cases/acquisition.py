"""How a file came about before it was attached: device, tool, who, when, and the tool's own hash.

What a court asks of a digital exhibit (ISO/IEC 27037 §6.5 and §7.1: device, tool and version, who,
when, verification of the copy against the source). It is typed by the officer who attaches the
file; the program adds the hash of its own copy and whether the two agree. A later record stands
beside the earlier one, and the newest counts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum

from tipdesk.i18n.text import ascii_digits, clean

ALGORITHMS: Mapping[int, str] = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
"""By the number of hex digits: tools print the digits and rarely more."""
MOST = 200  # characters of one field
_BETWEEN = re.compile(r"[\s:.\-\u200b-\u200f\u2066-\u2069]+")  # signs that tools put between digits
_HEX = re.compile("[0-9a-f]+")


class HashOf(StrEnum):
    """What a tool's hash speaks of."""

    FILE = "file"  # the file as it was handed over
    MEDIUM = "medium"  # what lies inside an image: the disk, the phone's memory


class WriteBlocker(StrEnum):
    """What kept the source from being written to."""

    HARDWARE = "hardware"
    SOFTWARE = "software"
    NONE = "none"


class HashComparison(StrEnum):
    """What became of the tool's hash."""

    NOT_GIVEN = "not_given"
    SAME = "same"  # as worked out over the copy in the vault
    DIFFERENT = "different"
    STORED_SAME = "stored_same"  # as the image itself carries of the medium
    STORED_DIFFERENT = "stored_different"
    NOT_COMPARED = "not_compared"  # it is of a medium, and the image carries no such hash


DISAGREES = frozenset({HashComparison.DIFFERENT, HashComparison.STORED_DIFFERENT})


@dataclass(frozen=True, slots=True)
class Acquisition:
    """What the officer wrote; '' for what is not known."""

    make: str = ""
    model: str = ""
    serial: str = ""
    tool: str = ""
    version: str = ""
    blocker: str = ""  # a Blocker
    blocker_name: str = ""
    acquired_by: str = ""
    acquired_at: str = ""  # ISO 8601, UTC
    source_hash: str = ""  # hex
    hash_of: str = ""  # a HashOf; '' without a hash

    @property
    def algorithm(self) -> str:
        """Of the source hash: a key of `hashlib`; '' without one."""
        return ALGORITHMS.get(len(self.source_hash), "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was compared; `digest` is hex, of the same algorithm as the tool's hash."""

    compared: HashComparison = HashComparison.NOT_GIVEN
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Acquired:
    """An acquisition as it was recorded."""

    acquisition: Acquisition
    outcome: Outcome
    by: str  # login
    at: datetime


def typed_hash(text: str) -> str:
    """A hash as people copy it from a report, as plain hex.

    Raises:
        ValueError: it is none of MD5, SHA-1, SHA-256 and SHA-512.
    """
    bare = _BETWEEN.sub("", ascii_digits(text)).lower()
    if bare and not (_HEX.fullmatch(bare) and len(bare) in ALGORITHMS):
        raise ValueError(text)
    return bare


def tidy(acquisition: Acquisition) -> Acquisition:
    """The same with every text clean, in one line and not endless, as it is kept."""
    plain = {
        name: " ".join(clean(str(text)).split())[:MOST]
        for name, text in asdict(acquisition).items()
    }
    return Acquisition(**plain)


def acquisition_body(acquisition: Acquisition, outcome: Outcome) -> str:
    """Both as canonical JSON, as kept."""
    content = {"acquisition": asdict(acquisition), "outcome": asdict(outcome)}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def body_digest(body: str) -> str:
    """SHA-256 (hex) of what is kept: the entry of the chain holds it."""
    return hashlib.sha256(body.encode("ascii")).hexdigest()


def acquisition_of(body: str) -> tuple[Acquisition, Outcome]:
    """Read what `acquisition_body` wrote.

    Raises:
        ValueError: it is not that.
    """
    try:
        content = json.loads(body)
        known = {
            item.name: str(content["acquisition"].get(item.name, ""))
            for item in fields(Acquisition)
        }
        outcome = content["outcome"]
        return Acquisition(**known), Outcome(
            HashComparison(outcome["compared"]), str(outcome["digest"])
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no record of an acquisition") from error
