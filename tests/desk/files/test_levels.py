"""Who reads and writes what: every role, every stand towards a file, every level, at the desk."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.desk.staffed import LOGINS, OWNER, Place
from tests.desk.test_teams import ROOM, moves_in, rooms
from tests.desk.world import START
from tipdesk.cases.interview.noticed import Noticed, NoticedKind
from tipdesk.cases.interview.offers import StatementOffer
from tipdesk.cases.interview.unfinished import NO_DRAFT, NO_REMARKS
from tipdesk.cases.model import Answer, Attachment, AttachmentId, Role
from tipdesk.cases.permissions import MOST_ASKED, AccessReason
from tipdesk.core.errors import (
    AnswerRefused,
    FileHidden,
    LookupsUsedUp,
    ReasonNeeded,
    RestrictedClosed,
    SuspectsClosed,
    TipdeskError,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import path_of
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.database import connect
from tipdesk.storage.keys import case_keys

SUSPECT = "suspect_rows[1]/sus_name"
ANSWERS = {  # one question of each level, and one of the suspects
    "police_report_no": "تقرير-1",
    "name_latin_surname": "ZAGROSI",
    "stmt_arabic": "قالت شيئًا",
    "safety_plan": "تنام في غرفة أخرى",
    "suspect_rows[1]": "1",
    SUSPECT: "PORKIN",
}
RESTRICTED = "safety_plan"
READ = [path for path in ANSWERS if not path.endswith("]")]
OTHER = {Role.OFFICER: "T-08", Role.CASEWORKER: "C-01", Role.SUPERVISOR: "S-02",
         Role.ADMINISTRATOR: "A-01"}  # fmt: skip


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    """A file of the officer that names nobody else but the first supervisor."""
    place = staffed.copy(tmp_path / "vault")
    session = place.open(OWNER)
    session.readers.unname(place.begun, LOGINS[Role.CASEWORKER])
    session.access.open_suspects(place.begun)
    answers = {path: Answer(text) for path, text in ANSWERS.items()}
    session.answers.save_answers(place.begun, answers)
    session.lock()
    return place


def reads(session: Session, place: Place) -> set[str]:
    """The questions whose answers are told; of the others it is told that they stand."""
    answers = session._files.load(place.begun).answers
    assert all(answers[path].closed for path in READ if not answers[path].value)
    return {path for path in READ if answers[path].value == ANSWERS[path]}


def writes(session: Session, place: Place) -> set[str]:
    """The questions whose answers can be changed."""
    writable = set()
    for path in READ:
        with suppress(RestrictedClosed, SuspectsClosed, TransitionRefused):
            session._answers.save_answers(place.begun, {path: Answer(ANSWERS[path])})
            writable.add(path)
    return writable


@pytest.mark.parametrize("role", OTHER)
def test_whoever_the_file_does_not_name(
    place: Place, at: Callable[[str], Session], role: Role
) -> None:
    """Without a reason nothing, with one all but level 4; the suspects apart; never a file by
    whose role none is seen."""
    session = at(OTHER[role])
    refused = TransitionRefused if role is Role.ADMINISTRATOR else ReasonNeeded
    with pytest.raises(refused):
        reads(session, place)
    with pytest.raises(refused):
        session._answers.save_answers(place.begun, {"police_report_no": Answer("1")})
    if role is Role.ADMINISTRATOR:
        with pytest.raises(TransitionRefused):
            session.access.open_with_reason(place.begun, AccessReason.AUDIT, "")
        return
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    below = set(READ) - {RESTRICTED, SUSPECT}
    assert reads(session, place) == below == writes(session, place)
    if role is Role.CASEWORKER:
        with pytest.raises(TransitionRefused):
            session.access.open_suspects(place.begun)
    else:
        session.access.open_suspects(place.begun)
        assert reads(session, place) == below | {SUSPECT} == writes(session, place)
    with pytest.raises(RestrictedClosed):
        session.printing.print_plan(place.begun, "intake")


@pytest.mark.parametrize("role", OTHER)
def test_whoever_the_file_names(place: Place, at: Callable[[str], Session], role: Role) -> None:
    """All of it, the suspects once they were opened; an administrator nothing even then."""
    at(OWNER).readers.name(place.begun, OTHER[role])
    session = at(OTHER[role])
    if role is Role.ADMINISTRATOR:
        with pytest.raises(TransitionRefused):
            reads(session, place)
        return
    assert reads(session, place) == set(READ) - {SUSPECT} == writes(session, place)
    if role is not Role.CASEWORKER:
        session.access.open_suspects(place.begun)
        assert reads(session, place) == set(READ)
    assert session.printing.print_plan(place.begun, "intake")
    at(OWNER).readers.unname(place.begun, OTHER[role])
    session = at(OTHER[role])
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    assert RESTRICTED not in reads(session, place)


@pytest.mark.parametrize("role", [role for role in OTHER if role is not Role.ADMINISTRATOR])
def test_whoever_is_in_the_team_that_has_it(
    place: Place, at: Callable[[str], Session], role: Role
) -> None:
    """Without a reason levels 1 and 2 and all of the case work, read and written, and no answer
    written; with one as everybody else: level 4 of the account stays closed."""
    login, lead = OTHER[role], at(LOGINS[Role.SUPERVISOR])
    code = lead.teams.make("فريق الليل")
    lead.teams.join(code, login, place.confirm(login))
    at(OWNER).teams.give(place.begun, code)
    session = at(login)
    answers = session.files.told_to_team(place.begun).answers
    assert {path for path in READ if path in answers} == {"police_report_no", "name_latin_surname"}
    for forbidden in (
        lambda: session.files.load(place.begun),
        lambda: session.answers.save_answers(place.begun, {"police_report_no": Answer("1")}),
        lambda: session.access.open_suspects(place.begun),
        lambda: session.attachments.attached(place.begun),
        lambda: session.printing.print_plan(place.begun, "intake"),
        lambda: session.files.same_person.said_of(place.begun),
    ):
        with pytest.raises((ReasonNeeded, RestrictedClosed, TransitionRefused)):
            forbidden()
    moves_in(session, place.begun)  # of level 4, under the work key
    assert rooms(session, place.begun) == [ROOM]
    with pytest.raises((RestrictedClosed, TransitionRefused)):
        session.readers.name(place.begun, login)
    session.access.open_with_reason(place.begun, AccessReason.CARE, "")
    below = set(READ) - {RESTRICTED, SUSPECT}
    assert reads(session, place) == below == writes(session, place)
    assert rooms(session, place.begun) == [ROOM]


@pytest.mark.parametrize("login", ["T-08", "C-01", "S-01", "S-02"])
def test_a_hidden_file_is_there_for_its_officer_alone(
    place: Place, at: Callable[[str], Session], login: str
) -> None:
    session = at(OWNER)
    number = session.files.case(place.begun).number
    session.readers.hide(place.begun, "موظف في الوحدة مذكور في الملف")
    session.answers.save_answers(place.begun, {"police_report_no": Answer("تقرير-2")})
    assert place.begun in {case.id for case in session.files.list_cases()}
    assert session.files.list_cases(number)[0].id == place.begun
    session = at(login)
    assert place.begun not in {case.id for case in session.files.list_cases()}
    assert session.files.count() == len(session.files.list_cases())
    for query in (number, "ZAGROSI", ANSWERS["police_report_no"], "تقرير-2"):
        assert place.begun not in {case.id for case in session.files.list_cases(query)}
        assert place.begun not in {
            case.id
            for case in session.access_reasons.search_other_files(query, AccessReason.CARE, "")
        }
    for deed in (
        lambda: session.files.case(place.begun),
        lambda: session.files.load(place.begun),
        lambda: session.access.open_with_reason(place.begun, AccessReason.SHIFT, ""),
        lambda: session.answers.save_answers(place.begun, {"sex": Answer("female")}),
        lambda: session.readers.readers(place.begun),
        lambda: session.printing.print_plan(place.begun, "notice"),
    ):
        with pytest.raises(FileHidden):
            deed()
    session = at(OWNER)
    assert session.files.load(place.begun).answers["police_report_no"].value == "تقرير-2"
    session.readers.show_again(place.begun)
    assert place.begun in {case.id for case in at(login).files.list_cases()}


def test_no_counter_tells_of_a_file_without_a_reason(
    place: Place, at: Callable[[str], Session]
) -> None:
    """Whatever takes a file, asked by somebody it does not name."""
    session = at("T-08")
    answering, called = set[str](), set[str]()
    for name, method, needed in asked_of_a_file(session):
        arguments = {argument: anything(argument, place) for argument in needed}
        try:
            method(place.begun, **arguments)
        except ReasonNeeded:
            called.add(name)
        else:
            answering.add(name)
    assert answering == WITHOUT_ANSWERS
    assert len(called) > 20


OF_FILES = tuple(
    name
    for name, value in vars(Session).items()
    if isinstance(value, property) and "_of_files" in value.fget.__code__.co_names
)  # what is held of a session and shows files
OWN_TESTS = {"recordings", "referring"}  # which take more than a file, and have tests of their own


def asked_of_a_file(session: Session) -> Iterator[tuple[str, Callable[..., object], list[str]]]:
    """Name, method and further arguments of whatever takes a file, of every object that is held."""
    for counter in (getattr(session, name) for name in OF_FILES if name not in OWN_TESTS):
        for name, method in inspect.getmembers(counter, inspect.ismethod):
            takes = list(inspect.signature(method).parameters.values())
            if not name.startswith("_") and takes and takes[0].name == "case_id":
                yield (
                    name,
                    method,
                    [
                        parameter.name
                        for parameter in takes[1:]
                        if parameter.default is parameter.empty
                    ],
                )


WITHOUT_ANSWERS = {
    "case",
    "fold",
    "rules",
    "choose_view",
    "spoken_view",
    "choose_spoken",
}  # no answers


def anything(name: str, place: Place) -> object:
    """An argument that would do, were the file open."""
    known: dict[str, object] = {
        "changes": {"sex": Answer("female")}, "supervisor": place.confirm("S-01"),
        "approver": place.confirm("S-01"), "answers": {}, "whole": True, "quick": True,
        "asker": place.confirm("T-08"),
        "remarks": NO_REMARKS, "row": 1, "draft": NO_DRAFT, "other": None,
        "named": (), "written": {},
        "attachment": Attachment(AttachmentId("a"), place.begun, "", "", 0, "", 0, "", START),
        "offer": StatementOffer(Noticed(NoticedKind.COUNTRY, "nationality", "PHL"), "stmt_arabic"),
    }  # fmt: skip
    return known.get(name, "سبب")


def test_the_list_tells_others_of_a_file_its_number_and_whose_it_is(
    place: Place, at: Callable[[str], Session]
) -> None:
    own = {case.id: case for case in at(OWNER).files.list_cases()}[place.begun]
    assert own.display_name
    session = at("T-08")
    listed = {case.id: case for case in session.files.list_cases()}[place.begun]
    assert (listed.number, listed.created_by, listed.display_name) == (own.number, OWNER, "")
    assert [case.id for case in session.files.list_cases(own.number.lower())] == [place.begun]
    assert not session.files.list_cases("ZAGROSI")
    assert not session.files.list_cases(own.number[:-2])
    cases = session.access_reasons.search_other_files("zagrosi", AccessReason.RETURNED, "عادت")
    assert [(case.id, case.display_name) for case in cases] == [(place.begun, "")]
    supervisor = at("S-02")
    assert [case.display_name for case in supervisor.files.list_cases("ZAGROSI")] == [
        own.display_name
    ]


def test_looking_up_is_limited_and_gone_through(place: Place, at: Callable[[str], Session]) -> None:
    session = at("T-08")
    with pytest.raises(AnswerRefused):
        session.access_reasons.search_other_files("ZAGROSI", AccessReason.OTHER, "  ")
    with pytest.raises(AnswerRefused):
        session.access_reasons.search_other_files(
            " - ZA ", AccessReason.CARE, ""
        )  # it would find half the vault
    for _time in range(MOST_ASKED):
        session.access_reasons.search_other_files("ZAGROSI", AccessReason.CARE, "")
    with pytest.raises(LookupsUsedUp):
        session.access_reasons.search_other_files("ZAGROSI", AccessReason.CARE, "")
    session.access.open_with_reason(place.begun, AccessReason.OTHER, "سؤال من الطبيب")
    session = at("S-02")
    assert not session.access_reasons.review_due()
    reasons = session.access_reasons.since_review()
    assert len(reasons) == MOST_ASKED + 1
    assert (reasons[0].by, reasons[0].case_id, reasons[0].words) == (
        "T-08",
        place.begun,
        "سؤال من الطبيب",
    )
    assert (reasons[1].sought, reasons[1].matches, reasons[1].case_id) == ("ZAGROSI", 1, None)
    place.clock.move(days=8)
    assert session.access_reasons.review_due()
    session.access_reasons.mark_reviewed(reasons[0].number)
    assert not session.access_reasons.review_due()
    assert not session.access_reasons.since_review()
    actions = [entry.action for entry in custody_rows.newest_first(session._desk.vault)]
    assert actions[0] == "looks_reviewed"
    assert session.access_reasons.last_review() == custody_rows.head(session._desk.vault)
    assert actions.count("looked_up") == MOST_ASKED
    assert session.access_reasons.since_review(reviewed=True) == reasons
    assert at("T-08").access_reasons.search_other_files(
        "ZAGROSI", AccessReason.CARE, ""
    )  # another day


def test_the_vaults_key_alone_opens_no_level_4(place: Place) -> None:
    """What a stolen passphrase of a colleague brings: the whole database, and no word of it."""
    dek = place.key("T-08").dek
    connection = connect(place.folder / "vault.db", dek)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    dump = "\n".join(
        repr(row) for (table,) in tables for row in connection.execute(f'SELECT * FROM "{table}"')
    )
    connection.close()
    assert "ZAGROSI" in dump
    assert ANSWERS[RESTRICTED] not in dump
    assert ANSWERS[RESTRICTED].encode().hex() not in dump.lower()


def test_a_file_of_level_4_is_shown_to_whom_the_case_names(
    place: Place, at: Callable[[str], Session], tmp_path: Path
) -> None:
    session, attached = at(OWNER), []
    for level in "34":
        source = tmp_path / f"{level}.txt"
        source.write_text(level, "utf-8")
        sealed = seal(session.attachments.attach_plan(place.begun), source, Work())
        attached.append(session.attachments.attach(place.begun, sealed))
        row = session.attachments.list_as_exhibit(place.begun, attached[-1])
        changes = {path_of("att_level", "exhibit_rows", row): Answer(level)}
        session.answers.save_answers(place.begun, changes)
    assert [session.attachments.opener(attachment).open().read() for attachment in attached] == [
        b"3",
        b"4",
    ]
    session = at("T-08")
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    assert session.attachments.opener(attached[0]).open().read() == b"3"
    with pytest.raises(RestrictedClosed):
        session.attachments.opener(attached[1])


def test_an_altered_or_moved_value_is_no_answer(place: Place, at: Callable[[str], Session]) -> None:
    session = at(OWNER)
    vault = session._desk.vault
    stored = interview_rows.answers(vault, place.begun)[RESTRICTED]
    assert case_keys.is_closed(stored.value)
    moved = {"risk_person_view": stored}  # another question of level 4
    interview_rows.save_answers(vault, place.begun, moved, officer=OWNER, at=place.clock())
    with pytest.raises(TipdeskError, match="VaultDamaged"):
        session.files.load(place.begun)
