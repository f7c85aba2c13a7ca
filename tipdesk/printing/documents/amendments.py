"""What was changed after the record was complete: nothing is overwritten, also on paper."""

from __future__ import annotations

from tipdesk.cases.answers import stands
from tipdesk.cases.model import Answer
from tipdesk.forms.model import Question, split_path
from tipdesk.i18n.dates import format_datetime
from tipdesk.printing.layout.blocks import Band
from tipdesk.printing.layout.cells import Setter
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.reading import Entry, Reading
from tipdesk.printing.layout.tables import Column, TableCell, table
from tipdesk.printing.text.layout import Align
from tipdesk.printing.wording import wording


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
        if question is None or not reading.prints(question) or not reading.asked(change.path):
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
        Column(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        Column(words.text("field"), grey=True),
        Column(words.text("before")),
        Column(words.text("after")),
        Column(words.text("note")),
        Column(words.text("when")),
    ]
    band = Band(reading.voice, "", words.text("title"))
    return [band, table(reading.voice, columns, rows), Gap(9)]


def _words(reading: Reading, question: Question, answer: Answer) -> str:
    if not stands(answer):
        return reading.voice.main(wording("frame").text("not_recorded"))
    return reading.words(question, Entry(answer.value, answer.reason))


def _when(reading: Reading, answer: Answer) -> str:
    moment = format_datetime(answer.at, reading.voice.language) if answer.at else ""
    return f"{moment}\n{reading.officer(answer.by)}" if answer.by else moment
