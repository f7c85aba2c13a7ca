"""Who comes a second time is told of, under whatever spelling, by number and unit alone."""

import pytest

from tests.desk.files.test_elsewhere import PERSON, UNIT, new_file, number
from tests.desk.world import World
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer, CaseId, CustodyEvent
from tipdesk.cases.persons import forgetting
from tipdesk.cases.persons.judging import Says
from tipdesk.cases.persons.names_alone import NamesSay
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.files.same_person import AlikeAdvice
from tipdesk.storage import custody_rows
from tipdesk.storage.files import person_rows

BARE = {**PERSON, "civil_id": "", "documents[1]": ""}
LATIN = {"name_latin_given": "MARIA", "name_latin_surname": "Santos", "birth_date": "1999-03-05"}


def advised(world: World, case_id: CaseId) -> AlikeAdvice | None:
    session = world.officers
    return session.files.same_person.advice(case_id)


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


def test_what_is_not_enough_to_tell_is_said_quietly_and_entered_as_that(world: World) -> None:
    new_file(world, {**BARE, "birth_date": "1999"})
    quiet = advised(world, new_file(world, {**LATIN, "birth_date": "1998"}))
    assert quiet is not None
    assert not quiet.warns
    assert [line.detail["as"] for line in entries(world)] == ["quiet"]


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


# --- an insider who calls the module by hand --------------------------------------------------------


def entries(world: World) -> tuple[CustodyEvent, ...]:
    return custody_rows.since(world.officers._desk.vault, 0, "alike_told")


def put(world: World, case_id: CaseId, **changes: str) -> None:
    answers = {name: Answer(value) for name, value in changes.items()}
    world.officers.answers.save_answers(case_id, answers)


def test_nothing_is_weighed_but_what_the_file_holds(world: World) -> None:
    """Whoever wants to know something writes it into a file first, where it stays in the log."""
    new_file(world, BARE)
    made_up = new_file(world, {})
    same_person = world.officers.files.same_person
    with pytest.raises(TypeError):
        same_person.advice(made_up, {path: Answer(value) for path, value in LATIN.items()})
    assert same_person.advice(made_up) is None
    put(world, made_up, **LATIN)
    assert same_person.advice(made_up) is not None
    assert len(entries(world)) == 1


def test_who_varies_a_made_up_name_leaves_a_line_each_time_however_quietly_it_was_told(
    world: World,
) -> None:
    new_file(world, {**BARE, "name_ar_father": ""})
    made_up = new_file(world, LATIN)
    for turn in range(40):
        born = "1999-03-05" if turn % 2 else "2000"
        given = "MARIA " + chr(ord("A") + turn // 2) * 3
        put(world, made_up, name_latin_given=given, birth_date=born)
        for _again in range(3):
            advised(world, made_up)
    lines = entries(world)
    assert len(lines) == 40
    assert {line.detail["as"] for line in lines} == {"warning", "quiet"}
    assert len({line.detail["person"] for line in lines}) == 40
    assert not any("maria" in str(line.detail).lower() for line in lines)


def test_a_document_that_stands_elsewhere_is_told_with_an_entry_too(world: World) -> None:
    first = new_file(world, {"civil_id": PERSON["civil_id"]})
    asking = new_file(world, {"civil_id": PERSON["civil_id"]})
    for _time in range(3):
        world.officers.files.elsewhere(asking)
    (line,) = entries(world)
    assert (line.detail["other"], line.detail["as"]) == (number(world, first), "number")


def test_the_weekly_review_has_what_was_told_in_voided_files_first(world: World) -> None:
    known = new_file(world, BARE)
    made_up, honest = new_file(world, LATIN), new_file(world, LATIN)
    advised(world, made_up)
    put(world, made_up, name_latin_given="Mariam")
    advised(world, made_up)
    for given in ("MARIYA", "MARIAH", "MARIA"):
        put(world, honest, name_latin_given=given)
        advised(world, honest)
    numbers = [number(world, case_id) for case_id in (known, made_up, honest)]
    world.officers.voiding.void(made_up, Voiding(VoidReason.MISTAKE))
    world.clock.move(days=7)
    reasons = world.reopen(SUPERVISOR).access_reasons
    assert reasons.review_due()
    lines = reasons.told_since_review()
    assert (lines[0].voided, lines[0].file) == (True, numbers[1])
    mine = next(pair for pair in lines if (pair.file, pair.other) == (numbers[2], numbers[0]))
    assert (mine.voided, mine.by, mine.warned) == (False, OFFICER.login, True)
    assert mine.descriptions == 3
    reasons.mark_reviewed(0, max(pair.seq for pair in lines))
    assert not reasons.told_since_review()
    assert not reasons.review_due()
    assert reasons.told_since_review(reviewed=True) == lines


def test_the_review_tells_no_number_of_a_file_that_was_hidden_since(world: World) -> None:
    known, asking = new_file(world, BARE), new_file(world, LATIN)
    advised(world, asking)
    numbers = number(world, asking), number(world, known)
    world.officers.readers.hide(known, "زميل مذكور")
    (pair,) = world.reopen(SUPERVISOR).access_reasons.told_since_review()
    assert (pair.file, pair.other) == (numbers[0], "")
