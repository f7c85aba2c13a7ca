"""What an event may say of its files: the mark of a question, and where none may stand."""

import pytest

from tests.forms.sheets_for_tests import choice, compiled, question, repeat, section
from tipdesk.forms.events import event_questions
from tipdesk.forms.publishing.definition_json import definition_from_json, definition_to_json
from tipdesk.forms.xlsform.export import checked_definition, sheets_of
from tipdesk.forms.xlsform.words import TIP

CHOICES = [choice("source", "raid"), choice("source", "labour")]


def names(form):
    return [marked.name for marked in event_questions(form)]


def test_a_mark_is_in_the_definition_and_comes_back_as_a_sheet():
    marked = question("select_one source", "case_source", event="yes")
    lines = section("s", marked, question("text", "nationality"), code="A")
    form = compiled(lines, CHOICES)
    body = definition_to_json(form)
    assert body.count('"event": true') == 1
    assert definition_from_json(body) == form == checked_definition(body)
    cells = {row.get("name"): row.get(f"{TIP}event") for row in sheets_of(form)["survey"].rows}
    assert (cells["case_source"], cells["nationality"]) == ("yes", "")
    assert names(form) == ["case_source"]


def test_a_form_without_marks_reads_as_it_did():
    """Its digest is that of before there were marks."""
    form = compiled(section("s", question("text", "q")))
    assert "event" not in definition_to_json(form)


def test_forms_up_to_version_4_are_read_as_they_said_it():
    source = question("select_one source", "case_source", known="last:event/case_source")
    form = compiled(section("s", source), CHOICES)
    assert names(form) == ["case_source"]


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        *((letter, "q", "1") for letter in "CFGHIJKLNQ"),
        ("A", "consent_photo", "1"),
        ("A", "q", "3"),
    ],
)
def test_a_definition_that_no_compiler_saw_is_held_to_it_too(code, name, level):
    form = compiled(section("s", question("text", name, level=level), code=code))
    forged = definition_to_json(form).replace(
        '"name": ' + f'"{name}"', f'"event": true, "name": "{name}"'
    )
    assert next(definition_from_json(forged).questions()).event
    assert names(definition_from_json(forged)) == []


def test_no_row_of_a_repeat_is_of_an_event_whatever_a_definition_says():
    form = compiled(section("s", *repeat("rows", question("text", "q")), code="A"))
    forged = definition_to_json(form).replace('"name": "q"', '"event": true, "name": "q"')
    assert names(definition_from_json(forged)) == []
