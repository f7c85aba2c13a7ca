"""Killed, or without power, while a file is approved, here or at another computer, a case bundle
received or its answer read: it has happened or it has not. The harness is that of the vault's own
deeds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.world import World
from tests.durability.crash import Deed, Place, kills, recorded
from tests.durability.elsewhere_deeds import ELSEWHERE_DEEDS
from tests.durability.handover_deeds import HANDOVER_DEEDS, RECEIPT

Make = Callable[[World, Path], Place]
DEEDS = (*HANDOVER_DEEDS, *ELSEWHERE_DEEDS)
each = pytest.mark.parametrize(("deed", "make"), DEEDS, ids=[deed.name for deed, _ in DEEDS])


@each
@pytest.mark.parametrize("count", [2, pytest.param(400, marks=pytest.mark.long)])
@pytest.mark.timeout(3600)
def test_killed_at_any_moment(
    world: World, tmp_path: Path, deed: Deed, make: Make, count: int
) -> None:
    outcome = kills(deed, make(world, tmp_path / "disk"), tmp_path, count)
    assert outcome.faults == []
    assert outcome.cut or count < 10


@pytest.mark.parametrize(
    ("deed", "make"),
    [
        pytest.param(deed, make, marks=() if deed is RECEIPT else pytest.mark.long, id=deed.name)
        for deed, make in DEEDS
    ],
)
@pytest.mark.timeout(1800)
def test_a_kill_finds_a_deed_in_pieces(
    world: World, tmp_path: Path, deed: Deed, make: Make
) -> None:
    assert kills(deed, make(world, tmp_path / "disk"), tmp_path, 200, broken=True).faults


@each
@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_power_goes_at_any_moment(world: World, tmp_path: Path, deed: Deed, make: Make) -> None:
    recording = recorded(deed, make(world, tmp_path / "disk"), tmp_path, ("file", "folder"))
    outcome = recording.cuts(tmp_path, 60)
    assert outcome.faults == []
    assert recording.cuts(tmp_path, 1, ("none",)).faults
