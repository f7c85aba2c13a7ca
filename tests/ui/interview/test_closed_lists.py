"""A filter may leave no choice: the question says so and what decides it, never an empty box."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.forms.sheets_for_tests import choice, compiled, question, section
from tests.ui.drivers.interview import answered, focused_path
from tests.ui.drivers.interview import question as asked
from tests.ui.drivers.vault import install_form
from tests.ui.gestures import bare, press
from tests.ui.layout_faults import cut
from tipdesk.cases.model import MissingReason
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.texts.messages import reason_label
from tipdesk.ui.interview.page import InterviewPage

MANY = [choice("many", f"m{number}", f"بند {number}", country="KWT") for number in range(30)]
LISTS = [
    *(choice("land", code, ar) for code, ar in (("KWT", "الكويت"), ("IND", "الهند"))),
    *(choice("town", code, ar, country="KWT") for code, ar in (("c", "العاصمة"), ("j", "الجهراء"))),
    *MANY,
]
OF_LAND = "country = ${land}"
QUESTIONS = {
    "pills": question("select_one town", "pills", choice_filter=OF_LAND),
    "search": question("select_one town", "search", choice_filter=OF_LAND, appearance="minimal"),
    "long": question("select_one many", "long", choice_filter=OF_LAND),
    "ticks": question("select_multiple town", "ticks", choice_filter=OF_LAND),
    "chips": question("select_multiple many", "chips", choice_filter=OF_LAND),
}
FORM = compiled(
    section(
        "s",
        question("select_one land", "land", label_ar="البلد"),
        *QUESTIONS.values(),
        question("calculate", "where", calculation="${land}"),
        question("select_one town", "worked_out", choice_filter="country = ${where}"),
        question("select_one town", "nobody", choice_filter="name = 'none'"),
        question("select_one town", "personal", choice_filter=OF_LAND, level="2"),
        question("text", "after", stage="S"),
    ),
    LISTS,
)
NOTHING = "لا إجابة متاحة هنا."
UNANSWERED = f"{NOTHING} يتوقف ذلك على ما لم يُجَب عنه بعد: البلد."
ANSWERED = f"{NOTHING} هذا ما يترتب على الإجابة عن: البلد."


@pytest.fixture
def page(officer, shown, places):
    install_form(officer.session, FORM, places.confirm(SUPERVISOR))
    page = shown(InterviewPage(officer))
    page.load(officer.session.new_files.open_case(form_id=FORM.form_id))
    yield page
    page.leave()


def words_of(page, name):
    return asked(page, name).words


def choose(page, name, value):
    """As a click or a key does, for editors of every kind."""
    editor = asked(page, name).editor
    editor.show_value(value)
    editor.edited.emit()
    page.flush()


@pytest.mark.dressed
@pytest.mark.parametrize("name", [*QUESTIONS, "worked_out"])
def test_what_decides_is_named(page, name):
    assert UNANSWERED in words_of(page, name)
    assert not asked(page, name).is_open
    choose(page, "land", "IND")
    assert ANSWERED in words_of(page, name)
    assert not asked(page, name).is_open
    choose(page, "land", "KWT")
    assert NOTHING not in words_of(page, name)
    assert asked(page, name).is_open
    assert asked(page, name).fields
    assert not cut(page)


def test_a_filter_that_looks_at_no_answer_is_said_to_leave_none(page):
    assert NOTHING in words_of(page, "nobody")
    assert "البلد" not in words_of(page, "nobody")


def test_a_list_that_was_empty_first_is_searched_all_the_same_when_it_is_long(page):
    choose(page, "land", "KWT")
    for name in ("long", "chips"):
        assert len(asked(page, name).fields) == 1


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_that_was_given_before_is_still_seen(page, name):
    choose(page, "land", "KWT")
    chosen = asked(page, name).offered[1]
    choose(page, name, chosen.name)
    before = asked(page, name).answer
    choose(page, "land", "IND")
    assert ANSWERED in words_of(page, name)
    assert not asked(page, name).is_open
    assert answered(page, name).value == before.value == chosen.name
    assert f"لم يعد هذا الخيار متاحاً: {chosen.label.ar}." in words_of(page, name)
    choose(page, "land", "KWT")
    assert asked(page, name).answer == before
    assert "لم يعد" not in words_of(page, name)


def test_by_keyboard_one_comes_by_and_can_say_why_there_is_no_answer(page):
    asked(page, "pills").focus()
    assert bare(QApplication.focusWidget().text()) == UNANSWERED
    assert asked(page, "pills").row.question.label.ar in QApplication.focusWidget().accessibleName()
    assert focused_path(page) == "pills"
    press(Qt.Key.Key_F4, page)
    menu = asked(page, "pills").menus()[-1]
    known = reason_label(MissingReason.NOT_KNOWN)
    next(action for action in menu.actions() if action.text() == known).trigger()
    menu.close()
    page.flush()
    assert answered(page, "pills").reason is MissingReason.NOT_KNOWN
    assert NOTHING not in words_of(page, "pills")
    asked(page, "pills").focus()
    press(Qt.Key.Key_Tab, page)
    assert focused_path(page) == "search"
    press(Qt.Key.Key_Tab, page)
    assert focused_path(page) == "long"


@pytest.mark.parametrize("name", ["search", "long", "chips"])
def test_the_cursor_stays_at_a_question_that_opens_and_closes(page, name):
    asked(page, name).focus()
    choose(page, "land", "KWT")
    assert focused_path(page) == name
    choose(page, "land", "IND")
    assert focused_path(page) == name
    assert QApplication.focusWidget() is asked(page, name).row.place.nothing


def test_a_choice_that_is_not_open_any_more_is_hidden_with_names(page):
    choose(page, "land", "KWT")
    choose(page, "personal", "j")
    choose(page, "land", "IND")
    assert "لم يعد هذا الخيار متاحاً: الجهراء." in words_of(page, "personal")
    page.set_masked(True)
    assert "الجهراء" not in words_of(page, "personal")
    assert "لم يعد هذا الخيار متاحاً" in words_of(page, "personal")
    assert NOTHING in words_of(page, "pills")  # of level 1, as the question itself
