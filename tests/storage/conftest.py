"""A real vault for each test; one set of key slots is derived once and copied."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tipdesk.cases.model import Case, CaseId, Role, Station, StationKind, Status
from tipdesk.storage import case_rows, keys, officer_rows, setting_rows
from tipdesk.storage.database import Database
from tipdesk.storage.vault import Vault

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
OFFICER, SUPERVISOR = "T-07", "S-01"
PASSPHRASES = {OFFICER: "قهوة مطر جبل ١٢٣ نافذة", SUPERVISOR: "بحر سلم ورق تفاح غيمة"}
VAULT_ID = "5a" * 16
FORM = case_rows.KeptForm("victim-intake", 1, "00" * 32, '{"form_id":"victim-intake"}')


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Key slots for two officers and a filled vault, closed, to be copied."""
    folder = tmp_path_factory.mktemp("made") / "vault"
    slots = [keys.NewSlot(login, text) for login, text in PASSPHRASES.items()]
    created = keys.create_slots(folder, VAULT_ID, slots, keys.FLOOR)

    def fill(vault: Database) -> None:
        setting_rows.set_station(vault, Station(StationKind.OFFICER, "moi", "مركز", "KWT"))
        for login, role in ((OFFICER, Role.OFFICER), (SUPERVISOR, Role.SUPERVISOR)):
            officer_rows.add(vault, login, f"موظف {login}", role, created.officers[login], START)
        case_rows.keep_form(vault, FORM, START)

    Vault.create(folder, created.dek, VAULT_ID, fill).close()
    (folder / "ballast").unlink()
    return SimpleNamespace(folder=folder, keys=created)


@pytest.fixture
def vault_dir(made: SimpleNamespace, tmp_path: Path) -> Path:
    """A closed vault of one's own."""
    return Path(shutil.copytree(made.folder, tmp_path / "vault"))


@pytest.fixture
def dek(made: SimpleNamespace) -> bytearray:
    return bytearray(made.keys.dek)


@pytest.fixture
def seeds(made: SimpleNamespace) -> dict[str, bytearray]:
    return {login: bytearray(seed) for login, seed in made.keys.seeds.items()}


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


def new_case(vault: Database, number: int = 1, **fields: object) -> Case:
    """Open a file."""
    case = Case(
        id=CaseId(f"{number:08x}-0000-4000-8000-{os.urandom(6).hex()}"),
        number=f"KWT-2026-{number:05d}",
        person_code=f"P{number:04d}",
        form_id=FORM.form_id,
        form_version=FORM.version,
        status=Status.IN_PROGRESS,
        revision=0,
        created_at=START,
        updated_at=START + timedelta(minutes=number),
        created_by=OFFICER,
    )
    case = Case(**{name: fields.get(name, getattr(case, name)) for name in case.__slots__})
    case_rows.add_case(vault, case)
    return case
