"""Functions of codes and places: digest, base64-decode, area, distance, geofence, intersects.

All are of ODK XForms. A place is `latitude longitude [altitude [accuracy]]`, places are separated
by semicolons. The earth is a ball of ODK's radius, and lengths and areas are rounded to hundredths
as there; whether lines meet is seen on a flat map of degrees.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.conversions import Scope, Value, to_text
from tipdesk.forms.expression.function_signatures import (
    Function,
    flattened,
    of_scope,
    of_texts,
    of_values,
)
from tipdesk.forms.expression.syntax import Call, Literal

_RADIUS = 6_378_100.0  # metres
_NOWHERE = (math.nan, math.nan)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,9}\.?[0-9]{0,20}|\.[0-9]{1,20})")
_DIGESTS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_ENCODINGS = ("base64", "hex")

_Place = tuple[float, float]
_Edge = tuple[_Place, _Place]


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    _check_words(algorithm, encoding)
    digest = hashlib.new(_DIGESTS[algorithm], text.encode(errors="replace"), usedforsecurity=False)
    return digest.hexdigest() if encoding == "hex" else base64.b64encode(digest.digest()).decode()


def _check_words(algorithm: str, encoding: str) -> None:
    for word, known in ((algorithm, _DIGESTS), (encoding, _ENCODINGS)):
        if word not in known:
            raise ExpressionFault(reason="bad_digest", position=0, found=word[:40])


def _check_digest(call: Call) -> None:
    """What is written out is judged before it is ever used."""
    words = [
        to_text(argument.value) if isinstance(argument, Literal) else ""
        for argument in call.arguments
    ]
    _check_words(words[1] or "MD5", words[2] if len(words) > 2 and words[2] else "hex")


def _base64_decode(text: str) -> str:
    """The text that is encoded; '' when it is none."""
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""


def _places(values: tuple[Value, ...]) -> list[_Place]:
    texts = [to_text(value).strip() for value in flattened(values)]
    return [_place(part) for text in texts for part in text.removesuffix(";").split(";")]


def _place(text: str) -> _Place:
    words = text.split()
    if not 2 <= len(words) <= 4 or not all(_NUMBER.fullmatch(word) for word in words):
        return _NOWHERE
    latitude, longitude = float(words[0]), float(words[1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else _NOWHERE


def _measured(measure: Callable[[_Place, _Place], float], *, closed: bool) -> Callable[..., float]:
    """The sum of `measure` over every pair of places that follow each other."""

    def measured(*values: Value) -> float:
        places = _places(values)
        if len(places) < 2 or any(math.isnan(latitude) for latitude, _ in places):
            return math.nan
        ends = [*places[1:], places[0]] if closed else places[1:]
        total = math.fsum(map(measure, places, ends))
        return math.floor(abs(total) * 100 + 0.5) / 100

    return measured


def _strip(start: _Place, end: _Place) -> float:
    """The area between an edge and the pole, signed."""
    turn = math.radians(end[1] - start[1])
    heights = math.sin(math.radians(start[0])) + math.sin(math.radians(end[0]))
    return turn * (2 + heights) * _RADIUS * _RADIUS / 2


def _arc(start: _Place, end: _Place) -> float:
    """The length of the great circle between two places."""
    first, second = math.radians(start[0]), math.radians(end[0])
    turn = math.cos(math.radians(start[1] - end[1]))
    cosine = math.sin(first) * math.sin(second) + math.cos(first) * math.cos(second) * turn
    return math.acos(max(-1.0, min(1.0, cosine))) * _RADIUS


def _geofence(place: Value, fence: Value) -> bool:
    """Whether a place lies inside a fence: a line to the east crosses it an odd number of times."""
    (latitude, longitude), *more = _places((place,)) or [_NOWHERE]
    corners = _places((fence,))
    if more or math.isnan(latitude) or any(math.isnan(degrees) for degrees, _ in corners):
        return False
    inside = False
    for (south, west), (north, east) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (south > latitude) != (north > latitude):
            crossing = west + (latitude - south) / (north - south) * (east - west)
            inside ^= longitude < crossing
    return inside


def _intersects(scope: Scope, *values: Value) -> bool:
    """Whether a line or shape crosses or touches itself, or runs back over itself."""
    places = _places(values)
    if any(math.isnan(latitude) for latitude, _ in places):
        return False
    corners = [
        place for place, before in zip(places, [None, *places], strict=False) if place != before
    ]
    edges = list(pairwise(corners))
    scope.budget.spend(2 * len(edges) * len(edges))  # a pair is worth four steps
    closed = len(edges) > 1 and corners[0] == corners[-1]
    return any(
        _clash(edges, first, second, closed=closed)
        for first in range(len(edges))
        for second in range(first + 1, len(edges))
    )


def _clash(edges: list[_Edge], first: int, second: int, *, closed: bool) -> bool:
    """Whether two edges meet where they need not; neighbours have a corner in common."""
    if second == first + 1:
        return _folded(edges[first], edges[second])
    if closed and first == 0 and second == len(edges) - 1:
        return _folded(edges[second], edges[first])
    return _met(edges[first], edges[second])


def _side(edge: _Edge, place: _Place) -> float:
    """Greater than 0 on the one side of the line through `edge`, less on the other, 0 on it."""
    (south, west), (north, east) = edge
    return (north - south) * (place[1] - west) - (east - west) * (place[0] - south)


def _folded(edge: _Edge, after: _Edge) -> bool:
    """Whether `after`, which begins where `edge` ends, runs back over it."""
    (start, corner), (_, end) = edge, after
    ahead = sum((corner[at] - start[at]) * (end[at] - corner[at]) for at in (0, 1))
    return _side(edge, end) == 0 and ahead < 0


def _met(edge: _Edge, other: _Edge) -> bool:
    """Whether two edges have a place in common."""
    for at in (0, 1):  # the boxes around them
        (low, high), (least, most) = sorted(p[at] for p in edge), sorted(p[at] for p in other)
        if high < least or most < low:
            return False
    return (
        _side(edge, other[0]) * _side(edge, other[1]) <= 0
        and _side(other, edge[0]) * _side(other, edge[1]) <= 0
    )


CODE_FUNCTIONS: Mapping[str, Function] = {
    "digest": Function(2, 3, of_texts(_digest, 2, 3).build, check=_check_digest),
    "base64-decode": of_texts(_base64_decode, 1, long=True),
    "area": of_values(_measured(_strip, closed=True), 1, None, rows=True),
    "distance": of_values(_measured(_arc, closed=False), 1, None, rows=True),
    "geofence": of_values(_geofence, 2, 2),
    "intersects": of_scope(_intersects, 1, rows=True),
}
"""By name."""
