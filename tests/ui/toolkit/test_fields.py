"""Lines to type in: where they begin, and what the cursor leaves to be read."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.ui.drivers.seeing import first
from tests.ui.forms import ABOUT, COUNTRIES, question
from tests.ui.gestures import type_text
from tipdesk.forms.model import QuestionType
from tipdesk.ui.toolkit.combo_editor import ComboEditor, LineField
from tipdesk.ui.toolkit.fields import TextLine, code_field, search_line

HINT = "اكتب للبحث أو اختر"


def combo_line():
    editor = ComboEditor(question(QuestionType.SELECT_ONE), ABOUT)
    editor.set_choices(COUNTRIES)
    return editor


def hinted(line):
    line.setPlaceholderText(HINT)
    return line


KINDS = {
    "plain": lambda: hinted(TextLine()),
    "search": lambda: search_line(HINT),
    "combo": combo_line,
    "date": lambda: hinted(LineField(ltr=True)),
    "code": lambda: code_field("JLB"),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def line(request, qtbot):
    widget = request.param()
    qtbot.addWidget(widget)
    widget.resize(360, widget.sizeHint().height())
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    inner = widget if isinstance(widget, QLineEdit) else first(widget, QLineEdit)
    inner.owner = widget  # lives as long
    return inner


def inked(line, area):
    """The columns of pixels, measured from the field's left, in which something is drawn."""
    picture = QImage(line.size(), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    line.render(picture, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    ground = picture.pixel(line.width() // 2, area.top())
    rows = range(area.top(), area.bottom())
    columns = range(area.left(), area.right())
    return {x for x in columns if any(picture.pixel(x, y) != ground for y in rows)}


def test_the_cursor_of_an_empty_line_stands_before_its_hint(line):
    line.clearFocus()
    caret = line.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center().x()
    inner = line.rect().adjusted(8, 9, -8, -9)
    ink = inked(line, inner)
    assert len(ink) > 10
    assert not {caret - 1, caret, caret + 1} & ink


def test_digits_begin_where_words_begin(line):
    ends = []
    for typed in ("27", "كلمة"):
        line.setText("")
        line.setFocus()
        type_text(typed, line)
        caret_free = line.rect().adjusted(line.width() // 3, 9, -12, -9)
        line.clearFocus()
        ends.append(max(inked(line, caret_free), default=0))
    assert abs(ends[0] - ends[1]) <= 8, ends


def test_a_hint_is_read_as_it_was_given():
    line = hinted(TextLine())
    assert line.placeholderText() == HINT
    assert search_line(HINT).accessibleName() == HINT
