"""`tipdesk vault escrow` and `open-escrow`: what is said of what was taken out, and of what cannot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.desk.world import set_up_world
from tipdesk.cases.model import CaseId
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import RECEIVER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey


def test_where_no_trust_list_is_in_use_nothing_can_be_taken_out(
    terminal: Terminal, key: UnlockedKey, files: tuple[CaseId, ...], tmp_path: Path
) -> None:
    own = UnlockedKey(key.login, bytearray(key.dek), bytearray(key.seed))
    session = Session.open(terminal.vault_dir, own, system_clock)
    session.readers.hide(files[0], "موظف مذكور")
    session.lock()
    assert terminal.do("escrow", "--out", tmp_path) == 2
    assert "Of 1 hidden files none is sealed" in terminal.complained
    assert list(tmp_path.glob("*.age")) == []


def test_from_the_station_to_the_office(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.desk.world.START", datetime.now(UTC) - timedelta(days=1))
    world = set_up_world(tmp_path / "world")  # the commands read the clock
    world.sessions.clear()
    case_id = world.interview(3)
    number = world.officers.files.case(case_id).number
    world.officers.readers.hide(case_id, "المشرف مذكور")
    world.close()
    terminal.vault_dir, terminal.who = world.folder / "officers", SUPERVISOR
    target, opened = tmp_path / "stick", tmp_path / "open"
    target.mkdir()
    assert terminal.do("escrow", "--out", target) == 0
    assert number not in terminal.output
    (path,) = target.glob("*.hidden.age")
    assert path.name in terminal.output
    terminal.vault_dir, terminal.who = world.folder / "prosecution", RECEIVER
    assert terminal.do("open-escrow", path, "--to", opened, language="ar") == 0
    assert number in terminal.output
    assert "شفّرها ووقّعها" in terminal.output
    assert (opened / number / "answers.txt").exists()
    assert terminal.do("open-escrow", path, "--to", opened) == 2  # something lies there
