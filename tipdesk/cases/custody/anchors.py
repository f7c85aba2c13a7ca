"""A head of the chain on paper: the number of an entry and 25 digits that anybody can type."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = 25
_GROUP = 5
_CODE = "TIPDESK:1:ANCHOR"
_ENTRY = re.compile(  # documents printed before 0.2.0 say link and القيد
    r"(?:entry|link|الحلقة|القيد)?\s*(\d{1,15})\s*[:\u2013\u2014-]\s*(.+)", re.ASCII | re.DOTALL
)
_BETWEEN = re.compile(r"[\s.\u2013\u2014-]+")
_MARK = re.compile(rf"\d{{{DIGITS}}}|[0-9a-f]{{64}}|(?=\d*[a-f])[0-9a-f]{{16,63}}", re.ASCII)
_ISOLATES = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number of an entry and 25 digits of its hash, as they stand on paper.

    The digits are the entry's SHA-256, read as a number, modulo 10^25 (83 bits): nobody finds
    another entry that has them, and anybody can type them on any keyboard. A code on the same paper
    holds the whole hash.
    """

    seq: int
    mark: str
    bundle: str = ""
    source: str = ""

    def fits(self, digest: str) -> bool:
        """Whether an entry with this hash (hex) is the one."""
        return digest.startswith(self.mark) or anchor_digits(digest) == self.mark


def anchor_digits(digest: str) -> str:
    """The 25 digits of a hash (hex)."""
    return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}d}"


def grouped_digits(digest: str) -> str:
    """The 25 digits of a hash (hex) in five groups, as they stand on paper."""
    digits = anchor_digits(digest)
    return " ".join(digits[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))


def anchor_code(seq: int, digest: str) -> str:
    """What the code (QR) of an anchor says: alphanumeric, the whole hash."""
    return f"{_CODE}:{seq}:{digest}".upper()


def read_anchor(text: str) -> Anchor | None:
    """An anchor as people write it or a reader of codes types it: `1204 – 48213 90715 …`,
    `1204:5d1f…` (16 hex digits at least), the code; Arabic digits and any spacing count. A digit
    too many or too few is no anchor, rather than one that the chain does not have."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in _ISOLATES.sub("", text))
    plain = plain.strip()
    if plain.upper().startswith(_CODE + ":"):
        plain = plain[len(_CODE) + 1 :]
    match = _ENTRY.fullmatch(plain)
    if match is None:
        return None
    mark = _BETWEEN.sub("", match[2]).lower()
    return Anchor(int(match[1]), mark) if _MARK.fullmatch(mark) else None
