"""F1 says what the page is for and which keys it has, beside it; every page has it, in both languages."""

import re

import pytest
from PySide6.QtCore import Qt

from tests.architecture.sources import ROOT
from tests.ui.drivers.interview import focused_path, go_into, go_to
from tests.ui.drivers.paper import document_choice, is_drawn, pdf_of
from tests.ui.drivers.window import (
    begun_interview,
    choose_pin,
    current_page,
    enter,
    help_text,
    hit,
    no_pin,
)
from tests.ui.gestures import buttons, click, focused, type_text, wait_until
from tipdesk.core.settings import resource
from tipdesk.i18n.text import _, set_language
from tipdesk.printing.preview import page_count
from tipdesk.texts.keys import HELP, TABLE
from tipdesk.ui.shell.help import PAGES, keys_of, text_of
from tipdesk.ui.shell.page_book import MAKERS

MOST = 250  # words
LINE = re.compile(r"^- |^#+ |\*\*")


@pytest.fixture
def english():
    yield lambda: set_language("en")
    set_language("ar")


def test_every_page_has_its_help_in_both_languages_and_names_only_keys_that_there_are(english):
    assert set(MAKERS) <= set(PAGES)
    known = {key.text for key in TABLE}
    known |= set(re.findall("`([^`]+)`", (ROOT / "docs/keys.md").read_text("utf-8")))
    for language in ("ar", "en"):
        files = {file.stem for file in resource("help", language).glob("*.md")}
        assert files == set(PAGES), language
        for page in PAGES:
            text = text_of(page)
            assert text.startswith("# ")
            assert 20 < len(text.split()) <= MOST, (page, language)
            named = re.findall("`([^`]+)`", text)
            assert known.issuperset(named), (page, language, set(named) - known)
            assert HELP in keys_of(page)
        english()


def test_both_languages_say_the_same(english):
    """As many lines of each kind, and the same keys in the same order."""
    arabic = {page: text_of(page) for page in PAGES}
    english()
    for page in PAGES:
        pair = arabic[page], text_of(page)
        shapes = [[LINE.findall(line) for line in text.splitlines()] for text in pair]
        assert shapes[0] == shapes[1], page
        keys = [re.findall("`([^`]+)`", text) for text in pair]
        assert keys[0] == keys[1], page


def test_help_stands_beside_the_page_and_goes_with_it(window, places, clock):
    window.start()
    assert help_text(window) == ""
    hit(window, Qt.Key.Key_F1)
    assert "فتح الخزنة" in help_text(window)
    enter(window, places, clock, choose_pin)
    assert "رقم الملف" in help_text(window)  # of the files, which are shown now
    page = begun_interview(window, places)
    go_to(page, "account")
    assert go_into(page, "stmt_arabic")
    assert "في كل مرة" in help_text(window)
    assert "سبب عدم الإجابة" in help_text(window)  # what F4 does
    type_text("كلام")  # the cursor stays where it is
    assert focused_path(page) == "stmt_arabic"
    assert focused().toPlainText() == "كلام"
    hit(window, Qt.Key.Key_F2)
    assert "النافذة كلها" in help_text(window)
    hit(window, Qt.Key.Key_F2)
    hit(window, Qt.Key.Key_Escape)
    assert help_text(window) == ""
    assert current_page(window) is page  # Escape has closed the help and nothing else
    hit(window, Qt.Key.Key_F1)
    hit(window, Qt.Key.Key_F9)
    assert help_text(window) == ""
    hit(window, Qt.Key.Key_F1)
    assert help_text(window) == ""  # a cover says nothing


def test_a_narrow_window_shows_the_help_alone_and_then_the_page_with_its_cursor(
    window, places, clock
):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    go_to(page, "account")
    assert go_into(page, "stmt_arabic")
    window.resize(1024, 700)
    hit(window, Qt.Key.Key_F1)
    assert help_text(window)
    assert not page.isVisible()
    hit(window, Qt.Key.Key_F1)
    assert (help_text(window), page.isVisible()) == ("", True)
    assert focused_path(page) == "stmt_arabic"


def test_the_key_card_is_printed_from_the_help_of_an_open_vault(window, places, clock):
    window.start()
    hit(window, Qt.Key.Key_F1)
    assert not any(part.isVisible() for part in buttons(window, _("Print the key card")))
    enter(window, places, clock, no_pin)
    assert help_text(window)
    click(window, _("Print the key card"))
    assert help_text(window) == ""
    page = current_page(window)
    assert document_choice(page).currentData() == "keys"
    wait_until(lambda: is_drawn(page))
    assert page_count(pdf_of(page)) == 2
    click(page, _("Back"))
    assert current_page(window) is not page
