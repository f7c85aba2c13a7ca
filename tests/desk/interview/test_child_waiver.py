"""Rule V6: a child is heard without a specialist only on a supervisor's own word."""

import hashlib

import pytest

from tests.cases.small_form import FORM
from tests.desk.world import World
from tipdesk.cases.interview.statement import AGREED, BY, REASON, WITHDRAWN
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Answer, CaseId, MissingReason
from tipdesk.core.errors import AnswerRefused, WrongPassphrase
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.approval import confirm_officer
from tipdesk.desk.custody.integrity import chain_fault, check_file
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.forms.publishing.catalogue import SingleForm
from tipdesk.storage import interview_rows

WHY = "لا اختصاصي في هذه الليلة"
CHILD = {"age_stated": "15", "case_type": "tip", "iv_private": "yes", "iv_suspect_near": "no",
         "fit_now": "yes", "consent_interview": "granted"}  # fmt: skip


@pytest.fixture
def case_id(world: World) -> CaseId:
    case = world.officers.new_files.open_case()
    changes = {path: Answer(value) for path, value in CHILD.items()}
    world.officers.answers.save_answers(case.id, changes)
    return case.id


def is_open(world: World, case_id: CaseId) -> bool:
    files = world.officers.files
    state = files.state(files.load(case_id))
    return state.is_relevant("account") and state.is_relevant("recruitment")


def answers(world: World, case_id: CaseId) -> dict[str, Answer]:
    return dict(world.officers.files.load(case_id).answers)


def test_a_supervisors_word_opens_what_was_closed_and_an_entry_vouches_for_it(world, case_id):
    session = world.officers
    assert not is_open(world, case_id)
    assert [supervisor.login for supervisor in session.statement.may_waive(case_id)] == [
        SUPERVISOR.login
    ]
    session.statement.waive_specialist(case_id, f" {WHY} ", world.confirm(SUPERVISOR))
    assert is_open(world, case_id)
    stored = answers(world, case_id)
    assert (stored[REASON].value, stored[REASON].by) == (WHY, SUPERVISOR.login)
    assert (stored[BY].value, stored[BY].by) == (SUPERVISOR.login, SUPERVISOR.login)
    (entry,) = [entry for entry in session.files.load(case_id).custody if entry.action == AGREED]
    digest = hashlib.sha256(WHY.encode()).hexdigest()
    assert entry.officer == SUPERVISOR.login
    assert entry.detail["reason_commitment"] == session._desk.commitment(digest)
    assert chain_fault(session._desk.vault) is None
    check_file(session._desk, case_id)


@pytest.mark.parametrize(
    "changes",
    [
        {REASON: Answer("بلا سبب")},
        {BY: Answer(OFFICER.login)},
        {BY: Answer(SUPERVISOR.login)},
        {REASON: Answer()},
        {REASON: Answer(reason=MissingReason.NOT_APPLICABLE)},
        {"child_views": Answer("نعم"), BY: Answer()},
    ],
)
def test_nobody_types_the_supervisors_answers(world, case_id, changes):
    session = world.officers
    for _time in range(2):  # before there is a reason, and over one that stands
        before = answers(world, case_id)
        with pytest.raises(AnswerRefused) as refused:
            session.answers.save_answers(case_id, changes)
        assert refused.value.details["reason"] == "supervisor_only"
        assert answers(world, case_id) == before
        session.statement.waive_specialist(case_id, WHY, world.confirm(SUPERVISOR))


def test_an_amendment_and_a_draft_do_not_set_them_either(world):
    case_id = world.interview()
    session = world.officers
    session.steps.complete(case_id)
    with pytest.raises(AnswerRefused):
        session.answers.amend(case_id, {BY: Answer(OFFICER.login)}, "تصحيح")
    for draft in (Draft({REASON: "س"}), Draft({}, {BY: Answer(OFFICER.login)}, "تصحيح")):
        with pytest.raises(AnswerRefused):
            session.drafts.keep_draft(case_id, draft)
    assert session.drafts.draft(case_id) == NO_DRAFT
    assert BY not in answers(world, case_id)


def test_what_an_older_program_kept_as_a_draft_comes_back_without_them(world, case_id):
    session = world.officers
    old_draft = Draft({REASON: "سـ", "age_stated": "خ"}, {BY: Answer(OFFICER.login)}, "تصحيح")
    interview_rows.keep(session._desk.vault, case_id, OFFICER.login, old_draft, session._desk.now())
    assert session.drafts.draft(case_id) == Draft({"age_stated": "خ"})


def test_an_officer_does_not_agree_even_with_their_own_passphrase(world, case_id):
    with pytest.raises(AnswerRefused) as refused:
        world.officers.statement.waive_specialist(case_id, WHY, world.confirm(OFFICER))
    assert refused.value.details["reason"] == "not_supervisor"
    assert not is_open(world, case_id)


def test_a_supervisor_who_takes_the_interview_does_not_agree_alone(world):
    session = world.reopen(SUPERVISOR)
    own = session.new_files.open_case().id
    assert session.statement.may_waive(own) == ()
    with pytest.raises(AnswerRefused) as refused:
        session.statement.waive_specialist(own, WHY, world.confirm(SUPERVISOR))
    assert refused.value.details["reason"] == "own_file"


def test_a_wrong_passphrase_confirms_nobody(world):
    with pytest.raises(WrongPassphrase):
        confirm_officer(world.officers.vault_dir, SUPERVISOR.login, OFFICER.passphrase)


def test_changing_and_taking_back_need_the_supervisor_again(world, case_id):
    session = world.officers
    with pytest.raises(AnswerRefused):
        session.statement.waive_specialist(
            case_id, " ", world.confirm(SUPERVISOR)
        )  # nothing to take back
    session.statement.waive_specialist(case_id, WHY, world.confirm(SUPERVISOR))
    for words in ("سبب آخر", ""):
        with pytest.raises(AnswerRefused):
            session.statement.waive_specialist(case_id, words, world.confirm(OFFICER))
    session.statement.waive_specialist(case_id, "سبب آخر", world.confirm(SUPERVISOR))
    assert answers(world, case_id)[REASON].value == "سبب آخر"
    session.statement.waive_specialist(case_id, "", world.confirm(SUPERVISOR))
    assert not is_open(world, case_id)
    actions = [entry.action for entry in session.files.load(case_id).custody]
    assert (actions.count(AGREED), actions.count(WITHDRAWN)) == (2, 1)


def test_in_a_complete_file_it_is_the_supervisors_amendment(world):
    case_id = world.interview()
    session = world.officers
    session.steps.complete(case_id)
    session.statement.waive_specialist(case_id, WHY, world.confirm(SUPERVISOR), "وافق المشرف لاحقاً")
    amendments = interview_rows.amendments(session._desk.vault, case_id)
    assert {(amended.amendment.path, amended.by) for amended in amendments} == {
        (REASON, SUPERVISOR.login),
        (BY, SUPERVISOR.login),
    }
    check_file(session._desk, case_id)


def test_a_file_in_which_an_older_program_noted_it_is_read_as_before(world, case_id):
    session = world.officers
    changes = {REASON: Answer(WHY), BY: Answer(OFFICER.login)}
    vault, now = session._desk.vault, session._desk.now()
    interview_rows.save_answers(vault, case_id, changes, officer=OFFICER.login, at=now)
    assert is_open(world, case_id)
    assert answers(world, case_id)[BY].value == OFFICER.login


def test_a_form_that_does_not_ask_for_it_takes_no_such_word(world):
    vault_dir, own_key = world.folder / "officers", world.keys[OFFICER.login]
    key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    session = Session.open(vault_dir, key, world.clock, SingleForm(FORM))
    try:
        other = session.new_files.open_case().id
        with pytest.raises(AnswerRefused) as refused:
            session.statement.waive_specialist(other, WHY, world.confirm(SUPERVISOR))
    finally:
        session.lock()
    assert refused.value.details["reason"] == "not_answerable"
