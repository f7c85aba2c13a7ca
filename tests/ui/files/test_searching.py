"""A field that searches a long list: nothing is answered that was not found and looked at."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from tests.ui.drivers.interview import file_of, go_to, put_answers, question
from tests.ui.drivers.seeing import every
from tests.ui.drivers.window import (
    current_page,
    enter,
    hit,
    is_at_unlock,
    open_interview,
    status_bar,
)
from tests.ui.gestures import bare, press, texts, type_text
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Answer
from tipdesk.forms.publishing.catalogue import also_called, load_published

CTRL = Qt.KeyboardModifier.ControlModifier
FORM = load_published().newest("victim-intake")
LANGUAGE = "language_preferred"


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    shown = open_interview(window, places.begun)
    go_to(shown, "session")
    answered(shown, "ara")
    return shown


def answered(page, language):
    put_answers(page, {LANGUAGE: Answer(language)})
    question(page, LANGUAGE).row.show_answer(Answer(language))


def searching(page, text):
    """The field of the language, with `text` typed in place of what stood there."""
    editor = question(page, LANGUAGE).editor
    editor.take_focus()
    line(editor).selectAll()
    type_text(text)
    return editor


def line(editor):
    """Where one types."""
    (typed,) = every(editor, QLineEdit)
    return typed


def choices(editor):
    """The whole list, which opens below."""
    (combo,) = every(editor, QComboBox)
    return combo


def matches(editor):
    """What of it matches."""
    return choices(editor).completer().popup()


def says_nothing_is_found(editor):
    return editor.below.isVisible() and bare(editor.below.text()) == "لا نتيجة"


def stored(page):
    return page.window().services.session.files.load(file_of(page).case.id).answers[LANGUAGE].value


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown])
def test_nothing_is_chosen_that_does_not_match(window, page, key):
    editor = searching(page, "قزحي")
    assert says_nothing_is_found(editor)
    for pressed in (key, key, Qt.Key.Key_Return):
        press(pressed)
    assert line(editor).text() == "قزحي"
    press(Qt.Key.Key_Tab)
    page.flush()
    assert stored(page) == "ara"
    assert line(editor).text() == "قزحي"
    assert not says_nothing_is_found(editor)
    assert "ليس من إجابات القائمة" in question(page, LANGUAGE).row.notes.problem.text()
    assert "ليس من إجابات القائمة" in bare(texts(status_bar(window)))


def test_words_that_match_nothing_come_back_after_a_lock(window, page, places, clock):
    searching(page, "قزحي")
    hit(window, Qt.Key.Key_L, CTRL)
    assert is_at_unlock(window)
    enter(window, places, clock)
    page = current_page(window)
    row = question(page, LANGUAGE).row
    assert line(row.editor).text() == "قزحي"
    assert "ليس من إجابات القائمة" in row.notes.problem.text()
    assert window.services.session.drafts.draft(places.begun) == Draft({LANGUAGE: "قزحي"})
    searching(page, "العربية المصرية")
    press(Qt.Key.Key_Tab)
    page.flush()
    assert stored(page) == "arz"
    assert window.services.session.drafts.draft(places.begun) == NO_DRAFT


@pytest.mark.parametrize("typed", ["mal", "fil", "العربية"])
def test_on_the_way_to_a_word_nothing_is_answered(page, typed):
    answered(page, "hin")
    editor = searching(page, typed)
    matches(editor).hide()
    page.flush()
    assert stored(page) == "hin"


@pytest.mark.dressed
@pytest.mark.parametrize(
    "typed", ["تغالوغ", "تاغالوغ", "تَغالوغ", "تاغ", "تغا", "Tagalog", "فلبيني", "filipino"]
)
def test_a_language_is_found_by_what_people_call_it(page, typed):
    editor = searching(page, typed)
    assert not says_nothing_is_found(editor)
    press(Qt.Key.Key_Down)
    popup = matches(editor)
    assert popup.isVisible()
    names = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    assert names == ["الفلبينية"]
    QApplication.processEvents()
    assert popup.viewport().rect().contains(popup.visualRect(popup.model().index(0, 0)))
    assert not popup.verticalScrollBar().isVisible()
    if popup.currentIndex().row() < 0:
        press(Qt.Key.Key_Down, popup)
    press(Qt.Key.Key_Return, popup)
    page.flush()
    assert stored(page) == "fil"
    assert line(editor).text() == "الفلبينية"


def test_an_arrow_on_an_answer_opens_the_whole_list(page):
    editor = question(page, LANGUAGE).editor
    editor.take_focus()
    press(Qt.Key.Key_Down)
    assert choices(editor).view().isVisible()
    assert editor.text() == "ara"
    choices(editor).hidePopup()
    QApplication.processEvents()


@pytest.mark.parametrize("name", ["language", "country", "document_issuer"])
def test_every_other_name_is_that_of_a_choice(name):
    known = also_called(name)
    assert known
    assert set(known) <= {choice.name for choice in FORM.choices[name]}
