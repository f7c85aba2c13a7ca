"""A passphrase as it is typed: edited as any line is, drawn as dots, gone from memory when wiped."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.journeys.memory import copies
from tests.ui.gestures import press, type_text
from tipdesk.core.secret_text import SecretText, overwrite
from tipdesk.ui.toolkit.confirming import PassphraseField
from tipdesk.ui.toolkit.secret_line import LetterStore, SecretLine

SIGNS = "اعَببلة دx1 ٣é"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
# Arrows go where the dots lie, and Qt's own line goes by the letters that are not seen.
ACTS = [
    lambda line: press(Qt.Key.Key_Backspace, line),
    lambda line: press(Qt.Key.Key_Delete, line),
    lambda line: press(Qt.Key.Key_Backspace, line, CTRL),
    lambda line: press(Qt.Key.Key_Home, line),
    lambda line: press(Qt.Key.Key_End, line, SHIFT),
    *(lambda line, back=back: line.cursorBackward(back, 1) for back in (False, True)),
    *(lambda line, on=on: line.cursorForward(on, 2) for on in (False, True)),
]


@pytest.fixture(params=[Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight])
def pair(request, qtbot):
    """Our line, and Qt's own beside it."""
    lines = SecretLine(), QLineEdit()
    lines[1].setEchoMode(QLineEdit.EchoMode.Password)
    for line in lines:
        qtbot.addWidget(line)
        line.setLayoutDirection(request.param)
        line.show()
    return lines


def compose(text, line):
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


def test_whatever_is_pressed_it_holds_what_any_line_would(pair):
    chance = Random(7)
    ours, other = pair
    edited = []
    ours.textEdited.connect(lambda _text: edited.append(str(ours.text())))
    for _turn in range(1500):
        step = chance.random()
        words = "".join(chance.choices(SIGNS, k=chance.randrange(1, 6)))
        act = chance.choice(ACTS)
        QGuiApplication.clipboard().setText(words)
        for line in pair:
            if step < 0.5:
                type_text(words[0], line)
            elif step < 0.6:
                compose(words, line)
            elif step < 0.65:
                press(Qt.Key.Key_V, line, CTRL)
            else:
                act(line)
        assert ours.text() == other.text()
        assert ours.cursorPosition() == other.cursorPosition()
        assert step >= 0.65 or edited[-1] == other.text(), "who hears of it reads what is there"


def test_a_sign_of_two_units_comes_and_goes_whole(pair):
    for line in pair:
        type_text("ن😀ب😀", line)
        press(Qt.Key.Key_Backspace, line)
        line.setCursorPosition(3)
        press(Qt.Key.Key_Backspace, line)
        type_text("😀", line)
        assert line.text() == "ن😀ب"
        assert line.cursorPosition() == 3


def test_shown_it_is_edited_too_and_hidden_again_it_is_dots(pair):
    ours, other = pair
    for line in pair:
        type_text("محبرة نعناع", line)
        line.setCursorPosition(3)
        line.setEchoMode(QLineEdit.EchoMode.Normal)
        assert line.displayText() == "محبرة نعناع"
        assert line.cursorPosition() == 3
        type_text("س", line)
        press(Qt.Key.Key_Z, line, CTRL)
        type_text("ص", line)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        assert line.cursorPosition() == 4
        type_text("ط", line)
    assert ours.text() == other.text() == "محبصطرة نعناع"
    assert set(ours.displayText()) == set(other.displayText())
    assert len(ours.displayText()) == len(other.displayText())
    assert "ح" not in QLineEdit.text(ours)


def test_it_can_be_dropped_and_set_from_outside(pair):
    ours, _other = pair
    data = QMimeData()
    data.setText("نعناع")
    point = QPointF(QPoint(4, 4))
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(point, action, data, left, Qt.KeyboardModifier.NoModifier)
    ours.dropEvent(event)
    assert ours.text() == "نعناع"
    QLineEdit.setText(ours, "محبرة")  # as a screen reader does
    assert ours.text() == "محبرة"
    assert "محبرة" not in QLineEdit.text(ours)


def test_the_menu_pastes_into_it(pair, qtbot):
    ours, _other = pair
    QGuiApplication.clipboard().setText("نعناع برق")

    def paste():
        menu = QApplication.activePopupWidget()
        (action,) = (act for act in menu.actions() if act.objectName() == "edit-paste")
        menu.setActiveAction(action)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(0, paste)
    place = QPoint(4, 4)
    ours.contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, ours.mapToGlobal(place))
    )
    assert ours.text() == "نعناع برق"
    assert "ن" not in QLineEdit.text(ours)


def test_a_screen_reader_hears_its_name_and_no_letter(qtbot):
    field = PassphraseField()
    qtbot.addWidget(field)
    field.setAccessibleName("عبارة المرور")
    line = field.focusProxy()
    type_text("نعناع", line)
    reader = QAccessible.queryAccessibleInterface(line)
    assert reader.text(QAccessible.Text.Name) == "عبارة المرور"
    assert reader.state().passwordEdit
    assert not set(reader.text(QAccessible.Text.Value)) & set("نعناع")


@pytest.mark.parametrize("text", ["abcdef", "éàü", "محبرة نعناع", "x😀y😀z"])
def test_a_secret_text_is_as_any_text_and_overwrites_itself(text):
    secret = SecretText(text)
    assert secret == text
    assert (secret + "!", hash(secret), secret.encode()) == (text + "!", hash(text), text.encode())
    secret.__del__()
    assert [ord(sign) for sign in secret] == [0] * len(text)
    plain, coded = "".join(reversed(text)), bytes(bytearray(text.encode()))
    overwrite(plain)
    overwrite(coded)
    assert [ord(sign) for sign in plain] == [0] * len(text)
    assert coded == bytes(len(coded))


def test_what_python_shares_is_left_alone():
    for shared in ("", "a", "é"):
        overwrite(shared)
        SecretText(shared).__del__()
    overwrite(b"")
    overwrite(b"a")
    assert [chr(97), chr(233), bytes([97])] == ["a", "é", b"a"]


def test_letters_that_leave_the_store_are_overwritten():
    store = LetterStore()
    store.replace(0, 0, "ن" * 300)  # more than there was room for
    memory = store.memory
    store.replace(10, 280, "")
    assert store.text() == "ن" * 20
    assert bytes(memory).rstrip(b"\0") == ("ن" * 20).encode("utf-16-le")
    store.replace(0, 0, "ب" * 900)
    assert not any(memory)


@pytest.mark.parametrize("how", ["typed", "pasted", "shown", "refused", "tried"])
def test_when_it_was_cleared_no_whole_copy_is_left_in_memory(how):
    """The C library overwrites nothing here, as on Windows; but for what was shown, of which Qt
    makes a copy to paint from, and lets it go."""
    words = "محبرة نعناع سلحفاة برق مظلة"
    root = Path(__file__).resolve().parents[3]
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.toolkit.passphrase_child", how],
        cwd=root, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    sought = {
        f"{coding} {part}": text.encode(coding)
        for coding in ("utf-8", "utf-16-le", "utf-32-le")
        for part, text in (("whole", words), ("less its first letter", words[1:]))
    }
    child.stdin.write(json.dumps([ord(sign) for sign in words]) + "\n")
    child.stdin.flush()
    assert child.stdout.readline() == "typed\n"
    before = copies(child.pid, sought)
    assert before["utf-16-le whole"], "the search sees"
    child.stdin.write("\n")
    child.stdin.flush()
    assert child.stdout.readline() == "cleared\n"
    after = copies(child.pid, sought)
    child.communicate("\n")
    assert child.returncode == 0
    assert set(after.values()) == {0}, after
