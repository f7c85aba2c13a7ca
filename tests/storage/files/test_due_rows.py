"""What is owed, as rows: written with what it follows from, read in ranges."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from tests.storage.samples import OFFICER, START, SUPERVISOR, new_case
from tipdesk.cases.casework.deadlines import Deadline, DeadlineKind, OwedCount, OwedLine, WaitsFor
from tipdesk.cases.deeds.needs import RegisterState
from tipdesk.cases.model import Answer, Case, CaseId, Status
from tipdesk.storage import interview_rows
from tipdesk.storage.files import case_rows, derived_rows, due_rows, search
from tipdesk.storage.files.search import FileSummary, SearchText
from tipdesk.storage.keys import deed_rows
from tipdesk.storage.vault import Vault

ALL, HOUR = "", timedelta(hours=1)
NOW = START + 10 * HOUR
LISTED = FileSummary("", "within_24h", SearchText(("x",)))


def owed(kind: DeadlineKind, due: datetime | None, subject: str = "") -> Deadline:
    return Deadline(kind, subject, START, due, WaitsFor.STATION)


def some(random: Random) -> list[Deadline]:
    """As many hours and kinds are equal as not."""
    lines = {}
    for _line in range(random.randint(0, 7)):
        kind = random.choice([*DeadlineKind])
        subject = random.choice(["", "intake:1", "need:1001"])
        due = random.choice([None, *(START + HOUR * hours for hours in range(0, 60, 4))])
        lines[kind, subject] = Deadline(kind, subject, START, due, random.choice([*WaitsFor]))
    return list(lines.values())


OwedIn = dict[CaseId, tuple[Case, list[Deadline], bool]]


@pytest.fixture
def owed_in(vault: Vault) -> OwedIn:
    """Forty files, of which some name the officer, and what is owed in them."""
    random, files = Random(5), {}
    for number in range(1, 41):
        case, lines, own = new_case(vault, number), some(random), random.random() < 0.4
        due_rows.rewrite(vault, case.id, lines)
        if own:
            case_rows.add_reader(vault, case.id, OFFICER, SUPERVISOR, START)
        files[case.id] = (case, lines, own)
    return files


def expected(owed_in: OwedIn, *, own: bool = False) -> list[tuple[object, ...]]:
    """Number, kind, subject, time and whom, in the order in which they are due."""
    lines = [
        (case.number, line)
        for case, of_case, named in owed_in.values()
        for line in of_case
        if named or not own
    ]
    lines.sort(key=lambda pair: (pair[1].due is None, pair[1].due or START, pair[0],
                                 pair[1].subject, pair[1].kind))  # fmt: skip
    return [(number, line.kind, line.subject, line.due, line.whom) for number, line in lines]


def shown(lines: tuple[OwedLine, ...]) -> list[tuple[object, ...]]:
    return [(line.number, line.kind, line.subject, line.due, line.whom) for line in lines]


# --- read -------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["", OFFICER])
def test_what_is_nearest_comes_first_and_what_has_no_limit_last(
    vault: Vault, owed_in: OwedIn, login: str
) -> None:
    right = expected(owed_in, own=bool(login))
    assert right[-1][3] is None
    assert shown(due_rows.nearest(vault, login, 999)) == right
    assert shown(due_rows.nearest(vault, login, 10)) == right[:10]
    paged, after = list[tuple[object, ...]](), None
    while page := due_rows.nearest(vault, login, 7, after=after):
        paged, after = paged + shown(page), page[-1]
    assert paged == right


def test_a_week_of_hearings_and_appointments(vault: Vault, owed_in: OwedIn) -> None:
    kinds = (DeadlineKind.HEARING, DeadlineKind.APPOINTMENT)
    until = START + 40 * HOUR
    lines = due_rows.nearest(vault, ALL, 999, kinds=dict.fromkeys(kinds, until))
    right = [
        line for line in expected(owed_in) if line[1] in kinds and line[3] is not None
        and line[3] < until
    ]  # fmt: skip
    assert shown(lines) == right != []


def test_each_kind_until_its_own_time(vault: Vault, owed_in: OwedIn) -> None:
    until = {DeadlineKind.HEARING: START + 40 * HOUR, DeadlineKind.NEED: None}
    until[DeadlineKind.URGENCY] = START + 20 * HOUR
    right = [
        line for line in expected(owed_in)
        if line[1] in until and (until[line[1]] is None or (line[3] and line[3] < until[line[1]]))
    ]  # fmt: skip
    assert {line[1] for line in right} == {*until}
    assert shown(due_rows.nearest(vault, ALL, 999, kinds=until)) == right


def test_of_one_file(vault: Vault, owed_in: OwedIn) -> None:
    for case_id, (case, _lines, _own) in owed_in.items():
        right = [line for line in expected(owed_in) if line[0] == case.number]
        assert shown(due_rows.of_case(vault, case_id)) == right


@pytest.mark.parametrize("login", ["", OFFICER])
def test_how_much_is_late_and_how_much_is_due_within_a_day(
    vault: Vault, owed_in: OwedIn, login: str
) -> None:
    until = NOW + timedelta(hours=24)
    late, soon, endless = Counter(), Counter(), Counter()
    nearest: dict[object, datetime] = {}
    for _number, kind, _subject, due, whom in expected(owed_in, own=bool(login)):
        if due is None:
            endless[kind, whom] += 1
        elif due < until:
            (late if due < NOW else soon)[kind, whom] += 1
            nearest[kind, whom] = min(due, nearest.get((kind, whom), due))
    right = {
        OwedCount(kind, whom, late[kind, whom], soon[kind, whom], nearest[kind, whom])
        for kind, whom in late.keys() | soon.keys()
    }
    counted = due_rows.counts(vault, login, NOW, until)
    assert set(counted) == right
    whole = due_rows.counts_before(vault, login, NOW, [until, None, NOW])
    assert whole[0] == counted
    assert whole[2] == due_rows.counts(vault, login, NOW, NOW)
    every = Counter({(each.kind, each.whom): each.late + each.soon for each in whole[1]})
    far = due_rows.counts(vault, login, NOW, datetime(9999, 1, 1, tzinfo=NOW.tzinfo))
    assert every == endless + Counter(
        {(each.kind, each.whom): each.late + each.soon for each in far}
    )
    assert due_rows.counts_before(vault, login, NOW, [until]) == (counted,)
    assert set(due_rows.unlimited(vault, login)) == {
        OwedCount(kind, whom, 0, count, None) for (kind, whom), count in endless.items()
    }
    first = min(nearest.values())  # what is due this very moment is not late yet
    on_time = due_rows.counts(vault, login, first, until)
    assert sum(each.late for each in on_time) == 0
    assert due_rows.counts_before(vault, login, first, [until, first, None])[:2] == (on_time, ())
    assert late.total()
    assert soon.total()


# The files of one officer are walked as they are found: how they are is a step of its own.
SCANS = re.compile(r"\bSCAN (?!json_each|page$|\(subquery)")


def test_no_question_goes_through_a_whole_table(vault: Vault, owed_in: OwedIn) -> None:
    own = OFFICER
    line = due_rows.nearest(vault, ALL, 1)[0]
    asked: list[tuple[str, Callable[[], object]]] = [
        ("nearest", lambda: due_rows.nearest(vault, ALL, 50)),
        ("page", lambda: due_rows.nearest(vault, ALL, 50, after=line, until=NOW)),
        ("own", lambda: due_rows.nearest(vault, own, 50, after=line, kinds={line.kind: NOW})),
        ("counts", lambda: due_rows.counts(vault, ALL, NOW, NOW + HOUR)),
        ("own counts", lambda: due_rows.counts(vault, own, NOW, NOW + HOUR)),
        ("home", lambda: due_rows.counts_before(vault, ALL, NOW, [NOW + HOUR, None])),
        ("own home", lambda: due_rows.counts_before(vault, own, NOW, [NOW + HOUR, None])),
        ("unlimited", lambda: due_rows.unlimited(vault, ALL)),
        ("files", lambda: due_rows.files_due(vault, ALL, NOW, Status.RECEIVED, 9)),
        ("own files", lambda: due_rows.files_due(vault, own, NOW, Status.RECEIVED, 9)),
        ("file", lambda: due_rows.of_case(vault, line.case_id)),
        ("agrees", lambda: due_rows.agrees(vault, line.case_id, ())),
        ("after", lambda: derived_rows.files_after(vault, 7, 4)),
    ]
    plans = {name: plan_of(vault, ask) for name, ask in asked}
    for name, plan in plans.items():
        assert plan, name
        assert not [step for step in plan if SCANS.search(step)], (name, plan)
    for name in ("nearest", "page"):  # read in the order of the key, nothing is sorted
        assert not [step for step in plans[name] if "TEMP B-TREE" in step], plans[name]


def plan_of(vault: Vault, ask: Callable[[], object]) -> list[str]:
    """How the database goes about the statements of a question."""
    statements: list[str] = []
    vault._connection.set_trace_callback(statements.append)
    try:
        ask()
    finally:
        vault._connection.set_trace_callback(None)
    return [
        str(step[-1])
        for statement in statements
        if statement.startswith("SELECT")
        for step in vault.rows(f"EXPLAIN QUERY PLAN {statement}")
    ]


# --- written ----------------------------------------------------------------------------------


def test_only_what_differs_is_written(vault: Vault) -> None:
    case = new_case(vault)
    lines = [owed(DeadlineKind.NOTICE, None), owed(DeadlineKind.NEED, NOW, "intake:1")]
    assert due_rows.rewrite(vault, case.id, lines)
    assert due_rows.agrees(vault, case.id, lines)
    before = vault.row("SELECT total_changes()")
    assert not due_rows.rewrite(vault, case.id, lines)
    assert vault.row("SELECT total_changes()") == before
    later = [lines[0], owed(DeadlineKind.NEED, NOW + HOUR, "intake:1")]
    assert not due_rows.agrees(vault, case.id, later)
    assert due_rows.rewrite(vault, case.id, later)
    assert vault.row("SELECT total_changes()") == (before[0] + 2,)
    with pytest.raises(KeyError):
        due_rows.rewrite(vault, CaseId("none"), ())


def test_what_was_owed_is_forgotten_and_filled_again(vault: Vault, owed_in: OwedIn) -> None:
    assert derived_rows.written_to(vault) is None  # it had no files when it was new
    derived_rows.forget(vault)
    assert (due_rows.nearest(vault, ALL, 9), derived_rows.written_to(vault)) == ((), 0)
    derived_rows.note_written(vault, 12)
    assert derived_rows.written_to(vault) == 12
    vault.set_meta("derived_written/1", "something else")
    assert derived_rows.written_to(vault) == 0


def test_what_follows_is_asked_for_once_and_kept_or_undone_with_the_rest(vault: Vault) -> None:
    first, second = new_case(vault), new_case(vault, 2)
    asked: list[tuple[CaseId, ...]] = []

    def follow(case_ids: tuple[CaseId, ...]) -> None:
        asked.append(case_ids)
        assert vault.in_transaction
        vault.set_meta("followed", str(len(asked)))
        if len(asked) == 2:
            raise RuntimeError

    vault.follow = follow
    with vault.transaction():
        case_rows.set_reply_by(vault, second.id, "2026-12-01")
        case_rows.set_status(vault, first.id, Status.VOIDED, NOW)
        case_rows.set_reply_by(vault, second.id, "2026-12-02")
        assert asked == []
    assert asked == [(second.id, first.id)]
    with pytest.raises(RuntimeError):
        case_rows.set_reply_by(vault, first.id, "2026-12-03")
    assert vault.meta("followed") == "1"
    stored = case_rows.find(vault, first.id)
    assert stored is not None
    assert stored.reply_by is None
    case_rows.set_receipt_number(vault, second.id, "7", NOW)
    assert asked[2:] == [(second.id,)]  # what was undone is forgotten
    with vault.transaction():
        vault.set_meta("other", "1")
    assert len(asked) == 3


CHANGES: dict[str, Callable[[Vault, Case], object]] = {
    "folded": lambda vault, case: interview_rows.fold(vault, case.id, NOW, LISTED),
    "listed": lambda vault, case: search.list_again(vault, case.id, LISTED),
    "status": lambda vault, case: case_rows.set_status(vault, case.id, Status.VOIDED, NOW),
    "notified": lambda vault, case: case_rows.set_notified(vault, case.id, NOW, NOW),
    "hidden": lambda vault, case: case_rows.set_hidden(vault, case.id, NOW, NOW),
    "asked": lambda vault, case: case_rows.set_reply_by(vault, case.id, "2026-12-01"),
    "put right": lambda vault, case: deed_rows.put_right(
        vault, RegisterState(hidden={case.id: 1}), NOW
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_it_follows_from_says_so(
    vault: Vault, change: Callable[[Vault, Case], object]
) -> None:
    """Case work and new files do: see `tests.desk.files.test_due_book`."""
    case = new_case(vault)
    answer = {"urgency": Answer("routine")}
    interview_rows.save_answers(vault, case.id, answer, officer=OFFICER, at=NOW)
    asked: list[tuple[CaseId, ...]] = []
    vault.follow = asked.append
    change(vault, case)
    assert asked == [(case.id,)]
