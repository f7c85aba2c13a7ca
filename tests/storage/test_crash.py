"""Whatever a vault does may be killed, and the power may go, at any moment: nothing that was said to be
kept is lost, and the vault opens. `tests/benchmarks/durability.py` counts it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.durability.crash import Deed, Place, hollow_ballast, kills, recorded
from tests.durability.usb_drive_deeds import BACKUP, RESTORING, first_backup, two_backups
from tests.durability.vault_deeds import AUTOSAVE, VAULT_DEEDS, fill
from tests.durability.version_deeds import (
    MIGRATION,
    SET_UP,
    UNDOING,
    bring_up,
    take_vault_back,
)
from tests.storage.samples import new_case
from tipdesk.storage.vault import Vault

# Each deed with what goes before it, and how often it is killed here.
DEEDS: dict[str, tuple[Deed, Callable[[Place], object] | None, int]] = {
    **{deed.name: (deed, None, 6) for deed in VAULT_DEEDS},
    MIGRATION.name: (MIGRATION, take_vault_back, 3),
    UNDOING.name: (UNDOING, bring_up, 3),
    BACKUP.name: (BACKUP, first_backup, 3),
    RESTORING.name: (RESTORING, two_backups, 3),
    SET_UP.name: (SET_UP, lambda place: shutil.rmtree(place.vault), 3),
}
GUARDED = [name for name, (deed, *_rest) in DEEDS.items() if deed.broken is not None]


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is room: what a disk does is the model's to say."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > 400 << 20:
        with TemporaryDirectory(dir=memory) as folder:
            yield Path(folder)
    else:
        yield tmp_path


@pytest.fixture
def placed(
    vault_dir: Path, dek: bytearray, words: tuple[str, ...], scratch: Path
) -> Callable[[str], Place]:
    """A vault with a story, in a place of its own, ready for the deed."""

    def put(name: str) -> Place:
        root = scratch / "disk"
        root.mkdir()
        shutil.move(vault_dir, root / "vault")
        place = Place(root, bytes(dek), {"words": " ".join(words)})
        with Vault.open(place.vault, place.dek) as vault:
            new_case(vault)
            fill(vault)
        hollow_ballast(place.vault)
        before = DEEDS[name][1]
        if before is not None:
            before(place)
        return place

    return put


@pytest.mark.parametrize("times", [1, pytest.param(30, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.timeout(1800)
def test_killed_at_any_moment(placed, scratch, name, times):
    deed, _, count = DEEDS[name]
    outcome = kills(deed, placed(name), scratch, count * times)
    assert outcome.faults == []
    assert outcome.states == count * times
    assert outcome.cut, "it had always ended before"


@pytest.mark.parametrize("name", GUARDED)
def test_a_kill_finds_a_deed_against_the_rules(placed, scratch, name):
    assert kills(DEEDS[name][0], placed(name), scratch, 25, broken=True).faults


@pytest.mark.parametrize("points", [1, pytest.param(300, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.timeout(1800)
def test_the_power_goes_at_any_moment(placed, scratch, name, points):
    """And the same calls without their fsyncs are found out."""
    recording = recorded(DEEDS[name][0], placed(name), scratch, ("file", "folder"))
    outcome = recording.cuts(scratch, points)
    assert outcome.faults == []
    assert outcome.states >= 5 * min(points, 30)  # short deeds have fewer calls than points
    assert outcome.cut
    assert recording.cuts(scratch, 1, ("none", "torn")).faults


def test_a_weaker_setting_of_the_database_is_found_out(placed, scratch):
    place = placed(AUTOSAVE.name)
    weak = Place(place.root, place.dek, {"synchronous": "NORMAL"})
    outcome = recorded(AUTOSAVE, weak, scratch).cuts(scratch, 6)
    assert outcome.lost
    assert not outcome.unreadable
