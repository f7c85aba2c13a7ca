"""Files that were completed: what is amended, what no statement may change, what is found."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2

from tests.storage.samples import OFFICER, SUPERVISOR, complete
from tipdesk.cases.model import Amendment, Answer, Source, Status
from tipdesk.core.errors import AnswersLocked, VaultDamaged
from tipdesk.storage import interview_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.vault import Vault


def test_a_completed_file_takes_amendments_only(vault, case, save, clock):
    save({"a": Answer("قبل", source=Source.DOCUMENT)})
    complete(vault, case, clock)
    with pytest.raises(AnswersLocked):
        save({"a": Answer("بعد")})
    before = interview_rows.answers(vault, case.id)["a"]
    at = clock()
    (amendment,) = interview_rows.amend(
        vault, case.id, {"a": Answer("بعد")}, "خطأ في النقل", officer=SUPERVISOR, at=at
    )
    after = Answer("بعد", None, None, SUPERVISOR, at)
    assert amendment == Amendment("a", before, after, "خطأ في النقل")
    (entry,) = interview_rows.amendments(vault, case.id)
    assert (entry.amendment, entry.by, entry.at) == (amendment, SUPERVISOR, at)
    interview_rows.fold(vault, case.id, clock(), None)
    assert interview_rows.answers(vault, case.id)["a"] == after
    history = interview_rows.history(vault, case.id, "a")
    assert [(entry.answer.value, entry.note) for entry in history] == [
        ("قبل", ""),
        ("بعد", "خطأ في النقل"),
    ]


def test_amended_again_every_state_stays(vault, case, save, clock):
    save({"a": Answer("0")})
    complete(vault, case, clock)
    for value in "123":
        interview_rows.amend(vault, case.id, {"a": Answer(value)}, "n", officer=OFFICER, at=clock())
    interview_rows.fold(vault, case.id, clock(), None)
    assert [e.answer.value for e in interview_rows.history(vault, case.id, "a")] == list("0123")
    assert [e.amendment.before.value for e in interview_rows.amendments(vault, case.id)] == list(
        "012"
    )
    assert interview_rows.replay_matches(vault, case.id)


def test_a_returned_file_is_amended_and_completed_again(vault, case, save, clock):
    save({"a": Answer("0")})
    complete(vault, case, clock)
    case_rows.set_status(vault, case.id, Status.RETURNED, clock())
    with pytest.raises(AnswersLocked):
        save({"a": Answer("1")})
    interview_rows.amend(vault, case.id, {"a": Answer("1")}, "n", officer=OFFICER, at=clock())
    again = case_rows.set_status(vault, case.id, Status.COMPLETED, clock(), completed=True)
    assert again.revision == 2


def test_an_amendment_needs_a_note_and_a_completed_file(vault, case, save, clock):
    with pytest.raises(dbapi2.IntegrityError):
        interview_rows.amend(vault, case.id, {"a": Answer("1")}, "n", officer=OFFICER, at=clock())
    complete(vault, case, clock)
    with pytest.raises(dbapi2.IntegrityError):
        interview_rows.amend(vault, case.id, {"a": Answer("1")}, "  ", officer=OFFICER, at=clock())
    assert vault.rows("SELECT 1 FROM answer_log") == []


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
    interview_rows.amend(vault, case.id, {"a": Answer("1")}, "n", officer=OFFICER, at=clock())
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
    interview_rows.fold(vault, case.id, None, None)
    save({"a": Answer("3")})
    with pytest.raises(dbapi2.IntegrityError):  # folded already: history
        vault.execute("DELETE FROM answer_log WHERE seq = 1")


def test_an_altered_snapshot_is_found_by_replay(vault, case, save, clock):
    save({"a": Answer("0")})
    interview_rows.fold(vault, case.id, clock(), None)
    save({"b": Answer("1")})
    vault.execute('UPDATE answer_snapshot SET log_seq = 2, answers = \'{"a":{"value":"9"}}\'')
    assert not interview_rows.replay_matches(vault, case.id)


def test_an_old_page_put_back_is_found(vault, case, save, clock, vault_dir, dek):
    """SQLCipher binds a page to its number, not to its time: a thief of old copies could try."""
    path = vault_dir / "vault.db"

    def fold_and_close(opened, value):
        interview_rows.save_answers(
            opened, case.id, {"a": Answer(value * 3000)}, officer=OFFICER, at=clock()
        )
        interview_rows.fold(opened, case.id, clock(), None)
        opened.close()
        return path.read_bytes()

    old = fold_and_close(vault, "1")
    new = fold_and_close(Vault.open(vault_dir, dek), "2")
    noticed = kept = 0
    for at in range(0, min(len(old), len(new)), 4096):
        if old[at : at + 4096] == new[at : at + 4096]:
            continue
        path.write_bytes(new[:at] + old[at : at + 4096] + new[at + 4096 :])
        try:
            with Vault.open(vault_dir, dek) as again:
                standing = interview_rows.answers(again, case.id)["a"].value
                if not interview_rows.replay_matches(again, case.id):
                    noticed += 1
                elif standing == "2" * 3000:
                    kept += 1  # a page that says nothing of answers
                else:
                    raise AssertionError("an old answer passed for the new one")
        except VaultDamaged:
            noticed += 1
    assert noticed >= 1
    assert kept >= 0
