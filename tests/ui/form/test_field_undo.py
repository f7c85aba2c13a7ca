"""What can be undone in a field is read without a trace, and put back into another one."""

from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from tests.ui.gestures import press, type_text
from tipdesk.cases.interview.unfinished import Typing
from tipdesk.ui.form.text_editors import begin_change, resume, text_of, typing_in

CTRL = Qt.KeyboardModifier.ControlModifier
KINDS = (QLineEdit, QPlainTextEdit)


def walk(field, key):
    """The texts that this key brings, one after another."""
    texts = [text_of(field)]
    for _press in range(80):
        press(key, field, CTRL)
        if text_of(field) != texts[-1]:
            texts.append(text_of(field))
    return texts


def both_ways(field):
    """All that can be done again, then all that can be undone."""
    return walk(field, Qt.Key.Key_Y), walk(field, Qt.Key.Key_Z)


def do_something(field, random):
    """A key, a mark, a mouse: what people do in a field."""
    long = isinstance(field, QPlainTextEdit)
    length = len(text_of(field))
    at, end = random.randint(0, length), random.randint(0, length)
    match random.randrange(7):
        case 0:
            press(Qt.Key.Key_Backspace, field)
        case 1 if long:
            cursor = field.textCursor()
            cursor.setPosition(at)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            field.setTextCursor(cursor)
        case 1:
            field.setSelection(at, end - at)
        case 2 if long:
            begin_change(field)
        case 3 if random.random() < 0.5:
            press(random.choice([Qt.Key.Key_Z, Qt.Key.Key_Y]), field, CTRL)
        case _:
            signs = "ابج xy\n" if long else "ابج xy"
            type_text("".join(random.choices(signs, k=3)), field)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_keys_bring_the_same_words(qtbot, pytestconfig, kind):
    signals_seen = []
    for seed in range(600 if pytestconfig.getoption("--long") else 12):
        random = Random(seed)
        field, other = kind(), kind()
        for line in (field, other):
            qtbot.addWidget(line)
        for _deed in range(random.randint(1, 25)):
            do_something(field, random)
        signals = [field.textChanged, other.textChanged]
        signals += [line.textEdited for line in (field, other) if kind is QLineEdit]
        for signal in signals:
            signal.connect(lambda *_arguments: signals_seen.append(1))
        signals_seen.clear()
        typing = typing_in(field, 0, whole=True)
        resume(other, typing)
        assert typing_in(field, 0, whole=True) == typing_in(other, 0, whole=True) == typing
        assert not signals_seen
        assert text_of(field) == text_of(other) == typing.text
        assert both_ways(field) == both_ways(other)


def test_what_is_kept_is_undone_apart_from_what_follows(qtbot):
    """Qt itself would take the whole paragraph back at once."""
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    type_text("وصلتُ ", field)
    begin_change(field)
    type_text("مساءً", field)
    assert walk(field, Qt.Key.Key_Z) == ["وصلتُ مساءً", "وصلتُ ", ""]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_and_a_cursor_beyond_the_text(qtbot, kind):
    field = kind()
    qtbot.addWidget(field)
    resume(field, Typing(cursor=2, anchor=6, text="وصلت مساء"))
    typing = typing_in(field, 0, whole=False)
    assert (typing.cursor, typing.anchor, typing.text) == (2, 6, None)
    resume(field, Typing(cursor=99, anchor=-1))
    assert typing_in(field, 3, whole=False) == Typing(3, 9, 0)


class _Forgetful(QLineEdit):
    def redo(self):
        """As Qt does after some ways of undoing: nothing comes back."""


def test_a_way_back_that_ends_elsewhere_costs_the_history_and_no_word(qtbot):
    field = _Forgetful()
    qtbot.addWidget(field)
    type_text("وصلت", field)
    typing = typing_in(field, 0, whole=True)
    assert (field.text(), field.cursorPosition()) == ("وصلت", 4)
    assert typing == Typing(0, 4, 4, 0, "وصلت")
    assert not field.isUndoAvailable()
