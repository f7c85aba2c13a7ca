"""The cards in the person's language: whole, in their own script, drafts until they are read."""

import csv
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from tests.forms.intake_form import intake_rules
from tipdesk.cases.interview.assessing import law_elements
from tipdesk.i18n.language_cards import LANGUAGES, PARTS, has_card, language_card, language_cards

SCRIPTS = {
    "hin": "DEVANAGARI", "npi": "DEVANAGARI", "ben": "BENGALI", "sin": "SINHALA", "tam": "TAMIL",
    "tel": "TELUGU", "mal": "MALAYALAM", "amh": "ETHIOPIC", "urd": "ARABIC", "ara": "ARABIC",
    "fil": "LATIN", "eng": "LATIN",
}  # fmt: skip

READ_OUT = tuple(csv.DictReader(
    (Path(__file__).parents[1] / "data" / "read_out.csv").read_text("utf-8").splitlines()
))  # fmt: skip
"""Every question of the form: whether it is read out to the person, and why."""

CARD_ONLY = {"session_int_accepted", "session_fit", "child_age_request_consent", "child_tracing",
             "contact_knows", "need_wanted", "att_own_device_consent"}  # fmt: skip
"""What is read out in words that the form's sheets do not have: label and advice only."""


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
            letters = [letter for letter in text if letter.isalpha()]
            own = [letter for letter in letters if SCRIPTS[language] in unicodedata.name(letter)]
            assert letters, (part, key)
            assert len(own) == len(letters), (part, key, text)
            assert text == unicodedata.normalize("NFC", text)


def test_no_two_languages_say_the_same():
    for part in PARTS:
        for key in language_card("eng").parts[part]:
            phrases = [card.text(part, key) for card in language_cards()]
            assert len(set(phrases)) == len(phrases) or key == "no", (part, key)


def test_arabic_and_english_are_those_of_the_form():
    definition = intake_rules().definition
    rights = {choice.name: choice.filter for choice in definition.choices["rights"]}
    for language, column, screen in (("ara", "card_ar", "ar"), ("eng", "card_en", "en")):
        card = language_card(language)
        assert card.parts["rights"] == {name: filters[column] for name, filters in rights.items()}
        hints = {question.name: question.hint.text(screen) for question in definition.questions()}
        hints |= {"disability": _group(definition, "disability").hint.text(screen)}
        prompts = {key: text for key, text in card.parts["prompts"].items() if key not in CARD_ONLY}
        assert {key: hints[key] for key in prompts} == prompts
        assert not any("؟" in hints[key] or "?" in hints[key] for key in CARD_ONLY)


def _group(definition, name):
    groups = (child for section in definition.sections for child in section.children)
    return next(child for child in groups if child.name == name)


def test_whether_a_question_is_read_out_is_decided_for_each_one():
    """A question that is added to the form, or a table of questions, has to be decided on."""
    definition = intake_rules().definition
    names = {question.name for question in definition.questions() if question.answerable}
    assert {row["name"] for row in READ_OUT} - names == {"disability", "consent_services"}  # groups
    assert names <= {row["name"] for row in READ_OUT}
    assert len({row["name"] for row in READ_OUT}) == len(READ_OUT)
    assert all(row["why"] and row["read_out"] in ("yes", "no") for row in READ_OUT)


def test_every_question_that_is_read_out_has_its_prompt_and_no_other():
    read = {row["name"] for row in READ_OUT if row["read_out"] == "yes"}
    assert len(read) == 53
    for card in language_cards():
        assert {row["name"] for row in READ_OUT if card.prompt(row["name"])} == read, card.language
        assert card.parts["prompts"].keys() <= read


def test_what_the_form_says_to_the_person_is_read_out():
    """Questions in the hint, and words that agree with the person's sex or speak as \"I\"."""
    spoken = {question.name for question in intake_rules().definition.questions()
            if "؟" in question.hint.ar or question.hint.ar_f or question.hint.ar.startswith("سأ")}  # fmt: skip
    assert "stmt_readback" in spoken
    assert spoken <= {row["name"] for row in READ_OUT if row["read_out"] == "yes"}


def test_a_point_of_consent_is_the_prompt_of_its_question_alone():
    card = language_card("tam")
    assert card.prompt("consent_photo") == card.text("consent", "consent_photo")
    assert card.prompt("consent_family") == card.text("prompts", "consent_family")
    assert card.prompt("duty") == card.prompt("change") == card.prompt("nothing") == ""


def test_a_later_session_asks_what_the_first_one_asked():
    for card in language_cards():
        assert card.prompt("session_int_accepted") == card.prompt("int_accepted")
        assert card.prompt("session_fit") == card.prompt("fit_now")


def test_another_word_is_another_text():
    card = language_card("hin")
    assert len({language.digest for language in language_cards()}) == len(LANGUAGES)
    assert replace(card, label={"ar": "هندي", "en": "Hindi"}).digest == card.digest  # the officer's
    assert replace(card, name="हिंदी").digest != card.digest
    for part in PARTS:
        key = next(iter(card.parts[part]))
        other = {**card.parts, part: {**card.parts[part], key: "…"}}
        assert replace(card, parts=other).digest != card.digest, part


def test_every_follow_up_question_to_the_person_is_on_the_cards():
    questions = {element.code: element.ask for element in law_elements() if element.to_person}
    assert len(questions) == 28
    for card in language_cards():
        assert card.parts["follow_ups"].keys() == questions.keys(), card.language
        assert list(card.parts["follow_ups"]) == list(questions), card.language
    for language, screen in (("ara", "ar"), ("eng", "en")):
        phrases = {code: ask.text(screen) for code, ask in questions.items()}
        assert language_card(language).parts["follow_ups"] == phrases


def test_a_follow_up_question_asks():
    for card in language_cards():
        for code, text in card.parts["follow_ups"].items():
            assert text.endswith("؟" if card.rtl else "?"), (card.language, code)


def test_the_page_that_every_card_names_is_there_and_tells_of_every_part():
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs" / "cards.md").read_text("utf-8")
    assert all(f"| `{part}` |" in page for part in PARTS)
    for language in LANGUAGES:
        head = (root / "resources" / "cards" / f"{language}.toml").read_text("utf-8").splitlines()
        assert head[0].endswith("see docs/cards.md.")
        assert not any(line.startswith("readers") for line in head)


def test_which_way_a_card_is_written():
    assert {card.language for card in language_cards() if card.rtl} == {"urd", "ara"}
