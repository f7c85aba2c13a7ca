"""Documents drawn: frozen values in, PDF bytes out. Safe in a worker thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tipdesk.cases.model import CaseFile, Station
from tipdesk.forms.model import FormDefinition, LocalText
from tipdesk.printing.documents.blank import blank_sheet
from tipdesk.printing.documents.key_card import render_key_card
from tipdesk.printing.documents.registry import DOCUMENTS, About
from tipdesk.printing.layout.flow import Block
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.narrative import Continuation
from tipdesk.printing.layout.page import (
    Frame,
    is_plain,
    plain_sheet,
    render_plain,
    sheet_of,
    station_sheet,
)
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.wording import Voice, wording

PACK = ("notice", "consent", "quick", "statement")
"""The documents of an emergency pack, in the order in which they are needed."""


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A document as PDF, and of each page's content a digest (SHA-256, hex): the same as long as
    the page says the same in the same places, whatever copy or state of the record its frame
    names, and whatever other pages say."""

    pdf: bytes
    digests: tuple[str, ...]


def render(
    document: str, source: CaseFile | BlankForm, options: PrintOptions | None = None
) -> bytes:
    """The document as a PDF file. The same input gives the same bytes.

    Raises:
        KeyError: `document` is none of `FILLED` and `BLANK_ONLY`, or there is no card in the
            language.
    """
    return _render(document, source, options or PrintOptions(), None)


def draw(
    document: str, source: CaseFile | BlankForm, options: PrintOptions | None = None
) -> RenderedDocument:
    """As `render`, the same bytes, with the digest of each page."""
    digests: list[str] = []
    pdf = _render(document, source, options or PrintOptions(), digests)
    return RenderedDocument(pdf, tuple(digests))


def _render(
    document: str,
    source: CaseFile | BlankForm,
    options: PrintOptions,
    digests: list[str] | None,
) -> bytes:
    kind = DOCUMENTS[document]
    if kind.about is About.STATION:  # whatever file it is asked for
        return _one_page(Reading(document, source, replace(options, blank=True)), digests)
    if kind.about is About.PROGRAM:
        return render_key_card(options.language, digests)
    if kind.is_blank_only:
        return _blank(Reading(document, source, replace(options, blank=True)), digests)
    reading = Reading(document, source, options)
    title, blocks = _composed(reading)
    if is_plain(reading):
        return render_plain(plain_sheet(reading, title), blocks, digests)
    return Frame(sheet_of(reading, title)).render(blocks, digests)


def _one_page(reading: Reading, digests: list[str] | None) -> bytes:
    kind = DOCUMENTS[reading.document]
    frame = Frame(station_sheet(reading, kind.title))
    setter = Setter(reading, Continuation(reading.voice))
    return frame.render(kind.builder()(setter, frame.room), digests)


def _blank(reading: Reading, digests: list[str] | None) -> bytes:
    kind = DOCUMENTS[reading.document]
    if not kind.drawn_by:
        raise KeyError(kind.key)
    blocks = kind.builder()(Setter(reading, Continuation(reading.voice)))
    return Frame(blank_sheet(reading, kind.title)).render(blocks, digests)


def _composed(reading: Reading) -> tuple[LocalText, list[Block]]:
    kind, continuation = DOCUMENTS[reading.document], Continuation(reading.voice)
    blocks = kind.builder()(Setter(reading, continuation))
    return kind.title_for(reading), [*blocks, *continuation.blocks()]


def render_packs(
    form: FormDefinition, station: Station | None, serials: Sequence[str], options: PrintOptions
) -> bytes:
    """Emergency packs in one file: of each serial number the blank papers of `PACK`, one after the
    other, for stations without power. The same input gives the same bytes."""
    about, voice = wording("pack"), Voice(options.language, "")
    title, author = voice.main(about.text("title")), voice.main(wording("frame").text("state"))
    pdf = PdfFile(Metadata(title, author, f"{form.form_id} v{form.version}", options.language))
    for serial in serials:
        for document in PACK:
            reading = Reading(document, BlankForm(form, station, serial), options)
            name, blocks = _composed(reading)
            Frame(sheet_of(reading, name)).draw(pdf, blocks)
    return pdf.to_bytes()
