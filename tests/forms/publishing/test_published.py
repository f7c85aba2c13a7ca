"""The shipped forms: compiled anew they are what is committed, and pyxform takes them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tipdesk.cli.forms import pyxform_objection
from tipdesk.forms.expression.functions import FUNCTIONS, REFUSED
from tipdesk.forms.model import QuestionType
from tipdesk.forms.publishing.catalogue import load_published, read_digests
from tipdesk.forms.publishing.definition_json import definition_to_json
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.values import normalise
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import read_sheets
from tipdesk.forms.xlsform.words import COLUMNS, HINTS, REFUSED_TYPES, TYPES

ROOT = Path(__file__).parents[3] / "resources" / "forms"
FOLDERS = sorted(path.parent for path in ROOT.glob("*/survey.csv"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_sheets_compile_to_the_committed_definition(folder: Path) -> None:
    result = compile_form(read_sheets(folder))
    assert result.faults == ()
    definition = result.definition
    assert definition is not None
    committed = (folder / f"v{definition.version}.json").read_text("utf-8")
    assert definition_to_json(definition) == committed, "publish the form again"
    assert definition.form_id == folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_published_version_opens_and_can_be_evaluated(folder: Path) -> None:
    catalogue = load_published(ROOT)
    assert catalogue.versions(folder.name) == tuple(read_digests(folder / "published.toml"))
    for version in catalogue.versions(folder.name):
        rules = FormRules(catalogue.get(folder.name, version))
        context = Context(date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC), {})
        assert rules.evaluate({}, context).broken == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_pyxform_takes_the_sheets(folder: Path) -> None:
    assert pyxform_objection(read_sheets(folder)) == ""


def test_every_question_type_is_known_to_the_room() -> None:
    """A new type must be given a shape here before screen and paper can show it."""
    from tipdesk.forms.values import _KINDS
    from tipdesk.forms.xlsform.export import _TYPE_WORDS

    assert set(_TYPE_WORDS) == set(QuestionType)
    assert set(_KINDS) == set(QuestionType) - {QuestionType.NOTE, QuestionType.CALCULATE}
    assert callable(normalise)


def test_the_authors_pages_name_every_function_and_column() -> None:
    page = (ROOT.parents[1] / "docs" / "forms.md").read_text("utf-8")
    listed = page.partition("Supported:")[2].partition("Refused:")[0]
    assert set(listed.replace("`", " ").split()) == set(FUNCTIONS)
    refused = page.partition("Refused:")[2].partition("\n## ")[0]
    assert {word for word in REFUSED if f"`{word}`" in refused} == set(REFUSED)
    assert {word for word in HINTS if f"`{word}`" in page} == HINTS
    kinds = [*TYPES, "range", "acknowledge", "barcode", "csv-external", "select_one_external LIST"]
    assert [word for word in kinds if f"`{word}`" not in page] == []
    main = {"geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "rank", "hidden", "start",
            "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "include",
            "begin_loop", "xml-external", "background-audio", "start-geopoint"}  # fmt: skip
    assert main <= REFUSED_TYPES.keys()
    assert [word for word in main if f"`{word}`" not in page] == []
    page = (ROOT / "README.md").read_text("utf-8") + page
    for columns in COLUMNS.values():
        for column in columns:
            name = column.partition("::")[0] if "(" in column else column
            assert f"`{name}" in page or column.endswith(("hint_f", "hint_m")), column
