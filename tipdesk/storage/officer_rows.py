"""Officers of the station and the public keys that came from their seeds."""

from __future__ import annotations

from datetime import datetime

from tipdesk.cases.model import Officer, Role
from tipdesk.storage.keys.slot_crypto import OfficerKeys
from tipdesk.storage.transactions import Database, to_stored

_SELECT = (
    "SELECT id, login, name, role, removed_at IS NOT NULL, suspended_at IS NOT NULL FROM officer"
)


def add(
    vault: Database, login: str, name: str, role: Role, keys: OfficerKeys, at: datetime
) -> Officer:
    """Enrol an officer whose slot was just made; `login` as `keys.normalise_login` gives it."""
    with vault.transaction():
        number = vault.insert(
            "INSERT INTO officer(login, name, role, created_at) VALUES(?, ?, ?, ?)",
            (login, name, role.value, to_stored(at)),
        )
        add_keys(vault, login, keys, at)
    return Officer(number, login, name, role)


def add_keys(vault: Database, login: str, keys: OfficerKeys, at: datetime) -> None:
    """Keep the public keys of an officer's seed; a fresh seed adds new ones beside the old."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO officer_key(officer, ed25519, x25519, created_at)"
            " VALUES((SELECT id FROM officer WHERE login = ?), ?, ?, ?)",
            (login, keys.ed25519_public, keys.x25519_public, to_stored(at)),
        )


def box_keys(vault: Database, login: str) -> tuple[bytes, ...]:
    """The public keys (X25519) that an officer ever had, the one in use last."""
    rows = vault.rows(
        "SELECT x25519 FROM officer_key JOIN officer ON officer.id = officer"
        " WHERE login = ? ORDER BY officer_key.id",
        (login,),
    )
    return tuple(bytes(public) for (public,) in rows)


def box_key(vault: Database, login: str) -> bytes | None:
    """The one in use; None for nobody of this station."""
    return next(iter(box_keys(vault, login)[-1:]), None)


def rename(vault: Database, login: str, name: str) -> None:
    """Correct the name that is shown."""
    with vault.transaction():
        vault.execute("UPDATE officer SET name = ? WHERE login = ?", (name, login))


def find(vault: Database, login: str) -> Officer | None:
    """The officer with this code, removed or not."""
    row = vault.row(f"{_SELECT} WHERE login = ?", (login,))
    return _officer(row) if row else None


def role_of(vault: Database, login: str) -> Role | None:
    """What somebody is, of whatever version the vault is; None for nobody of this station."""
    row = vault.row("SELECT role FROM officer WHERE login = ?", (login,))
    return Role(row[0]) if row else None


def officers(vault: Database, *, removed: bool = False) -> tuple[Officer, ...]:
    """Everybody enrolled, by login; with `removed` also those who have left."""
    where = "" if removed else " WHERE removed_at IS NULL"
    return tuple(_officer(row) for row in vault.rows(f"{_SELECT}{where} ORDER BY login"))


def suspend(vault: Database, login: str, slot: str, at: datetime) -> None:
    """Note that an officer is suspended; `slot` is what opened the vault until now (JSON)."""
    with vault.transaction():
        vault.execute(
            "UPDATE officer SET suspended_at = ?, slot = ? WHERE login = ?",
            (to_stored(at), slot, login),
        )


def slot_of_suspended(vault: Database, login: str) -> str:
    """What `suspend` kept; '' for anybody else."""
    row = vault.row("SELECT slot FROM officer WHERE login = ?", (login,))
    return str(row[0]) if row else ""


def reinstate(vault: Database, login: str) -> None:
    """Note that an officer is back."""
    with vault.transaction():
        vault.execute("UPDATE officer SET suspended_at = NULL, slot = '' WHERE login = ?", (login,))


def remove(vault: Database, login: str, at: datetime) -> None:
    """Note that an officer has left. The row stays: the chain of custody speaks of it."""
    with vault.transaction():
        vault.execute(
            "UPDATE officer SET removed_at = ?, suspended_at = NULL, slot = '' WHERE login = ?",
            (to_stored(at), login),
        )


def _officer(row: tuple[int, str, str, str, int, int]) -> Officer:
    number, login, name, role, removed, suspended = row
    return Officer(number, login, name, Role(role), bool(removed), bool(suspended))
