"""Unfinished work of each officer in each file: replaced and deleted freely, it is no evidence.

Neither search nor list nor chain of custody knows of it; `secure_delete` overwrites what it was.
"""

from __future__ import annotations

import json
from datetime import datetime

from tipdesk.cases.drafts import NO_DRAFT, Draft, draft_from_json, draft_to_json
from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database
from tipdesk.storage.times import to_stored

_WHOSE = "(SELECT id FROM case_file WHERE uuid = ?), (SELECT id FROM officer WHERE login = ?)"


def keep(vault: Database, case_id: CaseId, login: str, draft: Draft, at: datetime) -> None:
    """Replace the officer's draft of a file; an empty one goes."""
    with vault.transaction():
        if draft:
            body = json.dumps(draft_to_json(draft))  # ASCII: half an emoji can be kept too
            vault.execute(
                f"INSERT OR REPLACE INTO draft VALUES({_WHOSE}, ?, ?)",
                (case_id, login, body, to_stored(at)),
            )
        else:
            vault.execute(
                f"DELETE FROM draft WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
                (case_id, login),
            )


def find(vault: Database, case_id: CaseId, login: str) -> Draft:
    """The officer's draft of a file; an empty one when there is none."""
    row = vault.row(
        f"SELECT body FROM draft WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
        (case_id, login),
    )
    return draft_from_json(json.loads(row[0])) if row else NO_DRAFT


def holders(vault: Database, case_id: CaseId) -> tuple[str, ...]:
    """The logins of those who have a draft of a file."""
    rows = vault.rows(
        "SELECT login FROM draft JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY login",
        (case_id,),
    )
    return tuple(str(row[0]) for row in rows)


def choose_view(vault: Database, case_id: CaseId, login: str, *, quick: bool) -> None:
    """Keep whether the officer sees the file in quick mode."""
    with vault.transaction():
        vault.execute(
            f"INSERT OR REPLACE INTO chosen_view VALUES({_WHOSE}, ?)",
            (case_id, login, int(quick)),
        )


def chosen_view(vault: Database, case_id: CaseId, login: str) -> bool | None:
    """Whether the officer sees the file in quick mode; None: never chosen."""
    row = vault.row(
        f"SELECT quick FROM chosen_view WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
        (case_id, login),
    )
    return bool(row[0]) if row else None
