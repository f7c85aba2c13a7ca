"""What may be entered into the case work of a file: asked before an entry is written.

What the fold would pass over is refused here, and beside it what only counts at the moment of
entering: roles, order, days that have not come, what a closing needs (stage K of the form).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tipdesk.cases.casework.case_work import CaseWork, WhyNot
from tipdesk.cases.casework.entries import RISK_LEVELS, EntryKind, WorkEntry
from tipdesk.cases.casework.folding import fold_on, follow
from tipdesk.cases.custody.chain import read_time, timestamp
from tipdesk.cases.files.review import REVIEW_WITHIN
from tipdesk.cases.model import Act, Officer
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import WorkEntryRefused
from tipdesk.i18n.text import kuwait_day

_ACTS: Mapping[EntryKind, Act] = {
    EntryKind.CLOSING_APPROVED: Act.APPROVE,
    EntryKind.REOPENED: Act.APPROVE,
    EntryKind.RETENTION: Act.APPROVE,
    EntryKind.ASSIGNED: Act.REASSIGN,
}
_BY_DEED: Mapping[EntryKind, WhyNot] = {
    EntryKind.GIVEN: WhyNot.NO_DEED,
    EntryKind.TAKEN: WhyNot.NO_DEED,
    EntryKind.ASSIGNED: WhyNot.BY_DEED,
}
"""Of whom a file is: the log says what a deed has done, and is not corrected without one."""
_HAS_HAPPENED = {
    EntryKind.ANSWERED: "at",
    EntryKind.DELIVERED: "at",
    EntryKind.CONTACT: "at",
    EntryKind.INCIDENT: "at",
    EntryKind.SHELTER: "at",
    EntryKind.OBJECTION: "at",
    EntryKind.OUTCOME: "told_at",
}
"""The field that tells when."""
_HAS_COME = {
    EntryKind.MEASURE: "ended",
    EntryKind.OUTCOME: "decided_at",
    EntryKind.CLOSING: "date",
}
"""The same, by its day in Kuwait."""


def may_enter(work: CaseWork, entry: WorkEntry, who: Officer) -> WhyNot | None:
    """Why this entry may not follow what stands; None: it may."""
    reason = _out_of_order(work, entry, who) or _by_role(work, entry, who)
    if reason is None:
        followed = follow(work, entry)
        reason = followed if isinstance(followed, WhyNot) else None
    return reason or _not_yet(entry) or _incomplete(work, entry)


_SAMPLES: Mapping[EntryKind, Mapping[str, str]] = {
    EntryKind.NEED: {"need_type": "other"},
    EntryKind.NEED_CHANGED: {"wanted": "yes"},
    EntryKind.REFERRAL_SENT: {"agency": "other"},
    EntryKind.ANSWERED: {"status": "received"},
    EntryKind.CONTACT: {"way": "call", "reached": "yes", "safe_way": "yes"},
    EntryKind.INCIDENT: {"what": "threat"},
    EntryKind.RISK_REVIEW: {"level": RISK_LEVELS[-1]},
    EntryKind.SAFETY_PLAN: {"given": "yes"},
    EntryKind.SHELTER: {"what": "in"},
    EntryKind.MEASURE: {"measure": "shelter"},
    EntryKind.OUTCOME: {"note": "-"},
    EntryKind.OBJECTION: {"what": "filed"},
    EntryKind.ASSIGNED: {"officer": "x"},
    EntryKind.GIVEN: {"team": "x"},
    EntryKind.TAKEN: {"team": "x"},
    EntryKind.CLOSING: {"reason": "integrated"},
    EntryKind.REOPENED: {"reason": "-"},
    EntryKind.RETENTION: {"hold": "no"},
    EntryKind.CORRECTION: {"seq": "1", "reason": "-"},
}
_AT_NOW = frozenset(
    {
        *(EntryKind.DELIVERED, EntryKind.APPOINTMENT, EntryKind.CONTACT, EntryKind.INCIDENT),
        *(EntryKind.SHELTER, EntryKind.HEARING, EntryKind.OBJECTION),
    }
)


def sample_body(kind: EntryKind, at: datetime) -> Mapping[str, str]:
    """What an entry of this kind could say at that time, before anybody has written it: whether
    one may be entered at all is asked with it (`may_enter`)."""
    body = {**_SAMPLES.get(kind, {})}
    if kind in _AT_NOW:
        body["at"] = timestamp(at)
    if kind is EntryKind.CLOSING:
        body["date"] = kuwait_day(at).isoformat()
    return body


def check_entry(work: CaseWork, entry: WorkEntry, who: Officer) -> None:
    """As `may_enter`.

    Raises:
        WorkEntryRefused: it may not (details: reason, one of `case_work.WhyNot`).
    """
    reason = may_enter(work, entry, who)
    if reason is not None:
        raise WorkEntryRefused(reason=reason.value)


def _out_of_order(work: CaseWork, entry: WorkEntry, who: Officer) -> WhyNot | None:
    last = work.log[-1] if work.log else None
    follows = last is None or (last.case_id == entry.case_id and last.at <= entry.at)
    sound = follows and entry.seq == work.next_seq and entry.by == who.login
    return None if sound else WhyNot.OUT_OF_ORDER


def _by_role(work: CaseWork, entry: WorkEntry, who: Officer) -> WhyNot | None:
    if not allowed(_ACTS.get(entry.kind, Act.AMEND), who.role):
        return WhyNot.ROLE
    if entry.kind is not EntryKind.CORRECTION:
        return None
    seq = int(entry.body["seq"])
    target = next((earlier for earlier in work.log if earlier.seq == seq), None)
    if target is None:
        return WhyNot.UNKNOWN
    if target.kind in _BY_DEED:
        return _BY_DEED[target.kind]
    if work.passed_over.get(seq) is WhyNot.CORRECTED:
        return WhyNot.CORRECTED
    return _by_its_writer(work, entry, target, who)


def _by_its_writer(
    work: CaseWork, correction: WorkEntry, target: WorkEntry, who: Officer
) -> WhyNot | None:
    """Who may not approve corrects what they wrote, and undoes nothing that a second person
    decided: a closed file is reopened."""
    if allowed(Act.APPROVE, who.role):
        return None
    if target.by != who.login:
        return WhyNot.NOT_OWN
    if not allowed(_ACTS.get(target.kind, Act.AMEND), who.role):
        return WhyNot.ROLE
    return WhyNot.ROLE if work.closed and not fold_on(work, (correction,)).closed else None


def _not_yet(entry: WorkEntry) -> WhyNot | None:
    at = entry.body.get(_HAS_HAPPENED.get(entry.kind, ""), "")
    day = entry.body.get(_HAS_COME.get(entry.kind, ""), "")
    ahead = bool(at) and read_time(at) > entry.at
    ahead = ahead or (bool(day) and date.fromisoformat(day) > kuwait_day(entry.at))
    return WhyNot.NOT_YET if ahead else None


def _incomplete(work: CaseWork, entry: WorkEntry) -> WhyNot | None:
    body = entry.body
    if entry.kind is EntryKind.RISK_REVIEW and not _review_day_fits(entry):
        return WhyNot.REVIEW_DAY
    if entry.kind is EntryKind.CONTACT and body["safe_way"] == "no" and not body.get("why_not"):
        return WhyNot.UNSAFE_WAY
    if entry.kind is EntryKind.CLOSING_APPROVED and not _kept(work):
        return WhyNot.NO_RETENTION
    return None


def _kept(work: CaseWork) -> bool:
    retention = work.retention
    return retention is not None and (retention.hold or retention.until is not None)


def _review_day_fits(entry: WorkEntry) -> bool:
    """As the form asks it: a low risk needs no day; a high one is reviewed within seven days
    (intake-fields N)."""
    level, text = entry.body["level"], entry.body.get("next", "")
    if not text:
        return level == "low"
    today, day = kuwait_day(entry.at), date.fromisoformat(text)
    return today <= day and (level != "high" or day <= today + timedelta(REVIEW_WITHIN.days))
