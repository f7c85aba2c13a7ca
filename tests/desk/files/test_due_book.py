"""What is owed in the files as rows: the same as the fold says, after whatever is done to a file."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.cases.casework import histories
from tests.desk.approving import approve
from tests.desk.staffed import LOGINS, OWNER, Place
from tests.desk.test_case_work import NEED, entered
from tests.desk.world import World
from tests.programs import forget_seen
from tests.storage.samples import BACK_TO_10, take_back
from tipdesk.cases.casework import seed
from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.casework.shift import Task, late
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer, CaseId, MissingReason, Remark, Role, Status
from tipdesk.cases.paper import referrals
from tipdesk.core.errors import DiskFull, TransitionRefused, WorkEntryRefused
from tipdesk.demo.journey import notify
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.files.derived import (
    AT_ONCE,
    COMPARED,
    REPAIRED,
    DerivedRows,
    differing,
    write_owed,
)
from tipdesk.desk.files.restricted import restricted_questions
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.paper.printing_room import shift_handover
from tipdesk.desk.session.session import Session
from tipdesk.forms.rules.rules import rules_for
from tipdesk.storage import custody_rows
from tipdesk.storage.database import connect, from_stored, to_stored
from tipdesk.storage.files import case_rows, due_rows
from tipdesk.storage.keys.slot_file import DATABASE

RANDOM_STEPS = 50
EIGHT = "2026-11-24T08:00:00.000Z"
URGENT = {"need_type": "medical", "timeframe": "h3", "agency": "moh", "wanted": "yes"}
NO_NOTICE = {"prosecution_notified_at": "", "case_type": "tip", "urgency": "within_24h"}


def vault_of(session: Session):
    return session._desk.vault


def rows(session: Session, case_id: CaseId) -> set[tuple[object, ...]]:
    lines = due_rows.of_case(vault_of(session), case_id)
    assert len(set(lines)) == len(lines)
    return {(line.kind, line.subject, line.due, line.whom, line.about) for line in lines}


def owes(session: Session, case_id: CaseId) -> set[tuple[object, ...]]:
    """As the officer who reads all of the file has it folded."""
    return {
        (
            owed.kind,
            owed.subject,
            owed.due and from_stored(to_stored(owed.due)),
            owed.whom,
            owed.about,
        )
        for owed in session.case_work.owed(case_id)
    }


def kinds(session: Session, case_id: CaseId) -> set[DeadlineKind]:
    return {line.kind for line in due_rows.of_case(vault_of(session), case_id)}


def repaired(session: Session) -> list[dict[str, str]]:
    entries = custody_rows.since(vault_of(session), 0, REPAIRED)
    assert all(event.case_id is None for event in entries)
    return [{name: str(event.detail[name]) for name in ("files", "numbers")} for event in entries]


def gone_through(session: Session) -> int:
    """All that a session does; in how many steps."""
    steps = 1
    while session.derived.step():
        steps += 1
    return steps


# --- whatever is done, the rows follow --------------------------------------------------------


def test_a_new_file_owes_its_notice_from_the_first_minute(world: World) -> None:
    case_id = world.officers.new_files.open_case().id
    assert kinds(world.officers, case_id) == {DeadlineKind.NOTICE}
    assert rows(world.officers, case_id) == owes(world.officers, case_id)


def test_answers_are_in_it_when_they_are_folded(world: World) -> None:
    session, case_id = world.officers, world.interview(**NEED)
    session.answers.fold(case_id)
    assert DeadlineKind.NEED in kinds(session, case_id)
    assert "medical" in {line.about for line in due_rows.of_case(vault_of(session), case_id)}
    assert rows(session, case_id) == owes(session, case_id)
    session.answers.save_answers(case_id, {"needs[1]/need_wanted": Answer("no")})
    session.answers.fold(case_id)
    assert DeadlineKind.NEED not in kinds(session, case_id)
    assert rows(session, case_id) == owes(session, case_id)


def test_the_supervisor_sees_the_risk_as_it_was_last_called(world: World) -> None:
    """In the interview or in the case work; a closing that stands ends the review."""
    session, case_id = (
        world.officers,
        world.interview(risk_level="high", risk_review_at="2026-11-26"),
    )

    def listed() -> tuple[str, date | None]:
        case = session.files.case(case_id)
        assert (case in session.files.waiting(case.number)) is (case.review_due is not None)
        return case.risk, case.review_due

    def enter(kind: EntryKind, **body: str) -> None:
        session.case_work.enter(case_id, kind, "", body)

    session.answers.fold(case_id)
    assert listed() == ("high", date(2026, 11, 26))
    enter(EntryKind.RISK_REVIEW, level="medium", next="2026-11-28")
    assert listed() == ("medium", None)
    enter(EntryKind.RISK_REVIEW, level="high", next="2026-11-27")
    assert listed() == ("high", date(2026, 11, 27))
    enter(EntryKind.INCIDENT, what="approach", at=timestamp(session._desk.now()))
    assert listed() == ("high", date(2026, 11, 25)), "within a day of an incident"
    session.answers.save_answers(case_id, {"risk_level": Answer("low")})
    session.answers.fold(case_id)
    assert listed() == ("high", date(2026, 11, 25)), "the later review counts"


def test_a_list_that_says_another_risk_is_found_and_set_right(world: World) -> None:
    session, case_id = world.officers, world.interview(risk_level="high")
    session.answers.fold(case_id)
    vault, listed = vault_of(session), session.files.case(case_id)
    gone_through(session)
    for change in ("risk = 'low'", "review_due = ''"):
        vault.execute(f"UPDATE case_file SET {change}")
        assert listed.number in differing(vault, session._desk.forms)
        book = DerivedRows(session._desk)
        while book.step():
            pass
        assert session.files.case(case_id) == listed
    assert not differing(vault, session._desk.forms)


def test_each_step_of_a_file_on_its_way_is_followed(world: World) -> None:
    session, case_id = world.officers, world.interview(**NEED, **NO_NOTICE)
    unknown = Answer(reason=MissingReason.NOT_KNOWN)
    session.answers.save_answers(case_id, {"prosecution_notified_at": unknown})
    seen = []

    def look() -> None:
        seen.append(rows(session, case_id))
        assert seen[-1] == owes(session, case_id)

    session.case_work.enter(case_id, EntryKind.REFERRAL_SENT, "intake:1", {"agency": "moh"})
    look()
    assert DeadlineKind.SILENCE in {kind for kind, *_rest in seen[-1]}
    session.steps.complete(case_id)
    look()
    remarks = (Remark("", "راجع", "", world.clock()),)
    session.steps.return_with_remarks(case_id, remarks, world.confirm(SUPERVISOR))
    look()
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(SUPERVISOR))
    look()
    assert DeadlineKind.NOTICE in kinds(session, case_id)
    world.exported(case_id)
    look()
    assert DeadlineKind.NOTICE not in kinds(session, case_id)
    entered(world, case_id)
    look()
    session.answers.amend(case_id, {"needs[1]/need_timeframe": Answer("w1")}, "تصحيح")
    look()
    assert session.files.case(case_id).status is Status.RETURNED
    assert DeadlineKind.NOTICE in kinds(session, case_id)


def test_a_notice_that_was_handed_over_is_owed_no_more_until_it_is_withdrawn(world: World) -> None:
    session, case_id = world.officers, world.interview(**NO_NOTICE)
    session.answers.fold(case_id)
    assert DeadlineKind.NOTICE in kinds(session, case_id)
    notify(session, case_id)
    assert DeadlineKind.NOTICE not in kinds(session, case_id)
    assert rows(session, case_id) == owes(session, case_id)
    session.delivering.withdraw(case_id)
    assert DeadlineKind.NOTICE in kinds(session, case_id)


def test_a_day_that_the_prosecution_sets_is_owed(world: World) -> None:
    session, case_id = world.officers, world.interview()
    case_rows.set_reply_by(vault_of(session), case_id, "2026-12-01")
    assert DeadlineKind.COMPLETION in kinds(session, case_id)
    case_rows.set_reply_by(vault_of(session), case_id, "")
    assert DeadlineKind.COMPLETION not in kinds(session, case_id)


def test_of_a_voided_file_nothing_is_owed_until_that_is_lifted(world: World) -> None:
    session = world.officers
    case_id = session.new_files.open_case().id
    session.voiding.void(case_id, Voiding(VoidReason.MISTAKE))
    assert rows(session, case_id) == set()
    session.voiding.unvoid(case_id, world.confirm(SUPERVISOR))
    assert kinds(session, case_id) == {DeadlineKind.NOTICE}


def test_nothing_lies_there_of_a_hidden_file(world: World) -> None:
    session, case_id = world.officers, world.interview(**NEED)
    entered(world, case_id)
    session.readers.hide(case_id, "موظف مذكور في الأقوال")
    assert rows(session, case_id) == set()
    session.case_work.enter(case_id, EntryKind.URGENCY_SETTLED)
    session.answers.save_answers(case_id, {"needs[1]/need_timeframe": Answer("h1")})
    session.answers.fold(case_id)
    gone_through(session)
    assert vault_of(session).rows("SELECT * FROM due") == []
    assert owes(session, case_id)  # to its own officer the fold still says it
    session.readers.show_again(case_id)
    assert {DeadlineKind.NEED, DeadlineKind.INCIDENT_REVIEW} <= kinds(session, case_id)


def test_after_whatever_is_done_the_rows_are_what_the_fold_says(world: World) -> None:
    random = Random(11)
    files = [world.interview(), world.officers.new_files.open_case().id, world.interview(1)]
    done: dict[str, int] = {}
    for _step in range(RANDOM_STEPS):
        case_id, deed = random.choice(files), random.choice(DEEDS)
        try:
            deed(world, case_id, random)
        except (TransitionRefused, WorkEntryRefused):
            continue
        done[deed.__name__] = done.get(deed.__name__, 0) + 1
        world.clock.move(minutes=random.randint(1, 3000))
        session = world.officers
        session.answers.fold_all()
        for each in files:
            assert rows(session, each) == owes(session, each), (deed.__name__, done)
    assert done.keys() == {deed.__name__ for deed in DEEDS}
    gone_through(world.reopen(SUPERVISOR))
    assert repaired(world.officers) == []


def _enter(world: World, case_id: CaseId, random: Random) -> None:
    book, at = world.officers.case_work, world.officers._desk.now()
    for _try in range(6):
        work, kind = book.work(case_id), random.choice([*EntryKind])
        subject = histories._likely(random, work, kind)
        entry = histories.random_entry(random, work.next_seq, at, kind, OFFICER.login, subject)
        try:
            book.enter(case_id, kind, entry.subject, entry.body)
        except WorkEntryRefused:
            continue


def _answer(world: World, case_id: CaseId, random: Random) -> None:
    row = random.randint(1, 3)
    changes = {
        "case_type": random.choice(["tip", "labour_violation"]),
        "urgency": random.choice(["immediate", "within_24h", "within_72h", "routine"]),
        "risk_level": random.choice(["high", "medium", "low", ""]),
        "residence_expires": random.choice(["2026-12-20", ""]),
        f"needs[{row}]": random.choice(["1", "1", ""]),
        f"needs[{row}]/need_type": random.choice(["medical", "legal_aid"]),
        f"needs[{row}]/need_wanted": random.choice(["yes", "no"]),
        f"needs[{row}]/need_timeframe": random.choice(["h1", "d3", "m1"]),
    }
    some = {path: Answer(value) for path, value in changes.items() if random.random() < 0.6}
    if world.officers.files.case(case_id).status is Status.IN_PROGRESS:
        world.officers.answers.save_answers(case_id, some)
    elif some:
        world.officers.answers.amend(case_id, some, "تصحيح")


def _notify(world: World, case_id: CaseId, _random: Random) -> None:
    if world.officers.delivering.withdrawable(case_id):
        world.officers.delivering.withdraw(case_id)
    else:
        notify(world.officers, case_id)


def _complete(world: World, case_id: CaseId, _random: Random) -> None:
    if world.officers.steps.review(case_id).ready:
        world.officers.steps.complete(case_id)


def _void(world: World, case_id: CaseId, _random: Random) -> None:
    voiding = world.officers.voiding
    if world.officers.files.case(case_id).status is Status.VOIDED:
        voiding.unvoid(case_id, world.confirm(SUPERVISOR))
    else:
        voiding.void(case_id, Voiding(VoidReason.MISTAKE), world.confirm(SUPERVISOR))


def _lock(world: World, _case_id: CaseId, _random: Random) -> None:
    world.reopen()


DEEDS = (_enter, _enter, _enter, _answer, _answer, _notify, _complete, _void, _lock)


def test_no_deadline_rests_on_what_is_of_level_4(world: World) -> None:
    """Whoever does not read it has the same rows written. What rests on it by a rule of the form
    (when somebody left a shelter) ends or begins none."""
    of_needs = (
        *(referrals.KIND, referrals.WANTED, referrals.WITHIN, referrals.AGENCY, referrals.STATUS),
        *(referrals.ANSWERED_AT, referrals.ANSWERED_BY, seed.SENT_AT, seed.DELIVERED_AT),
    )
    others = (
        *(seed.RISK, seed.REVIEW, seed.ARTICLE_12, seed.ORDERED, seed.REFLECTION_FROM),
        *(seed.REFLECTION_TO, seed.RESIDENCE_EXPIRES, seed.OUTCOME, seed.CLOSED, seed.CLOSED_ON),
        *(seed.CLOSED_BY, seed.CLOSED_AT, "case_type", "urgency"),
    )
    forms = published_forms()
    for version in forms.versions(INTAKE_FORM):
        form = forms.get(INTAKE_FORM, version)
        closed = restricted_questions(form)
        known = {question.name: question for question in form.questions()}
        for name in {*of_needs, *others} & known.keys():
            assert name not in closed, (version, name)
            rests_on = {word for word in closed if f"${{{word}}}" in (known[name].constraint or "")}
            assert not rests_on, (version, name)
        assert rules_for(form).definition is form


# --- who works here, and what is repaired -------------------------------------------------------


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


def test_whoever_comes_in_has_the_same_rows(place: Place) -> None:
    owner = place.open(OWNER)
    for case_id in (place.begun, place.completed):
        for kind, subject, body in (
            (EntryKind.NEED, "", {"need_type": "legal_aid", "timeframe": "d1"}),
            (EntryKind.SHELTER, "", {"what": "in", "room": "12", "at": EIGHT}),
            (EntryKind.INCIDENT, "", {"what": "threat", "at": EIGHT, "words": "أمام المركز"}),
        ):  # fmt: skip
            owner.case_work.enter(case_id, kind, subject, body)
        assert rows(owner, case_id) == owes(owner, case_id)
    owner.lock()
    other = place.open("T-08")  # whom neither file names
    before = vault_of(other).rows("SELECT * FROM due")
    assert before
    gone_through(other)
    for case_id in (place.begun, place.completed):
        with vault_of(other).transaction():
            write_owed(other._desk, case_id)
    assert vault_of(other).rows("SELECT * FROM due") == before
    assert repaired(other) == []


def test_what_differs_is_written_anew_with_an_entry(place: Place) -> None:
    session = place.open(OWNER)
    right = rows(session, place.begun)
    number = session.files.case(place.begun).number
    vault = vault_of(session)
    ref = vault.row("SELECT id FROM case_file WHERE uuid = ?", (place.begun,))[0]
    vault.execute("DELETE FROM due WHERE case_ref = ?", (ref,))
    vault.execute("INSERT INTO due VALUES(5, ?, '', 'notice', 'station', '')", (ref,))
    gone_through(session)
    assert rows(session, place.begun) == right
    assert repaired(session) == [{"files": "1", "numbers": number}]
    assert not session.derived.step()  # that is all for this session
    session.lock()
    again = place.open(OWNER)
    gone_through(again)
    assert len(repaired(again)) == 1


def test_rows_of_a_hidden_file_are_taken_away_and_its_number_is_not_told(place: Place) -> None:
    session = place.open(OWNER)
    session.readers.hide(place.begun, "موظف مذكور في الأقوال")
    vault = vault_of(session)
    vault.execute(
        "INSERT INTO due SELECT 5, id, '', 'notice', 'station', '' FROM case_file WHERE uuid = ?",
        (place.begun,),
    )
    gone_through(session)
    assert rows(session, place.begun) == set()
    assert repaired(session) == [{"files": "1", "numbers": ""}]


def test_each_session_goes_on_where_the_last_one_ended(world: World) -> None:
    """So every file has its turn, the one that was looked at longest ago first."""
    files = [world.officers.new_files.open_case().id for _number in range(COMPARED + AT_ONCE + 1)]
    assert gone_through(world.officers) <= COMPARED // AT_ONCE + 2
    world.officers.answers.fold_all()
    vault_of(world.officers).execute("DELETE FROM due")
    gone_through(world.reopen())
    whole = {case_id for case_id in files if rows(world.officers, case_id)}
    assert whole == set(files[COMPARED:])
    gone_through(world.reopen())
    whole = {case_id for case_id in files if rows(world.officers, case_id)}
    assert len(whole) == len(files)


def test_a_file_that_cannot_be_read_holds_up_nothing_that_is_written(world: World) -> None:
    session, case_id = world.officers, world.interview(**NEED)
    entered(world, case_id)
    other = session.new_files.open_case().id
    vault = vault_of(session)
    before = rows(session, case_id)
    for (name,) in vault.rows("SELECT name FROM sqlite_master WHERE tbl_name = 'work_entry'"
                              " AND type = 'trigger'"):  # fmt: skip
        drop(world, f"DROP TRIGGER {name}")
    session = world.officers
    vault_of(session).execute("UPDATE work_entry SET words = 'x' WHERE seq = 1")
    vault_of(session).execute("DELETE FROM due")
    session.steps.complete(case_id)
    assert session.files.case(case_id).status is Status.COMPLETED
    assert before
    assert rows(session, case_id) == set()
    gone_through(session)
    assert kinds(session, other) == {DeadlineKind.NOTICE}


def drop(world: World, *statements: str) -> None:
    """As a holder of the data key may write."""
    world.officers.lock()
    folder = world.folder / "officers"
    connection = connect(folder / DATABASE, world.keys[OFFICER.login].dek)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    world.sessions["officers"] = world.open(folder, OFFICER)


def test_what_is_taken_back_leaves_the_rows_as_they_were(world: World) -> None:
    session, case_id = world.officers, world.interview(**NEED)
    session.answers.fold(case_id)
    before, vault = rows(session, case_id), vault_of(session)
    with suppress(RuntimeError), vault.transaction():
        case_rows.set_status(vault, case_id, Status.VOIDED, world.clock())
        raise RuntimeError
    assert rows(session, case_id) == before
    vault.limit_pages(1)
    need, full = {"need_type": "legal_aid", "timeframe": "d1"}, False
    while not full:
        before = rows(session, case_id)
        try:
            session.case_work.enter(case_id, EntryKind.NEED, body=need)
        except DiskFull:
            full = True
    assert rows(session, case_id) == before == owes(session, case_id)


# --- an older vault ---------------------------------------------------------------------------


def test_the_files_of_an_older_vault_are_gone_through_in_steps(world: World) -> None:
    files = [world.interview(**NEED)]
    files += [world.officers.new_files.open_case().id for _number in range(2 * AT_ONCE)]
    world.officers.answers.fold_all()
    whole = {case_id: rows(world.officers, case_id) for case_id in files}
    world.officers.lock()
    folder = world.folder / "officers"
    connection = connect(folder / DATABASE, world.keys[OFFICER.login].dek)
    take_back(connection, BACK_TO_10, 10)
    connection.close()
    forget_seen()
    world.sessions["officers"] = session = world.open(folder, OFFICER)
    assert vault_of(session).rows("SELECT * FROM due") == []
    assert not session.due.is_whole
    assert session.derived.step()
    done = [case_id for case_id in files if rows(session, case_id)]
    assert done == files[:AT_ONCE]
    session = world.reopen()  # cut off: the next one goes on from there
    assert not session.due.is_whole
    assert session.derived.step()
    assert [case_id for case_id in files if rows(session, case_id)] == files[: 2 * AT_ONCE]
    gone_through(session)
    assert session.due.is_whole
    assert {case_id: rows(session, case_id) for case_id in files} == whole
    assert repaired(session) == []  # they had no rows: none of them was wrong


def test_a_new_vault_has_nothing_to_fill(world: World) -> None:
    assert world.officers.due.is_whole
    world.officers.new_files.open_case()
    assert world.reopen().due.is_whole


# --- what officers are told -------------------------------------------------------------------


def test_an_officer_is_told_of_the_files_that_name_them_a_supervisor_of_all(place: Place) -> None:
    def sees(login: str) -> tuple[set[str], int, int]:
        session = place.open(login)
        lines = session.due.nearest(99)
        one_file = session.due.of_case(place.begun)
        counted = sum(
            each.late + each.soon for each in (*session.due.counts(), *session.due.unlimited())
        )
        session.lock()
        return {line.case_id for line in lines}, counted, len(one_file)

    owner = sees(OWNER)
    assert owner[0] == {place.begun, place.completed}
    assert 0 not in owner[1:]
    assert sees("T-08") == (set(), 0, 0)
    assert sees(LOGINS[Role.SUPERVISOR]) == owner
    assert sees("S-02") == owner


def test_which_need_it_is_is_told_of_the_files_that_name_the_reader(place: Place) -> None:
    def abouts(login: str) -> set[str]:
        session = place.open(login)
        lines = [line for line in session.due.nearest(99) if line.kind is DeadlineKind.NEED]
        session.lock()
        assert place.begun in {line.case_id for line in lines}
        return {line.about for line in lines}

    session = place.open(OWNER)
    session.answers.save_answers(place.begun, {key: Answer(text) for key, text in NEED.items()})
    session.answers.fold(place.begun)
    session.lock()
    assert "medical" in abouts(OWNER)
    assert abouts("S-02") == {""}  # which no file names


def test_of_a_received_file_what_presses_is_in_the_shift(world: World) -> None:
    session, other, case_id = world.officers, world.interview(), world.approved(**NEED)
    session.handover.import_receipt(world.accept(world.check(world.exported(case_id).path)))
    assert session.files.case(case_id).status is Status.RECEIVED
    lines = dict(session.files.in_hand(9))
    assert [line.tasks for case, line in lines.items() if case.id == case_id] == [(Task.CASE_WORK,)]
    for number in range(1001, 1007):
        session.case_work.enter(other, EntryKind.NEED, f"need:{number}", URGENT)
    world.clock.move(hours=30)
    (line,) = [line for case, line in session.files.in_hand(9) if case.id == case_id]
    assert late(line, world.clock())
    assert line in shift_handover(session._desk).files
    # However much is late in another file, and before it.
    assert case_id in {case.id for case, _line in session.files.in_hand(9)}
    assert shift_handover(session._desk).more == 0
    delivered = {"at": timestamp(world.clock())}
    session.case_work.enter(case_id, EntryKind.DELIVERED, "intake:1", delivered)
    assert case_id not in {case.id for case, _line in session.files.in_hand(9)}


def test_who_sees_no_files_is_told_nothing(place: Place) -> None:
    session = place.open(LOGINS[Role.ADMINISTRATOR])
    with pytest.raises(TransitionRefused):
        session.due.nearest(1)
    session.lock()
