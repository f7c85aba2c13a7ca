"""The intake record and documents like it: which fixed words stand around what the form yields.

A record tells what was changed after it was complete (`amendments`): nothing is overwritten, also
on paper. Attached files are named each with its whole SHA-256, and how it was acquired
(`attached_files`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tipdesk.cases.answers import stands
from tipdesk.cases.interview.statement import HOW_STOPPED, frozen_statement, stopped_at
from tipdesk.cases.model import Answer, Attachment
from tipdesk.forms.model import EMPTY_TEXT, LocalText, Question, split_path
from tipdesk.i18n.text import format_datetime, isolated
from tipdesk.printing.layout import blocks
from tipdesk.printing.layout.bodies import Option
from tipdesk.printing.layout.flow import Block, Gap, KeptWithNext
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.reading import PathEntry, Reading, not_signing
from tipdesk.printing.layout.sections import FormPart, part_blocks, parts
from tipdesk.printing.layout.tables import PrintedColumn, TableCell, table
from tipdesk.printing.text.layout import RED, Align
from tipdesk.printing.wording import Wording, wording
from tipdesk.texts.acquisition import acquisition_lines, verdict

# --- amendments -------------------------------------------------------------------------------


def amendments(setter: Setter) -> list[Block]:
    """The dated changes to what this paper prints, oldest first; nothing when there are none."""
    reading = setter.reading
    if reading.case_file is None:
        return []
    words = wording("frame").part("amendments")
    questions = {question.name: question for question in reading.form.questions()}
    rows: list[list[TableCell]] = []
    for change in reading.case_file.amendments:
        question = questions.get(split_path(change.path)[2])
        if question is None or not reading.prints(question) or not reading.is_asked(change.path):
            continue
        overflow = setter.overflow(question)
        rows.append(
            [
                TableCell(str(len(rows) + 1)),
                TableCell(reading.voice.main(question.label)),
                TableCell(_words(reading, question, change.before), overflow=overflow),
                TableCell(_words(reading, question, change.after), overflow=overflow),
                TableCell(change.note, overflow=overflow),
                TableCell(_when(reading, change.after)),
            ]
        )
    if not rows:
        return []
    columns = [
        PrintedColumn(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        PrintedColumn(words.text("field"), grey=True),
        PrintedColumn(words.text("before")),
        PrintedColumn(words.text("after")),
        PrintedColumn(words.text("note")),
        PrintedColumn(words.text("when")),
    ]
    band = blocks.Band(reading.voice, "", words.text("title"))
    return [band, table(reading.voice, columns, rows), Gap(9)]


def _words(reading: Reading, question: Question, answer: Answer) -> str:
    if not stands(answer):
        return reading.voice.main(wording("frame").text("not_recorded"))
    return reading.words(question, PathEntry(answer.value, answer.reason))


def _when(reading: Reading, answer: Answer) -> str:
    moment = format_datetime(answer.at, reading.voice.language) if answer.at else ""
    return f"{moment}\n{reading.officer(answer.by)}" if answer.by else moment


# --- attached files ---------------------------------------------------------------------------


_HALF = 32  # hex digits in a line of the table


def attached_files(setter: Setter) -> list[Block]:
    """A table of the files in their order, by number and never by the name that somebody gave;
    nothing when there are none."""
    reading = setter.reading
    files = reading.attachments()
    if not files:
        return []
    words = wording(reading.document).part("attached")
    columns = [
        PrintedColumn(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        PrintedColumn(words.text("size"), width=92.0),
        PrintedColumn(words.text("sha256"), Align.CENTRE, 190.0),
        PrintedColumn(words.text("acquired")),
    ]
    rows = [
        [
            TableCell(str(number)),
            TableCell(_size(setter, words, attachment)),
            TableCell(_digits(attachment.sha256)),
            TableCell(_acquired(setter, words, attachment)),
        ]
        for number, attachment in enumerate(files, start=1)
    ]
    note = blocks.paragraph(reading.voice.main(words.text("note")), setter.look.small, 4.0)
    title = blocks.Band(reading.voice, "", words.text("title"))
    return [title, table(reading.voice, columns, rows), Gap(3), note, Gap(6)]


def _size(setter: Setter, words: Wording, attachment: Attachment) -> str:
    text = setter.reading.voice.main(words.text("bytes"))
    return text.format(size=isolated(f"{attachment.size:,}"))


def _digits(sha256: str) -> str:
    return f"{isolated(sha256[:_HALF])}\n{isolated(sha256[_HALF:])}"


def _acquired(setter: Setter, words: Wording, attachment: Attachment) -> str:
    voice = setter.reading.voice
    if attachment.acquisition is None:
        return voice.main(words.text("not_recorded"))
    lines = [
        f"{name}: {value}"
        for name, value in acquisition_lines(attachment.acquisition, voice.language)
    ]
    return "\n".join([*lines, verdict(attachment.acquisition, voice.language)])


class PaperBuilder:
    """What every builder needs: the reading, its cells, the paper's own words."""

    def __init__(self, setter: Setter) -> None:
        self.setter = setter
        self.reading: Reading = setter.reading
        self.voice = setter.reading.voice
        self.look = setter.look
        self.words: Wording = wording(setter.reading.document)

    def form_blocks(self, first_number: int = 1) -> list[Block]:
        """Everything that the form prints on this paper, arranged in the paper's parts."""
        arranged = parts(self.reading.form.sections, self.words)
        return part_blocks(self.setter, arranged, first_number)

    def section_blocks(self, *names: str) -> list[Block]:
        """What the form prints here of these sections, without a band."""
        wanted = tuple(section for section in self.reading.form.sections if section.name in names)
        return part_blocks(self.setter, [FormPart(EMPTY_TEXT, wanted)])

    def fixed_words(
        self, key: str, small: bool = False, after: float = 5.0, keeps_next: bool = False
    ) -> list[Block]:
        """A paragraph of fixed words, with the second language below it."""
        main = self.look.small if small else self.look.body
        text = self.words.text(key)
        return [
            blocks.paragraph(self.voice.main(text), main, 0.0, keeps_next=True),
            blocks.paragraph(self.voice.other(text), self.look.small_other, after, keeps_next),
        ]

    def signer(
        self,
        title: LocalText,
        lines: Sequence[str],
        known: dict[str, str] | None = None,
        *,
        thumb: bool = False,
        options: Sequence[Option] = (),
        share: float = 1.0,
    ) -> blocks.SignatureBox:
        """A signature box whose lines are named in the frame's words."""
        labels = wording("frame").part("signature")
        known = known or {}
        pairs = tuple((labels.text(line), known.get(line, "")) for line in lines)
        return blocks.SignatureBox(title, pairs, thumb, tuple(options), share)

    def person_code(self) -> str:
        """The person's code, '' on blank paper. Never a name."""
        return self.reading.case_file.case.person_code if self.reading.case_file else ""

    def responsible(self) -> str:
        """The responsible officer, '' on blank paper."""
        if self.reading.case_file is None:
            return ""
        return self.reading.officer(self.reading.case_file.case.created_by)

    def three_signatures(self) -> Block:
        """The person by code, with the ways of not signing; the interpreter; the officer."""
        lines = ("name", "sign", "date")
        person = self.signer(
            self.words.text("person"),
            ("code", "sign", "date"),
            {"code": self.person_code()},
            thumb=True,
            options=not_signing(self.reading),
            share=1.5,
        )
        interpreter = self.signer(self.words.text("interpreter"), lines)
        officer = self.signer(self.words.text("officer"), lines, {"name": self.responsible()})
        return blocks.Signatures(self.voice, (person, interpreter, officer))


def notice(setter: Setter) -> list[Block]:
    """Notice to the Prosecution (Law 17/1960 art. 40): one page, before any statement."""
    paper = PaperBuilder(setter)
    words, main = paper.words, paper.voice.main
    duty, wish = words.part("duty"), words.part("wish")
    return [
        blocks.paragraph(main(words.text("addressee")), paper.look.subheading.but(size=11), 2.0),
        *paper.fixed_words("opening", after=3.0),
        *paper.form_blocks(),
        blocks.SideBySide(
            paper.voice,
            (main(duty.text("title")), main(duty.text("text"))),
            (main(wish.text("title")), main(wish.text("text"))),
        ),
        blocks.RemarkFrame(paper.voice, words.text("limits")),
        blocks.paragraph(main(words.text("closing")), paper.look.body, 3.0, keeps_next=True),
        blocks.Signatures(
            paper.voice,
            (
                paper.signer(
                    words.text("officer"),
                    ("name", "sign", "date"),
                    {"name": paper.responsible()},
                ),
                paper.signer(words.text("receiver"), ("name", "number", "sign", "date")),
            ),
        ),
    ]


def intake(setter: Setter) -> list[Block]:
    """The intake form, blank or filled."""
    paper = PaperBuilder(setter)
    preface = "preface_blank" if paper.reading.blank else "preface"
    return [
        *paper.fixed_words(preface, small=True),
        *paper.form_blocks(),
        *attached_files(setter),
        *amendments(setter),
        blocks.Signatures(
            paper.voice,
            (
                paper.signer(
                    paper.words.text("officer"),
                    ("name", "sign", "date"),
                    {"name": paper.responsible()},
                ),
                paper.signer(paper.words.text("supervisor"), ("name", "sign", "date")),
            ),
        ),
    ]


def consent(setter: Setter) -> list[Block]:
    """Rights and consent card."""
    paper = PaperBuilder(setter)
    words = paper.words
    return [
        *paper.fixed_words("preface", small=True, after=1.6),
        *paper.form_blocks(),
        blocks.Band(paper.voice, "", words.text("signatures")),
        KeptWithNext(blocks.RemarkFrame(paper.voice, words.text("change"))),
        *paper.fixed_words("signing", small=True, after=3.0, keeps_next=True),
        blocks.LabelLine(paper.voice, words.text("representative"), keeps_next=True),
        paper.three_signatures(),
    ]


def statement(setter: Setter) -> list[Block]:
    """The statement, not under oath; signature is never compelled (art. 41)."""
    paper = PaperBuilder(setter)
    words = paper.words
    return [
        blocks.RemarkFrame(paper.voice, words.text("preface")),
        *_kept_back(paper),
        *paper.form_blocks(),
        *amendments(setter),
        blocks.Band(paper.voice, "", words.text("signatures")),
        *_ends(paper),
        *paper.fixed_words("signing", small=True, keeps_next=True),
        *paper.fixed_words("conformity", after=4.0, keeps_next=True),
        paper.three_signatures(),
    ]


def _kept_back(paper: PaperBuilder) -> list[Block]:
    """That words stay at the station; why, where the person refused, and never else."""
    words, reading = paper.words, paper.reading
    if not reading.keeps_back(words.setting("own_words").split()):
        return []
    key = "withheld_refused" if reading.options.denied else "withheld"
    return [blocks.RemarkFrame(paper.voice, words.text(key))]


def _ends(paper: PaperBuilder) -> list[Block]:
    """When the statement was stopped, and when it was closed: with a line to write on where the
    program does not know."""
    case_file, lines = paper.reading.case_file, {"closed": ""}
    if case_file is not None:
        frozen = frozen_statement(case_file.custody, case_file.case.id)
        stopped = stopped_at(case_file.custody, case_file.case.id)
        if stopped is not None:
            lines = {"stopped": _moment(paper, stopped), **lines}
        if frozen is not None and frozen.how == HOW_STOPPED:
            del lines["closed"]  # nobody read it out to its end
        elif frozen is not None:
            lines["closed"] = _moment(paper, frozen.at)
    return [
        blocks.LabelLine(paper.voice, paper.words.text(key), text, keeps_next=True)
        for key, text in lines.items()
    ]


def _moment(paper: PaperBuilder, at: datetime) -> str:
    return format_datetime(at, paper.voice.language)


def statement_title(reading: Reading) -> LocalText:
    """Shelter staff write «تقرير مقابلة», the police «محضر»."""
    words = wording("statement")
    if reading.station is None:
        return words.text("title")
    police = reading.station.agency in words.setting("police_agencies").split()
    return words.text("title_police" if police else "title_report")


def secrecy(paper: PaperBuilder) -> Block:
    """What a recipient must not overlook."""
    return blocks.RemarkFrame(paper.voice, paper.words.text("secrecy"), RED)


def labelled(paper: PaperBuilder, key: str, value: str) -> Block:
    """A line of the paper's own words with its value."""
    return blocks.LabelLine(paper.voice, paper.words.text(key), value)
