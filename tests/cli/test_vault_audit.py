"""`tipdesk vault audit`: who did what, when; what does not hold; what it cannot promise."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.terminal import Terminal
from tests.cli.test_vault_check import forged
from tests.desk.world import Calendar
from tests.json_schema import faults
from tipdesk.cases.custody.anchors import grouped_digits
from tipdesk.cases.model import CaseId
from tipdesk.core.settings import resource
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.printing.preview import text

SCHEMA = json.loads(resource("schemas", "vault-audit.schema.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def supervisor(terminal: Terminal) -> None:
    """What everybody did is for the supervisor to see."""
    terminal.who = SUPERVISOR


def answer(terminal: Terminal, *words: object) -> tuple[int, dict]:
    status, audit = terminal.json("audit", *words)
    assert faults(audit, SCHEMA) == []
    return status, audit


def codes(audit: dict) -> set[str]:
    return {exception["code"] for exception in audit["exceptions"]}


def test_who_did_what_when(terminal: Terminal, files: tuple[CaseId, ...]) -> None:
    assert terminal.do("audit") == 0
    output = terminal.output
    assert "Result: the entries that are here follow one another, without discrepancies." in output
    assert output.count("The file was begun") == 3
    assert "A file was attached" in output
    assert "The vault was opened" in output
    assert "A rollback can be detected only" in output
    assert not any(case_id in output for case_id in files)  # numbers, not inner names
    assert terminal.do("audit", language="ar") == 0
    assert not re.search("[a-zA-Z]{4,}", re.sub("\u2066[^\u2069]*\u2069", "", terminal.output))


def test_what_no_check_here_can_see_is_said(terminal: Terminal, key: UnlockedKey) -> None:
    """Who has a passphrase has the key of the database, and can take the last entries away."""
    cut = "(SELECT max(seq) - 3 FROM custody)"
    forged(
        terminal.vault_dir,
        key,
        f"DELETE FROM custody_seal WHERE seq > {cut}",
        f"DELETE FROM custody WHERE seq > {cut}",
    )
    assert terminal.do("audit") == 0
    output = terminal.output
    assert "This does not show whether the last ones were removed" in output
    assert "remove the last ones" in output
    assert "seals that pass for a colleague's" in output
    assert terminal.do("check") == 0
    assert "Result: no damage was found." in terminal.output
    assert "may have changed on purpose" in terminal.output


def test_the_look_itself_is_an_entry(terminal: Terminal) -> None:
    _, first = answer(terminal)
    _, second = answer(terminal)
    assert second["count"] == first["count"] + 3
    added = [(entry["officer"], entry["action"]) for entry in second["links"][-4:]]
    assert added == [
        (SUPERVISOR.login, deed) for deed in ("audited", "locked", "unlocked", "audited")
    ]
    assert {seal["officer"] for seal in second["seals"]} == {OFFICER.login, SUPERVISOR.login}


def test_one_file_and_some_days(terminal: Terminal) -> None:
    today = datetime.now(UTC) + timedelta(hours=3)  # first: a night may begin meanwhile
    _, everything = answer(terminal)
    number = next(entry["file"] for entry in everything["links"] if entry["file"])
    status, audit = answer(terminal, "--case", number)
    assert status == 0
    assert {entry["file"] for entry in audit["links"]} == {number}
    assert audit["count"] > len(audit["links"])
    _, audit = answer(terminal, "--from", today.date().isoformat())
    assert "opened" not in {entry["action"] for entry in audit["links"]}
    _, audit = answer(terminal, "--to", f"{today - timedelta(days=1):%d/%m/%Y}")
    assert "audited" not in {entry["action"] for entry in audit["links"]}
    assert "opened" in {entry["action"] for entry in audit["links"]}
    assert terminal.do("audit", "--case", "TDX-2020-00001") == 2
    assert "TDX-2020-00001" in terminal.complained
    with pytest.raises(SystemExit):
        terminal.do("audit", "--from", "yesterday")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE custody SET officer = 'S-01' WHERE seq = 4", {"link_altered"}),
        (
            "DELETE FROM custody WHERE action IN ('edited', 'opened') AND seq > 5",
            {"link_order", "link_foreign", "register_differs"},
        ),
        ("UPDATE custody SET detail = '7' WHERE seq = 4", {"link_unreadable"}),
        ("UPDATE custody_seal SET signature = zeroblob(64)", {"seal_wrong"}),
        (
            """UPDATE custody SET detail = '{"bundle":"x"}', action = 'exported' WHERE seq = 4""",
            {"link_altered", "link_foreign", "export_unknown"},
        ),
    ],
)
def test_exceptions_are_all_listed(
    terminal: Terminal, key: UnlockedKey, statement: str, expected: set[str]
) -> None:
    forged(terminal.vault_dir, key, statement)
    status, audit = answer(terminal)
    assert status == 1
    assert codes(audit) == expected
    assert not audit["holds"]


def test_a_vault_put_back_is_found_by_a_head_that_somebody_holds(
    terminal: Terminal, vault_dir, tmp_path
) -> None:
    database = vault_dir / "vault.db"
    old = database.read_bytes()
    _, audit = answer(terminal)
    head = f"{audit['head']['seq']}:{audit['head']['hash']}"
    assert answer(terminal, "--anchor", head)[0] == 0
    assert answer(terminal, "--anchor", head[:30])[0] == 0
    database.write_bytes(old)
    status, audit = answer(terminal)
    assert (status, codes(audit)) == (0, set())  # nothing inside can tell
    status, audit = answer(terminal, "--anchor", head)
    assert (status, codes(audit)) == (1, {"anchor_differs"})
    with pytest.raises(SystemExit):
        terminal.do("audit", "--anchor", "3:xyz")


def test_time_that_is_uncertain(terminal: Terminal, key: UnlockedKey) -> None:
    behind = Calendar(datetime.now(UTC) - timedelta(days=40))
    Session.open(terminal.vault_dir, key, behind).lock()
    _, audit = answer(terminal)
    (span,) = audit["uncertain"]
    marked = [entry for entry in audit["links"] if entry["clock"]]
    assert (span["first"], span["last"]) == (marked[0]["seq"], marked[-1]["seq"])
    assert marked[0]["action"] == "clock_behind"
    assert span["earliest"] < span["latest"] < span["record"]
    assert span["read_by"] == []
    assert terminal.do("audit") == 0
    assert "Time uncertain from entry" in terminal.output
    assert "No supervisor has read the warning." in terminal.output


def test_a_supervisor_who_has_read_the_warning_is_named(terminal: Terminal) -> None:
    future = Calendar(datetime.now(UTC) + timedelta(days=4000))
    from tipdesk.desk.unlocking import unlock

    opened = unlock(terminal.vault_dir, OFFICER.login, OFFICER.passphrase, future)
    Session.open(terminal.vault_dir, opened, future).lock()
    _, audit = answer(terminal)
    assert audit["uncertain"][0]["read_by"] == [SUPERVISOR.login]


def test_an_officer_audits_one_file_and_not_the_station(terminal: Terminal) -> None:
    _, everything = answer(terminal)
    number = next(entry["file"] for entry in everything["links"] if entry["file"])
    terminal.who = OFFICER
    assert terminal.do("audit") == 2
    assert terminal.output == ""
    status, audit = answer(terminal, "--case", number)
    assert status == 0
    assert {entry["file"] for entry in audit["links"]} == {number}


def test_a_certificate_of_integrity_and_a_log_which_are_entries(
    terminal: Terminal, tmp_path, files: tuple[CaseId, ...]
) -> None:
    path, log = tmp_path / "certificate.pdf", tmp_path / "log.pdf"
    status, audit = answer(terminal, "--certificate", path, "--log", log)
    assert status == 0
    assert audit["examined"] == {"files": len(files), "attachments": 1}
    paper = " ".join(text(path.read_bytes()).split())
    assert "There are no discrepancies." in paper
    assert grouped_digits(audit["head"]["hash"]) in paper
    _, again = answer(terminal)
    saved = [entry["seq"] for entry in again["links"] if entry["action"] == "saved"]
    assert saved == [audit["head"]["seq"] + 1, audit["head"]["seq"] + 2]
    assert grouped_digits(audit["head"]["hash"]) in " ".join(text(log.read_bytes()).split())
    before, head = (mark for mark in again["heads"] if mark["kind"] == "paper")
    assert (before["what"], head["what"]) == ("custody", "certificate")
    assert {key: head[key] for key in ("seq", "hash", "digits")} == audit["head"]
    anchor = f"{head['seq']} – {grouped_digits(head['hash'])}"
    status, audit = answer(terminal, "--anchor", anchor)
    assert (status, audit["compared"][0]["holds"]) == (0, True)
    next(
        content for content in (terminal.vault_dir / "att").rglob("*") if content.is_file()
    ).unlink()
    number = next(entry["file"] for entry in audit["links"] if entry["action"] == "attached")
    assert terminal.do("audit", "--log", path) == 2  # nothing is entered, and the file stays
    assert "is there already" in terminal.complained
    status, audit = answer(terminal, "--certificate", path, "--case", number, "--force")
    assert (status, codes(audit)) == (1, {"content_missing"})
    assert audit["examined"] == {"files": 1, "attachments": 1}
    assert terminal.do("audit", "--anchors-in", tmp_path / "nothing") == 2
