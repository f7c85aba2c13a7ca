"""Mutants of whole documents at every reader: each is refused, or read as what it says; nothing else
is raised, and no container or signature counts that nobody signed."""

from __future__ import annotations

import json
from functools import cache
from random import Random

import pytest

from tests.fuzz.targets import TARGETS, seeds
from tests.long_runs import long
from tests.vectors.mutants import some_bytes, some_value
from tests.vectors.people import canonical

FEW, MANY = 50, 100_000
DOCUMENTS = (
    "statement", "index", "custody", "record", "annex", "message", "signature", "answer", "trusted",
    "slots",
)  # fmt: skip


@cache
def _whole() -> dict[str, list[bytes]]:
    return seeds()


def mutant(random: Random, data: bytes) -> bytes:
    """Some bytes are others, or where it is JSON one value."""
    if data[:1] == b"{" and random.randrange(2):
        return canonical(some_value(random)(json.loads(data)))
    return some_bytes(random)(data)


@pytest.mark.parametrize("count", [FEW, *long(MANY)])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_mutant_of_a_document_is_a_surprise(name: str, count: int) -> None:
    random = Random(name)
    for _ in range(count):
        data = random.choice(_whole()[name])
        changed = mutant(random, data)
        if changed != data:
            TARGETS[name](changed)
