"""An event is typed once and offered in each of its files; its roster is two officers' in turn, no
line twice; and whom it does not name is told of none of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.staffed import OWNER, Place
from tests.ui.drivers.vault import vault_of
from tipdesk.cases import events
from tipdesk.cases.events import EventId, RosterPerson
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer, CaseId, Source
from tipdesk.core.errors import EventRefused, TransitionRefused
from tipdesk.desk.session.session import Session
from tipdesk.forms.events import placed
from tipdesk.forms.model import QuestionType
from tipdesk.storage.database import connect
from tipdesk.storage.files import event_rows
from tipdesk.storage.keys.case_keys import opens_nothing

COLLEAGUE, CASEWORKER, OUTSIDER = "T-08", "C-01", "S-01"
RAID = {
    events.KIND: "raid", events.PLACE: "المنقف", events.OPERATION: "119",
    "case_source": "police_operation", "case_type": "tip", "police_report_no": "71/2026",
    "incoming_ref_date": "2026-11-20", "int_name": "مترجم 12",
}  # fmt: skip
SITA = RosterPerson("سيتا تامانغ", "female", "24", "npi")


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


def raid(session: Session, *people: RosterPerson) -> EventId:
    """The raid, with its roster, and the colleague named."""
    event = session.events.begin(RAID)
    session.events.name(event.id, COLLEAGUE)
    session.rosters.add(event.id, people)
    return event.id


def offered(session: Session, case_id: CaseId) -> dict[str, str]:
    return {path: offer.value for path, offer in session.knowing.offered(case_id).items()}


def confirm_all(session: Session, case_id: CaseId) -> None:
    offers = session.knowing.offered(case_id)
    taken = {path: Answer(offer.value, source=Source.EVENT) for path, offer in offers.items()}
    session.answers.save_answers(case_id, taken)


def test_an_event_is_typed_once_and_counts_in_a_file_when_it_is_confirmed(
    at: Callable[[str], Session],
) -> None:
    session = at(OWNER)
    event = session.events.begin(RAID)
    assert event.code == "KWT-E-2026-001"
    case = session.new_files.open_case()
    session.events.put(case.id, event.id)
    offers = offered(session, case.id)
    facts = {name: RAID[name] for name in RAID if not name.startswith("event_")}
    assert {name: offers[name] for name in facts} == facts
    before = session.files.load(case.id).answers
    assert not facts.keys() & {path for path, answer in before.items() if answer.value}
    confirm_all(session, case.id)
    answers = session.files.load(case.id).answers
    assert {answers[name].source for name in facts} == {Source.EVENT}
    session.events.change(event.id, {"police_report_no": "72/2026"})
    assert session.files.load(case.id).answers["police_report_no"].value == "71/2026"
    claimed = {"case_type": Answer("som", source=Source.EVENT)}
    session.answers.save_answers(case.id, claimed)  # the event does not say so
    assert session.files.load(case.id).answers["case_type"].source is None
    session.events.put(case.id, None)
    assert session.events.of_case(case.id) is None
    assert session.events.event(event.id).files == ()


def test_a_line_begins_a_file_in_which_nothing_stands_of_it_before_it_is_confirmed(
    at: Callable[[str], Session],
) -> None:
    session = at(OWNER)
    event = raid(session, SITA)
    (line,) = session.events.event(event).lines
    case = session.rosters.begin_file(event, line.seq)
    offers = offered(session, case.id)
    assert (offers["name_ar_first"], offers["sex"], offers["age_stated"]) == (
        "سيتا تامانغ", "female", "24",
    )  # fmt: skip
    assert offers["language_preferred"] == "npi"
    stored = session.files.load(case.id).answers
    assert not {"name_ar_first", "sex", "age_stated", "language_preferred"} & stored.keys()
    confirm_all(session, case.id)
    assert session.files.load(case.id).answers["name_ar_first"].source is Source.EVENT


def test_two_officers_in_turn_take_every_line_once(at: Callable[[str], Session]) -> None:
    people = [RosterPerson(f"شخص {number}") for number in range(6)]
    event = raid(at(OWNER), *people)
    taken = dict[str, int]()
    for turn in range(6):
        session = at((OWNER, COLLEAGUE)[turn % 2])
        lines = session.events.event(event).lines
        for line in lines:  # whatever was taken is refused, and begins no file
            if line.case_id is not None:
                count = len(session.files.list_cases())
                with pytest.raises(EventRefused, match="claimed"):
                    session.rosters.begin_file(event, line.seq)
                with pytest.raises(EventRefused, match="claimed"):
                    session.rosters.take_back(event, line.seq)
                assert len(session.files.list_cases()) == count
        free = next(line for line in lines if line.case_id is None)
        case = session.rosters.begin_file(event, free.seq)
        taken[case.id] = free.seq
    assert len(set(taken.values())) == 6
    standing = session.events.event(event)
    assert (standing.open_lines, len(standing.files)) == (0, 6)
    assert {line.claimed_by for line in standing.lines} == {OWNER, COLLEAGUE}


def test_who_begins_no_files_takes_no_line(at: Callable[[str], Session]) -> None:
    session = at(OWNER)
    event = raid(session, SITA)
    session.events.name(event, CASEWORKER)
    session = at(CASEWORKER)
    (line,) = session.events.event(event).lines
    with pytest.raises(TransitionRefused):
        session.rosters.begin_file(event, line.seq)
    assert session.events.event(event).open_lines == 1
    with pytest.raises(TransitionRefused):
        session.events.begin(RAID)


def test_whom_an_event_does_not_name_is_told_nothing_and_does_nothing(
    at: Callable[[str], Session],
) -> None:
    session = at(OWNER)
    event = raid(session, SITA)
    (line,) = session.events.event(event).lines
    case = session.rosters.begin_file(event, line.seq)
    session.rosters.add(event, [RosterPerson("رام")])
    session = at(OUTSIDER)
    assert session.events.listed() == ()
    deeds: list[Callable[[], object]] = [
        lambda: session.events.event(event),
        lambda: session.events.files_of(event),
        lambda: session.events.change(event, {events.PLACE: "x"}),
        lambda: session.events.name(event, OUTSIDER),
        lambda: session.events.unname(event, OWNER),
        lambda: session.rosters.add(event, [SITA]),
        lambda: session.rosters.take_back(event, line.seq + 2),
        lambda: session.rosters.begin_file(event, line.seq + 2),
        lambda: session.events.event(EventId("there is none")),
    ]
    for deed in deeds:
        with pytest.raises(EventRefused) as refused:
            deed()
        assert refused.value.details["reason"] == "not_named"
    own = session.new_files.open_case()
    with pytest.raises(EventRefused):
        session.events.put(own.id, event)
    session = at(OWNER)
    session.readers.name(case.id, OUTSIDER)
    session = at(OUTSIDER)  # the file names them; the event does not
    assert session.events.of_case(case.id) is None
    assert not {"name_ar_first", "police_report_no"} & offered(session, case.id).keys()
    assert session.events.listed() == ()


def test_an_event_keeps_one_officer_and_names_only_who_works_with_files(
    at: Callable[[str], Session],
) -> None:
    session = at(OWNER)
    event = session.events.begin(RAID)
    for login in ("A-01", "X-99", OWNER):
        with pytest.raises(EventRefused, match="no_officer"):
            session.events.name(event.id, login)
    with pytest.raises(EventRefused, match="last_officer"):
        session.events.unname(event.id, OWNER)
    session.events.name(event.id, COLLEAGUE)
    session.events.unname(event.id, OWNER)
    assert session.events.listed() == ()
    assert [event.id for event in at(COLLEAGUE).events.listed()] == [event.id]


def test_a_line_is_taken_back_and_a_voided_file_frees_its_line(
    at: Callable[[str], Session],
) -> None:
    session = at(OWNER)
    event = raid(session, SITA, RosterPerson("خطأ"))
    first, wrong = session.events.event(event).lines
    assert session.rosters.take_back(event, wrong.seq).lines == (first,)
    with pytest.raises(EventRefused, match="gone"):
        session.rosters.begin_file(event, wrong.seq)
    case = session.rosters.begin_file(event, first.seq)
    session.voiding.void(case.id, Voiding(VoidReason.MISTAKE))
    assert session.events.event(event).open_lines == 1
    again = session.rosters.begin_file(event, first.seq)
    assert session.events.event(event).line_of(again.id) is not None


def test_a_hidden_file_leaves_event_and_roster_and_its_officer_keeps_what_it_offers(
    at: Callable[[str], Session], place: Place
) -> None:
    session = at(OWNER)
    event = raid(session, SITA, RosterPerson("رام"))
    first, other = session.events.event(event).lines
    case = session.rosters.begin_file(event, first.seq)
    session.readers.hide(case.id, "موظف مذكور")
    assert offered(session, case.id)["name_ar_first"] == "سيتا تامانغ"
    assert session.events.event(event).line_of(case.id) is not None
    key = bytes(place.keys[OWNER].dek)
    session = at(COLLEAGUE)
    standing = session.events.event(event)
    assert standing.lines == (other,)
    assert (standing.files, session.events.files_of(event)) == ((), ())
    session.lock()
    with_key = connect(place.folder / "vault.db", bytearray(key))
    words = " ".join(row[0] for row in with_key.execute("SELECT words FROM event_entry"))
    with_key.close()
    assert json.dumps("رام").strip('"') in words
    assert json.dumps("سيتا").strip('"') not in words
    session = at(OWNER)
    session.readers.show_again(case.id)
    assert len(at(COLLEAGUE).events.event(event).lines) == 2


SECTIONS = frozenset("CFGHIJKLNQ")
WORDS = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON})


def test_no_word_of_a_statement_is_copied_over_a_raid(at: Callable[[str], Session]) -> None:
    session = at(OWNER)
    people = [RosterPerson(f"شخص {number}", "female", "", "npi") for number in range(6)]
    event = raid(session, *people)
    first, *rest = session.events.event(event).lines
    case = session.rosters.begin_file(event, first.seq)
    confirm_all(session, case.id)
    session.answers.save_answers(case.id, {"stmt_arabic": Answer("قالت إنها جاءت وحدها")})
    for line in rest:
        other = session.rosters.begin_file(event, line.seq)
        confirm_all(session, other.id)
        file = session.files.load(other.id)
        of_the_person = {
            place.question.name
            for place in placed(file.form.sections)
            if place.section in SECTIONS and place.question.type in WORDS
        }
        filled = {path: answer.value for path, answer in file.answers.items() if answer.value}
        copied = {path: text for path, text in filled.items() if path in of_the_person}
        assert copied == {"name_ar_first": line.person.name}
    session.events.same_as(other.id, case.id)
    assert "stmt_arabic" not in offered(session, other.id)


def test_a_claim_that_fails_leaves_neither_file_nor_claim(
    at: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = at(OWNER)
    event = raid(session, SITA)
    (line,) = session.events.event(event).lines
    count = len(session.files.list_cases())

    def fails(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr(event_rows, "enter", fails)
    with pytest.raises(OSError):  # noqa: PT011  whatever it is
        session.rosters.begin_file(event, line.seq)
    monkeypatch.undo()
    assert len(session.files.list_cases()) == count
    assert session.events.event(event).open_lines == 1


FORGED = {
    "another name": "UPDATE event_entry SET words = replace(words, 'female', 'male') WHERE seq = 3",
    "a line gone": "DELETE FROM event_entry WHERE seq = 4",
    "on another file": "UPDATE event_entry SET case_ref = (SELECT min(id) FROM case_file)"
    " WHERE seq = 3",
    "put in": "INSERT INTO event_entry(event, seq, custody_seq, words)"
    " SELECT event, 9, 100000, words FROM event_entry WHERE seq = 3",
}


@pytest.mark.parametrize("forgery", FORGED.values(), ids=FORGED)
def test_what_was_altered_is_held_against_the_chain(
    at: Callable[[str], Session], place: Place, forgery: str
) -> None:
    session = at(OWNER)
    raid(session, SITA, RosterPerson("رام"))
    assert event_rows.faults(vault_of(session), lambda _case_id: opens_nothing) == ()
    session.lock()
    connection = connect(place.folder / "vault.db", place.key(OWNER).dek)
    for change in ("update", "delete"):
        connection.execute(f"DROP TRIGGER event_entry_no_{change}")
    connection.execute(forgery)
    connection.commit()
    connection.close()
    vault = vault_of(at(OWNER))
    assert event_rows.faults(vault, lambda _case_id: opens_nothing) != ()


def test_rows_of_events_are_neither_changed_nor_deleted(at: Callable[[str], Session]) -> None:
    session = at(OWNER)
    raid(session, SITA)
    for change in (FORGED["another name"], "DELETE FROM event_entry"):
        with pytest.raises(Exception, match="append_only"):
            vault_of(session).execute(change)
