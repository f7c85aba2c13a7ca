"""What a statement answers elsewhere: asked for once it is written, decided on one by one by keys."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.drivers.interview import focused_path, go_into, go_to, question
from tests.ui.drivers.offers import (
    are_alone,
    choices,
    current,
    foot,
    lines,
    see_them,
    suggestion,
)
from tests.ui.drivers.seeing import seen
from tests.ui.drivers.window import enter, hide_names, hit, no_pin, open_interview, top_bar
from tests.ui.drivers.writing import fields, is_alone
from tests.ui.gestures import bare, focused, press, type_text, wait_until
from tipdesk.cases.model import NO_ANSWER, Answer, Source
from tipdesk.i18n.text import MASK

F2, F4 = Qt.Key.Key_F2, Qt.Key.Key_F4
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
STATEMENT = (
    "أعمل 18 ساعة في اليوم، وكان يعطيني 60 دينار في الشهر. "
    "في 5/6/2024 نقلوني إلى بيت آخر. لم أستلم راتبي سبعة أشهر."
)


GIVEN = {
    "sex": "female",
    "case_type": "tip",
    "iv_private": "yes",
    "iv_suspect_near": "no",
    "fit_now": "yes",
    "consent_interview": "granted",
    "birth_date": "1996",
}
ROW = "episodes[1]"
HOURS, UNPAID = f"{ROW}/ex_hours_day", f"{ROW}/ex_unpaid_months"


class Interview:
    """A new file, open at a question."""

    def __init__(self, window, places, clock, words=""):
        enter(window, places, clock, no_pin)
        self.session = window.services.session
        self.case_id = self.session.new_files.open_case().id
        given = GIVEN | ({"stmt_arabic": words} if words else {})
        self.session.answers.save_answers(
            self.case_id, {path: Answer(text) for path, text in given.items()}
        )
        self.page = open_interview(window, self.case_id, "acquaintance")
        go_into(self.page, "name_latin_surname")

    def answer(self, path):
        return self.session.files.load(self.case_id).answers.get(path, NO_ANSWER)

    def ask(self, window):
        hit(window, F2, SHIFT)
        wait_until(lambda: are_alone(self.page))


def choose(page, words):
    """In the open menu of questions; with no words, none of them."""
    menu = choices(page)
    named = [action.text() for action in menu.actions()]
    for _step in range(next(at for at, text in enumerate(named) if words in text)):
        press(Qt.Key.Key_Down, menu)
    press(Qt.Key.Key_Return if words else Qt.Key.Key_Escape, menu)
    page.window().activateWindow()  # as a window manager does when a menu closes
    QTest.qWaitForWindowActive(page.window())


def test_offers_follow_the_statement_and_are_decided_on_by_keys(window, places, clock):
    interview = Interview(window, places, clock)
    page, before = interview.page, focused()
    assert suggestion(page) == ""
    hit(window, F2)
    type_text(STATEMENT)
    hit(window, F2)
    assert focused() is before
    assert suggestion(page)  # below the questions, once the statement alone is closed
    see_them(page).click()
    wait_until(lambda: are_alone(page))
    assert not top_bar(window).isVisible()
    hours, wage, day, unpaid = lines(page)
    assert "«18 ساعة»" in hours
    assert "60" in wage
    assert "60 دينار" in wage
    assert "05/06/2024" in day
    assert "لأي سؤال؟" in day
    assert "«سبعة أشهر»" in unpaid
    assert "بقي 4 من 4" in foot(page)
    assert current(page) == 0

    press(Qt.Key.Key_Return)  # takes the first
    taken = interview.answer(HOURS)
    assert (taken.value, taken.source) == ("18", Source.STATEMENT)
    assert "أُخذ من الأقوال، السطر 1" in lines(page)[0]
    assert current(page) == 1
    assert re.search("تراجع: أُخذ «.*18.*»", foot(page)), "the foot names what is undone next"
    press(Qt.Key.Key_Delete)  # refuses the second
    assert re.search("تراجع: لم يُؤخذ «.*60.*»", foot(page))
    assert (current(page), "بقي 2 من 4" in foot(page)) == (2, True)
    hit(window, Qt.Key.Key_Z, CTRL)  # and undoes that
    assert (current(page), "بقي 3 من 4" in foot(page)) == (1, True)
    press(Qt.Key.Key_Delete)
    assert not interview.answer(f"{ROW}/ex_wage_paid_amount").value
    press(Qt.Key.Key_Return)  # no cue names a question: it asks
    choose(page, "بداية الاستغلال")
    assert interview.answer(f"{ROW}/ex_from").value == "2024-06-05"
    assert "بقي 1 من 4" in foot(page)
    hit(window, F4)  # another question than the one that a cue names
    choose(page, "")
    press(Qt.Key.Key_Escape)
    assert (are_alone(page), focused_path(page)) == (False, "name_latin_surname")
    interview.ask(window)  # what was refused does not come again
    (line,) = lines(page)
    assert "«سبعة أشهر»" in line


def test_words_are_shown_where_they_stand_and_hidden_with_the_names(window, places, clock):
    interview = Interview(window, places, clock, STATEMENT)
    page = interview.page
    interview.ask(window)
    hide_names(window, True)
    assert all(MASK in line for line in lines(page))
    hide_names(window, False)
    for _line in range(3):
        press(Qt.Key.Key_Down)
    hit(window, F2)  # the words of the line that is decided on, and back
    assert is_alone(page)
    assert fields(page)[-1].textCursor().selectedText() == "سبعة أشهر"
    hit(window, F2)
    wait_until(lambda: are_alone(page))
    assert current(page) == 3
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    go_to(page, "exploitation")
    go_into(page, UNPAID)
    assert question(page, UNPAID).text == "7"
    hit(window, F2)  # from an answer to the words from which it was taken
    assert fields(page)[-1].textCursor().selectedText() == "سبعة أشهر"
    hit(window, F2)
    assert focused_path(page) == UNPAID
    assert suggestion(page) == ""  # the same words are not spoken of twice
    hit(window, Qt.Key.Key_Z, CTRL)  # it is undone like any other answer, and offered again
    assert not interview.answer(UNPAID).value
    interview.ask(window)
    assert "«سبعة أشهر»" in lines(page)[-1]


@pytest.mark.dressed
def test_beside_help_the_deeds_of_a_line_are_whole(window, places, clock):
    window.resize(1366, 768)
    interview = Interview(window, places, clock, STATEMENT)
    interview.ask(window)
    press(Qt.Key.Key_Return)
    hit(window, Qt.Key.Key_F1)
    for _round in range(6):
        QApplication.processEvents()
    keys = seen(interview.page, QLabel, "key")
    assert "Delete" in bare(" ".join(key.text() for key in keys))
    for part in (*keys, *seen(interview.page, QLabel, "faint")):
        assert part.visibleRegion().boundingRect() == part.rect(), part.text()
