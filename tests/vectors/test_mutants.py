"""Fresh hostile files at every layer: the program has an answer to each, and the second reader the same."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests import programs
from tests.long_runs import long
from tests.vectors import exporter_alone
from tests.vectors.asking import agree, rows
from tests.vectors.mutants import READER, compare, mutants, program, second
from tests.vectors.people import HERE

FEW, MANY = 60, 1000
PROGRAMS = ("age", "age-keygen", "openssl")  # that the second reader starts
SEED = 20261124


@pytest.mark.parametrize("count", [FEW, *long(MANY)])
def test_every_mutant_gets_an_answer(count: int, tmp_path: Path) -> None:
    """Whatever comes, the program says what it is: nothing raises, and hardly anything is taken."""
    verdicts: list[str] = []
    for fresh in mutants(count, SEED):
        path = tmp_path / f"file{fresh.suffix}"
        path.write_bytes(fresh.data)
        verdict, codes = program(path, fresh.at)
        verdicts.append(verdict)
        assert (verdict in ("refuse", "unreadable")) is any(code[0] == "E" for code in codes)
    assert verdicts.count("accept") < count / 4
    assert verdicts.count("refuse") > count / 4


@pytest.mark.parametrize("count", [6, *long(MANY)])
def test_an_exporter_alone_changes_nothing_that_was_approved(count: int, tmp_path: Path) -> None:
    tally = exporter_alone.asked(count, SEED, tmp_path)
    assert tally.taken == []
    assert sum(tally.verdicts.values()) == count * len(exporter_alone.DOCUMENTS)


def test_what_was_not_approved_may_change_and_is_taken(tmp_path: Path) -> None:
    """Else nothing would be shown by what is refused."""
    tally = exporter_alone.asked(40, 1, tmp_path, "any")
    assert tally.verdicts["any", "taken"]


def test_mutants_are_the_same_for_a_seed() -> None:
    assert [fresh.data for fresh in mutants(3, 5)] == [fresh.data for fresh in mutants(3, 5)]


@pytest.mark.parametrize("count", [24, *long(MANY)])
def test_the_second_reader_says_the_same(count: int, tmp_path: Path) -> None:
    for name in PROGRAMS:
        programs.program(name)
    assert compare(count, SEED, READER, tmp_path).disagreements == []


ALONE = [row for row in rows() if row["holds"] in ("case", "annex") and not row["before"]]
"""What one file decides: the second reader has no memory of others, and reads cases, notices and
annexes."""


@pytest.mark.parametrize("every", [37, *long(1)])
def test_the_second_reader_says_of_the_vectors_what_they_say(every: int) -> None:
    for name in PROGRAMS:
        programs.program(name)
    wrong = []
    for row in ALONE[::every]:
        keys = (HERE / row["identity"], HERE / row["trust"])
        answer = second(READER, HERE / row["file"], row["at"], *keys)
        of_list = row["name"].startswith("list-") and row["verdict"] == answer[0]
        if not (of_list or agree((row["verdict"], row["codes"]), answer)):
            wrong.append((row["name"], row["verdict"], answer))
    assert wrong == []


def test_the_second_reader_stands_alone() -> None:
    """Python's own library alone, so that a court's expert needs nothing else."""
    names = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(READER.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
