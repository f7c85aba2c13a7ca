"""Bringing a vault's schema up to this program's: one transaction for each version."""

from __future__ import annotations

from collections.abc import Sequence

from sqlcipher3 import dbapi2

from tipdesk.storage.database import APPLICATION_ID, refuse_newer
from tipdesk.storage.schema import (
    VERSION_1,
    VERSION_2,
    VERSION_3,
    VERSION_4,
    VERSION_5,
    VERSION_6,
    VERSION_7,
    VERSION_8,
    VERSION_9,
    VERSION_10,
)

CAME_FROM = "migrated_from"  # a small value of the vault: its version before, until a link says so

# The script at index n brings a vault from version n to n + 1. Answers never migrate: a form's
# versions are data.
MIGRATIONS: tuple[str, ...] = (
    VERSION_1,
    VERSION_2,
    VERSION_3,
    VERSION_4,
    VERSION_5,
    VERSION_6,
    VERSION_7,
    VERSION_8,
    VERSION_9,
    VERSION_10,
)


def migrate(connection: dbapi2.Connection, scripts: Sequence[str] = MIGRATIONS) -> None:
    """Run what is missing. A vault is always whole at some version, whenever the power goes.

    Raises:
        VaultTooNew: the vault is above the last script.
        DiskFull, VaultReadOnly: nothing of the unfinished version remains.
    """
    version = refuse_newer(connection, len(scripts))
    for number, script in enumerate(scripts[version:], start=version + 1):
        _run(connection, script, number, version)


def _run(connection: dbapi2.Connection, script: str, number: int, came_from: int) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for statement in statements(script):
            connection.execute(statement)
        if came_from:  # what went before a step that was cut off stays told
            values = (CAME_FROM, str(came_from))
            connection.execute("INSERT OR IGNORE INTO meta VALUES(?, ?)", values)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit between them."""
    complete: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if dbapi2.complete_statement(pending):
            complete.append(pending.strip())
            pending = ""
    return complete
