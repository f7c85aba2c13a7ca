"""Made-up case work: seeds, entries that fit their kind, whole courses of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from tipdesk.cases.casework.case_work import (
    Appointment,
    CaseWork,
    Measure,
    Need,
    RiskReview,
    Seed,
)
from tipdesk.cases.casework.entering import may_enter
from tipdesk.cases.casework.entries import (
    ANSWERS,
    OUTCOMES,
    REFERRAL_STATUSES,
    RISK_LEVELS,
    TIMEFRAMES,
    EntryKind,
    WorkEntry,
)
from tipdesk.cases.casework.folding import begin, fold_on
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import CaseId, Officer, Role
from tipdesk.i18n.text import kuwait_day

CASE = CaseId("11111111-2222-4333-8444-555555555555")
BEGUN = datetime(2099, 1, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OFFICERS = (
    Officer(1, "T-07", "", Role.OFFICER),
    Officer(2, "K-03", "", Role.CASEWORKER),
    Officer(3, "S-01", "", Role.SUPERVISOR),
)
TEAMS = ("shelter_women", "shelter_men")


def entry(
    seq: int,
    kind: EntryKind,
    subject: str = "",
    at: datetime = BEGUN,
    by: str = "T-07",
    **body: str,
) -> WorkEntry:
    return WorkEntry(
        CASE, seq, at, by, kind, subject, {name.rstrip("_"): value for name, value in body.items()}
    )


def need(row: int, **fields: object) -> Need:
    known = {"opened_at": BEGUN, "clock_from": BEGUN, "since": BEGUN, "timeframe": "d1"}
    return Need(f"intake:{row}", **{**known, **fields})  # type: ignore[arg-type]  # as a test likes


def seed(*needs: Need, **fields: object) -> Seed:
    return Seed(needs={each.subject: each for each in needs}, owner="T-07", **fields)  # type: ignore[arg-type]  # as above


def random_seed(random: Random) -> Seed:
    needs = []
    for row in range(1, random.randint(1, 4)):
        status = random.choice(["draft", "draft", "sent", *sorted(REFERRAL_STATUSES)])
        needs.append(
            need(
                row,
                timeframe=random.choice([*TIMEFRAMES, ""]),
                wanted=random.choice(["", "yes", "yes", "no"]),
                status=status,
                turned_back=status in ("rejected", "unavailable", "no_show"),
                sent_at=BEGUN if status == "sent" else None,
            )
        )
    level = random.choice([*RISK_LEVELS, ""])
    return seed(
        *needs,
        gone={"intake:9": need(9, need_type="medical")},
        review=RiskReview(BEGUN, "T-07", level) if level else None,
        measures={"intake:residence": Measure("intake:residence", BEGUN, "residence")},
    )


def random_history(random: Random, most: int = 16) -> tuple[Seed, tuple[WorkEntry, ...]]:
    """A seed and a log of entries that fit their kinds, whether or not they follow."""
    at, log = BEGUN, []
    for seq in range(1, random.randint(0, most) + 1):
        at += MINUTE * random.randint(0, 6000)
        kind = random.choice(_OFTEN + tuple(EntryKind))
        log.append(random_entry(random, seq, at, kind, random.choice(OFFICERS).login))
    return random_seed(random), tuple(log)


_OFTEN = (
    *(EntryKind.NEED, EntryKind.NEED_CHANGED, EntryKind.REFERRAL_SENT, EntryKind.ANSWERED),
    *(EntryKind.ANSWERED, EntryKind.DELIVERED, EntryKind.APPOINTMENT, EntryKind.APPOINTMENT),
    *(EntryKind.ATTENDED, EntryKind.NO_SHOW, EntryKind.CANCELLED, EntryKind.CORRECTION),
    *(EntryKind.CLOSING, EntryKind.CLOSING_APPROVED, EntryKind.REOPENED),
)
NEEDS = ("intake:1", "intake:2", "intake:3", "intake:9", "need:1001", "need:1002")


def random_entry(
    random: Random, seq: int, at: datetime, kind: EntryKind, by: str, subject: str = ""
) -> WorkEntry:
    body = _BODIES.get(kind, lambda random, at, seq: {})(random, at, seq)
    subjects = _SUBJECTS.get(kind, ("",))
    return WorkEntry(CASE, seq, at, by, kind, subject or random.choice(subjects), body)


_MEETINGS = ("appointment:1", "appointment:2", "hearing:1")
_ABOUT_NEED = (
    *(EntryKind.NEED_CHANGED, EntryKind.REFERRAL_SENT, EntryKind.ANSWERED, EntryKind.DELIVERED),
)
_OVER = (EntryKind.ATTENDED, EntryKind.NO_SHOW, EntryKind.CANCELLED)
_SUBJECTS: dict[EntryKind, tuple[str, ...]] = {
    **dict.fromkeys(_ABOUT_NEED, NEEDS),
    **dict.fromkeys(_OVER, _MEETINGS),
    EntryKind.NEED: ("need:1001", "need:1002"),
    EntryKind.APPOINTMENT: _MEETINGS[:2],
    EntryKind.HEARING: _MEETINGS[2:],
    EntryKind.MEASURE: ("measure:1", "intake:residence", "intake:art12"),
    EntryKind.OUTCOME: ("outcome:1", "outcome:2", "intake:outcome"),
    EntryKind.OBJECTION: ("outcome:1", "outcome:2", "intake:outcome"),
}


def _of_need(random: Random, at: datetime, seq: int) -> dict[str, str]:
    body = {"timeframe": random.choice(TIMEFRAMES)}
    if random.random() < 0.5:
        body["wanted"] = random.choice(["yes", "no", "unknown"])
    return body


def _some_need(random: Random, at: datetime, seq: int) -> dict[str, str]:
    return {"need_type": "medical", **_of_need(random, at, seq)}


def _answer(random: Random, at: datetime, seq: int) -> dict[str, str]:
    body = {"status": random.choice(sorted(ANSWERS))}
    if random.random() < 0.5:  # it was entered later than it came; a log may hold the opposite
        body["at"] = timestamp(at - MINUTE * random.randint(-60, 6000))
    return body


def _appointment(random: Random, at: datetime, seq: int) -> dict[str, str]:
    when = timestamp(at + MINUTE * random.randint(1, 20_000))
    return {"at": when, **({"need": random.choice(NEEDS)} if random.random() < 0.8 else {})}


def _review(random: Random, at: datetime, seq: int) -> dict[str, str]:
    next_day = kuwait_day(at) + timedelta(days=random.randint(0, 9))
    return {"level": random.choice(RISK_LEVELS), "next": next_day.isoformat()}


def _outcome(random: Random, at: datetime, seq: int) -> dict[str, str]:
    decided = kuwait_day(at) - timedelta(days=random.randint(0, 70))
    outcome = random.choice(["archived_temp", "archived_final", *OUTCOMES])
    heard = {"told_at": timestamp(at)} if random.random() < 0.5 else {}
    return {"outcome": outcome, "decided_at": decided.isoformat(), **heard}


def _measure(random: Random, at: datetime, seq: int) -> dict[str, str]:
    until = kuwait_day(at) + timedelta(days=random.randint(0, 20))
    if random.random() < 0.3:
        return {"ended": kuwait_day(at).isoformat()}
    return {"measure": "shelter", "until": until.isoformat()}


_BODIES = {
    EntryKind.NEED: _some_need,
    EntryKind.NEED_CHANGED: _of_need,
    EntryKind.REFERRAL_SENT: lambda random, at, seq: {"agency": "moh"},
    EntryKind.ANSWERED: _answer,
    EntryKind.DELIVERED: lambda random, at, seq: {"at": timestamp(at)},
    EntryKind.APPOINTMENT: _appointment,
    EntryKind.HEARING: lambda random, at, seq: {
        "at": timestamp(at + MINUTE * random.randint(1, 20_000)),
        "attends": random.choice(["person", "officer", "papers"]),
    },
    EntryKind.CONTACT: lambda random, at, seq: {
        "way": "call",
        "at": timestamp(at),
        "reached": random.choice(["yes", "yes", "no"]),
        "safe_way": "yes",
    },
    EntryKind.INCIDENT: lambda random, at, seq: {"what": "threat", "at": timestamp(at)},
    EntryKind.RISK_REVIEW: _review,
    EntryKind.SAFETY_PLAN: lambda random, at, seq: {"words": "خطة"},
    EntryKind.SHELTER: lambda random, at, seq: {
        "what": random.choice(["in", "out", "room"]),
        "at": timestamp(at),
    },
    EntryKind.MEASURE: _measure,
    EntryKind.OUTCOME: _outcome,
    EntryKind.OBJECTION: lambda random, at, seq: {
        "what": random.choice(["filed", "not_wanted"]),
        "at": timestamp(at),
    },
    EntryKind.ASSIGNED: lambda random, at, seq: {"officer": random.choice(OFFICERS).login},
    EntryKind.GIVEN: lambda random, at, seq: {"team": random.choice(TEAMS)},
    EntryKind.TAKEN: lambda random, at, seq: {"team": random.choice(TEAMS)},
    EntryKind.CLOSING: lambda random, at, seq: {
        "reason": "services_complete",
        "date": kuwait_day(at).isoformat(),
    },
    EntryKind.REOPENED: lambda random, at, seq: {"reason": "عاد الشخص"},
    EntryKind.RETENTION: lambda random, at, seq: {
        "hold": random.choice(["yes", "no"]),
        **({"until": str((at + timedelta(days=random.randrange(90))).date())} if seq % 2 else {}),
    },
    EntryKind.CORRECTION: lambda random, at, seq: {
        "seq": str(random.randint(1, seq)),
        "reason": "خطأ",
    },
}


# --- courses that may be entered --------------------------------------------------------------


def course(random: Random, started: Seed, days: int, most: int) -> Iterator[WorkEntry]:
    """What people enter in a file over so many days: each entry may follow those before it."""
    work = begin(started)
    minutes = sorted(random.randint(1, days * 1440) for _ in range(most))
    for minute in minutes:
        at = BEGUN + MINUTE * minute
        kind = random.choice([kind for kind in EntryKind if kind is not EntryKind.CORRECTION])
        officer = random.choice(OFFICERS)
        subject = _likely(random, work, kind)
        written = random_entry(random, work.next_seq, at, kind, officer.login, subject)
        if may_enter(work, written, officer) is None:
            work = fold_on(work, [written])
            yield written


def _likely(random: Random, work: CaseWork, kind: EntryKind) -> str:
    """A subject that is there, or a new one where the kind begins something."""
    open_meetings: list[Appointment] = [*work.appointments.values(), *work.hearings.values()]
    there = {
        **{about: [*work.needs] for about in _ABOUT_NEED},
        **{over: [each.subject for each in open_meetings if each.is_open] for over in _OVER},
        EntryKind.NEED: [work.next_subject("need")],
        EntryKind.APPOINTMENT: [work.next_subject("appointment"), *work.appointments],
        EntryKind.HEARING: [work.next_subject("hearing"), *work.hearings],
        EntryKind.MEASURE: [work.next_subject("measure"), *work.measures],
        EntryKind.OUTCOME: [work.next_subject("outcome")],
        EntryKind.OBJECTION: [*work.outcomes],
    }.get(kind, [])
    return random.choice(there) if there else ""
