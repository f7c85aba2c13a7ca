"""A need that follows from an answer is one button away, where it belongs and where it began."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import (
    come_by_no_key,
    go_to,
    question,
    remove_row,
    restore_row,
    section_view,
)
from tests.ui.drivers.seeing import seen
from tests.ui.gestures import bare, button, buttons, click, focused, press, texts
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
from tipdesk.ui.form.section_state import SuggestionStrip
from tipdesk.ui.interview.page import InterviewPage

GIVEN = {
    "case_type": "tip", "iv_private": "yes", "iv_suspect_near": "no", "fit_now": "yes",
    "consent_interview": "granted", "age_stated": "30",
}  # fmt: skip
URGENT = "نوع الاحتياج: رعاية طارئة • المهلة: ساعة"
ROW, WITHIN = "needs[1]/need_type", "needs[1]/need_timeframe"


@pytest.fixture
def page(officer, shown, qtbot, places):
    page = InterviewPage(officer)
    with qtbot.waitActive(page):
        shown(page)

    def load(section, **more):
        given = {path: Answer(value) for path, value in {**GIVEN, **more}.items()}
        officer.session.answers.save_answers(places.begun, given)
        page.load(case_of(officer.session, places.begun), section)
        return page

    yield load
    page.leave()


def stored(officer, places):
    answers = officer.session.files.load(places.begun).answers
    return {path: answer.value for path, answer in answers.items() if answer.value}


def rows(officer, places):
    return [
        path for path in stored(officer, places) if path.startswith("needs[") and "/" not in path
    ]


def choose(page, path, code):
    question(page, path).editor.show_value(code)
    come_by_no_key(page, path)
    page.flush()


def suggestions(page, *, pale=False):
    """What is suggested or was added; `pale`: what was, and keeps its place."""
    section_view(page).complete()  # below the first screen it comes a moment later
    strips = [strip for strip in seen(page, SuggestionStrip) if strip.isEnabled() is not pale]
    lines = [line for strip in strips for line in bare(texts(strip)).splitlines()]
    return [line for line in lines if "يُقترح" in line or "أُضيف" in line]


def test_an_answer_that_puts_care_first_offers_the_need_at_the_end_of_the_section(
    page, officer, places
):
    """Where nobody aims at anything, with the answer that led to it; a line at the foot leads there.
    When the section is turned to again it stands beside the answer."""
    interview = page("fitness")
    assert suggestions(interview) == []
    choose(interview, "fit_now", "no")
    because = f"يُقترح: {URGENT}. السبب هو الإجابة «الحالة تسمح بالمقابلة الآن: لا»."
    assert suggestions(interview) == [because]
    (line,) = seen(section_view(interview), SuggestionStrip)
    below = [row for row in section_view(interview).rows().values() if row.isVisible()]
    assert all(line.y() > row.y() for row in below)
    click(interview, "اذهب إليه")
    assert line.isAncestorOf(focused())
    go_to(interview, "risk")
    go_to(interview, "fitness")
    assert suggestions(interview) == [f"يُقترح: {URGENT}."]
    assert buttons(interview, "اذهب إليه") == []
    assert rows(officer, places) == []  # nobody has promised anything yet
    click(interview, "إضافة")
    kept = stored(officer, places)
    assert (kept[ROW], kept[WITHIN]) == ("emergency_medical", "h1")
    assert suggestions(interview) == [f"أُضيف: {URGENT}."]
    assert bare(focused().text()) == "تراجع"  # the cursor stays where it was


def test_it_can_be_taken_back_until_more_is_written_there(page, officer, places):
    interview = page("fitness", fit_now="no")
    click(interview, "إضافة")
    click(interview, "تراجع")
    assert rows(officer, places) == []
    assert suggestions(interview) == [f"يُقترح: {URGENT}."]
    click(interview, "إضافة")
    (row,) = rows(officer, places)
    go_to(interview, "needs_referrals")
    assert suggestions(interview) != []
    choose(interview, f"{row}/ref_agency", "moh")
    assert suggestions(interview) == []
    assert suggestions(interview, pale=True) != [], "it keeps its place until the section is left"
    go_to(interview, "fitness")
    go_to(interview, "needs_referrals")
    assert suggestions(interview, pale=True) == []
    assert rows(officer, places) == [row]


def test_an_answer_that_is_taken_away_later_leaves_the_need(page, officer, places):
    interview = page("fitness", fit_now="no")
    click(interview, "إضافة")
    choose(interview, "fit_now", "yes")
    assert stored(officer, places)[ROW] == "emergency_medical"
    go_to(interview, "needs_referrals")
    assert question(interview, ROW).text == "emergency_medical"


def test_section_o_says_what_led_to_it_and_fills_the_row_on_the_screen(page, officer, places):
    interview = page(
        "needs_referrals", residence_status="visit_overstay", absence_report="filed_active"
    )
    residence, report = suggestions(interview)
    assert residence == (
        "يُقترح: نوع الاحتياج: تسوية الإقامة. "
        "السبب هو الإجابة «الوضع القانوني للإقامة: تجاوز مدة الزيارة»."
    )
    assert "رفع بلاغ التغيّب" in report
    click(interview, "نوع الاحتياج: تسوية الإقامة: إضافة")
    assert question(interview, ROW).text == "residence"
    assert stored(officer, places)[ROW] == "residence"
    assert suggestions(interview) == ["أُضيف: نوع الاحتياج: تسوية الإقامة.", report]


def test_a_row_that_lacks_its_time_is_completed(page, officer, places):
    interview = page("needs_referrals", fit_now="no", **{"needs[1]": "1", ROW: "medical"})
    click(interview, "إضافة")
    assert rows(officer, places) == ["needs[1]"]
    assert (stored(officer, places)[ROW], stored(officer, places)[WITHIN]) == ("medical", "h1")
    assert question(interview, WITHIN).text == "h1"
    click(interview, "تراجع")
    assert (stored(officer, places)[ROW], stored(officer, places).get(WITHIN)) == ("medical", None)


def test_the_review_of_a_high_risk_and_the_entry_of_a_journey_are_filled_in(page, officer, places):
    legs = {"legs[1]": "1", "legs[1]/leg_to_country": "KWT", "legs[1]/leg_date": "2024-03"}
    interview = page("risk", risk_level="high", **legs)
    click(interview, "املأ")
    assert stored(officer, places)["risk_review_at"] > "2026"
    go_to(interview, "safety")
    assert suggestions(interview)
    click(interview, "تراجع")
    assert "risk_review_at" not in stored(officer, places)
    go_to(interview, "journey")
    click(interview, "املأ")
    assert stored(officer, places)["kw_entry_date"] == "2024-03"
    assert question(interview, "kw_entry_date").text == "2024-03"


def test_a_hidden_screen_hides_what_is_suggested(page):
    interview = page("needs_referrals", fit_now="no")
    interview.set_masked(True)
    assert "رعاية طارئة" not in "\n".join(suggestions(interview))
    assert "السبب" not in "\n".join(suggestions(interview))
    interview.set_masked(False)
    assert "رعاية طارئة" in "\n".join(suggestions(interview))


def test_tab_reaches_the_button(page):
    interview = page("fitness", fit_now="no")
    question(interview, "fit_now").focus()
    offered = button(interview, "إضافة")
    for _step in range(8):
        if focused() is offered:
            break
        press(Qt.Key.Key_Tab)
    assert focused() is offered
    press(Qt.Key.Key_Space)
    assert bare(offered.text()) == "تراجع"


def test_a_session_in_a_row_that_went_and_came_back_still_offers(page, officer, places):
    interview = page("session", **{"sessions[1]": "1", "sessions[1]/session_fit": "no"})
    assert suggestions(interview)
    remove_row(interview, "sessions", 1)
    assert suggestions(interview) == []
    restore_row(interview, "sessions", 1)
    assert suggestions(interview)
