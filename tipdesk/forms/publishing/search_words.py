"""Other names of choices, for fields that search: «تغالوغ» finds Filipino."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from tipdesk.core.settings import resource

_LIKE = {"document_issuer": "country"}  # lists that hold another one, and more


def also_called(list_name: str) -> Mapping[str, tuple[str, ...]]:
    """Choice → what people call it beside its label; empty for most lists."""
    return _tables().get(_LIKE.get(list_name, list_name), {})


@cache
def _tables() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    tables = tomllib.loads(resource("words", "search.toml").read_text(encoding="utf-8"))
    return {
        list_name: {choice: tuple(names) for choice, names in table.items()}
        for list_name, table in tables.items()
    }
