"""The Unicode Bidirectional Algorithm (UAX #9, revision 48), isolates and brackets included.

Levels are computed for a paragraph, trailing white space is reset for a line (L1), and the visual
order is taken over items of one level each (L2). Mirroring (L4) is HarfBuzz's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import bidirectional

# --- classes of characters and paired brackets (UCD DerivedBidiClass, BidiBrackets) -----------


# Opening and closing brackets, two by two: BidiBrackets.txt of Unicode 15.1.
_BRACKETS = (
    "()[]{}\u0f3a\u0f3b\u0f3c\u0f3d\u169b\u169c\u2045\u2046\u207d\u207e\u208d\u208e\u2308\u2309"
    "\u230a\u230b\u2329\u232a\u2768\u2769\u276a\u276b\u276c\u276d\u276e\u276f\u2770\u2771\u2772"
    "\u2773\u2774\u2775\u27c5\u27c6\u27e6\u27e7\u27e8\u27e9\u27ea\u27eb\u27ec\u27ed\u27ee\u27ef"
    "\u2983\u2984\u2985\u2986\u2987\u2988\u2989\u298a\u298b\u298c\u298d\u2990\u298f\u298e\u2991"
    "\u2992\u2993\u2994\u2995\u2996\u2997\u2998\u29d8\u29d9\u29da\u29db\u29fc\u29fd\u2e22\u2e23"
    "\u2e24\u2e25\u2e26\u2e27\u2e28\u2e29\u2e55\u2e56\u2e57\u2e58\u2e59\u2e5a\u2e5b\u2e5c\u3008"
    "\u3009\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015\u3016\u3017\u3018\u3019"
    "\u301a\u301b\ufe59\ufe5a\ufe5b\ufe5c\ufe5d\ufe5e\uff08\uff09\uff3b\uff3d\uff5b\uff5d\uff5f"
    "\uff60\uff62\uff63"
)
_CANONICAL = {"\u2329": "\u3008", "\u232a": "\u3009"}  # canonical equivalents, BD16

OPENING = {
    opening: _CANONICAL.get(closing, closing)
    for opening, closing in zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True)
}
"""Opening bracket → the closing bracket that it waits for."""

CLOSING = {closing: _CANONICAL.get(closing, closing) for closing in _BRACKETS[1::2]}
"""Closing bracket → its canonical form."""

# Defaults of unassigned code points (DerivedBidiClass.txt, "@missing"), which the standard
# library leaves empty.
_DEFAULT_R = (
    (0x0590, 0x05FF), (0x07C0, 0x085F), (0xFB1D, 0xFB4F), (0x10800, 0x10CFF), (0x10D40, 0x10EBF),
    (0x10F00, 0x10F2F), (0x10F70, 0x10FFF), (0x1E800, 0x1EC6F), (0x1ECC0, 0x1ECFF),
    (0x1ED50, 0x1EDFF), (0x1EF00, 0x1EFFF),
)  # fmt: skip
_DEFAULT_AL = (
    (0x0600, 0x07BF), (0x0860, 0x08FF), (0xFB50, 0xFDCF), (0xFDF0, 0xFDFF), (0xFE70, 0xFEFF),
    (0x10D00, 0x10D3F), (0x10EC0, 0x10EFF), (0x10F30, 0x10F6F), (0x1EC70, 0x1ECBF),
    (0x1ED00, 0x1ED4F), (0x1EE00, 0x1EEFF),
)  # fmt: skip


def _default_class(code: int) -> str:
    if any(low <= code <= high for low, high in _DEFAULT_R):
        return "R"
    if any(low <= code <= high for low, high in _DEFAULT_AL):
        return "AL"
    if 0x20A0 <= code <= 0x20CF:
        return "ET"
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE or 0xE0000 <= code <= 0xE0FFF:
        return "BN"
    return "L"


@lru_cache(maxsize=8192)
def bidi_class(character: str) -> str:
    """The Bidi_Class of one character by its short name ('L', 'R', 'AL', 'EN', …)."""
    return bidirectional(character) or _default_class(ord(character))


# --- one isolating run sequence: rules W1 to W7, N0 to N2, I1 and I2 --------------------------


ISOLATE_STARTS = frozenset({"LRI", "RLI", "FSI"})
_ISOLATE_MARKS = ISOLATE_STARTS | {"PDI"}
_NEUTRALS = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
_NUMBERS = frozenset({"EN", "AN"})
_BRACKET_STACK = 63  # BD16


def resolve_sequence(
    characters: Sequence[str],
    original: Sequence[str],
    classes: list[str],
    level: int,
    start: str,
    end: str,
) -> list[int]:
    """The resolved levels of one isolating run sequence.

    `characters` and `original` (Bidi_Class before any override) have the sequence's length, as
    has `classes` (after X1 to X8), which is changed in place. `start` and `end` are sos and eos
    ('L' or 'R', rule X10).
    """
    present = set(classes)
    _weak(classes, present, start)
    embedding = "R" if level & 1 else "L"
    if "ON" in present or not present.isdisjoint({"ES", "ET", "CS", "NSM"}):
        _brackets(characters, original, classes, embedding, start)
    _neutral(classes, embedding, start, end)
    if level & 1:
        return [level if kind == "R" else level + 1 for kind in classes]
    step = {"L": 0, "R": 1}
    return [level + step.get(kind, 2) for kind in classes]


def _weak(classes: list[str], present: set[str], start: str) -> None:
    if "NSM" in present:
        _w1(classes, start)
        present |= set(classes)
    if "EN" in present and "AL" in present:
        _w2(classes, start)
    if "AL" in present:
        classes[:] = ["R" if kind == "AL" else kind for kind in classes]
    if "ES" in present or "CS" in present:
        _w4(classes)
    if "ET" in present:
        _w5(classes)
    if not present.isdisjoint({"ES", "ET", "CS"}):
        classes[:] = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in classes]
    if "EN" in present:
        _w7(classes, start)


def _w1(classes: list[str], start: str) -> None:
    before = start
    for index, kind in enumerate(classes):
        if kind == "NSM":
            classes[index] = before
        else:
            before = "ON" if kind in _ISOLATE_MARKS else kind


def _w2(classes: list[str], start: str) -> None:
    strong = start
    for index, kind in enumerate(classes):
        if kind in ("AL", "R", "L"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            classes[index] = "AN"


def _w4(classes: list[str]) -> None:
    for index in range(1, len(classes) - 1):
        kind, before, after = classes[index], classes[index - 1], classes[index + 1]
        if before != after:
            continue
        if (kind == "ES" and before == "EN") or (kind == "CS" and before in _NUMBERS):
            classes[index] = before


def _w5(classes: list[str]) -> None:
    index, count = 0, len(classes)
    while index < count:
        if classes[index] != "ET":
            index += 1
            continue
        end = index
        while end < count and classes[end] == "ET":
            end += 1
        if (index and classes[index - 1] == "EN") or (end < count and classes[end] == "EN"):
            classes[index:end] = ["EN"] * (end - index)
        index = end


def _w7(classes: list[str], start: str) -> None:
    strong = start
    for index, kind in enumerate(classes):
        if kind in ("R", "L"):
            strong = kind
        elif kind == "EN" and strong == "L":
            classes[index] = "L"


def _pairs(characters: Sequence[str], classes: list[str]) -> list[tuple[int, int]]:
    """Bracket pairs in the order of their opening bracket (BD16)."""
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, kind in enumerate(classes):
        if kind != "ON":
            continue
        character = characters[index]
        if character in OPENING:
            if len(stack) >= _BRACKET_STACK:
                return []
            stack.append((OPENING[character], index))
        elif character in CLOSING:
            wanted = CLOSING[character]
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == wanted:
                    pairs.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _strong(kind: str) -> str:
    return "R" if kind in _NUMBERS else kind


def _brackets(
    characters: Sequence[str],
    original: Sequence[str],
    classes: list[str],
    embedding: str,
    start: str,
) -> None:
    """N0: a pair of brackets takes one direction."""
    for opening, closing in _pairs(characters, classes):
        inside = {_strong(kind) for kind in classes[opening + 1 : closing]}
        if embedding in inside:
            direction = embedding
        elif "L" in inside or "R" in inside:
            direction = "L" if embedding == "R" else "R"
            if _context(classes, opening, start) != direction:
                direction = embedding
        else:
            continue
        for bracket in (opening, closing):
            classes[bracket] = direction
            mark = bracket + 1
            while mark < len(classes) and original[mark] == "NSM":
                classes[mark] = direction
                mark += 1


def _context(classes: list[str], opening: int, start: str) -> str:
    for index in range(opening - 1, -1, -1):
        strong = _strong(classes[index])
        if strong in ("L", "R"):
            return strong
    return start


def _neutral(classes: list[str], embedding: str, start: str, end: str) -> None:
    """N1 and N2."""
    index, count = 0, len(classes)
    while index < count:
        if classes[index] not in _NEUTRALS:
            index += 1
            continue
        stop = index
        while stop < count and classes[stop] in _NEUTRALS:
            stop += 1
        before = _strong(classes[index - 1]) if index else start
        after = _strong(classes[stop]) if stop < count else end
        classes[index:stop] = [before if before == after else embedding] * (stop - index)
        index = stop


_MAX_DEPTH = 125
_EMBEDDINGS = frozenset({"LRE", "RLE", "LRO", "RLO"})
_EXPLICIT = _EMBEDDINGS | ISOLATE_STARTS | {"PDF", "PDI", "BN"}
_TRAILING = _EXPLICIT | {"WS"}
_LIFTED = _EXPLICIT | {"L", "EN", "AN", "B"}  # without these all of a right-to-left text is level 1


def paragraph_level(text: str, default: int = 0) -> int:
    """Rules P2 and P3: 0 or 1 by the first strong character, `default` when there is none."""
    classes = [bidi_class(character) for character in text]
    return _first_strong(classes, 0, len(classes), default)


def levels(text: str, direction: int | None = None, default: int = 0) -> tuple[list[int], int]:
    """The embedding level of every character of one paragraph, and the paragraph's own level.

    `direction` is 0 (left to right), 1 (right to left) or None (first strong character).
    """
    present = set(map(bidi_class, set(text)))
    if direction == 1 and present.isdisjoint(_LIFTED):  # most Arabic text
        return [1] * len(text), 1
    original = [bidi_class(character) for character in text]
    count = len(original)
    base = _first_strong(original, 0, count, default) if direction is None else direction
    if present.isdisjoint(_EXPLICIT) and "B" not in present:
        if base == 0 and present.isdisjoint({"R", "AL", "AN"}):
            return [0] * count, base
        edge = "R" if base else "L"
        return resolve_sequence(text, original, original[:], base, edge, edge), base
    explicit = _Explicit(original, base)
    explicit.run()
    return _resolve(text, original, explicit), base


def _first_strong(classes: Sequence[str], start: int, end: int, default: int) -> int:
    depth = 0
    for index in range(start, end):
        kind = classes[index]
        if kind in ISOLATE_STARTS:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return 0 if kind == "L" else 1
    return default


def _matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """Isolate initiator → its PDI, both as indices (BD9)."""
    matches: dict[int, int] = {}
    open_isolates: list[int] = []
    for index, kind in enumerate(classes):
        if kind in ISOLATE_STARTS:
            open_isolates.append(index)
        elif kind == "PDI" and open_isolates:
            matches[open_isolates.pop()] = index
    return matches


class _Explicit:
    """Rules X1 to X8: levels, classes after overrides, and what X9 removes."""

    def __init__(self, original: Sequence[str], base: int) -> None:
        self.original = original
        self.base = base
        self.levels = [base] * len(original)
        self.classes = list(original)
        self.removed = [False] * len(original)
        self.matches = _matching_isolates(original)
        self._stack: list[tuple[int, str, bool]] = [(base, "", False)]
        self._overflow_isolates = self._overflow_embeddings = self._valid_isolates = 0

    def run(self) -> None:
        """Walk the paragraph once."""
        for index, kind in enumerate(self.original):
            if kind in _EMBEDDINGS:
                self._embedding(index, kind)
            elif kind in ISOLATE_STARTS:
                self._isolate(index, kind)
            elif kind == "PDI":
                self._pop_isolate()
                self._take(index)
            elif kind == "PDF":
                self._pop_embedding()
                self._remove(index)
            elif kind == "B":
                self.levels[index] = self.base
            elif kind == "BN":
                self._remove(index)
            else:
                self._take(index)

    def _take(self, index: int) -> None:
        level, override, _ = self._stack[-1]
        self.levels[index] = level
        if override:
            self.classes[index] = override

    def _remove(self, index: int) -> None:
        self.levels[index] = self._stack[-1][0]
        self.removed[index] = True

    def _next_level(self, right_to_left: bool) -> int:
        level = self._stack[-1][0]
        return (level + 1) | 1 if right_to_left else (level + 2) & ~1

    def _embedding(self, index: int, kind: str) -> None:
        self._remove(index)
        right_to_left = kind.startswith("R")
        level = self._next_level(right_to_left)
        if level <= _MAX_DEPTH and not self._overflow_isolates and not self._overflow_embeddings:
            override = ("R" if right_to_left else "L") if kind.endswith("O") else ""
            self._stack.append((level, override, False))
        elif not self._overflow_isolates:
            self._overflow_embeddings += 1

    def _isolate(self, index: int, kind: str) -> None:
        self._take(index)
        right_to_left = kind == "RLI"
        if kind == "FSI":
            end = self.matches.get(index, len(self.original))
            right_to_left = _first_strong(self.original, index + 1, end, 0) == 1
        level = self._next_level(right_to_left)
        if level <= _MAX_DEPTH and not self._overflow_isolates and not self._overflow_embeddings:
            self._valid_isolates += 1
            self._stack.append((level, "", True))
        else:
            self._overflow_isolates += 1

    def _pop_isolate(self) -> None:
        if self._overflow_isolates:
            self._overflow_isolates -= 1
        elif self._valid_isolates:
            self._overflow_embeddings = 0
            while not self._stack[-1][2]:
                self._stack.pop()
            self._stack.pop()
            self._valid_isolates -= 1

    def _pop_embedding(self) -> None:
        if self._overflow_isolates:
            return
        if self._overflow_embeddings:
            self._overflow_embeddings -= 1
        elif not self._stack[-1][2] and len(self._stack) > 1:
            self._stack.pop()


def _level_runs(indices: Sequence[int], levels: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    level = -1
    for index in indices:
        if levels[index] == level:
            runs[-1].append(index)
        else:
            runs.append([index])
            level = levels[index]
    return runs


def _isolating_sequences(explicit: _Explicit, runs: Sequence[list[int]]) -> list[list[int]]:
    """BD13: the numbers of the level runs that matched isolates join to one sequence."""
    matches = explicit.matches
    if not matches:
        return [[number] for number in range(len(runs))]
    run_at = {run[0]: number for number, run in enumerate(runs)}
    matched = set(matches.values())
    sequences: list[list[int]] = []
    for number, run in enumerate(runs):
        if run[0] in matched:
            continue
        sequence = [number]
        following: int | None = number
        while following is not None and runs[following][-1] in matches:
            following = run_at.get(matches[runs[following][-1]])
            if following is not None:
                sequence.append(following)
        sequences.append(sequence)
    return sequences


def _resolve(text: str, original: Sequence[str], explicit: _Explicit) -> list[int]:
    """Rule X10, then W, N and I for every sequence."""
    levels, base, classes = explicit.levels, explicit.base, explicit.classes
    runs = _level_runs([i for i, removed in enumerate(explicit.removed) if not removed], levels)
    resolved = levels[:]
    for numbers in _isolating_sequences(explicit, runs):
        first, last = numbers[0], numbers[-1]
        sequence = runs[first]
        if first != last:
            sequence = [index for number in numbers for index in runs[number]]
        level, end = levels[sequence[0]], sequence[-1]
        before = levels[runs[first - 1][0]] if first else base
        unmatched = original[end] in ISOLATE_STARTS and end not in explicit.matches
        after = base if unmatched or last + 1 == len(runs) else levels[runs[last + 1][0]]
        values = resolve_sequence(
            [text[index] for index in sequence],
            [original[index] for index in sequence],
            [classes[index] for index in sequence],
            level,
            "R" if max(level, before) & 1 else "L",
            "R" if max(level, after) & 1 else "L",
        )
        for index, value in zip(sequence, values, strict=True):
            resolved[index] = value
    previous = base
    for index, removed in enumerate(explicit.removed):
        if removed:
            resolved[index] = previous
        previous = resolved[index]
    return resolved


def line_levels(text: str, levels: Sequence[int], base: int) -> list[int]:
    """Rule L1 for one line: separators and trailing white space take the paragraph's level."""
    result = list(levels)
    trailing = True
    for index in range(len(text) - 1, -1, -1):
        kind = bidi_class(text[index])
        if kind in ("B", "S"):
            result[index] = base
            trailing = True
        elif kind in _TRAILING:
            if trailing:
                result[index] = base
        else:
            trailing = False
    return result


def visual_order(levels: Sequence[int]) -> list[int]:
    """Rule L2: the indices of items with these levels, from left to right."""
    order = list(range(len(levels)))
    if levels and min(levels) == max(levels):
        return order[::-1] if levels[0] & 1 else order
    odd = [level for level in levels if level & 1]
    if not odd:
        return order
    for level in range(max(levels), min(odd) - 1, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order
