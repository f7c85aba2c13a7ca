"""An update for a user of Linux that is cut off, by a kill or by the power: a program starts."""

from pathlib import Path

import pytest

from tests.durability.crash import Place, kills, recorded
from tests.durability.update_deeds import NEW, UPDATING, prepare, started, update_and_settle

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture
def ready(tmp_path: Path) -> Place:
    (tmp_path / "scratch").mkdir()
    return prepare(tmp_path / "disk")


@pytest.mark.parametrize("times", [12, pytest.param(300, marks=pytest.mark.long)])
def test_killed_at_any_moment_a_program_starts(ready, tmp_path, times):
    outcome = kills(UPDATING, ready, tmp_path / "scratch", times)
    assert outcome.faults == []
    assert outcome.states == times
    assert outcome.cut


@pytest.mark.parametrize("points", [15, pytest.param(10_000, marks=pytest.mark.long)])
def test_the_power_goes_at_any_moment_and_a_program_starts(ready, tmp_path, points):
    """With --long after every call of the system."""
    recording = recorded(UPDATING, ready, tmp_path / "scratch", ("file", "folder"))
    outcome = recording.cuts(tmp_path / "scratch", points)
    assert outcome.faults == []
    assert outcome.cut
    assert recording.cuts(tmp_path / "scratch", 40, ("none", "torn")).faults


def test_an_update_in_place_is_found_out(ready, tmp_path):
    assert kills(UPDATING, ready, tmp_path / "scratch", 60, broken=True).faults


def test_uncut_the_new_program_starts_and_the_old_one_is_gone(ready):
    update_and_settle(ready, lambda _words: None)
    assert started(ready.root / "base") == NEW
    assert {path.name for path in (ready.root / "base").iterdir()} == {
        "app-0.3.0", "current", "tipdesk", ".try",
    }  # fmt: skip
