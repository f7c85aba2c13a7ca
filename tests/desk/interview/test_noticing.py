"""What a statement names is offered once, taken with its words as the source, and refused for good;
nobody says of an answer that it stands in a statement where it does not."""

import pytest

from tests.desk.world import World
from tipdesk.cases.interview.offers import StatementOffer
from tipdesk.cases.model import NO_ANSWER, Answer, CaseId, Source
from tipdesk.core.work import Work
from tipdesk.desk.interview.noticing import read
from tipdesk.desk.session.session import Session

GIVEN = {
    "sex": "female",
    "case_type": "tip",
    "iv_private": "yes",
    "iv_suspect_near": "no",
    "fit_now": "yes",
    "consent_interview": "granted",
    "birth_date": "1996",
}
STATEMENT = (
    "س: متى وصلت؟\n"
    "ج: دخلتُ الكويت في ١٢ مارس ٢٠٢٤. أعمل 18 ساعة في اليوم، وكان يعطيني 60 ديناراً في الشهر.\n"
    "ج: في 5/6/2024 نقلوني إلى بيت آخر."
)


def begun(session: Session) -> CaseId:
    case = session.new_files.open_case()
    answers = {**GIVEN, "stmt_arabic": STATEMENT}
    session.answers.save_answers(case.id, {path: Answer(text) for path, text in answers.items()})
    return case.id


def offered(session: Session, case_id: CaseId) -> dict[str, StatementOffer]:
    offers = session.noticing.offers(
        case_id, read(session.noticing.statement(case_id), session.noticing.places(case_id), Work())
    )
    return {offer.question or "?": offer for offer in offers}


def answer_at(session: Session, case_id: CaseId, path: str) -> Answer:
    return session.files.load(case_id).answers.get(path, NO_ANSWER)


def test_an_offer_is_taken_with_its_words_and_undone(world: World) -> None:
    session = world.officers
    case_id = begun(session)
    offers = offered(session, case_id)
    assert list(offers) == ["kw_entry_date", "ex_hours_day", "ex_wage_paid", "?"]
    assert session.noticing.take(case_id, offers["kw_entry_date"])
    entry = answer_at(session, case_id, "kw_entry_date")
    assert (entry.value, entry.source) == ("2024-03-12", Source.STATEMENT)
    place = session.noticing.place_of(case_id, "kw_entry_date")
    assert place is not None
    assert (place.turn, place.words) == (1, "١٢ مارس ٢٠٢٤")
    assert "kw_entry_date" not in offered(session, case_id)

    # A sum is three answers, in a row that comes with them and goes with them.
    wage = offered(session, case_id)["ex_wage_paid"]
    assert session.noticing.take(case_id, wage)
    row = "episodes[1]"
    assert answer_at(session, case_id, row).value == "1"
    assert [value for _path, value in wage.answers] == ["60", "KWD", "month"]
    assert all(
        answer_at(session, case_id, path).source is Source.STATEMENT for path, _ in wage.answers
    )
    hours = offered(session, case_id)["ex_hours_day"]
    assert (hours.answers, hours.new_row) == (((f"{row}/ex_hours_day", "18"),), "")
    session.noticing.take_back(case_id, wage)
    assert not answer_at(session, case_id, row).value
    again = offered(session, case_id)["ex_wage_paid"]
    assert again.answers[0][0].startswith("episodes[2]/")  # a row's number is used once

    # The words have moved: they are found again; they are gone: the turn is.
    moved = STATEMENT.replace("س:", "ج: أهلاً.\nس:")
    session.answers.save_answers(case_id, {"stmt_arabic": Answer(moved)})
    known = session.noticing.place_of(case_id, "kw_entry_date")
    assert known is not None
    assert (known.turn, known.start, known.words) == (2, place.start, place.words)
    session.answers.save_answers(case_id, {"stmt_arabic": Answer("ج: لا أتذكر.")})
    gone = session.noticing.place_of(case_id, "kw_entry_date")
    assert gone is not None
    assert (gone.turn, gone.start, gone.end) == (0, 12, 12)


def test_what_was_refused_does_not_come_again_for_these_words(world: World) -> None:
    session = world.officers
    case_id = begun(session)
    day = offered(session, case_id)["?"]
    choices = {choice.question: choice for choice in session.noticing.choices(case_id, day)}
    assert {"kw_entry_date", "ex_from"} <= set(choices)
    session.noticing.refuse(case_id, day)
    assert "?" not in offered(session, case_id)
    # A letter elsewhere in the statement changes nothing; other words before it are other words.
    session.answers.save_answers(case_id, {"stmt_arabic": Answer(STATEMENT + " وبكيت.")})
    assert "?" not in offered(session, case_id)
    session.answers.save_answers(
        case_id, {"stmt_arabic": Answer(STATEMENT.replace("ج: في 5", "ج: ثم في 5"))}
    )
    assert "?" in offered(session, case_id)
    session.answers.save_answers(case_id, {"stmt_arabic": Answer(STATEMENT)})
    session.noticing.take_back(case_id, day)
    assert "?" in offered(session, case_id)
    assert session.noticing.take(case_id, choices["ex_from"])


def test_nobody_claims_that_an_answer_stands_in_the_statement(world: World) -> None:
    session = world.officers
    case_id = begun(session)
    offers = offered(session, case_id)
    claimed = Answer("2020-01-01", source=Source.STATEMENT)
    session.answers.save_answers(case_id, {"kw_entry_date": claimed})
    assert answer_at(session, case_id, "kw_entry_date").source is None  # it is their own word
    assert not session.noticing.take(case_id, offers["kw_entry_date"])  # it is answered
    session.answers.save_answers(case_id, {"kw_entry_date": Answer()})
    session.answers.save_answers(case_id, {"stmt_arabic": Answer("ج: لا أتذكر.")})
    assert not session.noticing.take(case_id, offers["kw_entry_date"])  # the words are gone
    session.answers.save_answers(case_id, {"stmt_arabic": Answer(STATEMENT)})
    assert session.noticing.take(case_id, offers["kw_entry_date"])
    # Written anew it is the officer's again, though the words stand there.
    changed = Answer("2024-03-13", source=Source.STATEMENT)
    session.answers.save_answers(case_id, {"kw_entry_date": changed})
    assert answer_at(session, case_id, "kw_entry_date").source is None


@pytest.mark.parametrize("closes", [{"fit_now": "no"}, {"consent_interview": "refused"}])
def test_nothing_is_offered_of_a_statement_that_is_closed(
    world: World, closes: dict[str, str]
) -> None:
    session = world.officers
    case_id = begun(session)
    session.answers.save_answers(case_id, {path: Answer(text) for path, text in closes.items()})
    assert session.noticing.statement(case_id) == {}
