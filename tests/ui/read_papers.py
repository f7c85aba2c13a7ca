"""Whether an answer stands on paper: in the text of a PDF, and for boxes also that its own is ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from tests.desk.paper_words import orders, plain, stand_in, written
from tipdesk.core.clock import KUWAIT
from tipdesk.forms.model import Choice, FormDefinition, LocalText, Question, QuestionType
from tipdesk.i18n.text import format_partial
from tipdesk.printing.layout import bodies, sections
from tipdesk.printing.layout.choice_cards import ChoiceCards, cards
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.reading import PathEntry, Reading, paper_text
from tipdesk.printing.wording import Voice

_WORDS = (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON)
_DAYS = (QuestionType.DATE, QuestionType.DATETIME)
_MARKER = re.compile("علامة([0-9]{4})")  # stands in one answer alone
_PHONE = re.compile("[0-9]{11}")
_BESIDE = 160  # letters after the label of a question in which its number is looked for


def label_of(choice: Choice) -> LocalText:
    """A choice as paper calls it; of a card that is read out, its whole point."""
    card = choice.filter.get("card_ar", "")
    return LocalText(card, card) if card else paper_text(choice)


def _marked(number: str) -> Iterator[re.Pattern[str]]:
    """A marker as it may come out of a page, its word before or after the number: the digits
    alone stand in a hash by chance."""
    word = "(علا|امة|ةما|ةمل|الع|لاع)"
    for digits in orders(number):
        yield re.compile(f"{word}{digits}|{digits}{word}")


def _is_printed(question: Question, value: str, text: str) -> bool:
    if question.type in _WORDS and (marker := _MARKER.search(value)):
        return any(pattern.search(text) for pattern in _marked(marker[1]))
    phone = _PHONE.search(value)  # Arabic turns the sign before it about
    return stand_in(phone[0] if phone else value, text)


def _hour(value: str) -> str:
    """The time of a moment as it is read in Kuwait; '' of a day."""
    moment = datetime.fromisoformat(value)
    return f"{moment.astimezone(KUWAIT):%H:%M}" if moment.tzinfo is not None else ""


@dataclass(slots=True)
class Ticks:
    """The boxes that were drawn with a tick while it watched: by question, their labels."""

    drawn: dict[str, set[str]] = field(default_factory=dict)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Follow every list of boxes from the question it was made for to the sheet."""
        bodies_kept: dict[int, tuple[bodies.Body, str]] = {}
        placed: dict[int, tuple[bodies._SetChoices, bodies.Choices]] = {}
        body, place, draw = Setter.body, bodies.Choices.set, bodies._SetChoices.draw

        def keep_body(setter: Setter, question: Question, entry: PathEntry) -> bodies.Body:
            kept_body = body(setter, question, entry)
            bodies_kept[id(kept_body)] = (kept_body, question.name)
            return kept_body

        def keep_place(choices: bodies.Choices, width: float) -> bodies.SetBody:
            set_choices = place(choices, width)
            placed[id(set_choices)] = (set_choices, choices)
            return set_choices

        def drawn(set_choices: bodies._SetChoices, *where: object) -> None:
            draw(set_choices, *where)
            choices = placed[id(set_choices)][1]
            _body, name = bodies_kept.get(id(choices), (None, ""))
            labels = zip(set_choices.options, choices._options, strict=True)
            ticked = {plain(label) for option, (label, _) in labels if option.ticked}
            self.drawn.setdefault(name, set()).update(ticked)

        def keep_cards(reading: Reading, question: Question, entry: PathEntry) -> ChoiceCards:
            kept_cards = cards(reading, question, entry)
            points = zip(reading.choices(question), kept_cards._points, strict=True)
            ticked = {plain(label_of(choice).ar) for choice, point in points if point.ticked}
            self.drawn.setdefault(question.name, set()).update(ticked)
            return kept_cards

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sections, "cards", keep_cards)
            patch.setattr(Setter, "body", keep_body)
            patch.setattr(bodies.Choices, "set", keep_place)
            patch.setattr(bodies._SetChoices, "draw", drawn)
            yield


@dataclass(frozen=True, slots=True)
class Papers:
    """All papers of one file: their letters by document, every copy, and what is ticked on them."""

    form: FormDefinition
    sex: str
    officers: Mapping[str, str]  # their names by login
    texts: Mapping[str, str]
    ticks: Ticks

    def hold(self, question: Question, value: str) -> bool:
        """Whether the answer stands on a paper that the sheet names for its question."""
        return any(
            self._stands(question, value, self.texts[document])
            for document in question.prints & self.texts.keys()
        )

    def _stands(self, question: Question, value: str, text: str) -> bool:
        if question.list_name:
            return self._chosen(question, value, text)
        if question.type in _DAYS:
            return any(stand_in(form, text) for form in written(value)) and _hour(value) in text
        if question.type is QuestionType.PARTIAL_DATE:
            edtf, _, words = value.partition("|")
            numbers = re.findall("[0-9]+", plain(format_partial(edtf, "ar")))
            return stand_in(words, text) and all(number in text for number in numbers)
        if question.type in (QuestionType.INTEGER, QuestionType.DECIMAL):
            # Alone, or in the cell after one with a made-up text, which ends with four digits.
            number = f"(?:(?<![0-9])|(?<=علامة[0-9]{{4}})){re.escape(plain(value))}(?![0-9])"
            return self._beside_label(question, number, text)
        if question.type is QuestionType.OFFICER or "tip-officer" in question.appearance:
            return self._beside_label(question, plain(self.officers[value]), text)
        return _is_printed(question, value, text)

    def _chosen(self, question: Question, value: str, text: str) -> bool:
        """Each choice by its label; where the paper has boxes, its own is ticked."""
        voice = Voice("ar", self.sex)
        many = question.type is QuestionType.SELECT_MULTIPLE
        labels = {
            voice.main(label_of(choice))
            for choice in self.form.choices[question.list_name]
            if choice.name in (value.split() if many else [value])
        }
        ticked = self.ticks.drawn.get(question.name)
        if ticked is None:  # in words
            return all(stand_in(label, text) for label in labels)
        words = {plain(word) for label in labels for word in re.findall(r"\w+", label)}
        return {plain(label) for label in labels} <= ticked and all(word in text for word in words)

    def _beside_label(self, question: Question, wanted: str, text: str) -> bool:
        """Whether the pattern is found soon after the label: alone it could be anybody's."""
        label = plain(Voice("ar", self.sex).main(question.label))
        places = (match.end() for match in re.finditer(re.escape(label), text))
        return any(re.search(wanted, text[at : at + _BESIDE]) for at in places)
