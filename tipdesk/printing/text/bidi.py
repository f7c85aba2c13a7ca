"""The Unicode Bidirectional Algorithm (UAX #9, revision 48), isolates and brackets included.

Levels are computed for a paragraph, trailing white space is reset for a line (L1), and the
visual order is taken over items of one level each (L2). Mirroring (L4) is HarfBuzz's.
"""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.printing.text.bidi_classes import bidi_class
from tipdesk.printing.text.bidi_rules import ISOLATE_STARTS, resolve_sequence

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
        found = classes[index]
        if found in ISOLATE_STARTS:
            depth += 1
        elif found == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and found in ("L", "R", "AL"):
            return 0 if found == "L" else 1
    return default


def _matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """Isolate initiator → its PDI, both as indices (BD9)."""
    matches: dict[int, int] = {}
    open_isolates: list[int] = []
    for index, found in enumerate(classes):
        if found in ISOLATE_STARTS:
            open_isolates.append(index)
        elif found == "PDI" and open_isolates:
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
        for index, found in enumerate(self.original):
            if found in _EMBEDDINGS:
                self._embedding(index, found)
            elif found in ISOLATE_STARTS:
                self._isolate(index, found)
            elif found == "PDI":
                self._pop_isolate()
                self._take(index)
            elif found == "PDF":
                self._pop_embedding()
                self._remove(index)
            elif found == "B":
                self.levels[index] = self.base
            elif found == "BN":
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

    def _embedding(self, index: int, found: str) -> None:
        self._remove(index)
        right_to_left = found.startswith("R")
        level = self._next_level(right_to_left)
        if level <= _MAX_DEPTH and not self._overflow_isolates and not self._overflow_embeddings:
            override = ("R" if right_to_left else "L") if found.endswith("O") else ""
            self._stack.append((level, override, False))
        elif not self._overflow_isolates:
            self._overflow_embeddings += 1

    def _isolate(self, index: int, found: str) -> None:
        self._take(index)
        right_to_left = found == "RLI"
        if found == "FSI":
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


def _level_runs(kept: Sequence[int], found: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    level = -1
    for index in kept:
        if found[index] == level:
            runs[-1].append(index)
        else:
            runs.append([index])
            level = found[index]
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
    found, base, classes = explicit.levels, explicit.base, explicit.classes
    runs = _level_runs([i for i, removed in enumerate(explicit.removed) if not removed], found)
    resolved = found[:]
    for numbers in _isolating_sequences(explicit, runs):
        first, last = numbers[0], numbers[-1]
        sequence = runs[first]
        if first != last:
            sequence = [index for number in numbers for index in runs[number]]
        level, end = found[sequence[0]], sequence[-1]
        before = found[runs[first - 1][0]] if first else base
        unmatched = original[end] in ISOLATE_STARTS and end not in explicit.matches
        after = base if unmatched or last + 1 == len(runs) else found[runs[last + 1][0]]
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


def line_levels(text: str, found: Sequence[int], base: int) -> list[int]:
    """Rule L1 for one line: separators and trailing white space take the paragraph's level."""
    result = list(found)
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


def visual_order(found: Sequence[int]) -> list[int]:
    """Rule L2: the indices of items with these levels, from left to right."""
    order = list(range(len(found)))
    if found and min(found) == max(found):
        return order[::-1] if found[0] & 1 else order
    odd = [level for level in found if level & 1]
    if not odd:
        return order
    for level in range(max(found), min(odd) - 1, -1):
        start = 0
        while start < len(order):
            if found[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and found[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order
