"""`tipdesk vault audit`: who did what, when; what does not hold; what it cannot promise."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.terminal import Terminal
from tests.cli.test_vault_check import forged
from tests.desk.world import Calendar
from tests.json_schema import faults
from tipdesk.cases.custody import grouped_digits
from tipdesk.cases.model import CaseId
from tipdesk.core.settings import resource
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.printing.preview import text

SCHEMA = json.loads(resource("schemas", "vault-audit.schema.json").read_text())


@pytest.fixture(autouse=True)
def supervisor(terminal: Terminal) -> None:
    """What everybody did is for the supervisor to see."""
    terminal.who = SUPERVISOR


def answer(terminal: Terminal, *words: object) -> tuple[int, dict]:
    status, told = terminal.json("audit", *words)
    assert faults(told, SCHEMA) == []
    return status, told


def codes(told: dict) -> set[str]:
    return {one["code"] for one in told["exceptions"]}


def test_who_did_what_when(terminal: Terminal, files: tuple[CaseId, ...]) -> None:
    assert terminal.do("audit") == 0
    said = terminal.said
    assert "Result: the links that are here hold, without exceptions." in said
    assert said.count("The file was begun") == 3
    assert "A file was attached" in said
    assert "The vault was opened" in said
    assert "whole vault was put back" in said
    assert not any(case_id in said for case_id in files)  # numbers, not inner names
    assert terminal.do("audit", language="ar") == 0
    assert not re.search("[a-zA-Z]{4,}", re.sub("\u2066[^\u2069]*\u2069", "", terminal.said))


def test_what_no_check_here_can_see_is_said(terminal: Terminal, key: UnlockedKey) -> None:
    """Who has a passphrase has the key of the database, and can take the last links away."""
    cut = "(SELECT max(seq) - 3 FROM custody)"
    forged(
        terminal.vault_dir,
        key,
        f"DELETE FROM custody_seal WHERE seq > {cut}",
        f"DELETE FROM custody WHERE seq > {cut}",
    )
    assert terminal.do("audit") == 0
    said = terminal.said
    assert "This does not show whether the last ones were taken away" in said
    assert "take the last ones away" in said
    assert "seals that pass for a colleague's" in said
    assert terminal.do("check") == 0
    assert "Result: no damage was found." in terminal.said
    assert "may have changed on purpose" in terminal.said


def test_the_look_itself_is_a_link(terminal: Terminal) -> None:
    _, first = answer(terminal)
    _, second = answer(terminal)
    assert second["count"] == first["count"] + 3
    added = [(one["officer"], one["action"]) for one in second["links"][-4:]]
    assert added == [
        (SUPERVISOR.login, deed) for deed in ("audited", "locked", "unlocked", "audited")
    ]
    assert {one["officer"] for one in second["seals"]} == {OFFICER.login, SUPERVISOR.login}


def test_one_file_and_some_days(terminal: Terminal) -> None:
    today = datetime.now(UTC) + timedelta(hours=3)  # first: a night may begin meanwhile
    _, everything = answer(terminal)
    number = next(one["file"] for one in everything["links"] if one["file"])
    status, told = answer(terminal, "--case", number)
    assert status == 0
    assert {one["file"] for one in told["links"]} == {number}
    assert told["count"] > len(told["links"])
    _, told = answer(terminal, "--from", today.date().isoformat())
    assert "opened" not in {one["action"] for one in told["links"]}
    _, told = answer(terminal, "--to", f"{today - timedelta(days=1):%d/%m/%Y}")
    assert "audited" not in {one["action"] for one in told["links"]}
    assert "opened" in {one["action"] for one in told["links"]}
    assert terminal.do("audit", "--case", "TDX-2020-00001") == 2
    assert "TDX-2020-00001" in terminal.complained
    with pytest.raises(SystemExit):
        terminal.do("audit", "--from", "yesterday")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE custody SET officer = 'S-01' WHERE seq = 4", {"link_altered"}),
        ("DELETE FROM custody WHERE seq IN (4, 5)", {"link_order"}),
        ("UPDATE custody SET detail = '7' WHERE seq = 4", {"link_unreadable"}),
        ("UPDATE custody_seal SET signature = zeroblob(64)", {"seal_wrong"}),
        (
            """UPDATE custody SET detail = '{"bundle":"x"}', action = 'exported' WHERE seq = 4""",
            {"link_altered", "export_unknown"},
        ),
    ],
)
def test_exceptions_are_all_listed(
    terminal: Terminal, key: UnlockedKey, statement: str, expected: set[str]
) -> None:
    forged(terminal.vault_dir, key, statement)
    status, told = answer(terminal)
    assert status == 1
    assert codes(told) == expected
    assert not told["holds"]


def test_a_vault_put_back_is_found_by_a_head_that_somebody_holds(
    terminal: Terminal, vault_dir, tmp_path
) -> None:
    database = vault_dir / "vault.db"
    old = database.read_bytes()
    _, told = answer(terminal)
    head = f"{told['head']['seq']}:{told['head']['hash']}"
    assert answer(terminal, "--anchor", head)[0] == 0
    assert answer(terminal, "--anchor", head[:30])[0] == 0
    database.write_bytes(old)
    status, told = answer(terminal)
    assert (status, codes(told)) == (0, set())  # nothing inside can tell
    status, told = answer(terminal, "--anchor", head)
    assert (status, codes(told)) == (1, {"anchor_differs"})
    with pytest.raises(SystemExit):
        terminal.do("audit", "--anchor", "3:xyz")


def test_time_that_is_uncertain(terminal: Terminal, key: UnlockedKey) -> None:
    behind = Calendar(datetime.now(UTC) - timedelta(days=40))
    Session.open(terminal.vault_dir, key, behind).lock()
    _, told = answer(terminal)
    (span,) = told["uncertain"]
    marked = [one for one in told["links"] if one["clock"]]
    assert (span["first"], span["last"]) == (marked[0]["seq"], marked[-1]["seq"])
    assert marked[0]["action"] == "clock_behind"
    assert span["earliest"] < span["latest"] < span["record"]
    assert span["read_by"] == []
    assert terminal.do("audit") == 0
    assert "Time uncertain from link" in terminal.said
    assert "No supervisor has read the warning." in terminal.said


def test_a_supervisor_who_has_read_the_warning_is_named(terminal: Terminal) -> None:
    future = Calendar(datetime.now(UTC) + timedelta(days=4000))
    from tipdesk.desk.unlocking import unlock

    opened = unlock(terminal.vault_dir, OFFICER.login, OFFICER.passphrase, future)
    Session.open(terminal.vault_dir, opened, future).lock()
    _, told = answer(terminal)
    assert told["uncertain"][0]["read_by"] == [SUPERVISOR.login]


def test_an_officer_audits_one_file_and_not_the_station(terminal: Terminal) -> None:
    _, everything = answer(terminal)
    number = next(one["file"] for one in everything["links"] if one["file"])
    terminal.who = OFFICER
    assert terminal.do("audit") == 2
    assert terminal.said == ""
    status, told = answer(terminal, "--case", number)
    assert status == 0
    assert {one["file"] for one in told["links"]} == {number}


def test_a_certificate_of_integrity_and_a_log_which_are_links(
    terminal: Terminal, tmp_path, files: tuple[CaseId, ...]
) -> None:
    path, log = tmp_path / "certificate.pdf", tmp_path / "log.pdf"
    status, told = answer(terminal, "--certificate", path, "--log", log)
    assert status == 0
    assert told["examined"] == {"files": len(files), "attachments": 1}
    said = " ".join(text(path.read_bytes()).split())
    assert "There are no exceptions." in said
    assert grouped_digits(told["head"]["hash"]) in said
    _, again = answer(terminal)
    saved = [one["seq"] for one in again["links"] if one["action"] == "saved"]
    assert saved == [told["head"]["seq"] + 1, told["head"]["seq"] + 2]
    assert grouped_digits(told["head"]["hash"]) in " ".join(text(log.read_bytes()).split())
    before, head = (one for one in again["heads"] if one["kind"] == "paper")
    assert (before["what"], head["what"]) == ("custody", "certificate")
    assert {key: head[key] for key in ("seq", "hash", "digits")} == told["head"]
    anchor = f"{head['seq']} – {grouped_digits(head['hash'])}"
    status, told = answer(terminal, "--anchor", anchor)
    assert (status, told["compared"][0]["holds"]) == (0, True)
    next(one for one in (terminal.vault_dir / "att").rglob("*") if one.is_file()).unlink()
    number = next(one["file"] for one in told["links"] if one["action"] == "attached")
    assert terminal.do("audit", "--log", path) == 2  # nothing is entered, and the file stays
    assert "is there already" in terminal.complained
    status, told = answer(terminal, "--certificate", path, "--case", number, "--force")
    assert (status, codes(told)) == (1, {"content_missing"})
    assert told["examined"] == {"files": 1, "attachments": 1}
    assert terminal.do("audit", "--anchors-in", tmp_path / "nothing") == 2
