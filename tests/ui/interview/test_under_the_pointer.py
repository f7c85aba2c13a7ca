"""What lies under the mouse is the same control in the same place before and after an answer, of
whatever kind, at every point of the window but those of the question that is answered itself."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.drivers.filling_in import put_in
from tests.ui.drivers.form import Question
from tests.ui.drivers.interview import (
    go_to,
    put_answers,
    question,
    scroll_area,
    section_lines,
    section_list,
    section_of,
    section_up,
)
from tests.ui.drivers.stillness import control_at
from tests.ui.drivers.window import enter, open_interview
from tests.ui.gestures import focused
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.forms.model import MAX_TEXT
from tipdesk.i18n.text import _

pytestmark = pytest.mark.dressed

_STEP = 14  # pixels between two places that are asked: less than any control is high
_ABOVE = 200  # pixels: the page is not scrolled to bring a field into sight
LONG = "س" * (MAX_TEXT + 1)


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    return open_interview(window, places.begun)


def settled():
    for _round in range(6):
        QApplication.processEvents()


def lies(window, area: QWidget) -> dict[tuple[int, int], tuple[QWidget | None, QRect | None]]:
    """What lies under the mouse, by the place: everywhere on `area`."""
    corner = area.mapTo(window, QPoint())
    return {
        (x, y): control_at(window, QPoint(x, y))
        for x in range(corner.x(), corner.x() + area.width(), _STEP)
        for y in range(corner.y(), corner.y() + area.height(), _STEP)
    }


def to_the_top(page, asked: Question) -> None:
    """Scroll until little but this question and what is below it is in sight."""
    settled()
    bar, port = scroll_area(page).verticalScrollBar(), scroll_area(page).viewport()
    bar.setValue(bar.value() + asked.row.mapTo(port, QPoint()).y() - _ABOVE)


def others(window, page, asked: Question) -> dict:
    """That, but for the question itself."""
    settled()
    own = QRect(asked.row.mapTo(window, QPoint()), asked.row.size())
    port = scroll_area(page).viewport()
    return {at: what for at, what in lies(window, port).items() if not own.contains(QPoint(*at))}


def pasted(asked: Question) -> None:
    asked.focus()
    QApplication.clipboard().setText(LONG)
    QTest.keyClick(focused(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert asked.message


def refused(asked: Question, text: str) -> None:
    asked.retype(text)
    asked.leave()
    assert asked.message


ANSWERS: dict[str, tuple[str, str, Callable[[Question], None]]] = {
    "a pill that closes sections": ("session", "iv_private", lambda q: q.choose("no")),
    "a pill that asks another question": ("session", "int_mode", lambda q: q.choose("phone")),
    "a pill that brings a note": ("rights", "consent_photo", lambda q: q.choose("refused")),
    "a pill that is suggested a need for": ("fitness", "fit_now", lambda q: q.choose("no")),
    "a pill that asks for rows": ("registration", "prior_any", lambda q: q.choose("yes")),
    "a tick": ("rights", "rights_how", lambda q: q.choose("spoken", "audio")),
    "a row of a table": ("fitness", "recent_assault", lambda q: q.choose("yes")),
    "the first of several": ("identity", "nationality", lambda q: put_in(q, "PHL")),
    "several": ("identity", "nationality", lambda q: put_in(q, "PHL IND ETH")),
    "one of a long list": ("session", "language_preferred", lambda q: put_in(q, "fil")),
    "a number": ("acquaintance", "age_stated", lambda q: put_in(q, "31")),
    "a number that is refused": ("acquaintance", "age_stated", lambda q: refused(q, "300")),
    "a moment": (
        "registration",
        "prosecution_notified_at",
        lambda q: put_in(q, "2026-11-24T09:00+03:00"),
    ),
    "a day": ("acquaintance", "birth_date", lambda q: put_in(q, "1999-03-05")),
    "between two dates": ("acquaintance", "birth_date", lambda q: put_in(q, "1999-03/2001")),
    "a long text": ("risk", "risk_person_view", lambda q: q.type("خائفة من العودة")),
    "a paste that is too long": ("registration", "police_report_no", pasted),
    "a reason": ("risk", "risk_level", lambda q: q.give_reason(MissingReason.DECLINED)),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_changes_nothing_under_the_mouse(window, page, kind):
    section, path, give = ANSWERS[kind]
    put_answers(page, {"case_type": Answer("tip_som"), "consent_interview": Answer("granted")})
    go_to(page, section)
    asked = question(page, path)
    asked.focus()
    to_the_top(page, asked)
    before = others(window, page, asked)
    assert len({what for what, _place in before.values()}) > 3, "nothing is asked there"
    give(asked)
    page.flush()
    after = others(window, page, asked)
    changed = {at for at in after if after[at] != before.get(at)}
    first = min(changed, default=None)
    assert first is None, (len(changed), first, before.get(first), after[first])


def stands(page) -> dict[str, int]:
    """Where each line of the list of sections stands, by its name."""
    lines = section_list(page)
    at = [lines.model().index(row, 0) for row in range(lines.model().rowCount())]
    return {str(index.data()).partition(".")[0]: lines.visualRect(index).y() for index in at}


def place_in_list(page, name: str) -> QPoint:
    """The middle of a line of the list, on the window."""
    lines = section_list(page)
    at = (lines.model().index(row, 0) for row in range(lines.model().rowCount()))
    index = next(index for index in at if str(index.data()).startswith(f"{name}."))
    middle = lines.visualRect(index).center()
    return lines.viewport().mapTo(page.window(), middle)


def not_asked(page) -> set[str]:
    """The lines of the list that say that they are not asked."""
    pale = _("Not asked as things stand")
    return {line.partition(".")[0] for line in section_lines(page) if line.endswith(pale)}


@pytest.mark.parametrize(
    ("path", "choice"),
    [("iv_private", "no"), ("case_type", "labour_violation"), ("case_type", "som")],
)
def test_a_section_that_closes_or_opens_keeps_its_place_in_the_list(window, page, path, choice):
    put_answers(page, {"case_type": Answer("tip"), "consent_interview": Answer("granted")})
    go_to(page, section_of(page, path))
    before, closed = stands(page), not_asked(page)
    question(page, path).choose(choice)
    page.flush()
    settled()
    assert stands(page) == before
    assert not_asked(page) != closed, "nothing closed or opened"
    waiting, shown = not_asked(page).pop(), section_up(page)
    QTest.mouseClick(
        window.windowHandle(), Qt.MouseButton.LeftButton, pos=place_in_list(page, waiting)
    )
    assert section_up(page) == shown
