"""The timeline beside the interview: what it shows, where it leads, when it is there."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.window import enter, heard, hit
from tests.ui.gestures import focused, press
from tests.ui.places import case_of
from tests.ui.told_file import told
from tipdesk.cases.model import Answer
from tipdesk.ui.form.question import MASK
from tipdesk.ui.toolkit.theme import px

F2 = Qt.Key.Key_F2


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    session = window.services.session
    session.answers.save_answers(places.begun, told())
    window._book.show("interview", case_of(session, places.begun))
    QApplication.processEvents()
    return window._book.current()


def panel(page):
    return page._frame.timeline


def titles(page):
    return [line.title for line in panel(page).lines()]


def choose(page, title):
    at = titles(page).index(title)
    panel(page).list.setCurrentIndex(panel(page)._model.index(at))


def test_the_account_is_told_beside_it_with_room_for_the_narrative(page):
    assert not panel(page).isVisible()
    page._stage.show("account")
    QApplication.processEvents()
    assert panel(page).isVisible()
    narrative = page._stage.row("stmt_arabic").editor.inputs()[-1]
    assert narrative.width() >= px(560)
    page._stage.show("journey")
    assert not panel(page).isVisible()
    page._stage.show("account")
    page._frame.timeline_button.click()
    page._stage.show("journey")
    page._stage.show("account")
    assert not panel(page).isVisible()


def test_a_key_shows_it_from_everywhere_and_leads_back_to_the_question(window, page):
    page._stage.show("journey")
    page._stage.go_to("legs[2]/leg_from_place")
    before = focused()
    hit(window, F2)
    assert focused() is panel(page).list
    page._stage.show("papers")
    assert panel(page).isVisible(), "asked for, it stays"
    page._stage.show("journey")
    page._stage.go_to("legs[2]/leg_from_place")
    hit(window, F2)
    assert focused() is panel(page).list
    hit(window, F2)
    assert not panel(page).isVisible()
    assert focused() is before


def test_enter_and_a_click_lead_to_the_question_also_of_what_has_no_date(qtbot, window, page):
    hit(window, F2)
    choose(page, "المرحلة 2: الإمارات العربية المتحدة • المملكة العربية السعودية • دبي")
    press(Qt.Key.Key_Return)
    assert page._stage.focused().path == "legs[2]/leg_date"
    choose(page, "الوثيقة 1: تاريخ الإصدار")
    where = panel(page).list.visualRect(panel(page).list.currentIndex()).center()
    qtbot.mouseClick(panel(page).list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert page._stage.focused().path == "documents[1]/doc_issued"
    found = titles(page)
    at = found.index("دون تاريخ")
    assert found[at + 1 :] == ["الحدث 2: اتصال بالأهل", "الحدث 3: نُقلت إلى بيت آخر"]
    choose(page, "الحدث 3: نُقلت إلى بيت آخر")
    press(Qt.Key.Key_Return, panel(page).list)
    assert page._stage.focused().path == "stmt_timeline[3]/timeline_when"


def test_it_follows_what_is_answered_and_keeps_its_place(window, page):
    hit(window, F2)
    choose(page, "تاريخ دخول الكويت")
    page._keeper.put_now({"rec_date": Answer("2019-05-02")})
    lines = {line.title: line.words for line in panel(page).lines()}
    assert lines["تاريخ التجنيد"] == "02/05/2019"
    assert panel(page).current_path() == "kw_entry_date"


def test_f7_hides_words_and_places_in_time(window, page):
    hit(window, F2)
    page.set_masked(True)
    personal = [line for line in panel(page).lines() if line.dated and line.dated.level > 1]
    assert personal
    assert {line.words for line in personal} == {MASK}
    assert not any(line.drawn for line in personal)
    assert not panel(page)._scale.isVisible()
    spoken = " ".join(heard(panel(page)))
    for secret in ("السالمية", "P4821193", "2024", "أُخذ الهاتف", "الهند"):
        assert secret not in spoken
    page.leave()
    assert panel(page).lines() == ()
    assert not panel(page).isVisible()


def test_every_line_is_heard_with_its_date_and_time_runs_from_right_to_left(window, page):
    hit(window, F2)
    spoken = heard(panel(page))
    assert (
        "الوثيقة 1: بداية حجز الوثيقة. بعد يونيو 2024 • جواز سفر • P4821193 • صاحب العمل/الكفيل"
        in spoken
    )
    QApplication.processEvents()
    shares = [share for share, _text in panel(page)._scale.marks]
    assert shares == sorted(shares)
    view = panel(page).list
    at = titles(page).index("تاريخ دخول الكويت")  # in 2024, the file's own day is in 2026
    place = view.visualRect(panel(page)._model.index(at))
    view.scrollTo(panel(page)._model.index(at))
    QApplication.processEvents()
    place = view.visualRect(panel(page)._model.index(at))
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
    window._book.show("interview", window.services.session.new_files.open_case())
    page = window._book.current()
    hit(window, F2)
    assert set(titles(page)) == {"بداية الجلسة", "تاريخ ووقت الاستقبال"}  # the program's own
    assert panel(page)._empty.isVisible()
    page._keeper.put_now({"birth_date": Answer("1999")})
    assert not panel(page)._empty.isVisible()


def test_a_date_of_a_question_that_quick_mode_leaves_out_is_reached(window, page):
    page._on_quick(True)
    page._frame.quick.setChecked(True)
    hit(window, F2)
    choose(page, "تاريخ التجنيد")
    press(Qt.Key.Key_Return)
    assert page._stage.focused().path == "rec_date"
    assert not page._frame.quick.isChecked()


def test_a_leg_of_the_line_leads_to_its_row_and_a_long_journey_wraps(page):
    page._stage.show("journey")
    line = page._stage._shown.repeat("legs").picture
    assert [one.accessibleName() for one in line.buttons][2] == (
        "المرحلة 3: من ؟ إلى الكويت، السالمية • سيارة • 11/06/2024"
    )
    line.buttons[1].setFocus()
    press(Qt.Key.Key_Space)
    assert page._stage.focused().path == "legs[2]/leg_from_country"
    places = [one.geometry().center().x() for one in line.buttons]
    assert places == sorted(places, reverse=True)
    page.set_masked(True)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [text for text in heard(line) if "دبي" in text or "2024" in text]
    page.set_masked(False)
    more = {f"legs[{number}]/leg_to_country": "ARE" for number in range(4, 12)}
    page._keeper.put_now(told(**more))
    QApplication.processEvents()
    line = page._stage._shown.repeat("legs").picture
    assert len({one.y() for one in line.buttons}) > 1
    assert all(line.rect().contains(one.geometry()) for one in line.buttons)
