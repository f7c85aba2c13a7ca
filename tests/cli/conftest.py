"""A station with three interviews, one with an attachment, made once and copied; who sits at it."""

import io
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


class Keyboard(io.StringIO):
    """The standard input of somebody at a terminal."""

    def isatty(self) -> bool:
        return True


Prepared = tuple[Path, UnlockedKey, tuple[CaseId, ...]]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A closed vault, what the officer's passphrase opens, its files."""
    folder = tmp_path_factory.mktemp("station") / "vault"
    clock = Calendar(datetime.now(UTC) - timedelta(days=3))  # the commands read the clock
    stations.make_officers_station(folder, clock)
    who = stations.OFFICER
    key = unlock(folder, who.login, who.passphrase, clock)
    own_key = UnlockedKey(key.login, bytearray(key.dek), bytearray(key.seed))
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
    return folder, own_key, tuple(files)


@pytest.fixture
def vault_dir(prepared: Prepared, tmp_path: Path) -> Path:
    """A closed vault of one's own."""
    return copy_vault(prepared[0], tmp_path / "vault")


@pytest.fixture
def key(prepared: Prepared) -> UnlockedKey:
    """What the officer's passphrase opens."""
    own_key = prepared[1]
    return UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))


@pytest.fixture
def files(prepared: Prepared) -> tuple[CaseId, ...]:
    return prepared[2]


@pytest.fixture
def terminal(
    vault_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Somebody at a terminal who answers what is asked."""
    new_terminal = Terminal(vault_dir, capsys)
    monkeypatch.setattr("builtins.input", new_terminal.typed)
    monkeypatch.setattr("getpass.getpass", new_terminal.typed_unseen)
    monkeypatch.setattr(
        "sys.stdin", Keyboard()
    )  # on Windows it is asked whether there is a terminal
    return new_terminal
