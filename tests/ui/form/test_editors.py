from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDateEdit, QLineEdit, QSpinBox

from tests.ui.drivers.seeing import every, the
from tests.ui.forms import ABOUT, CHOICES, COUNTRIES, NOW, YNU, question
from tests.ui.gestures import button, click, press, texts, type_text
from tipdesk.forms.model import QuestionType
from tipdesk.forms.values import normalise
from tipdesk.i18n.text import _, set_language
from tipdesk.ui.form.date_editors import CalendarPopup
from tipdesk.ui.form.editors import EDITORS, make_editor
from tipdesk.ui.form.partial_date_editor import said_partial
from tipdesk.ui.toolkit.combo_editor import ComboEditor

Q = QuestionType
EVERY_DIGIT_SET = ["1975", "١٩٧٥", "۱۹۷۵"]


@pytest.fixture
def editor_of(qtbot):
    def make(kind, appearance=(), choices=None):
        asked = question(kind, appearance=appearance)
        offered = CHOICES.get(kind, ()) if choices is None else choices
        editor = make_editor(asked, offered, ABOUT)
        qtbot.addWidget(editor)
        editor.resize(800, 200)
        with qtbot.waitActive(editor):
            editor.show()
            editor.activateWindow()
        editor.stored = lambda: normalise(asked, editor.text(), offered)
        return editor

    return make


def test_every_type_of_question_has_its_editor():
    assert set(EDITORS) == set(QuestionType)


@pytest.mark.parametrize("kind", list(QuestionType))
def test_an_editor_shows_what_it_is_given_and_empties(editor_of, kind):
    values = {
        Q.TEXT: "مريم", Q.LONG_TEXT: "سطر\nسطر", Q.INTEGER: "27", Q.DECIMAL: "1.500",
        Q.DATE: "1999-03-05", Q.TIME: "14:30", Q.DATETIME: "2026-11-24T07:42:00Z",
        Q.PARTIAL_DATE: "2024-03~|قبل رمضان", Q.SELECT_ONE: "no", Q.SELECT_MULTIPLE: "yes unknown",
        Q.PERSON: "مترجم 12", Q.OFFICER: "T-07",
    }  # fmt: skip
    editor = editor_of(kind)
    edits = []
    editor.edited.connect(lambda: edits.append(1))
    if kind not in values:
        editor.show_value("نعم")
        assert editor.text() == "نعم"
        return
    editor.show_value(values[kind])
    assert editor.stored() == values[kind]
    editor.show_value("")
    assert editor.stored() == ""
    assert edits == []  # showing is not editing


@pytest.mark.parametrize("digits", EVERY_DIGIT_SET)
def test_every_set_of_digits_gives_the_same_number(editor_of, digits):
    editor = editor_of(Q.INTEGER)
    editor.take_focus()
    type_text(digits)
    assert editor.inputs()[0].text() == "1975"
    assert editor.stored() == "1975"


@pytest.mark.parametrize("typed", ["05/03/1999", "٥/٣/١٩٩٩", "۰۵۰۳۱۹۹۹", "5-3-1999"])
def test_a_date_is_typed_in_any_digits_and_shown_in_one_way(editor_of, typed):
    editor = editor_of(Q.DATE)
    left = []
    editor.left.connect(lambda: left.append(1))
    editor.take_focus()
    type_text(typed)
    editor.inputs()[0].clearFocus()
    assert editor.stored() == "1999-03-05"
    assert editor.inputs()[0].text() == "05/03/1999"
    assert left == [1]
    words = texts(editor)
    assert "5 مارس 1999" in words
    assert "17 ذو القعدة 1419" in words


def test_half_a_date_stays_in_the_field(editor_of):
    editor = editor_of(Q.DATE)
    editor.take_focus()
    type_text("05/0")
    editor.inputs()[0].clearFocus()
    assert editor.text() == "05/0"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_now_is_one_button(editor_of, key):
    editor = editor_of(Q.DATETIME)
    press(key, editor.inputs()[2])
    assert editor.stored() == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert editor.inputs()[1].text() == "10:42"  # Kuwait's clock


@pytest.mark.parametrize(
    ("how", "typed", "stored"),
    [
        ("exact", ("", "", "٢٠١٩"), "2019"),
        ("exact", ("", "8", "2024"), "2024-08"),
        ("exact", ("5", "3", "1999"), "1999-03-05"),
        ("about", ("", "", "1998"), "1998~"),
        ("before", ("", "3", "2024"), "../2024-03"),
        ("after", ("", "", "2020"), "2020/.."),
    ],
)
def test_a_date_may_be_known_in_part(editor_of, how, typed, stored):
    editor = editor_of(Q.PARTIAL_DATE)
    choice, *fields = editor.inputs()[:4]
    choice.setCurrentIndex(choice.findData(how))
    for field, text in zip(fields, typed, strict=True):
        type_text(text, field)
    assert editor.stored() == stored


def test_the_persons_own_words_are_kept_with_the_date_or_alone(editor_of):
    editor = editor_of(Q.PARTIAL_DATE)
    type_text("قبل رمضان الماضي", editor.inputs()[-1])
    assert editor.stored() == "|قبل رمضان الماضي"
    type_text("2024", editor.inputs()[3])
    assert editor.stored() == "2024|قبل رمضان الماضي"


def test_a_date_between_two_shows_the_second_only_then(editor_of):
    editor = editor_of(Q.PARTIAL_DATE)
    assert not editor.inputs()[4].isVisible()
    editor.show_value("2019/2021-05")
    assert editor.inputs()[4].isVisible()
    assert editor.stored() == "2019/2021-05"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("٢٨/٠٨/١٩٩٦", "1996-08-28"),
        ("28-8-1996", "1996-08-28"),
        ("/8/1996", "1996-08"),
        ("//1996", "1996"),
    ],
)
def test_a_date_is_typed_in_one_go_the_stroke_leads_on(editor_of, typed, stored):
    editor = editor_of(Q.PARTIAL_DATE)
    editor.inputs()[1].setFocus()
    type_text(typed)
    assert editor.stored() == stored


@pytest.mark.parametrize("copied", ["28/08/1996", " 28.8.1996 ", "1996-08-28", "١٩٩٦-٠٨-٢٨"])
def test_a_date_from_elsewhere_finds_its_three_places(editor_of, copied):
    editor = editor_of(Q.PARTIAL_DATE)
    editor.inputs()[1].setFocus()
    QApplication.clipboard().setText(copied)
    editor.inputs()[1].paste()
    assert editor.stored() == "1996-08-28"


def test_a_third_digit_of_a_day_is_not_taken(editor_of):
    editor = editor_of(Q.PARTIAL_DATE)
    editor.inputs()[1].setFocus()
    type_text("315")
    assert editor.inputs()[1].text() == "31"
    assert editor.inputs()[2].text() == ""


def test_a_year_that_is_begun_in_the_place_of_the_day_goes_to_its_own(editor_of):
    editor = editor_of(Q.PARTIAL_DATE)
    editor.inputs()[1].setFocus()
    type_text("1998")
    assert [place.text() for place in editor.inputs()[1:4]] == ["", "", "1998"]


def _inked(place: QLineEdit) -> int:
    """How many columns of pixels the words of a field touch."""
    picture = place.grab().toImage()
    middle = range(picture.height() // 4, picture.height() * 3 // 4)
    ground = picture.pixel(4, middle[0])
    inside = range(4, picture.width() - 4)
    return sum(any(picture.pixel(x, y) != ground for y in middle) for x in inside)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_places_of_a_partial_date_show_their_names_whole(editor_of, language):
    set_language(language)
    for place in every(editor_of(Q.PARTIAL_DATE), QLineEdit)[:3]:
        seen = _inked(place)
        place.setFixedWidth(place.width() + 60)
        assert seen == _inked(place), place.placeholderText()


def test_a_partial_date_is_said_in_both_calendars():
    assert "1419" in said_partial("1999-03-05", "ar")
    assert "1420" in said_partial("1999", "ar")
    assert said_partial("nonsense", "ar") == ""


def test_a_choice_taken_once_more_is_taken_back(qtbot, editor_of):
    editor = editor_of(Q.SELECT_ONE)
    yes = editor.inputs()[0]
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert editor.text() == "yes"
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert editor.text() == ""
    yes.setFocus()
    press(Qt.Key.Key_Space, yes)
    assert editor.text() == "yes"
    press(Qt.Key.Key_Delete, yes)
    assert editor.text() == ""


def test_arrows_move_through_pills_from_right_to_left(qtbot, editor_of):
    editor = editor_of(Q.SELECT_ONE)
    qtbot.mouseClick(editor.inputs()[0], Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Left, editor.inputs()[0])
    assert editor.text() == "no"


def test_long_lists_are_searched_not_laid_out(editor_of):
    assert isinstance(editor_of(Q.SELECT_ONE, choices=COUNTRIES), ComboEditor)
    assert isinstance(editor_of(Q.SELECT_ONE, ("minimal",)), ComboEditor)


@pytest.mark.parametrize("typed", ["ايران", "إيران", "Iran", "irn"])
def test_spelling_does_not_decide_what_is_found(editor_of, typed):
    editor = editor_of(Q.SELECT_ONE, choices=COUNTRIES)
    editor.take_focus()
    type_text(typed)
    completer = editor.inputs()[0].completer()
    assert [
        completer.completionModel().index(row, 0).data()
        for row in range(completer.completionModel().rowCount())
    ] == ["إيران"]
    completer.popup().hide()
    editor.inputs()[0].left.emit()
    assert editor.stored() == "IRN"


@pytest.mark.parametrize("focused", [False, True])
def test_the_wheel_over_a_list_changes_nothing(editor_of, focused):
    for kind, choices in ((Q.OFFICER, None), (Q.SELECT_ONE, COUNTRIES)):
        combo = editor_of(kind, choices=choices).inputs()[0]
        combo.setFocus() if focused else combo.clearFocus()
        assert combo.hasFocus() == focused
        before = combo.currentIndex()
        where = QPointF(10, 10)
        turn = QWheelEvent(
            where, where, QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(combo, turn)
        assert combo.currentIndex() == before
        assert not turn.isAccepted()


def test_several_of_a_long_list_are_chips(editor_of):
    many = COUNTRIES * 3
    many = tuple(type(choice)(f"{choice.name}{at}", choice.label) for at, choice in enumerate(many))
    editor = editor_of(Q.SELECT_MULTIPLE, choices=many)
    editor.show_value("ETH0 IRN1")
    assert editor.stored() == "ETH0 IRN1"
    editor.inputs()[1].click()  # the chip of the first
    assert editor.stored() == "IRN1"
    search = editor.inputs()[0]
    search.setCurrentIndex(2)
    search.activated.emit(2)
    assert editor.stored() == "IRN1 PHL2"
    assert search.lineEdit().text() == ""


def test_return_gives_the_other_one_the_turn(editor_of):
    editor = editor_of(Q.LONG_TEXT, ("multiline", "tip-qa"))
    button(editor, _("Question and answer")).setChecked(True)
    pages = editor.inputs()[0]
    type_text("متى وصلت؟", pages)
    press(Qt.Key.Key_Return, pages)
    type_text("في مارس.", pages)
    press(Qt.Key.Key_Return, pages)
    assert editor.text() == "س: متى وصلت؟\nج: في مارس.\nس: "
    button(editor, _("Question and answer")).setChecked(False)
    press(Qt.Key.Key_Return, pages)
    assert editor.text().endswith("س: \n")


def test_a_question_begins_below_what_was_told_before(editor_of):
    editor = editor_of(Q.LONG_TEXT, ("multiline", "tip-qa"))
    editor.show_value("وصلتُ في مارس.")
    editor.take_focus(len("وصلتُ في مارس."))
    button(editor, _("Question and answer")).setChecked(True)
    type_text("متى؟", editor.inputs()[0])
    assert editor.text() == "وصلتُ في مارس.\nس: متى؟"
    button(editor, _("Question and answer")).setChecked(False)
    button(editor, _("Question and answer")).setChecked(True)
    assert editor.text() == "وصلتُ في مارس.\nس: متى؟", "a turn that runs is not begun again"


def test_a_text_grows_with_what_is_written_up_to_a_limit(editor_of):
    editor = editor_of(Q.LONG_TEXT, ("multiline",))
    pages = editor.inputs()[0]
    small = pages.height()
    editor.show_value("\n".join(["سطر"] * 9))
    grown = pages.height()
    assert grown > small
    editor.show_value("\n".join(["سطر"] * 200))
    assert grown < pages.height() < grown * 3


def test_arabic_text_begins_at_the_right_whatever_its_first_letter(editor_of):
    for kind in (Q.TEXT, Q.INTEGER):
        field = editor_of(kind).inputs()[0]
        assert field.alignment() & Qt.AlignmentFlag.AlignRight
        assert field.alignment() & Qt.AlignmentFlag.AlignAbsolute
    option = editor_of(Q.LONG_TEXT).inputs()[0].document().defaultTextOption()
    assert option.textDirection() == Qt.LayoutDirection.RightToLeft


def test_nothing_that_refuses_arabic_digits_is_used(editor_of):
    for kind in QuestionType:
        editor = editor_of(kind)
        assert not every(editor, QSpinBox)
        assert not every(editor, QDateEdit)


def test_every_part_of_every_editor_has_a_name(editor_of):
    for kind in QuestionType:
        editor = editor_of(kind)
        editor.describe("تاريخ الوصول", "كما في الجواز")
        for part in editor.inputs():
            assert part.accessibleName(), (kind, part)
        inner = getattr(editor, "_line", None)
        assert inner is None or inner.accessibleName()


def test_pills_show_the_choices_that_are_open(editor_of):
    editor = editor_of(Q.SELECT_ONE)
    editor.show_value("no")
    editor.set_choices(YNU[1:])
    assert len(editor.inputs()) == 2
    assert editor.text() == "no"


def test_ticks_stand_at_the_top_of_their_editor_from_the_first_moment(qtbot):
    editor = make_editor(question(Q.SELECT_MULTIPLE), YNU, ABOUT)
    qtbot.addWidget(editor)
    editor.resize(editor.sizeHint())
    editor.layout().activate()  # no event has passed: Qt has deleted nothing yet
    assert {tick.mapTo(editor, QPoint()).y() for tick in editor.inputs()} == {0}


def test_the_calendar_opens_by_key_and_gives_its_day(editor_of):
    editor = editor_of(Q.DATE)
    editor.show_value("1999-03-05")
    editor.take_focus()
    press(Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    calendar = the(editor, CalendarPopup)
    assert calendar.isVisible()
    assert calendar.grid.day == date(1999, 3, 5)
    assert "17 ذو القعدة 1419" in texts(calendar)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_PageUp):
        press(key, calendar.grid)
    press(Qt.Key.Key_Return, calendar.grid)
    assert editor.stored() == "1999-02-13"


def test_the_calendar_stays_on_the_screen(editor_of):
    editor = editor_of(Q.DATE)
    corner = editor.screen().availableGeometry().bottomLeft()
    editor.move(corner.x(), corner.y() - 60)
    click(editor, _("Choose in the calendar"))
    calendar = the(editor, CalendarPopup)
    assert editor.screen().availableGeometry().contains(calendar.frameGeometry())
    calendar.close()
