"""What machine-readable lines say of a document and its holder (ICAO Doc 9303, parts 3 to 7).

Lines come typed, pasted or scanned. `latin_keys` gives back what a reader that types like a
keyboard meant when the keyboard was set to Arabic; `arrange` puts them in order and corrects slips
about which the standard leaves no choice; `read_lines` reads them by their layout and check digits;
`same_latin_name` compares a name with one that has more letters than A to Z. Nothing here refuses:
what does not fit is told as advice, and an officer decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tipdesk.forms.values import DatePoint
from tipdesk.i18n.text import ascii_digits, clean

# --- layouts and check digits -----------------------------------------------------------------


FILLER = "<"
_WEIGHTS = (7, 3, 1)


class DocumentSize(StrEnum):
    """The sizes of documents."""

    TD1 = "td1"
    TD2 = "td2"
    TD3 = "td3"
    MRV_A = "mrv_a"
    MRV_B = "mrv_b"


@dataclass(frozen=True, slots=True)
class LineSpan:
    """Characters `start` up to `end` of one line, counted from 0."""

    line: int
    start: int
    end: int

    def of(self, lines: Sequence[str]) -> str:
        """These characters of `lines`."""
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of one kind of document."""

    kind: DocumentSize
    count: int  # lines
    width: int  # characters of each
    names: LineSpan
    number: LineSpan
    nationality: LineSpan
    birth: LineSpan
    sex: LineSpan
    expiry: LineSpan
    optional: tuple[LineSpan, ...]
    composite: tuple[LineSpan, ...] = ()  # what the last check digit covers
    composite_check: LineSpan | None = None
    optional_check: LineSpan | None = None
    long_number: bool = False  # a number may go on in the optional data
    code: LineSpan = LineSpan(0, 0, 2)
    issuer: LineSpan = LineSpan(0, 2, 5)

    def checks(self) -> tuple[LineSpan, ...]:
        """Where check digits stand: after number, birth and expiry, and those of their own."""
        after = (check_of(self.number), check_of(self.birth), check_of(self.expiry))
        own = (self.optional_check, self.composite_check)
        return (*after, *(span for span in own if span is not None))


def check_of(part: LineSpan) -> LineSpan:
    """Where the check digit of a part stands: behind it."""
    return LineSpan(part.line, part.end, part.end + 1)


def value_of(sign: str) -> int:
    """What a character counts: digits as they are, A to Z from 10 to 35, fillers 0."""
    return 0 if sign == FILLER else int(sign, 36)


def check_digit(text: str) -> str:
    """The check digit of `text`: weights 7, 3, 1, the remainder by ten."""
    total = sum(value_of(sign) * _WEIGHTS[at % 3] for at, sign in enumerate(text))
    return str(total % 10)


def _two_lines(kind: DocumentSize, width: int, optional: int, **more: object) -> Layout:
    return Layout(
        kind,
        2,
        width,
        names=LineSpan(0, 5, width),
        number=LineSpan(1, 0, 9),
        nationality=LineSpan(1, 10, 13),
        birth=LineSpan(1, 13, 19),
        sex=LineSpan(1, 20, 21),
        expiry=LineSpan(1, 21, 27),
        optional=(LineSpan(1, 28, optional),),
        **more,  # type: ignore[arg-type]  # named as in Layout
    )


TD3 = _two_lines(
    DocumentSize.TD3,
    44,
    42,
    optional_check=LineSpan(1, 42, 43),
    composite=(LineSpan(1, 0, 10), LineSpan(1, 13, 20), LineSpan(1, 21, 43)),
    composite_check=LineSpan(1, 43, 44),
)
TD2 = _two_lines(
    DocumentSize.TD2,
    36,
    35,
    composite=(LineSpan(1, 0, 10), LineSpan(1, 13, 20), LineSpan(1, 21, 35)),
    composite_check=LineSpan(1, 35, 36),
    long_number=True,
)
MRV_A = _two_lines(DocumentSize.MRV_A, 44, 44)
MRV_B = _two_lines(DocumentSize.MRV_B, 36, 36)
TD1 = Layout(
    DocumentSize.TD1,
    3,
    30,
    names=LineSpan(2, 0, 30),
    number=LineSpan(0, 5, 14),
    nationality=LineSpan(1, 15, 18),
    birth=LineSpan(1, 0, 6),
    sex=LineSpan(1, 7, 8),
    expiry=LineSpan(1, 8, 14),
    optional=(LineSpan(0, 15, 30), LineSpan(1, 18, 29)),
    composite=(LineSpan(0, 5, 30), LineSpan(1, 0, 7), LineSpan(1, 8, 15), LineSpan(1, 18, 29)),
    composite_check=LineSpan(1, 29, 30),
    long_number=True,
)


def layout_of(lines: Sequence[str]) -> Layout:
    """The layout of lines that have its number and width; V begins a visa."""
    if len(lines) == TD1.count:
        return TD1
    visa = lines[0].startswith("V")
    if len(lines[0]) == TD3.width:
        return MRV_A if visa else TD3
    return MRV_B if visa else TD2


# A reader presses keys, and the layout makes letters of them: ش for A. The table is the Arabic
# (101) keyboard of Windows, which X11's `ara` follows; ل and ا beside each other are taken for the
# one key that writes both.


_PLAIN = {
    "ض": "Q", "ص": "W", "ث": "E", "ق": "R", "ف": "T", "غ": "Y", "ع": "U", "ه": "I", "خ": "O",
    "ح": "P", "ش": "A", "س": "S", "ي": "D", "ب": "F", "ل": "G", "ا": "H", "ت": "J", "ن": "K",
    "م": "L", "ئ": "Z", "ء": "X", "ؤ": "C", "ر": "V", "لا": "B", "ى": "N", "ة": "M",
}  # fmt: skip
_SHIFTED = {
    "\u064e": "Q", "\u064b": "W", "\u064f": "E", "\u064c": "R", "لإ": "T", "إ": "Y", "÷": "I",
    "×": "O", "؛": "P", "\u0650": "A", "\u064d": "S", "]": "D", "[": "F", "لأ": "G", "أ": "H",
    "ـ": "J", "،": "K", "/": "L", "~": "Z", "\u0652": "X", "}": "C", "{": "V", "لآ": "B",
    "آ": "N", "’": "M", "‘": "U", "`": "U", ",": "<",
}  # fmt: skip
_KEYS = {**_PLAIN, **_SHIFTED}
_ANY = re.compile("|".join(re.escape(key) for key in sorted(_KEYS, key=len, reverse=True)))
_ARABIC = re.compile("[\u0621-\u0652]")


def latin_keys(text: str) -> str:
    """`text` as the same keys write it in Latin capitals; unchanged without an Arabic letter."""
    if not _ARABIC.search(text):
        return text
    return _ANY.sub(lambda match: _KEYS[match[0]], text)


# Doc 9303 part 3, section 6 lets a state write Ü as UE or as U: a name is the same either way.


_LONG = {"Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Ü": "UE", "ß": "SS",
         "ẞ": "SS", "Þ": "TH", "Ĳ": "IJ"}  # fmt: skip
_SHORT = {"Æ": "AE", "Œ": "OE", "Ø": "O", "ß": "SS", "ẞ": "SS", "Þ": "TH", "Ĳ": "IJ", "Ð": "D",
          "Đ": "D", "Ħ": "H", "ı": "I", "Ł": "L", "Ŋ": "N", "Ŧ": "T", "ĸ": "K"}  # fmt: skip


def plain_letters(text: str) -> str:
    """`text` with A to Z for every Latin letter: Ä is AE, É is E."""
    return _stripped("".join(_LONG.get(sign, sign) for sign in _latin_capitals(text)))


def _latin_capitals(text: str) -> str:
    return "".join(sign if sign in "ßı" else sign.upper() if sign.isalpha() else sign
                   for sign in text)  # fmt: skip


def _stripped(text: str) -> str:
    """Without marks on its letters; Arabic letters keep theirs, which are letters too."""
    letters = []
    for sign in text:
        sign = _SHORT.get(sign, sign)  # noqa: PLW2901  the same sign, spelt out
        bare = unicodedata.normalize("NFD", sign)[0]
        letters.append(bare if "A" <= bare <= "Z" else sign)
    return "".join(letters)


def _keys(name: str) -> set[str]:
    capitals = _latin_capitals(name)
    return {
        re.sub("[^A-Z]", "", spelling) for spelling in (plain_letters(name), _stripped(capitals))
    }


def same_latin_name(name: str, other: str, *, cut: bool = False) -> bool:
    """Whether two names are the same but for capitals, marks, spaces and hyphens; with `cut` the
    other may be longer than the lines had room for."""
    first, second = _keys(name), _keys(other)
    if first & second:
        return True
    return cut and any(long.startswith(short) for long in first for short in second if short)


# Only what the standard leaves no choice about is corrected (a letter where a digit must stand,
# fillers that nobody counts), and each kind of correction is told. The check digits judge the rest.


class TypingSlip(StrEnum):
    """What was corrected in the typing."""

    ARABIC_KEYS = "arabic_keys"  # the keyboard was set to Arabic
    ARABIC_DIGITS = "arabic_digits"
    LOWER_CASE = "lower_case"
    LETTERS = "letters"  # é, Ü: letters that the lines do not have
    SPACES = "spaces"
    FILLERS = "fillers"  # too few or too many of <
    LETTER_FOR_DIGIT = "letter_for_digit"
    DIGIT_FOR_LETTER = "digit_for_letter"


@dataclass(frozen=True, slots=True)
class Arranged:
    """Lines that have the width of their layout."""

    layout: Layout
    lines: tuple[str, ...]
    slips: tuple[TypingSlip, ...]


_SIZES = {90: 30, 88: 44, 72: 36}  # characters altogether → of one line
_NARROWEST_WIDE = 39  # a line of 44 that lost some fillers is longer than one of 36 that gained
_LEAST_NAMES, _LEAST_DATA = 7, {30: 15, 36: 28, 44: 28}  # characters that must be there
_SPARE = 3  # fillers too many that are believed
_SIGNS = re.compile("[A-Z0-9<]+", re.ASCII)
_FILLERS = re.compile("<+")
_ANGLES = str.maketrans({"«": "<<", "‹": "<", "〈": "<", "＜": "<", "≤": "<", "-": "<", "'": ""})
_TO_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_TO_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"}


def arrange(text: str) -> Arranged | None:
    """The lines in `text`, with what had to be corrected; None when it holds no such lines."""
    slips: list[TypingSlip] = []
    typed = latin_keys(text)  # first: cleaning puts vowel signs in another order
    if typed != text:
        slips.append(TypingSlip.ARABIC_KEYS)
    typed = re.sub("[\u200e\u200f\u061c]", "", clean(typed)).translate(_ANGLES)
    for slip, step in _STEPS:
        if (done := step(typed)) != typed:
            slips.append(slip)
        typed = done
    rows = _rows(typed, slips)
    width = _width(rows)
    if not width:
        return None
    lines = [_fitted(line, width, names=at == _names_at(len(rows))) for at, line in enumerate(rows)]
    if not all(lines) or not all(_SIGNS.fullmatch(line) for line in lines):
        return None
    if lines != rows:
        slips.append(TypingSlip.FILLERS)
    layout = layout_of(lines)
    return Arranged(layout, _corrected(layout, lines, slips), tuple(slips))


def _capitals(text: str) -> str:
    """Latin letters alone: Python makes two of ß."""
    return re.sub("[a-z]", lambda match: match[0].upper(), text)


_STEPS: tuple[tuple[TypingSlip, Callable[[str], str]], ...] = (
    (TypingSlip.ARABIC_DIGITS, ascii_digits),
    (TypingSlip.LOWER_CASE, _capitals),
    (TypingSlip.LETTERS, plain_letters),
)


def _rows(typed: str, slips: list[TypingSlip]) -> list[str]:
    """What stands on each line; a space between two lines is none to be told of."""
    rows = [row for row in re.split("[\r\n\t]+", typed) if row.strip()]
    whole = re.sub(r"\s", "", typed)
    if len(rows) not in (2, 3) and (width := _SIZES.get(len(whole))):
        rows = [whole[at : at + width] for at in range(0, len(whole), width)]
        if rows != typed.split() and rows != [typed.strip()] and whole != typed.strip():
            slips.append(TypingSlip.SPACES)
    elif len(rows) == 1:
        rows = rows[0].split()
    if any(" " in row.strip() for row in rows):
        slips.append(TypingSlip.SPACES)
    # Spaces stand for fillers where the line is as long as it must be with them.
    return [
        row.replace(" ", FILLER) if len(row) in _SIZES.values() else re.sub(r"\s", "", row)
        for row in rows
    ]


def _width(rows: list[str]) -> int:
    """How wide the lines are meant to be; 0 when nothing fits."""
    if len(rows) == 3:
        return 30
    if len(rows) != 2:
        return 0
    return 44 if max(map(len, rows)) >= _NARROWEST_WIDE else 36


def _names_at(count: int) -> int:
    return 2 if count == 3 else 0


def _fitted(line: str, width: int, *, names: bool) -> str:
    """The line in its width; fillers are put in or taken out where they stand. '' : it cannot."""
    missing = width - len(line)
    if not missing:
        return line
    runs = list(_FILLERS.finditer(line))
    last = runs[-1] if runs else None
    if missing > 0:
        if len(line) < (_LEAST_NAMES if names else _LEAST_DATA[width]):
            return ""
        at = len(line) if names or last is None else last.end()
        return line[:at] + FILLER * missing + line[at:]
    if last is None or -missing > _SPARE or len(last[0]) <= -missing:
        return ""
    return line[: last.end() + missing] + line[last.end() :]


def _corrected(layout: Layout, lines: list[str], slips: list[TypingSlip]) -> tuple[str, ...]:
    digits = (layout.birth, layout.expiry, *layout.checks())
    letters = (layout.code, layout.issuer, layout.nationality, layout.sex, layout.names)
    rounds = ((digits, _TO_DIGIT, TypingSlip.LETTER_FOR_DIGIT),
              (letters, _TO_LETTER, TypingSlip.DIGIT_FOR_LETTER))  # fmt: skip
    for spans, table, slip in rounds:
        before = list(lines)
        for span in spans:
            lines[span.line] = _replaced(lines[span.line], span, table)
        if lines != before:
            slips.append(slip)
    return tuple(lines)


def _replaced(line: str, span: LineSpan, table: Mapping[str, str]) -> str:
    part = "".join(table.get(sign, sign) for sign in line[span.start : span.end])
    return line[: span.start] + part + line[span.end :]


class LineDoubt(StrEnum):
    """What does not fit in the lines."""

    NUMBER = "number"  # its check digit
    BIRTH = "birth"
    EXPIRY = "expiry"
    OPTIONAL = "optional"
    COMPOSITE = "composite"
    BIRTH_UNREAD = "birth_unread"  # no day of the calendar
    EXPIRY_UNREAD = "expiry_unread"
    NAMES_CUT = "names_cut"  # they fill their line to the end


@dataclass(frozen=True, slots=True)
class MachineRead:
    """A document as its lines tell it. Codes are the lines' own; '' is what they leave out."""

    kind: DocumentSize
    lines: tuple[str, ...]  # as they should have been typed
    code: str  # of the document: P, PD, I, V …
    issuer: str
    number: str
    surname: str
    given: str
    nationality: str
    birth: str  # YYYY-MM-DD, YYYY-MM or YYYY
    sex: str  # female, male or ''
    expiry: str
    optional: tuple[str, ...]
    alike: tuple[str, ...] = ()  # numbers that would fit, with O for 0 or the like
    doubts: tuple[LineDoubt, ...] = ()
    slips: tuple[TypingSlip, ...] = ()

    @property
    def text(self) -> str:
        """The lines as the form keeps them: a space between two of them."""
        return " ".join(self.lines)


_LIKE = {"0": "O", "O": "0", "1": "I", "I": "1", "2": "Z", "Z": "2", "5": "S", "S": "5",
         "8": "B", "B": "8"}  # fmt: skip
_SEXES = {"F": "female", "M": "male"}
_DATE = re.compile("[0-9]{2}(?:[0-9]{2}|<<)(?:[0-9]{2}|<<)|<{6}")


def read_lines(text: str, today: date) -> MachineRead | None:
    """Read lines as they were typed, pasted or scanned; None when there are none in `text`."""
    arranged = arrange(text)
    if arranged is None:
        return None
    layout, lines = arranged.layout, arranged.lines
    doubts = list(_failing(layout, lines))
    birth, expiry = layout.birth.of(lines), layout.expiry.of(lines)
    born, expires = _birth(birth, today), _expiry(expiry, today)
    if born is None:
        doubts.append(LineDoubt.BIRTH_UNREAD)
    if expires is None:
        doubts.append(LineDoubt.EXPIRY_UNREAD)
    names = layout.names.of(lines)
    if not names.endswith(FILLER):
        doubts.append(LineDoubt.NAMES_CUT)
    surname, given = _names(names)
    number, optional = _number(layout, lines)
    return MachineRead(
        kind=layout.kind,
        lines=lines,
        code=_bare(layout.code.of(lines)),
        issuer=_bare(layout.issuer.of(lines)),
        number=number,
        surname=surname,
        given=given,
        nationality=_bare(layout.nationality.of(lines)),
        birth=born or "",
        sex=_SEXES.get(layout.sex.of(lines), ""),
        expiry=expires or "",
        optional=optional,
        alike=tuple(_alike(layout, lines)) if LineDoubt.NUMBER in doubts else (),
        doubts=tuple(doubts),
        slips=arranged.slips,
    )


def _bare(text: str) -> str:
    return text.replace(FILLER, "")


def _names(field: str) -> tuple[str, str]:
    """Surname and given names; one filler is a space, two stand between them."""
    surname, _gap, given = field.partition(FILLER * 2)
    return _spaced(surname), _spaced(given)


def _spaced(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())


# --- numbers and check digits ------------------------------------------------------------------


def _long_number(layout: Layout, lines: tuple[str, ...]) -> tuple[str, str]:
    """The rest of a number that is too long for its field, and its check digit; '' for none."""
    if not layout.long_number or check_of(layout.number).of(lines) != FILLER:
        return "", ""
    rest = layout.optional[0].of(lines).partition(FILLER)[0]
    return rest[:-1], rest[-1:]


def _number(layout: Layout, lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The whole number, and the optional data that are no part of it."""
    rest, check = _long_number(layout, lines)
    others = [span.of(lines) for span in layout.optional]
    if check:
        others[0] = others[0][len(rest) + 1 :]
    optional = tuple(filter(None, map(_spaced, others)))
    return _bare(layout.number.of(lines) + rest), optional


def _failing(layout: Layout, lines: tuple[str, ...]) -> Iterator[LineDoubt]:
    rest, check = _long_number(layout, lines)
    number, digit = layout.number.of(lines), check_of(layout.number).of(lines)
    if check_digit(number + rest) != (check or _digit(digit, number)):
        yield LineDoubt.NUMBER
    for span, doubt in ((layout.birth, LineDoubt.BIRTH), (layout.expiry, LineDoubt.EXPIRY)):
        part = span.of(lines)
        if check_digit(part) != _digit(check_of(span).of(lines), part):
            yield doubt
    if (own := layout.optional_check) is not None:
        part = layout.optional[0].of(lines)
        if check_digit(part) != _digit(own.of(lines), part):
            yield LineDoubt.OPTIONAL
    if (last := layout.composite_check) is not None:
        covered = "".join(span.of(lines) for span in layout.composite)
        if check_digit(covered) != last.of(lines):
            yield LineDoubt.COMPOSITE


def _digit(sign: str, part: str) -> str:
    """A filler may stand for the check digit of a part that is empty."""
    return "0" if sign == FILLER and not _bare(part) else sign


def _alike(layout: Layout, lines: tuple[str, ...]) -> Iterator[str]:
    """Numbers with one O read as 0 (or the like) with which every check digit fits. One in ten
    fits by chance: they are said, never taken."""
    span = layout.number
    line = lines[span.line]
    for at in range(span.start, span.end):
        if (other := _LIKE.get(line[at])) is not None:
            tried = list(lines)
            tried[span.line] = line[:at] + other + line[at + 1 :]
            if not any(_failing(layout, tuple(tried))):
                yield _number(layout, tuple(tried))[0]


# --- dates -------------------------------------------------------------------------------------


def _birth(digits: str, today: date) -> str | None:
    """A birth date lies in the last hundred years; None when it is none."""
    return _dated(digits, range(today.year - 99, today.year + 1), today)


def _expiry(digits: str, today: date) -> str | None:
    """A document expires within half a century of today."""
    return _dated(digits, range(today.year - 50, today.year + 50), date.max)


def _dated(digits: str, years: range, latest: date) -> str | None:
    """YYMMDD with fillers (or 00) for what is not known; '' when nothing is."""
    if not _DATE.fullmatch(digits):
        return None
    if digits.startswith(FILLER):
        return ""
    year = next(candidate for candidate in reversed(years) if candidate % 100 == int(digits[:2]))
    try:
        point = _point(year, digits[2:4], digits[4:])
        if point.first() > latest:  # later this year
            point = _point(year - 100, digits[2:4], digits[4:])
    except ValueError:
        return None
    return point.text()


def _point(year: int, month: str, day: str) -> DatePoint:
    if month in ("<<", "00"):
        return DatePoint(year)
    if day in ("<<", "00"):
        return DatePoint(year, int(month))
    return DatePoint(year, int(month), int(day))
