"""The list of Arabic words of which passphrases and the codes of station kits are made."""

from __future__ import annotations

from functools import cache

from tipdesk.core.settings import resource


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 Arabic words, 11 bits each: none is another with a letter more or dots apart."""
    text = resource("words", "ar.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip())
