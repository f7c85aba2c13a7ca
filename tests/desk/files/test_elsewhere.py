"""Rules V13 and V14 at the desk: other files by number and unit, from an index of folded keys."""

import pytest

from tests.desk.world import World
from tests.programs import forget_seen
from tests.storage.samples import BACK_TO_7, take_back
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.persons.elsewhere import MatchKind
from tipdesk.core.errors import TransitionRefused
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.files.case_files import Elsewhere
from tipdesk.storage.database import connect

UNIT = "وحدة المقابلات التجريبية"
PERSON = {
    "name_ar_first": "ماريا", "name_ar_father": "خوسيه", "name_ar_family": "سانتوس",
    "birth_date": "1999-03-05", "civil_id": "299030501234", "documents[1]": "1",
    "documents[1]/doc_type": "passport", "documents[1]/doc_number": "P1234567A",
}  # fmt: skip
SUSPECT = {"suspect_rows[1]": "1", "suspect_rows[1]/sus_name": "سالم المطيري"}


def new_file(world: World, *parts: dict[str, str]) -> CaseId:
    session = world.officers
    case = session.new_files.open_case()
    answers = {path: Answer(value) for part in parts for path, value in part.items()}
    session.answers.save_answers(case.id, answers)
    session.answers.fold(case.id)
    return case.id


def number(world: World, case_id: CaseId) -> str:
    return world.officers.files.case(case_id).number


def advice(world: World, case_id: CaseId) -> dict[str, Elsewhere]:
    files = world.officers.files
    return {advised.path: advised for advised in files.elsewhere(case_id)}


def alike(world: World, case_id: CaseId) -> tuple[str, ...]:
    """The files whose person is said to be perhaps that of this one."""
    session = world.officers
    advised = session.files.same_person.advice(case_id)
    return tuple(file.number for file in advised.files) if advised else ()


def test_an_interpreter_is_a_suspect_employer_or_payee_of_another_file(world: World) -> None:
    first, second = new_file(world, SUSPECT), new_file(world, {"fee_paid_to": "مكتب؛ سالم المطيري"})
    third = new_file(
        world, {"sessions[2]": "1", "sessions[2]/session_int_name": "سالم المطيرى، العربية"}
    )
    path = "sessions[2]/session_int_name"
    numbers = (number(world, first), number(world, second))
    assert advice(world, third) == {path: Elsewhere(path, MatchKind.OPPOSED, numbers, UNIT)}


def test_in_the_file_itself_it_is_told_too_whatever_the_spelling(world: World) -> None:
    case_id = new_file(world, SUSPECT, {"int_name": "سالم المطيرى"})
    (advised,) = advice(world, case_id).values()
    assert (advised.numbers, advised.here) == ((), True)


def test_a_person_who_has_an_open_file_is_told_of_by_number_and_unit(world: World) -> None:
    first = new_file(world, PERSON)
    second = new_file(
        world, PERSON, {"documents[1]/doc_number": "p 1234567-a", "name_ar_family": "سانتوص"}
    )
    assert {path: advised.kind for path, advised in advice(world, second).items()} == {
        "civil_id": MatchKind.CIVIL_ID,
        "documents[1]/doc_number": MatchKind.PASSPORT,
    }
    assert advice(world, second)["civil_id"].numbers == (number(world, first),)
    assert advice(world, first).keys() == {"civil_id", "documents[1]/doc_number"}


def test_names_that_sound_alike_are_told_of_as_less_than_the_same_name(world: World) -> None:
    first = new_file(world, {"suspect_rows[1]": "1", "suspect_rows[1]/sus_name": "راجيش كومار"})
    other = new_file(world, {"suspect_rows[1]": "1", "suspect_rows[1]/sus_name": "Rajesh Kumar"})
    third = new_file(world, {"int_name": "Rajesh Kumar، Hindi"})
    (advised,) = advice(world, third).values()
    assert advised == Elsewhere("int_name", MatchKind.OPPOSED, (number(world, other),), UNIT)
    fourth = new_file(world, {"int_name": "Kumar Rajeesh"})
    (advised,) = advice(world, fourth).values()
    assert (advised.kind, set(advised.numbers)) == (
        MatchKind.OPPOSED_ALIKE,
        {number(world, first), number(world, other)},
    )
    assert advice(world, new_file(world, {"int_name": "Rajesh"})) == {}
    own = new_file(world, SUSPECT, {"int_name": "Salem Al-Mutairi"})
    (advised,) = advice(world, own).values()
    assert (advised.kind, advised.here, advised.numbers) == (MatchKind.OPPOSED_ALIKE, True, ())


def test_what_was_corrected_finds_nobody_any_more(world: World) -> None:
    first, second = new_file(world, PERSON), new_file(world, {"civil_id": PERSON["civil_id"]})
    assert advice(world, second)
    answers = world.officers.answers
    answers.save_answers(first, {"civil_id": Answer("299030501299")})
    answers.fold(first)
    assert advice(world, second) == {}


def test_a_vault_from_before_is_compared_as_soon_as_its_files_were_gone_through(
    world: World,
) -> None:
    first, second = (
        new_file(world, PERSON, SUSPECT),
        new_file(world, PERSON, {"int_name": "سالم المطيري"}),
    )
    before = advice(world, second)
    assert set(before) == {"int_name", "civil_id", "documents[1]/doc_number"}
    assert alike(world, second)
    assert world.officers.files.list_cases("Maria Santos")
    world.officers.lock()
    key = bytes(world.keys[OFFICER.login].dek)
    connection = connect(world.folder / "officers" / "vault.db", key)
    take_back(connection, (*BACK_TO_7, "DROP TABLE named"), 6)
    connection.close()
    forget_seen()
    world.sessions.clear()
    while world.officers.derived.step():
        pass
    assert advice(world, second) == before
    assert alike(world, second) == (number(world, first),)
    assert world.officers.files.found_alike("Maria Santos")
    assert world.officers.files.list_cases("Maria Santos")
    assert before["civil_id"].numbers == (number(world, first),)


def test_nobody_at_a_receiving_station_is_told(world: World) -> None:
    with pytest.raises(TransitionRefused):
        _ = world.prosecution.files
