"""Every paper that tipdesk prints: frozen values in, PDF bytes out. Safe in a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tipdesk.cases.model import CaseFile, Station
from tipdesk.forms.model import FormDefinition, LocalText
from tipdesk.printing.documents.annexes import assessment, child, quick, smuggling
from tipdesk.printing.documents.blank import BLANK_BUILDERS, blank_sheet
from tipdesk.printing.documents.carried import closing, safety, safety_title
from tipdesk.printing.documents.cover import cover
from tipdesk.printing.documents.exhibits import exhibit_list, exhibits_title, labels
from tipdesk.printing.documents.injuries import injuries
from tipdesk.printing.documents.intake import consent, intake, notice, statement, statement_title
from tipdesk.printing.documents.language_cards import answers, card, card_title, pointing
from tipdesk.printing.documents.referral_letter import referral
from tipdesk.printing.documents.review_sheet import review_sheet
from tipdesk.printing.documents.shift_handover import shift_handover, shift_sheet
from tipdesk.printing.layout.cells import Setter
from tipdesk.printing.layout.flow import Block
from tipdesk.printing.layout.narrative import Continuation
from tipdesk.printing.layout.page import Frame, is_plain, plain_sheet, render_plain, sheet_of
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.pdf.pdf_file import Metadata, PdfFile
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.wording import Voice, wording

_BUILDERS: Mapping[str, Callable[[Setter], list[Block]]] = {
    "notice": notice,
    "intake": intake,
    "consent": consent,
    "statement": statement,
    "cover": cover,
    "card": card,
    "answers": answers,
    "pointing": pointing,
    "exhibits": exhibit_list,
    "label": labels,
    "injuries": injuries,
    "quick": quick,
    "child": child,
    "smuggling": smuggling,
    "assessment": assessment,
    "safety": safety,
    "closing": closing,
    "referral": referral,
    "review": review_sheet,
}

_ONE_PAGE: Mapping[str, Callable[[Setter, float], list[Block]]] = {"handover": shift_handover}
"""About the station and no file, and no longer than the room of one page."""

_TITLES: Mapping[str, Callable[[Reading], LocalText]] = {
    "statement": statement_title,
    "card": card_title,
    "answers": card_title,
    "exhibits": exhibits_title,
    "safety": safety_title,
}

PACK = ("notice", "consent", "quick", "statement")
"""The papers of an emergency pack, in the order in which they are needed."""

DOCUMENTS: Mapping[str, LocalText] = {
    name: wording(name).text("title") for name in (*_BUILDERS, *_ONE_PAGE)
}
"""Every document by its key, with its title."""

BLANK_PAPERS: Mapping[str, LocalText] = {
    name: wording(name).text("title") for name in BLANK_BUILDERS
}
"""What is made here to be filled in by pen alone."""


@dataclass(frozen=True, slots=True)
class Drawn:
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
        KeyError: `document` is none of `DOCUMENTS` and `BLANK_PAPERS`, or there is no card in the
            language.
    """
    return _render(document, source, options or PrintOptions(), None)


def draw(document: str, source: CaseFile | BlankForm, options: PrintOptions | None = None) -> Drawn:
    """As `render`, the same bytes, with the digest of each page."""
    digests: list[str] = []
    pdf = _render(document, source, options or PrintOptions(), digests)
    return Drawn(pdf, tuple(digests))


def _render(
    document: str,
    source: CaseFile | BlankForm,
    options: PrintOptions,
    digests: list[str] | None,
) -> bytes:
    if document in _ONE_PAGE:  # whatever file it is asked for
        return _one_page(Reading(document, source, replace(options, blank=True)), digests)
    if document in BLANK_BUILDERS:
        return _blank(Reading(document, source, replace(options, blank=True)), digests)
    reading = Reading(document, source, options)
    title, blocks = _composed(reading)
    if is_plain(reading):
        return render_plain(plain_sheet(reading, title), blocks, digests)
    return Frame(sheet_of(reading, title)).render(blocks, digests)


def _one_page(reading: Reading, digests: list[str] | None) -> bytes:
    frame = Frame(shift_sheet(reading, DOCUMENTS[reading.document]))
    setter = Setter(reading, Continuation(reading.voice))
    return frame.render(_ONE_PAGE[reading.document](setter, frame.room), digests)


def _blank(reading: Reading, digests: list[str] | None) -> bytes:
    document = reading.document
    blocks = BLANK_BUILDERS[document](Setter(reading, Continuation(reading.voice)))
    return Frame(blank_sheet(reading, BLANK_PAPERS[document])).render(blocks, digests)


def _composed(reading: Reading) -> tuple[LocalText, list[Block]]:
    document, continuation = reading.document, Continuation(reading.voice)
    blocks = _BUILDERS[document](Setter(reading, continuation))
    title = _TITLES[document](reading) if document in _TITLES else DOCUMENTS[document]
    return title, [*blocks, *continuation.blocks()]


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
