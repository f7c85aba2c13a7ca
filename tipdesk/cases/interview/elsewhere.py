"""What of one file may also stand in another one (rules V13 and V14): advice, never a fault.

Files are compared by folded keys, so that spelling decides nothing. V13: an interpreter who is a
suspect, an employer or a co-worker anywhere. V14: a person who has an open file already, by civil
ID, passport, or name and year of birth. What is told of another file is its number and unit. Whole
names are compared by their sound too (`sounds`): one officer writes Rajesh Kumar, another راجيش
كومار. That is told as less than the same name.

The key of a sound (`sounds`) says that two names may be one, never that they are: محمد, Mohammed
and Muhammad share theirs, and so does محمود. What stays the same where names from a dozen countries
are written as heard, in Arabic or Latin letters, are the consonants and whether a name begins with
a vowel.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from tipdesk.cases.interview.machine_readable import plain_letters
from tipdesk.cases.model import Answer
from tipdesk.forms.model import path_of, row_path, split_path
from tipdesk.forms.values import parse_partial_date
from tipdesk.i18n.text import clean, search_key

# --- the sound of a name ----------------------------------------------------------------------


LEAST = 2  # signs; one consonant alone tells nothing
_WORTH = 3  # letters that a word keeps when its article or ending is taken off
_MOST = 8  # keys of one name
_NO_ARTICLE = "\x01"  # before «ألماز»: search_key takes the hamza that tells it from «الماز»

_ARABIC_LETTER = re.compile("[\u0621-\u06d3]")
_WORD = re.compile(r"[^\W\d_]+(?:['’`ʼ][^\W\d_]+)*")
# Of the same mouth: ق ك g q k are told apart by nobody who transliterates; so are ج غ g j.
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ط": "t", "ج": "j", "غ": "j", "گ": "j", "ژ": "j",
    "ح": "h", "ه": "h", "خ": "x", "د": "d", "ذ": "d", "ض": "d", "ر": "r", "ز": "z", "ظ": "z",
    "س": "s", "ص": "s", "ش": "c", "چ": "c", "ف": "f", "ڤ": "f", "ق": "k", "ك": "k", "ل": "l",
    "م": "m", "ن": "n",
}  # fmt: skip
_LATIN = {
    "B": "b", "P": "b", "T": "t", "J": "j", "G": "j", "H": "h", "D": "d", "R": "r", "Z": "z",
    "S": "s", "F": "f", "V": "f", "K": "k", "Q": "k", "L": "l", "M": "m", "N": "n", "X": "ks",
    "1": "x", "2": "c", "3": "d",
}  # fmt: skip
_TOGETHER = (
    (re.compile("SCH|SH|CH(?!R)"), "2"), (re.compile("KH"), "1"), (re.compile("GH|DJ|ZH"), "J"),
    (re.compile("TH"), "T"), (re.compile("DH"), "3"), (re.compile("PH"), "F"),
    (re.compile("CHR"), "KR"), (re.compile("CK"), "K"), (re.compile("C(?=[EIY])"), "S"),
    (re.compile("C"), "K"),
)  # fmt: skip
_BEGINNING = {"ا": "a", "ع": "a", "ي": "y", "و": "w", **dict.fromkeys("AEIOU", "a"), "Y": "y",
              "W": "w"}  # fmt: skip
_BETWEEN = frozenset({"BIN", "BEN", "IBN", "BINT", "AL", "EL", "بن", "ابن", "بنت", "ال"})
_SERVANT = re.compile("^ABD[AEIOU]?L{0,2}(?=[A-Z]{3}|$)")
_OF_GOD = re.compile("^ABD[AEOU]?L{1,2}AH?$")
_ARTICLE = re.compile("^[AE]L(?=[^AEIOU].{3})")
_EASTERN = str.maketrans("ثذض", "سزز")  # عثمان is Osman and رمضان Ramzan from Turkey to Bengal
# Either may be right: Alenezi has an article, Elizabeth none; the S of Rosa is a z, that of Lisa an
# s; the KH of Khalid is a خ, that of Rekha a k.
_EITHER = (
    (re.compile("^[AE]L(?=[AEIOU].{3})"), ""),
    (re.compile("(?<=[AEIOU])S(?=[AEIOU])"), "Z"),
    (re.compile("KH"), "K"),
)


def sounds(name: str) -> tuple[tuple[str, ...], ...]:
    """For each word of `name` the keys that it may have, mostly one; words between names (bin, al)
    and what is too short to tell anything are left out."""
    words = [part for word in _WORD.findall(clean(name)) for part in _parts(word)]
    by_word = (_of_word(word) for word in words if word not in _BETWEEN)
    return tuple(keys for keys in by_word if keys)


def whole_sounds(name: str) -> frozenset[str]:
    """The keys of a whole name, in whatever order its words stand; none of fewer than two words,
    since half the world is called Maria."""
    words = sounds(name)
    if len(words) < 2:  # given name and family name
        return frozenset()
    return frozenset(
        " ".join(sorted(combination)) for combination in islice(product(*words), _MOST)
    )


def _parts(word: str) -> list[str]:
    """A word in plain letters; «عبدالرحمن» and Abdulrahman are two."""
    if _ARABIC_LETTER.search(word):
        plain = search_key(word)
        if word.startswith(("أل", "إل")):
            return [_NO_ARTICLE + plain]
        rest = plain.removeprefix("عبد")
        parts = ["عبد", rest] if rest != plain and len(rest) >= _WORTH else [plain]
        return ["ALLAH" if part == "الله" else part for part in parts]
    plain = re.sub("[^A-Z]", "", plain_letters(word))
    if _OF_GOD.match(plain):
        return ["ABD", "ALLAH"]
    rest = _SERVANT.sub("", plain)
    return ["ABD", *([rest] if rest else [])] if rest != plain else [plain]


def _of_word(word: str) -> tuple[str, ...]:
    if _ARABIC_LETTER.search(word):
        spelt = [_arabic(word), _arabic(word.translate(_EASTERN))]
    else:
        word = _ARTICLE.sub("", word)
        spelt = [
            _latin(spelling) for spelling in (word, *(way.sub(to, word) for way, to in _EITHER))
        ]
    return tuple(dict.fromkeys(key for key in spelt if len(key) >= LEAST))


def _arabic(word: str) -> str:
    if word.startswith("ال") and len(word) >= len("ال") + _WORTH:
        word = word[2:]
    word = word.removeprefix(_NO_ARTICLE).replace("تش", "ش")  # ch
    if len(word) > _WORTH:
        word = word.removesuffix("ه")  # and ة, which is ه here
    return _BEGINNING.get(word[0], "") + "".join(_ARABIC.get(sign, "") for sign in word)


def _latin(word: str) -> str:
    first = _BEGINNING.get(word[:1], "")
    if len(word) > _WORTH:
        word = re.sub("(?<=[AEIOU])H$", "", word)
    word = re.sub(r"(.)\1+", r"\1", word)
    for together, sign in _TOGETHER:
        word = together.sub(sign, word)
    return first + "".join(_LATIN.get(sign, "") for sign in word)


CLOSED = "close_reason"
INTERPRETERS = frozenset({"int_name", "session_int_name"})
PRESENT, CAPACITY, INTERPRETER = "present_name", "present_capacity", "interpreter"
# Suspects, employers, and who took money or people over: none of them interprets.
OPPOSED = frozenset(
    {
        "sus_name",
        "ex_persons",
        "sponsor",
        "rec_person",
        "fee_paid_to",
        "som_payer",
        "absence_report_by",
    }
)
CONTACT, RELATION, CO_WORKER = "contact_name", "contact_relation", "colleague"
CIVIL_ID, NUMBER, DOCUMENT_TYPE, PASSPORT = "civil_id", "doc_number", "doc_type", "passport"
BIRTH, AGE, ARRIVED = "birth_date", "age_stated", "intake_at"
ARABIC, LATIN = ("name_ar_first", "name_ar_family"), ("name_latin_given", "name_latin_surname")
BETWEEN_NAMES = ("name_ar_father", "name_ar_grandfather")
ALIAS = "alias"
READ = frozenset(
    {
        *INTERPRETERS,
        PRESENT,
        CAPACITY,
        *OPPOSED,
        CONTACT,
        RELATION,
        CIVIL_ID,
        NUMBER,
        DOCUMENT_TYPE,
        BIRTH,
        AGE,
    }
    | {ARRIVED, CLOSED, *ARABIC, *LATIN, *BETWEEN_NAMES, ALIAS}
)
"""The questions that keys are made of."""
NEEDED = READ

_MOST_YEARS = 5  # a birth "between" many years tells nothing
_AND = re.compile("[؛;]")  # the form says so below its questions
_ALSO = re.compile(r"[()«»/]|\s+-\s+")  # a name and what somebody is known as
_MORE = re.compile("[،,]")  # the register's number, language and sex follow the name
_NOT_A_CODE = re.compile(r"[^0-9a-z]")


class MatchKind(StrEnum):
    """What a key is of, the surest first."""

    CIVIL_ID = "civil_id"
    PASSPORT = "passport"
    OPPOSED = "opposed"
    PERSON = "person"
    OPPOSED_ALIKE = "opposed_alike"  # by the sound of the whole name
    PERSON_ALIKE = "person_alike"
    NAME_SOUND = "name_sound"  # one word of the person's names, for the search of the list


@dataclass(frozen=True, slots=True)
class MatchKey:
    """`more` must not contradict where both files have it: the names between first and family."""

    kind: MatchKind
    text: str
    more: str = ""


def keys_of(answers: Mapping[str, Answer]) -> frozenset[MatchKey]:
    """What other files find this one by (a closed file by its suspects only), and the sounds by
    which the search of the list finds it."""
    answers = _read(answers)
    keys = {key for name in _opposed(answers) for key in _opposed_keys(name)}
    if not answers.get(CLOSED, Answer()).value:
        keys |= {key for _path, key in _person(answers)}
    for _path, name in _answered(answers, {*ARABIC, *BETWEEN_NAMES, *LATIN, ALIAS}):
        keys |= {MatchKey(MatchKind.NAME_SOUND, sound) for word in sounds(name) for sound in word}
    return frozenset(keys)


def sought(answers: Mapping[str, Answer]) -> dict[str, frozenset[MatchKey]]:
    """Path of a question to the keys that are looked for because of its answer."""
    answers, by_path = _read(answers), dict[str, set[MatchKey]]()
    for path, value in _answered(answers, {*INTERPRETERS, PRESENT}):
        if not _interprets(answers, path):
            continue
        names = {key for name in _interpreter(value) for key in _opposed_keys(name)}
        by_path.setdefault(path, set()).update(names)
    for path, key in _person(answers):
        by_path.setdefault(path, set()).add(key)
    return {path: frozenset(keys) for path, keys in by_path.items() if keys}


def fits(own: MatchKey, other: MatchKey) -> bool:
    """Whether two keys with one text speak of one person as far as anybody can tell."""
    return own.more.startswith(other.more) or other.more.startswith(own.more)


def opposed_here(answers: Mapping[str, Answer], path: str) -> MatchKind | None:
    """Whether the interpreter at `path` is a suspect, employer or co-worker of this very file, by
    the name itself or by its sound; None: neither."""
    if not _interprets(answers, path):
        return None
    opposed_keys = {key for name in _opposed(_read(answers)) for key in _opposed_keys(name)}
    named = _interpreter(answers.get(path, Answer()).value)
    kinds = {key.kind for name in named for key in _opposed_keys(name) if key in opposed_keys}
    return next(
        (kind for kind in (MatchKind.OPPOSED, MatchKind.OPPOSED_ALIKE) if kind in kinds), None
    )


def _interpreter(text: str) -> frozenset[str]:
    """The interpreter's names; a register number is none."""
    heads = (_MORE.split(part)[0] for part in _AND.split(text))
    return frozenset(name for head in heads for name in _names(head))


def _opposed_keys(name: str) -> Iterator[MatchKey]:
    yield MatchKey(MatchKind.OPPOSED, search_key(name))
    for sound in whole_sounds(name):
        yield MatchKey(MatchKind.OPPOSED_ALIKE, sound)


def _interprets(answers: Mapping[str, Answer], path: str) -> bool:
    """Whether an interpreter is named at `path`: of a session, or among those present."""
    repeat, row, name = split_path(path)
    if name == PRESENT:
        return answers.get(path_of(CAPACITY, repeat, row), Answer()).value == INTERPRETER
    return name in INTERPRETERS


def _read(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The few answers that keys are made of, and the heads of rows."""
    return {
        path: answer
        for path, answer in answers.items()
        if path.endswith("]") or path.rpartition("/")[2] in READ
    }


def _opposed(answers: Mapping[str, Answer]) -> frozenset[str]:
    opposed: set[str] = set()
    for _path, value in _answered(answers, OPPOSED):
        opposed.update(key for part in _AND.split(value) for key in _names(part))
    for path, value in _answered(answers, {CONTACT}):
        repeat, row, _name = split_path(path)
        if answers.get(path_of(RELATION, repeat, row), Answer()).value == CO_WORKER:
            opposed.update(_names(value))
    return frozenset(opposed)


def _names(text: str) -> Iterator[str]:
    """One name: as a whole, and each that somebody is known as; a number is no name."""
    parts = [part for part in _ALSO.split(text) if part.strip()]
    for part in dict.fromkeys((*parts, text)):
        if any(letter.isalpha() for letter in part):
            yield part


def _person(answers: Mapping[str, Answer]) -> Iterator[tuple[str, MatchKey]]:
    """Every key of the person of the file, with the path that it comes from."""
    for path, value in _answered(answers, {CIVIL_ID}):
        if code := _code(value):
            yield path, MatchKey(MatchKind.CIVIL_ID, code)
    for path, value in _answered(answers, {NUMBER}):
        repeat, row, _name = split_path(path)
        kind = answers.get(path_of(DOCUMENT_TYPE, repeat, row), Answer()).value
        if kind == PASSPORT and (code := _code(value)):
            yield path, MatchKey(MatchKind.PASSPORT, code)
    years = _birth_years(answers)
    between = " ".join(answers.get(name, Answer()).value for name in BETWEEN_NAMES)
    for names, more in ((ARABIC, between), (LATIN, "")):
        parts = [search_key(answers.get(name, Answer()).value) for name in names]
        if all(parts):
            full_name = " ".join(parts)
            for year in years:
                yield names[0], MatchKey(MatchKind.PERSON, f"{full_name} {year}", search_key(more))
                for sound in whole_sounds(full_name):
                    heard = " ".join(word[0] for word in sounds(more))
                    yield names[0], MatchKey(MatchKind.PERSON_ALIKE, f"{sound} {year}", heard)


def _code(text: str) -> str:
    return _NOT_A_CODE.sub("", search_key(text))


def _birth_years(answers: Mapping[str, Answer]) -> tuple[int, ...]:
    """The years in which the person may be born; none when nobody can tell."""
    with suppress(ValueError):
        born = parse_partial_date(answers.get(BIRTH, Answer()).value)
        ends = [point.year for point in (born.start, born.end) if point is not None]
        if ends:
            years = range(min(ends), max(ends) + 1)
            return tuple(years) if len(years) <= _MOST_YEARS else ()
    age, arrived = (answers.get(name, Answer()).value for name in (AGE, ARRIVED))
    if age.isdecimal() and arrived[:4].isdecimal():
        born_last = int(arrived[:4]) - int(age)
        return (born_last - 1, born_last)
    return ()


def _answered(answers: Mapping[str, Answer], names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Path and value of what stands at these questions, in rows that were not taken away."""
    for path, answer in answers.items():
        if answer.value and path.rpartition("/")[2] in names:
            repeat, row, _name = split_path(path)
            if not repeat or answers.get(row_path(repeat, row), Answer()).value:
                yield path, answer.value
