"""The clock is moved by the minute over weeks: what is late is late that minute, and gone when done,
as another reckoning of the same entries has it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from tests.cases.casework.histories import BEGUN, MINUTE, course, random_seed
from tests.cases.casework.recomputed import owed_over_time, seconds
from tipdesk.cases.casework.case_work import Seed
from tipdesk.cases.casework.deadlines import Deadline, DeadlineKind, FileFacts, overdue, owed
from tipdesk.cases.casework.entries import WorkEntry
from tipdesk.cases.casework.folding import begin, fold_on
from tipdesk.cases.model import Status
from tipdesk.i18n.text import kuwait_day


def made_up(number: int, days: int) -> tuple[Seed, tuple[WorkEntry, ...], FileFacts, datetime]:
    """A file of so many days, with when it left the station."""
    random = Random(number)
    started = random_seed(random)
    until = kuwait_day(BEGUN) + timedelta(days=random.randint(1, days))
    term = replace(started.measures["intake:residence"], until=random.choice([None, until]))
    started = replace(started, measures={term.subject: term})
    log = tuple(course(random, started, days, days * 2))
    notified = BEGUN + MINUTE * random.randint(1, days * 1440)
    facts = FileFacts(
        BEGUN,
        Status.IN_PROGRESS,
        random.choice(["immediate", "within_24h", "within_72h", "routine", ""]),
        random.choice(["tip", "tip", "labour_violation", ""]),
        random.choice([None, notified]),
        random.choice([None, None, until]),
    )
    return started, log, facts, BEGUN + MINUTE * random.randint(1, days * 1440)


def facts_at(facts: FileFacts, left: datetime, now: datetime) -> FileFacts:
    notified = facts.notified_at if facts.notified_at and facts.notified_at <= now else None
    status = Status.EXPORTED if left <= now else Status.IN_PROGRESS
    return replace(facts, notified_at=notified, status=status)


def late_by_the_minute(number: int, days: int) -> int:
    """Walks through a file minute by minute; how many of them had something late."""
    started, log, facts, left = made_up(number, days)
    reckoned = owed_over_time(started, log, facts, left)
    instants = [t for t, _owed in reckoned]
    work, standing, place, late_minutes = begin(started), (), 0, 0
    known: object = None
    for minute in range(days * 1440 + 1):
        now = BEGUN + MINUTE * minute
        come = place
        while come < len(log) and log[come].at <= now:
            come += 1
        of_file = facts_at(facts, left, now)
        if (come, of_file) != known:
            known, work, place = (come, of_file), fold_on(work, log[place:come]), come
            standing = owed(work, of_file)
        things = reckoned[bisect_right(instants, seconds(now)) - 1][1]
        moment = int(now.timestamp())
        expected = {(kind, subject) for kind, subject, due in things if due and due < moment}
        assert late(standing, now) == expected, (number, minute)
        assert {(d.kind, d.subject, seconds(d.due)) for d in standing} == things, (number, minute)
        late_minutes += bool(expected)
    return late_minutes


def late(standing: Sequence[Deadline], now: datetime) -> set[tuple[str, str]]:
    return {(d.kind, d.subject) for d in standing if overdue(d, now)}


def test_what_is_late_is_what_another_reckoning_says_by_the_minute() -> None:
    assert sum(late_by_the_minute(number, 6) for number in range(6)) > 6 * 1440


def test_what_is_owed_is_what_another_reckoning_says_at_each_change() -> None:
    kinds: set[str] = set()
    for number in range(60):
        started, log, facts, left = made_up(number, 60)
        work, place = begin(started), 0
        for t, things in owed_over_time(started, log, facts, left):
            come = next((k for k, e in enumerate(log) if seconds(e.at) > t), len(log))
            work, place = fold_on(work, log[place:come]), come
            now = datetime.fromtimestamp(t, BEGUN.tzinfo)
            standing = owed(work, facts_at(facts, left, now))
            assert {(d.kind, d.subject, seconds(d.due)) for d in standing} == things, (number, t)
            kinds |= {d.kind for d in standing}
    assert kinds == set(DeadlineKind) - {DeadlineKind.TRANSFER}  # of the chain, not of case work


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_40_files_by_the_minute_over_60_days(request: pytest.FixtureRequest) -> None:
    first = request.config.option.seed
    assert all(late_by_the_minute(first * 100 + number, 60) for number in range(40))
