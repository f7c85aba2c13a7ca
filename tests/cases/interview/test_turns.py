"""Turns of a statement: their marks, and the time at which each was begun."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.cases.interview.turns import (
    TurnTime,
    carried,
    is_question,
    marks_of,
    next_mark,
    times_of,
    to_keep,
)

FIRST = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
SECOND, NOW = FIRST + timedelta(minutes=1), FIRST + timedelta(minutes=9)
BEFORE, TIMES = ["س: كيف؟", "ج: جئت وحدي ليلاً"], (FIRST, SECOND)


@pytest.mark.parametrize(
    ("after", "times"),
    [
        (["س: كيف؟", "ج: جئت وحدي ليلاً", "س: "], (FIRST, SECOND, None)),
        (["س: كيف؟", "ج: جئت وحدي ليلاً", "س: و"], (FIRST, SECOND, NOW)),
        (["س: كيف؟", "ج: جئت وحدي نهاراً"], (FIRST, SECOND)),
        (["س: كيف؟", "ج: جئت", "ج: وحدي ليلاً"], (FIRST, SECOND, SECOND)),
        (["س: كيف؟", "", "ج: جئت وحدي ليلاً"], (FIRST, None, SECOND)),
        (["", "س: كيف؟", "ج: جئت وحدي ليلاً"], (None, FIRST, SECOND)),
        (["س: كيف؟ج: جئت وحدي ليلاً"], (FIRST,)),
        (["ج: جئت وحدي ليلاً"], (SECOND,)),
        (["س: "], (None,)),
    ],
)
def test_a_turn_keeps_the_time_of_its_first_letter(after, times):
    assert carried(BEFORE, TIMES, after, NOW, {}) == times


def test_what_comes_back_has_its_own_time_and_older_words_get_none():
    assert carried([BEFORE[0]], (FIRST,), BEFORE, NOW, {BEFORE[1]: SECOND}) == TIMES
    assert carried(["كلام قديم"], (None,), ["كلام قديم هنا"], NOW, {}) == (None,)


@given(
    st.lists(st.text("اب س:ج", max_size=4), min_size=1),
    st.lists(st.text("اب س:ج", max_size=4), min_size=1),
)
def test_there_is_one_time_a_paragraph_and_none_without_words(before, after):
    times = tuple(FIRST if words.strip() else None for words in before)
    result = carried(before, times, after, NOW, {})
    assert len(result) == len(after)
    assert set(result) <= {None, FIRST, NOW}
    assert times_of(to_keep(result), len(after)) == result


def test_times_beyond_the_text_are_left_out():
    assert times_of([TurnTime(0, FIRST), TurnTime(5, SECOND)], 2) == (FIRST, None)


def test_marks_follow_the_letters():
    assert marks_of("Kumusta", arabic=True) == ("Q:", "A:")
    assert marks_of("", arabic=True) == ("س:", "ج:")
    assert marks_of("12. آپ کیسے ہیں", arabic=False) == ("س:", "ج:")
    assert next_mark("Q: a\nA: b\nmore", ("Q:", "A:")) == "Q:"
    assert next_mark("Q: a", ("Q:", "A:")) == "A:"
    assert is_question("س: كيف؟")
