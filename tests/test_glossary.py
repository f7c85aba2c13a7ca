"""One word for one thing: every text that a person reads is held to the glossary."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest

from tests.glossary import EVERYDAY, SENSES, Fault, faults, terms
from tipdesk.core.settings import resource, translations_dir

ROOT = Path(__file__).resolve().parents[1]
SHEETS = resource("forms") / "victim-intake"
ARABIC = re.compile("[\u0621-\u064a]")
QUOTING = ("CHANGELOG.md", "087-words-of-the-glossary.md")  # say what things were called before
TANWIN = "\u064b\u0627"  # the sign, then its letter
Text = tuple[str, str, str]  # where, Arabic, English


def catalogues() -> Iterator[Text]:
    """Every sentence of screen, paper and commands, in both catalogues."""
    english = {
        entry.msgid: entry
        for entry in polib.pofile(str(translations_dir() / "en" / "LC_MESSAGES" / "tipdesk.po"))
    }
    for entry in polib.pofile(str(translations_dir() / "ar" / "LC_MESSAGES" / "tipdesk.po")):
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        english_text = english[entry.msgid].msgstr or f"{entry.msgid} {entry.msgid_plural}".strip()
        yield from ((entry.msgid, arabic, english_text) for arabic in forms)


def papers() -> Iterator[Text]:
    """The fixed words of every printed document."""
    for file in sorted(resource("texts").glob("*.toml")):
        for text in _pairs(tomllib.loads(file.read_text("utf-8"))):
            for arabic in filter(None, (text["ar"], text.get("ar_f"), text.get("ar_m"))):
                yield file.name, arabic, text["en"]


def _pairs(entry: object) -> Iterator[dict[str, str]]:
    if isinstance(entry, dict) and "ar" in entry:
        yield entry
    elif isinstance(entry, dict | list):
        for part in entry.values() if isinstance(entry, dict) else entry:
            yield from _pairs(part)


def cards() -> Iterator[Text]:
    """The language cards that the glossary speaks of: Arabic and English."""
    tables = [
        tomllib.loads((resource("cards") / f"{name}.toml").read_text("utf-8"))
        for name in ("ara", "eng")
    ]
    for section, words in tables[0].items():
        if isinstance(words, dict) and section != "label":
            for key, arabic in words.items():
                yield f"card {section}.{key}", arabic, tables[1][section][key]


def form() -> Iterator[Text]:
    """Labels, hints, advice, messages and choices of the newest form."""
    for sheet in ("survey", "choices"):
        with (SHEETS / f"{sheet}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield from _cells(f"{sheet} {row['name']}", row)


def _cells(where: str, row: dict[str, str]) -> Iterator[Text]:
    for column, text in row.items():
        if "Arabic" in column:
            yield f"{where} {column}", text, row[column.replace("Arabic (ar)", "English (en)")]
        elif column.endswith("_ar"):
            yield f"{where} {column}", text, row[f"{column[:-3]}_en"]
        elif text and column.endswith(("_f", "_m")):
            kind = "hint" if "hint" in column else "label"
            yield f"{where} {column}", text, row.get(f"{kind}::English (en)", "")


def pages() -> Iterator[Text]:
    """What the repository and every case bundle say of the program, page by page."""
    for file in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))):
        if file.name in QUOTING:
            continue
        prose = _prose(file.read_text("utf-8"))
        arabic = file.name.endswith(".ar.md")
        yield file.name, prose if arabic else "", "" if arabic else prose
    for file in sorted(resource("instructions").glob("*.txt")):
        lines = file.read_text("utf-8").partition("-----8<-----")[0].splitlines()
        yield file.name, "\n".join(filter(ARABIC.search, lines)), ""
        yield file.name, "", "\n".join(line for line in lines if not ARABIC.search(line))


def help_pages() -> Iterator[Text]:
    """What F1 says of each page, line by line."""
    for file in sorted(resource("help", "ar").glob("*.md")):
        english = resource("help", "en", file.name).read_text("utf-8").splitlines()
        arabic = file.read_text("utf-8").splitlines()
        yield from (
            (f"help {file.name}", *map(_prose, pair)) for pair in zip(arabic, english, strict=True)
        )


def _prose(page: str) -> str:
    """A page without commands, addresses and marks."""
    page = re.sub(r"<code[^>]*>(.*?)</code>", r"\1" if "USB" in page else "", page)
    page = re.sub(r"```.*?```|^    .*$|`[^`]*`", " ", page, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\]\([^)]*\)|<[^>]+>", " ", page)


SOURCES: dict[str, Callable[[], Iterator[Text]]] = {
    "catalogues": catalogues,
    "papers": papers,
    "cards": cards,
    "form": form,
    "pages": pages,
    "help": help_pages,
}


@pytest.mark.parametrize("source", SOURCES)
def test_one_thing_has_one_word(source: str) -> None:
    texts = list(SOURCES[source]())
    assert len(texts) > 10
    wrong = [
        (where, *fault)
        for where, arabic, english in texts
        for fault in (
            *faults(arabic, english, arabic=True),
            *faults(english, arabic, arabic=False),
        )
    ]
    assert wrong == []


def test_tanwin_is_written_after_its_alef_everywhere() -> None:
    """Both ways are in use; one house has one."""
    sources = (catalogues, papers, cards, form, pages, help_pages)
    wrong = [
        (at, arabic) for read in sources for at, arabic, _english in read() if TANWIN in arabic
    ]
    assert wrong == []


def test_a_term_has_one_word_and_a_word_one_term() -> None:
    assert len(terms()) == 76
    assert len({term.ar for term in terms()}) == len({term.en for term in terms()}) == len(terms())
    assert [
        term.term for term in terms() if term.ar in term.never_ar or term.en in term.never_en
    ] == []


def test_every_exception_names_a_word_of_the_glossary() -> None:
    never = {
        re.sub(r"\s*\(.*\)", "", word) for term in terms() for word in term.never_ar + term.never_en
    }
    assert {sense.word for sense in SENSES} <= never
    assert {re.sub(r"\s*\(.*\)", "", word) for word in EVERYDAY} <= never
    assert all(sense.reason for sense in SENSES)


@pytest.mark.parametrize(
    "text",
    [
        "افتح ملف الإحالة", "بملف الإحالة", "لِلإفادة", "والإفادةُ", "القيد التالي",
        "وحزمة الثقة", "الرمز السرّي للشخص", "استثناءٌ واحد", "الوضعُ السريع", "تسليم النوبة", "يُرجى الاختيار",
        "بصمة المفتاح", "المستوى الرابع", "المعطيات", "سمِّ سجلاً", "كلمة المرور", "رواية الشخص",
        "مكتب الاستماع", "كالاغتسال واللبس", "ملفات التبديل والسبات", "50 حرفاً على الأكثر",
    ],
)  # fmt: skip
def test_an_arabic_word_is_found_in_every_form(text: str) -> None:
    assert faults(text, arabic=True), text


@pytest.mark.parametrize(
    "text",
    [
        "Add to the account", "two accounts", "the stick", "a trust pack", "open the bundle", "Mend the sheet",
        "whom it names", "quick mode", "Reception desk", "the curtain", "a printed paper", "link of the chain",
        "Take the mark back", "Look whether it is on", "they stand here", "Give mine up", "an exception",
        "ask the authority", "the password",
    ],
)  # fmt: skip
def test_an_english_word_is_found_in_every_form(text: str) -> None:
    assert faults(text, arabic=False), text


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("حافظة الإحالة", "a case bundle"), ("وحدة USB", "a USB drive"), ("الأقوال", "the statement"),
        ("رقم القيد", "Registry number"), ("قيد الانتظار", "waiting"), ("البصمة الرقمية", "Fingerprint"),
        ("بصمة الإبهام", "Thumbprint"), ("حزمة الطوارئ", "emergency pack"), ("ورقة الاسترداد", "Recovery sheet"),
        ("الرقم السري", "PIN"), ("رمز الشخص المرجعي", "Person code"), ("الاستقبال السريع", "Quick intake"),
    ],
)  # fmt: skip
def test_the_right_words_are_right(arabic: str, english: str) -> None:
    assert faults(arabic, english, arabic=True) == []
    assert faults(english, arabic, arabic=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "الاستقطاب", "الاستقدام", "المستقدِم", "غير محلَّفة", "محرَّفة", "مزورة", "سلامة الوثيقة",
        "مجني عليه تم التعرف عليه", "يرغب في الشكوى", "مستفيد من الخدمة", "خدمات جنسية خاصة", "دعارة",
        "الهروب", "تُرك", "موظف متواطئ", "المستغِل", "مزوّر", "تبيّن عدم وجود اتجار", "استعباد الدين",
        "حافظة القضية", "مقيم بصورة غير قانونية", "القضايا", "رقم القضية", "لم تُجب؟", "ستر الشاشة",
        "مكتب الاستماع", "محالة للنيابة", "الأراضي الفلسطينية", "الإقرار والموافقة", "أمّي/ة",
        "She escaped", "a fake passport", "her testimony", "illegal alien", "Case number",
    ],
)  # fmt: skip
def test_a_word_that_judges_or_exposes_is_found(text: str) -> None:
    assert faults(text, arabic=bool(ARABIC.search(text))), text


@pytest.mark.parametrize(
    "text",
    [
        "التجنيد (الاستقطاب)", "مكتب استقدام العمالة المنزلية", "المجنِّد", "دون حلف يمين",
        "يُشتبه في أنها مزورة", "استغلال في الدعارة", "يرغب في السير في الدعوى", "شهادة ميلاد رسمية",
        "suspected forged", "a case bundle", "certificate", "was able to leave",
    ],
)  # fmt: skip
def test_the_word_in_its_place_is_right(text: str) -> None:
    assert faults(text, arabic=bool(ARABIC.search(text))) == []


def test_a_person_gives_a_statement_and_an_authority_a_certificate() -> None:
    assert Fault("شهادة", "أقوال") in faults("شهادة الشخص", "What the person says", arabic=True)
    assert faults("شهادة المفتاح", "Certificate of the key", arabic=True) == []


def test_an_everyday_word_is_wrong_beside_the_term_alone() -> None:
    assert faults("إغلاق النافذة", "Close the window", arabic=True) == []
    assert Fault("إغلاق", "قفل") in faults("إغلاق المحطة", "Lock the station", arabic=True)
    assert Fault("الرقم السري", "عبارة المرور") in faults("الرقم السري", "Passphrase", arabic=True)
    assert faults("الرقم السري", "PIN", arabic=True) == []
