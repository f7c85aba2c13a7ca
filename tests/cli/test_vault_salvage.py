"""`tipdesk vault salvage`: a damaged vault becomes one that opens, and what was lost is named."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Prepared
from tests.cli.terminal import Terminal, flip
from tests.cli.test_vault_check import digests, forged
from tests.programs import copy_vault
from tests.storage.upkeep.test_salvage import pages_of
from tipdesk.cases.model import CaseId
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.vault import Vault


@pytest.fixture
def new(tmp_path: Path, terminal: Terminal) -> Path:
    """Where a supervisor saves to: an officer may not."""
    terminal.who = SUPERVISOR
    return tmp_path / "new"


def opened(vault_dir: Path) -> Session:
    return Session.open(
        vault_dir, unlock(vault_dir, OFFICER.login, OFFICER.passphrase), system_clock
    )


def contents(vault_dir: Path, files: tuple[CaseId, ...]) -> dict[CaseId, object]:
    """Numbers, answers and attachments, as an officer sees them."""
    session = opened(vault_dir)
    contents_by_file = {}
    for case_id in files:
        file = session.files.load(case_id)
        contents_by_file[case_id] = (file.case.number, dict(file.answers), file.attachments)
    session.lock()
    return contents_by_file


@pytest.fixture(scope="module")
def before(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> dict[CaseId, object]:
    """What was told before anything was damaged."""
    folder = copy_vault(prepared[0], tmp_path_factory.mktemp("before") / "vault")
    return contents(folder, prepared[2])


def test_a_whole_vault_is_saved_as_it_is(
    terminal: Terminal, new: Path, before: dict[CaseId, object]
) -> None:
    lying = digests(terminal.vault_dir)
    assert terminal.do("salvage", "--to", new) == 0
    assert "Result: everything was saved." in terminal.output
    assert digests(terminal.vault_dir) == lying
    terminal.vault_dir = new
    assert terminal.do("check") == 0, terminal.output
    assert contents(new, tuple(before)) == before
    last = list(before)[-1]
    session = opened(new)
    number = session.files.case(last).number
    assert [case.id for case in session.files.list_cases(number)] == [last]  # search is new
    session.lock()


def test_in_arabic(terminal: Terminal, new: Path) -> None:
    flip(terminal.vault_dir / DATABASE, 60)
    terminal.do("salvage", "--to", new, language="ar")
    bare = re.sub("[\u2066-\u2068][^\u2069]*\u2069", "", terminal.output)
    assert not re.search("[a-zA-Z]{4,}", bare)


def test_files_of_damaged_pages_are_named(
    terminal: Terminal, key: UnlockedKey, new: Path, before: dict[CaseId, object]
) -> None:
    numbers = {number for number, *_ in before.values()}
    database = terminal.vault_dir / DATABASE
    _root, leaves, count = pages_of(database, key.dek, "answer_log")
    assert count > 300
    flip(database, leaves[len(leaves) // 2])
    damaged = digests(terminal.vault_dir)
    assert terminal.do("check") == 1
    assert "tipdesk vault salvage" in terminal.output
    assert terminal.do("salvage", "--to", new) == 1
    assert digests(terminal.vault_dir) == damaged
    saved = int(re.search(r"Answers in the log: \u2066(\d+)\u2069 saved", terminal.output)[1])
    assert count - 80 < saved < count
    assert any(number in terminal.output for number in numbers)
    assert (
        contents(new, tuple(before)) == before
    )  # what stands is whole: it was put together elsewhere


def test_answers_whose_snapshot_is_lost_come_back_from_the_log(
    terminal: Terminal, key: UnlockedKey, new: Path, before: dict[CaseId, object]
) -> None:
    root, below, _ = pages_of(terminal.vault_dir / DATABASE, key.dek, "answer_snapshot")
    for page in below or [root]:
        flip(terminal.vault_dir / DATABASE, page)
    assert terminal.do("salvage", "--to", new) == 1
    assert "worked out again from the log" in terminal.output
    assert contents(new, tuple(before)) == before


def test_lost_rows_of_the_list_and_of_officers_are_made_anew(
    terminal: Terminal, key: UnlockedKey, new: Path, before: dict[CaseId, object]
) -> None:
    database = terminal.vault_dir / DATABASE
    for table in ("case_file", "officer", "counter"):
        flip(database, pages_of(database, key.dek, table)[0])
    assert terminal.do("salvage", "--to", new) == 1
    assert "made anew" in terminal.output
    assert OFFICER.login in terminal.output
    assert contents(new, tuple(before)) == before
    session = opened(new)
    fresh = session.new_files.open_case()
    assert fresh.number not in {number for number, *_ in before.values()}
    session.lock()


def test_a_lost_part_of_the_chain_is_named(terminal: Terminal, key: UnlockedKey, new: Path) -> None:
    forged(terminal.vault_dir, key, "DELETE FROM custody WHERE seq IN (4, 5)")
    assert terminal.do("salvage", "--to", new) == 1
    assert "discrepancies at the entries: \u20666\u2069" in terminal.output
    assert "numbers missing: \u20662\u2069" in terminal.output
    terminal.vault_dir, terminal.who = new, SUPERVISOR
    status, answer = terminal.json("audit")
    assert (status, answer["exceptions"][0]["where"]) == (1, "6")
    assert answer["links"][-4]["action"] == "salvaged"


def test_attachments(terminal: Terminal, new: Path) -> None:
    (content,) = (terminal.vault_dir / "att").glob("*/*")
    flip(content, 100)
    assert terminal.do("salvage", "--to", new) == 1
    assert "attachments that are lost" in terminal.output
    assert not list((new / "att").glob("*/*"))


def test_a_cut_file(terminal: Terminal, new: Path) -> None:
    database = terminal.vault_dir / DATABASE
    with database.open("rb+") as file:
        file.truncate(database.stat().st_size * 9 // 10)
    assert terminal.do("check") == 2
    assert terminal.do("salvage", "--to", new) == 1
    opened(new).lock()


def test_where_nothing_is_written(terminal: Terminal, key: UnlockedKey, new: Path) -> None:
    new.mkdir()
    (new / "x").touch()
    assert terminal.do("salvage", "--to", new) == 2
    assert "not empty" in terminal.complained
    assert [path.name for path in new.iterdir()] == ["x"]
    shutil.rmtree(new)
    with Vault.open(terminal.vault_dir, key.dek):
        assert terminal.do("salvage", "--to", new) == 2
    assert "another window" in terminal.complained
    (terminal.vault_dir / DATABASE).unlink()
    assert terminal.do("salvage", "--to", new) == 2
