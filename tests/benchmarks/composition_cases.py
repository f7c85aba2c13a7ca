"""Texts that are hard to set in lines, of any length: for the benchmark and for a test on growth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def words(characters: int, seed: int = 1) -> str:
    """That many characters of random Arabic words, hardly one of them twice."""
    random = Random(seed)
    parts: list[str] = []
    length = 0
    while length < characters:
        parts.append("".join(random.choices(LETTERS, k=random.randint(2, 9))))
        length += len(parts[-1]) + 1
    return " ".join(parts)[:characters]


CASES: Mapping[str, Callable[[int], str]] = {
    "one paragraph of words": words,
    "one word": lambda n: words(n).replace(" ", "م"),
    "digits": lambda n: "".join(Random(1).choices("0123456789", k=n)),
    "open isolates": lambda n: "\u2067a" * (n // 2),
    "nested isolates": lambda n: "\u2067" * (n // 2) + "a" + "\u2069" * (n // 2),
    "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "brackets of words": lambda n: "(ا " * (n // 3) + ")" * (n // 3),
    "pairs of brackets": lambda n: "(a)" * (n // 3),
    "open quotes": lambda n: "« " * (n // 2),
    "closing brackets and spaces": lambda n: ") " * (n // 2),
    "spaces": lambda n: "م)" + " " * n + "م",
    "slashes": lambda n: "a/" * (n // 2),
    "soft hyphens": lambda n: "ك\u00ad" * (n // 2),
    "no-break spaces": lambda n: "ا\u00a0" * (n // 2),
    "groups of digits": lambda n: "12 " * (n // 3),
    "marks on one letter": lambda n: "ا" + "\u064e" * n,
    "two directions": lambda n: "aا" * (n // 2),
    "percent signs": lambda n: "%" * n + "1",
    "joiners": lambda n: "\u200d" * n + "ا",
    "characters no face has": lambda n: "😀" * n,
}
"""What it is made of → a text of about `n` characters."""
