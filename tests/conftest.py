"""What every test stands on: no screen, a home of its own, Arabic, private files."""

import gc
import itertools
import os
import sys
from pathlib import Path

import pytest

from tests import exploring, not_on_windows
from tests.ordinary_user import give_up_locking, large_pages_end_here, leave_freed_memory
from tests.remembered import remember_argon2
from tipdesk.i18n.text import set_language

os.environ["QT_QPA_PLATFORM"] = os.environ.get("TIPDESK_TEST_SCREEN", "offscreen")
os.umask(0o077)
gc.disable()  # until all is imported and collected: nothing of it ever goes


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(f"network use in a test: {event} {arguments[-1]!r}")


sys.addaudithook(_no_network)
remember_argon2()
give_up_locking()
leave_freed_memory()
large_pages_end_here()


def pytest_addoption(parser: pytest.Parser) -> None:
    exploring.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    exploring.choose(config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    return exploring.how_to_repeat(config)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    if exitstatus:
        for line in exploring.how_to_repeat(config):
            terminalreporter.write_line(line)


# What takes longest begins first, so that no worker waits for another at the end.
_LONGEST = (
    "test_interview_screens.py",
    "test_page_pictures.py",
    "test_every_field.py",
    "test_documents.py",
    "test_worst_days.py",
    "test_back_by_key.py",
    "test_windows.py",
    "test_hostile_forms.py",
    "test_leak.py",
    "test_crash.py",
)


def _turn(item: pytest.Item) -> int:
    return _LONGEST.index(item.path.name) if item.path.name in _LONGEST else len(_LONGEST)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    not_on_windows.leave_out(items)
    if (seed := config.getoption("--shuffle")) is None:
        items.sort(key=_turn)
    else:
        items[:] = exploring.shuffled(items, seed)
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(10_000, 20, 20)  # most of what a test makes goes without being looked for


_HOMES = itertools.count()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of their own: `mktemp` looks through all that was made before."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the home of the person who runs it."""
    home = homes / str(next(_HOMES))
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for folder in ("APPDATA", "LOCAL_APPDATA"):  # Windows itself would not look at the others
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{folder}", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("TIPDESK_VAULT", raising=False)
    set_language("ar")
    return home
