"""Letters that refer a need to a service: what must stand before one is written, and which letter
a returned slip answers (intake-fields §2 rule 2, section O; Law 20/2014 arts 32, 34).

A letter is written for one need that the person wants, to one agency with which the person agreed
to share. A refusal closes the way to that agency; it never closes the need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tipdesk.cases.paper.prints import ReplyCode
from tipdesk.forms.model import FormDefinition, path_of

DOCUMENT = "referral"  # the letter
NEEDS = "needs"
KIND, WANTED, WITHIN, AGENCY = "need_type", "need_wanted", "need_timeframe", "ref_agency"
STATUS, ANSWERED_AT, ANSWERED_BY = "ref_status", "ref_answered_at", "ref_answered_by"
FOCAL, APPOINTMENT = "ref_focal", "ref_appointment"
WHY_NOT, SHARED = "ref_not_reason", "ref_fields_shared"
SERVICES, SERVICE, CONSENT = "consent_services", "service_agency", "service_consent"
LIMITED = "granted_limited"
CONSENTED = frozenset({"granted", LIMITED, "assent"})  # list CONSENT
REFUSED = frozenset({"refused", "withdrawn", "unable"})
EMBASSY, FAMILY = "consent_embassy", "consent_family"
_OF_EMBASSY = frozenset({"embassy"})  # list AGENCY
_OF_FAMILY = frozenset({"communication", "family_tracing"})  # list NEED

# What a service may answer (list REF_STATUS), and which answers ask why (question WHY_NOT).
ANSWERS = ("received", "accepted", "scheduled", "rejected", "unavailable")
NOT_SERVED = frozenset({"rejected", "unavailable"})
SERVED = frozenset({"accepted", "scheduled"})  # and which may say when and where to come

# Questions and repeats of the form without which none of this holds, and its choices. What became
# of a referral is asked by no form from version 5 on: it is case work.
NEEDED = frozenset(
    {NEEDS, KIND, WANTED, WITHIN, AGENCY, FOCAL, SERVICES, SERVICE, CONSENT, EMBASSY, FAMILY}
)
NEEDED_CODES: Mapping[str, frozenset[str]] = {
    CONSENT: CONSENTED | REFUSED,
    AGENCY: _OF_EMBASSY,
    KIND: _OF_FAMILY,
}


class FilledFile(Protocol):
    """What stands in a file; `forms.rules.rules.FormState` is one."""

    def value(self, path: str) -> str:
        """What stands at `path`; '' when nothing does."""

    def rows(self, repeat: str) -> tuple[int, ...]:
        """The rows of a repeat."""


class Missing(StrEnum):
    """Why no letter is written for a need."""

    NO_NEED = "no_need"
    NOT_WANTED = "not_wanted"
    NO_AGENCY = "no_agency"
    NO_CONSENT = "no_consent"
    REFUSED = "refused"
    EMBASSY = "no_embassy_consent"
    FAMILY = "no_family_consent"
    ENDED = "ended"  # it was met, or is wanted no more
    OLD_FORM = "old_form"  # its version knows no letters


def open_needs(state: FilledFile) -> tuple[int, ...]:
    """The rows of the needs of which it is known what is needed."""
    return tuple(row for row in state.rows(NEEDS) if state.value(path_of(KIND, NEEDS, row)))


def need_at(state: FilledFile, path: str, row: int) -> str:
    """What a need's row says to the question `path`."""
    return state.value(path_of(path, NEEDS, row))


def consent_of(state: FilledFile, row: int) -> str:
    """The consent to share with the agency of a need (list CONSENT); '' where none was asked for.

    A refusal outweighs a consent to the same agency, as the form's own note does: whoever agreed
    later says so in the row that refused.
    """
    agency = need_at(state, AGENCY, row)
    if not agency:
        return ""
    consents = [
        state.value(path_of(CONSENT, SERVICES, service))
        for service in state.rows(SERVICES)
        if state.value(path_of(SERVICE, SERVICES, service)) == agency
    ]
    if agency in _OF_EMBASSY:
        consents.append(state.value(EMBASSY))
    known = [consent for consent in consents if consent]
    by_weight = [consent for consent in known if consent in REFUSED]
    by_weight += [consent for consent in known if consent == LIMITED]
    by_weight += [consent for consent in known if consent in CONSENTED]
    return (by_weight or known or [""])[0]


def missing(state: FilledFile, row: int, form: FormDefinition) -> tuple[Missing, ...]:
    """What stands between a need and its letter; nothing when it may be written."""
    if not any(
        question.name == KIND and DOCUMENT in question.prints for question in form.questions()
    ):
        return (Missing.OLD_FORM,)
    if row not in open_needs(state):
        return (Missing.NO_NEED,)
    reasons = []
    if need_at(state, WANTED, row) != "yes":
        reasons.append(Missing.NOT_WANTED)
    agency, kind = need_at(state, AGENCY, row), need_at(state, KIND, row)
    if not agency:
        return (*reasons, Missing.NO_AGENCY)
    consent = consent_of(state, row)
    if agency in _OF_EMBASSY and state.value(EMBASSY) not in CONSENTED:
        reasons.append(Missing.EMBASSY)
    elif consent in REFUSED:
        reasons.append(Missing.REFUSED)
    elif consent not in CONSENTED:
        reasons.append(Missing.NO_CONSENT)
    if kind in _OF_FAMILY and state.value(FAMILY) not in CONSENTED:
        reasons.append(Missing.FAMILY)
    return tuple(reasons)


_ANSWERED_AT = {
    Missing.NO_NEED: KIND, Missing.NOT_WANTED: WANTED, Missing.NO_AGENCY: AGENCY,
    Missing.NO_CONSENT: SERVICES, Missing.EMBASSY: EMBASSY, Missing.FAMILY: FAMILY,
}  # fmt: skip


def answered_at(lack: Missing, row: int) -> str:
    """The path of what answers it, for the need in this row (0: none yet). '' where nothing is
    to be asked: a refusal is an answer."""
    name = _ANSWERED_AT.get(lack, "")
    if name not in (KIND, WANTED, AGENCY):
        return name
    return path_of(name, NEEDS, row) if row else NEEDS


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that left. `mark` is the same for copies of one letter and another one once it says
    something else; `fields` are the names of the questions in it."""

    need: int
    mark: str  # small hex, reply_code.MARK_DIGITS
    agency: str
    fields: tuple[str, ...]
    by: str = ""  # login
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What an officer reads on a slip. `at` and `come_at` are stored times; `why` (list NO_SERVICE)
    is asked for where the service is not given, an appointment where it is: `come_at` its hour,
    `place` where and with whom, or all of it in words where no hour is told."""

    status: str  # one of ANSWERS
    at: str
    by: str
    why: str = ""
    place: str = ""
    come_at: str = ""


class SlipVerdict(StrEnum):
    """What a scanned slip is to a file."""

    CURRENT = "current"  # of the newest letter of a need of this file
    OLDER = "older"  # a newer letter has left since
    OTHER_NEED = "other_need"
    OTHER_FILE = "other_file"
    GONE = "gone"  # the need is no longer in the file
    UNKNOWN = "unknown"  # of this file by its number; no such letter left here
    SEVERAL = "several"  # slips of more than one letter in one scan
    NO_CODE = "no_code"


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """What was found in a scan; `code` None where there is none, or more than one."""

    verdict: SlipVerdict
    code: ReplyCode | None = None


def only_code(pages: Sequence[Sequence[ReplyCode]]) -> FoundSlip | ReplyCode:
    """The one code of a scan, which may stand on it more than once; else why there is none."""
    codes = tuple(dict.fromkeys(code for page in pages for code in page))
    if len(codes) == 1:
        return codes[0]
    return FoundSlip(SlipVerdict.SEVERAL if codes else SlipVerdict.NO_CODE)


def slip_of(
    code: ReplyCode, number: str, letters: Sequence[Letter], needs: Iterable[int], wanted: int = 0
) -> FoundSlip:
    """Hold a slip's code against what left of the file `number`, oldest letter first.

    Args:
        needs: the rows of the needs that stand in the file.
        wanted: the row for which an answer is expected; 0: any.
    """
    return FoundSlip(_verdict(code, number, letters, frozenset(needs), wanted), code)


def _verdict(
    code: ReplyCode, number: str, letters: Sequence[Letter], needs: frozenset[int], wanted: int
) -> SlipVerdict:
    if code.number != number:
        return SlipVerdict.OTHER_FILE
    if wanted and code.need != wanted:
        return SlipVerdict.OTHER_NEED
    left = [letter.mark for letter in letters if letter.need == code.need]
    if code.mark not in left:
        return SlipVerdict.UNKNOWN
    if code.need not in needs:
        return SlipVerdict.GONE
    return SlipVerdict.CURRENT if left[-1] == code.mark else SlipVerdict.OLDER


def newest(letters: Iterable[Letter]) -> Mapping[int, Letter]:
    """The last letter of each need, by its row."""
    return {letter.need: letter for letter in letters}
