"""What left on paper or as a file: which document of which file, when, by whom, what for."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.prints import PagesLeft
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import from_stored, to_stored
from tipdesk.storage.keys.case_keys import Opens, is_closed

WORDS = "words"
"""The place of another purpose's words, for what closes them."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that left on paper or as a file, or began to; `digest` is that of the record it
    shows."""

    case_id: CaseId
    document: str
    how: str  # `cases.prints.How`
    digest: str
    by: str  # login
    at: datetime
    purpose: str = ""  # `cases.prints.Purpose`; '' in rows of before
    words: str = ""  # of another purpose
    printer: str = ""  # `cases.prints.PrinterKind`; '' for a file and in rows of before
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
            said,
            printer,
            copy,
            _read(pages),
        )
        for document, how, digest, by, at, purpose, said, printer, copy, pages in rows
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
    found = (
        opens(CaseId(uuid))(WORDS, said) if is_closed(said) else said
        for uuid, said in rows
        if uuid in case_ids
    )
    return frozenset(str(said) for said in found if said)


def _stored(pages: PagesLeft | None) -> str:
    if pages is None:
        return ""
    kept = {"variant": pages.variant, "digests": pages.digests, "left": pages.left}
    return json.dumps(kept, separators=(",", ":"))


def _read(stored: str) -> PagesLeft | None:
    if not stored:
        return None
    kept = json.loads(stored)
    return PagesLeft(kept["variant"], tuple(kept["digests"]), tuple(kept["left"]))
