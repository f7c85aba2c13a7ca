"""The installer for Windows, whole: built twice, taken apart, driven and interrupted under Wine.

Hours of it: everything here is `--long`. What is built needs a Debian with apt.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import build
import build_cache
import locked_wheels
import program_tree
import system_packages
import try_installer
import try_update
from tests.architecture.sources import ROOT
from windows import interpreter, interruptions, tree, wine

pytestmark = [pytest.mark.long, pytest.mark.timeout(6 * 3600)]

# What modules of the tree name and nobody needs there, by why.
NOT_NEEDED = {
    "asked for in a try, with another way": {
        "IPython", "PyQt6", "_posixsubprocess", "_pydatetime", "_pydecimal", "_pyrepl", "_scproxy", "_ssl",
        "_uuid", "_wmi", "_zoneinfo", "bcrypt", "defusedxml", "fcntl", "grp", "importlib_metadata", "lxml",
        "macfs", "macostools", "numpy", "olefile", "posix", "pwd", "pytz", "readline", "resource", "rlcompleter",
        "sitecustomize", "tabulate", "termios", "typing_extensions", "usercustomize", "vms_lib",
        "openpyxl.tests", "reportlab.lib.pyHnj", "reportlab.local_rl_mods", "reportlab_mods",
    },
    "for those who check types": {"_typeshed"},
    "what nobody calls here": {
        "babel.messages.checkers", "charset_normalizer", "doctest", "ftplib", "java", "jnius", "multiprocessing",
        "py_compile", "pydoc", "tkinter", "webbrowser",
    },
    "what other systems have": {"PySide6.QtDBus"},
    "for authors of forms, from a checkout": {"pyxform"},
    "there under these names without a file": {
        "__main__", "_frozen_importlib", "_frozen_importlib_external", "collections.abc", "os.path",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def wheels() -> list[Path]:
    lock = program_tree.HERE / "requirements.txt"
    return locked_wheels.provide(lock, locked_wheels.windows())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheels: list[Path]) -> Path:
    """The tree of this checkout."""
    system_packages.provide(
        system_packages.missing_programs(build.PROGRAMS["windows"]),
        "needed to build",
        required=True,
    )
    folder = tmp_path_factory.mktemp("tree") / "tree"
    python = interpreter.provide()
    tree.lay_down(folder, python, wheels, program_tree.version())
    tree.finish(folder, python, ())
    return folder


def test_nothing_is_missing_of_what_is_imported(installed: Path) -> None:
    script = Path(__file__).with_name("imports_of_a_tree.py")
    command = [program_tree.python_of(interpreter.VERSION), str(script), str(installed)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    expected = set().union(*NOT_NEEDED.values())
    missing = {line.split()[0]: line for line in printed.splitlines()}
    unexpected = [
        line for module, line in missing.items()
        if not any(module == name or module.startswith(f"{name}.") for name in expected)
    ]  # fmt: skip
    assert unexpected == []


def test_nothing_of_qt_is_missing(installed: Path) -> None:
    """Every DLL that a library of the tree asks for is there, or is one of Windows'."""
    libraries = [path for path in installed.rglob("*") if path.suffix in (".dll", ".pyd", ".exe")]
    names = {path.name.lower() for path in libraries}
    asked = set()
    for path in libraries:
        dumped = ["x86_64-w64-mingw32-objdump", "-p", str(path)]
        text = subprocess.run(dumped, capture_output=True, text=True, check=True).stdout
        asked |= {line.split()[-1].lower() for line in text.splitlines() if "DLL Name:" in line}
    ours = {
        name
        for name in asked
        if name.startswith(("qt6", "pyside", "shiboken", "python", "vcruntime", "msvcp", "lib"))
    }
    assert ours - names == set()


def test_it_is_small_enough_and_says_its_licences(installed: Path) -> None:
    assert program_tree.size_of(installed) <= 124_000_000
    licences = {path.name for path in (installed / "licences").iterdir()}
    assert {"LIST.txt", "Python", "Qt", "NSIS", "mingw-w64", "Microsoft", "tipdesk"} <= licences
    assert {"HarfBuzz", "SQLCipher", "libzint"} <= licences
    incorporated = (installed / "licences" / "Python" / "incorporated.rst").read_text("utf-8")
    for name in ("OpenSSL", "expat", "libffi", "zlib", "libmpdec", "bzip2", "liblzma"):
        assert f"\n{name}\n---" in incorporated, name


def test_a_courts_expert_finds_the_second_reader_and_what_it_needs(installed: Path) -> None:
    documents = installed / "documents"
    assert (documents / "docs" / "verify_bundle.py").is_file()
    assert (documents / "resources" / "schemas" / "index.schema.json").is_file()
    assert (documents / "docs" / "install.ar.md").is_file()


def build_in(
    checkout: Path, words: list[str], umask: int, environment: Mapping[str, str]
) -> dict[str, str]:
    """SHA-256 by name of what a clone builds, in the environment of this checkout."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(checkout)], check=True)
    subprocess.run(
        [*words, sys.executable, "packaging/build.py", "windows"], cwd=checkout, umask=umask, check=True,
        env={**os.environ, "TIPDESK_VENV": sys.prefix, **environment},
    )  # fmt: skip
    lines = (checkout / "dist" / build.SUMS).read_text("utf-8").splitlines()
    return {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    checkout = tmp_path_factory.mktemp("first") / "checkout"
    return checkout, build_in(checkout, [], 0o022, {})


def test_the_same_bytes_come_for_whoever_builds_them(
    built: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    system_packages.provide(
        system_packages.missing_programs({"faketime": "faketime"}),
        "needed to build another day",
        required=True,
    )
    home = tmp_path / "home"
    home.mkdir()
    elsewhere = {
        "HOME": str(home), "USER": "amal", "LOGNAME": "amal", "TZ": "Asia/Kuwait", "LC_ALL": "C",
        "PYTHONHASHSEED": "77", "TIPDESK_BUILD_CACHE": str(build_cache.cache()),
    }  # fmt: skip
    second = tmp_path / "another" / "tipdesk"
    assert build_in(second, ["faketime", "2031-05-05 05:05:05"], 0o077, elsewhere) == built[1]


def test_the_installer_is_small_enough(built: tuple[Path, dict[str, str]]) -> None:
    setup = built[0] / "dist" / f"tipdesk-{program_tree.version()}-setup.exe"
    assert setup.stat().st_size <= 34_000_000


def test_the_installer_is_driven_under_wine(
    built: tuple[Path, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup = built[0] / "dist" / f"tipdesk-{program_tree.version()}-setup.exe"
    status = try_installer.main(["--pictures", str(tmp_path / "pictures"), str(setup)])
    assert status == 0, capsys.readouterr().out


def test_an_update_is_installed_from_the_window_under_wine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = try_update.main(["--pictures", str(tmp_path / "pictures")])
    assert status == 0, capsys.readouterr().out


def test_an_installer_is_ended_before_every_change(capsys: pytest.CaptureFixture[str]) -> None:
    programs = {**wine.PROGRAMS, **build.PROGRAMS["windows"], "gcc": "gcc"}
    system_packages.provide(
        system_packages.missing_programs(programs), "needed to try it", required=True
    )
    with capsys.disabled():
        outcomes = interruptions.try_all(print)
    assert len(outcomes) == 3
    assert all(outcome.changes > 50 for outcome in outcomes.values())


def test_a_step_that_is_missing_is_seen() -> None:
    """The order of an installer is asked for: a tree that is named too early is a fault."""
    steps = [
        ("write", "Local/Programs/tipdesk/app-1.part/a.txt"), ("sync", "Local/Programs/tipdesk/app-1.part/a.txt"),
        ("rename", "Local/Programs/tipdesk/app-1.part"), ("write", "Local/Programs/tipdesk/current.part"),
        ("sync", "Local/Programs/tipdesk/current.part"), ("rename", "Local/Programs/tipdesk/current.part"),
    ]  # fmt: skip
    interruptions.check_order(steps)
    for lost in (1, 4):
        with pytest.raises(interruptions.InstallerFault):
            interruptions.check_order(steps[:lost] + steps[lost + 1 :])
    with pytest.raises(interruptions.InstallerFault):
        interruptions.check_order([*steps[:2], *steps[3:], steps[2]])
