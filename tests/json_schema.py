"""The part of JSON Schema 2020-12 that our committed schemas use; anything else is an error.

No validator is among the locked packages, and sixteen keywords are enough for our schemas.
"""

import re
from collections.abc import Iterator
from typing import Any

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "null": type(None),
}
_OF_ANY = {"type", "const", "enum", "oneOf"}
_OF_OBJECTS = {"properties", "required", "additionalProperties"}
_OF_LISTS = {"items", "prefixItems", "minItems", "maxItems"}
_ANNOTATIONS = {"$schema", "$id", "$defs", "$ref", "title", "description"}


def faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """Every place where `value` does not fit; empty when it is valid."""
    return list(_faults(value, schema, schema, "$"))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _faults(value, _target(root, schema["$ref"]), root, place)
    for keyword, rule in schema.items():
        if keyword in _ANNOTATIONS:
            continue
        if keyword in _OF_OBJECTS:
            if isinstance(value, dict):
                yield from _object(value, keyword, rule, schema, root, place)
        elif keyword in _OF_LISTS:
            if isinstance(value, list):
                yield from _array(value, keyword, rule, root, place)
        elif keyword in _OF_ANY:
            yield from _any(value, keyword, rule, root, place)
        else:
            yield from _scalar(value, keyword, rule, place)


def _any(value: Any, keyword: str, rule: Any, root: dict[str, Any], place: str) -> Iterator[str]:
    if keyword == "type":
        allowed = rule if isinstance(rule, list) else [rule]
        if not any(_is(value, name) for name in allowed):
            yield f"{place}: no {rule}"
    elif keyword == "oneOf":
        fitting = [each for each in rule if not list(_faults(value, each, root, place))]
        if len(fitting) != 1:
            yield f"{place}: fits {len(fitting)} of {len(rule)}"
    elif value not in ([rule] if keyword == "const" else rule):
        yield f"{place}: {value!r}"


def _target(root: dict[str, Any], reference: str) -> dict[str, Any]:
    target = root
    for part in reference.removeprefix("#/").split("/"):
        target = target[part]
    return target


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def _object(
    value: dict[str, Any],
    keyword: str,
    rule: Any,
    schema: dict[str, Any],
    root: dict[str, Any],
    place: str,
) -> Iterator[str]:
    if keyword == "properties":
        for name, inner in rule.items():
            if name in value:
                yield from _faults(value[name], inner, root, f"{place}.{name}")
    elif keyword == "required":
        yield from (f"{place}: {name} is missing" for name in rule if name not in value)
    else:
        surplus = sorted(value.keys() - schema.get("properties", {}).keys())
        if rule is False:
            yield from (f"{place}: {name} is surplus" for name in surplus)
        else:
            for name in surplus:
                yield from _faults(value[name], rule, root, f"{place}.{name}")


def _array(
    value: list[Any], keyword: str, rule: Any, root: dict[str, Any], place: str
) -> Iterator[str]:
    if keyword in ("minItems", "maxItems"):
        if len(value) < rule if keyword == "minItems" else len(value) > rule:
            yield f"{place}: {len(value)} items"
        return
    rules = rule if keyword == "prefixItems" else [rule] * len(value)
    for number, (item, inner) in enumerate(zip(value, rules, strict=False)):
        yield from _faults(item, inner, root, f"{place}[{number}]")


def _scalar(value: Any, keyword: str, rule: Any, place: str) -> Iterator[str]:
    if keyword == "pattern":
        whole = re.sub(r"(?<!\\)\$", r"\\Z", rule)  # ECMA 262: not before a line feed at the end
        good = not isinstance(value, str) or re.search(whole, value) is not None
    elif keyword == "maxLength":
        good = not isinstance(value, str) or len(value) <= rule
    elif keyword == "minLength":
        good = not isinstance(value, str) or len(value) >= rule
    elif keyword == "minimum":
        good = not isinstance(value, int) or value >= rule
    elif keyword == "maximum":
        good = not isinstance(value, int) or value <= rule
    else:
        raise NotImplementedError(keyword)
    if not good:
        yield f"{place}: {value!r}"
