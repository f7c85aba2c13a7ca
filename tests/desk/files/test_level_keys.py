"""Level 4 under a file's own key: through recovery, new sheets, removals, a full disk, a hiding."""

from dataclasses import replace

import pytest

from tests.desk.approving import approve
from tests.desk.staffed import LOGINS, OWNER, WORDS, Place
from tests.desk.station.test_shares import make_shares
from tests.storage.samples import BACK_TO_8, take_back
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Answer, MissingReason, Role, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import DiskFull, TransitionRefused
from tipdesk.desk.session.session import Place as Stood
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.recovery import reset_passphrase, shares_used
from tipdesk.desk.station.shares import unlock_shares
from tipdesk.desk.unlocking import unlock_with_words
from tipdesk.desk.upkeep.undo_migration import undo_migration
from tipdesk.storage import interview_rows, station_rows
from tipdesk.storage.database import connect
from tipdesk.storage.keys import case_keys

SUPERVISOR = LOGINS[Role.SUPERVISOR]
PLAN, PLAN_TEXT = "safety_plan", "تنام في غرفة أخرى"


@pytest.fixture
def place(certified: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = certified.copy(tmp_path_factory.mktemp("keys") / "vault")
    session = place.open(OWNER)
    session.answers.save_answers(place.begun, {PLAN: Answer(PLAN_TEXT)})
    session.lock()
    return place


def plan_text(session: Session, place: Place) -> str:
    return session.files.load(place.begun).answers[PLAN].value


def test_after_a_recovery_its_officer_reads_it_again(place: Place) -> None:
    """And the new sheet opens it, though nobody else has been here since."""
    for _time in range(2):
        session = place.open(SUPERVISOR)
        second = place.confirm(OWNER)
        sheet = session.renewals.new_recovery_sheet(place.key(SUPERVISOR), second)
        session.renewals.sheet_confirmed()
        session.lock()
        key = unlock_with_words(place.folder, " ".join(sheet.words))
        session = Session.open(place.folder, key, place.clock)
        renewal = reset_passphrase(
            session.renewals.plan_reset(OWNER, f"{WORDS} خريف", cheap_keys=True)
        )
        second = place.confirm(SUPERVISOR)
        session.renewals.record_renewal(renewal, second)
        sheet = session.renewals.new_recovery_sheet(None, second)
        session.renewals.sheet_confirmed()
        session.lock()
        place.renew(OWNER, f"{WORDS} خريف")
        session = place.open(OWNER)
        assert plan_text(session, place) == PLAN_TEXT
        session.lock()


def test_two_recovery_shares_open_it_and_pass_it_on(place: Place) -> None:
    """The supervisor who makes them is named on no file; a reader has been here since."""
    session = place.open(LOGINS[Role.SUPERVISOR])
    _sheets, (first, _two, three) = make_shares(
        session, place.key(SUPERVISOR), place.confirm(OWNER)
    )
    session.lock()
    session = place.open(OWNER)
    assert plan_text(session, place) == PLAN_TEXT
    session.lock()
    session = Session.open(place.folder, unlock_shares(place.folder, first, three), place.clock)
    renewal = reset_passphrase(session.renewals.plan_reset(OWNER, f"{WORDS} خريف", cheap_keys=True))
    second = place.confirm(SUPERVISOR)
    session.renewals.record_renewal(renewal, second)
    session.renewals.new_recovery_sheet(None, second)
    session.renewals.sheet_confirmed()
    session.lock()
    place.renew(OWNER, f"{WORDS} خريف")
    session = place.open(OWNER)
    assert plan_text(session, place) == PLAN_TEXT
    session.lock()


def test_two_recovery_shares_undo_a_migration_and_are_still_used_up(place: Place) -> None:
    who = LOGINS[Role.SUPERVISOR]
    session = place.open(who)
    _sheets, (first, second, _three) = make_shares(session, place.key(who), place.confirm(OWNER))
    session.lock()
    connection = connect(place.folder / "vault.db", place.key(who).dek)
    take_back(connection, BACK_TO_8, 8)
    connection.close()
    place.open(who).lock()
    key = unlock_shares(place.folder, first, second)
    before = undo_migration(place.folder, key, place.clock, bool, lambda _step: None)
    assert before is not None
    assert before.back_to == 8
    session = place.open(who)
    assert shares_used(session._desk.vault)
    session.lock()


def test_somebody_named_later_reads_what_was_written_before(place: Place) -> None:
    session = place.open(OWNER)
    session.readers.name(place.begun, "T-08")
    session.readers.unname(place.begun, "C-01")
    session.answers.save_answers(place.begun, {"risk_person_view": Answer("خائفة")})
    session.lock()
    session = place.open("T-08")
    answers = session.files.load(place.begun).answers
    assert (answers[PLAN].value, answers["risk_person_view"].value) == (PLAN_TEXT, "خائفة")
    vault = session._desk.vault
    stored = interview_rows.answers(vault, place.begun)
    assert [case_keys.generation_of(stored[path].value) for path in (PLAN, "risk_person_view")] == [
        1,
        2,
    ]
    session.lock()


def test_words_of_a_place_go_with_the_name(place: Place) -> None:
    """Whom the file does not name any more comes to the list, and never again to level 4."""
    statement = Stood(place.begun, "account", "stmt_arabic", 4, PLAN_TEXT)
    plan = replace(statement, path=PLAN)
    for stood, opened in ((statement, PLAN_TEXT), (plan, "")):
        session = place.open("C-01")
        session.remember_place(stood)
        assert session.last_place() == stood
        session.lock()
        session = place.open(OWNER)
        session.readers.unname(place.begun, "C-01")
        assert session.last_place() is None
        session.lock()
        session = place.open("C-01")
        assert session.last_place() == replace(stood, words="")
        session.access.open_with_reason(place.begun, AccessReason.AUDIT, "")
        assert session.last_place() == replace(stood, words=opened)
        session.remember_place(plan)  # not theirs to write any more
        assert station_rows.last_place(session._desk.vault, "C-01") == replace(plan, words="")
        session.lock()
        session = place.open(OWNER)
        session.readers.name(place.begun, "C-01")
        session.lock()


def test_whoever_is_removed_leaves_no_box_and_no_name(place: Place) -> None:
    """A file that was hidden for them alone is shown again, with what is closed in it."""
    session = place.open(OWNER)
    session.readers.hide(place.begun, "زميل مذكور")
    session.drafts.keep_draft(place.begun, Draft({PLAN: "نصف جملة"}))
    session.remember_place(Stood(place.begun, "needs", PLAN, 4, PLAN_TEXT))
    session.lock()
    session = place.open("S-01")
    assert session.staff.only_reader(OWNER) == ("",)
    assert session.staff.unrecorded(OWNER) == ()
    session.staff.remove(place.key("S-01"), OWNER)
    assert place.begun in {case.id for case in session.files.list_cases()}
    session.access.open_with_reason(place.begun, AccessReason.AUDIT, "")
    assert session.files.load(place.begun).answers[PLAN].closed
    assert not session.drafts.draft(place.begun).typed
    assert interview_rows.find(session._desk.vault, place.begun, OWNER).typed  # where it was
    assert station_rows.last_place(session._desk.vault, OWNER) is None
    session.lock()


def test_reasons_and_drafts_are_closed_like_answers(place: Place) -> None:
    session = place.open(OWNER)
    session.answers.save_answers(
        place.begun,
        {PLAN: Answer(reason=MissingReason.DECLINED)},
        Draft({"risk_person_view": "نصف"}),
    )
    vault = session._desk.vault
    stored = interview_rows.answers(vault, place.begun)[PLAN]
    assert case_keys.is_closed(stored.value)
    assert stored.reason is None
    assert case_keys.is_closed(
        interview_rows.find(vault, place.begun, OWNER).typed["risk_person_view"]
    )
    assert session.files.load(place.begun).answers[PLAN].reason is MissingReason.DECLINED
    assert session.drafts.draft(place.begun).typed == {"risk_person_view": "نصف"}
    stood = Stood(place.begun, "needs", PLAN, 4, PLAN_TEXT)
    session.remember_place(stood)
    assert case_keys.is_closed(station_rows.last_place(vault, OWNER).words)
    assert session.last_place() == stood
    history = session.files.history(place.begun, PLAN)
    assert [entry.answer.value for entry in history][-2:] == [PLAN_TEXT, ""]
    session.lock()


def test_a_key_that_found_no_room_is_used_for_nothing(place: Place) -> None:
    session = place.open(OWNER)
    case = session.new_files.open_case()
    session._desk.vault.limit_pages(1)
    with pytest.raises(DiskFull):
        session.answers.save_answers(case.id, {PLAN: Answer(PLAN_TEXT * 500)})
    session._desk.vault.limit_pages(1 << 20)
    session.answers.save_answers(case.id, {PLAN: Answer(PLAN_TEXT)})
    session.lock()
    session = place.open(OWNER)
    assert session.files.load(case.id).answers[PLAN].value == PLAN_TEXT
    session.lock()


def test_a_hidden_file_goes_without_the_supervisor(place: Place) -> None:
    session = place.open(OWNER)
    with pytest.raises(TransitionRefused):
        approve(session, place.completed, place.confirm(OWNER))
    session.readers.hide(place.completed, "المشرفة مذكورة")
    for path in ("", "stmt_arabic"):  # what is begun beside the answers, too
        session.remember_place(stood := Stood(place.completed, "account", path, 4, PLAN_TEXT))
        assert session.last_place() == stood
        stored = station_rows.last_place(session._desk.vault, OWNER)
        assert case_keys.is_closed(stored.words)
    with pytest.raises(TransitionRefused):
        approve(session, place.completed, place.confirm(LOGINS[Role.SUPERVISOR]))
    case = approve(session, place.completed, place.confirm(OWNER))
    assert case.status is Status.APPROVED
    assert not {"NOT_APPROVED"} & {
        blocker.name for blocker in session.handover.prepare(case.id).blockers
    }
    answers = session.files.whole(case.id)
    assert "approved_directly" in {event.action for event in answers.custody}
    state = session.files.state(answers)
    assert not state.value("assess_supervisor_by")  # nobody supervised it
    session.lock()
