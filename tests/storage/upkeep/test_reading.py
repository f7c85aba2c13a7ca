"""A large database is read through while it is written to: no false alarm, and an end at once."""

from __future__ import annotations

from threading import Thread

import pytest

from tests.programs import copy_vault
from tests.storage.files.test_opening_checks import flip
from tests.storage.samples import OFFICER, START, new_case
from tipdesk.cases.model import Answer
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.storage import interview_rows
from tipdesk.storage.upkeep.examination import VaultExamination
from tipdesk.storage.vault import Vault


@pytest.fixture(scope="module")
def large(created, tmp_path_factory):
    """A vault with some thousand rows, closed."""
    folder = copy_vault(created[0], tmp_path_factory.mktemp("filled") / "vault")
    with Vault.open(folder, bytearray(created[1].dek)) as vault:
        case = new_case(vault)
        changes = {f"q{number}": Answer("م" * 40) for number in range(3000)}
        interview_rows.save_answers(vault, case.id, changes, officer=OFFICER, at=START)
    return folder


@pytest.fixture
def filled(large, tmp_path):
    """One of one's own."""
    return copy_vault(large, tmp_path / "filled")


def test_what_is_saved_meanwhile_raises_no_false_alarm(filled, dek):
    with Vault.open(filled, dek) as vault:
        case = new_case(vault, 2)
        reading = VaultExamination(filled, dek)
        saved = 0

        def write(_done, _total):
            nonlocal saved
            saved += 1
            changes = {f"q{number}": Answer(f"{saved} " * 60) for number in range(40)}
            interview_rows.save_answers(vault, case.id, changes, officer=OFFICER, at=START)
            if saved == 2:
                vault.row("PRAGMA wal_checkpoint(PASSIVE)")

        assert reading.is_whole(Work(write))
        assert saved > 2, "it was read in one go"
        reading.close()
    Vault.open(filled, dek).close()


def test_a_damaged_page_is_found_and_the_vault_goes_on(filled, dek):
    with Vault.open(filled, dek) as vault:
        root = vault.row("SELECT rootpage FROM sqlite_master WHERE name = 'answer_log'")[0]
        flip(filled, root)
        reading = VaultExamination(filled, dek)
        assert not reading.is_whole(Work())
        reading.close()
        vault.set_meta("saved", "after")


def test_it_stops_in_the_middle(filled, dek):
    with Vault.open(filled, dek):
        reading, calls = VaultExamination(filled, dek), []
        work = Work(lambda *_of: (calls.append(1), len(calls) == 2 and work.cancel()))
        with pytest.raises(Cancelled):
            reading.is_whole(work)
        assert len(calls) == 2
        reading.close()


def test_closing_ends_it_first(filled, dek):
    """From another thread, as the lock does; the key goes with the connection."""
    with Vault.open(filled, dek) as vault:
        reading, ended, calls = VaultExamination(filled, dek), [], []

        def look(_done, _total):
            calls.append(1)
            if len(calls) == 2:
                closing.start()
                reading._ended.wait()

        def read():
            with pytest.raises(Cancelled):
                reading.is_whole(Work(look))
            ended.append(len(calls))

        closing, worker = Thread(target=reading.close), Thread(target=read)
        worker.start()
        worker.join()
        closing.join()
        assert ended == [2]
        with pytest.raises(Cancelled):
            reading.is_whole(Work())
        assert vault.row("PRAGMA wal_checkpoint(TRUNCATE)")[0] == 0  # nobody reads any more
