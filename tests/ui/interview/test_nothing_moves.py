"""Nothing on the page of a question moves because of what is said of an answer: not the field with
the cursor, not what lies under the mouse."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.drivers.interview import (
    add_row,
    go_to,
    put_answers,
    question,
    scroll_area,
    section_view,
)
from tests.ui.drivers.window import enter, hit, open_interview
from tests.ui.gestures import focused
from tipdesk.cases.model import Answer
from tipdesk.ui.form.question import QuestionRow

pytestmark = pytest.mark.dressed

REFUSED = [  # where an answer can be refused, and what is
    ("acquaintance", "age_stated", "300"),
    ("acquaintance", "name_latin_given", "مريم"),
    ("acquaintance", "birth_date", "45/45/1999"),
    ("registration", "intake_at", "99/99/2026"),
    ("session", "language_preferred", "لغة أهلها"),
    ("family", "phone_safe", "بيت الجارة"),
    ("family", "dependants_count", "1.5"),
    ("session", "iv_start", "أمس"),
]


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    return open_interview(window, places.begun)


def settled():
    for _round in range(6):
        QApplication.processEvents()


def stands(window, rows) -> dict[str, list[QRect]]:
    """Where every question that is shown stands in the window, and its fields."""
    return {
        row.path: [QRect(part.mapTo(window, QPoint()), part.size()) for part in _parts(row)]
        for row in rows
        if row.isVisible()
    }


def _parts(row: QuestionRow) -> list[QWidget]:
    return [row, row.words.title, *(part for part in row.editor.inputs() if part.isVisible())]


@pytest.mark.parametrize(("section", "path", "typed"), REFUSED)
def test_a_refused_answer_moves_nothing(window, page, section, path, typed):
    go_to(page, section)
    rows = section_view(page).rows().values()
    asked = question(page, path)
    asked.focus()
    settled()
    before = stands(window, rows)
    asked.type(typed)
    asked.leave()
    settled()
    assert asked.message
    assert stands(window, rows) == before
    asked.type("12/11/2025")  # said in words, where it is a date
    asked.leave()
    settled()
    assert stands(window, rows) == before


def test_what_an_answer_asks_for_waits_until_the_mouse_rests_or_a_key_is_pressed(window, page):
    go_to(page, "registration")
    question(page, "urgency").focus()
    settled()
    follows = question(page, "intake_port")
    asked = follows.is_asked
    for value in ("border_port", "shelter_women"):
        QTest.mouseMove(window.windowHandle(), QPoint(400, 300))
        QTest.mouseMove(window.windowHandle(), QPoint(420, 310))
        put_answers(page, {"intake_site_type": Answer(value)})
        assert follows.is_asked is asked, "somebody aims at what stands there now"
        hit(window, Qt.Key.Key_Shift)
        assert follows.is_asked is (value == "border_port")
        asked = follows.is_asked


def test_a_row_that_comes_moves_neither_the_cursor_nor_what_is_below(window, page):
    put_answers(page, {"prior_any": Answer("yes")})
    go_to(page, "registration")
    question(page, "urgency").focus()
    settled()
    field = focused()
    rows = section_view(page).rows()
    order = [path for path, row in rows.items() if row.isVisible()]
    after = [rows[path] for path in order[order.index("urgency") :]]
    before = stands(window, after)
    bar = scroll_area(page).verticalScrollBar()
    scrolled = bar.value()
    add_row(page, "prior_interviews")
    settled()
    assert bar.value() > scrolled, "nothing has come above"
    assert focused() is field
    assert stands(window, after) == before
