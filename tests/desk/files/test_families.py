"""Files of one family: who may say it, what is told after it, and the child of whom a file speaks."""

import pytest

from tests.desk.files.test_elsewhere import new_file, number
from tests.desk.files.test_same_person import BARE, LATIN, put
from tests.desk.files.test_same_said import said_at, told_of, wrong
from tests.desk.world import World
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import CaseId, Source
from tipdesk.cases.permissions import AccessReason
from tipdesk.cases.persons.same import Kinship, PairSays, read_statement, statement_text
from tipdesk.core.errors import FileHidden, TransitionRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.files.families import Family
from tipdesk.desk.interview.knowing import source_of
from tipdesk.storage.files import same_rows
from tipdesk.storage.keys import case_keys

FAMILY, SAME, WITHDRAWN = PairSays.FAMILY, PairSays.SAME, PairSays.WITHDRAWN
STRANGER = {"name_latin_given": "ROSA", "birth_date": "1975"}
CHILD = {
    "children_in_kw[1]": "1",
    "children_in_kw[1]/child_kw_name": "نور",
    "children_in_kw[1]/child_kw_age": "6",
    "children_in_kw[2]": "1",
    "children_in_kw[2]/child_kw_age": "9",
}


def family(world: World, case_id: CaseId, other: CaseId, kinship: Kinship) -> None:
    world.officers.files.same_person.say_family(case_id, other, kinship)


def kin(world: World, case_id: CaseId) -> list[tuple[str, Kinship | None]]:
    files = world.officers.families.of_case(case_id).files
    return [(line.number, line.statement.kin(case_id)) for line in files]


def children(world: World, case_id: CaseId) -> list[tuple[str, str]]:
    return [(child.name, child.age) for child in world.officers.families.of_case(case_id).children]


def twice(world: World, case_id: CaseId) -> tuple[tuple[str, ...], ...]:
    return world.officers.families.of_case(case_id).twice


@pytest.fixture
def mother(world: World) -> CaseId:
    case_id = new_file(world, BARE)
    put(world, case_id, **CHILD)
    return case_id


@pytest.mark.parametrize("kinship", Kinship)
def test_each_file_tells_what_the_other_person_is(world: World, kinship: Kinship) -> None:
    first, second = new_file(world, BARE), new_file(world, STRANGER)
    family(world, first, second, kinship)
    assert kin(world, first) == [(number(world, second), kinship)]
    assert kin(world, second) == [(number(world, first), kinship.reverse)]
    (statement,) = same_rows.of_case(
        world.officers._desk.vault, first, lambda _case_id: case_keys.opens_nothing
    )
    assert read_statement(statement_text(statement)) == statement
    assert wrong(world) == ()
    world.officers.files.same_person.say(second, first, WITHDRAWN)
    assert kin(world, first) == kin(world, second) == []


def test_two_sisters_are_told_of_no_more_and_are_not_one_person(world: World) -> None:
    first, second = new_file(world, BARE), new_file(world, LATIN)
    assert told_of(world, second) == (number(world, first),)
    family(world, second, first, Kinship.SIBLING)
    assert told_of(world, first) == told_of(world, second) == ()
    world.officers.files.same_person.say(second, first, SAME)  # the last word stands
    assert kin(world, first) == []
    assert said_at(world, first) == ((number(world, second), SAME),)


def test_only_whom_both_files_name_says_it_of_files_that_are_not_told_of(world: World) -> None:
    first = new_file(world, BARE)
    world.reopen(SUPERVISOR)
    own = new_file(world, STRANGER)
    world.reopen(OFFICER)
    with pytest.raises(TransitionRefused, match="not_alike"):
        family(world, first, own, Kinship.SPOUSE)
    assert number(world, own) not in [
        case.number for case in world.officers.families.candidates(first, "")
    ]
    world.reopen(SUPERVISOR)
    world.officers.readers.name(own, OFFICER.login)
    world.reopen(OFFICER)
    assert number(world, own) in [
        case.number for case in world.officers.families.candidates(first, "ROSA")
    ]
    family(world, first, own, Kinship.SPOUSE)
    assert world.officers.families.candidates(first, "ROSA") == ()
    world.officers.readers.unname(first, SUPERVISOR.login)
    world.reopen(SUPERVISOR)
    world.officers.access.open_with_reason(first, AccessReason.AUDIT, "")
    assert world.officers.families.of_case(first) == Family((), ())
    with pytest.raises(TransitionRefused, match="not_named"):
        family(world, first, own, Kinship.SPOUSE)


def test_a_child_of_whom_a_file_speaks_gets_one_file(world: World, mother: CaseId) -> None:
    assert children(world, mother) == [("نور", "6"), ("", "9")]
    child = world.officers.new_files.open_child(mother, "children_in_kw[1]")
    assert kin(world, mother) == [(child.number, Kinship.CHILD)]
    assert kin(world, child.id) == [(number(world, mother), Kinship.PARENT)]
    assert children(world, mother) == [("", "9")]
    files = world.officers.files.count()
    for row in ("children_in_kw[1]", "children_in_kw[7]", "contacts[1]"):
        with pytest.raises(TransitionRefused, match="no_such_child"):
            world.officers.new_files.open_child(mother, row)
    assert world.officers.files.count() == files  # none was left behind
    world.officers.files.same_person.say(mother, child.id, WITHDRAWN)
    assert children(world, mother) == [("نور", "6"), ("", "9")]


def test_what_the_mother_said_is_offered_as_her_word_and_is_no_answer(
    world: World, mother: CaseId
) -> None:
    session = world.officers
    child = session.new_files.open_child(mother, "children_in_kw[1]")
    assert "name_ar_first" not in session.files.answers(child.id)
    offers = session.knowing.offered(child.id)
    assert (offers["name_ar_first"].value, offers["age_stated"].value) == ("نور", "6")
    assert source_of(offers["name_ar_first"].source) is Source.THIRD_PARTY
    session.readers.unname(mother, SUPERVISOR.login)
    world.reopen(SUPERVISOR)  # the child's file names them, the mother's does not
    assert "name_ar_first" not in world.officers.knowing.offered(child.id)


def test_a_row_of_the_parents_file_is_none_of_the_childs(world: World, mother: CaseId) -> None:
    child = world.officers.new_files.open_child(mother, "children_in_kw[1]")
    put(world, child.id, **CHILD)  # she has children herself
    assert children(world, child.id) == [("نور", "6"), ("", "9")]
    world.officers.new_files.open_child(child.id, "children_in_kw[1]")
    assert children(world, child.id) == [("", "9")]


def test_a_child_of_a_hidden_file_is_nothing_to_others(world: World, mother: CaseId) -> None:
    world.officers.readers.hide(mother, "زميل مذكور")
    child = world.officers.new_files.open_child(mother, "children_in_kw[1]")
    assert kin(world, child.id) == [(number(world, mother), Kinship.PARENT)]
    rows = world.officers._desk.vault.rows("SELECT words FROM same_said")
    assert all(case_keys.is_closed(words) for (words,) in rows)
    assert wrong(world) == ()
    world.reopen(SUPERVISOR)
    assert kin(world, child.id) == []
    with pytest.raises(FileHidden):
        family(world, child.id, mother, Kinship.PARENT)


def test_two_files_of_one_child_are_named_to_whoever_sees_both(
    world: World, mother: CaseId
) -> None:
    first = world.officers.new_files.open_child(mother, "children_in_kw[1]")
    world.officers.readers.hide(first.id, "زميل مذكور")
    world.reopen(SUPERVISOR)
    assert children(world, mother) == [("نور", "6"), ("", "9")]  # of the first nothing is known
    second = world.officers.new_files.open_child(mother, "children_in_kw[1]")
    assert twice(world, mother) == twice(world, second.id) == ()
    world.officers.readers.name(second.id, OFFICER.login)
    session = world.reopen(OFFICER)
    both = ((first.number, second.number),)
    assert twice(world, mother) == twice(world, first.id) == twice(world, second.id) == both
    session.readers.show_again(first.id)
    world.reopen(SUPERVISOR)
    assert twice(world, mother) == both
    voiding = Voiding(VoidReason.DUPLICATE, first.number)
    world.officers.voiding.void(second.id, voiding, world.confirm(SUPERVISOR))
    assert twice(world, mother) == ()
