"""The words of XLSForm: what each is called elsewhere, and what is refused with which reason."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
    found = _MARKUP.search(text)
    return found.group() if found else ""


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
