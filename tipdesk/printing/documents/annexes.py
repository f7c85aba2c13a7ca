"""Papers beside the intake form: quick intake, child annex, smuggling, the internal assessment."""

from __future__ import annotations

from tipdesk.forms.model import Question, path_of, row_path
from tipdesk.printing.documents.intake import PaperBuilder, amendments
from tipdesk.printing.layout.blocks import Band, RemarkFrame, Signatures, paragraph
from tipdesk.printing.layout.bodies import Choices, Option
from tipdesk.printing.layout.flow import Block, Gap, NewPage, accompanied, led_in
from tipdesk.printing.layout.grid import Cell, Setter, rows
from tipdesk.printing.layout.narrative import Ruled
from tipdesk.printing.layout.reading import EMPTY
from tipdesk.printing.layout.tables import empty_rows, listed, listing

_BLANK_DOCUMENTS = 3
_SPOKEN_LINES = 3  # for what is said unasked
_NEED = "need_type"


def quick(setter: Setter) -> list[Block]:
    """Quick intake: one sheet, two sides, the answers of quick mode and no more."""
    paper = PaperBuilder(setter)
    words, blank = paper.words, paper.reading.blank
    blocks: list[Block] = [
        paragraph(paper.voice.main(words.text("preface")), paper.look.small, 1.0),
        Band(paper.voice, "1", words.text("place")),
        *paper.section_blocks("registration", "session"),
        Band(paper.voice, "2", words.text("rights")),
        *paper.section_blocks("rights"),
        NewPage(),
        Band(paper.voice, "3", words.text("person")),
        *paper.section_blocks("acquaintance", "child", "identity"),
    ]
    documents = listing(setter, words.part("list"))
    if documents is not None:
        empty = empty_rows(documents.numbers, _BLANK_DOCUMENTS if blank else 1)
        blocks += [listed(setter, documents, empty=empty), Gap(4)]
    blocks += [
        Band(paper.voice, "4", words.text("safety")),
        *paper.section_blocks("fitness", "risk", "session_end"),
        *rows(_needs(setter)),
        Gap(4),
        Band(paper.voice, "5", words.text("spoken")),
        *paper.fixed_words("spoken_how", small=True, after=3.0, keeps_next=True),
        Ruled(_SPOKEN_LINES),
        Gap(8),
    ]
    return [*blocks, *_two_signatures(paper)]


def _needs(setter: Setter) -> list[Cell]:
    """Every need in one cell: boxes to tick on blank paper, else what was recorded."""
    reading = setter.reading
    question = next(
        (candidate for candidate in reading.form.questions() if candidate.name == _NEED), None
    )
    if question is None or not reading.prints(question):
        return []
    if reading.blank:
        options = [Option(label, False) for label in reading.labels(question.list_name).values()]
        return [Cell(reading.voice, question.label, Choices(options, setter.look))]
    needs = _words_in_rows(setter, question, "needs")
    if not needs:
        return [setter.cell(question, EMPTY)]
    separator = "، " if reading.voice.language == "ar" else ", "
    return [Cell(reading.voice, question.label, setter.value(question, separator.join(needs)))]


def _words_in_rows(setter: Setter, question: Question, repeat_name: str) -> list[str]:
    reading = setter.reading
    repeat = reading.form.repeat(repeat_name)
    words: list[str] = []
    for row in reading.rows(repeat) if repeat else ():
        path = path_of(question.name, repeat_name, row)
        if reading.is_asked(row_path(repeat_name, row)) and reading.is_asked(path):
            words.append(reading.words(question, reading.entry(path)))
    return [text for text in dict.fromkeys(words) if text]


def child(setter: Setter) -> list[Block]:
    """Child annex: age, who stands for the child, the child's own view, protection."""
    paper = PaperBuilder(setter)
    lines = ("name", "sign", "date")
    words = paper.words
    return [
        RemarkFrame(paper.voice, words.text("preface")),
        *led_in([*paper.form_blocks(), *_nothing(paper, "child"), *amendments(setter)]),
        *accompanied(paper.fixed_words("signing", small=True)),
        Signatures(
            paper.voice,
            (
                paper.signer(words.text("representative"), lines),
                paper.signer(words.text("specialist"), lines),
                paper.signer(words.text("officer"), lines, {"name": paper.responsible()}),
            ),
        ),
    ]


def smuggling(setter: Setter) -> list[Block]:
    """Smuggling of migrants: agreement, payment, journey, danger, benefit."""
    paper = PaperBuilder(setter)
    return [
        RemarkFrame(paper.voice, paper.words.text("preface")),
        *led_in([*paper.form_blocks(), *_nothing(paper, "smuggling"), *amendments(setter)]),
        *_two_signatures(paper),
    ]


def assessment(setter: Setter) -> list[Block]:
    """Indicators and the first assessment, for those who work on the file."""
    paper = PaperBuilder(setter)
    return [
        RemarkFrame(paper.voice, paper.words.text("preface")),
        *led_in(paper.form_blocks()),
        *_two_signatures(paper),
    ]


def _nothing(paper: PaperBuilder, section: str) -> list[Block]:
    """That the file holds nothing of what the paper is about, where this is so."""
    if paper.section_blocks(section):
        return []
    return [RemarkFrame(paper.voice, paper.words.text("nothing"))]


def _two_signatures(paper: PaperBuilder) -> list[Block]:
    lines = ("name", "sign", "date")
    officer = paper.signer(paper.words.text("officer"), lines, {"name": paper.responsible()})
    second = paper.signer(paper.words.text("second"), lines)
    return [Signatures(paper.voice, (officer, second))]
