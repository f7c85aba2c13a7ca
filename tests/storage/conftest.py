"""A real vault for each test; its key slots are derived once in a session and copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.programs import copy_vault
from tests.storage.samples import (
    FORM,
    OFFICER,
    PASSPHRASES,
    START,
    SUPERVISOR,
    VAULT_ID,
    new_case,
)
from tipdesk.cases.model import Answer, Case, Role, Station, StationKind
from tipdesk.storage import interview_rows, station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault


@pytest.fixture(scope="session")
def created(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, keys.CreatedKeys]:
    """A closed vault of two officers, and its keys."""
    folder = tmp_path_factory.mktemp("created") / "vault"
    slots = [NewSlot(login, text) for login, text in PASSPHRASES.items()]
    new_keys = keys.create_slots(folder, VAULT_ID, slots, FLOOR)

    def fill(vault: Database) -> None:
        station_rows.set_station(vault, Station(StationKind.OFFICER, "moi", "مركز", "KWT"))
        for login, role in ((OFFICER, Role.OFFICER), (SUPERVISOR, Role.SUPERVISOR)):
            station_rows.add(vault, login, f"موظف {login}", role, new_keys.officers[login], START)
        station_rows.keep_form(vault, FORM, START)

    Vault.create(folder, new_keys.dek, VAULT_ID, fill).close()
    return folder, new_keys


@pytest.fixture
def vault_dir(created: tuple[Path, keys.CreatedKeys], tmp_path: Path) -> Path:
    """A closed vault of one's own."""
    return copy_vault(created[0], tmp_path / "vault")


@pytest.fixture
def dek(created: tuple[Path, keys.CreatedKeys]) -> bytearray:
    return bytearray(created[1].dek)


@pytest.fixture
def seeds(created: tuple[Path, keys.CreatedKeys]) -> dict[str, bytearray]:
    return {login: bytearray(seed) for login, seed in created[1].seeds.items()}


@pytest.fixture
def words(created: tuple[Path, keys.CreatedKeys]) -> tuple[str, ...]:
    return created[1].recovery_words


@pytest.fixture
def vault(vault_dir: Path, dek: bytearray) -> Iterator[Vault]:
    """An open vault."""
    with Vault.open(vault_dir, dek) as opened:
        yield opened


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that goes on by a second at every look."""
    now = START

    def tick() -> datetime:
        nonlocal now
        now += timedelta(seconds=1)
        return now

    return tick


@pytest.fixture
def case(vault: Vault) -> Case:
    """An open file."""
    return new_case(vault)


@pytest.fixture
def save(vault: Vault, case: Case, clock: Callable[[], datetime]) -> Callable[..., object]:
    """Saves answers of that file."""

    def save_answers(changes: Mapping[str, Answer], officer: str = OFFICER) -> object:
        return interview_rows.save_answers(vault, case.id, changes, officer=officer, at=clock())

    return save_answers
