"""What is kept of a text's changes: they lead to and fro, and never grow beyond their bounds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tipdesk.cases.interview.unfinished import (
    MOST_CHANGES,
    MOST_CHARACTERS,
    TextChange,
    Typing,
    bounded,
    changes,
    from_words,
    to_words,
)

TEXTS = st.lists(st.text("اب \n😀\ud83d", max_size=6), min_size=1, max_size=5)


@given(TEXTS, TEXTS)
def test_changes_lead_back_and_on_and_outlive_their_writing(before, after):
    typing = Typing(2, 3, 1, 4, before[-1], changes(before), changes([before[-1], *after]))
    again = from_words(to_words(typing), 0)
    assert again == typing
    assert again.oldest() == before[0]
    text = again.oldest()
    for change in (*again.undo, *again.redo):
        text = change.done(text)
    assert text == after[-1]


def test_a_change_is_no_longer_than_what_has_changed():
    statement = "وصلتُ في مارس. " * 3_000
    there = len("وصلتُ في ")
    other = statement[:there] + "أبريل" + statement[there + len("مارس") :]
    assert changes([statement, statement, other]) == (TextChange(there, "مارس", "أبريل"),)


def test_only_the_cursor_of_a_first_field_needs_no_words():
    assert to_words(Typing(cursor=5, anchor=5, top=3)) == ""
    assert from_words("", 5) == Typing(cursor=5, anchor=5)
    assert from_words("[1,2]", 5) == from_words("{}", 5) == Typing(cursor=5, anchor=5)
    for typing in (Typing(part=1), Typing(cursor=5), Typing(text="")):
        assert from_words(to_words(typing), 0) == typing


def test_the_newest_changes_stay_within_the_bounds():
    letters = tuple(TextChange(at, "", "ا") for at in range(3 * MOST_CHANGES))
    typing = Typing(text="ا" * len(letters), undo=letters, redo=letters)
    kept = bounded(typing)
    assert (kept.undo, kept.redo) == (letters[-MOST_CHANGES:], letters[:MOST_CHANGES])
    whole = "ا" * (MOST_CHARACTERS - 10)
    pasted = TextChange(0, "", "ب" * 8)
    long = replace(typing, text=whole, undo=(*letters, pasted), redo=letters)
    assert bounded(long) == replace(long, undo=(*letters[-2:], pasted), redo=())
    assert bounded(replace(long, text=whole + whole, cursor=7)) == Typing(cursor=7)
