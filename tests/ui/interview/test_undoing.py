"""Ctrl+Z takes back whatever was done in a file, says first what that is, and erases nothing."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import (
    file_of,
    focused_question,
    go_to,
    question,
    repeat_of,
    section_up,
    undone_next,
    write,
)
from tests.ui.drivers.writing import fields, turn
from tests.ui.gestures import bare, focused, press, type_text
from tipdesk.cases.model import MissingReason
from tipdesk.demo.journey import notify
from tipdesk.forms.model import split_path
from tipdesk.i18n.text import format_time

CTRL = Qt.KeyboardModifier.ControlModifier


NAMES = (
    "الخصوصية مكفولة ولا يسمع أحد ما… «نعم»",
    "الخصوصية مكفولة ولا يسمع أحد ما… «لا»",
    "الخصوصية مكفولة ولا يسمع أحد ما… «لم يُسأل»",
    "صف أُضيف إلى «الحاضرون»",
    "الاسم أو الرقم الوظيفي «مريم»",
    "صف أُزيل من «الحاضرون»",
)


@pytest.fixture
def page(officer, interview_of, places):
    return interview_of(officer, places.begun)


def named(name):
    return f"تراجع: {name} (Ctrl+Z)"


def undo():
    press(Qt.Key.Key_Z, modifier=CTRL)


def redo():
    press(Qt.Key.Key_Y, modifier=CTRL)


def seen(page):
    """What stands in the file, and what the form makes of it."""
    page.flush()
    file = file_of(page)
    answers = {path: (at.value, at.reason, at.source) for path, at in file.answers.items()}
    given = {path: words for path, words in answers.items() if any(words)}
    asked = [
        [path for path, _part in file.state.visible(section.name)]
        for section in file.rules.definition.sections
    ]
    return given, asked, file.needs, file.broken


def again(page, officer):
    """What a lock and an unlock do to the page."""
    officer.session.remember_place(page.place(whole=True))
    page.flush()
    page.leave()
    page.return_to(officer.session.last_place())


def history(officer, places, path):
    entries = officer.session.files.history(places.begun, path)
    return [entry.answer.value for entry in entries]


def test_what_was_done_is_named_undone_and_done_again_over_a_lock(page, officer, places):
    """A choice, another one, a reason, a row with words in it, the row taken away."""
    begun = seen(page)
    assert "فُتح هذا الملف" in undone_next(page), "nothing was done in it yet"
    go_to(page, "session")
    private, rows = question(page, "iv_private"), repeat_of(page, "iv_present")
    deeds = (
        lambda: private.choose("yes"),
        lambda: private.choose("no"),
        lambda: private.give_reason(MissingReason.NOT_ASKED),
        rows.add,
        lambda: type_text("مريم"),
        lambda: rows.remove(split_path(focused_question(page).path)[1]),
    )
    for deed, name in zip(deeds, NAMES, strict=True):
        deed()
        page.flush()
        assert undone_next(page) == named(name)
    ended = seen(page)
    again(page, officer)
    go_to(page, "acquaintance")  # wherever one is
    for name in reversed(NAMES):
        assert undone_next(page) == named(name)
        undo()
    assert undone_next(page) == ""
    assert seen(page) == begun
    assert section_up(page) == "session"
    assert history(officer, places, "iv_private")[-3:] == ["no", "yes", ""]  # nothing is erased
    for _name in NAMES:
        redo()
    assert seen(page) == ended
    assert undone_next(page) == named(NAMES[-1])
    page.set_masked(True)
    assert "مريم" not in undone_next(page)


def test_letters_go_one_after_the_other_and_what_was_done_before_them_by_time(page):
    """In the field that has the cursor, while nothing else was done since."""
    go_to(page, "session")
    private, near = question(page, "iv_private"), question(page, "iv_suspect_near")
    write(page, "account", "stmt_arabic", "وصلت ")
    page.flush()
    type_text("أمس")
    page.flush()
    undo()
    statement = question(page, "stmt_arabic")
    assert statement.text == "وصلت "
    redo()
    assert statement.text == "وصلت أمس"
    go_to(page, "session")
    private.choose("yes")
    near.choose("no")
    page.flush()
    go_to(page, "account")
    statement.focus()
    undo()
    undo()  # two choices were made since: they go first, not the letters under the cursor
    assert (private.text, near.text, statement.text) == ("", "", "وصلت أمس")
    go_to(page, "account")
    statement.focus()
    undo()
    assert statement.text == "وصلت "
    redo()
    redo()
    redo()
    assert (private.text, near.text, statement.text) == ("yes", "no", "وصلت أمس")


def test_a_key_that_is_held_down_stops_where_the_letters_end(page):
    go_to(page, "session")
    question(page, "iv_private").choose("yes")
    write(page, "account", "stmt_arabic", "وصلت")
    page.flush()
    for _time in range(3):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Z, CTRL, "", True)
        override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, CTRL, "", True)
        QApplication.sendEvent(focused(), override)
        QApplication.sendEvent(focused(), held)
    assert question(page, "stmt_arabic").text == ""
    assert question(page, "iv_private").text == "yes"


def test_with_the_statement_alone_nothing_elsewhere_is_undone(page):
    go_to(page, "session")
    question(page, "iv_private").choose("yes")
    page.flush()
    turn(page)
    fields(page)[-1].setFocus()
    undo()
    assert question(page, "iv_private").text == "yes"
    turn(page)
    undo()
    assert question(page, "iv_private").text == ""


def test_a_hand_over_is_taken_back_for_ten_minutes_and_stays_then(page, officer, places, clock):
    answered = named("الخصوصية مكفولة ولا يسمع أحد ما… «نعم»")
    go_to(page, "session")
    question(page, "iv_private").choose("yes")
    page.flush()
    case = file_of(page).case
    noted = notify(officer.session, case.id).notified_at
    page.load(case)
    assert undone_next(page) == named(f"سُلِّم الإخطار الساعة {bare(format_time(noted))}")
    undo()
    assert officer.session.files.case(case.id).notified_at is None
    assert question(page, "iv_private").text == "yes"
    assert undone_next(page) == f"{answered} • طُبع مستند: هذا باقٍ."
    notify(officer.session, case.id)
    clock.move(minutes=11)
    page.load(case)
    assert undone_next(page) == f"{answered} • أُخطرت النيابة العامة: هذا باقٍ."
    undo()
    assert undone_next(page) == "أُخطرت النيابة العامة: هذا باقٍ."
    assert officer.session.files.case(case.id).notified_at is not None
