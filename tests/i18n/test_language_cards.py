"""The cards in the person's language: whole, in their own script, drafts until they are read."""

import unicodedata
from dataclasses import replace

import pytest

from tests.forms.intake_form import intake_rules
from tipdesk.i18n.language_cards import LANGUAGES, PARTS, has_card, language_card, language_cards

SCRIPTS = {
    "hin": "DEVANAGARI", "npi": "DEVANAGARI", "ben": "BENGALI", "sin": "SINHALA", "tam": "TAMIL",
    "tel": "TELUGU", "mal": "MALAYALAM", "amh": "ETHIOPIC", "urd": "ARABIC", "ara": "ARABIC",
    "fil": "LATIN", "eng": "LATIN",
}  # fmt: skip


def test_the_first_tier_is_there():
    assert set(LANGUAGES) == set(SCRIPTS)
    assert len(LANGUAGES) == 12
    assert not has_card("fra")
    with pytest.raises(KeyError):
        language_card("fra")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_has_every_text_in_its_own_script(language):
    card, english = language_card(language), language_card("eng")
    assert card.language == language
    for part in PARTS:
        assert card.parts[part].keys() == english.parts[part].keys(), part
        for key, text in card.parts[part].items():
            letters = [one for one in text if one.isalpha()]
            own = [one for one in letters if SCRIPTS[language] in unicodedata.name(one)]
            assert letters, (part, key)
            assert len(own) == len(letters), (part, key, text)
            assert text == unicodedata.normalize("NFC", text)


def test_no_two_languages_say_the_same():
    for part in PARTS:
        for key in language_card("eng").parts[part]:
            said = [card.text(part, key) for card in language_cards()]
            assert len(set(said)) == len(said) or key == "no", (part, key)


def test_arabic_and_english_are_those_of_the_form():
    definition = intake_rules().definition
    rights = {choice.name: choice.filter for choice in definition.choices["rights"]}
    for language, column, screen in (("ara", "card_ar", "ar"), ("eng", "card_en", "en")):
        card = language_card(language)
        assert card.parts["rights"] == {name: one[column] for name, one in rights.items()}
        hints = {one.name: one.hint.text(screen) for one in definition.questions()}
        hints |= {"disability": card.text("prompts", "disability")}  # a group's
        assert {key: hints[key] for key in card.parts["prompts"]} == card.parts["prompts"]


def test_every_question_that_speaks_to_the_person_has_its_prompt():
    """Its wording depends on the person's sex, or it asks."""
    for question in intake_rules().definition.questions():
        asks = "؟" in question.hint.ar or question.hint.ar_f
        assert bool(asks) == bool(language_card("ara").text("prompts", question.name)), question


def test_a_card_is_a_draft_until_two_named_readers_have_signed_it_off():
    card = language_card("hin")
    assert not card.reviewed
    assert not replace(card, readers=("أ",)).reviewed
    assert not replace(card, readers=("أ", "أ")).reviewed
    assert replace(card, readers=("أ", "ب")).reviewed


def test_which_way_a_card_is_written():
    assert {card.language for card in language_cards() if card.rtl} == {"urd", "ara"}
