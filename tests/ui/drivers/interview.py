"""The page of the interview: sections, questions and rows as an officer goes through them. The only
place of the tests that knows what the page is put together of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QApplication

from tests.ui.drivers.form import Question, Repeat
from tipdesk.cases.model import Answer
from tipdesk.core.errors import TipdeskError
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.interview.autosave import SaveKind
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.page import InterviewPage

# --- sections -----------------------------------------------------------------------------------


def go_to(page: InterviewPage, section: str) -> None:
    """Turn to a section, as a line of the list beside it does."""
    page._stage.show(section)


def section_up(page: InterviewPage) -> str:
    """The section that is shown."""
    return page._stage.section


def section_names(page: InterviewPage) -> list[str]:
    """The sections that can be turned to, in order."""
    return [section.name for section in file_of(page).sections()]


def section_view(page: InterviewPage) -> SectionView:
    """The widget of the section that is shown."""
    return page._stage._shown


# --- questions ----------------------------------------------------------------------------------


def has_question(page: InterviewPage, path: str) -> bool:
    """Whether a question stands in a section that was shown already."""
    return page._stage.row(path) is not None


def question(page: InterviewPage, path: str) -> Question:
    """A question of a section that was shown already."""
    row = page._stage.row(path)
    assert row is not None, f"{path} is not asked in what was shown"
    return Question(row)


def write(page: InterviewPage, section: str, path: str, text: str) -> None:
    """Go to a question and type."""
    go_to(page, section)
    question(page, path).type(text)


def seek(page: InterviewPage, path: str) -> bool:
    """Go to a question as remark, review and search lead to it; whether it is asked."""
    return page._stage.seek(path)


def go_into(page: InterviewPage, path: str) -> bool:
    """Put the cursor on a question of the section that is shown; whether it is there."""
    return page._stage.go_to(path)


def go_to_first(page: InterviewPage) -> None:
    """Put the cursor on the first question of the section that is shown."""
    page._stage.focus_first()


def focused_question(page: InterviewPage) -> Question:
    """The question that has the cursor."""
    row = page._stage.focused()
    assert row is not None, f"the cursor is in no question but in {QApplication.focusWidget()}"
    return Question(row)


def focused_path(page: InterviewPage) -> str:
    """Which question has the cursor; '' when none has it."""
    row = page._stage.focused()
    return "" if row is None else row.path


def repeat_of(page: InterviewPage, name: str) -> Repeat:
    """A repeat of the section that is shown."""
    rows = section_view(page).repeat(name)
    assert rows is not None, f"{name} does not stand in {section_up(page)}"
    return Repeat(rows)


# --- what the page holds ------------------------------------------------------------------------


def file_of(page: InterviewPage) -> OpenFile:
    """The file that is open, with its rules and answers."""
    assert page._file is not None
    return page._file


def still_needed(page: InterviewPage, section: str) -> Sequence[str]:
    """What the next step still needs of a section: the paths of its questions."""
    return file_of(page).needs.get(section, ())


def answered(page: InterviewPage, path: str) -> Answer:
    """What the open file holds as an answer."""
    return file_of(page).answers[path]


def put_answers(page: InterviewPage, answers: Mapping[str, Answer]) -> None:
    """Answers that come from elsewhere than the fields: a document, a suggestion."""
    page._keeper.put_now(answers)


def put_unseen(page: InterviewPage, answers: Mapping[str, Answer]) -> None:
    """Answers of the open file that are neither kept nor shown yet."""
    file_of(page).put(answers)
    file_of(page).evaluate()


def section_of(page: InterviewPage, path: str) -> str:
    """In which section the form asks a question."""
    return file_of(page).rules.section_of(path)


def refresh(page: InterviewPage) -> None:
    """Show what the answers ask for now."""
    page._stage.refresh()


def saving(page: InterviewPage) -> SaveKind:
    """How keeping what was typed stands."""
    return page._keeper.state.kind


def is_amending(page: InterviewPage) -> bool:
    """Whether a complete file is being amended."""
    return page._keeper.amending


def amendments(page: InterviewPage) -> list[str]:
    """What differs from what stands in a complete file, by path."""
    return list(page._keeper.amendments())


def frame_of(page: InterviewPage) -> InterviewFrame:
    """What stands around the questions: bars above, ways below, what is offered beside them."""
    return page._frame


def come_by_no_key(page: InterviewPage, path: str) -> None:
    """Somebody else than the cursor has changed a field: its question is told."""
    page._keeper.edited(path)


def fail_saving(page: InterviewPage, error: TipdeskError) -> None:
    """What was typed could not be kept, just now."""
    page._keeper.failed.emit(error)


def read_typed(page: InterviewPage) -> None:
    """What was typed is read, as it is after a rest of the keys."""
    page._keeper.think()
