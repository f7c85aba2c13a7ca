"""Fresh hostile files at every layer: the program has an answer to each, and the second reader the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.long_runs import long
from tests.vectors.mutants import READER, compare, mutants, program

FEW, MANY = 60, 1000
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


def test_mutants_are_the_same_for_a_seed() -> None:
    assert [fresh.data for fresh in mutants(3, 5)] == [fresh.data for fresh in mutants(3, 5)]


if READER.is_file():

    @pytest.mark.parametrize("count", [24, *long(MANY)])
    def test_the_second_reader_says_the_same(count: int, tmp_path: Path) -> None:
        assert compare(count, SEED, READER, tmp_path).disagreements == []
