import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tipdesk.core.settings import resource
from tipdesk.ui.form.choice_editors import RadioPill
from tipdesk.ui.interview.night.answer_line import AnswerLine
from tipdesk.ui.interview.night.night_page import LOWEST
from tipdesk.ui.interview.night.questions import LineState
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.parts import RLM, FittingWords, Words, beyond_the_line
from tipdesk.ui.toolkit.privacy import Landscape
from tipdesk.ui.toolkit.theme import label_font


def ink(label):
    """The first and the last column with ink, of a label drawn dark on white."""
    image = label.grab().toImage()
    ground = image.pixelColor(0, 0)
    columns = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    ]
    return columns[0] / image.devicePixelRatio(), columns[-1] / image.devicePixelRatio()


def test_a_line_that_begins_with_a_code_stays_at_the_right(qtbot):
    label = Words("\u2066TDX-2026-00007\u2069")
    qtbot.addWidget(label)
    label.resize(400, 30)
    first, last = ink(label)
    assert last > 380
    assert first > 200


def ink_rows(label):
    """How many rows have ink."""
    image = label.grab().toImage()
    ground = image.pixelColor(0, 0)
    return sum(
        any(image.pixelColor(x, y) != ground for x in range(image.width()))
        for y in range(image.height())
    )


NAMED = sorted(set(re.findall(r"QLabel#(\w+)", resource("style.qss").read_text("utf-8"))))


@pytest.mark.dressed
@pytest.mark.parametrize("kind", [Words, FittingWords])
@pytest.mark.parametrize("name", ["", "h1", "h2", "muted", "right"])
def test_the_dots_of_a_last_yeh_are_not_cut(qtbot, kind, name):
    """They reach beyond what the font says of itself; on Windows all of them were cut at 10."""
    label = kind("في")
    label.setObjectName(name)
    qtbot.addWidget(label)
    label.resize(300, label.sizeHint().height() + 40)
    whole = ink_rows(label)
    label.resize(300, label.sizeHint().height())
    assert ink_rows(label) == whole


@pytest.fixture
def large(qapp):
    """Within: letters of 130 %."""
    theme.apply(qapp, 130)
    yield
    theme.apply(qapp)


@pytest.mark.usefixtures("large")
def test_nor_in_a_line_of_the_card_that_is_lower_than_its_face(qtbot):
    line = AnswerLine()
    line.last = True  # no rule below it
    line.show_state(LineState("", "في"), current=False)
    qtbot.addWidget(line)
    line.setEnabled(True)

    line.resize(300, LOWEST)
    image = line.grab().toImage().copy(0, 0, 60, LOWEST)  # without the mark at the right
    ground = image.pixelColor(59, 0)
    inked = [y for y in range(LOWEST) if any(image.pixelColor(x, y) != ground for x in range(60))]
    assert len(inked) > 15
    assert inked[-1] < LOWEST - 1


@pytest.mark.dressed
@pytest.mark.parametrize("name", ["", *NAMED])
def test_the_face_of_a_label_is_known_before_it_is_worn(qtbot, name):
    label, plain = Words("في"), QLabel("في")
    for each in (label, plain):
        each.setObjectName(name)
        qtbot.addWidget(each)
        each.ensurePolished()
    worn, expected = label.font(), label_font(name)
    assert (worn.pointSizeF(), worn.weight()) == (expected.pointSizeF(), expected.weight())
    room = label.contentsMargins() - plain.contentsMargins()  # which the style sheet gives
    assert (room.top(), room.bottom()) == beyond_the_line(worn)


def line_ends(widget, top, bottom, right):
    """How far from `right` the ink of each line of text between `top` and `bottom` begins."""
    image = widget.grab().toImage()
    tall = widget.fontMetrics().lineSpacing()
    lines = round((bottom - top) / tall)
    return [
        right
        - max(
            x
            for x in range(right)
            for y in range(top + line * tall, min(top + (line + 1) * tall, image.height()))
            if image.pixelColor(x, y).lightness() < 128
        )
        for line in range(lines)
    ]


SENTENCE = "هل سبق أن تحدثت مع جهة أخرى عن هذا الموضوع؟ نسأل كي لا تُعاد عليك الأسئلة."


@pytest.mark.parametrize("width", range(150, 420, 30))
def test_every_line_of_a_wrapped_sentence_begins_at_the_right_edge(qtbot, width):
    label = Words(SENTENCE)
    label.setWordWrap(True)
    qtbot.addWidget(label)
    label.resize(width, label.heightForWidth(width))
    ends = line_ends(label, 0, label.height(), width)
    assert len(ends) >= 2
    assert max(ends) <= 4, ends


def test_a_wrapped_choice_begins_every_line_under_the_first(qtbot):
    pill = RadioPill("مجني عليه ثبتت صفته بقرار الجهة المختصة بعد السماع")
    qtbot.addWidget(pill)
    pill.resize(220, pill.heightForWidth(220))
    beside_the_mark = 220 - (13 + 16 + 2)
    ends = line_ends(pill, 8, pill.height() - 8, beside_the_mark)
    assert len(ends) >= 2
    assert max(ends) - min(ends) <= 3, ends


def test_the_mark_is_not_part_of_the_words(qtbot):
    label = Words("سطر\nسطر")
    qtbot.addWidget(label)
    assert label.text() == "سطر\nسطر"
    assert RLM not in label.text()
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_words_that_fit_in_one_line_ask_for_one_line(qtbot):
    label = FittingWords("الخصوصية مكفولة ولا يسمع أحد ما يُقال")
    qtbot.addWidget(label)
    assert label.sizeHint().width() < 420
    line_height = label.heightForWidth(label.sizeHint().width())
    assert label.heightForWidth(label.sizeHint().width() // 2) > line_height


def test_the_landscape_holds_no_words(qtbot):
    hills = Landscape()
    qtbot.addWidget(hills)
    hills.resize(300, 200)
    image = hills.grab().toImage()
    assert len({image.pixelColor(x, y).name() for x in range(0, 300, 20) for y in (5, 199)}) > 1
    assert hills.accessibleName() == ""
