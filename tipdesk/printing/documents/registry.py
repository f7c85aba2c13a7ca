"""Every document that tipdesk prints, a line each: lists, the command and the tests ask here.

A new document is a module of this folder that draws it, its words in `resources/texts/<key>.toml`
and a line below. The words say what may be changed without a programmer: its title, what the
screen calls it (`name`, where that is not the title), its `copies`, which are those who may get
it, the `levels` up to which each copy speaks, `plain`, `blank_rows`, `blank_lines`.

Nothing that draws is imported here: a list of documents needs no fonts and no PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from tipdesk.forms.model import LocalText
from tipdesk.printing.plan import Copy, copies
from tipdesk.printing.wording import wording

if TYPE_CHECKING:
    from tipdesk.printing.layout.reading import Reading


class Heading(Enum):
    """What a document is for, in the order of the journey."""

    INTERVIEW = auto()
    HANDING_OVER = auto()
    PERSON = auto()
    INTERNAL = auto()
    BY_HAND = auto()


class About(Enum):
    """What fills a document in. Blank it is of a form and of nothing else."""

    FILE = auto()
    STATION = auto()  # no file, and no more than one page
    CHAIN = auto()  # the chain of custody: `chain_log`
    KEYS = auto()  # filled in it goes straight to a printer and never into a file
    PROGRAM = auto()  # the same for everybody: nothing is filled in


class Beyond(Enum):
    """What the desk has to find out beside the file before a document can be drawn."""

    REVIEW = auto()
    NEED = auto()  # which need a letter is about, and its mark


class Spoken(Enum):
    """Whose language cards stand on a document: these texts wait for native readers."""

    PERSON = auto()  # Arabic and the one language of the person
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of document. `place` is its place below its heading on the screen."""

    key: str  # also in codes, entries of the chain and print columns: it stays for good
    heading: Heading | None  # None: it is not chosen from the list
    place: int
    drawn_by: str = ""  # module of this folder and its function; '': there is no blank form
    titled_by: str = ""  # function beside it, where the title depends on the file
    about: About = About.FILE
    beyond: Beyond | None = None
    spoken: Spoken | None = None
    tells_chain: bool = False  # something on it is read from the chain of custody

    @property
    def title(self) -> LocalText:
        """What is printed at its head, where this does not depend on the file."""
        return wording(self.key).text("title")

    @property
    def name(self) -> LocalText:
        """What the screen calls it."""
        words = wording(self.key)
        return words.text("name" if "name" in words else "title")

    @property
    def copies(self) -> tuple[Copy, ...]:
        """Whose copies are made of it, the usual one first."""
        return copies(self.key)

    @property
    def is_of_a_file(self) -> bool:
        """Whether it is filled in from a file."""
        return self.about is About.FILE

    @property
    def is_blank_only(self) -> bool:
        """Whether `rendering` makes it of no file and no station, or not at all."""
        return self.about in (About.CHAIN, About.KEYS, About.PROGRAM)

    def builder(self) -> Callable[..., Any]:
        """What draws it, imported now."""
        return _function(self.drawn_by)

    def title_for(self, reading: Reading) -> LocalText:
        """Its title as it is printed of this file."""
        if not self.titled_by:
            return self.title
        module = self.drawn_by.partition(":")[0]
        title: LocalText = _function(f"{module}:{self.titled_by}")(reading)
        return title


def _function(place: str) -> Callable[..., Any]:
    function: Callable[..., Any] = resolve_name(f"{__package__}.{place}")
    return function


_INTERVIEW, _HANDING_OVER = Heading.INTERVIEW, Heading.HANDING_OVER
_PERSON, _INTERNAL, _BY_HAND = Heading.PERSON, Heading.INTERNAL, Heading.BY_HAND
_STATION = About.STATION
CALENDAR = "calendar"
"""The document that is about a week."""

# fmt: off
_LINES = (
    Document("notice", _INTERVIEW, 1, "intake:notice"),
    Document("intake", _INTERVIEW, 3, "intake:intake"),
    Document("consent", _INTERVIEW, 2, "intake:consent"),
    Document("statement", _INTERVIEW, 4, "intake:statement", "statement_title", tells_chain=True),
    Document("cover", _HANDING_OVER, 3, "cover:cover"),
    Document("card", _PERSON, 2, "language_cards:card", "card_title", spoken=Spoken.PERSON),
    Document("answers", _PERSON, 3, "language_cards:answers", "card_title", spoken=Spoken.PERSON),
    Document("pointing", _PERSON, 4, "language_cards:pointing", spoken=Spoken.ALL),
    Document("exhibits", _HANDING_OVER, 1, "exhibits:exhibit_list", "exhibits_title"),
    Document("label", _HANDING_OVER, 2, "exhibits:labels"),
    Document("injuries", _INTERVIEW, 7, "injuries:injuries"),
    Document("quick", _INTERVIEW, 5, "annexes:quick"),
    Document("child", _INTERVIEW, 6, "annexes:child"),
    Document("smuggling", _INTERVIEW, 8, "annexes:smuggling"),
    Document("assessment", _INTERNAL, 2, "annexes:assessment"),
    Document("safety", _INTERNAL, 1, "carried:safety", "safety_title"),
    Document("closing", _PERSON, 1, "carried:closing"),
    Document("referral", _HANDING_OVER, 4, "referral_letter:referral", beyond=Beyond.NEED),
    Document("review", _INTERNAL, 3, "review_sheet:review_sheet", beyond=Beyond.REVIEW),
    Document("handover", _INTERNAL, 4, "station.shift_handover:shift_handover", about=_STATION),
    Document(CALENDAR, _INTERNAL, 5, "station.calendar_sheet:calendar_sheet", about=_STATION),
    Document("keys", _INTERNAL, 6, "key_card:key_card", about=About.PROGRAM),
    Document("custody", _BY_HAND, 1, "blank:custody_log", about=About.CHAIN, tells_chain=True),
    Document("recovery", _BY_HAND, 2, "blank:recovery_sheet", about=About.KEYS),
    Document("certificate", None, 0, about=About.CHAIN, tells_chain=True),
)
# fmt: on

DOCUMENTS: Mapping[str, Document] = {document.key: document for document in _LINES}
"""By their keys, in the order of the command."""

FILLED = tuple(document.key for document in _LINES if not document.is_blank_only)
"""What can be drawn filled in, of a file or of the station."""

BLANK_ONLY = tuple(
    document.key for document in _LINES if document.is_blank_only and document.drawn_by
)
"""What is drawn here of no file and no station: to be filled in by pen alone, or not at all."""


def listed(heading: Heading) -> tuple[Document, ...]:
    """The documents below a heading of the screen, in their order."""
    below = (document for document in _LINES if document.heading is heading)
    return tuple(sorted(below, key=lambda document: document.place))
