"""No word that was replaced: catalogues, printed documents, instructions, sheets."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from tests.wording import (
    NOW,
    TESTIMONY,
    WAS,
    replaced,
    replaced_english,
)
from tipdesk.core.settings import resource, translations_dir

ROOT = Path(__file__).resolve().parents[1]
SHEETS = resource("forms") / "victim-intake"
Pair = tuple[str, str, str]  # where, Arabic, English


def catalogue() -> Iterator[Pair]:
    """Every sentence of screen, paper and commands."""
    for entry in polib.pofile(str(translations_dir() / "ar" / "LC_MESSAGES" / "tipdesk.po")):
        plural = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        for arabic in plural:
            yield entry.msgid, arabic, f"{entry.msgid} {entry.msgid_plural}"


def english_catalogue() -> Iterator[Pair]:
    """What the English catalogue says in other words than the code."""
    for entry in polib.pofile(str(translations_dir() / "en" / "LC_MESSAGES" / "tipdesk.po")):
        plural = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        yield from ((entry.msgid, "", english) for english in plural)


def papers() -> Iterator[Pair]:
    """The fixed words of every printed document."""
    for file in sorted(resource("texts").glob("*.toml")):
        for text in _texts(tomllib.loads(file.read_text("utf-8"))):
            for arabic in (text["ar"], text.get("ar_f", ""), text.get("ar_m", "")):
                yield f"{file.name}: {text['en']}", arabic, text["en"]


def _texts(entry: object) -> Iterator[dict[str, str]]:
    if isinstance(entry, dict):
        if "ar" in entry:
            yield entry
        else:
            for value in entry.values():
                yield from _texts(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _texts(value)


def instructions() -> Iterator[Pair]:
    """What lies beside and in every case bundle, and what the repository says in Arabic."""
    files = sorted(resource("instructions").glob("*.txt"))
    assert len(files) == 2
    for file in (*files, ROOT / "README.ar.md"):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            yield f"{file.name}:{number}", line, line


def sheets() -> Iterator[Pair]:
    """The English of the form's sheets; their Arabic is tested with the form."""
    for sheet in ("survey", "choices"):
        with (SHEETS / f"{sheet}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column, text in row.items():
                    if "English" in column or column.endswith("_en"):
                        yield f"{row['name']} {column}", "", text


SOURCES = {
    "catalogue": catalogue,
    "english": english_catalogue,
    "papers": papers,
    "instructions": instructions,
    "sheets": sheets,
}


@pytest.mark.parametrize("source", SOURCES)
def test_no_replaced_word_stands_anywhere(source: str) -> None:
    pairs = list(SOURCES[source]())
    assert len(pairs) > 40
    # Screens and instructions speak of certificates; documents and sheets of statements alone.
    more = TESTIMONY if source == "papers" else {}
    assert {where: now for where, arabic, _ in pairs if (now := replaced(arabic, more))} == {}
    assert {where: now for where, _, text in pairs if (now := replaced_english(text))} == {}


def test_the_patterns_know_the_words() -> None:
    assert [word for word in WAS if not replaced(word)] == []
    assert [word for word in NOW if replaced(word)] == []
    for english in (
        "She escaped",
        "a fake passport",
        "her testimony",
        "illegal alien",
        "Case number",
    ):
        assert replaced_english(english), english
    for english in ("suspected forged", "a case bundle", "certificate", "was able to leave"):
        assert not replaced_english(english), english
