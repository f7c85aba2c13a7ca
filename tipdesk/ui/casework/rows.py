"""What stands in a file's case work, a line for each: what is late first, what is over last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tipdesk.cases.casework.case_work import Appointment, Attendance, Need, Retention
from tipdesk.cases.casework.deadlines import RISK_REVIEWS, Deadline, DeadlineKind, overdue
from tipdesk.cases.casework.entries import TURNED_BACK, EntryKind
from tipdesk.desk.case_work import FollowUp
from tipdesk.i18n.text import (
    N_,
    _,
    format_date,
    format_datetime,
    isolate,
    isolated,
    kuwait_day,
    language,
    listed,
)
from tipdesk.texts import case_work as words
from tipdesk.texts.case_work import CodeNames, kind_name


class RowKind(StrEnum):
    """What a line is about, and with it what can be entered of it."""

    NEED = "need"
    APPOINTMENT = "appointment"
    HEARING = "hearing"
    MEASURE = "measure"
    OUTCOME = "outcome"
    OTHER = "other"


_KINDS: Mapping[RowKind, EntryKind] = {
    RowKind.APPOINTMENT: EntryKind.APPOINTMENT,
    RowKind.HEARING: EntryKind.HEARING,
}
_OF_FILE = frozenset({DeadlineKind.URGENCY, DeadlineKind.NOTICE, DeadlineKind.COMPLETION})
_ROW_OF: Mapping[DeadlineKind, str] = {
    **dict.fromkeys(RISK_REVIEWS, "risk_review"),
    DeadlineKind.CLOSING: "closing",
    DeadlineKind.RETENTION: "retention",
}
_CHIPS = {"delivered": "chipok", "draft": "chipgrey", "proposed": "chipgrey"}
_ATTENDANCE: Mapping[Attendance, tuple[str, str]] = {
    Attendance.OPEN: (N_("Fixed"), "chip"),
    Attendance.ATTENDED: (N_("Attended"), "chipok"),
    Attendance.NO_SHOW: (N_("Did not come"), "chipwarn"),
    Attendance.CANCELLED: (N_("Cancelled"), "chipgrey"),
}


@dataclass(frozen=True, slots=True)
class StandingRow:
    """`veiled` is what is shown of it while names are hidden. `due` None: no time limits it."""

    kind: RowKind
    subject: str
    what: str
    veiled: str
    state: str = ""
    chip: str = "chip"
    since: datetime | None = None
    due: datetime | None = None
    late: bool = False
    over: bool = False


def standing_rows(follow_up: FollowUp) -> tuple[StandingRow, ...]:
    """All of it, in the order in which it presses."""
    names = CodeNames(follow_up.form, follow_up.sex)
    unclaimed = {(deadline.kind, deadline.subject): deadline for deadline in follow_up.owed}
    rows = [*_Rows(follow_up, names).all()]
    dated = [_due(row, unclaimed, follow_up.at) for row in rows]
    return tuple(sorted(dated, key=_pressing))


def need_title(names: CodeNames, need: Need) -> str:
    """What is needed, and from whom."""
    parts = [names.name(words.NEED, need.need_type) if need.need_type else _("Need")]
    if need.agency:
        parts.append(names.name(words.AGENCY, need.agency))
    if need.gone:
        parts.append(_("no longer in the interview"))
    return " – ".join(map(isolate, parts))


def need_state(names: CodeNames, need: Need) -> str:
    """Where its referral stands."""
    if need.wanted == "no":
        return _("The person does not want it")
    parts = [names.name(words.STATUS, need.status)]
    if need.why_not and need.status in TURNED_BACK:
        parts.append(names.name(words.NOT_SERVED, need.why_not))
    return " – ".join(map(isolate, parts))


def _due(
    row: StandingRow, owed: Mapping[tuple[DeadlineKind, str], Deadline], at: datetime
) -> StandingRow:
    """The row with the nearest time by which something of it is owed."""
    own = [
        deadline
        for (kind, subject), deadline in owed.items()
        if (subject or _ROW_OF.get(kind, kind.value)) == row.subject
    ]
    ends = sorted(deadline.due for deadline in own if deadline.due is not None)
    late = any(overdue(deadline, at) for deadline in own)
    return replace(row, due=ends[0] if ends else row.due, late=late)


def _pressing(row: StandingRow) -> tuple[bool, bool, bool, float]:
    moment = row.due or row.since
    order = moment.timestamp() if moment is not None else 0.0
    return (row.over, not row.late, row.due is None, -order if row.over else order)


class _Rows:
    def __init__(self, follow_up: FollowUp, names: CodeNames) -> None:
        self._follow_up, self._work, self._names = follow_up, follow_up.work, names

    def all(self) -> Iterator[StandingRow]:
        yield from map(self._need, self._work.needs.values())
        for kind, meetings in (
            (RowKind.APPOINTMENT, self._work.appointments),
            (RowKind.HEARING, self._work.hearings),
        ):
            yield from (self._meeting(kind, meeting) for meeting in meetings.values())
        yield from self._of_safety()
        yield from self._of_court()
        yield from self._of_file()

    def _need(self, need: Need) -> StandingRow:
        chip = "chipwarn" if need.turned_back else _CHIPS.get(need.status, "chip")
        return StandingRow(
            RowKind.NEED,
            need.subject,
            need_title(self._names, need),
            _("Need {number}").format(number=isolated(str(need.number))),
            need_state(self._names, need),
            chip if not need.ended or need.status == "delivered" else "chipgrey",
            need.since,
            over=need.ended,
        )

    def _meeting(self, kind: RowKind, meeting: Appointment) -> StandingRow:
        state, chip = _ATTENDANCE[meeting.state]
        title = kind_name(_KINDS[kind])
        about = self._work.needs.get(meeting.need)
        for_what = self._names.name("hearing_what", meeting.what_for) if meeting.what_for else ""
        parts = [title, for_what, meeting.place]
        if about is not None:
            parts.insert(1, self._names.name(words.NEED, about.need_type))
        what = " – ".join(isolate(part) for part in parts if part)
        number = isolated(meeting.subject.partition(":")[2])
        veiled = f"{title} {number}"
        is_over = not meeting.is_open
        at = meeting.at
        return StandingRow(
            kind, meeting.subject, what, veiled, _(state), chip, meeting.made_at, at, over=is_over
        )

    def _of_safety(self) -> Iterator[StandingRow]:
        work, names = self._work, self._names
        if work.reviews:
            last = work.reviews[-1]
            level = names.name(words.RISK, last.level)
            chip = "chipwarn" if last.level == "high" else "chip"
            yield self._other("risk_review", EntryKind.RISK_REVIEW, level, last.at, chip=chip)
        elif any(deadline.kind in RISK_REVIEWS for deadline in self._follow_up.owed):
            yield self._other("risk_review", EntryKind.RISK_REVIEW, _("None yet"), None)
        if work.plan is not None and self._follow_up.reads_restricted:
            given = _("Given to the person") if work.plan.given else _("Agreed")
            about = names.names(words.SAFETY, work.plan.measures)
            yield self._other("plan", EntryKind.SAFETY_PLAN, given, work.plan.at, about)
        if work.contacts:
            last_contact = work.contacts[-1]
            state = _("Reached") if last_contact.reached else _("Not reached")
            about = names.name(words.CONTACT_WAY, last_contact.way)
            yield self._other("contact", EntryKind.CONTACT, state, last_contact.at, about)
        for number, incident in enumerate(work.incidents):
            state = _("Reported") if incident.reported_to else _("Noted")
            about = names.name(words.INCIDENT, incident.what)
            row = self._other(f"incident {number}", EntryKind.INCIDENT, state, incident.at, about)
            yield replace(row, over=bool(work.reviews and work.reviews[-1].at > incident.noted_at))
        if work.moves:
            move = work.moves[-1]
            state = names.name("shelter_what", move.what)
            at = move.at or move.noted_at
            yield self._other("shelter", EntryKind.SHELTER, state, at, isolate(move.room))

    def _of_court(self) -> Iterator[StandingRow]:
        names = self._names
        for measure in self._work.measures.values():
            about = names.name(words.MEASURE, measure.measure)
            state = _("Ended") if measure.ended else _("In force")
            row = self._other(measure.subject, EntryKind.MEASURE, state, measure.noted_at, about)
            yield replace(row, kind=RowKind.MEASURE, over=measure.ended is not None)
        for outcome in self._work.outcomes.values():
            state = names.name(words.OUTCOME, outcome.outcome)
            if outcome.objection:
                answer = names.name(words.OBJECTION, outcome.objection)
                state = f"{state} – {_('objection: {what}').format(what=isolate(answer))}"
            row = self._other(outcome.subject, EntryKind.OUTCOME, state, outcome.noted_at)
            yield replace(row, kind=RowKind.OUTCOME)

    def _of_file(self) -> Iterator[StandingRow]:
        closing = self._work.closing
        if closing is not None:
            state = (
                _("Closed and approved") if self._work.closed else _("Waits for a second person")
            )
            about = self._names.name(words.CLOSE, closing.reason)
            yield self._other("closing", EntryKind.CLOSING, state, closing.at, about)
        if (kept := retention_text(self._work.retention)) != "":
            yield self._other("retention", EntryKind.RETENTION, kept, None)
        for deadline in self._follow_up.owed:
            if closing is None and deadline.kind is DeadlineKind.CLOSING:
                state = _("It can be closed")
                yield self._other("closing", EntryKind.CLOSING, state, deadline.begin)
            if deadline.kind in _OF_FILE:
                title = _(words.DEADLINES[deadline.kind])
                yield StandingRow(
                    RowKind.OTHER, deadline.kind.value, title, title, _("Open"),
                    since=deadline.begin,
                )  # fmt: skip

    def _other(
        self,
        subject: str,
        kind: EntryKind,
        state: str,
        since: datetime | None,
        about: str = "",
        *,
        chip: str = "chip",
    ) -> StandingRow:
        title = kind_name(kind)
        what = f"{title} – {about}" if about else title
        return StandingRow(RowKind.OTHER, subject, what, title, state, chip, since)


def retention_text(retention: Retention | None) -> str:
    """How long a file is kept; '' while nobody has decided it."""
    if retention is None:
        return ""
    parts = [_("not to be destroyed until that is lifted")] if retention.hold else []
    if retention.until is not None:
        day = isolated(format_date(retention.until, language()))
        parts.append(_("until {day}").format(day=day))
    return " – ".join(parts)


def since_text(row: StandingRow) -> str:
    """Since when it stands so."""
    return "" if row.since is None else isolated(format_datetime(row.since, language()))


def until_text(row: StandingRow) -> str:
    """Until when something is owed; that it is late where it is."""
    if row.due is None or (row.over and row.kind is RowKind.NEED):
        return ""
    when = isolated(words.until_text(row.due, language()))
    return _("Late: {when}").format(when=when) if row.late else when


def open_things(follow_up: FollowUp) -> str:
    """What of a file is not ended, in one line; '' when everything is."""
    names = CodeNames(follow_up.form, follow_up.sex)
    needs = [need_title(names, need) for need in follow_up.work.needs.values() if not need.ended]
    meetings = [*follow_up.work.appointments.values(), *follow_up.work.hearings.values()]
    days = [
        format_date(kuwait_day(meeting.at), language()) for meeting in meetings if meeting.is_open
    ]
    fixed = [_("Appointment on {day}").format(day=isolated(day)) for day in days]
    return listed([*needs, *fixed], language())
