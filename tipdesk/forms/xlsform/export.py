"""A definition back as sheets: what the author of the next version begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tipdesk.forms.model import (
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
    Stage,
)
from tipdesk.forms.xlsform.sheet_columns import (
    CHOICES_COLUMNS,
    DEFAULT_LANGUAGE,
    LANGUAGES,
    NAMESPACE,
    SELECT_TYPES,
    SETTINGS_COLUMNS,
    SURVEY_COLUMNS,
    TEXT_APPEARANCES,
    TIP,
    TYPES,
)
from tipdesk.forms.xlsform.sheets import Row, Sheet, Sheets

_TYPE_WORDS: Mapping[QuestionType, str] = {
    **dict.fromkeys(TEXT_APPEARANCES.values(), "text"),
    **{kind: word for word, kind in TYPES.items()},
    **{kind: word for word, kind in SELECT_TYPES.items()},
}


def sheets_of(definition: FormDefinition) -> Sheets:
    """The sheets that compile to `definition`, columns in the usual order."""
    return {
        "survey": _sheet("survey", SURVEY_COLUMNS, list(_survey(definition))),
        "choices": _choices(definition),
        "settings": _sheet("settings", SETTINGS_COLUMNS, [_settings(definition)]),
    }


def _sheet(name: str, columns: tuple[str, ...], lines: list[dict[str, str]]) -> Sheet:
    rows = [
        Row(number, {column: cell for column, cell in line.items() if cell})
        for number, line in enumerate(lines, 2)
    ]
    return Sheet(name, columns, tuple(rows))


def _settings(definition: FormDefinition) -> dict[str, str]:
    return {
        "form_title": definition.title.ar,
        "title_en": definition.title.en,
        "form_id": definition.form_id,
        "version": str(definition.version),
        "default_language": DEFAULT_LANGUAGE,
        "namespaces": NAMESPACE,
    }


def _choices(definition: FormDefinition) -> Sheet:
    lines: list[dict[str, str]] = []
    extra: dict[str, None] = {}
    for list_name, choices in definition.choices.items():
        for choice in choices:
            extra |= dict.fromkeys(choice.filter)
            label = choice.label
            names = {"list_name": list_name, "name": choice.name}
            agreed = {"label_f": label.ar_f, "label_m": label.ar_m}
            lines.append({**names, **_text("label", label), **agreed, **choice.filter})
    return _sheet("choices", (*CHOICES_COLUMNS, *extra), lines)


def _survey(definition: FormDefinition) -> Iterator[dict[str, str]]:
    for section in definition.sections:
        yield from _group(section)


def _group(group: Group) -> Iterator[dict[str, str]]:
    word = "repeat" if group.kind is GroupKind.REPEAT else "group"
    section = group.kind is GroupKind.SECTION
    yield {
        "type": f"begin_{word}",
        "name": group.name,
        **_agreeing("label", group.label),
        **_agreeing("hint", group.hint),
        "relevant": group.relevant,
        "appearance": " ".join(sorted(group.appearance)),
        "repeat_count": group.count,
        f"{TIP}stage": group.required.value if group.required else "",
        f"{TIP}phase": group.phase.value if section else "",
        f"{TIP}code": group.code,
    }
    for child in group.children:
        if isinstance(child, Group):
            yield from _group(child)
        else:
            yield _question(child)
    yield {"type": f"end_{word}"}


def _question(question: Question) -> dict[str, str]:
    note = question.type is QuestionType.NOTE
    return {
        "type": f"{_TYPE_WORDS[question.type]} {question.list_name}".strip(),
        "name": question.name,
        **_agreeing("label", question.label),
        **_agreeing("hint", question.hint),
        **_text("guidance_hint", question.guidance),
        "relevant": question.relevant,
        "constraint": question.constraint,
        **_text("constraint_message", question.constraint_message),
        "calculation": question.calculation,
        "default": question.default,
        "choice_filter": question.choice_filter,
        "appearance": " ".join(sorted(question.appearance)),
        "required": question.required_if or _yes(question.required is Stage.SAVE),
        "read_only": _yes(question.read_only),
        f"{TIP}stage": question.required.value if question.required else "",
        f"{TIP}level": "" if note and question.level == 1 else str(question.level),
        f"{TIP}release": " ".join(sorted(question.release)),
        f"{TIP}print": " ".join(sorted(question.prints)),
        f"{TIP}quick": _yes(question.quick),
    }


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _text(name: str, text: LocalText) -> dict[str, str]:
    return {name + LANGUAGES["ar"]: text.ar, name + LANGUAGES["en"]: text.en}


def _agreeing(name: str, text: LocalText) -> dict[str, str]:
    agreed = {f"{TIP}{name}_f": text.ar_f, f"{TIP}{name}_m": text.ar_m}
    return {**_text(name, text), **agreed}
