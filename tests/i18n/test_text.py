from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.i18n.text import (
    ascii_digits,
    clean,
    first_unsafe,
    isolate,
    isolated,
    listed,
    nfc,
    search_key,
)
from tipdesk.printing.text.bidi import levels, line_levels, visual_order


def marked(text: str) -> str:
    """⟨ and ⟩ stand for the isolates, so that expectations can be read."""
    return text.replace("⟨", "\u2066").replace("⟩", "\u2069")


@pytest.mark.parametrize(
    "expected",
    [
        # passports and codes stay whole
        "جواز ⟨N00123456⟩ صالح",
        "الملف ⟨KW-2026-00017⟩، والحالة ⟨A-17/2024⟩",
        "رمز ⟨AB12_cd34⟩",
        "لوحة ⟨12AB34⟩ و⟨3.5x⟩ و⟨7-B⟩",
        "المادة ⟨40/2⟩",
        "المرفق م-1 والحرز ح-⟨2026-118⟩",
        "إصدار ⟨1.2.3⟩",
        "بـ⟨WhatsApp⟩ ثم",  # after an Arabic letter
        # phones
        "هاتف ⟨+965 5012 3456⟩",
        "هاتف ⟨+962 79 555 01 42⟩.",
        "هاتف ⟨5012-3456⟩",
        "هاتف ⟨+965 (50) 123-456⟩",
        "⟨+96550123456⟩",
        # dates and times
        "تاريخ ⟨2024-03-11⟩",
        "في ⟨2024-03⟩ تقريباً",
        "من ⟨05/03/2026⟩ إلى ⟨07/03/2026⟩",
        "من ⟨05/03/2026⟩ - ⟨07/03/2026⟩",
        "عند ⟨05/03/2026 14:05⟩",
        "سُجّل ⟨2026-11-24T09:15:00.000Z⟩",
        "سُجّل ⟨2026-11-24 09:15:00+03:00⟩",
        "الساعة ⟨14:30⟩",
        # numbers
        "نسبة ⟨60%⟩ و⟨12.5 %⟩",
        "سن ⟨10-12⟩ سنة",
        "درجة ⟨-5⟩ و⟨−5⟩",
        "مبلغ ⟨$40⟩ أو ⟨40 KWD⟩ أو ⟨1,250.500⟩",
        "حجم ⟨12.5 MB⟩",
        # Latin runs, whole, with their brackets
        "اسمه ⟨John Smith⟩ كما قال",
        "اسمه ⟨Smith, John (Jack)⟩ كما قال",
        "سيارة ⟨Toyota Hilux 2019⟩ بيضاء",
        "البريد ⟨a.b+c@example.org⟩؛",
        "⟨https://example.org/a?b=1&c=2⟩",
        "حساب ⟨@user_name⟩",
        "(⟨John Smith⟩)",
        "[⟨ABC-1⟩]",
        "شركة «⟨Al Noor Co⟩»",
        "اسمه ⟨José Müller⟩",
        # what needs nothing
        "عدد الملفات 5 من 12",
        "نص عربي فقط، وبه (أقواس) و«تنصيص».",
        "٠٣/٠٧/٢٠٢٤",
        "",
        "12",
    ],
)
def test_isolate(expected: str) -> None:
    expected = marked(expected)
    text = expected.replace("\u2066", "").replace("\u2069", "")
    assert isolate(text) == expected
    assert isolate(expected) == expected  # twice changes nothing


def test_an_unbalanced_bracket_ends_the_run_before_it() -> None:
    assert isolate("قال John (Jack ثم") == marked("قال ⟨John⟩ (⟨Jack⟩ ثم")
    assert isolate("قال John) ثم Jack") == marked("قال ⟨John⟩) ثم ⟨Jack⟩")


def test_lines_are_isolated_apart() -> None:
    assert isolate("A1\nB2") == marked("⟨A1⟩\n⟨B2⟩")


def test_isolates_that_nobody_closes_cost_no_more_than_other_signs() -> None:
    began = process_time()
    for text in ("\u2068" * 1_000_000, "A\u2069" + "\u2068" * 1_000_000):
        assert isolate(text).endswith("\u2068")
    assert isolate("\u2068A1 ب B2") == "\u2068" + marked("⟨A1⟩ ب ⟨B2⟩")
    assert process_time() - began < 10


@given(st.text(alphabet="اب مA1-2/3(+ )[.:،%\n\u2066\u2067\u2069@ج"))
def test_isolate_loses_nothing_and_closes_what_it_opens(text: str) -> None:
    text = clean(text)
    result = isolate(text)
    assert result.replace("\u2066", "").replace("\u2069", "") == text
    assert isolate(result) == result
    open_isolates = 0
    for letter in result:
        open_isolates += {"\u2066": 1, "\u2069": -1}.get(letter, 0)
        assert 0 <= open_isolates <= 1
    assert open_isolates == 0


def test_a_long_run_takes_linear_time() -> None:
    for text in ("1" * 200_000, "a " * 100_000, "((((" * 50_000, "1 " * 100_000, "a(" * 50_000):
        isolate(text)  # quadratic matching would run into the suite's time limit


def test_isolated_takes_the_direction_of_the_first_strong_letter() -> None:
    assert isolated("N0012") == "\u2066N0012\u2069"
    assert isolated("+965 5012") == "\u2066+965 5012\u2069"
    assert isolated("12 مريم") == "\u206712 مريم\u2069"


def test_clean_drops_overrides_and_keeps_joiners() -> None:
    assert clean("\u202egpj.exe") == "gpj.exe"
    assert clean("a\u2066b\u2069c\u202ad\u202c") == "abcd"
    assert (
        clean("مي\u200cخواهم\u200d \u200e\u200f\u061c") == "مي\u200cخواهم\u200d \u200e\u200f\u061c"
    )
    assert clean("a\r\nb\rc\u2028d\u2029e\tf") == "a\nb\nc\nd\ne\tf"
    assert clean("a\x00\x1b[31m\x7f\x85\ufeff\ufffe\uffff\ud800b") == "a[31mb"
    assert clean("tag\U000e0041") == "tag"


def test_clean_leaves_nothing_unsafe_among_what_counts_as_printable() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(0x110000))))
    assert first_unsafe(printable) == "\ufffc"
    assert first_unsafe(clean(printable)) == ""
    assert clean("a\ufffcb") == "ab"


def test_clean_composes_also_what_a_control_kept_apart() -> None:
    assert clean("ا\u200b\u0653") == "ا\u200b\u0653"
    assert clean("ا\u0000\u0653") == "آ"
    assert nfc("ا\u0653") == "آ"


def test_digits() -> None:
    assert ascii_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 7 سبعة") == "0123456789 0123456789 7 سبعة"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ايران", "إيران"),
        ("احمد", "أحمد"),
        ("امنه", "آمنة"),
        ("محمد", "مُحَمَّدٌ"),
        ("فاطمه", "فاطمة"),
        ("مصطفي", "مصطفى"),
        ("مصطفي", "مصطفی"),
        ("كمال", "کمال"),
        ("سوال", "سؤال"),
        ("شاطي", "شاطئ"),
        ("سما", "سماء"),
        ("محمد", "محـــمد"),
        ("سلام", "سﻻم"),
        ("123", "١٢٣"),
        ("123", "۱۲۳"),
        ("jose", "José"),
        ("مي خواهم", "مي\u200cخواهم"),
        ("ا ب", "  ا \n ب "),
        ("n0012", "\u2066N0012\u2069"),
    ],
)
def test_search_key(typed: str, kept: str) -> None:
    assert search_key(typed) == search_key(kept) == typed


def test_search_key_keeps_other_scripts_apart() -> None:
    assert search_key("राम") != search_key("रम")


def drawn(text: str) -> str:
    """`text` as a right-to-left line shows it, left to right, by UAX #9."""
    embedding, base = levels(text, 1)
    order = visual_order(line_levels(text, embedding, base))
    return "".join(text[at] for at in order if text[at] not in "\u2066\u2067\u2069")


@pytest.mark.parametrize(
    "run",
    ["+965 5012 3456", "+965 (50) 123-456", "2024-03-11", "2026-11-24 09:15:00+03:00", "10-12",
     "60%", "−5", "$40", "12.5 MB", "05/03/2026 14:05", "7-B", "C++"],
)  # fmt: skip
def test_an_arabic_line_turns_the_run_round_unless_it_is_isolated(run: str) -> None:
    line = f"كلمة {run} نص"
    assert run not in drawn(line)
    assert run in drawn(isolate(line))


def test_listed_numbers_are_read_in_their_order() -> None:
    assert drawn(f"صفحات {listed((2, '4–5', 13), 'ar')}").startswith("13 ،4–5 ،2")
    assert drawn("صفحات ⟨2, 13⟩".replace("⟨", "\u2066").replace("⟩", "\u2069")).startswith("2, 13")
    assert listed((2, 13), "en") == f"{isolated('2')}, {isolated('13')}"
