"""Unfinished work of each officer in each file: replaced and deleted freely, it is no evidence.

Neither search nor list nor chain of custody knows of it; `secure_delete` overwrites what it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tipdesk.cases.interview.unfinished import (
    NO_DRAFT,
    Draft,
    RemarksDraft,
    draft_from_json,
    draft_to_json,
    handed_on,
    remarks_from_json,
    remarks_to_json,
    without,
)
from tipdesk.cases.model import CaseId
from tipdesk.storage.keys.case_keys import is_closed
from tipdesk.storage.transactions import Database, to_stored

_WHOSE = "(SELECT id FROM case_file WHERE uuid = ?), (SELECT id FROM officer WHERE login = ?)"


def keep(vault: Database, case_id: CaseId, login: str, draft: Draft, at: datetime) -> None:
    """Replace what the officer has typed in a file; remarks that were not sent stay."""
    _put(vault, case_id, login, draft_to_json(draft), at)


def keep_remarks(
    vault: Database, case_id: CaseId, login: str, remarks: RemarksDraft, at: datetime
) -> None:
    """Replace the officer's remarks for a return; what was typed in the file itself stays."""
    _put(vault, case_id, login, {"remarks": remarks_to_json(remarks)}, at)


def find(vault: Database, case_id: CaseId, login: str) -> Draft:
    """The officer's draft of a file; an empty one when there is none."""
    return draft_from_json(_body(vault, case_id, login))


def find_remarks(vault: Database, case_id: CaseId, login: str) -> RemarksDraft:
    """The officer's remarks for a return that was not confirmed."""
    return remarks_from_json(_body(vault, case_id, login).get("remarks", {}))


def holders(vault: Database, case_id: CaseId) -> tuple[str, ...]:
    """The logins of those who have typed in a file what is not recorded; remarks are none."""
    rows = vault.rows(
        "SELECT login, body FROM draft JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY login",
        (case_id,),
    )
    return tuple(str(login) for login, body in rows if draft_from_json(json.loads(body)))


def files_of(vault: Database, login: str) -> tuple[tuple[CaseId, str], ...]:
    """The files (with their numbers) in which somebody has typed what is not recorded."""
    rows = vault.rows(
        "SELECT uuid, number, body FROM draft JOIN case_file ON case_file.id = case_ref"
        " WHERE officer = (SELECT id FROM officer WHERE login = ?) ORDER BY number",
        (login,),
    )
    drafts = ((CaseId(uuid), number, json.loads(body)) for uuid, number, body in rows)
    return tuple(
        (case_id, str(number)) for case_id, number, body in drafts if draft_from_json(body)
    )


def hand_on(vault: Database, login: str, heir: str, at: datetime) -> None:
    """Give what somebody who left had typed to a colleague. What would cover the colleague's own
    words stays where it is, and so does what is under a key that the colleague may not have."""
    with vault.transaction():
        for case_id, _number in files_of(vault, login):
            left, closed = _apart(find(vault, case_id, login))
            own, rest = handed_on(left, find(vault, case_id, heir))
            rest = Draft(
                {**rest.typed, **closed.typed}, {**rest.amended, **closed.amended}, rest.why
            )
            keep(vault, case_id, heir, own, at)
            keep(vault, case_id, login, rest, at)


def _apart(draft: Draft) -> tuple[Draft, Draft]:
    """What anybody can read of a stored draft, and what is closed (`case_keys`)."""
    typed, amended = draft.typed, draft.amended
    shut = {path for path, words in typed.items() if is_closed(words)}
    shut |= {path for path, answer in amended.items() if is_closed(answer.value)}
    return without(draft, shut), without(draft, {*typed, *amended} - shut)


def _body(vault: Database, case_id: CaseId, login: str) -> dict[str, Any]:
    row = vault.row(
        f"SELECT body FROM draft WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
        (case_id, login),
    )
    return {**draft_to_json(NO_DRAFT), **(json.loads(row[0]) if row else {})}


def _put(
    vault: Database, case_id: CaseId, login: str, part: Mapping[str, Any], at: datetime
) -> None:
    """Replace a part of the officer's draft; an empty draft goes."""
    with vault.transaction():
        body = {**_body(vault, case_id, login), **part}
        if any(body.values()):
            vault.execute(
                f"INSERT OR REPLACE INTO draft VALUES({_WHOSE}, ?, ?)",
                # ASCII: half an emoji can be kept too
                (case_id, login, json.dumps(body), to_stored(at)),
            )
        else:
            vault.execute(
                f"DELETE FROM draft WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
                (case_id, login),
            )


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


def choose_spoken(vault: Database, case_id: CaseId, login: str, language: str) -> None:
    """Keep the language that stands beside the Arabic of a file; '' for none."""
    with vault.transaction():
        vault.set_meta(f"spoken/{case_id}/{login}", language)


def spoken_view(vault: Database, case_id: CaseId, login: str) -> str:
    """The language that stands beside the Arabic of a file; '' for none."""
    return vault.meta(f"spoken/{case_id}/{login}")
