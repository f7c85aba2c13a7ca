"""Four times the text takes four times the steps, whatever the text is made of.

Steps are lines of our own code that are run, so the figure is the same on every machine. What runs
inside C is measured by `tests/benchmarks/composition.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from tests.benchmarks.composition_cases import CASES
from tipdesk.i18n.text import clean, isolate
from tipdesk.printing.text.fonts import faces
from tipdesk.printing.text.layout import Style, layout

_OURS = ("printing", "i18n")


def _steps(text: str, style: Style) -> int:
    count = 0

    def line(frame: FrameType, event: str, argument: object):
        nonlocal count
        count += 1
        return line

    def call(frame: FrameType, event: str, argument: object):
        name = frame.f_code.co_filename.replace("\\", "/")
        return line if any(f"tipdesk/{room}/" in name for room in _OURS) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        isolate(clean(text))
        layout(text, style, 300.0)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", CASES)
def test_steps_grow_with_the_text_and_not_faster(name: str) -> None:
    make: Callable[[int], str] = CASES[name]
    style = Style(faces().regular, 10.0, 16.0)
    for face in style.faces:
        face._words[True].clear()  # what other tests shaped is no step here
    few, many = (_steps(make(count), style) for count in (400, 1_600))
    assert few > 200
    assert many < 5 * few
