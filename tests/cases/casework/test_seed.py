"""Where case work begins: what the interviews of every version of the form recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from tests.cases.casework.histories import BEGUN
from tipdesk.cases.casework import seed as reading
from tipdesk.cases.casework.case_work import Seed
from tipdesk.cases.casework.folding import begin, fold
from tipdesk.cases.casework.seed import seed_of
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import Answer
from tipdesk.cases.paper import referrals
from tipdesk.demo.filling import FillingPlan, fill
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.evaluation import Context

LATER = BEGUN + timedelta(hours=5)
CATALOGUE = load_published()


def answered(
    values: Mapping[str, str], at: datetime | None = BEGUN, by: str = "T-07"
) -> dict[str, Answer]:
    return {path: Answer(value, by=by, at=at) for path, value in values.items()}


def seeded(row: Mapping[str, str], **values: str) -> Seed:
    """One row of needs, and other answers."""
    of_row = {f"needs[2]/{name}": value for name, value in row.items()}
    return seed_of(answered({"needs[2]": "1", **of_row, **values}), BEGUN, "T-07")


NEW = {"need_type": "medical", "need_wanted": "yes", "need_timeframe": "h1", "ref_agency": "moh"}


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5])
def test_each_version_of_the_form_is_read(version: int) -> None:
    """Filled with every answer that it takes: each row is a need with what its row says."""
    form = CATALOGUE.get("victim-intake", version)
    known = {
        "need_type": "shelter",
        "need_wanted": "yes",
        "need_timeframe": "h3",
        "ref_agency": "moh",
        "ref_status": "accepted",
        "risk_level": "high",
        "pp_outcome": "archived_final",
        "close_reason": "services_complete",
        "close_date": "2098-12-20",
    }
    filling = FillingPlan(known, lambda question: True, rows=2)
    context = Context(date(2099, 1, 1), BEGUN, {})
    values = fill(form, context, filling, Random(version))
    started = seed_of(answered(values), BEGUN, "T-07")
    assert [*started.needs] == ["intake:1", "intake:2"]
    for path in ("needs[1]", "needs[2]"):
        need = started.needs[f"intake:{path[6]}"]
        assert need.need_type == values[f"{path}/need_type"] == "shelter"
        assert (need.agency, need.status) == ("moh", "accepted" if version < 5 else "draft")
        assert need.timeframe == "h3"
        assert (need.focal != "") == (f"{path}/ref_focal" in values)
    assert started.review is not None
    assert started.review.level == "high"
    if version == 5:  # from here on the rest is case work
        assert started.moves == ()
        assert started.outcome is started.closing is started.retention is None
        return
    assert started.moves
    assert (started.outcome is not None) == (version > 1)  # version 1 did not ask for it
    assert started.closing is not None
    assert started.closing.reason == "services_complete"
    assert bool(started.closing.approved_by) == ("close_approved_by" in values)
    assert fold(started, []) == begin(started)


def test_every_question_that_is_read_is_in_the_form() -> None:
    newest, before = CATALOGUE.newest("victim-intake"), CATALOGUE.get("victim-intake", 4)
    names = {question.name for form in (newest, before) for question in form.questions()}
    read = {
        value for name, value in vars(reading).items() if name.isupper() and isinstance(value, str)
    }
    lists = {"reflection", "residence"}  # measures, no questions
    assert read - lists <= names
    assert {referrals.KIND, referrals.WANTED, referrals.WITHIN, referrals.AGENCY} <= names


def test_a_need_is_opened_when_its_timeframe_was_told() -> None:
    row = {f"needs[2]/{name}": value for name, value in NEW.items()}
    answers = answered({"needs[2]": "1", **row})
    within = "needs[2]/need_timeframe"
    answers[within] = replace(answers[within], at=LATER)
    assert seed_of(answers, BEGUN).needs["intake:2"].opened_at == LATER
    del answers[within]
    kind = "needs[2]/need_type"
    answers[kind] = replace(answers[kind], at=LATER + timedelta(minutes=1))
    assert seed_of(answers, BEGUN).needs["intake:2"].opened_at == LATER + timedelta(minutes=1)
    without = answered({"needs[2]": "1", **row}, at=None)
    assert seed_of(without, BEGUN).needs["intake:2"].opened_at == BEGUN


def test_what_a_service_turned_back_counts_from_then() -> None:
    need = seeded({**NEW, "ref_status": "rejected", "ref_answered_at": "2099-01-01T08:00:00.000Z"})
    turned = need.needs["intake:2"]
    assert (turned.turned_back, turned.clock_from) == (True, BEGUN)
    assert str(turned.since) == "2099-01-01 08:00:00+00:00"
    earlier = timestamp(BEGUN - timedelta(hours=5))
    need = seeded({**NEW, "ref_status": "rejected", "ref_answered_at": earlier})
    assert need.needs["intake:2"].clock_from == BEGUN - timedelta(hours=5)


def test_a_row_that_was_taken_out_is_no_need_and_its_answers_are_kept() -> None:
    answers = answered({"needs[1]": "", "needs[1]/need_type": "medical", "needs[3]": ""})
    started = seed_of(answers, BEGUN)
    assert started.needs == {}
    assert started.gone["intake:1"].need_type == "medical"
    assert "intake:3" not in started.gone


def test_what_cannot_be_read_counts_as_not_answered() -> None:
    row = {
        **NEW,
        "need_timeframe": "soon",
        "ref_status": "lost",
        "ref_sent_at": "yesterday",
        "ref_delivered_at": "0001-01-01T00:00:00.000Z",
    }
    started = seeded(row, risk_level="not_assessed", residence_expires="2099-05", close_date="?")
    need = started.needs["intake:2"]
    assert (need.timeframe, need.status, need.sent_at, need.delivered_at) == (
        "",
        "draft",
        None,
        None,
    )
    assert started.review is None
    assert started.measures == {}


def test_the_rest_of_an_interview_is_read() -> None:
    row = {
        **NEW,
        "need_type": "shelter",
        "shelter_in_at": "2099-01-01T09:00:00.000Z",
        "shelter_in_room": "12",
        "shelter_out_at": "2099-02-01T09:00:00.000Z",
        "shelter_out_reason": "returned_home",
    }
    started = seeded(
        row,
        risk_level="medium",
        risk_review_at="2099-01-08",
        risk_factors="media detention",
        safety_measures="escort",
        safety_plan="كلمة التعارف",
        art12_measure="shelter",
        art12_order_no="7/2099",
        reflection_from="2099-01-01",
        reflection_to="2099-03-01",
        residence_expires="2099-04-30",
        pp_outcome="archived_temp",
        close_reason="integrated",
        close_date="2099-06-01",
        retention_until="2109-06-01",
        retention_hold="yes",
    )
    assert [(move.what, move.room, move.reason) for move in started.moves] == [
        ("in", "12", ""),
        ("out", "", "returned_home"),
    ]
    assert started.review is not None
    assert (started.review.next_day, started.review.factors) == (
        date(2099, 1, 8),
        ("media", "detention"),
    )
    assert started.plan is not None
    assert started.plan.words == "كلمة التعارف"
    assert {name: measure.until for name, measure in started.measures.items()} == {
        "intake:art12": None,
        "intake:reflection": date(2099, 3, 1),
        "intake:residence": date(2099, 4, 30),
    }
    assert started.outcome is not None
    assert started.outcome.may_be_objected
    assert started.closing is not None
    assert started.closing.day == date(2099, 6, 1)
    assert started.retention is not None
    assert (started.retention.until, started.retention.hold) == (date(2109, 6, 1), True)


@pytest.mark.parametrize("measure", ["", "none", "requested"])
def test_no_order_is_no_measure(measure: str) -> None:
    assert seeded(NEW, art12_measure=measure).measures == {}


@pytest.mark.parametrize(("approver", "stands"), [("S-01", True), ("T-07", False), ("", False)])
def test_nobody_approves_a_closing_that_they_noted(approver: str, stands: bool) -> None:
    closing = seeded(NEW, close_reason="integrated", close_approved_by=approver)
    assert begin(closing).closed is stands
