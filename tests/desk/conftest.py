"""Vaults are set up and certified once in a session and copied for every test."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.staffed import Place, staffed_place
from tests.desk.world import START, Calendar, Morning, World, copied, set_up_world
from tests.programs import copy_vault, small_disk
from tipdesk.cases.model import CaseId
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult
from tipdesk.desk.session.session import Session


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Closed vaults of a certified world, and what everybody's passphrase opens."""
    return set_up_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A station with everybody in it, made once in a session: `Place.copy` it."""
    return staffed_place(tmp_path_factory.mktemp("staffed") / "vault", Calendar(START))


@pytest.fixture
def at(place: Place) -> Iterator[Callable[[str], Session]]:
    """Whoever comes to the computer of a test's `place`: whoever was there before has locked."""
    sessions: list[Session] = []

    def come(login: str) -> Session:
        if sessions:
            sessions[-1].lock()
        sessions.append(place.open(login))
        return sessions[-1]

    yield come
    if sessions:
        sessions[-1].lock()


@pytest.fixture(scope="session")
def certified(staffed: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The same, where people have certificates and trust an authority."""
    folder = tmp_path_factory.mktemp("certified")
    place = staffed.copy(folder / "vault")
    place.certify(folder / "authority")
    return place


@pytest.fixture(scope="session")
def mornings(template: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Morning]:
    """What most tests begin with, done once: see `World.interview`, `approved`, `exported`."""
    folder = tmp_path_factory.mktemp("mornings")
    world = copied(template, folder / "world", folder / "stick")
    mornings: dict[str, Morning] = {}

    def keep(deed: str, began: datetime, case_id: CaseId, bundle: ExportResult | None) -> None:
        ended = world.clock.now
        world.officers.lock()
        del world.sessions["officers"]
        vault = folder / deed
        copy_vault(world.folder / "officers", vault)
        world.clock.now = ended
        mornings[deed] = Morning(began, ended, vault, case_id, bundle)

    case_id = world.interview()
    keep("interview", template.clock.now, case_id, None)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    keep("approved", template.clock.now, case_id, None)
    began = world.clock.now
    keep("exported", began, case_id, world.exported(case_id))
    return mornings


@pytest.fixture
def world(template: World, mornings: dict[str, Morning], tmp_path: Path) -> Iterator[World]:
    """A world of one's own."""
    world = copied(template, tmp_path / "world", tmp_path / "stick")
    world.mornings = mornings
    yield world
    world.close()


@pytest.fixture
def capped(tmp_path: Path) -> Iterator[Path]:
    """A USB drive of 2 MiB: a file system in memory, which only root can mount."""
    with small_disk(tmp_path / "capped", "2m") as folder:
        yield folder
