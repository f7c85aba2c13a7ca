"""A new file opens with what station and officer are; what is offered is no answer; and nothing of
a person comes from another file, whoever asks for it and in whatever form."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.desk.paper_words import plain, stand_in
from tests.desk.world import World
from tipdesk.cases.answers import values
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.model import NO_ANSWER, Answer, Case, Source
from tipdesk.demo.journey import notify
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.paper.printing_room import render
from tipdesk.desk.session.session import Session
from tipdesk.forms import known
from tipdesk.printing.preview import text

FIRST = {
    "intake_agency": Source.STATION,
    "supervisor_id": Source.STATION,
    "iv_start": Source.SESSION,
    "intake_at": Source.SESSION,
}


def test_a_new_file_begins_with_what_station_and_officer_are(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    file = session.files.load(case.id)
    filled = {path: answer for path, answer in file.answers.items() if answer.source is not None}
    assert {path: answer.source for path, answer in filled.items()} == FIRST
    assert filled["intake_agency"].value == session.station.agency
    assert filled["supervisor_id"].value == SUPERVISOR.login
    levels = {question.name: question.level for question in file.form.questions()}
    assert max(levels[path] for path in file.answers if "[" not in path) <= 2
    row = session.answers.add_row(case.id, "sessions")
    answers = session.files.load(case.id).answers
    assert answers[f"sessions[{row}]/session_officer"].value == session.officer.login
    assert answers[f"sessions[{row}]/session_started"].source is Source.SESSION
    notify(session, case.id)
    file = session.files.load(case.id)
    assert file.answers[NOTIFIED].source is Source.SESSION

    state = session.files.rules(case.id).evaluate(
        values(file.answers), session.files.context(file.case)
    )
    record = build_record(file, state, (), bytes(32)).decode()
    assert '"source":"station"' in record
    assert '"source":"session"' in record
    paper = plain(text(render(session.printing.print_plan(case.id, "intake"))))
    assert stand_in("بيان المحطة", paper)
    asked = session.answers.save_answers(
        case.id,
        {
            path: Answer(answer.value)
            for path, answer in file.answers.items()
            if "[" not in path and answer.source
        },
    )
    assert asked.also == {}
    row_gone = {path: Answer() for path in file.answers if "[" in path}
    session.answers.save_answers(case.id, row_gone)
    paper = plain(text(render(session.printing.print_plan(case.id, "intake"))))
    assert not stand_in("بيان المحطة", paper)  # an officer said it


def test_of_what_was_told_on_paper_no_hour_is_known(world: World) -> None:
    session = world.officers
    case = session.new_files.type_in("01234567897")
    row = session.answers.add_row(case.id, "sessions")
    answers = session.files.load(case.id).answers
    assert answers["intake_agency"].source is Source.STATION
    assert answers[f"sessions[{row}]/session_officer"].value == session.officer.login
    now = {"iv_start", "intake_at", f"sessions[{row}]/session_started"}
    assert not {path for path in now if answers.get(path, NO_ANSWER).value}


def test_the_language_is_asked_once_and_one_s_own_answer_stands(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()

    def save(**answers: str) -> frozenset[str]:
        changes = {name: Answer(value) for name, value in answers.items()}
        return frozenset(session.answers.save_answers(case.id, changes).also)

    def answer(name: str) -> tuple[str, Source | None]:
        stands = session.files.load(case.id).answers.get(name, NO_ANSWER)
        return stands.value, stands.source

    assert save(language_preferred="hin") == {"rights_language", "stmt_language", "languages"}
    assert answer("stmt_language") == ("hin", Source.FOLLOWS)
    save(rights_language="ara")
    assert save(language_preferred="npi") == {"stmt_language", "languages"}
    assert answer("rights_language") == ("ara", None)
    assert answer("stmt_language") == ("npi", Source.FOLLOWS)
    assert save(wage_promised_amount="120") == {"wage_promised_currency"}
    assert answer("wage_promised_currency") == ("KWD", Source.STATION)
    assert save(wage_promised_amount="130") == frozenset()


def test_of_another_file_only_what_is_said_of_the_event_is_offered(world: World) -> None:
    session = world.officers
    first = session.new_files.open_case()
    given = {
        "case_type": "tip", "case_source": "police_operation", "incoming_ref_no": "7/2026",
        "intake_site_type": "police_station", "urgency": "immediate", "nationality": "NPL",
        "language_preferred": "npi", "risk_level": "high", "consent_prosecution": "granted",
        "incoming_ref_date": "2026-11-20",
    }  # fmt: skip
    session.answers.save_answers(first.id, {name: Answer(value) for name, value in given.items()})
    case = session.new_files.open_case()
    assert set(session.knowing.offered(case.id)) == {"intake_site_type"}  # where the officer works
    session.events.same_as(case.id, first.id)
    offers = session.knowing.offered(case.id)
    assert set(offers) == {
        "case_type", "case_source", "incoming_ref_no", "incoming_ref_date", "intake_site_type",
    }  # fmt: skip
    assert "case_type" not in session.files.load(case.id).answers  # it counts for nothing
    session.answers.save_answers(
        case.id, {"case_type": Answer(offers["case_type"].value, source=Source.OFFERED)}
    )
    taken = session.files.load(case.id).answers["case_type"]
    assert (taken.value, taken.source) == ("tip", Source.EVENT)  # whatever the window said
    assert "case_type" not in session.knowing.offered(case.id)
    session.events.put(case.id, None)
    assert set(session.knowing.offered(case.id)) == {"intake_site_type"}


def test_a_source_of_the_desk_is_kept_only_where_the_desk_knows(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    claims = {
        "urgency": Answer("routine", source=Source.STATION),
        "intake_agency": Answer("pam", source=Source.STATION),
        "case_type": Answer("tip", source=Source.OFFERED),
        "consent_interview": Answer("granted", source=Source.FOLLOWS),
    }
    also = session.answers.save_answers(case.id, claims).also
    assert set(also) == set(claims)
    answers = session.files.load(case.id).answers
    assert {path: answers[path] for path in claims} == {
        path: replace(answers[path], value=answer.value, source=None)
        for path, answer in claims.items()
    }
    back = {"intake_agency": Answer(session.station.agency, source=Source.STATION)}
    session.answers.save_answers(case.id, back)
    assert session.files.load(case.id).answers["intake_agency"].source is Source.STATION


def test_an_undo_brings_back_what_the_desk_knew_when_it_was_given(world: World) -> None:
    session = world.officers
    first = session.new_files.open_case()
    session.answers.save_answers(first.id, {"case_type": Answer("tip")})
    case = session.new_files.open_case()
    session.events.same_as(case.id, first.id)
    taken = {"case_type": Answer("tip", source=Source.EVENT)}
    for answers in (taken, {"case_type": Answer("unclear")}, taken):
        session.answers.save_answers(case.id, answers)
    assert session.files.load(case.id).answers["case_type"].source is Source.EVENT


def test_no_rule_takes_of_another_file_what_is_said_of_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a definition says that no compiler of ours has seen."""
    session = world.officers
    first, case = session.new_files.open_case(), session.new_files.open_case()
    given = {"nationality": "NPL", "urgency": "immediate", "risk_level": "high", "phone_safe": "no"}
    session.answers.save_answers(first.id, {name: Answer(value) for name, value in given.items()})
    session.events.same_as(case.id, first.id)
    for name in given:
        rule = known.KnownRule(known.KnownFrom.EVENT, name, offers=True)
        monkeypatch.setattr(known, "read_known", lambda _cell, rule=rule: rule)
        known.known_questions.cache_clear()
        assert session.knowing.offered(case.id) == {}
    known.known_questions.cache_clear()


def test_who_may_not_read_a_file_takes_nothing_from_it(world: World) -> None:
    closed = world.officers.new_files.open_case()
    own = {"intake_site_type": Answer("police_station"), "case_type": Answer("tip")}
    world.officers.answers.save_answers(closed.id, own)
    session = world.reopen(SUPERVISOR)
    case = session.new_files.open_case()
    with pytest.raises(KeyError):
        session.events.same_as(case.id, case.id)
    assert "intake_site_type" not in session.knowing.offered(case.id)  # not her last file
    session.events.same_as(case.id, closed.id)  # a supervisor reads it
    assert set(session.knowing.offered(case.id)) == {"case_type", "intake_site_type"}


def test_what_is_likely_is_offered_and_counts_once_it_is_taken(world: World) -> None:
    session = world.officers
    for _count in range(2):
        spoken_here(session)
    case = session.new_files.open_case()
    began = session.files.load(case.id).answers["iv_start"].value
    save(session, case, language_preferred="npi", rec_country="NPL", fee_paid_amount="900")
    row = session.answers.add_row(case.id, "needs")
    save(session, case, **{f"needs[{row}]/need_type": "shelter"})
    assert "iv_end" not in session.knowing.offered(case.id)  # it has only begun
    world.clock.move(minutes=50)
    save(session, case, urgency="routine")
    offers = session.knowing.offered(case.id)
    likely = {
        "int_mode": "officer_speaks",
        "fee_paid_currency": "NPR",
        f"needs[{row}]/ref_agency": "shelter",
    }
    assert {path: offers[path].value for path in likely} == likely
    ended = offers["iv_end"].value
    passed = datetime.fromisoformat(ended) - datetime.fromisoformat(began)
    assert timedelta(minutes=49) <= passed <= timedelta(minutes=51)
    taken = {path: Answer(offer.value, source=Source.OFFERED) for path, offer in offers.items()}
    session.answers.save_answers(case.id, taken)
    answers = session.files.load(case.id).answers
    assert {answers[path].source for path in (*likely, "iv_end")} == {Source.OFFERED}
    assert not set(session.knowing.offered(case.id)) & {*likely, "iv_end"}


def test_what_is_usual_is_the_officer_s_own_or_the_station_s_and_never_of_a_voided_file(
    world: World,
) -> None:
    session = world.officers
    files = [spoken_here(session) for _count in range(2)]
    session.voiding.void(files[1].id, Voiding(VoidReason.MISTAKE))
    assert usual_of(session) == {}  # one file is usual nowhere
    session = world.reopen()
    spoken_here(session)
    assert usual_of(session) == {"int_mode": "officer_speaks", "needs[1]/ref_agency": "shelter"}
    session = world.reopen(SUPERVISOR)
    assert usual_of(session) == {"needs[1]/ref_agency": "shelter"}  # who speaks it is another


def spoken_here(session: Session) -> Case:
    """A file in a language that the officer speaks, with a need that a shelter sees to."""
    case = session.new_files.open_case()
    save(session, case, language_preferred="npi", int_mode="officer_speaks")
    row = session.answers.add_row(case.id, "needs")
    needed = {"need_type": "shelter", "ref_agency": "shelter"}
    save(session, case, **{f"needs[{row}]/{name}": value for name, value in needed.items()})
    session.answers.fold(case.id)
    return case


def usual_of(session: Session) -> dict[str, str]:
    """What is offered as usual in a new file in that language."""
    case = session.new_files.open_case()
    save(session, case, language_preferred="npi")
    row = session.answers.add_row(case.id, "needs")
    save(session, case, **{f"needs[{row}]/need_type": "shelter"})
    offers = session.knowing.offered(case.id)
    return {
        path: offer.value for path, offer in offers.items() if offer.source is known.KnownFrom.USUAL
    }


def save(session: Session, case: Case, **answers: str) -> None:
    """Keep plain answers."""
    changes = {name: Answer(value) for name, value in answers.items()}
    session.answers.save_answers(case.id, changes)
