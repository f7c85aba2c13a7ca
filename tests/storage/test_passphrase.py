"""One form for all ways of typing, and a meter that is not blind to Arabic."""

from __future__ import annotations

import pytest

from tipdesk.core.arabic_words import word_list
from tipdesk.storage.passphrase import Advice, generate, normalise, strength

EQUAL = [
    ("قهوة مطر جبل ١٢٣", "قَهوة  مطر جبل ۱۲۳"),
    ("قهوة مطر جبل ١٢٣", "قهوة مطر جبل 123"),
    ("سلام", "سﻻم"),  # lam-alef ligature key
    ("أحمد", "ا\u0654حمد"),  # decomposed hamza
    ("مؤمن", "مو\u0654من"),
    ("كتاب", "کتاب"),  # Persian kaf
    ("بيت", "بیت"),  # Persian ya
    ("سلام", "سـلـام"),  # tatweel
    ("محمد", "مُحَمَّد"),
    ("سلام مطر", "\u202bسلام\u202c \u2067مطر\u2069"),
    ("سلام مطر", " سلام\u00a0مطر\n"),
    ("خانهام", "خانه\u200cام"),
    ("abc 12", "ａｂｃ　１２"),
    ("ﺳﻼم", "سلام"),  # presentation forms
]
DIFFERENT = [
    ("أحمد", "احمد"),
    ("مكتبة", "مكتبه"),
    ("على", "علي"),
    ("Abc", "abc"),
    ("قهوة مطر", "قهوةمطر"),
    ("قهوة", "قهوه"),
]


@pytest.mark.parametrize(("first", "second"), EQUAL)
def test_keyboards_that_differ_give_the_same(first, second):
    assert normalise(first) == normalise(second)


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_what_keyboards_agree_on_is_kept(first, second):
    assert normalise(first) != normalise(second)


def test_version_1_never_changes():
    """Slots are derived from this: another result would lock everybody out."""
    assert normalise("  قَهْوة ﻻ ۱٢3 کی Ａb  ") == "قهوة لا 123 كي Ab"


def test_normalising_twice_changes_nothing():
    for first, second in EQUAL + DIFFERENT:
        for text in (first, second):
            assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "1234",
        "حشسسصخقي",  # "password" on an Arabic layout
        "شسيبل شسيبل شسيبل",  # asdfg
        "الله اكبر الله اكبر",
        "محمد رسول الله",
        "كلمة السر كلمة السر",
        "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦",
        "111111111111111111",
        "اااااااااااااااااااا",
        "password password",
        "Kuwait2026",
        "فاطمة محمد ٢٠٢٦",
        "رمضان كريم ١٤٤٨",
    ],
)
def test_what_is_guessed_first_is_refused(weak):
    rating = strength(weak)
    assert not rating.acceptable, rating
    assert rating.advice_code in set(Advice)


def test_names_that_an_attacker_knows_do_not_help():
    text = "العنزي مركزالفيحاء"
    assert strength(text, ["العنزي", "مركزالفيحاء"]).log10_guesses < strength(text).log10_guesses


def test_generated_words_are_good_and_never_the_same():
    passphrases = {generate() for _ in range(200)}
    assert len(passphrases) == 200
    for text in list(passphrases)[:20]:
        assert len(text.split()) == 5
        assert normalise(text) == text
        rating = strength(text)
        assert rating.acceptable, (text, rating)
        assert rating.log10_guesses <= 5 * 3.32, "five words of 2,048 are 55 bits and no more"


def test_words_of_our_own_list_count_as_words():
    few = " ".join(word_list()[:3])
    assert not strength(few).acceptable


def test_a_sentence_of_ones_own_passes():
    assert strength("الغزال الأزرق يعزف العود تحت المظلة").acceptable
    assert strength("correct horse battery staple lamp").acceptable


def test_the_list_has_2048_distinct_words():
    words = word_list()
    assert len({normalise(word) for word in words}) == len(words) == 2048
