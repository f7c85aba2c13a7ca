"""The timeline beside the interview: what it shows, where it leads, when it is there."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers import night
from tests.ui.drivers.interview import (
    focused_path,
    go_into,
    go_to,
    put_answers,
    question,
    quick_mode,
    repeat_of,
    time_scale,
    timeline_of,
)
from tests.ui.drivers.window import current_page, enter, heard, hit, turn_to
from tests.ui.full_statement_file import full_answers
from tests.ui.gestures import click, focused, press, texts
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
from tipdesk.i18n.text import MASK, _
from tipdesk.ui.toolkit.theme import px

F11 = Qt.Key.Key_F11


NOTHING_TOLD = _(
    "Nothing of what was told has a date yet. Every date of the interview appears "
    "here, also one that is known only in part."
)


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    session = window.services.session
    session.answers.save_answers(places.begun, full_answers())
    turn_to(window, "interview", case_of(session, places.begun))
    QApplication.processEvents()
    return current_page(window)


def titles(page):
    return [line.title for line in timeline_of(page).lines()]


def choose(page, title):
    at = titles(page).index(title)
    timeline_of(page).list.setCurrentIndex(timeline_of(page).list.model().index(at))


def test_it_never_comes_by_itself_and_leaves_room_for_the_narrative(page):
    for section in ("account", "journey", "account"):
        go_to(page, section)
        QApplication.processEvents()
        assert not timeline_of(page).isVisible()
    click(page, _("Timeline"))
    QApplication.processEvents()
    assert timeline_of(page).isVisible()
    narrative = question(page, "stmt_arabic").fields[-1]
    assert narrative.width() >= px(560)
    click(page, _("Timeline"))
    go_to(page, "journey")
    go_to(page, "account")
    assert not timeline_of(page).isVisible()


def test_a_key_shows_it_from_everywhere_and_leads_back_to_the_question(window, page):
    go_to(page, "journey")
    go_into(page, "legs[2]/leg_from_place")
    before = focused()
    hit(window, F11)
    assert focused() is timeline_of(page).list
    go_to(page, "papers")
    assert timeline_of(page).isVisible(), "asked for, it stays"
    go_to(page, "journey")
    go_into(page, "legs[2]/leg_from_place")
    hit(window, F11)
    assert focused() is timeline_of(page).list
    hit(window, F11)
    assert not timeline_of(page).isVisible()
    assert focused() is before


def test_enter_and_a_click_lead_to_the_question_also_of_what_has_no_date(qtbot, window, page):
    hit(window, F11)
    choose(page, "المرحلة 2: الإمارات العربية المتحدة • المملكة العربية السعودية • دبي")
    press(Qt.Key.Key_Return)
    assert focused_path(page) == "legs[2]/leg_date"
    choose(page, "الوثيقة 1: تاريخ الإصدار")
    where = timeline_of(page).list.visualRect(timeline_of(page).list.currentIndex()).center()
    qtbot.mouseClick(timeline_of(page).list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert focused_path(page) == "documents[1]/doc_issued"
    listed = titles(page)
    at = listed.index("دون تاريخ")
    assert listed[at + 1 :] == ["الحدث 2: اتصال بالأهل", "الحدث 3: نُقلت إلى بيت آخر"]
    choose(page, "الحدث 3: نُقلت إلى بيت آخر")
    press(Qt.Key.Key_Return, timeline_of(page).list)
    assert focused_path(page) == "stmt_timeline[3]/timeline_when"


def test_it_follows_what_is_answered_and_keeps_its_place(window, page):
    hit(window, F11)
    choose(page, "تاريخ دخول الكويت")
    put_answers(page, {"rec_date": Answer("2019-05-02")})
    lines = {line.title: line.words for line in timeline_of(page).lines()}
    assert lines["تاريخ التجنيد"] == "02/05/2019"
    assert timeline_of(page).current_path() == "kw_entry_date"


def test_f7_hides_words_and_places_in_time(window, page):
    hit(window, F11)
    page.set_masked(True)
    personal = [line for line in timeline_of(page).lines() if line.dated and line.dated.level > 1]
    assert personal
    assert {line.words for line in personal} == {MASK}
    assert not any(line.drawn for line in personal)
    assert not time_scale(page).isVisible()
    spoken = " ".join(heard(timeline_of(page)))
    for secret in ("السالمية", "P4821193", "2024", "أُخذ الهاتف", "الهند"):
        assert secret not in spoken
    page.leave()
    assert timeline_of(page).lines() == ()
    assert not timeline_of(page).isVisible()


def test_every_line_is_heard_with_its_date_and_time_runs_from_right_to_left(window, page):
    hit(window, F11)
    spoken = heard(timeline_of(page))
    assert (
        "الوثيقة 1: بداية حجز الوثيقة. بعد يونيو 2024 • جواز سفر • P4821193 • صاحب العمل/الكفيل"
        in spoken
    )
    QApplication.processEvents()
    shares = [share for share, _text in time_scale(page).marks]
    assert shares == sorted(shares)
    view = timeline_of(page).list
    at = titles(page).index("تاريخ دخول الكويت")  # in 2024, the file's own day is in 2026
    place = view.visualRect(timeline_of(page).list.model().index(at))
    view.scrollTo(timeline_of(page).list.model().index(at))
    QApplication.processEvents()
    place = view.visualRect(timeline_of(page).list.model().index(at))
    drawn = view.viewport().grab(place).toImage()
    ratio, level = drawn.devicePixelRatio(), place.height() - px(6) - px(9)
    dark = [
        x for x in range(place.width())
        if drawn.pixelColor(QPoint(round(x * ratio), round(level * ratio))).lightness() < 100
    ]  # fmt: skip
    assert dark
    assert min(dark) > place.width() / 2


def test_while_nothing_was_told_it_says_what_will_stand_there(window, places, clock):
    enter(window, places, clock)
    page = turn_to(window, "interview", window.services.session.new_files.open_case())
    hit(window, F11)
    assert set(titles(page)) == {"بداية الجلسة", "تاريخ ووقت الاستقبال"}  # the program's own
    assert NOTHING_TOLD in texts(timeline_of(page))
    put_answers(page, {"birth_date": Answer("1999")})
    assert NOTHING_TOLD not in texts(timeline_of(page))


def test_the_timeline_stands_beside_all_questions_and_not_on_the_card(window, page):
    quick_mode(page).click()
    hit(window, F11)
    assert not timeline_of(page).isVisible()
    night.leave(page)
    hit(window, F11)
    choose(page, "تاريخ التجنيد")
    press(Qt.Key.Key_Return)
    assert focused_path(page) == "rec_date"
    assert not quick_mode(page).isChecked()


def test_a_leg_of_the_line_leads_to_its_row_and_a_long_journey_wraps(page):
    go_to(page, "journey")
    line = repeat_of(page, "legs").view.picture
    assert [leg.accessibleName() for leg in line.buttons][2] == (
        "المرحلة 3: من ؟ إلى الكويت، السالمية • سيارة • 11/06/2024"
    )
    line.buttons[1].setFocus()
    press(Qt.Key.Key_Space)
    assert focused_path(page) == "legs[2]/leg_from_country"
    places = [leg.geometry().center().x() for leg in line.buttons]
    assert places == sorted(places, reverse=True)
    page.set_masked(True)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [text for text in heard(line) if "دبي" in text or "2024" in text]
    page.set_masked(False)
    more = {f"legs[{number}]/leg_to_country": "ARE" for number in range(4, 12)}
    put_answers(page, full_answers(**more))
    QApplication.processEvents()
    line = repeat_of(page, "legs").view.picture
    assert len({leg.y() for leg in line.buttons}) > 1
    assert all(line.rect().contains(leg.geometry()) for leg in line.buttons)
