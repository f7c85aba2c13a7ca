"""What can be read out or pointed at in the person's own language.

Each language is one file in `resources/cards`: words to point at, the rights, the points of
consent, the questions of the interview that are read to the person, and the neutral questions
that may follow the statement (their keys are elements of the law, which nobody is shown). A card is
a draft until two named native readers have signed it off at the station
(`desk.paper.language_cards`); it is an aid beside the Arabic and never replaces an interpreter.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel.core import get_global

from tipdesk.core.settings import Language, resource

Part = Literal["words", "rights", "consent", "prompts", "follow_ups"]
PARTS: tuple[Part, ...] = ("words", "rights", "consent", "prompts", "follow_ups")

LANGUAGES = ("hin", "fil", "sin", "tam", "ben", "npi", "tel", "mal", "urd", "amh", "eng", "ara")
"""ISO 639-3, the first tier of the domain notes, in the order in which they are offered."""

_CONSENT = "consent_"  # what the points of consent that are questions begin with


@dataclass(frozen=True, slots=True)
class LanguageCard:
    """The texts of one language, by part and key (a right's code, a question's name)."""

    language: str  # ISO 639-3
    name: str  # as its speakers write it
    label: Mapping[Language, str]  # its name for the officer
    parts: Mapping[Part, Mapping[str, str]]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything that is read in this language: another word, another text."""
        content = [self.language, self.name, {part: dict(self.parts[part]) for part in PARTS}]
        plain = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode("ascii")).hexdigest()

    @property
    def tag(self) -> str:
        """The language as BCP 47 names it, in two letters where it has two: "hi", "fil"."""
        return str(get_global("language_aliases").get(self.language, self.language))

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in self.name)

    def text(self, part: Part, key: str) -> str:
        """One text; '' when the card does not have it (a question of an agency's own form)."""
        return self.parts[part].get(key, "")

    def prompt(self, name: str) -> str:
        """What is read out at a question or group: its prompt, or its point of consent."""
        consent = self.text("consent", name) if name.startswith(_CONSENT) else ""
        return self.text("prompts", name) or consent


def has_card(language: str) -> bool:
    """Whether there is a card in a language (ISO 639-3)."""
    return language in LANGUAGES


@lru_cache(maxsize=len(LANGUAGES))
def language_card(language: str) -> LanguageCard:
    """The card of one of `LANGUAGES`.

    Raises:
        KeyError: there is none in this language.
    """
    if not has_card(language):
        raise KeyError(language)
    path = resource("cards", f"{language}.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return LanguageCard(
        language=table["language"],
        name=table["name"],
        label=table["label"],
        parts={part: table[part] for part in PARTS},
    )


def officers_card(language: Language) -> LanguageCard:
    """The card that an officer reads beside any other."""
    return language_card("ara" if language == "ar" else "eng")


def language_cards() -> tuple[LanguageCard, ...]:
    """Every card, in the order in which languages are offered."""
    return tuple(language_card(language) for language in LANGUAGES)
