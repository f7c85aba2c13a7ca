"""Teams at the desk: who joins, which files they have, what they read of them, and what not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.staffed import LOGINS, OWNER, Place
from tipdesk.cases.casework.case_work import WhyNot
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import Act, Answer, CaseId, Role, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import (
    AnswerRefused,
    FileHidden,
    KeyRegisterDiffers,
    ReasonNeeded,
    RestrictedClosed,
    SecondPersonNeeded,
    TransitionRefused,
    WorkEntryRefused,
)
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import case_keys, team_rows
from tipdesk.storage.keys.slot_crypto import seal_key

MEMBER, OTHER, LEAD, SECOND, NOBODY = "C-01", "T-08", "S-01", "S-02", "A-01"
ROOM, THREAT, SECRET, NUMBER = "الغرفة 12", "هددها بالهاتف", "تنام في غرفة أخرى", "60000001"
ANSWERS = {"name_latin_surname": "ZAGROSI", "stmt_arabic": "قالت شيئًا", "return_wish": "undecided",
           "safety_plan": SECRET, "phone_safe": NUMBER}  # fmt: skip


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    """A file that names its officer and the first supervisor, with something of each level."""
    place = staffed.copy(tmp_path / "vault")
    session = place.open(OWNER)
    session.readers.unname(place.begun, LOGINS[Role.CASEWORKER])
    answers = {path: Answer(text) for path, text in ANSWERS.items()}
    session.answers.save_answers(place.begun, answers)
    session.lock()
    return place


At = Callable[[str], Session]


def team(place: Place, at: At, *members: str) -> str:
    """A team that the first supervisor planted, with these people."""
    session = at(LEAD)
    code = session.teams.make("فريق الليل")
    for login in members or (MEMBER,):
        session.teams.join(code, login, place.confirm(login))
    return code


def moves_in(session: Session, case_id: CaseId, room: str = ROOM) -> None:
    now = timestamp(session._desk.now())
    body = {"what": "in", "at": now, "room": room}
    session.case_work.enter(case_id, EntryKind.SHELTER, body=body)


def rooms(session: Session, case_id: CaseId) -> list[str]:
    """The rooms that somebody reads in the case work; '' for one that is closed to them."""
    work = session.case_work.work(case_id)
    return [entry.body.get("room", "") for entry in work.log if entry.kind is EntryKind.SHELTER]


def by_own_keys(session: Session, case_id: CaseId) -> list[str]:
    """What somebody's own keys open of the notes of a file, with the modules by hand: no desk asks
    who they are, and no register."""
    vault, seed = session._desk.vault, session._desk.box_seed
    public = session._desk.box_public
    assert seed is not None
    assert public is not None
    opened = []
    for (note,) in vault.rows("SELECT note FROM work_entry WHERE note <> '' ORDER BY seq"):
        generation, kind = case_keys.generation_of(note), case_keys.kind_of(note)
        key = case_keys.open_key(vault, case_id, generation, seed, public, kind)
        if key is not None:
            opened.append(case_keys.open_text(key, case_id, "note", note))
    return opened


def test_a_lead_and_the_member_sign_that_somebody_joins(place: Place, at: At) -> None:
    with pytest.raises(TransitionRefused):
        at(OWNER).teams.make("فريق")
    session = at(LEAD)
    code = session.teams.make("فريق الليل")
    for name, why in (("", "empty"), ("فريق الليل", "taken"), ("ف" * 61, "too_long")):
        with pytest.raises(AnswerRefused) as refused:
            session.teams.make(name)
        assert refused.value.details["reason"] == why
    with pytest.raises(SecondPersonNeeded):
        session.teams.join(code, MEMBER)
    with pytest.raises(SecondPersonNeeded):
        session.teams.join(code, NOBODY, place.confirm(NOBODY))  # sees no files
    assert not session.teams.teams()[0].members
    session.teams.join(code, MEMBER, place.confirm(MEMBER))
    session = at(OTHER)
    with pytest.raises(TransitionRefused):
        session.teams.join(code, OWNER, place.confirm(OWNER), place.confirm(LEAD))
    session.teams.join(code, OTHER, place.confirm(LEAD))
    (standing,) = session.teams.teams()
    assert [officer.login for officer in standing.members] == [MEMBER, OTHER]
    assert standing.is_own
    session = at(OWNER)
    with pytest.raises(TransitionRefused):
        session.teams.leave(code, MEMBER)
    session = at(OTHER)
    session.teams.leave(code, OTHER)
    at(LEAD).teams.leave(code, MEMBER)
    assert not at(OWNER).teams.teams()[0].members
    actions = [event.action for event in custody_rows.since(at(LEAD)._desk.vault, 0, "team_joined")]
    assert len(actions) == 2


def test_a_lead_puts_herself_into_no_team(place: Place, at: At) -> None:
    """Another lead signs with her; the deed by hand has no effect."""
    session = at(LEAD)
    code = session.teams.make("فريق الليل")
    assert {officer.login for officer in session.teams.signers(LEAD)} == {SECOND, NOBODY}
    for signers in ((), (place.confirm(OWNER),)):
        with pytest.raises(SecondPersonNeeded):
            session.teams.join(code, LEAD, *signers)
    session.teams.join(code, LEAD, place.confirm(SECOND))
    assert session.teams.teams()[0].is_own


def test_whom_the_file_names_or_a_lead_gives_it_and_takes_it_back(place: Place, at: At) -> None:
    code = team(place, at, MEMBER, OTHER)
    session = at(MEMBER)
    with pytest.raises(RestrictedClosed):
        session.teams.give(place.begun, code)
    with pytest.raises(TransitionRefused):
        at(NOBODY).teams.give(place.begun, code)
    session = at(OWNER)
    with pytest.raises(SecondPersonNeeded):
        session.teams.give(place.begun, "nights")
    session.teams.give(place.begun, code)
    with pytest.raises(SecondPersonNeeded):
        session.teams.give(place.begun, code)
    assert session.teams.team_of(place.begun) is not None
    session = at(MEMBER)
    with pytest.raises(RestrictedClosed):
        session.teams.take(place.begun)
    at(SECOND).teams.take(place.begun)
    session = at(SECOND)
    assert session.teams.team_of(place.begun) is None
    session.teams.give(place.begun, code)
    session.access.open_with_reason(place.begun, AccessReason.AUDIT, "")
    log = session.case_work.work(place.begun).log
    assert [entry.kind.value for entry in log] == ["given", "taken", "given"]


def test_the_log_says_of_teams_what_was_signed_and_nothing_else(place: Place, at: At) -> None:
    code = team(place, at)
    session = at(OWNER)
    for kind in (EntryKind.GIVEN, EntryKind.TAKEN):
        if kind is EntryKind.TAKEN:
            session.teams.give(place.begun, code)
        with pytest.raises(WorkEntryRefused) as refused:
            session.case_work.enter(place.begun, kind, body={"team": code})
        assert refused.value.details["reason"] == WhyNot.NO_DEED.value
    why = session.case_work.why_not(place.begun, EntryKind.CORRECTION, body={"seq": "1"})
    assert why is WhyNot.NO_DEED


def test_a_member_reads_the_case_work_and_levels_1_and_2_without_a_reason(
    place: Place, at: At
) -> None:
    code = team(place, at)
    session = at(MEMBER)
    with pytest.raises(ReasonNeeded):
        session.case_work.follow_up(place.begun)
    assert not session.files.list_cases("ZAGROSI")
    session = at(OWNER)
    moves_in(session, place.begun)
    session.teams.give(place.begun, code)
    session = at(MEMBER)
    (listed,) = session.files.list_cases("ZAGROSI")
    assert listed.display_name
    follow_up = session.case_work.follow_up(place.begun)
    assert follow_up.by_team
    assert follow_up.safe_way[0] == NUMBER
    assert rooms(session, place.begun) == [ROOM]
    answers = session.files.told_to_team(place.begun).answers
    assert answers["name_latin_surname"].value == "ZAGROSI"
    assert answers.keys().isdisjoint({"stmt_arabic", "return_wish", "safety_plan", "phone_safe"})
    assert not any(path.startswith("suspect") for path in answers)
    for read in (session.files.load, session.files.answers, session.attachments.attached):
        with pytest.raises(ReasonNeeded):
            read(place.begun)
    session.access.open_with_reason(place.begun, AccessReason.CARE, "")
    loaded = session.files.load(place.begun).answers
    assert loaded["stmt_arabic"].value == ANSWERS["stmt_arabic"]
    assert loaded["safety_plan"].closed
    assert not session.case_work.follow_up(place.begun).by_team


def test_a_member_is_told_who_serves_a_need_but_for_whom_the_person_refused(
    place: Place, at: At
) -> None:
    code = team(place, at)
    session = at(OWNER)
    row = "consent_services[9]"
    refusal = {row: Answer("1"), f"{row}/service_agency": Answer("moh")}
    session.answers.save_answers(place.begun, refusal)
    session.answers.save_answers(place.begun, {f"{row}/service_consent": Answer("refused")})
    session.teams.give(place.begun, code)
    session = at(MEMBER)
    for agency in ("moh", "iom"):
        session.directory.note(AgencyDetails(agency, ("medical",)))
    offered = session.directory.proposed(place.begun, "medical")
    assert [details.agency for details in offered] == ["iom"]


def test_opening_by_a_team_is_entered_once_a_shift(place: Place, at: At) -> None:
    code = team(place, at, MEMBER, OTHER)
    at(OWNER).teams.give(place.begun, code)

    def entered() -> int:
        vault = session._desk.vault
        return len(custody_rows.of_case_with(vault, place.begun, ("opened_by_team",)))

    for login, count in ((MEMBER, 1), (OTHER, 2), (MEMBER, 2)):
        session = at(login)
        session.case_work.follow_up(place.begun)
        session.files.told_to_team(place.begun)
        assert entered() == count
    place.clock.move(hours=13)
    session = at(MEMBER)
    session.case_work.follow_up(place.begun)
    assert entered() == 3


def test_what_a_member_notes_is_read_by_whom_the_file_names_and_by_no_supervisor(
    place: Place, at: At
) -> None:
    code = team(place, at, MEMBER, OTHER)
    at(SECOND).teams.give(place.begun, code)
    session = at(MEMBER)
    assert session.case_work.follow_up(place.begun).safe_way[0] == ""  # no officer was here since
    now = timestamp(session._desk.now())
    body = {"what": "threat", "at": now, "words": THREAT}
    session.case_work.enter(place.begun, EntryKind.INCIDENT, body=body)
    written = {"incident": {"what": "threat", "words": THREAT}}
    session.drafts.keep_unentered(place.begun, written)
    assert session.drafts.unentered(place.begun) == written
    for login, reads in ((OTHER, True), (OWNER, True), (SECOND, False)):
        session = at(login)
        if login == SECOND:
            session.access.open_with_reason(place.begun, AccessReason.REVIEW, "")
        (incident,) = session.case_work.work(place.begun).incidents
        assert (incident.words == THREAT) is reads
    assert at(MEMBER).case_work.follow_up(place.begun).safe_way[0] == NUMBER
    assert by_own_keys(at(SECOND), place.begun) == []


def test_the_safe_way_that_is_told_is_the_one_that_stands_now(place: Place, at: At) -> None:
    code = team(place, at)
    session = at(OWNER)
    session.teams.give(place.begun, code)
    session.answers.save_answers(place.begun, {"phone_safe": Answer("60000002")})
    assert at(MEMBER).case_work.follow_up(place.begun).safe_way[0] == "60000002"
    with pytest.raises(RestrictedClosed):
        at(MEMBER)._restricted.check_open(place.begun)


def test_who_leaves_opens_nothing_that_is_written_later(place: Place, at: At) -> None:
    """Neither through the desk nor with the own keys by hand; who stays reads on."""
    code = team(place, at, MEMBER, OTHER)
    session = at(OWNER)
    session.teams.give(place.begun, code)
    moves_in(session, place.begun)
    at(MEMBER).teams.leave(code, MEMBER)
    session = at(MEMBER)
    with pytest.raises(ReasonNeeded):
        session.case_work.work(place.begun)
    session.access.open_with_reason(place.begun, AccessReason.CARE, "")
    assert rooms(session, place.begun) == [""]
    assert session.case_work.follow_up(place.begun).safe_way == ()
    session = at(OTHER)
    moves_in(session, place.begun, "الغرفة 13")
    assert by_own_keys(at(MEMBER), place.begun) == []
    assert len(by_own_keys(at(OTHER), place.begun)) == 2
    assert rooms(at(OWNER), place.begun) == [ROOM, "الغرفة 13"]


@pytest.mark.parametrize("how", ["taken", "suspended", "unnamed"])
def test_each_way_of_reading_no_more_ends_the_key(place: Place, at: At, how: str) -> None:
    code = team(place, at, MEMBER, OTHER)
    session = at(OWNER)
    session.teams.give(place.begun, code)
    moves_in(session, place.begun)
    gone = MEMBER
    if how == "taken":
        session.teams.take(place.begun)
    elif how == "unnamed":
        session.readers.unname(place.begun, LEAD)
        gone = LEAD
    else:
        session = at(LEAD)
        session.staff.suspend(place.key(LEAD), MEMBER)
    session = at(OWNER)
    moves_in(session, place.begun, "الغرفة 13")
    vault, state = session._desk.vault, session._desk.book.state
    public = bytes.fromhex(state.people[gone].keys.x25519)
    newest = case_keys.newest(vault, place.begun, case_keys.WORK)
    assert newest == 2
    assert public not in case_keys.recipients(vault, place.begun, newest, case_keys.WORK)


def test_a_hidden_file_is_with_no_team_and_its_case_work_comes_under_its_own_key(
    place: Place, at: At
) -> None:
    code = team(place, at)
    session = at(OWNER)
    session.teams.give(place.begun, code)
    moves_in(session, place.begun)
    session.readers.hide(place.begun, "موظف مذكور")
    moves_in(session, place.begun, "الغرفة 13")
    assert rooms(session, place.begun) == [ROOM, "الغرفة 13"]
    with pytest.raises(TransitionRefused):
        session.teams.give(place.begun, code)
    notes = session._desk.vault.rows("SELECT note FROM work_entry WHERE note <> ''")
    assert {case_keys.kind_of(note) for (note,) in notes} == {case_keys.CASE}
    session = at(MEMBER)
    assert session.teams.files(code) == ()
    assert not session.due.of_case(place.begun)
    for look in (session.case_work.follow_up, session.files.told_to_team, session.teams.team_of,
                 session.teams.may_give):  # fmt: skip
        with pytest.raises(FileHidden):
            look(place.begun)
    session = at(OWNER)
    session.readers.show_again(place.begun)
    assert rooms(session, place.begun) == [ROOM, "الغرفة 13"]
    assert by_own_keys(at(MEMBER), place.begun) == []
    with pytest.raises(ReasonNeeded):
        at(MEMBER).case_work.follow_up(place.begun)


def test_what_is_owed_in_a_given_file_stands_in_the_list_of_its_team(place: Place, at: At) -> None:
    code = team(place, at)
    session = at(OWNER)
    need = {"need_type": "medical", "wanted": "yes", "timeframe": "d1"}
    session.case_work.enter(place.begun, EntryKind.NEED, body=need)
    session = at(MEMBER)

    def owed() -> set[CaseId]:
        return {line.case_id for line in session.due.nearest(100)}

    assert place.begun not in owed()
    at(OWNER).teams.give(place.begun, code)
    session = at(MEMBER)
    assert place.begun in owed()
    assert session.due.of_case(place.begun)
    assert any(line.about == "medical" for line in session.due.nearest(100))
    (own,) = session.teams.teams()
    assert own.files == 1
    assert [case.id for case in session.teams.files(code)] == [place.begun]
    assert at(OTHER).teams.teams()[0].files is None
    assert at(OTHER).teams.files(code) == ()


def test_a_row_that_nobody_signed_opens_nothing_and_stops_writing(place: Place, at: At) -> None:
    """A member of nothing puts herself into a team, and a file to it, by SQL."""
    code = team(place, at, OTHER)
    session = at(OWNER)
    session.teams.give(place.begun, code)
    moves_in(session, place.begun)
    session = at(MEMBER)
    vault = session._desk.vault
    team_rows.join(vault, code, MEMBER)
    team_rows.give(vault, place.completed, code)
    for case_id in (place.begun, place.completed):
        if not case_rows.is_named(vault, case_id, MEMBER):
            with pytest.raises(ReasonNeeded):
                session.case_work.work(case_id)
    session = at(OTHER)
    assert any(isinstance(warning, KeyRegisterDiffers) for warning in session.warnings)
    assert by_own_keys(at(MEMBER), place.begun) == []


def test_a_key_that_was_signed_in_advance_is_not_written_under(place: Place, at: At) -> None:
    """Before she goes a member makes a key, signs it for a deed that is still to come, and keeps
    it; then one by hand after she has gone."""
    code = team(place, at, MEMBER, OTHER)
    session = at(OWNER)
    session.teams.give(place.begun, code)
    session = at(MEMBER)
    moves_in(session, place.begun)
    desk = session._desk
    head = desk.book.register().head
    planted = bytes(32)
    recipients = sorted(desk.book.work_recipients(place.begun))
    case_keys.add(desk.vault, place.begun, 2, planted, recipients, case_keys.WORK)
    ((signer, seed),) = desk.own_signers()
    ahead = (head[0] + 1, head[1])
    text = case_keys.made_work_text(place.begun, 2, planted, ahead)
    signed = (signer, seal_key(seed).sign(text), ahead[0])
    case_keys.keep_work_maker(desk.vault, place.begun, 2, signed)
    at(LEAD).teams.leave(code, MEMBER)
    session = at(OTHER)
    moves_in(session, place.begun, "الغرفة 13")
    vault = session._desk.vault
    (note,) = vault.rows("SELECT note FROM work_entry ORDER BY id DESC LIMIT 1")[0]
    assert case_keys.generation_of(note) == 3


def test_who_joins_later_reads_what_was_noted_as_soon_as_somebody_was_here(
    place: Place, at: At
) -> None:
    code = team(place, at)
    session = at(OWNER)
    session.teams.give(place.begun, code)
    moves_in(session, place.begun)
    session = at(SECOND)
    session.teams.join(code, OTHER, place.confirm(OTHER))
    assert rooms(at(OTHER), place.begun) == [""]
    at(MEMBER)
    assert rooms(at(OTHER), place.begun) == [ROOM]


def test_a_voided_file_is_given_to_nobody_and_acts_are_asked(place: Place, at: At) -> None:
    code = team(place, at)
    vault = at(OWNER)._desk.vault
    case_rows.set_status(vault, place.begun, Status.VOIDED, place.clock())
    session = at(OWNER)
    with pytest.raises(TransitionRefused):
        session.teams.give(place.begun, code)
    assert session.may(Act.GIVE_FILE)
    assert not session.may(Act.LEAD_TEAMS)


@pytest.mark.long
def test_a_team_of_five_and_a_hundred_files(staffed: Place, tmp_path: Path) -> None:
    """Half of them are given: of the others no name is shown to whom they do not name. Who leaves
    opens nothing that is written later, in any of them."""
    place, people = staffed.copy(tmp_path / "vault"), (MEMBER, OTHER, LEAD, SECOND, OWNER)
    session = place.open(LEAD)
    code = session.teams.make("فريق الليل")
    for login in people:
        others = {LEAD: SECOND}
        session.teams.join(code, login, place.confirm(others.get(login, login)))
    session.lock()
    session = place.open(OWNER)
    files = []
    for number in range(100):
        case_id = session.new_files.open_case().id
        letters = f"{chr(65 + number // 10)}{chr(65 + number % 10)}"
        name = {"name_latin_surname": Answer(f"ZUMURRUD {letters}")}
        session.answers.save_answers(case_id, name)
        session.answers.fold(case_id)
        files.append(case_id)
    given, own = files[::2], files[1::2]
    for case_id in given:
        session.teams.give(case_id, code)
        moves_in(session, case_id)
    session.lock()
    for login in (MEMBER, OTHER):
        session = place.open(login)
        named = {case.id for case in session.files.list_cases(limit=500) if case.display_name}
        assert named.issuperset(given)
        assert named.isdisjoint(own)
        assert {case.id for case in session.teams.files(code)} == {*given}
        matches = {case.id for case in session.files.list_cases("ZUMURRUD", limit=500)}
        assert matches == {*given}
        assert not {line.case_id for line in session.due.nearest(1000)} & {*own}
        for case_id in own:
            with pytest.raises(ReasonNeeded):
                session.case_work.follow_up(case_id)
        assert session.case_work.follow_up(given[0]).by_team
        session.lock()
    session = place.open(MEMBER)
    session.teams.leave(code, MEMBER)
    session.lock()
    session = place.open(OTHER)
    for case_id in given:
        moves_in(session, case_id, "الغرفة 13")
    session.lock()
    session = place.open(MEMBER)
    assert not [text for case_id in given for text in by_own_keys(session, case_id)]
    assert not session.files.list_cases("ZUMURRUD", limit=500)
    session.lock()
