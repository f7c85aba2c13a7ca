"""Wrong passphrases are counted and said to whoever unlocks next, and to each officer once."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.notes import tries_told
from tests.ui.drivers.window import begun_interview, enter, go_home, no_pin, turn_to
from tests.ui.gestures import bare, button, click
from tipdesk.core.errors import WrongPassphrase
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.open_vault import SessionNews
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _, format_datetime
from tipdesk.ui.shell.after_unlock import news_text


def fail(places, clock, who=OFFICER):
    with pytest.raises(WrongPassphrase):
        unlock(places.officers, who.login, "خطأ", clock)


def test_the_next_officer_reads_how_often_when_and_for_which_code(window, places, clock):
    for _again in range(3):
        clock.move(minutes=10)
        last = clock()
        fail(places, clock)
    fail(places, clock, SUPERVISOR)
    enter(window, places, clock, no_pin, SUPERVISOR)
    assert "3 محاولات للرمز T-07" in tries_told(window)
    assert format_datetime(last, "ar") in tries_told(window)
    assert "محاولة واحدة للرمز S-01" in tries_told(window)
    assert "لا يمنع من ينسخ القرص" in tries_told(window)
    assert "فأبلغ" in tries_told(window)  # what is to be done
    click(window, _("I have read it"))
    assert tries_told(window) == ""
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR)
    assert tries_told(window) == ""


def test_a_colleague_in_between_hides_nothing_from_whose_code_it_was(window, places, clock):
    fail(places, clock)
    enter(window, places, clock, no_pin, SUPERVISOR)
    window.lock()
    assert tries_told(window) == ""
    fail(places, clock)
    enter(window, places, clock, no_pin, OFFICER)
    assert "محاولتان للرمز T-07" in tries_told(window)
    begun_interview(window, places)
    assert tries_told(window) == "", "over no file"
    case = window.services.session.files.case(places.begun)
    for page in ("review", "attachments"):
        turn_to(window, page, case)
        assert tries_told(window) == "", page
    turn_to(window, "paper", case, "notice", "")
    assert tries_told(window) == "", "over no paper of one"
    go_home(window)
    assert tries_told(window) != "", "it waits until it was read"


def test_without_a_failure_nothing_is_said_and_the_cursor_stays(window, places, clock):
    enter(window, places, clock, no_pin)
    assert tries_told(window) == ""
    window.lock()
    fail(places, lambda: clock() - timedelta(minutes=1))
    enter(window, places, clock, no_pin)
    assert not button(window, _("I have read it")).hasFocus()
    assert QApplication.focusWidget() is not None


def test_what_never_left_here_is_said_with_its_number_and_who_brought_the_answer(qapp):
    news = bare(news_text([SessionNews("never_sent", (), "4", ("T-07",))]))
    assert "حافظة الإحالة رقم 4" in news
    assert "أدخله T-07" in news
    assert "رقم –" in bare(news_text([SessionNews("never_sent", (), "", ("T-07",))]))


def test_a_certificate_that_nobody_asked_for_is_said_with_whom_to_call(qapp):
    news = bare(news_text([SessionNews("unasked", ("S-01",), "", ("T-07",))]))
    assert "شهادة باسم S-01 لم تُطلب من هنا" in news
    assert "جلب القائمة T-07" in news


def test_much_that_is_harmless_hides_nothing_of_what_is_grave(qapp):
    """A colleague names people on a file and takes them off, twenty times, before making what must
    not be read: it is said all the same, and first."""
    noise = [
        SessionNews(what, (f"T-{person:02}",), "12", ("C-04",))
        for person in range(10, 20)
        for what in ("named", "unnamed")
    ]
    grave = [
        SessionNews("sheet", (), "", ("S-01", "C-04")),
        SessionNews("approved", (), "14", ("S-01",)),
        SessionNews("in_own_name", (), "15", ()),
    ]
    text = bare(news_text([*noise, *grave]))
    places = [
        text.index(words) for words in ("الملف 15", "ورقة استرداد", "الملف 14", "T-10", "T-19")
    ]
    assert places == sorted(places)


def test_one_thing_done_to_many_files_is_said_once(qapp):
    news = [SessionNews("approved", (), str(number), ("S-01",)) for number in (7, 9, 7, 12)]
    text = bare(news_text(news))
    assert text.count("S-01") == 1
    assert "7، 9، 12" in text
