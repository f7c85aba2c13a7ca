"""A quick intake at the real window, by keys alone: actions and keys from the opening of the file to
the notice that is printed and handed over, at 100 and at 130 per cent."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.ui import places as world
from tests.ui.paper_tray import serving
from tipdesk.cases.model import Answer, Source
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.files.listing import NOTIFIED

ROOT = Path(__file__).resolve().parents[2]
MOST_ACTIONS, MOST_KEYS = 25, 60
ROOM = [1366, 697]  # of a small laptop, with a taskbar


@pytest.fixture(scope="module")
def made_places(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:  # the window goes by the real clock
        patch.setattr(world, "START", system_clock() - timedelta(days=8))
        return world.make_places(tmp_path_factory.mktemp("night"))


@pytest.fixture
def places(made_places, tmp_path):
    return made_places.copy(tmp_path / "places")


def begun(places):
    """A quick file, as the officer begins it after one of the same place, with the language that
    the person has pointed at; the vault is closed."""
    session = places.open(places.officers, OFFICER, system_clock)
    before = session.new_files.open_case(quick=True)
    session.answers.save_answers(before.id, {"intake_site_type": Answer("shelter_women")})
    case = session.new_files.open_case(quick=True)
    session.views.choose_spoken(case.id, "fil")
    session.lock()
    return case.id


@pytest.mark.parametrize("scale", ["100", "130"])
def test_the_night_card_takes_few_actions_and_nothing_on_it_moves(places, scale, tmp_path):
    case_id, tray = begun(places), tmp_path / "tray"
    tray.mkdir()
    environment = {
        **os.environ, "CUPS_SERVER": str(tmp_path / "queue"), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    words = [places.officers, scale, OFFICER.passphrase]
    with serving(tmp_path / "queue", tray):
        run = subprocess.run(
            [sys.executable, "-m", "tests.journeys.night_acts", *map(str, words)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
    assert run.returncode == 0, run.stderr[-4000:]
    counted = json.loads(run.stdout.splitlines()[0])
    print(f"{scale} %: {counted['actions']} actions, {counted['keys']} keys, 1 page")
    assert counted["actions"] <= MOST_ACTIONS
    assert counted["keys"] <= MOST_KEYS
    assert counted["answers"] >= 24
    assert counted["room"] == ROOM
    session = places.open(places.officers, OFFICER, system_clock)
    file = session.files.load(case_id)
    assert file.answers[NOTIFIED].source is Source.SESSION
    assert file.answers["documents[1]/doc_number"].value == "P1234567A"
    assert {file.answers[f"needs[{row}]/need_type"].value for row in (1, 2)} == {
        "shelter",
        "medical",
    }
    assert session.steps.review(case_id).needed == (), "it can be completed as it stands"
    printed = [event.detail for event in file.custody if event.action == "printed"]
    assert [(entry["document"], entry["purpose"]) for entry in printed] == [
        ("notice", "prosecution"), ("notice", "file"),
    ]  # fmt: skip
    assert len([*tray.glob("*.pdf")]) == len(printed)
    session.lock()
