"""The desk reads the tables, proposes from a file's answers and fills in what is suggested."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.full_file import full_values, record_full
from tests.desk.world import World
from tests.forms.filled_form import filled, others
from tests.forms.intake_form import CONTEXT, intake_rules
from tests.forms.rules.test_recalculation import everything
from tests.records import SECRET, rows_of
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.handover.release import release_of
from tipdesk.cases.interview.assessing import (
    assessment,
    board,
    indicator_table,
    law_elements,
)
from tipdesk.cases.interview.indicators import CODE, RESULTS, STATE, ElementKind, IndicatorBoard
from tipdesk.cases.model import Answer
from tipdesk.desk.files.contents import judged
from tipdesk.forms.model import split_path
from tipdesk.forms.rules.rules import FormState

ANSWERED = {
    "intake_at": "2026-11-24T08:00:00+00:00",
    "case_type": "tip",
    "consent_interview": "granted",
    "sex": "female",
    "birth_date": "1999-03-05",
    "age_basis": "official_id",
    "rec_channel": "job_site",
    "fit_now": "yes",
}


def state_of(answers: Mapping[str, str]) -> FormState:
    """The state of a file; a path in a row makes the row."""
    texts = {**ANSWERED, **answers}
    rows = {path.partition("/")[0]: "1" for path in texts if "/" in path}
    return judged(intake_rules(), {**rows, **texts}, CONTEXT)


def indicators(**states: str) -> dict[str, str]:
    """Answers for rows of indicators."""
    answers = {}
    dimensions = {indicator.code: indicator.dimension for indicator in indicator_table()}
    for number, (code, state) in enumerate(states.items(), start=1):
        answers[f"indicator_rows[{number}]/ind_dimension"] = dimensions[code]
        answers[f"indicator_rows[{number}]/ind_code"] = code
        answers[f"indicator_rows[{number}]/ind_state"] = state
    return answers


def board_of(answers: Mapping[str, str]) -> IndicatorBoard:
    return board(intake_rules(), state_of(answers))


def proposed(answers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {line.indicator.code: line.because for line in board_of(answers).lines if line.because}


STRONG = indicators(DR1="yes", DR2="yes", EX1="yes", EX2="yes", CD1="yes", CD3="yes", CD9="no")

EX3 = {path.replace("[1]", "[8]"): value for path, value in indicators(EX3="yes").items()}


def test_the_forms_own_fields_are_filled_from_the_recorded_rows() -> None:
    state = state_of(STRONG)
    assert state.value("assess_system") == "strong"
    assert state.value("ind_coverage") == "7/67"
    assert "D5 S2 M0 W0 +" in state.value("ind_dimensions")
    assert {name for name in RESULTS if state_of({}).value(name)} == set()


def test_they_follow_one_answer_after_another() -> None:
    """The run that begins where the last one ended gives what a new one gives."""
    rules, last = intake_rules(), state_of({})
    answers = dict(last.run.answers)
    for path, value in (*STRONG.items(), ("indicator_rows[1]", ""), ("case_type", "som"),
                        ("case_type", "unclear"), ("indicator_rows[2]/ind_state", "no")):  # fmt: skip
        answers[path] = value
        answers.setdefault(path.partition("/")[0], "1")
        last = judged(rules, answers, CONTEXT, last)
        assert last.values() == judged(rules, answers, CONTEXT).values()


def explored(*states: str) -> dict[str, str]:
    """Every indicator of the table in a row of its own, these states in turn."""
    codes = [indicator.code for indicator in indicator_table()]
    texts = indicators(**{code: states[at % len(states)] for at, code in enumerate(codes)})
    return {path.partition("/")[0]: "1" for path in texts} | texts


FULL = filled(intake_rules())
LEAN = {path: "1" for path in FULL if path.endswith("[1]")} | ANSWERED
LEAN |= {"rec_channel": "", "episodes[1]/ex_form": "prostitution"}
FILES = (FULL | explored("yes", "no", "unknown"), LEAN | explored("yes"), LEAN | explored("no"))
ACTS = {
    clue.question
    for element in law_elements()
    if element.kind is ElementKind.ACT
    for clue in element.clues
}
WEIGHTY = ACTS | {"", CODE, STATE, "ex_form", "case_type", "child_possible", "birth_date"}
CHANGES = [(path, value) for path in FILES[0] for value in others(intake_rules(), path)]


@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_one_change_after_another_gives_what_a_whole_run_gives(
    changes: list[tuple[str, str]],
) -> None:
    rules, answers = intake_rules(), dict(FILES[0])
    last = judged(rules, answers, CONTEXT)
    for path, value in changes:
        answers[path] = value
        last = judged(rules, answers, CONTEXT, last)
        assert everything(last) == everything(judged(rules, answers, CONTEXT)), path


@pytest.mark.parametrize("answered", FILES[1:], ids=["all yes", "all no"])
def test_each_answer_that_results_rest_on_is_noticed(answered: dict[str, str]) -> None:
    rules, last = intake_rules(), judged(intake_rules(), answered, CONTEXT)
    for path, value in CHANGES:
        _repeat, row, name = split_path(path)
        if name in WEIGHTY and row in (0, 1):
            answers = answered | {path: value}
            state, fresh = judged(rules, answers, CONTEXT, last), judged(rules, answers, CONTEXT)
            for result in RESULTS:
                assert state.value(result) == fresh.value(result), (path, value)


def test_the_form_and_the_rules_name_the_same_set() -> None:
    for form in ("forced_labour", "prostitution", "online_sexual"):
        for born in ("1999-03-05", "2012-03-05"):
            state = state_of({"episodes[1]/ex_form": form, "birth_date": born,
                          "child_specialist": "أ", **indicators(CD1="yes")})  # fmt: skip
            assert state.value("ind_set") == assessment(intake_rules(), state).set


def test_answers_propose_and_never_answer() -> None:
    texts = {
        "documents[1]/doc_holder": "victim",
        "documents[2]/doc_holder": "employer",
        "means_isolation": "yes",
        "means_movement": "no",
        "episodes[1]/ex_hours_day": "16",
        "job_actual_differs": "unknown",
    }
    assert proposed(texts) == {
        "CD1": ("documents[2]/doc_holder",),
        "CD3": ("means_isolation",),
        "EX1": ("episodes[1]/ex_hours_day",),
    }
    assert {line.state for line in board_of(texts).lines} == {""}
    assert state_of(texts).value("assess_system") == ""


def test_a_row_proposes_as_a_whole() -> None:
    """The wage of one episode and the currency of another do not make one proposal."""
    promised = {"wage_promised_amount": "120", "wage_promised_currency": "KWD",
                "wage_promised_period": "month"}  # fmt: skip

    def episode(number: int, amount: str, currency: str) -> dict[str, str]:
        head = f"episodes[{number}]/ex_wage_paid_"
        return {f"{head}amount": amount, f"{head}currency": currency, f"{head}period": "month"}

    halves = {**promised, **episode(1, "60", "USD"), **episode(2, "150", "KWD")}
    assert "DR2" not in proposed(halves)
    episodes = {**halves, **episode(3, "60", "KWD")}
    assert "episodes[3]/ex_wage_paid_amount" in proposed(episodes)["DR2"]


def test_every_proposal_of_the_table_can_come() -> None:
    """Dates too: entry half a year ago at most."""
    assert proposed({"kw_entry_date": "2026-09-01"}) == {"AD2": ("kw_entry_date",)}
    assert proposed({"kw_entry_date": "2025-09-01"}) == {}
    assert proposed({"kw_entry_date": "2025"}) == {}


def test_two_rows_for_one_indicator_count_once_and_both_stay_in_reach() -> None:
    rows = indicators(CD1="no")
    again = {path.replace("[1]", "[7]"): value for path, value in indicators(CD1="yes").items()}
    loose = {"indicator_rows[9]/ind_state": "yes"}
    board = board_of({**rows, **again, **loose})
    line = next(line for line in board.lines if line.indicator.code == "CD1")
    assert (line.row, line.state) == (7, "yes")
    assert board.left_over == (1, 9)
    assert board.assessment.explored == 1
    turned = {path: {"yes": "no", "no": "yes"}.get(value, value) for path, value in rows.items()}
    later = {path: {"yes": "no"}.get(value, value) for path, value in again.items()}
    line = next(
        line for line in board_of({**turned, **later}).lines if line.indicator.code == "CD1"
    )
    assert (line.row, line.state) == (1, "yes")


def test_what_the_set_of_a_child_leaves_out_stays_in_reach() -> None:
    child = {"birth_date": "2012-03-05", **indicators(AV8="yes", CD1="yes")}
    assert board_of(child).left_over == (1,)
    assert board_of(child).assessment.explored == 1


CONSENTS = [q.name for q in intake_rules().definition.questions() if "consent" in q.name]


@given(
    st.dictionaries(
        st.sampled_from(CONSENTS),
        st.sampled_from(["granted", "granted_limited", "refused", "withdrawn", "unable", ""]),
    )
)
@settings(max_examples=60, deadline=None)
def test_consent_never_changes_a_result(consents: dict[str, str]) -> None:
    """Also when it closes the account that the results rest on."""
    texts = {**STRONG, **EX3, "episodes[1]/ex_form": "prostitution"}
    assert len(CONSENTS) > 8
    consents = {name: text for name, text in consents.items() if name != "att_own_device_consent"}
    other = state_of({**texts, **consents})
    assert assessment(intake_rules(), other) == assessment(intake_rules(), state_of(texts))
    assert other.value("assess_system") == "strong"


def test_elements_lead_to_answers_and_exhibits() -> None:
    texts = {
        "means_documents": "yes",
        "suspect_rows[2]/sus_role": "recruiter leader",
        "exhibit_rows[1]/att_type": "contract",
    }
    bearings = {bearing.element.code: bearing for bearing in board_of(texts).bearings}
    assert bearings["act_recruit"].answers == ("rec_channel", "suspect_rows[2]/sus_role")
    assert bearings["means_coercion"].answers == ("means_documents",)
    assert bearings["means_fraud"].exhibits == ("exhibit_rows[1]/att_type",)
    assert bearings["a2_7_vulnerable"].answers == ("sex",)
    assert bearings["act_harbour"].answers == ()


def test_each_file_shows_the_elements_that_concern_it() -> None:
    def articles(kind: str) -> set[str]:
        return {bearing.element.article[0] for bearing in board_of({"case_type": kind}).bearings}

    assert len(board_of({"case_type": "unclear"}).bearings) == 37
    assert len(board_of({"case_type": "tip"}).bearings) == 28
    assert len(board_of({"case_type": "som"}).bearings) == 9
    assert articles("som") == {"1", "3"}


@pytest.fixture
def full(world: World):
    session = world.officers
    case_id = session.new_files.open_case().id
    rules = session.files.rules(case_id)
    values = full_values(
        world, rules.definition, session.files.context(session.files.case(case_id)), "adult"
    )
    record_full(world, values, case_id)
    return case_id


def test_a_loaded_file_has_them_and_its_record_not_even_their_names(world: World, full) -> None:
    files = world.officers.files
    file = files.load(full)
    state = files.state(file)
    assert all(state.value(name) for name in RESULTS)
    withheld = {withheld.name for withheld in release_of(file, state).withheld}
    assert "ind_state" in withheld
    assert not withheld & RESULTS
    record = build_record(file, state, (), SECRET)
    assert not [name for name in RESULTS if name.encode() in record]
    assert "names" not in rows_of(record)
    bare = files.rules(full).evaluate(state.run.answers, files.context(file.case))
    assert (
        build_record(file, bare, (), SECRET) == record
    )  # whoever builds it without them builds the same


def test_what_is_kept_between_two_looks_is_what_a_fresh_look_gives(world: World, full) -> None:
    files = world.officers.files
    rules, case = files.rules(full), files.case(full)
    answers = {path: answer.value for path, answer in files.load(full).answers.items()}
    codes = [choice.name for choice in rules.definition.choices["indicator"]]
    for number, code in enumerate(codes, start=1):
        answers |= {f"indicator_rows[{number}]": "1",
                    f"indicator_rows[{number}]/ind_code": code,
                    f"indicator_rows[{number}]/ind_state": "yes"}  # fmt: skip
    context = files.context(case)
    last = judged(rules, answers, context)
    for path, value in (
        ("stmt_arabic", "كلمة"),  # nothing rests on it
        ("birth_date", "2015-04-01"),
        ("indicator_rows[5]/ind_state", "no"),
        ("ex_form", "prostitution"),
        ("case_type", "som"),
        ("indicator_rows[9]", ""),
    ):
        answers[path] = value
        last = judged(rules, answers, context, last)
        assert last.values() == judged(rules, answers, context).values(), path


def test_what_an_officer_records_is_suggested_at_the_next_look(world: World) -> None:
    session = world.officers
    case_id = session.new_files.open_case().id
    rows = {path: Answer(value) for path, value in {**ANSWERED, **STRONG}.items()}
    numbers = {path.partition("/")[0] for path in STRONG}
    session.answers.save_answers(case_id, rows | {row: Answer("1") for row in numbers})
    assert session.files.state(session.files.load(case_id)).value("assess_system") == "strong"
