"""The words of XLSForm: the columns of the sheets, what they are called elsewhere, what is refused.

Our own columns begin with `bind::tip:` (namespace http://tipdesk/xforms), so that every other
XLSForm program reads past them. Columns and types are known by the names that this program uses,
whatever the author's tool calls them (`canonical`). What is refused has its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tipdesk.forms.model import QuestionType
from tipdesk.forms.xlsform.sheets import Sheet, SheetRow, Sheets

# --- columns and the words that may stand in them ---------------------------------------------


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
    f"{TIP}known",
    f"{TIP}event",
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
QUESTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")  # a record's own rows begin with _
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


ARABIC_WORDS = frozenset({"ar", "ara", "arabic", "العربية", "عربي", "عربية"})
ENGLISH_WORDS = frozenset({"en", "eng", "english", "الإنجليزية", "الانجليزية"})

_SURVEY_NAMES: Mapping[str, str] = {
    "command": "type",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "constraining_message": "constraint_message",
    "constraint_msg": "constraint_message",
    "constraint-msg": "constraint_message",
    "guidance": "guidance_hint",
    "count": "repeat_count",
    "repeat-count": "repeat_count",
    "jr:count": "repeat_count",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::required": "required",
    "bind::calculate": "calculation",
    "bind::calculation": "calculation",
    "bind::readonly": "read_only",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "control::jr:count": "repeat_count",
    "body::jr:count": "repeat_count",
    "requiredmsg": "required_message",
}
OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "survey": _SURVEY_NAMES,
    "choices": {"list": "list_name", "value": "name", "caption": "label"},
    "settings": {
        "title": "form_title",
        "set_form_title": "form_title",
        "id_string": "form_id",
        "set_form_id": "form_id",
    },
    "waiting": {},
}
"""What a column is called elsewhere → what it is called here, by sheet. Small letters."""

TEXT_COLUMNS = frozenset({"label", "hint", "guidance_hint", "constraint_message"})

REFUSED_COLUMNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"(?:media::)?(?:image|big-image|audio|video|autoplay)(?:::.*)?", "refused_media"),
        (r"required_message(?:::.*)?", "refused_required_message"),
        (r"trigger", "refused_trigger"),
        (r"(?:body::|control::)?intent", "refused_device"),
        (r"save_to|entity.*|.*::entities.*", "refused_entities"),
        (r"submission_url|public_key|auto_send|auto_delete|client_editable", "refused_sending"),
        (r"sms_.*|compact_.*|prefix|delimiter|omit_instanceid", "refused_sending"),
        (r"instance_name|instance_xmlns|attribute(?:::.*)?|style|name", "refused_setting"),
        (r"allow_choice_duplicates|add_none_option|clean_text_values", "refused_setting"),
        (r"(?:instance|bind|body|control)(?:::.*)?", "refused_xml"),
    )
)
"""Columns of XLSForm that are refused, with the code of the reason; for what is not known here."""

REFUSED_SHEETS: Mapping[str, str] = {
    "entities": "refused_entities",
    "osm": "refused_place",
}

TYPE_NAMES: Mapping[str, str] = {
    "string": "text",
    "int": "integer",
    "float": "decimal",
    "datetime": "dateTime",
    "date_time": "dateTime",
    "trigger": "acknowledge",
    "select1": "select_one",
    "select": "select_multiple",
    "select_one_from": "select_one",
    "select_multiple_from": "select_multiple",
    "select_all_that_apply": "select_multiple",
    "select_all_that_apply_from": "select_multiple",
}
"""What a type is called elsewhere → what it is called here; words joined by underscores."""

REFUSED_TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        ("geopoint", "geotrace", "geoshape", "start-geopoint", "gps", "location", "osm",
         "select_one_geojson"), "refused_place"
    ),
    **dict.fromkeys(
        ("image", "photo", "picture", "audio", "video", "file", "background-audio"),
        "refused_attachment",
    ),
    **dict.fromkeys(
        ("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "imei",
         "username", "email", "audit", "start_time", "end_time", "device_id", "phone_number"),
        "refused_metadata",
    ),
    "rank": "refused_rank",
    "hidden": "refused_hidden",
    "xml-external": "refused_external_choices",
    "select_multiple_external": "refused_external_choices",
    "begin_loop": "refused_loop",
    "end_loop": "refused_loop",
    "include": "refused_loop",
}  # fmt: skip
"""Types of XLSForm that are refused, with the code of the reason."""

HINTS = frozenset(
    {"quick", "quickcompact", "compact", "horizontal", "vertical", "columns",
     "columns-pack", "columns-flex", "likert", "label", "list-nolabel", "list", "autocomplete",
     "search", "no-buttons", "no-calendar", "picker", "rating", "no-ticks", "textarea", "counter",
     "field-list", "hidden-answer", "thousands-sep", "thousand-sep", "spinner", "distress"}
)  # fmt: skip
HINT = re.compile(
    r"w(?:[1-9]|1[0-2])|columns-[0-9]{1,2}|compact-[0-9]{1,2}|quickcompact-[0-9]{1,2}"
)
"""Appearances that are hints to other programs: taken, and without effect on this desk."""

_MARKUP = re.compile(
    r"\*\*[^*\n]+\*\*|__[^_\n]+__"  # bold
    r"|(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])"  # italics
    r"|(?<!\w)_[^\s_](?:[^_\n]*[^\s_])?_(?!\w)"
    r"|</?[A-Za-z][^<>\n]*>"  # HTML
    r"|\[[^\[\]\n]+\]\([^()\n]*\)"  # a link
    r"|^#{1,6} .*",  # a heading
    re.MULTILINE,
)


def text_mark(text: str) -> tuple[str, str]:
    """The code of the reason why a text cannot stand as it is, and what of it; '' and '' if it
    can."""
    if "${" in text:
        return "text_reference", text[text.index("${") :].partition("}")[0] + "}"
    marks = markup(text)
    return ("text_markup", marks) if marks else ("", "")


def markup(text: str) -> str:
    """What other programs would draw as bold, coloured, a heading or a link; '' without any."""
    match = _MARKUP.search(text)
    return match.group() if match else ""


YES_WORDS = frozenset({"yes", "true", "true()"})
NO_WORDS = frozenset({"", "no", "false", "false()"})


def yes_or_no(cell: str) -> bool | None:
    """Whether a cell says yes or no; None when it says something else."""
    word = cell.strip().lower()
    return True if word in YES_WORDS else False if word in NO_WORDS else None


def refused_column(column: str) -> str:
    """The code of the reason why a column of XLSForm is refused; '' when it is none."""
    low = column.lower()
    return next((why for pattern, why in REFUSED_COLUMNS if pattern.fullmatch(low)), "")


# --- other names of columns and types ---------------------------------------------------------


_LANGUAGE = re.compile(r"(.*?)\s*(?:\(([A-Za-z-]+)\))?")
_SELECTS = frozenset(
    {"select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file"}
)
_PLAIN = frozenset({*TYPES, "range", "acknowledge", "barcode"})


def canonical(sheets: Sheets) -> Sheets:
    """The same sheets under our column names. Rows and columns keep their places."""
    settings = sheets.get("settings")
    default = _default_language(settings)
    return {name: _renamed(sheet, default) for name, sheet in sheets.items()}


def kind_of(sheet: str) -> str:
    """Whose columns a sheet has: a list in a file of its own has those of the choices."""
    return sheet if sheet in COLUMNS else "choices"


def language_of(words: str) -> str:
    """'ar' or 'en' of a language as it is written in a header or a setting; '' for another."""
    match = _LANGUAGE.fullmatch(words.strip())
    named = {part.strip().lower() for part in match.groups() if part} if match else set()
    if named & ARABIC_WORDS:
        return "ar"
    return "en" if named & ENGLISH_WORDS else ""


def type_words(cell: str) -> list[str]:
    """The words of a type, the first as this program calls it."""
    words = cell.split()
    for count in range(min(6, len(words)), 0, -1):
        name = "_".join(words[:count]).lower()
        known = TYPE_NAMES.get(name) or (name if name in _SELECTS else None)
        if known:
            return [known, *words[count:]]
    low = words[0].lower() if words else ""
    return [low, *words[1:]] if low in _PLAIN else words


def _default_language(settings: Sheet | None) -> str:
    if settings is None or not settings.rows:
        return ""
    cells = {key.strip().lower().replace(" ", "_"): key for key in settings.columns}
    return language_of(settings.rows[0].get(cells.get("default_language", "")))


def _renamed(sheet: Sheet, default: str) -> Sheet:
    kind = kind_of(sheet.name)
    names = {column: _name(column, kind, default) for column in sheet.columns}
    if all(old == new for old, new in names.items()):
        return sheet
    rows = [SheetRow(row.number, _cells(row, names)) for row in sheet.rows]
    return Sheet(sheet.name, tuple(names[column] for column in sheet.columns), tuple(rows))


def _cells(row: SheetRow, names: Mapping[str, str]) -> dict[str, str]:
    return {names.get(column, column): cell for column, cell in row.cells.items()}


def _name(column: str, kind: str, default: str) -> str:
    """Our name of a column; as it stands when we have none."""
    if column in COLUMNS[kind] or column.startswith(TIP):
        return column
    parts = [part.strip() for part in re.split(r"::?", column.strip()) if part.strip()]
    if not parts:
        return column
    plain = re.sub(r"\s+", "_", "::".join(parts).lower())
    other = OTHER_NAMES[kind]
    if plain in other or plain in COLUMNS[kind]:
        return _with_language(other.get(plain, plain), "", default)
    base = re.sub(r"\s+", "_", parts[0].lower())
    base = other.get(base, base)
    if base in TEXT_COLUMNS:
        return _with_language(base, "::".join(parts[1:]), default) or column
    return base if len(parts) == 1 and base in COLUMNS[kind] else column


def _with_language(base: str, words: str, default: str) -> str:
    if base not in TEXT_COLUMNS:
        return base
    language = language_of(words) if words else default
    return base + LANGUAGES[language] if language else (f"{base}::{words}" if words else base)
