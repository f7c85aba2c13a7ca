"""Continuation sheets «ورقة تتمة»: what does not fit into its place is printed there in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.blocks import Band, Subheading, paragraph
from tipdesk.printing.layout.flow import Block, Gap, NewPage
from tipdesk.printing.layout.narrative import narrative
from tipdesk.printing.text.styles import styles
from tipdesk.printing.wording import Voice, wording

_NAMED = 16  # characters named in the note on missing ones


@dataclass(frozen=True, slots=True)
class Continued:
    """One text that is printed in full on a continuation sheet."""

    number: int
    label: LocalText
    text: str


class Continuation:
    """Collects, while a paper is laid out, what goes to its continuation sheets."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._items: list[Continued] = []

    def add(self, label: LocalText, text: str) -> int:
        """Take a text; returns the number that its place refers to."""
        number = len(self._items) + 1
        self._items.append(Continued(number, label, text))
        return number

    def mark(self, number: int) -> str:
        """The reference printed at the place: «التتمة (2)»."""
        mark = self._voice.main(wording("frame").text("continued_mark"))
        return mark.format(number=number)

    def blocks(self) -> list[Block]:
        """The sheets, or nothing when everything fitted."""
        if not self._items:
            return []
        words = wording("frame")
        note = styles(self._voice.language).small
        result: list[Block] = [
            NewPage(),
            Band(self._voice, "", words.text("continuation_sheet")),
            paragraph(self._voice.main(words.text("continuation_note")), note),
        ]
        for item in self._items:
            result.append(Subheading(self._voice, _numbered(item)))
            result.extend(narrative(self._voice, item.text))
            result.append(Gap(8))
        return result


def _numbered(item: Continued) -> LocalText:
    label = item.label
    return LocalText(
        ar=f"({item.number}) {label.ar}",
        en=f"({item.number}) {label.en}",
        ar_f=f"({item.number}) {label.ar_f or label.ar}",
        ar_m=f"({item.number}) {label.ar_m or label.ar}",
    )


def missing_note(voice: Voice, missing: Iterable[str]) -> str:
    """What stands for the characters that no typeface here has, '' when there are none."""
    found = sorted(set(missing))
    if not found:
        return ""
    names = " ".join(f"U+{ord(character):04X}" for character in found[:_NAMED])
    if len(found) > _NAMED:
        names += " …"
    return voice.main(wording("frame").text("missing_characters")).format(characters=names)
