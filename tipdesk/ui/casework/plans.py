"""What is asked for each kind of entry: its fields, what stands in them at first, its button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, auto

from tipdesk.cases.casework.case_work import CaseWork
from tipdesk.cases.casework.entries import (
    ARTICLE_12,
    DECISIONS,
    MEASURES,
    OUTCOMES,
    RISK_LEVELS,
    SCHEMAS,
    TURNED_BACK,
    EntryKind,
)
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.files.review import REVIEW_WITHIN
from tipdesk.desk.case_work import FollowUp
from tipdesk.forms.model import RESTRICTED_LEVEL
from tipdesk.i18n.text import N_, _, kuwait_day
from tipdesk.texts import case_work as words


class FieldShape(Enum):
    """How a field is written."""

    CHOICE = auto()
    CODES = auto()  # several of a list
    LINE = auto()
    WORDS = auto()
    MOMENT = auto()
    DAY = auto()
    TICK = auto()


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of a body. `shown_for`: it is asked only while another field holds one of these."""

    name: str
    label: str  # in English, for the catalogues
    shape: FieldShape
    list_name: str = ""
    only: tuple[str, ...] = ()  # of the list, in this order; all of it where there is none
    shown_for: tuple[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """`deed` is what the button on the page says, and the head of the dialog."""

    deed: str
    picture: str
    fields: tuple[FieldPlan, ...]
    hint: str = ""


_CHOICE, _CODES, _LINE, _WORDS = (
    *(FieldShape.CHOICE, FieldShape.CODES, FieldShape.LINE, FieldShape.WORDS),
)
_MOMENT, _DAY, _TICK = FieldShape.MOMENT, FieldShape.DAY, FieldShape.TICK
_ORDERED = tuple(code for code in MEASURES if code != ARTICLE_12[-1])  # an order, or one asked for
_DECIDED = (*OUTCOMES, *DECISIONS)
_WANTED = FieldPlan("wanted", N_("The person wants it"), _CHOICE, words.WANTED)
_OF_NEED = (
    FieldPlan("timeframe", N_("Timeframe"), _CHOICE, words.TIMEFRAME),
    FieldPlan("agency", N_("Service"), _CHOICE, words.AGENCY),
    FieldPlan("focal", N_("Whom to ask there, and how"), _LINE),
)
_HOUR = FieldPlan("at", N_("Day and hour"), _MOMENT)
_WHY = FieldPlan("why", N_("Why (optional)"), _LINE)

# The usual ones first. An appointment is one: it is entered as that.
_ANSWERS = (
    *("received", "accepted", "in_progress", "rejected", "unavailable", "declined_person"),
    *("closed", "revoked"),
)

PLANS: Mapping[EntryKind, EntryPlan] = {
    EntryKind.NEED: EntryPlan(
        N_("New need"),
        "plus",
        (FieldPlan("need_type", N_("What is needed"), _CHOICE, words.NEED), _WANTED, *_OF_NEED),
    ),
    EntryKind.NEED_CHANGED: EntryPlan(N_("Change the need"), "note-pencil", (_WANTED, *_OF_NEED)),
    EntryKind.REFERRAL_SENT: EntryPlan(
        N_("Referral sent"),
        "export",
        (FieldPlan("agency", N_("Service"), _CHOICE, words.AGENCY),),
    ),
    EntryKind.ANSWERED: EntryPlan(
        N_("Answer"),
        "chat-text",
        (
            FieldPlan(
                "status",
                N_("What the service answers"),
                _CHOICE,
                words.STATUS,
                _ANSWERS,
            ),
            FieldPlan("at", N_("When it answered"), _MOMENT),
            FieldPlan("by", N_("Who answered (optional)"), _LINE),
            FieldPlan(
                "why",
                N_("Why not"),
                _CHOICE,
                words.NOT_SERVED,
                shown_for=("status", TURNED_BACK),
            ),
        ),
        N_("An appointment that it gives is entered as an appointment."),
    ),
    EntryKind.DELIVERED: EntryPlan(
        N_("Delivered"), "check", (FieldPlan("at", N_("When the person received it"), _MOMENT),)
    ),
    EntryKind.APPOINTMENT: EntryPlan(
        N_("Appointment"),
        "calendar-blank",
        (
            _HOUR,
            FieldPlan("with", N_("With whom, where"), _LINE),
            FieldPlan("what_for", N_("What for (optional)"), _LINE),
            FieldPlan("escort", N_("Who goes along (optional)"), _LINE),
            FieldPlan("bring", N_("What to bring (optional)"), _LINE),
        ),
    ),
    EntryKind.HEARING: EntryPlan(
        N_("Hearing"),
        "gavel",
        (
            _HOUR,
            FieldPlan("what", N_("Which hearing"), _CHOICE, words.HEARING),
            FieldPlan("court", N_("Where"), _LINE),
            FieldPlan("attends", N_("Who is to come"), _CHOICE, words.ATTENDS),
            FieldPlan("summons_to", N_("Where the summons went (optional)"), _LINE),
        ),
    ),
    EntryKind.ATTENDED: EntryPlan(
        N_("Attended"), "check", (FieldPlan("note", N_("In a few words (optional)"), _LINE),)
    ),
    EntryKind.NO_SHOW: EntryPlan(N_("Did not come"), "clock", (_WHY,)),
    EntryKind.CANCELLED: EntryPlan(N_("Cancelled"), "prohibit", (_WHY,)),
    EntryKind.CONTACT: EntryPlan(
        N_("Contact"),
        "phone",
        (
            FieldPlan("way", N_("How"), _CHOICE, words.CONTACT_WAY),
            FieldPlan("at", N_("When"), _MOMENT),
            FieldPlan("reached", N_("The person was reached"), _TICK),
            FieldPlan("safe_way", N_("It was the safe way"), _TICK),
            FieldPlan(
                "why_not", N_("Why another way"), _LINE, shown_for=("safe_way", frozenset({"no"}))
            ),
        ),
    ),
    EntryKind.INCIDENT: EntryPlan(
        N_("Incident"),
        "warning-circle",
        (
            FieldPlan("what", N_("What happened"), _CHOICE, words.INCIDENT),
            FieldPlan("at", N_("When"), _MOMENT),
            FieldPlan("words", N_("In the words in which it was told"), _WORDS),
            FieldPlan("reported_to", N_("To whom it was reported (optional)"), _LINE),
        ),
        N_("Within a day the risk is reviewed anew."),
    ),
    EntryKind.RISK_REVIEW: EntryPlan(
        N_("Risk review"),
        "shield-check",
        (
            FieldPlan("level", N_("Risk"), _CHOICE, words.RISK, RISK_LEVELS),
            FieldPlan("next", N_("Next review"), _DAY),
            FieldPlan("factors", N_("What the risk comes from"), _CODES, words.FACTORS),
            FieldPlan("person_view", N_("How the person sees it"), _WORDS),
        ),
    ),
    EntryKind.SAFETY_PLAN: EntryPlan(
        N_("Safety plan"),
        "shield-checkered",
        (
            FieldPlan("measures", N_("Measures"), _CODES, words.SAFETY),
            FieldPlan("words", N_("Agreed with the person"), _WORDS),
            FieldPlan("given", N_("The person has it"), _TICK),
        ),
    ),
    EntryKind.SHELTER: EntryPlan(
        N_("Shelter"),
        "house",
        (
            FieldPlan("what", N_("What changes"), _CHOICE, words.SHELTER),
            FieldPlan("at", N_("When"), _MOMENT),
            FieldPlan("room", N_("Room"), _LINE, shown_for=("what", frozenset({"in", "room"}))),
            FieldPlan(
                "reason",
                N_("Why the person leaves (optional)"),
                _CHOICE,
                words.CLOSE,
                shown_for=("what", frozenset({"out"})),
            ),
        ),
        N_("After a move the risk is reviewed anew."),
    ),
    EntryKind.MEASURE: EntryPlan(
        N_("Order or term"),
        "scales",
        (
            FieldPlan("measure", N_("Which order or term"), _CHOICE, words.MEASURE, _ORDERED),
            FieldPlan("by", N_("Who ordered it"), _CHOICE, words.ORDERED_BY),
            FieldPlan("order", N_("Number of the order (optional)"), _LINE),
            FieldPlan("from", N_("First day"), _DAY),
            FieldPlan("until", N_("Last day"), _DAY),
            FieldPlan("ended", N_("The day on which it ended"), _DAY),
        ),
    ),
    EntryKind.OUTCOME: EntryPlan(
        N_("Outcome of the case"),
        "bank",
        (
            FieldPlan("outcome", N_("What was decided"), _CHOICE, words.OUTCOME, _DECIDED),
            FieldPlan("decided_at", N_("Day of the decision"), _DAY),
            FieldPlan("told_at", N_("When the person was told"), _MOMENT),
            FieldPlan("note", N_("In a few words (optional)"), _LINE),
        ),
        N_("To a decision that closes the case the person can object: its last day is counted."),
    ),
    EntryKind.OBJECTION: EntryPlan(
        N_("Objection"),
        "hand-palm",
        (
            FieldPlan("what", N_("What the person decides"), _CHOICE, words.OBJECTION),
            FieldPlan("at", N_("When"), _MOMENT),
            FieldPlan("by", N_("Who files it (optional)"), _LINE),
        ),
    ),
    EntryKind.URGENCY_SETTLED: EntryPlan(N_("What was urgent is done"), "checks", (_WHY,)),
    EntryKind.RETENTION: EntryPlan(
        N_("How long it is kept"),
        "lock-key",
        (
            FieldPlan("until", N_("The file is kept until"), _DAY),
            FieldPlan("hold", N_("It is not destroyed until that is lifted"), _TICK),
        ),
    ),
    EntryKind.CLOSING: EntryPlan(
        N_("Close the file"),
        "archive",
        (
            FieldPlan("reason", N_("Reason"), _CHOICE, words.CLOSE),
            FieldPlan("date", N_("Day"), _DAY),
        ),
        N_("A second person approves it; until then everything goes on."),
    ),
    EntryKind.CLOSING_APPROVED: EntryPlan(
        N_("Approve the closing"),
        "seal-check",
        (
            FieldPlan("until", N_("The file is kept until"), _DAY),
            FieldPlan("hold", N_("It is not destroyed until that is lifted"), _TICK),
        ),
    ),
    EntryKind.REOPENED: EntryPlan(
        N_("Reopen the file"),
        "arrow-counter-clockwise",
        (FieldPlan("reason", N_("Reason"), _LINE),),
    ),
}
"""Every kind that is entered here by hand."""


@dataclass(frozen=True, slots=True)
class EntryAbout:
    """What somebody wants to enter: of which kind, about what, and what is known of it."""

    kind: EntryKind
    subject: str = ""
    body: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where what is written of it is kept."""
        return " ".join(filter(None, (self.kind.value, self.subject, *self.body.values())))


_CHANGED = {  # of what was noted before
    EntryKind.HEARING: N_("Move the hearing"),
    EntryKind.MEASURE: N_("Change or end it"),
    EntryKind.OUTCOME: N_("Change the outcome"),
}


def deed_text(about: EntryAbout) -> str:
    """What the button of it says."""
    if about.kind is EntryKind.APPOINTMENT and about.subject:
        return _("Move the appointment")
    if about.kind is EntryKind.APPOINTMENT and not about.body:
        return _("Appointment of no need")
    if about.subject and about.kind in _CHANGED:
        return _(_CHANGED[about.kind])
    return _(PLANS[about.kind].deed)


def plan_of(about: EntryAbout, follow_up: FollowUp) -> EntryPlan:
    """Its plan, without the fields that are closed to the officer."""
    plan, levels = PLANS[about.kind], SCHEMAS[about.kind].fields
    kept = [
        each
        for each in plan.fields
        if (about.subject or each.name != "ended")  # of what is new there is no end yet
        and (
            follow_up.reads_restricted
            or each.name not in levels
            or levels[each.name].level < RESTRICTED_LEVEL
        )
    ]
    return EntryPlan(plan.deed, plan.picture, tuple(kept), plan.hint)


def presets(about: EntryAbout, follow_up: FollowUp) -> Mapping[str, str]:
    """What stands in the fields at first, as a body says it."""
    work, now = follow_up.work, timestamp(follow_up.at)
    today = kuwait_day(follow_up.at)
    if about.kind in (EntryKind.NEED_CHANGED, EntryKind.REFERRAL_SENT):
        need = work.needs[about.subject]
        return {
            "wanted": need.wanted,
            "timeframe": need.timeframe,
            "agency": need.agency,
            "focal": need.focal,
        }
    if about.kind in (EntryKind.APPOINTMENT, EntryKind.HEARING):
        known = {**work.appointments, **work.hearings}.get(about.subject)
        if known is None:
            return {}
        return {
            "at": timestamp(known.at),
            "with": known.place,
            "court": known.place,
            "what": known.what_for,
            "attends": known.attends,
            "summons_to": known.summons_to,
            "what_for": known.what_for,
            "escort": known.escort,
            "bring": known.bring,
        }
    if about.kind in (EntryKind.MEASURE, EntryKind.OUTCOME, EntryKind.RETENTION):
        return _as_it_stands(about, work)
    if about.kind is EntryKind.SAFETY_PLAN and work.plan is not None:
        plan = work.plan
        return {"measures": " ".join(plan.measures), "words": plan.words, "given": "no"}
    return {
        EntryKind.NEED: {"wanted": "yes"},
        EntryKind.ANSWERED: {"at": now},
        EntryKind.DELIVERED: {"at": now},
        EntryKind.CONTACT: {"at": now, "reached": "yes", "safe_way": "yes"},
        EntryKind.INCIDENT: {"at": now},
        EntryKind.SHELTER: {"what": _next_move(work), "at": now},
        EntryKind.OBJECTION: {"at": now},
        EntryKind.RISK_REVIEW: {"next": (today + _WEEK).isoformat()},
        EntryKind.CLOSING: {"date": today.isoformat()},
    }.get(about.kind, {})


def _as_it_stands(about: EntryAbout, work: CaseWork) -> Mapping[str, str]:
    """Of an order, a decision, the time of keeping: what was noted last."""
    values: Mapping[str, str | date | datetime | None] = {}
    if measure := work.measures.get(about.subject):
        values = {
            "measure": measure.measure,
            "by": measure.by,
            "order": measure.order,
            "from": measure.from_day,
            "until": measure.until,
        }
    elif outcome := work.outcomes.get(about.subject):
        values = {
            "outcome": outcome.outcome,
            "decided_at": outcome.decided_at,
            "told_at": outcome.told_at,
            "note": outcome.note,
        }
    elif about.kind is EntryKind.RETENTION and (kept := work.retention) is not None:
        values = {"until": kept.until, "hold": "yes" if kept.hold else "no"}
    return {name: _written(value) for name, value in values.items() if value}


def _written(value: str | date | datetime | None) -> str:
    if isinstance(value, datetime):
        return timestamp(value)
    return value.isoformat() if isinstance(value, date) else value or ""


def _next_move(work: CaseWork) -> str:
    """Who is in a shelter changes the room or leaves it; who is in none moves in."""
    return "in" if not work.moves or work.moves[-1].what == "out" else "room"


_WEEK = timedelta(days=REVIEW_WITHIN.days)


def body_of(
    about: EntryAbout, written: Mapping[str, str], first: Mapping[str, str]
) -> dict[str, str]:
    """The body that was written: what is empty says nothing, and of what is only changed no more
    than what changed."""
    body = {name: value for name, value in written.items() if value}
    if about.kind is EntryKind.RETENTION and "hold" not in first and body.get("hold") == "no":
        del body["hold"]  # nobody ever held it
    if about.kind in (EntryKind.NEED_CHANGED, EntryKind.RETENTION):
        body = {name: value for name, value in body.items() if value != first.get(name, "")}
    return {**about.body, **body}
