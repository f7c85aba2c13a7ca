"""A signed page that was scanned, and which state of which file it is.

A code says so; nothing else of the page is read. A page of another file is refused whole, since
filing it would mix two people's stories. A page of an older state is filed and flagged: what
was signed was true paper then, but the record says something else today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.page_code import DIGEST_DIGITS, PageCode


class Verdict(StrEnum):
    """What one scanned page is to a file."""

    CURRENT = "current"  # the state that the record has now
    OLDER = "older"  # a state that left on paper, and was changed since
    BY_HAND = "by_hand"  # blank paper of the emergency pack that the file was typed in from
    UNKNOWN = "unknown"  # of this file by its number, of a state that never left here
    OTHER_FILE = "other_file"
    NO_CODE = "no_code"  # nothing readable: blank, folded over, too dark, or no page of ours


ACCEPTED = frozenset({Verdict.CURRENT, Verdict.OLDER, Verdict.BY_HAND})


@dataclass(frozen=True, slots=True)
class Known:
    """What a station knows of the papers of one file. Digests are whole (hex)."""

    number: str
    digest: str  # of the record now
    left: Collection[str] = ()  # of the states in which it left, was completed or approved
    serial: str = ""  # of the emergency pack, '' for none


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One code on one page of a scan (from 1); None where there is none."""

    at: int
    code: PageCode | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """The pages of one printed copy that a scan holds."""

    document: str
    revision: int
    digest: str  # first half, hex
    copy: int
    present: tuple[int, ...]  # in order, each once
    of: int
    verdict: Verdict

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages that were not scanned, or of which no code could be read."""
        return tuple(page for page in range(1, self.of + 1) if page not in self.present)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan holds, page by page."""

    pages: tuple[ScannedPage, ...]

    def having(self, verdict: Verdict) -> tuple[int, ...]:
        """The pages of the scan (from 1) of which this is so, each once."""
        found = (page.at for page in self.pages if page.verdict is verdict)
        return tuple(dict.fromkeys(found))

    @property
    def refused(self) -> Verdict | None:
        """Why it is not filed; None where it can be."""
        for verdict in (Verdict.OTHER_FILE, Verdict.UNKNOWN):
            if self.having(verdict):
                return verdict
        return None if self.papers else Verdict.NO_CODE

    @property
    def papers(self) -> tuple[SignedPaper, ...]:
        """The copies of which a page is there, in the order in which they begin."""
        found: dict[tuple[str, int, str, int, int], tuple[set[int], Verdict]] = {}
        for page in self.pages:
            code = page.code
            if code is None or page.verdict not in ACCEPTED:
                continue
            key = (code.document, code.revision, code.digest, code.copy, code.pages)
            found.setdefault(key, (set(), page.verdict))[0].add(code.page)
        return tuple(
            SignedPaper(document, revision, digest, copy, tuple(sorted(present)), of, verdict)
            for (document, revision, digest, copy, of), (present, verdict) in found.items()
        )


def scan_of(pages: Sequence[Sequence[PageCode]], known: Known) -> Scan:
    """Compare the codes of each page of a scan with what is known of the file."""
    return Scan(tuple(_pages(pages, known)))


def _pages(pages: Sequence[Sequence[PageCode]], known: Known) -> Iterator[ScannedPage]:
    for at, codes in enumerate(pages, start=1):
        if not codes:
            yield ScannedPage(at, None, Verdict.NO_CODE)
        for code in codes:
            yield ScannedPage(at, code, _verdict(code, known))


def _verdict(code: PageCode, known: Known) -> Verdict:
    if known.serial and code.number == known.serial:
        return Verdict.BY_HAND
    if code.number != known.number:
        return Verdict.OTHER_FILE
    if code.digest == known.digest[:DIGEST_DIGITS]:
        return Verdict.CURRENT
    left = {digest[:DIGEST_DIGITS] for digest in known.left}
    return Verdict.OLDER if code.digest in left else Verdict.UNKNOWN
