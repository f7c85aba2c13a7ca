"""One entry of the case-work log: what an officer or a caseworker notes after the interview.

The log is appended to and never changed. It stands beside the record of the interview and never in
it: no entry moves the status, revision or digest of a file. Kinds are a closed list, each with the
fields of its body (`SCHEMAS`): what is not in the list is refused. Values are text as in XForms: a
choice by its name, several separated by one space, a date as ISO 8601, a time in UTC; what is left
out says nothing. So every body reads the same in the vault, in a digest and in a message.

Terms are those of FHIR where one fits: a need and its referral (ServiceRequest), appointment,
contact (Communication), risk review (RiskAssessment), safety plan (CarePlan), incident
(AdverseEvent), correction (entered in error).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from tipdesk.cases.custody.chain import canonical, read_time, timestamp
from tipdesk.cases.model import CaseId, Source
from tipdesk.core.errors import WorkEntryInvalid
from tipdesk.forms.model import MAX_TEXT, RESTRICTED_LEVEL

FORMAT = "tipdesk-work/1"
MOST_WORDS = 20_000  # characters of a safety plan, of what happened
MOST_CODES = 64  # in one field
MOST_BYTES = 65_536  # of a body as canonical JSON
FIRST_NEED = 1001
"""Of a need that is noted after the interview: below it are the rows of the interview, so that a
reply slip says with one number which need it answers (`cases.paper.prints.ReplyCode`)."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
SOURCES = frozenset({Source.PERSON, Source.DOCUMENT, Source.OBSERVATION, Source.THIRD_PARTY})


class EntryKind(StrEnum):
    """What an entry says."""

    NEED = "need"
    NEED_CHANGED = "need_changed"
    REFERRAL_SENT = "referral_sent"
    ANSWERED = "answered"  # by the service, or by the person about it
    DELIVERED = "delivered"
    APPOINTMENT = "appointment"  # made, or moved
    ATTENDED = "attended"  # an appointment or a hearing
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    CONTACT = "contact"  # with the person
    INCIDENT = "incident"
    RISK_REVIEW = "risk_review"
    SAFETY_PLAN = "safety_plan"
    SHELTER = "shelter"  # in, out, another room
    MEASURE = "measure"  # Law 91/2013 art. 12, and other terms with a last day
    HEARING = "hearing"
    OUTCOME = "outcome"  # of the case at the Prosecution or a court
    OBJECTION = "objection"  # to a closing decision: Law 17/1960 art. 104 bis
    URGENCY_SETTLED = "urgency_settled"  # an officer says that what was urgent is done
    ASSIGNED = "assigned"
    GIVEN = "given"  # to a team
    TAKEN = "taken"  # from it again
    CLOSING = "closing"
    CLOSING_APPROVED = "closing_approved"
    REOPENED = "reopened"
    RETENTION = "retention"
    CORRECTION = "correction"  # another entry was entered in error


# Lists of the form that rules here read; a test holds them to the form that ships.
TIMEFRAMES = ("h1", "h3", "d1", "d3", "w1", "m1")
ENDED = frozenset({"delivered", "declined_person", "closed", "revoked"})  # list ref_status
TURNED_BACK = frozenset({"rejected", "unavailable", "no_show"})
UNSENT = frozenset({"draft", "proposed"})
IN_HAND = frozenset({"sent", "received", "accepted", "scheduled", "in_progress"})
REFERRAL_STATUSES = UNSENT | IN_HAND | TURNED_BACK | ENDED
# What has a kind of its own is entered as that.
ANSWERS = REFERRAL_STATUSES - UNSENT - {"sent", "delivered", "no_show"}
RISK_LEVELS = ("high", "medium", "low")
ARTICLE_12 = ("medical", "social_care", "shelter", "requested", "none")
REFLECTION, RESIDENCE = "reflection", "residence"
MEASURES = (*ARTICLE_12, REFLECTION, RESIDENCE)
CLOSING_DECISIONS = frozenset({"archived_temp", "archived_final"})  # list pp_out
OUTCOMES = (
    *("under_investigation", *sorted(CLOSING_DECISIONS), "charged_tip", "charged_som"),
    *("charged_other", "convicted", "acquitted", "appeal", "unknown"),
)
DECISIONS = ("to_court", "joined", "forwarded")  # the Prosecution's message says no more
CLOSE_REASONS = (
    *("services_complete", "returned_home", "integrated", "transferred", "person_request"),
    *("lost_contact", "deported", "deceased", "not_tip", "duplicate"),
)

LISTS_OF_FORM: Mapping[str, frozenset[str]] = {
    "ref_status": REFERRAL_STATUSES,
    "no_service": frozenset(),
    "close": frozenset(CLOSE_REASONS),
    "pp_out": frozenset(OUTCOMES),
    "art12": frozenset(ARTICLE_12),
}
"""The lists of a form by which case work says its codes, and the codes that they keep."""


# --- the fields of a body ---------------------------------------------------------------------

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LOGIN = re.compile(r"[^\W_][\w.-]{0,63}")
_WRITER = re.compile(rf"([A-Z0-9]{{2,6}}/)?{_LOGIN.pattern}")  # with the code of another station
_CASE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MARK = re.compile(r"[0-9a-f]{32}")
_SEQ = re.compile(r"[1-9][0-9]{0,8}")
_NEED = r"(?:intake:[1-9][0-9]{0,5}|need:[1-9][0-9]{3,5})"
_LATER_NEED = r"need:(?!1000$)[1-9][0-9]{3,5}"


@dataclass(frozen=True, slots=True)
class BodyField:
    """One field: what it may hold, whether an entry lacks something without it, and its level
    (intake-fields §2)."""

    fits: Callable[[str], bool]
    needed: bool = False
    level: int = 1


@dataclass(frozen=True, slots=True)
class EntrySchema:
    """Of one kind: what it is about ('' for the file), its fields, and whether it says something
    without any of them."""

    fields: Mapping[str, BodyField]
    subject: re.Pattern[str] = re.compile("")
    may_be_empty: bool = False


def _one_of(*codes: str) -> Callable[[str], bool]:
    return frozenset(codes).__contains__


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _codes(value: str) -> bool:
    names = value.split(" ")
    sound = all(_CODE.fullmatch(name) for name in names)
    return sound and len(set(names)) == len(names) <= MOST_CODES


def _line(value: str) -> bool:
    return _is_text(value, MAX_TEXT, "")


def _words(value: str) -> bool:
    return _is_text(value, MOST_WORDS, "\n\t")


def _is_text(value: str, most: int, allowed: str) -> bool:
    return (
        len(value) <= most
        and bool(value.strip())
        and all(
            sign in allowed or unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp")
            for sign in value
        )
    )


def _date(value: str) -> bool:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return day.isoformat() == value and FIRST_YEAR <= day.year <= LAST_YEAR


def _time(value: str) -> bool:
    try:
        at = read_time(value)
    except ValueError:
        return False
    return FIRST_YEAR <= at.year <= LAST_YEAR and timestamp(at) == value


_code, _yes_no = _matches(_CODE), _one_of("yes", "no")
_login, _at = _matches(_LOGIN), BodyField(_time, needed=True)
_why = BodyField(_line, level=2)
_OF_NEED = {
    "need_type": BodyField(_code, level=2),
    "wanted": BodyField(_one_of("yes", "no", "unknown"), level=2),
    "timeframe": BodyField(_one_of(*TIMEFRAMES)),
    "agency": BodyField(_code, level=2),
    "focal": BodyField(_line, level=2),
}
_need, _either = re.compile(_NEED), re.compile(r"(?:appointment|hearing):[1-9][0-9]{0,5}")
_outcome = re.compile(r"(?:outcome:[1-9][0-9]{0,5}|intake:outcome)")

SCHEMAS: Mapping[EntryKind, EntrySchema] = {
    EntryKind.NEED: EntrySchema(
        {**_OF_NEED, "need_type": BodyField(_code, needed=True, level=2)}, re.compile(_LATER_NEED)
    ),
    EntryKind.NEED_CHANGED: EntrySchema(_OF_NEED, _need),
    EntryKind.REFERRAL_SENT: EntrySchema(
        {
            "agency": BodyField(_code, needed=True, level=2),
            "letter": BodyField(_matches(_MARK)),
            "fields": BodyField(_codes, level=2),  # what it told of the person: Law 20/2014 art. 34
        },
        _need,
    ),
    EntryKind.ANSWERED: EntrySchema(
        {
            "status": BodyField(_one_of(*ANSWERS), needed=True),
            "by": BodyField(_line, level=2),
            "at": BodyField(_time),
            "why": BodyField(_code, level=2),  # list no_service
            "appointment": BodyField(_line, level=2),  # in words, where no hour is told
        },
        _need,
    ),
    EntryKind.DELIVERED: EntrySchema({"at": _at}, _need),
    EntryKind.APPOINTMENT: EntrySchema(
        {
            "at": _at,
            "need": BodyField(_matches(_need)),
            "with": BodyField(_line, level=2),
            "what_for": BodyField(_line, level=2),
            "escort": BodyField(_line, level=2),
            "bring": BodyField(_line, level=2),
        },
        re.compile(r"appointment:[1-9][0-9]{0,5}"),
    ),
    EntryKind.ATTENDED: EntrySchema({"note": _why}, _either, may_be_empty=True),
    EntryKind.NO_SHOW: EntrySchema({"why": _why}, _either, may_be_empty=True),
    EntryKind.CANCELLED: EntrySchema({"why": _why}, _either, may_be_empty=True),
    EntryKind.CONTACT: EntrySchema(
        {
            "way": BodyField(_code, needed=True),
            "at": _at,
            "reached": BodyField(_yes_no, needed=True),
            "safe_way": BodyField(_yes_no, needed=True),  # the one that the person named
            "why_not": _why,
        }
    ),
    EntryKind.INCIDENT: EntrySchema(
        {
            "what": BodyField(
                _one_of(
                    *("threat", "approach", "gift", "watching", "suspect_contact", "injury"),
                    "missing",
                ),
                needed=True,
                level=2,
            ),
            "at": _at,
            "words": BodyField(_words, level=RESTRICTED_LEVEL),
            "reported_to": BodyField(_line, level=2),  # Law 91/2013 art. 9
        }
    ),
    EntryKind.RISK_REVIEW: EntrySchema(
        {
            "level": BodyField(_one_of(*RISK_LEVELS), needed=True, level=3),
            "factors": BodyField(_codes, level=RESTRICTED_LEVEL),
            "person_view": BodyField(_words, level=RESTRICTED_LEVEL),
            "next": BodyField(_date),
        }
    ),
    EntryKind.SAFETY_PLAN: EntrySchema(
        {
            "measures": BodyField(_codes, level=RESTRICTED_LEVEL),
            "words": BodyField(_words, level=RESTRICTED_LEVEL),
            "given": BodyField(_yes_no),  # to the person
        }
    ),
    EntryKind.SHELTER: EntrySchema(
        {
            "what": BodyField(_one_of("in", "out", "room"), needed=True, level=3),
            "at": _at,
            "room": BodyField(_line, level=RESTRICTED_LEVEL),
            "reason": BodyField(_one_of(*CLOSE_REASONS), level=3),
        }
    ),
    EntryKind.MEASURE: EntrySchema(
        {
            "measure": BodyField(_one_of(*MEASURES, "medical_social"), level=2),
            "by": BodyField(_one_of("prosecution", "court"), level=2),
            "order": BodyField(_line, level=2),
            "from": BodyField(_date, level=2),
            "until": BodyField(_date, level=2),
            "ended": BodyField(_date, level=2),
        },
        re.compile(rf"(?:measure:[1-9][0-9]{{0,5}}|intake:(?:art12|{REFLECTION}|{RESIDENCE}))"),
    ),
    EntryKind.HEARING: EntrySchema(
        {
            "at": _at,
            "what": BodyField(_one_of("questioning", "hearing", "examination"), level=2),
            "court": BodyField(_line, level=2),
            "summons_to": BodyField(_line, level=2),
            "attends": BodyField(_one_of("person", "officer", "papers"), level=2),
        },
        re.compile(r"hearing:[1-9][0-9]{0,5}"),
    ),
    EntryKind.OUTCOME: EntrySchema(
        {
            "outcome": BodyField(_one_of(*OUTCOMES, *DECISIONS), level=2),
            "decided_at": BodyField(_date),
            "told_at": BodyField(_time),  # to the person
            "note": _why,
        },
        _outcome,
    ),
    EntryKind.OBJECTION: EntrySchema(
        {
            "what": BodyField(_one_of("filed", "not_wanted"), needed=True, level=2),
            "at": _at,
            "by": BodyField(_line, level=2),
        },
        _outcome,
    ),
    EntryKind.URGENCY_SETTLED: EntrySchema({"why": _why}, may_be_empty=True),
    EntryKind.ASSIGNED: EntrySchema(
        {
            "officer": BodyField(_login, needed=True),
            "before": BodyField(_login),
            "why": _why,
            "deed": BodyField(_matches(_SEQ)),  # its number; none in a vault without deeds
        }
    ),
    EntryKind.GIVEN: EntrySchema({"team": BodyField(_code, needed=True)}),
    EntryKind.TAKEN: EntrySchema({"team": BodyField(_code, needed=True)}),
    EntryKind.CLOSING: EntrySchema(
        {
            "reason": BodyField(_one_of(*CLOSE_REASONS), needed=True, level=2),
            "date": BodyField(_date, needed=True),
        }
    ),
    EntryKind.CLOSING_APPROVED: EntrySchema({}, may_be_empty=True),
    EntryKind.REOPENED: EntrySchema({"reason": BodyField(_line, needed=True, level=2)}),
    EntryKind.RETENTION: EntrySchema({"until": BodyField(_date), "hold": BodyField(_yes_no)}),
    EntryKind.CORRECTION: EntrySchema(
        {
            "seq": BodyField(_matches(_SEQ), needed=True),
            "reason": BodyField(_line, needed=True, level=2),
        }
    ),
}
"""Every kind, with what its entries hold."""


def level_of(kind: EntryKind, body: Mapping[str, str]) -> int:
    """The highest level of what a body says; its fields are known."""
    return max((SCHEMAS[kind].fields[name].level for name in body), default=1)


# --- an entry ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One entry; none that does not fit its kind can be made.

    `seq` counts 1, 2, 3 … in the file, `at` is aware, in whole milliseconds, `by` a login.
    `document` is the SHA-256 (hex) of the scan or message that a source of kind DOCUMENT is, ''
    where there is none. Of what is closed to the officer fields are left out of the body; `level`
    still counts them.

    Raises:
        WorkEntryInvalid: it does not fit (details: seq, field).
    """

    case_id: CaseId
    seq: int
    at: datetime
    by: str
    kind: EntryKind
    subject: str = ""
    body: Mapping[str, str] = field(default_factory=dict)
    source: Source = Source.PERSON
    document: str = ""
    level: int = 0  # 0: that of its body

    def __post_init__(self) -> None:
        wrong = _wrong_head(self) or _wrong_body(SCHEMAS[self.kind], self)
        if wrong:
            raise WorkEntryInvalid(seq=self.seq, field=wrong)
        least = level_of(self.kind, self.body)
        if self.level not in (0, *range(least, RESTRICTED_LEVEL + 1)):
            raise WorkEntryInvalid(seq=self.seq, field="level")
        object.__setattr__(self, "level", self.level or least)


def _wrong_head(entry: WorkEntry) -> str:
    sound = {
        "seq": 1 <= entry.seq < 10**9,
        "at": entry.at.tzinfo is not None
        and FIRST_YEAR <= entry.at.year <= LAST_YEAR
        and entry.at.microsecond % 1000 == 0,
        "case_id": _CASE.fullmatch(entry.case_id) is not None,
        "by": _WRITER.fullmatch(entry.by) is not None,
        "subject": SCHEMAS[entry.kind].subject.fullmatch(entry.subject) is not None,
        "source": entry.source in SOURCES,
        "document": not entry.document
        or (entry.source is Source.DOCUMENT and _SHA256.fullmatch(entry.document) is not None),
    }
    return next((name for name, fits in sound.items() if not fits), "")


def _wrong_body(schema: EntrySchema, entry: WorkEntry) -> str:
    """The first field that does not fit, the first that is missing, 'body' for all of it."""
    for name, value in entry.body.items():
        known = schema.fields.get(name)
        if known is None or not known.fits(value):
            return name
    lacks = [name for name, known in schema.fields.items() if known.needed]
    lacks = [name for name in lacks if name not in entry.body]
    if lacks:
        return lacks[0]
    says_nothing = not entry.body and not schema.may_be_empty and not entry.level
    return "body" if says_nothing or len(canonical(dict(entry.body))) > MOST_BYTES else ""


def parted(entry: WorkEntry) -> tuple[WorkEntry, Mapping[str, str]]:
    """An entry without what it says of level 4, and those fields: they are kept under a key of
    their own."""
    fields = SCHEMAS[entry.kind].fields
    restricted = {
        name: value for name, value in entry.body.items() if fields[name].level == RESTRICTED_LEVEL
    }
    rest = {name: value for name, value in entry.body.items() if name not in restricted}
    return replace(entry, body=rest), restricted


def joined(entry: WorkEntry, restricted: Mapping[str, str]) -> WorkEntry:
    """What `parted` took apart.

    Raises:
        WorkEntryInvalid: these are no fields of its kind.
    """
    return replace(entry, body={**entry.body, **restricted})


def entry_text(entry: WorkEntry) -> bytes:
    """An entry as canonical JSON: what is kept and hashed."""
    return canonical(
        {
            "format": FORMAT,
            "case_id": entry.case_id,
            "seq": entry.seq,
            "at": timestamp(entry.at),
            "by": entry.by,
            "kind": entry.kind.value,
            "subject": entry.subject,
            "body": dict(entry.body),
            "source": entry.source.value,
            "document": entry.document,
            "level": entry.level,
        }
    )


_MEMBERS = frozenset(
    {
        *("at", "body", "by", "case_id", "document", "format", "kind", "level", "seq", "source"),
        "subject",
    }
)


def read_entry(text: bytes) -> WorkEntry:
    """Read what `entry_text` wrote, and nothing else: written again it is the same bytes.

    Raises:
        WorkEntryInvalid: it is no entry of this format, or its kind or a field is unknown.
    """
    try:
        fields = json.loads(text)
        if fields["format"] != FORMAT or fields.keys() != _MEMBERS:
            raise WorkEntryInvalid(seq=0, field="format")
        _check_types(fields)
        entry = WorkEntry(
            CaseId(fields["case_id"]),
            fields["seq"],
            read_time(fields["at"]),
            fields["by"],
            EntryKind(fields["kind"]),
            fields["subject"],
            fields["body"],
            Source(fields["source"]),
            fields["document"],
            fields["level"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WorkEntryInvalid(seq=0, field="format") from error
    if entry_text(entry) != text:
        raise WorkEntryInvalid(seq=entry.seq, field="format")
    return entry


def _check_types(fields: Mapping[str, object]) -> None:
    texts = [value for name, value in fields.items() if name not in ("seq", "level", "body")]
    body = fields["body"]
    if not isinstance(body, dict) or type(fields["seq"]) is not int:
        raise WorkEntryInvalid(seq=0, field="body")
    if not all(isinstance(value, str) for value in (*texts, *body.values())):
        raise WorkEntryInvalid(seq=0, field="body")
    if type(fields["level"]) is not int or fields["level"] == 0:
        raise WorkEntryInvalid(seq=0, field="level")
