"""Signed pages that were scanned: which state of which file each is, and which of them go.

A code says which page it is; nothing else of it is read. A page of another file is refused whole,
since filing it would mix two people's statements. A page of an older state is filed and flagged:
what was signed was a true document then, but the record says something else today. So is a page
that this station has not printed as it stands there: it may come from elsewhere, or not be what it
says.

A document of which only some pages were printed anew lies on the desk as pages of two states
(`sets_of`). The pages that replace others carry the state and the copy number of the print that
they came with; those that stay keep theirs (`cases.paper.prints`). In a scan they are one document:
what a print replaced completes the newest copy before it that lacks just these pages. Which pages a
print held the station knows, so that nothing is put together that only looks alike.

A scan goes to the Prosecution whole or not at all (`why_it_stays`), so everything on it has to be
known. What goes is the Prosecution's own copy, printed here: it carried only what may be released
(`cases.handover`). Its pages show the record that is sent, or, of an older state, nothing else than
that record says on the same pages, which the digests of what was printed show. Any other older page
may hold what was corrected or is withheld by now, and nobody has approved it: it is named, so that
it can be asked for in writing, and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.paper.prints import DIGEST_DIGITS, PageCode, PagesLeft

MOST_PAGES = 200
"""Pages of one scan that are read: four times our longest papers."""


class PageVerdict(StrEnum):
    """What one scanned page is to a file."""

    CURRENT = "current"  # the state that the record has now
    OLDER = "older"  # a state that left on paper, and was changed since
    BY_HAND = "by_hand"  # blank paper of the emergency pack that the file was typed in from
    UNKNOWN = "unknown"  # of this file by its number, of a state that never left here
    OTHER_FILE = "other_file"
    NO_CODE = "no_code"  # nothing readable: folded over, too dark, or no page of ours
    BLANK = "blank"  # the back of a page: nothing stands on it


ACCEPTED = frozenset({PageVerdict.CURRENT, PageVerdict.OLDER, PageVerdict.BY_HAND})


class PageDoubt(StrEnum):
    """What a page says of itself that this station's prints do not bear out."""

    NOT_PRINTED = "not_printed"  # this paper was not printed here in this state of the record
    COPY = "copy"  # no copy of that number was
    COPY_STATE = "copy_state"  # that copy was, in another state
    PAGE = "page"  # that copy was, without this page
    REVISION = "revision"  # this state of the record has another revision


class WhyScanEnded(StrEnum):
    """Why a scan was not read to its end."""

    PAGES = "pages"  # more than are read
    TIME = "time"
    SIZE = "size"  # a page, or all together, are larger than what is read
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """One print of a paper of the file, as the station recorded it."""

    document: str
    digest: str  # of the record that stands on it, whole (hex)
    copy: int
    pages: PagesLeft | None = None  # None: not compared; restricted answers may stand on it


@dataclass(frozen=True, slots=True)
class KnownPapers:
    """What a station knows of the papers of one file. Digests are whole (hex)."""

    number: str
    digest: str  # of the record now
    left: Collection[str] = ()  # of the states in which it left, was completed or approved
    serial: str = ""  # of the emergency pack, '' for none
    revision: int = 0  # of the record now
    prints: tuple[PrintedCopy, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One code on one page of a scan (from 1); None where there is none."""

    at: int
    code: PageCode | None
    verdict: PageVerdict
    doubts: tuple[PageDoubt, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """The pages of one printed copy that a scan holds."""

    document: str
    revision: int
    digest: str  # first half, hex
    copy: int
    present: tuple[int, ...]  # in order, each once
    of: int
    verdict: PageVerdict
    doubts: tuple[PageDoubt, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages that were not scanned, or of which no code could be read."""
        return tuple(page for page in range(1, self.of + 1) if page not in self.present)

    def again(self, other: SignedPaper) -> tuple[int, ...]:
        """The pages that another scan holds of the same printed copy as well."""
        mine = (self.document, self.revision, self.digest, self.copy, self.of)
        if mine != (other.document, other.revision, other.digest, other.copy, other.of):
            return ()
        return tuple(page for page in self.present if page in other.present)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan holds, page by page."""

    pages: tuple[ScannedPage, ...]

    def having(self, verdict: PageVerdict) -> tuple[int, ...]:
        """The pages of the scan (from 1) of which this is so, each once."""
        pages = (page.at for page in self.pages if page.verdict is verdict)
        return tuple(dict.fromkeys(pages))

    @property
    def refused(self) -> PageVerdict | None:
        """Why it is not filed; None where it can be."""
        for verdict in (PageVerdict.OTHER_FILE, PageVerdict.UNKNOWN):
            if self.having(verdict):
                return verdict
        return None if self.papers else PageVerdict.NO_CODE

    @property
    def papers(self) -> tuple[SignedPaper, ...]:
        """The copies of which a page is there, in the order in which they begin."""
        by_copy: dict[tuple[str, int, str, int, int], list[ScannedPage]] = {}
        for page in self.pages:
            code = page.code
            if code is not None and page.verdict in ACCEPTED:
                key = (code.document, code.revision, code.digest, code.copy, code.pages)
                by_copy.setdefault(key, []).append(page)
        return tuple(_paper(pages) for pages in by_copy.values())


def _paper(pages: Sequence[ScannedPage]) -> SignedPaper:
    codes = [page.code for page in pages if page.code is not None]
    first, present = codes[0], sorted({code.page for code in codes})
    doubts = tuple(dict.fromkeys(doubt for page in pages for doubt in page.doubts))
    return SignedPaper(
        first.document, first.revision, first.digest, first.copy, tuple(present), first.pages,
        pages[0].verdict, doubts,
    )  # fmt: skip


def scan_of(pages: Sequence[Sequence[PageCode] | None], known: KnownPapers) -> Scan:
    """Compare the codes of each page of a scan (None: it is blank) with what is known of the
    file."""
    return Scan(tuple(_pages(pages, known)))


def print_of(paper: PageCode | SignedPaper, prints: Sequence[PrintedCopy]) -> PrintedCopy | None:
    """The print of which a page or paper says to be."""
    named = (paper.document, paper.copy, paper.digest)
    matching = (
        printed
        for printed in prints
        if (printed.document, printed.copy, printed.digest[:DIGEST_DIGITS]) == named
    )
    return next(matching, None)


def _pages(pages: Sequence[Sequence[PageCode] | None], known: KnownPapers) -> Iterator[ScannedPage]:
    for at, codes in enumerate(pages, start=1):
        if not codes:
            yield ScannedPage(at, None, PageVerdict.BLANK if codes is None else PageVerdict.NO_CODE)
        for code in codes or ():
            verdict = _verdict(code, known)
            yield ScannedPage(at, code, verdict, tuple(_doubts(code, verdict, known)))


def _verdict(code: PageCode, known: KnownPapers) -> PageVerdict:
    if known.serial and code.number == known.serial:
        return PageVerdict.BY_HAND
    if code.number != known.number:
        return PageVerdict.OTHER_FILE
    if code.digest == known.digest[:DIGEST_DIGITS]:
        return PageVerdict.CURRENT
    left = {digest[:DIGEST_DIGITS] for digest in known.left}
    return PageVerdict.OLDER if code.digest in left else PageVerdict.UNKNOWN


def _doubts(code: PageCode, verdict: PageVerdict, known: KnownPapers) -> Iterator[PageDoubt]:
    if verdict not in (PageVerdict.CURRENT, PageVerdict.OLDER):
        return
    prints = [printed for printed in known.prints if printed.document == code.document]
    mine = print_of(code, prints)
    if mine is not None:
        pages = mine.pages
        if pages and (len(pages.digests) != code.pages or code.page not in pages.left):
            yield PageDoubt.PAGE
    elif not any(printed.digest[:DIGEST_DIGITS] == code.digest for printed in prints):
        yield PageDoubt.NOT_PRINTED
    else:
        numbered = any(printed.copy == code.copy for printed in prints)
        yield PageDoubt.COPY_STATE if numbered else PageDoubt.COPY
    # The record holds its revision, so a state has one; of older ones it is only known that they
    # were no newer.
    current = verdict is PageVerdict.CURRENT
    if code.revision > known.revision or (current and code.revision != known.revision):
        yield PageDoubt.REVISION


# --- pages of two states that are one document ------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedSet:
    """One paper in a scan: the copy that it began with, then the prints that replaced pages of it.
    `printed` are the pages that these prints held, as far as that is known. `whose` copy it is the
    station's own record of the print says (`printing.plan.Copy`); '' where it holds none."""

    parts: tuple[SignedPaper, ...]
    printed: tuple[int, ...]
    whose: str = ""

    @property
    def newest(self) -> SignedPaper:
        """The part that was printed last; it speaks for the whole."""
        return self.parts[-1]

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages that were printed and not scanned."""
        present = {page for part in self.parts for page in part.present}
        return tuple(page for page in self.printed if page not in present)

    @property
    def elsewhere(self) -> tuple[int, ...]:
        """The pages that these prints did not hold: they stayed as they lie in an older copy."""
        return tuple(page for page in range(1, self.newest.of + 1) if page not in self.printed)


def sets_of(papers: Sequence[SignedPaper], prints: Sequence[PrintedCopy]) -> tuple[SignedSet, ...]:
    """The papers of one scan, those put together that are one; in the order of their beginning."""
    groups = [[paper] for paper in papers]
    for replacing in sorted(papers, key=lambda paper: paper.copy):
        if not _is_partial(replacing, prints):
            continue
        fitting = [group for group in groups if _completes(replacing, group)]
        if fitting:
            newest = max(fitting, key=lambda group: group[-1].copy)
            groups.remove([replacing])
            newest.append(replacing)
    return tuple(
        SignedSet(tuple(parts), _printed(parts, prints), _whose(parts[-1], prints))
        for parts in groups
    )


def _completes(replacing: SignedPaper, parts: Sequence[SignedPaper]) -> bool:
    last = parts[-1]
    present = {page for part in parts for page in part.present}
    return (
        (last.document, last.of) == (replacing.document, replacing.of)
        and last.copy < replacing.copy
        and last.verdict is not PageVerdict.BY_HAND
        and present.isdisjoint(replacing.present)
    )


def _left(paper: SignedPaper, prints: Sequence[PrintedCopy]) -> tuple[int, ...]:
    """The pages that its print held; all where that is not known."""
    mine = print_of(paper, prints)
    if mine is None or mine.pages is None or len(mine.pages.digests) != paper.of:
        return tuple(range(1, paper.of + 1))
    return mine.pages.left


def _is_partial(paper: SignedPaper, prints: Sequence[PrintedCopy]) -> bool:
    return len(_left(paper, prints)) < paper.of


def _whose(paper: SignedPaper, prints: Sequence[PrintedCopy]) -> str:
    mine = print_of(paper, prints)
    return mine.pages.copy if mine is not None and mine.pages is not None else ""


def _printed(parts: Sequence[SignedPaper], prints: Sequence[PrintedCopy]) -> tuple[int, ...]:
    return tuple(sorted({page for part in parts for page in _left(part, prints)}))


# --- which scans go to the Prosecution --------------------------------------------------------


PROSECUTION = "prosecution"


class State(StrEnum):
    """What the page of a scan that goes is to the record that goes with it."""

    THIS = "this"  # it shows this very state
    SAME_WORDS = "same_words"  # an older one, that says the same on these pages


class WhyScanStays(StrEnum):
    """Why a scan stays."""

    OTHER_COPY = "other_copy"  # the agency's or the person's, or of a paper that is internal
    BY_HAND = "by_hand"  # what was written on blank paper is held to no level
    OLDER = "older_state"
    DOUBTED = "doubted"  # it is not known what was printed there
    UNREAD = "unread"  # of a page it is not known what it is
    PLACE = "place"  # a photograph that says where it was taken
    RESTRICTED = "restricted"  # level 4 may stand on it: only counted


def why_it_stays(
    papers: Sequence[SignedPaper],
    prints: Sequence[PrintedCopy],
    digest: str,
    *,
    whole: bool,
    has_place: bool,
) -> WhyScanStays | None:
    """Why a scan stays; None: it goes.

    Args:
        papers: all that it holds.
        prints: of the file.
        digest: of the record that goes (hex).
        whole: whether every page of it was read, and had a code.
        has_place: whether the file itself says where it was taken.
    """
    reasons = {_why(paper, prints, digest) for paper in papers} - {None}
    if WhyScanStays.RESTRICTED in reasons:
        return WhyScanStays.RESTRICTED
    if not whole:
        return WhyScanStays.UNREAD
    first = next((why for why in WhyScanStays if why in reasons), None)
    return first or (WhyScanStays.PLACE if has_place else None)


def state_of(paper: SignedPaper, digest: str) -> State:
    """Of a paper that goes."""
    return State.THIS if paper.digest == digest[:DIGEST_DIGITS] else State.SAME_WORDS


def _why(paper: SignedPaper, prints: Sequence[PrintedCopy], digest: str) -> WhyScanStays | None:
    if paper.verdict is PageVerdict.BY_HAND:
        return WhyScanStays.BY_HAND
    mine = print_of(paper, prints)
    if mine is not None and mine.pages is None:
        return WhyScanStays.RESTRICTED
    if mine is None or mine.pages is None or paper.doubts:
        return WhyScanStays.DOUBTED
    if mine.pages.copy != PROSECUTION:
        return WhyScanStays.OTHER_COPY
    if state_of(paper, digest) is State.THIS or _same_words(paper, mine, prints, digest):
        return None
    return WhyScanStays.OLDER


def _same_words(
    paper: SignedPaper, mine: PrintedCopy, prints: Sequence[PrintedCopy], digest: str
) -> bool:
    """Whether these pages say in a print of the record that goes what they said when they were
    signed."""
    then = mine.pages
    return then is not None and any(
        (printed.document, printed.digest) == (mine.document, digest)
        and (now.variant, len(now.digests)) == (then.variant, len(then.digests))
        and all(now.digests[at - 1] == then.digests[at - 1] for at in paper.present)
        for printed in prints
        if (now := printed.pages) is not None
    )
