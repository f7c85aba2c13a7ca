"""What a page shows of a file's case work, what it may enter there, and what is kept of words that
nobody has entered yet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desk.staffed import LOGINS, Place
from tests.desk.test_case_work import NEED, book
from tests.desk.world import World
from tipdesk.cases.casework.case_work import WhyNot
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import CaseId, Role
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import FileHidden
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.storage.keys import case_keys

SAFE = {"phone_safe": "+96550123456", "phone_safe_when": "بعد المغرب", "contact_code_word": "نخلة"}
WRITTEN = {"incident": {"words": "وقف رجل أمام الباب", "what": "approach"}}


def closed_file(world: World) -> CaseId:
    case_id = world.interview(**NEED)
    closing = {"reason": "integrated", "date": "2026-11-24"}
    book(world).enter(case_id, EntryKind.CLOSING, body=closing)
    supervisor = world.reopen(SUPERVISOR)
    supervisor.access.open_with_reason(case_id, AccessReason.REVIEW, "")
    supervisor.case_work.enter(case_id, EntryKind.RETENTION, body={"hold": "yes"})
    supervisor.case_work.enter(case_id, EntryKind.CLOSING_APPROVED)
    world.reopen()
    return case_id


def test_of_every_kind_it_is_known_beforehand_whether_it_may_be_entered(world: World) -> None:
    case_id = world.interview(**NEED)
    known = {kind: book(world).why_not(case_id, kind, "intake:1") for kind in _OF_NEEDS}
    assert set(known.values()) == {None}
    assert book(world).why_not(case_id, EntryKind.ANSWERED, "need:1001") is WhyNot.UNKNOWN
    assert book(world).why_not(case_id, EntryKind.APPOINTMENT, body={"need": "intake:1"}) is None
    assert book(world).why_not(case_id, EntryKind.CLOSING_APPROVED) is WhyNot.ROLE
    assert book(world).why_not(case_id, EntryKind.OBJECTION, "outcome:1") is WhyNot.UNKNOWN
    correction = {"seq": "1"}
    why = book(world).why_not(case_id, EntryKind.CORRECTION, body=correction)
    assert why is WhyNot.UNKNOWN
    book(world).enter(case_id, EntryKind.NEED, body={"need_type": "medical"})
    assert book(world).why_not(case_id, EntryKind.CORRECTION, body=correction) is None
    assert book(world).follow_up(case_id).work.next_seq == 2  # asking enters nothing


_OF_NEEDS = (
    *(EntryKind.NEED_CHANGED, EntryKind.REFERRAL_SENT, EntryKind.ANSWERED, EntryKind.DELIVERED),
)
_OF_OPEN = (EntryKind.NEED, EntryKind.APPOINTMENT, EntryKind.CLOSING)
_ALWAYS = (EntryKind.CONTACT, EntryKind.INCIDENT, EntryKind.RISK_REVIEW, EntryKind.HEARING)


def test_a_closed_file_promises_nothing_new(world: World) -> None:
    case_id = closed_file(world)
    follow_up = book(world).follow_up(case_id)
    assert {follow_up.why_not(kind, "intake:1") for kind in _OF_NEEDS} == {WhyNot.CLOSED}
    assert {follow_up.why_not(kind) for kind in _OF_OPEN} == {WhyNot.CLOSED}
    assert {follow_up.why_not(kind) for kind in _ALWAYS} == {None}


def test_of_a_voided_file_nothing_may_be_entered(world: World) -> None:
    case_id = world.officers.new_files.open_case().id
    world.officers.voiding.void(case_id, Voiding(VoidReason.MISTAKE))
    follow_up = book(world).follow_up(case_id)
    kinds = (*_OF_OPEN, *_ALWAYS)
    assert {follow_up.why_not(kind) for kind in kinds} == {WhyNot.VOIDED}


def test_what_is_of_level_4_is_closed_to_whom_the_file_does_not_name(
    staffed: Place, tmp_path: Path
) -> None:
    place = staffed.copy(tmp_path / "vault")
    other = place.open("T-08")
    other.access.open_with_reason(place.begun, AccessReason.CARE, "")
    follow_up = other.case_work.follow_up(place.begun)
    assert (follow_up.reads_restricted, follow_up.safe_way) == (False, ())
    assert follow_up.why_not(EntryKind.SAFETY_PLAN) is WhyNot.RESTRICTED
    assert follow_up.why_not(EntryKind.INCIDENT) is None
    other.drafts.keep_unentered(place.begun, {"incident": {"what": "gift"}})
    assert other.drafts.unentered(place.begun) == {"incident": {"what": "gift"}}
    other.lock()
    named = place.open(LOGINS[Role.SUPERVISOR])
    assert named.case_work.why_not(place.begun, EntryKind.SAFETY_PLAN) is None
    assert named.drafts.unentered(place.begun) == {}  # it stays the other's


def test_how_a_person_is_reached_is_read_by_whom_the_file_names(world: World) -> None:
    case_id = world.interview(**SAFE)
    assert book(world).follow_up(case_id).safe_way == tuple(SAFE.values())


def test_what_nobody_entered_is_kept_closed_and_alone(world: World) -> None:
    case_id = world.interview(**NEED)
    drafts = world.officers.drafts
    before = drafts.draft(case_id)
    drafts.keep_unentered(case_id, WRITTEN)
    ((stored,),) = world.officers._desk.vault.rows("SELECT body FROM draft")
    assert "approach" not in stored
    assert case_keys.is_closed(json.loads(stored)["work"])
    assert drafts.draft(case_id) == before
    world.reopen()
    drafts = world.officers.drafts
    assert drafts.unentered(case_id) == WRITTEN
    drafts.keep_unentered(case_id, {"incident": {}})
    assert drafts.unentered(case_id) == {}
    assert world.officers._desk.vault.rows("SELECT body FROM draft") == []


def test_of_a_hidden_file_it_stays_with_whom_the_file_names(world: World) -> None:
    case_id = world.interview(**NEED)
    world.officers.drafts.keep_unentered(case_id, WRITTEN)
    world.officers.readers.hide(case_id, "موظف مذكور في الأقوال")
    assert world.officers.drafts.unentered(case_id) == WRITTEN
    world.officers.drafts.keep_unentered(case_id, {"incident": {"what": "gift"}})
    world.officers.readers.show_again(case_id)
    assert world.officers.drafts.unentered(case_id) == {"incident": {"what": "gift"}}
    world.officers.readers.hide(case_id, "موظف مذكور في الأقوال")
    with pytest.raises(FileHidden):
        world.reopen(SUPERVISOR).drafts.unentered(case_id)
