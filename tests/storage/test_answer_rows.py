"""Saving, folding and amending answers; what no statement may do to them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from sqlcipher3 import dbapi2

from tests.programs import program
from tests.storage.samples import OFFICER, ROOT, SUPERVISOR, new_case
from tipdesk.cases.model import Amendment, Answer, MissingReason, Source, Status
from tipdesk.errors import AnswersLocked, VaultDamaged
from tipdesk.storage import answer_rows, case_rows
from tipdesk.storage.answer_rows import Listing
from tipdesk.storage.search import SearchText
from tipdesk.storage.vault import Vault


@pytest.fixture
def case(vault):
    return new_case(vault)


@pytest.fixture
def save(vault, case, clock):
    def save_answers(changes, officer=OFFICER):
        return answer_rows.save_answers(vault, case.id, changes, officer=officer, at=clock())

    return save_answers


def log(vault):
    return vault.rows("SELECT seq, path, value FROM answer_log ORDER BY seq")


def complete(vault, case, clock):
    answer_rows.fold(vault, case.id, clock(), None)
    case_rows.set_status(vault, case.id, Status.COMPLETED, clock(), completed=True)


# --- saving -----------------------------------------------------------------------------------


def test_one_row_for_each_path_with_who_and_when(vault, case, save):
    assert save({"a": Answer("قيمة", source=Source.PERSON), "b": Answer("")}) == 2
    assert save({"a": Answer(reason=MissingReason.DECLINED)}, SUPERVISOR) == 3
    assert log(vault) == [(1, "a", "قيمة"), (2, "b", ""), (3, "a", "")]
    standing = answer_rows.answers(vault, case.id)
    assert standing["a"].reason is MissingReason.DECLINED
    assert standing["a"].by == SUPERVISOR
    assert standing["a"].at.tzinfo is not None
    assert standing["b"] == Answer("", None, None, OFFICER, standing["b"].at)


def test_each_case_counts_for_itself(vault, case, save, clock):
    other = new_case(vault, 2)
    save({"a": Answer("1"), "b": Answer("2")})
    assert (
        answer_rows.save_answers(vault, other.id, {"a": Answer("x")}, officer=OFFICER, at=clock())
        == 1
    )
    assert answer_rows.answers(vault, case.id)["a"].value == "1"
    assert answer_rows.answers(vault, other.id)["a"].value == "x"


def test_unknown_case_or_officer(vault, case, clock):
    with pytest.raises(KeyError):
        answer_rows.save_answers(vault, "none", {"a": Answer("1")}, officer=OFFICER, at=clock())
    with pytest.raises(dbapi2.IntegrityError):
        answer_rows.save_answers(vault, case.id, {"a": Answer("1")}, officer="X", at=clock())
    assert log(vault) == []


def test_everything_that_is_typed_comes_back(vault, case, save):
    texts = ["\0", "'; DROP TABLE x;--", "🙂", "مُحَمَّد\u200f", "a\nb\r\n", "x" * 100_000]
    save({f"p{number}": Answer(text) for number, text in enumerate(texts)})
    answer_rows.fold(vault, case.id, None, None)
    standing = answer_rows.answers(vault, case.id)
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
from tipdesk.storage import answer_rows
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
    parts = re.split(r".*mark.*\n", trace.read_text())
    syncs = [len(re.findall(r"f(?:data)?sync\(", part)) for part in parts]
    syncs = [count for count in syncs if count]
    assert syncs[-21:-1] == [1] * 20  # the last part is the end of the process


# --- folding ----------------------------------------------------------------------------------


def test_folding_changes_nothing_that_stands(vault, case, save):
    save({"a": Answer("1"), "b": Answer("2")})
    answer_rows.fold(vault, case.id, None, None)
    save({"b": Answer("3"), "c": Answer("4")})
    before = answer_rows.answers(vault, case.id)
    assert not answer_rows.is_folded(vault, case.id)
    assert answer_rows.fold(vault, case.id, None, None) == ("b", "c")
    assert answer_rows.is_folded(vault, case.id)
    assert answer_rows.answers(vault, case.id) == before
    assert answer_rows.fold(vault, case.id, None, None) == ()
    assert answer_rows.replay_matches(vault, case.id)


def test_opening_finds_what_waits_for_a_fold(vault, case, save, clock):
    new_case(vault, 2)
    assert answer_rows.unfolded(vault) == ()
    save({"a": Answer("1")})
    save({"a": Answer("2")})
    assert answer_rows.unfolded(vault) == (case.id,)
    complete(vault, case, clock)
    assert answer_rows.unfolded(vault) == ()
    answer_rows.amend(vault, case.id, {"a": Answer("3")}, "n", officer=OFFICER, at=clock())
    assert answer_rows.unfolded(vault) == (case.id,)
    answer_rows.fold(vault, case.id, clock(), None)
    assert answer_rows.unfolded(vault) == ()


def test_folding_brings_list_and_search_up_to_date(vault, case, save, clock):
    save({"name": Answer("سونيتا")})
    assert case_rows.list_cases(vault, "سونيتا") == ()
    at = clock()
    listing = Listing("سونيتا", "high", SearchText((case.number, "سونيتا")))
    answer_rows.fold(vault, case.id, at, listing)
    (found,) = case_rows.list_cases(vault, "سونيتا")
    assert (found.display_name, found.urgency, found.updated_at) == ("سونيتا", "high", at)
    save({"name": Answer("أنيتا")})
    answer_rows.fold(vault, case.id, at, Listing("أنيتا", "", SearchText(("أنيتا",))))
    assert case_rows.list_cases(vault, "سونيتا") == ()


def test_a_burst_of_typing_becomes_one_row_and_history_shows_bursts(vault, case, save):
    for end in range(1, 30):
        save({"story": Answer("قالت إنها وصلت"[:end])})
    answer_rows.fold(vault, case.id, None, None)
    save({"story": Answer("غيرها")})
    save({"story": Answer("أنا أكتب")}, SUPERVISOR)
    save({"story": Answer("غيرها مرة")})
    answer_rows.fold(vault, case.id, None, None)
    history = answer_rows.history(vault, case.id, "story")
    assert [entry.answer.value for entry in history] == [
        "قالت إنها وصلت",
        "أنا أكتب",
        "غيرها مرة",
    ]
    assert [entry.answer.by for entry in history] == [OFFICER, SUPERVISOR, OFFICER]
    assert answer_rows.replay_matches(vault, case.id)
    assert save({"story": Answer("x")}) > 29, "numbers are not used again"


def test_a_fold_cut_off_leaves_everything_readable(vault, case, save, vault_dir, dek):
    save({"a": Answer("1")})

    def cut_off():
        with vault.transaction():
            answer_rows.fold(vault, case.id, None, None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert answer_rows.answers(vault, case.id)["a"].value == "1"
    assert not answer_rows.is_folded(vault, case.id)
    vault.close()
    with Vault.open(vault_dir, dek) as again:
        assert answer_rows.answers(again, case.id)["a"].value == "1"


# --- after completion -------------------------------------------------------------------------


def test_a_completed_file_takes_amendments_only(vault, case, save, clock):
    save({"a": Answer("قبل", source=Source.DOCUMENT)})
    complete(vault, case, clock)
    with pytest.raises(AnswersLocked):
        save({"a": Answer("بعد")})
    before = answer_rows.answers(vault, case.id)["a"]
    at = clock()
    (made,) = answer_rows.amend(
        vault, case.id, {"a": Answer("بعد")}, "خطأ في النقل", officer=SUPERVISOR, at=at
    )
    after = Answer("بعد", None, None, SUPERVISOR, at)
    assert made == Amendment("a", before, after, "خطأ في النقل")
    (entry,) = answer_rows.amendments(vault, case.id)
    assert (entry.amendment, entry.by, entry.at) == (made, SUPERVISOR, at)
    answer_rows.fold(vault, case.id, clock(), None)
    assert answer_rows.answers(vault, case.id)["a"] == after
    history = answer_rows.history(vault, case.id, "a")
    assert [(entry.answer.value, entry.note) for entry in history] == [
        ("قبل", ""),
        ("بعد", "خطأ في النقل"),
    ]


def test_amended_again_every_state_stays(vault, case, save, clock):
    save({"a": Answer("0")})
    complete(vault, case, clock)
    for value in "123":
        answer_rows.amend(vault, case.id, {"a": Answer(value)}, "n", officer=OFFICER, at=clock())
    answer_rows.fold(vault, case.id, clock(), None)
    assert [e.answer.value for e in answer_rows.history(vault, case.id, "a")] == list("0123")
    assert [e.amendment.before.value for e in answer_rows.amendments(vault, case.id)] == list("012")
    assert answer_rows.replay_matches(vault, case.id)


def test_a_returned_file_is_amended_and_completed_again(vault, case, save, clock):
    save({"a": Answer("0")})
    complete(vault, case, clock)
    case_rows.set_status(vault, case.id, Status.RETURNED, clock())
    with pytest.raises(AnswersLocked):
        save({"a": Answer("1")})
    answer_rows.amend(vault, case.id, {"a": Answer("1")}, "n", officer=OFFICER, at=clock())
    again = case_rows.set_status(vault, case.id, Status.COMPLETED, clock(), completed=True)
    assert again.revision == 2


def test_an_amendment_needs_a_note_and_a_completed_file(vault, case, save, clock):
    with pytest.raises(dbapi2.IntegrityError):
        answer_rows.amend(vault, case.id, {"a": Answer("1")}, "n", officer=OFFICER, at=clock())
    complete(vault, case, clock)
    with pytest.raises(dbapi2.IntegrityError):
        answer_rows.amend(vault, case.id, {"a": Answer("1")}, "  ", officer=OFFICER, at=clock())
    assert log(vault) == []


TAMPER = {
    "update a row": "UPDATE answer_log SET value = 'x'",
    "delete the rows": "DELETE FROM answer_log",
    "delete the last row": "DELETE FROM answer_log WHERE seq = (SELECT max(seq) FROM answer_log)",
    "replace a row": "INSERT OR REPLACE INTO answer_log VALUES(1, 1, 1, 1, 'a', 'x', '', '', NULL)",
    "alter the snapshot": "UPDATE answer_snapshot SET answers = '{}'",
    "delete the snapshot": "DELETE FROM answer_snapshot",
    "delete the file": "DELETE FROM case_file",
    "rename the file": "UPDATE case_file SET number = 'x'",
    "another form": "UPDATE case_file SET form_version = 2",
    "an older revision": "UPDATE case_file SET revision = 0",
    "open again": "UPDATE case_file SET status = 'in_progress'",
    "an amendment of another path": "INSERT INTO answer_log VALUES(1, 99, 1, 1, 'b', 'x', '', '', 1)",
    "alter an amendment": "UPDATE amendment SET note = 'x'",
    "delete an amendment": "DELETE FROM amendment",
    "alter the form": "UPDATE form_definition SET body = '{}'",
    "delete a remark": "DELETE FROM remark",
    "delete an officer": "DELETE FROM officer",
    "alter a login": "UPDATE officer SET login = 'x'",
    "replace an officer's key": "UPDATE officer_key SET ed25519 = zeroblob(32)",
}


@pytest.mark.parametrize("name", TAMPER)
def test_the_vault_refuses_what_the_program_never_does(vault, case, save, clock, name):
    save({"a": Answer("0")})
    complete(vault, case, clock)
    answer_rows.amend(vault, case.id, {"a": Answer("1")}, "n", officer=OFFICER, at=clock())
    vault.execute("INSERT INTO remark(case_ref,path,text,officer,at) VALUES(1,'','t',1,1)")
    before = vault.rows("SELECT * FROM answer_log"), vault.rows("SELECT * FROM case_file")
    with pytest.raises((dbapi2.IntegrityError, AnswersLocked)), vault.transaction():
        vault.execute(TAMPER[name])
    assert before == (
        vault.rows("SELECT * FROM answer_log"),
        vault.rows("SELECT * FROM case_file"),
    )


def test_drafts_go_only_when_a_later_one_stands(vault, case, save):
    save({"a": Answer("1")})
    save({"a": Answer("2")}, SUPERVISOR)
    with pytest.raises(dbapi2.IntegrityError):
        vault.execute("DELETE FROM answer_log WHERE seq = 1")
    answer_rows.fold(vault, case.id, None, None)
    save({"a": Answer("3")})
    with pytest.raises(dbapi2.IntegrityError):  # folded already: history
        vault.execute("DELETE FROM answer_log WHERE seq = 1")


def test_an_altered_snapshot_is_found_by_replay(vault, case, save, clock):
    save({"a": Answer("0")})
    answer_rows.fold(vault, case.id, clock(), None)
    save({"b": Answer("1")})
    vault.execute('UPDATE answer_snapshot SET log_seq = 2, answers = \'{"a":{"value":"9"}}\'')
    assert not answer_rows.replay_matches(vault, case.id)


def test_an_old_page_put_back_is_found(vault, case, save, clock, vault_dir, dek):
    """SQLCipher binds a page to its number, not to its time: a thief of old copies could try."""
    path = vault_dir / "vault.db"

    def fold_and_close(opened, value):
        answer_rows.save_answers(
            opened, case.id, {"a": Answer(value * 3000)}, officer=OFFICER, at=clock()
        )
        answer_rows.fold(opened, case.id, clock(), None)
        opened.close()
        return path.read_bytes()

    old = fold_and_close(vault, "1")
    new = fold_and_close(Vault.open(vault_dir, dek), "2")
    found = kept = 0
    for at in range(0, min(len(old), len(new)), 4096):
        if old[at : at + 4096] == new[at : at + 4096]:
            continue
        path.write_bytes(new[:at] + old[at : at + 4096] + new[at + 4096 :])
        try:
            with Vault.open(vault_dir, dek) as again:
                standing = answer_rows.answers(again, case.id)["a"].value
                if not answer_rows.replay_matches(again, case.id):
                    found += 1
                elif standing == "2" * 3000:
                    kept += 1  # a page that says nothing of answers
                else:
                    raise AssertionError("an old answer passed for the new one")
        except VaultDamaged:
            found += 1
    assert found >= 1
    assert kept >= 0


# --- rows of repeats ----------------------------------------------------------------------------


def test_row_numbers_are_never_used_again(vault, case, save):
    assert answer_rows.highest_row(vault, case.id, "trip") == 0
    save({"trip[1]": Answer("1"), "trip[1]/from": Answer("x"), "trip[12]": Answer("1")})
    save({"trip[12]": Answer(""), "tripx[40]": Answer("1"), "trip_note": Answer("[99]")})
    answer_rows.fold(vault, case.id, None, None)
    assert answer_rows.highest_row(vault, case.id, "trip") == 12
