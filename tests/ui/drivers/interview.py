"""The page of the interview: sections, questions and rows as an officer goes through them. The only
place of the tests that knows what the page is put together of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QAbstractButton, QApplication, QListView, QScrollArea, QWidget

from tests.ui.drivers.form import Question, Repeat
from tests.ui.gestures import bare
from tipdesk.cases.model import Answer
from tipdesk.core.errors import TipdeskError
from tipdesk.forms.model import Phase
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.interview.autosave import SaveKind
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.interview.section_list import phase_label
from tipdesk.ui.interview.timeline_panel import TimelinePanel

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


def is_prepared(page: InterviewPage, section: str) -> bool:
    """Whether a section was built, also one that was not turned to yet."""
    return page._stage._views.is_made(section)


def section_view(page: InterviewPage) -> SectionView:
    """The widget of the section that is shown."""
    return page._stage._shown


# --- questions ----------------------------------------------------------------------------------


def has_question(page: InterviewPage, path: str) -> bool:
    """Whether a question is asked in a section that was shown already; one that waits there, dim,
    is not."""
    row = page._stage.row(path)
    return row is not None and row.isEnabled()


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


def go_into(page: InterviewPage, path: str, caret: int | None = None) -> bool:
    """Put the cursor on a question of the section that is shown, behind `caret` letters where it
    says so; whether the question is there."""
    return page._stage.go_to(path, caret)


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


def add_row(page: InterviewPage, repeat: str) -> None:
    """A row that is added from elsewhere than its repeat: from a document, a suggestion."""
    page._keeper.add_row(repeat)


def remove_row(page: InterviewPage, repeat: str, number: int) -> None:
    """A row is taken away from elsewhere than its repeat."""
    page._keeper.remove_row(repeat, number)


def restore_row(page: InterviewPage, repeat: str, number: int) -> None:
    """It is brought back from there."""
    page._keeper.restore_row(repeat, number)


def half_typed(page: InterviewPage) -> Sequence[str]:
    """What stands in fields that are asked and is no answer yet: the paths of its questions."""
    return page._keeper._unrecorded.half_typed()


def is_reading_documents(page: InterviewPage) -> bool:
    """Whether the lines of a document are being looked at."""
    return page._documents._dialog is not None


def begin_amending(page: InterviewPage) -> None:
    """As the button above a complete file does, wherever the cursor is."""
    page._amending.begin()


def drop_amendment(page: InterviewPage) -> None:
    """As the button that gives an amendment up."""
    page._amending._on_drop()


def saving(page: InterviewPage) -> SaveKind:
    """How keeping what was typed stands."""
    return page._keeper.state.kind


def why_unsaved(page: InterviewPage) -> TipdeskError | None:
    """What keeps it from being kept."""
    return page._keeper.state.error


def is_amending(page: InterviewPage) -> bool:
    """Whether a complete file is being amended."""
    return page._keeper.amending


def amendments(page: InterviewPage) -> Mapping[str, Answer]:
    """What differs from what stands in a complete file, by path."""
    return page._keeper.amendments()


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


# --- what stands around the questions -----------------------------------------------------------


def strip(page: InterviewPage, name: str) -> QWidget:
    """A strip that is there only while it has something to say: `rest`, `offered`, `followed`,
    `others`, `ending`, `nobody_interprets`, `banner`."""
    return getattr(frame_of(page), name)


def remarks_bar(page: InterviewPage) -> QWidget:
    """What a supervisor wrote when returning the file."""
    return frame_of(page).remarks


def amending_bar(page: InterviewPage) -> QWidget:
    """What says that the file is complete, and how it is amended."""
    return frame_of(page).amending


def statement_bar(page: InterviewPage) -> QWidget:
    """What says how the statement stands, and leads on with it."""
    return frame_of(page).statement_bar


def timeline_of(page: InterviewPage) -> TimelinePanel:
    """The dates beside the questions."""
    return frame_of(page).timeline


def time_scale(page: InterviewPage) -> QWidget:
    """The years above them; `marks` says where each stands."""
    return timeline_of(page)._scale


def scroll_area(page: InterviewPage) -> QScrollArea:
    """What the questions are scrolled in."""
    return frame_of(page).area


def section_list(page: InterviewPage) -> QListView:
    """The list of sections beside the questions."""
    return frame_of(page).sections


def section_lines(page: InterviewPage) -> list[str]:
    """What a screen reader says of each line of the list, headings between them."""
    model = section_list(page).model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def sections_in_sight(page: InterviewPage) -> list[str]:
    """The sections of which the list shows the whole line, as a screen reader says them."""
    lines = section_list(page)
    shown = lines.viewport().rect()
    at = [lines.model().index(row, 0) for row in range(lines.model().rowCount())]
    names = {phase_label(phase) for phase in Phase}
    return [
        str(index.data())
        for index in at
        if not lines.isRowHidden(index.row())
        and shown.contains(lines.visualRect(index))
        and index.data() not in names
    ]


def quick_mode(page: InterviewPage) -> QAbstractButton:
    """The button that shows the card of the quick intake; it is not seen while that is shown."""
    return frame_of(page).quick


def can_be_stopped(page: InterviewPage) -> bool:
    """Whether «stop and refer» is offered."""
    return frame_of(page).stop.isVisibleTo(page)


# --- what is still open, as a list --------------------------------------------------------------


def still_open(page: InterviewPage) -> list[str]:
    """The questions on the page of what is still open, in order."""
    return list(section_view(page)._listed)


def open_item(page: InterviewPage, path: str) -> QWidget:
    """One of them, with the ways not to answer it: `later`, `declined`."""
    section_view(page).complete()  # it comes a moment later by itself
    return section_view(page)._items[path]


def way_on(page: InterviewPage) -> QWidget:
    """The line below the questions, with the buttons back and on."""
    return frame_of(page).following.parentWidget()


def offer_break(page: InterviewPage) -> None:
    """What happens after a while with one file."""
    page._break.timer.timeout.emit()


def undone_next(page: InterviewPage) -> str:
    """What the foot of the page says of Ctrl+Z; '' while it says nothing."""
    undo = frame_of(page).undo
    return bare(undo.accessibleName()) if undo.isVisibleTo(page) else ""
