"""The chain of custody as people read it: every deed has words, one file or all, and its proof."""

import ast
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.architecture.sources import ROOT
from tests.desk.approving import approve
from tests.desk.world import Calendar, World
from tipdesk.cases import evidence, transfer
from tipdesk.cases.consent import ledger
from tipdesk.cases.custody import delivery, following
from tipdesk.cases.custody.chain import BORDER, CARRIED
from tipdesk.cases.custody.clock import (
    ATTESTED,
    BEHIND_NOTED,
    ClockComparison,
    ClockStatement,
    Reason,
    SpanKind,
    UncertainSpan,
    attestation_of,
    uncertain_spans,
)
from tipdesk.cases.custody.reading import ChainReading, Doubt, Filter, Objection
from tipdesk.cases.files import workflow
from tipdesk.cases.interview import statement
from tipdesk.cases.model import CaseId
from tipdesk.cases.persons import same, told_alike
from tipdesk.core.errors import (
    Cancelled,
    ClockBehind,
    FileHidden,
    FileNumberUnknown,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.files import contents, derived, match_weights
from tipdesk.desk.handover import annexing
from tipdesk.desk.session.session import Session
from tipdesk.desk.transfer import giving_up, taking_over
from tipdesk.storage import custody_rows
from tipdesk.storage.database import connect
from tipdesk.storage.files import casework_rows, directory_rows, event_rows
from tipdesk.texts.custody_events import ACTIONS
from tipdesk.texts.messages import action_label

# Actions that the desk names by a constant or a choice, or entered in the chains of vaults of before.
NAMED = {
    *statement.ENTRIES, ledger.NOTED, evidence.BEGUN, evidence.KEPT, evidence.LOST, statement.AGREED, statement.WITHDRAWN, BEHIND_NOTED,
    ATTESTED, "printed", workflow.APPROVED, workflow.APPROVED_DIRECTLY, workflow.ASKED,
    workflow.TAKEN_BACK, delivery.DELIVERED, delivery.WITHDRAWN,
    "saved", "print_cancelled", "print_failed", "received", "kept_aside", "created", "restored",
    "migration_undone", "read_through", BORDER, CARRIED, "damage_found", "message_taken", "message_sent", "signed_filed", "voided", "unvoided",
    annexing.SIGNED, annexing.WRITTEN, annexing.ANSWERED, "annex_taken", "annex_refused",
    "notice_begun", "notice_handed_over", "notice_received", "notice_reviewed", "notices_allowed", "notices_stopped",
    "shift_taken", match_weights.TAKEN, told_alike.ENTERED, same.ENTERED, casework_rows.ENTERED, event_rows.ENTERED, derived.REPAIRED, contents.BY_TEAM, "reply_entered",
    directory_rows.NOTED,
    following.GIVEN_UP, following.TAKEN_BACK, following.TAKEN_IN, transfer.SETTLED,
    giving_up.WRONG_DIGITS, taking_over.REFUSED, taking_over.UNPACKED,
}  # fmt: skip


def entered() -> set[str]:
    """The actions that the desk enters with a literal."""
    actions = set()
    for path in sorted((ROOT / "tipdesk" / "desk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                first = node.args[0] if node.args else None
                if node.func.attr == "decide":
                    first = node.args[2]
                if node.func.attr not in ("enter", "enter_viewing", "decide"):
                    continue
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    actions.add(first.value)
    return actions


def test_every_deed_has_words_and_no_words_are_left_over() -> None:
    assert entered() | NAMED == ACTIONS.keys()


def read(session: Session, case_id: CaseId | None = None) -> ChainReading:
    return read_chain(session.custody.plan(case_id), Work())


def test_the_entries_of_a_file_and_of_the_station(world: World) -> None:
    case_id = world.approved()
    number = world.officers.files.case(case_id).number
    own = read(world.officers, case_id).entries
    assert {entry.number for entry in own} == {number}
    assert [entry.seq for entry in own] == sorted(entry.seq for entry in own)
    assert {"opened", "completed", "approved", "audited"} <= {entry.event.action for entry in own}
    with pytest.raises(TransitionRefused):
        read(world.officers)  # what colleagues did is the supervisor's to see
    session = world.reopen(SUPERVISOR)
    reading = read(session)
    assert [entry.seq for entry in reading.entries] == list(range(1, reading.count + 1))
    by = {entry.event.officer: entry.name for entry in reading.entries}
    assert by["S-01"] == session.officer.name
    assert action_label(reading.entries[0].event, "en") == "The vault was made"
    only = reading.chosen(Filter(number=number, officer="S-01", action="approved"))
    assert [entry.event.action for entry in only] == ["approved"]


def test_the_reading_says_how_far_seals_go_and_where_the_chain_breaks(world: World) -> None:
    world.approved()
    world.officers.lock()
    session = world.reopen(SUPERVISOR)
    reading = read(session)
    assert reading.holds
    sealed = reading.sealed_to
    assert sealed is not None
    assert 0 < sealed.last < reading.count  # unlocking came after the seal of the lock
    assert reading.head == (reading.entries[-1].seq, reading.entries[-1].event.hash)
    session.lock()
    raw = connect(session.vault_dir / "vault.db", world.keys[SUPERVISOR.login].dek)
    raw.execute("DROP TRIGGER custody_no_update")
    raw.execute("UPDATE custody SET officer = 'T-99' WHERE seq = 3")
    raw.close()
    world.sessions.clear()
    again = read(world.reopen(SUPERVISOR))
    assert again.objections == (Objection(Doubt.ENTRY_ALTERED, "3"),)


def test_a_reading_can_be_stopped(world: World) -> None:
    work = Work()
    work.cancel()
    plan = world.reopen(SUPERVISOR).custody.plan()
    with pytest.raises(Cancelled):
        read_chain(plan, work)


def test_a_time_of_an_uncertain_clock_is_marked(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    world.clock.move(hours=-5)
    session.new_files.open_case()
    entries = read(session).entries
    assert entries[-1].uncertain
    assert not entries[0].uncertain


def test_who_seals_and_when(world: World) -> None:
    """At completion, approval, lock, export; and after 100 entries."""
    case_id = world.interview()
    vault = world.officers._desk.vault

    def sealed() -> int:
        return max((seal.seq for seal in custody_rows.seals(vault)), default=0)

    def entered(action: str) -> int:
        return next(
            entry.seq for entry in custody_rows.newest_first(vault) if entry.action == action
        )

    world.officers.steps.complete(case_id)
    assert sealed() == entered("completed")
    approve(world.officers, case_id, world.confirm(SUPERVISOR), ())
    assert (sealed(), custody_rows.seals(vault)[-1].login) == (entered("approved"), "S-01")
    world.exported(case_id)
    assert sealed() == entered("exported")
    before = sealed()
    for _number in range(100):
        world.officers._desk.enter("viewed", case_id)
    assert sealed() == before + 100
    world.officers.lock()
    vault = world.reopen()._desk.vault
    assert sealed() == entered("locked")


class Counted(Calendar):
    """A clock with a counter that nobody sets."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.off = timedelta()

    def set(self, **by: float) -> None:
        """Somebody sets the clock."""
        self.off += timedelta(**by)
        self.now += timedelta(**by)

    def counter(self) -> tuple[str, int]:
        return "run", int((self.now - self.off).timestamp() * 1000)


def test_a_statement_of_time_is_an_entry_of_the_station_and_of_each_file_it_touches(
    world: World,
) -> None:
    world.clock = Counted(world.clock.now)
    session = world.reopen(SUPERVISOR)
    world.clock.set(hours=3)
    touched = session.new_files.open_case()
    world.clock.set(hours=-2)
    (_, span) = read(session).spans
    assert (span.kind, span.moved) == (SpanKind.BEHIND, timedelta(hours=-2))
    first = read(session).spans[0]
    assert first.moved is not None
    assert round(first.moved.total_seconds()) == 3 * 3600
    true = first.clock_time - timedelta(hours=3)
    statement = ClockStatement(
        true, Reason.BY_HAND, ClockComparison.TELEPHONE, " ضُبطت\u202e \n خطأً "
    )
    with pytest.raises(ValueError, match="compared"):
        session.custody.attest(first, replace(statement, true=None), world.confirm(SUPERVISOR))
    session.custody.attest(first, statement, world.confirm(SUPERVISOR))
    stated = replace(statement, words="ضُبطت خطأً")
    (span, other) = read(session).spans
    assert [attested.statement for attested in span.attested] == [stated]
    assert (span.attested[0].by, span.shift, other.attested) == ("S-01", -timedelta(hours=3), ())
    own = session.files.load(touched.id).custody
    (entry,) = [entry for entry in own if entry.action == ATTESTED]  # its bundle shows it
    attestation = attestation_of(entry)
    assert attestation is not None
    assert attestation.statement == stated
    assert custody_rows.seals(session._desk.vault)[-1].login == "S-01"
    with pytest.raises(TransitionRefused):
        session.custody.attest(first, statement, world.confirm(OFFICER))


def test_a_statement_lets_files_be_completed_again(world: World) -> None:
    case_id = world.interview()
    world.clock.move(days=900)
    world.reopen()
    world.clock.move(days=-900)
    session = world.reopen()
    with pytest.raises(ClockBehind):
        session.steps.complete(case_id)
    span = read(session, case_id).spans or uncertain(session)
    statement = ClockStatement(None, Reason.UNKNOWN, ClockComparison.NOTHING)
    session.custody.attest(span[-1], statement, world.confirm(SUPERVISOR))
    session.steps.complete(case_id)


def uncertain(session: Session) -> tuple[UncertainSpan, ...]:
    return tuple(uncertain_spans(custody_rows.chain(session._desk.vault)))


def test_a_hidden_file_has_no_number_for_others(world: World) -> None:
    case_id = world.interview()
    number = world.officers.files.case(case_id).number
    world.officers.readers.hide(case_id, "زميل مذكور")
    assert {entry.number for entry in read(world.officers, case_id).entries} == {number}
    session = world.reopen(SUPERVISOR)
    assert number not in {entry.number for entry in read(session).entries}
    with pytest.raises(FileHidden):
        session.custody.plan(case_id)
    with pytest.raises(FileNumberUnknown):
        session.custody.find(number)
    answers = tuple(session.custody.answers(None))
    assert [objection for _, objection in answers] == [
        None
    ]  # what is closed is verified all the same
