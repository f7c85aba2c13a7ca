"""Teams and the files that they are given, as rows for lists and searches.

What counts are the deeds (`cases.deeds`): these rows only follow them, and `tipdesk vault check`
holds them against each other.
"""

from __future__ import annotations

from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database
from tipdesk.storage.keys import case_keys

SINCE = 11  # version of the schema
_OFFICER = "(SELECT id FROM officer WHERE login = ?)"
_FILE = "(SELECT id FROM case_file WHERE uuid = ?)"


def join(vault: Database, team: str, login: str) -> None:
    """Somebody is in a team from now on."""
    with vault.transaction():
        vault.execute(
            f"INSERT OR IGNORE INTO team_member(team, officer) VALUES(?, {_OFFICER})",
            (team, login),
        )


def leave(vault: Database, team: str, login: str) -> None:
    """Somebody is in a team no more."""
    with vault.transaction():
        vault.execute(
            f"DELETE FROM team_member WHERE team = ? AND officer = {_OFFICER}",  # noqa: S608  literals of this module
            (team, login),
        )


def leave_all(vault: Database, login: str) -> None:
    """Somebody is in no team any more."""
    with vault.transaction():
        vault.execute(f"DELETE FROM team_member WHERE officer = {_OFFICER}", (login,))  # noqa: S608  as above


def give(vault: Database, case_id: CaseId, team: str) -> None:
    """A file is with a team from now on."""
    with vault.transaction():
        vault.execute(
            f"INSERT OR REPLACE INTO team_file(case_ref, team) VALUES({_FILE}, ?)", (case_id, team)
        )
        vault.touch(case_id)


def take(vault: Database, case_id: CaseId) -> None:
    """A file is with no team any more."""
    with vault.transaction():
        vault.execute(f"DELETE FROM team_file WHERE case_ref = {_FILE}", (case_id,))  # noqa: S608  as above
        vault.touch(case_id)


def files_of(vault: Database, team: str) -> tuple[CaseId, ...]:
    """The files that a team has."""
    rows = vault.rows(
        "SELECT uuid FROM team_file JOIN case_file ON case_file.id = case_ref WHERE team = ?"
        " ORDER BY case_ref",
        (team,),
    )
    return tuple(CaseId(uuid) for (uuid,) in rows)


def members(vault: Database) -> dict[str, set[str]]:
    """Who is in each team that has somebody."""
    teams: dict[str, set[str]] = {}
    if vault.version >= SINCE:
        for team, login in vault.rows(
            "SELECT team, login FROM team_member JOIN officer ON officer.id = officer"
        ):
            teams.setdefault(str(team), set()).add(str(login))
    return teams


def given(vault: Database) -> dict[str, str]:
    """Which team each file is with that is with one."""
    if vault.version < SINCE:
        return {}
    rows = vault.rows("SELECT uuid, team FROM team_file JOIN case_file ON case_file.id = case_ref")
    return {str(uuid): str(team) for uuid, team in rows}


def count(vault: Database, team: str) -> int:
    """How many files a team has."""
    row = vault.row("SELECT count(*) FROM team_file WHERE team = ?", (team,))
    return int(row[0]) if row else 0


def drop_keys(vault: Database, team: str, login: str, recipient: bytes) -> None:
    """Somebody who left a team opens the case work of its files no more with what the vault holds,
    but of those that name them."""
    with vault.transaction():
        vault.execute(
            "DELETE FROM work_key WHERE recipient = ?"  # noqa: S608  as above
            " AND case_ref IN (SELECT case_ref FROM team_file WHERE team = ?)"
            f" AND case_ref NOT IN (SELECT case_ref FROM reader WHERE officer = {_OFFICER})",
            (recipient, team, login),
        )


def lacking_keys(vault: Database, recipient: bytes, most: int) -> tuple[CaseId, ...]:
    """Files of which this public key has a work key, and somebody of the team that has the file
    lacks the same one; at most so many."""
    rows = vault.rows(
        "SELECT DISTINCT uuid FROM work_key AS own"
        " JOIN team_file ON team_file.case_ref = own.case_ref"
        " JOIN team_member ON team_member.team = team_file.team"
        " JOIN case_file ON case_file.id = own.case_ref"
        " WHERE own.recipient = ?1 AND NOT EXISTS (SELECT 1 FROM work_key AS other"
        " WHERE other.case_ref = own.case_ref AND other.generation = own.generation"
        " AND other.recipient = (SELECT x25519 FROM officer_key"
        " WHERE officer_key.officer = team_member.officer ORDER BY id DESC LIMIT 1))"
        " LIMIT ?2",
        (recipient, most),
    )
    return tuple(CaseId(uuid) for (uuid,) in rows)


# --- how the person can be reached -----------------------------------------------------------


def keep_safe_way(vault: Database, case_id: CaseId, words: str) -> None:
    """Keep how the person of a file can be reached, under the work key; '': nothing is kept."""
    with vault.transaction():
        if words:
            vault.execute(f"INSERT OR REPLACE INTO safe_way VALUES({_FILE}, ?)", (case_id, words))
        else:
            vault.execute(f"DELETE FROM safe_way WHERE case_ref = {_FILE}", (case_id,))  # noqa: S608  as above


def safe_way(vault: Database, case_id: CaseId) -> str:
    """What `keep_safe_way` kept; '' for nothing."""
    row = vault.row(f"SELECT words FROM safe_way WHERE case_ref = {_FILE}", (case_id,))  # noqa: S608  as above
    return str(row[0]) if row else ""


def lacking_safe_way(vault: Database, login: str, most: int) -> tuple[CaseId, ...]:
    """Files that a team has and that name somebody, and of which it is not kept; at most so
    many."""
    rows = vault.rows(
        "SELECT uuid FROM team_file JOIN case_file ON case_file.id = team_file.case_ref"  # noqa: S608  as above
        " WHERE NOT EXISTS (SELECT 1 FROM safe_way WHERE safe_way.case_ref = team_file.case_ref)"
        " AND EXISTS (SELECT 1 FROM reader WHERE reader.case_ref = team_file.case_ref"
        f" AND reader.officer = {_OFFICER}) LIMIT ?",
        (login, most),
    )
    return tuple(CaseId(uuid) for (uuid,) in rows)


def odd_safe_ways(vault: Database) -> tuple[CaseId, ...]:
    """Files of which it is kept otherwise than a team reads it: no team has the file, or the words
    lie open, or under no work key that somebody has. What they say is not looked at."""
    if vault.version < SINCE:
        return ()
    odd = []
    for uuid, words, has_team in vault.rows(
        "SELECT uuid, words, EXISTS (SELECT 1 FROM team_file"
        " WHERE team_file.case_ref = safe_way.case_ref)"
        " FROM safe_way JOIN case_file ON case_file.id = safe_way.case_ref ORDER BY case_file.id"
    ):
        case_id = CaseId(uuid)
        if not has_team or not _is_under_work_key(vault, case_id, words):
            odd.append(case_id)
    return tuple(odd)


def _is_under_work_key(vault: Database, case_id: CaseId, words: str) -> bool:
    if not case_keys.is_closed(words) or case_keys.kind_of(words) is not case_keys.WORK:
        return False
    generation = case_keys.generation_of(words)
    return bool(case_keys.recipients(vault, case_id, generation, case_keys.WORK))
