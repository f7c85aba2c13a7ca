"""Whatever of XLSForm is refused is named in docs/forms.md, and what is named there is refused."""

import re
from pathlib import Path

import pytest

from tests.forms.sheets_for_tests import SETTINGS, question, section, sheets
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.words import APPEARANCES as APPEARANCES_TAKEN
from tipdesk.forms.xlsform.words import HINTS, REFUSED_TYPES, refused_column

DOCS = (Path(__file__).resolve().parents[3] / "docs" / "forms.md").read_text("utf-8")
NAMED = set(re.findall(r"`([^`]+)`", DOCS))
# Of the reference on xlsform.org, and of what its pages link to.
APPEARANCES = (
    "month-year", "year", "coptic", "ethiopian", "bikram-sambat", "myanmar", "persian", "buddhist",
    "islamic", "signature", "draw", "annotate", "new", "new-front", "new-rear", "selfie",
    "placement-map", "maps", "hide-input", "url", "bearing", "masked", "image-map",
    "horizontal-compact", "one-time", "printer", "analog-scale", "comments",
)  # fmt: skip
SETTINGS_REFUSED = (
    "instance_name", "style", "instance_xmlns", "name", "allow_choice_duplicates",
    "add_none_option", "clean_text_values", "omit_instanceid", "submission_url", "public_key",
    "auto_send", "auto_delete", "client_editable", "prefix", "delimiter",
)  # fmt: skip
COLUMNS_REFUSED = (
    "image", "big-image", "audio", "video", "autoplay", "required_message", "trigger", "intent",
    "save_to",
)  # fmt: skip
PARAMETERS = (
    "randomize", "seed", "rows", "max-pixels", "quality", "capture-accuracy",
    "warning-accuracy", "allow-mock-accuracy", "incremental", "label", "tick_interval",
    "placeholder", "tick_labelset",
)  # fmt: skip


@pytest.mark.parametrize("kind", sorted(REFUSED_TYPES))
def test_a_refused_type_is_named(kind: str) -> None:
    assert kind in NAMED


@pytest.mark.parametrize("word", APPEARANCES)
def test_a_refused_appearance_is_named(word: str) -> None:
    assert word in NAMED
    faults = compile_form(sheets(section("s", question("text", "q", appearance=word)))).faults
    assert [fault.code for fault in faults] == ["appearance_unknown"]


@pytest.mark.parametrize("word", sorted(APPEARANCES_TAKEN | HINTS))
def test_what_is_taken_is_named(word: str) -> None:
    assert word in NAMED


@pytest.mark.parametrize("column", [*SETTINGS_REFUSED, *COLUMNS_REFUSED])
def test_a_refused_column_is_named(column: str) -> None:
    assert column in NAMED
    assert refused_column(column)
    lines = section("s", question("text", "q"))
    form_sheets = sheets(lines, settings=SETTINGS | {column: "x"})
    if column in COLUMNS_REFUSED:
        form_sheets = sheets(section("s", question("text", "q", **{column: "x"})))
    assert [fault.code for fault in compile_form(form_sheets).faults] == [refused_column(column)]


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_refused_parameter_is_named(name: str) -> None:
    assert name in NAMED
    form_sheets = sheets(section("s", question("select_one ynu", "q", parameters=f"{name}=1")))
    assert {fault.code for fault in compile_form(form_sheets).faults} <= {
        "refused_chance",
        "parameter_refused",
    }
    assert compile_form(form_sheets).definition is None
