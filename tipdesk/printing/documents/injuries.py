"""The injuries sheet: what was seen and said, and where on the body. No diagnosis.

They are marked on a body outline, front and back: neither man nor woman, without a face, drawn once
in points of our own and mirrored. The person's right is on the onlooker's left in front, on the
right behind, whatever the direction of the document. Intimate places are never marked on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tipdesk.forms.model import LocalText, path_of
from tipdesk.i18n.text import listed as in_a_row
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.layout.blocks import Band, RemarkFrame, Signatures
from tipdesk.printing.layout.flow import Block, Gap, NewPage, Undivided, accompanied
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.tables import RepeatTable, empty_rows, listed, listing
from tipdesk.printing.pdf.pdf_file import WIDTH
from tipdesk.printing.pdf.pen import CONTENT, MARGIN, Pen
from tipdesk.printing.text import layout
from tipdesk.printing.text.pieces import Colour
from tipdesk.printing.wording import Voice, Wording

# --- the body outline -------------------------------------------------------------------------


Point = tuple[float, float]  # right of the middle, below the top of the head

# The left side as the onlooker sees it mirrored: from the neck over arm, side and leg inwards.
_SIDE: tuple[Point, ...] = (
    (5, 29), (5.6, 34.5), (9.5, 38), (19, 41), (25.5, 45.5), (28.6, 54), (30.4, 68), (33, 84),
    (36.6, 100), (39.8, 114), (42.6, 121), (44.2, 129), (43.4, 135.5), (41.2, 137.5),
    (39, 133.5), (37.4, 126), (35.6, 116), (31.6, 102), (27.4, 86), (24.6, 72), (22.4, 61.5),
    (21.4, 68), (19.8, 80), (19.2, 90), (20.6, 101), (22.6, 112), (23.2, 126), (21.6, 146),
    (19.4, 163), (20, 176), (18.4, 194), (15.8, 211), (17.4, 219), (20.4, 225.5), (18.6, 229),
    (12.4, 229.6), (8.2, 228), (7.8, 219.5), (8.8, 211), (8.4, 196), (6.8, 179), (7.4, 163),
    (5.6, 146), (3, 126), (0, 118),
)  # fmt: skip
_HEAD = (0.0, 15.6, 10.6, 14.2)  # middle, radii
_TALL = 231.0
_FRONT: tuple[tuple[Point, ...], ...] = (
    ((4.5, 40.5), (11, 42.5), (18.5, 43)),  # collarbone
    ((10.5, 160), (13.5, 162.5), (16.5, 160)),  # knee
)
_BACK: tuple[tuple[Point, ...], ...] = (
    ((6, 52), (8.5, 60), (14.5, 66)),  # shoulder blade
    ((9, 165), (13.5, 163), (17.5, 165)),  # hollow of the knee
    ((9.8, 221), (12.6, 223.4), (15.4, 221)),  # heel
)
_SPINE: tuple[Point, ...] = ((0, 42), (0, 70), (0, 96))

_PLACES: Mapping[str, tuple[bool, Point]] = {
    "head": (True, (0, 8)), "face": (True, (0, 20)), "neck": (True, (0, 34)),
    "chest": (True, (0, 56)), "abdomen": (True, (0, 90)), "back": (False, (0, 66)),
    "arm_r": (True, (-30.5, 78)), "arm_l": (True, (30.5, 78)),
    "hand_r": (True, (-41, 127)), "hand_l": (True, (41, 127)),
    "leg_r": (True, (-13.6, 150)), "leg_l": (True, (13.6, 150)),
    "foot_r": (True, (-13.4, 223)), "foot_l": (True, (13.4, 223)),
}  # fmt: skip
"""Where the form's list of places is on the outline: in front or behind, and the point."""

_SCALE = 1.2
_HALF = 60.0  # of the figure's width, arms included
_TITLE = 20.0
_FOOT = 20.0
_MARK = 6.4  # radius of a numbered mark
_STEP = 2 * _MARK + 1.5
_IN_LINE = {True: 6, False: 4}  # marks on a limb, elsewhere; more go beside them


@dataclass(frozen=True, slots=True)
class Injury:
    """One mark: its number in the list, and the place as the form calls it."""

    number: int
    place: str


class BodyOutline(Undivided):
    """Front and back beside each other in a frame, with the marks that are known."""

    def __init__(self, voice: Voice, words: Wording, injuries: Sequence[Injury]) -> None:
        self._voice = voice
        self._words = words
        self._look = layout.styles(voice.language, voice.size)
        self._marks = tuple(injuries)
        self._frame = _TITLE + _TALL * _SCALE + _FOOT
        self.height = self._frame + 8

    def draw(self, pen: Pen, top: float) -> None:
        """The front stands where reading begins."""
        pen.box(0, top, (CONTENT, self._frame), layout.WHITE, layout.RULE, (0.6, 2.0))
        half = CONTENT / 2
        for front, offset in ((True, 0.0), (False, half)):
            middle = pen.left_edge(offset, half) + half / 2
            head = top - _TITLE
            title = self._look.subheading.but(align=layout.Align.CENTRE)
            name = self._words.text("front" if front else "behind")
            pen.text(layout.printable(self._both(name), title), title, offset, top - 4, half)
            corner = (middle - _HALF * _SCALE, head - _TALL * _SCALE)
            size = (2 * _HALF * _SCALE, _TALL * _SCALE)
            with pen.figure(self._voice.main(name), corner, size):
                _figure(pen, middle, head, front)
            self._sides(pen, middle, head, front)
            self._draw_marks(pen, middle, head, front)
        pen.upright(half, top - 8, self._frame - 8 - _FOOT, layout.TINT)  # above what is said below
        self._elsewhere(pen, top - self._frame + _FOOT - 3)

    def _both(self, text: LocalText) -> str:
        return f"{self._voice.main(text)} – {self._voice.other(text)}"

    def _sides(self, pen: Pen, middle: float, head: float, front: bool) -> None:
        """Which side is whose: the person's, never the onlooker's."""
        small = self._look.small.but(align=layout.Align.CENTRE)
        wide = 76.0
        for name, side in (("right", -1 if front else 1), ("left", 1 if front else -1)):
            x = middle + side * 86 - wide / 2
            text = layout.printable(self._voice.main(self._words.text(name)), small)
            pen.text(text, small, _offset(pen, x, wide), head - 14, wide)
            other = self._look.small_other.but(align=layout.Align.CENTRE)
            text = layout.printable(self._voice.other(self._words.text(name)), other)
            pen.text(text, other, _offset(pen, x, wide), head - 25, wide)

    def _draw_marks(self, pen: Pen, middle: float, head: float, front: bool) -> None:
        by_place: dict[str, list[int]] = {}
        for mark in self._marks:
            by_place.setdefault(mark.place, []).append(mark.number)
        for place, numbers in by_place.items():
            if place not in _PLACES or _PLACES[place][0] != front:
                continue
            x, y = _PLACES[place][1]
            upright = place[-2:] in ("_r", "_l")  # limbs have room below each other
            for order, number in enumerate(numbers):
                line, along = divmod(order, _IN_LINE[upright])
                in_line = min(len(numbers) - line * _IN_LINE[upright], _IN_LINE[upright])
                step = (along - (in_line - 1) / 2) * _STEP
                across = line * _STEP * (1 if x >= 0 else -1)
                by = (across, -step) if upright else (step, -across)
                at = (middle + x * _SCALE + by[0], head - y * _SCALE + by[1])
                self._mark(pen, at, number)

    def _mark(self, pen: Pen, at: Point, number: int) -> None:
        side = 2 * _MARK
        offset = _offset(pen, at[0] - _MARK, side)
        pen.box(offset, at[1] + _MARK, (side, side), layout.WHITE, layout.NAVY, (1.1, _MARK))
        style = self._look.table_head
        pen.text(str(number), style, offset, at[1] + style.leading / 2, side)

    def _elsewhere(self, pen: Pen, top: float) -> None:
        """What has no point on the outline is said in words below it."""
        sentences = []
        for key in ("whole", "private"):
            numbers = [str(mark.number) for mark in self._marks if mark.place == key]
            if numbers:
                row_of_numbers = in_a_row(numbers, self._voice.language)
                sentences.append(
                    self._voice.main(self._words.text(key)).format(numbers=row_of_numbers)
                )
        if sentences:
            small = self._look.small.but(align=layout.Align.CENTRE)
            pen.text(layout.printable(" – ".join(sentences), small), small, 8, top, CONTENT - 16)


def _offset(pen: Pen, x: float, width: float) -> float:
    """The offset from the start edge of something whose left edge is at `x`."""
    return WIDTH - MARGIN - x - width if pen.rtl else x - MARGIN


def _figure(pen: Pen, middle: float, head: float, front: bool) -> None:
    def at(point: Point) -> Point:
        return middle + point[0] * _SCALE, head - point[1] * _SCALE

    def mirrored(points: Sequence[Point]) -> tuple[Point, ...]:
        return tuple((-x, y) for x, y in points)

    outline = [at(place) for place in (*_SIDE, *reversed(mirrored(_SIDE[:-1])))]
    x, y, wide, tall = _HEAD
    bend = 0.5523  # of the radius: control point of a quarter of an ellipse
    ring = [
        at((x + wide * a, y + tall * b))
        for a, b in (
            (0, -1), (bend, -1), (1, -bend), (1, 0), (1, bend), (bend, 1), (0, 1),
            (-bend, 1), (-1, bend), (-1, 0), (-1, -bend), (-bend, -1), (0, -1),
        )
    ]  # fmt: skip
    skin: Colour = (0.965, 0.972, 0.98)
    paths = [_curve(outline, closed=True), _bezier(ring)]
    colours = "{:.3g} {:.3g} {:.3g} rg {:.3g} {:.3g} {:.3g} RG".format(*skin, *layout.GREY)
    for path in paths:
        pen.marking.stroke(f"q 1 w 1 j {colours} {path} B Q")
    lines = _FRONT if front else _BACK
    thin = [stroke for line in lines for stroke in (line, mirrored(line))]
    if not front:
        thin.append(_SPINE)
    colour = "{:.3g} {:.3g} {:.3g} RG".format(*layout.FAINT)
    for line in thin:
        curve = _curve([at(place) for place in line], closed=False)
        pen.marking.stroke(f"q 0.7 w 1 J {colour} {curve} S Q")


def _curve(points: Sequence[Point], *, closed: bool) -> str:
    """A smooth line through all points (Catmull-Rom, as cubic curves)."""
    count = len(points)

    def near(number: int) -> Point:
        return points[number % count] if closed else points[max(0, min(number, count - 1))]

    parts = ["{:.2f} {:.2f} m".format(*points[0])]
    for number in range(count if closed else count - 1):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (near(number + step) for step in (-1, 0, 1, 2))
        parts.append(
            f"{x1 + (x2 - x0) / 6:.2f} {y1 + (y2 - y0) / 6:.2f} "
            f"{x2 - (x3 - x1) / 6:.2f} {y2 - (y3 - y1) / 6:.2f} {x2:.2f} {y2:.2f} c"
        )
    return " ".join([*parts, "h"] if closed else parts)


def _bezier(points: Sequence[Point]) -> str:
    """A start, then triples of two control points and an end."""
    parts = ["{:.2f} {:.2f} m".format(*points[0])]
    for at in range(1, len(points), 3):
        numbers = [f"{value:.2f}" for point in points[at : at + 3] for value in point]
        parts.append(" ".join([*numbers, "c"]))
    return " ".join([*parts, "h"])


_PLACE = "inj_body"
_BLANK_ROWS = 9
_LINES = 2


def injuries(setter: Setter) -> list[Block]:
    """Rules of decency, the outline with its marks, the list, who looked."""
    paper = PaperBuilder(setter)
    words, blank = paper.words, paper.reading.blank
    injury_rows = listing(setter, words.part("list"))
    blocks: list[Block] = [
        RemarkFrame(paper.voice, words.text("preface")),
        *paper.section_blocks("acquaintance", "rights", "fitness"),
    ]
    report = [*paper.section_blocks("health"), *_signatures(paper)]
    if injury_rows is None:
        return [*blocks, RemarkFrame(paper.voice, words.text("withheld")), *report]
    blocks += [
        Band(paper.voice, "", words.text("outline_title")),
        *paper.fixed_words("how_blank" if blank else "how", small=True, after=3.0, keeps_next=True),
        BodyOutline(paper.voice, words.part("outline"), _marks(paper, injury_rows)),
        *([NewPage()] if blank or len(injury_rows.numbers) > 1 else []),
        Band(paper.voice, "", words.part("list").text("title")),
        listed(
            setter,
            injury_rows,
            empty=empty_rows(injury_rows.numbers, _BLANK_ROWS if blank else 1),
            lines=_LINES,
        ),
        Gap(8),
    ]
    return [*blocks, *report]


def _marks(paper: PaperBuilder, injury_rows: RepeatTable) -> list[Injury]:
    """A mark for each row, where this copy may say the place."""
    printed = {question.name for column in injury_rows.columns for question in column.questions}
    if _PLACE not in printed:
        return []
    reading = paper.reading
    return [
        Injury(number, reading.entry(path_of(_PLACE, injury_rows.repeat.name, row)).value)
        for number, row in enumerate(injury_rows.numbers, start=1)
    ]


def _signatures(paper: PaperBuilder) -> list[Block]:
    lines = ("name", "sign", "date")
    return [
        *accompanied(paper.fixed_words("signing", small=True)),
        Signatures(
            paper.voice,
            (
                paper.signer(paper.words.text("officer"), lines, {"name": paper.responsible()}),
                paper.signer(paper.words.text("health"), lines),
            ),
        ),
    ]
