"""Resolving one isolating run sequence: rules W1 to W7, N0 to N2, I1 and I2 of UAX #9."""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.printing.text.bidi_classes import CLOSING, OPENING

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
        return [level if found == "R" else level + 1 for found in classes]
    step = {"L": 0, "R": 1}
    return [level + step.get(found, 2) for found in classes]


def _weak(classes: list[str], present: set[str], start: str) -> None:
    if "NSM" in present:
        _w1(classes, start)
        present |= set(classes)
    if "EN" in present and "AL" in present:
        _w2(classes, start)
    if "AL" in present:
        classes[:] = ["R" if found == "AL" else found for found in classes]
    if "ES" in present or "CS" in present:
        _w4(classes)
    if "ET" in present:
        _w5(classes)
    if not present.isdisjoint({"ES", "ET", "CS"}):
        classes[:] = ["ON" if found in ("ES", "ET", "CS") else found for found in classes]
    if "EN" in present:
        _w7(classes, start)


def _w1(classes: list[str], start: str) -> None:
    before = start
    for index, found in enumerate(classes):
        if found == "NSM":
            classes[index] = before
        else:
            before = "ON" if found in _ISOLATE_MARKS else found


def _w2(classes: list[str], start: str) -> None:
    strong = start
    for index, found in enumerate(classes):
        if found in ("AL", "R", "L"):
            strong = found
        elif found == "EN" and strong == "AL":
            classes[index] = "AN"


def _w4(classes: list[str]) -> None:
    for index in range(1, len(classes) - 1):
        found, before, after = classes[index], classes[index - 1], classes[index + 1]
        if before != after:
            continue
        if (found == "ES" and before == "EN") or (found == "CS" and before in _NUMBERS):
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
    for index, found in enumerate(classes):
        if found in ("R", "L"):
            strong = found
        elif found == "EN" and strong == "L":
            classes[index] = "L"


def _pairs(characters: Sequence[str], classes: list[str]) -> list[tuple[int, int]]:
    """Bracket pairs in the order of their opening bracket (BD16)."""
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, found in enumerate(classes):
        if found != "ON":
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


def _strong(found: str) -> str:
    return "R" if found in _NUMBERS else found


def _brackets(
    characters: Sequence[str],
    original: Sequence[str],
    classes: list[str],
    embedding: str,
    start: str,
) -> None:
    """N0: a pair of brackets takes one direction."""
    for opening, closing in _pairs(characters, classes):
        inside = {_strong(found) for found in classes[opening + 1 : closing]}
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
        found = _strong(classes[index])
        if found in ("L", "R"):
            return found
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
