"""Answers that nobody changes any more, however the file stands. A trigger holds it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tipdesk.cases.model import CaseId
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import to_stored


def freeze(
    vault: Database, case_id: CaseId, paths: Iterable[str], *, officer: str, at: datetime
) -> None:
    """Let no answer follow at these paths; a repeat and a row hold all below them."""
    with vault.transaction():
        for path in paths:
            vault.execute(
                "INSERT INTO frozen(case_ref, path, officer, at) VALUES("
                "(SELECT id FROM case_file WHERE uuid = ?), ?,"
                " (SELECT id FROM officer WHERE login = ?), ?)",
                (case_id, path, officer, to_stored(at)),
            )
