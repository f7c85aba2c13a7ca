"""From the log to what stands.

The log is written already when it is read, so nothing of it is refused here: an entry that cannot
follow is passed over, and `CaseWork.passed_over` says why. Whoever enters one asks
`entering.may_enter` first, which follows these same rules.

A correction takes an entry out, wherever it stands, and a correction of a correction puts it back;
what leaned on an entry that is taken out is passed over in its turn. An end is an end: a need that
was delivered is not sent again; one that was declined or revoked is opened again when the person
wants it after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar

from tipdesk.cases.casework.case_work import (
    Appointment,
    Attendance,
    CaseClosing,
    CaseOutcome,
    CaseWork,
    Contact,
    Incident,
    Measure,
    Move,
    Need,
    Retention,
    RiskReview,
    SafetyPlan,
    Seed,
    WhyNot,
)
from tipdesk.cases.casework.entries import ENDED, TURNED_BACK, EntryKind, WorkEntry
from tipdesk.cases.custody.chain import read_time

_Thing = TypeVar("_Thing")
_Followed = CaseWork | WhyNot


def begin(seed: Seed) -> CaseWork:
    """Before the first entry."""
    return CaseWork(
        seed,
        needs=dict(seed.needs),
        reviews=(seed.review,) if seed.review else (),
        plan=seed.plan,
        moves=seed.moves,
        measures=dict(seed.measures),
        outcomes={seed.outcome.subject: seed.outcome} if seed.outcome else {},
        owner=seed.owner,
        closing=seed.closing,
        retention=seed.retention,
    )


def fold(seed: Seed, entries: Iterable[WorkEntry]) -> CaseWork:
    """What stands after all of these, in the order of the log."""
    return fold_on(begin(seed), entries)


def fold_on(work: CaseWork, entries: Iterable[WorkEntry]) -> CaseWork:
    """What stands after these as well: the same as if all had been folded at once."""
    later = tuple(entries)
    log = (*work.log, *later)
    if any(entry.kind is EntryKind.CORRECTION for entry in later):
        corrected = _corrected(log)
        work, later = begin(work.seed), log
    else:
        corrected = frozenset()  # what later entries correct is in the log before them
    passed_over = dict(work.passed_over)
    for entry in later:
        followed = WhyNot.CORRECTED if entry.seq in corrected else follow(work, entry)
        if isinstance(followed, WhyNot):
            passed_over[entry.seq] = followed
        else:
            work = followed
    return replace(work, log=log, passed_over=passed_over)


def follow(work: CaseWork, entry: WorkEntry) -> _Followed:
    """What stands after this entry, or why it changes nothing; the log stays that of `work`."""
    if entry.kind is EntryKind.CORRECTION:
        return work if _names_earlier(entry) else WhyNot.UNKNOWN
    if work.closed and entry.kind in _OF_OPEN_FILE:
        return WhyNot.CLOSED
    return _RULES[entry.kind](work, entry)


_OF_OPEN_FILE = frozenset(
    {
        *(EntryKind.NEED, EntryKind.NEED_CHANGED, EntryKind.REFERRAL_SENT, EntryKind.ANSWERED),
        *(EntryKind.DELIVERED, EntryKind.APPOINTMENT, EntryKind.CLOSING),
    }
)
"""What is promised in a closed file nobody would see: it is reopened first."""


def _names_earlier(correction: WorkEntry) -> bool:
    return int(correction.body["seq"]) < correction.seq


def _corrected(log: tuple[WorkEntry, ...]) -> frozenset[int]:
    """From the end, since only a later correction takes one out."""
    corrected: set[int] = set()
    corrections = [entry for entry in log if entry.kind is EntryKind.CORRECTION]
    for correction in reversed(corrections):
        if correction.seq not in corrected and _names_earlier(correction):
            corrected.add(int(correction.body["seq"]))
    return frozenset(corrected)


def _with(things: Mapping[str, _Thing], subject: str, thing: _Thing) -> Mapping[str, _Thing]:
    return {**things, subject: thing}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str) -> datetime | None:
    return read_time(text) if text else None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# --- needs and their referrals ----------------------------------------------------------------


def _need(work: CaseWork, entry: WorkEntry) -> _Followed:
    if entry.subject in work.needs:
        return WhyNot.TAKEN
    need = Need(entry.subject, entry.at, since=entry.at, clock_from=entry.at, history=(entry,))
    return _keep(work, _named(need, entry.body))


def _named(need: Need, body: Mapping[str, str]) -> Need:
    """The need with what an entry says of it; what the entry leaves out stays."""
    return replace(
        need,
        need_type=body.get("need_type", need.need_type),
        wanted=body.get("wanted", need.wanted),
        timeframe=body.get("timeframe", need.timeframe),
        agency=body.get("agency", need.agency),
        focal=body.get("focal", need.focal),
    )


def _known(work: CaseWork, subject: str, at: datetime) -> Need | None:
    """A need, also one whose row was taken out of the interview since: entries speak of it."""
    if subject in work.needs:
        return work.needs[subject]
    if not subject.startswith("intake:"):
        return None
    left = work.seed.gone.get(subject) or Need(subject, at, since=at, clock_from=at)
    return replace(left, gone=True)


def _keep(work: CaseWork, need: Need) -> CaseWork:
    return replace(work, needs=_with(work.needs, need.subject, need))


def _about_need(rule: Callable[[CaseWork, Need, WorkEntry], _Followed]) -> _Rule:
    """A rule for a need that has not ended."""

    def followed(work: CaseWork, entry: WorkEntry) -> _Followed:
        need = _known(work, entry.subject, entry.at)
        if need is None:
            return WhyNot.UNKNOWN
        if need.ended:
            return WhyNot.OVER
        return rule(work, _noted(need, entry), entry)

    return followed


def _noted(need: Need, entry: WorkEntry) -> Need:
    return replace(need, history=(*need.history, entry))


def _stand(need: Need, status: str, at: datetime) -> Need:
    """The need with another status. What a service turns back begins anew: its timeframe runs from
    then, and it is the station's again."""
    need = replace(need, status=status, since=at)
    if status in TURNED_BACK:
        return replace(need, clock_from=at, turned_back=True, appointment="")
    return replace(need, appointment="") if status in ENDED else need


def _need_changed(work: CaseWork, entry: WorkEntry) -> _Followed:
    need = _known(work, entry.subject, entry.at)
    if need is None:
        return WhyNot.UNKNOWN
    wanted_again = entry.body.get("wanted") == "yes" and need.status != "delivered"
    if need.ended and not wanted_again:
        return WhyNot.OVER
    changed = _named(_noted(need, entry), entry.body)
    if need.ended:  # the person wants it after all
        changed = replace(changed, status="draft", since=entry.at, turned_back=False)
        changed = replace(changed, clock_from=entry.at, delivered_at=None)
    return _keep(work, changed)


def _referral_sent(work: CaseWork, need: Need, entry: WorkEntry) -> _Followed:
    sent = replace(
        _stand(need, "sent", entry.at),
        sent_at=entry.at,
        agency=entry.body["agency"],
        letter=entry.body.get("letter", ""),
        shared=_codes(entry.body.get("fields", "")),
        answered_by="",
        why_not="",
    )
    return _keep(work, sent)


def _answered(work: CaseWork, need: Need, entry: WorkEntry) -> _Followed:
    then = min(_time(entry.body.get("at", "")) or entry.at, entry.at)
    status = entry.body["status"]
    before = "" if status in TURNED_BACK else need.told_appointment
    answered = replace(
        _stand(need, status, then),
        told_appointment=entry.body.get("appointment", before),
        answered_by=entry.body.get("by", ""),
        why_not=entry.body.get("why", ""),
    )
    return _keep(work, answered)


def _delivered(work: CaseWork, need: Need, entry: WorkEntry) -> _Followed:
    delivered = replace(
        _stand(need, "delivered", entry.at), delivered_at=read_time(entry.body["at"])
    )
    return _keep(work, delivered)


# --- appointments and hearings ----------------------------------------------------------------


def _appointment(work: CaseWork, entry: WorkEntry) -> _Followed:
    before = work.appointments.get(entry.subject)
    if before is not None and not before.is_open:
        return WhyNot.OVER
    body = entry.body
    subject = body.get("need", before.need if before else "")
    if before is not None and before.need not in ("", subject):
        return WhyNot.TAKEN
    need = _known(work, subject, entry.at) if subject else None
    if subject and need is None:
        return WhyNot.UNKNOWN
    if need is not None and need.ended:
        return WhyNot.OVER
    appointment = before or Appointment(entry.subject, entry.at, entry.at)
    appointment = replace(
        appointment,
        at=read_time(body["at"]),
        made_at=entry.at,
        need=subject,
        place=body.get("with", appointment.place),
        what_for=body.get("what_for", appointment.what_for),
        escort=body.get("escort", appointment.escort),
        bring=body.get("bring", appointment.bring),
    )
    work = replace(work, appointments=_with(work.appointments, entry.subject, appointment))
    if need is None:
        return work
    booked = replace(_stand(_noted(need, entry), "scheduled", entry.at), appointment=entry.subject)
    return _keep(work, booked)


def _hearing(work: CaseWork, entry: WorkEntry) -> _Followed:
    before = work.hearings.get(entry.subject)
    if before is not None and not before.is_open:
        return WhyNot.OVER
    body = entry.body
    fixed = before or Appointment(entry.subject, entry.at, entry.at)
    fixed = replace(
        fixed,
        at=read_time(body["at"]),
        made_at=entry.at,
        place=body.get("court", fixed.place),
        what_for=body.get("what", fixed.what_for),
        summons_to=body.get("summons_to", fixed.summons_to),
        attends=body.get("attends", fixed.attends),
    )
    return replace(work, hearings=_with(work.hearings, entry.subject, fixed))


_STATUS_AFTER = {
    Attendance.ATTENDED: "in_progress",
    Attendance.NO_SHOW: "no_show",
    Attendance.CANCELLED: "accepted",  # by the service, which had given an appointment
}


def _took_place(state: Attendance) -> _Rule:
    def followed(work: CaseWork, entry: WorkEntry) -> _Followed:
        is_hearing = entry.subject in work.hearings
        known = (work.hearings if is_hearing else work.appointments).get(entry.subject)
        if known is None:
            return WhyNot.UNKNOWN
        if not known.is_open:
            return WhyNot.OVER
        over = replace(known, state=state)
        if is_hearing:
            return replace(work, hearings=_with(work.hearings, entry.subject, over))
        work = replace(work, appointments=_with(work.appointments, entry.subject, over))
        need = work.needs.get(known.need)
        if need is None or need.ended or need.appointment != entry.subject:
            return work  # it goes another way by now
        after = _stand(_noted(need, entry), _STATUS_AFTER[state], entry.at)
        return _keep(work, replace(after, appointment=""))

    return followed


# --- the person's safety ----------------------------------------------------------------------


def _contact(work: CaseWork, entry: WorkEntry) -> _Followed:
    contact = Contact(
        read_time(entry.body["at"]),
        entry.by,
        entry.body["way"],
        entry.body["reached"] == "yes",
        entry.body["safe_way"] == "yes",
        entry.body.get("why_not", ""),
    )
    return replace(work, contacts=(*work.contacts, contact))


def _incident(work: CaseWork, entry: WorkEntry) -> _Followed:
    incident = Incident(
        read_time(entry.body["at"]),
        entry.at,
        entry.body["what"],
        entry.body.get("words", ""),
        entry.body.get("reported_to", ""),
    )
    return replace(work, incidents=(*work.incidents, incident))


def _risk_review(work: CaseWork, entry: WorkEntry) -> _Followed:
    review = RiskReview(
        entry.at,
        entry.by,
        entry.body["level"],
        _day(entry.body.get("next", "")),
        _codes(entry.body.get("factors", "")),
        entry.body.get("person_view", ""),
    )
    return replace(work, reviews=(*work.reviews, review))


def _safety_plan(work: CaseWork, entry: WorkEntry) -> _Followed:
    plan = SafetyPlan(
        entry.at,
        _codes(entry.body.get("measures", "")),
        entry.body.get("words", ""),
        entry.body.get("given") == "yes",
    )
    return replace(work, plan=plan)


def _shelter(work: CaseWork, entry: WorkEntry) -> _Followed:
    move = Move(
        entry.at,
        entry.body["what"],
        read_time(entry.body["at"]),
        entry.body.get("room", ""),
        entry.body.get("reason", ""),
    )
    return replace(work, moves=(*work.moves, move))


def _urgency_settled(work: CaseWork, _entry: WorkEntry) -> _Followed:
    return replace(work, urgency_settled=True)


# --- the Prosecution and the court ------------------------------------------------------------


def _measure(work: CaseWork, entry: WorkEntry) -> _Followed:
    before = work.measures.get(entry.subject)
    if before is None and entry.subject.startswith("intake:"):
        return WhyNot.UNKNOWN
    if before is not None and before.ended:
        return WhyNot.OVER
    measure, body = before or Measure(entry.subject, entry.at), entry.body
    measure = replace(
        measure,
        noted_at=entry.at,
        measure=body.get("measure", measure.measure),
        by=body.get("by", measure.by),
        order=body.get("order", measure.order),
        from_day=_day(body.get("from", "")) or measure.from_day,
        until=_day(body.get("until", "")) or measure.until,
        ended=_day(body.get("ended", "")),
    )
    return replace(work, measures=_with(work.measures, entry.subject, measure))


def _outcome(work: CaseWork, entry: WorkEntry) -> _Followed:
    before = work.outcomes.get(entry.subject)
    if before is None and entry.subject.startswith("intake:"):
        return WhyNot.UNKNOWN
    outcome, body = before or CaseOutcome(entry.subject, entry.at), entry.body
    outcome = replace(
        outcome,
        noted_at=entry.at,
        outcome=body.get("outcome", outcome.outcome),
        decided_at=_day(body.get("decided_at", "")) or outcome.decided_at,
        told_at=_time(body.get("told_at", "")) or outcome.told_at,
        note=body.get("note", outcome.note),
    )
    return replace(work, outcomes=_with(work.outcomes, entry.subject, outcome))


def _objection(work: CaseWork, entry: WorkEntry) -> _Followed:
    outcome = work.outcomes.get(entry.subject)
    if outcome is None:
        return WhyNot.UNKNOWN
    if not outcome.may_be_objected:
        return WhyNot.NO_DECISION
    outcome = replace(
        outcome, objection=entry.body["what"], objection_at=read_time(entry.body["at"])
    )
    return replace(work, outcomes=_with(work.outcomes, entry.subject, outcome))


# --- who has the file, and how it ends --------------------------------------------------------


def _assigned(work: CaseWork, entry: WorkEntry) -> _Followed:
    return replace(work, owner=entry.body["officer"])


def _given(work: CaseWork, entry: WorkEntry) -> _Followed:
    return replace(work, teams=work.teams | {entry.body["team"]})


def _taken(work: CaseWork, entry: WorkEntry) -> _Followed:
    if entry.body["team"] not in work.teams:
        return WhyNot.NOT_GIVEN
    return replace(work, teams=work.teams - {entry.body["team"]})


def _closing(work: CaseWork, entry: WorkEntry) -> _Followed:
    closing = CaseClosing(entry.body["reason"], _day(entry.body["date"]), entry.by, entry.at)
    return replace(work, closing=closing)


def _closing_approved(work: CaseWork, entry: WorkEntry) -> _Followed:
    if work.closing is None:
        return WhyNot.NOT_CLOSING
    if work.closed:
        return WhyNot.CLOSED
    if work.closing.by == entry.by:
        return WhyNot.SAME_PERSON
    approved = replace(work.closing, approved_by=entry.by, approved_at=entry.at)
    return replace(work, closing=approved)


def _reopened(work: CaseWork, _entry: WorkEntry) -> _Followed:
    if work.closing is None:
        return WhyNot.NOT_CLOSING
    return replace(work, closing=None)


def _retention(work: CaseWork, entry: WorkEntry) -> _Followed:
    before = work.retention or Retention()
    until = _day(entry.body.get("until", "")) or before.until
    hold = entry.body["hold"] == "yes" if "hold" in entry.body else before.hold
    return replace(work, retention=Retention(until, hold))


_Rule = Callable[[CaseWork, WorkEntry], _Followed]
_RULES: Mapping[EntryKind, _Rule] = MappingProxyType(
    {
        EntryKind.NEED: _need,
        EntryKind.NEED_CHANGED: _need_changed,
        EntryKind.REFERRAL_SENT: _about_need(_referral_sent),
        EntryKind.ANSWERED: _about_need(_answered),
        EntryKind.DELIVERED: _about_need(_delivered),
        EntryKind.APPOINTMENT: _appointment,
        EntryKind.ATTENDED: _took_place(Attendance.ATTENDED),
        EntryKind.NO_SHOW: _took_place(Attendance.NO_SHOW),
        EntryKind.CANCELLED: _took_place(Attendance.CANCELLED),
        EntryKind.CONTACT: _contact,
        EntryKind.INCIDENT: _incident,
        EntryKind.RISK_REVIEW: _risk_review,
        EntryKind.SAFETY_PLAN: _safety_plan,
        EntryKind.SHELTER: _shelter,
        EntryKind.MEASURE: _measure,
        EntryKind.HEARING: _hearing,
        EntryKind.OUTCOME: _outcome,
        EntryKind.OBJECTION: _objection,
        EntryKind.URGENCY_SETTLED: _urgency_settled,
        EntryKind.ASSIGNED: _assigned,
        EntryKind.GIVEN: _given,
        EntryKind.TAKEN: _taken,
        EntryKind.CLOSING: _closing,
        EntryKind.CLOSING_APPROVED: _closing_approved,
        EntryKind.REOPENED: _reopened,
        EntryKind.RETENTION: _retention,
    }
)
