"""Files go from one officer to another with their keys, by nobody but who may; what each has in
hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk.staffed import LOGINS, OWNER, Place
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.deeds.deed import DeedKind, make_deed
from tipdesk.cases.model import Answer, Role, Source
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import (
    AnswerRefused,
    FileHidden,
    ReasonNeeded,
    RestrictedClosed,
    SecondPersonNeeded,
    TipdeskError,
    TransitionRefused,
    WorkEntryRefused,
)
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows
from tipdesk.storage.files import case_rows, casework_rows, load_rows
from tipdesk.storage.keys import case_keys, deed_rows
from tipdesk.storage.vault import Vault

CHIEF, OTHER_CHIEF, COLLEAGUE = LOGINS[Role.SUPERVISOR], "S-02", "T-08"
PLAN, SECRET, LATER = "safety_plan", "عنوان أهلها السري", "مكان آخر"
WHY = "إجازة طويلة"


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    place = staffed.copy(tmp_path / "vault")
    session = place.open(OWNER)
    session.answers.save_answers(place.begun, {PLAN: Answer(SECRET)})
    session.lock()
    return place


@contextmanager
def by_hand(place: Place, login: str) -> Iterator[Vault]:
    with Vault.open(place.folder, place.key(login).dek) as vault:
        yield vault


def named(session: Session, place: Place) -> set[str]:
    return {reader.login for reader in session.readers.readers(place.begun)}


def fault_of(session: Session) -> str:
    difference = session.register.difference
    return str(difference.details["reason"]) if difference else ""


def test_a_file_goes_to_another_officer_with_its_keys(
    place: Place, at: Callable[[str], Session]
) -> None:
    session = at(CHIEF)
    before = named(session, place)
    assert OWNER in before
    assert COLLEAGUE not in before
    session.load.reassign(place.begun, COLLEAGUE, f"  {WHY}\n")
    assert named(session, place) == before - {OWNER} | {COLLEAGUE}
    (entry,) = session.case_work.work(place.begun).log
    assert (entry.kind, entry.by, entry.body["officer"], entry.body["before"]) == (
        *(EntryKind.ASSIGNED, CHIEF, COLLEAGUE),
        OWNER,
    )
    assert entry.body["why"] == WHY
    session = at(COLLEAGUE)
    news = [(item.what, item.logins, item.by) for item in session.news]
    assert ("reassigned", (OWNER, COLLEAGUE), (CHIEF,)) in news
    assert session.files.load(place.begun).answers[PLAN].value == SECRET
    assert fault_of(session) == ""


def test_the_leaver_is_told_and_opens_nothing_written_afterwards(
    place: Place, at: Callable[[str], Session]
) -> None:
    session = at(OWNER)
    kept = {
        number: bytearray(session.access._restricted.keys.key(place.begun, number) or b"")
        for number in range(1, case_keys.newest(session._desk.vault, place.begun) + 1)
    }
    assert kept
    at(CHIEF).load.reassign(place.begun, COLLEAGUE, WHY)
    session = at(COLLEAGUE)
    session.answers.save_answers(place.begun, {PLAN: Answer(LATER)})
    session = at(OWNER)
    assert [news.what for news in session.news] == ["reassigned"]
    with pytest.raises(ReasonNeeded):
        session.files.load(place.begun)
    session.access.open_with_reason(place.begun, AccessReason.CARE, "")
    assert session.files.load(place.begun).answers[PLAN].closed
    with pytest.raises(RestrictedClosed):
        session.readers.name(place.begun, OWNER)
    vault, own = session._desk.vault, session._desk.box_public
    assert own is not None
    assert not [pair for pair in case_keys.sealed_to(vault, own) if pair[0] == place.begun]
    stored = session._desk.vault.row(
        "SELECT value FROM answer_log WHERE path = ? ORDER BY seq DESC LIMIT 1", (PLAN,)
    )
    assert stored is not None
    assert case_keys.generation_of(stored[0]) not in kept


def test_an_officer_assigns_a_colleagues_file_to_herself(
    place: Place, at: Callable[[str], Session]
) -> None:
    """By the desk, by the book of case work, and by the modules below with rows and a deed."""
    session = at(COLLEAGUE)
    session.access.open_with_reason(place.begun, AccessReason.CARE, "")
    body = {"officer": COLLEAGUE, "before": OWNER, "why": WHY}
    with pytest.raises(TransitionRefused):
        session.load.reassign(place.begun, COLLEAGUE, WHY)
    with pytest.raises(WorkEntryRefused) as refused:
        session.case_work.enter(place.begun, EntryKind.ASSIGNED, "", body)
    assert refused.value.details["reason"] == "by_deed"
    with pytest.raises(WorkEntryRefused) as refused:
        session.case_work.enter_assigned(place.begun, body)
    assert refused.value.details["reason"] == "role"
    with pytest.raises(RestrictedClosed):
        session.access._restricted.reassign(place.begun, OWNER, COLLEAGUE)
    session.lock()
    with by_hand(place, COLLEAGUE) as vault:
        deed = make_deed(
            deed_rows.head(vault),
            DeedKind.REASSIGNED,
            place.clock(),
            {"case": place.begun, "by": CHIEF, **body, "logins": [OWNER, COLLEAGUE]},
        )
        event = custody_rows.append(
            *(vault,),
            at=place.clock(),
            officer=CHIEF,
            action="reassigned",
            detail={"deed": deed.digest},
        )
        deed_rows.add(vault, deed, event.seq)
        for login in (CHIEF, COLLEAGUE):
            signature = deed_rows.sign(deed, login, place.keys[COLLEAGUE].seed)
            deed_rows.add_signature(vault, deed_rows.head(vault)[0], signature)
        case_rows.add_reader(vault, place.begun, COLLEAGUE, CHIEF, place.clock())
        case_rows.remove_reader(vault, place.begun, OWNER)
        load_rows.note_owner(vault, place.begun, COLLEAGUE)
    session = at(COLLEAGUE)
    assert not session.readers.reads_restricted(place.begun)
    assert session.files.load(place.begun).answers[PLAN].closed  # it is open by her reason
    assert fault_of(at(OWNER))


def test_an_owner_in_the_rows_alone_and_an_entry_without_a_deed_are_fault_of(
    place: Place, at: Callable[[str], Session]
) -> None:
    with by_hand(place, OWNER) as vault:
        load_rows.note_owner(vault, place.begun, COLLEAGUE)
    session = at(CHIEF)
    assert fault_of(session)
    session.lock()
    with by_hand(place, OWNER) as vault:
        vault.execute("DELETE FROM owner")
    session = at(OWNER)
    assert fault_of(session) == ""
    entry = WorkEntry(
        *(place.begun, 1, place.clock(), OWNER, EntryKind.ASSIGNED, ""),
        *({"officer": COLLEAGUE, "deed": "1"}, Source.OBSERVATION),
    )
    casework_rows.enter(
        session._desk.vault,
        entry,
        lambda _place, text: text,
        lambda digests: session._desk.enter(casework_rows.ENTERED, None, "", **digests),
    )
    reassigned = session._desk.book.state.reassigned
    opens = case_keys.opens_nothing
    vault = session._desk.vault
    assert not casework_rows.faults(vault, lambda _case: opens)
    assert casework_rows.faults(vault, lambda _case: opens, reassigned)


def test_what_a_supervisor_entered_is_no_fault(place: Place, at: Callable[[str], Session]) -> None:
    session = at(CHIEF)
    session.load.reassign(place.begun, COLLEAGUE, WHY)
    session.load.reassign(place.begun, LOGINS[Role.CASEWORKER], WHY)
    vault, state = session._desk.vault, session._desk.book.state
    opens = case_keys.opens_nothing
    assert casework_rows.faults(vault, lambda _case: opens, state.reassigned) == ()
    assert load_rows.owner(vault, place.begun) == state.owners[place.begun] == "C-01"
    assert COLLEAGUE not in named(session, place)


def test_who_is_not_on_the_file_passes_no_keys_on(
    place: Place, at: Callable[[str], Session]
) -> None:
    """To no supervisor by rank: whoever is on it is asked first."""
    session = at(OTHER_CHIEF)
    with pytest.raises(RestrictedClosed):
        session.load.reassign(place.begun, COLLEAGUE, WHY)
    assert session.load.files_of(OWNER)[0].named is False
    at(CHIEF).readers.name(place.begun, OTHER_CHIEF)
    session = at(OTHER_CHIEF)
    session.load.reassign(place.begun, COLLEAGUE, WHY)
    assert OWNER not in named(session, place)


def test_a_hidden_file_is_outside(place: Place, at: Callable[[str], Session]) -> None:
    session = at(OWNER)
    session.readers.hide(place.begun, "موظف مذكور")
    with pytest.raises(TransitionRefused):
        session.load.reassign(place.begun, COLLEAGUE, WHY)
    session = at(CHIEF)
    assert {file.case_id for file in session.load.files_of(OWNER)} == {place.completed}
    counted = {load.officer.login: load for load in session.load.officers()}
    assert counted[OWNER].open_files == counted[OWNER].interviews == 1
    with pytest.raises(FileHidden):
        session.load.reassign(place.begun, COLLEAGUE, WHY)
    session = at(OTHER_CHIEF)  # a supervisor who hid a file of her own
    own = session.new_files.open_case().id
    session.readers.hide(own, "موظف مذكور")
    with pytest.raises(TransitionRefused) as refused:
        session.load.reassign(own, COLLEAGUE, WHY)
    assert refused.value.details["reason"] == "hidden"
    with pytest.raises(SecondPersonNeeded), session._desk.vault.transaction():
        session.access._restricted.reassign(own, OTHER_CHIEF, COLLEAGUE)


@pytest.mark.parametrize(
    ("officer", "why", "reason"),
    [
        (OWNER, WHY, "same_officer"),
        (LOGINS[Role.ADMINISTRATOR], WHY, "not_here"),
        ("X-99", WHY, "not_here"),
        (COLLEAGUE, " \n", "empty"),
        (COLLEAGUE, "ك" * 5000, "too_long"),
    ],
)
def test_what_is_refused_changes_nothing(
    place: Place, at: Callable[[str], Session], officer: str, why: str, reason: str
) -> None:
    session = at(CHIEF)
    before = (named(session, place), deed_rows.head(session._desk.vault))
    with pytest.raises((TransitionRefused, AnswerRefused)) as refused:
        session.load.reassign(place.begun, officer, why)
    assert refused.value.details["reason"] == reason
    assert (named(session, place), deed_rows.head(session._desk.vault)) == before


def test_a_file_that_fails_half_way_stays_where_it_was(
    place: Place, at: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = at(CHIEF)
    before = named(session, place), deed_rows.head(session._desk.vault)

    def full(*_arguments: object) -> None:
        raise TipdeskError

    monkeypatch.setattr(casework_rows, "enter", full)
    with pytest.raises(TipdeskError):
        session.load.reassign(place.begun, COLLEAGUE, WHY)
    assert (named(session, place), deed_rows.head(session._desk.vault)) == before
    assert load_rows.owner(session._desk.vault, place.begun) == OWNER
    monkeypatch.undo()
    assert session.readers.reads_restricted(place.begun)
    session.load.reassign(place.begun, COLLEAGUE, WHY)
    assert at(COLLEAGUE).files.load(place.begun).answers[PLAN].value == SECRET


def test_the_load_counts_and_who_left_stands_first(
    place: Place, at: Callable[[str], Session]
) -> None:
    session = at(CHIEF)
    loads = {load.officer.login: load for load in session.load.officers()}
    assert loads.keys() == {OWNER, COLLEAGUE, "C-01", CHIEF, OTHER_CHIEF}
    assert (loads[OWNER].open_files, loads[OWNER].interviews) == (2, 2)
    assert loads[OWNER].heavy >= 1
    assert session.load.left_open() == 0
    session.load.reassign(place.begun, COLLEAGUE, WHY)
    loads = {load.officer.login: load for load in session.load.officers()}
    assert (loads[OWNER].open_files, loads[COLLEAGUE].open_files) == (1, 1)
    assert (loads[OWNER].interviews, loads[COLLEAGUE].interviews) == (2, 0)
    session.staff.suspend(place.key(CHIEF), OWNER)
    assert session.load.officers()[0].officer.login == OWNER
    assert session.load.officers()[0].has_left
    assert session.load.left_open() == 1
    assert OWNER not in {who.login for who in session.load.colleagues("")}
    session.load.reassign(place.completed, COLLEAGUE, WHY)
    assert session.load.left_open() == 0
    assert OWNER not in {load.officer.login for load in session.load.officers()}
    session = at(COLLEAGUE)
    assert session.load.left_open() == 0
    for look in (session.load.officers, lambda: session.load.files_of(OWNER)):
        with pytest.raises(TransitionRefused):
            look()


def test_files_of_somebody_removed_still_go_on(place: Place, at: Callable[[str], Session]) -> None:
    session = at(CHIEF)
    session.staff.remove(place.key(CHIEF), OWNER)
    assert session.load.left_open() == 2
    session.load.reassign(place.begun, COLLEAGUE, WHY)
    assert session.load.left_open() == 1
    assert fault_of(session) == ""
