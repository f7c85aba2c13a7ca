"""Glyphs as filled paths, for what must be seen but not copied: marks off their line.

A mark that is text of its own makes readers of PDF files start a new line in the middle of a
word. Its letter carries the mark's text; the mark itself is drawn as a path.
"""

from __future__ import annotations

from typing import Any

import uharfbuzz as hb

Point = tuple[float, float]


class _Path:
    """Collects path operators in 1/1000 em."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._at: Point = (0.0, 0.0)
        self.operators: list[str] = []

    def move(self, x: float, y: float) -> None:
        self._add("m", (x, y))

    def line(self, x: float, y: float) -> None:
        self._add("l", (x, y))

    def cubic(self, first: Point, second: Point, end: Point) -> None:
        self._add("c", first, second, end)

    def quadratic(self, control: Point, end: Point) -> None:
        """PDF has cubic curves only: the same curve with two control points."""
        start = self._at
        first = _between(start, control, 2 / 3)
        second = _between(end, control, 2 / 3)
        self.cubic(first, second, end)

    def close(self) -> None:
        self.operators.append("h")

    def _add(self, operator: str, *points: Point) -> None:
        numbers = (f"{round(value * self._scale, 1):g}" for point in points for value in point)
        self.operators.append(f"{' '.join(numbers)} {operator}")
        self._at = points[-1]


def _between(start: Point, end: Point, part: float) -> Point:
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)


def _draw_functions() -> hb.DrawFuncs:
    """HarfBuzz calls these with plain coordinates and the path last."""
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, path: path.move(x, y))
    functions.set_line_to_func(lambda x, y, path: path.line(x, y))
    functions.set_quadratic_to_func(
        lambda a, b, x, y, path: path.quadratic((a, b), (x, y)),
    )
    functions.set_cubic_to_func(_cubic)
    functions.set_close_path_func(lambda path: path.close())
    return functions


def _cubic(*arguments: Any) -> None:  # noqa: ANN401  six coordinates and the path, as called
    a, b, c, d, x, y, path = arguments
    path.cubic((a, b), (c, d), (x, y))


_FUNCTIONS = _draw_functions()


def outline(font: hb.Font, glyph: int, scale: float) -> str:
    """The path of a glyph, to be filled; `scale` turns font units into 1/1000 em."""
    path = _Path(scale)
    font.draw_glyph(glyph, _FUNCTIONS, path)
    return " ".join(path.operators)
