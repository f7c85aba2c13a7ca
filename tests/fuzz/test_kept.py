"""What coverage-guided fuzzing has found worth keeping: each input ends in a refusal, in seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, name_of, seeds

KEPT = Path(__file__).parent / "kept"


@pytest.mark.parametrize("name", TARGETS)
def test_no_kept_input_is_a_surprise(name: str) -> None:
    inputs = sorted((KEPT / name).glob("*"))
    assert inputs
    for path in inputs:
        TARGETS[name](path.read_bytes())


def test_whole_documents_are_read() -> None:
    for name, documents in seeds().items():
        for data in documents:
            TARGETS[name](data)
            TARGETS[name](data[:-1])


def test_kept_inputs_are_called_by_their_digest() -> None:
    for path in KEPT.glob("*/*"):
        assert path.name == name_of(path.read_bytes())
    assert {path.name for path in KEPT.iterdir()} == set(TARGETS)
