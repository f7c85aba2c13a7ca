"""One key for a name however it is transliterated: محمد, Mohammed and Muhammad sound alike.

Names from a dozen countries are written down in Arabic by one officer and in Latin letters by
another, each as heard. What stays the same are the consonants, and whether a name begins with a
vowel. The key says that two names may be one, never that they are: محمد and محمود share theirs.
"""

from __future__ import annotations

import re
from itertools import islice, product

from tipdesk.cases.interview.latin_letters import plain_letters
from tipdesk.i18n.text import clean, search_key

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
    found = (_of_word(word) for word in words if word not in _BETWEEN)
    return tuple(keys for keys in found if keys)


def whole_sounds(name: str) -> frozenset[str]:
    """The keys of a whole name, in whatever order its words stand; none of fewer than two words,
    since half the world is called Maria."""
    words = sounds(name)
    if len(words) < 2:  # given name and family name
        return frozenset()
    return frozenset(" ".join(sorted(one)) for one in islice(product(*words), _MOST))


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
        spelt = [_latin(one) for one in (word, *(way.sub(to, word) for way, to in _EITHER))]
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
