"""The bidirectional algorithm against the lines of Unicode's BidiTest.txt: a quarter of them, all with
--long."""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path

import pytest

from tests.long_runs import long
from tipdesk.printing.text.bidi import bidi_class, levels, line_levels, visual_order

DATA = Path(__file__).parents[1] / "data" / "BidiTest-15.1.0.txt.xz"
PARTS = 4
LINES = 490_846  # the file's own "#Total Count"
CHARACTERS = {
    "L": "a", "R": "א", "AL": "ع", "EN": "1", "ES": "+", "ET": "%", "AN": "٣", "CS": ",",
    "NSM": "\u0300", "BN": "\u00ad", "B": "\u2029", "S": "\t", "WS": " ", "ON": "!",
    "LRE": "\u202a", "LRO": "\u202d", "RLE": "\u202b", "RLO": "\u202e", "PDF": "\u202c",
    "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069",
}  # fmt: skip
DIRECTIONS = ((1, None), (2, 0), (4, 1))  # bit of the file → paragraph direction


@cache
def _blocks() -> list[str]:
    """The file cut where the expected levels change; each block begins with them."""
    with lzma.open(DATA, "rt", encoding="utf-8") as file:
        return file.read().partition("\n@Levels:")[2].split("\n@Levels:")


def _failures(block: str) -> tuple[int, list[str]]:
    first, *lines = block.split("\n")
    wanted = [None if mark == "x" else int(mark) for mark in first.split()]
    order: list[int] = []
    seen, failed = 0, []
    for line in lines:
        if line.startswith("@Reorder:"):
            order = [int(index) for index in line.removeprefix("@Reorder:").split()]
        if not line or line[0] in "@#":
            continue
        seen += 1
        classes, bits = line.split("; ")
        text = "".join([CHARACTERS[name] for name in classes.split()])
        for bit, direction in DIRECTIONS:
            if int(bits, 16) & bit and not _right(text, direction, wanted, order):
                failed.append(f"{classes} as {direction}")
    return seen, failed


def _right(text: str, direction: int | None, wanted: list[int | None], order: list[int]) -> bool:
    embedding, base = levels(text, direction)
    embedding = line_levels(text, embedding, base)
    kept = [index for index, level in enumerate(wanted) if level is not None]
    shown = [embedding[index] for index in kept]
    return (
        len(embedding) == len(wanted)
        and shown == [wanted[index] for index in kept]
        and [kept[place] for place in visual_order(shown)] == order
    )


def test_each_class_is_that_of_its_character() -> None:
    assert {name: bidi_class(letter) for name, letter in CHARACTERS.items()} == {
        name: name for name in CHARACTERS
    }


@pytest.mark.parametrize("part", [0, *long(*range(1, PARTS))])
def test_every_line_of_the_class_file(part: int) -> None:
    seen, failed = 0, []
    for block in _blocks()[part::PARTS]:
        count, wrong = _failures(block)
        seen += count
        failed += wrong
    assert seen
    assert not failed, f"{len(failed)} cases fail, the first: {failed[:3]}"


def test_no_line_of_the_class_file_is_left_out() -> None:
    lines = sum(
        1 for block in _blocks() for line in block.split("\n")[1:] if line and line[0] not in "@#"
    )
    assert lines == LINES
