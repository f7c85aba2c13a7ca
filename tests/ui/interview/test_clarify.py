"""What is still open before the closing, on one page; and the account in two languages."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import (
    answered,
    file_of,
    focused_path,
    focused_question,
    go_to,
    has_question,
    open_item,
    question,
    scroll_area,
    section_names,
    section_up,
    still_needed,
    still_open,
)
from tests.ui.gestures import click, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.files.review import PAGE, place_of_page, to_clarify, with_topic
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.forms.model import Phase
from tipdesk.i18n.text import _


@pytest.fixture
def page(officer, places, interview_of):
    return interview_of(officer, places.begun, PAGE)


def answers(officer, places):
    return officer.session.files.load(places.begun).answers


def test_only_what_the_next_step_needs_before_the_closing_is_listed(page, officer, places):
    open_paths = still_open(page)
    assert set(open_paths) == set(still_needed(page, PAGE))
    assert {"iv_private", "iv_present", "urgency", "consent_interview", "stmt_arabic"} <= set(
        open_paths
    )
    assert not {"iv_end", "iv_stop", "stmt_readback", "assess_officer"} & set(open_paths)
    order = [question.name for question in file_of(page).rules.definition.questions()]
    asked = [path for path in open_paths if path in order]
    assert asked == sorted(asked, key=order.index)
    phases = [section.phase for section in file_of(page).sections()]
    at = section_names(page).index(PAGE)
    assert phases[at - 1] is Phase.ACCOUNT
    assert phases[at + 1] is Phase.CLARIFY


def test_an_answer_given_here_is_the_section_s_answer_and_stays_in_sight(page, officer, places):
    row = question(page, "stmt_arabic")
    row.type("وصلتُ.")
    page.flush()
    assert answers(officer, places)["stmt_arabic"].value == "وصلتُ."
    assert "stmt_arabic" in still_open(page)
    assert "stmt_arabic" not in still_needed(page, PAGE)
    assert question(page, "stmt_arabic").row is row.row
    go_to(page, "account")
    assert question(page, "stmt_arabic").text == "وصلتُ."
    question(page, "stmt_arabic").focus(6)
    type_text(" ثم")
    go_to(page, PAGE)
    assert "stmt_arabic" not in still_open(page)
    assert answers(officer, places)["stmt_arabic"].value == "وصلتُ. ثم"


def test_what_an_answer_makes_necessary_follows(page, qtbot):
    before = still_open(page)
    pills = question(page, "consent_interview").choices()
    qtbot.mouseClick(pills["granted"], Qt.MouseButton.LeftButton)
    page.flush()
    assert still_open(page)[: len(before)] == before
    assert set(still_needed(page, PAGE)) < set(still_open(page))


def test_later_and_declined_are_at_hand_and_later_is_noted_for_the_next_session(
    page, officer, places
):
    item = open_item(page, "nationality")
    item.later.setFocus()
    press(Qt.Key.Key_Space)
    assert answers(officer, places)["nationality"].reason is MissingReason.DEFERRED
    assert answers(officer, places)["iv_topics_left"].value == "identity"
    assert item.later.isVisible(), "the line stays, or all below would move"
    assert not item.later.isEnabled()
    open_item(page, "stmt_arabic").later.click()
    assert answers(officer, places)["iv_topics_left"].value == "identity account"
    open_item(page, "consent_interview").declined.click()
    assert answers(officer, places)["consent_interview"].reason is MissingReason.DECLINED
    assert answers(officer, places)["iv_topics_left"].value == "identity account"
    open_item(page, "iv_present").later.click()
    assert answers(officer, places)["iv_present"].reason is MissingReason.DEFERRED
    click(open_item(page, "iv_present"), _("Remove the reason"))
    assert answered(page, "iv_present").reason is None


def test_nobody_declines_what_the_person_is_not_asked(page):
    """The place of the interview is the officer's own entry; no card reads it out."""
    items = {path: open_item(page, path) for path in still_open(page)}
    offered = {path for path, item in items.items() if item.declined.isVisibleTo(page)}
    assert {"nationality", "stmt_arabic", "consent_interview"} <= offered
    assert offered.isdisjoint({"iv_place", "iv_present", "int_mode", "urgency"})
    assert items["iv_place"].declined not in items["iv_place"].stops()


def test_tab_reaches_the_ways_not_to_answer(page):
    first = open_item(page, "consent_interview")
    first.question.take_focus()
    stops = [stop for stop in first.stops() if stop.isVisible()]
    assert focused_question(page).row is first.question
    first.later.setFocus()
    press(Qt.Key.Key_Tab)
    assert first.declined.hasFocus()
    press(Qt.Key.Key_Tab)
    following = open_item(page, still_open(page)[still_open(page).index("consent_interview") + 1])
    assert following.isAncestorOf(page.window().focusWidget())
    assert stops


def test_a_list_is_filled_in_its_own_section(page):
    open_item(page, "iv_present").question.go.click()
    assert section_up(page) == "session"


def test_it_comes_back_after_a_lock_and_hides_what_is_personal(page, officer):
    question(page, "nationality").focus()
    place = page.place()
    assert place.section == PAGE
    page.set_masked(True)
    assert not question(page, "nationality").is_open
    page.set_masked(False)
    page.leave()
    page.return_to(place)
    assert section_up(page) == PAGE
    assert focused_path(page) == "nationality"


def test_an_empty_page_says_so_and_a_complete_file_has_none(page, officer, places):
    page.load(case_of(officer.session, places.ready), PAGE)
    assert still_open(page) == []
    assert "لا شيء مفتوح هنا" in texts(page)
    page.load(case_of(officer.session, places.completed), PAGE)
    assert PAGE not in set(section_names(page))


def test_topics_are_those_of_the_form(page):
    form = file_of(page).rules.definition
    assert with_topic(form, "", "papers") == "papers"
    assert with_topic(form, "papers", "fitness") == "health papers"
    assert with_topic(form, "papers", "rights") == "papers"
    assert to_clarify(form, {"session_end": ["iv_end"], "rights": ["x"]}) == {"x"}
    assert place_of_page(form.sections) == [section.phase for section in form.sections].index(
        Phase.CLARIFY
    )


def test_words_as_spoken_stand_beside_the_arabic_where_there_is_room(page, officer, places):
    recorded = {"stmt_language": Answer("eng"), "stmt_original": Answer("I came in March.")}
    officer.session.answers.save_answers(places.begun, recorded)
    page.load(case_of(officer.session, places.begun), "account")
    texts(page)
    arabic, original = (question(page, path).row for path in ("stmt_arabic", "stmt_original"))
    assert arabic.y() == original.y()
    assert arabic.x() > original.x() + original.width()  # Arabic at the right
    pages = [row.editor.inputs()[0] for row in (arabic, original)]
    assert [field.document().firstBlock().textDirection() for field in pages] == [
        Qt.LayoutDirection.RightToLeft,
        Qt.LayoutDirection.LeftToRight,
    ]
    page.resize(1000, 676)
    texts(page)
    assert original.y() > arabic.y() + arabic.height()
    officer.session.answers.save_answers(places.begun, {"stmt_language": Answer("ara")})
    page.load(case_of(officer.session, places.begun), "account")
    assert not has_question(page, "stmt_original")
    assert question(page, "stmt_arabic").is_asked


def test_the_statement_fills_its_page(page):
    go_to(page, "account")
    texts(page)
    field = question(page, "stmt_arabic").field
    area = scroll_area(page).viewport()
    bottom = field.mapTo(area, field.rect().bottomLeft()).y()
    assert area.height() - 80 < bottom <= area.height()
    click(page, "سؤال وجواب (س / ج)")
