"""An event and its roster: what stands after the log, whatever is in it, and how a list is read."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from tipdesk.cases import events
from tipdesk.cases.events import (
    CASE,
    LINE,
    LOGIN,
    EventDeed,
    EventEntry,
    EventId,
    RosterPerson,
    checked_person,
    entry_text,
    fold,
    folded,
    pasted_people,
    read_entry,
)
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import EventRefused
from tipdesk.desk.form_shelf import published_forms

EVENT = EventId("0b0f7cf0-5f0c-4b1e-9a53-6f2b5b6f2a01")
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
SEXES = {folded("ذكر"): "male", folded("أنثى"): "female", "f": "female"}
LANGUAGES = {folded("النيبالية"): "npi", "hindi": "hin"}


def log(*deeds):
    """Entries by T-07, unless a deed says by whom."""
    return [
        EventEntry(EVENT, seq, AT + timedelta(minutes=seq), by or "T-07", deed, body)
        for seq, (deed, body, by) in enumerate(((*deed, "")[:3] for deed in deeds), 1)
    ]


def line(name):
    return EventDeed.LINE, {"name": name}


BEGUN = (
    EventDeed.BEGUN,
    {"code": "SH2-E-2026-001", "event_place": "المنقف", "case_source": "raid"},
)


def test_what_stands_follows_from_the_log():
    event = fold(
        log(
            BEGUN,
            line("سيتا"),
            line("رام"),
            line("خطأ"),
            (EventDeed.LINE_BACK, {LINE: "4"}),
            (EventDeed.CLAIMED, {LINE: "2", CASE: "a"}),
            (EventDeed.CHANGED, {"event_place": "الفنطاس", "case_source": ""}),
            (EventDeed.FILE, {CASE: "b"}),
        )
    )
    assert event is not None
    assert event.facts == {"event_place": "الفنطاس"}
    assert [(line.person.name, line.case_id) for line in event.lines] == [
        ("سيتا", "a"),
        ("رام", None),
    ]
    assert event.files == ("a", "b")
    assert event.open_lines == 1
    assert event.line_of(CaseId("a")) == event.lines[0]


def test_nobody_lets_themselves_in():
    outsider = (EventDeed.NAMED, {LOGIN: "T-09"}, "T-09")
    typed = (*line("غريب"), "T-09")
    event = fold(log(BEGUN, outsider, typed))
    assert event is not None
    assert (event.officers, event.lines) == (("T-07",), ())
    event = fold(log(BEGUN, (EventDeed.NAMED, {LOGIN: "T-09"}), typed))
    assert event is not None
    assert len(event.lines) == 1
    last = fold(log(BEGUN, (EventDeed.UNNAMED, {LOGIN: "T-07"})))
    assert last is not None
    assert last.officers == ("T-07",)


def test_a_line_is_one_file_until_that_is_voided_or_leaves():
    claims = [BEGUN, line("سيتا"), *((EventDeed.CLAIMED, {LINE: "2", CASE: case}) for case in "ab")]
    first = fold(log(*claims))
    assert first is not None
    assert first.lines[0].case_id == "a"
    after = fold(log(*claims), voided=frozenset({CaseId("a")}))
    assert after is not None
    assert after.lines[0].case_id == "b"
    left = fold(log(*claims[:3], (EventDeed.FILE_LEFT, {CASE: "a"})))
    assert left is not None
    assert (left.lines[0].case_id, left.files) == (None, ())


def test_no_line_is_two_people_s_file_in_any_course():
    for seed in range(300):
        random = Random(seed)
        deeds = [BEGUN, (EventDeed.NAMED, {LOGIN: "T-08"})]
        for number in range(30):
            by = random.choice(("T-07", "T-08", "T-09"))
            seq = str(random.randint(1, len(deeds)))
            deeds.append(
                random.choice(
                    (
                        (*line(f"اسم {number}"), by),
                        (EventDeed.CLAIMED, {LINE: seq, CASE: f"{number}"}, by),
                        (EventDeed.LINE_BACK, {LINE: seq}, by),
                    )
                )
            )
        event = fold(log(*deeds))
        assert event is not None
        files = [line.case_id for line in event.lines if line.case_id]
        assert len(files) == len(set(files)), seed
        assert {line.by for line in event.lines} <= {"T-07", "T-08"}, seed


def test_an_entry_reads_as_it_was_written_and_nothing_else_does():
    for entry in log(BEGUN, line("سيتا"), (EventDeed.CLAIMED, {LINE: "2", CASE: "a"})):
        text = entry_text(entry)
        assert read_entry(text) == entry
        for broken in (text[:-1], text.replace("tipdesk-event/1", "tipdesk-event/2"), " " + text):
            with pytest.raises(ValueError):  # noqa: PT011  whatever is wrong with it
                read_entry(broken)
    unknown = EventEntry(EVENT, 1, AT, "T-07", EventDeed.LINE, {"name": "x", "story": "y"})
    with pytest.raises(ValueError):  # noqa: PT011  as above
        read_entry(entry_text(unknown))


def test_a_list_that_is_pasted_is_read_line_by_line():
    text = "1. سيتا تامانغ\tأنثى\t٢٤\tنيبالية\n\n2) Ram Rai; 31; hindi\n3\tماريا\tF\n؟\n"
    people = pasted_people(text, SEXES, LANGUAGES)
    assert people == (
        RosterPerson("سيتا تامانغ", "female", "24", "npi"),
        RosterPerson("Ram Rai", "", "31", "hin"),
        RosterPerson("ماريا", "female", "", ""),
        RosterPerson("؟"),
    )


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (RosterPerson("  "), "empty"),
        (RosterPerson("ا" * 201), "too_long"),
        (RosterPerson("سيتا", age="121"), "age"),
        (RosterPerson("سيتا", age="عشرون"), "age"),
    ],
)
def test_what_is_no_line_is_refused(person, reason):
    with pytest.raises(EventRefused) as refused:
        checked_person(person)
    assert refused.value.details["reason"] == reason
    assert checked_person(RosterPerson(" سيتا   تامانغ ", age="٢٤")) == RosterPerson(
        "سيتا تامانغ", age="24"
    )


def test_what_a_line_offers_is_asked_by_the_form_that_ships():
    asked = {question.name for question in published_forms().newest("victim-intake").questions()}
    assert set(events.OFFERED_AT.values()) <= asked
