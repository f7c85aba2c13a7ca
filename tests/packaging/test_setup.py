"""The two commands: what they install is locked and hashed; what is set up is not set up again."""

import os
import re
import shutil
import subprocess
import sys
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
    (programs / "tipdesk").write_text('#!/bin/sh\necho "started $*"\n', "utf-8")
    (programs / "tipdesk").chmod(0o755)
    code = "import sys, dev; print(dev._digest())"
    digest = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "packaging", capture_output=True, encoding="utf-8",
        check=True,
    ).stdout  # fmt: skip
    (tmp_path / ".venv" / ".tipdesk-setup").write_text(digest, "utf-8")
    return tmp_path


def test_a_second_run_installs_nothing(checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "run", "--demo"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == "started --demo\n"
    assert done.stderr == ""


def test_a_changed_lock_is_set_up_again(checkout: Path) -> None:
    with (checkout / "packaging" / "requirements.txt").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    # The stand-in's Python finds its packages, so that pip itself refuses: it may reach nothing.
    unreachable = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(checkout / "none")}
    unreachable["PIP_REQUIRE_VIRTUALENV"] = "1"
    done = subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "setup"],
        capture_output=True, encoding="utf-8", check=False, env=unreachable,
    )  # fmt: skip
    assert done.returncode != 0
    assert "setting up .venv" in done.stderr
    assert not (checkout / ".venv" / ".tipdesk-setup").exists()  # half done is not done


def test_only_what_the_locks_hash_is_installed_with_the_build_tools_of_the_lock(
    checkout: Path,
) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    called = checkout / "called"
    python.write_text(f'#!/bin/sh\necho "$*" >> "{called}"\n', "utf-8")
    python.chmod(0o755)
    (checkout / ".venv" / ".tipdesk-setup").unlink()
    subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "setup"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    installs = [line for line in called.read_text("utf-8").splitlines() if "pip install" in line]
    assert len(installs) == 3
    assert all("--no-build-isolation" in line for line in installs)
    for line, lock in zip(installs, ("requirements-build.txt", "requirements.txt"), strict=False):
        assert lock in line
        assert "--require-hashes" in line
    assert "--no-deps" in installs[-1]
    assert "--editable" in installs[-1]


def test_without_a_screen_it_says_what_to_do_in_both_languages() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "tipdesk"], capture_output=True, encoding="utf-8", check=False, cwd=ROOT,
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
        [sys.executable, ROOT / "packaging" / "dev.py", "help"], capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    for word in ("dev.py run", "dev.py test", "dev.py setup"):
        assert word in done.stdout


# A Python of another version: it says so, and lets this one do the rest.
OTHER_PYTHON = """#!/bin/sh
echo "$0 $*" >> "{called}"
case "$1" in
  -c) echo 3.13 ;;
  *) exec "{python}" "$@" ;;
esac
"""
# What stands in its venv: tells how it was started.
TELLS = '#!/bin/sh\necho "$0 $* (PYTHONHASHSEED=$PYTHONHASHSEED)" >> "{called}"\n'


@pytest.fixture
def other_python(checkout: Path) -> Path:
    """On the path as python3.13; its venv is made, and empty. Nothing is asked of the system."""
    with (checkout / "packaging" / "system_packages.py").open("a", encoding="utf-8") as parts:
        parts.write("\n\ndef provide(*_missing, **_how): pass\n")
    called, programs = checkout / "called", checkout / ".venv-3.13" / "bin"
    named = checkout / "programs" / "python3.13"
    for python in (named, programs / "python", programs / "ruff", programs / "mypy"):
        python.parent.mkdir(parents=True, exist_ok=True)
        text = OTHER_PYTHON if python is named else TELLS
        python.write_text(text.format(called=called, python=sys.executable), "utf-8")
        python.chmod(0o755)
    return named


def started_by_test(checkout: Path, *words: str | Path) -> list[str]:
    """What `dev.py test` with these words starts, one a line."""
    programs = f"{checkout / 'programs'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "TMPDIR": str(checkout)}
    environment.pop("PYTHONHASHSEED", None)
    (checkout / "called").write_text("", "utf-8")
    subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "test", *words],
        capture_output=True, check=True, env=environment,
    )  # fmt: skip
    return (checkout / "called").read_text("utf-8").splitlines()


def test_another_python_has_a_venv_of_its_own_with_what_is_locked(
    checkout: Path, other_python: Path
) -> None:
    stamp = (checkout / ".venv" / ".tipdesk-setup").read_text("utf-8")
    called = started_by_test(checkout, "-x", "--python", "python3.13", "tests/forms")
    dev, own = checkout / "packaging" / "dev.py", checkout / ".venv-3.13" / "bin"
    assert f"{other_python} {dev} test -x tests/forms" in called
    installs = [line for line in called if "pip install" in line]
    assert len(installs) == 3
    assert all(line.startswith(f"{own / 'python'} ") for line in installs)
    assert "requirements-dev.txt --require-hashes" in installs[1]
    for part in (f"{own / 'ruff'} check", f"{own / 'mypy'} ", f"{own / 'python'} -m pytest "):
        assert [line for line in called if line.startswith(part)]
    assert (checkout / ".venv" / ".tipdesk-setup").read_text("utf-8") == stamp
    again = started_by_test(checkout, f"--python={other_python}")
    assert not [line for line in again if "pip install" in line]


def test_the_slowest_twenty_are_told_and_sets_have_the_same_order(
    checkout: Path, other_python: Path
) -> None:
    def order(*words: str) -> str:
        called = started_by_test(checkout, "--python", "python3.13", *words)
        (tests,) = [line for line in called if "-m pytest" in line]
        assert " --durations=20 --durations-min=0 " in tests
        return tests.partition(" (")[2]

    assert order() == order("-x") == "PYTHONHASHSEED=0)"
    assert order("--long") != order("--long")  # the tests say which it was


def test_a_python_that_is_not_there_is_named(checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, checkout / "packaging" / "dev.py", "test", "--python", "python3.99"],
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1
    assert "no Python of this name on this computer: python3.99\n" in done.stderr
    assert "لا يوجد على هذا الجهاز بايثون" in done.stderr
    assert "Traceback" not in done.stderr


# Debian without its venv package, and nobody who may install it.
NO_VENV_MODULE = """
import importlib.util, sys
import dev
found = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "ensurepip" else found(name)
dev.system_packages.may_install = lambda: False
sys.exit(dev.main(["setup"]))
"""
# The same script under a Python that is too old for it.
OLD_PYTHON = """
import sys
import dev
sys.version_info, sys.version = (3, 10, 14), "3.10.14 (main)"
sys.exit(dev.main(["run"]))
"""


def complaint_of(checkout: Path, code: str) -> str:
    """What is written to the terminal by a start that fails."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout / "packaging", capture_output=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr


def test_a_python_without_venv_is_told_the_package_that_brings_it(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    complaint = complaint_of(checkout, NO_VENV_MODULE)
    assert f"sudo apt-get install python3.{sys.version_info.minor}-venv\n" in complaint
    assert "وحدة venv ناقصة" in complaint
    assert "no venv module" in complaint
    assert "Traceback" not in complaint
    assert not (checkout / ".venv").exists()


def test_a_python_that_is_too_old_is_told_which_one_is_needed(checkout: Path) -> None:
    assert (
        complaint_of(checkout, OLD_PYTHON)
        == "tipdesk needs Python 3.11 or later; this is 3.10.14.\n"
    )


def test_the_check_of_every_change_is_the_command_that_the_readme_names(tmp_path: Path) -> None:
    """`.ci/run` from anywhere: it becomes `python3 packaging/dev.py test`, with its words and its
    exit status."""
    for part in (".ci", "packaging", "programs", "elsewhere"):
        (tmp_path / part).mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    python = tmp_path / "programs" / "python3"
    python.write_text('#!/bin/sh\necho "$PPID $PWD python3 $*"\nexit 7\n', "utf-8")
    python.chmod(0o755)
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        [tmp_path / ".ci" / "run", "--long"], cwd=tmp_path / "elsewhere", encoding="utf-8",
        stdout=subprocess.PIPE, env={**os.environ, "PATH": path},
    ) as started:  # fmt: skip
        output, _none = started.communicate()
    command = "python3 packaging/dev.py test"
    assert output == f"{os.getpid()} {tmp_path} {command} --long\n"  # in the place of the script
    assert started.returncode == 7
    for name in ("README.md", "README.ar.md", "CONTRIBUTING.md"):
        assert command in (ROOT / name).read_text("utf-8"), name
