"""The calendar of a week, by keys: what stands in which day, to its file and back, and on paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from tests.printing.test_calendar_file import events_of
from tests.ui.drivers.paper import pdf_of
from tests.ui.drivers.seeing import radios, table
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import current_page, enter, hit, no_pin, page_name
from tests.ui.files.test_list_table import place_at
from tests.ui.gestures import bare, click, dialogs, press, texts
from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.permissions import AccessReason
from tipdesk.i18n.text import _, format_date, kuwait_day
from tipdesk.printing.preview import text
from tipdesk.storage import custody_rows
from tipdesk.texts.messages import access_reason_label

RETURN, ESCAPE, F7 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F7
CTRL = Qt.KeyboardModifier.ControlModifier
BEFORE, AFTER, HOME = Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home
MEDICAL = {"need_type": "medical", "timeframe": "h3", "agency": "moh", "wanted": "yes"}


@pytest.fixture
def owing(window, places, clock):
    """At home on a Wednesday evening. In a file that was sent a need is due in three hours, visits
    are on Thursday and Friday, a hearing is next Wednesday. Other needs are done."""
    enter(window, places, clock, no_pin, on=False)
    book, case_id = window.services.session.case_work, places.exported
    for line in window.services.session.due.nearest(99, kinds={DeadlineKind.NEED: None}):
        book.enter(line.case_id, EntryKind.DELIVERED, line.subject, {"at": timestamp(clock())})
    book.enter(case_id, EntryKind.NEED, "need:1001", MEDICAL)
    for hours in (15, 39):
        body = {
            "at": timestamp(clock() + timedelta(hours=hours)),
            "with": "زمردة",
            "bring": "ياقوتة",
        }
        book.enter(case_id, EntryKind.APPOINTMENT, "", body)
    hearing = {"at": timestamp(clock() + timedelta(days=7)), "what": "hearing", "court": "لؤلؤة"}
    book.enter(case_id, EntryKind.HEARING, "", hearing)
    return window


def days(window) -> dict[str, list[str]]:
    """What stands below the head of each day, from above."""
    model = table(current_page(window)).model()
    heads = [
        bare(str(model.headerData(at, Qt.Orientation.Horizontal))).replace("\n", " ")
        for at in range(model.columnCount())
    ]
    columns = (
        [model.index(row, at).data() for row in range(model.rowCount())]
        for at in range(model.columnCount())
    )
    return {
        head: [bare(cell).replace("\n", " ") for cell in column if cell]
        for head, column in zip(heads, columns, strict=True)
    }


def filled(window) -> list[str]:
    return [entry for column in days(window).values() for entry in column]


def chosen(window, word: str) -> str:
    """Go down to the first entry that says it."""
    view = table(current_page(window))
    hit(window, Qt.Key.Key_Home)
    for _at in filled(window):
        if word not in view.currentIndex().data():
            hit(window, Qt.Key.Key_Down)
    assert word in view.currentIndex().data()
    return bare(str(view.currentIndex().data()))


def calendar(window) -> None:
    hit(window, Qt.Key.Key_T, CTRL)
    assert page_name(window) == "calendar"


def test_from_home_by_one_key_a_week_from_sunday_on_and_today_is_said(owing, places):
    calendar(owing)
    heads = list(days(owing))
    assert "الأحد" in heads[0]
    assert "السبت" in heads[-1]
    (today,) = [head for head in heads if "اليوم" in head]
    assert format_date(kuwait_day(owing.services.clock()), "ar") in today
    number = owing.services.session.files.case(places.exported).number
    of_file = [entry for entry in filled(owing) if number in entry]
    assert [entry for entry in of_file if "احتياج 1001" in entry]
    assert len([entry for entry in of_file if "موعد" in entry]) == 2
    visits = [entry for entry in of_file if "موعد" in entry]
    assert all(visit[2] == ":" for visit in visits)  # at their hour
    book = owing.services.session.case_work
    delivered = {"at": timestamp(owing.services.clock())}
    book.enter(places.exported, EntryKind.DELIVERED, "need:1001", delivered)
    assert not [entry for entry in filled(owing) if "1001" in entry]  # what is done is gone
    hit(owing, ESCAPE)
    assert page_name(owing) == "shift"


def test_weeks_are_turned_by_keys_and_an_empty_one_says_so(owing):
    calendar(owing)
    own = days(owing)
    hit(owing, AFTER, CTRL)
    assert [entry for entry in filled(owing) if "جلسة" in entry]
    hit(owing, AFTER, CTRL)
    hit(owing, AFTER, CTRL)
    assert "لا شيء في هذا الأسبوع" in bare(texts(current_page(owing)))
    hit(owing, HOME, CTRL)
    assert days(owing) == own
    hit(owing, BEFORE, CTRL)
    hit(owing, AFTER, CTRL)
    assert days(owing) == own


def test_return_opens_the_case_work_and_back_stands_where_it_was(owing):
    hit(owing, Qt.Key.Key_0)
    calendar(owing)
    hit(owing, AFTER, CTRL)
    entry = chosen(owing, "جلسة")
    hit(owing, RETURN)
    assert page_name(owing) == "casework"
    hit(owing, ESCAPE)
    assert page_name(owing) == "calendar"
    assert bare(str(table(current_page(owing)).currentIndex().data())) == entry
    hit(owing, ESCAPE)
    assert page_name(owing) == "due"
    hit(owing, ESCAPE)
    assert page_name(owing) == "shift"


def test_the_arrows_go_from_entry_to_entry_over_what_is_empty(owing):
    calendar(owing)
    view = table(current_page(owing))
    hit(owing, Qt.Key.Key_Home)
    seen = [view.currentIndex()]
    for _at in range(len(filled(owing))):
        assert view.currentIndex().data()
        hit(owing, Qt.Key.Key_Down)
        seen.append(view.currentIndex())
    assert len(set(seen)) == len(filled(owing))
    assert seen[-1] == seen[-2]  # the last stays
    hit(owing, Qt.Key.Key_Right)  # to a day before, from right to left
    assert view.currentIndex().column() < seen[-1].column()
    assert view.currentIndex().data()


def test_no_name_no_place_and_which_need_it_is_hides_with_f7(owing, places):
    calendar(owing)
    page = current_page(owing)
    chosen(owing, "1001")
    assert "رعاية طبية" in texts(page)
    hit(owing, F7)
    assert "رعاية طبية" not in texts(page)
    hit(owing, F7)
    words = texts(page) + " ".join(filled(owing))
    name = owing.services.session.files.case(places.exported).display_name
    assert name
    assert not [mark for mark in (name, "زمردة", "ياقوتة", "لؤلؤة") if mark in words]


def test_the_week_that_is_shown_is_the_one_on_paper(owing, jobs, qtbot):
    calendar(owing)
    hit(owing, AFTER, CTRL)
    shown = format_date(kuwait_day(owing.services.clock()) + timedelta(days=7), "ar")
    assert [head for head in days(owing) if shown in head]
    hit(owing, Qt.Key.Key_P, CTRL)
    assert page_name(owing) == "paper"
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    assert shown in text(pdf_of(current_page(owing)))
    hit(owing, ESCAPE)
    assert page_name(owing) == "calendar"
    assert [head for head in days(owing) if shown in head]


def say_why(dialog):
    assert "غير مشفّر" in texts(dialog)
    care = access_reason_label(AccessReason.CARE)
    next(choice for choice in radios(dialog) if choice.text() == care).click()
    click(dialog, _("Choose where to…"))


def test_what_lies_ahead_is_saved_by_code_with_a_reason_and_is_an_entry(owing, places, tmp_path):
    calendar(owing)
    page, path = current_page(owing), tmp_path / "calendar.ics"
    with dialogs(lambda dialog: dialog.reject()):
        click(page, _("Save for another calendar…"))
    with dialogs(say_why, place_at(path), lambda dialog: press(RETURN, dialog)):
        click(page, _("Save for another calendar…"))
    saved = events_of(path.read_bytes())
    number = owing.services.session.files.case(places.exported).number
    own = sorted(event["SUMMARY"] for event in saved if number in event["SUMMARY"])
    assert own == [f"{number} A1", f"{number} A2", f"{number} H1"]
    content = path.read_text("utf-8")
    name = owing.services.session.files.case(places.exported).display_name
    marks = (*name.split(), "زمردة", "ياقوتة", "لؤلؤة", "medical", "hearing", places.exported)
    assert not [mark for mark in marks if mark in content]
    (entry,) = [
        event
        for event in custody_rows.newest_first(vault_of(owing.services.session))
        if event.action == "calendar_taken_out"
    ]
    assert entry.case_id is None
    assert entry.detail["reason"] == "care"
    assert entry.detail["entries"] == str(len(saved))
