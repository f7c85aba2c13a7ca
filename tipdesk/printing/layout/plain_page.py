"""Sheets without letterhead, file number, code or «سري»: what is cut up, and what the person
carries, which must tell nobody who finds it where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import isolated
from tipdesk.printing.layout.flow import Block, draw_blocks, paginate
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile
from tipdesk.printing.pdf.pen import BOTTOM, CONTENT, TOP, Pen
from tipdesk.printing.text.layout import Align
from tipdesk.printing.text.styles import shown, styles
from tipdesk.printing.wording import Voice, wording

if TYPE_CHECKING:  # a sheet without a file needs nothing that reads files
    from tipdesk.printing.layout.reading import Reading


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
            pen.text(shown(sheet.foot, small), small, 0, 38, CONTENT * 0.75)
            page = counted.format(page=number, pages=len(pages))
            end = small.but(align=Align.END)
            pen.text(shown(page, end), end, CONTENT * 0.75, 38, CONTENT * 0.25)
        pdf.add_page(pen.finish(), pen.marking.page)
    return pdf.to_bytes()
