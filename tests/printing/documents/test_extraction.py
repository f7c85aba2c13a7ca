"""What a court copies out of a paper is what stands on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.printing.extraction import FLOORS, READERS, content, missed, rate


@pytest.fixture(scope="module")
def paper() -> tuple[bytes, list[str]]:
    return content()


@pytest.mark.parametrize("reader", READERS)
def test_readers_give_back_the_words(
    reader: str, paper: tuple[bytes, list[str]], tmp_path: Path
) -> None:
    pdf, expected = paper
    extracted = READERS[reader](pdf, tmp_path)
    reached = rate(expected, extracted)
    print(f"{reader}: {reached:.1f} % of {len(expected)} words, at least {FLOORS[reader]} % wanted")
    assert reached >= FLOORS[reader], missed(expected, extracted)


def test_a_word_counts_when_it_stands_there_letter_for_letter() -> None:
    expected = ["لا", "كتب", "K7Q-4MX", "(رقم"]
    assert rate(expected, "\u202bلا كتبت\u202c 4MX-K7Q )رقم") == 50
    assert missed(expected, "لا كتب K7Q-4MX (رقم") == []
