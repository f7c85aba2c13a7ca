"""Made-up accounts in Arabic for the demo, put together from resources/demo/accounts.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random

from tipdesk.core.settings import resource


@dataclass(frozen=True, slots=True)
class Work:
    """The kind of work an account is about. `told` fits after «قيل لي إن العمل سيكون»."""

    name: str
    told: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentences:
    arrival: tuple[str, ...]
    cost: tuple[str, ...]
    control: tuple[str, ...]
    leaving: tuple[str, ...]
    closing: tuple[str, ...]
    days: tuple[str, ...]
    works: tuple[Work, ...]


@cache
def _sentences() -> _Sentences:
    table = tomllib.loads(resource("demo", "accounts.toml").read_text(encoding="utf-8"))
    works = tuple(Work(row["name"], row["told"], tuple(row["done"])) for row in table.pop("work"))
    return _Sentences(works=works, **{key: tuple(rows) for key, rows in table.items()})


def works() -> tuple[Work, ...]:
    """Every kind of work that accounts speak of."""
    return _sentences().works


def account(random: Random, country_ar: str, when: str, work: Work) -> str:
    """One account of six to eight short paragraphs.

    Args:
        when: an adverb in Arabic, e.g. «في ربيع 2025».
    """
    parts = _sentences()
    paragraphs = [
        random.choice(parts.arrival),
        random.choice(parts.cost),
        *random.sample(work.done, k=2),
        *random.sample(parts.control, k=random.choice((1, 2))),
        random.choice(parts.leaving),
        random.choice(parts.closing),
    ]
    details = {
        "country": country_ar,
        "when": when,
        "told": work.told,
        "promised": random.choice((90, 110, 120, 140, 150, 180)),
        "debt": random.choice((450, 600, 800, 950, 1200)),
        "months": random.choice((4, 5, 7, 8, 9)),
        "day": random.choice(parts.days),
    }
    return "\n".join(paragraph.format(**details) for paragraph in paragraphs)


def dialogue(random: Random, work: Work) -> str:
    """A short account typed as question and answer (س / ج)."""
    parts = _sentences()
    lines = (
        ("كيف بدأ هذا العمل؟", f"قيل لي إن العمل سيكون {work.told}."),
        ("هل يمكن وصف يوم من أيام العمل؟", work.done[0]),
        ("كيف كان التواصل مع الأهل؟", parts.control[0]),
        ("كيف كانت المغادرة؟", random.choice(parts.leaving).format(day=random.choice(parts.days))),
        ("ما الذي تحتاج إليه الآن؟", random.choice(parts.closing)),
    )
    return "\n".join(f"س: {question}\nج: {answer}" for question, answer in lines)
