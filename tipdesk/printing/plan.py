"""What is asked of the printing room: which document, of what, for whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tipdesk.cases.casework.calendar_week import CalendarWeek
from tipdesk.cases.casework.shift import Shift
from tipdesk.cases.custody.reading import ChainReading, Examined, Filter
from tipdesk.cases.files.review import ReviewReport
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Station
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.core.settings import Language
from tipdesk.forms.model import RESTRICTED_LEVEL, FormDefinition, LocalText, Question
from tipdesk.forms.rules.evaluation import Context
from tipdesk.printing.wording import PrintSize, Voice, wording

Copy = Literal["prosecution", "file", "person", "service"]


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One thing of a bundle: what it is, details, the beginning of its SHA-256 (hex)."""

    label: str
    detail: str = ""
    sha256: str = ""
    is_earlier: bool = False  # it lies in an earlier bundle of the file


@dataclass(frozen=True, slots=True)
class WithheldLine:
    """One field that stays at the station, named without its value."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class CoverInfo:
    """What a bundle's cover says beyond the form's fields."""

    bundle_id: str
    created: datetime  # aware
    recipient: str
    contents: tuple[ContentLine, ...]
    withheld: tuple[WithheldLine, ...] = ()
    withheld_level4: int = 0
    narrowed: bool = False  # by what the person said; of what it is not told
    fingerprint: str = ""  # 40 digits, of the signed manifest or of the signer's authority
    receipt_number: str = ""
    direct: bool = False  # let go by its own officer, without a supervisor
    follows: str = ""  # id of the bundle of the same file that this one follows


@dataclass(frozen=True, slots=True)
class Staying:
    """What of one section stays for one reason, named without its values."""

    section: LocalText
    reason: str
    labels: tuple[LocalText, ...]


@dataclass(frozen=True, slots=True)
class ReviewInfo:
    """What a supervisor's review sheet says beyond the file: names of questions, no answers."""

    report: ReviewReport
    leaving: tuple[tuple[LocalText, int], ...]  # section, and how many of its answers go
    staying: tuple[Staying, ...]  # whatever a supervisor picks
    withheld_level4: int
    pickable: tuple[Question, ...]  # answered, and goes only when a supervisor picks it
    picks: tuple[Pick, ...]  # as this revision was approved
    non_punishment: bool  # the note on it waits for the supervisor
    authors: tuple[str, ...]  # logins: who completed or changed it, and so does not approve it
    completed: datetime | None  # aware
    untold: frozenset[str] = frozenset()  # sections that are closed to whoever prints


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A form to be filled in by hand."""

    form: FormDefinition
    station: Station | None = None
    serial: str = ""  # of the emergency pack that it is a part of, as digits


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How a document is printed. The language is the form's, not the screen's."""

    language: Language = "ar"
    copy: Copy = "prosecution"
    blank: bool = False  # of a file: its form, empty, without its numbers
    include_level4: bool = False
    hide_names: bool = False
    large: bool = False  # for weak eyes, where it `may_be_large`
    as_recorded: bool = False  # what is asked is what stands: of a record that left others out
    copy_number: int = 0  # which copy left on paper; 0: not counted, and not said
    fields: Collection[str] | None = None  # names of the questions that may be printed; None: all
    denied: bool = False  # the person refused that the Prosecution sees what is kept back
    context: Context | None = None  # what the rules know beyond the answers; None: from the file
    need: int = 0  # the row of the need that a letter is about
    letter: str = ""  # its mark, in the code of the reply slip
    card: str = "eng"  # the language of a card beside the Arabic, ISO 639-3
    signed_off: Collection[str] = ()  # the languages whose cards are no drafts
    bundle: CoverInfo | None = None  # for the cover
    review: ReviewInfo | None = None  # for the review sheet
    shift: Shift | None = None  # for the handover; None: to be filled in by hand
    day: date | None = None  # of the week that the calendar is about; None: this one
    week: CalendarWeek | None = None  # for the calendar, as `shift`
    printed_at: datetime | None = None  # aware; printed only where it is given
    anchor: tuple[int, str] | None = None  # the head of the chain: entry, hash (hex); in the foot
    letterhead: Letterhead = PLAIN


@dataclass(frozen=True, slots=True)
class ChainPaper:
    """The chain of custody, or the certificate of what was verified. `form` gives the agency's
    name and those of questions; `person_code` is of the file that the paper is about."""

    reading: ChainReading
    form: FormDefinition
    program: str  # version
    wanted: Filter
    examined: Examined | None = None  # for the certificate
    by: str = ""  # login of whoever prints it
    person_code: str = ""
    letterhead: Letterhead = PLAIN
    language: Language = "ar"


# --- copies, and what each may carry (intake-fields §2, level rules) --------------------------


PERSON: Copy = "person"
SERVICE: Copy = "service"  # of letters alone
_EVERY: tuple[Copy, ...] = ("file", "prosecution", PERSON)
_BLANK = "blank"


def copies(document: str) -> tuple[Copy, ...]:
    """The copies that are made of a document, the usual one first: `copies` of its words, or
    all."""
    named = wording(document).setting("copies").split()
    every_copy: tuple[Copy, ...] = (*_EVERY, SERVICE)
    ordered = sorted((copy for copy in every_copy if copy in named), key=named.index)
    return tuple(ordered) or _EVERY


def copy_made(document: str, wanted: Copy) -> Copy:
    """The copy as it is made: a paper that has no such copy is its usual one, and says so."""
    offered = copies(document)
    return wanted if wanted in offered else offered[0]


def read_by_person(document: str, copy: Copy, *, blank: bool) -> bool:
    """Whether the person carries or reads this copy of the paper herself: the copies that its words
    name as `hers`, and her own of any other."""
    return _kind(copy, blank=blank) in (*wording(document).setting("hers").split(), PERSON)


def may_be_large(document: str, copy: Copy, *, blank: bool) -> bool:
    """Whether this copy is printed larger for weak eyes: what she reads, and what she signs or
    takes along (`large` of its words)."""
    signed = wording(document).setting("large").split()
    return read_by_person(document, copy, blank=blank) or _kind(copy, blank=blank) in signed


def print_size(document: str, copy: Copy, *, blank: bool, large: bool) -> PrintSize:
    """How large this copy of the paper is printed."""
    if large and may_be_large(document, copy, blank=blank):
        return PrintSize.LARGE
    hers = read_by_person(document, copy, blank=blank)
    return PrintSize.PERSONAL if hers else PrintSize.ORDINARY


def _kind(copy: Copy, *, blank: bool) -> str:
    return _BLANK if blank else copy


def highest_level(document: str, copy: Copy, *, blank: bool, restricted: bool) -> int:
    """The level up to which answers stand on a copy. Level 4 only where it is asked for, and
    never on what the person carries: others may find it."""
    usual, own = wording("frame").part("levels"), wording(document)
    kind = _kind(copy, blank=blank)
    named = own.part("levels").setting(kind) if "levels" in own else ""
    if restricted and not blank and copy != PERSON:
        return RESTRICTED_LEVEL
    return int(named or usual.setting(kind))


def copy_words(voice: Voice, copy: Copy, level: int, *, blank: bool) -> str:
    """Which copy it is and up to which level it speaks, as the foot of each page says it."""
    words = wording("frame")
    name = voice.main(words.part("copy").text(_BLANK if blank else copy))
    if blank:
        return name
    rule = voice.main(words.part("up_to").text(str(level)))
    return f"{name} – {rule}"
