"""Where an officer types in a question, for after a lock: the field, the cursor, what Ctrl+Z
brings back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tipdesk.cases.interview.unfinished import Typing, from_words
from tipdesk.cases.model import Answer
from tipdesk.core.errors import AnswerRefused
from tipdesk.desk.session.session import Place
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.text_editors import resume, text_field, text_of, typing_in
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.parts import cursor_in


def typing_of(row: QuestionRow, *, whole: bool) -> Typing:
    """The field of the row that has the cursor, also while it waits behind F7, or else its first
    one. With `whole` also what can be undone there."""
    inputs = list(row.editor.inputs())
    at = row.resumes if row.masked else cursor_in(row.window())
    part = inputs.index(at) if at in inputs else 0
    field = text_field(inputs[part]) if inputs else None
    return Typing(part) if field is None else typing_in(field, part, whole=whole)


def come_back(stage: SectionStage, place: Place) -> None:
    """Put the cursor where it was in the section that is shown, and what could be undone behind it;
    or the cursor on the first question."""
    if not (place.path and stage.go_to(place.path, place.cursor)):
        stage.focus_first()
    elif (row := stage.focused()) is not None and row.path == place.path:
        _resume(row, from_words(place.words, place.cursor))


def _resume(row: QuestionRow, typing: Typing) -> None:
    """In one row. An answer that is another one since stays as it is."""
    inputs = row.editor.inputs()
    if typing.part >= len(inputs):
        return
    part = inputs[typing.part]
    _put_cursor(row, part)
    field = text_field(part)
    if field is None:
        return
    known, shown = _said(row), text_of(field)
    untouched = typing.text == shown and not (typing.undo or typing.redo)
    if untouched or typing.text is None or field.isReadOnly() or known is None:
        resume(field, Typing(cursor=typing.cursor, anchor=typing.anchor, top=typing.top))
        return
    resume(field, typing)
    if _said(row) != known:
        at = min(typing.cursor, len(shown))
        resume(field, Typing(cursor=at, anchor=at, text=shown))


def _put_cursor(row: QuestionRow, part: QWidget) -> None:
    if row.masked:
        row.resumes = part
    elif not part.hasFocus():
        part.setFocus(Qt.FocusReason.OtherFocusReason)


def _said(row: QuestionRow) -> Answer | str | None:
    """What stands in the row: an answer, or words that are none yet. None while a reason stands
    there instead, or the row is closed to the officer."""
    try:
        answer = row.answer()
    except AnswerRefused:
        return row.editor.typed()
    return None if answer.reason is not None or answer.closed else answer
