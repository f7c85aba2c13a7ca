"""The one page frame: state and agency, title, file number, code, «سري», page x of y, digest.

A plain sheet (`render_plain`) has none of that: what is cut up, and what the person carries, which
must tell nobody who finds it where it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
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
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile, SheetSize
from tipdesk.printing.pdf.pen import BOTTOM, CONTENT, TOP, Pen, picture
from tipdesk.printing.text.layout import (
    GREY,
    NAVY,
    RED,
    TINT,
    Align,
    SetLine,
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

_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """What little such a sheet says around its blocks."""

    voice: Voice
    title: str  # of the PDF
    foot: str  # beside the page's number, '' for nothing at all
    written: datetime | None
    size: SheetSize = SheetSize.A4


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
    scale = voice.size.value
    room = (TOP - BOTTOM) / scale
    pages = [page for page in paginate(blocks, room, room) if page] or [[]]
    small = styles(voice.language, voice.size).small
    counted = voice.main(wording("frame").text("page_of"))
    for number, placed in enumerate(pages, 1):
        pen = Pen(pdf, rtl=voice.language == "ar")
        with pen.enlarged(scale):
            draw_blocks(pen, TOP / scale, placed, digests)
            if sheet.foot or len(pages) > 1:
                wide, y = pen.content, _PLAIN_FOOT / scale
                pen.text(printable(sheet.foot, small), small, 0, y, wide * 0.7)
                page = counted.format(page=number, pages=len(pages))
                end = small.but(align=Align.END)
                pen.text(printable(page, end), end, wide * 0.7, y, wide * 0.3)
        pdf.add_page(pen.finish(), pen.marking.page, sheet.size)
    return pdf.to_bytes()


_PLAIN_FOOT = 40.0  # top of the line below a plain sheet


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
        printed_at=options.printed_at if file else None,
        written=options.printed_at or (case.updated_at if case else None),
        anchor=options.anchor if file else None,
        options=tuple(Option(way.label, False) for way in not_signing(reading)),
        letterhead=options.letterhead,
    )


def station_sheet(reading: Reading, title: LocalText) -> PageFrame:
    """The frame of a paper that is about the station and no file. Its code has the station's in
    the place of a file's number."""
    words = wording(reading.document)
    content = reading.options.shift or reading.options.week
    sheet = sheet_of(reading, title)
    station = reading.station.code if reading.station else ""
    moment = format_datetime(content.at, reading.voice.language) if content else ""
    sheet = replace(
        sheet,
        boxes=((words.text("station"), station), (words.text("moment"), moment)),
        since="",
        line="",  # no form yields it
        marks=isolated(station) if station else sheet.marks,
        anchor=None,
    )
    if content is None:
        return sheet
    digest = content.digest

    def code(page: int, pages: int) -> str:
        number = station or BLANK
        return PageCode(reading.document, number, 0, digest, page, pages).text

    return replace(
        sheet,
        copy=reading.voice.main(words.text("internal")),
        code=code,
        digest=(wording("frame").text("content_digest"), digest),
        printed_at=content.at,
        written=content.at,
    )


def _copy(reading: Reading) -> str:
    """For whom the paper is, what it may hold, and which copy it is."""
    copy_words = reading.copy_words()
    if not reading.options.copy_number:
        return copy_words
    number = isolated(str(reading.options.copy_number))
    words = reading.voice.main(wording("frame").text("copy_number"))
    # Of the number of a copy nothing stands alone in the next line.
    return f"{copy_words} – {words.replace(' ', _NO_BREAK).format(number=number)}"


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


_STRIP = 24.0  # for a signature on every page
_HEAD_TOP = 828.0  # of the running head: what printers still reach
_RUNNING_TOP = 772.0  # of the content on the second page and after
_BOX = (152.0, 68.0)
_QR = 60.0
_RUNNING_QR = 46.0  # squares of 1.2 points at least: a copier reads them at 150 dpi
_SIDE = 205.0  # width of each column of the letterhead
_LANGUAGES: tuple[Language, ...] = ("ar", "en")
_LEAST: Mapping[Language, float] = {"ar": 9.0, "en": 7.5}  # points
_EMBLEM = 22.0
_PICTURE = (CONTENT - 2 * _SIDE - 12, 2 * _EMBLEM + 4)
_FOOT_LINE = 10.8  # from line to line
_FOOT_TOP = 2 * _FOOT_LINE + 15.6  # of its first line, where it has two
_PAGE = 84.0  # width of the page's number in the foot
_OVER_FOOT = 13.6  # above it: what is said of missing characters


class Frame:
    """Draws blocks on pages inside the frame."""

    def __init__(self, sheet: PageFrame) -> None:
        self._sheet = sheet
        self._voice = sheet.voice
        self._look = styles(sheet.voice.language)  # the frame is never enlarged
        self._words = wording("frame")
        self._letterhead_height = self._measure_letterhead()
        self._title_lines = layout(
            printable(self._voice.main(sheet.title), self._look.title),
            self._look.title,
            self._title_room,
        )
        self._about_lines = self._set_about()
        # As high on every copy of a record, printed or not: where its pages end depends on it.
        self._filled = bool(sheet.version or sheet.printed_at or sheet.anchor)
        more = self._filled + bool(sheet.letterhead.foot)
        self._foot = _FOOT_TOP + more * _FOOT_LINE
        self._bottom = self._foot + _OVER_FOOT

    def _set_about(self) -> list[tuple[tuple[SetLine, ...], Style]]:
        """What stands below the title: which record, since when, whose copy."""
        sheet, small = self._sheet, self._look.small.but(align=Align.CENTRE)
        secret = self._look.subheading.but(colour=RED, align=Align.CENTRE)
        texts = (
            (" – ".join(filter(None, (sheet.line, sheet.version))), small),
            (sheet.since, small),
            (" – ".join(filter(None, (sheet.secret, sheet.copy))), secret),
        )
        return [
            (layout(printable(text, style), style, self._title_room), style)
            for text, style in texts
            if text
        ]

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
        bottom = self._bottom + (_STRIP + _unsigned(sheet, self._look)[2] if strip else 0.0)
        scale = self._voice.size.value
        pages = paginate(blocks, (top - bottom) / scale, (_RUNNING_TOP - bottom) / scale)
        pages = [page for page in pages if page] or [[]]
        pens = [Pen(pdf, rtl=self._voice.language == "ar") for _page in pages]
        for number, (pen, placed) in enumerate(zip(pens, pages, strict=True), 1):
            self._head(pen, sheet.code(number, len(pages)), first=number == 1)
            with pen.enlarged(scale):
                draw_blocks(pen, (top if number == 1 else _RUNNING_TOP) / scale, placed, digests)
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
        return self._first_top() - self._bottom

    def _first_top(self) -> float:
        titles = len(self._title_lines) * self._look.title.leading + self._look.title_other.leading
        titles += sum(len(lines) * style.leading for lines, style in self._about_lines)
        return TOP - self._letterhead_height - 8 - max(_BOX[1], titles) - 6

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
            (9.4, faces.answer.faces, NAVY),
            (9.0, faces.body.faces, GREY),
        )
        scale, least = 1.0 if language == self._voice.language else 0.86, _LEAST[language]
        return [
            (text, direction.but(size=max(size * scale, least), colour=colour, faces=family))
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
        for lines, style in self._about_lines:
            y = pen.lines(lines, style, start, y, self._title_room)

    def _number_box(self, pen: Pen, top: float) -> None:
        pen.box(0, top, _BOX, TINT, NAVY, (0.8, 3.0))
        room = _BOX[0] - 12
        (label, number), (below, code) = self._sheet.boxes
        self._labelled(pen, label, top - 3, room)
        if number:
            strong = fitting(isolated(number), self._look.title.but(size=13), room)
            pen.text(isolated(number), strong, 6, top - 14, room)
        pen.rule(6, top - 35, room, NAVY, 0.4)
        self._labelled(pen, below, top - 37, room)
        if code:
            strong = self._look.answer.but(align=Align.CENTRE)
            pen.text(isolated(code), fitting(isolated(code), strong, room), 6, top - 49, room)

    def _labelled(self, pen: Pen, label: LocalText, top: float, room: float) -> None:
        main, other = self._look.label, self._look.label_other
        pen.text(printable(self._voice.main(label), main), main, 6, top, room)
        pen.text(printable(self._voice.other(label), other), other, 6, top - 0.6, room)

    # --- every page ---------------------------------------------------------------------------

    def _running_head(self, pen: Pen, code: str) -> None:
        """What ties a page that lies alone to its paper."""
        room = CONTENT - _RUNNING_QR - 12
        style, small = self._look.subheading, self._look.small
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
        """Whose copy and which page; which record; when it was printed, after which entry."""
        sheet, small = self._sheet, self._look.small
        top = self._foot
        pen.rule(0, top + 1, CONTENT, NAVY, 0.6)
        secret = self._look.subheading.but(size=9.2, colour=RED)
        text = printable(" – ".join(filter(None, (sheet.secret, sheet.copy))), secret)
        room = CONTENT - _PAGE
        pen.text(text, fitting(text, secret, room), 0, top, room)
        page = self._look.subheading.but(size=9.2, align=Align.END)
        line = self._voice.main(self._words.text("page_of")).format(page=number, pages=count)
        pen.text(line, page, room, top, _PAGE)
        top -= _FOOT_LINE
        label, digest = sheet.digest
        groups = " ".join(digest[at : at + 8] for at in range(0, 32, 8))
        wide = self._marked(pen, self._voice.main(label), isolated(groups), top)
        pen.text(sheet.marks, self._number, 0, top, CONTENT - wide)
        if self._filled:
            top -= _FOOT_LINE
        if sheet.printed_at:
            stamp = format_datetime(sheet.printed_at, self._voice.language)
            line = self._voice.main(self._words.text("printed")).format(date=stamp)
            pen.text(printable(line, small), small, 0, top, CONTENT / 3)
        if sheet.anchor:
            seq, digest = sheet.anchor
            mark = isolated(f"{seq} – {grouped_digits(digest)}")
            self._marked(pen, self._voice.main(self._words.text("anchor")), mark, top)
        if own := sheet.letterhead.foot:
            last = small.but(align=Align.CENTRE)
            line = printable(own, last)
            pen.text(line, fitting(line, last, CONTENT), 0, top - _FOOT_LINE, CONTENT)

    @property
    def _number(self) -> Style:
        return self._look.small.but(size=7.8)

    def _marked(self, pen: Pen, label: str, mark: str, top: float) -> float:
        """A label and its digits at the end of a line; returns their width."""
        number, small = self._number, self._look.small.but(align=Align.END)
        wide = natural_width(mark, number) + 1
        # Apart from its label: in one line with Arabic the groups are copied in reverse.
        pen.text(mark, number.but(align=Align.END), CONTENT - wide, top - 0.9, wide)
        room = natural_width(printable(label, small), small) + 1
        pen.text(printable(label, small), small, CONTENT - wide - 3 - room, top, room)
        return wide + room + 6

    def _page_signature(self, pen: Pen) -> None:
        """Room to sign a page, and to say that it was not signed."""
        small = self._look.small
        text = wording(self._sheet.document).text("page_signature")
        label = printable(self._voice.main(text), small)
        wide = natural_width(label, small) + 6
        body, room, raised = _unsigned(self._sheet, self._look)
        below = self._bottom
        pen.text(label, small, 0, below + 12, wide)
        pen.rule(wide, below, CONTENT - wide - room - 6)
        body.draw(pen, CONTENT - room, below + 13 + raised, (room, body.height))

    def _note_missing(self, pen: Pen, pdf: PdfFile) -> None:
        note = missing_note(self._voice, pdf.missing)
        if note:
            printed = printable(note, style := self._look.small)
            with pen.marking.content():
                top = self._bottom - 0.6
                pen.text(printed, fitting(printed, style, CONTENT), 0, top, CONTENT)


def _unsigned(sheet: PageFrame, look: Styles) -> tuple[SetBody, float, float]:
    """Why a page was not signed, its width, and how much higher it is than one line: in English it
    takes two."""
    choices = Choices(sheet.options, look)
    width = choices.natural + 4
    body = choices.set(width)
    return body, width, body.height - (look.option.leading + 0.6)
