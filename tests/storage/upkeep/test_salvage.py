"""Out of a damaged database comes everything but what the damaged pages held."""

from __future__ import annotations

import hashlib
import random
import shutil

import pytest

from tests.programs import copy_vault
from tests.storage.samples import CUT_OFF, OFFICER, START, child, new_case
from tipdesk.cases.model import Answer
from tipdesk.core.errors import VaultDamaged, VaultTooNew
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.database import connect
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.upkeep import damaged_pages
from tipdesk.storage.upkeep.damaged_pages import PAGE, CipherPages, Walk
from tipdesk.storage.upkeep.salvage import salvage_database
from tipdesk.storage.vault import Vault

FILES, ROWS = 25, 80  # 2,000 answers in the log


@pytest.fixture(scope="module")
def filled(created, tmp_path_factory):
    """A closed database of 25 files with 80 answers each; some are long."""
    folder = tmp_path_factory.mktemp("filled") / "vault"
    copy_vault(created[0], folder)
    with Vault.open(folder, created[1].dek) as vault, vault.transaction():
        for number in range(1, FILES + 1):
            case = new_case(vault, number)
            changes = {f"q{row}": Answer("م" * (9000 if row == 7 else 60)) for row in range(ROWS)}
            interview_rows.save_answers(vault, case.id, changes, officer=OFFICER, at=START)
            interview_rows.fold(vault, case.id, START, None)
            for action in ("opened", "viewed", "edited"):
                custody_rows.append(
                    vault, at=START, officer=OFFICER, action=action, case_id=case.id
                )
    return folder / DATABASE


@pytest.fixture
def damaged(filled, tmp_path):
    """A copy that a test may damage."""
    return shutil.copy(filled, tmp_path / "damaged.db")


def everything(path, dek):
    """Every row of every table, by table."""
    rows = connect(path, dek)
    names = rows.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT IN ('named', 'sqlite_schema')"
    ).fetchall()
    by_table = {name: set(rows.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in names}
    rows.close()
    return by_table


def salvaged(path, dek):
    target = path.with_name("new.db")
    target.unlink(missing_ok=True)
    saved = {saved_table.table: saved_table for saved_table in salvage_database(path, dek, target)}
    return saved, everything(target, dek)


def flip(path, page, at=1000):
    data = bytearray(path.read_bytes())
    data[(page - 1) * PAGE + at] ^= 1
    path.write_bytes(data)


def pages_of(path, dek, table):
    """The pages of a table's tree, its root first."""
    pages = CipherPages(path, dek)
    root = next(record.values[3] for record in damaged_pages.rows(pages.page, 1, Walk())
                if record.values[0] in ("table", "index") and record.values[1] == table)  # fmt: skip
    walk = Walk()
    count = len(list(damaged_pages.rows(pages.page, root, walk)))
    pages.close()
    return root, sorted(walk.seen - {root}), count


def lost(before, after):
    """Rows that are there no more; no row was made up."""
    assert all(rows <= before[table] for table, rows in after.items())
    return {
        table: len(rows) - len(after[table])
        for table, rows in before.items()
        if rows - after[table]
    }


def test_of_a_whole_vault_nothing_is_lost(damaged, dek):
    before, digest = everything(damaged, dek), hashlib.sha256(damaged.read_bytes()).digest()
    saved, after = salvaged(damaged, dek)
    assert after == before
    assert all(saved_table.whole for saved_table in saved.values())
    assert saved["answer_log"].rows == FILES * ROWS
    assert hashlib.sha256(damaged.read_bytes()).digest() == digest
    assert {path.name for path in damaged.parent.iterdir()} == {"damaged.db", "new.db"}


def test_a_flipped_bit_costs_the_rows_of_its_page(damaged, dek):
    """storage.md §5.3: 1,996 of 2,000 rows with larger ones; here a page holds more of them."""
    before = everything(damaged, dek)
    _, leaves, count = pages_of(damaged, dek, "answer_log")
    assert count == FILES * ROWS
    flip(damaged, leaves[len(leaves) // 2])
    saved, after = salvaged(damaged, dek)
    gone = lost(before, after)
    assert gone.keys() <= {"answer_log"}
    assert 0 < gone["answer_log"] <= 30
    assert saved["answer_log"].pages_lost == 1


def test_a_bit_anywhere_costs_one_page_at_most(damaged, dek):
    dice, whole, before = random.Random(5), damaged.read_bytes(), everything(damaged, dek)
    total = sum(len(rows) for rows in before.values())
    for _ in range(3):
        damaged.write_bytes(whole)
        flip(damaged, dice.randint(1, len(whole) // PAGE), dice.randrange(PAGE))
        gone = lost(before, salvaged(damaged, dek)[1])
        assert sum(gone.values()) <= 30
        assert sum(gone.values()) < total / 50


@pytest.mark.parametrize("table", ["answer_log", "custody", "answer_snapshot"])
def test_a_lost_root_hides_no_leaf(damaged, dek, table):
    before = everything(damaged, dek)
    root, leaves, _ = pages_of(damaged, dek, table)
    assert leaves
    pages = CipherPages(damaged, dek)  # in a table WITHOUT ROWID the root holds rows itself
    own = len(list(damaged_pages.page_rows(pages.page, pages.page(root), root)))
    pages.close()
    flip(damaged, root)
    saved, after = salvaged(damaged, dek)
    assert lost(before, after).get(table, 0) == own < FILES * ROWS / 20
    assert saved[table].pages_lost == 1


@pytest.mark.parametrize("at", [5, 60, 3000])
def test_the_first_page_holds_salt_and_schema_and_both_are_found_again(damaged, dek, at):
    before = everything(damaged, dek)
    flip(damaged, 1, at)
    with pytest.raises(VaultDamaged):
        connect(damaged, dek)
    assert lost(before, salvaged(damaged, dek)[1]) == {}


@pytest.mark.parametrize("part", [0.3, 0.5, 0.9])
def test_of_a_file_that_was_cut_every_row_before_the_cut_is_saved(damaged, dek, part):
    before = everything(damaged, dek)
    kept = int(damaged.stat().st_size // PAGE * part)
    pages = CipherPages(damaged, dek)
    expected = set()
    for number in pages_of(damaged, dek, "answer_log")[1]:
        if number <= kept:
            page = pages.page(number)
            expected |= {record.values[:2] for record in damaged_pages.page_rows(pages.page, page, number)
                         if len(record.values[5]) < 1000}  # fmt: skip
    pages.close()
    with damaged.open("rb+") as file:
        file.truncate(kept * PAGE + 777)
    saved, after = salvaged(damaged, dek)
    lost(before, after)
    assert expected
    assert expected <= {row[:2] for row in after["answer_log"]}
    assert not all(saved_table.whole for saved_table in saved.values())


def test_what_the_log_alone_holds_is_read_too(vault_dir, dek, tmp_path):
    child(CUT_OFF, vault_dir, dek.hex()).communicate()
    assert (vault_dir / f"{DATABASE}-wal").stat().st_size > 50 * PAGE
    names = {path.name for path in vault_dir.iterdir()}
    salvage_database(vault_dir / DATABASE, dek, tmp_path / "new.db")
    assert {path.name for path in vault_dir.iterdir()} == names  # the log was not folded in
    assert len(everything(tmp_path / "new.db", dek)["answer_log"]) == 50


def test_triggers_hold_in_the_new_one(damaged, dek):
    salvaged(damaged, dek)
    rows = connect(damaged.with_name("new.db"), dek)
    with pytest.raises(Exception, match="append_only"):
        rows.execute("DELETE FROM custody")
    rows.close()


def test_what_cannot_be_salvaged(damaged, dek):
    with pytest.raises(VaultDamaged):
        salvage_database(damaged, bytes(32), damaged.with_name("other.db"))
    rows = connect(damaged, dek)
    rows.execute("PRAGMA user_version=99")
    rows.close()
    with pytest.raises(VaultTooNew):
        salvaged(damaged, dek)


def test_a_log_that_cannot_be_read_leaves_no_file_open(damaged, dek):
    """Windows could neither rename nor remove the vault meanwhile."""
    damaged.with_name(damaged.name + "-wal").unlink(missing_ok=True)
    damaged.with_name(damaged.name + "-wal").mkdir()
    with pytest.raises(OSError, match="wal"):
        CipherPages(damaged, dek)
    damaged.replace(damaged.with_name("moved.db"))
