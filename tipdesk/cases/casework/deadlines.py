"""What is owed in a file, since when, until when and by whom: one table, computed from what stands.

Nothing is ticked and nothing is stored: a deadline begins with what makes it owed and is gone with
what ends it (`Deadline.ends`). What is late is found by comparing with the time (`overdue`), so
`owed` itself asks for none.

Days are Kuwait's, which has no summer time: a day as a deadline is over at its midnight. Where no
rule sets a limit, none is invented: `due` is None and the hours since `begin` are shown.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from tipdesk.cases.casework.case_work import Appointment, CaseOutcome, CaseWork, Need
from tipdesk.cases.casework.entries import LAST_YEAR, TURNED_BACK, EntryKind, WorkEntry
from tipdesk.cases.files.review import HIGH, REVIEW_WITHIN
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseId, Status
from tipdesk.core.clock import KUWAIT
from tipdesk.i18n.text import kuwait_day

TIMEFRAME: Mapping[str, timedelta] = {
    "h1": timedelta(hours=1),
    "h3": timedelta(hours=3),
    "d1": timedelta(days=1),
    "d3": timedelta(days=3),
    "w1": timedelta(days=7),
    "m1": timedelta(days=31),
}
"""By choice of list timeframe: until when after the need was opened."""
WITHIN: Mapping[str, timedelta] = {
    "immediate": timedelta(0),
    "within_24h": timedelta(hours=24),
    "within_72h": timedelta(hours=72),
}
"""By choice of list urgency: until when after the file was begun."""
ANOTHER_WAY = timedelta(days=3)  # the longest for finding one, and for a service's silence
AFTER_EVENT = timedelta(days=1)  # a move or an incident: the risk is reviewed (intake-fields N)
UNSPOKEN = timedelta(days=14)  # the longest that nobody speaks to the person; no rule sets it
OBJECTION_MONTHS = 2  # Law 17/1960 art. 104 bis
LABOUR = "labour_violation"  # list case_type: no felony of which the Prosecution is notified
_THURSDAY, _FRIDAY = calendar.THURSDAY, calendar.FRIDAY


class DeadlineKind(StrEnum):
    """What is owed."""

    NEED = "need"
    SILENCE = "silence"  # of a service: an answer
    APPOINTMENT = "appointment"
    HEARING = "hearing"
    RISK_REVIEW = "risk_review"
    HIGH_RISK_REVIEW = "high_risk_review"  # of a person whose risk was last called high
    INCIDENT_REVIEW = "incident_review"  # after an incident, whatever the risk was called before
    ANSWER = "answer"  # of a service or the Prosecution: it came, and the person was not told of it
    CONTACT = "contact"  # with the person
    GIVEN = "given"  # to an officer or a team, who have entered nothing yet
    URGENCY = "urgency"
    NOTICE = "notice"
    OBJECTION = "objection"
    COMPLETION = "completion"  # what the Prosecution asked for
    MEASURE = "measure"
    CLOSING = "closing"
    RETENTION = "retention"  # of a closed file: how long it is kept is decided anew
    TRANSFER = "transfer"  # the file is on its way to another station


WITHOUT_LIMIT = frozenset(
    {DeadlineKind.NOTICE, DeadlineKind.CLOSING, DeadlineKind.ANSWER, DeadlineKind.GIVEN}
)
"""Of which no rule sets a time: they are owed at once."""
RISK_REVIEWS = frozenset(
    {DeadlineKind.RISK_REVIEW, DeadlineKind.HIGH_RISK_REVIEW, DeadlineKind.INCIDENT_REVIEW}
)
MEETINGS = frozenset({DeadlineKind.APPOINTMENT, DeadlineKind.HEARING})
"""What has an hour at which somebody is expected."""


class WaitsFor(StrEnum):
    """By whom it is owed."""

    STATION = "station"  # officer or caseworker who has the file
    SUPERVISOR = "supervisor"
    SERVICE = "service"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file itself says, beside its case work."""

    begun_at: datetime
    status: Status
    urgency: str = ""  # list urgency
    case_type: str = ""  # list case_type
    notified_at: datetime | None = None
    reply_by: date | None = None  # the Prosecution asks for it to be completed


def facts_of(case: Case, answers: Mapping[str, Answer]) -> FileFacts:
    """Of a row of the list and the answers that count."""
    return FileFacts(
        case.created_at,
        case.status,
        case.urgency,
        answers.get("case_type", NO_ANSWER).value,
        case.notified_at,
        case.reply_by,
    )


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that is owed. `ends` are the entries that end it, none where the file itself does;
    `about` says more of it, as a code: which need (list need), which order (list art12 and
    `entries.MEASURES`)."""

    kind: DeadlineKind
    subject: str  # of what; '' the file
    begin: datetime
    due: datetime | None
    whom: WaitsFor
    ends: tuple[EntryKind, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One thing that is owed, of which file (number and code, no name), until when (None: nothing
    sets a limit) and by whom. `ref` is the row number of the file; `about`: as `Deadline`."""

    ref: int
    case_id: CaseId
    number: str
    person_code: str
    kind: DeadlineKind
    subject: str
    due: datetime | None
    whom: WaitsFor
    about: str = ""


@dataclass(frozen=True, slots=True)
class OwedCount:
    """How many things of one kind wait for whom: `late` of them, until the time that was asked for
    `soon` more; `nearest` is the earliest of both. Without a limit all are `soon`, and there is no
    nearest."""

    kind: DeadlineKind
    whom: WaitsFor
    late: int
    soon: int
    nearest: datetime | None


def overdue(deadline: Deadline | OwedLine, now: datetime) -> bool:
    """Whether its time has passed."""
    return deadline.due is not None and deadline.due < now


def owed(work: CaseWork, facts: FileFacts) -> tuple[Deadline, ...]:
    """Everything that is owed, what is due first at the front, what has no limit at the end."""
    if facts.status is Status.VOIDED:
        return ()
    # The person's right and the Prosecution's question outlast the closing.
    standing = [*_hearings(work), *_objection(work), *_completion(facts), *_retention(work)]
    if not work.closed:
        standing += [
            *(*_needs(work), *_silences(work), *_appointments(work), *_measures(work)),
            *(*_risk_review(work), *_urgency(work, facts), *_notice(facts)),
            *(*_answers(work), *_given(work)),
        ]
        standing += [*_contact(work, facts, standing)]
        standing += _closing(work, standing)
    return tuple(sorted(standing, key=_nearest))


def _nearest(deadline: Deadline) -> tuple[bool, datetime, str, str]:
    due = deadline.due
    return (due is None, due or deadline.begin, deadline.kind.value, deadline.subject)


# --- days ------------------------------------------------------------------------------------


def start_of(day: date) -> datetime:
    """Its midnight in Kuwait."""
    return datetime.combine(day, time(), KUWAIT)


def end_of(day: date) -> datetime:
    """The midnight in Kuwait with which it is over; of a day that nobody lives to see, the last one
    that the log knows."""
    return start_of(min(day, date(LAST_YEAR, 12, 31)) + timedelta(days=1))


def months_after(day: date, months: int) -> date:
    """The same day of a later month, its last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def working_day_before(day: date) -> date:
    """The day itself; of a Friday or Saturday, Kuwait's week-end, the Thursday. Public holidays
    are not known here."""
    weekday = day.weekday()
    return day - timedelta(days=weekday - _THURSDAY) if weekday in (_FRIDAY, _FRIDAY + 1) else day


def last_day_of_objection(decided: date) -> date:
    """Two months by the calendar; the earlier working day, since nothing says that a week-end
    prolongs it, nor from which day it counts (Law 17/1960 art. 104 bis)."""
    return working_day_before(months_after(decided, OBJECTION_MONTHS))


# --- needs ------------------------------------------------------------------------------------


def need_due(need: Need) -> datetime | None:
    """Until when a need is to be met. Turned back, it is to find another way in its timeframe, in
    three days at most."""
    begin, timeframe = need.clock_from or need.opened_at, TIMEFRAME.get(need.timeframe)
    if need.turned_back:
        return begin + min(timeframe or ANOTHER_WAY, ANOTHER_WAY)
    return begin + timeframe if timeframe is not None else None


def _needs(work: CaseWork) -> Iterator[Deadline]:
    ends = (EntryKind.DELIVERED, EntryKind.ANSWERED, EntryKind.NEED_CHANGED)
    for need in work.needs.values():
        if not need.ended:
            whom = WaitsFor.STATION if need.is_ours else WaitsFor.SERVICE
            begin = need.clock_from or need.opened_at
            yield Deadline(
                DeadlineKind.NEED,
                need.subject,
                begin,
                need_due(need),
                whom,
                ends,
                about=need.need_type,
            )


def _silences(work: CaseWork) -> Iterator[Deadline]:
    """A service that says nothing. Half of what was left when it was asked, three days at most;
    where nothing was left the need itself is late."""
    ends = (EntryKind.ANSWERED, EntryKind.APPOINTMENT, EntryKind.DELIVERED)
    for need in work.needs.values():
        if need.ended or need.status != "sent" or need.sent_at is None:
            continue
        due = need_due(need)
        left = (due - need.sent_at) / 2 if due is not None else ANOTHER_WAY
        if left > timedelta(0):
            until = need.sent_at + min(left, ANOTHER_WAY)
            yield Deadline(
                DeadlineKind.SILENCE,
                need.subject,
                need.sent_at,
                until,
                WaitsFor.SERVICE,
                ends,
                about=need.need_type,
            )


_NEWS = TURNED_BACK | {"accepted"}
"""Answers of a service after which somebody here has something to do."""


def _answers(work: CaseWork) -> Iterator[Deadline]:
    """Of a service: until the person was reached after it, or anything else is entered of the need.
    Of the Prosecution or a court: until it is noted that the person was told."""
    ends = (EntryKind.CONTACT, EntryKind.REFERRAL_SENT, EntryKind.APPOINTMENT, EntryKind.DELIVERED)
    reached = max((contact.at for contact in work.contacts if contact.reached), default=None)
    for need in work.needs.values():
        came = need.since or need.opened_at
        last = need.history[-1].kind if need.history else None
        if last is not EntryKind.ANSWERED or need.status not in _NEWS or need.ended:
            continue
        if reached is None or reached < came:
            yield Deadline(
                *(DeadlineKind.ANSWER, need.subject, came, None, WaitsFor.STATION),
                ends,
                about=need.need_type,
            )
    outcome = work.outcome
    if outcome is not None and outcome.told_at is None and not _of_the_interview(outcome):
        yield Deadline(
            *(DeadlineKind.ANSWER, outcome.subject, outcome.noted_at, None, WaitsFor.STATION),
            (EntryKind.OUTCOME,),
        )


def _of_the_interview(outcome: CaseOutcome) -> bool:
    return outcome.subject.startswith("intake:")  # no form asks whether it was told


def _contact(work: CaseWork, facts: FileFacts, standing: Iterable[Deadline]) -> Iterator[Deadline]:
    """While something is promised to the person, or their risk is followed: from when they were
    last reached, or their risk was last reviewed, which is done with them."""
    if not any(deadline.kind in _OF_THE_PERSON for deadline in standing):
        return
    spoken = [facts.begun_at, *(contact.at for contact in work.contacts if contact.reached)]
    spoken += [review.at for review in work.reviews]
    begin, ends = max(spoken), (EntryKind.CONTACT, EntryKind.RISK_REVIEW)
    yield Deadline(DeadlineKind.CONTACT, "", begin, begin + UNSPOKEN, WaitsFor.STATION, ends)


_OF_THE_PERSON = RISK_REVIEWS | {DeadlineKind.NEED, DeadlineKind.APPOINTMENT}


# --- handed on --------------------------------------------------------------------------------

_HANDED_ON = frozenset({EntryKind.ASSIGNED, EntryKind.GIVEN})


def _given(work: CaseWork) -> Iterator[Deadline]:
    """A file that another officer or a team has now: until they have entered something. What a team
    has, anybody but the giver may take up."""
    given: WorkEntry | None = None
    for entry in work.log:
        if entry.seq in work.passed_over:
            continue
        if entry.kind in _HANDED_ON:
            own = entry.kind is EntryKind.ASSIGNED and entry.body["officer"] == entry.by
            given = None if own else entry
        elif given is not None and entry.kind is EntryKind.TAKEN:
            given = None if given.kind is EntryKind.GIVEN else given
        elif given is not None and _takes_up(entry, given):
            given = None
    if given is not None:
        yield Deadline(DeadlineKind.GIVEN, "", given.at, None, WaitsFor.STATION)


def _takes_up(entry: WorkEntry, given: WorkEntry) -> bool:
    if given.kind is EntryKind.ASSIGNED:
        return entry.by == given.body["officer"]
    return entry.by != given.by


# --- appointments, hearings -------------------------------------------------------------------

_TOOK_PLACE = (EntryKind.ATTENDED, EntryKind.NO_SHOW, EntryKind.CANCELLED)


def _meeting(kind: DeadlineKind, meeting: Appointment) -> Deadline:
    whom = WaitsFor.PERSON if meeting.attends in ("", "person") else WaitsFor.STATION
    return Deadline(kind, meeting.subject, meeting.made_at, meeting.at, whom, _TOOK_PLACE)


def _appointments(work: CaseWork) -> Iterator[Deadline]:
    for appointment in work.appointments.values():
        if appointment.is_open:
            yield _meeting(DeadlineKind.APPOINTMENT, appointment)


def _hearings(work: CaseWork) -> Iterator[Deadline]:
    for hearing in work.hearings.values():
        if hearing.is_open:
            yield _meeting(DeadlineKind.HEARING, hearing)


# --- risk, urgency, notice --------------------------------------------------------------------


def _risk_review(work: CaseWork) -> Iterator[Deadline]:
    """On the day that was set, at least once a week, and within a day of a move or an incident."""
    last = work.reviews[-1] if work.reviews else None
    events = [incident.noted_at for incident in work.incidents]
    moves = work.moves[len(work.seed.moves) :]  # those of the interview came before its review
    events += [move.noted_at for move in moves]
    since = [at for at in events if last is None or at > last.at]
    begins: list[tuple[datetime, datetime]] = [(at, at + AFTER_EVENT) for at in since]
    if last is not None:
        week = kuwait_day(last.at) + REVIEW_WITHIN
        begins.append((last.at, end_of(min(last.next_day or week, week))))
    if not begins:
        return
    begin, due = min(begins, key=lambda pair: pair[1])
    high = last is not None and last.level == HIGH
    kind = DeadlineKind.HIGH_RISK_REVIEW if high else DeadlineKind.RISK_REVIEW
    if any(last is None or incident.noted_at > last.at for incident in work.incidents):
        kind = DeadlineKind.INCIDENT_REVIEW
    whom = WaitsFor.SUPERVISOR if high else WaitsFor.STATION
    yield Deadline(kind, "", begin, due, whom, (EntryKind.RISK_REVIEW,))


def _owes_notice(facts: FileFacts) -> bool:
    return facts.notified_at is None and facts.case_type != LABOUR


def _notice(facts: FileFacts) -> Iterator[Deadline]:
    """Law 17/1960 art. 40: a felony is told to the Prosecution at once, without a number of hours.
    What left has told it."""
    if _owes_notice(facts) and facts.status in _AT_THE_STATION:
        yield Deadline(DeadlineKind.NOTICE, "", facts.begun_at, None, WaitsFor.STATION)


def _urgency(work: CaseWork, facts: FileFacts) -> Iterator[Deadline]:
    """Until every need that is wanted was sent and the notice is out (once the file has left, that
    tells it), or an officer says that it is done. What is immediate has no time that could pass."""
    within = WITHIN.get(facts.urgency)
    if within is None or work.urgency_settled:
        return
    unsent = any(not need.ended and not need.sent for need in work.needs.values())
    if unsent or (_owes_notice(facts) and facts.status in _AT_THE_STATION):
        due = facts.begun_at + within if within else None
        ends = (EntryKind.REFERRAL_SENT, EntryKind.URGENCY_SETTLED)
        yield Deadline(DeadlineKind.URGENCY, "", facts.begun_at, due, WaitsFor.STATION, ends)


_AT_THE_STATION = frozenset(
    {Status.IN_PROGRESS, Status.RETURNED, Status.COMPLETED, Status.APPROVED}
)


# --- the Prosecution --------------------------------------------------------------------------


def _objection(work: CaseWork) -> Iterator[Deadline]:
    """To the last decision, if it closes the case; without its day no end is known."""
    outcome: CaseOutcome | None = work.outcome
    if outcome is None or not outcome.may_be_objected or outcome.objection:
        return
    decided = outcome.decided_at
    begin = start_of(decided) if decided is not None else outcome.noted_at
    due = end_of(last_day_of_objection(decided)) if decided is not None else None
    yield Deadline(
        DeadlineKind.OBJECTION,
        outcome.subject,
        begin,
        due,
        WaitsFor.PERSON,
        (EntryKind.OBJECTION,),
    )


def _completion(facts: FileFacts) -> Iterator[Deadline]:
    if facts.reply_by is not None:
        due = end_of(facts.reply_by)
        yield Deadline(DeadlineKind.COMPLETION, "", facts.begun_at, due, WaitsFor.STATION)


def _measures(work: CaseWork) -> Iterator[Deadline]:
    """Law 91/2013 art. 12, reflection, residence: their last day."""
    for measure in work.measures.values():
        if measure.until is not None and measure.ended is None:
            yield Deadline(
                DeadlineKind.MEASURE,
                measure.subject,
                measure.noted_at,
                end_of(measure.until),
                WaitsFor.STATION,
                (EntryKind.MEASURE,),
                about=measure.measure,
            )


# --- closing ----------------------------------------------------------------------------------


def _retention(work: CaseWork) -> Iterator[Deadline]:
    """The day until which a closed file is kept. On hold it is kept, whatever the day; nothing is
    destroyed, since no rule for that is known."""
    kept = work.retention
    if work.closed and work.closing and kept and kept.until is not None and not kept.hold:
        begin, ends = work.closing.approved_at or work.closing.at, (EntryKind.RETENTION,)
        yield Deadline(
            *(DeadlineKind.RETENTION, "", begin, end_of(kept.until), WaitsFor.SUPERVISOR),
            ends,
        )


_RUNS_ON = RISK_REVIEWS | {DeadlineKind.CONTACT, DeadlineKind.GIVEN}
"""As long as the file is open: no closing waits for it."""


def _closing(work: CaseWork, standing: list[Deadline]) -> Iterator[Deadline]:
    """A closing waits for the second person; where everything has ended, for being noted."""
    ends = (EntryKind.CLOSING_APPROVED, EntryKind.REOPENED)
    if work.closing is not None:
        begin, whom = work.closing.at, WaitsFor.SUPERVISOR
        yield Deadline(DeadlineKind.CLOSING, "", begin, None, whom, ends)
    elif work.needs and all(deadline.kind in _RUNS_ON for deadline in standing):
        ended = max(need.since or need.opened_at for need in work.needs.values())
        yield Deadline(
            DeadlineKind.CLOSING, "", ended, None, WaitsFor.STATION, (EntryKind.CLOSING,)
        )
