"""Interviews: what is saved is kept, what is complete is frozen, what is approved may go."""

from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tests.programs import copy_vault
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, MissingReason, Remark, Status
from tipdesk.core.errors import (
    AnswerRefused,
    AnswersLocked,
    FormIncomplete,
    TransitionRefused,
    VaultInUse,
)
from tipdesk.demo.journey import notify
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.open_vault import Change, ChangeKind
from tipdesk.forms.model import Stage


def test_a_new_file_has_number_code_and_what_the_program_knows(world: World) -> None:
    first, second = (world.officers.new_files.open_case() for _ in range(2))
    assert (first.number, second.number) == ("TDX-2026-00001", "TDX-2026-00002")
    assert first.person_code != second.person_code
    answers = world.officers.files.load(first.id).answers
    assert answers["intake_agency"].value == "moi_tip"
    assert answers["supervisor_id"].value == SUPERVISOR.login
    assert answers["intake_at"].value.startswith("2026-11-24T09:")
    state = world.officers.files.state(world.officers.files.load(first.id))
    assert state.value("case_no") == first.number
    assert state.value("officer_id") == OFFICER.login


def test_what_was_saved_outlives_a_process_that_dies(world: World, tmp_path: Path) -> None:
    session = world.officers
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {"stmt_arabic": Answer("كلمات لم تُطوَ بعد")})
    session.answers.save_answers(case.id, {"sex": Answer(reason=MissingReason.DECLINED)})
    # What a power cut leaves: the folder as it is, no lock, no fold.
    copy = copy_vault(world.officers.vault_dir, tmp_path / "copy")
    opened = world.open(copy, OFFICER)
    file = opened.files.load(case.id)
    assert file.answers["stmt_arabic"].value == "كلمات لم تُطوَ بعد"
    assert file.answers["sex"].reason is MissingReason.DECLINED
    assert file.answers["sex"].by == OFFICER.login
    assert [event.action for event in file.custody].count("edited") == 1  # folded at opening
    assert opened.files.list_cases("تطوى") == ()
    assert [case.id for case in opened.files.list_cases("تُطوَ")] == [case.id]
    opened.lock()


def test_two_sessions_never_hold_one_vault(world: World) -> None:
    with pytest.raises(VaultInUse):
        world.open(world.officers.vault_dir, OFFICER)


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        ("no_such_question", Answer("x"), "not_answerable"),
        ("case_no", Answer("TDX-2026-99999"), "not_answerable"),
        ("iv_present[1]/sex", Answer("female"), "not_answerable"),
        ("session", Answer("x"), "not_answerable"),
        ("sex", Answer("female", MissingReason.DECLINED), "value_and_reason"),
    ],
)
def test_answers_that_fit_nowhere_are_refused(
    world: World, path: str, answer: Answer, reason: str
) -> None:
    case = world.officers.new_files.open_case()
    before = world.officers.files.load(case.id).answers
    with pytest.raises(AnswerRefused) as refused:
        world.officers.answers.save_answers(case.id, {"urgency": Answer("routine"), path: answer})
    assert refused.value.details["reason"] == reason
    assert world.officers.files.load(case.id).answers == before  # nothing of it was kept


def test_row_numbers_are_never_used_again(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    first, second = (session.answers.add_row(case.id, "needs") for _ in range(2))
    assert (first, second) == (1, 2)
    session.answers.remove_row(case.id, "needs", second)
    assert session.answers.add_row(case.id, "needs") == 3
    assert session.files.state(session.files.load(case.id)).rows("needs") == (1, 3)


def test_a_new_row_has_the_forms_defaults(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    row = session.answers.add_row(case.id, "stmt_corrections")
    assert session.files.load(case.id).answers[f"stmt_corrections[{row}]/correction_at"].value


def test_a_repeat_may_have_a_reason_for_having_no_row(world: World) -> None:
    case = world.officers.new_files.open_case()
    declined = Answer(reason=MissingReason.DECLINED)
    world.officers.answers.save_answers(case.id, {"needs": declined})
    assert world.officers.files.load(case.id).answers["needs"].reason is MissingReason.DECLINED


def test_the_list_finds_names_codes_and_words_of_the_story(world: World) -> None:
    case_id = world.interview(name_ar_first="مبروكة", stmt_arabic="وصلتُ في ربيع العام الماضي")
    world.interview(1)
    session = world.officers
    session.answers.fold(case_id)
    case = session.files.case(case_id)
    for query in ("مبروكه", "الربيع", case.number[-5:], case.person_code[:4]):
        assert [case.id for case in session.files.list_cases(query)] == [case_id], query
    assert session.files.count("مبروكه") == 1
    assert session.files.count(status=Status.IN_PROGRESS) == 2


def test_a_burst_of_typing_is_one_entry_without_answers_and_without_hidden_names(
    world: World,
) -> None:
    session = world.officers
    case = session.new_files.open_case()
    for text in ("أ", "أب", "أبج"):
        session.answers.save_answers(case.id, {"stmt_arabic": Answer(text)})
    session.answers.save_answers(
        case.id, {"safety_plan": Answer("سر"), "phone_safe": Answer("+96530001")}
    )
    session.answers.fold(case.id)
    session.answers.fold(case.id)
    edits = [event for event in session.files.load(case.id).custody if event.action == "edited"]
    assert len(edits) == 1
    assert "stmt_arabic" in edits[0].detail["fields"].split()
    assert "safety_plan" not in edits[0].detail["fields"]
    assert edits[0].detail["others"] == "2"
    assert not any("أ" in text or "سر" in text for text in edits[0].detail.values())


def test_the_same_answers_leave_different_commitments_in_different_vaults(world: World) -> None:
    desks = [session._desk for session in (world.officers, world.prosecution)]
    first, second = (desk.commitment("0" * 64) for desk in desks)
    assert first != second
    assert desks[0].commitment("0" * 64) == first


def test_completion_needs_every_answer_and_freezes_them(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    with pytest.raises(FormIncomplete):
        session.steps.complete(case.id)
    assert session.steps.review(case.id).stage is Stage.SAVE
    case_id = world.interview()
    assert session.steps.review(case_id).ready
    done = session.steps.complete(case_id)
    assert (done.status, done.revision) == (Status.COMPLETED, 1)
    with pytest.raises(AnswersLocked):
        session.answers.save_answers(case_id, {"urgency": Answer("routine")})
    with pytest.raises(AnswersLocked):
        session.answers.add_row(case_id, "needs")


def test_the_digest_stays_the_same_while_time_and_status_go_on(world: World) -> None:
    session = world.officers
    case_id = world.interview(birth_date="2008-11-20", age_basis="official_id")
    session.steps.complete(case_id)
    digest = session.files.whole(case_id).digest
    completed = session.files.context(session.files.case(case_id)).now
    world.clock.move(days=400)
    assert session.files.whole(case_id).digest == digest
    assert (
        session.files.context(session.files.case(case_id)).now == completed
    )  # rules read it as on that day
    approve(session, case_id, world.confirm(SUPERVISOR))
    assert session.files.whole(case_id).digest == digest


def test_only_a_supervisor_other_than_the_interviewer_approves(world: World) -> None:
    steps = world.officers.steps
    case_id = world.interview()
    steps.complete(case_id)
    with pytest.raises(TransitionRefused):
        approve(world.officers, case_id, world.confirm(OFFICER))
    own = world.reopen(SUPERVISOR)
    mine = world.interview(1)
    own.steps.complete(mine)
    with pytest.raises(TransitionRefused):
        approve(own, mine, world.confirm(SUPERVISOR))
    assert approve(own, case_id, world.confirm(SUPERVISOR)).status is Status.APPROVED


def test_a_supervisor_returns_with_remarks_and_the_officer_amends(world: World) -> None:
    session = world.officers
    case_id = world.interview()
    session.steps.complete(case_id)
    remark = Remark("urgency", "ما سبب الاستعجال؟", "", world.clock())
    with pytest.raises(AnswerRefused):
        session.steps.return_with_remarks(case_id, [], world.confirm(SUPERVISOR))
    returned = session.steps.return_with_remarks(case_id, [remark], world.confirm(SUPERVISOR))
    assert returned.status is Status.RETURNED
    assert session.files.load(case_id).remarks[0].by == SUPERVISOR.login
    before = session.files.load(case_id).answers["urgency"]
    with pytest.raises(AnswerRefused):
        session.answers.amend(case_id, {"urgency": Answer("immediate")}, "  ")
    session.answers.amend(case_id, {"urgency": Answer("immediate")}, "تبيّن خطر حالّ")
    amendment = session.files.load(case_id).amendments[0]
    assert (amendment.before, amendment.after.value) == (before, "immediate")
    assert [entry.note for entry in session.files.history(case_id, "urgency")][-1] == "تبيّن خطر حالّ"
    assert session.steps.complete(case_id).revision == 2


def test_an_amendment_after_approval_takes_the_approval_back(world: World) -> None:
    session = world.officers
    case_id = world.approved(Pick("residence_status", "لتدابير الحماية"))
    assert [pick.name for pick in session.files.picks(session.files.case(case_id))] == [
        "residence_status"
    ]
    case = session.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    assert case.status is Status.RETURNED
    assert session.files.picks(case) == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stmt_arabic", "سبب"),
        ("safety_plan", "سبب"),
        ("risk_factors", "سبب"),
        ("nothing", "سبب"),
        ("residence_status", " "),
    ],
)
def test_a_pick_needs_a_field_that_can_be_picked_and_a_reason(
    world: World, name: str, reason: str
) -> None:
    case_id = world.interview(consent_prosecution="granted")
    world.officers.steps.complete(case_id)
    with pytest.raises(AnswerRefused):
        approve(world.officers, case_id, world.confirm(SUPERVISOR), [Pick(name, reason)])
    assert world.officers.files.case(case_id).status is Status.COMPLETED


def test_a_refusal_to_share_leaves_sensitive_answers_to_the_supervisor(world: World) -> None:
    session = world.officers
    case_id = world.interview(consent_prosecution="refused", processing_basis="legal_duty")
    offered = {question.name for question in session.files.pickable(case_id)}
    assert "stmt_arabic" in offered
    assert "name_ar_first" not in offered
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(SUPERVISOR), [Pick("stmt_arabic", "يقتضيه الواجب")])
    assert [pick.name for pick in session.files.picks(session.files.case(case_id))] == [
        "stmt_arabic"
    ]


def test_the_notice_is_noted_and_answers_its_question(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    noted = notify(session, case.id)
    assert noted.notified_at is not None
    answer = session.files.load(case.id).answers["prosecution_notified_at"]
    assert answer.value.startswith("2026-11-24T")


def test_pages_hear_of_changes_until_they_leave(world: World) -> None:
    heard: list[Change] = []
    leave = world.officers.subscribe(heard.append)
    case = world.officers.new_files.open_case()
    world.officers.answers.save_answers(case.id, {"urgency": Answer("routine")})
    assert heard == [Change(ChangeKind.CASES), Change(ChangeKind.ANSWERS, case.id)]
    leave()
    world.officers.new_files.open_case()
    assert len(heard) == 2
