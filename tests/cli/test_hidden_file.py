"""What the commands tell of a file that is hidden from whoever types: that there is one, at most."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, flip
from tests.cli.test_vault_check import codes, forged
from tests.storage.upkeep.test_salvage import pages_of
from tipdesk.cases.model import CaseId
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage import custody_rows
from tipdesk.storage.keys.slot_file import DATABASE

SECRET = "موظف مذكور في الملف"


@pytest.fixture
def number(terminal: Terminal, key: UnlockedKey, files: tuple[CaseId, ...]) -> str:
    """Of a hidden file whose answers and attachment are damaged."""
    own = UnlockedKey(key.login, bytearray(key.dek), bytearray(key.seed))
    session = Session.open(terminal.vault_dir, own, system_clock)
    session.readers.hide(files[0], SECRET)
    number = session.files.case(files[0]).number
    session.lock()
    forged(
        terminal.vault_dir,
        key,
        "UPDATE answer_snapshot SET answers = json_set(answers, '$.sex', json('{\"value\":\"x\"}'))"
        " WHERE case_ref = 1",
    )
    (content,) = (terminal.vault_dir / "att").glob("*/*")
    flip(content, 100)
    return number


def output_of_both(terminal: Terminal, who: Credentials) -> str:
    """All that a check says to somebody, in words and to a program."""
    terminal.who = who
    assert terminal.do("check") == 1
    checked = terminal.output
    status, answer = terminal.json("check")
    waits = "escrow_waits"  # no trust list was taken here
    assert (status, codes(answer)) == (1, {"answers_differ", "content_altered", waits})
    return checked + terminal.output


def test_a_check_names_it_to_whom_it_names(
    terminal: Terminal, key: UnlockedKey, number: str
) -> None:
    assert number in output_of_both(terminal, OFFICER)
    output = output_of_both(terminal, SUPERVISOR)
    assert number not in output
    assert "The answers of a file that you may not see are not those of its log." in output
    database = terminal.vault_dir / DATABASE
    for rows in ("reader", "reader_by_officer"):
        flip(database, pages_of(database, key.dek, rows)[0])
    terminal.who = OFFICER
    assert terminal.do("check") == 1
    assert number not in terminal.output  # nobody can say any more whom it names
    assert "a file that you may not see" in terminal.output


@pytest.mark.parametrize("lost", [False, True])
def test_what_is_salvaged_stays_hidden(
    terminal: Terminal, key: UnlockedKey, number: str, tmp_path: Path, lost: bool
) -> None:
    """Also where its row of the list was lost, and the number with it."""
    if lost:
        database = terminal.vault_dir / DATABASE
        flip(database, pages_of(database, key.dek, "case_file")[0])
    terminal.who, new = SUPERVISOR, tmp_path / "new"
    assert terminal.do("salvage", "--to", new) == 1
    assert number not in terminal.output
    assert "\u20661\u2069 file that you may not see" in terminal.output
    for who, sees in ((SUPERVISOR, 2), (OFFICER, 3)):
        opened = unlock(new, who.login, who.passphrase)
        session = Session.open(new, opened, system_clock)
        chain = [repr(event) for event in custody_rows.chain(session._desk.vault)]
        assert not [event for event in chain if number in event]
        assert len(session.files.list_cases()) == sees
        session.lock()
