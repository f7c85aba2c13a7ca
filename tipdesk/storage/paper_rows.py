"""What left on paper, letters of referral, emergency packs that were typed in, scans of signed
pages.

Rows are added. Of the letters that referred a need the last one counts; which questions of level 4
it told of says that they were answered, so these names stand under the file's own key. A scan of
signed pages or of a reply slip says what it holds, and what of it could not be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.prints import PagesLeft
from tipdesk.cases.paper.referrals import Letter
from tipdesk.cases.paper.signed_papers import PageDoubt, PageVerdict, SignedPaper, WhyScanEnded
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.keys.case_keys import Opens, is_closed, opens_nothing

# --- emergency packs, each typed in as one file -----------------------------------------------


def add_pack(vault: Database, case_id: CaseId, serial: str) -> None:
    """Keep from which pack a file is typed in. Never changed."""
    vault.execute(
        "INSERT INTO paper_pack(case_ref, serial)"
        " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?)",
        (case_id, serial),
    )


def pack_serial(vault: Database, case_id: CaseId) -> str:
    """The pack that a file is typed in from; '' for none."""
    row = vault.row(
        "SELECT serial FROM paper_pack JOIN case_file ON case_file.id = case_ref WHERE uuid = ?",
        (case_id,),
    )
    return str(row[0]) if row else ""


def case_of_pack(vault: Database, serial: str) -> CaseId | None:
    """The file that was typed in from a pack."""
    row = vault.row(
        "SELECT uuid FROM paper_pack JOIN case_file ON case_file.id = case_ref WHERE serial = ?",
        (serial,),
    )
    return CaseId(row[0]) if row else None


# --- large print ------------------------------------------------------------------------------


def choose_large_print(vault: Database, case_id: CaseId, *, large: bool) -> None:
    """Keep whether what the person of a file reads is printed large."""
    with vault.transaction():
        vault.set_meta(f"large_print/{case_id}", "yes" if large else "no")


def large_print(vault: Database, case_id: CaseId) -> bool | None:
    """Whether what the person of a file reads is printed large; None: never chosen."""
    chosen = vault.meta(f"large_print/{case_id}")
    return chosen == "yes" if chosen else None


# --- letters of referral ----------------------------------------------------------------------


AGENCY, FIELDS = "agency", "fields"
"""Their places, for what closes them in a hidden file."""
Closes = Callable[[str, str], str]
"""Closes a text that stands at a place under a file's own key."""


def add_letter(
    vault: Database,
    case_id: CaseId,
    letter: Letter,
    restricted: Collection[str],
    closes: Closes,
    *,
    hidden: bool,
) -> None:
    """Keep a letter that left; `by` and `at` must be filled. Names of `restricted` questions are
    closed, and in a `hidden` file whatever it told and whom."""
    if letter.at is None:
        raise ValueError("a letter without its time")
    agency = letter.agency
    fields = " ".join(name for name in letter.fields if name not in restricted)
    closed = " ".join(name for name in letter.fields if name in restricted)
    if hidden:
        agency, fields = closes(AGENCY, agency), closes(FIELDS, fields)
    with vault.transaction():
        vault.execute(
            "INSERT INTO letter(case_ref, need, mark, agency, fields, restricted, officer, at)"
            " VALUES((SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?)",
            (
                case_id,
                letter.need,
                letter.mark,
                agency,
                fields,
                closes(_place(letter.mark), closed) if closed else "",
                letter.by,
                to_stored(letter.at),
            ),
        )


def letters(vault: Database, case_id: CaseId, opens: Opens = opens_nothing) -> tuple[Letter, ...]:
    """Every letter of a file, oldest first; without the names that are closed to `opens`."""
    rows = vault.rows(
        "SELECT need, mark, agency, fields, restricted, login, at FROM letter"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY letter.id",
        (case_id,),
    )
    return tuple(
        Letter(
            need,
            mark,
            _opened(agency, AGENCY, opens),
            tuple(
                f"{_opened(fields, FIELDS, opens)} {_opened(closed, _place(mark), opens)}".split()
            ),
            login,
            from_stored(at),
        )
        for need, mark, agency, fields, closed, login, at in rows
    )


def _opened(stored: str, place: str, opens: Opens) -> str:
    return (opens(place, stored) or "") if is_closed(stored) else stored


def _place(mark: str) -> str:
    return f"letter/{mark}"


# --- scans ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptScan:
    """What is kept of one scan beside its pages' codes. Pages count from 1."""

    papers: tuple[SignedPaper, ...] = ()  # doubts and verdicts are those of the day
    bare: tuple[int, ...] = ()  # pages of the scan on which no code could be read
    read: int = 0  # how many pages were
    ended: WhyScanEnded | None = None  # why no more; None: these are all
    need: int = 0  # of a reply slip, the row that it answers
    letter: str = ""  # and the mark of the letter


def add_scan(vault: Database, attachment_id: str, scan: KeptScan) -> None:
    """Keep what a scan holds. Rows are never changed."""
    vault.execute(
        "INSERT INTO signed_scan(attachment, bare, ended, read, need, letter)"
        " VALUES(?, ?, ?, ?, ?, ?)",
        (
            attachment_id,
            json.dumps(scan.bare),
            scan.ended.value if scan.ended else "",
            scan.read,
            scan.need,
            scan.letter,
        ),
    )
    for paper in scan.papers:
        vault.execute(
            "INSERT INTO signed_paper(attachment, document, revision, digest, copy, present, pages,"
            " verdict, doubts) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                attachment_id,
                paper.document,
                paper.revision,
                paper.digest,
                paper.copy,
                json.dumps(paper.present),
                paper.of,
                paper.verdict.value,
                json.dumps([doubt.value for doubt in paper.doubts]),
            ),
        )


def scans(vault: Database, case_id: CaseId) -> Mapping[str, KeptScan]:
    """What is kept of each scan of a file, by its id.

    Raises:
        VaultDamaged: a row is none.
    """
    papers = vault.rows(
        "SELECT attachment, document, revision, digest, copy, present, pages, verdict, doubts"
        " FROM signed_paper JOIN attachment ON attachment.id = attachment"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY signed_paper.id",
        (case_id,),
    )
    scans = vault.rows(
        "SELECT attachment, bare, ended, read, need, letter"
        " FROM signed_scan JOIN attachment ON attachment.id = attachment"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (case_id,),
    )
    by_attachment: dict[str, tuple[SignedPaper, ...]] = {}
    try:
        for row in papers:
            by_attachment[row[0]] = (*by_attachment.get(row[0], ()), _paper(row))
        return {row[0]: _scan(row, by_attachment.get(row[0], ())) for row in scans}
    except (TypeError, ValueError) as error:
        raise VaultDamaged(what="database") from error


def _scan(row: Row, papers: tuple[SignedPaper, ...]) -> KeptScan:
    _id, bare, ended, read, need, letter = row
    why = WhyScanEnded(ended) if ended else None
    return KeptScan(papers, _numbers(bare), read, why, need, letter)


def _paper(row: Row) -> SignedPaper:
    _id, document, revision, digest, copy, present, pages, verdict, doubts = row
    doubts_read = tuple(PageDoubt(doubt) for doubt in json.loads(doubts))
    numbers, of_day = _numbers(present), PageVerdict(verdict)
    return SignedPaper(document, revision, digest, copy, numbers, pages, of_day, doubts_read)


def _numbers(stored: str) -> tuple[int, ...]:
    return tuple(int(page) for page in json.loads(stored))


WORDS = "words"
"""The place of another purpose's words, for what closes them."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that left on paper or as a file, or began to; `digest` is that of the record it
    shows."""

    case_id: CaseId
    document: str
    how: str  # `cases.paper.prints.PrintOutcome`
    digest: str
    by: str  # login
    at: datetime
    purpose: str = ""  # `cases.paper.prints.Purpose`; '' in rows of before
    words: str = ""  # of another purpose
    printer: str = ""  # `cases.paper.prints.PrinterKind`; '' for a file and in rows of before
    copy: int = 0  # 0: not counted
    pages: PagesLeft | None = None  # None: its pages are not compared


def add_printed(vault: Database, printed: Printed) -> None:
    """Enter a printed document."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO printed(case_ref, document, how, digest, officer, at,"
            " purpose, words, printer, copy, pages) VALUES("
            "(SELECT id FROM case_file WHERE uuid = ?), ?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?, ?, ?)",
            (
                printed.case_id,
                printed.document,
                printed.how,
                printed.digest,
                printed.by,
                to_stored(printed.at),
                printed.purpose,
                printed.words,
                printed.printer,
                printed.copy,
                _stored(printed.pages),
            ),
        )


def printed(vault: Database, case_id: CaseId) -> tuple[Printed, ...]:
    """Every document of a file that left, oldest first."""
    rows = vault.rows(
        "SELECT document, how, digest, login, at, purpose, words, printer, copy, pages FROM printed"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY printed.id",
        (case_id,),
    )
    return tuple(
        Printed(
            case_id,
            document,
            how,
            digest,
            by,
            from_stored(at),
            purpose,
            words,
            printer,
            copy,
            _read(pages),
        )
        for document, how, digest, by, at, purpose, words, printer, copy, pages in rows
    )


def count_printed(vault: Database, case_id: CaseId, document: str) -> int:
    """How often this document of the file has left, or began to."""
    rows = vault.rows(
        "SELECT count(*) FROM printed WHERE document = ?"
        " AND case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (document, case_id),
    )
    return int(rows[0][0])


def printed_words(
    vault: Database, case_ids: Collection[CaseId], opens: Callable[[CaseId], Opens]
) -> frozenset[str]:
    """The words of every other purpose for which papers of these files left, but those that are
    closed to what `opens` a file's texts."""
    rows = vault.rows(
        "SELECT DISTINCT uuid, words FROM printed JOIN case_file ON case_file.id = case_ref"
        " WHERE words <> ''"
    )
    texts = (
        opens(CaseId(uuid))(WORDS, text) if is_closed(text) else text
        for uuid, text in rows
        if uuid in case_ids
    )
    return frozenset(str(text) for text in texts if text)


def _stored(pages: PagesLeft | None) -> str:
    if pages is None:
        return ""
    fields = {"variant": pages.variant, "digests": pages.digests, "left": pages.left}
    return json.dumps(fields, separators=(",", ":"))


def _read(stored: str) -> PagesLeft | None:
    if not stored:
        return None
    fields = json.loads(stored)
    return PagesLeft(fields["variant"], tuple(fields["digests"]), tuple(fields["left"]))
