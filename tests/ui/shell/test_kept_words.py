"""Kept words never cover a colleague's answer unasked; what a lock would lose is named."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import come_by_no_key, file_of, go_to, question, read_typed, write
from tests.ui.drivers.window import (
    begun_interview,
    current_page,
    enter,
    hit,
    open_interview,
    status_bar,
)
from tests.ui.gestures import answer, bare, click, dialogs, texts
from tests.ui.shell.test_main_window import full_disk
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _

PATH = "medical_report_date"
TAKE, GIVE_UP = "إعادة ما كتبته إلى الخانة", "إلغاء تعديلاتي"


@pytest.fixture
def page(window, places, clock):
    """The officer typed half a date; the supervisor answered the question; the officer is back."""
    enter(window, places, clock)
    write(begun_interview(window, places), "health", PATH, "12/")
    window.lock()
    enter(window, places, clock, who=SUPERVISOR)
    window.services.session.answers.save_answers(places.begun, {PATH: Answer("1999-03-14")})
    window.lock()
    enter(window, places, clock)
    interview = current_page(window)
    go_to(interview, "health")
    return interview


def row_of(page):
    return question(page, PATH).row


def draft(window, places):
    return window.services.session.drafts.draft(places.begun)


def test_the_colleagues_answer_is_shown_and_the_words_are_offered_beside_it(page, window, places):
    assert row_of(page).answer().value == "1999-03-14"
    shown_text = bare(texts(row_of(page)))
    assert "12/" in shown_text
    assert "عبدالله" in shown_text or window.services.session.officers()[0].name in shown_text
    page.flush()
    assert draft(window, places) == Draft({PATH: "12/"})  # still there after another lock
    page.set_masked(True)
    assert "12/" not in bare(texts(row_of(page)))


def test_the_words_can_be_put_back_and_are_half_an_answer_then(page, window, places):
    click(row_of(page), TAKE)
    assert row_of(page).editor.typed() == "12/"
    assert TAKE not in texts(row_of(page))
    assert "ليس تاريخاً" in bare(texts(status_bar(window)))
    stands = window.services.session.files.load(places.begun).answers[PATH]
    assert (stands.value, stands.by) == ("1999-03-14", SUPERVISOR.login)


def test_the_words_can_be_given_up(page, window, places):
    click(row_of(page), GIVE_UP)
    assert GIVE_UP not in texts(row_of(page))
    assert row_of(page).answer().value == "1999-03-14"
    assert draft(window, places) == NO_DRAFT


def test_an_own_answer_takes_the_place_of_the_offer(page, window, places):
    row_of(page).editor.show_value("1999-03-15")
    come_by_no_key(page, PATH)
    page.flush()
    read_typed(page)
    assert draft(window, places) == NO_DRAFT
    open_interview(window, places.begun)
    go_to(current_page(window), "health")
    assert TAKE not in texts(row_of(current_page(window)))


def test_the_question_before_a_lock_names_what_is_not_saved(window, places, clock):
    enter(window, places, clock, who=OFFICER)
    page = begun_interview(window, places)
    full_disk(window, page)
    page.flush()
    write(page, "health", PATH, "12/")
    asked = []

    def look(dialog):
        asked.append(bare(texts(dialog)))
        answer(_("Stay here"))(dialog)

    with dialogs(look):
        hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    for path in ("stmt_arabic", PATH):
        assert bare(file_of(page).label_of(path)) in asked[0]
    assert bare(file_of(page).label_of("name_latin_surname")) not in asked[0]
