"""Which files a search of the list finds, and which of them may be told to whoever looks."""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.cases.model import Status
from tipdesk.storage.files import search
from tipdesk.storage.transactions import Database

WHOLE_NAME = 2  # words
NAMED = (
    "EXISTS (SELECT 1 FROM reader WHERE reader.case_ref = case_file.id"
    " AND reader.officer = (SELECT id FROM officer WHERE login = ?))"
)
"""Condition over `case_file`: it names the officer with this login."""
_IN_HAND = (
    f"hidden_at IS NULL AND status NOT IN ('{Status.RECEIVED.value}', '{Status.VOIDED.value}')"
)
_NOT_VOIDED = f"status <> '{Status.VOIDED.value}'"
_URGENT = "CASE urgency WHEN 'immediate' THEN 0 WHEN 'within_24h' THEN 1 WHEN 'within_72h' THEN 2"
NEAREST = (
    f" ORDER BY {_URGENT} ELSE 3 END, review_due = '', review_due, updated_at DESC,"
    " case_file.id DESC"
)
"""Order of files in hand: the most urgent first, then the next risk review."""
_WHOLE, _IDS = ("number = ?", "person_code = ?"), "SELECT id FROM case_file WHERE"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the list. What hides is seen by whom it names only; of other files a
    supervisor is told what the list holds, everybody else finds them by number or code alone."""

    login: str
    supervises: bool


def conditions_of(
    vault: Database, viewer: Viewer | None, query: str, status: Status | None, more: str = ""
) -> tuple[str, list[object]]:
    """The WHERE of a list of files, and its values: what `query` finds, with `status` and the
    condition `more`. What is found nowhere as it is typed is looked for by the sound of names. A
    file that was voided is listed under its own status, or where something is looked for."""
    alike = bool(query) and found_alike(vault, query, viewer)
    wanted = (search.alike_conditions if alike else search.conditions)(query)
    conditions, values = _seen(viewer, query, wanted)
    if more:
        conditions.append(more)
    if status is None and not query:
        conditions.append(_NOT_VOIDED)
    if status is not None:
        conditions.append("status = ?")
        values.append(status.value)
    return (" WHERE " + " AND ".join(conditions) if conditions else ""), values


def in_hand_of(viewer: Viewer) -> tuple[str, tuple[str, ...]]:
    """The WHERE of the files of which something is still to be done, and its values: those that
    name the viewer, of a supervisor all. Never one that is hidden from the unit."""
    if viewer.supervises:
        return f" WHERE {_IN_HAND}", ()
    return f" WHERE {_IN_HAND} AND {NAMED}", (viewer.login,)


def found_alike(vault: Database, query: str, viewer: Viewer | None = None) -> bool:
    """Whether nothing that this viewer sees is found as it is typed, whatever its status, so that
    the list looks for names by their sound. Files that the viewer does not see decide nothing:
    that would tell of them."""
    if not search.alike_conditions(query)[0]:
        return False
    where, values = _seen(viewer, query, search.conditions(query))
    condition = " AND ".join(where)
    sql = f"SELECT 1 FROM case_file WHERE {condition} LIMIT 1"  # noqa: S608  conditions of our own
    return vault.row(sql, values) is None


def _seen(
    viewer: Viewer | None, query: str, wanted: tuple[list[str], list[object]]
) -> tuple[list[str], list[object]]:
    """What is asked for, and may be told to the viewer."""
    conditions, values = wanted
    if viewer is not None and conditions and not viewer.supervises:
        named_too = " AND ".join((*conditions, NAMED))
        # In parts, each from an index of its own: joined by OR they are looked for row by row.
        parts = " UNION ".join(f"{_IDS} {condition}" for condition in (*_WHOLE, named_too))
        conditions = [f"case_file.id IN ({parts})"]
        code = query.strip().upper()
        values = [code, code, *values, viewer.login]
    if viewer is not None:
        conditions.append(f"(hidden_at IS NULL OR {NAMED})")
        values.append(viewer.login)
    return conditions, values
