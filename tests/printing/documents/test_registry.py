"""The one table of documents: whole, light, and the same for all who ask."""

from __future__ import annotations

import json
import subprocess
import sys
from inspect import signature

import pytest

from tests.printing.samples import case_file, form
from tipdesk.core.settings import resource
from tipdesk.forms.xlsform import words
from tipdesk.printing.documents.registry import (
    BLANK_ONLY,
    DOCUMENTS,
    FILLED,
    About,
    Heading,
    listed,
)
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import BlankForm

HEAVY = ("reportlab", "uharfbuzz", "PIL", "zxingcpp", "PySide6", "tipdesk.printing.layout")
"""What draws. A list of documents needs none of it."""

_LISTED = """
import json, sys
from tipdesk.printing.documents.registry import DOCUMENTS, Heading, listed
names = [(one.name.ar, one.title.en, one.copies) for head in Heading for one in listed(head)]
print(json.dumps([len(names), sorted(sys.modules)]))
"""


def test_a_list_of_documents_imports_nothing_that_draws() -> None:
    count, modules = json.loads(subprocess.check_output([sys.executable, "-c", _LISTED]))
    assert count == len(DOCUMENTS) - 1  # a certificate is chosen elsewhere
    assert [name for name in modules if name.startswith(HEAVY)] == []


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_line_leads_to_words_and_to_what_draws_it(document) -> None:
    assert resource("texts", f"{document.key}.toml").exists()
    assert document.title.ar
    assert document.name.en
    assert document.copies
    if document.drawn_by:
        room = 1 if document.about is About.STATION else 0
        assert len(signature(document.builder()).parameters) == 1 + room


def test_every_document_has_one_place_below_one_heading() -> None:
    for heading in Heading:
        places = [document.place for document in listed(heading)]
        assert places == list(range(1, len(places) + 1))
    shown = [document.key for heading in Heading for document in listed(heading)]
    assert sorted(shown) == sorted(key for key, document in DOCUMENTS.items() if document.heading)


def test_what_is_filled_elsewhere_is_drawn_blank_whatever_file_is_named() -> None:
    assert set(FILLED) | set(BLANK_ONLY) | {"certificate"} == set(DOCUMENTS)
    for key in BLANK_ONLY:
        assert render(key, case_file()) == render(key, BlankForm(form(), case_file().station))
    with pytest.raises(KeyError):
        render("certificate", BlankForm(form()))


def test_a_form_marks_questions_for_documents_of_files_only() -> None:
    """The words of its print column are its own, for good: published forms keep them. So they
    stand with the form's other words, and every one of them is a document here."""
    of_files = {key for key, document in DOCUMENTS.items() if document.is_of_a_file}
    assert of_files >= words.DOCUMENTS
