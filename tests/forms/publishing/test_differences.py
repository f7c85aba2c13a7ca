"""What changed between two versions, in words."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exploring import dear
from tests.forms.definitions import definitions
from tests.forms.sheets_for_tests import (
    YNU,
    choice,
    compiled,
    group,
    question,
    repeat,
    section,
    sheets,
)
from tests.forms.xlsform.test_forms_command import run
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.differences import PROPERTIES, SENTENCES, differences
from tipdesk.forms.xlsform.sheets import write_sheets
from tipdesk.i18n.text import set_language

OLD = [
    *section(
        "s",
        question("select_one ynu", "ask", label_f="هل أنتِ", label_m="هل أنتَ"),
        question("text", "why", relevant="${ask} = 'no'", level="2"),
        *group("box", question("text", "a"), question("text", "b")),
        question("text", "gone"),
    ),
    *section("t", question("text", "c")),
]
NEW = [
    *section(
        "s",
        question("select_multiple ynu", "ask", label_f="أ", label_m="هل أنتَ"),
        question("text", "why", relevant="${ask} != 'no'", level="3", hint_ar="ه", hint_en="h"),
        *group("box", question("text", "b"), question("text", "a"), question("text", "c")),
        *repeat("rows", question("text", "cell"), repeat_count="2"),
    ),
    *section("u", question("integer", "n", stage="S", required="${a} = ''")),
]
NEW_LISTS = [YNU[1], YNU[0], choice("ynu", "later"), choice("more", "x")]


def sentences(old: FormDefinition, new: FormDefinition) -> list[str]:
    return [difference.text.en for difference in differences(old, new)]


def test_every_kind_of_change_is_said() -> None:
    old, new = compiled(OLD), replace(compiled(NEW, NEW_LISTS), version=2)
    assert sentences(old, new) == [
        "The version was 1 and is now 2.",
        "ask was of type select_one and is now of type select_multiple.",
        "ask: the Arabic text for a woman was “هل أنتِ” and is now “أ”.",
        "why: the Arabic hint is new: “ه”.",
        "why: the English hint is new: “h”.",
        "“Label why” (why): when it is asked was “${ask} = 'no'” and is now “${ask} != 'no'”.",
        "“Label why” (why): the level was “2” and is now “3”.",
        "c was in t and is now in box.",
        "The group rows in s is new: “Rows”.",
        "The question cell in rows is new: “Label cell”.",
        "The section u is new: “Section”.",
        "The question n in u is new: “Label n”.",
        "The question gone in s is gone: “Label gone”. Earlier records keep their answers.",
        "The section t is gone: “Section”.",
        "The contents of box have another order: b, a, c.",
        "The list ynu has the new choice later: “later”.",
        "The list ynu no longer has the choice unknown: “Unknown”.",
        "The list ynu has another order: no, yes, later.",
        "The list more is new: x.",
    ]


def test_the_way_back_is_said_too() -> None:
    new, old = compiled(OLD), compiled(NEW, NEW_LISTS)
    back = sentences(old, new)
    assert "why: the English hint is gone; it was “h”." in back
    assert "The list more is gone." in back


def test_arabic_says_it_in_arabic() -> None:
    changes = differences(compiled(OLD), compiled(NEW, NEW_LISTS))
    (level,) = [change.text.ar for change in changes if "“3”" in change.text.en]
    assert (
        level
        == "«عنوان \u2066why\u2069» (\u2066why\u2069): تغيير الدرجة من «\u20662\u2069» إلى «\u20663\u2069»."
    )
    assert all(change.text.ar != change.text.en for change in changes)


def test_where_an_answer_may_go_is_said_in_words() -> None:
    """Whoever installs a form knows the question by its text, and no marks of the sheets."""
    long = "word " * 20
    old = section("s", question("text", "a", release="IN", label_en=long, stage="S"))
    new = section("s", question("text", "a", release="PP? ST", label_en=long, stage="E"))
    release, needed = differences(compiled(old), compiled(new))
    assert release.loosens
    subject = "“" + "word " * 11 + "word…” (a): "
    assert release.text.en == (
        f"{subject}where it may go was “stays in the unit” and is now “to the Prosecution if picked, "
        "to statistics”."
    )
    assert "من «يبقى في الوحدة» إلى «للنيابة العامة إن اختير، للإحصاء»" in release.text.ar
    assert "“saving” and is now “handing over”" in needed.text.en


@given(definitions())
@settings(max_examples=dear(30), deadline=None)
def test_a_form_does_not_differ_from_itself(definition: FormDefinition) -> None:
    assert differences(definition, definition) == ()


@given(definitions(), definitions(), st.data())
@settings(max_examples=dear(60), deadline=None)
def test_any_two_forms_can_be_compared(
    old: FormDefinition, new: FormDefinition, data: object
) -> None:
    changes = differences(old, new)
    assert bool(changes) is (replace(old, digest="") != replace(new, digest=""))


def test_every_property_of_a_question_has_a_name() -> None:
    from tipdesk.forms.publishing import differences as room

    texts = {f"{key}_{part}" for key in room._TEXTS for part in ("ar", "en", "ar_f", "ar_m")}
    assert texts | {*room._WORDS, *room._SETS, *room._FLAGS, *room._PLAIN} == PROPERTIES.keys()
    assert SENTENCES


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_language("en")
    write_sheets(tmp_path / "tiny", sheets(OLD))
    assert run("diff", tmp_path / "tiny") == 1, "nothing is published"
    assert run("publish", tmp_path / "tiny") == 0
    capsys.readouterr()
    assert run("diff", tmp_path / "tiny") == 0
    assert capsys.readouterr().out == "The two versions do not differ.\n"
    write_sheets(tmp_path / "new", sheets(NEW, NEW_LISTS))
    assert run("to-xlsx", tmp_path / "new", tmp_path / "new.xlsx") == 0
    capsys.readouterr()
    for new in ("new", "new.xlsx"):
        assert run("diff", tmp_path / "tiny" / "v1.json", tmp_path / new, "--json") == 0
        changes = json.loads(capsys.readouterr().out)
        assert changes[0]["code"] == "type"
        assert {"code", "name", "ar", "en"} == changes[0].keys()
    assert run("diff", tmp_path / "tiny" / "v1.json", tmp_path / "missing.json") == 2


def test_check_knows_what_is_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_sheets(tmp_path, sheets(OLD))
    assert run("publish", tmp_path) == 0
    write_sheets(tmp_path, sheets(NEW, NEW_LISTS))
    assert run("check", tmp_path, "--json") == 1
    report = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert {fault["code"] for fault in report["faults"]} == {"name_reused"}
