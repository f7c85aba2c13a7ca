"""What the frame of a paper says, whatever the paper is about: letterhead, boxes, code, foot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import Case
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.cases.paper.printed_codes import BLANK, PageCode, grouped_serial
from tipdesk.forms.model import LocalText
from tipdesk.i18n.dates import format_date, hijri, kuwait_day
from tipdesk.i18n.text import isolated
from tipdesk.printing.layout.bodies import Option
from tipdesk.printing.layout.reading import Reading, not_signing
from tipdesk.printing.wording import Voice, wording

Labelled = tuple[LocalText, str]


@dataclass(frozen=True, slots=True)
class Sheet:
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


def sheet_of(reading: Reading, title: LocalText) -> Sheet:
    """The frame of a paper that a form yields, filled or blank."""
    words, form = wording("frame"), reading.form
    file, options = reading.case_file, reading.options
    case = file.case if file else None
    number, code = (case.number, case.person_code) if case else ("", "")
    if reading.serial:
        number = grouped_serial(reading.serial)
    digest = file.digest if file else form.digest
    known = " · ".join(isolated(part) for part in (number, code) if part)
    return Sheet(
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
        options=tuple(Option(one.label, False) for one in not_signing(reading)),
        letterhead=options.letterhead,
    )


def _copy(reading: Reading) -> str:
    """For whom the paper is, what it may hold, and which copy it is."""
    said = reading.copy_words()
    if not reading.options.copy_number:
        return said
    number = isolated(str(reading.options.copy_number))
    words = reading.voice.main(wording("frame").text("copy_number"))
    return f"{said} – {words.format(number=number)}"


def _version(voice: Voice, case: Case | None) -> str:
    if case is None:
        return ""
    said = voice.main(wording("frame").text("revision"))
    return said.format(revision=isolated(str(case.revision)))


def _opened(voice: Voice, case: Case) -> str:
    day, language = kuwait_day(case.created_at), voice.language
    said = voice.main(wording("frame").text("opened"))
    return f"{said} {format_date(day, language)} – {hijri(day, language)}"


def _code(reading: Reading, digest: str) -> Callable[[int, int], str]:
    case = reading.case_file.case if reading.case_file else None
    number, revision = (case.number, case.revision) if case else (reading.serial or BLANK, 0)
    document, copy = reading.document, reading.options.copy_number

    def code(page: int, pages: int) -> str:
        return PageCode(document, number, revision, digest, page, pages, copy).text

    return code
