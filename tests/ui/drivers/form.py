"""Questions as an officer meets them: typed into, chosen, left open for a reason, read. The only
place of the tests that knows what a question and the rows of a repeat are put together of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListView, QMenu, QWidget

from tests.ui.gestures import bare, focused, press, texts, type_text
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.forms.model import Choice
from tipdesk.ui.form.choice_editors import ChecksEditor
from tipdesk.ui.form.groups import TableView
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.repeats import RepeatRow, RepeatView, RowHead
from tipdesk.ui.toolkit.combo_editor import Editor


class Question:
    """One question on the screen; `row` is its widget."""

    def __init__(self, row: QuestionRow) -> None:
        self.row = row

    @property
    def path(self) -> str:
        """Which question it is."""
        return self.row.path

    # --- what is done -----------------------------------------------------------------------

    def focus(self, caret: int | None = None) -> None:
        """Put the cursor into it, behind `caret` letters where it says so."""
        self.row.take_focus(caret)

    def type(self, text: str) -> None:
        """Go into it and type."""
        self.focus()
        type_text(text)

    def retype(self, text: str) -> None:
        """Go into it and type over what stands there."""
        self.focus()
        focused().selectAll()
        type_text(text)

    def choose(self, *names: str) -> None:
        """Click pills or ticks, by the codes of their choices."""
        for name in names:
            QTest.mouseClick(self.choice(name), Qt.MouseButton.LeftButton)

    def give_reason(self, reason: MissingReason | None) -> None:
        """Say in its menu why it has no answer; None takes that back."""
        self.row.menu.reason_chosen.emit(reason)

    def leave(self) -> None:
        """The cursor goes elsewhere."""
        self.row.editor.left.emit()

    def open_menu(self) -> QMenu:
        """What F4 opens with the cursor here."""
        self.focus()
        press(Qt.Key.Key_F4)
        return self.menus()[-1]

    def menus(self) -> list[QMenu]:
        """The menus of its answer that were opened and not thrown away yet."""
        return self.row.menu.findChildren(QMenu)

    # --- what is to be seen -----------------------------------------------------------------

    @property
    def answer(self) -> Answer:
        """What stands there as an answer; half a one is refused."""
        return self.row.answer()

    @property
    def text(self) -> str:
        """What stands there, as it would be kept."""
        return self.row.editor.text()

    @property
    def typed(self) -> str:
        """What stands in its fields, also what is no answer yet."""
        return self.row.editor.typed()

    @property
    def label(self) -> str:
        """The words of the question."""
        return bare(self.row.words.title.text())

    @property
    def message(self) -> str:
        """What is said to be wrong below it, '' while nothing is."""
        problem = self.row.notes.problem
        return "" if problem is None or problem.isHidden() else problem.text()

    @property
    def words(self) -> str:
        """Everything that can be read on it."""
        return bare(texts(self.row))

    @property
    def is_asked(self) -> bool:
        """Whether it is to be seen, and not dim."""
        return self.row.isVisible() and self.row.isEnabled()

    @property
    def is_dim(self) -> bool:
        """Whether it keeps its place and is not asked."""
        return self.row.isVisible() and not self.row.isEnabled()

    @property
    def is_open(self) -> bool:
        """Whether its fields are to be seen, not a reason or a cover in their place."""
        return self.row.editor.isVisible()

    @property
    def has_cursor(self) -> bool:
        """Whether the keys go somewhere into it."""
        return self.row.isAncestorOf(focused())

    # --- its parts --------------------------------------------------------------------------

    @property
    def editor(self) -> Editor:
        """All its fields together."""
        return self.row.editor

    @property
    def fields(self) -> Sequence[QWidget]:
        """Its fields, in the order of Tab."""
        return self.row.editor.inputs()

    @property
    def field(self) -> QWidget:
        """The first of them."""
        return self.fields[0]

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices that are open now."""
        return self.row._choices

    def choice(self, name: str) -> QAbstractButton:
        """The pill or tick of a choice, by its code."""
        return self.choices()[name]

    def choices(self) -> dict[str, QAbstractButton]:
        """All its pills or ticks."""
        return choices(self.row.editor)


def offered() -> list[str]:
    """What the list that is open below a field offers; nothing when none is open."""
    popup = QApplication.activePopupWidget()
    if not isinstance(popup, QListView):
        return []
    model = popup.model()
    return [bare(str(model.index(at, 0).data())) for at in range(model.rowCount())]


def take(at: int = 0) -> None:
    """Take one of them, counted from 0."""
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QListView), "no list is open"
    popup.setCurrentIndex(popup.model().index(at, 0))
    press(Qt.Key.Key_Return, popup)


def close_list() -> None:
    """Send the list away."""
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def choices(editor: Editor) -> dict[str, QAbstractButton]:
    """The pills or ticks of an editor, by the codes of their choices."""
    return dict(editor._checks if isinstance(editor, ChecksEditor) else editor._pills)


class Repeat:
    """The rows of one repeat, each a line, one of them open; `view` is its widget."""

    def __init__(self, view: RepeatView) -> None:
        self.view = view

    # --- what is done -----------------------------------------------------------------------

    def add(self) -> None:
        """Press the button that adds a row."""
        self.add_button.click()

    def remove(self, number: int) -> None:
        """Press the button that takes an open row away."""
        self.row(number).removed.emit()

    def bring_back(self) -> None:
        """Press the button that takes that back."""
        self.view._undo.click()

    def give_reason(self, reason: MissingReason | None) -> None:
        """Say in its menu why it has no row."""
        self.view.menu.reason_chosen.emit(reason)

    # --- what is to be seen -----------------------------------------------------------------

    def lines(self) -> list[str]:
        """What a screen reader says of each row, in order."""
        return [self.head(number).accessibleName() for number in sorted(self._rows())]

    def open_rows(self) -> list[int]:
        """The rows whose questions are to be seen."""
        return [number for number, row in self._rows().items() if not row.closed]

    @property
    def words(self) -> str:
        """Everything that can be read on it."""
        return bare(texts(self.view))

    # --- its parts --------------------------------------------------------------------------

    @property
    def add_button(self) -> QAbstractButton:
        """What adds a row."""
        return self.view._add

    def row(self, number: int) -> RepeatRow:
        """The frame of a row."""
        return self._rows()[number]

    def head(self, number: int) -> RowHead:
        """The line of a row, which opens and closes it."""
        return self.row(number).head

    def remove_button(self, number: int) -> QWidget:
        """What takes a row away."""
        return self.row(number)._remove

    def holds(self, number: int, part: QWidget) -> bool:
        """Whether `part` stands among the questions of a row."""
        return self.row(number)._body.isAncestorOf(part)

    def _rows(self) -> dict[int, RepeatRow]:
        return self.view._rows


def column_heads(table: TableView) -> list[QLabel]:
    """The choices that stand once above the rows of a table."""
    return table._heads
