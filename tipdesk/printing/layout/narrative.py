"""Long texts in a frame that goes on over pages, with question and answer set apart.

What does not fit into its place is printed in full on a continuation sheet «ورقة تتمة»
(`Continuation`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.blocks import Band, Subheading, paragraph
from tipdesk.printing.layout.flow import Block, Gap, NewPage, lines_that_stay
from tipdesk.printing.pdf.pen import Pen, content_width
from tipdesk.printing.text.layout import (
    FAINT,
    NAVY,
    SetLine,
    Style,
    Styles,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.wording import Voice, wording

_PADDING = 9.0  # between frame and text
_EDGE = 5.0  # above the first and below the last line
_RULED = 24.0  # points between lines to write on by hand
_MARKER = re.compile(r"^\s*(س|ج|Q|A)\s*[:：\-–]\s*", re.MULTILINE)
_ASKING = ("س:", "Q:")
_PARAGRAPH_GAP = 4.0


@dataclass(frozen=True, slots=True)
class NarrativeLine:
    """One line of a narrative: what precedes it, its marker («س», «ج») and its indent."""

    line: SetLine
    marker: str = ""
    indent: float = 0.0
    before: float = 0.0
    asks: bool = False  # of a question: its answer goes with it
    paragraph: object = None  # shared by the lines of one


class Framed:
    """Strips inside a frame. The frame stays open where the text goes on."""

    keeps_next = False

    def __init__(
        self, voice: Voice, strips: Sequence[NarrativeLine], opens: bool = True, closes: bool = True
    ) -> None:
        self._voice = voice
        self._styles: Styles = styles(voice.language, voice.size)
        self._strips = tuple(strips)
        self._opens, self._closes = opens, closes

    def _strips_height(self, strips: Sequence[NarrativeLine]) -> float:
        leading = self._styles.narrative.leading
        return sum(strip.before for strip in strips) + leading * len(strips)

    @property
    def height(self) -> float:
        """Lines and the frame's edges."""
        return self._strips_height(self._strips) + 2 * _EDGE

    @property
    def head(self) -> float:
        """The fewest lines that may stand alone at a page's foot."""
        ends = self._ends()
        fewest = next(
            (n for n in range(2, len(ends) - 1) if lines_that_stay(ends, n) == n), len(ends)
        )
        return self._strips_height(self._strips[:fewest]) + 2 * _EDGE

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide between lines, two at least on either side."""
        used, count = 2 * _EDGE, 0
        leading = self._styles.narrative.leading
        while count < len(self._strips):
            used += self._strips[count].before + leading
            if used > room:
                break
            count += 1
        count = lines_that_stay(self._ends(), min(count, len(self._strips) - 2))
        if count < 2:
            return None
        rest = self._strips[count:]
        first = Framed(self._voice, self._strips[:count], self._opens, closes=False)
        return first, Framed(self._voice, rest, opens=False, closes=self._closes)

    def _ends(self) -> list[bool]:
        return [strip.line.last and not strip.asks for strip in self._strips]

    def draw(self, pen: Pen, top: float) -> None:
        """Frame and lines."""
        style = self._styles.narrative
        height = self.height
        pen.upright(0, top, height, NAVY)
        pen.upright(pen.content, top, height, NAVY)
        if self._opens:
            pen.rule(0, top, pen.content, NAVY)
        if self._closes:
            pen.rule(0, top - height, pen.content, NAVY)
        marker = style.but(faces=self._styles.heading.faces, colour=NAVY)
        y = top - _EDGE
        for strip in self._strips:
            y -= strip.before
            width = pen.content - 2 * _PADDING - strip.indent
            with pen.tagged("P", thing=strip.paragraph):
                if strip.marker:
                    pen.text(strip.marker, marker, _PADDING, y, 20)
                pen.lines((strip.line,), style, _PADDING + strip.indent, y, width)
            y -= style.leading


class Ruled:
    """An empty frame with lines to write on by hand."""

    keeps_next = False

    def __init__(self, count: int, opens: bool = True) -> None:
        self._count = count
        self._opens = opens

    @property
    def height(self) -> float:
        """All lines."""
        return self._count * _RULED + 2

    @property
    def head(self) -> float:
        """Three lines."""
        return min(self._count, 3) * _RULED + 2

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide between lines, room for two at least on either side."""
        count = min(int((room - 2) // _RULED), self._count - 2)
        if count < 2:
            return None
        return Ruled(count, self._opens), Ruled(self._count - count, opens=False)

    def draw(self, pen: Pen, top: float) -> None:
        """Frame and lines."""
        pen.box(0, top, (pen.content, self.height), None, NAVY)
        for number in range(1, self._count):
            pen.rule(_PADDING, top - number * _RULED, pen.content - 2 * _PADDING, FAINT, 0.4)


def narrative(voice: Voice, text: str, questions: bool = False) -> list[Block]:
    """A long text in its frame; `questions` sets «س:» and «ج:» lines with a hanging marker."""
    style = styles(voice.language, voice.size).narrative
    return [Framed(voice, tuple(_strips(text, style, questions)))]


def _strips(text: str, style: Style, questions: bool) -> Iterator[NarrativeLine]:
    indent = natural_width("س", style) + 14 if questions else 0.0
    first = True
    for part in text.split("\n"):
        match = _MARKER.match(part) if questions else None
        body = part[match.end() :] if match else part
        marker = f"{match[1]}:" if match else ""
        hanging = indent if match else 0.0
        width = content_width(style.scale) - 2 * _PADDING - hanging
        gap = 0.0 if first else _PARAGRAPH_GAP
        thing = object()
        for number, line in enumerate(layout(printable(body, style), style, width)):
            opening = number == 0
            space, mark = gap if opening else 0.0, marker if opening else ""
            yield NarrativeLine(line, mark, hanging, space, marker in _ASKING, thing)
        first = False


# --- continuation sheets ----------------------------------------------------------------------


_NAMED = 6  # characters named in the note on missing ones


@dataclass(frozen=True, slots=True)
class Continued:
    """One text that is printed in full on a continuation sheet."""

    number: int
    label: LocalText
    text: str


class Continuation:
    """Collects, while a paper is laid out, what goes to its continuation sheets."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._items: list[Continued] = []

    def add(self, label: LocalText, text: str) -> int:
        """Take a text; returns the number that its place refers to."""
        number = len(self._items) + 1
        self._items.append(Continued(number, label, text))
        return number

    def mark(self, number: int) -> str:
        """The reference printed at the place: «التتمة (2)»."""
        mark = self._voice.main(wording("frame").text("continued_mark"))
        return mark.format(number=number)

    def blocks(self) -> list[Block]:
        """The sheets, or nothing when everything fitted."""
        if not self._items:
            return []
        words = wording("frame")
        note = styles(self._voice.language, self._voice.size).small
        result: list[Block] = [
            NewPage(),
            Band(self._voice, "", words.text("continuation_sheet")),
            paragraph(self._voice.main(words.text("continuation_note")), note),
        ]
        for item in self._items:
            result.append(Subheading(self._voice, _numbered(item)))
            result.extend(narrative(self._voice, item.text))
            result.append(Gap(8))
        return result


def _numbered(item: Continued) -> LocalText:
    label = item.label
    return LocalText(
        ar=f"({item.number}) {label.ar}",
        en=f"({item.number}) {label.en}",
        ar_f=f"({item.number}) {label.ar_f or label.ar}",
        ar_m=f"({item.number}) {label.ar_m or label.ar}",
    )


def missing_note(voice: Voice, missing: Iterable[str]) -> str:
    """What stands for the characters that no typeface here has, '' when there are none."""
    characters = sorted(set(missing))
    if not characters:
        return ""
    names = " ".join(f"U+{ord(character):04X}" for character in characters[:_NAMED])
    if len(characters) > _NAMED:
        names += " …"
    return voice.main(wording("frame").text("missing_characters")).format(characters=names)
