"""A reader that types while the keyboard is set to Arabic, and civil ID numbers."""

from __future__ import annotations

import pytest

from tests.cases.specimens import TD3, TODAY
from tipdesk.cases.interview.document_filling import read_civil_id
from tipdesk.cases.interview.machine_readable import TypingSlip, latin_keys, read_lines

# What the keys A to Z write, alone and with Shift, and <.
PLAIN = dict(zip("QWERTYUIOPASDFGHJKLZXCVBNM", [*"ضصثقفغعهخحشسيبلاتنمئءؤر", "لا", *"ىة"],
                 strict=True))  # fmt: skip
SHIFTED = dict(zip("QWERTYUIOPASDFGHJKLZXCVBNM<",
                   [*"\u064e\u064b\u064f\u064c", "لإ", *"إ‘÷×؛\u0650\u064d][", "لأ", *"أـ،/~\u0652}{",
                    "لآ", *"آ’,"], strict=True))  # fmt: skip


@pytest.mark.parametrize("keys", [{**PLAIN, "<": ","}, SHIFTED])
def test_lines_typed_with_arabic_keys_are_read(keys):
    typed = "".join(keys.get(sign, sign) for sign in TD3)
    document = read_lines(typed, TODAY)
    assert document is not None
    assert document.text == TD3.replace("\n", " ")
    assert document.slips == (TypingSlip.ARABIC_KEYS,)


def test_latin_words_keep_their_signs():
    assert latin_keys("A/B, [C]") == "A/B, [C]"


# Born on 31 December 2099: nobody who lives.
@pytest.mark.parametrize(
    ("typed", "fits"),
    [("399123100068", True), ("399123100009", True), ("399123100069", False),
     ("399123100050", False), ("399123100181", False), ("٣٩٩١٢٣١٠٠٠٦٨", True),
     ("۳۹۹۱۲۳۱۰۰۰۶۸", True), (" 3991231 00068 ", True)],
)  # fmt: skip
def test_a_civil_id_number_is_checked(typed, fits):
    civil_id = read_civil_id(typed)
    assert civil_id is not None
    assert (civil_id.fits, civil_id.birth) == (fits, "2099-12-31")


def test_a_civil_id_number_has_twelve_digits_and_a_day():
    assert read_civil_id("39912310006") is None
    assert read_civil_id("3991231000688") is None
    assert read_civil_id("39912310006X") is None
    assert read_civil_id("399133100068").birth == ""
    assert read_civil_id("199123100068").birth == ""
