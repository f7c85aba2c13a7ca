"""A field that searches a long list: nothing is answered that was not found and looked at."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.window import enter, hit, layer
from tests.ui.gestures import bare, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Answer
from tipdesk.forms.publishing.catalogue import also_called, load_published

CTRL = Qt.KeyboardModifier.ControlModifier
FORM = load_published().newest("victim-intake")
LANGUAGE = "language_preferred"


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    window._book.show("interview", case_of(window.services.session, places.begun))
    shown = window._book.current()
    shown._stage.show("session")
    answered(shown, "ara")
    return shown


def answered(page, language):
    page._keeper.put_now({LANGUAGE: Answer(language)})
    page._stage.row(LANGUAGE).show_answer(Answer(language))


def searching(page, text):
    """The field of the language, with `text` typed in place of what stood there."""
    editor = page._stage.row(LANGUAGE).editor
    editor.take_focus()
    editor._line.selectAll()
    type_text(text)
    return editor


def stored(page):
    return page._services.session.files.load(page._file.case.id).answers[LANGUAGE].value


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown])
def test_nothing_is_chosen_that_does_not_match(window, page, key):
    editor = searching(page, "قزحي")
    assert editor._none.isVisible()
    assert editor._none.text() == "لا نتيجة"
    for pressed in (key, key, Qt.Key.Key_Return):
        press(pressed)
    assert editor._line.text() == "قزحي"
    press(Qt.Key.Key_Tab)
    page.flush()
    assert stored(page) == "ara"
    assert editor._line.text() == "قزحي"
    assert not editor._none.isVisible()
    assert "ليس من إجابات القائمة" in page._stage.row(LANGUAGE).notes.problem.text()
    assert "ليس من إجابات القائمة" in bare(texts(window._status))


def test_words_that_match_nothing_come_back_after_a_lock(window, page, places, clock):
    searching(page, "قزحي")
    hit(window, Qt.Key.Key_L, CTRL)
    assert layer(window) is window._unlock
    enter(window, places, clock)
    page = window._book.current()
    row = page._stage.row(LANGUAGE)
    assert row.editor._line.text() == "قزحي"
    assert "ليس من إجابات القائمة" in row.notes.problem.text()
    assert page._services.session.drafts.draft(places.begun) == Draft({LANGUAGE: "قزحي"})
    searching(page, "العربية المصرية")
    press(Qt.Key.Key_Tab)
    page.flush()
    assert stored(page) == "arz"
    assert page._services.session.drafts.draft(places.begun) == NO_DRAFT


@pytest.mark.parametrize("typed", ["mal", "fil", "العربية"])
def test_on_the_way_to_a_word_nothing_is_answered(page, typed):
    answered(page, "hin")
    editor = searching(page, typed)
    editor._combo.completer().popup().hide()
    page.flush()
    assert stored(page) == "hin"


@pytest.mark.parametrize(
    "typed", ["تغالوغ", "تاغالوغ", "تَغالوغ", "تاغ", "تغا", "Tagalog", "فلبيني", "filipino"]
)
def test_a_language_is_found_by_what_people_call_it(page, typed):
    editor = searching(page, typed)
    assert not editor._none.isVisible()
    press(Qt.Key.Key_Down)
    popup = editor._combo.completer().popup()
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
    assert editor._line.text() == "الفلبينية"


def test_an_arrow_on_an_answer_opens_the_whole_list(page):
    editor = page._stage.row(LANGUAGE).editor
    editor.take_focus()
    press(Qt.Key.Key_Down)
    assert editor._combo.view().isVisible()
    assert editor.text() == "ara"
    editor._combo.hidePopup()
    QApplication.processEvents()


@pytest.mark.parametrize("name", ["language", "country", "document_issuer"])
def test_every_other_name_is_that_of_a_choice(name):
    known = also_called(name)
    assert known
    assert set(known) <= {choice.name for choice in FORM.choices[name]}
