"""Which questions stand on the card and where; how each stands; which choices have a digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from tipdesk.cases.answers import stands, value_on_screen
from tipdesk.cases.model import NO_ANSWER, Answer, Source
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.paper.language_cards import RIGHTS, RIGHTS_HOW
from tipdesk.forms import known
from tipdesk.forms.model import (
    Choice,
    FormDefinition,
    Group,
    Question,
    QuestionType,
    path_of,
    row_path,
)
from tipdesk.i18n.text import MASK, N_, _, isolate, search_key
from tipdesk.texts.messages import reason_label
from tipdesk.ui.form.question import PERSONAL_LEVEL
from tipdesk.ui.interview.open_file import OpenFile

MOST_LINES, MOST_KNOWN = 26, 5  # more than these have no room on a small screen at 130 %
DIGITS = 9


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """A question of the card. Inside a repeat it is asked once; `spread`: each of its choices is
    a row of the repeat."""

    question: Question
    repeat: str = ""
    spread: bool = False

    @property
    def takes_several(self) -> bool:
        """Whether more than one choice can be chosen."""
        return self.spread or self.question.type is QuestionType.SELECT_MULTIPLE

    @property
    def has_choices(self) -> bool:
        """Whether digits answer it; else it has a field."""
        return self.question.type in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)


@dataclass(frozen=True, slots=True)
class CardQuestions:
    """Those that are known as a rule, and those that are asked, in the order of the form."""

    known: tuple[CardQuestion, ...]
    lines: tuple[CardQuestion, ...]

    @property
    def fit(self) -> bool:
        """Whether the card has room for them, and anything to ask."""
        return 0 < len(self.lines) <= MOST_LINES and len(self.known) <= MOST_KNOWN

    @property
    def all(self) -> tuple[CardQuestion, ...]:
        """In the order in which they are gone through."""
        return (*self.known, *self.lines)


def card_questions(form: FormDefinition) -> CardQuestions:
    """What quick mode asks. When the notice was handed over is a button of the card."""
    in_repeats = {
        question.name: repeat for repeat in form.repeats() for question in repeat.questions()
    }
    asked = [
        _card_question(question, in_repeats.get(question.name))
        for question in form.questions()
        if question.asked_first and question.answerable and question.name != NOTIFIED
    ]
    return CardQuestions(
        tuple(entry for entry in asked if _is_known(entry.question)),
        tuple(entry for entry in asked if not _is_known(entry.question)),
    )


def _card_question(question: Question, repeat: Group | None) -> CardQuestion:
    if repeat is None:
        return CardQuestion(question)
    alone = sum(other.asked_first for other in repeat.questions()) == 1
    return CardQuestion(question, repeat.name, alone and question.type is QuestionType.SELECT_ONE)


_ASKED_STILL = frozenset({known.KnownFrom.EVENT, known.KnownFrom.ANSWER, known.KnownFrom.USUAL})


def _is_known(question: Question) -> bool:
    """Whether station, session, card or the last file have its answer as a rule. What follows from
    another answer, from what was usual beside it, or from an event, is asked."""
    rule = known.read_known(question.known) if question.known else None
    return rule is not None and not question.relevant and rule.source not in _ASKED_STILL


# --- how a line stands ------------------------------------------------------------------------


class LineStanding(Enum):
    """How a question stands; its line shows it by a picture and its colour."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"  # it counts as no answer
    OFFERED = "offered"  # known, and not confirmed
    NOT_ASKED = "not asked"  # another answer does not ask for it


@dataclass(frozen=True, slots=True)
class LineState:
    """What a line shows."""

    label: str
    answer: str = ""
    source: str = ""  # where it is known from
    standing: LineStanding = LineStanding.OPEN


_SOURCES = {
    Source.STATION: N_("station"),
    Source.SESSION: N_("this session"),
    Source.FOLLOWS: N_("other answer"),
    Source.OFFERED: N_("confirmed"),
    Source.EVENT: N_("event"),
}
"""Where what is known is known from, in a word."""


def path_in(entry: CardQuestion, file: OpenFile) -> str:
    """Where its answer stands, or will."""
    if not entry.repeat:
        return entry.question.name
    rows = file.state.rows(entry.repeat)
    return path_of(
        entry.question.name, entry.repeat, rows[0] if rows else file.next_row(entry.repeat)
    )


def chosen_in(entry: CardQuestion, file: OpenFile) -> dict[str, int]:
    """The codes that are chosen; of a spread one with their rows, else 0."""
    if not entry.spread:
        value = file.answers.get(path_in(entry, file), NO_ANSWER).value
        codes = value.split() if entry.takes_several else [value] if value else []
        return dict.fromkeys(codes, 0)
    rows = file.state.rows(entry.repeat)
    name = entry.question.name
    values = {
        row: file.answers.get(path_of(name, entry.repeat, row), NO_ANSWER).value for row in rows
    }
    return {value: row for row, value in values.items() if value}


def is_asked(entry: CardQuestion, file: OpenFile) -> bool:
    """Whether it is asked now."""
    if not entry.repeat:
        return file.state.is_relevant(entry.question.name)
    path = path_in(entry, file)
    has_row = bool(file.state.rows(entry.repeat))
    return file.state.is_relevant(path if has_row else entry.repeat)


def is_open(entry: CardQuestion, file: OpenFile) -> bool:
    """Whether it waits for an answer, or for a better one."""
    if not is_asked(entry, file):
        return False
    answer = _answer(entry, file)
    return not stands(answer) or _is_refused(entry, file)


def _answer(entry: CardQuestion, file: OpenFile) -> Answer:
    """What stands there; why a repeat has no row stands at the repeat itself."""
    if entry.repeat and not file.state.rows(entry.repeat):
        return file.answers.get(entry.repeat, NO_ANSWER)
    if entry.spread:
        chosen = chosen_in(entry, file)
        return Answer(" ".join(chosen))
    return file.answers.get(path_in(entry, file), NO_ANSWER)


def _is_refused(entry: CardQuestion, file: OpenFile) -> bool:
    return path_in(entry, file) in file.state.refused


def line_state(
    entry: CardQuestion, file: OpenFile, typed: Mapping[str, str], *, masked: bool
) -> LineState:
    """What its line shows. `typed`: words that are no answer yet."""
    about, path = file.surroundings(), path_in(entry, file)
    label = entry.question.label.text(about.language, about.sex)
    if not is_asked(entry, file):
        return LineState(label, standing=LineStanding.NOT_ASKED)
    hidden = masked and entry.question.level >= PERSONAL_LEVEL
    answer = _answer(entry, file)
    if answer.reason is not None:
        return LineState(
            label, reason_label(answer.reason, sex=about.sex), standing=LineStanding.ANSWERED
        )
    if path in typed:
        return LineState(
            label, MASK if hidden else _("no answer yet"), standing=LineStanding.REFUSED
        )
    if answer.value or answer.closed:
        text = MASK if hidden or answer.closed else worded(entry, file, answer.value)
        source = _(_SOURCES[answer.source]) if answer.source in _SOURCES else ""
        standing = LineStanding.REFUSED if _is_refused(entry, file) else LineStanding.ANSWERED
        return LineState(label, isolate(text), source, standing)
    offer = file.known.get(path)
    if offer is not None:
        text = MASK if hidden else worded(entry, file, offer.value)
        return LineState(label, isolate(text), standing=LineStanding.OFFERED)
    return LineState(label)


def worded(entry: CardQuestion, file: OpenFile, value: str) -> str:
    """A value as people read it."""
    form, about, question = file.rules.definition, file.surroundings(), entry.question
    count = len(open_choices(entry, file)) if is_rights(question) else 0
    if count and len(value.split()) == count:
        return _("All ({count})").format(count=count)
    if not entry.spread:
        return value_on_screen(form, question, value, about.language, about.sex)
    parts = [
        value_on_screen(form, question, code, about.language, about.sex) for code in value.split()
    ]
    return ("، " if about.language == "ar" else ", ").join(parts)


# --- which choices have a digit ---------------------------------------------------------------


def open_choices(entry: CardQuestion, file: OpenFile) -> tuple[Choice, ...]:
    """The choices that are open now, in the order of the form."""
    path = path_in(entry, file)
    if entry.repeat and not file.state.rows(entry.repeat):
        return file.rules.choices(entry.question)
    return file.state.choices(path)


def offered(
    choices: Sequence[Choice], whole: Sequence[Choice], used: Sequence[str]
) -> tuple[Choice | None, ...]:
    """Those that have a digit, out of the `whole` list: all of a short one, of a longer one the
    eight that the station uses most, then as the form has them. A digit means the same as long as
    the form is: what another answer closes in a short list leaves its place empty."""
    if len(whole) <= DIGITS:
        still_open = {choice.name for choice in choices}
        return tuple(choice if choice.name in still_open else None for choice in whole)
    if len(choices) <= DIGITS:
        return tuple(choices)
    by_name = {choice.name: choice for choice in choices}
    names = dict.fromkeys([*(name for name in used if name in by_name), *by_name])
    return tuple(by_name[name] for name in list(names)[: DIGITS - 1])


def matching(choices: Sequence[Choice], words: str, language: str) -> tuple[Choice, ...]:
    """Choices that have these words, those first that begin with them; nine at most. Where none has
    them in the language of the window, those that have them in the other: the keyboard is often
    still at what was typed before, as it stands in a passport."""
    key = search_key(words)
    if not key:
        return ()
    in_arabic = [search_key(choice.label.ar) for choice in choices]
    in_english = [search_key(choice.label.en) for choice in choices]
    for labels in (in_arabic, in_english) if language == "ar" else (in_english, in_arabic):
        fitting = [(not text.startswith(key), at) for at, text in enumerate(labels) if key in text]
        if fitting:
            return tuple(choices[at] for _later, at in sorted(fitting)[:DIGITS])
    return ()


def row_answers(entry: CardQuestion, row: int, code: str) -> dict[str, Answer]:
    """The row of a spread question for one of its choices."""
    return {
        row_path(entry.repeat, row): Answer("1"),
        path_of(entry.question.name, entry.repeat, row): Answer(code),
    }


def has_more(choices: Sequence[Choice]) -> bool:
    """Whether the ninth digit leads to all of the list."""
    return len(choices) > DIGITS


# --- the rights ---------------------------------------------------------------------------------


ON_PAPER = "written_card"  # how they were explained


def is_rights(question: Question) -> bool:
    """Whether it is the list of rights that were explained: sixteen, on a card on paper."""
    return question.name == RIGHTS


def asks_how(form: FormDefinition) -> bool:
    """Whether the form asks in which way the rights were read."""
    return any(question.name == RIGHTS_HOW for question in form.questions())


def rights_offered() -> list[str]:
    """What its digits offer: all as they were read on paper, all one by one now, or some of them by
    their words. So all of them are only there once they were read, said or heard."""
    return [_("All, read from the card on paper"), _("Say them one by one…"), _("Some of them…")]
