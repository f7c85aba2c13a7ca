"""Which pages of which papers the scans of signed pages hold."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tipdesk.cases.model import CaseId
from tipdesk.cases.signed_paper import SignedPaper, Verdict
from tipdesk.errors import VaultDamaged
from tipdesk.storage.database import Database


def add(vault: Database, attachment_id: str, paper: SignedPaper) -> None:
    """Keep what a scan holds of one printed copy. A row is never changed."""
    vault.execute(
        "INSERT INTO signed_paper(attachment, document, revision, digest, copy, present, pages,"
        " verdict) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        (
            attachment_id,
            paper.document,
            paper.revision,
            paper.digest,
            paper.copy,
            json.dumps(paper.present),
            paper.of,
            paper.verdict.value,
        ),
    )


def of_case(vault: Database, case_id: CaseId) -> Mapping[str, tuple[SignedPaper, ...]]:
    """The papers in each scan of a file, by the id of the scan. The verdict is that of the day.

    Raises:
        VaultDamaged: a row is none.
    """
    rows = vault.rows(
        "SELECT attachment, document, revision, digest, copy, present, pages, verdict"
        " FROM signed_paper JOIN attachment ON attachment.id = attachment"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY signed_paper.id",
        (case_id,),
    )
    found: dict[str, tuple[SignedPaper, ...]] = {}
    for attachment, document, revision, digest, copy, present, pages, verdict in rows:
        try:
            numbers = tuple(int(page) for page in json.loads(present))
            of_day = Verdict(verdict)
        except (TypeError, ValueError) as error:
            raise VaultDamaged(what="database") from error
        paper = SignedPaper(document, revision, digest, copy, numbers, pages, of_day)
        found[attachment] = (*found.get(attachment, ()), paper)
    return found
