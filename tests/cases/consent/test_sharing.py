"""How far a file may go: the table of decision 115, held against the shipped form field by field.

The table is written down here once more, from the decision and not from the program.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.cases.small_form import NOW
from tipdesk.cases.consent.sharing import (
    PLAIN_EXHIBITS,
    AnnexShare,
    ReleasedContent,
    Sharing,
    sharing,
)
from tipdesk.cases.handover.release import annexed, can_be_picked, goes
from tipdesk.cases.interview.indicators import NEVER_RELEASED
from tipdesk.cases.model import Answer, ConsentEvent, ConsentPurpose
from tipdesk.forms.model import Group, Question, Release
from tipdesk.forms.publishing.catalogue import load_published

FORM = load_published().newest("victim-intake")
SECTIONS = tuple(section.name for section in FORM.sections)
STATES = ("granted", "assent", "granted_limited", "refused", "withdrawn", "unable", "not_asked", "")
BASES = ("consent", "representative", "legal_duty", "judicial_order", "vital_interest")
NOTICE = (
    "case_no intake_at intake_agency officer_id case_source case_type urgency referral_basis sex"
    " is_child"
)
YES = {"granted", "assent"}


def event(state: str, limits: tuple[str, ...] | None = None, minute: int = 0) -> ConsentEvent:
    at = datetime(2026, 11, 24, 9, minute, tzinfo=UTC)
    return ConsentEvent(ConsentPurpose.PROSECUTION, "", state, at, "T-07", limits)


def reach(state: str, *basis: str, events: tuple[ConsentEvent, ...] = ()) -> Sharing:
    answers: Mapping[str, Answer] = {
        "consent_prosecution": Answer(state),
        "processing_basis": Answer(" ".join(basis)),
    }
    return sharing(FORM, answers, answers, events)


def section_of() -> dict[str, str]:
    where: dict[str, str] = {}

    def take(group: Group, section: str) -> None:
        for child in group.children:
            if isinstance(child, Group):
                take(child, section)
            else:
                where[child.name] = section

    for section in FORM.sections:
        take(section, section.name)
    return where


WHERE = section_of()


def may_go(
    question: Question, state: str, basis: frozenset[str], limits: tuple[str, ...] | None
) -> bool:
    """Whether the table lets this field go, if every supervisor picked whatever can be picked."""
    released = question.release & {Release.PROSECUTION, Release.PROSECUTION_IF_PICKED}
    if not released or Release.INTERNAL in question.release or question.name in NEVER_RELEASED:
        return False
    if question.name == "withhold_wishes":
        return False
    if question.name in NOTICE.split():
        return True
    if state in YES:
        return True
    if state == "granted_limited" and limits is not None:
        return WHERE[question.name] not in limits
    obliged = bool(basis & {"legal_duty", "judicial_order"}) or state == "granted_limited"
    spoken_for = state not in {"refused", "withdrawn"} and "representative" in basis
    return (obliged or spoken_for) and question.level <= 3


def alone(question: Question, state: str, basis: frozenset[str]) -> bool:
    """Whether it goes without anybody's pick; only asked where it may go at all."""
    if Release.PROSECUTION not in question.release:
        return False
    return state in YES or question.name in NOTICE.split() or question.level <= 2


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("basis", [(), *((basis,) for basis in BASES)])
def test_each_state_and_basis(state: str, basis: tuple[str, ...]) -> None:
    judged = reach(state, *basis)
    for question in FORM.questions():
        allowed = may_go(question, state, frozenset(basis), None)
        name = question.name
        assert goes(question, {name}, judged) is allowed, (name, state, basis)
        if allowed:
            unpicked = goes(question, (), judged)
            assert unpicked is alone(question, state, frozenset(basis)), (name, state, basis)
        assert goes(question, {name}, judged) or not can_be_picked(question, judged)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(STATES[:-1]),
            st.none() | st.sets(st.sampled_from(SECTIONS), max_size=4).map(tuple),
        ),
        max_size=6,
    ),
    st.sampled_from(STATES),
    st.sets(st.sampled_from(BASES)),
)
@example([("granted", None), ("withdrawn", None)], "granted", {"legal_duty"})
@example([("granted_limited", ("family",))], "granted_limited", set())
def test_whatever_was_noted_nothing_goes_that_the_table_forbids(
    noted: list[tuple[str, tuple[str, ...] | None]], answered: str, basis: set[str]
) -> None:
    """Ledger and answers may differ, as until a burst is folded: then both have to allow it."""
    events = tuple(
        event(state, limits, minute) for minute, (state, limits) in enumerate(noted, start=1)
    )
    judged = reach(answered, *basis, events=events)
    last, limits = noted[-1] if noted else (answered, None)
    limits = limits if last == "granted_limited" else None  # nobody else names any
    for question in FORM.questions():
        if goes(question, {question.name}, judged):
            assert may_go(question, answered, frozenset(basis), limits)
            assert may_go(question, last, frozenset(basis), limits)
    if not judged.may_leave:
        assert judged.content is ReleasedContent.NOTICE
        assert judged.annex is AnnexShare.NOTHING


@pytest.mark.parametrize(
    ("state", "basis", "annex", "may_leave"),
    [
        ("granted", "", AnnexShare.WHOLE, True),
        ("granted_limited", "", AnnexShare.WHEREABOUTS, True),
        ("refused", "legal_duty", AnnexShare.WHEREABOUTS, True),
        ("withdrawn", "judicial_order", AnnexShare.WHEREABOUTS, True),
        ("refused", "vital_interest", AnnexShare.WHOLE, True),
        ("unable", "vital_interest", AnnexShare.WHOLE, True),
        ("unable", "representative", AnnexShare.WHEREABOUTS, True),
        ("refused", "representative", AnnexShare.NOTHING, False),
        ("refused", "consent", AnnexShare.NOTHING, False),
        ("withdrawn", "", AnnexShare.NOTHING, False),
        ("not_asked", "consent", AnnexShare.NOTHING, False),
        ("", "", AnnexShare.NOTHING, False),
    ],
)
def test_the_annex_and_whether_anything_leaves(
    state: str, basis: str, annex: AnnexShare, may_leave: bool
) -> None:
    judged = reach(state, *basis.split())
    assert (judged.annex, judged.may_leave) == (annex, may_leave)
    assert judged.narrows is (state not in YES)


def test_limits_that_were_named_keep_their_sections_and_never_the_notice() -> None:
    limited = reach("granted_limited", events=(event("granted_limited", ("acquaintance",)),))
    assert "name_ar_first" in limited.kept
    assert "sex" not in limited.kept
    assert limited.content is ReleasedContent.WHOLE
    assert limited.narrows
    none_named = reach("granted_limited", events=(event("granted_limited", ()),))
    assert not none_named.narrows


def test_an_agreement_that_the_form_does_not_let_stand_is_none() -> None:
    answers = {"consent_prosecution": Answer("assent", at=NOW)}
    assert sharing(FORM, answers, {}).content is ReleasedContent.NOTICE
    assert sharing(FORM, answers, answers).content is ReleasedContent.WHOLE


ADDRESS = {"address_area", "address_block", "address_street", "address_house", "address_landmark"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("basis", [(), *((basis,) for basis in BASES)])
def test_what_of_the_annex_goes_and_that_none_of_it_goes_elsewhere(
    state: str, basis: tuple[str, ...]
) -> None:
    judged = reach(state, *basis)
    protective = {q.name: q for q in FORM.questions() if Release.ANNEX in q.release}
    expected: set[str] = set()
    if judged.annex is AnnexShare.WHOLE:
        expected = set(protective)
    elif judged.annex is AnnexShare.WHEREABOUTS:
        expected = ADDRESS
    assert {q.name for q in FORM.questions() if annexed(q, judged)} == expected
    for question in protective.values():
        assert not goes(question, {question.name}, judged), question.name
        assert not can_be_picked(question, judged), question.name


def test_a_section_that_the_person_keeps_is_in_no_annex_either() -> None:
    noted = (event("granted_limited", ("family",)),)
    judged = reach("granted_limited", events=noted)
    going = {question.name for question in FORM.questions() if annexed(question, judged)}
    assert "risk_level" in going
    assert not going & {*ADDRESS, "phone_safe", "contact_phone", "child_kw_name"}


def test_what_may_show_a_body_a_home_or_a_phone_goes_against_no_refusal() -> None:
    """Every kind of exhibit of the form is one that may go or one that stays."""
    kinds = {choice.name for choice in FORM.choices["att"]}
    stays = {
        *("photo_place", "photo_injury", "chat", "audio", "video", "device"),
        *("medical_report", "forensic_report", "other"),
    }
    assert kinds - PLAIN_EXHIBITS == stays
