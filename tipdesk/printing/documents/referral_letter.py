"""Letter of referral: one need to one service, only what that service may see, and a reply slip.

Without a need, a wish for it, an agency and the consent to share with that agency there is no
letter: in its place stands what is missing.

The slip on which the service answers (`ReplySlip`) is cut off, filled in by hand and scanned later.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

from tipdesk.cases.model import CaseFile
from tipdesk.cases.paper import referrals
from tipdesk.cases.paper.prints import MARK_DIGITS, ReplyCode
from tipdesk.core.errors import LetterRefused
from tipdesk.forms.model import FormDefinition, LocalText, Question, path_of
from tipdesk.forms.rules.plan import places
from tipdesk.i18n.text import format_date, format_datetime, isolated, kuwait_day
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.layout.blocks import (
    Band,
    LabelLine,
    RemarkFrame,
    Signatures,
    listed,
    paragraph,
)
from tipdesk.printing.layout.bodies import Blank, Choices, Option, Value
from tipdesk.printing.layout.flow import Block, Gap, Undivided
from tipdesk.printing.layout.grid import UNIT, Cell, Setter, rows
from tipdesk.printing.layout.reading import EMPTY, Reading
from tipdesk.printing.pdf.pen import CONTENT, Pen, content_width
from tipdesk.printing.plan import PrintOptions
from tipdesk.printing.text.layout import (
    GREY,
    NAVY,
    RED,
    Align,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.wording import Voice, Wording, wording

# --- the reply slip ---------------------------------------------------------------------------


_DASH, _SPACE = 5.0, 4.0
_QR = 58.0  # squares of 1.7 points: more than a page's own, since slips are folded
_QUIET = 8.0  # four squares around the code (ISO/IEC 18004)
_PAD = 8.0
_LINE = 23.0  # 8 mm to write on by hand
_STAMP = 34.0  # more, 20 mm in all, to stamp beside a signature


class CutLine(Undivided):
    """Where to cut, and what becomes of the part below."""

    keeps_next = True
    height = 20.0

    def __init__(self, voice: Voice, text: LocalText) -> None:
        self._style = styles(voice.language, voice.size).small.but(align=Align.CENTRE)
        self._text = printable(voice.main(text), self._style)

    def draw(self, pen: Pen, top: float) -> None:
        """Words in the middle of a dashed line."""
        wide = natural_width(self._text, self._style) + 14
        start, y = (pen.content - wide) / 2, top - 9
        for begin in (0.0, start + wide):
            at = begin
            while at < begin + start - 0.1:
                pen.rule(at, y, min(_DASH, begin + start - at), GREY, 0.7)
                at += _DASH + _SPACE
        pen.text(self._text, self._style, start, top - 3, wide)


class ReplySlip(Undivided):
    """Title, whom it is about, the code, boxes to tick, lines to write on."""

    def __init__(self, voice: Voice, words: Wording, about: str, code: str) -> None:
        self._voice, self._words = voice, words
        self._look = styles(voice.language, voice.size)
        self._code = code
        width = content_width(voice.size.value)
        self._room = width - 2 * _PAD - (_QR + 2 * _QUIET if code else 0.0)
        answers = [Option(voice.main(answer), False) for answer in words.texts("slip_answers")]
        self._answers = Choices(answers, self._look).set(width - 2 * _PAD)
        back = words.text("slip_return" if code else "slip_return_blank")
        self._note = layout(
            printable(voice.main(back), self._look.body),
            self._look.body,
            self._room,
        )
        self._other = layout(
            printable(voice.other(back), self._look.small_other),
            self._look.small_other,
            self._room,
        )
        self._about = layout(printable(about, self._look.answer), self._look.answer, self._room)
        self._named = max(_LINE - 4, len(self._about) * self._look.answer.leading + 3)
        head = 22 + self._named + len(self._note) * self._look.body.leading
        head += len(self._other) * self._look.small_other.leading
        self._head = max(head, _QR + 2 * _QUIET) + 2
        self._beside = self._label_width("slip_date") < width * 0.28  # of who answers
        lines = 4 if self._beside else 5
        self._frame = self._head + self._answers.height + 4 + lines * _LINE + _STAMP + 6
        self.height = self._frame + 2

    def draw(self, pen: Pen, top: float) -> None:
        """The whole slip in one frame."""
        pen.box(0, top, (pen.content, self._frame), None, NAVY, (0.8, 3.0))
        if self._code:
            pen.qr(self._code, pen.content - _QR - _QUIET, top - _QUIET, _QR)
        self._draw_head(pen, top - 4)
        y = top - self._head
        self._answers.draw(pen, _PAD, y, (pen.content - 2 * _PAD, self._answers.height))
        y -= self._answers.height + 4
        room = pen.content - 2 * _PAD
        for key in ("slip_when", "slip_why"):
            y = self._line(pen, key, (_PAD, y), room)
        share = room * 0.56 if self._beside else room
        below = self._line(pen, "slip_by", (_PAD, y), share)
        at = (_PAD + share + 10, y) if self._beside else (_PAD, below)
        y = self._line(pen, "slip_date", at, room - share - 10 if self._beside else room)
        self._line(pen, "slip_sign", (_PAD, y - _STAMP), room)

    def _draw_head(self, pen: Pen, top: float) -> None:
        title, other = self._look.subheading.but(size=11), self._look.subheading_other
        name = printable(self._voice.main(self._words.text("slip")), title)
        wide = natural_width(name, title) + 8
        with pen.heading(2):
            pen.text(name, title, _PAD, top, wide)
            second = printable(self._voice.other(self._words.text("slip")), other)
            pen.text(second, other, _PAD + wide, top - 2, self._room - wide)
        y = top - 18
        if self._about:
            pen.lines(self._about, self._look.answer, _PAD, y - 2, self._room)
        else:
            self._line(pen, "slip_file", (_PAD, y + 5), self._room)
        y -= self._named
        y = pen.lines(self._note, self._look.body, _PAD, y, self._room)
        pen.lines(self._other, self._look.small_other, _PAD, y, self._room)

    def _label_width(self, key: str) -> float:
        style = self._look.body
        return natural_width(printable(self._voice.main(self._words.text(key)), style), style) + 5

    def _line(self, pen: Pen, key: str, at: tuple[float, float], room: float) -> float:
        """A label and the line to write on; returns the y below."""
        offset, top = at
        style = self._look.body
        wide = self._label_width(key)
        label = printable(self._voice.main(self._words.text(key)), style)
        pen.text(label, style, offset, top - 6, wide)
        pen.rule(offset + wide, top - _LINE + 3, room - wide, NAVY, 0.8)  # survives a copier
        return top - _LINE


_BLANK_ROOM = 46.0  # points, to write what else a service needs
_DOCUMENT_TYPE, _PASSPORT = "doc_type", "passport"
_UNKNOWN_LETTER = "0" * MARK_DIGITS  # made without a station that knows its letters


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter tells: of which questions, and a digest (hex) of all of it."""

    fields: tuple[str, ...]
    digest: str


def content_of(file: CaseFile, options: PrintOptions) -> Content:
    """What the letter about `options.need` tells the service; it must be one that may be written
    (`referrals.missing`). The digest changes with what the service is told, not with how the
    referral goes on."""
    reading = Reading(referrals.DOCUMENT, file, options)
    items = [*_wanted(reading), *_about_person(reading)]
    row = options.need
    answers = [
        [question.name, reading.words(question, reading.entry(path))] for question, path in items
    ]
    digested = [
        file.case.number, file.case.person_code, str(row), _need(reading, referrals.AGENCY),
        _consent(reading), answers,
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(digested, ensure_ascii=True).encode("ascii")).hexdigest()
    return Content(tuple(question.name for question, _path in items), digest)


def need_meant(file: CaseFile, options: PrintOptions) -> int:
    """The need of a letter: the one that is named, or the only one.

    Raises:
        LetterRefused: there is none or there are several, or its letter may not be written.
    """
    state = Reading(referrals.DOCUMENT, file, options).state
    needs = referrals.open_needs(state) if state else ()
    need = needs[0] if not options.need and len(needs) == 1 else options.need
    lacks = referrals.missing(state, need, file.form) if state else ()
    if lacks:
        raise LetterRefused(reason=lacks[0].value)
    return need


def referral(setter: Setter) -> list[Block]:
    """The letter with its slip; blank, to be filled in by hand; or what is missing."""
    paper = PaperBuilder(setter)
    state = paper.reading.state
    if state is None:
        return [*_blank(paper), *_signed(paper), *_slip(paper)]
    lacks = referrals.missing(state, paper.reading.options.need, paper.reading.form)
    if lacks:
        return _none(paper, lacks)
    return [*_letter(paper), *_signed(paper), *_slip(paper)]


def _letter(paper: PaperBuilder) -> list[Block]:
    reading, words, voice = paper.reading, paper.words, paper.voice
    agency = _choice(paper, referrals.AGENCY)
    focal = _need(reading, referrals.FOCAL)
    return [
        paragraph(
            voice.main(words.text("addressee")).format(agency=agency),
            paper.look.subheading.but(size=11),
            2.0,
        ),
        *([LabelLine(voice, words.text("focal"), focal)] if focal else []),
        *paper.fixed_words("opening", after=3.0),
        Band(voice, "1", words.text("what")),
        *rows([*_cells(paper, _wanted(reading)), *_until(paper)]),
        Gap(2),
        Band(voice, "2", words.text("told")),
        *(
            rows(_cells(paper, _about_person(reading)))
            or paper.fixed_words("told_none", small=True)
        ),
        Gap(2),
        Band(voice, "3", words.text("consent")),
        *_consent_said(paper),
        RemarkFrame(voice, words.text("manner")),
    ]


def _blank(paper: PaperBuilder) -> list[Block]:
    words, voice = paper.words, paper.voice
    return [
        LabelLine(voice, words.text("addressee_blank")),
        Gap(3),
        *paper.fixed_words("opening", small=True, after=3.0),
        Band(voice, "1", words.text("what")),
        *rows([*_empty(paper, "blank_fields"), Cell(voice, words.text("until"), Blank(2 * UNIT))]),
        Gap(2),
        Band(voice, "2", words.text("told")),
        *rows(
            [
                *_empty(paper, "blank_told"),
                Cell(voice, words.text("told_by_hand"), Blank(CONTENT, _BLANK_ROOM)),
            ]
        ),
        Gap(2),
        Band(voice, "3", words.text("consent")),
        *rows([_consent_cell(paper)]),
        Gap(2),
        RemarkFrame(voice, words.text("manner")),
    ]


def _signed(paper: PaperBuilder) -> list[Block]:
    """To whom the answer goes, and who wrote the letter."""
    words, voice = paper.words, paper.voice
    agency = paper.reading.agency()
    sender = [voice.main(agency)] if agency is not None else []
    sender += [unit] if (unit := paper.reading.unit()) else []
    lines = ("name", "sign", "date")
    officer = paper.signer(words.text("officer"), lines, {"name": paper.responsible()})
    return [
        LabelLine(voice, words.text("answer_to"), " – ".join(sender), keeps_next=True),
        LabelLine(voice, words.text("answer_how"), keeps_next=True),
        Gap(3),
        paragraph(voice.main(words.text("closing")), paper.look.body, 1.0, keeps_next=True),
        Signatures(voice, (officer, paper.signer(words.text("stamp"), lines))),
    ]


def _slip(paper: PaperBuilder) -> list[Block]:
    words, voice = paper.words, paper.voice
    reading, case = paper.reading, None
    if reading.case_file is not None:
        case = reading.case_file.case
    at, need = reading.options.printed_at, reading.options.need
    about, code = "", ""
    if case is not None:
        day = format_date(kuwait_day(at), voice.language) if at else "…"
        about = voice.main(words.text("slip_of")).format(
            number=isolated(case.number), need=isolated(str(need)), date=isolated(day)
        )
        code = ReplyCode(case.number, need, reading.options.letter or _UNKNOWN_LETTER).text
    return [CutLine(voice, words.text("cut")), ReplySlip(voice, words, about, code)]


def _none(paper: PaperBuilder, lacks: tuple[referrals.Missing, ...]) -> list[Block]:
    words, group = paper.words.part("missing"), object()
    points = [
        listed([paragraph(f"– {paper.voice.main(words.text(lack.value))}", paper.look.body)], group)
        for lack in lacks
    ]
    return [
        RemarkFrame(paper.voice, paper.words.text("none"), RED),
        *(block for point in points for block in point),
    ]


# --- what a service may see --------------------------------------------------------------------


def _need(reading: Reading, name: str) -> str:
    return reading.entry(path_of(name, referrals.NEEDS, reading.options.need)).value


def _consent(reading: Reading) -> str:
    return referrals.consent_of(reading.state, reading.options.need) if reading.state else ""


def _wanted(reading: Reading) -> list[tuple[Question, str]]:
    return _standing(reading, wording(referrals.DOCUMENT).setting("asked").split())


def _about_person(reading: Reading) -> list[tuple[Question, str]]:
    """What this service is told of the person; of a name, only where the consent has no limits."""
    words, agency = wording(referrals.DOCUMENT), _need(reading, referrals.AGENCY)
    names = words.setting("basic").split()
    if agency in words.part("abroad").setting("agencies").split():
        own = words.part("abroad").setting("fields").split()
        return _standing(reading, own) if _unlimited(reading) else _standing(reading, own[:1])
    kind = _need(reading, referrals.KIND)
    for service in words.parts("services"):
        if kind in service.setting("needs").split():
            named = service.setting("named") == "yes" and _unlimited(reading)
            names += words.setting("named").split() if named else []
            names += service.setting("fields").split()
    return _standing(reading, list(dict.fromkeys(names)))


def _unlimited(reading: Reading) -> bool:
    return _consent(reading) != referrals.LIMITED


def _standing(reading: Reading, names: list[str]) -> list[tuple[Question, str]]:
    """The questions of these names that this letter may carry and that have an answer."""
    highest = int(wording(referrals.DOCUMENT).setting("limited_level"))
    by_name = {
        question.name: question for question in reading.form.questions() if reading.prints(question)
    }
    repeats, items = _repeats(reading.form), []
    for name in names:
        question = by_name.get(name)
        if question is None or (question.level > highest and not _unlimited(reading)):
            continue
        if reading.masks(question):
            continue
        path = _place(reading, name, repeats.get(name, ""))
        if reading.is_asked(path) and reading.entry(path).value:
            items.append((question, path))
    return items


def _place(reading: Reading, name: str, repeat: str) -> str:
    """Where a letter finds the answer: in the row of its need, of documents in the passport's, or
    in the first that has one."""
    if repeat == referrals.NEEDS or not repeat or reading.state is None:
        return path_of(name, repeat, reading.options.need)
    paths = [path_of(name, repeat, row) for row in reading.state.rows(repeat)]
    passports = [
        path_of(name, repeat, row)
        for row in reading.state.rows(repeat)
        if reading.entry(path_of(_DOCUMENT_TYPE, repeat, row)).value == _PASSPORT
    ]
    return next((path for path in (*passports, *paths) if reading.entry(path).value), name)


def _repeats(form: FormDefinition) -> dict[str, str]:
    return {place.element.name: place.repeat for place in places(form.sections) if place.repeat}


# --- cells ---------------------------------------------------------------------------------------


def _cells(paper: PaperBuilder, items: list[tuple[Question, str]]) -> list[Cell]:
    """What is told, in words: the choices that do not hold are nobody's to read."""
    cells = []
    for question, path in items:
        words = paper.reading.words(question, paper.reading.entry(path))
        ltr = "tip-ltr" in question.appearance
        cells.append(
            Cell(paper.voice, question.label, paper.setter.value(question, words, ltr=ltr))
        )
    return cells


def _empty(paper: PaperBuilder, setting: str) -> list[Cell]:
    by_name = {
        question.name: question
        for question in paper.reading.form.questions()
        if paper.reading.prints(question)
    }
    names = paper.words.setting(setting).split()
    return [paper.setter.cell(by_name[name], EMPTY) for name in names if name in by_name]


def _until(paper: PaperBuilder) -> list[Cell]:
    """By when, counted from when the letter is written."""
    hours = paper.words.part("hours").setting(_need(paper.reading, referrals.WITHIN))
    at = paper.reading.options.printed_at
    if not hours or at is None:
        return []
    until = format_datetime(at + timedelta(hours=int(hours)), paper.voice.language)
    body = Value(isolated(until), paper.look.answer, paper.look, str)
    return [Cell(paper.voice, paper.words.text("until"), body)]


def _choice(paper: PaperBuilder, name: str) -> str:
    reading = paper.reading
    question = next(candidate for candidate in reading.form.questions() if candidate.name == name)
    return reading.words(
        question, reading.entry(path_of(name, referrals.NEEDS, reading.options.need))
    )


def _consent_said(paper: PaperBuilder) -> list[Block]:
    reading, consent = paper.reading, _consent(paper.reading)
    labels = {choice.name: choice.label for choice in reading.form.choices.get("consent", ())}
    label = labels.get(consent, LocalText(consent, consent))
    template = paper.words.text("consent_given")
    voice = paper.voice
    sentence = LocalText(template.ar.format(consent=label.ar), template.en.format(consent=label.en))
    blocks: list[Block] = [RemarkFrame(voice, sentence)]
    if consent == referrals.LIMITED:
        blocks.append(RemarkFrame(voice, paper.words.text("consent_limited"), RED))
    return blocks


def _consent_cell(paper: PaperBuilder) -> Cell:
    """Boxes for the ways of consenting, to tick by hand."""
    consents = paper.reading.labels("consent").items()
    options = [Option(label, False) for name, label in consents if name in referrals.CONSENTED]
    return Cell(paper.voice, paper.words.text("consent_blank"), Choices(options, paper.look))
