"""A person answers one question with its own widgets: types, clicks pills, chooses from lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from tests.ui.drivers.form import Question, choices
from tests.ui.drivers.seeing import long_field
from tests.ui.gestures import click, confirm, dialogs, press, type_text
from tipdesk.core.clock import KUWAIT
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.forms.values import DatePoint, Qualifier, parse_partial_date
from tipdesk.i18n.text import _
from tipdesk.ui.form.choice_editors import ChecksEditor, ChipsEditor, PillsEditor
from tipdesk.ui.form.date_editors import DateEditor, DateTimeEditor
from tipdesk.ui.form.editors import AgreedEditor, AttachmentEditor
from tipdesk.ui.form.partial_date_editor import PartialDateEditor
from tipdesk.ui.form.text_editors import LineEditor, LongTextEditor
from tipdesk.ui.toolkit.combo_editor import NAME_ROLE, ComboEditor, Editor, OfficerEditor


def put_in(question: Question, value: str) -> None:
    """Give the stored `value` as an answer; the cursor stays there."""
    assert question.is_asked, question.path
    question.focus()
    editor = question.editor
    deed = next(deed for kind, deed in _DEEDS.items() if isinstance(editor, kind))
    deed(editor, value)


def fill_in(question: Question, value: str) -> None:
    """Give the stored `value` as an answer, then go on with Tab."""
    put_in(question, value)
    row, editor = question.row, question.editor
    if isinstance(editor, AgreedEditor):  # it is built anew
        return
    at = row.window().focusWidget()
    inside = at is not None and row.isAncestorOf(at)
    press(Qt.Key.Key_Tab, at if inside else editor.inputs()[0])
    QApplication.processEvents()


def write(field: QWidget, text: str) -> None:
    """Type over what stands in a field; a list that opens meanwhile is sent away."""
    field.setFocus()
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    field.selectAll()
    if not text:
        press(Qt.Key.Key_Backspace, field)
    first, *lines = text.split("\n")
    type_text(first, field)
    for line in lines:
        press(Qt.Key.Key_Return, field)
        type_text(line, field)
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def _line(editor: LineEditor | LongTextEditor, value: str) -> None:
    write(editor.inputs()[0], value)


def _day(editor: DateEditor, value: str) -> None:
    write(editor.inputs()[0], _as_said(date.fromisoformat(value)))


def _moment(editor: DateTimeEditor, value: str) -> None:
    there = datetime.fromisoformat(value).astimezone(KUWAIT)
    day, clock, _now = editor.inputs()
    write(day, _as_said(there.date()))
    press(Qt.Key.Key_Tab, day)
    write(clock, f"{there:%H:%M}")


def _as_said(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _partial(editor: PartialDateEditor, value: str) -> None:
    known = parse_partial_date(value)
    how, *fields, words = editor.inputs()
    assert isinstance(how, QComboBox)
    _go_down_to(how, known.qualifier)
    first = known.start or known.end
    points = (first, known.end if known.qualifier is Qualifier.BETWEEN else None)
    for at, point in enumerate(points):
        if point is not None:
            for field, part in zip(fields[3 * at :], _parts(point), strict=False):
                write(field, str(part) if part else "")
    write(words, known.words)


def _parts(point: DatePoint) -> tuple[int, int, int]:
    return (point.day, point.month, point.year)


def _officer(editor: OfficerEditor, value: str) -> None:
    (combo,) = editor.inputs()
    assert isinstance(combo, QComboBox)
    _go_down_to(combo, value)


def _file(editor: AttachmentEditor, value: str) -> None:
    (combo,) = editor.inputs()
    assert isinstance(combo, QComboBox)
    _go_down_to(combo, value)


def _go_down_to(combo: QComboBox, data: object) -> None:
    """Choose with the arrow keys."""
    combo.setFocus()
    press(Qt.Key.Key_Home, combo)
    for _step in range(combo.count()):
        if combo.currentData() == data:
            return
        press(Qt.Key.Key_Down, combo)
    raise AssertionError(f"{data!r} is not in the list")


def _pill(editor: PillsEditor, value: str) -> None:
    pill = choices(editor)[value]
    if pill.isChecked():  # as the program has begun it: taken back, then chosen by hand
        QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)


def _ticks(editor: ChecksEditor, value: str) -> None:
    for name in (*editor.text().split(), *value.split()):
        QTest.mouseClick(choices(editor)[name], Qt.MouseButton.LeftButton)


def _choice(editor: ComboEditor, value: str) -> None:
    """Type what it is called, and take it from the list that opens."""
    (combo,) = editor.inputs()
    assert isinstance(combo, QComboBox)
    line = combo.lineEdit()
    name = combo.itemText(combo.findData(value, NAME_ROLE))
    line.setFocus()
    line.selectAll()
    type_text(name, line)
    if QApplication.activePopupWidget() is None and editor.text() == f"? {name}":
        press(Qt.Key.Key_Down, combo)
    popup = QApplication.activePopupWidget()
    if popup is None:  # nothing else is called so: it is chosen, or a chip already
        return
    assert isinstance(popup, QListView), name
    rows = [popup.model().index(at, 0) for at in range(popup.model().rowCount())]
    popup.setCurrentIndex(next(row for row in rows if row.data() == name))
    press(Qt.Key.Key_Return, popup)


def _chips(editor: ChipsEditor, value: str) -> None:
    search = editor._search
    for name in value.split():
        _choice(search, name)
        press(Qt.Key.Key_Tab, search.inputs()[0].lineEdit())


def _agreed(editor: AgreedEditor, value: str) -> None:
    """The supervisor comes to the desk."""

    def write_reason(dialog: QDialog) -> None:
        write(long_field(dialog), value)
        click(dialog, _("Go on to the confirmation"))

    with dialogs(write_reason, confirm(SUPERVISOR.passphrase)):
        click(editor, _("Supervisor's agreement…"))


_DEEDS: dict[type[Editor], Callable[..., None]] = {
    AgreedEditor: _agreed,
    LongTextEditor: _line,
    LineEditor: _line,
    DateEditor: _day,
    DateTimeEditor: _moment,
    PartialDateEditor: _partial,
    OfficerEditor: _officer,
    AttachmentEditor: _file,
    PillsEditor: _pill,
    ChecksEditor: _ticks,
    ComboEditor: _choice,
    ChipsEditor: _chips,
}
