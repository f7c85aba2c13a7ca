"""What the code on a reply slip says: which need of which file it answers, and which letter.

It is of a kind of its own beside `page_code`: a slip is cut off and comes back alone. Only file
number, place of the need and the letter's mark stand in it, nothing of the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK_DIGITS = 32
"""Of a letter's mark, in small hex."""

_REPLY_FORMAT = "TIPDESK:2:REPLY"
_REPLY_SHAPE = re.compile(
    rf"{_REPLY_FORMAT}:(?P<number>[A-Z0-9-]+):(?P<need>[1-9][0-9]{{0,5}})"
    rf":(?P<mark>[0-9A-F]{{{MARK_DIGITS}}})"
)


@dataclass(frozen=True, slots=True)
class ReplyCode:
    """One slip. `need` is the row of the needs, `mark` tells the letters of a need apart."""

    number: str  # of the file
    need: int
    mark: str

    @property
    def text(self) -> str:
        """As it stands in the QR code."""
        return ":".join((_REPLY_FORMAT, self.number, str(self.need), self.mark)).upper()


def read_reply_code(text: str) -> ReplyCode | None:
    """What a code says; None when it is none of a reply slip. Never raises."""
    found = _REPLY_SHAPE.fullmatch(text)
    if found is None:
        return None
    return ReplyCode(found["number"], int(found["need"]), found["mark"].lower())
