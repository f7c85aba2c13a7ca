"""The look of the papers: colours, and the styles of one language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tipdesk.core.settings import Language
from tipdesk.i18n.text import clean, isolate
from tipdesk.printing.text.fonts import faces
from tipdesk.printing.text.layout import Align, Style

INK = (0.10, 0.13, 0.17)
NAVY = (0.063, 0.220, 0.345)
GREY = (0.36, 0.41, 0.46)
FAINT = (0.66, 0.70, 0.74)
RULE = (0.62, 0.68, 0.73)
TINT = (0.925, 0.949, 0.965)
ANSWER = (0.04, 0.12, 0.42)
RED = (0.66, 0.09, 0.09)
GOLD = (0.80, 0.60, 0.22)
WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Styles:
    """Text styles; those ending in `_other` are for the second language beside the main one."""

    title: Style
    title_other: Style
    heading: Style  # on a section's band
    heading_other: Style
    subheading: Style
    subheading_other: Style
    label: Style
    label_other: Style
    answer: Style
    reason: Style  # why there is no answer
    option: Style
    body: Style
    body_other: Style
    small: Style
    small_other: Style
    narrative: Style
    table_head: Style
    table_head_other: Style
    table_cell: Style
    code: Style  # digests, commands: always left to right


@lru_cache(maxsize=2)
def styles(language: Language) -> Styles:
    """The styles of papers whose main language is `language`."""
    main, other, second = (1, 0, "en") if language == "ar" else (0, 1, "ar")
    answers = 1 if language == "ar" else None  # beside English labels, Arabic keeps its own side
    face = faces()

    def style(
        size: float, leading: float, *, weight: str = "regular", direction: int | None = main,
        align: Align = Align.START, colour: tuple[float, float, float] = INK,
    ) -> Style:  # fmt: skip
        spoken = second if direction == other else ""
        return Style(getattr(face, weight), size, leading, colour, align, direction, spoken)

    return Styles(
        title=style(16.5, 24, weight="bold", align=Align.CENTRE, colour=NAVY),
        title_other=style(9, 13, weight="medium", align=Align.CENTRE, colour=GREY, direction=other),
        heading=style(10.5, 16, weight="bold", colour=WHITE),
        heading_other=style(7.5, 16, weight="medium", colour=(0.86, 0.91, 0.95), direction=other),
        subheading=style(8.6, 13, weight="semibold", colour=NAVY),
        subheading_other=style(6.6, 13, colour=GREY, direction=other),
        label=style(7.2, 10, colour=GREY),
        label_other=style(6, 8.6, colour=GREY, direction=other),
        answer=style(10, 14, weight="medium", colour=ANSWER, direction=answers),
        reason=style(8.6, 12, colour=GREY),
        option=style(8.8, 12.4),
        body=style(9, 14.6),
        body_other=style(7.6, 12.2, colour=GREY, direction=other),
        small=style(7.4, 11.4, colour=GREY),
        small_other=style(6.4, 9.6, colour=GREY, direction=other),
        narrative=style(10.2, 17.4, align=Align.JUSTIFY, direction=answers),
        table_head=style(7.6, 10.4, weight="medium", align=Align.CENTRE, colour=NAVY),
        table_head_other=style(5.8, 8, align=Align.CENTRE, colour=GREY, direction=other),
        table_cell=style(8.6, 12, weight="medium", colour=ANSWER, direction=answers),
        code=style(7, 10, direction=0, colour=GREY),
    )


@lru_cache(maxsize=4096)
def _label(text: str) -> str:
    return isolate(clean(text))


def printable(text: str, style: Style) -> str:
    """`text` made safe, and isolated where the line runs from right to left."""
    if style.direction == 0:
        return clean(text)
    return _label(text) if len(text) < 200 else isolate(clean(text))
