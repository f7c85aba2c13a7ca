"""`tipdesk vault undo-migration`: the vault of before comes back, and no work is given up for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.terminal import Terminal
from tests.storage.samples import BACK_TO_7, take_back
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.copies import before_version
from tipdesk.storage.database import Database, connect
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.schema import MIGRATIONS
from tipdesk.storage.upkeep.undo_migration import undone
from tipdesk.storage.vault import Vault

NOW = len(MIGRATIONS)


@pytest.fixture
def older(terminal: Terminal, key: UnlockedKey) -> Terminal:
    """The supervisor at a station that an older program left, and whose vault this one opened."""
    connection = connect(terminal.vault_dir / DATABASE, key.dek)
    take_back(connection, BACK_TO_7, 7)
    connection.close()
    with session(terminal, key):
        pass
    terminal.who = SUPERVISOR
    return terminal


@contextmanager
def session(terminal: Terminal, key: UnlockedKey) -> Iterator[Session]:
    copy = UnlockedKey(key.login, bytearray(key.dek), bytearray(key.seed))
    opened = Session.open(terminal.vault_dir, copy, system_clock)
    yield opened
    opened.lock()


@contextmanager
def raw(terminal: Terminal, key: UnlockedKey, name: str = DATABASE) -> Iterator[Database]:
    connection = connect(terminal.vault_dir / name, key.dek)
    yield Database(terminal.vault_dir, connection, read_only=True)
    connection.close()


def agreeing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Types the supervisor's code, then this."""
    words = iter((terminal.who.login, text))
    monkeypatch.setattr("builtins.input", lambda _prompt: next(words))


def test_the_vault_of_before_comes_back_and_says_so(
    older: Terminal, key: UnlockedKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreeing(older, monkeypatch, "٧")
    assert older.do("undo-migration", language="ar") == 0
    assert not re.search("[a-zA-Z]{4,}", re.sub("\u2066[^\u2069]*\u2069", "", older.output))
    with raw(older, key) as vault:
        assert vault.version == 7
        (last, *_rest) = custody_rows.newest_first(vault)
        custody_rows.verify(vault)
        assert vault.row("SELECT max(seq) FROM custody_seal") == (last.seq,)
        assert case_rows.count(vault) == 3
    assert (last.action, last.officer) == ("migration_undone", SUPERVISOR.login)
    copy = undone(older.vault_dir, NOW)
    with raw(older, key, copy.name) as vault:
        (newest, *_rest) = custody_rows.newest_first(vault)
        assert vault.version == NOW
        entries = [entry.action for entry in custody_rows.chain(vault)]
    assert entries[-3:] == ["unlocked", "migration_undo_begun", "locked"]
    assert "migrated" in entries
    assert last.detail == {
        "from_version": str(NOW), "to_version": "7",
        "given_up_seq": str(newest.seq), "given_up_hash": newest.hash,
    }  # fmt: skip
    with session(older, key) as again:  # this program brings it up once more, slots and all
        assert len(again.files.list_cases(limit=9)) == 3
    with Vault.open(older.vault_dir, key.dek) as vault:
        assert vault.version == NOW


def test_what_was_recorded_since_is_not_given_up(
    older: Terminal, key: UnlockedKey, files: tuple[CaseId, ...]
) -> None:
    with session(older, key) as opened:
        opened.answers.save_answers(files[0], {"name_latin_surname": Answer("RAI")})
    before = (older.vault_dir / DATABASE).stat().st_size
    assert older.do("undo-migration") == 2
    assert "Going back would lose it" in older.complained
    assert (older.vault_dir / DATABASE).stat().st_size == before
    assert not undone(older.vault_dir, NOW).exists()


def test_answers_of_a_killed_session_are_work_too(
    older: Terminal, key: UnlockedKey, files: tuple[CaseId, ...]
) -> None:
    with Vault.open(older.vault_dir, key.dek) as vault:
        answers = {"name_latin_surname": Answer("RAI")}
        interview_rows.save_answers(vault, files[0], answers, officer=key.login, at=system_clock())
    assert older.do("undo-migration") == 2
    assert "Going back would lose it" in older.complained


def test_who_may_not_or_does_not_want_to_changes_nothing(
    older: Terminal, key: UnlockedKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreeing(older, monkeypatch, "no")
    assert older.do("undo-migration") == 2
    assert "Nothing was changed." in older.output
    older.who = OFFICER
    agreeing(older, monkeypatch, "7")
    assert older.do("undo-migration") == 2
    assert "not open to your role" in older.complained
    before_version(older.vault_dir, 8).unlink()
    older.who = SUPERVISOR
    agreeing(older, monkeypatch, "7")
    assert older.do("undo-migration") == 2
    assert "There is no copy from before" in older.complained
    with raw(older, key) as vault:
        assert vault.version == NOW
