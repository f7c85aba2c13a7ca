"""The tests are the same every time; what is drawn otherwise can be drawn again."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from re import MULTILINE

import pytest

ROOT = Path(__file__).resolve().parents[1]
TRIED = """
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

TOLD = Path(os.environ["TOLD"])


def tell(what):
    with TOLD.open("a") as told:
        print(what, file=told)


@given(st.integers())
@settings(max_examples=20)
def test_any(number):
    tell(f"{__name__} {number}")


@pytest.mark.parametrize("at", range(6))
def test_at(at):
    tell(f"{__name__} at {at}")


@pytest.mark.long
def test_fails():
    raise AssertionError
"""


@pytest.fixture
def ran(tmp_path):
    """Runs pytest as somebody would: what it said, and what its tests told."""
    for name in ("one", "two"):
        (tmp_path / f"test_{name}.py").write_text(TRIED)

    def run(*words):
        names_file = tmp_path / "told"
        names_file.write_text("")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.conftest",
             "-p", "no:cacheprovider", *words, str(tmp_path)],
            cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "TOLD": str(names_file), "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        assert done.returncode == (1 if "--long" in words else 0), done.stdout + done.stderr
        return done.stdout, names_file.read_text().splitlines()

    return run


def test_the_default_run_is_the_same_every_time_and_another_order_is_had_again(ran):
    output, plain = ran()
    assert len(plain) > 20
    assert "run again" not in output
    assert ran()[1] == plain
    output, names_run = ran("--shuffle", "5")
    assert "run again: PYTHONHASHSEED=0 --shuffle 5" in output
    assert sorted(names_run) == sorted(plain)
    names = [line.split()[0] for line in names_run]
    assert sum(before != after for before, after in pairwise(names)) == 1  # file after file
    for name in set(names):
        assert _of(name, names_run) != _of(name, plain)
    spread = ran("--shuffle", "5", "-n", "2", "--dist", "loadfile")[1]
    for name in set(names):
        assert _of(name, spread) == _of(name, names_run)


def _of(name, lines):
    return [line for line in lines if line.startswith(name)]


def test_what_a_long_run_drew_is_drawn_again_with_its_seed(ran):
    output, names_run = ran("--long")
    lines = re.findall(
        r"^to have this run again: PYTHONHASHSEED=0 (--seed \d+)$", output, MULTILINE
    )
    assert len(lines) == 2  # above the tests and, as one failed, below them
    assert lines[0] == lines[1]
    assert output.splitlines()[-1].startswith("===")  # pytest's own summary stays the last line
    assert ran(*lines[0].split())[1] == names_run
    assert ran("--seed", "1")[1] != names_run
