"""The card in the officer's own language is not written twice."""

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.gestures import bare, texts
from tipdesk.i18n.language_cards import language_card
from tipdesk.ui.interview.language_help import LanguageHelp


@pytest.mark.parametrize("spoken", ["ara", "hin"])
def test_an_arabic_sentence_stands_once_before_an_arabic_officer(officer, shown, spoken):
    parent = shown(QWidget())
    dialog = LanguageHelp(officer, spoken, False, parent)  # goes with its parent
    dialog.show()
    sentence = language_card("ara").parts["rights"]["silence"]
    assert bare(texts(dialog)).count(sentence) == 1
