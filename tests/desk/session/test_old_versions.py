"""A file opens, prints and goes out in the version of the form that it was taken with, for ever."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.forms.model import FormDefinition, Group, LocalText, Question
from tipdesk.forms.publishing.catalogue import Catalogue, load_published, publish
from tipdesk.forms.publishing.definition_json import with_digest
from tipdesk.printing.preview import text

SAYING = "روايةٌ أولى"
NEW_WORDS = LocalText("صياغة جديدة تماماً", "Quite another wording")


def next_version(form: FormDefinition, without: str = "stmt_wish") -> FormDefinition:
    """The form with every question reworded and one of them gone."""

    def changed(group: Group) -> Group:
        children = [
            changed(child) if isinstance(child, Group) else reworded(child)
            for child in group.children
            if child.name != without
        ]
        return replace(group, children=tuple(children))

    def reworded(question: Question) -> Question:
        return replace(question, label=NEW_WORDS)

    sections = tuple(changed(section) for section in form.sections)
    return with_digest(replace(form, version=form.version + 1, sections=sections))


@pytest.fixture
def later(tmp_path: Path) -> Catalogue:
    """What a later program brings along: the next version, and the old ones no more."""
    folder = tmp_path / "forms" / INTAKE_FORM
    folder.mkdir(parents=True)
    publish(folder, next_version(published_forms().newest(INTAKE_FORM), without="stmt_arabic"))
    return load_published(tmp_path / "forms")


def opened(world: World, who: Credentials, catalogue: Catalogue) -> Session:
    """The officers' station, opened by the later program."""
    world.officers.lock()
    own_key = world.keys[who.login]
    key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    world.sessions["officers"] = Session.open(
        world.folder / "officers", key, world.clock, catalogue
    )
    return world.officers


def test_an_old_file_goes_all_the_way_in_its_own_version(world: World, later: Catalogue) -> None:
    old = published_forms().newest(INTAKE_FORM)
    case_id = world.interview(stmt_arabic=SAYING)
    desk = opened(world, OFFICER, later)
    assert later.versions(INTAKE_FORM) == (old.version + 1,), "the old version is in the vault only"
    assert desk.files.case(case_id).form_version == old.version
    assert desk.files.rules(case_id).definition.digest == old.digest

    fresh = desk.new_files.open_case()
    assert fresh.form_version == old.version + 1
    assert desk.files.rules(fresh.id).definition.digest == later.newest(INTAKE_FORM).digest

    plan = desk.printing.print_plan(case_id, "statement", PrintOptions(copy="file"))
    printed = text(render(plan))
    assert "روا" in printed
    assert NEW_WORDS.ar not in printed

    desk.steps.complete(case_id)
    approve(desk, case_id, world.confirm(SUPERVISOR), ())
    result = world.exported(case_id)
    checked = world.check(result.path)
    assert checked.report.complete
    assert checked.report.intact
    assert desk.files.load(case_id).answers["stmt_arabic"].value == SAYING
