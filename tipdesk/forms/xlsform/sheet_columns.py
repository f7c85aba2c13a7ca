"""The columns of the sheets and the words that may stand in them: XLSForm's and our own.

Our own columns begin with `bind::tip:` (namespace http://tipdesk/xforms), so that every other
XLSForm program reads past them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tipdesk.forms.model import QuestionType

AR, EN = "::Arabic (ar)", "::English (en)"
LANGUAGES = {"ar": AR, "en": EN}
TIP = "bind::tip:"
NAMESPACE = 'tip="http://tipdesk/xforms"'
DEFAULT_LANGUAGE = "Arabic (ar)"

EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "default",
    "required",
    "repeat_count",
)

SURVEY_COLUMNS = (
    "type",
    "name",
    f"label{AR}",
    f"label{EN}",
    f"{TIP}label_f",
    f"{TIP}label_m",
    f"hint{AR}",
    f"hint{EN}",
    f"{TIP}hint_f",
    f"{TIP}hint_m",
    f"guidance_hint{AR}",
    f"guidance_hint{EN}",
    "relevant",
    "constraint",
    f"constraint_message{AR}",
    f"constraint_message{EN}",
    "required",
    "calculation",
    "default",
    "choice_filter",
    "appearance",
    "parameters",
    "read_only",
    "repeat_count",
    f"{TIP}stage",
    f"{TIP}level",
    f"{TIP}release",
    f"{TIP}print",
    f"{TIP}quick",
    f"{TIP}phase",
    f"{TIP}code",
    f"{TIP}note",  # the author's remark; not part of the definition
)
CHOICES_COLUMNS = ("list_name", "name", f"label{AR}", f"label{EN}", "label_f", "label_m")
SETTINGS_COLUMNS = (
    "form_title",
    "title_en",
    "form_id",
    "version",
    "default_language",
    "namespaces",
)
WAITING_COLUMNS = ("name", "column", "expression", "note")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "survey": SURVEY_COLUMNS,
    "choices": CHOICES_COLUMNS,
    "settings": SETTINGS_COLUMNS,
    "waiting": WAITING_COLUMNS,
}
NEEDED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "survey": ("type", "name", f"label{AR}", f"label{EN}"),
    "choices": ("list_name", "name", f"label{AR}", f"label{EN}"),
    "settings": ("form_title", "form_id", "version", "default_language"),
    "waiting": ("name", "column", "expression"),
}

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
CHOICE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
FORM_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")

TYPES: Mapping[str, QuestionType] = {
    "text": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "dateTime": QuestionType.DATETIME,
    "note": QuestionType.NOTE,
    "calculate": QuestionType.CALCULATE,
}
SELECT_TYPES: Mapping[str, QuestionType] = {
    "select_one": QuestionType.SELECT_ONE,
    "select_multiple": QuestionType.SELECT_MULTIPLE,
}
TEXT_APPEARANCES: Mapping[str, QuestionType] = {
    "multiline": QuestionType.LONG_TEXT,
    "tip-partial-date": QuestionType.PARTIAL_DATE,
    "tip-person": QuestionType.PERSON,
    "tip-officer": QuestionType.OFFICER,
    "tip-attachment": QuestionType.ATTACHMENT,
}
TABLE = "table-list"
OWN_APPEARANCES = frozenset({"tip-auto", "tip-ltr", "tip-money", "tip-phone", "tip-qa", "tip-stop"})
OWN_KINDS = {
    **dict.fromkeys((*TEXT_APPEARANCES.keys() - {"multiline"}, "tip-qa"), "text"),
    "tip-stop": "note",
}
"""Appearances that change what a row is → its only type."""
APPEARANCES = frozenset({*TEXT_APPEARANCES, *OWN_APPEARANCES, TABLE, "minimal", "numbers"})
DOCUMENTS = frozenset(
    {"intake", "notice", "consent", "statement", "cover", "quick", "child", "injuries", "safety",
     "closing", "exhibits", "label", "assessment", "smuggling", "referral"}
)  # fmt: skip
FROM_FILE = {f"{word}_from_file": word for word in SELECT_TYPES}
FILE_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,63})\.csv")
EXTERNAL, EXTERNAL_SHEET = "select_one_external", "external_choices"
OTHER, OTHER_LIST, ACKNOWLEDGED = "other", "_or_other", "tip_acknowledged"
