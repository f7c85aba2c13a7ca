"""What a field cannot hold is refused before it is put in: nothing that stood there changes, what
could be undone can be, and the sentence says how long is too long."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QClipboard, QDropEvent, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.drivers.interview import go_to, question
from tests.ui.drivers.seeing import long_field
from tests.ui.gestures import bare, click, dialogs, texts, type_text
from tipdesk.forms.model import MAX_LONG_TEXT, MAX_TEXT
from tipdesk.i18n.text import _
from tipdesk.ui.interview.readback import CorrectionPanel
from tipdesk.ui.toolkit.dialogs import ask_text
from tipdesk.ui.toolkit.fields import said_over

STORY = "قالت إنها وصلت في مارس. "
LINE = "س" * 199 + "\n"  # Qt lays a text out line by line: one line of it all would take minutes


def letters(count):
    """A text of so many letters, in lines, without one at its end."""
    return (LINE * (count // len(LINE) + 2))[-count - 1 : -1]


@pytest.fixture
def page(officer, places, interview_of):
    return interview_of(officer, places.begun)


@pytest.fixture
def statement(page):
    """The account with some words, of which the last can be undone; the cursor in their midst."""
    go_to(page, "account")
    question(page, "stmt_arabic").editor.show_value(STORY * 10)
    question(page, "stmt_arabic").focus(10**6)
    field = question(page, "stmt_arabic").field
    type_text("ثم", field)
    page.flush()
    cursor = field.textCursor()
    cursor.setPosition(30)
    cursor.setPosition(40, cursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    return field


@pytest.fixture
def name(page):
    """A line with a name, of which the last letter can be undone."""
    go_to(page, "acquaintance")
    question(page, "name_latin_surname").focus()
    field = question(page, "name_latin_surname").field
    field.clear()
    type_text("HAILE", field)
    field.setSelection(1, 2)
    return field


def by_key(field, text):
    QApplication.clipboard().setText(text)
    QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))


def by_menu(field, text):
    QApplication.clipboard().setText(text)
    field.paste()  # what the menu calls


def carried(text, action):
    data = QMimeData()
    data.setText(text)
    buttons = Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), action, data, buttons, Qt.KeyboardModifier.NoModifier)
    event.data = data  # kept alive as long as the event
    return event


def by_drop(field, text):
    field.dropEvent(carried(text, Qt.DropAction.MoveAction))


def by_method(field, text):
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


INPUTS = [by_key, by_menu, by_drop, by_method]


def state(field):
    if isinstance(field, QLineEdit):
        return (
            field.text(),
            field.cursorPosition(),
            field.selectedText(),
            field.isUndoAvailable(),
            field.isRedoAvailable(),
        )
    document, cursor = field.document(), field.textCursor()
    return (
        field.toPlainText(),
        document.revision(),
        document.availableUndoSteps(),
        document.availableRedoSteps(),
        (cursor.anchor(), cursor.position()),
        field.verticalScrollBar().value(),
    )


@pytest.mark.parametrize("way", INPUTS)
def test_a_statement_takes_no_more_than_it_can_hold(page, statement, way):
    before, more = state(statement), letters(600_000)
    way(statement, more)
    assert state(statement) == before
    standing = len(statement.toPlainText()) - (0 if way is by_drop else 10)
    total = standing + len(more)
    assert f"{total:,}" in bare(texts(page))
    assert f"{MAX_LONG_TEXT:,}" in bare(texts(page))
    assert said_over(total, MAX_LONG_TEXT) in texts(page)
    statement.document().undo()
    assert statement.toPlainText() == STORY * 10  # as before: only the last words go


def test_five_million_letters_are_refused_before_they_are_put_in(page, statement):
    put_in = []
    statement.document().contentsChange.connect(lambda *change: put_in.append(change))
    by_key(statement, letters(5_000_000))
    assert put_in == []
    assert "5,000,2" in bare(texts(page))


@pytest.mark.parametrize("at", ["statement", "name"])
def test_what_is_refused_stays_where_it_was_dragged_from(request, at):
    field = request.getfixturevalue(at)
    event = carried(letters(600_000), Qt.DropAction.MoveAction)
    field.dropEvent(event)
    assert not event.isAccepted()
    assert event.dropAction() is Qt.DropAction.IgnoreAction


@pytest.mark.parametrize("way", INPUTS)
def test_it_takes_what_it_can_hold_to_the_last_letter(page, statement, way):
    cursor = statement.textCursor()
    cursor.clearSelection()
    statement.setTextCursor(cursor)
    more = "😀" + letters(MAX_LONG_TEXT - len(statement.toPlainText()) - 1)
    way(statement, more)
    assert len(statement.toPlainText()) == MAX_LONG_TEXT
    assert page.flush()
    before = state(statement)
    type_text("س", statement)
    assert state(statement) == before
    assert said_over(MAX_LONG_TEXT + 1, MAX_LONG_TEXT) in texts(page)
    QTest.keyClick(statement, Qt.Key.Key_Return)
    assert state(statement) == before


@pytest.mark.dressed
def test_the_sentence_is_in_sight_however_small_the_page_is(page, statement):
    page.resize(1024, 420)
    QApplication.processEvents()
    by_key(statement, letters(600_000))
    QApplication.processEvents()
    problem = question(page, "stmt_arabic").row.notes.problem
    assert problem.text()
    assert problem.visibleRegion().boundingRect() == problem.rect()


def test_the_sentence_goes_with_the_next_letter(page, statement):
    by_key(statement, letters(600_000))
    too_long = said_over(len(statement.toPlainText()) - 10 + 600_000, MAX_LONG_TEXT)
    assert too_long in texts(page)
    assert not statement.document().isEmpty()
    question(page, "stmt_arabic").leave()
    assert too_long in texts(page)  # not by leaving: somebody may not have read it yet
    type_text("س", statement)
    assert too_long not in texts(page)


def test_a_turn_of_question_and_answer_is_not_begun_beyond_it(page, statement):
    statement.setPlainText(letters(MAX_LONG_TEXT - 1))
    before = statement.toPlainText()
    click(question(page, "stmt_arabic").row, _("Question and answer"))
    QTest.keyClick(statement, Qt.Key.Key_Return)
    assert statement.toPlainText() == before
    assert bare(f"{MAX_LONG_TEXT:,}") in bare(texts(page))


def test_a_text_that_is_too_long_already_can_be_made_shorter_and_that_undone(page, statement):
    long = letters(MAX_LONG_TEXT + 500)
    question(page, "stmt_arabic").editor.show_typed(long)
    statement.selectAll()
    cursor = statement.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(300, cursor.MoveMode.KeepAnchor)
    statement.setTextCursor(cursor)
    by_key(statement, "م" * 100)  # shorter than before, though still too long
    assert len(statement.toPlainText()) == len(long) - 200
    statement.undo()
    assert statement.toPlainText() == long
    before = state(statement)
    by_key(statement, "م" * 400)
    assert state(statement) == before


def test_words_are_moved_within_a_full_text(statement):
    statement.setPlainText("ab" + letters(MAX_LONG_TEXT - 2))
    cursor = statement.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(2, cursor.MoveMode.KeepAnchor)
    statement.setTextCursor(cursor)
    assert statement.takes("cd")
    assert not statement.takes("cde")


@pytest.mark.parametrize("way", INPUTS)
def test_a_line_takes_no_more_than_it_can_hold(page, name, way):
    before = state(name)
    way(name, "A" * 40_000)
    total = 40_005 if way is by_drop else 40_003
    if way is not by_drop:  # the cursor goes where it was dropped
        assert state(name) == before
    assert name.text() == "HAILE"
    assert said_over(total, MAX_TEXT) in texts(page)
    name.deselect()
    type_text("S", name)
    assert said_over(total, MAX_TEXT) not in texts(page)
    assert question(page, "name_latin_surname").answer.value == name.text()


@pytest.mark.parametrize("way", INPUTS)
def test_a_line_takes_what_it_can_hold(page, name, way):
    name.deselect()
    name.setCursorPosition(5)
    way(name, "A" * (MAX_TEXT - 5))
    assert len(name.text()) == MAX_TEXT
    assert question(page, "name_latin_surname").answer.value == name.text()
    name.setCursorPosition(0)
    type_text("B", name)
    assert len(name.text()) == MAX_TEXT
    assert said_over(MAX_TEXT + 1, MAX_TEXT) in texts(page)


def test_the_middle_button_puts_in_no_more_either(page, name):
    if not QApplication.clipboard().supportsSelection():
        name.insert("A" * 40_000)  # what it does where there is a selection to put in
    else:
        QApplication.clipboard().setText("A" * 40_000, QClipboard.Mode.Selection)
        QTest.mouseClick(name, Qt.MouseButton.MiddleButton)
    assert name.text() == "HAILE"


def test_a_correction_says_so_beside_it(qtbot, shown):
    panel = CorrectionPanel()
    shown(panel)
    panel.begin("")
    panel.field.setPlainText("س")
    by_key(panel.field, letters(MAX_LONG_TEXT))
    assert panel.field.toPlainText() == "س"
    assert said_over(MAX_LONG_TEXT + 1, MAX_LONG_TEXT) in texts(panel)


def test_a_question_for_some_lines_says_so_below_them(window):
    def act(dialog):
        field = long_field(dialog)
        type_text("سبب", field)
        by_key(field, letters(MAX_LONG_TEXT))
        assert field.toPlainText() == "سبب"
        assert said_over(MAX_LONG_TEXT + 3, MAX_LONG_TEXT) in texts(dialog)
        type_text("ه", field)
        assert said_over(MAX_LONG_TEXT + 3, MAX_LONG_TEXT) not in texts(dialog)
        click(dialog, "نعم")

    with dialogs(act):
        assert ask_text(window, "عنوان", "سؤال", "نعم", begun="", keep=str) == "سببه"


def test_keys_that_write_nothing_are_let_through_a_full_text(statement):
    statement.setPlainText(letters(MAX_LONG_TEXT))
    statement.moveCursor(statement.textCursor().MoveOperation.End)
    QTest.keyClick(statement, Qt.Key.Key_Left)
    QTest.keyClick(statement, Qt.Key.Key_Backspace)
    assert len(statement.toPlainText()) == MAX_LONG_TEXT - 1
    QApplication.sendEvent(statement, QEvent(QEvent.Type.Leave))
