"""A definition from outside: what is taken, what needs a newer program, what cannot hang us."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.definitions import definitions
from tests.forms.sheets_for_tests import compiled, context, question, repeat, section
from tipdesk.core.errors import FormNeedsNewer, FormUnusable
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.publishing.definition_json import definition_to_json, with_digest
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.xlsform.export import MAX_BODY, checked_definition

FORM = compiled(
    [
        *section(
            "s",
            question("select_one ynu or_other", "ask"),
            question("text", "word", relevant="${ask} = 'yes'"),
            question("range", "count", parameters="start=0 end=20 step=5"),
            question("acknowledge", "ok"),
            question("calculate", "sum", calculation="${count} + 1"),
            *repeat("rows", question("date", "day")),
        )
    ]
)
BODY = definition_to_json(FORM)


def changed(change: Callable[[dict], object]) -> str:
    """The body after `change`, written as the program writes it."""
    record = json.loads(BODY)
    change(record)
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def element(record: dict, name: str) -> dict:
    return next(child for child in record["sections"][0]["children"] if child["name"] == name)


@given(definitions())
@settings(max_examples=30, deadline=None)
def test_whatever_the_compiler_makes_is_taken(form: FormDefinition) -> None:
    assert checked_definition(definition_to_json(form)) == form


def test_every_published_form_is_taken() -> None:
    catalogue = load_published()
    for form_id in catalogue.forms():
        versions = [catalogue.get(form_id, version) for version in catalogue.versions(form_id)]
        for form in versions:
            assert checked_definition(definition_to_json(form), versions) == form


NEWER = {
    "a later format": lambda r: r.update(format="tipdesk-form/2"),
    "a type": lambda r: element(r, "word").update(type="signature"),
    "a release": lambda r: element(r, "word").update(release=["XX"]),
    "a phase": lambda r: r["sections"][0].update(phase="later"),
    "a function": lambda r: element(r, "sum").update(calculation="levenshtein('a', 'b')"),
    "a property": lambda r: element(r, "word").update(voice="yes"),
    "a property of the form": lambda r: r.update(languages=["ar", "en", "ku"]),
    "an appearance": lambda r: element(r, "word").update(appearance=["hologram"]),
}


@pytest.mark.parametrize("change", NEWER.values(), ids=NEWER)
def test_what_a_later_program_understands_is_not_guessed_at(change: Callable) -> None:
    with pytest.raises(FormNeedsNewer) as caught:
        checked_definition(changed(change))
    assert caught.value.details == {"form": "tiny"}


UNUSABLE = {
    "nothing": lambda r: r.clear(),
    "another format": lambda r: r.update(format="tipdesk-trust/1"),
    "no form id": lambda r: r.update(form_id=7),
    "a ring": lambda r: (
        element(r, "word").update(relevant="${sum} > 1"),
        element(r, "sum").update(calculation="string-length(${word})"),
    ),
    "an unknown question": lambda r: element(r, "word").update(relevant="${gone} = 1"),
    "an unknown list": lambda r: element(r, "ask").update(list_name="gone"),
    "a name twice": lambda r: element(r, "word").update(name="ask"),
    "a name that is none": lambda r: element(r, "word").update(name="../../x"),
    "no Arabic": lambda r: element(r, "word")["label"].update(ar=""),
    "a rule beyond bounds": lambda r: element(r, "word").update(relevant="1" + "+1" * 5000),
    "a pattern that explodes": lambda r: element(r, "word").update(
        constraint="regex(., '(a+)+$(')", constraint_message={"ar": "م", "en": "m"}
    ),
    "a huge version": lambda r: r.update(version=10**18),
    "a version before the first": lambda r: r.update(version=0),
    "a list for a text": lambda r: r.update(title=["a"]),
    "no sections": lambda r: r.update(sections=[]),
    "a repeat in a repeat": lambda r: element(r, "rows")["children"].append(
        {**element(r, "rows"), "name": "inner", "children": list(element(r, "rows")["children"])}
    ),
}


@pytest.mark.parametrize("change", UNUSABLE.values(), ids=UNUSABLE)
def test_what_interviews_would_stumble_over_is_refused(change: Callable) -> None:
    with pytest.raises(FormUnusable) as caught:
        checked_definition(changed(change))
    assert caught.value.details["first"]


def deep(levels: int) -> str:
    def make(level: int) -> dict:
        child = make(level - 1) if level else element(json.loads(BODY), "word") | {"relevant": ""}
        return {
            "kind": "group", "name": f"g{level}", "label": {"ar": "م", "en": "g"}, "children": [child]
        }  # fmt: skip

    return changed(lambda r: r["sections"][0]["children"].append(make(levels)))


HOSTILE = {
    "brackets": "[" * 4_000_000,
    "an object in an object": '{"a":' * 500_000,
    "a number without end": '{"format":"tipdesk-form/1","form_id":"x","version":' + "9" * 4_000_000,
    "groups in groups": deep(60),
    "more than a form may have": " " * (MAX_BODY + 1),
    "halves of characters": BODY.replace("Label word", "\\ud800"),
    "a zero": BODY.replace("Label word", "\\u0000"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_body_crashes(body: str) -> None:
    with pytest.raises((FormUnusable, FormNeedsNewer)):
        checked_definition(body)


def test_a_very_large_form_ends_soon() -> None:
    """Thousands of rows that wait for each other, each with a long rule."""
    rule = " or ".join(["${q0} = 'x'"] * 4)
    lines = [question("text", "q0")]
    lines += [
        question("text", f"q{n}", relevant=f"${{q{n - 1}}} = '' or {rule}") for n in range(1, 2000)
    ]
    form = replace(FORM, sections=compiled(section("s", *lines)).sections)
    body = definition_to_json(with_digest(form))
    assert len(body) < MAX_BODY
    began = process_time()
    definition = checked_definition(body)
    FormRules(definition).evaluate({"q0": "x"}, context())
    assert process_time() - began < 15, "seconds, on the slowest machine"


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_body_with_anything_put_in_is_refused_or_taken(data: st.DataObject) -> None:
    """Cut out, doubled or overwritten anywhere: no exception but the two that are said."""
    at = data.draw(st.integers(0, len(BODY)))
    end = data.draw(st.integers(at, min(len(BODY), at + 60)))
    put = data.draw(
        st.sampled_from(["", "0", "[", "]", "{", '"', "null", "1e999", "true", ",", "\ud800"])
    )
    body = BODY[:at] + put + BODY[end:]
    with suppress(FormUnusable, FormNeedsNewer):
        assert definition_to_json(checked_definition(body)) == body
