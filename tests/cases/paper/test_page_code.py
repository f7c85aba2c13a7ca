"""The code of a printed page: what was written is read, and nothing else."""

from dataclasses import replace

import pytest

from tipdesk.cases.paper.prints import BLANK, PageCode, read_page_code

CODE = PageCode("statement", "MOI-2026-000417", 2, "3cc76a22d72c9ef5c413da5d2c17cad0", 3, 12, 1)
WRITTEN = "TIPDESK:2:STATEMENT:MOI-2026-000417:2:3CC76A22D72C9EF5C413DA5D2C17CAD0:3/12:1"


def test_a_code_says_which_page_of_which_state_of_which_file() -> None:
    assert CODE.text == WRITTEN
    assert read_page_code(WRITTEN) == CODE
    blank = PageCode("intake", BLANK, 0, CODE.digest)
    assert read_page_code(blank.text) == blank


def test_half_of_the_digest_stands_in_the_code() -> None:
    assert replace(CODE, digest=CODE.digest * 2).text == WRITTEN


def test_the_alphabet_keeps_the_squares_large() -> None:
    assert set(WRITTEN) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert len(WRITTEN) <= 90  # the most of a code of 33 squares a side, error correction M


@pytest.mark.parametrize(
    "other",
    [
        "", "https://example.org", WRITTEN.lower(), WRITTEN + " ", WRITTEN.replace("3/12", "13/12"),
        WRITTEN.replace("3/12", "0/12"), WRITTEN.replace(":2:S", ":1:S"), WRITTEN[:-2],
        WRITTEN.replace("3CC7", "3CG7"), WRITTEN.replace("2:3", "٢:3"), "TIPDESK:1:ANCHOR:12:" + "AB" * 32,
    ],
)  # fmt: skip
def test_what_is_no_page_of_ours_is_no_code(other: str) -> None:
    assert read_page_code(other) is None
