"""A vault is set up, brought to a newer version, and taken back."""

from __future__ import annotations

from collections.abc import Sequence

from tests.durability.crash import BEGUN, Deed, Place, Say
from tests.durability.vault_deeds import AT, opened
from tests.storage.samples import BACK_TO_7, OFFICER, START, VAULT_ID, take_back
from tipdesk.cases.model import CustodyEvent, Role
from tipdesk.core.errors import UndoRefused
from tipdesk.storage import custody_rows, schema, station_rows
from tipdesk.storage.copies import before_version, open_copy, version_of
from tipdesk.storage.database import Database, connect
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.schema import MIGRATIONS
from tipdesk.storage.upkeep.undo_migration import before_migration, undo, undone
from tipdesk.storage.vault import Vault

OLD = 7
LATER = tuple(
    f"CREATE TABLE later_{n}(a TEXT) STRICT;\n"
    f"INSERT INTO later_{n} VALUES(printf('%.30000c', 'x'));"
    for n in range(3)
)
SCRIPTS = (*MIGRATIONS, *LATER)


def take_vault_back(place: Place) -> None:
    """The vault as a program of version 7 left it."""
    connection = connect(place.vault / DATABASE, place.dek)
    take_back(connection, BACK_TO_7, OLD)
    connection.close()


# --- set-up -------------------------------------------------------------------------------------


def set_up(place: Place, say: Say) -> None:
    """A vault is made in an empty folder. What is given counts for nothing: it has its own key."""
    say(BEGUN)
    created = keys.create_slots(place.vault, VAULT_ID, [NewSlot(OFFICER, "x")], FLOOR)
    say(f"key {created.dek.hex()}")

    def fill(vault: Database) -> None:
        station_rows.add(vault, OFFICER, "x", Role.OFFICER, created.officers[OFFICER], START)

    Vault.create(place.vault, created.dek, VAULT_ID, fill).close()
    say("made")


def _set_up_fault(place: Place, lines: Sequence[str]) -> str:
    if not (place.vault / DATABASE).exists():
        return "the vault" if lines[-1] == "made" else ""  # it can be begun again
    dek = bytes.fromhex(lines[1].split()[1])
    with Vault.open(place.vault, dek) as vault:
        logins = [officer.login for officer in station_rows.officers(vault)]
    return "" if logins == [OFFICER] else "the first rows"


# --- a newer version ----------------------------------------------------------------------------


def migrate(place: Place, say: Say) -> None:
    """Several versions at once."""
    say(BEGUN)
    Vault.open(place.vault, place.dek, scripts=SCRIPTS).close()
    say("migrated")


def migrate_in_pieces(place: Place, say: Say) -> None:
    """Each statement for itself."""

    def run(connection: schema.dbapi2.Connection, script: str, number: int, _: int) -> None:
        connection.execute(f"PRAGMA user_version={number}")
        for statement in schema.statements(script):
            connection.execute(statement)

    schema._run = run  # in a process of its own
    migrate(place, say)


def _migrate_fault(place: Place, lines: Sequence[str]) -> str:
    connection = connect(place.vault / DATABASE, place.dek)
    try:
        version = version_of(connection)
        tables = "SELECT name FROM sqlite_master WHERE name LIKE 'later%' ORDER BY name"
        tables_made = [name for (name,) in connection.execute(tables)]
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            return "the structure"
        rows = [
            connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables_made
        ]
    finally:
        connection.close()
    if tables_made != [f"later_{n}" for n in range(max(0, version - len(MIGRATIONS)))]:
        return "a version is half there"
    if rows != [(1,)] * len(tables_made):
        return "a row of a version"
    if "migrated" in lines and version != len(SCRIPTS):
        return "the version"
    if version > OLD:  # backed up first
        open_copy(before_version(place.vault, OLD + 1), place.dek).close()
    with Vault.open(place.vault, place.dek, scripts=SCRIPTS) as vault:
        return "" if vault.meta(schema.CAME_FROM) == str(OLD) else "where it came from"


# --- and back -----------------------------------------------------------------------------------


def bring_up(place: Place) -> None:
    """The vault of before, once this program has opened it."""
    take_vault_back(place)
    Vault.open(place.vault, place.dek).close()


def go_back(place: Place, say: Say) -> None:
    """The copy of before takes the place of the vault."""
    with Vault.open(place.vault, place.dek) as vault:
        before_migration(vault, place.dek)

    def record(copy: Database, last: CustodyEvent) -> None:
        custody_rows.append(copy, at=AT, officer=OFFICER, action="migration_undone")

    say(BEGUN)
    undo(place.vault, place.dek, record, lambda step: None)
    say("undone")


def go_back_twice_renamed(place: Place, say: Say) -> None:
    """The vault is moved away before the copy has its name."""
    path = place.vault / DATABASE
    say(BEGUN)
    path.rename(undone(place.vault, len(MIGRATIONS)))
    before_version(place.vault, OLD + 1).rename(path)


def _back_fault(place: Place, lines: Sequence[str]) -> str:
    connection = connect(place.vault / DATABASE, place.dek)
    version = version_of(connection)
    rows = Database(place.vault, connection, read_only=True)
    last = custody_rows.head(rows)
    connection.close()
    if version not in (OLD, len(MIGRATIONS)) or ("undone" in lines and version != OLD):
        return "the version"
    if version == OLD:
        if last is None or last.action != "migration_undone":
            return "the entry"
        open_copy(undone(place.vault, len(MIGRATIONS)), place.dek).close()
    with opened(place) as vault:  # which brings it up again; a later undoing knows of the first
        try:
            before_migration(vault, place.dek)
        except UndoRefused as refused:
            return str(refused)
    return ""


SET_UP = Deed("set-up", set_up, _set_up_fault)
MIGRATION = Deed("migration", migrate, _migrate_fault, migrate_in_pieces)
UNDOING = Deed("undoing a migration", go_back, _back_fault, go_back_twice_renamed)
