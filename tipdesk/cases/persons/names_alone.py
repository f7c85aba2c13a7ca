"""What two names say by themselves: whether they may be one person's, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.persons.fitting import Fitting, fit
from tipdesk.cases.persons.name_sound import ALIKE, SAME
from tipdesk.cases.persons.name_words import is_arabic, name_marks, name_words


class Verdict(StrEnum):
    """Whether two descriptions are of one person."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


class NamesSay(StrEnum):
    """What was seen in two names."""

    EQUAL = "name_equal"
    ALIKE = "name_alike"
    LEFT_OUT = "name_left_out"  # a word that the other has
    FIRST_LEFT_OUT = "name_first_left_out"
    ONE_WORD = "name_one_word"  # only one word fits
    WORD_NEAR = "name_word_near"  # a word is not quite like the other
    WORDS_APART = "name_words_apart"
    ORDER = "name_order"
    GENERATION = "name_generation"
    SWAPPED = "name_swapped"  # who is the child here is the parent there
    SEX = "name_sex"


@dataclass(frozen=True, slots=True)
class OfNames:
    """What two names say. `words` are what the reason speaks of."""

    verdict: Verdict
    reason: NamesSay
    words: tuple[str, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Names:
    """Two names as they are compared, the one that is sorted first as `mine`."""

    first: str
    second: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    fitting: Fitting

    @property
    def left(self) -> tuple[str, ...]:
        """The words that fit none of the other name."""
        mine = tuple(self.mine[i] for i in self.fitting.left_mine)
        return mine + tuple(self.theirs[j] for j in self.fitting.left_theirs)

    @property
    def least(self) -> tuple[str, ...]:
        """The words that are least alike of those that fit."""
        least = min(self.fitting.matches, key=lambda words: words.likeness)
        return tuple(self.mine[i] for i in least.mine) + tuple(self.theirs[j] for j in least.theirs)


_SURE, _SURE_ACROSS = 0.75, 0.65  # of the words least alike, in one alphabet and across two
_ON_THE_WHOLE = 0.8  # of all that fit, on the average
_OFTEN_LEFT_OUT = frozenset(
    {
        "mohammed", "muhammad", "mohammad", "mohamed", "muhammed", "mohamad", "syed", "sayed",
        "sheikh", "shaikh", "sk", "maria", "mary", "siti", "sri", "nur", "warnakulasuriya",
        "محمد", "سيد", "شيخ", "ماريا", "ماري", "سيتي", "ستي", "سري", "نور",
    }
)  # fmt: skip
"""Words before a name that one office writes and the next leaves out. Any other first word is a
person's own name, and the name without it is mostly that of the father."""


def of_names(first: str, second: str) -> OfNames | None:
    """What two names say, the same in either order; None where one of them has no words."""
    first, second = sorted((first, second))
    mine, theirs = name_words(first), name_words(second)
    if not mine or not theirs:
        return None
    names = Names(first, second, mine, theirs, fit(mine, theirs))
    verdict, reason, words = _against(names) or _doubt(names) or _for(names)
    return OfNames(verdict, reason, words, names)


_Outcome = tuple[Verdict, NamesSay, tuple[str, ...]]


def _against(names: Names) -> _Outcome | None:
    """What makes two people of two names, though words may fit."""
    marks, other = name_marks(names.first), name_marks(names.second)
    fitting = names.fitting
    if not fitting.matches or (fitting.left_mine and fitting.left_theirs):
        return Verdict.DIFFERENT, NamesSay.WORDS_APART, names.left
    if marks.generation and other.generation and marks.generation != other.generation:
        return Verdict.DIFFERENT, NamesSay.GENERATION, ()
    first_fit = any(0 in words.mine and 0 in words.theirs for words in fitting.matches)
    if marks.says_whose and other.says_whose and not first_fit:
        return Verdict.DIFFERENT, NamesSay.SWAPPED, (names.mine[0], names.theirs[0])
    if min(words.likeness for words in fitting.matches) < ALIKE:
        return Verdict.DIFFERENT, NamesSay.WORD_NEAR, names.least
    return None


def _doubt(names: Names) -> _Outcome | None:
    """What leaves open whether they are one."""
    fitting, doubt = names.fitting, Verdict.UNSURE
    if {name_marks(names.first).sex, name_marks(names.second).sex} == {"f", "m"}:
        return doubt, NamesSay.SEX, ()
    if len(fitting.matches) == 1 and names.left:
        return doubt, NamesSay.ONE_WORD, names.least
    for words, left in ((names.mine, fitting.left_mine), (names.theirs, fitting.left_theirs)):
        if 0 in left and words[0] not in _OFTEN_LEFT_OUT:
            return doubt, NamesSay.FIRST_LEFT_OUT, (words[0],)
    if _exchanged(names):
        return doubt, NamesSay.ORDER, (names.mine[0], names.theirs[0])
    across = is_arabic(names.first) != is_arabic(names.second)
    values = [words.likeness for words in fitting.matches]
    whole = len(values) == 1 or sum(values) >= _ON_THE_WHOLE * len(values)
    if min(values) < (_SURE_ACROSS if across else _SURE) or not whole:
        return doubt, NamesSay.WORD_NEAR, names.least
    return None


def _exchanged(names: Names) -> bool:
    """Whether a person and the father may have changed places: names in Arabic that end alike and
    begin the other way round. A family name that was put first leaves no name in its place."""
    mine, theirs = names.mine, names.theirs
    places = {(words.mine, words.theirs) for words in names.fitting.matches}
    arabic = all(map(is_arabic, (*mine, *theirs)))
    last = ((len(mine) - 1,), (len(theirs) - 1,)) in places
    return arabic and last and len(mine) > 2 and {((0,), (1,)), ((1,), (0,))} <= places


def _for(names: Names) -> _Outcome:
    """What makes one person of two names."""
    if names.left:
        return Verdict.SAME, NamesSay.LEFT_OUT, names.left
    equal = all(words.likeness >= SAME for words in names.fitting.matches)
    return Verdict.SAME, NamesSay.EQUAL if equal else NamesSay.ALIKE, names.least
