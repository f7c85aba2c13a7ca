"""Who comes a second time is told of, under whatever spelling, by number and unit alone."""

from tests.desk.files.test_elsewhere import PERSON, UNIT, new_file, number
from tests.desk.world import World
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.persons import forgetting
from tipdesk.cases.persons.judging import Says
from tipdesk.cases.persons.names_alone import NamesSay
from tipdesk.desk.files.same_person import AlikeAdvice
from tipdesk.storage import custody_rows
from tipdesk.storage.files import person_rows

BARE = {**PERSON, "civil_id": "", "documents[1]": ""}
LATIN = {"name_latin_given": "MARIA", "name_latin_surname": "Santos", "birth_date": "1999-03-05"}


def advised(world: World, case_id: CaseId) -> AlikeAdvice | None:
    session = world.officers
    return session.files.same_person.advice(case_id, session.files.load(case_id).answers)


def test_a_passport_in_latin_letters_finds_the_file_in_arabic_letters(world: World) -> None:
    first, second = new_file(world, BARE), new_file(world, LATIN)
    advice = advised(world, second)
    assert advice is not None
    assert (advice.path, advice.unit, advice.warns) == ("name_latin_given", UNIT, True)
    (file,) = advice.files
    assert file.number == number(world, first)
    assert {reason.says for reason in file.reasons} >= {Says.BIRTH, NamesSay.LEFT_OUT}


def test_each_warning_is_one_entry_of_no_file_that_names_both(world: World) -> None:
    first, second = new_file(world, BARE), new_file(world, LATIN)
    for _time in range(3):
        advised(world, second)
    vault = world.officers._desk.vault
    (entry,) = custody_rows.since(vault, 0, "alike_told")
    assert entry.case_id is None
    assert (entry.detail["file"], entry.detail["other"]) == (
        number(world, second),
        number(world, first),
    )


def test_a_closed_file_is_told_of_and_another_person_is_not(world: World) -> None:
    closed = new_file(world, BARE)
    book = world.officers.case_work
    book.enter(closed, EntryKind.CLOSING, "", {"reason": "returned_home", "date": "2026-11-24"})
    advice = advised(world, new_file(world, LATIN))
    assert advice is not None
    assert [file.number for file in advice.files] == [number(world, closed)]
    for other in ({"birth_date": "1975-11-20"}, {"name_latin_given": "ROSA"}):
        assert advised(world, new_file(world, {**LATIN, **other})) is None


def test_what_is_not_enough_to_tell_is_said_quietly_and_not_entered(world: World) -> None:
    new_file(world, {**BARE, "birth_date": "1999"})
    quiet = advised(world, new_file(world, {**LATIN, "birth_date": "1998"}))
    assert quiet is not None
    assert not quiet.warns
    assert not [*custody_rows.since(world.officers._desk.vault, 0, "alike_told")]


def test_a_corrected_name_and_a_hidden_file_find_nobody(world: World) -> None:
    first, second = new_file(world, BARE), new_file(world, LATIN)
    session = world.officers
    session.answers.save_answers(
        first, {"name_ar_first": Answer("فاطمة"), "birth_date": Answer("1970")}
    )
    session.answers.fold(first)
    assert advised(world, second) is None
    session.answers.save_answers(first, {path: Answer(value) for path, value in BARE.items()})
    session.answers.fold(first)
    assert advised(world, second) is not None
    session.readers.hide(first, "زميل مذكور")
    assert advised(world, second) is None
    vault = session._desk.vault
    assert person_rows.count(vault) == 1
    assert vault.rows("SELECT count(*) FROM person") == [(1,)]


def test_no_name_is_remembered_when_the_vault_is_locked(world: World) -> None:
    new_file(world, BARE)
    advised(world, new_file(world, LATIN))
    assert any(function.cache_info().currsize for function in forgetting.REMEMBERING)
    world.officers.lock()
    assert not any(function.cache_info().currsize for function in forgetting.REMEMBERING)
