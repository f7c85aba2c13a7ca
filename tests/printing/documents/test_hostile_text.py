"""What was typed to deceive: the page gets it by the function that the screen uses, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tipdesk
from tests.printing.samples import OFFICERS, STATION, case_file, shown_values
from tipdesk.cases.model import CaseFile
from tipdesk.i18n import text as shared
from tipdesk.printing.documents.registry import FILLED
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.layout.narrative import missing_note
from tipdesk.printing.preview import text
from tipdesk.printing.text import cutting, layout
from tipdesk.printing.text.bidi import levels
from tipdesk.printing.wording import Voice
from tipdesk.ui.handover import received_record

OVERRIDE = "\u202egpj.exe\u202c"
HOSTILE = f"\u2067\u2066{OVERRIDE}\u0007\u200b\ufeff\U000e0041"
ISOLATE = re.compile("[\u2066\u2067]([^\u2066-\u2069]*)\u2069")


def _with(answer: str) -> CaseFile:
    return case_file(extra={"summons_address": answer})


def _hostile_file() -> CaseFile:
    file = case_file()
    answers = {
        path: replace(file.answers[path], value=f"{HOSTILE}{value}{HOSTILE}")
        for path, value in shown_values(file).items()
        if path in file.answers
    }
    assert len(answers) > 30
    officers = {
        login: replace(officer, name=f"{HOSTILE}{officer.name}")
        for login, officer in OFFICERS.items()
    }
    return replace(
        file,
        answers={**file.answers, **answers},
        officers=officers,
        station=replace(STATION, unit=f"{HOSTILE}وحدة"),
    )


def _bare(content: str) -> str:
    """The text without isolates that are closed."""
    before = ""
    while before != content:
        before, content = content, ISOLATE.sub(r"\1", content)
    return content


@pytest.mark.parametrize("document", FILLED)
def test_nothing_unsafe_reaches_the_page(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []

    def heard(content: str, direction: int | None) -> tuple[list[int], int]:
        composed.append(content)
        return levels(content, direction)

    monkeypatch.setattr(cutting, "levels", heard)
    layout._set_texts.clear()  # what was set before is composed again
    render(document, _hostile_file())
    assert len(composed) > 10  # each text once
    unsafe = {content for content in composed if shared.first_unsafe(_bare(content))}
    assert not unsafe


def test_an_override_stays_in_its_order_on_paper() -> None:
    pdf = text(render("intake", _with(f"ملف {OVERRIDE} تالف")))
    assert "gpj.exe" in pdf
    assert "exe.jpg" not in pdf


def test_paper_and_screen_call_one_function() -> None:
    for module in (layout, received_record):
        assert module.clean is shared.clean
        assert module.isolate is shared.isolate


def _sources() -> Iterator[tuple[str, str]]:
    root = Path(tipdesk.__file__).parent
    for path in root.rglob("*.py"):
        yield path.relative_to(root).as_posix(), path.read_text("utf-8")


def test_no_second_function_neutralises_text() -> None:
    defined = [
        name
        for name, source in _sources()
        if re.search(r"^def (clean|isolate|isolated|nfc)\(", source, re.MULTILINE)
        or re.search(r"\\u202a-\\u202e[^\n]*\\u2066", source)
    ]
    assert defined == ["i18n/text.py"]


def test_characters_without_a_glyph_are_said_on_the_paper() -> None:
    note = "تقوم مقام محارف لا تتوافر في خطوط هذا المستند"
    pages = text(render("intake", _with("شارع 😀 终 المطار"))).split("\f")
    assert pages[0].count("◌") == 2
    assert [note in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert "U+7EC8 U+1F600" in missing_note(Voice("ar"), {"😀", "终"})
    assert note not in text(render("intake", _with("شارع المطار")))
