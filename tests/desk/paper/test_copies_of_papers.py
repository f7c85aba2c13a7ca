"""What each copy of the papers beside the bundle carries: levels, what is internal, no shelter."""

from __future__ import annotations

import pytest

from tests.desk.full_file import SHELTERS, full_values, markers, record_full
from tests.desk.handover.test_leak import searched
from tests.desk.paper_words import plain, stand_in
from tests.desk.world import World
from tipdesk.cases.handover.release import released_fields
from tipdesk.cases.model import CaseId
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.forms.model import FormDefinition, Release
from tipdesk.printing.plan import Copy, copies

PAPERS = (
    "quick", "child", "injuries", "safety", "closing", "exhibits", "label", "smuggling",
    "assessment",
)  # fmt: skip
MOST: dict[str, int] = dict.fromkeys(PAPERS, 3)  # level of the agency's own copy
LEFT_TO_OTHERS = 2  # level of the person's copy
WHOSE = {"quick", "exhibits", "safety", "closing"}  # papers of which the person has a copy


@pytest.fixture
def marked_file(world: World) -> tuple[CaseId, FormDefinition, dict[str, str]]:
    """A file of an adult with everything in it, and the markers of its texts."""
    session = world.officers
    case_id = session.new_files.open_case().id
    form, context = (
        session.files.rules(case_id).definition,
        session.files.context(session.files.case(case_id)),
    )
    values = full_values(world, form, context)
    record_full(world, values, case_id)
    return case_id, form, markers(form)


def printed(
    world: World, case_id: CaseId, document: str, copy: Copy, *, restricted: bool = False
) -> str:
    options = PrintOptions(copy=copy, include_level4=restricted)
    plan = world.officers.printing.print_plan(case_id, document, options)
    return searched("paper.pdf", render(plan))


def tells(mark: str, text: str) -> bool:
    """Whether a marker stands in a text, its word before or after its number."""
    word, digits = mark[:-4], mark[-4:]
    return stand_in(mark, text) or digits + plain(word) in text


def test_no_copy_carries_more_than_its_level_or_what_is_internal(world: World, marked_file) -> None:
    case_id, form, marks = marked_file
    carried = 0
    for document in PAPERS:
        for copy in copies(document):
            text = printed(world, case_id, document, copy)
            most = LEFT_TO_OTHERS if copy == "person" else MOST[document]
            for question in form.questions():
                mark = marks.get(question.name)
                if mark is None or not tells(mark.split()[0], text):
                    continue
                carried += 1
                assert document in question.prints, f"{question.name} on {document}"
                assert question.level <= most, f"{question.name} on {document}, {copy}"
                if copy != "file":
                    assert Release.INTERNAL not in question.release, question.name
                if copy == "prosecution":
                    assert question.name in released_fields(form), question.name
            for shelter in (*SHELTERS, "shelter_women"):
                assert not stand_in(shelter, text), f"{shelter} on {document}, {copy}"
    assert carried > 25


def test_who_has_a_copy_of_what() -> None:
    for document in PAPERS:
        assert ("person" in copies(document)) == (document in WHOSE), document
    assert copies("assessment") == copies("label") == ("file",)
    assert copies("closing") == ("person",)
    assert "prosecution" not in copies("safety")


def test_what_is_internal_and_what_is_restricted_is_for_those_alone_who_may(
    world: World, marked_file
) -> None:
    case_id, _form, marks = marked_file
    options = PrintOptions(copy="prosecution")
    plan = world.officers.printing.print_plan(case_id, "assessment", options)
    assert plan.options.copy == "file"
    text = searched("paper.pdf", render(plan))
    assert plain("نسخة الملف") in text
    assert plain("نسخة النيابة العامة") not in text
    steps = marks["safety_plan"].split()[0]
    assert not tells(steps, printed(world, case_id, "safety", "file"))
    world.reopen(SUPERVISOR)
    assert tells(steps, printed(world, case_id, "safety", "file", restricted=True))
    assert not tells(steps, printed(world, case_id, "safety", "person", restricted=True))
