"""The fixed words of the papers. Legal wording is data: `resources/texts/<name>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from tipdesk.core.settings import Language, resource
from tipdesk.forms.model import LocalText

BODY = 10.5
"""Points of the running text and the answers of a paper of ordinary size."""


class PrintSize(Enum):
    """How large a paper is printed: how many times as large as it is set, frame and foot aside."""

    ORDINARY = 1.0
    PERSONAL = 14 / BODY  # what the person carries or reads: nothing below 14 points
    LARGE = 18 / BODY  # for weak eyes: nothing below 18
    CARD = 2**0.5  # ordinary on A5, which is A4 made as many times smaller


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language a paper speaks, to whom its Arabic agrees, and how large it is."""

    language: Language
    sex: str = ""  # 'female', 'male' or '' while it is not known
    size: PrintSize = PrintSize.ORDINARY

    @property
    def other_language(self) -> Language:
        """The second language, set small beside the main one."""
        return "en" if self.language == "ar" else "ar"

    def main(self, text: LocalText) -> str:
        """The text in the paper's main language."""
        return text.text(self.language, self.sex)

    def other(self, text: LocalText) -> str:
        """The text in the second language."""
        return text.text(self.other_language, self.sex)


class Wording:
    """One file of fixed words. A key that is not there is a fault of ours: KeyError."""

    def __init__(self, entries: Mapping[str, object]) -> None:
        self._entries = entries

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def text(self, key: str) -> LocalText:
        """One text."""
        return _local_text(self._entries[key])

    def texts(self, key: str) -> tuple[LocalText, ...]:
        """A list of texts."""
        entries = self._entries[key]
        if not isinstance(entries, list):
            raise KeyError(key)
        return tuple(_local_text(entry) for entry in entries)

    def part(self, key: str) -> Wording:
        """A group of texts."""
        entry = self._entries[key]
        if not isinstance(entry, dict):
            raise KeyError(key)
        return Wording(entry)

    def parts(self, key: str) -> tuple[Wording, ...]:
        """A list of groups of texts."""
        entries = self._entries[key]
        if not isinstance(entries, list):
            raise KeyError(key)
        return tuple(Wording(entry) for entry in entries)

    def setting(self, key: str) -> str:
        """A plain string that is not shown: the name of a field, a code. '' when absent."""
        return str(self._entries.get(key, ""))


def _local_text(entry: object) -> LocalText:
    if not isinstance(entry, dict):
        raise KeyError(entry)
    return LocalText(
        ar=str(entry["ar"]),
        en=str(entry["en"]),
        ar_f=str(entry.get("ar_f", "")),
        ar_m=str(entry.get("ar_m", "")),
    )


@cache  # a list of documents reads the words of all
def wording(name: str) -> Wording:
    """The fixed words of one paper, or of the frame that all share."""
    path = resource("texts", f"{name}.toml")
    return Wording(tomllib.loads(path.read_text(encoding="utf-8")))
