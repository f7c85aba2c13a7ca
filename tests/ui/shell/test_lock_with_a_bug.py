"""A mistake of the program while the last words are kept holds no lock back and loses no others."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import file_of, go_to, question, read_typed, write
from tests.ui.drivers.locking import rest
from tests.ui.drivers.window import (
    begun_interview,
    current_page,
    enter,
    hit,
    is_at_unlock,
    turn,
)
from tests.ui.gestures import texts, type_text
from tests.ui.toolkit.test_crash import crash_page
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import _

STORY = "قالت إنها وصلت"
CTRL = Qt.KeyboardModifier.ControlModifier
MORE = " في الربيع"
LOST = "What was typed last could not be saved."


@pytest.fixture
def page(watched, places, clock, unhurried):
    """Something was typed in two questions; what is in the second is not kept yet."""
    enter(watched, places, clock)
    interview = begun_interview(watched, places)
    write(interview, "acquaintance", "name_latin_surname", "HAILE")
    go_to(interview, "account")
    question(interview, "stmt_arabic").focus()
    type_text(STORY)
    return interview


def breaks_reading(page):
    """The answer cannot be read, its words can."""
    question(page, "stmt_arabic").row.question = None


def breaks_the_field(page):
    row = question(page, "stmt_arabic").row
    page.still_there, row.editor = row.editor, None


def breaks_the_rules(page):
    file_of(page).rules = None


def is_locked(window):
    assert is_at_unlock(window)
    assert window.services.open_session is None
    assert current_page(window) is None
    assert window._stack.count() == 0
    return True


def kept(places, clock):
    session = open_as(places.officers, OFFICER, clock)
    try:
        file = session.files.load(places.begun)
        return dict(file.answers), session.drafts.draft(places.begun)
    finally:
        session.lock()


def crash_is_told(qtbot):
    qtbot.waitUntil(lambda: crash_page() is not None)
    crash_page().accept()
    qtbot.waitUntil(lambda: crash_page() is None)


@pytest.mark.parametrize("mistake", [breaks_reading, breaks_the_field, breaks_the_rules])
@pytest.mark.parametrize("way", ["asked", "at once", "closed"])
def test_the_pages_go_the_vault_closes_and_the_mistake_is_told(watched, page, qtbot, mistake, way):
    mistake(page)
    if way == "asked":
        hit(watched, Qt.Key.Key_L, CTRL)
    elif way == "closed":
        watched.close()
    else:
        rest(watched)
        turn()
    crash_is_told(qtbot)
    assert is_locked(watched)


def test_the_words_at_the_mistake_are_in_the_draft_and_the_others_answers(
    watched, page, places, clock, qtbot
):
    breaks_reading(page)
    watched.lock()
    crash_is_told(qtbot)
    answers, draft = kept(places, clock)
    assert answers["name_latin_surname"].value == "HAILE"
    assert draft == Draft({"stmt_arabic": STORY})
    assert _(LOST) not in texts(watched)


def locks(window, page):
    window.lock()


def goes_elsewhere(window, page):
    question(page, "stmt_language").focus()


def reads_while_it_rests(window, page):
    read_typed(page)


@pytest.mark.parametrize("meets", [locks, goes_elsewhere, reads_while_it_rests])
def test_words_that_cannot_be_had_are_said_to_be_lost(watched, page, places, clock, qtbot, meets):
    """Whoever comes upon the mistake first."""
    breaks_the_field(page)
    meets(watched, page)
    crash_is_told(qtbot)
    assert _(LOST) in texts(watched)
    answers, _draft = kept(places, clock)
    assert answers["name_latin_surname"].value == "HAILE"


def test_words_typed_into_a_field_that_broke_are_said_to_be_lost(
    watched, page, places, clock, qtbot
):
    """The first letter comes upon the mistake; what was kept before stays kept."""
    page.flush()
    breaks_the_field(page)
    type_text(MORE)
    crash_is_told(qtbot)
    assert is_locked(watched)
    assert _(LOST) in texts(watched)
    answers, _draft = kept(places, clock)
    assert answers["stmt_arabic"].value == STORY


def test_words_that_were_kept_before_the_field_broke_are_not_called_lost(
    watched, page, places, clock, qtbot
):
    page.flush()
    breaks_the_field(page)
    goes_elsewhere(watched, page)
    crash_is_told(qtbot)
    assert is_locked(watched)
    assert _(LOST) not in texts(watched)
    answers, _draft = kept(places, clock)
    assert answers["stmt_arabic"].value == STORY


def test_a_mistake_in_the_rules_keeps_no_word_from_the_vault(watched, page, places, clock, qtbot):
    breaks_the_rules(page)
    watched.lock()
    crash_is_told(qtbot)
    assert is_locked(watched)
    answers, _draft = kept(places, clock)
    assert answers["stmt_arabic"].value == STORY
