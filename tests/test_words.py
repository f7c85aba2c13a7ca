"""The 2,048 words of which passphrases are made: told apart by eye, by ear and by keyboard."""

import re
import unicodedata

from tipdesk.core.settings import resource
from tipdesk.i18n.text import search_key

WORDS = resource("words", "ar.txt").read_text("utf-8").splitlines()
# Letters that differ by dots only look alike in handwriting; these sound alike.
SKELETON = str.maketrans({
    letter: group[0]
    for group in ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
    for letter in group
})  # fmt: skip
ALIKE = [
    set(group)
    for group in ("تط", "دض", "ذزظث", "سصث", "هح", "كق", "عا", "اوي", "اه")
]  # fmt: skip
UNWELCOME = re.compile(
    "(?:قتل|موت|دم|حرب|سلاح|سيف|سكين|رصاص|قنبل|سجن|حبس|خوف|رعب|عذاب|تعذيب|عبد|جارية|خادم|كفيل|هروب"
    "|مسجد|كنيس|صلاة|صوم|حزب|ثورة|انقلاب|صدام|خمر|نبيذ|خنزير|كلب|حمار|جنس|عورة|شيطان|جحيم|لعن)[ةات]{0,2}"
)


def test_there_are_2048_short_arabic_words() -> None:
    assert len(WORDS) == len(set(WORDS)) == 2048  # 11 bits each
    for word in WORDS:
        assert re.fullmatch("[\u0621-\u064a]{3,7}", word), word
        assert not word.startswith("ال"), word
        assert unicodedata.normalize("NFKC", word) == word


def test_they_differ_however_they_are_typed() -> None:
    assert len({search_key(word) for word in WORDS}) == 2048


def test_they_differ_without_their_dots() -> None:
    assert len({search_key(word).translate(SKELETON) for word in WORDS}) == 2048


def test_no_word_is_another_with_a_letter_more_or_two_letters_exchanged() -> None:
    keys = {search_key(word) for word in WORDS}
    for key in keys:
        shorter = {key[:at] + key[at + 1 :] for at in range(len(key))}
        assert not shorter & keys, key
        swapped = {
            key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)
        } - {key}
        assert not swapped & keys, key


def test_no_word_is_another_with_a_letter_that_sounds_alike() -> None:
    keys = {search_key(word) for word in WORDS}
    for key in keys:
        for at, letter in enumerate(key):
            for other in set().union(*(group for group in ALIKE if letter in group)) - {letter}:
                assert key[:at] + other + key[at + 1 :] not in keys, key


def test_nothing_unwelcome() -> None:
    assert [word for word in WORDS if UNWELCOME.fullmatch(word)] == []
