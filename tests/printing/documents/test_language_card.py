"""Cards in the person's language on paper: every script is shaped, nothing is missing."""

import re
import unicodedata

import pytest

from tests.forms.intake_form import intake_rules
from tests.printing.page_faults import pages
from tests.printing.samples import case_file
from tipdesk.i18n.language_cards import LANGUAGES, language_card, language_cards
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.pdf.pen import TICK_BOX
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.preview import page_count, text
from tipdesk.printing.text.fonts import faces, pick
from tipdesk.printing.wording import PrintSize


def drawn(document, card="eng"):
    source = BlankForm(intake_rules().definition)
    return render(document, source, PrintOptions(copy="file", card=card))


def words(phrase):
    plain = unicodedata.normalize("NFKC", re.sub("[\u200b-\u200f\u2066-\u2069]", "", phrase))
    return "".join(plain.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_a_face(language):
    chain = faces().regular
    parts = language_card(language).parts.values()
    letters = {letter for part in parts for phrase in part.values() for letter in phrase}
    assert {letter for letter in letters if pick(chain, letter) is None} - {
        "\u200c",
        "\u200d",
    } == set()


@pytest.mark.parametrize("language", ["hin", "urd", "fil"])
def test_rights_and_consent_stand_beside_the_arabic(language):
    card, arabic = language_card(language), language_card("ara")
    read = words(text(drawn("card", language)))
    for part in ("rights", "consent"):
        for either in (card, arabic):
            # Marks above and below letters are copied in various orders; a word's letters are not.
            printed = [
                phrase for phrase in either.parts[part].values() if words(phrase)[:6] in read
            ]
            assert len(printed) >= len(either.parts[part]) - 2, (part, either.language)
    assert words("مسودة، يراجعها")[:5] in read


@pytest.mark.parametrize("document", ["card", "answers"])
def test_an_arabic_card_says_each_sentence_once(document):
    read = words(text(drawn(document, "ara")))
    arabic = language_card("ara")
    phrases = arabic.text("words", "pause") if document == "answers" else arabic.parts["consent"]
    for phrase in [phrases] if isinstance(phrases, str) else list(phrases.values())[:3]:
        assert read.count(words(phrase)[:12]) <= 1, phrase


def test_what_was_decided_stands_on_the_card_as_far_as_the_copy_may_tell_it():
    file = case_file(
        extra={"sex": "male", "consent_embassy": "refused", "consent_photo": "granted"}
    )
    embassy, photo = "إبلاغ سفارة بلدي – رفض", "تصوير الإصابات – وافق"
    read = words(text(render("card", file)))
    assert words(embassy) in read
    assert words(photo) in read
    held = PrintOptions(fields={"consent_photo"})
    read = words(text(render("card", file, held)))
    assert words(embassy) not in read
    assert words(photo) in read


def test_what_holds_whatever_is_decided_has_no_box_to_tick():
    side = (TICK_BOX + 1) * PrintSize.PERSONAL.value  # with its lines
    boxes = [
        path
        for page in pages(drawn("card", "fil"))
        for path in page.paths
        if abs(path.right - path.left - side) < 1.5 > abs(path.top - path.bottom - side)
    ]
    ways_of_not_signing = 3
    assert len(boxes) == 16 + 8 + ways_of_not_signing


@pytest.mark.parametrize(("language", "at_least"), [("ara", 11), ("tam", 1)])
def test_what_is_decided_stands_on_the_page_that_is_signed(language, at_least):
    """As much of it as that page holds, in letters that the person can read."""
    last = words(text(drawn("card", language)).split("\f")[-1])
    sentences = list(language_card("ara").parts["consent"].values())
    assert len(sentences) == 11
    for phrase in (*sentences[-at_least:], "بصمة الإبهام"):
        assert words(phrase) in last


def test_the_same_card_gives_the_same_bytes():
    assert drawn("card", "ben") == drawn("card", "ben")
    assert drawn("card", "ben") != drawn("card", "tam")


def test_every_language_can_be_pointed_at_on_one_page():
    paper = drawn("pointing")
    read = words(text(paper))
    for card in language_cards():
        assert words(card.label["ar"]) in read
    assert page_count(paper) == 1


def test_answers_can_be_pointed_at():
    read = words(text(drawn("answers", "fil")))
    for phrase in ("Hindi ko alam", "Ayaw kong sagutin ito", "Gusto kong huminto"):
        assert words(phrase) in read
