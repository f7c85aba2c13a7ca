"""New versions of the schema, and copies: whole or not at all."""

from __future__ import annotations

import random
import shutil
import subprocess
from contextlib import suppress

import pytest
from sqlcipher3 import dbapi2

from tests.programs import copy_vault
from tests.storage.samples import child, new_case
from tipdesk.errors import (
    VaultDamaged,
    VaultTooNew,
)
from tipdesk.storage import case_rows
from tipdesk.storage.connection import connect
from tipdesk.storage.copies import copy_database
from tipdesk.storage.migrations import MIGRATIONS, migrate, statements
from tipdesk.storage.vault import Vault

_NEXT = "CREATE TABLE later(a INTEGER) STRICT;\nINSERT INTO later VALUES(7);"


def test_a_migration_keeps_a_copy_that_opens(vault_dir, dek):
    with Vault.open(vault_dir, dek) as vault:
        case = new_case(vault)
    with Vault.open(vault_dir, dek, scripts=(*MIGRATIONS, _NEXT)) as vault:
        assert vault.row("SELECT a FROM later") == (7,)
        assert case_rows.find(vault, case.id) == case
    with pytest.raises(VaultTooNew):
        Vault.open(vault_dir, dek)
    copy = vault_dir / f"vault.pre-v{len(MIGRATIONS) + 1}.bak"
    assert not copy.read_bytes().startswith(b"SQLite")
    copy.replace(vault_dir / "vault.db")
    with Vault.open(vault_dir, dek) as vault:
        assert case_rows.find(vault, case.id) == case


def test_a_migration_that_fails_leaves_the_version_before(vault_dir, dek):
    broken = _NEXT + "\nINSERT INTO nowhere VALUES(1);"
    with pytest.raises(dbapi2.OperationalError):
        Vault.open(vault_dir, dek, scripts=(*MIGRATIONS, broken))
    with Vault.open(vault_dir, dek) as vault:
        assert vault.row("SELECT count(*) FROM sqlite_master WHERE name = 'later'") == (0,)


def test_a_copy_replaces_nothing_unless_it_is_whole(vault_dir, dek, tmp_path):
    target = tmp_path / "copy.db"
    copy_database(vault_dir / "vault.db", dek, target)
    whole = target.read_bytes()
    with (vault_dir / "vault.db").open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"damage")
    with pytest.raises(VaultDamaged):
        copy_database(vault_dir / "vault.db", dek, target)
    assert target.read_bytes() == whole
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]


def test_migrating_twice_changes_nothing(vault_dir, dek):
    connection = connect(vault_dir / "vault.db", dek)
    before = connection.execute("SELECT sql FROM sqlite_master").fetchall()
    migrate(connection)
    assert connection.execute("SELECT sql FROM sqlite_master").fetchall() == before
    connection.close()


def test_the_script_falls_apart_into_whole_statements():
    for script in MIGRATIONS:
        found = statements(script)
        assert "".join("".join(found).split()) == "".join(script.split())
        assert all(dbapi2.complete_statement(statement) for statement in found)


_MIGRATE = """
import os, sys
from pathlib import Path
from tipdesk.storage.migrations import MIGRATIONS
from tipdesk.storage.vault import Vault

steps = [f"CREATE TABLE later_{n}(a TEXT) STRICT;\\nINSERT INTO later_{n} VALUES(printf('%.200000c', 'x'));"
         for n in range(4)]
os.write(1, b"begun\\n")
Vault.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), scripts=(*MIGRATIONS, *steps)).close()
"""


@pytest.mark.parametrize("kills", [6, pytest.param(300, marks=[pytest.mark.long])])
def test_killed_at_any_moment_the_vault_stands_at_one_version(vault_dir, dek, kills, tmp_path):
    """Each step is whole or not there, and whatever was reached is gone on from."""
    with Vault.open(vault_dir, dek) as vault:
        case = new_case(vault)
    dice, known = random.Random(8), len(MIGRATIONS)
    for number in range(kills):
        folder = tmp_path / "run"
        copy_vault(vault_dir, folder)
        process = child(_MIGRATE, folder, dek.hex())
        assert process.stdout.readline() == b"begun\n"
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=dice.uniform(0.005, 0.12))
        process.kill()
        process.communicate()
        connection = connect(folder / "vault.db", dek)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name LIKE 'later%'"
        ).fetchone()[0]
        assert tables == version - known, number
        assert connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        connection.close()
        scripts = (*MIGRATIONS, *(f"CREATE TABLE later_{n}(a TEXT) STRICT;" for n in range(4)))
        with Vault.open(folder, dek, scripts=scripts) as vault:
            assert case_rows.find(vault, case.id) == case
            assert vault.row("PRAGMA user_version") == (len(scripts),)
        shutil.rmtree(folder)
