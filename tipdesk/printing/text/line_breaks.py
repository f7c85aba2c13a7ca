"""Where a line may end: the Unicode Line Breaking Algorithm (UAX #14, Unicode 15.1).

The rules stand below in the annex's own notation and order. LB9 and LB10 (marks go with their
letter) are done before them, LB6, LB7 and LB28 by `_PLACES`; what none decides is a break (LB31).
LB18 parts at spaces, so that no rule after it may see a space on its left.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import accumulate

from tipdesk.printing.text.line_break_classes import LETTERS, kinds

# × no break, ÷ a break; a line without either holds its whole match together. `<` looks back and
# `>` ahead, where the text's edge is as good as the classes named. HY × AL is Unicode 16's (LB20a):
# a hyphen that begins a word stays with it.
_RULES = """
BK ÷
CR × LF
(CR|LF|NL) ÷
ZW SP* ÷
(WJ|GL) ×
× WJ
[^SP|BA|HY] × GL
× EX
[^NU] × (CL|CP|IS|SY)
(OP|OPW) SP* ×
<(BK|CR|LF|NL|OP|OPW|QU|QI|QF|GL|SP|ZW) QI SP* ×
× QF (SP|GL|WJ|CL|QU|QI|QF|CP|EX|IS|SY|BK|CR|LF|NL|ZW)>
(CL|CP) SP* × NS
B2 SP* × B2
[^SP] × (QU|QI|QF)
(QU|QI|QF) ×
[^SP] ÷ CB
CB ÷
(BK|LF|NL|SP|ZW|CB|GL) HY × AL
[^SP] × (BA|HY|NS|IN)
BB ×
HL (HY|BA) ×
SY × HL
(AL|DC|HL) × (NU|PR|PO)
(NU|PR|PO|IS) × (AL|DC|HL)
PR × (ID|EP|EB|EM)
(ID|EP|EB|EM) × PO
(PR|PO) × (OP|OPW|HY)? NU
(OP|OPW|HY) × NU
NU (NU|SY|IS)* (CL|CP)? (PR|PO)?
JL × (JL|JV|H2|H3)
(JV|H2) × (JV|JT)
(JT|H3) × JT
(JL|JV|JT|H2|H3) × PO
PR × (JL|JV|JT|H2|H3)
AP × (AK|DC|AS)
(AK|DC|AS) × (VF|VI)
(AK|DC|AS) VI × (AK|DC)
(AK|DC|AS) × (AK|DC|AS) VF
(AL|DC|HL|NU) × OP
CP × (AL|DC|HL|NU)
RI RI
(EB|EP) × EM
"""


def _letters(names: str) -> str:
    return "".join(LETTERS[name] for name in re.findall(r"\w+", names))


def _expression(side: str) -> str:
    """One side of a rule as a regular expression over the letters of classes."""
    parts = []
    for element in side.split():
        letters = _letters(element)
        if element.startswith("<"):
            parts.append(f"(?<![^{letters}])")
        elif element.endswith(">"):
            parts.append(f"(?![^{letters}])")
        else:
            start = "[^" if element.startswith("[^") else "["
            parts.append(f"{start}{letters}]{element[-1] if element[-1] in '*?' else ''}")
    return "".join(parts)


class _Rule:
    """One line of the rules; its expression is made when a text first has the classes for it."""

    def __init__(self, line: str) -> None:
        self._left, self._mark, self._right = _SIDES.findall(line)[0]
        self._needs = [
            frozenset(_letters(element))
            for element in line.split()
            if element not in "×÷" and element[0] not in "[<" and element[-1] not in "*?>"
        ]

    def can_match(self, present: frozenset[str]) -> bool:
        """Whether a text of these classes can have a place that the rule decides."""
        return not any(present.isdisjoint(letters) for letters in self._needs)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        right = _expression(self._right)
        return re.compile(_expression(self._left) + (f"(?={right})" if right else ""))

    def decide(self, classes: str, breaks: dict[int, bool]) -> None:
        """Enter what the rule says about places that no rule before it decided."""
        for match in self._pattern.finditer(classes):
            if self._mark:
                breaks.setdefault(match.end(), self._mark == "÷")
            else:
                for place in range(match.start() + 1, match.end()):
                    breaks.setdefault(place, False)


_SIDES = re.compile("([^×÷]*)([×÷]?)(.*)")
_ALL_RULES = tuple(_Rule(line) for line in _RULES.strip().split("\n"))
_ENDS = _letters("BK CR LF NL")
_BARE = _letters("BK CR LF NL SP ZW")  # no mark goes with these (LB9)
_WORD = _letters("AL DC HL")
_MARK = re.compile(f"[{_letters('CM ZWJ')}]")
_MARKS_OF_LETTERS = re.compile(f"(?<=[^{_BARE}])[{_letters('CM ZWJ')}]+")
_AFTER_JOINER = re.compile(f"(?<={LETTERS['ZWJ']})")
_OTHER_THAN_WORDS = re.compile(f"[^{_letters('AL SP')}]")
_WORD_STARTS = re.compile("(?<= )(?=[^ ])")
_PLACES = re.compile(f"(?<=[{_ENDS}])(?=.)|(?<=.)(?=[^{_BARE}])(?:(?<=[^{_WORD}])|(?=[^{_WORD}]))")


@lru_cache(maxsize=1024)
def _rules_for(present: frozenset[str]) -> tuple[_Rule, ...]:
    return tuple(rule for rule in _ALL_RULES if rule.can_match(present))


def line_breaks(text: str) -> list[int]:
    """The offsets at which a line may end and the next begin, in ascending order.

    Spaces before such an offset hang over the line's end. Neither the beginning nor the end of the
    text is among them. A word longer than a line has none: where to cut it is for the caller.
    """
    if text.isascii() and text.isalnum():  # a number, a code, a Latin word: LB23, LB25, LB28
        return []
    classes = kinds(text)
    if not _OTHER_THAN_WORDS.search(classes):  # most text: LB18 alone decides
        return _word_starts(text)
    if not _MARK.search(classes):
        return _breaks(classes)
    marked = _MARKS_OF_LETTERS.sub(lambda match: "~" * len(match[0]), classes)
    offsets = [place for place, letter in enumerate(marked) if letter != "~"]
    found = _breaks(_MARK.sub(LETTERS["AL"], marked.replace("~", "")))
    joined = {match.end() for match in _AFTER_JOINER.finditer(classes)}  # LB8a
    return [offset for offset in [offsets[place] for place in found] if offset not in joined]


def _word_starts(text: str) -> list[int]:
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        return [match.start() for match in _WORD_STARTS.finditer(text)]
    return [*accumulate([len(word) + 1 for word in text.split(" ")])][:-1]


def _breaks(classes: str) -> list[int]:
    """The same for letters of classes without marks."""
    breaks: dict[int, bool] = {}
    for rule in _rules_for(frozenset(classes)):
        rule.decide(classes, breaks)
    return [match.start() for match in _PLACES.finditer(classes) if breaks.get(match.start(), True)]
