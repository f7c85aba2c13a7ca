"""Whatever was done in a file is undone to the answers and the state of before, and done again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.sheets_for_tests import question, repeat, rules, section, state
from tipdesk.cases.answers import values
from tipdesk.cases.interview.edits import (
    MOST_EDITS,
    MOST_HELD,
    MOST_KEPT,
    REST,
    Edit,
    Edits,
    Verb,
    change_of,
    from_words,
    stays,
    to_words,
)
from tipdesk.cases.interview.statement import FROZEN
from tipdesk.cases.model import NO_ANSWER, Answer, CaseId, CustodyEvent, MissingReason, Source

START = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
EDIT = st.tuples(
    st.sampled_from(["typed", "done", "together", "followed", "letters"]),
    st.sampled_from(["sex", "work", "story", "trips[1]", "trips[1]/from"]),
    st.builds(
        Answer,
        st.sampled_from(["", "no", "yes", "ملح", "ملح وماء", "\ud83d", "1"]),
        st.sampled_from([None, MissingReason.DECLINED]),
        st.sampled_from([None, Source.OFFERED]),
    ),
    st.sampled_from([0, 2, 20]),
)
FORM = rules(
    section(
        "a",
        question("select_one ynu", "sex"),
        question("select_one ynu", "work", relevant="${sex} = 'yes'"),
        question("text", "story", relevant="${work} != 'no'"),
        *repeat("trips", question("text", "from")),
    )
)


def bare(answers):
    """What is said, without whose it is and when; emptied is not answered."""
    words = {path: Answer(at.value, at.reason, at.source) for path, at in answers.items()}
    return {path: answer for path, answer in words.items() if answer != NO_ANSWER}


def seen(answers):
    now = state(FORM, values(bare(answers)))
    return bare(answers), [path for path, _at in now.visible("a", quick=False)], now.faults


class Desk:
    """Answers of a file, and what was done with them."""

    def __init__(self):
        self.answers, self.edits, self.now = {}, Edits(), START
        self.before = []  # what was seen before each step that stands

    def do(self, how, path, answer, pause):
        self.now += timedelta(seconds=pause)
        change = change_of(path, self.answers.get(path, NO_ANSWER), answer)
        if how in ("typed", "letters"):
            self.edits = self.edits.typed(change, self.now, by_letters=how == "letters")
        elif how == "followed":
            if self.edits.last is None:
                return  # nothing was done that it could follow from
            self.edits = self.edits.followed([self.edits.last.path], [change])
        else:
            more = [change_of("work", self.answers.get("work", NO_ANSWER), answer)]
            changes = (change, *(more if how == "together" and path != "work" else ()))
            self.edits = self.edits.after(Edit(Verb.FILLED, self.now, changes))
            for other in changes:
                self.answers[other.path] = other.after
        self.answers[path] = answer

    def undo(self):
        edit = self.edits.last
        self.answers |= edit.before()
        self.edits = self.edits.back()

    def redo(self):
        self.answers |= self.edits.undone[-1].after()
        self.edits = self.edits.again()


@settings(max_examples=150, deadline=None)
@given(st.lists(EDIT, max_size=14), st.booleans())
def test_all_is_undone_bit_for_bit_and_done_again(steps, locked):
    desk = Desk()
    for step in steps:
        desk.do(*step)
    desk.edits = desk.edits.fitting(desk.answers)
    begun, ended = seen({}), seen(desk.answers)
    if locked:
        desk.edits = from_words(to_words(desk.edits), desk.answers)
    count = len(desk.edits.done)
    trail = [ended]
    while desk.edits.last is not None:
        desk.undo()
        trail.append(seen(desk.answers))
        if locked:
            desk.edits = from_words(to_words(desk.edits), desk.answers)
    assert trail[-1] == begun
    assert len(trail) == count + 1
    for at in reversed(trail[:-1]):
        desk.redo()
        assert seen(desk.answers) == at
    assert not desk.edits.undone


def typed(edits, before, after, seconds):
    change = change_of("story", Answer(before), Answer(after))
    return edits.typed(change, START + timedelta(seconds=seconds))


def test_words_of_one_go_are_one_edit_and_after_a_rest_another():
    edits = typed(typed(Edits(), "", "وصل", 0), "وصل", "وصلت", 2)
    assert [edit.after()["story"].value for edit in edits.done] == ["وصلت"]
    rest = 2 + REST.seconds
    assert len(typed(edits, "وصلت", "وصلت أمس", rest).done) == 1
    assert len(typed(edits, "وصلت", "وصلت أمس", rest + 1).done) == 2
    assert not typed(edits, "وصلت", "", 3).done  # taken back by hand: nothing was done


def test_letters_may_go_further_back_than_the_last_edit():
    edits = typed(typed(Edits(), "", "وصل", 0), "وصل", "وصلت", 20)
    by_letters = change_of("story", Answer("وصلت"), Answer())
    assert not edits.typed(by_letters, START, by_letters=True).done
    assert len(edits.typed(by_letters, START + 9 * REST).done) == 3  # by hand it is an edit too


def test_what_is_new_ends_the_way_to_what_was_undone():
    edits = typed(Edits(), "", "وصل", 0).back()
    assert edits.undone
    assert not typed(edits, "", "سافر", 1).undone


def test_what_others_changed_is_not_undone():
    edits = typed(Edits(), "", "وصل", 0)
    edits = edits.after(Edit(Verb.ANSWERED, START, (change_of("sex", Answer(), Answer("no")),)))
    answers = {"story": Answer("وصل"), "sex": Answer("no")}
    assert edits.fitting(answers) == edits
    assert edits.fitting({**answers, "sex": Answer("yes")}).done == edits.done[:1]
    assert edits.fitting({**answers, "story": Answer("")}) == edits  # found when it is its turn
    assert not edits.back().fitting({}).done
    assert from_words(to_words(edits), {**answers, "sex": Answer("yes")}) == Edits()
    assert from_words({"sex": "[[1]]"}, answers) == from_words({"sex": "{"}, answers) == Edits()


def test_what_is_held_and_kept_has_bounds():
    edits, text = Edits(), ""
    for at in range(MOST_EDITS + 20):
        before, text = text, f"{text} {at}"
        edits = typed(edits, before, text, 10 * at)
    assert len(edits.done) == MOST_EDITS
    kept = from_words(to_words(edits), {"story": Answer(text)})
    assert kept == edits
    long = typed(Edits(), "", "ا" * MOST_HELD, 0)
    assert len(typed(long, "ا" * MOST_HELD, "ب", 10).done) == 1
    pasted = typed(Edits(), "", "ا" * MOST_KEPT, 0)
    assert to_words(pasted) == {}
    # of a long text only what has changed is written
    words = to_words(typed(Edits(), "ا" * MOST_KEPT, "ا" * MOST_KEPT + "ب", 0))
    assert len(words["story"]) < 300


@pytest.mark.parametrize("action", ["printed", "exported", "approved", "approved_directly", FROZEN])
def test_what_has_left_the_computer_is_named(action):
    case = CaseId("a")
    events = [
        CustodyEvent(seq, "", "", START, "T-07", done, CaseId(file))
        for seq, (done, file) in enumerate(((action, "a"), ("edited", "a"), ("approved", "b")))
    ]
    assert stays(events, case) == events[0]
    assert stays(events[1:], case) is None
