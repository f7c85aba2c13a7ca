"""What is still open before the closing, on one page; and the account in two languages."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.gestures import click, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.files.review import PAGE, place_of_page, to_clarify, with_topic
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.forms.model import Phase
from tipdesk.ui.interview.page import InterviewPage


@pytest.fixture
def page(officer, places, shown):
    made = shown(InterviewPage(officer))
    made.load(case_of(officer.session, places.begun), PAGE)
    yield made
    made.leave()


def answers(officer, places):
    return officer.session.files.load(places.begun).answers


def listed(page):
    return list(page._stage._shown._listed)


def test_only_what_the_next_step_needs_before_the_closing_is_listed(page, officer, places):
    found = listed(page)
    assert set(found) == set(page._file.needs[PAGE])
    assert {"iv_private", "iv_present", "urgency", "consent_interview", "stmt_arabic"} <= set(found)
    assert not {"iv_end", "iv_stop", "stmt_readback", "assess_officer"} & set(found)
    order = [question.name for question in page._file.rules.definition.questions()]
    asked = [path for path in found if path in order]
    assert asked == sorted(asked, key=order.index)
    phases = [section.phase for section in page._file.sections()]
    at = [section.name for section in page._file.sections()].index(PAGE)
    assert phases[at - 1] is Phase.ACCOUNT
    assert phases[at + 1] is Phase.CLARIFY


def test_an_answer_given_here_is_the_section_s_answer_and_stays_in_sight(page, officer, places):
    row = page._stage.row("stmt_arabic")
    row.editor.take_focus()
    type_text("وصلتُ.")
    page.flush()
    assert answers(officer, places)["stmt_arabic"].value == "وصلتُ."
    assert "stmt_arabic" in listed(page)
    assert "stmt_arabic" not in page._file.needs[PAGE]
    assert page._stage.row("stmt_arabic") is row
    page._stage.show("account")
    assert page._stage.row("stmt_arabic").editor.text() == "وصلتُ."
    page._stage.row("stmt_arabic").editor.take_focus(6)
    type_text(" ثم")
    page._stage.show(PAGE)
    assert "stmt_arabic" not in listed(page)
    assert answers(officer, places)["stmt_arabic"].value == "وصلتُ. ثم"


def test_what_an_answer_makes_necessary_follows(page, qtbot):
    before = listed(page)
    pills = page._stage.row("consent_interview").editor._pills
    qtbot.mouseClick(pills["granted"], Qt.MouseButton.LeftButton)
    page.flush()
    assert listed(page)[: len(before)] == before
    assert set(page._file.needs[PAGE]) < set(listed(page))


def test_later_and_declined_are_at_hand_and_later_is_noted_for_the_next_session(
    page, officer, places
):
    item = page._stage._shown._items["nationality"]
    item.later.setFocus()
    press(Qt.Key.Key_Space)
    assert answers(officer, places)["nationality"].reason is MissingReason.DEFERRED
    assert answers(officer, places)["iv_topics_left"].value == "identity"
    assert item.later.isHidden() or not item.later.isVisible()
    page._stage._shown._items["stmt_arabic"].later.click()
    assert answers(officer, places)["iv_topics_left"].value == "identity account"
    page._stage._shown._items["consent_interview"].declined.click()
    assert answers(officer, places)["consent_interview"].reason is MissingReason.DECLINED
    assert answers(officer, places)["iv_topics_left"].value == "identity account"
    page._stage._shown._items["iv_present"].later.click()
    assert answers(officer, places)["iv_present"].reason is MissingReason.DEFERRED
    page._stage._shown._items["iv_present"].question._reason.taken_back.emit()
    assert page._file.answers["iv_present"].reason is None


def test_nobody_declines_what_the_person_is_not_asked(page):
    """The place of the interview is the officer's own entry; no card reads it out."""
    items = page._stage._shown._items
    offered = {path for path in listed(page) if items[path].declined.isVisibleTo(page)}
    assert {"nationality", "stmt_arabic", "consent_interview"} <= offered
    assert offered.isdisjoint({"iv_place", "iv_present", "int_mode", "urgency"})
    assert items["iv_place"].declined not in items["iv_place"].stops()


def test_tab_reaches_the_ways_not_to_answer(page):
    first = page._stage._shown._items["consent_interview"]
    first.question.take_focus()
    stops = [stop for stop in first.stops() if stop.isVisible()]
    assert page._stage.focused() is first.question
    first.later.setFocus()
    press(Qt.Key.Key_Tab)
    assert first.declined.hasFocus()
    press(Qt.Key.Key_Tab)
    following = page._stage._shown._items[listed(page)[listed(page).index("consent_interview") + 1]]
    assert following.isAncestorOf(page.window().focusWidget())
    assert stops


def test_a_list_is_filled_in_its_own_section(page):
    page._stage._shown._items["iv_present"].question.go.click()
    assert page._stage.section == "session"


def test_it_comes_back_after_a_lock_and_hides_what_is_personal(page, officer):
    page._stage.row("nationality").editor.take_focus()
    place = page.place()
    assert place.section == PAGE
    page.set_masked(True)
    assert not page._stage.row("nationality").editor.isVisible()
    page.set_masked(False)
    page.leave()
    page.return_to(place)
    assert page._stage.section == PAGE
    assert page._stage.focused().path == "nationality"


def test_an_empty_page_says_so_and_a_complete_file_has_none(page, officer, places):
    page.load(case_of(officer.session, places.ready), PAGE)
    assert listed(page) == []
    assert "لا شيء مفتوح هنا" in texts(page)
    page.load(case_of(officer.session, places.completed), PAGE)
    assert PAGE not in {section.name for section in page._file.sections()}


def test_topics_are_those_of_the_form(page):
    form = page._file.rules.definition
    assert with_topic(form, "", "papers") == "papers"
    assert with_topic(form, "papers", "fitness") == "health papers"
    assert with_topic(form, "papers", "rights") == "papers"
    assert to_clarify(form, {"session_end": ["iv_end"], "rights": ["x"]}) == {"x"}
    assert place_of_page(form.sections) == [one.phase for one in form.sections].index(Phase.CLARIFY)


def test_words_as_spoken_stand_beside_the_arabic_where_there_is_room(page, officer, places):
    said = {"stmt_language": Answer("eng"), "stmt_original": Answer("I came in March.")}
    officer.session.answers.save_answers(places.begun, said)
    page.load(case_of(officer.session, places.begun), "account")
    texts(page)
    arabic, original = (page._stage.row(path) for path in ("stmt_arabic", "stmt_original"))
    assert arabic.y() == original.y()
    assert arabic.x() > original.x() + original.width()  # Arabic at the right
    pages = [row.editor.inputs()[0] for row in (arabic, original)]
    assert [one.document().firstBlock().textDirection() for one in pages] == [
        Qt.LayoutDirection.RightToLeft,
        Qt.LayoutDirection.LeftToRight,
    ]
    page.resize(1000, 676)
    texts(page)
    assert original.y() > arabic.y() + arabic.height()
    officer.session.answers.save_answers(places.begun, {"stmt_language": Answer("ara")})
    page.load(case_of(officer.session, places.begun), "account")
    assert page._stage.row("stmt_original") is None
    assert page._stage.row("stmt_arabic").isVisible()


def test_the_account_fills_its_page(page):
    page._stage.show("account")
    texts(page)
    field = page._stage.row("stmt_arabic").editor.inputs()[0]
    area = page._frame.area.viewport()
    bottom = field.mapTo(area, field.rect().bottomLeft()).y()
    assert area.height() - 80 < bottom <= area.height()
    click(page, "سؤال وجواب (س / ج)")
