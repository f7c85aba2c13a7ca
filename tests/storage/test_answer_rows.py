"""Saving, folding and amending answers; what no statement may do to them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from sqlcipher3 import dbapi2

from tests.programs import program
from tests.storage.samples import OFFICER, ROOT, SUPERVISOR, complete, new_case
from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.storage import interview_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.files.search import FileSummary, SearchText
from tipdesk.storage.vault import Vault


def log(vault):
    return vault.rows("SELECT seq, path, value FROM answer_log ORDER BY seq")


# --- saving -----------------------------------------------------------------------------------


def test_one_row_for_each_path_with_who_and_when(vault, case, save):
    assert save({"a": Answer("قيمة", source=Source.PERSON), "b": Answer("")}) == 2
    assert save({"a": Answer(reason=MissingReason.DECLINED)}, SUPERVISOR) == 3
    assert log(vault) == [(1, "a", "قيمة"), (2, "b", ""), (3, "a", "")]
    standing = interview_rows.answers(vault, case.id)
    assert standing["a"].reason is MissingReason.DECLINED
    assert standing["a"].by == SUPERVISOR
    assert standing["a"].at.tzinfo is not None
    assert standing["b"] == Answer("", None, None, OFFICER, standing["b"].at)


def test_each_case_counts_for_itself(vault, case, save, clock):
    other = new_case(vault, 2)
    save({"a": Answer("1"), "b": Answer("2")})
    assert (
        interview_rows.save_answers(
            vault, other.id, {"a": Answer("x")}, officer=OFFICER, at=clock()
        )
        == 1
    )
    assert interview_rows.answers(vault, case.id)["a"].value == "1"
    assert interview_rows.answers(vault, other.id)["a"].value == "x"


def test_unknown_case_or_officer(vault, case, clock):
    with pytest.raises(KeyError):
        interview_rows.save_answers(vault, "none", {"a": Answer("1")}, officer=OFFICER, at=clock())
    with pytest.raises(dbapi2.IntegrityError):
        interview_rows.save_answers(vault, case.id, {"a": Answer("1")}, officer="X", at=clock())
    assert log(vault) == []


def test_everything_that_is_typed_comes_back(vault, case, save):
    texts = ["\0", "'; DROP TABLE x;--", "🙂", "مُحَمَّد\u200f", "a\nb\r\n", "x" * 100_000]
    save({f"p{number}": Answer(text) for number, text in enumerate(texts)})
    interview_rows.fold(vault, case.id, None, None)
    standing = interview_rows.answers(vault, case.id)
    assert [standing[f"p{number}"].value for number in range(len(texts))] == texts


def test_a_save_writes_few_pages_and_touches_no_index(vault, case, save, vault_dir):
    """One page of the log; the indexed time of the list is the fold's."""
    for number in range(200):
        save({"a": Answer(f"قيمة {number}")})
    vault.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    wal = vault_dir / "vault.db-wal"
    for number in range(50):
        save({"a": Answer(f"أخرى {number}")})
    frames = (wal.stat().st_size - 32) / (4096 + 24)
    assert frames <= 50 * 1.3
    assert case_rows.find(vault, case.id).updated_at == case.updated_at


_SAVES = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.storage.samples import new_case
from tipdesk.cases.model import Answer
from tipdesk.storage import interview_rows as answer_rows
from tipdesk.storage.vault import Vault
vault = Vault.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
case = new_case(vault)
at = datetime(2026, 11, 24, tzinfo=UTC)
for number in range(20):
    Path(sys.argv[3]).touch()
    answer_rows.save_answers(vault, case.id, {"a": Answer(str(number))}, officer="T-07", at=at)
Path(sys.argv[3]).touch()
"""


def test_a_save_costs_exactly_one_fsync(vault_dir, dek, tmp_path):
    """Counted by the system, between marks that the child leaves."""
    trace, mark = tmp_path / "trace", tmp_path / "mark"
    command = [program("strace"), "-f", "-o", trace, "-e", "trace=fsync,fdatasync,openat,utimensat"]
    script = [sys.executable, "-c", _SAVES, vault_dir, dek.hex(), mark]
    subprocess.run([*command, *script], check=True, cwd=ROOT)
    parts = re.split(r".*mark.*\n", trace.read_text("utf-8"))
    syncs = [len(re.findall(r"f(?:data)?sync\(", part)) for part in parts]
    syncs = [count for count in syncs if count]
    assert syncs[-21:-1] == [1] * 20  # the last part is the end of the process


# --- folding ----------------------------------------------------------------------------------


def test_folding_changes_nothing_that_stands(vault, case, save):
    save({"a": Answer("1"), "b": Answer("2")})
    interview_rows.fold(vault, case.id, None, None)
    save({"b": Answer("3"), "c": Answer("4")})
    before = interview_rows.answers(vault, case.id)
    assert not interview_rows.is_folded(vault, case.id)
    assert interview_rows.fold(vault, case.id, None, None) == ("b", "c")
    assert interview_rows.is_folded(vault, case.id)
    assert interview_rows.answers(vault, case.id) == before
    assert interview_rows.fold(vault, case.id, None, None) == ()
    assert interview_rows.replay_matches(vault, case.id)


def test_opening_finds_what_waits_for_a_fold(vault, case, save, clock):
    new_case(vault, 2)
    assert interview_rows.unfolded(vault) == ()
    save({"a": Answer("1")})
    save({"a": Answer("2")})
    assert interview_rows.unfolded(vault) == (case.id,)
    complete(vault, case, clock)
    assert interview_rows.unfolded(vault) == ()
    interview_rows.amend(vault, case.id, {"a": Answer("3")}, "n", officer=OFFICER, at=clock())
    assert interview_rows.unfolded(vault) == (case.id,)
    interview_rows.fold(vault, case.id, clock(), None)
    assert interview_rows.unfolded(vault) == ()


def test_folding_brings_list_and_search_up_to_date(vault, case, save, clock):
    save({"name": Answer("سونيتا")})
    assert case_rows.list_cases(vault, "سونيتا") == ()
    at = clock()
    listing = FileSummary("سونيتا", "high", SearchText((case.number, "سونيتا")))
    interview_rows.fold(vault, case.id, at, listing)
    (listed,) = case_rows.list_cases(vault, "سونيتا")
    assert (listed.display_name, listed.urgency, listed.updated_at) == ("سونيتا", "high", at)
    save({"name": Answer("أنيتا")})
    interview_rows.fold(vault, case.id, at, FileSummary("أنيتا", "", SearchText(("أنيتا",))))
    assert case_rows.list_cases(vault, "سونيتا") == ()


def test_a_burst_of_typing_becomes_one_row_and_history_shows_bursts(vault, case, save):
    for end in range(1, 30):
        save({"story": Answer("قالت إنها وصلت"[:end])})
    interview_rows.fold(vault, case.id, None, None)
    save({"story": Answer("غيرها")})
    save({"story": Answer("أنا أكتب")}, SUPERVISOR)
    save({"story": Answer("غيرها مرة")})
    interview_rows.fold(vault, case.id, None, None)
    history = interview_rows.history(vault, case.id, "story")
    assert [entry.answer.value for entry in history] == [
        "قالت إنها وصلت",
        "أنا أكتب",
        "غيرها مرة",
    ]
    assert [entry.answer.by for entry in history] == [OFFICER, SUPERVISOR, OFFICER]
    assert interview_rows.replay_matches(vault, case.id)
    assert save({"story": Answer("x")}) > 29, "numbers are not used again"


def test_a_fold_cut_off_leaves_everything_readable(vault, case, save, vault_dir, dek):
    save({"a": Answer("1")})

    def cut_off():
        with vault.transaction():
            interview_rows.fold(vault, case.id, None, None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert interview_rows.answers(vault, case.id)["a"].value == "1"
    assert not interview_rows.is_folded(vault, case.id)
    vault.close()
    with Vault.open(vault_dir, dek) as again:
        assert interview_rows.answers(again, case.id)["a"].value == "1"


# --- rows of repeats ----------------------------------------------------------------------------


def test_row_numbers_are_never_used_again(vault, case, save):
    assert interview_rows.highest_row(vault, case.id, "trip") == 0
    save({"trip[1]": Answer("1"), "trip[1]/from": Answer("x"), "trip[12]": Answer("1")})
    save({"trip[12]": Answer(""), "tripx[40]": Answer("1"), "trip_note": Answer("[99]")})
    interview_rows.fold(vault, case.id, None, None)
    assert interview_rows.highest_row(vault, case.id, "trip") == 12
