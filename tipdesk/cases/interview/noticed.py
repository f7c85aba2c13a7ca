"""What the words of a statement answer elsewhere in the form: offers, on which an officer decides.

Rules and lists alone: numbers, days, sums, countries, names, hours as people write them. A cue in
the same clause names the question; without one the officer chooses it. Nothing is worked out from
what was said, nothing is concluded about the person, and where a clause speaks of force, control,
health, somebody else or what was not, there is silence. What the rules look for stands in
`resources/words/noticed.toml`; what they make of sentences that were written before them, in
`tests/cases/interview/test_noticed.py`. Each offer is one that can be explained: these words, this
cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from tipdesk.cases.interview.noticed_words import (
    SILENT,
    Folded,
    Label,
    Labels,
    NoticedWords,
    Places,
    bare,
    fold,
    stem,
    words,
)
from tipdesk.cases.interview.turns import is_question, mark_of
from tipdesk.core.work import Work
from tipdesk.forms.values import DatePoint


class NoticedKind(StrEnum):
    """What a value is; a table of the file each."""

    MONEY = "money"
    DATE = "date"
    COUNTRY = "country"
    GOVERNORATE = "governorate"
    NAME = "name"
    HOURS = "hours"
    DAYS_WEEK = "days_week"
    UNPAID = "unpaid"
    COUNT = "count"


AMOUNT, CURRENCY, PERIOD = "_amount", "_currency", "_period"  # endings of the questions of a sum


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that a statement names. `question` is '' where the officer chooses one of
    `questions_for`; of a sum it is what its questions have in common."""

    kind: NoticedKind
    question: str
    value: str  # of a sum the amount
    currency: str = ""
    period: str = ""
    turn: int = 0  # the paragraph of the text
    start: int = 0  # in it: where the words stand
    end: int = 0
    words: str = ""

    def answers(self, question: str) -> dict[str, str]:
        """Question to value, if it answers this one."""
        if self.kind is not NoticedKind.MONEY:
            return {question: self.value}
        parts = {AMOUNT: self.value, CURRENCY: self.currency, PERIOD: self.period}
        return {question + ending: value for ending, value in parts.items() if value}


def questions_for(kind: NoticedKind) -> tuple[str, ...]:
    """The questions that a value of this kind may answer."""
    return words().questions[kind]


def noticed(text: str, places: Places, work: Work | None = None) -> tuple[Noticed, ...]:
    """What a text names, in its order, each thing once. What the officer asked is not hers.

    Raises:
        Cancelled: `work` was stopped.
    """
    known: dict[tuple[str, str, str], Noticed] = {}
    work = work or Work()
    for number, paragraph in enumerate(text.split("\n")):
        if paragraph and not is_question(paragraph):
            for thing in map(_sure, _in_paragraph(paragraph, places, work)):
                key = (thing.question or thing.kind, thing.value, thing.currency)
                known.setdefault(key, replace(thing, turn=number))
    return tuple(known.values())


def _sure(thing: Noticed) -> Noticed:
    """Without its question where the rule that names it is too often wrong: the officer chooses."""
    return replace(thing, question="") if thing.question in words().unsure else thing


# --- sentences and clauses ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a paragraph, folded; offsets count from its beginning."""

    text: str
    tokens: tuple[_Token, ...]

    def index_at(self, at: int) -> int:
        """The first token that begins at `at` or behind it."""
        later = (index for index, token in enumerate(self.tokens) if token.start >= at)
        return next(later, len(self.tokens))


_TOKEN = re.compile(r"د\.ك\.?|[0-9][0-9٬,]*(?:[.٫][0-9]+)?|[^\W\d_]+(?:'[a-z]+)?|[$€]")
_SENTENCE_END = re.compile(r"[.؟!?]+(?=\s|$)")
_LONGEST_CLAUSE = 1000  # letters: beyond it no cue is sure, and each is held against each value
_CLAUSE_END = re.compile(r"[،؛;:]+|,(?![0-9])|\s(?=ثم\s)")


def _parts(text: str, ends: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for stop in ends.finditer(text):
        yield begin, stop.start()
        begin = stop.end()
    yield begin, len(text)


def _in_paragraph(paragraph: str, places: Places, work: Work) -> Iterator[Noticed]:
    text, known = fold(paragraph), words()
    spoken = len(mark_of(paragraph))
    for begin, end in _parts(text.text, _SENTENCE_END):
        work.step(end, len(text.text))
        if text.text[end : end + 1] in ("؟", "?"):
            continue  # asked, not told
        things = [
            thing
            for clause_begin, clause_end in _parts(text.text[begin:end], _CLAUSE_END)
            for at in [max(begin + clause_begin, spoken)]
            for thing in _in_clause(paragraph, text, at, begin + clause_end, places)
        ]
        if things and not known.silent_sentence.search(text.text, begin, end):
            yield from things


def _in_clause(
    paragraph: str, text: Folded, begin: int, end: int, places: Places
) -> Iterator[Noticed]:
    known = words()
    if end - begin > _LONGEST_CLAUSE:
        return
    spoken_text = text.text[begin:end]
    tokens = tuple(
        _Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(spoken_text)
    )
    reader = _Reader(_Clause(spoken_text, tokens), known, places)
    things = sorted(reader.things(), key=lambda thing: thing.start)
    if not things or known.silent_clause.search(spoken_text) or known.others.search(spoken_text):
        return
    for thing in things:
        start, stop = text.place(begin + thing.start), text.place(begin + thing.end)
        value = thing.value
        if thing.kind is NoticedKind.NAME:  # as it is written
            value = " ".join(paragraph[text.place(begin + int(value)) : stop].split())
        yield replace(thing, start=start, end=stop, words=paragraph[start:stop], value=value)


# --- numbers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Number:
    value: str
    first: int  # token
    behind: int  # the token behind it


_HALVES = {"ونصف": Decimal("0.5"), "ونص": Decimal("0.5"), "وربع": Decimal("0.25")}
_RANGES = frozenset({"او", "الي", "حتي", "to", "or"})
_TEEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_LONGEST_NUMBER = 20  # letters


def _written(text: str) -> str:
    return text.replace("٬", "").replace("٫", ".")


def _without_prefix(word: str, numbers: Mapping[str, int]) -> str:
    """A number without what is written together with it."""
    for prefix in ("", "و", "ف", "ب", "ل", "ال", "بال"):
        if word.startswith(prefix) and word.removeprefix(prefix) in numbers:
            return word.removeprefix(prefix)
    return ""


def _number_at(tokens: Sequence[_Token], at: int, numbers: Mapping[str, int]) -> _Number | None:
    """The number that begins at a token, in digits or words."""
    text = tokens[at].text
    if text[0].isdecimal():
        if len(text) > _LONGEST_NUMBER:
            return None
        behind = tokens[at + 1].text if at + 1 < len(tokens) else ""
        times = numbers.get(behind, 0)
        if times < _THOUSAND or "," in text:
            return _Number(_written(text), at, at + 1)
        return _Number(format(Decimal(_written(text)) * times, "f"), at, at + 2)
    word = _without_prefix(text, numbers)
    if not word:
        return None
    total, part, place = 0, numbers[word], at + 1
    if part >= _THOUSAND:
        follows = tokens[place].text if place < len(tokens) else ""
        part = _THOUSAND if word == "الفا" and follows.startswith("و") else part
        total, part = part, 0
    while place < len(tokens):
        text = tokens[place].text
        joined = text not in numbers and text.removeprefix("و") in numbers
        value = numbers.get(text.removeprefix("و") if joined else text)
        if value is None or not (joined or value >= _HUNDRED or (value == _TEEN and part < _TEEN)):
            break
        total, part = _with(total, part, value, joined=joined)
        place += 1
    return _Number(str(total + part), at, place)


def _with(total: int, part: int, value: int, *, joined: bool) -> tuple[int, int]:
    """The sum so far, and what a larger unit would multiply, with one more word."""
    if value == _HUNDRED and 0 < part < _TEEN and not joined:
        return total, part * value
    if value >= _THOUSAND and value % _THOUSAND == 0 and not joined:
        return total + max(part, 1) * value, 0
    return total, part + value


def _numbers(clause: _Clause, free: Sequence[bool], known: NoticedWords) -> list[_Number]:
    """Those of a clause; of "14 to 16" and "two and a half" none. `free` are the tokens that are
    no part of a day."""
    numbers: list[_Number] = []
    tokens, at = clause.tokens, 0
    while at < len(tokens):
        number = _number_at(tokens, at, known.numbers) if free[at] else None
        if number is not None:
            numbers.append(number)
        at = number.behind if number is not None else at + 1
    dropped = set()
    for left, right in pairwise(numbers):
        between = [token.text for token in tokens[left.behind : right.first]]
        gap = clause.text[tokens[left.behind - 1].end : tokens[right.first].start]
        if (len(between) == 1 and between[0] in _RANGES) or gap.strip() in ("-", "–"):
            dropped |= {left.first, right.first}
    return [
        number
        for number in numbers
        if number.first not in dropped
        and not (number.behind < len(tokens) and tokens[number.behind].text in _HALVES)
        and not (number.first and tokens[number.first - 1].text in _HALVES)
    ]


# --- one clause ---------------------------------------------------------------------------------

_BEHIND = 10  # letters by which a cue behind a value is farther than the same one before it
_PAID = frozenset({"fee_paid", "debt_start", "ex_wage_paid", "ex_deductions"})
_LONGEST_NAME = 3  # words
_BESIDE_NAME = 24  # letters between who somebody is and the name


class _Reader:
    """Reads one clause for every kind of value."""

    def __init__(self, clause: _Clause, known: NoticedWords, places: Places) -> None:
        self._clause, self._known, self._places = clause, known, places
        self._text, self._tokens = clause.text, clause.tokens
        self._free = [True] * len(clause.tokens)

    def things(self) -> Iterator[Noticed]:
        """Everything that it names."""
        payer = self._known.payers.search(self._text) is not None
        days = list(self._days())  # first: their digits are no sums
        if not payer:
            yield from days
        numbers = _numbers(self._clause, self._free, self._known)
        for sum_ in self._sums(numbers):
            if not payer or sum_.question in _PAID:
                yield sum_
        if not payer:
            yield from self._counted(numbers)
            yield from self._countries()
            yield from self._governorates()
            yield from self._names()

    # --- cues -------------------------------------------------------------------------------

    def _question(self, kind: NoticedKind, start: int, end: int, farthest: int = 0) -> str:
        """Which question a cue names for the value that stands there: the nearest. '' for none;
        with `farthest` letters also where none is within them, or cues of several are. SILENT
        where it answers nothing."""
        nearest: tuple[int, int, str, int] | None = None
        near_by = set()
        for question, cue in self._known.cues[kind]:
            for match in cue.finditer(self._text):
                if match.start() >= end and self._joins(cue, match):
                    continue  # «وتركته»: a clause of its own, behind the value
                distance = max(0, start - match.end(), match.start() + _BEHIND - end)
                if match.start() < end and match.end() > start:
                    distance = 0
                entry = (distance, match.start() - match.end(), question, match.start())
                nearest = entry if nearest is None or entry[:2] < nearest[:2] else nearest
                if distance <= farthest:
                    near_by.add(question)
        if nearest is None:
            return SILENT if self._negated(start, every=True) else ""
        if kind is not NoticedKind.UNPAID and self._negated(nearest[3], every=False):
            return SILENT
        sure = not farthest or nearest[2] == SILENT or len(near_by) == 1
        return nearest[2] if sure else ""

    def _joins(self, cue: re.Pattern[str], match: re.Match[str]) -> bool:
        """Whether a cue is joined to what stands before it, by a letter that is none of its own."""
        return cue.fullmatch(match[0][1:]) is not None

    def _negated(self, at: int, *, every: bool) -> bool:
        """Whether a negation stands before: of a cue, right before it; of a value, anywhere."""
        count = sum(token.end <= at for token in self._tokens)
        for index in range(0 if every else max(0, count - 2), count):
            word, follows = self._word(index), self._word(index + 1)
            plain = word.removeprefix("و") if len(word) > 2 else word
            relative = plain == "ما" and follows.endswith("ه")  # «ما أستلمه»: what I get
            if plain in self._known.negations and not relative:
                return True
        return False

    def _behind(self, at: int) -> str:
        index = self._clause.index_at(at)
        return self._tokens[index].text if index < len(self._tokens) else ""

    def _word(self, index: int) -> str:
        return self._tokens[index].text if 0 <= index < len(self._tokens) else ""

    # --- sums -------------------------------------------------------------------------------

    def _sums(self, numbers: Sequence[_Number]) -> Iterator[Noticed]:
        sums = [*filter(None, map(self._sum, numbers)), *self._twos()]
        sums.sort(key=lambda sum_: sum_.start)
        ends = [*(sum_.start for sum_ in sums[1:]), len(self._text)]
        begins = [0, *(sum_.end for sum_ in sums)]
        for sum_, begin, end in zip(sums, begins, ends, strict=False):
            question = self._question(NoticedKind.MONEY, sum_.start, sum_.end)
            if question not in ("", SILENT):
                period = self._period(sum_.end, end) or self._period(begin, sum_.start)
                yield replace(sum_, question=question, period=period)

    def _sum(self, number: _Number) -> Noticed | None:
        first, behind = number.first, number.behind
        code, used = self._currency(behind)
        if not used:
            before = {"$": "USD", "€": "EUR"}.get(self._word(first - 1))
            code = before or self._known.currencies.get(self._word(first - 1), "")
            if not code:
                return None
            first -= 1
        last, value = behind + used - 1, number.value
        if part := _HALVES.get(self._word(last + 1)):
            last, value = last + 1, format(Decimal(value) + part, "f")
        start, end = self._tokens[first].start, self._tokens[last].end
        return Noticed(NoticedKind.MONEY, "", value, code, start=start, end=end)

    def _currency(self, index: int) -> tuple[str, int]:
        """The currency at a token ('' where it is one of several countries), and how many tokens
        say it; none: 0."""
        word = self._word(index)
        word = word if word in self._known.currencies else word.removesuffix("ا")
        if word not in self._known.currencies:
            return "", 0
        code = self._known.currencies_of.get((stem(word), stem(self._word(index + 1))))
        return (code, 2) if code else (self._known.currencies[word], 1)

    def _twos(self) -> Iterator[Noticed]:
        for token in self._tokens:
            unit = self._known.twice.get(token.text, "")
            if unit in self._known.currencies:
                code = self._known.currencies[unit]
                yield Noticed(NoticedKind.MONEY, "", "2", code, start=token.start, end=token.end)

    def _period(self, begin: int, end: int) -> str:
        matches = (
            (match.start(), name)
            for name, cue in self._known.periods
            if (match := cue.search(self._text, begin, end))
        )
        return min(matches, default=(0, ""))[1]

    # --- days -------------------------------------------------------------------------------

    def _days(self) -> Iterator[Noticed]:
        taken: list[tuple[int, int]] = []
        for pattern, year_alone in _day_patterns() if _DIGIT.search(self._text) else ():
            for match in pattern.finditer(self._text):
                start, end = match.span("day")
                if any(start < stop and end > begin for begin, stop in taken):
                    continue
                if year_alone and self._counts_something(end):
                    continue
                if _TO_A_DAY.search(self._text, 0, start):
                    taken.append((start, end))  # the last day of several
                    self._take(start, end)
                    continue
                taken.append((start, end))
                self._take(start, end)
                value = _day(match, self._known)
                question = self._question(NoticedKind.DATE, start, end) if value else SILENT
                if _UNTIL.fullmatch(self._text, max((0, *_ends(taken, start))), start):
                    question = _UNTIL_OF.get(question, "")
                if not question and not self._is_her_own():
                    question = SILENT
                if question != SILENT:
                    yield Noticed(NoticedKind.DATE, question, value, start=start, end=end)

    def _is_her_own(self) -> bool:
        """Whether a clause says that it is of the person's own story: her verb, or what was done to
        her."""
        verbs = (token.text for token in self._tokens)
        own = any(
            verb.endswith("ت") and not verb.endswith("ات") and len(verb) > 3 for verb in verbs
        )
        return own or self._known.told_of_self.search(self._text) is not None

    def _counts_something(self, end: int) -> bool:
        """Whether four digits are a sum or a number of something, and no year."""
        behind = self._behind(end)
        counted = any(behind in units for units in self._known.units.values())
        return counted or self._currency(self._clause.index_at(end))[1] > 0

    def _take(self, start: int, end: int) -> None:
        for index, token in enumerate(self._tokens):
            if token.start < end and token.end > start:
                self._free[index] = False

    # --- places -----------------------------------------------------------------------------

    def _labels(self, labels: Labels) -> Iterator[tuple[int, int, Label, str]]:
        """First and last token, and what stands before, a preposition in the name itself too."""
        for index, token in enumerate(self._tokens):
            for label in labels.get(token.text, ()):
                last = index + len(label.rest)
                rest = (bare(after.text) for after in self._tokens[index + 1 : last + 1])
                if tuple(rest) == label.rest:
                    context = self._text[: token.start].rstrip()
                    context += f" {label.preposition}" * bool(label.preposition)
                    yield index, last, label, context
                    break

    def _countries(self) -> Iterator[Noticed]:
        for first, last, label, context in self._labels(self._places.countries):
            if (question := self._anchored(context)) != SILENT:
                yield self._place(NoticedKind.COUNTRY, question, label.code, (first, last))
        for first, last, label, context in self._labels(self._places.people):
            if not label.preposition and self._known.own_people.search(context):
                yield self._place(NoticedKind.COUNTRY, _NATIONALITY, label.code, (first, last))

    def _place(
        self, kind: NoticedKind, question: str, code: str, tokens: tuple[int, int]
    ) -> Noticed:
        start, end = self._tokens[tokens[0]].start, self._tokens[tokens[1]].end
        return Noticed(kind, question, code, start=start, end=end)

    def _anchored(self, context: str) -> str:
        """The question that the words right before a country name."""
        nearest: tuple[int, str] | None = None
        for question, cue in self._known.cues[NoticedKind.COUNTRY]:
            match = cue.search(context)
            if match and (nearest is None or match.start() > nearest[0]):
                nearest = match.start(), question
        if nearest is None:
            match = self._known.unnamed_country.search(context)
            nearest = (match.start(), "") if match else None
        if nearest is None or self._negated(nearest[0], every=True):
            return SILENT
        return nearest[1]

    def _governorates(self) -> Iterator[Noticed]:
        for first, last, label, context in self._labels(self._places.governorates):
            before = (context.split() or [""])[-1].removeprefix("و").removeprefix("ب")
            within = before == "في" and label.code != _CAPITAL  # which may be any country's
            if not within and before != _GOVERNORATE:
                continue
            place = self._place(NoticedKind.GOVERNORATE, "", label.code, (first, last))
            question = self._question(place.kind, place.start, place.end)
            if question != SILENT:
                yield replace(place, question=question)

    # --- names ------------------------------------------------------------------------------

    def _names(self) -> Iterator[Noticed]:
        for direct, cue in self._known.name_cues:
            for match in cue.finditer(self._text):
                index = self._clause.index_at(match.end())
                length = self._name_length(index)
                if not length or self._negated(match.start(), every=True):
                    continue
                start, end = match.start(), self._tokens[index + length - 1].end
                question = direct
                if direct == _ANY:
                    question = self._question(NoticedKind.NAME, start, end, farthest=_BESIDE_NAME)
                if question != SILENT:
                    at = str(self._tokens[index].start)
                    yield Noticed(NoticedKind.NAME, question, at, start=start, end=end)

    def _name_length(self, index: int) -> int:
        """How many words from a token on are a name."""
        length = 0
        while length < _LONGEST_NAME and (word := self._word(index + length)):
            if word in self._known.name_ends or not word.isalpha():
                break
            if word == _ALI and self._word(index + length + 1):
                break  # more likely «على»
            if length and self._is_behind_name(word):
                break
            if length and self._may_be_verb(word):
                return 0
            length += 1
        return length

    def _is_behind_name(self, word: str) -> bool:
        """Whether a word is a verb, or joined to what comes: the name has ended."""
        if word.startswith("ال") or word.endswith("ات"):
            return False  # «الحسيني», «المقاولات»
        joined = word[0] == "و" and len(word) > 3 and word not in self._known.not_verbs
        return word.endswith(self._known.name_suffixes) or joined

    def _may_be_verb(self, word: str) -> bool:
        """Whether nobody but a reader knows if it is the rest of a name."""
        known = self._known
        return (
            word.startswith(known.verb_prefixes) and len(word) > 3 and word not in known.not_verbs
        )

    # --- counts -----------------------------------------------------------------------------

    def _counted(self, numbers: Sequence[_Number]) -> Iterator[Noticed]:
        for value, first, last, unit in self._with_units(numbers):
            start, end = self._tokens[first].start, self._tokens[last].end
            for kind in _COUNTED:
                if not self._counts(kind, unit):
                    continue
                question = self._question(kind, start, end)
                if question in ("", SILENT) or unit not in self._known.units[question]:
                    continue
                months = kind is NoticedKind.UNPAID and unit in self._known.years
                counted = str(value * 12 if months else value)
                yield Noticed(kind, question, counted, start=start, end=end)

    def _counts(self, kind: NoticedKind, unit: str) -> bool:
        return any(
            unit in self._known.units[question]
            for question in self._known.questions[kind]
            if question in self._known.units
        )

    def _with_units(self, numbers: Sequence[_Number]) -> Iterator[tuple[int, int, int, str]]:
        """Whole numbers, their first and last token, and what is counted."""
        for number in numbers:
            if number.behind < len(self._tokens) and number.value.isdecimal():
                unit = self._word(number.behind)
                yield int(number.value), number.first, number.behind, unit
        for index, token in enumerate(self._tokens):
            if token.text in self._known.twice:
                yield 2, index, index, self._known.twice[token.text]
            elif token.text in self._known.years and self._word(index + 1) == _WHOLE:
                yield 1, index, index + 1, token.text


_UNTIL_OF = {"ex_from": "ex_to"}  # of "from … until …" the second day
_COUNTED = (NoticedKind.HOURS, NoticedKind.DAYS_WEEK, NoticedKind.UNPAID, NoticedKind.COUNT)
_ANY = "any"  # of the name cues
_NATIONALITY = "nationality"
_ALI = "علي"  # a name, and folded the preposition
_CAPITAL, _GOVERNORATE, _WHOLE = "asimah", "محافظه", "كامله"

# --- days ---------------------------------------------------------------------------------------

_DIGIT = re.compile("[0-9]")
_UNTIL = re.compile(r"\s*(?:الي|حتي|لغايه|الي غايه|لحد|لين)\s+(?:شهر\s+|يوم\s+)?")
_TO_A_DAY = re.compile(r"(?<![0-9])[0-9]{1,2}\s*(?:الي|حتي|[-–])\s*(?:يوم\s+)?$")
_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_OF = r"(?:\s*,)?\s+(?:من\s+)?(?:سنه\s+|عام\s+)?"


def _ends(taken: Sequence[tuple[int, int]], start: int) -> list[int]:
    """Where the days end that stand before."""
    return [stop for _begin, stop in taken if stop <= start]


@lru_cache(maxsize=1)
def _day_patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """How days are written, the fullest first; whether nothing but a year stands there."""
    known = words()
    longest = sorted(known.months, key=len, reverse=True)
    month = rf"(?P<name>{'|'.join(longest)})".replace(" ", r"\s+")
    before = "|".join(sorted(known.years_before))
    nth = "|".join(sorted(known.ordinals, key=len, reverse=True)).replace(" ", r"\s+")
    day, number = "(?P<d>[0-9]{1,2})", "(?P<m>[0-9]{1,2})"
    patterns = (
        rf"(?<![0-9/.-])(?P<day>{day}[/.-]{number}[/.-]{_YEAR})(?![0-9/])",
        rf"(?<![0-9/.-])(?P<day>{_YEAR}[/-]{number}[/-]{day})(?![0-9/])",
        rf"(?<![\w/])(?P<day>(?:{day}\s+(?:من\s+)?|ب?(?P<nth>{nth})\s+من\s+)?(?:شهر\s+)?ب?{month}{_OF}{_YEAR})(?![0-9])",
        rf"(?<!\w)(?P<day>{month}\s+{day},?\s+{_YEAR})(?![0-9])",
        rf"(?<![\w/])(?P<day>(?:{day}\s+(?:من\s+)?)?شهر\s+{number}{_OF}{_YEAR})(?![0-9])",
        rf"(?<![0-9/.-])(?P<day>{number}\s?[/-]\s?{_YEAR})(?![0-9/-])",
        rf"(?<!\w)(?:{before})\s+(?:سنه\s+|عام\s+)?(?P<day>{_YEAR})(?![0-9/-])",
    )
    last = len(patterns) - 1
    return tuple((re.compile(text), number == last) for number, text in enumerate(patterns))


def _day(match: re.Match[str], known: NoticedWords) -> str:
    """A day as the form keeps it, as far as it is known; '' for one that no calendar has."""
    parts, months = match.groupdict(), known.months
    nth = " ".join((parts.get("nth") or "").split())
    day = known.ordinals.index(nth) + 1 if nth else int(parts.get("d") or 0)
    name = " ".join((parts.get("name") or "").split())
    month = months[name] if name else int(parts.get("m") or 0)
    try:
        return DatePoint(int(parts["y"]), month, day).text()
    except ValueError:
        return ""
