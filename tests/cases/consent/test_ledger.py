"""What the answers of a form add to the ledger of consents."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tipdesk.cases.consent.ledger import (
    digest_of,
    following,
    from_text,
    question_of,
    ruling,
    salted,
    to_text,
)
from tipdesk.cases.model import Answer, ConsentEvent, ConsentPurpose
from tipdesk.forms.publishing.catalogue import load_published

FORM = load_published().newest("victim-intake")
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
SERVICES = {
    "consent_services[1]": "1",
    "consent_services[1]/service_agency": "moh",
    "consent_services[1]/service_consent": "granted",
}


def follow(answers: dict[str, str], *events: ConsentEvent, hour: int = 0) -> list[ConsentEvent]:
    given = {path: Answer(value) for path, value in answers.items()}
    noted = (AT + timedelta(hours=hour), "T-07", "card")
    return list(following(FORM, given, events, noted))


def test_what_was_answered_becomes_one_event_each_and_nothing_twice() -> None:
    answers = {"consent_prosecution": "granted", "consent_audio": "refused", **SERVICES}
    answers |= {"processing_basis": "legal_duty", "consent_by": "self"}
    events = follow(answers)
    states = {event.about: (event.state, event.basis, event.by) for event in events}
    assert states == {
        (ConsentPurpose.PROSECUTION, ""): ("granted", ("legal_duty",), "self"),
        (ConsentPurpose.AUDIO, ""): ("refused", (), "self"),
        (ConsentPurpose.SERVICE, "moh"): ("granted", (), "self"),
    }
    assert follow(answers, *events, hour=1) == []


def test_a_change_is_an_event_and_the_last_one_rules() -> None:
    first = follow({"consent_prosecution": "granted"})
    second = follow({"consent_prosecution": "withdrawn"}, *first, hour=1)
    assert [event.state for event in second] == ["withdrawn"]
    rule = ruling([*first, *second])[ConsentPurpose.PROSECUTION, ""]
    assert (rule.state, rule.at) == ("withdrawn", AT + timedelta(hours=1))


def test_an_answer_or_a_row_that_was_taken_away_is_no_agreement_any_more() -> None:
    first = follow({"consent_family": "granted", **SERVICES})
    later = follow({"consent_family": ""}, *first)
    assert {event.about: event.state for event in later} == {
        (ConsentPurpose.FAMILY, ""): "not_asked",
        (ConsentPurpose.SERVICE, "moh"): "not_asked",
    }
    assert follow({"consent_family": ""}, *first, *later) == []


def test_limits_and_a_reason_go_on_while_the_state_stays() -> None:
    (first,) = follow({"consent_prosecution": "granted_limited"})
    named = replace(first, limits=("family",), at=AT + timedelta(hours=1))
    (again,) = follow({"consent_prosecution": "granted_limited", "consent_by": "self"}, named)
    assert (again.limits, again.by) == (("family",), "self")
    (other,) = follow({"consent_prosecution": "granted"}, named)
    assert other.limits is None


def test_a_line_is_read_as_it_was_written_and_its_digest_tells_nothing() -> None:
    (first,) = follow({"consent_prosecution": "granted"})
    event = replace(first, limits=("family",), reason="لم تعد ترغب")
    kept, twice = salted(event), salted(event)
    assert from_text(to_text(kept)) == kept
    assert digest_of(to_text(kept)) != digest_of(to_text(twice))
    with pytest.raises((KeyError, ValueError, TypeError)):
        from_text("{}")


def test_where_the_form_asks_is_where_a_withdrawal_is_written() -> None:
    answers = {path: Answer(value) for path, value in SERVICES.items()}
    (service,) = follow(SERVICES)
    assert question_of(FORM, answers, service) == "consent_services[1]/service_consent"
    transfer = replace(service, purpose=ConsentPurpose.TRANSFER, recipient="")
    assert question_of(FORM, answers, transfer) == ""
