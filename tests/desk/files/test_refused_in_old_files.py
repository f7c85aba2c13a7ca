"""A file whose form is of before refused answers counted as none: they count, and are named once."""

from pathlib import Path

import pytest

from tests.desk.session.test_old_versions import opened
from tests.desk.world import World
from tipdesk.cases.model import Answer, CaseId
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.forms.publishing.catalogue import Catalogue, load_published, publish

WRONG = {
    "birth_date": "2035",  # leaves with a bundle
    "phone_safe": "لا رقم",  # level 4
    "dependants_count": "3",  # stands
}


@pytest.fixture
def before(tmp_path: Path) -> Catalogue:
    """What a program of before the rule brought along."""
    folder = tmp_path / "forms" / INTAKE_FORM
    folder.mkdir(parents=True)
    publish(folder, published_forms().get(INTAKE_FORM, 2))
    return load_published(tmp_path / "forms")


@pytest.fixture
def old(world: World, before: Catalogue) -> CaseId:
    desk = opened(world, OFFICER, before)
    case = desk.new_files.open_case()
    assert desk.files.rules(case.id).definition.standing == 0
    desk.answers.save_answers(case.id, {path: Answer(value) for path, value in WRONG.items()})
    opened(world, OFFICER, published_forms())
    return case.id


def told_of(world: World, case_id: CaseId) -> list[dict[str, str]]:
    entries = world.officers.files.load(case_id).custody
    return [dict(entry.detail) for entry in entries if entry.action == "refused_found"]


def test_they_are_named_once_and_the_chain_tells_no_more_than_it_may(
    world: World, old: CaseId
) -> None:
    files = world.officers.files
    assert set(files.refused_found(old)) == {"birth_date", "phone_safe"}
    (entry,) = told_of(world, old)
    assert (entry["fields"], entry["others"]) == ("birth_date", "1")
    assert not any(value in str(entry) for value in ("2035", WRONG["phone_safe"]))
    assert files.refused_found(old) == ()
    opened(world, SUPERVISOR, published_forms())
    assert world.officers.files.refused_found(old) == ()
    assert len(told_of(world, old)) == 1


def test_they_count_as_they_did(world: World, old: CaseId) -> None:
    """Else a record that was approved would be another one."""
    files = world.officers.files
    state = files.state(files.load(old))
    assert (state.value("birth_date"), state.value("is_child")) == ("2035", "yes")
    assert state.refused == frozenset()


def test_a_file_of_today_names_none(world: World) -> None:
    files = world.officers.files
    case_id = world.interview(birth_date="2035")
    assert files.refused_found(case_id) == ()
    assert files.state(files.load(case_id)).refused == {"birth_date"}
    assert told_of(world, case_id) == []
