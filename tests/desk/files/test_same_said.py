"""That two files are of one person, or are not, is said by an officer: what is told after it, whom,
what is kept of it, and what somebody with the key of the vault can do to it."""

import re

import pytest

from tests.desk.files.test_elsewhere import new_file, number
from tests.desk.files.test_same_person import BARE, LATIN, advised, entries, put
from tests.desk.world import World
from tests.storage.files.test_due_rows import SCANS, plan_of
from tipdesk.cases.model import CaseId
from tipdesk.cases.permissions import AccessReason
from tipdesk.cases.persons.same import ENTERED, PairSays, read_statement, statement_text
from tipdesk.core.errors import FileHidden, ReasonNeeded, TransitionRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows
from tipdesk.storage.files import same_rows
from tipdesk.storage.keys import case_keys

SAME, NOT, WITHDRAWN = PairSays.SAME, PairSays.NOT, PairSays.WITHDRAWN


@pytest.fixture
def both(world: World) -> tuple[CaseId, CaseId]:
    """Two files of one officer, of which each is told of in the other."""
    return new_file(world, BARE), new_file(world, LATIN)


def say(world: World, case_id: CaseId, other: CaseId, says: PairSays) -> None:
    world.officers.files.same_person.say(case_id, other, says)


def told_of(world: World, case_id: CaseId) -> tuple[str, ...]:
    advice = advised(world, case_id)
    return tuple(file.number for file in advice.files) if advice else ()


def said_at(world: World, case_id: CaseId) -> tuple[tuple[str, PairSays], ...]:
    lines = world.officers.files.same_person.said_of(case_id)
    return tuple((line.number, line.statement.says) for line in lines)


def wrong(world: World) -> tuple[int, ...]:
    vault = world.officers._desk.vault
    return same_rows.faults(vault, lambda _case_id: case_keys.opens_nothing)


def test_one_person_is_said_at_both_files_and_is_no_warning_any_more(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first, second = both
    before = {case_id: world.officers.files.load(case_id).answers for case_id in both}
    say(world, second, first, SAME)
    assert said_at(world, first) == ((number(world, second), SAME),)
    assert said_at(world, second) == ((number(world, first), SAME),)
    assert told_of(world, first) == told_of(world, second) == ()
    assert {case_id: world.officers.files.load(case_id).answers for case_id in both} == before
    say(world, first, second, WITHDRAWN)  # from the other file, too
    assert said_at(world, first) == said_at(world, second) == ()
    assert told_of(world, second) == (number(world, first),)


def test_two_people_are_told_of_no_more_until_something_else_speaks_for_one(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first, second = both
    say(world, second, first, NOT)
    assert told_of(world, first) == told_of(world, second) == ()
    assert said_at(world, second) == ((number(world, first), NOT),)
    put(world, second, sex="female")
    assert told_of(world, second) == ()  # the sex of the other is not known
    put(world, first, sex="female")
    world.officers.answers.fold(first)
    assert told_of(world, second) == (number(world, first),)
    say(world, second, first, NOT)
    assert told_of(world, second) == ()
    say(world, second, first, WITHDRAWN)
    assert told_of(world, second) == (number(world, first),)


def test_reasons_are_those_of_the_desk_and_only_what_is_told_can_be_said(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first, second = both
    stranger = new_file(world, {"name_latin_given": "ROSA", "birth_date": "1975"})
    for says in PairSays:
        with pytest.raises(TransitionRefused, match="not_alike"):
            say(world, second, stranger, says)
    with pytest.raises(TransitionRefused, match="not_alike"):
        say(world, second, first, WITHDRAWN)
    say(world, second, first, SAME)
    vault = world.officers._desk.vault
    (statement,) = same_rows.of_case(vault, first, lambda _case_id: case_keys.opens_nothing)
    assert "birth" in statement.reasons
    assert statement.by == OFFICER.login
    assert read_statement(statement_text(statement)) == statement


def test_whom_no_file_names_says_nothing_and_is_not_told_what_was_said(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first, second = both
    say(world, second, first, SAME)
    world.officers.readers.unname(second, SUPERVISOR.login)
    world.reopen(SUPERVISOR)
    with pytest.raises(ReasonNeeded):
        say(world, second, first, NOT)
    world.officers.access.open_with_reason(second, AccessReason.AUDIT, "")
    with pytest.raises(TransitionRefused, match="not_named"):
        say(world, second, first, NOT)
    assert said_at(world, second) == ()
    assert told_of(world, second) == (number(world, first),)  # as before


def test_a_statement_reaches_whom_the_other_file_names(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first = both[0]
    world.reopen(SUPERVISOR)
    own = new_file(world, LATIN)
    say(world, own, first, SAME)
    world.reopen(OFFICER)
    assert said_at(world, first) == ((number(world, own), SAME),)
    with pytest.raises(ReasonNeeded):
        world.officers.files.load(own)  # nothing is opened by it


# --- hidden files -----------------------------------------------------------------------------------


def hidden_words(session: Session) -> list[str]:
    return [words for (words,) in session._desk.vault.rows("SELECT words FROM same_said")]


def test_of_a_hidden_file_nothing_that_was_said_lies_open(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first, second = both
    say(world, second, first, SAME)
    world.officers.readers.hide(first, "زميل مذكور")
    assert all(case_keys.is_closed(words) for words in hidden_words(world.officers))
    assert said_at(world, second) == ((number(world, first), SAME),)  # to whom both name
    assert advised(world, first) is not None
    assert not any(number(world, first) == line.detail["file"] for line in entries(world)[1:])
    assert wrong(world) == ()
    world.reopen(SUPERVISOR)
    assert said_at(world, second) == ()
    with pytest.raises(FileHidden):
        say(world, second, first, WITHDRAWN)
    world.reopen(OFFICER)
    say(world, first, second, NOT)
    assert all(case_keys.is_closed(words) for words in hidden_words(world.officers))
    world.officers.readers.show_again(first)
    assert not any(case_keys.is_closed(words) for words in hidden_words(world.officers))
    world.reopen(SUPERVISOR)
    assert said_at(world, second) == ((number(world, first), NOT),)
    assert wrong(world) == ()


def test_while_the_other_file_is_hidden_it_stays_closed(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first, second = both
    say(world, second, first, SAME)
    for case_id in both:
        world.officers.readers.hide(case_id, "زميل مذكور")
    world.officers.readers.show_again(first)
    assert all(case_keys.is_closed(words) for words in hidden_words(world.officers))
    assert said_at(world, second) == ((number(world, first), SAME),)


def test_what_was_said_of_a_file_is_read_by_its_number_and_not_gone_through(
    world: World, both: tuple[CaseId, CaseId]
) -> None:
    first, second = both
    say(world, second, first, SAME)
    vault = world.officers._desk.vault

    def ask() -> None:
        same_rows.of_case(vault, first, lambda _case_id: case_keys.opens_nothing)
        same_rows.close(vault, CaseId("of-no-file"), lambda _place, words: words)

    plan = [step for step in plan_of(vault, ask) if "same_said" in step]
    assert {f"same_said_{end}" for end in ("first", "second", "closed")} == {
        end for step in plan for end in re.findall(r"INDEX (same_said_\w+)", step)
    }
    assert not [step for step in plan if SCANS.search(step)], plan


# --- what somebody with the key of the vault writes ---------------------------------------------------

FORGED = {
    "gone": "DELETE FROM same_said",
    "the other way round": "UPDATE same_said SET words = replace(words, '\"not\"', '\"same\"')",
    "by somebody else": "UPDATE same_said SET words = replace(words, 'T-07', 'S-01')",
    "at another entry": "UPDATE same_said SET custody_seq = custody_seq + 1000",
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_as_it_was_entered_is_found(
    world: World, both: tuple[CaseId, CaseId], name: str
) -> None:
    first, second = both
    say(world, second, first, NOT)
    vault = world.officers._desk.vault
    assert wrong(world) == ()
    (entry,) = custody_rows.since(vault, 0, ENTERED)
    assert entry.case_id is None
    assert entry.detail.keys() <= {"statement", "tick"}
    for trigger in ("same_said_no_update", "same_said_no_delete"):
        vault._connection.set_authorizer(None)
        vault.execute(f"DROP TRIGGER {trigger}")
    vault.execute(FORGED[name])
    assert entry.seq in wrong(world)


def test_nothing_is_changed_through_the_vault(world: World, both: tuple[CaseId, CaseId]) -> None:
    say(world, both[1], both[0], NOT)
    vault = world.officers._desk.vault
    for statement in (*FORGED.values(), "UPDATE same_said SET case_ref = 1"):
        with pytest.raises(Exception, match=r"append_only|authorized|constraint"):
            vault.execute(statement)
    assert wrong(world) == ()
