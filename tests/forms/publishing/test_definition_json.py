"""A definition as JSON and as sheets, and back, without loss."""

import hashlib
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exploring import dear
from tests.forms.definitions import definitions
from tipdesk.core.errors import FormDefinitionInvalid
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.definition_json import (
    definition_from_json,
    definition_to_json,
    with_digest,
)
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.export import sheets_of
from tipdesk.forms.xlsform.sheets import read_sheets, write_sheets

SLOW = settings(max_examples=dear(60), deadline=None, suppress_health_check=list(HealthCheck))


@given(definitions())
@SLOW
def test_json_and_back(definition: FormDefinition) -> None:
    text = definition_to_json(definition)
    again = definition_from_json(text)
    assert again == definition
    assert definition_to_json(again) == text
    assert definition.digest == hashlib.sha256(text.encode()).hexdigest()


@given(definitions())
@SLOW
def test_sheets_and_back(definition: FormDefinition) -> None:
    result = compile_form(sheets_of(definition))
    assert result.faults == ()
    assert result.definition == definition
    FormRules(definition)


@given(definition=definitions())
@settings(max_examples=dear(10), deadline=None, suppress_health_check=list(HealthCheck))
def test_csv_files_and_back(definition: FormDefinition, tmp_path: Path) -> None:
    write_sheets(tmp_path, sheets_of(definition))
    assert compile_form(read_sheets(tmp_path)).definition == definition


@given(definitions())
@SLOW
def test_the_digest_covers_everything(definition: FormDefinition) -> None:
    first = definition.sections[0]
    other = replace(
        definition, sections=(replace(first, code=first.code + "x"), *definition.sections[1:])
    )
    assert with_digest(other).digest != definition.digest


def change(record: dict, path: list, value: object) -> str:
    place = record
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(record)


FORM = definitions()
ODD = {"name": "odd", "type": "text", "label": {"ar": "نص", "en": "text"}, "release": ["PP"]}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["format"], "tipdesk-form/2"),
        (["format"], None),
        (["version"], "one"),
        (["version"], math.inf),
        (["version"], 1.5),
        (["sections", 0, "children"], [ODD | {"level": math.inf}]),
        (["sections", 0, "children"], [ODD | {"default": "\ud800"}]),
        (["sections", 0, "children"], [ODD | {"appearance": ["\udc00"]}]),
        (["title", "en"], "\ud83d\ud83d"),
        (["choices"], {"\ud800": []}),
        (["sections"], {"a": 1}),
        (["sections", 0, "kind"], "page"),
        (["sections", 0, "name"], 7),
        (["sections", 0, "children"], None),
        (["title"], "نموذج"),
        (["title", "fr"], "x"),
        (["choices"], [1]),
    ],
)
@given(data=st.data())
@settings(max_examples=dear(3), deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_no_definition_is_refused(data: st.DataObject, path: list, value: object) -> None:
    record = json.loads(definition_to_json(data.draw(FORM)))
    with pytest.raises(FormDefinitionInvalid):
        definition_from_json(change(record, path, value))


def test_a_character_in_two_escapes_is_a_character() -> None:
    odd_section = {"kind": "section", "name": "s", "label": {"en": "\U0001f600"}, "children": [ODD]}
    record = {"format": "tipdesk-form/1", "form_id": "f", "version": 1, "title": {}, "choices": {}}
    text = json.dumps(record | {"sections": [odd_section]})
    assert "\\ud83d" in text
    assert definition_from_json(text).sections[0].label.en == "\U0001f600"
    with pytest.raises(FormDefinitionInvalid):
        definition_from_json(text.replace('"version": 1', '"version": 1e999'))


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(FormDefinitionInvalid):
        definition_from_json(text)
