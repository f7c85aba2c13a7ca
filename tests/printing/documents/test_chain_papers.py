"""Papers about the chain of custody: what they name, what they tell of faults, how they divide."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from unittest import mock

import pytest

from tests.printing.samples import NOW, SHELTER, STATION, form
from tests.programs import program
from tipdesk.cases.custody.anchors import grouped_digits
from tipdesk.cases.custody.chain import entry_after
from tipdesk.cases.custody.clock import SpanKind, UncertainSpan
from tipdesk.cases.custody.reading import (
    AuditEntry,
    ChainReading,
    Doubt,
    Examined,
    Filter,
    Head,
    HeadKind,
    Objection,
    Sealed,
)
from tipdesk.cases.model import CustodyEvent
from tipdesk.printing.documents.chain_log import render_chain
from tipdesk.printing.plan import ChainPaper
from tipdesk.printing.preview import page_count, text

SPAN = UncertainSpan(SpanKind.SET, 4, 6, NOW, NOW, NOW, NOW, timedelta(hours=3))


def reading(count: int = 40) -> ChainReading:
    events: list[CustodyEvent] = []
    for number in range(count):
        detail = {"fields": "sex nationality", "others": "2"} if number % 2 else {}
        at = NOW + timedelta(minutes=number)
        action = "edited" if number % 2 else "unlocked"
        last = events[-1] if events else None
        event = CustodyEvent(0, "", "", at, "T-07", action, None, detail)
        with mock.patch("os.urandom", Random(number).randbytes):  # the same paper every time
            events.append(entry_after(last, event))
    head = events[-1]
    return ChainReading(
        station=STATION,
        vault_id="ab" * 16,
        read_at=NOW,
        count=count,
        head=(head.seq, head.hash),
        entries=tuple(
            AuditEntry(event, "نورة الخالدي", "", uncertain=SPAN.holds(event.seq))
            for event in events
        ),
        objections=(),
        spans=(SPAN,),
        seals=(Sealed("T-07", 3, 30, NOW),),
        heads=(
            Head(7, events[6].hash, HeadKind.BUNDLE, "0b8f6d1e-52c3-4f43-9a2b-7d0c3f3c1a77", NOW),
            Head(9, events[8].hash, HeadKind.PAPER, "statement", NOW),
        ),
        names={"T-07": "نورة الخالدي"},
        hashes={event.seq: event.hash for event in events},
        left={},
    )


def paper(chain_read: ChainReading, *objections: Objection, **options: object) -> ChainPaper:
    examined = Examined(chain_read, 3, 2, objections)
    plain_paper = ChainPaper(chain_read, form(), "0.1", Filter(), examined, "T-07")
    return replace(plain_paper, **options)  # type: ignore[arg-type]  options are its fields


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
        [program("qpdf"), "--check", path], capture_output=True, encoding="utf-8", check=False
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_every_entry_stands_on_the_list_and_its_fingerprint_in_every_foot() -> None:
    chain_read = reading(120)
    data = render_chain("custody", paper(chain_read))
    printed, pages = words(data), page_count(data)
    assert pages > 3
    assert printed.count("T-07") >= 120
    assert printed.count(grouped_digits(chain_read.head[1])) == pages + 1  # and its box
    assert grouped_digits(chain_read.heads[0].hash) in printed
    english = words(render_chain("custody", paper(chain_read, language="en")))
    assert english.count("Answers were entered") == 60
    assert "2 answers whose questions are not named" in english
    assert "nationality" not in english  # the question's own words, not its name
    assert "?" in english


def test_only_what_was_asked_for_is_listed() -> None:
    chain_read = reading()
    wanted = Filter(action="unlocked", officer="T-07")
    printed = words(render_chain("custody", paper(chain_read, wanted=wanted, language="en")))
    assert "Answers were entered" not in printed
    assert "20 of 40 entries" in printed
    nobody = words(
        render_chain("custody", paper(chain_read, wanted=Filter(officer="X"), language="en"))
    )
    assert "There is no entry in what was asked for." in nobody


def test_a_certificate_tells_each_exception_with_what_to_do_in_both_languages() -> None:
    chain_read = reading()
    whole = words(render_chain("certificate", paper(chain_read)))
    assert "There are no discrepancies." in whole
    assert "the record is intact" in whole
    faults = [Objection(Doubt.ENTRY_ALTERED, str(number)) for number in range(1, 100)]
    broken = words(render_chain("certificate", paper(chain_read, *faults)))
    assert "the record is intact" not in broken
    assert broken.count("says something else than what was hashed") == 60
    assert "39 further discrepancies" in broken
    assert "What to do: Do not refer files from this station" in broken
    assert "the clock was set forward by" in broken


def test_a_shelter_is_not_named() -> None:
    chain_read = replace(reading(), station=SHELTER)
    for document in ("custody", "certificate"):
        assert "جليب" not in words(render_chain(document, paper(chain_read)))
