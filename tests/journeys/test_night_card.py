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
from tipdesk.forms.known import known_questions
from tipdesk.forms.model import split_path

ROOT = Path(__file__).resolve().parents[2]
MOST_ACTIONS, MOST_KEYS = 25, 60
WITH_READER = (20, 25)
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
    """A quick file, as the officer begins it after two of the same place and language, with the
    language that the person has pointed at; the vault is closed."""
    session = places.open(places.officers, OFFICER, system_clock)
    before = {"intake_site_type": "shelter_women", "language_preferred": "fil", "int_mode": "phone"}
    for _night in range(2):
        earlier = session.new_files.open_case(quick=True)
        answers = {name: Answer(value) for name, value in before.items()}
        session.answers.save_answers(earlier.id, answers)
        session.answers.fold(earlier.id)
    case = session.new_files.open_case(quick=True)
    session.views.choose_spoken(case.id, "fil")
    session.lock()
    return case.id


@pytest.mark.parametrize("scale", ["100", "130", "130 reader"])
def test_the_night_card_takes_few_actions_and_nothing_on_it_moves(places, scale, tmp_path):
    case_id, tray = begun(places), tmp_path / "tray"
    tray.mkdir()
    environment = {
        **os.environ, "CUPS_SERVER": str(tmp_path / "queue"), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    scale, *reader = scale.split()
    words = [places.officers, scale, OFFICER.passphrase, *reader]
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
    counts = f"{counted['actions']} actions, {counted['keys']} keys, 1 page"
    print(" ".join([f"{scale} %:", counts, *reader]))
    most = WITH_READER if reader else (MOST_ACTIONS, MOST_KEYS)
    assert counted["actions"] <= most[0]
    assert counted["keys"] <= most[1]
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
    asked = {
        entry.question.name
        for entry in known_questions(file.form)
        for path, answer in file.answers.items()
        if split_path(path)[2] == entry.question.name and answer.source is None and answer.value
    }
    if reader:
        assert file.answers["age_basis"].source is Source.DOCUMENT
        assert file.answers["birth_date"].value == "1998-05-12"
    assert asked == set(), "nothing that is known was asked"
    assert session.steps.review(case_id).needed == (), "it can be completed as it stands"
    printed = [event.detail for event in file.custody if event.action == "printed"]
    assert [(entry["document"], entry["purpose"]) for entry in printed] == [
        ("notice", "prosecution"), ("notice", "file"),
    ]  # fmt: skip
    assert len([*tray.glob("*.pdf")]) == len(printed)
    session.lock()
