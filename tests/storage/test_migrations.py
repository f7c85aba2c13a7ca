"""New versions of the schema, and copies: whole or not at all."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2

from tests.storage.samples import new_case
from tipdesk.core.errors import VaultDamaged, VaultTooNew
from tipdesk.storage.copies import copy_database
from tipdesk.storage.database import connect
from tipdesk.storage.files import case_rows
from tipdesk.storage.schema import MIGRATIONS, migrate, statements
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
        parts = statements(script)
        assert "".join("".join(parts).split()) == "".join(script.split())
        assert all(dbapi2.complete_statement(statement) for statement in parts)
