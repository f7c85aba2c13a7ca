"""Which copies of a paper there are, and what each may carry (intake-fields §2, level rules)."""

from __future__ import annotations

from tipdesk.forms.model import RESTRICTED_LEVEL
from tipdesk.printing.plan import Copy
from tipdesk.printing.wording import Voice, wording

PERSON: Copy = "person"
SERVICE: Copy = "service"  # of letters alone
_EVERY: tuple[Copy, ...] = ("file", "prosecution", PERSON)
_BLANK = "blank"


def copies(document: str) -> tuple[Copy, ...]:
    """The copies that are made of a document, the usual one first: `copies` of its words, or
    all."""
    named = wording(document).setting("copies").split()
    found: tuple[Copy, ...] = (*_EVERY, SERVICE)
    made = sorted((one for one in found if one in named), key=named.index)
    return tuple(made) or _EVERY


def copy_made(document: str, wanted: Copy) -> Copy:
    """The copy as it is made: a paper that has no such copy is its usual one, and says so."""
    made = copies(document)
    return wanted if wanted in made else made[0]


def highest_level(document: str, copy: Copy, *, blank: bool, restricted: bool) -> int:
    """The level up to which answers stand on a copy. Level 4 only where it is asked for, and
    never on what the person carries: others may find it."""
    usual, own = wording("frame").part("levels"), wording(document)
    kind = _BLANK if blank else copy
    named = own.part("levels").setting(kind) if "levels" in own else ""
    if restricted and not blank and copy != PERSON:
        return RESTRICTED_LEVEL
    return int(named or usual.setting(kind))


def copy_words(voice: Voice, document: str, copy: Copy, *, blank: bool, restricted: bool) -> str:
    """Which copy it is and what it may carry, as the foot of each page says it."""
    words = wording("frame")
    name = voice.main(words.part("copy").text(_BLANK if blank else copy))
    if blank:
        return name
    level = highest_level(document, copy, blank=False, restricted=restricted)
    rule = voice.main(words.part("up_to").text(str(level)))
    return f"{name} – {rule}"
