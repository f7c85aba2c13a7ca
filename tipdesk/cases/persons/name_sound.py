"""What a word of a name sounds like, in Arabic and in Latin letters, and how alike two of them are.

A word becomes one sign a sound (`phones`): small letters are consonants, `A U I` the long vowels
that Arabic writes, `a e i o u` the vowels of Latin letters, of which nobody knows how long they
are. By its `keys` a word is found: what nobody writes differently, the consonants by their kind.
`likeness` judges: what it costs to turn one into the other, sound by sound, by how often the two
are taken for one another, unless the table of spellings knows better.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial

from tipdesk.cases.persons.known_names import names_of
from tipdesk.cases.persons.name_words import SERVANT, is_arabic

SAME, ALIKE, NEAR = 0.85, 0.6, 0.5
"""From which likeness two words are one name, may well be one, and are counted at all."""

_SHORT = frozenset("aeiou")
_LONG = frozenset("AUI")
_SAID_LONG = frozenset("EO")  # ee and oo: Arabic would write them
_VOWELS = _SHORT | _LONG | _SAID_LONG
_MEMORY = 200_000  # words: a station meets some ten thousand

# --- sounds -----------------------------------------------------------------------------------

_ARABIC = {
    "ب": "b", "پ": "p", "ت": "t", "ث": "θ", "ط": "t", "ج": "j", "چ": "č", "غ": "g", "گ": "g",
    "ژ": "j", "ح": "h", "ه": "h", "خ": "x", "د": "d", "ذ": "ð", "ض": "ð", "ر": "r", "ز": "z",
    "ظ": "ð", "س": "s", "ص": "s", "ش": "š", "ف": "f", "ڤ": "v", "ق": "q", "ك": "k", "ل": "l",
    "م": "m", "ن": "n", "ا": "A", "و": "U", "ي": "I", "ع": "ʕ", "ں": "n", "ٹ": "t", "ڈ": "d",
    "ڑ": "r",
}  # fmt: skip
_ARABIC_GLIDES = {"ي": "Y", "و": "w"}
_LATIN = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("^x(?=[aeiou])", "kh"), ("x", "ks"), ("dzh", "j"), ("^tj(?=[aeiou])", "ch"), ("sch", "š"),
        ("tsh|tch|chh", "č"), ("sh", "š"), ("ch(?=r)", "k"), ("ch", "č"), ("kh", "x"), ("gh", "g"),
        ("dj", "j"), ("^zh", "j"), ("zh", "zɦ"), ("th", "θ"), ("dh", "ð"), ("ph", "f"), ("ck", "k"),
        ("qu(?=[ei])", "k"), ("qu(?=[ao])", "kw"), ("q", "k"), ("c(?=[eiy])", "s"), ("c", "k"),
        ("(?:^|(?<=[aeiou]))ou(?=[ae])", "w"),  # Ouarda, Naoual
        ("[eo]w$", "u"), ("[ao]w(?=[^aeiou]|$)", "U"),
        ("a[iy]ee?(?=[^aeiou])", "ai"),  # Zayed, Sayeed
        ("(?<=nd)er$", "ra"), ("(?<=.)sinɦa$", "singa"),  # Rajender, Ranasinha
        ("(?<=.)[ae][iy](?=[^aeiouy])", "I"), ("a[uw](?=[^aeiou])", "U"), ("ou", "u"), ("oo", "O"),
        ("ee", "E"), ("ie$", "i"), ("ea(?=[^aeiou])", "i"), ("aa", "a"), ("eu", "u"), ("uu", "u"),
        ("ii", "i"), ("ts", "s"), ("tz", "z"),
    )
)  # fmt: skip
_BREATH = re.compile("(?<=[bjlmnrv])h(?=[aeiou])")  # Bharat, but also Farhan
_SILENT = re.compile("(?<=[bjlmnrv])h|(?<=[jn])y(?=[aeiou])")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(_MEMORY)
def phones(word: str) -> str:
    """The sounds of a folded word (`name_words.name_words`)."""
    word = word.lstrip(SERVANT)
    if is_arabic(word):
        word = word.replace("تش", "چ")
        if len(word) > 2:
            word = re.sub("(?<!ا)ه$|(?<=..ا)ه$", "ا", word)
        first = _ARABIC_GLIDES.get(word[:1], "")
        sounds = first + "".join(_ARABIC.get(letter, "") for letter in word[len(first) :])
        sounds = sounds.replace("II", "I").replace("UU", "U")
        sounds = re.sub("^ʕ(?=[AIU])", "", sounds)
        return re.sub(f"^A([IU])(?=[^{''.join(_VOWELS)}])", r"\1", sounds)
    word = re.sub("^y(?=[aeiou])", "Y", _SILENT.sub("", _BREATH.sub("ɦ", word)))
    for written, sound in _LATIN:
        word = written.sub(sound, word)
    word = re.sub("y(?=[aeiouEO])", "I", word).replace("y", "i")
    return re.sub("[^a-zšθðčɦIUYEO]", "", _DOUBLED.sub(r"\1", word))


# --- by which a word is found -----------------------------------------------------------------

_KINDS = {
    **dict.fromkeys("bp", "b"), **dict.fromkeys("tθdð", "t"), **dict.fromkeys("jgkqx", "k"),
    **dict.fromkeys("szšč", "s"), **dict.fromkeys("fv", "f"), "ɦ": "h",
    **{sign: sign for sign in "hlmnrwY"},
}  # fmt: skip


@lru_cache(_MEMORY)
def variants(word: str) -> tuple[str, ...]:
    """A word, and what stands after an article that may be one (Elmasry) or none (Almaz)."""
    mark, rest = (SERVANT, word[1:]) if word.startswith(SERVANT) else ("", word)
    forms = [rest]
    if (rest.startswith("ال") and len(rest) > 4) or re.match("[ae]l.{4}", rest):
        forms.append(rest[2:])
    joined = re.sub("^(?:dela|delos|del|de(?=[^aeiou])|ديلا|دي)(?=.{4})", "", rest)
    if joined != rest:
        forms.append(joined)
    if re.search("....ul$|...u[rs]$", rest) and (rest[-1] == "l" or names_of(rest[:-2])):
        forms.append(rest[:-2])  # Rafiqul Islam, Anisur Rahman: the article of what follows
    return tuple(mark + form for form in forms)


@lru_cache(_MEMORY)
def keys(word: str) -> tuple[str, ...]:
    """The keys of a word, mostly one: two words without a common key, or keys one sign apart, are
    not compared at all."""
    return tuple(sorted({key for variant in variants(word) for key in _keys(variant) if key}))


def _keys(word: str) -> set[str]:
    sounds = phones(word)
    spelt = {sounds}
    if "v" in sounds:
        spelt.add(sounds.replace("v", "w"))
    if "ɦ" in sounds:
        spelt.add(sounds.replace("ɦ", ""))
    if re.match("[aeiAI]?s[tkl]", sounds):
        spelt.add(sounds.lstrip("aeiAI"))
    if sounds.endswith("h") and sounds[-2:-1] in _VOWELS and not is_arabic(word):
        spelt.add(sounds[:-1])
    if "θ" in sounds or "ð" in sounds:
        spelt.add(sounds.replace("θ", "s").replace("ð", "z"))
    mark = SERVANT if word.startswith(SERVANT) else ""
    return {mark + key for heard in spelt if (key := _key(heard, is_arabic(word)))}


def _key(sounds: str, arabic: bool) -> str:
    signs: list[str] = []
    if sounds[:1] in _VOWELS or sounds[:1] == "ʕ":
        glide = {"I": "y", "i": "y", "U": "w"}.get(sounds[:1], "a")
        signs.append(glide if sounds[1:2] in _VOWELS and glide != "a" else "a")
    before = ""
    for sign in sounds:
        kind = _KINDS.get(sign, "")
        if kind == "w" and signs:
            kind = ""  # Dawood and Daud
        if kind == "h" and signs and before not in _VOWELS and not arabic:
            kind = ""
        if kind and sign != before:
            signs.append(kind)
        before = sign
    return "".join(signs)


_INITIALS = {  # a Latin letter, and the kinds that Arabic may write for it
    "c": "ks", "g": "k", "j": "kYh", "x": "sk", "v": "fw", "p": "bf", "w": "wf", "u": "aYw",
    "i": "ay", "y": "yY",
}  # fmt: skip


def begins_as(initial: str, word: str) -> bool:
    """Whether a letter may be the first one of a word, in either alphabet."""
    if not is_arabic(initial) and not is_arabic(word):
        return word.lstrip(SERVANT).startswith(initial)
    kinds = _INITIALS.get(initial) or "".join(key[:1] for key in keys(initial)) or initial
    return any(key.lstrip(SERVANT)[:1] in kinds for key in keys(word))


# --- how alike two words are ------------------------------------------------------------------

_TAKEN_FOR = {  # cost of one sound for another, 1 a consonant that has nothing to do with it
    0.05: "fv qk ei ou oU oO",
    0.0: "hɦ wU aA uU iI iE uO EI OU",
    0.1: "wu bp eI eE vw tθ ðz ðd YI čš ae ʕA ʕa ʕo ʕu ʕe ʕi",
    0.15: "jg xk eA",
    0.2: "vU θs Yi gq ao",
    0.25: "oA aI",
    0.3: "θd jY fw xq gk jI ai au eo θð sz",
    0.35: "bv xh eu aU",
    0.4: "čj čk čx fU jq ji zj gx iu io iA uA eU iU uI oI zd",
    0.45: "bf sš ",
    0.5: "td šk Ya ʕI",
    0.55: "AI AU",
    0.6: "UI",
    0.8: "mn jk",
}
_COST = {
    pair: cost
    for cost, pairs in _TAKEN_FOR.items()
    for written in pairs.split()
    for pair in (written, written[::-1])
}
_LOOKS_LIKE = {  # in Arabic letters only: one dot more, or one key beside
    pair: 0.5
    for written in ("bt", "bn", "bI", "tn", "tI", "nI", "jh", "xj", "rz", "fq", "ʕg")
    for pair in (written, written[::-1])
}
_OTHER, _VOWEL_FOR_CONSONANT, _EXCHANGED = 1.0, 1.6, 0.7


_MISSING = {  # what a sound costs that has no partner, inside a word and at its end
    **dict.fromkeys(_SHORT, (0.4, 0.2)), **dict.fromkeys(_LONG, (0.38, 0.3)),
    **dict.fromkeys(_SAID_LONG, (0.65, 0.65)), "h": (0.6, 0.2), "ɦ": (0.15, 0.15), "ʕ": (0.1, 0.1),
}  # fmt: skip


def _missing(sign: str, mate_is_arabic: bool, *, first: bool, last: bool) -> float:
    """What it costs that a sound has no partner in the other word."""
    if first and (sign in _VOWELS or sign == "ʕ"):
        return 0.8  # Arabic always writes it
    if last and sign in "aAiIoO":
        return 1.1  # Karim and Karima, Yanto
    if sign in _SHORT and mate_is_arabic:
        return 0.15 if last else 0.06
    return _MISSING.get(sign, (_OTHER, _OTHER))[last]


@lru_cache(2 * _MEMORY)
def distance(first_word: str, second_word: str) -> float:
    """The cost of turning the sounds of one word into those of the other: 0 for the same, 1 for a
    consonant too many."""
    if first_word.startswith(SERVANT) != second_word.startswith(SERVANT):
        return 0.6 + distance(first_word.lstrip(SERVANT), second_word.lstrip(SERVANT))
    arabic, other_arabic = is_arabic(first_word), is_arabic(second_word)
    a, b = phones(first_word), phones(second_word)
    if a == b:
        return 0.0
    vowel_factor = 1.0 if arabic or other_arabic else 1.7  # Latin letters tell every vowel
    instead = partial(_instead, vowel_factor=vowel_factor, arabic=arabic and other_arabic)
    gap_a = [_missing(s, other_arabic, first=i == 0, last=i == len(a) - 1) for i, s in enumerate(a)]
    gap_b = [_missing(s, arabic, first=j == 0, last=j == len(b) - 1) for j, s in enumerate(b)]
    row = [0.0]
    for gap in gap_b:
        row.append(row[-1] + gap)
    above: list[float] = []
    for i, sign in enumerate(a):
        now = [row[0] + gap_a[i]]
        for j, mate in enumerate(b):
            cost = min(
                row[j] + instead(sign, mate, i == j == 0, i + 1 == len(a) and j + 1 == len(b)),
                row[j + 1] + gap_a[i],
                now[j] + gap_b[j],
            )
            if above and i and j and sign == b[j - 1] and a[i - 1] == mate:
                cost = min(cost, above[j - 1] + _EXCHANGED)
            now.append(cost)
        above, row = row, now
    return row[-1]


@lru_cache(_MEMORY)
def _instead(
    sign: str, mate: str, first: bool, last: bool, *, vowel_factor: float, arabic: bool
) -> float:
    if sign == mate:
        return 0.0
    if last and _tells_sex(sign, mate):
        return 1.3  # Mario and Maria
    if first and {sign, mate} == {"a", "o"}:
        return 0.8  # Okello and Akello
    if first and {sign, mate} == {"s", "z"}:
        return 0.7  # Saad is not Zaid; the s of Rosa may be a z
    if arabic and sign + mate in _LOOKS_LIKE:
        return min(_LOOKS_LIKE[sign + mate], _COST.get(sign + mate, _OTHER))
    vowel = sign in _VOWELS
    unlike = _OTHER if vowel == (mate in _VOWELS) else _VOWEL_FOR_CONSONANT
    return _COST.get(sign + mate, unlike) * (vowel_factor if vowel else 1.0)


def _tells_sex(vowel: str, other: str) -> bool:
    """Whether two last vowels tell a woman's name from a man's, as they do in half of the world."""
    return _ENDINGS.get(vowel, "") + _ENDINGS.get(other, "") in _TELLING


_ENDINGS = {
    sign: end
    for signs, end in (("aA", "a"), ("iIE", "i"), ("ouUO", "o"), ("e", "e"))
    for sign in signs
}
_TELLING = frozenset({"ai", "ia", "ao", "oa", "io", "oi", "eo", "oe"})


_ONE_NAME, _TWO_NAMES = 0.95, 0.45  # at least, at most: what the table of spellings says


@lru_cache(2 * _MEMORY)
def likeness(first_word: str, second_word: str) -> float:
    """0 to 1: how far two folded words may be one name written twice."""
    if first_word == second_word:
        return 1.0
    heard = max(_alike(a, b) for a in variants(first_word) for b in variants(second_word))
    mine, theirs = known_as(first_word), known_as(second_word)
    if mine & theirs:
        return max(heard, _ONE_NAME)
    both_served = first_word.startswith(SERVANT) == second_word.startswith(SERVANT)
    return min(heard, _TWO_NAMES) if mine and theirs and both_served else heard


@lru_cache(_MEMORY)
def known_as(word: str) -> frozenset[int]:
    """The names of the table that a folded word may be. «عبد» makes a name of its own."""
    sign = -1 if word.startswith(SERVANT) else 1
    written = (
        names_of(word.lstrip(SERVANT)),
        *(names_of(variant.lstrip(SERVANT)) for variant in variants(word)),
    )
    return frozenset(sign * name for names in written for name in names)


def _alike(first_word: str, second_word: str) -> float:
    consonants = (
        min(sum(sign not in _VOWELS for sign in phones(word)) for word in (first_word, second_word))
        or 1
    )
    return max(0.0, 1 - distance(*sorted((first_word, second_word))) / (0.8 + 0.45 * consonants))
