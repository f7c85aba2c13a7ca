"""Two shelters that know each other, and one interview: made once in a session and copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk.elsewhere import Elsewhere, beside
from tests.desk.world import Morning, World, copied
from tipdesk.desk.unlocking import UnlockedKey


@dataclass(frozen=True)
class Shelters:
    """Closed, with what everybody's passphrase opens."""

    world: World
    keys: dict[str, UnlockedKey]
    morning: Morning


@pytest.fixture(scope="session")
def shelters(template: World, tmp_path_factory: pytest.TempPathFactory) -> Shelters:
    """Both vaults and the authority."""
    folder = tmp_path_factory.mktemp("shelters")
    world = copied(template, folder / "world", folder / "stick")
    there = beside(world)
    there.lock()
    case_id = world.interview()
    world.close()
    world.sessions.clear()
    at = world.clock.now
    return Shelters(world, there.keys, Morning(at, at, world.folder / "officers", case_id))


@pytest.fixture
def world(shelters: Shelters, tmp_path: Path) -> Iterator[World]:
    """A world of one's own."""
    world = copied(shelters.world, tmp_path / "world", tmp_path / "stick")
    world.mornings = {"interview": shelters.morning}
    yield world
    world.close()


@pytest.fixture
def elsewhere(world: World, shelters: Shelters) -> Iterator[Elsewhere]:
    """The other shelter."""
    there = Elsewhere(world.folder / "elsewhere", world.clock, shelters.keys)
    yield there
    there.lock()
