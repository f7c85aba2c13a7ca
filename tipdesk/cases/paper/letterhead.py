"""The letterhead of a station's papers: lines, emblem and foot that it chose for itself.

A shelter is never named on paper (wording rule 4). The program does not know the names of all
shelters, so it looks for what it can know: a line that speaks of a shelter may say only what every
paper says of one; what paper calls by another name is not written by its own; and where the
station is such a place, no word that its unit has to itself. A name without any of these only the
eye finds: whoever sets the letterhead is told so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Station
from tipdesk.core.errors import LetterheadRefused
from tipdesk.core.settings import Language
from tipdesk.forms.model import Choice, FormDefinition, is_unnamed
from tipdesk.i18n.text import clean, search_key

MOST_LINES = 3
LONGEST_LINE, LONGEST_FOOT = 80, 120  # characters

_SHELTER = re.compile(  # as `search_key` folds, with what Arabic writes onto a word
    r"\b[وف]?(?:[بكل]?ال|لل|[بكل])?(?:ايوا|ماوي|ملجا|ملاجي)\w{0,3}\b|\b(?:shelter|refuge|safehouse)\w*"
    r"|\bsafe[ -]?house\w*"
)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200c"))  # stands inside a word and is not printed
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Emblem:
    """A picture as it is printed: pixels, and its deflated sRGB samples, 8 bits each, rows from
    above. Nothing else of the file it came from."""

    width: int
    height: int
    samples: bytes


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands in the place of the program's own; '' and empty: the program's own stays."""

    arabic: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    foot: str = ""
    emblem: Emblem | None = None

    def lines(self, language: Language) -> tuple[str, ...]:
        """The lines in one language."""
        return self.arabic if language == "ar" else self.english

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all of it, for the chain of custody."""
        picture = self.emblem
        fields = {
            "arabic": list(self.arabic),
            "english": list(self.english),
            "foot": self.foot,
            "emblem": hashlib.sha256(picture.samples).hexdigest() if picture else "",
        }
        return hashlib.sha256(canonical(fields)).hexdigest()


PLAIN = Letterhead()
"""The program's own: state, agency, unit, the star."""


def checked_letterhead(typed: Letterhead, form: FormDefinition, station: Station) -> Letterhead:
    """What was typed as it is kept: cleaned, each line one line, none empty.

    Raises:
        LetterheadRefused: a line is too long or there are too many, or one names a shelter as far
            as that can be known (details: reason, line).
    """
    cleaned = replace(
        typed,
        arabic=tuple(_cleaned(typed.arabic)),
        english=tuple(_cleaned(typed.english)),
        foot=" ".join(_cleaned((typed.foot,))),
    )
    for lines, most in (
        (cleaned.arabic + cleaned.english, LONGEST_LINE),
        ((cleaned.foot,), LONGEST_FOOT),
    ):
        for line in lines:
            if len(line) > most:
                raise LetterheadRefused(reason="too_long", line=line, most=most)
            if reason := _naming(line, form, station):
                raise LetterheadRefused(reason=reason, line=line)
    if max(len(cleaned.arabic), len(cleaned.english)) > MOST_LINES:
        raise LetterheadRefused(reason="too_many", most=MOST_LINES)
    return cleaned


def _cleaned(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if words := " ".join(clean(line).split()):
            yield words


def _naming(line: str, form: FormDefinition, station: Station) -> str:
    """Why a line may name a shelter; '' where nothing says so."""
    line = line.translate(_UNSEEN)
    plain = search_key(line)
    agencies = form.choices.get("agency", ())
    unnamed = [
        choice for choices in form.choices.values() for choice in choices if _is_renamed(choice)
    ]
    general = {search_key(text) for choice in unnamed for text in _on_paper(choice)}
    if plain in general:
        return ""
    own = {search_key(text) for choice in unnamed for text in (choice.label.ar, choice.label.en)}
    if _SHELTER.search(plain) or any(name in plain for name in own - general if name):
        return "shelter"
    if is_unnamed(agencies, station.agency):
        common = set(
            _words(*(text for choice in agencies for text in (choice.label.ar, choice.label.en)))
        )
        if not (set(_words(station.unit, *own)) - common).isdisjoint(_words(line)):
            return "unit"
    return ""


def _is_renamed(choice: Choice) -> bool:
    return bool(choice.filter.get("print_ar"))


def _on_paper(choice: Choice) -> tuple[str, str]:
    return choice.filter.get("print_ar", ""), choice.filter.get("print_en", "")


def _words(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(search_key(text))
