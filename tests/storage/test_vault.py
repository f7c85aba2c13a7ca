"""Opening a vault: settings, order of checks, and every way in which a file can be wrong."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests import ordinary_user
from tests.storage.samples import CUT_OFF, OFFICER, VAULT_ID, child, new_case
from tests.systems import private
from tipdesk.cases.model import Answer
from tipdesk.core.errors import (
    VaultDamaged,
    VaultExists,
    VaultInUse,
    VaultMissing,
    VaultReadOnly,
    VaultTooNew,
)
from tipdesk.storage import database, interview_rows, station_rows
from tipdesk.storage.database import APPLICATION_ID, connect
from tipdesk.storage.files import case_rows
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.schema import MIGRATIONS
from tipdesk.storage.vault import Vault


def test_pragmas_read_back(vault):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "temp_store": 2,
        "mmap_size": 0,
        "secure_delete": 1,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "cache_size": -32768,
        "busy_timeout": 5000,
        "cipher_log_level": "NONE",
        "cipher_page_size": "4096",
        "application_id": APPLICATION_ID,
        "user_version": len(MIGRATIONS),
    }
    assert {name: vault.row(f"PRAGMA {name}")[0] for name in wanted} == wanted
    version = vault.row("PRAGMA cipher_version")[0].split()[0]
    assert tuple(map(int, version.split("."))) >= (4, 19)


def test_what_is_freed_is_overwritten(vault, vault_dir, dek, monkeypatch):
    """Tests do without, for the sake of time; the program does not."""
    vault.close()
    assert ordinary_user.OVERWRITES == "ON"
    monkeypatch.setattr(database, "MEMORY_SECURITY", ordinary_user.OVERWRITES)
    with Vault.open(vault_dir, dek) as again:
        assert again.row("PRAGMA cipher_memory_security") == ("1",)


def test_no_file_of_a_vault_is_readable(vault, vault_dir):
    case = new_case(vault, 777, display_name="ماريا سانتوس")
    answers = {"name": Answer("ماريا سانتوس"), "story": Answer("MARKERQX " * 2000)}
    interview_rows.save_answers(vault, case.id, answers, officer=OFFICER, at=case.created_at)
    for path in vault_dir.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not data.startswith(b"SQLite format 3"), path
            for marker in ("ماريا".encode(), b"MARKERQX", b"CREATE TABLE", b"KWT-2026"):
                assert marker not in data, path
            assert private(path), path


def test_a_vault_that_was_never_made(tmp_path, dek):
    with pytest.raises(VaultMissing):
        Vault.open(tmp_path, dek)


def test_only_the_database_is_missing(vault_dir, dek):
    (vault_dir / "vault.db").unlink()
    with pytest.raises(VaultMissing):
        Vault.open(vault_dir, dek)
    assert not (vault_dir / "vault.db").exists(), "opening makes nothing"


def damaged(vault_dir, dek) -> None:
    before = (vault_dir / "vault.db").read_bytes()
    with pytest.raises(VaultDamaged) as caught:
        Vault.open(vault_dir, dek)
    assert caught.value.details == {"what": "database"}
    assert (vault_dir / "vault.db").read_bytes() == before, "a damaged vault is left as it was"


@pytest.mark.parametrize("size", [0, 100, 4095, 4096, 8192, -1, -4096])
def test_truncated(vault_dir, dek, size):
    path = vault_dir / "vault.db"
    data = path.read_bytes()
    path.write_bytes(data[:size])
    damaged(vault_dir, dek)


def test_a_flipped_bit_in_any_page(vault_dir, dek):
    path = vault_dir / "vault.db"
    data = path.read_bytes()
    for page in range(0, len(data), 4096 * 5):
        flipped = bytearray(data)
        flipped[page + 1000] ^= 1
        path.write_bytes(flipped)
        damaged(vault_dir, dek)
    path.write_bytes(data)
    Vault.open(vault_dir, dek).close()


def test_pages_exchanged(vault_dir, dek):
    path = vault_dir / "vault.db"
    data = path.read_bytes()
    page = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    page[3], page[7] = page[7], page[3]
    path.write_bytes(b"".join(page))
    damaged(vault_dir, dek)


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(8176), b"x" * 8192])
def test_something_else_in_its_place(vault_dir, dek, content):
    (vault_dir / "vault.db").write_bytes(content)
    damaged(vault_dir, dek)


def test_another_vaults_database(vault_dir, dek, tmp_path):
    """Same key, another vault: as after a copy that went wrong."""
    with Vault.open(vault_dir, dek) as vault, vault.transaction():
        vault.set_meta("vault_id", "00" * 16)
    with pytest.raises(VaultDamaged) as caught:
        Vault.open(vault_dir, dek)
    assert caught.value.details == {"what": "slots"}


def test_another_key_is_not_even_tried(vault_dir, dek):
    dek[0] ^= 1
    with pytest.raises(VaultDamaged) as caught:
        Vault.open(vault_dir, dek)
    assert caught.value.details == {"what": "slots"}


def test_a_newer_vault_is_left_alone(vault_dir, dek):
    connection = connect(vault_dir / "vault.db", dek)
    connection.execute("PRAGMA user_version=99")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    before = (vault_dir / "vault.db").read_bytes()
    with pytest.raises(VaultTooNew) as caught:
        Vault.open(vault_dir, dek)
    assert caught.value.details == {"found": 99, "known": len(MIGRATIONS)}
    assert (vault_dir / "vault.db").read_bytes() == before


def test_damage_that_shows_later_closes_the_connection(vault_dir, dek):
    """After one bad page SQLCipher's connection is poisoned: nothing more is asked of it."""
    with Vault.open(vault_dir, dek) as vault:
        for number in range(1, 400):
            new_case(vault, number)
    with Vault.open(vault_dir, dek) as vault:
        vault.execute("PRAGMA cache_size=0")
        vault.execute("PRAGMA shrink_memory")
        pages = vault.row("PRAGMA page_count")[0]
        with (vault_dir / "vault.db").open("r+b") as file:
            for page in range(2, pages):
                file.seek(page * 4096 + 2000)
                file.write(b"damage")
        with pytest.raises(VaultDamaged):
            vault.rows("SELECT * FROM case_file")
        with pytest.raises(VaultDamaged):
            vault.row("SELECT 1")
        with pytest.raises(VaultDamaged), vault.transaction():
            pass


# --- other processes ------------------------------------------------------------------------

_HOLD = """
import sys
from pathlib import Path
from tipdesk.storage.vault import Vault
vault = Vault.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_gone(vault_dir, dek):
    holder = child(_HOLD, vault_dir, dek.hex(), stdin=subprocess.PIPE)
    assert holder.stdout.readline().split() == [b"open"]
    try:
        with pytest.raises(VaultInUse):
            Vault.open(vault_dir, dek)
    finally:
        holder.kill()
        holder.communicate()
    Vault.open(vault_dir, dek).close()


def test_a_second_opening_in_this_process_is_refused(vault, vault_dir, dek):
    with pytest.raises(VaultInUse):
        Vault.open(vault_dir, dek)
    assert vault.row("SELECT 1") == (1,)


# --- a folder that cannot be written ----------------------------------------------------------

_READ_ONLY = """
import os, sys, tempfile  # the last is looked up later, when it may not be readable
from pathlib import Path
from tipdesk.core.errors import VaultReadOnly
from tipdesk.storage.files import case_rows
from tipdesk.storage.vault import Vault
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
folder, dek = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
try:
    Vault.open(folder, dek)
except VaultReadOnly:
    print("refused")
vault = Vault.open(folder, dek, read_only=True)
print(vault.read_only, case_rows.count(vault))
try:
    with vault.transaction():
        vault.set_meta("a", "b")
except VaultReadOnly:
    print("kept")
vault.close()
"""


def test_a_folder_that_cannot_be_written(vault_dir, dek):
    """Another user, as root is never refused; the folder lies where that user can reach it."""
    with Vault.open(vault_dir, dek) as vault:
        new_case(vault)
    parent = Path(tempfile.mkdtemp(prefix="tipdesk-", dir="/tmp"))
    parent.chmod(0o755)
    folder = parent / "read-only"
    shutil.copytree(vault_dir, folder)  # no links: their modes change
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        done = child(_READ_ONLY, folder, dek.hex(), stderr=subprocess.PIPE)
        out, errors = done.communicate()
        assert out.decode().split() == ["refused", "True", "1", "kept"], errors.decode()
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    finally:
        folder.chmod(0o755)
        shutil.rmtree(parent)


def test_a_killed_vault_is_not_looked_at_without_its_log(vault_dir, dek):
    child(CUT_OFF, vault_dir, dek.hex()).communicate()
    with pytest.raises(VaultReadOnly):
        Vault.open(vault_dir, dek, read_only=True)
    Vault.open(vault_dir, dek).close()
    with Vault.open(vault_dir, dek, read_only=True) as vault:
        (case,) = case_rows.list_cases(vault)
        assert len(interview_rows.answers(vault, case.id)) == 50


# --- transactions, rights, set-up ---------------------------------------------------------------


def test_an_inner_block_that_fails_undoes_itself_only(vault):
    def inner():
        with vault.transaction():
            vault.set_meta("inner", "1")
            raise KeyError

    with vault.transaction():
        vault.set_meta("outer", "1")
        with pytest.raises(KeyError):
            inner()
        vault.set_meta("after", "1")
    assert [vault.meta(name) for name in ("outer", "inner", "after")] == ["1", "", "1"]


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE ':memory:' AS other KEY ''",
        "ATTACH DATABASE 'plain.db' AS other KEY ''",
        "VACUUM INTO 'plain.db'",
        "DROP TABLE custody",
        "DROP TRIGGER custody_no_delete",
        "CREATE TABLE t(a)",
        "CREATE TEMP TABLE t AS SELECT * FROM answer_log",
        "ALTER TABLE custody RENAME TO x",
        "SELECT load_extension('x')",
    ],
)
def test_what_no_statement_may_do(vault, statement):
    with pytest.raises(dbapi2.DatabaseError, match=r"not authorized|denied|no such function"):
        vault.execute(statement)


def test_foreign_keys_hold(vault, clock):
    with pytest.raises(dbapi2.IntegrityError), vault.transaction():
        vault.execute("INSERT INTO remark(case_ref,path,text,officer,at) VALUES(99,'','',1,1)")


def test_set_up_appears_with_its_first_rows_or_not_at_all(tmp_path):
    folder = tmp_path / "new"
    new_keys = keys.create_slots(folder, VAULT_ID, [NewSlot("A-1", "p")], FLOOR)

    def fails(database):
        database.set_meta("station", "half")
        raise KeyError("power")

    with pytest.raises(KeyError):
        Vault.create(folder, new_keys.dek, VAULT_ID, fails)
    assert not (folder / "vault.db").exists()
    with Vault.create(folder, new_keys.dek, VAULT_ID) as vault:
        assert vault.meta("station") == ""
        assert station_rows.officers(vault) == ()
    assert not list(folder.glob("vault.db.new*"))
    with pytest.raises(VaultExists):
        Vault.create(folder, new_keys.dek, VAULT_ID)
