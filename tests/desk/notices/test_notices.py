"""Electronic notices from the night card to the supervisor's review, with the office in between."""

import json
import shutil
import subprocess
from dataclasses import replace

import pytest

from tests.desk.approving import approve
from tests.desk.notices.telling import ANSWERS, OFFICE, handed_over, night_file, take_notices
from tests.desk.station.test_form_installing import install
from tests.desk.station.test_staff import NADIA, added, comes_in, key_of
from tests.desk.world import World
from tests.forms.sheets_for_tests import compiled, question, section
from tests.programs import program
from tests.records import answers_of
from tipdesk.bundle.container.index import NOTICE_FIELDS
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.receipt import Result
from tipdesk.bundle.trust import trust_to_pem
from tipdesk.bundle.writer import INSTRUCTIONS
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer, Role, Status
from tipdesk.core.errors import (
    AnswerRefused,
    Cancelled,
    ExportNotReady,
    FormIncomplete,
    ReasonNeeded,
    ReceiptUnrecorded,
    SecondPersonNeeded,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.demo.journey import notify
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm, trust_list
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.handover.receipts import ReceiptMeaning
from tipdesk.desk.notices.packing import pack_notices
from tipdesk.storage import custody_rows


def on_drive(world: World) -> set[str]:
    return {path.name for path in world.usb_drive.iterdir()} - {INSTRUCTIONS}


def plan_of(world: World, *case_ids):
    notices = world.officers.notices
    return notices.plan(case_ids, notices.offices()[0], world.usb_drive)


def test_ten_answers_go_a_receipt_comes_back_and_the_file_follows_under_one_number(
    world: World,
) -> None:
    take_notices(world)
    case_id = night_file(world)
    (listed,) = world.officers.notices.files()
    assert (listed.case.id, listed.ready) == (case_id, True)
    (packed,) = handed_over(world, [case_id])
    checked = world.check(packed.path)
    assert (checked.holds, checked.findings, checked.is_notice) == (True, (), True)
    report = checked.report
    assert [name for name, _file in report.index.of_case()] == ["notice.pdf", "record.json"]
    body = report.container.open(f"{case_id}/record.json").read()
    assert answers_of(body).keys() == NOTICE_FIELDS
    record = json.loads(body)
    assert len(record["digests"]) == len(record["rows"]) == 14
    assert b"RAI" not in body
    world.accept(checked)
    (row,) = world.prosecution.receiving.register()
    assert row.is_notice
    with world.prosecution.receiving.open_received(row.id) as received:
        assert [document.name for document in received.documents] == ["notice"]
        assert received.approval is None

    receipt = next(world.usb_drive.glob("*.receipt.asice"))
    outcome = world.officers.handover.import_receipt(receipt)
    assert (outcome.of_notice, outcome.meaning) == (True, ReceiptMeaning.ACCEPTED)
    case = outcome.case
    assert (case.status, case.receipt_number) == (Status.IN_PROGRESS, row.number)
    assert case.notified_at == packed.created
    answer = world.officers.files.load(case_id).answers[NOTIFIED]
    assert answer.value == packed.created.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert not list(world.officers.notices.files())
    again = world.officers.handover.import_receipt(receipt)
    assert again.meaning is ReceiptMeaning.DUPLICATE

    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    followed = world.check(world.exported(case_id).path)
    assert (followed.holds, followed.findings, followed.registered) == (True, (), row.number)
    world.accept(followed)
    first, below = world.prosecution.receiving.register()
    assert (first.is_notice, below.is_notice) == (False, True)
    assert {first.number, below.number} == {row.number}
    actions = [entry.action for entry in custody_rows.of_case(world.officers._desk.vault, case_id)]
    notice = ["notice_begun", "notice_handed_over", "notice_received"]
    assert [action for action in actions if action.startswith("notice_")] == notice


def test_a_notice_is_verified_by_openssl_and_age_alone(world: World) -> None:
    take_notices(world)
    (packed,) = handed_over(world, [night_file(world)])
    folder = world.folder / "by hand"
    folder.mkdir()
    identity = folder / "key.txt"
    identity.write_text(world.prosecution.keys.age_identity().text + "\n")
    container = folder / "notice.asice"
    subprocess.run([program("age"), "-d", "-i", identity, "-o", container, packed.path], check=True)
    shutil.unpack_archive(container, folder, "zip")
    pem = trust_to_pem(world.prosecution.keys.trust_store())
    (folder / "trust.pem").write_bytes(pem)
    command = (
        f"{program('openssl')} cms -verify -cades -binary -inform DER -in META-INF/signature001.p7s"
    )
    command += " -content META-INF/ASiCManifest.xml -CAfile trust.pem -crl_check -explicit_policy"
    command += " -policy 2.25.329800735698586629295641978511506172918.1 -out /dev/null"
    moment = str(int(world.clock.now.timestamp()))
    subprocess.run([*command.split(), "-attime", moment], cwd=folder, check=True)
    for sums in ("manifest", "tagmanifest"):
        check = ["sha256sum", "-c", "--quiet", f"{sums}-sha256.txt"]
        subprocess.run(check, cwd=folder / "bag", check=True)


def test_a_list_goes_in_one_go_or_not_at_all(world: World) -> None:
    take_notices(world)
    files = [night_file(world) for _file in range(3)]
    plan = plan_of(world, *files)
    key = world.officers.notices.signing_key(world.confirm(OFFICER))

    class StopsAtTheEnd(Work):
        def step(self, done: int, total: int) -> None:
            if done == total:
                raise Cancelled

    with pytest.raises(Cancelled):
        pack_notices(plan, key, StopsAtTheEnd())
    assert on_drive(world) == set()
    packed = handed_over(world, files)
    assert len(on_drive(world)) == 6
    for notice in packed:  # what never left is told of by the first of them
        checked = world.check(notice.path)
        assert (checked.holds, checked.findings) == (True, ())
        world.accept(checked)
    numbers = [entry.number for entry in world.prosecution.receiving.register()]
    assert len({*numbers}) == 3
    late = handed_over(world, [night_file(world)])[0]
    assert world.check(late.path).findings == ()


def test_it_is_off_until_the_office_and_the_supervisor_say_so(world: World) -> None:
    case_id = night_file(world)
    notices = world.officers.notices
    assert notices.in_the_way() == "notice_not_there"
    world.agency.notices(OFFICE, world.clock(), ends=False)
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert notices.in_the_way() == "notice_not_here"
    with pytest.raises(ExportNotReady) as refused:
        plan_of(world, case_id)
    assert refused.value.details == {"reason": "notice_not_here"}
    with pytest.raises(TransitionRefused):
        notices.allow(allowed=True)
    world.reopen(SUPERVISOR).notices.allow(allowed=True)
    assert world.reopen(OFFICER).notices.in_the_way() is None
    assert plan_of(world, case_id).notices
    world.reopen(SUPERVISOR).notices.allow(allowed=False)
    assert world.reopen(OFFICER).notices.in_the_way() == "notice_not_here"


def test_what_keeps_one_notice_here(world: World) -> None:
    take_notices(world)
    session = world.officers
    unfinished = night_file(world, urgency="")
    (listed,) = session.notices.files()
    assert [label.en for label in listed.open] == ["Urgency"]
    with pytest.raises(FormIncomplete):
        plan_of(world, unfinished)
    refused = night_file(world, intake_at="2099-01-01T10:00:00Z")
    assert {file.case.id: file.ready for file in session.notices.files()}[refused] is False
    with pytest.raises(FormIncomplete):
        plan_of(world, refused)
    session.voiding.void(refused, Voiding(VoidReason.TEST))
    hidden = night_file(world)
    session.readers.hide(hidden, "المشرف مذكور في الملف")
    with pytest.raises(ExportNotReady) as refused:
        plan_of(world, hidden)
    assert refused.value.details == {"reason": "notice_hidden"}
    by_paper = night_file(world)
    notify(session, by_paper)
    assert [item.case.id for item in session.notices.files()] == [unfinished]
    session.voiding.void(unfinished, Voiding(VoidReason.TEST))
    with pytest.raises(TransitionRefused):
        plan_of(world, unfinished)


def test_what_was_typed_last_is_entered_before_a_notice_leaves(world: World) -> None:
    take_notices(world)
    case_id = night_file(world)
    world.officers.answers.fold(case_id)
    world.officers.answers.save_answers(case_id, {"urgency": Answer("immediate")})
    (planned,) = plan_of(world, case_id).notices
    assert answers_of(planned.record)["urgency"]["value"] == "immediate"
    actions = [entry.action for entry in custody_rows.of_case(world.officers._desk.vault, case_id)]
    assert actions[-2:] == ["edited", "notice_begun"]


@pytest.mark.parametrize("cells", [{"level": "3"}, {"release": "IN"}], ids=["level", "release"])
def test_no_notice_of_a_form_that_keeps_its_answers_closer(
    world: World, cells: dict[str, str]
) -> None:
    """One person signs what is of level 2 at most, and what the form lets the Prosecution have."""
    take_notices(world)
    form = compiled(
        section("s", question("text", "q", stage="S"), question("text", "urgency", **cells))
    )
    world.reopen(SUPERVISOR)
    install(world, form)
    session = world.reopen(OFFICER)
    case_id = session.new_files.open_case(form_id=form.form_id).id
    session.answers.save_answers(case_id, {"urgency": Answer("الليلة")})
    with pytest.raises(ExportNotReady) as refused:
        plan_of(world, case_id)
    assert refused.value.details == {"reason": "notice_form"}


def test_a_record_with_more_is_not_packed(world: World) -> None:
    take_notices(world)
    case_id = night_file(world)
    plan = plan_of(world, case_id)
    whole = world.officers.files.whole(case_id)
    full = replace(plan.notices[0], record=world.officers.files.record(whole, ()))
    key = world.officers.notices.signing_key(world.confirm(OFFICER))
    with pytest.raises(ExportNotReady) as refused:
        pack_notices(replace(plan, notices=(full,)), key, Work())
    assert refused.value.details == {"reason": "notice_more"}
    assert on_drive(world) == set()


def test_a_notice_that_was_refused_is_offered_again_and_a_lost_one_can_go_again(
    world: World,
) -> None:
    take_notices(world)
    case_id = night_file(world)
    (packed,) = handed_over(world, [case_id])
    (listed,) = world.officers.notices.files()
    assert (listed.sent.at, listed.answer, listed.ready) == (packed.created, None, False)
    receipt = world.refuse(world.check(packed.path))
    outcome = world.officers.handover.import_receipt(receipt)
    assert (outcome.meaning, outcome.case.notified_at) == (ReceiptMeaning.REFUSED, None)
    (listed,) = world.officers.notices.files()
    assert (listed.answer.result, listed.ready) == (Result.REJECTED, True)
    world.clock.move(minutes=5)
    (second,) = handed_over(world, [case_id])
    assert world.check(second.path).findings == ()


def test_a_wrong_word_of_paper_takes_nothing_from_what_the_office_has(world: World) -> None:
    take_notices(world)
    case_id = night_file(world)
    (packed,) = handed_over(world, [case_id])
    receipt = world.accept(world.check(packed.path))
    assert notify(world.officers, case_id).notified_at != packed.created
    world.officers.handover.import_receipt(receipt)
    assert world.officers.delivering.withdraw(case_id).notified_at == packed.created
    world.officers.answers.fold(case_id)
    assert world.officers.files.case(case_id).notified_at == packed.created


def test_an_office_that_holds_the_notice_of_a_voided_file_is_told_so(world: World) -> None:
    take_notices(world)
    case_id = night_file(world)
    (packed,) = handed_over(world, [case_id])
    world.accept(world.check(packed.path))
    why = Voiding(
        VoidReason.DUPLICATE, duplicate_of=world.officers.files.case(night_file(world)).number
    )
    with pytest.raises(TransitionRefused):
        world.officers.voiding.void(case_id, why)
    world.officers.voiding.void(case_id, why, world.confirm(SUPERVISOR))
    (letter,) = world.officers.messages.about(case_id)
    assert letter.message.known is MessageType.VOIDED
    assert world.officers.outbox.waiting() == 1
    assert world.officers.outbox.write(OFFICE, world.usb_drive) == 1
    (path,) = world.usb_drive.glob(f"{letter.message.message_id}.message*.age")
    taken = world.prosecution.messages.take(path)
    assert taken.letter.holds
    assert taken.letter.message.body == {"reason": "للشخص ملف آخر هنا"}
    assert world.officers.outbox.waiting() == 0


def test_of_a_notice_that_never_came_or_was_refused_nothing_is_told(world: World) -> None:
    take_notices(world)
    refused, unsent = night_file(world), night_file(world)
    (packed,) = handed_over(world, [refused])
    world.officers.handover.import_receipt(world.refuse(world.check(packed.path)))
    for case_id in (refused, unsent):
        world.officers.voiding.void(case_id, Voiding(VoidReason.TEST), world.confirm(SUPERVISOR))
        assert world.officers.messages.about(case_id) == ()


def test_a_receipt_of_what_was_cut_off_here_is_not_taken(world: World) -> None:
    take_notices(world)
    plan = plan_of(world, night_file(world))
    key = world.officers.notices.signing_key(world.confirm(OFFICER))
    (packed,) = pack_notices(plan, key, Work())
    receipt = world.accept(world.check(packed.path))
    with pytest.raises(ReceiptUnrecorded):
        world.officers.handover.import_receipt(receipt)


def test_the_supervisor_goes_through_them_with_and_without_a_remark(world: World) -> None:
    take_notices(world)
    first, second = (night_file(world) for _file in range(2))
    packed = handed_over(world, [first, second])
    receipt = world.accept(world.check(packed[0].path))
    assert world.officers.notice_reviews.waiting() == ()
    with pytest.raises(TransitionRefused):
        world.officers.notice_reviews.notices()
    supervisor = world.reopen(SUPERVISOR)
    outcome = supervisor.handover.import_receipt(receipt)  # of a file that they do not read
    assert outcome.case.notified_at == packed[0].created
    reviews = supervisor.notice_reviews
    waiting = reviews.waiting()
    assert [item.notice.case_id for item in waiting] == [first, second]
    assert not reviews.is_overdue(waiting)
    world.clock.move(hours=25)
    assert reviews.is_overdue(waiting)
    with pytest.raises(AnswerRefused):
        reviews.mark(waiting, "ط" * 501)
    reviews.mark(waiting[:1], "  أكملوا أساس الإحالة  ")
    reviews.mark(waiting)
    assert reviews.waiting() == ()
    marks = {item.notice.case_id: item.review for item in reviews.notices()}
    assert (marks[first].by, marks[first].remark) == (SUPERVISOR.login, "أكملوا أساس الإحالة")
    assert marks[second].remark == ""
    news = world.reopen(OFFICER).news
    assert [(item.what, item.by) for item in news] == [("reviewed", (SUPERVISOR.login,))] * 2
    with pytest.raises(SecondPersonNeeded):  # nobody else signs such a deed
        world.officers._desk.decide(
            DeedKind.REVIEWED,
            {"case": first, "bundle": "b", "manifest": "m", "by": OFFICER.login, "remark": ""},
            "notice_reviewed",
        )


def test_whoever_brings_the_answer_need_not_read_the_file(world: World) -> None:
    """The list of files knows then when the Prosecution was notified."""
    take_notices(world)
    case_id = night_file(world)
    (packed,) = handed_over(world, [case_id])
    receipt = world.accept(world.check(packed.path))
    supervisor = world.reopen(SUPERVISOR)
    added(supervisor)
    colleague = comes_in(world, supervisor, NADIA)
    with pytest.raises(ReasonNeeded):
        colleague.files.load(case_id)
    assert colleague.handover.import_receipt(receipt).case.notified_at == packed.created
    assert NOTIFIED not in world.reopen(OFFICER).files.load(case_id).answers
    assert world.officers.files.case(case_id).receipt_number


def test_what_was_sent_before_somebody_became_a_supervisor_still_waits(world: World) -> None:
    take_notices(world)
    handed_over(world, [night_file(world)])
    supervisor = world.reopen(SUPERVISOR)
    before = supervisor.notice_reviews.waiting()
    assert len(before) == 1
    added(supervisor)
    comes_in(world, supervisor, NADIA)
    supervisor = world.reopen(SUPERVISOR)
    world.clock.move(hours=1)
    second = confirm(supervisor, NADIA)
    key = key_of(supervisor)
    supervisor.staff.change_role(key, OFFICER.login, second, role=Role.SUPERVISOR)
    assert supervisor.notice_reviews.waiting() == before


def test_what_a_supervisor_sends_waits_for_nobody(world: World) -> None:
    take_notices(world)
    session = world.reopen(SUPERVISOR)
    case_id = session.new_files.open_case(quick=True).id
    given = {path: Answer(text) for path, text in ANSWERS.items()}
    session.answers.save_answers(case_id, given)
    plan = plan_of(world, case_id)
    packed = pack_notices(plan, session.notices.signing_key(world.confirm(SUPERVISOR)), Work())
    session.notices.record(packed)
    assert session.notice_reviews.waiting() == ()
    assert world.check(packed[0].path).holds
