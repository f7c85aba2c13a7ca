"""Rows of a repeat as a tidy list: one line each, one of them open."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.form import Repeat
from tests.ui.drivers.interview import (
    answered,
    file_of,
    focused_path,
    focused_question,
    go_to,
    repeat_of,
    section_of,
    section_view,
    seek,
)
from tests.ui.drivers.window import current_page, enter, turn_to
from tests.ui.form.test_section_view import stops
from tests.ui.forms import ABOUT
from tests.ui.full_statement_file import full_answers
from tests.ui.gestures import focused, press, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
from tipdesk.i18n.text import MASK


@pytest.fixture
def sheet(sheet):
    sheet.answers = full_answers()
    return sheet


def repeat_in(view, name):
    return Repeat(view.repeat(name))


def lines(view, name):
    return repeat_in(view, name).lines()


def open_rows(view, name):
    return repeat_in(view, name).open_rows()


def test_each_row_is_one_line_with_its_telling_answers(view):
    assert lines(view("papers"), "documents") == [
        "الوثيقة 1: جواز سفر • P4821193 • صاحب العمل/الكفيل",
        "الوثيقة 2: سمة دخول",
        "الوثيقة 3: الشخص نفسه",
    ]


def test_a_line_says_what_its_row_waits_for(sheet, view):
    needed = frozenset({"documents[2]/doc_number", "documents[2]/doc_holder"})
    shown = view("papers", needed=needed, typed={"documents[3]/doc_country": "اله"})
    row_lines = lines(shown, "documents")
    assert row_lines[1].endswith("سمة دخول. إجابتان مطلوبتان")
    assert "كتابة لا تُعدّ إجابة بعد" in row_lines[2]
    assert "." not in row_lines[0]
    sheet.put(**{"documents[1]/doc_issued": "2030-01-01"})  # the form refuses a day to come
    shown.refresh(sheet.shown(remarks={"documents[2]/doc_type": "أي تأشيرة؟"}), ABOUT)
    assert "إجابة واحدة للتصحيح" in lines(shown, "documents")[0]
    assert "عليه ملاحظة" in lines(shown, "documents")[1]


def test_a_row_with_words_that_are_no_answer_is_open_at_once(view):
    shown = view("papers", typed={"documents[3]/doc_country": "اله"})
    assert open_rows(shown, "documents") == [3]


def test_one_row_is_open_and_keys_open_and_close_it(view):
    shown = view("papers")
    assert open_rows(shown, "documents") == []
    shown.take_focus()
    assert focused() is repeat_in(shown, "documents").head(1)
    press(Qt.Key.Key_Return)
    assert open_rows(shown, "documents") == [1]
    assert shown.focused().path == "documents[1]/doc_type"
    repeat_in(shown, "documents").head(2).setFocus()
    press(Qt.Key.Key_Space)
    assert open_rows(shown, "documents") == [2]
    assert not shown.row("documents[1]/doc_type").isVisibleTo(shown)
    repeat_in(shown, "documents").head(2).setFocus()
    press(Qt.Key.Key_Return)
    assert open_rows(shown, "documents") == []
    assert focused() is repeat_in(shown, "documents").head(2)


def test_tab_goes_from_line_to_line_and_through_the_open_row(view):
    shown = view("papers")
    shown.reveal("documents[2]/doc_type")
    documents = repeat_in(shown, "documents")
    order = stops(shown)
    heads = [order.index(documents.head(number)) for number in (1, 2, 3)]
    inside = [at for at, stop in enumerate(order) if documents.holds(2, stop)]
    assert heads[0] < heads[1] < min(inside) < max(inside) < heads[2]
    assert order.index(documents.remove_button(2)) < min(inside)


def test_a_removed_row_with_groups_and_notes_in_it_comes_back_whole(sheet, view):
    shown = view("exploitation")
    shown.reveal("episodes[1]/ex_area")
    for value in ("", "1"):
        sheet.put(**{"episodes[1]": value})
        shown.refresh(sheet.shown(), ABOUT)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert open_rows(shown, "episodes") == [1]
    assert shown.row("episodes[1]/ex_area").isVisibleTo(shown)


def test_f7_hides_what_a_line_tells_and_what_was_open_before(sheet, view):
    shown = view("papers")
    shown.reveal("documents[1]/doc_number")
    shown.reveal("documents[2]/doc_number")
    shown.refresh(sheet.shown(masked=True), ABOUT)
    assert lines(shown, "documents")[0] == f"الوثيقة 1: {MASK}"
    closed = shown.row("documents[1]/doc_number")
    assert closed.editor.isHidden(), "what is closed opens hidden"
    shown.reveal("documents[1]/doc_number")
    assert closed.isVisibleTo(shown)
    assert closed.editor.isHidden()


def test_delete_takes_a_row_away_unless_the_file_is_only_read(sheet, view):
    shown = view("papers")
    asked = []
    shown.remove_asked.connect(lambda *arguments: asked.append(arguments))
    head = repeat_in(shown, "documents").head(2)
    press(Qt.Key.Key_Delete, head)
    assert asked == [("documents", 2)]
    shown.refresh(sheet.shown(read_only=True), ABOUT)
    press(Qt.Key.Key_Delete, head)
    assert len(asked) == 1


def test_thirty_rows_build_no_field(sheet, view):
    for number in range(1, 31):
        sheet.put(**{f"documents[{number}]": "1", f"documents[{number}]/doc_number": f"P{number}"})
    shown = view("papers")
    assert not [path for path in shown.rows() if path.startswith("documents[")]
    shown.refresh(sheet.shown(), ABOUT)
    assert not [path for path in shown.rows() if path.startswith("documents[")]


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    session = window.services.session
    session.answers.save_answers(places.begun, full_answers())
    return turn_to(window, "interview", case_of(session, places.begun))


def test_a_jump_opens_the_row_and_the_lock_comes_back_to_it(window, places, clock, page):
    assert seek(page, "documents[3]/doc_number")
    assert focused_path(page) == "documents[3]/doc_number"
    type_text("ع١٢")
    window.lock()
    enter(window, places, clock)
    back = current_page(window)
    assert focused_path(back) == "documents[3]/doc_number"
    assert focused_question(back).answer == Answer("ع12")


def test_what_was_typed_stands_in_the_line_once_another_row_is_opened(page):
    seek(page, "documents[2]/doc_number")
    type_text("V77")
    head = repeat_of(page, "documents").head(1)
    head.setFocus()
    head.click()
    QApplication.processEvents()
    assert lines(section_view(page), "documents")[1] == "الوثيقة 2: سمة دخول • V77"
    assert answered(page, "documents[2]/doc_number").value == "V77"


def test_a_new_row_opens_and_the_one_before_closes(page):
    seek(page, "documents[2]/doc_number")
    repeat_of(page, "documents").add()
    assert open_rows(section_view(page), "documents") == [4]
    assert focused_path(page) == "documents[4]/doc_type"


def test_a_row_that_says_nothing_yet_begins_no_section(page):
    file = file_of(page)
    file.answers = {
        path: answer for path, answer in file.answers.items() if section_of(page, path) != "journey"
    }
    file.put({"legs[1]": Answer("1")})
    file.evaluate()
    assert "journey" not in file.started
    file.put({"legs[1]/leg_from_place": Answer("كولومبو")})
    file.evaluate()
    assert "journey" in file.started


def test_the_cursor_is_on_the_row_that_came_back(page):
    go_to(page, "papers")
    view = repeat_of(page, "documents")
    view.head(2).setFocus()
    press(Qt.Key.Key_Delete)
    QApplication.processEvents()
    view.bring_back()
    QApplication.processEvents()
    assert view.head(2).hasFocus()
