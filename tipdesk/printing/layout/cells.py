"""One mapping from the type of a question to what stands in its cell on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tipdesk.forms.model import Question, QuestionType
from tipdesk.i18n.text import hijri
from tipdesk.printing.layout.bodies import (
    Blank,
    Body,
    Choices,
    Comb,
    CombGroup,
    Option,
    Paired,
    Value,
)
from tipdesk.printing.layout.grid import UNIT, Cell
from tipdesk.printing.layout.narrative import Continuation
from tipdesk.printing.layout.reading import Entry, Reading
from tipdesk.printing.text.styles import styles
from tipdesk.printing.wording import wording

_ALL_SHOWN = 8  # a filled paper shows longer lists by what was chosen alone
_ALL_BLANK = 20  # a blank paper offers longer lists as a line to write on
_DATE = ((2, "d"), (2, "m"), (4, "y"))
_TIME = ((2, "h"), (2, "min"))

Maker = Callable[["Setter", Question, Entry], Body]


class Setter:
    """Makes cells for one reading; long answers go to its continuation sheets."""

    def __init__(self, reading: Reading, continuation: Continuation) -> None:
        self.reading = reading
        self.continuation = continuation
        self.look = styles(reading.voice.language)

    def cell(self, question: Question, entry: Entry) -> Cell:
        """The cell of one question."""
        return Cell(self.reading.voice, question.label, self.body(question, entry))

    def body(self, question: Question, entry: Entry) -> Body:
        """What stands below the label."""
        if entry.reason is not None:
            return self.value(question, self.reading.reason(entry.reason), reason=True)
        if self.reading.masks(question) and entry.value:
            return self.value(question, self.reading.words(question, entry), reason=True)
        if not entry.value and not self.reading.blank:
            nothing = self.reading.voice.main(wording("frame").text("not_recorded"))
            return self.value(question, nothing, reason=True)
        return CELLS[question.type](self, question, entry)

    def value(
        self, question: Question, text: str, reason: bool = False, ltr: bool = False
    ) -> Value:
        """An answer in words."""
        style = self.look.reason if reason else self.look.answer
        return Value(text, style, self.look, self.overflow(question), ltr)

    def overflow(self, question: Question) -> Callable[[str], str]:
        """What takes a text that does not fit, and returns the mark to print in its place."""

        def take(text: str) -> str:
            return self.continuation.mark(self.continuation.add(question.label, text))

        return take


def _words(setter: Setter, question: Question, entry: Entry) -> Body:
    if setter.reading.blank:
        return Blank(3 * UNIT)
    ltr = "tip-ltr" in question.appearance
    return setter.value(question, setter.reading.words(question, entry), ltr=ltr)


def _long_words(setter: Setter, question: Question, entry: Entry) -> Body:
    if setter.reading.blank:
        return Blank(12 * UNIT, height=64.0)
    return _words(setter, question, entry)


def _number(setter: Setter, question: Question, entry: Entry) -> Body:
    if not setter.reading.blank:
        return _words(setter, question, entry)
    return Comb([CombGroup("", "", 3)], setter.look)


def _groups(setter: Setter, parts: Sequence[tuple[int, str]], digits: str = "") -> list[CombGroup]:
    hints = wording("frame").part("comb_hints")
    result, at = [], 0
    for count, name in parts:
        hint = setter.reading.voice.main(hints.text(name))
        result.append(CombGroup(digits[at : at + count], hint, count))
        at += count
    return result


def _date(setter: Setter, question: Question, entry: Entry) -> Body:
    if setter.reading.blank:
        return Comb(_groups(setter, _DATE), setter.look)
    try:
        day = date.fromisoformat(entry.value)
    except ValueError:
        return _words(setter, question, entry)
    beside = hijri(day, setter.reading.voice.language)
    return Comb(_groups(setter, _DATE, f"{day:%d%m%Y}"), setter.look, [beside] if beside else [])


def _moment(setter: Setter, question: Question, entry: Entry) -> Body:
    if setter.reading.blank:
        return Comb(_groups(setter, _DATE + _TIME), setter.look)
    return _words(setter, question, entry)


def _partial_date(setter: Setter, question: Question, entry: Entry) -> Body:
    if not setter.reading.blank:
        return _words(setter, question, entry)
    options = [
        Option(setter.reading.voice.main(text), False)
        for text in wording("frame").texts("partial_date")
    ]
    return Paired(Comb(_groups(setter, _DATE), setter.look), Choices(options, setter.look))


def _options(setter: Setter, question: Question, entry: Entry) -> Body:
    chosen = set(
        entry.value.split() if question.type is QuestionType.SELECT_MULTIPLE else [entry.value]
    )
    ticks: dict[str, bool] = {}  # two choices with one label on paper are one box
    for name, label in setter.reading.labels(question.list_name).items():
        ticks[label] = ticks.get(label, False) or name in chosen
        chosen.discard(name)
    for unknown in sorted(chosen - {""}):
        ticks[unknown] = True
    if setter.reading.blank and (len(ticks) > _ALL_BLANK or "minimal" in question.appearance):
        return Blank(4 * UNIT)
    if not setter.reading.blank and len(ticks) > _ALL_SHOWN:
        ticks = {label: True for label, ticked in ticks.items() if ticked}
    return Choices([Option(label, ticked) for label, ticked in ticks.items()], setter.look)


def _note(setter: Setter, question: Question, entry: Entry) -> Body:  # noqa: ARG001  makers have one shape
    return setter.value(question, setter.reading.voice.main(question.label), reason=True)


CELLS: Mapping[QuestionType, Maker] = {
    QuestionType.TEXT: _words,
    QuestionType.LONG_TEXT: _long_words,
    QuestionType.INTEGER: _number,
    QuestionType.DECIMAL: _words,  # an amount has too many digits for boxes
    QuestionType.DATE: _date,
    QuestionType.TIME: _words,
    QuestionType.DATETIME: _moment,
    QuestionType.PARTIAL_DATE: _partial_date,
    QuestionType.SELECT_ONE: _options,
    QuestionType.SELECT_MULTIPLE: _options,
    QuestionType.PERSON: _words,
    QuestionType.OFFICER: _words,
    QuestionType.ATTACHMENT: _words,
    QuestionType.NOTE: _note,
    QuestionType.CALCULATE: _words,
}
"""How each type of question is printed in a cell."""
