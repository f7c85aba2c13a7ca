"""Case work in words: what an entry is called, what its codes mean, what it says in one line.

Codes of the form's lists are named as the form of the file names them; those that only case work
knows are named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tipdesk.cases.casework.case_work import Appointment, Need
from tipdesk.cases.casework.deadlines import DeadlineKind, OwedLine, WaitsFor, start_of
from tipdesk.cases.casework.entries import SCHEMAS, EntryKind, WorkEntry, level_of
from tipdesk.cases.casework.home_lines import HomeLine
from tipdesk.cases.custody.chain import read_time
from tipdesk.core.settings import Language
from tipdesk.forms.model import RESTRICTED_LEVEL, FormDefinition
from tipdesk.i18n.text import (
    N_,
    _,
    format_date,
    format_datetime,
    isolate,
    isolated,
    kuwait_day,
    language,
)
from tipdesk.texts.events import SORTS

KINDS: Mapping[EntryKind, str] = {
    EntryKind.NEED: N_("A new need"),
    EntryKind.NEED_CHANGED: N_("A need changed"),
    EntryKind.REFERRAL_SENT: N_("Referral sent"),
    EntryKind.ANSWERED: N_("Answer of the service"),
    EntryKind.DELIVERED: N_("Service delivered"),
    EntryKind.APPOINTMENT: N_("Appointment"),
    EntryKind.ATTENDED: N_("Attended"),
    EntryKind.NO_SHOW: N_("Did not come"),
    EntryKind.CANCELLED: N_("Cancelled"),
    EntryKind.CONTACT: N_("Contact with the person"),
    EntryKind.INCIDENT: N_("Incident"),
    EntryKind.RISK_REVIEW: N_("Risk review"),
    EntryKind.SAFETY_PLAN: N_("Safety plan"),
    EntryKind.SHELTER: N_("Shelter"),
    EntryKind.MEASURE: N_("Measure or term"),
    EntryKind.HEARING: N_("Hearing"),
    EntryKind.OUTCOME: N_("Outcome of the case"),
    EntryKind.OBJECTION: N_("Objection to the decision"),
    EntryKind.URGENCY_SETTLED: N_("What was urgent is done"),
    EntryKind.ASSIGNED: N_("Given to an officer"),
    EntryKind.GIVEN: N_("Given to a team"),
    EntryKind.TAKEN: N_("Taken from a team"),
    EntryKind.CLOSING: N_("Closing of the file"),
    EntryKind.CLOSING_APPROVED: N_("Closing approved"),
    EntryKind.REOPENED: N_("Reopened"),
    EntryKind.RETENTION: N_("How long the file is kept"),
    EntryKind.CORRECTION: N_("Correction"),
}

CONTACT_WAYS: Mapping[str, str] = {
    "call": N_("Telephone"),
    "message": N_("Message"),
    "visit": N_("Meeting in person"),
    "other": N_("Another way"),
}
INCIDENTS: Mapping[str, str] = {
    "threat": N_("Threat"),
    "approach": N_("Somebody approached the person"),
    "gift": N_("Gift or money offered"),
    "watching": N_("Somebody watched the place"),
    "suspect_contact": N_("Contact by a suspect"),
    "injury": N_("Injury"),
    "missing": N_("Not where the person was expected"),
}
_OWN: Mapping[str, Mapping[str, str]] = {
    "contact_way": CONTACT_WAYS,
    "event_sort": {sort.value: name for sort, name in SORTS.items()},
    "incident_what": INCIDENTS,
    "shelter_what": {
        "in": N_("Moved in"),
        "out": N_("Left"),
        "room": N_("Another room"),
    },
    "hearing_what": {
        "questioning": N_("Questioning"),
        "hearing": N_("Court hearing"),
        "examination": N_("Medical examination"),
    },
    "attends": {
        "person": N_("the person is to come"),
        "officer": N_("the officer is to come"),
        "papers": N_("documents alone"),
    },
    "ordered_by": {"prosecution": N_("Prosecution"), "court": N_("Court")},
    "objection_what": {"filed": N_("Filed"), "not_wanted": N_("The person does not want one")},
    "measures": {"reflection": N_("Reflection period"), "residence": N_("Residence permit")},
    "outcomes": {
        "to_court": N_("Referred to court"),
        "joined": N_("Joined to another case"),
        "forwarded": N_("Forwarded to another office"),
    },
}
DEADLINES: Mapping[DeadlineKind, str] = {
    DeadlineKind.NEED: N_("Need"),
    DeadlineKind.SILENCE: N_("Answer of the service"),
    DeadlineKind.APPOINTMENT: N_("Appointment"),
    DeadlineKind.HEARING: N_("Hearing"),
    DeadlineKind.RISK_REVIEW: N_("Risk review"),
    DeadlineKind.HIGH_RISK_REVIEW: N_("Review of a high risk"),
    DeadlineKind.INCIDENT_REVIEW: N_("Risk review after an incident"),
    DeadlineKind.ANSWER: N_("An answer to tell the person"),
    DeadlineKind.CONTACT: N_("Contact with the person"),
    DeadlineKind.GIVEN: N_("A file newly given"),
    DeadlineKind.URGENCY: N_("Urgency of the file"),
    DeadlineKind.NOTICE: N_("Notice to the Prosecution"),
    DeadlineKind.OBJECTION: N_("Objection to the decision"),
    DeadlineKind.COMPLETION: N_("The Prosecution asks for completion"),
    DeadlineKind.MEASURE: N_("Last day of an order"),
    DeadlineKind.CLOSING: N_("Closing of the file"),
    DeadlineKind.RETENTION: N_("End of the time for which the file is kept"),
    DeadlineKind.TRANSFER: N_("On its way to another station"),
}
WHOM: Mapping[WaitsFor, str] = {
    WaitsFor.STATION: N_("this station"),
    WaitsFor.SUPERVISOR: N_("a supervisor"),
    WaitsFor.SERVICE: N_("the service"),
    WaitsFor.PERSON: N_("the person"),
}
"""By whom something is owed."""
_FURTHER = {"art12": "measures", "pp_out": "outcomes"}  # what a list of the form lacks
NEED, AGENCY, TIMEFRAME, STATUS = "need", "agency", "timeframe", "ref_status"
NOT_SERVED, WANTED, RISK, FACTORS = "no_service", "ynu", "risk", "risk_type"
SAFETY, CLOSE, CONTACT_WAY, INCIDENT = "safety", "close", "contact_way", "incident_what"
SHELTER, MEASURE, ORDERED_BY, OUTCOME = "shelter_what", "art12", "ordered_by", "pp_out"
OBJECTION, HEARING, ATTENDS = "objection_what", "hearing_what", "attends"
_LISTS: Mapping[tuple[EntryKind | None, str], str] = {
    (None, "need_type"): NEED,
    (None, "agency"): AGENCY,
    (None, "timeframe"): TIMEFRAME,
    (None, "status"): STATUS,
    (None, "way"): CONTACT_WAY,
    (None, "level"): RISK,
    (None, "factors"): FACTORS,
    (None, "measures"): SAFETY,
    (None, "measure"): MEASURE,
    (None, "outcome"): OUTCOME,
    (None, "attends"): ATTENDS,
    (EntryKind.ANSWERED, "why"): NOT_SERVED,
    (EntryKind.INCIDENT, "what"): INCIDENT,
    (EntryKind.MEASURE, "by"): ORDERED_BY,
    (EntryKind.SHELTER, "what"): SHELTER,
    (EntryKind.SHELTER, "reason"): CLOSE,
    (EntryKind.HEARING, "what"): HEARING,
    (EntryKind.OBJECTION, "what"): OBJECTION,
    (EntryKind.CLOSING, "reason"): CLOSE,
}
_TIMES = frozenset({"at", "told_at"})
_DAYS = frozenset({"next", "date", "until", "from", "ended", "decided_at"})
_YES_NO: Mapping[tuple[str, str], str] = {
    ("wanted", "yes"): N_("wanted"),
    ("wanted", "no"): N_("not wanted"),
    ("wanted", "unknown"): N_("not known whether it is wanted"),
    ("reached", "yes"): N_("reached"),
    ("reached", "no"): N_("not reached"),
    ("safe_way", "yes"): N_("by the safe way"),
    ("safe_way", "no"): N_("by another way than the safe one"),
    ("given", "yes"): N_("given to the person"),
    ("given", "no"): N_("not given to the person"),
    ("hold", "yes"): N_("not to be destroyed until that is lifted"),
    ("hold", "no"): N_("may be destroyed at its end"),
}
_NAMED: Mapping[str, str] = {
    "next": N_("next on {day}"),
    "until": N_("until {day}"),
    "ended": N_("ended on {day}"),
}
_SILENT = frozenset({"letter", "fields", "seq", "need"})  # no words for people


def kind_name(kind: EntryKind) -> str:
    """What an entry of this kind is called."""
    return _(KINDS[kind])


HOME_LINES: Mapping[HomeLine, str] = {
    HomeLine.UNFINISHED: N_("Interviews unfinished"),
    HomeLine.TOLD_NOBODY: N_("Notices and completions open"),
    HomeLine.RETURNED: N_("Files returned"),
    HomeLine.NEEDS: N_("Needs due within a day"),
    HomeLine.MEETINGS: N_("Hearings, appointments and legal terms"),
    HomeLine.UNANSWERED: N_("Not sent yet, or not answered"),
    HomeLine.LATE: N_("Late"),
    HomeLine.SOON: N_("Within 24 hours"),
    HomeLine.REVIEWS: N_("Risk reviews this week"),
    HomeLine.ANSWERS: N_("Answers to tell the person"),
    HomeLine.GIVEN: N_("Files newly given"),
    HomeLine.UNSPOKEN: N_("Not spoken to for 14 days"),
    HomeLine.INCIDENTS: N_("Incidents without a risk review"),
    HomeLine.APPROVALS: N_("Waiting for approval"),
    HomeLine.REVIEWS_LATE: N_("Reviews of a high risk that are late"),
    HomeLine.NEEDS_LATE: N_("Needs late for more than a day"),
    HomeLine.LOAD: N_("Open files, by officer"),
    HomeLine.CLOSINGS: N_("Closings, files on their way, keeping that ends"),
    HomeLine.REASONS: N_("Access reasons to go through"),
}
"""What each line of home counts."""


def until_text(due: datetime | None, in_language: Language) -> str:
    """Until when something is owed; of what is over with a day, that day. '' where no time limits
    it."""
    if due is None:
        return ""
    day = kuwait_day(due)
    if due == start_of(day):
        return format_date(day - timedelta(days=1), in_language)
    return format_datetime(due, in_language)


def deadline_text(names: CodeNames, line: OwedLine) -> str:
    """What is owed, in one line."""
    title = _(DEADLINES[line.kind])
    if not line.about:
        return title
    list_name = "art12" if line.kind is DeadlineKind.MEASURE else NEED
    return f"{title} – {isolate(names.name(list_name, line.about))}"


@dataclass(frozen=True, slots=True)
class CodeNames:
    """What codes mean in the form of a file. `sex`: how one speaks of the person."""

    form: FormDefinition
    sex: str = ""

    def choices(self, list_name: str) -> tuple[tuple[str, str], ...]:
        """Every code of a list with its name."""
        if list_name in _OWN:
            return tuple((code, _(name)) for code, name in _OWN[list_name].items())
        offered = self.form.choices.get(list_name, ())
        named = {choice.name: choice.label.text(language(), self.sex) for choice in offered}
        further = _OWN.get(_FURTHER.get(list_name, ""), {})
        return (*named.items(), *((code, _(name)) for code, name in further.items()))

    def name(self, list_name: str, code: str) -> str:
        """Of one code; the code itself where no list has it."""
        return dict(self.choices(list_name)).get(code, code)

    def names(self, list_name: str, codes: tuple[str, ...]) -> str:
        """Of several, with commas."""
        comma = "، " if language() == "ar" else ", "
        return comma.join(isolate(self.name(list_name, code)) for code in codes)

    def live_text(self, need: Need, appointments: Mapping[str, Appointment]) -> str:
        """Where a need stands now, in a line: no word of it points to a person."""
        parts = []
        if need.sent_at is not None:
            day = isolated(format_date(kuwait_day(need.sent_at), language()))
            parts.append(_("Sent on {day}").format(day=day))
        if need.wanted == "no":
            parts.append(_("The person does not want it"))
        elif need.status != "sent" or not parts:
            parts.append(self.name(STATUS, need.status))
        if (meeting := appointments.get(need.appointment)) is not None:
            when = isolated(format_datetime(meeting.at, language()))
            parts.append(_("Appointment: {when}").format(when=when))
        if need.delivered_at is not None:
            parts.append(isolated(format_date(kuwait_day(need.delivered_at), language())))
        return " · ".join(parts)

    def entry_text(self, entry: WorkEntry) -> str:
        """What it says, in one line; that a part is closed to the reader where it is."""
        parts = [kind_name(entry.kind), *self._values(entry)]
        if entry.level == RESTRICTED_LEVEL > level_of(entry.kind, entry.body):
            parts.append(_("a part is closed to you"))
        return " – ".join(parts)

    def _values(self, entry: WorkEntry) -> Iterator[str]:
        for name in SCHEMAS[entry.kind].fields:  # as they are asked
            value = entry.body.get(name, "")
            if not value or name in _SILENT:
                continue
            if (name, value) in _YES_NO:
                yield _(_YES_NO[name, value])
            elif name in _TIMES:
                yield isolated(format_datetime(read_time(value), language()))
            elif name in _DAYS:
                day = isolated(format_date(date.fromisoformat(value), language()))
                yield _(_NAMED[name]).format(day=day) if name in _NAMED else day
            elif list_name := _LISTS.get((entry.kind, name)) or _LISTS.get((None, name)):
                yield self.names(list_name, tuple(value.split()))
            else:
                yield isolate(" ".join(value.split()))
