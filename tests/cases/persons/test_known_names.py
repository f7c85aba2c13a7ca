"""The table of spellings: what is written in it by hand."""

import re

from tipdesk.cases.persons.fitting import like
from tipdesk.cases.persons.known_names import names_of, spellings
from tipdesk.cases.persons.name_sound import ALIKE
from tipdesk.core.settings import resource

LINE = re.compile(r"[a-z]+(?: [a-z]+)* \| [ء-يٱ-ۓ]+(?: [ء-يٱ-ۓ]+)*")


def lines() -> list[str]:
    text = resource("words", "name_spellings.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_every_line_is_a_name_in_both_alphabets() -> None:
    assert len(lines()) > 1_900
    assert [line for line in lines() if not LINE.fullmatch(line)] == []


def test_a_spelling_in_latin_letters_is_of_one_name() -> None:
    """What may be two (Rashid, Hamid) is left to its sound."""
    twice = [word for word, names in spellings().items() if word.isascii() and len(names) > 1]
    assert twice == []


def test_the_table_goes_before_the_sound() -> None:
    assert names_of("diallo") == names_of("jalloh") != frozenset()
    assert like("diallo", "jalloh") > ALIKE
    assert like("سالم", "سليم") < ALIKE < like("سالم", "salem")
    assert names_of("xyz") == frozenset()
