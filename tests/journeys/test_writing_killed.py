"""The process of somebody who writes is killed, a thousand times, at any moment: no letter is lost that
was said to be saved, and the file opens. Minutes of it: one kill is in the suite
(`tests/ui/interview/test_writing.py`)."""

from pathlib import Path

import pytest

from tests.durability.crash import Place, Started, kills
from tests.durability.writing_deed import WRITING
from tests.ui.places import make_places
from tipdesk.demo.stations import OFFICER

pytestmark = [pytest.mark.long, pytest.mark.timeout(4 * 3600)]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    places = make_places(tmp_path)
    key = places.keys[OFFICER.login]
    given = {
        "case": places.begun,
        "seed": key.seed.hex(),
        "at": places.clock().now.isoformat(),
    }
    place = Place(tmp_path / "disk", bytes(key.dek), given)
    place.root.mkdir()
    places.officers.rename(place.vault)
    return place


@pytest.mark.parametrize("count", [20, 1_000])
def test_no_letter_is_lost(place, tmp_path, count):
    outcome = kills(WRITING, place, tmp_path, count, child=Started)
    print(f"killed {outcome.cut} times before it had ended, of {outcome.states}")
    assert outcome.faults == []
    assert outcome.cut >= count / 2


def test_a_kill_finds_a_line_that_says_so_too_soon(place, tmp_path):
    assert kills(WRITING, place, tmp_path, 25, broken=True, child=Started).faults
