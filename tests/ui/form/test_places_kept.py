"""Nothing moves when a question is asked: its place was there, dim, and said when it would be."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.form import Question
from tests.ui.forms import ABOUT
from tests.ui.gestures import bare, texts
from tipdesk.cases.model import MissingReason

pytestmark = pytest.mark.dressed

ASKS = [
    ("session", "int_name", {"int_mode": "phone"}, "هاتف"),
    ("papers", "sponsor", {"residence_status": "resident_valid"}, "للإقامة"),
    ("risk", "risk_to_staff_what", {"risk_to_staff": "yes"}, "نعم"),
    ("child", "child_tracing", {"child_accomp": "separated"}, ""),
]


def places(view):
    for _round in range(4):
        QApplication.processEvents()
    return {
        path: QRect(row.mapTo(view, QPoint()), row.size())
        for path, row in view.rows().items()
        if row.isVisible()
    }


@pytest.mark.parametrize(("section", "path", "answers", "word"), ASKS)
def test_a_question_that_is_asked_moves_no_other(sheet, view, section, path, answers, word):
    if section == "child":
        sheet.put(birth_date="2012-01-01")
    shown = view(section)
    waiting = Question(shown.row(path))
    before = places(shown)
    assert waiting.is_dim
    assert word in bare(texts(waiting.row))
    sheet.put(**answers)
    shown.refresh(sheet.shown(), ABOUT)
    assert places(shown) == before
    assert waiting.is_asked
    sheet.put(**dict.fromkeys(answers, ""))
    shown.refresh(sheet.shown(), ABOUT)
    assert (waiting.is_dim, places(shown)) == (True, before)


def test_nothing_waits_where_nothing_can_be_answered(sheet, view):
    shown = view("session", read_only=True)
    assert shown.row("int_name") is None


def test_a_second_date_has_its_room_where_it_stands_below_the_first(sheet, view):
    shown = view("journey")
    for width in (880, 520, 380):
        shown.resize(width, 900)
        how, *_fields = Question(shown.row("kw_entry_date")).fields
        before = places(shown)
        for number in (*range(how.count()), 0):
            how.setCurrentIndex(number)
            how.activated.emit(number)
            assert places(shown) == before, (width, how.currentText())


def test_a_reason_takes_the_room_of_the_field(sheet, view):
    shown = view("registration")
    before = places(shown)
    menu = Question(shown.row("case_source")).row.menu
    for reason in (MissingReason.NOT_KNOWN, None):
        menu.reason_chosen.emit(reason)
        assert places(shown) == before
