"""Papers about the chain of custody: what they name, what they tell of faults, how they divide."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.printing.samples import NOW, SHELTER, STATION, form
from tests.programs import program
from tipdesk.cases import custody
from tipdesk.cases.custody import (
    ChainReading,
    Doubt,
    Examined,
    Filter,
    Head,
    HeadKind,
    Kind,
    Link,
    Objection,
    Sealed,
    Span,
    grouped_digits,
)
from tipdesk.cases.model import CustodyEvent
from tipdesk.printing.documents.chain_log import render_chain
from tipdesk.printing.plan import ChainPaper
from tipdesk.printing.preview import page_count, text

SPAN = Span(Kind.SET, 4, 6, NOW, NOW, NOW, NOW, timedelta(hours=3))


def reading(count: int = 40) -> ChainReading:
    events: list[CustodyEvent] = []
    for number in range(count):
        told = {"fields": "sex nationality", "others": "2"} if number % 2 else {}
        at = NOW + timedelta(minutes=number)
        action = "edited" if number % 2 else "unlocked"
        last = events[-1] if events else None
        events.append(custody.link(last, at=at, officer="T-07", action=action, detail=told))
    head = events[-1]
    return ChainReading(
        station=STATION,
        vault_id="ab" * 16,
        read_at=NOW,
        count=count,
        head=(head.seq, head.hash),
        links=tuple(Link(one, "نورة الخالدي", "", uncertain=SPAN.holds(one.seq)) for one in events),
        objections=(),
        spans=(SPAN,),
        seals=(Sealed("T-07", 3, 30, NOW),),
        heads=(
            Head(7, events[6].hash, HeadKind.BUNDLE, "0b8f6d1e-52c3-4f43-9a2b-7d0c3f3c1a77", NOW),
            Head(9, events[8].hash, HeadKind.PAPER, "statement", NOW),
        ),
        names={"T-07": "نورة الخالدي"},
        hashes={one.seq: one.hash for one in events},
        left={},
    )


def paper(found: ChainReading, *objections: Objection, **options: object) -> ChainPaper:
    examined = Examined(found, 3, 2, objections)
    made = ChainPaper(found, form(), "0.1", Filter(), examined, "T-07")
    return replace(made, **options)  # type: ignore[arg-type]  options are its fields


def words(data: bytes) -> str:
    return " ".join(text(data).split())


@pytest.mark.parametrize("document", ["custody", "certificate"])
def test_a_file_that_any_reader_takes_and_the_same_bytes_again(
    document: str, tmp_path: Path
) -> None:
    source = paper(reading())
    data = render_chain(document, source)
    assert data == render_chain(document, source)
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    check = subprocess.run(
        [program("qpdf"), "--check", path], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_every_link_stands_on_the_list_and_its_fingerprint_in_every_foot() -> None:
    found = reading(120)
    data = render_chain("custody", paper(found))
    said, pages = words(data), page_count(data)
    assert pages > 3
    assert said.count("T-07") >= 120
    assert said.count(grouped_digits(found.head[1])) == pages + 1  # and its box
    assert grouped_digits(found.heads[0].hash) in said
    english = words(render_chain("custody", paper(found, language="en")))
    assert english.count("Answers were entered") == 60
    assert "2 answers whose questions are not named" in english
    assert "nationality" not in english  # the question's own words, not its name
    assert "?" in english


def test_only_what_was_asked_for_is_listed() -> None:
    found = reading()
    wanted = Filter(action="unlocked", officer="T-07")
    said = words(render_chain("custody", paper(found, wanted=wanted, language="en")))
    assert "Answers were entered" not in said
    assert "20 of 40 links" in said
    nobody = words(render_chain("custody", paper(found, wanted=Filter(officer="X"), language="en")))
    assert "There is no link in what was asked for." in nobody


def test_a_certificate_tells_each_exception_with_what_to_do_in_both_languages() -> None:
    found = reading()
    whole = words(render_chain("certificate", paper(found)))
    assert "There are no exceptions." in whole
    assert "the record is whole" in whole
    faults = [Objection(Doubt.LINK_ALTERED, str(number)) for number in range(1, 100)]
    broken = words(render_chain("certificate", paper(found, *faults)))
    assert "the record is whole" not in broken
    assert broken.count("says something else than what was hashed") == 60
    assert "39 further exceptions" in broken
    assert "What to do: Do not refer files from this station" in broken
    assert "the clock was set forward by" in broken


def test_a_shelter_is_not_named() -> None:
    found = replace(reading(), station=SHELTER)
    for document in ("custody", "certificate"):
        assert "جليب" not in words(render_chain(document, paper(found)))
