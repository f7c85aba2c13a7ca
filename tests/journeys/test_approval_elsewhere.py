"""A file goes to the Prosecution that was approved at another computer: two vaults, two programs with
homes of their own, a USB drive between them, and what the office says of it."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk import world as worlds
from tests.desk.elsewhere import APPROVER, CODE, beside
from tests.ui.gestures import bare
from tipdesk.bundle.certifying.signatory import newest_pack
from tipdesk.cli.main import main
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER
from tipdesk.i18n.text import _

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Stations of yesterday: the windows go by the real clock."""
    monkeypatch.setattr(worlds, "START", system_clock() - timedelta(days=1))
    world = worlds.set_up_world(tmp_path / "world")
    world.sessions.clear()
    world.usb_drive.mkdir()
    yield world
    world.close()


def program(world, home, vault, act, *words):
    """The program with its person, at a computer of their own."""
    folder = world.folder / home
    folder.mkdir()
    command = [sys.executable, "-m", "tests.journeys.elsewhere_acts", vault, act, *words]
    with (folder / "errors").open("wb") as errors:
        return subprocess.Popen(
            [*map(str, command)],
            cwd=ROOT,
            env={**os.environ, "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        )


def ended(child, world, home):
    """What it tells until its end; its person has seen all that they waited for."""
    told_lines = child.communicate("\n", timeout=300)[0].splitlines()
    errors = (world.folder / home / "errors").read_text("utf-8")
    assert child.returncode == 0, errors[-6000:]
    return {line["what"]: line for line in map(json.loads, told_lines)}


@pytest.mark.long  # two programs, three people's Argon2id: some twenty seconds
def test_a_file_that_was_approved_at_another_computer_is_valid(world, capsys):
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    number = world.officers.files.case(case_id).number
    elsewhere = beside(world)
    world.officers.lock()
    elsewhere.lock()
    officer = program(
        world, "here", world.folder / "officers", "ask_and_refer", number, world.usb_drive
    )
    asked = json.loads(officer.stdout.readline() or "{}")
    assert asked, ended(officer, world, "here")
    who = _("{login} of station {station}").format(login=APPROVER.login, station=CODE)
    assert bare(who) in asked["text"]
    approver = program(
        world, "there", elsewhere.vault, "approve", asked["request"], world.usb_drive
    )
    read = ended(approver, world, "there")["read"]
    assert len(read["pages"]) == 6  # answers, four papers, attachments
    ended(officer, world, "here")
    messages = set(world.usb_drive.glob("*.message.asice.age"))
    (bundle,) = set(world.usb_drive.glob("*.asice.age")) - messages
    identity = world.folder / "recovery.txt"
    identity.write_text(world.agency.recovery_identity().text, "ascii")
    pack = newest_pack(world.agency.folder)[1]
    words = ["verify", bundle, "--identity", identity, "--trust", pack, "--json"]
    status = main([*map(str, words)])
    answer = json.loads(capsys.readouterr().out)
    assert (status, answer["problems"]) == (0, [])
    assert answer["approved_by"]["login"] == APPROVER.login
    assert answer["signed_by"]["login"] == OFFICER.login
