"""Papers in the person's own language: rights and consent beside the Arabic, and a sheet on which
the person points at a language."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from tipdesk.cases.paper.referrals import CONSENTED
from tipdesk.forms.model import LocalText
from tipdesk.i18n.language_cards import LanguageCard, Part, language_card, language_cards
from tipdesk.i18n.text import isolated
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.layout.blocks import Band, LabelLine, RemarkFrame
from tipdesk.printing.layout.choice_cards import Point, points
from tipdesk.printing.layout.flow import Block, Gap, KeptWithNext, Undivided, accompanied
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.pdf.pen import Pen, content_width
from tipdesk.printing.text.layout import INK, RED, RULE, Align, Style, layout, printable
from tipdesk.printing.wording import wording

_COLUMNS, _GAP = 2, 8.0
_CELL = 59.0  # points on paper: twelve languages are one page
_ANSWER = 124.0  # eight fill a page: they are pointed at across a table
_ONE_PAGE = 660.0  # points on paper, beside the line for who represents the person
_POINTED_AT = 17.0  # points on paper
_NOT_ASKED = {"change", "duty", "signing"}
_ANSWERS = ("yes", "no", "unsure", "decline", "again", "interpreter", "pause", "stop")


def card(setter: Setter) -> list[Block]:
    """Rights and consent point by point, Arabic and the language of `PrintOptions.card`."""
    paper = PaperBuilder(setter)
    spoken, arabic = language_card(paper.reading.options.card), language_card("ara")
    other = _style(paper, spoken, paper.look.body.size)
    explained = paper.reading.entry("rights_explained").value.split()
    decided = _decided(paper.reading)
    agreed = [name for name, (_words, yes) in decided.items() if yes]
    consent = [
        replace(point, main=f"{point.main} – {decided[key][0]}") if key in decided else point
        for key, point in zip(
            arabic.parts["consent"], _points(arabic, spoken, "consent", agreed), strict=True
        )
    ]
    blocks: list[Block] = [*_draft(paper, (spoken,))]
    blocks += _band(paper, spoken, "rights")
    blocks += [points(paper.look, _points(arabic, spoken, "rights", explained), other), Gap(7)]
    blocks += _band(paper, spoken, "consent")
    decisions, signatures = points(paper.look, consent, other), paper.three_signatures()
    # What is signed stands on the page that is signed, where one page holds both.
    together = decisions.height + signatures.height < _ONE_PAGE / paper.look.scale
    blocks += [KeptWithNext(decisions) if together else decisions, Gap(3)]
    representative = paper.words.text("representative")
    blocks += [*accompanied([LabelLine(paper.voice, representative)]), signatures]
    return blocks


def pointing(setter: Setter) -> list[Block]:
    """Every language in its own script, and what can be answered by pointing."""
    paper = PaperBuilder(setter)
    cards = language_cards()
    cells = [
        LanguageCell(
            paper, spoken, spoken.text("words", "speak"), spoken.label[paper.voice.language]
        )
        for spoken in cards
    ]
    return [
        *_draft(paper, cards),
        RemarkFrame(paper.voice, paper.words.text("preface")),
        *_rows(cells),
    ]


def answers(setter: Setter) -> list[Block]:
    """What can be answered by pointing, in the language of `PrintOptions.card`."""
    paper = PaperBuilder(setter)
    spoken, arabic = language_card(paper.reading.options.card), language_card("ara")
    cells = [
        LanguageCell(
            paper,
            spoken,
            spoken.text("words", key),
            "" if spoken == arabic else arabic.text("words", key),
            _ANSWER,
        )
        for key in _ANSWERS
    ]
    return [*_draft(paper, (spoken,)), *_rows(cells)]


def card_title(reading: Reading) -> LocalText:
    """The paper's title with the language's own name behind it."""
    plain = wording(reading.document).text("title")
    name = isolated(language_card(reading.options.card).name)
    return LocalText(ar=f"{plain.ar} – {name}", en=f"{plain.en} – {name}")


# --- parts ------------------------------------------------------------------------------------


def _draft(paper: PaperBuilder, cards: tuple[LanguageCard, ...]) -> Iterator[Block]:
    """What must be known of texts that no two native readers have signed off."""
    signed_off = paper.reading.options.signed_off
    if not all(spoken.language in signed_off for spoken in cards):
        yield RemarkFrame(paper.voice, wording("card").text("draft"), RED)


def _band(paper: PaperBuilder, spoken: LanguageCard, part: Part) -> list[Block]:
    heading = paper.words.text(part)
    name = spoken.text("words", part)
    return [Band(paper.voice, "", LocalText(ar=heading.ar, en=f"{heading.en} – {name}"))]


def _points(
    arabic: LanguageCard, spoken: LanguageCard, part: Part, ticked: Collection[str]
) -> list[Point]:
    """Each sentence once where both languages are Arabic. To the last of the consent, which say
    what holds whatever is decided, nobody answers."""
    return [
        Point(
            text,
            "" if spoken == arabic else spoken.text(part, key),
            key in ticked,
            asks=key not in _NOT_ASKED,
        )
        for key, text in arabic.parts[part].items()
    ]


def _decided(reading: Reading) -> dict[str, tuple[str, bool]]:
    """What was answered to each point of consent that this copy may tell, in the words of the
    consent form, and whether it is a consent. To services consent is given one by one: there."""
    allowed, decisions = reading.options.fields, {}
    for question in reading.form.questions():
        entry = reading.entry(question.name)
        if question.list_name != "consent" or (
            allowed is not None and question.name not in allowed
        ):
            continue
        if answer := reading.words(question, entry):
            decisions[question.name] = (answer, entry.value in CONSENTED)
    return decisions


def _style(paper: PaperBuilder, spoken: LanguageCard, size: float) -> Style:
    """Upright and dark as the Arabic, in the direction of its own script."""
    look = paper.look.body.but(size=size, colour=INK)
    return replace(look, direction=1 if spoken.rtl else 0, language=spoken.tag)


class LanguageCell(Undivided):
    """One large text to point at, its name or its Arabic small below it."""

    def __init__(
        self,
        paper: PaperBuilder,
        spoken: LanguageCard,
        large: str,
        small: str,
        least: float = _CELL,
    ) -> None:
        self.width = (content_width(paper.look.scale) - _GAP * (_COLUMNS - 1)) / _COLUMNS
        room = self.width - 16
        look, scale = paper.look, paper.look.scale
        large_size = max(_POINTED_AT / scale, look.body.size)
        style = replace(_style(paper, spoken, large_size), align=Align.CENTRE)
        self._large_style = style
        self._large = layout(printable(large, style), style, room)
        self._small_style = look.small.but(align=Align.CENTRE)
        self._small = layout(printable(small, self._small_style), self._small_style, room)
        self.height = max(
            least / scale,
            14 + len(self._large) * style.leading + len(self._small) * self._small_style.leading,
        )

    def draw_at(self, pen: Pen, offset: float, top: float, height: float) -> None:
        """The cell `offset` from the leading edge, `height` tall."""
        pen.box(offset, top, (self.width, height - _GAP), None, RULE, (0.8, 4.0))
        with pen.tagged("P"):
            self._draw_texts(pen, offset + 8, top, height)

    def _draw_texts(self, pen: Pen, offset: float, top: float, height: float) -> None:
        room = self.width - 16
        used = len(self._large) * self._large_style.leading
        used += len(self._small) * self._small_style.leading
        y = top - (height - _GAP - used) / 2
        y = pen.lines(self._large, self._large_style, offset, y, room)
        pen.lines(self._small, self._small_style, offset, y, room)


class CellRow(Undivided):
    """Cells beside each other."""

    def __init__(self, cells: list[LanguageCell]) -> None:
        self._cells = cells
        self.height = max(cell.height for cell in cells)

    def draw(self, pen: Pen, top: float) -> None:
        """Every cell as tall as the tallest."""
        for number, cell in enumerate(self._cells):
            cell.draw_at(pen, number * (cell.width + _GAP), top, self.height)


def _rows(cells: list[LanguageCell]) -> list[Block]:
    return [CellRow(cells[at : at + _COLUMNS]) for at in range(0, len(cells), _COLUMNS)]
