"""Types of questions and their parameters: those of XLSForm that fit an interview at a desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from tipdesk.forms.model import EMPTY_TEXT, LocalText, Question, QuestionType, Stage
from tipdesk.forms.xlsform.row_reader import RowReader
from tipdesk.forms.xlsform.sheet_columns import (
    ACKNOWLEDGED,
    EXTERNAL,
    FILE_NAME,
    FROM_FILE,
    OTHER,
    OTHER_LIST,
    SELECT_TYPES,
    TEXT_APPEARANCES,
    TYPES,
)
from tipdesk.forms.xlsform.sheet_names import type_words
from tipdesk.forms.xlsform.words import REFUSED_TYPES
from tipdesk.i18n.catalogue import N_, texts

_PARAMETER = re.compile(r"([A-Za-z_-]+)=([^\s,;]+)")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_RANGE = {"start": "1", "end": "10", "step": "1"}
_RANGE_MESSAGE = N_("Write a number from {start} to {end}, in steps of {step}.")
_SPECIFY = N_("Please specify.")

Kind = tuple[QuestionType | None, str]  # and the list


def read_type(reader: RowReader) -> Kind:
    """The type of a row and its list; (None, '') after the fault was recorded."""
    words = type_words(reader.row.get("type"))
    if not words:
        reader.fault("type", "type_missing")
        return None, ""
    refused = REFUSED_TYPES.get("_".join(words[:2]).lower()) or REFUSED_TYPES.get(words[0].lower())
    if refused:
        reader.fault("type", refused, found=reader.row.get("type")[:60])
        return None, ""
    if words[0] == EXTERNAL and len(words) == 2:
        return QuestionType.SELECT_ONE, words[1]
    if words[0] in FROM_FILE:
        return _from_file(reader, words)
    if words[0] in SELECT_TYPES:
        return _select(reader, words)
    return _plain(reader, words)


def _select(reader: RowReader, words: list[str]) -> Kind:
    kind = SELECT_TYPES[words[0]]
    if len(words) == 2:
        return kind, words[1]
    if len(words) > 2 and "_".join(words[2:]).lower() in ("or_other", "or_specify_other"):
        if reader.row.get("choice_filter"):
            reader.fault("choice_filter", "other_with_filter")
        return kind, words[1] + OTHER_LIST
    return _unknown(reader)


def _from_file(reader: RowReader, words: list[str]) -> Kind:
    named = FILE_NAME.fullmatch(words[1]) if len(words) == 2 else None
    if named is None:
        reader.fault("type", "list_file_bad", found=" ".join(words[1:])[:60])
        return None, ""
    return SELECT_TYPES[FROM_FILE[words[0]]], named[1]


_ONE_WORD: Mapping[str, Kind] = {
    "range": (QuestionType.DECIMAL, ""),  # with_parameters knows whether it is whole
    "acknowledge": (QuestionType.SELECT_ONE, ACKNOWLEDGED),
    "barcode": (QuestionType.TEXT, ""),  # a scanner types as a keyboard does
    **{word: (kind, "") for word, kind in TYPES.items()},
}


def _plain(reader: RowReader, words: list[str]) -> Kind:
    if len(words) > 1 or words[0] not in _ONE_WORD:
        return _unknown(reader)
    kind = _ONE_WORD[words[0]]
    if words[0] != "text":
        return kind
    chosen = [word for word in reader.row.get("appearance").split() if word in TEXT_APPEARANCES]
    if len(chosen) > 1:
        reader.fault("appearance", "appearance_clash", found=" ".join(chosen))
    return (TEXT_APPEARANCES[chosen[0]], "") if chosen else kind


def _unknown(reader: RowReader) -> Kind:
    reader.fault("type", "type_unknown", found=reader.row.get("type")[:60])
    return None, ""


def with_parameters(reader: RowReader, question: Question) -> Question:
    """The question with what its parameters say; parameters that it cannot have are faults."""
    text = reader.row.get("parameters")
    found = dict(_PARAMETER.findall(text))
    if text and (not found or _PARAMETER.sub("", text).strip(" ,;")):
        reader.fault("parameters", "parameters_bad", found=text[:60])
        return question
    words = type_words(reader.row.get("type"))
    ranged, from_file = words[:1] == ["range"], words[0] in FROM_FILE
    known = set(_RANGE) if ranged else {"value"} if from_file else set()
    for name in found.keys() - known:
        code = "refused_chance" if name in ("randomize", "seed") else "parameter_refused"
        reader.fault("parameters", code, found=name)
    return _ranged(reader, question, _RANGE | found) if ranged else question


def _ranged(reader: RowReader, question: Question, found: Mapping[str, str]) -> Question:
    """A range is a number with its bounds as a constraint."""
    if not all(_NUMBER.fullmatch(found[name]) for name in _RANGE):
        reader.fault("parameters", "parameters_bad", found=reader.row.get("parameters")[:60])
        return question
    start, end, step = (Decimal(found[name]) for name in _RANGE)
    if start >= end or step <= 0 or (end - start) % step:
        reader.fault("parameters", "parameters_bad", found=reader.row.get("parameters")[:60])
        return question
    whole = all(number == number.to_integral_value() for number in (start, end, step))
    rule = f". >= {start} and . <= {end}"
    if not (whole and step == 1):
        steps = f"((. - {start}) div {step})".replace("- -", "+ ")
        rule += f" and abs({steps} - round({steps})) < 0.000001"
    shown = {name: format(number.normalize(), "f") for name, number in
             (("start", start), ("end", end), ("step", step))}  # fmt: skip
    message = question.constraint_message
    return replace(
        question,
        type=QuestionType.INTEGER if whole else QuestionType.DECIMAL,
        constraint=f"({question.constraint}) and ({rule})" if question.constraint else rule,
        constraint_message=_both(_RANGE_MESSAGE, **shown) if message == EMPTY_TEXT else message,
    )


def other_question(question: Question) -> Question:
    """The text that goes with the choice "other" of a question with `or_other`."""
    return Question(
        name=f"{question.name}_{OTHER}",
        type=QuestionType.TEXT,
        label=_both(_SPECIFY),
        relevant=f"selected(${{{question.name}}}, '{OTHER}')",
        required=question.required if question.required is not Stage.SAVE else None,
        level=question.level,
        release=question.release,
        quick=question.quick,
        prints=question.prints,
    )


def _both(sentence: str, **details: str) -> LocalText:
    return LocalText(*(texts(one).gettext(sentence).format(**details) for one in ("ar", "en")))
