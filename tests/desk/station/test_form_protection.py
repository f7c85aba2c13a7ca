"""A signed form takes nothing away from what protects a person."""

from dataclasses import replace

import pytest

from tests.cases.test_form_duties import changed
from tests.desk.approving import approve
from tests.desk.station.test_form_installing import (
    NEWEST,
    in_use,
    install,
    offered,
    refused,
    signed,
)
from tests.desk.world import World
from tests.records import SECRET, answers_of
from tipdesk.bundle import authority, form_file
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.handover.release import NEVER
from tipdesk.cases.model import Answer
from tipdesk.core.errors import FormUnusable
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.station import form_installing
from tipdesk.forms.model import FormDefinition, Question, Release
from tipdesk.forms.xlsform.export import checked_definition

TO_PROSECUTION = frozenset({Release.PROSECUTION})


def everything_goes(form: FormDefinition, *, but: frozenset[str] = frozenset()) -> FormDefinition:
    return changed(
        lambda element: (
            element
            if element.name in but or not isinstance(element, Question)
            else replace(element, release=TO_PROSECUTION, level=1)
        ),
        form,
    )


@pytest.fixture
def world(world: World) -> World:
    """A supervisor sits there: no officer installs forms."""
    world.reopen(SUPERVISOR)
    return world


@pytest.fixture
def any_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """An authority's program that asks nothing of a form beyond its grammar."""
    for room in (authority, form_file):
        monkeypatch.setattr(room, "checked_form", checked_definition)


@pytest.mark.usefixtures("any_form")
def test_a_form_that_lets_everything_go_is_refused_in_words(world: World) -> None:
    error = refused(world, signed(world, everything_goes(NEWEST)))
    assert isinstance(error, FormUnusable)
    assert "PP" in str(error.details["first"])
    assert int(error.details["count"]) >= len(NEVER)


@pytest.mark.usefixtures("any_form")
@pytest.mark.parametrize("gone", ["stmt_arabic", "stmt_sign_mode", "ind_code", "iv_stop"])
def test_a_form_without_what_the_program_needs_is_refused(world: World, gone: str) -> None:
    form = changed(lambda element: None if element.name == gone else element, NEWEST)
    assert gone in str(refused(world, signed(world, form)).details["first"])


def test_the_authority_signs_no_such_form(world: World) -> None:
    with pytest.raises(FormUnusable):
        signed(world, everything_goes(NEWEST))


def test_what_loosens_is_marked(world: World) -> None:
    form = everything_goes(NEWEST, but=NEVER)
    changes = offered(world, signed(world, form)).changes
    looser = {change.name for change in changes if change.loosens}
    assert {"contact_name", "safety_plan", "stmt_arabic"} <= looser  # the last one by its level
    assert all(change.code in ("changed", "set", "unset") for change in changes if change.loosens)
    assert "version" in {change.code for change in changes if not change.loosens}


def test_nothing_of_the_indicators_leaves_by_a_form_that_lets_them_go(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form of an older program that asked less, in a vault already."""
    for room in (authority, form_file, form_installing):
        monkeypatch.setattr(room, "checked_form", checked_definition)
    form = everything_goes(NEWEST)
    install(world, form)
    assert in_use(world)[0][1] == form.version
    world.reopen(OFFICER)
    case_id = world.interview(
        1, consent_prosecution="granted", withhold_wishes="سرّ", assess_reasons="سببٌ داخلي"
    )
    session = world.officers
    row = session.answers.add_row(case_id, "indicator_rows")
    head = f"indicator_rows[{row}]/"
    first = form.choices[question(form, "ind_code").list_name][0]
    code, dimension = first.name, first.filter["dimension"]
    texts = {"ind_dimension": dimension, "ind_code": code, "ind_state": "yes"}
    session.answers.save_answers(
        case_id, {head + name: Answer(value) for name, value in texts.items()}
    )
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(SUPERVISOR), ())
    case_file = session.files.whole(case_id)
    record = build_record(case_file, session.files.state(case_file), (), SECRET)
    left = {path.rpartition("/")[2] for path in answers_of(record)}
    assert left.isdisjoint(NEVER)
    assert "stmt_language" in left or "person_role" in left
    for hidden in ("سببٌ داخلي", 'withhold_wishes","value', code):
        assert hidden not in record.decode()


def question(form: FormDefinition, name: str) -> Question:
    return next(asked for asked in form.questions() if asked.name == name)
