"""Scans of signed pages and of reply slips: what each holds, and what of it could not be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.signed_papers import Doubt, Ended, SignedPaper, Verdict
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.database.database import Database, Row


@dataclass(frozen=True, slots=True)
class KeptScan:
    """What is kept of one scan beside its pages' codes. Pages count from 1."""

    papers: tuple[SignedPaper, ...] = ()  # doubts and verdicts are those of the day
    bare: tuple[int, ...] = ()  # pages of the scan on which no code could be read
    read: int = 0  # how many pages were
    ended: Ended | None = None  # why no more; None: these are all
    need: int = 0  # of a reply slip, the row that it answers
    letter: str = ""  # and the mark of the letter


def add_scan(vault: Database, attachment_id: str, kept: KeptScan) -> None:
    """Keep what a scan holds. Rows are never changed."""
    vault.execute(
        "INSERT INTO signed_scan(attachment, bare, ended, read, need, letter)"
        " VALUES(?, ?, ?, ?, ?, ?)",
        (
            attachment_id,
            json.dumps(kept.bare),
            kept.ended.value if kept.ended else "",
            kept.read,
            kept.need,
            kept.letter,
        ),
    )
    for paper in kept.papers:
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
    found: dict[str, tuple[SignedPaper, ...]] = {}
    try:
        for row in papers:
            found[row[0]] = (*found.get(row[0], ()), _paper(row))
        return {row[0]: _scan(row, found.get(row[0], ())) for row in scans}
    except (TypeError, ValueError) as error:
        raise VaultDamaged(what="database") from error


def _scan(row: Row, papers: tuple[SignedPaper, ...]) -> KeptScan:
    _id, bare, ended, read, need, letter = row
    why = Ended(ended) if ended else None
    return KeptScan(papers, _numbers(bare), read, why, need, letter)


def _paper(row: Row) -> SignedPaper:
    _id, document, revision, digest, copy, present, pages, verdict, doubts = row
    said = tuple(Doubt(doubt) for doubt in json.loads(doubts))
    numbers, of_day = _numbers(present), Verdict(verdict)
    return SignedPaper(document, revision, digest, copy, numbers, pages, of_day, said)


def _numbers(stored: str) -> tuple[int, ...]:
    return tuple(int(page) for page in json.loads(stored))
