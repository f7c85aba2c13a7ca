"""A form definition as canonical JSON, and back.

Canonical: UTF-8, NFC texts as given, keys sorted, sets sorted, what equals its default left
out, one space of indent (so that two versions can be compared line by line), a newline at the
end. The SHA-256 of exactly these bytes is the definition's digest: `sha256sum v1.json`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from tipdesk.core.errors import FormDefinitionInvalid
from tipdesk.forms import model

FORMAT = "tipdesk-form/1"

Record = dict[str, Any]

_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # may be half a character, which UTF-8 does not have
_QUESTION_TEXTS = ("label", "hint", "guidance", "constraint_message")
_QUESTION_WORDS = (
    "list_name",
    "relevant",
    "constraint",
    "calculation",
    "default",
    "choice_filter",
    "required_if",
    "known",
)


def definition_to_json(definition: model.FormDefinition) -> str:
    """The canonical JSON of `definition`. Its digest is not part of it."""
    record = {
        "format": FORMAT,
        "form_id": definition.form_id,
        "version": definition.version,
        "title": _text_record(definition.title),
        "sections": [_group_record(section) for section in definition.sections],
        "choices": {
            name: [_choice_record(choice) for choice in choices]
            for name, choices in definition.choices.items()
        },
    }
    if definition.standing:  # older definitions do not say it, and keep their digests
        record["standing"] = definition.standing
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def digest_of(text: str) -> str:
    """SHA-256 (hex) of a definition's canonical JSON."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def with_digest(definition: model.FormDefinition) -> model.FormDefinition:
    """`definition` with the digest of its canonical JSON."""
    return model.FormDefinition(
        form_id=definition.form_id,
        version=definition.version,
        title=definition.title,
        sections=definition.sections,
        choices=definition.choices,
        digest=digest_of(definition_to_json(definition)),
        standing=definition.standing,
    )


def definition_from_json(text: str) -> model.FormDefinition:
    """Read a definition; its digest is computed from `text`.

    Raises:
        FormDefinitionInvalid: `text` is not a definition (details: count, first).
    """
    try:
        record = _loaded(text)
        if record["format"] != FORMAT:
            raise ValueError(f"format {record['format']!r}")
        return model.FormDefinition(
            form_id=_word(record["form_id"]),
            version=_whole(record["version"]),
            title=_text(record["title"]),
            sections=tuple(_group(section) for section in record["sections"]),
            choices={
                name: tuple(_choice(choice) for choice in choices)
                for name, choices in record["choices"].items()
            },
            digest=digest_of(text),
            standing=_standing(record.get("standing", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        first = f"{type(error).__name__}: {error}"[:200]
        raise FormDefinitionInvalid(count=1, first=first) from error


@lru_cache(maxsize=8)
def known_definition(text: str) -> model.FormDefinition:
    """As `definition_from_json`, for what the station reads at every unlocking: the same text
    is read once while the program runs."""
    return definition_from_json(text)


def _loaded(text: str) -> Any:  # noqa: ANN401 # JSON is anything
    """The JSON in `text`. Raises ValueError: it is none, or holds half a character."""
    record = json.loads(text)
    if _HALF.search(text):
        json.dumps(record, ensure_ascii=False).encode("utf-8")
    return record


def _text_record(text: model.LocalText) -> Record:
    parts = {"ar": text.ar, "en": text.en, "ar_f": text.ar_f, "ar_m": text.ar_m}
    return {name: part for name, part in parts.items() if part}


def _choice_record(choice: model.Choice) -> Record:
    record: Record = {"name": choice.name, "label": _text_record(choice.label)}
    if choice.filter:
        record["filter"] = dict(choice.filter)
    return record


def _question_record(question: model.Question) -> Record:
    record: Record = {"name": question.name, "type": question.type.value}
    for name in _QUESTION_TEXTS:
        if (text := getattr(question, name)) != model.EMPTY_TEXT:
            record[name] = _text_record(text)
    for name in _QUESTION_WORDS:
        if word := getattr(question, name):
            record[name] = word
    _add_sets(record, "appearance", question.appearance)
    _add_sets(record, "release", question.release)
    _add_sets(record, "prints", question.prints)
    if question.required is not None:
        record["required"] = question.required.value
    if question.read_only:
        record["read_only"] = True
    if question.quick:
        record["quick"] = True
    if question.level != 1:
        record["level"] = question.level
    if question.event:  # older definitions do not say it, and keep their digests
        record["event"] = True
    return record


def _group_record(group: model.Group) -> Record:
    record: Record = {
        "name": group.name,
        "kind": group.kind.value,
        "label": _text_record(group.label),
        "children": [
            _group_record(child) if isinstance(child, model.Group) else _question_record(child)
            for child in group.children
        ],
    }
    if group.hint != model.EMPTY_TEXT:
        record["hint"] = _text_record(group.hint)
    if group.relevant:
        record["relevant"] = group.relevant
    _add_sets(record, "appearance", group.appearance)
    if group.phase is not model.Phase.CLARIFY:
        record["phase"] = group.phase.value
    if group.code:
        record["code"] = group.code
    if group.required is not None:
        record["required"] = group.required.value
    if group.count:
        record["count"] = group.count
    return record


def _add_sets(record: Record, name: str, words: frozenset[Any]) -> None:
    if words:
        record[name] = sorted(str(word) for word in words)


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, found {value!r}")
    return value


def _whole(value: object) -> int:
    """Neither 1.5 nor Infinity, which JSON has room for."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"whole number expected, found {value!r}")
    return value


def _standing(value: object) -> int:
    """Whether refused answers count as none; another number is a rule that is not known here."""
    standing = _whole(value)
    if standing not in (0, 1):
        raise ValueError("standing")
    return standing


def _text(record: Record) -> model.LocalText:
    return model.LocalText(
        **{name: _word(part) for name, part in ({"ar": "", "en": ""} | record).items()}
    )


def _choice(record: Record) -> model.Choice:
    extra: Mapping[str, str] = {k: _word(v) for k, v in record.get("filter", {}).items()}
    return model.Choice(_word(record["name"]), _text(record["label"]), extra)


def _words(record: Record, name: str, make: Callable[[str], Any] = str) -> frozenset[Any]:
    return frozenset(make(word) for word in record.get(name, ()))


def _stage(record: Record) -> model.Stage | None:
    return model.Stage(record["required"]) if "required" in record else None


def _question(record: Record) -> model.Question:
    def text(name: str) -> model.LocalText:
        return _text(record[name]) if name in record else model.EMPTY_TEXT

    def word(name: str) -> str:
        return _word(record.get(name, ""))

    return model.Question(
        name=_word(record["name"]),
        type=model.QuestionType(record["type"]),
        label=text("label"),
        hint=text("hint"),
        guidance=text("guidance"),
        list_name=word("list_name"),
        appearance=_words(record, "appearance"),
        relevant=word("relevant"),
        constraint=word("constraint"),
        constraint_message=text("constraint_message"),
        calculation=word("calculation"),
        default=word("default"),
        choice_filter=word("choice_filter"),
        required=_stage(record),
        required_if=word("required_if"),
        read_only=bool(record.get("read_only", False)),
        level=_whole(record.get("level", 1)),
        release=_words(record, "release", model.Release),
        quick=bool(record.get("quick", False)),
        prints=_words(record, "prints"),
        known=word("known"),
        event=bool(record.get("event", False)),
    )


def _group(record: Record) -> model.Group:
    return model.Group(
        name=_word(record["name"]),
        kind=model.GroupKind(record["kind"]),
        label=_text(record["label"]),
        children=tuple(
            _group(child) if "kind" in child else _question(child) for child in record["children"]
        ),
        hint=_text(record["hint"]) if "hint" in record else model.EMPTY_TEXT,
        relevant=_word(record.get("relevant", "")),
        appearance=_words(record, "appearance"),
        phase=model.Phase(record.get("phase", model.Phase.CLARIFY)),
        code=_word(record.get("code", "")),
        required=_stage(record),
        count=_word(record.get("count", "")),
    )
