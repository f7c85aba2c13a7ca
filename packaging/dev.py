"""Set tipdesk up in this checkout, run it, test it. Needs nothing but Python 3.11 or later.

    python3 packaging/dev.py run [ARGUMENTS]   (Windows: py packaging\\dev.py run)
    python3 packaging/dev.py test [--python PYTHON] [--long] [PYTEST ARGUMENTS]
    python3 packaging/dev.py test --windows [PYTEST ARGUMENTS]   (on Debian, under Wine)
    python3 packaging/dev.py setup [--python PYTHON] [--dev]

Set-up makes `.venv`, installs the locked packages with their hashes and compiles the
catalogues; a mark in `.venv` remembers what was done, so that the next run starts at once.
Another PYTHON, e.g. python3.13, has a folder of its own: `.venv-3.13`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / os.environ.pop("TIPDESK_VENV", ".venv")  # set for another Python by `hand_over`
WINDOWS = sys.platform == "win32"
PROGRAMS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if WINDOWS else "python")
TIPDESK = PROGRAMS / ("tipdesk.exe" if WINDOWS else "tipdesk")
LOCKS = ROOT / "packaging"
COMMANDS = ("run", "test", "setup")
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
ROOM = 4 << 30  # bytes of it that tests leave to others, and more than they take
AT_ONCE = min(4, os.cpu_count() or 1)  # programs that lint and test
LARGE_PAGES = (  # glibc's malloc: ask for pages of 2 MB, and keep what was given back
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824:"
    "glibc.malloc.trim_threshold=4294967296:glibc.malloc.top_pad=16777216"
)

NO_PYTHON = (
    "لا يوجد على هذا الجهاز بايثون بهذا الاسم: {name}\n"
    "There is no Python of this name on this computer: {name}\n"
)
TOO_OLD = "tipdesk needs Python 3.11 or later; this is {found}.\n"
NO_VENV = (
    "وحدة venv ناقصة في بايثون هذا؛ ثبّتها أولاً:\n"
    "This Python has no venv module; install it first:\n"
    "  sudo apt-get install {package}\n"
)


def main(words: list[str]) -> int:
    """Do one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Arabic on any console
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < (3, 11):  # noqa: UP036  any Python may have started this script
        sys.stderr.write(TOO_OLD.format(found=sys.version.split()[0]))
        return 1
    if not words or words[0] not in COMMANDS:
        print(__doc__)
        return 2
    command, rest = words[0], words[1:]
    if command != "run":  # whose words are the program's
        python, rest = named_python(rest)
        if python:
            return hand_over(python, [command, *rest])
    if command == "test":
        return run_tests_under_wine(rest) if "--windows" in rest else run_tests(rest)
    set_up(with_tests="--dev" in rest)
    return run_program(rest) if command == "run" else 0


def named_python(words: list[str]) -> tuple[str, list[str]]:
    """The Python that `--python` names, '' when none is named, and the other words."""
    for at, word in enumerate(words):
        if word.startswith("--python="):
            return word.partition("=")[2], words[:at] + words[at + 1 :]
        if word == "--python":
            return "".join(words[at + 1 : at + 2]), words[:at] + words[at + 2 :]
    return "", words


def hand_over(python: str, words: list[str]) -> int:
    """Let another Python do it, in a folder of its own beside `.venv`; the exit status."""
    interpreter = shutil.which(python)
    if interpreter is None:
        sys.stderr.write(NO_PYTHON.format(name=python))
        return 1
    asked = [interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    version = subprocess.run(
        asked, capture_output=True, encoding="utf-8", check=True
    ).stdout.strip()
    environment = {**os.environ, "TIPDESK_VENV": f".venv-{version}"}
    return subprocess.run([interpreter, __file__, *words], check=False, env=environment).returncode


# --- set-up -----------------------------------------------------------------------------------


def set_up(*, with_tests: bool) -> None:
    """Make or repair the folder; does nothing where the mark says that nothing has changed."""
    wanted = _digest()
    mark = VENV / ".tipdesk-setup"
    done = mark.read_text("utf-8").split() if mark.exists() else []
    if done[:1] != [wanted] or not PYTHON.exists() or (with_tests and "dev" not in done):
        print(f"tipdesk: setting up {VENV.name} ...", file=sys.stderr, flush=True)
        mark.unlink(missing_ok=True)
        _make_venv()
        _pip("--requirement", str(LOCKS / "requirements-build.txt"), "--require-hashes")
        lock = "requirements-dev.txt" if with_tests else "requirements.txt"
        _pip("--requirement", str(LOCKS / lock), "--require-hashes")
        _pip("--no-deps", "--editable", str(ROOT))
        _provide_libraries()
        mark.write_text(f"{wanted}\n{'dev' if with_tests else ''}\n", "utf-8")
    if _catalogues_changed():
        subprocess.run([PYTHON, LOCKS / "catalogue.py", "compile"], check=True)


def _digest() -> str:
    """What a set-up depends on: the locks, the project's metadata, this script."""
    whole = hashlib.sha256()
    files = [*sorted(LOCKS.glob("requirements*.txt")), ROOT / "pyproject.toml", Path(__file__)]
    for path in files:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _make_venv() -> None:
    """Keep a `.venv` whose Python runs and is new enough; else make it anew."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        if subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0:
            return
    except OSError:
        pass  # none yet, or it was moved
    if importlib.util.find_spec("ensurepip") is None:
        _provide_venv_module()
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def _provide_venv_module() -> None:
    """Debian keeps `venv` in a package of its own."""
    package = f"python3.{sys.version_info.minor}-venv"
    if system_packages.may_install():
        system_packages.install([package])
        importlib.invalidate_caches()
    else:
        sys.stderr.write(NO_VENV.format(package=package))
        sys.exit(1)


def _pip(*arguments: str) -> None:
    """Install with the build tools of the lock, never others."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--no-build-isolation", *arguments], check=True)


def _provide_libraries() -> None:
    missing = system_packages.missing_libraries()
    system_packages.provide(missing, "libraries that windows need", required=False)


def _catalogues_changed() -> bool:
    for source in ROOT.glob("translations/*/LC_MESSAGES/tipdesk.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            return True
    return False


# --- run and test -----------------------------------------------------------------------------


def run_program(words: list[str]) -> int:
    """Start tipdesk with these words. Without a screen it says so and what to do instead."""
    if not WINDOWS:
        os.execv(TIPDESK, [str(TIPDESK), *words])  # noqa: S606  tipdesk takes this process over
    return subprocess.run([TIPDESK, *words], check=False).returncode


def run_tests(words: list[str]) -> int:
    """Lint, types, then every test; pytest's summary is the last line."""
    set_up(with_tests=True)
    required = bool(os.environ.get("CI"))
    missing = {**system_packages.missing_libraries(), **system_packages.missing_programs()}
    system_packages.provide(missing, "needed by tests", required=required)
    checks = {
        "ruff": [str(PROGRAMS / "ruff"), "check", "--quiet", "."],
        "ruff format": [str(PROGRAMS / "ruff"), "format", "--check", "--quiet", "."],
        "mypy": [str(PROGRAMS / "mypy"), "--no-error-summary", "-n", str(AT_ONCE)],
    }
    failed = [name for name, command in checks.items() if _fails(command)]
    slowest = ["--durations=20", "--durations-min=0"]
    with surroundings(exploring="--long" in words) as environment:
        pytest = [str(PYTHON), "-m", "pytest", *spread(words), *slowest, *words]
        if _fails(pytest, environment):
            failed.append("pytest")
    return 1 if failed else 0


def run_tests_under_wine(words: list[str]) -> int:
    """Every test with a Windows Python, without lint and types; on Windows itself, say `test`."""
    from windows import suite  # noqa: PLC0415  no other command has any need of it

    set_up(with_tests=True)
    words = [word for word in words if word != "--windows"]
    with surroundings(exploring="--long" in words) as environment:
        return suite.run([*spread(words), *words], PYTHON, environment)


def spread(words: list[str]) -> list[str]:
    """How pytest gives tests to workers. The tests' own order counts: the longest begin first."""
    workers = [] if "-n" in words else ["-n", str(AT_ONCE)]
    return [*workers, "--dist", "loadfile", "--no-loadscope-reorder"]


def _fails(command: list[str], environment: Mapping[str, str] | None = None) -> bool:
    print("$", *command, flush=True)
    return subprocess.run(command, cwd=ROOT, check=False, env=environment).returncode != 0


@contextmanager
def surroundings(*, exploring: bool = False) -> Iterator[dict[str, str]]:
    """Within: what the tests and the programs they start find around them.

    Sets have the same order every time, unless the tests go `exploring`: they say which it was.
    Modules are compiled once, wherever the shell wants no files beside the sources. Temporary
    files lie in memory where it has the room: on a disk each of thousands of vaults waits for
    every save. Memory of the tests themselves lies in large pages, where glibc has them: that is a
    tenth of their time (`tests.ordinary_user` takes the word away from what they start).
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(VENV / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    order = secrets.randbelow(1 << 32) if exploring else 0
    environment.setdefault("PYTHONHASHSEED", str(order))
    environment.setdefault("GLIBC_TUNABLES", LARGE_PAGES)
    if "TMPDIR" in environment or not _has_room(MEMORY):
        yield environment
        return
    with tempfile.TemporaryDirectory(
        prefix="tipdesk-tests-", dir=MEMORY, ignore_cleanup_errors=True
    ) as folder:
        yield environment | {"TMPDIR": folder}


def _has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
