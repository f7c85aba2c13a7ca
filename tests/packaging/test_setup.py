"""The two commands: what they install is locked and hashed; what is set up is not set up again."""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("packaging/requirements*.txt"))


def test_the_locks_are_hashed_and_name_no_index() -> None:
    assert [path.name for path in LOCKS] == [
        "requirements-build.txt", "requirements-dev.txt", "requirements.txt",
    ]  # fmt: skip
    for path in LOCKS:
        text = path.read_text("utf-8")
        assert not re.search(r"https?:|--(?:extra-)?index|--find-links|@ ", text), path.name
        for block in re.split(r"\n(?=\S)", text.strip()):
            if not block.startswith("#"):
                assert re.match(r"[a-z0-9-]+==\S+", block), block
                assert "--hash=sha256:" in block, block


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
    for dependency in project["dependencies"]:
        name = re.split("[=>;]", dependency)[0].strip().lower()
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), name
    dev = (ROOT / "packaging" / "requirements-dev.txt").read_text("utf-8")
    pins = re.compile(r"^([a-z0-9-]+==\S+)", re.MULTILINE)
    assert set(pins.findall(locked)) <= set(pins.findall(dev))  # tests run what ships


def test_the_qt_that_loses_references_is_not_for_python_3_11() -> None:
    locked = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
    assert "pyside6-essentials==6.11.3 ; python_full_version < '3.12'" in locked
    assert "pyside6-essentials==6.12.0 ; python_full_version >= '3.12'" in locked


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that is set up already: its mark, and a program that says how it was called."""
    shutil.copytree(ROOT / "packaging", tmp_path / "packaging")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    programs = tmp_path / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "tipdesk").write_text('#!/bin/sh\necho "started $*"\n')
    (programs / "tipdesk").chmod(0o755)
    asked = "import sys, dev; print(dev._digest())"
    digest = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path / "packaging", capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    (tmp_path / ".venv" / ".tipdesk-setup").write_text(digest)
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
def test_a_second_run_installs_nothing_and_adds_less_than_a_second(checkout: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "run", "--demo"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert time.monotonic() - began < 1
    assert done.stdout == "started --demo\n"
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
def test_a_changed_lock_is_set_up_again(checkout: Path) -> None:
    with (checkout / "packaging" / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    # The stand-in's Python finds its packages, so that pip itself refuses: it may reach nothing.
    unreachable = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(checkout / "none")}
    unreachable["PIP_REQUIRE_VIRTUALENV"] = "1"
    done = subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "setup"],
        capture_output=True, text=True, check=False, env=unreachable,
    )  # fmt: skip
    assert done.returncode != 0
    assert "setting up .venv" in done.stderr
    assert not (checkout / ".venv" / ".tipdesk-setup").exists()  # half done is not done


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
def test_only_what_the_locks_hash_is_installed_with_the_build_tools_of_the_lock(
    checkout: Path,
) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    called = checkout / "called"
    python.write_text(f'#!/bin/sh\necho "$*" >> "{called}"\n')
    python.chmod(0o755)
    (checkout / ".venv" / ".tipdesk-setup").unlink()
    subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "setup"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    installs = [line for line in called.read_text().splitlines() if "pip install" in line]
    assert len(installs) == 3
    assert all("--no-build-isolation" in line for line in installs)
    for line, lock in zip(installs, ("requirements-build.txt", "requirements.txt"), strict=False):
        assert lock in line
        assert "--require-hashes" in line
    assert "--no-deps" in installs[-1]
    assert "--editable" in installs[-1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a screen")
def test_without_a_screen_it_says_what_to_do_in_both_languages() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "tipdesk"], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**environment, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 2
    arabic, english = done.stderr.splitlines()
    for sentence in (arabic, english):
        assert "demo --out DIR" in sentence
        assert "xvfb-run" in sentence
    assert "لا توجد شاشة" in arabic
    assert "no screen" in english


def test_dev_names_its_commands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "dev.py", "help"], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    for word in ("dev.py run", "dev.py test", "dev.py setup"):
        assert word in done.stdout
