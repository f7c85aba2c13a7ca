"""Killed, or without power, while the station changes who works here, what opens the vault or what
the unit sees: it has happened or it has not. The harness is that of the vault's own deeds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.desk.staffed import Place as Staffed
from tests.durability.crash import Child, Deed, Place, Say, kills, recorded
from tests.durability.disk_model import MODES
from tests.durability.station_deeds import (
    HIDING,
    KEYS,
    OTHER,
    STAFF,
    STATION_DEEDS,
    at_the_desk,
    station_place,
)
from tests.programs import copy_vault
from tests.systems import die_now
from tipdesk.core.errors import UnknownLogin
from tipdesk.storage.keys import slot_rows
from tipdesk.storage.keys.slot_file import SlotDocument, put_in_force

each = pytest.mark.parametrize("deed", STATION_DEEDS, ids=lambda deed: deed.name)


@pytest.fixture(scope="module")
def prepared(staffed: Staffed) -> Iterator[Place]:
    """A station before the deeds, in memory where there is room: what a disk does is the model's
    to say."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield station_place(staffed, Path(folder) / "made")


@pytest.fixture
def scratch(prepared: Place) -> Iterator[Path]:
    """A folder beside it."""
    with TemporaryDirectory(dir=prepared.root.parent) as folder:
        yield Path(folder)


@pytest.fixture
def place(prepared: Place, scratch: Path) -> Place:
    """The station at a place of its own."""
    return replace(prepared, root=copy_vault(prepared.root, scratch / "disk"))


@each
@pytest.mark.parametrize("count", [1, pytest.param(150, marks=pytest.mark.long)])
@pytest.mark.timeout(1800)
def test_killed_at_any_moment(place: Place, scratch: Path, deed: Deed, count: int) -> None:
    outcome = kills(deed, place, scratch, count)
    assert outcome.faults == []
    assert outcome.cut or count < 10


@pytest.mark.parametrize(
    ("deed", "number"), [(STAFF, 1), (STAFF, 2), (STAFF, 3), (KEYS, 1), (KEYS, 2)]
)
def test_cut_off_between_the_record_and_the_slots(place: Place, deed: Deed, number: int) -> None:
    """The slots follow at the next opening, and who is suspended by it does not get in before."""

    def work(at: Place, say: Say) -> None:
        calls = []

        def die(vault_dir: Path, document: SlotDocument) -> None:
            calls.append(document)
            if len(calls) == number:
                die_now()
            put_in_force(vault_dir, document)

        slot_rows.put_in_force = die  # in a process of its own
        deed.work(at, say)

    child = Child(work, place)
    child.listen(60)
    output = child.kill()
    if (deed, number) == (STAFF, 2):
        with pytest.raises(UnknownLogin), at_the_desk(place, OTHER):
            pass
    assert deed.fault(place, output) == ""


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(deed, marks=() if deed is HIDING else pytest.mark.long)
        for deed in STATION_DEEDS
    ],
    ids=lambda deed: deed.name,
)
def test_a_kill_finds_a_deed_in_pieces(place: Place, scratch: Path, deed: Deed) -> None:
    assert kills(deed, place, scratch, 60, broken=True).faults


@pytest.mark.parametrize(
    ("deed", "points", "modes"),
    [
        pytest.param(STAFF, 1, ("none", "torn"), id=STAFF.name),
        *(
            pytest.param(deed, 200, MODES, marks=pytest.mark.long, id=f"{deed.name}, long")
            for deed in STATION_DEEDS
        ),
    ],
)
@pytest.mark.timeout(1800)
def test_the_power_goes_at_any_moment(
    place: Place, scratch: Path, deed: Deed, points: int, modes: Sequence[str]
) -> None:
    recording = recorded(deed, place, scratch, ("file", "folder"))
    outcome = recording.cuts(scratch, points, modes)
    assert outcome.faults == []
    assert recording.cuts(scratch, 1, ("none",)).faults
