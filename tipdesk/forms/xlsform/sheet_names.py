"""Columns and types by the names that this program uses, whatever the author's tool calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tipdesk.forms.xlsform.sheet_columns import COLUMNS, LANGUAGES, TIP, TYPES
from tipdesk.forms.xlsform.sheets import Row, Sheet, Sheets
from tipdesk.forms.xlsform.words import (
    ARABIC_WORDS,
    ENGLISH_WORDS,
    OTHER_NAMES,
    TEXT_COLUMNS,
    TYPE_NAMES,
)

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
    found = _LANGUAGE.fullmatch(words.strip())
    named = {part.strip().lower() for part in found.groups() if part} if found else set()
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
    rows = [Row(row.number, _cells(row, names)) for row in sheet.rows]
    return Sheet(sheet.name, tuple(names[column] for column in sheet.columns), tuple(rows))


def _cells(row: Row, names: Mapping[str, str]) -> dict[str, str]:
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
