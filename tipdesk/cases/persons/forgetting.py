"""What is remembered of names while a vault is open goes when it is locked."""

from __future__ import annotations

from tipdesk.cases.persons import fitting, name_sound, name_words

REMEMBERING = (
    fitting.like,
    name_sound.distance,
    name_sound.keys,
    name_sound.known_as,
    name_sound.likeness,
    name_sound.phones,
    name_sound.variants,
    name_words.name_marks,
    name_words.name_words,
)
"""Every function that keeps names it was asked of."""


def forget() -> None:
    """Let go of every name that was compared."""
    for function in REMEMBERING:
        function.cache_clear()
