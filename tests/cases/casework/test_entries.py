"""An entry fits its kind or is none; what was written reads back as it was, and nothing else does."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.casework.histories import BEGUN, CASE, entry, random_history
from tipdesk.cases.casework import entries
from tipdesk.cases.casework.case_work import WhyNot
from tipdesk.cases.casework.entries import (
    SCHEMAS,
    EntryKind,
    WorkEntry,
    entry_text,
    level_of,
    read_entry,
)
from tipdesk.cases.casework.folding import _RULES
from tipdesk.cases.model import Source
from tipdesk.core.errors import WorkEntryInvalid, WorkEntryRefused
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.texts.messages import sentence
from tipdesk.texts.reasons import REASONS

FORM = load_published().newest("victim-intake")
AT = "2099-01-09T07:00:00.000Z"


def codes(list_name: str) -> set[str]:
    return {choice.name for choice in FORM.choices[list_name]}


def test_lists_are_those_of_the_form() -> None:
    assert set(entries.TIMEFRAMES) == codes("timeframe")
    assert codes("ref_status") == entries.REFERRAL_STATUSES
    assert {*entries.RISK_LEVELS, "not_assessed"} == codes("risk")
    assert set(entries.ARTICLE_12) == codes("art12")
    assert set(entries.OUTCOMES) == codes("pp_out")
    assert set(entries.CLOSE_REASONS) == codes("close")


def test_each_kind_has_a_schema_and_a_rule() -> None:
    assert SCHEMAS.keys() == set(EntryKind)
    assert _RULES.keys() == set(EntryKind) - {EntryKind.CORRECTION}


def test_each_reason_for_refusing_has_its_own_sentence() -> None:
    assert {reason for error, reason in REASONS if error == "WorkEntryRefused"} == set(WhyNot)
    for language in ("ar", "en"):
        texts = {sentence(WorkEntryRefused(reason=reason), language).what for reason in WhyNot}
        assert len(texts) == len(WhyNot)


@pytest.mark.parametrize(
    ("wrong", "kind", "subject", "body"),
    [
        ("status", EntryKind.ANSWERED, "intake:1", {"status": "sent"}),  # has a kind of its own
        ("status", EntryKind.ANSWERED, "intake:1", {}),
        ("room", EntryKind.ANSWERED, "intake:1", {"status": "accepted", "room": "12"}),
        ("subject", EntryKind.ANSWERED, "", {"status": "accepted"}),
        ("subject", EntryKind.ANSWERED, "intake:0", {"status": "accepted"}),
        ("subject", EntryKind.ANSWERED, "hearing:1", {"status": "accepted"}),
        ("subject", EntryKind.NEED, "intake:1", {"need_type": "medical"}),
        ("subject", EntryKind.NEED, "need:1000", {"need_type": "medical"}),
        ("subject", EntryKind.NEED, "need:1234567", {"need_type": "medical"}),
        ("subject", EntryKind.CLOSING_APPROVED, "intake:1", {}),
        ("need_type", EntryKind.NEED, "need:1001", {"need_type": "Medical care"}),
        ("timeframe", EntryKind.NEED_CHANGED, "intake:1", {"timeframe": "d2"}),
        ("body", EntryKind.NEED_CHANGED, "intake:1", {}),
        ("letter", EntryKind.REFERRAL_SENT, "intake:1", {"agency": "moh", "letter": "ab"}),
        ("fields", EntryKind.REFERRAL_SENT, "intake:1", {"agency": "moh", "fields": "a  b"}),
        ("fields", EntryKind.REFERRAL_SENT, "intake:1", {"agency": "moh", "fields": "a a"}),
        ("at", EntryKind.DELIVERED, "intake:1", {"at": "2099-01-09"}),
        ("at", EntryKind.DELIVERED, "intake:1", {"at": "2099-01-09T10:00:00.000+03:00"}),
        ("at", EntryKind.DELIVERED, "intake:1", {"at": "0099-01-09T10:00:00.000Z"}),
        ("next", EntryKind.RISK_REVIEW, "", {"level": "high", "next": "2099-1-9"}),
        ("next", EntryKind.RISK_REVIEW, "", {"level": "high", "next": "2099-02-30"}),
        ("level", EntryKind.RISK_REVIEW, "", {"level": "not_assessed"}),
        ("words", EntryKind.SAFETY_PLAN, "", {"words": "أ" * 20_001}),
        ("words", EntryKind.SAFETY_PLAN, "", {"words": " \n"}),
        ("words", EntryKind.SAFETY_PLAN, "", {"words": "\x00"}),
        ("words", EntryKind.SAFETY_PLAN, "", {"words": "\ud800"}),
        ("room", EntryKind.SHELTER, "", {"what": "in", "at": AT, "room": "12\n13"}),
        ("body", EntryKind.SAFETY_PLAN, "", {"words": "أ" * 20_000}),  # six bytes a letter
        ("officer", EntryKind.ASSIGNED, "", {"officer": "T 07"}),
        ("seq", EntryKind.CORRECTION, "", {"seq": "0", "reason": "خطأ"}),
        ("reason", EntryKind.CORRECTION, "", {"seq": "1"}),
    ],
)
def test_what_does_not_fit_its_kind_is_no_entry(
    wrong: str, kind: EntryKind, subject: str, body: dict[str, str]
) -> None:
    with pytest.raises(WorkEntryInvalid) as caught:
        WorkEntry(CASE, 7, BEGUN, "T-07", kind, subject, body)
    assert caught.value.details == {"seq": 7, "field": wrong}


@pytest.mark.parametrize(
    ("wrong", "change"),
    [
        ("seq", {"seq": 0}),
        ("at", {"at": BEGUN.replace(tzinfo=None)}),
        ("at", {"at": BEGUN.replace(microsecond=1)}),  # the vault keeps milliseconds
        ("case_id", {"case_id": "SH2-2026-00017"}),
        ("by", {"by": ""}),
        ("source", {"source": Source.STATEMENT}),
        ("document", {"document": "ab" * 32}),  # of a person there is none
        ("document", {"document": "ab", "source": Source.DOCUMENT}),
        ("level", {"level": 5}),
        ("level", {"level": 2}),  # the level of a risk is 3
    ],
)
def test_a_head_that_does_not_fit_is_none(wrong: str, change: dict[str, object]) -> None:
    sound = entry(1, EntryKind.RISK_REVIEW, level="low")
    with pytest.raises(WorkEntryInvalid) as caught:
        replace(sound, **change)  # type: ignore[arg-type]  # what does not fit is what is tried
    assert caught.value.details["field"] == wrong


def test_the_level_of_an_entry_is_that_of_what_it_says() -> None:
    moved = {"what": "in", "at": AT}
    assert entry(1, EntryKind.SHELTER, what="in", at_=AT).level == 3
    with_room = entry(1, EntryKind.SHELTER, what="in", at_=AT, room="12")
    assert with_room.level == 4
    assert replace(with_room, body=moved).level == 4  # the room is closed to whoever reads it
    assert level_of(EntryKind.URGENCY_SETTLED, {}) == 1


def test_logins_in_arabic_are_logins() -> None:
    assert entry(1, EntryKind.ASSIGNED, by="ش-01", officer="أ-07").by == "ش-01"


@given(st.randoms(use_true_random=False))
def test_an_entry_reads_back_as_it_was_written(random: Random) -> None:
    for written in random_history(random)[1]:
        assert read_entry(entry_text(written)) == written


TEXT = entry_text(entry(3, EntryKind.ANSWERED, "intake:1", status="accepted", by_="أحمد"))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "answer"},
        {"format": "tipdesk-work/2"},
        {"more": ""},
        {"seq": "3"},
        {"seq": True},
        {"seq": 3.0},
        {"level": 0},
        {"level": "2"},
        {"body": []},
        {"body": {"status": 1}},
        {"body": {"status": None}},
        {"body": {"status": "unheard"}},
        {"at": "2099-01-01"},
        {"at": None},
        {"source": "station"},
        {"document": None},
        {"subject": 1},
    ],
    ids=str,
)
def test_what_nobody_wrote_is_not_read(change: dict[str, object]) -> None:
    fields = {**json.loads(TEXT), **change}
    text = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")
    with pytest.raises(WorkEntryInvalid):
        read_entry(text)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        TEXT + b" ",
        TEXT.replace(b":", b": ", 1),
        TEXT.replace(b"{", b'{"by":"T-07",', 1),  # a member twice
        b"{}",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_other_bytes_are_not_read(text: bytes) -> None:
    with pytest.raises(WorkEntryInvalid):
        read_entry(text)


@given(st.binary(max_size=3), st.integers(0, len(TEXT)))
def test_a_changed_entry_is_another_or_none(patch: bytes, place: int) -> None:
    changed = TEXT[:place] + patch + TEXT[place + len(patch) :]
    try:
        read = read_entry(changed)
    except WorkEntryInvalid:
        return
    assert entry_text(read) == changed
