"""Paper from the desk: which copy holds what, and what the chain tells of it."""

import pytest

from tests.desk.world import World
from tipdesk.cases.record import Pick
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.printing_room import PrintOptions, render
from tipdesk.errors import TransitionRefused
from tipdesk.printing.preview import page_count, text

PHONE = "+96530001234"


def test_a_copy_for_the_prosecution_holds_released_fields_only(world: World) -> None:
    case_id = world.interview(phone_safe=PHONE, stmt_arabic="روايةٌ أولى")
    room = world.officers.printing
    plan = room.print_plan(case_id, "intake", PrintOptions(copy="prosecution"))
    assert "phone_safe" not in plan.options.fields
    assert PHONE[-8:] not in text(render(plan))
    assert world.officers.intake.case(case_id).number in text(render(plan))


def test_level_four_is_printed_for_a_supervisor_who_asks_only(world: World) -> None:
    case_id = world.interview(phone_safe=PHONE)
    wanted = PrintOptions(copy="file", include_level4=True)
    with pytest.raises(TransitionRefused):
        world.officers.printing.print_plan(case_id, "intake", wanted)
    assert PHONE[-8:] not in text(render(world.officers.printing.print_plan(case_id, "intake")))
    room = world.reopen(SUPERVISOR).printing
    assert PHONE[-8:] in text(render(room.print_plan(case_id, "intake", wanted)))


def test_blank_forms_need_no_file(world: World) -> None:
    for document in ("notice", "intake", "consent", "statement", "cover"):
        assert page_count(render(world.officers.printing.print_plan(None, document))) >= 1


def test_printing_stands_in_the_chain_with_the_records_digest(world: World) -> None:
    case_id = world.approved(Pick("risk_factors", "لتدابير الحماية"))
    room = world.officers.printing
    plan = room.print_plan(case_id, "statement", PrintOptions(copy="prosecution"))
    assert "risk_factors" in plan.options.fields
    room.record_printed(case_id, "statement", "printed")
    event = world.officers.intake.load(case_id).custody[-1]
    assert (event.action, event.detail["document"]) == ("printed", "statement")
    assert event.detail["record"] == plan.source.digest
