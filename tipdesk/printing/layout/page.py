"""The one page frame: state and agency, title, file number, code, «سري», page x of y, digest.

A plain sheet (`render_plain`) has none of that: what is cut up, and what the person carries, which
must tell nobody who finds it where it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tipdesk.cases.custody.anchors import grouped_digits
from tipdesk.cases.model import Case
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.cases.paper.prints import BLANK, PageCode, grouped_serial
from tipdesk.core.settings import Language
from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import format_date, format_datetime, hijri, isolated, kuwait_day
from tipdesk.printing.layout.bodies import Choices, Option, SetBody
from tipdesk.printing.layout.flow import Block, draw_blocks, paginate
from tipdesk.printing.layout.narrative import missing_note
from tipdesk.printing.layout.reading import Reading, not_signing
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile
from tipdesk.printing.pdf.pen import BOTTOM, CONTENT, TOP, Pen, picture
from tipdesk.printing.text.layout import (
    GREY,
    INK,
    NAVY,
    RED,
    TINT,
    Align,
    Style,
    Styles,
    fitting,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.wording import Voice, wording

if TYPE_CHECKING:
    from tipdesk.printing.layout.reading import Reading


# --- plain sheets -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """What little such a sheet says around its blocks."""

    voice: Voice
    title: str  # of the PDF
    foot: str  # beside the page's number, '' for nothing at all
    written: datetime | None


def is_plain(reading: Reading) -> bool:
    """Whether this copy of the paper stands outside the frame (`plain` of its words)."""
    copy = "blank" if reading.blank else reading.copy
    return copy in wording(reading.document).setting("plain").split()


def plain_sheet(reading: Reading, title: LocalText) -> PlainSheet:
    """The sheet of a paper that stands outside the frame. Its foot, where its words have one,
    names the file."""
    words, voice = wording(reading.document), reading.voice
    case = reading.case_file.case if reading.case_file else None
    foot = ""
    if "foot" in words:
        number = case.number if case else ""
        parts = (voice.main(words.text("foot")), isolated(number) if number else "")
        foot = " – ".join(filter(None, parts))
    written = reading.options.printed_at or (case.updated_at if case else None)
    return PlainSheet(voice, voice.main(title), foot, written)


def render_plain(
    sheet: PlainSheet, blocks: Sequence[Block], digests: list[str] | None = None
) -> bytes:
    """The document; nothing is on it but its blocks and, where there is a foot, the page's
    number. `digests` as in `Frame.render`."""
    voice = sheet.voice
    pdf = PdfFile(Metadata(sheet.title, "", "", voice.language, sheet.written))
    room = TOP - BOTTOM
    pages = [page for page in paginate(blocks, room, room) if page] or [[]]
    small = styles(voice.language).small
    counted = voice.main(wording("frame").text("page_of"))
    for number, placed in enumerate(pages, 1):
        pen = Pen(pdf, rtl=voice.language == "ar")
        draw_blocks(pen, TOP, placed, digests)
        if sheet.foot or len(pages) > 1:
            pen.text(printable(sheet.foot, small), small, 0, 38, CONTENT * 0.75)
            page = counted.format(page=number, pages=len(pages))
            end = small.but(align=Align.END)
            pen.text(printable(page, end), end, CONTENT * 0.75, 38, CONTENT * 0.25)
        pdf.add_page(pen.finish(), pen.marking.page)
    return pdf.to_bytes()


# --- what the frame says ----------------------------------------------------------------------


Labelled = tuple[LocalText, str]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The words of one paper's frame. Empty strings leave their place empty."""

    document: str
    title: LocalText
    voice: Voice
    agency: LocalText | None
    unit: str
    subject: str  # of the PDF
    line: str  # below the title
    version: str  # of the record, '' where there is none
    secret: str  # «سري»
    copy: str  # for whom it is, and which copy: on every page
    boxes: tuple[Labelled, Labelled]  # number of the file, code of the person
    since: str  # below them, small
    code: Callable[[int, int], str]  # of the QR of a page (page, pages), alphanumeric
    marks: str  # in the foot
    digest: Labelled  # SHA-256 hex: of the record, or of the form where there is none
    printed_at: datetime | None  # aware
    written: datetime | None  # the file's own date
    anchor: tuple[int, str] | None = None  # the head of the chain when it was printed
    options: tuple[Option, ...] = ()  # of the signature on every page
    letterhead: Letterhead = PLAIN


def sheet_of(reading: Reading, title: LocalText) -> PageFrame:
    """The frame of a paper that a form yields, filled or blank."""
    words, form = wording("frame"), reading.form
    file, options = reading.case_file, reading.options
    case = file.case if file else None
    number, code = (case.number, case.person_code) if case else ("", "")
    if reading.serial:
        number = grouped_serial(reading.serial)
    digest = file.digest if file else form.digest
    known = " · ".join(isolated(part) for part in (number, code) if part)
    return PageFrame(
        document=reading.document,
        title=title,
        voice=reading.voice,
        agency=reading.agency(),
        unit=reading.unit(),
        subject=f"{form.form_id} v{form.version}",
        line=reading.voice.main(words.text("form_line")).format(
            form=form.form_id, version=form.version
        ),
        version=_version(reading.voice, case),
        secret=reading.voice.main(words.text("secret")),
        copy=_copy(reading),
        boxes=(
            (words.text("pack_number" if reading.serial else "file_number"), number),
            (words.text("person_code"), code),
        ),
        since=_opened(reading.voice, case) if case else "",
        code=_code(reading, digest),
        marks=known or isolated(form.form_id),
        digest=(words.text("digest" if file else "form_digest"), digest),
        printed_at=options.printed_at,
        written=options.printed_at or (case.updated_at if case else None),
        anchor=options.anchor if file else None,
        options=tuple(Option(way.label, False) for way in not_signing(reading)),
        letterhead=options.letterhead,
    )


def _copy(reading: Reading) -> str:
    """For whom the paper is, what it may hold, and which copy it is."""
    copy_words = reading.copy_words()
    if not reading.options.copy_number:
        return copy_words
    number = isolated(str(reading.options.copy_number))
    words = reading.voice.main(wording("frame").text("copy_number"))
    return f"{copy_words} – {words.format(number=number)}"


def _version(voice: Voice, case: Case | None) -> str:
    if case is None:
        return ""
    template = voice.main(wording("frame").text("revision"))
    return template.format(revision=isolated(str(case.revision)))


def _opened(voice: Voice, case: Case) -> str:
    day, language = kuwait_day(case.created_at), voice.language
    label = voice.main(wording("frame").text("opened"))
    return f"{label} {format_date(day, language)} – {hijri(day, language)}"


def _code(reading: Reading, digest: str) -> Callable[[int, int], str]:
    case = reading.case_file.case if reading.case_file else None
    number, revision = (case.number, case.revision) if case else (reading.serial or BLANK, 0)
    document, copy = reading.document, reading.options.copy_number

    def code(page: int, pages: int) -> str:
        return PageCode(document, number, revision, digest, page, pages, copy).text

    return code


_STRIP = 22.0  # for a signature on every page
_HEAD_TOP = 828.0  # of the running head: what printers still reach
_RUNNING_TOP = 772.0  # of the content on the second page and after
_BOX = (148.0, 70.0)
_QR = 60.0
_RUNNING_QR = 46.0  # squares of 1.2 points at least: a copier reads them at 150 dpi
_SIDE = 205.0  # width of each column of the letterhead
_LANGUAGES: tuple[Language, ...] = ("ar", "en")
_EMBLEM = 23.0
_PICTURE = (CONTENT - 2 * _SIDE - 12, 2 * _EMBLEM + 4)
_FOOT_SIDE = 213.0  # width of the foot on each side of the page number
_LAST_LINE = 21.2  # top of the agency's own line: printers still reach its letters
_MISSING_TOP = 52.6  # of what is said of missing characters: between the content and the foot
_FOOT_MIDDLE = CONTENT - 2 * _FOOT_SIDE


class Frame:
    """Draws blocks on pages inside the frame."""

    def __init__(self, sheet: PageFrame) -> None:
        self._sheet = sheet
        self._voice = sheet.voice
        self._look = styles(sheet.voice.language)
        self._words = wording("frame")
        self._letterhead_height = self._measure_letterhead()
        self._title_lines = layout(
            printable(self._voice.main(sheet.title), self._look.title),
            self._look.title,
            self._title_room,
        )

    @property
    def _title_room(self) -> float:
        return CONTENT - _BOX[0] - _QR - 20

    def render(self, blocks: Sequence[Block], digests: list[str] | None = None) -> bytes:
        """The document as a file of its own. `digests`, where it is given, gets that of each page's
        content, without the frame around it."""
        sheet = self._sheet
        pdf = PdfFile(
            Metadata(
                title=self._voice.main(sheet.title),
                author=self._author(),
                subject=sheet.subject,
                language=self._voice.language,
                written=sheet.written,
            )
        )
        self.draw(pdf, blocks, digests)
        return pdf.to_bytes()

    def draw(self, pdf: PdfFile, blocks: Sequence[Block], digests: list[str] | None = None) -> None:
        """Add the document's pages to a file; they are counted from 1."""
        sheet = self._sheet
        top = self._first_top()
        strip = "page_signature" in wording(sheet.document)
        bottom = BOTTOM + (_STRIP + _unsigned(sheet, self._look)[2] if strip else 0.0)
        pages = paginate(blocks, top - bottom, _RUNNING_TOP - bottom)
        pages = [page for page in pages if page] or [[]]
        pens = [Pen(pdf, rtl=self._voice.language == "ar") for _page in pages]
        for number, (pen, placed) in enumerate(zip(pens, pages, strict=True), 1):
            self._head(pen, sheet.code(number, len(pages)), first=number == 1)
            draw_blocks(pen, top if number == 1 else _RUNNING_TOP, placed, digests)
        self._note_missing(pens[-1], pdf)
        for number, pen in enumerate(pens, 1):
            # Furniture of the page, but for once, at the end: whoever hears the paper is told too
            # how secret it is and what it can be proved by.
            last = number == len(pens)
            with pen.marking.content() if last else nullcontext():
                self._footer(pen, number, len(pens))
            if strip:
                self._page_signature(pen)
            pdf.add_page(pen.finish(), pen.marking.page)

    def _author(self) -> str:
        own = self._sheet.letterhead.lines(self._voice.language)
        named = self._sheet.agency or self._words.text("state")
        return " – ".join(own) or self._voice.main(named)

    def _head(self, pen: Pen, code: str, *, first: bool) -> None:
        """One page's head."""
        if not first:
            self._running_head(pen, code)
            return
        with pen.marking.content():
            self._letterhead(pen)
            self._title_block(pen, TOP - self._letterhead_height - 8, code)

    @property
    def room(self) -> float:
        """Points between the title and the foot of the first page."""
        return self._first_top() - BOTTOM

    def _first_top(self) -> float:
        titles = len(self._title_lines) * self._look.title.leading + 46
        return TOP - self._letterhead_height - 8 - max(_BOX[1], titles) - 9

    # --- first page ---------------------------------------------------------------------------

    def _letterhead_texts(self, language: Language) -> list[tuple[str, Style]]:
        """State, agency, unit in one language, each with its style."""
        faces = self._look
        agency, unit = self._sheet.agency, self._sheet.unit
        direction = faces.body if language == self._voice.language else faces.body_other
        known = [
            self._words.text("state").text(language),
            agency.text(language) if agency else "",
            unit if language == "ar" else "",
        ]
        texts = self._sheet.letterhead.lines(language) or known
        ranks = (
            (11.5, faces.title.faces, NAVY),
            (9.4, faces.answer.faces, INK),
            (8.4, faces.body.faces, GREY),
        )
        scale = 1.0 if language == self._voice.language else 0.86
        return [
            (text, direction.but(size=size * scale, colour=colour, faces=family))
            for text, (size, family, colour) in zip(texts, ranks, strict=False)
            if text
        ]

    def _measure_letterhead(self) -> float:
        heights = [
            sum(
                len(layout(printable(text, style), style, _SIDE)) * style.leading
                for text, style in self._letterhead_texts(language)
            )
            for language in _LANGUAGES
        ]
        return max([2 * _EMBLEM + 10, *(height + 6 for height in heights)])

    def _letterhead(self, pen: Pen) -> None:
        main, other = self._voice.language, self._voice.other_language
        for language, offset in ((main, 0.0), (other, CONTENT - _SIDE)):
            y = TOP + 3
            for text, style in self._letterhead_texts(language):
                y = pen.text(printable(text, style), style, offset, y, _SIDE)
        middle = TOP - self._letterhead_height / 2 + 2
        if own := self._sheet.letterhead.emblem:
            picture(pen, own, middle, _PICTURE)
        else:
            pen.emblem(middle, _EMBLEM)
        y = TOP - self._letterhead_height
        pen.rule(0, y, CONTENT, NAVY, 1.4)
        pen.rule(0, y - 2.6, CONTENT, NAVY, 0.4)

    def _title_block(self, pen: Pen, top: float, code: str) -> None:
        self._number_box(pen, top)
        pen.qr(code, CONTENT - _QR - 2, top - 2, _QR)
        start = _BOX[0] + 8
        look = self._look.title_other
        other = printable(self._voice.other(self._sheet.title), look)
        with pen.heading(1):
            y = pen.lines(self._title_lines, self._look.title, start, top + 2, self._title_room)
            y = pen.text(other, look, start, y, self._title_room)
        small = self._look.small.but(align=Align.CENTRE)
        line = " – ".join(filter(None, (self._sheet.line, self._sheet.version)))
        y = pen.text(printable(line, small), small, start, y, self._title_room)
        secret = self._look.subheading.but(colour=RED, align=Align.CENTRE)
        text = " – ".join(filter(None, (self._sheet.secret, self._sheet.copy)))
        text = printable(text, secret)
        pen.text(text, fitting(text, secret, self._title_room), start, y, self._title_room)

    def _number_box(self, pen: Pen, top: float) -> None:
        pen.box(0, top, _BOX, TINT, NAVY, (0.8, 3.0))
        room = _BOX[0] - 12
        (label, number), (below, code) = self._sheet.boxes
        self._labelled(pen, label, top - 3, room)
        if number:
            strong = fitting(isolated(number), self._look.title.but(size=13), room)
            pen.text(isolated(number), strong, 6, top - 11, room)
        pen.rule(6, top - 33, room, NAVY, 0.4)
        self._labelled(pen, below, top - 35, room)
        if code:
            strong = self._look.answer.but(size=9.5, align=Align.CENTRE)
            pen.text(isolated(code), strong, 6, top - 43.5, room)
        small = self._look.label.but(size=6.2, align=Align.CENTRE)
        opened = printable(self._sheet.since, small)
        pen.text(opened, fitting(opened, small, _BOX[0] - 8), 4, top - 58.5, _BOX[0] - 8)

    def _labelled(self, pen: Pen, label: LocalText, top: float, room: float) -> None:
        main, other = self._look.label, self._look.label_other
        pen.text(printable(self._voice.main(label), main), main, 6, top, room)
        pen.text(printable(self._voice.other(label), other), other, 6, top - 0.6, room)

    # --- every page ---------------------------------------------------------------------------

    def _running_head(self, pen: Pen, code: str) -> None:
        """What ties a page that lies alone to its paper."""
        room = CONTENT - _RUNNING_QR - 12
        style, small = self._look.subheading.but(size=9.6), self._look.small.but(size=7.6)
        title = printable(self._voice.main(self._sheet.title), style)
        y = pen.text(title, fitting(title, style, room), 0, _HEAD_TOP - 3, room)
        (label, number), (below, person) = self._sheet.boxes
        known = [
            f"{self._voice.main(name)} {isolated(value)}"
            for name, value in ((label, number), (below, person))
            if value
        ]
        about = " – ".join(filter(None, (self._sheet.line, self._sheet.version)))
        for line in (" – ".join(known), printable(about, small)):
            y = pen.text(line, fitting(line, small, room), 0, y, room) if line else y
        pen.qr(code, CONTENT - _RUNNING_QR - 2, _HEAD_TOP, _RUNNING_QR)
        pen.rule(0, _RUNNING_TOP + 6, CONTENT, NAVY, 0.9)

    def _footer(self, pen: Pen, number: int, count: int) -> None:
        pen.rule(0, 42, CONTENT, NAVY, 0.6)
        words, small = self._words, self._look.small.but(size=6.8)
        secret = self._look.subheading.but(size=7.6, colour=RED)
        text = printable(" – ".join(filter(None, (self._sheet.secret, self._sheet.copy))), secret)
        pen.text(text, fitting(text, secret, _FOOT_SIDE), 0, 40.6, _FOOT_SIDE)
        pen.text(self._sheet.marks, small, 0, 29.5, _FOOT_SIDE)
        page = self._look.subheading.but(size=8.2, align=Align.CENTRE)
        line = self._voice.main(words.text("page_of")).format(page=number, pages=count)
        pen.text(line, page, _FOOT_SIDE, 41, _FOOT_MIDDLE)
        label, digest = self._sheet.digest
        groups = " ".join(digest[at : at + 8] for at in range(0, 32, 8))
        end = small.but(align=Align.END)
        text = f"{self._voice.main(label)} {isolated(groups)}"
        pen.text(text, end, CONTENT - _FOOT_SIDE, 40, _FOOT_SIDE)
        self._second_line(pen, small)
        if own := self._sheet.letterhead.foot:
            last = small.but(size=6.4, align=Align.CENTRE)
            line = printable(own, last)
            pen.text(line, fitting(line, last, CONTENT), 0, _LAST_LINE, CONTENT)

    def _second_line(self, pen: Pen, small: Style) -> None:
        """When it was printed, and the head of the chain of custody then."""
        if self._sheet.printed_at:
            stamp = format_datetime(self._sheet.printed_at, self._voice.language)
            line = self._voice.main(self._words.text("printed")).format(date=stamp)
            line = printable(line, middle := small.but(align=Align.CENTRE))
            pen.text(line, fitting(line, middle, _FOOT_MIDDLE), _FOOT_SIDE, 29.5, _FOOT_MIDDLE)
        if self._sheet.anchor:
            seq, digest = self._sheet.anchor
            mark = isolated(f"{seq} – {grouped_digits(digest)}")
            wide = natural_width(mark, small)
            line = self._voice.main(self._words.text("anchor"))
            end = small.but(align=Align.END)
            # Apart from its label: in one line with Arabic the groups are copied in reverse.
            room = _FOOT_SIDE - wide - 3
            pen.text(line, fitting(line, end, room), CONTENT - _FOOT_SIDE, 29.5, room)
            pen.text(mark, end, CONTENT - wide - 1, 29.5, wide + 1)

    def _page_signature(self, pen: Pen) -> None:
        """Room to sign a page, and to say that it was not signed."""
        small = self._look.small
        text = wording(self._sheet.document).text("page_signature")
        label = printable(self._voice.main(text), small)
        wide = natural_width(label, small) + 6
        body, room, raised = _unsigned(self._sheet, self._look)
        pen.text(label, small, 0, BOTTOM + 11, wide)
        pen.rule(wide, BOTTOM, CONTENT - wide - room - 6)
        body.draw(pen, CONTENT - room, BOTTOM + 12 + raised, (room, body.height))

    def _note_missing(self, pen: Pen, pdf: PdfFile) -> None:
        note = missing_note(self._voice, pdf.missing)
        if note:
            printed = printable(note, style := self._look.small.but(size=6))
            with pen.marking.content():
                pen.text(printed, fitting(printed, style, CONTENT), 0, _MISSING_TOP, CONTENT)


def _unsigned(sheet: PageFrame, look: Styles) -> tuple[SetBody, float, float]:
    """Why a page was not signed, its width, and how much higher it is than one line: in English it
    takes two."""
    choices = Choices(sheet.options, look)
    width = choices.natural + 4
    body = choices.set(width)
    return body, width, body.height - (look.option.leading + 1)
