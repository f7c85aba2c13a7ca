"""Every paper that tipdesk prints: frozen values in, PDF bytes out. Safe in a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tipdesk.cases.model import CaseFile
from tipdesk.forms.model import LocalText
from tipdesk.printing.annexes import assessment, child, quick, smuggling
from tipdesk.printing.carried import closing
from tipdesk.printing.cells import Setter
from tipdesk.printing.continuation import Continuation
from tipdesk.printing.cover import cover
from tipdesk.printing.exhibit_papers import exhibit_list, exhibits_title
from tipdesk.printing.flow import Block
from tipdesk.printing.injury_sheet import injuries
from tipdesk.printing.labels import labels
from tipdesk.printing.language_card import answers, card, card_title, pointing
from tipdesk.printing.page import Frame
from tipdesk.printing.papers import consent, intake, notice, statement, statement_title
from tipdesk.printing.plain_page import is_plain, plain_sheet, render_plain
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.reading import Reading
from tipdesk.printing.review_paper import review_sheet
from tipdesk.printing.safety import safety, safety_title
from tipdesk.printing.sheet import sheet_of
from tipdesk.printing.shift_paper import shift_handover, shift_sheet
from tipdesk.printing.wording import wording

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

DOCUMENTS: Mapping[str, LocalText] = {
    name: wording(name).text("title") for name in (*_BUILDERS, *_ONE_PAGE)
}
"""Every document by its key, with its title."""


def render(
    document: str, source: CaseFile | BlankForm, options: PrintOptions | None = None
) -> bytes:
    """The document as a PDF file. The same input gives the same bytes.

    Raises:
        KeyError: `document` is none of `DOCUMENTS`, or there is no card in the language.
    """
    options = options or PrintOptions()
    if document in _ONE_PAGE:  # whatever file it is asked for
        return _one_page(Reading(document, source, replace(options, blank=True)))
    reading = Reading(document, source, options)
    build = _BUILDERS[document]
    continuation = Continuation(reading.voice)
    blocks = build(Setter(reading, continuation))
    title = _TITLES[document](reading) if document in _TITLES else DOCUMENTS[document]
    blocks += continuation.blocks()
    if is_plain(reading):
        return render_plain(plain_sheet(reading, title), blocks)
    return Frame(sheet_of(reading, title)).render(blocks)


def _one_page(reading: Reading) -> bytes:
    frame = Frame(shift_sheet(reading, DOCUMENTS[reading.document]))
    setter = Setter(reading, Continuation(reading.voice))
    return frame.render(_ONE_PAGE[reading.document](setter, frame.room))
