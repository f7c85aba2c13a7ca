"""Who may import whom: the contracts of pyproject.toml, and one owner for each library."""

import importlib.metadata
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.sources import ROOT, imported, product

OWNERS = {
    "argon2": {"storage"},
    "babel": {"i18n"},
    "cryptography": {"core/sealed_file", "storage", "bundle"},
    "hijridate": {"i18n"},
    "miniaudio": {"desk", "printing", "ui"},
    "openpyxl": {"authoring"},
    "platformdirs": {"core/settings"},
    "pypdfium2": {"printing"},
    "PySide6": {"ui", "app"},
    "pyxform": {"cli"},
    "reportlab": {"printing"},
    "shamir_mnemonic": {"storage"},
    "shiboken6": {"ui", "app"},
    "sqlcipher3": {"storage"},
    "uharfbuzz": {"printing"},
    "zxingcpp": {"printing"},
    "PIL": {"printing"},
    "zxcvbn": {"storage"},
}
NETWORK = {
    "socket", "socketserver", "ssl", "http", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib",
    "telnetlib", "xmlrpc", "webbrowser", "asyncio", "PySide6.QtNetwork", "PySide6.QtWebSockets",
    "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets", "sqlite3",
}  # fmt: skip


def owner(name: str) -> str:
    """The layer of a file; of `core`, which holds what every layer stands on, the module."""
    parts = Path(name).with_suffix("").parts[1:]
    return "/".join(parts) if parts[0] == "core" else parts[0]


def test_every_contract_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path))
    assert broken == 0, capsys.readouterr().out


def test_each_library_has_its_owners_and_no_other() -> None:
    strangers = {
        f"{name} imports {module}"
        for name, tree in product().items()
        for module in imported(tree)
        if (top := module.partition(".")[0]) not in sys.stdlib_module_names
        and top not in ("tipdesk", "_typeshed")
        and owner(name) not in OWNERS.get(top, set())
    }
    assert strangers == set()


def test_every_owned_library_is_a_dependency() -> None:
    required = {
        line.partition("==")[0].partition(">")[0].partition(";")[0].strip().lower()
        for line in importlib.metadata.requires("tipdesk") or []
    }
    names = {
        "argon2": "argon2-cffi",
        "shamir_mnemonic": "shamir-mnemonic",
        "PySide6": "pyside6-essentials",
        "shiboken6": "pyside6-essentials",
        "PIL": "pillow",
        "zxingcpp": "zxing-cpp",
    }
    needed = {names.get(library, library.lower()) for library in OWNERS} - {"pyxform"}
    assert needed <= required


def test_there_is_no_network_code() -> None:
    network = {
        f"{name} imports {module}"
        for name, tree in product().items()
        for module in imported(tree)
        if any(module == banned or module.startswith(banned + ".") for banned in NETWORK)
    }
    assert network == set()
