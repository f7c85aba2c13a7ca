"""The fixed words: complete in both languages, and as the rules of wording ask."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.core.settings import Language, resource
from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import _, set_language
from tipdesk.printing.documents.registry import DOCUMENTS, FILLED
from tipdesk.printing.wording import Voice, wording

FILES = sorted(resource("texts").glob("*.toml"))


def _texts(entry: object) -> Iterator[dict[str, str]]:
    if isinstance(entry, dict):
        if "ar" in entry or "en" in entry:
            yield entry
        else:
            for value in entry.values():
                yield from _texts(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _texts(value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_there_in_arabic_and_english(file: Path) -> None:
    found_texts = list(_texts(tomllib.loads(file.read_text("utf-8"))))
    assert found_texts
    for text in found_texts:
        assert set(text) <= {"ar", "en", "ar_f", "ar_m"}
        assert any("\u0600" <= letter <= "\u06ff" for letter in text["ar"]), text
        assert not any("\u0600" <= letter <= "\u06ff" for letter in text["en"]), text


def test_the_person_never_declares_that_all_is_true() -> None:
    for file in FILES:
        for text in _texts(tomllib.loads(file.read_text("utf-8"))):
            assert "صحيحة" not in text["ar"]
            assert "is true" not in text["en"]


def test_every_document_has_its_own_title() -> None:
    titles = {DOCUMENTS[key].title.ar for key in FILLED}
    assert titles >= {"إخطار النيابة العامة", "نموذج استقبال حالة", "حافظة الإحالة"}
    assert len(titles) == len(FILLED)


def test_a_voice_agrees_with_the_person() -> None:
    text = LocalText("صاحب الأقوال", "The person", ar_f="صاحبة الأقوال")
    assert Voice("ar", "female").main(text) == "صاحبة الأقوال"
    assert Voice("ar").main(text) == "صاحب الأقوال"
    assert Voice("en", "female").main(text) == "The person"
    assert Voice("en", "female").other(text) == "صاحبة الأقوال"


def test_a_missing_text_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        wording("frame").text("no such text")


@pytest.mark.parametrize("spoken", ["ar", "en"])
def test_an_envelope_names_the_buttons_that_let_its_holder_in(spoken: Language) -> None:
    about = wording("envelope")
    drive = {"ar": "وحدة USB", "en": "USB drive"}[spoken]
    set_language(spoken)
    named = {
        "first": (_("Station kit…"),),
        "colleague": (_("Station"), _("A colleague opens their envelope…")),
    }
    for way, names in named.items():
        text = Voice(spoken).main(about.text(way))
        assert drive in text
        for name in names:
            assert f"«{name}»" in text or f"“{name}”" in text, (name, text)
