"""What the case work of a file comes to: needs, appointments, reviews, who has it, how it stands.

All of it follows from the seed and the log (`folding.fold`); nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tipdesk.cases.casework.entries import (
    CLOSING_DECISIONS,
    ENDED,
    FIRST_NEED,
    TURNED_BACK,
    UNSENT,
    EntryKind,
    WorkEntry,
)


def subject_of_need(number: int) -> str:
    """Which need a reply slip answers by this number."""
    return f"need:{number}" if number >= FIRST_NEED else f"intake:{number}"


@dataclass(frozen=True, slots=True)
class Need:
    """A need and where its referral stands. Codes are those of the form's lists.

    `clock_from` is when its timeframe began: when it was opened, or last turned back. A service has
    answered when it did, not when that was entered.
    """

    subject: str  # intake:<row>, need:<number>
    opened_at: datetime
    need_type: str = ""
    wanted: str = ""  # yes, no, unknown; '' nobody asked
    timeframe: str = ""
    agency: str = ""
    focal: str = ""
    status: str = "draft"  # list ref_status
    since: datetime | None = None  # it stands so
    clock_from: datetime | None = None
    turned_back: bool = False  # by a service, or at an appointment that nobody came to
    sent_at: datetime | None = None
    letter: str = ""  # mark of the last one
    shared: tuple[str, ...] = ()  # what it told
    answered_by: str = ""
    why_not: str = ""  # list no_service
    appointment: str = ""  # subject of the one that stands
    told_appointment: str = ""  # in words
    delivered_at: datetime | None = None
    gone: bool = False  # its row was taken out of the interview, and entries speak of it
    history: tuple[WorkEntry, ...] = ()

    @property
    def number(self) -> int:
        """As a reply slip says it."""
        return int(self.subject.partition(":")[2])

    @property
    def ended(self) -> bool:
        """Whether the promise is kept, or the person wants it no more: nothing is owed."""
        return self.status in ENDED or self.wanted == "no"

    @property
    def sent(self) -> bool:
        """Whether it ever left for a service."""
        return self.status not in UNSENT

    @property
    def is_ours(self) -> bool:
        """Whether it waits for the station, not for a service."""
        return self.status in UNSENT | TURNED_BACK


class Attendance(StrEnum):
    """What became of an appointment or a hearing."""

    OPEN = "open"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and with whom; of a hearing `place` is the court."""

    subject: str  # appointment:<number>, hearing:<number>
    at: datetime
    made_at: datetime
    need: str = ""  # subject
    place: str = ""
    what_for: str = ""
    escort: str = ""
    bring: str = ""
    summons_to: str = ""
    attends: str = ""  # person, officer, papers
    state: Attendance = Attendance.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it lies ahead, or nobody noted what became of it."""
        return self.state is Attendance.OPEN


@dataclass(frozen=True, slots=True)
class Contact:
    """With the person."""

    at: datetime
    by: str
    way: str
    reached: bool
    safe_way: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """Law 91/2013 art. 9: whoever approaches a witness is to be noted."""

    at: datetime
    noted_at: datetime
    what: str
    words: str = ""
    reported_to: str = ""


@dataclass(frozen=True, slots=True)
class RiskReview:
    """One assessment of the risk, that of the interview among them."""

    at: datetime
    by: str
    level: str  # high, medium, low
    next_day: date | None = None
    factors: tuple[str, ...] = ()
    person_view: str = ""


@dataclass(frozen=True, slots=True)
class SafetyPlan:
    """What was agreed with the person."""

    at: datetime
    measures: tuple[str, ...] = ()
    words: str = ""
    given: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Into a shelter, out of it, to another room."""

    noted_at: datetime
    what: str  # in, out, room
    at: datetime | None = None
    room: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """An order under Law 91/2013 art. 12, or another term with a last day (`entries.MEASURES`)."""

    subject: str
    noted_at: datetime
    measure: str = ""
    by: str = ""
    order: str = ""
    from_day: date | None = None
    until: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What the Prosecution or a court decided, and what the person says to it."""

    subject: str
    noted_at: datetime
    outcome: str = ""
    decided_at: date | None = None
    told_at: datetime | None = None
    note: str = ""
    objection: str = ""  # filed, not_wanted
    objection_at: datetime | None = None

    @property
    def may_be_objected(self) -> bool:
        """Law 17/1960 art. 104 bis: only to a decision that closes the case."""
        return self.outcome in CLOSING_DECISIONS


@dataclass(frozen=True, slots=True)
class CaseClosing:
    """A closing stands once a second person has approved it."""

    reason: str
    day: date | None
    by: str
    at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """Until when the file is kept; on hold it is not destroyed at all."""

    until: date | None = None
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Seed:
    """What the interview recorded of all this. It is read anew whenever the answers change, and no
    entry ever changes it."""

    needs: Mapping[str, Need] = field(default_factory=dict)
    gone: Mapping[str, Need] = field(default_factory=dict)  # of rows that were taken out
    review: RiskReview | None = None
    plan: SafetyPlan | None = None
    moves: tuple[Move, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    outcome: CaseOutcome | None = None
    closing: CaseClosing | None = None
    retention: Retention | None = None
    owner: str = ""  # login of who began the file


class WhyNot(StrEnum):
    """Why an entry may not be made; of the first, also why one in the log changes nothing."""

    CORRECTED = "corrected"  # a later entry says that it was entered in error
    UNKNOWN = "unknown"  # nothing has this subject, or a correction names no earlier entry
    TAKEN = "taken"  # something else has this subject
    OVER = "over"  # the need, appointment, hearing or measure has ended
    NO_DECISION = "no_decision"  # there is no closing decision to object to
    SAME_PERSON = "same_person"  # a second person is needed
    NOT_CLOSING = "not_closing"
    CLOSED = "closed"  # the file is; it has to be reopened first
    NOT_GIVEN = "not_given"  # the team does not have it
    NO_DEED = "no_deed"  # nobody has signed that a team has it, or has it no more
    ROLE = "role"
    BY_DEED = "by_deed"  # who has a file changes with its keys, and nowhere else
    NOT_OWN = "not_own"  # an entry of somebody else, which a supervisor corrects
    OUT_OF_ORDER = "out_of_order"  # it does not follow the last entry of this file
    NOT_YET = "not_yet"  # what it tells of has not happened
    REVIEW_DAY = "review_day"  # the next review has no day, or one that is too far
    UNSAFE_WAY = "unsafe_way"  # another way than the safe one, and nobody says why
    NO_RETENTION = "no_retention"  # nobody has decided how long the file is kept
    VOIDED = "voided"  # the file is
    GIVEN_UP = "given_up"  # the file was, to another station
    RESTRICTED = "restricted"  # it would say something of level 4, which is closed to the officer


@dataclass(frozen=True, slots=True)
class CaseWork:
    """How things stand after the last entry of `log`."""

    seed: Seed
    log: tuple[WorkEntry, ...] = ()
    needs: Mapping[str, Need] = field(default_factory=dict)
    appointments: Mapping[str, Appointment] = field(default_factory=dict)
    hearings: Mapping[str, Appointment] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    incidents: tuple[Incident, ...] = ()
    reviews: tuple[RiskReview, ...] = ()
    plan: SafetyPlan | None = None
    moves: tuple[Move, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    outcomes: Mapping[str, CaseOutcome] = field(default_factory=dict)
    urgency_settled: bool = False
    owner: str = ""
    teams: frozenset[str] = frozenset()
    closing: CaseClosing | None = None
    retention: Retention | None = None
    passed_over: Mapping[int, WhyNot] = field(default_factory=dict)  # by seq

    @property
    def closed(self) -> bool:
        """Whether a second person has approved its closing."""
        return self.closing is not None and bool(self.closing.approved_by)

    @property
    def next_seq(self) -> int:
        """Of the next entry."""
        return self.log[-1].seq + 1 if self.log else 1

    @property
    def outcome(self) -> CaseOutcome | None:
        """The last decision that is known."""
        return next(reversed([*self.outcomes.values()]), None)

    def next_subject(self, of: str) -> str:
        """What the next need, appointment, hearing, measure or outcome (`of`) is called. A number
        is never used again, whatever became of it."""
        subjects = {*self.needs, *self.seed.gone, *(entry.subject for entry in self.log)}
        heads = (f"{of}:", "intake:") if of == "need" else (f"{of}:",)
        numbers = [subject.partition(":")[2] for subject in subjects if subject.startswith(heads)]
        used = [int(number) for number in numbers if number.isdecimal()]
        least = FIRST_NEED - 1 if of == "need" else 0
        return f"{of}:{max(used, default=0) + 1 if max(used, default=0) > least else least + 1}"

    def next_of(self, need: Need, at: datetime) -> tuple[EntryKind, str] | None:
        """What is to be entered next of a need at that moment, and about what; None: it ended."""
        if need.ended:
            return None
        if need.is_ours:
            return EntryKind.REFERRAL_SENT, need.subject
        if need.status == "in_progress":
            return EntryKind.DELIVERED, need.subject
        meeting = self.appointments.get(need.appointment)
        if meeting is not None and meeting.at <= at:
            return EntryKind.ATTENDED, meeting.subject
        if meeting is None and need.status in ("accepted", "scheduled"):
            return EntryKind.APPOINTMENT, ""
        return EntryKind.ANSWERED, need.subject
