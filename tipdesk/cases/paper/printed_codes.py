"""What the code on a printed page says: which page of which paper, of which state of which file.

The alphabet is that of alphanumeric QR codes (ISO/IEC 18004), so that the squares stay large
enough for a copier and a telephone. Half of the record's SHA-256 is plenty to tell states of one
file apart; the foot of the page shows the same half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BLANK = "BLANK"
"""Where a number stands on a file's paper: nobody has written on this one yet."""

DIGEST_DIGITS = 32
"""Of the record's SHA-256 in hex, from its beginning."""

_FORMAT = "TIPDESK:2"
_SHAPE = re.compile(
    rf"{_FORMAT}:(?P<document>[A-Z0-9-]+):(?P<number>[A-Z0-9-]+):(?P<revision>[0-9]{{1,9}})"
    rf":(?P<digest>[0-9A-F]{{{DIGEST_DIGITS}}})"
    r":(?P<page>[0-9]{1,4})/(?P<pages>[0-9]{1,4}):(?P<copy>[0-9]{1,6})"
)


@dataclass(frozen=True, slots=True)
class PageCode:
    """One printed page. `digest` is the first half of the record's SHA-256 in small hex, of the
    form's on blank paper; `copy` counts what left on paper, 0 where copies are not counted."""

    document: str
    number: str  # of the file; BLANK; or the serial of an emergency pack
    revision: int
    digest: str
    page: int = 1
    pages: int = 1
    copy: int = 0

    @property
    def text(self) -> str:
        """As it stands in the QR code."""
        parts = (
            _FORMAT, self.document, self.number, str(self.revision), self.digest[:DIGEST_DIGITS],
            f"{self.page}/{self.pages}", str(self.copy),
        )  # fmt: skip
        return ":".join(parts).upper()


def read_page_code(text: str) -> PageCode | None:
    """What a code says; None when it is none of ours. Never raises."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    page, pages = int(found["page"]), int(found["pages"])
    if not 1 <= page <= pages:
        return None
    return PageCode(
        document=found["document"].lower(),
        number=found["number"],
        revision=int(found["revision"]),
        digest=found["digest"].lower(),
        page=page,
        pages=pages,
        copy=int(found["copy"]),
    )
