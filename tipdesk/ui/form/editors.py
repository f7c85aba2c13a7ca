"""Which editor answers which question: one mapping from `QuestionType`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tipdesk.cases.interview import people
from tipdesk.cases.interview.statement import REASON
from tipdesk.forms.model import Choice, Question, QuestionType
from tipdesk.ui.form.agreed_editor import AgreedEditor
from tipdesk.ui.form.attachment_editor import AttachmentEditor
from tipdesk.ui.form.chips_editor import ChipsEditor
from tipdesk.ui.form.choice_editors import MOST_PILLS, ChecksEditor, DotsEditor, PillsEditor
from tipdesk.ui.form.date_editors import DateEditor, DateTimeEditor
from tipdesk.ui.form.partial_date_editor import PartialDateEditor
from tipdesk.ui.form.person_editor import PersonEditor
from tipdesk.ui.form.text_editors import LineEditor, LongTextEditor, ShownEditor
from tipdesk.ui.toolkit.combo_editor import ComboEditor, OfficerEditor
from tipdesk.ui.toolkit.editor import Editor, Surroundings

MOST_TICKS = 24  # choices; of a longer list several are searched one by one

EDITORS: Mapping[QuestionType, Callable[[Question, Surroundings], Editor]] = {
    QuestionType.TEXT: LineEditor,
    QuestionType.LONG_TEXT: LongTextEditor,
    QuestionType.INTEGER: LineEditor,
    QuestionType.DECIMAL: LineEditor,
    QuestionType.DATE: DateEditor,
    QuestionType.TIME: LineEditor,
    QuestionType.DATETIME: DateTimeEditor,
    QuestionType.PARTIAL_DATE: PartialDateEditor,
    QuestionType.SELECT_ONE: PillsEditor,
    QuestionType.SELECT_MULTIPLE: ChecksEditor,
    QuestionType.PERSON: PersonEditor,
    QuestionType.OFFICER: OfficerEditor,
    QuestionType.ATTACHMENT: AttachmentEditor,
    QuestionType.NOTE: ShownEditor,
    QuestionType.CALCULATE: ShownEditor,
}


def make_editor(
    question: Question,
    choices: Sequence[Choice],
    surroundings: Surroundings,
    *,
    in_table: bool = False,
) -> Editor:
    """The editor of a question. Long lists of one choice are searched, not laid out."""
    make = EDITORS[question.type]
    if question.name == REASON:
        make = AgreedEditor
    elif question.name in people.ALSO:  # a name in plain text: whoever is in the file is offered
        make = PersonEditor
    elif question.read_only:
        make = ShownEditor
    elif in_table and question.type is QuestionType.SELECT_ONE:
        make = DotsEditor
    elif question.type is QuestionType.SELECT_ONE and (
        "minimal" in question.appearance or len(choices) > MOST_PILLS
    ):
        make = ComboEditor
    elif question.type is QuestionType.SELECT_MULTIPLE and len(choices) > MOST_TICKS:
        make = ChipsEditor
    editor = make(question, surroundings)
    editor.set_choices(choices)
    return editor
