"""How attached files were acquired: rows are added, the newest of a file counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tipdesk.cases.acquisition import Acquired, acquisition_of
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.database.database import Database
from tipdesk.storage.database.times import from_stored, to_stored
from tipdesk.storage.keys import case_keys
from tipdesk.storage.keys.case_keys import Opens, opens_nothing


def add(vault: Database, attachment_id: str, body: str, *, officer: str, at: datetime) -> None:
    """Keep a record (`acquisition.acquisition_body`) of an attached file.

    Raises:
        AnswersLocked: the file is complete, or the attachment was removed.
    """
    with vault.transaction():
        vault.execute(
            "INSERT INTO acquisition(attachment, body, officer, at)"
            " VALUES(?, ?, (SELECT id FROM officer WHERE login = ?), ?)",
            (attachment_id, body, officer, to_stored(at)),
        )


def bodies(
    vault: Database, case_id: CaseId, opens: Opens = opens_nothing
) -> Mapping[str, str | None]:
    """The newest record of each attachment of a file; None: it is closed to `opens`."""
    rows = vault.rows(
        "SELECT attachment, body FROM acquisition JOIN attachment ON attachment.id = attachment"
        " JOIN case_file ON case_file.id = case_ref WHERE uuid = ? ORDER BY acquisition.id",
        (case_id,),
    )
    return {str(attachment): _body(attachment, body, opens) for attachment, body in rows}


def newest(
    vault: Database, case_id: CaseId, opens: Opens = opens_nothing
) -> Mapping[str, Acquired]:
    """The newest record of each attachment of a file, by its id; none that is closed to `opens`.

    Raises:
        VaultDamaged: a row is none.
    """
    found: dict[str, Acquired] = {}
    rows = vault.rows(
        "SELECT attachment, body, login, acquisition.at FROM acquisition"
        " JOIN attachment ON attachment.id = attachment"
        " JOIN case_file ON case_file.id = case_ref JOIN officer ON officer.id = officer"
        " WHERE uuid = ? ORDER BY acquisition.id",
        (case_id,),
    )
    for attachment, stored, login, at in rows:
        body = _body(attachment, stored, opens)
        if body is None:
            found.pop(attachment, None)
            continue
        try:
            acquisition, outcome = acquisition_of(body)
        except ValueError as error:
            raise VaultDamaged(what="database") from error
        found[attachment] = Acquired(acquisition, outcome, login, from_stored(at))
    return found


def _body(attachment_id: str, stored: str, opens: Opens) -> str | None:
    place = case_keys.of_file(attachment_id, "acquisition")
    return case_keys.told(opens, place, case_keys.bare(stored))
