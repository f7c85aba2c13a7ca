"""A station with three interviews, one with an attachment, made once and copied; who sits at it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.cli.terminal import Terminal
from tests.desk.world import Calendar
from tests.programs import copy_vault
from tipdesk.cases.model import CaseId
from tipdesk.core.work import Work
from tipdesk.demo import stations
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock

Made = tuple[Path, UnlockedKey, tuple[CaseId, ...]]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A closed vault, what the officer's passphrase opens, its files."""
    folder = tmp_path_factory.mktemp("station") / "vault"
    clock = Calendar(datetime.now(UTC) - timedelta(days=3))  # the commands read the clock
    stations.make_officers_station(folder, clock)
    who = stations.OFFICER
    key = unlock(folder, who.login, who.passphrase, clock)
    kept = UnlockedKey(key.login, bytearray(key.dek), bytearray(key.seed))
    session = Session.open(folder, key, clock)
    files = []
    for number in range(3):
        dice = Random(number)
        files.append(interview(session, person(dice, clock().date(), number), dice))
    source = folder.parent / "contract.jpg"
    source.write_bytes(b"\xff\xd8" + bytes(600_000))
    session.attachments.attach(
        files[0], seal(session.attachments.attach_plan(files[0]), source, Work())
    )
    session.lock()
    return folder, kept, tuple(files)


@pytest.fixture
def vault_dir(made: Made, tmp_path: Path) -> Path:
    """A closed vault of one's own."""
    return copy_vault(made[0], tmp_path / "vault")


@pytest.fixture
def key(made: Made) -> UnlockedKey:
    """What the officer's passphrase opens."""
    kept = made[1]
    return UnlockedKey(kept.login, bytearray(kept.dek), bytearray(kept.seed))


@pytest.fixture
def files(made: Made) -> tuple[CaseId, ...]:
    return made[2]


@pytest.fixture
def terminal(
    vault_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Somebody at a terminal who answers what is asked."""
    made = Terminal(vault_dir, capsys)
    monkeypatch.setattr("builtins.input", made.typed)
    monkeypatch.setattr("getpass.getpass", made.typed_unseen)
    return made
