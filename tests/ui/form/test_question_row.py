import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.drivers.form import Question
from tests.ui.drivers.seeing import every
from tests.ui.forms import ABOUT, CHOICES, YNU, question
from tests.ui.gestures import press, texts, type_text
from tests.ui.layout_faults import cut, squeezed
from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.model import LocalText, QuestionType
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.toolkit.combo_editor import Surroundings

Q = QuestionType


@pytest.fixture
def row_of(qtbot):
    def make(kind=Q.TEXT, **more):
        asked = question(kind, **more)
        row = QuestionRow("path", asked, CHOICES.get(kind, ()), ABOUT)
        row.paths_edited = []
        row.edited.connect(row.paths_edited.append)
        row.resize(700, 160)
        qtbot.addWidget(row)
        with qtbot.waitActive(row):
            row.show()
            row.activateWindow()
        return row

    return make


def chosen(row, text):
    """Take the entry of the row's menu."""
    row.menu.open()
    menu = Question(row).menus()[-1]
    action = next(action for action in menu.actions() if action.text() == text)
    action.trigger()
    menu.close()


def test_a_typed_answer_is_read_in_its_stored_form(row_of):
    row = row_of(Q.INTEGER)
    row.editor.take_focus()
    type_text("٢٧")
    assert row.answer() == Answer("27")
    assert row.paths_edited == ["path", "path"]


@pytest.mark.parametrize("kind", [Q.TEXT, Q.LONG_TEXT, Q.DATE, Q.SELECT_ONE, Q.SELECT_MULTIPLE])
def test_every_question_can_stay_without_an_answer_for_a_reason(row_of, kind):
    row = row_of(kind)
    chosen(row, "امتنع عن الإجابة")
    assert row.answer() == Answer(reason=MissingReason.DECLINED)
    assert "امتنع عن الإجابة" in texts(row)
    assert row.paths_edited == ["path"]


def test_a_reason_puts_the_answer_aside_and_taking_it_back_brings_it_back(row_of):
    row = row_of()
    row.show_answer(Answer("مريم"))
    chosen(row, "امتنع عن الإجابة")
    assert row.answer().value == ""
    assert not row.editor.isVisible()
    chosen(row, "إزالة السبب")
    assert row.answer() == Answer("مريم")
    assert row.editor.isVisible()


def test_declined_stands_first_and_looks_like_any_other_reason(row_of):
    row = row_of()
    row.menu.open()
    names = [action.text() for action in Question(row).menus()[-1].actions()]
    assert names[0] == "امتنع عن الإجابة"
    Question(row).menus()[-1].close()
    chosen(row, "امتنع عن الإجابة")
    assert row.place.reason.words.objectName() == "chipgrey"


def test_the_source_is_kept_with_the_answer(row_of):
    row = row_of()
    row.show_answer(Answer("مريم"))
    chosen(row, "وثيقة")
    assert row.answer() == Answer("مريم", source=Source.DOCUMENT)
    assert "وثيقة" in row.menu.text()


class Layouts(QObject):
    """Counts how often a widget is asked to lay itself out anew."""

    def __init__(self, watched):
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_only_the_first_letter_lays_the_question_out_anew(row_of):
    row = row_of(Q.LONG_TEXT)
    layouts = Layouts(row)
    row.editor.take_focus()
    type_text("م")
    QApplication.processEvents()
    assert layouts.count == 1  # the menu offers the source now
    type_text("ريم")
    QApplication.processEvents()
    assert layouts.count == 1


def test_a_long_text_without_a_word_is_no_answer_yet(row_of):
    row = row_of(Q.LONG_TEXT)
    row.editor.take_focus()
    offers_a_reason = row.menu.text()
    type_text(" \n ")
    assert row.menu.text() == offers_a_reason
    type_text("م")
    assert row.menu.text() != offers_a_reason  # its source now
    for _letter in range(2):
        press(Qt.Key.Key_Backspace)
    assert row.menu.text() == offers_a_reason


def test_an_answer_can_be_emptied(row_of):
    row = row_of(Q.SELECT_ONE)
    row.show_answer(Answer("no", source=Source.PERSON))
    chosen(row, "مسح الإجابة")
    assert row.answer() == Answer()


def test_what_does_not_fit_is_said_only_when_the_field_is_left(row_of):
    row = row_of(Q.DATE)
    row.editor.take_focus()
    type_text("12/")
    assert row.notes.problem is None
    with pytest.raises(AnswerRefused):
        row.answer()
    row.editor.inputs()[0].clearFocus()
    assert row.notes.problem.isVisible()
    assert "لا يُعدّ إجابة" in row.notes.problem.text()
    assert row.editor.inputs()[0].property("invalid") is True
    assert row.notes.problem.text() in row.editor.inputs()[0].accessibleDescription()
    row.editor.take_focus()
    type_text("03/1999")
    assert row.notes.problem is None
    assert row.answer() == Answer("1999-03-12")


def test_the_words_agree_with_the_person(row_of):
    row = row_of(hint=LocalText("", "", "هل وصلتِ؟", "هل وصلتَ؟"))
    assert row.words.title.text() == "السؤال"
    row.set_surroundings(Surroundings("ar", "female"))
    assert (row.words.title.text(), row.words.hint.text()) == ("السؤال لها", "هل وصلتِ؟")
    row.set_surroundings(Surroundings("ar", "male"))
    assert (row.words.title.text(), row.words.hint.text()) == ("السؤال له", "هل وصلتَ؟")
    assert row.editor.inputs()[0].accessibleName() == "السؤال له"


def test_labels_are_plain_text_and_codes_in_them_keep_their_order(row_of):
    row = row_of(label=LocalText("<ب>رقم KW-2026-7 أو +965 5012 3456", "x"))
    for label in every(row, QLabel):
        assert label.pixmap() or label.textFormat() == Qt.TextFormat.PlainText
    assert "\u2066KW-2026-7\u2069" in row.words.title.text()
    assert "\u2066+965 5012 3456\u2069" in row.words.title.text()


def test_needed_is_a_dot_not_an_alarm(row_of):
    row = row_of()
    row.set_needed(True)
    assert row.words.mark.isVisible()
    assert "مطلوب للخطوة التالية" in row.editor.inputs()[0].accessibleDescription()
    assert row.editor.inputs()[0].property("invalid") is not True


def test_advice_for_the_officer_is_read_only_when_asked_for(row_of):
    row = row_of(guidance=LocalText("اسأل مبكراً", "Ask early"))
    assert row.words.guidance.isHidden()
    row.words.info.click()
    assert row.words.guidance.isVisible()


def test_masking_hides_every_answer_that_tells_of_a_person(row_of):
    name = row_of(level=2)
    name.show_answer(Answer("مريم"))
    name.set_masked(True)
    assert not name.editor.isVisible()
    assert "مريم" not in texts(name)
    name.set_masked(False)
    assert name.editor.isVisible()
    for level, hidden in ((1, False), (2, True)):
        choice = row_of(Q.SELECT_ONE, level=level)
        choice.set_masked(True)
        assert choice.editor.isVisible() is not hidden


def test_read_only_shows_and_takes_nothing(row_of):
    row = row_of()
    row.show_answer(Answer("مريم"))
    row.set_read_only(True)
    row.editor.take_focus()
    type_text("س")
    assert row.answer() == Answer("مريم")
    assert not row.menu.isVisible()


def test_a_choice_that_is_not_open_any_more_is_not_offered(row_of):
    row = row_of(Q.SELECT_ONE)
    row.set_choices(YNU[:2])
    assert [pill.text() for pill in row.editor.inputs()] == ["نعم", "لا"]


def test_f4_is_the_key_of_the_menu(row_of):
    row = row_of()
    assert "F4" in row.menu.toolTip()
    row.editor.take_focus()
    press(Qt.Key.Key_Tab)  # the menu is no stop of its own: the next field is one Tab away
    assert not row.menu.hasFocus()


@pytest.mark.dressed
@pytest.mark.parametrize("width", [700, 420, 330])
def test_words_have_room_beside_their_choices_or_stand_above_them(row_of, width):
    row = row_of(Q.SELECT_ONE, label=LocalText("درجة الاستعجال عند الاستقبال", "Urgency"))
    row.resize(width, 200)
    QApplication.processEvents()
    title, first = row.words.title, row.editor.inputs()[0]
    above = first.mapTo(row, QPoint(0, 0)).y() >= title.mapTo(row, title.rect().bottomLeft()).y()
    assert above == (width < 700)
    assert squeezed(row) == cut(row) == []
    tall = row.heightForWidth(width)
    last = max(part.mapTo(row, part.rect().bottomLeft()).y() for part in row.editor.inputs())
    assert last < tall
