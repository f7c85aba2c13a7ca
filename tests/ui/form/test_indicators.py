"""The indicators stand behind a veil; what is confirmed there is kept in the form's own rows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.indicators import (
    LEFT,
    can_be_lifted,
    lift,
    line,
    open_dimension,
    readings,
    rows_left_over,
    turn_to_elements,
)
from tests.ui.drivers.interview import (
    file_of,
    focused_path,
    go_to,
    question,
    refresh,
    section_up,
)
from tests.ui.drivers.locking import type_pin
from tests.ui.drivers.seeing import every
from tests.ui.drivers.window import choose_pin, current_page, enter, heard, hit, open_interview
from tests.ui.gestures import bare, click, dialogs, press, texts, type_text
from tests.ui.layout_faults import unreached
from tipdesk.cases.model import Answer, Status
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.language_cards import language_card
from tipdesk.i18n.text import _
from tipdesk.ui.form.place_links import SpokenText
from tipdesk.ui.interview.page import InterviewPage

F7 = Qt.Key.Key_F7
SECRET = "خداع بشأن الأجر"
RECORDED = {
    "case_type": "tip",
    "consent_interview": "granted",
    "sex": "female",
    "birth_date": "1999-03-05",
    "age_basis": "official_id",
    "fit_now": "yes",
    "job_actual_differs": "yes",
    "rec_channel": "job_site",
    "means_documents": "yes",
    "exhibit_rows[1]": "1",
    "exhibit_rows[1]/att_no": "7",
    "exhibit_rows[1]/att_type": "payslip",
}


def tell(session, places):
    given = {path: Answer(value) for path, value in RECORDED.items()}
    session.answers.save_answers(places.begun, given)


@pytest.fixture
def page(officer, places, shown):
    """The section of the indicators of a file in which something was told."""
    tell(officer.session, places)
    page = InterviewPage(officer)
    page.load(officer.session.files.case(places.begun), "indicators")
    yield shown(page)
    page.leave()


@pytest.fixture
def whole(window, places, clock):
    """The same inside the window."""
    session = open_as(places.officers, OFFICER, clock)
    tell(session, places)
    session.lock()
    enter(window, places, clock, choose_pin)
    return open_interview(window, places.begun, "indicators")


def kept(officer, places):
    """The rows of the indicators as the vault has them, those that exist: code → answers."""
    answers = officer.session.files.load(places.begun).answers
    rows = {}
    for path, answer in answers.items():
        head, _slash, name = path.partition("/")
        if head.startswith("indicator_rows[") and head in answers and name:
            rows.setdefault(head, {})[name] = answer.value
    return {row.pop("ind_code"): row for row in rows.values()}


def seen(window):
    return any(SECRET in text for text in heard(window))


def test_it_is_seen_when_the_person_has_left_and_asked_anew_at_each_visit(window, whole):
    assert SECRET not in texts(whole)
    assert not seen(window)
    lift(whole)
    assert SECRET in texts(whole)
    assert seen(window)
    go_to(whole, "session_end")
    QApplication.processEvents()
    assert not seen(window)
    go_to(whole, "indicators")
    assert LEFT in texts(whole)
    assert not seen(window)
    lift(whole)
    hit(window, F7)
    assert not seen(window)
    assert not can_be_lifted(whole)
    press(Qt.Key.Key_Space)  # the cursor waits on the veil, and nothing is pressed
    assert not seen(window)
    hit(window, F7)  # names come back, the indicators do not
    assert not seen(window)
    press(Qt.Key.Key_Space)
    assert seen(window)


def test_privacy_screen_and_lock_hide_it_and_lose_no_word(window, whole, places, clock):
    lift(whole)
    line(whole, "CD1").choose("yes")
    line(whole, "CD1").rests_on[1].focus()
    type_text("الفقرة ")
    window.show_privacy_screen()
    type_pin(window)
    assert current_page(window) is whole
    assert whole.isVisible()
    assert not seen(window)
    lift(whole)
    line(whole, "CD1").rests_on[1].focus()
    press(Qt.Key.Key_End)
    type_text("3")
    window.lock()
    enter(window, places, clock)
    page = current_page(window)
    assert section_up(page) == "indicators"
    assert not seen(window)
    lift(page)
    assert line(page, "CD1").rests_on[1].text == "الفقرة 3"


def test_what_is_confirmed_is_kept_as_rows_of_the_form(officer, page, places):
    lift(page)
    assert kept(officer, places) == {}
    line(page, "CD1").choose("yes")
    assert kept(officer, places) == {"CD1": {"ind_dimension": "D5", "ind_state": "yes"}}
    basis, link_row = line(page, "CD1").rests_on
    basis.choice("document").click()
    link_row.type("مرفق 7")
    page.flush()
    line(page, "DR2").choose("unknown")
    assert kept(officer, places) == {
        "CD1": {
            "ind_dimension": "D5",
            "ind_state": "yes",
            "ind_basis": "document",
            "ind_link": "مرفق 7",
        },
        "DR2": {"ind_dimension": "D1", "ind_state": "unknown"},
    }


def test_what_is_taken_back_has_no_row_and_comes_back_with_its_basis(officer, page, places):
    lift(page)
    line(page, "CD1").choose("yes")
    line(page, "CD1").rests_on[0].choice("statement").click()
    page.flush()
    line(page, "CD1").take_back("yes")
    assert kept(officer, places) == {}
    assert line(page, "CD1").rests_on == []
    line(page, "DR2").choose("no")
    line(page, "CD1").choose("yes")
    assert kept(officer, places)["CD1"]["ind_basis"] == "statement"
    assert len(kept(officer, places)) == 2


def test_answers_propose_and_lead_to_where_they_were_given(officer, page, places):
    lift(page)
    proposed = line(page, "DR1")
    assert proposed.is_proposed
    assert not line(page, "DR3").is_proposed
    assert kept(officer, places) == {}
    line(page, "DR1").choose("no")  # a confirmed proposal is none any more
    assert not proposed.is_proposed
    proposed.take_back("no")
    link_row = proposed.answers[0]
    assert "العمل اختلف عن الموعود" in bare(link_row.text())
    link_row.click()
    assert section_up(page) == "recruitment"
    assert focused_path(page) == "job_actual_differs"


def test_the_result_names_rows_strengths_and_coverage_and_judges_nobody(page):
    lift(page)
    assert "لم يُدوَّن مؤشر بعد" in texts(page)
    for code in ("DR1", "DR2", "EX1", "EX2", "CD1"):
        line(page, code).choose("yes")
    line(page, "CD3").choose("no")
    words = bare(texts(page))
    assert "المؤشرات المسجّلة تشير إلى: مؤشرات تستدعي مزيداً من التقييم" in words
    assert "المؤشرات التي بُحثت: 6 من 67" in words
    assert "الخداع أثناء التجنيد – يكفي لهذا البُعد: خداع بشأن طبيعة العمل" in words
    assert "الإكراه في مكان الاستغلال – لا يكفي لهذا البُعد: حجز الوثائق (قوي)" in words
    line(page, "CD3").choose("yes")
    words = bare(texts(page))
    assert "المؤشرات المسجّلة تشير إلى: مؤشرات قوية على الاتجار" in words
    for word in ("%", "٪", "ضحي", "نقاط"):
        assert word not in words


def test_a_child_has_both_readings_side_by_side(officer, page, places):
    session = officer.session
    session.answers.save_answers(places.begun, {"birth_date": Answer("2012-03-05")})
    page.load(session.files.case(places.begun), "indicators")
    lift(page)
    for code in ("EX1", "EX2"):
        line(page, code).choose("yes")
    assert readings(page) == ("مؤشرات قوية على الاتجار", "استغلال دون عناصر كافية")


def test_elements_lead_to_answers_and_exhibits_and_ask_neutrally(page):
    lift(page)
    turn_to_elements(page)
    words = bare(texts(page))
    assert "وسيلة التجنيد: موقع توظيف" in words
    assert "أين كان المبيت في كل مرحلة" in words
    assert "ليست نتيجة" in words
    click(page, "نوع المرفق: كشف أجر أو حساب")
    assert section_up(page) == "exhibits"
    assert focused_path(page) == "exhibit_rows[1]/att_type"


def test_a_gap_is_asked_about_in_the_person_s_language_too(page):
    file_of(page).spoken = "ben"
    refresh(page)
    assert not every(page, SpokenText)  # nothing of it before the veil is lifted
    lift(page)
    turn_to_elements(page)
    shown_text, card = texts(page), language_card("ben")
    assert card.text("follow_ups", "act_harbour") in shown_text
    assert card.text("follow_ups", "act_recruit") not in shown_text  # answered
    assert not any(text in shown_text for text in card.parts["prompts"].values())
    file_of(page).spoken = ""
    refresh(page)
    assert card.text("follow_ups", "act_harbour") not in texts(page)


def test_nothing_more_is_asked_of_a_person_who_has_withdrawn(officer, page, places):
    session = officer.session
    session.answers.save_answers(places.begun, {"consent_interview": Answer("withdrawn")})
    page.load(session.files.case(places.begun), "indicators")
    lift(page)
    turn_to_elements(page)
    words = bare(texts(page))
    file_of(page).spoken = "ben"
    refresh(page)
    assert language_card("ben").text("follow_ups", "act_harbour") not in texts(page)
    assert "الأقوال مقفلة" in words
    assert "أين كان المبيت" not in words


def test_every_control_is_reached_by_keyboard(page):
    indicators = lift(page)
    line(page, "CD1").choose("yes")
    open_dimension(page, "D5", others=False)
    assert unreached(indicators) == []
    turn_to_elements(page)
    assert unreached(indicators) == []


def test_the_suggestion_is_read_nowhere_else(page):
    lift(page)
    for code in ("DR1", "DR2", "EX1", "EX2", "CD1", "CD3"):
        line(page, code).choose("yes")
    go_to(page, "assessment")
    row = question(page, "assess_system")
    assert row.is_asked
    assert not row.is_open
    assert "بعد مغادرة الشخص الغرفة" in row.words
    own = question(page, "assess_officer")
    assert own.is_open
    page.set_masked(True)
    page.set_masked(False)
    assert not row.is_open


def test_a_complete_file_shows_them_and_takes_nothing(officer, page, places):
    case = officer.session.files.case(places.completed)
    assert case.status is Status.COMPLETED
    page.load(case, "indicators")
    lift(page)
    assert not any(pill.isEnabled() for pill in line(page, "CD1").pills.values())


def test_rows_of_an_older_record_stay_in_reach(officer, page, places):
    session = officer.session
    rows = {"indicator_rows[3]": "1", "indicator_rows[3]/ind_state": "yes"}
    session.answers.save_answers(
        places.begun, {path: Answer(value) for path, value in rows.items()}
    )
    page.load(session.files.case(places.begun), "indicators")
    lift(page)
    row = question(page, "indicator_rows[3]/ind_state")
    assert row.is_asked
    assert row.text == "yes"
    click(rows_left_over(page)[3], _("Remove"))
    assert kept(officer, places) == {}
    assert rows_left_over(page) == {}


def test_a_dialog_turned_to_the_person_comes_before_a_covered_panel(window, whole):
    lift(whole)
    seen_behind = []

    def look(dialog):
        seen_behind.extend(text for text in heard(window) if SECRET in text)
        seen_behind.extend([SECRET] if SECRET in texts(window) else [])
        dialog.accept()

    with dialogs(look):
        click(whole, _("In the person's language"))
    assert seen_behind == []
    assert not seen(window)  # it stays covered afterwards
    assert LEFT in texts(whole)
    assert can_be_lifted(whole)


def test_a_sentence_for_the_officer_leaves_the_panel_open(window, whole):
    lift(whole)
    with dialogs(lambda dialog: dialog.reject()):
        hit(window, Qt.Key.Key_F12)
    assert seen(window)
