"""Dates out of order (V9): said, never refused, and only as far as partial dates are known."""

from __future__ import annotations

import pytest

from tests.forms.intake_form import intake_rules, judged
from tipdesk.forms.model import QuestionType, Stage

TIP = {"case_type": "tip"}
EPISODE, DOC = "episodes[1]/", "documents[1]/"
PAIRS = {  # note: what must not come first, what must not come last
    EPISODE + "ex_dates_order": (EPISODE + "ex_from", EPISODE + "ex_to"),
    "means_dates_order": ("means_first", "means_last"),
    DOC + "doc_dates_order": (DOC + "doc_issued", DOC + "doc_expires"),
    "entry_before_recruitment": ("rec_date", "kw_entry_date"),
    EPISODE + "ex_outside_stay": ("kw_entry_date", EPISODE + "ex_from"),
    "legs[2]/leg_order": ("legs[1]/leg_date", "legs[2]/leg_date"),
}
WRONG = [
    ("2023-05-02", "2023-05-01"),
    ("2023-05", "2023-04"),
    ("2023-05", "2023-04-30"),
    ("2023", "2022"),
    ("2023", "2022-12-31"),
    ("2023-05-01", "2022"),
    ("2023-05/2023-08", "2023-04"),
    ("2023-05/..", "2023-04"),
    ("2023-05", "../2023-04"),
    ("2023~", "2021"),
    ("2023-05|قبل رمضان", "2023-04|بعد العيد"),
]
RIGHT = [
    ("2023-05-01", "2023-05-01"),
    ("2023-05", "2023"),  # no contradiction: the year may be May
    ("2023", "2023-05"),
    ("2023-05-09", "2023-05"),
    ("2023-05", "2023-05-01"),
    ("2022", "2023"),
    ("../2023-05", "2022"),
    ("2023-05", "2022/.."),
    ("2023-05/2023-08", "2023-06"),
    ("2023-05", "2022/2023"),
    ("2023~", "2022-06"),  # about 2023
    ("2023-05", "2023-04~"),
    ("2023-05", "2022~"),
    ("2023-05", ""),
    ("", "2023-05"),
    ("2023-05", "|قبل رمضان"),
    ("|قبل رمضان", "2023-05"),
]


def answers_with(note: str, dates: tuple[str, str]) -> dict[str, str]:
    answers = {**TIP, **dict(zip(PAIRS[note], dates, strict=True)), "legs[1]": "1", "legs[2]": "1"}
    return {**answers, EPISODE + "ex_country": "KWT"}


@pytest.mark.parametrize("note", PAIRS)
@pytest.mark.parametrize("dates", WRONG)
def test_an_order_that_cannot_be_is_said(note: str, dates: tuple[str, str]) -> None:
    state = judged(answers_with(note, dates))
    assert state.is_relevant(note)
    assert state.faults == ()
    assert intake_rules().question(note).type is QuestionType.NOTE
    assert "tip-stop" not in intake_rules().question(note).appearance
    assert not set(PAIRS[note]) & set(state.missing(Stage.CLOSE, answered=PAIRS[note]))


@pytest.mark.parametrize("note", PAIRS)
@pytest.mark.parametrize("dates", RIGHT)
def test_what_may_be_in_order_is_not(note: str, dates: tuple[str, str]) -> None:
    assert not judged(answers_with(note, dates)).is_relevant(note)


def test_an_exploitation_that_ended_before_the_entry_was_not_in_kuwait() -> None:
    answers = {**TIP, EPISODE + "ex_country": "KWT", "kw_entry_date": "2024-03"}
    assert judged({**answers, EPISODE + "ex_to": "2024-02"}).is_relevant(
        EPISODE + "ex_outside_stay"
    )
    for ended in ("2024-03", "2024", "2025", ""):
        state = judged({**answers, EPISODE + "ex_to": ended})
        assert not state.is_relevant(EPISODE + "ex_outside_stay")
    abroad = {**answers, EPISODE + "ex_country": "IND", EPISODE + "ex_to": "2024-02"}
    assert not judged(abroad).is_relevant(EPISODE + "ex_outside_stay")


def legs(*dates: str, to: str = "KWT") -> dict[str, str]:
    """Legs by number, `3=2024-05`; all of them lead to `to`."""
    answers = dict(TIP)
    for position, leg in enumerate(dates, 1):
        number, _, day = leg.rpartition("=")
        row = f"legs[{number or position}]"
        answers |= {row: "1", f"{row}/leg_date": day, f"{row}/leg_to_country": to}
    return answers


def test_each_leg_comes_after_every_leg_before_it() -> None:
    state = judged(legs("2024-03", "", "2024-02", "2024-04", "2024-01-31"))
    out = [n for n in range(1, 6) if state.is_relevant(f"legs[{n}]/leg_order")]
    assert out == [3, 5]
    with_gaps = judged(legs("2=2024-03", "5=2024-02", "7=2024-05"))  # rows taken away leave gaps
    assert [n for n in (2, 5, 7) if with_gaps.is_relevant(f"legs[{n}]/leg_order")] == [5]


@pytest.mark.parametrize(
    ("entry", "dates", "differs"),
    [
        ("2024-03", ("2024-04",), True),
        ("2024-05", ("2024-04",), True),  # the leg was the first entry
        ("2024-04-02", ("2024-04",), False),
        ("2024", ("2024-04",), False),
        ("2024-04~", ("2024-05",), False),
        ("", ("2024-04",), False),
        ("2024-04", ("",), False),
        ("2024-03", ("2024-03", "2024-09"), False),  # in again later
        ("2024-09", ("2024-03", "2024-09"), True),  # the first entry is meant
        ("2024-03", ("", "2024-09"), False),  # one without its date may be it
    ],
)
def test_the_entry_is_that_of_the_first_leg_to_kuwait(
    entry: str, dates: tuple[str, ...], differs: bool
) -> None:
    state = judged({**legs(*dates), "kw_entry_date": entry})
    assert state.is_relevant("entry_differs") is differs
    assert state.faults == ()
    elsewhere = judged({**legs(*dates, to="SAU"), "kw_entry_date": entry})
    assert not elsewhere.is_relevant("entry_differs")
