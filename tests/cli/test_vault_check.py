"""`tipdesk vault check`: what is well is called well, every fault is named, nothing is written."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import PAGE, Terminal, flip
from tests.desk.station.test_shares import PINS, make_shares
from tests.json_schema import faults
from tipdesk.cli import vault_login
from tipdesk.core.clock import system_clock
from tipdesk.core.settings import resource
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials, confirm
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage.database import connect
from tipdesk.storage.keys import rekeying, slot_rows
from tipdesk.storage.keys.slot_file import DATABASE, NAMES
from tipdesk.storage.vault import Vault

SCHEMA = json.loads(resource("schemas", "vault-check.schema.json").read_text("utf-8"))


def codes(answer: dict) -> set[str]:
    assert faults(answer, SCHEMA) == []
    return {finding["code"] for part in answer["parts"] for finding in part["findings"]}


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def forged(vault_dir: Path, key: UnlockedKey, *statements: str) -> None:
    """Write to the vault past every trigger, as a holder of the data key can."""
    rows = connect(vault_dir / DATABASE, key.dek)
    for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        rows.execute(f"DROP TRIGGER {name}")
    rows.execute("PRAGMA foreign_keys=OFF")
    for statement in statements:
        rows.execute(statement)
    rows.close()


def test_a_vault_that_is_well(terminal: Terminal) -> None:
    before = digests(terminal.vault_dir)
    assert terminal.do("check") == 0
    assert "Result: no damage was found." in terminal.output
    assert "ERRORS" not in terminal.output
    assert terminal.asked[1:] == [f"Passphrase of \u2066{OFFICER.login}\u2069: "]
    assert digests(terminal.vault_dir) == before


def test_in_arabic(terminal: Terminal) -> None:
    (terminal.vault_dir / NAMES[1]).unlink()
    assert terminal.do("check", language="ar") == 1
    assert not re.search("[a-zA-Z]{4,}", re.sub("\u2066[^\u2069]*\u2069", "", terminal.output))
    assert NAMES[1] in terminal.output


def test_for_a_program(terminal: Terminal) -> None:
    terminal.who = SUPERVISOR
    status, answer = terminal.json("check", "--login", SUPERVISOR.login)
    assert status == 0
    assert codes(answer) == set()
    counts = {part["name"]: part["count"] for part in answer["parts"]}
    assert counts["answers"] == 3
    assert counts["attachments"] == 1
    assert counts["slots"] == 3
    assert counts["custody"] >= 10
    assert counts["pages"] * PAGE == answer["bytes"]["database"]


def test_every_page_that_was_altered_is_named(terminal: Terminal) -> None:
    database = terminal.vault_dir / DATABASE
    pages = database.stat().st_size // PAGE
    for page in (pages // 2, pages - 3):
        flip(database, page)
    status, answer = terminal.json("check")
    assert status == 1
    assert not answer["well"]
    findings = next(part for part in answer["parts"] if part["name"] == "pages")["findings"]
    altered = {finding["where"] for finding in findings if finding["code"] == "page_altered"}
    assert altered == {str(pages // 2), str(pages - 3)}


def test_key_slots(terminal: Terminal) -> None:
    first, second = (terminal.vault_dir / name for name in NAMES)
    body = second.read_bytes()
    second.write_bytes(body[:-20])
    status, answer = terminal.json("check")
    assert (status, codes(answer)) == (1, {"slots_differ"})
    second.unlink()
    assert codes(terminal.json("check")[1]) == {"slots_missing"}
    assert not second.exists()
    first.unlink()
    assert terminal.do("check") == 2


def test_older_slots_are_found(terminal: Terminal, key: UnlockedKey) -> None:
    forged(terminal.vault_dir, key, "UPDATE meta SET value = '9' WHERE name = 'slots_epoch'")
    status, answer = terminal.json("check")
    assert (status, codes(answer)) == (1, {"slots_older"})


def test_case_work_that_was_rewritten(terminal: Terminal, key: UnlockedKey) -> None:
    """Put in without an entry of the chain."""
    forged(
        terminal.vault_dir,
        key,
        "INSERT INTO work_entry(case_ref, seq, custody_seq, words, note) VALUES(1, 1, 1, '', '')",
    )
    status, answer = terminal.json("check")
    assert (status, codes(answer)) == (1, {"case_work_differs"})


PUT_IN = "INSERT INTO same_said(custody_seq, words) VALUES(1, '')"
EVENT_PUT_IN = "INSERT INTO event_entry(event, seq, custody_seq, words) VALUES('E', 1, 1, '')"
AGENCY_PUT_IN = "INSERT INTO agency_detail(agency, custody_seq, words) VALUES('moh', 1, '{}')"
WAY_PUT_IN = "INSERT INTO safe_way VALUES(1, '')"
LAST_WORDS = "SELECT max(seq) FROM answer_log WHERE value <> ''"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE custody SET action = 'viewed' WHERE seq = 3", "link_altered"),
        ("DELETE FROM custody WHERE seq = 3", "link_order"),
        ("UPDATE custody SET detail = '7' WHERE seq = 3", "link_unreadable"),
        ("UPDATE custody_seal SET signature = zeroblob(64)", "seal_wrong"),
        ("UPDATE custody SET action = 'transfer_given_up' WHERE action = 'opened'", "written_given_up"),
        ("UPDATE custody SET at = 1 << 62 WHERE seq = 3", "link_unreadable"),
        ("UPDATE case_file SET revision = revision + 1 WHERE id = 1", "state_differs"),
        ("UPDATE case_file SET status = 'completed' WHERE id = 1", "state_differs"),
        ("UPDATE case_file SET status = 'x' WHERE id = 1", "state_differs"),
        ("DELETE FROM consent_event WHERE id = 1", "consents_differ"),
        (PUT_IN, "same_said_differs"),
        (EVENT_PUT_IN, "event_differs"),
        (AGENCY_PUT_IN, "directory_differs"),
        (WAY_PUT_IN, "safe_way_differs"),
        (f"UPDATE answer_log SET value = value || 'x' WHERE seq = ({LAST_WORDS})", "answers_differ"),
    ],
)  # fmt: skip
def test_the_chain(terminal: Terminal, key: UnlockedKey, statement: str, code: str) -> None:
    forged(terminal.vault_dir, key, statement)
    status, answer = terminal.json("check")
    assert status == 1
    assert code in codes(answer)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE officer SET role = 'supervisor' WHERE login = 'T-07'", "register_row"),
        ("UPDATE officer_key SET ed25519 = zeroblob(32) WHERE id = 1", "register_row"),
        ("DELETE FROM reader", "register_readers"),
        ("UPDATE case_file SET hidden_at = 1 WHERE id = 1", "register_readers"),
        ("UPDATE deed SET text = replace(text, 'officer', 'auditor') WHERE number = 1", "register_broken"),
        ("UPDATE deed_signature SET value = zeroblob(64) WHERE deed = 2", "register_unsigned"),
        ("DELETE FROM deed_view", "register_memory"),
        ("DELETE FROM deed_signature; ", "register_unsigned"),
    ],
)  # fmt: skip
def test_the_register_of_keys(
    terminal: Terminal, key: UnlockedKey, statement: str, code: str
) -> None:
    """Both commands tell what differs from the deeds that people have signed."""
    forged(terminal.vault_dir, key, statement)
    status, answer = terminal.json("check")
    assert status == 1
    assert code in codes(answer)
    terminal.who = SUPERVISOR
    status, answer = terminal.json("audit")
    assert status == 1
    assert "register_differs" in {entry["code"] for entry in answer["exceptions"]}


def test_answers_that_cannot_be_read_and_rows_of_nobody(
    terminal: Terminal, key: UnlockedKey
) -> None:
    forged(
        terminal.vault_dir,
        key,
        "UPDATE answer_snapshot SET answers = '[1]' WHERE case_ref = 2",
        "DELETE FROM case_file WHERE id = 3",
    )
    status, answer = terminal.json("check")
    assert status == 1
    assert codes(answer) >= {"answers_unreadable", "owner_missing"}


def test_attachments(terminal: Terminal) -> None:
    (content,) = (path for path in (terminal.vault_dir / "att").glob("*/*"))
    stray = content.with_name("0" * 32)
    shutil.copy(content, stray)
    status, answer = terminal.json("check")
    assert (status, codes(answer)) == (0, {"orphans"})
    assert stray.exists()
    flip(content, 100)
    status, answer = terminal.json("check")
    assert (status, codes(answer)) == (1, {"orphans", "content_altered"})
    content.unlink()
    assert codes(terminal.json("check")[1]) == {"orphans", "content_missing"}


def test_the_ballast_is_only_to_be_known(terminal: Terminal) -> None:
    (terminal.vault_dir / "ballast").unlink()
    status, answer = terminal.json("check")
    assert (status, codes(answer)) == (0, {"ballast_missing"})
    assert not (terminal.vault_dir / "ballast").exists()


def test_what_cannot_be_read(terminal: Terminal, key: UnlockedKey) -> None:
    with Vault.open(terminal.vault_dir, key.dek):
        assert terminal.do("check") == 2
    assert "another window" in terminal.complained
    database = terminal.vault_dir / DATABASE
    data = database.read_bytes()
    for size in (0, 100, len(data) // 2):
        database.write_bytes(data[:size])
        status, answer = terminal.json("check")
        assert status == 2, size
        assert answer["error"]["code"] == "VaultDamaged"
        assert "tipdesk vault salvage" in terminal.complained
    terminal.vault_dir /= "nowhere"
    count = len(terminal.asked)
    assert terminal.do("check") == 2
    assert len(terminal.asked) == count


def test_a_wrong_passphrase_is_noted_and_makes_wait(terminal: Terminal) -> None:
    terminal.who = Credentials(OFFICER.login, "wrong wrong wrong")
    for _ in range(4):
        assert terminal.do("check") == 2
    assert "next try is possible" in terminal.complained


def test_without_a_terminal_nothing_is_asked_and_no_window_is_loaded(vault_dir: Path) -> None:
    code = (
        "import sys; from tipdesk.__main__ import main; status = main(sys.argv[1:]);"
        "print([name for name in sys.modules if name.startswith('PySide6')]); sys.exit(status)"
    )
    words = ["vault", "check", "--vault", vault_dir, "--login", "T-07", "--lang", "en"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], input=b"x\n", capture_output=True, check=False,
        start_new_session=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"terminal" in done.stderr
    assert done.stdout.splitlines() == [b"[]"]


def test_while_the_key_is_being_changed(terminal: Terminal) -> None:
    """Somebody is being removed, and the power goes before, and after, the pages are written."""
    terminal.who = SUPERVISOR
    key = unlock(terminal.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    removal = rekeying.without(terminal.vault_dir, key, OFFICER.login)
    with Vault.open(terminal.vault_dir, key.dek) as vault:
        slot_rows.store(vault, removal.document)
    before = digests(terminal.vault_dir)
    assert codes(terminal.json("check")[1]) == set()
    assert digests(terminal.vault_dir) == before
    with Vault.open(terminal.vault_dir, key.dek) as vault:
        slot_rows.expect(vault, removal.document.successor)
        vault.rekey(removal.next_dek)
    before = digests(terminal.vault_dir)
    status, answer = terminal.json("check")
    assert (status, codes(answer)) == (0, set())
    assert digests(terminal.vault_dir) == before


def test_with_the_words_of_the_sheet(terminal: Terminal) -> None:
    key, fresh = (
        unlock(terminal.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase) for _time in range(2)
    )
    session = Session.open(terminal.vault_dir, key, system_clock)
    words = session.renewals.new_recovery_sheet(fresh, confirm(session, OFFICER)).words
    session.lock()
    terminal.who = Credentials("", " ".join(words))
    terminal.asked.clear()
    assert terminal.do("check", "--words") == 0
    assert terminal.asked == ["Recovery words: "]
    status, answer = terminal.json("audit", "--words")
    assert status == 0
    assert [entry["action"] for entry in answer["links"][-2:]] == ["recovered", "audited"]
    terminal.who = Credentials("", "abandon " * 24)
    assert terminal.do("check", "--words") == 2


def test_with_two_shares(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    own_key, fresh = (
        unlock(terminal.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase) for _time in range(2)
    )
    session = Session.open(terminal.vault_dir, own_key, system_clock)
    sheets, _opened = make_shares(session, fresh, confirm(session, OFFICER))
    session.lock()
    papers = [" ".join(sheet.sheet.words) for sheet in sheets]
    answers = iter([papers[2], PINS[2], papers[0], PINS[0]])
    monkeypatch.setattr(vault_login, "typed_unseen", lambda prompt: next(answers))
    status, answer = terminal.json("audit", "--shares")
    assert status == 0
    assert [entry["action"] for entry in answer["links"][-2:]] == ["recovered_by_shares", "audited"]
