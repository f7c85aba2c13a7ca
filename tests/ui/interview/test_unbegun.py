"""A file that was begun by mistake: nobody is asked before, and it is taken back by what undoes."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers import night
from tests.ui.drivers.interview import put_answers, undone_next
from tests.ui.drivers.window import current_page, enter, hit, page_name, turn_to
from tests.ui.gestures import bare, click, dialogs
from tipdesk.cases.files.workflow import VoidReason
from tipdesk.cases.model import Answer, Status
from tipdesk.i18n.text import _

CTRL = Qt.KeyboardModifier.ControlModifier
BEGUN = "تراجع: فُتح هذا الملف"


@pytest.fixture(params=["Ctrl+N", "quick"])
def begun(window, places, clock, request):
    """The page of a file that was begun a moment ago; no dialog has asked."""
    enter(window, places, clock)
    turn_to(window, "files")
    with dialogs():
        if request.param == "quick":
            click(current_page(window), _("Quick intake"))
        else:
            hit(window, Qt.Key.Key_N, CTRL)
    assert page_name(window) == "interview"
    return current_page(window)


def newest(window):
    return max(window.services.session.files.list_cases(), key=lambda case: case.number)


def undone_at_foot(page):
    return bare(night.undone(page)) if night.is_up(page) else undone_next(page)


def test_it_is_taken_back_by_one_key(window, begun):
    assert BEGUN in undone_at_foot(begun)
    case = newest(window)
    hit(window, Qt.Key.Key_Z, CTRL)
    session = window.services.session
    assert page_name(window) in ("files", "shift")
    assert session.files.case(case.id).status is Status.VOIDED
    assert session.voiding.why(case.id).reason is VoidReason.MISTAKE


def test_not_once_anything_was_answered_nor_by_undoing_on(window, begun):
    put_answers(begun, {"sex": Answer("female")})
    assert BEGUN not in undone_at_foot(begun)
    for _press in range(4):
        hit(window, Qt.Key.Key_Z, CTRL)
    assert newest(window).status is Status.IN_PROGRESS
    assert page_name(window) == "interview"
