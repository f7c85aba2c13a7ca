"""The list of what is owed, as a caseworker reads it: late first, by keys, also of files that were
sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.drivers.home import home_words
from tests.ui.drivers.seeing import rows, table
from tests.ui.drivers.window import current_page, enter, hit, no_pin, page_name
from tests.ui.gestures import bare, buttons, dialogs, press, texts, type_text
from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.demo.stations import OFFICER, SUPERVISOR, open_as

RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
MEDICAL = {"need_type": "medical", "timeframe": "h3", "agency": "moh", "wanted": "yes"}
LATE, DAY, MEETINGS, PROSECUTION = Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_7
HIDDEN = Qt.Key.Key_8


@pytest.fixture
def owing(window, places, clock):
    """At home, at eight the next day; in a file that was sent a need is late, a visit lies ahead.
    What the filled interviews say of needs is done."""
    enter(window, places, clock, no_pin, on=False)
    book, case_id = window.services.session.case_work, places.exported
    for line in window.services.session.due.nearest(99, kinds={DeadlineKind.NEED: None}):
        done = {"at": timestamp(clock())}
        book.enter(line.case_id, EntryKind.DELIVERED, line.subject, done)
    book.enter(case_id, EntryKind.NEED, "need:1001", MEDICAL)
    visit = timestamp(clock() + timedelta(hours=30))
    book.enter(case_id, EntryKind.APPOINTMENT, "", {"at": visit, "need": "need:1001"})
    clock.move(hours=10)
    return window


def listed(window) -> list[str]:
    return [bare(" ".join(line)) for line in rows(table(current_page(window)))]


def chosen_line(window) -> str:
    """The line with the cursor, which has the keys."""
    view = table(current_page(window))
    assert view.hasFocus()
    return listed(window)[view.currentIndex().row()]


def number_of(window, case_id) -> str:
    return window.services.session.files.case(case_id).number


def test_from_home_by_one_key_late_first_and_back(owing, places):
    hit(owing, Qt.Key.Key_0)
    assert page_name(owing) == "due"
    first, *others = listed(owing)
    assert number_of(owing, places.exported) in first
    assert "رعاية طبية" in first
    assert "متأخر" in first
    assert not [line for line in others if "متأخر" in line and "رعاية" in line]
    assert [line for line in others if "موعد" in line]
    hit(owing, ESCAPE)
    assert page_name(owing) == "shift"
    assert "المتأخر: 1" in home_words(owing)
    hit(owing, RETURN)
    assert page_name(owing) != "shift"  # the list of home has the cursor again


def test_escape_leads_back_to_the_line_from_which_one_came(owing):
    hit(owing, Qt.Key.Key_0)
    assert chosen_line(owing) == listed(owing)[0]
    press(Qt.Key.Key_Down, table(current_page(owing)))
    press(Qt.Key.Key_Down, table(current_page(owing)))
    came_from = chosen_line(owing)
    assert came_from == listed(owing)[2]
    hit(owing, RETURN)
    assert page_name(owing) == "casework"
    hit(owing, ESCAPE)
    assert page_name(owing) == "due"
    assert chosen_line(owing) == came_from
    hit(owing, LATE)
    assert chosen_line(owing) == listed(owing)[0], "another list begins at its first line"
    hit(owing, ESCAPE)
    press(Qt.Key.Key_Down, table(current_page(owing)))
    came_from = chosen_line(owing)
    hit(owing, RETURN)
    assert page_name(owing) != "shift"
    hit(owing, ESCAPE)
    assert page_name(owing) == "shift"
    assert chosen_line(owing) == came_from


def test_digits_choose_what_is_listed(owing):
    hit(owing, Qt.Key.Key_0)
    whole = listed(owing)
    hit(owing, LATE)
    assert listed(owing) == whole[:1]
    hit(owing, MEETINGS)
    (meeting,) = listed(owing)
    assert "موعد" in meeting
    hit(owing, Qt.Key.Key_6)
    assert all("احتياج" not in line for line in listed(owing))
    hit(owing, Qt.Key.Key_1)
    assert listed(owing) == whole


def test_what_is_owed_in_a_hidden_file_has_a_list_of_its_own_for_its_officer(owing, places, clock):
    """Its rows tell nobody of it: it is folded for whom it names, and stands in no other view."""
    hit(owing, Qt.Key.Key_0)
    assert not buttons(current_page(owing), "الملفات المخفية")
    before = listed(owing)
    hit(owing, HIDDEN)
    assert listed(owing) == before, "there is none: the key does nothing"
    session, case_id = owing.services.session, places.exported
    number = number_of(owing, case_id)
    session.readers.hide(case_id, "موظف مذكور في الملف")
    hit(owing, ESCAPE)
    hit(owing, Qt.Key.Key_0)
    assert not [line for line in listed(owing) if number in line]
    hit(owing, HIDDEN)
    need, visit = (line for line in listed(owing) if "رعاية طبية" in line or "موعد" in line)
    assert number in need
    assert "متأخر" in need
    assert number in visit
    hit(owing, Qt.Key.Key_F7)
    assert not [line for line in listed(owing) if "رعاية طبية" in line]
    hit(owing, Qt.Key.Key_F7)
    hit(owing, RETURN)
    assert page_name(owing) == "casework"
    hit(owing, ESCAPE)
    assert page_name(owing) == "due"
    assert number in listed(owing)[0]


def test_nobody_else_is_offered_a_list_of_hidden_files(window, places, clock):
    session = open_as(places.officers, OFFICER, clock)
    session.readers.hide(places.exported, "موظف مذكور في الملف")
    number = session.files.case(places.exported).number
    session.lock()
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    hit(window, Qt.Key.Key_0)
    assert not buttons(current_page(window), "الملفات المخفية")
    whole = listed(window)
    hit(window, HIDDEN)
    assert listed(window) == whole
    assert not [line for line in whole if number in line]


def test_what_is_done_is_gone(owing, places):
    hit(owing, Qt.Key.Key_0)
    assert "رعاية طبية" in listed(owing)[0]
    book = owing.services.session.case_work
    delivered = {"at": timestamp(owing.services.clock())}
    book.enter(places.exported, EntryKind.DELIVERED, "need:1001", delivered)
    assert not [line for line in listed(owing) if "رعاية طبية" in line]


def test_no_name_and_nothing_told_is_shown(owing, places):
    hit(owing, Qt.Key.Key_0)
    session = owing.services.session
    names = {
        session.files.case(case_id).display_name for case_id in (places.exported, places.ready)
    }
    assert all(names)
    assert not [name for name in names if name in texts(current_page(owing))]


def test_which_need_it_is_hides_with_f7(owing):
    hit(owing, Qt.Key.Key_0)
    hit(owing, Qt.Key.Key_F7)
    assert listed(owing)
    assert not [line for line in listed(owing) if "رعاية طبية" in line]
    hit(owing, Qt.Key.Key_F7)
    assert "رعاية طبية" in listed(owing)[0]


@pytest.mark.parametrize("key", [Qt.Key.Key_E, "ث"])
def test_from_home_to_an_answer_in_four_acts(owing, places, key):
    """0, E, the answer, Return: and the list stays for the next one."""
    hit(owing, Qt.Key.Key_0)
    view = table(current_page(owing))

    def answers(dialog) -> None:
        press(Qt.Key.Key_Down)
        press(RETURN)

    with dialogs(answers):
        if isinstance(key, str):
            type_text(key, view)
        else:
            press(key, view)
    work = owing.services.session.case_work.work(places.exported)
    assert work.needs["need:1001"].status == "received"
    assert page_name(owing) == "due"


def lists_everything(window: QWidget) -> bool:
    """Whether the list says that it shows all there is."""
    (everything,) = buttons(current_page(window), "الكل")
    return everything.isChecked()


def test_a_line_of_home_leads_to_exactly_what_it_counts_and_0_to_all(owing):
    hit(owing, Qt.Key.Key_4)
    assert page_name(owing) == "due"
    needs = listed(owing)
    assert "رعاية طبية" in needs[0]
    assert all("الاحتياج" in need for need in needs)
    assert "احتياجات تحل خلال يوم" in home_words(owing)
    assert not lists_everything(owing)  # a line of home is listed
    hit(owing, RETURN)
    assert page_name(owing) == "casework"
    hit(owing, ESCAPE)
    assert listed(owing) == needs  # the line is still what is listed
    hit(owing, ESCAPE)
    hit(owing, Qt.Key.Key_5)
    (meeting,) = listed(owing)
    assert "موعد" in meeting
    hit(owing, ESCAPE)
    hit(owing, Qt.Key.Key_0)
    assert len(listed(owing)) > len(needs)
    assert lists_everything(owing)
    hit(owing, ESCAPE)
    hit(owing, Qt.Key.Key_4)
    assert not lists_everything(owing)
    hit(owing, Qt.Key.Key_1)
    assert lists_everything(owing)
    assert len(listed(owing)) > len(needs)
