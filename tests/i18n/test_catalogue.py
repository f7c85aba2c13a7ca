"""The catalogues are fresh, complete and safe: what the screen says is what the code means."""

import importlib.util
import os
import re
from pathlib import Path
from string import Formatter
from types import ModuleType

import polib
import pytest
from babel import Locale

from tipdesk.core.settings import translations_dir
from tipdesk.i18n import text as catalogue
from tipdesk.i18n.text import compile_po, is_rtl, language, ngettext, set_language, texts

ROOT = Path(__file__).resolve().parents[2]
AR = polib.pofile(str(translations_dir() / "ar" / "LC_MESSAGES" / "tipdesk.po"))
EN = polib.pofile(str(translations_dir() / "en" / "LC_MESSAGES" / "tipdesk.po"))
FORMS = ("zero", "one", "two", "few", "many", "other")  # CLDR's order, that of the .po

# The only Latin words of an Arabic sentence: formats, keys and this program's name.
# O, I and S are named where one was typed for a number in a passport's lines.
LATIN_ALLOWED = {
    "Esc", "F7", "F9", "FLAC", "I", "JSON", "MP3", "json", "keys", "O", "PDF", "PEM", "Return", "S", "USB", "WAV",
    "tipdesk",
    "JPEG", "PNG", "SVG",  # pictures, as every camera and program calls them
    "MD5", "SHA",  # hashes, as every tool and report calls them
    "csv", "ics", "settings", "survey", "xlsx",  # sheets and files that a form's author has to name
}  # fmt: skip
# Whoever writes forms or types commands reads their words too: codes, functions, options.
FOR_AUTHORS = ("tipdesk/forms/xlsform/faults.py", "tipdesk/cli/")
AUTHORS_WORDS = {
    "AX", "Arabic", "CSV", "E", "English", "IN", "K", "PP", "RF", "S", "ST", "XML", "age", "ar", "calculate",
    "choice", "count", "digest", "docs", "en", "file", "forms", "from", "indexed", "join", "jr", "max",
    "md", "min", "name", "one", "or", "other", "pulldata", "regex", "repeat", "select", "sum", "trust",
    "yes",
    # A cell of `bind::tip:known`.
    "NAME", "act", "after", "answer", "card", "event", "last", "offer", "own", "row", "session",
    "station",
}  # fmt: skip
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{[^{}]*\}")


def tool() -> ModuleType:
    """packaging/catalogue.py, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "packaging" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def arabic(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_catalogues_say_what_the_code_says_and_nothing_lacks_arabic() -> None:
    assert tool().faults() == []


def test_nothing_is_fuzzy_or_obsolete() -> None:
    for catalog in (AR, EN):
        assert catalog.fuzzy_entries() == catalog.obsolete_entries() == []


def test_every_count_has_six_arabic_forms() -> None:
    assert len([entry for entry in AR if entry.msgid_plural]) > 3
    for entry in AR:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(6)), entry.msgid
            assert all(entry.msgstr_plural.values()), entry.msgid


def test_placeholders_are_those_of_the_source() -> None:
    for entry in AR:
        wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for text in arabic(entry):
            used = placeholders(text)
            assert used <= wanted, text
            # «ملف واحد» needs no number
            assert wanted - used <= ({"count"} if entry.msgid_plural else set()), text


def test_arabic_holds_no_latin_but_what_is_allowed() -> None:
    for entry in AR:
        for text in arabic(entry):
            bare = PLACEHOLDER.sub("", text)
            places = [name for name, _line in entry.occurrences]
            for_authors = all(place.startswith(FOR_AUTHORS) for place in places)
            allowed = LATIN_ALLOWED | (AUTHORS_WORDS if for_authors else set())
            assert set(LATIN.findall(bare)) <= allowed, text
            assert "`" not in bare, text


def test_arabic_is_typed_as_arabic_is() -> None:
    for entry in AR:
        for text in arabic(entry):
            assert not re.search("[٠-٩۰-۹\u064a\u0643]?[\u06a9\u06cc]", text), (
                text
            )  # Persian letters
            bare = PLACEHOLDER.sub("", text).replace("PP?", "")
            assert not re.search(r"[,;?](?=\s|$)", bare), text  # ، ؛ ؟
            assert "  " not in text, text
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), text


def test_a_sentence_ends_as_its_source_does() -> None:
    ends = {".": ".", "?": "؟", "!": "!", ":": ":", "…": "…"}
    for entry in AR:
        last = entry.msgid.rstrip()[-1]
        for text in arabic(entry):
            if last in ends:
                assert text.rstrip()[-1] in {ends[last], "»", "}"}, (entry.msgid, text)


@pytest.mark.parametrize("number", [*range(121), 199, 200, 201, 202, 203, 211, 999, 1000])
def test_arabic_counts_take_cldrs_form(number: int, tmp_path: Path) -> None:
    """Babel writes two of the six forms exchanged; ours must be CLDR's for every number."""
    chosen = texts("ar").ngettext("{count} file", "{count} files", number)
    entry = AR.find("{count} file")
    assert entry is not None
    assert chosen == entry.msgstr_plural[FORMS.index(Locale("ar").plural_form(number))]


def test_the_six_forms_differ_where_arabic_does() -> None:
    sentences = [
        texts("ar").ngettext("{count} file", "{count} files", n) for n in (0, 1, 2, 3, 11, 100)
    ]
    assert len(set(sentences[:5])) == 5
    assert texts("ar").ngettext("{count} file", "{count} files", 99) == sentences[4]
    assert texts("ar").ngettext("{count} file", "{count} files", 101) == sentences[5]


def test_english_needs_no_catalogue() -> None:
    assert all(entry.msgstr == "" and not any(entry.msgstr_plural.values()) for entry in EN)
    assert texts("en").ngettext("{count} file", "{count} files", 1) == "{count} file"
    assert texts("en").ngettext("{count} file", "{count} files", 2) == "{count} files"


def test_the_language_of_the_screen_can_be_changed() -> None:
    set_language("en")
    assert (language(), is_rtl(), catalogue._("Ready to refer")) == ("en", False, "Ready to refer")
    set_language("ar")
    assert (language(), is_rtl(), catalogue._("Ready to refer")) == ("ar", True, "جاهز للإحالة")
    assert ngettext("{count} file", "{count} files", 2) == texts("ar").ngettext(
        "{count} file", "{count} files", 2
    )


def test_a_newer_po_is_read_instead_of_its_mo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "translations" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = tool().header("ar")
    (folder / "tipdesk.po").write_text(head + 'msgid "One"\nmsgstr "قديم"\n', "utf-8")
    old = compile_po((folder / "tipdesk.po").read_bytes())
    (folder / "tipdesk.po").write_text(head + 'msgid "One"\nmsgstr "جديد"\n', "utf-8")
    (folder / "tipdesk.mo").write_bytes(old)
    monkeypatch.setattr(catalogue, "translations_dir", lambda: tmp_path / "translations")
    stamp = (folder / "tipdesk.po").stat().st_mtime_ns
    os.utime(folder / "tipdesk.mo", ns=(stamp + 1, stamp + 1))
    assert catalogue._load("ar").gettext("One") == "قديم"
    os.utime(folder / "tipdesk.mo", ns=(stamp - 1, stamp - 1))
    assert catalogue._load("ar").gettext("One") == "جديد"
    (folder / "tipdesk.mo").unlink()
    assert catalogue._load("ar").gettext("One") == "جديد"
    (folder / "tipdesk.po").unlink()
    assert catalogue._load("ar").gettext("One") == "One"


def test_an_installed_mo_is_used_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "_translations" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "tipdesk.mo").write_bytes(
        compile_po((tool().header("ar") + 'msgid "One"\nmsgstr "واحد"\n').encode())
    )
    (folder / "tipdesk.po").write_text("never read", "utf-8")
    os.utime(folder / "tipdesk.mo", ns=(1, 1))
    monkeypatch.setattr(catalogue, "translations_dir", lambda: tmp_path / "_translations")
    assert catalogue._load("ar").gettext("One") == "واحد"


def test_a_compiled_catalogue_has_no_clock_in_it() -> None:
    """Else no two packages have the same bytes."""
    compiled = compile_po(b'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "a"\nmsgstr "b"\n')
    assert b"POT-Creation-Date: 2020-01-01 00:00+0000" in compiled
