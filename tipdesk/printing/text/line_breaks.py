"""Where a line may end: the Unicode Line Breaking Algorithm (UAX #14, Unicode 15.1).

The rules stand below in the annex's own notation and order. LB9 and LB10 (marks go with their
letter) are done before them, LB6, LB7 and LB28 by `_PLACES`; what none decides is a break (LB31).
LB18 parts at spaces, so that no rule after it may see a space on its left.

Classes are named as in the annex, resolved as LB1 asks: AI, SG and XX are AL, CJ is NS, SA is CM or
AL. What the rules tell apart by other properties has names of its own: QI and QF (QU with
General_Category Pi and Pf), OPW (an opening bracket of East Asian width), DC (the dotted circle
U+25CC) and EP (an unassigned pictograph). The table is made from Unicode's file LineBreak.txt,
whose licence is in resources/unicode; a test holds it to it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate
from string import ascii_letters
from unicodedata import category

# --- classes of characters --------------------------------------------------------------------


_BY_CATEGORY = {
    "Mn": "CM", "Mc": "CM", "Me": "CM", "Cc": "CM", "Nd": "NU", "Ps": "OP", "Pe": "CL", "Pi": "QI",
    "Pf": "QF", "Sc": "PR",
}  # fmt: skip

# Where the general category does not say it; code points and ranges in hex.
_RANGES = {
    "DC": "25CC",
    "HL": "5D0-5F2 FB1D FB1F-FB28 FB2A-FB4F",
    "NU": "600-605 66B-66C 6DD 890-891 8E2 110BD 110CD 1E4F0-1E4F9",
    "CM": (
        "61C CF3 ECE 200C 200E-200F 202A-202E 2066-206F 3035 FFF9-FFFB 10EFD-10EFF 11241 "
        "11F00-11F01 11F03 11F34-11F41 13440 13447-13455 1BCA0-1BCA3 1D173-1D17A 1E08F "
        "1E4EC-1E4EF E0001-E007F"
    ),
    "ZWJ": "200D",
    "OP": "A1 BF 2E18 13258-1325A 13286 13288 13379 13437 145CE 1E95E-1E95F",
    "OPW": (
        "2329 3008 300A 300C 300E 3010 3014 3016 3018 301A 301D FE17 FE35 FE37 FE39 FE3B FE3D "
        "FE3F FE41 FE43 FE47 FE59 FE5B FE5D FF08 FF3B FF5B FF5F FF62 1342F 1343C 1343E"
    ),
    "CL": (
        "3001-3002 FE11-FE12 FE50 FE52 FF0C FF0E FF61 FF64 1325B-1325D 13282 13287 13289 "
        "1337A-1337B 13438 1343D 1343F 145CF"
    ),
    "CP": "29 5D",
    "QU": "22 27 275B-2760 2E00-2E01 2E06-2E08 2E0B 1F676-1F678",
    "GL": (
        "A0 34F 35C-362 F08 F0C F12 FD9-FDA 180E 1DCD 1DFC 2007 2011 202F 1107F 13430-13436 "
        "13439-1343B 16FE4"
    ),
    "NS": (
        "17D6 203C-203D 2047-2049 3005 301C 303B-303C 3041 3043 3045 3047 3049 3063 3083 3085 "
        "3087 308E 3095-3096 309B-309E 30A0-30A1 30A3 30A5 30A7 30A9 30C3 30E3 30E5 30E7 30EE "
        "30F5-30F6 30FB-30FE 31F0-31FF A015 FE54-FE55 FF1A-FF1B FF65 FF67-FF70 FF9E-FF9F "
        "16FE0-16FE3 1B132-1B167 1F679-1F67B"
    ),
    "EX": (
        "21 3F 5C6 61B 61D-61F 6D4 7F9 F0D-F11 F14 1802-1803 1808-1809 1944-1945 2762-2763 "
        "2CF9 2CFE 2E2E 2E53-2E54 A60E A876-A877 FE15-FE16 FE56-FE57 FF01 FF1F 115C4-115C5 "
        "11C71"
    ),
    "SY": "2F",
    "IS": "2C 2E 3A-3B 37E 589 60C-60D 7F8 2044 FE10 FE13-FE14",
    "PR": "2B 5C B1 20C1-20CF 2116 2212-2213",
    "PO": (
        "25 A2 B0 609-60B 66A 9F2-9F3 9F9 D79 2030-2037 2057 20A7 20B6 20BB 20BE 20C0 2103 "
        "2109 A838 FDFC FE6A FF05 FFE0 11FDD-11FE0 1ECAC 1ECB0"
    ),
    "IN": "2024-2026 22EF FE19 10AF6",
    "HY": "2D",
    "BA": (
        "9 7C AD 58A 5BE 964-965 E5A-E5B F0B F34 F7F F85 FBE-FBF FD2 104A-104B 1361 1400 1680 "
        "16EB-16ED 1735-1736 17D4-17D5 17D8 17DA 1804-1805 1B5A-1B5B 1B5D-1B60 1B7D-1B7E "
        "1C3B-1C3F 1C7E-1C7F 2000-2006 2008-200A 2010 2012-2013 2027 2056 2058-205B 205D-205F "
        "2CFA-2CFC 2CFF 2D70 2E0E-2E15 2E17 2E19 2E2A-2E2D 2E30-2E31 2E33-2E34 2E3C-2E3E "
        "2E40-2E41 2E43-2E4A 2E4C 2E4E-2E4F 2E5D 3000 A4FE-A4FF A60D A60F A6F3-A6F7 A8CE-A8CF "
        "A92E-A92F A9C7-A9C9 A9CF AA40-AA42 AA44-AA4B AA5D-AA5F AAF0-AAF1 ABEB 10100-10102 "
        "1039F 103D0 10857 1091F 10A50-10A57 10AF0-10AF5 10B39-10B3F 10EAD 11047-11048 "
        "110BE-110C1 11140-11143 111C5-111C6 111C8 111DD-111DF 11238-11239 1123B-1123C 112A9 "
        "1133D 1135D 1144B-1144E 1145A-1145B 115C2-115C3 115C9-115D7 11641-11642 1173C-1173E "
        "11944-11946 11A41-11A44 11A9A-11A9C 11AA1-11AA2 11C41-11C45 11EF2 11EF7-11EF8 "
        "11F43-11F44 11FFF 12470-12474 16A6E-16A6F 16AF5 16B37-16B39 16B44 16E97-16E98 1BC9F "
        "1DA87-1DA8A"
    ),
    "BB": (
        "B4 2C8 2CC 2DF C77 C84 F01-F04 F06-F07 F09-F0A FD0-FD1 FD3 1806 1FFD A874-A875 A8FC "
        "11175 111DB 115C1 11660-1166C 119E2 11A3F 11A45 11A9E-11AA0 11B00-11B09 11C70"
    ),
    "B2": "2014 2E3A-2E3B",
    "CB": "FFFC",
    "SP": "20",
    "ZW": "200B",
    "WJ": "2060 FEFF",
    "BK": "B-C 2028-2029",
    "CR": "D",
    "LF": "A",
    "NL": "85",
    "ID": (
        "1B50-1B59 1B5C 1B61-1B6A 1B74-1B7C 231A-231B 23F0-23F3 2600-2603 2614-2615 2618 "
        "261A-261C 261E-261F 2639-263B 2668 267F 26BD-26C8 26CD 26CF-26D1 26D3-26D4 26D8-26D9 "
        "26DC 26DF-26E1 26EA 26F1-26F5 26F7-26F8 26FA 26FD-2704 2708-2709 2764 2E80-2FFF "
        "3003-3004 3006-3007 3012-3013 3020-3029 3030-3034 3036-303A 303D-303F 3042 3044 3046 "
        "3048 304A-3062 3064-3082 3084 3086 3088-308D 308F-3094 309F 30A2 30A4 30A6 30A8 "
        "30AA-30C2 30C4-30E2 30E4 30E6 30E8-30ED 30EF-30F4 30F7-30FA 30FF-31EF 3200-3247 "
        "3250-4DBF 4E00-A014 A016-A4C6 A9C1-A9C6 A9CA-A9CD A9D0-A9DF AA50-AA5C F900-FAFF "
        "FE30-FE34 FE45-FE46 FE49-FE4F FE51 FE58 FE5F-FE68 FE6B FF02-FF03 FF06-FF07 FF0A-FF0B "
        "FF0D FF0F-FF19 FF1C-FF1E FF20-FF3A FF3C FF3E-FF5A FF5C FF5E FF66 FF71-FF9D FFA0-FFDC "
        "FFE2-FFE4 11049-11065 11950-11959 11F45-11F4F 17000-18AFF 18D00-18D08 1B000-1B122 "
        "1B170-1B2FB 1F000-1F02B 1F030-1F093 1F0A0-1F0AE 1F0B1-1F0BF 1F0C1-1F0CF 1F0D1-1F0F5 "
        "1F10D-1F10F 1F16D-1F16F 1F1AD 1F200-1F202 1F210-1F23B 1F240-1F248 1F250-1F251 "
        "1F260-1F265 1F300-1F384 1F386-1F39B 1F39E-1F3B4 1F3B7-1F3BB 1F3BD-1F3C1 1F3C5-1F3C6 "
        "1F3C8-1F3C9 1F3CD-1F3FA 1F400-1F441 1F444-1F445 1F451-1F465 1F479-1F47B 1F47D-1F480 "
        "1F484 1F488-1F48E 1F490 1F492-1F49F 1F4A1 1F4A3 1F4A5-1F4A9 1F4AB-1F4AE 1F4B0 "
        "1F4B3-1F4FF 1F507-1F516 1F525-1F531 1F54A-1F573 1F576-1F579 1F57B-1F58F 1F591-1F594 "
        "1F597-1F5D3 1F5DC-1F5F3 1F5FA-1F644 1F648-1F64A 1F680-1F6A2 1F6A4-1F6B3 1F6B7-1F6BF "
        "1F6C1-1F6CB 1F6CD-1F6D7 1F6DC-1F6EC 1F6F0-1F6FC 1F774-1F776 1F77B-1F77F 1F7D5-1F7D9 "
        "1F7E0-1F7EB 1F7F0 1F8B0-1F8B1 1F90D-1F90E 1F910-1F917 1F920-1F925 1F927-1F92F "
        "1F93A-1F93B 1F93F-1F976 1F978-1F9B4 1F9B7 1F9BA 1F9BC-1F9CC 1F9D0 1F9DE-1F9FF "
        "1FA60-1FA6D 1FA70-1FA7C 1FA80-1FA88 1FA90-1FABD 1FABF-1FAC2 1FACE-1FADB 1FAE0-1FAE8 "
        "20000-3FFFD"
    ),
    "EB": (
        "261D 26F9 270A-270D 1F385 1F3C2-1F3C4 1F3C7 1F3CA-1F3CC 1F442-1F443 1F446-1F450 "
        "1F466-1F478 1F47C 1F481-1F483 1F485-1F487 1F48F 1F491 1F4AA 1F574-1F575 1F57A 1F590 "
        "1F595-1F596 1F645-1F647 1F64B-1F64F 1F6A3 1F6B4-1F6B6 1F6C0 1F6CC 1F90C 1F90F "
        "1F918-1F91F 1F926 1F930-1F939 1F93C-1F93E 1F977 1F9B5-1F9B6 1F9B8-1F9B9 1F9BB "
        "1F9CD-1F9CF 1F9D1-1F9DD 1FAC3-1FAC5 1FAF0-1FAF8"
    ),
    "EP": (
        "1F02C-1F02F 1F094-1F09F 1F0AF-1F0B0 1F0C0 1F0D0 1F0F6-1F0FF 1F1AE-1F1E5 1F203-1F20F "
        "1F23C-1F23F 1F249-1F24F 1F252-1F25F 1F266-1F2FF 1F6D8-1F6DB 1F6ED-1F6EF 1F6FD-1F6FF "
        "1F777-1F77A 1F7DA-1F7DF 1F7EC-1F7EF 1F7F1-1F7FF 1F80C-1F80F 1F848-1F84F 1F85A-1F85F "
        "1F888-1F88F 1F8AE-1F8AF 1F8B2-1F8FF 1FA54-1FA5F 1FA6E-1FA6F 1FA7D-1FA7F 1FA89-1FA8F "
        "1FABE 1FAC6-1FACD 1FADC-1FADF 1FAE9-1FAEF 1FAF9-1FAFF 1FC00-1FFFD"
    ),
    "EM": "1F3FB-1F3FF",
    "RI": "1F1E6-1F1FF",
    "JL": "1100-115F A960-A97C",
    "JV": "1160-11A7 D7B0-D7C6",
    "JT": "11A8-11FF D7CB-D7FB",
    "AK": (
        "1B05-1B33 1B45-1B4C A984-A9B2 11005-11037 11071-11072 11075 11305-11339 11360-11361 "
        "11900-1192F 11F04-11F33"
    ),
    "AP": "11003-11004 1193F 11941 11F02",
    "AS": "1BC0-1BE5 AA00-AA28 11066-1106F 11350 1135E-1135F 11EE0-11EF1 11F50-11F59",
    "VF": "1BF2-1BF3",
    "VI": "1B44 A9C0 11046 1134D 1193E 11F42",
}

_NAMES = (
    "AL NU SP CM ZWJ DC HL OP OPW CL CP QU QI QF GL NS EX SY IS PR PO IN HY BA BB B2 CB ZW WJ BK "
    "CR LF NL ID EB EP EM RI JL JV JT H2 H3 AK AP AS VF VI"
)
LETTERS = dict(zip(_NAMES.split(), ascii_letters, strict=False))
"""Class → the one letter that stands for it in a string of classes."""


def _table() -> list[tuple[int, int, str]]:
    table = []
    for name, ranges in _RANGES.items():
        for part in ranges.split():
            first, _, last = part.partition("-")
            table.append((int(first, 16), int(last or first, 16), name))
    return sorted(table)


_TABLE = _table()
_FIRSTS = [first for first, _, _ in _TABLE]


def line_break_class(character: str) -> str:
    """The refined Line_Break class of one character by its name ('AL', 'NU', …)."""
    code = ord(character)
    if 0xAC00 <= code <= 0xD7A3:  # Hangul syllables, without and with a final consonant
        return "H3" if (code - 0xAC00) % 28 else "H2"
    place = bisect_right(_FIRSTS, code) - 1
    if place >= 0 and code <= _TABLE[place][1]:
        return _TABLE[place][2]
    return _BY_CATEGORY.get(category(character), "AL")


class _Kinds(dict[int, str]):
    """Code point → letter of its class, filled as characters are met: for `str.translate`."""

    def __missing__(self, code: int) -> str:
        letter = self[code] = LETTERS[line_break_class(chr(code))]
        return letter


_KINDS = _Kinds()


def kinds(text: str) -> str:
    """The letters of the classes of all characters of `text`, one for one."""
    return text.translate(_KINDS)


# × no break, ÷ a break; a line without either holds its whole match together. `<` looks back and
# `>` ahead, where the text's edge is as good as the classes named. HY × AL is Unicode 16's (LB20a):
# a hyphen that begins a word stays with it.
_RULES = """
BK ÷
CR × LF
(CR|LF|NL) ÷
ZW SP* ÷
(WJ|GL) ×
× WJ
[^SP|BA|HY] × GL
× EX
[^NU] × (CL|CP|IS|SY)
(OP|OPW) SP* ×
<(BK|CR|LF|NL|OP|OPW|QU|QI|QF|GL|SP|ZW) QI SP* ×
× QF (SP|GL|WJ|CL|QU|QI|QF|CP|EX|IS|SY|BK|CR|LF|NL|ZW)>
(CL|CP) SP* × NS
B2 SP* × B2
[^SP] × (QU|QI|QF)
(QU|QI|QF) ×
[^SP] ÷ CB
CB ÷
(BK|LF|NL|SP|ZW|CB|GL) HY × AL
[^SP] × (BA|HY|NS|IN)
BB ×
HL (HY|BA) ×
SY × HL
(AL|DC|HL) × (NU|PR|PO)
(NU|PR|PO|IS) × (AL|DC|HL)
PR × (ID|EP|EB|EM)
(ID|EP|EB|EM) × PO
(PR|PO) × (OP|OPW|HY)? NU
(OP|OPW|HY) × NU
NU (NU|SY|IS)* (CL|CP)? (PR|PO)?
JL × (JL|JV|H2|H3)
(JV|H2) × (JV|JT)
(JT|H3) × JT
(JL|JV|JT|H2|H3) × PO
PR × (JL|JV|JT|H2|H3)
AP × (AK|DC|AS)
(AK|DC|AS) × (VF|VI)
(AK|DC|AS) VI × (AK|DC)
(AK|DC|AS) × (AK|DC|AS) VF
(AL|DC|HL|NU) × OP
CP × (AL|DC|HL|NU)
RI RI
(EB|EP) × EM
"""


def _letters(names: str) -> str:
    return "".join(LETTERS[name] for name in re.findall(r"\w+", names))


def _expression(side: str) -> str:
    """One side of a rule as a regular expression over the letters of classes."""
    parts = []
    for element in side.split():
        letters = _letters(element)
        if element.startswith("<"):
            parts.append(f"(?<![^{letters}])")
        elif element.endswith(">"):
            parts.append(f"(?![^{letters}])")
        else:
            start = "[^" if element.startswith("[^") else "["
            parts.append(f"{start}{letters}]{element[-1] if element[-1] in '*?' else ''}")
    return "".join(parts)


class _Rule:
    """One line of the rules; its expression is made when a text first has the classes for it."""

    def __init__(self, line: str) -> None:
        self._left, self._mark, self._right = _SIDES.findall(line)[0]
        self._needs = [
            frozenset(_letters(element))
            for element in line.split()
            if element not in "×÷" and element[0] not in "[<" and element[-1] not in "*?>"
        ]

    def can_match(self, present: frozenset[str]) -> bool:
        """Whether a text of these classes can have a place that the rule decides."""
        return not any(present.isdisjoint(letters) for letters in self._needs)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        right = _expression(self._right)
        return re.compile(_expression(self._left) + (f"(?={right})" if right else ""))

    def decide(self, classes: str, breaks: dict[int, bool]) -> None:
        """Enter what the rule says about places that no rule before it decided."""
        for match in self._pattern.finditer(classes):
            if self._mark:
                breaks.setdefault(match.end(), self._mark == "÷")
            else:
                for place in range(match.start() + 1, match.end()):
                    breaks.setdefault(place, False)


_SIDES = re.compile("([^×÷]*)([×÷]?)(.*)")
_ALL_RULES = tuple(_Rule(line) for line in _RULES.strip().split("\n"))
_ENDS = _letters("BK CR LF NL")
_BARE = _letters("BK CR LF NL SP ZW")  # no mark goes with these (LB9)
_WORD = _letters("AL DC HL")
_MARK = re.compile(f"[{_letters('CM ZWJ')}]")
_MARKS_OF_LETTERS = re.compile(f"(?<=[^{_BARE}])[{_letters('CM ZWJ')}]+")
_AFTER_JOINER = re.compile(f"(?<={LETTERS['ZWJ']})")
_OTHER_THAN_WORDS = re.compile(f"[^{_letters('AL SP')}]")
_WORD_STARTS = re.compile("(?<= )(?=[^ ])")
_PLACES = re.compile(f"(?<=[{_ENDS}])(?=.)|(?<=.)(?=[^{_BARE}])(?:(?<=[^{_WORD}])|(?=[^{_WORD}]))")


@lru_cache(maxsize=1024)
def _rules_for(present: frozenset[str]) -> tuple[_Rule, ...]:
    return tuple(rule for rule in _ALL_RULES if rule.can_match(present))


def line_breaks(text: str) -> list[int]:
    """The offsets at which a line may end and the next begin, in ascending order.

    Spaces before such an offset hang over the line's end. Neither the beginning nor the end of the
    text is among them. A word longer than a line has none: where to cut it is for the caller.
    """
    if text.isascii() and text.isalnum():  # a number, a code, a Latin word: LB23, LB25, LB28
        return []
    classes = kinds(text)
    if not _OTHER_THAN_WORDS.search(classes):  # most text: LB18 alone decides
        return _word_starts(text)
    if not _MARK.search(classes):
        return _breaks(classes)
    marked = _MARKS_OF_LETTERS.sub(lambda match: "~" * len(match[0]), classes)
    offsets = [place for place, letter in enumerate(marked) if letter != "~"]
    breaks = _breaks(_MARK.sub(LETTERS["AL"], marked.replace("~", "")))
    joined = {match.end() for match in _AFTER_JOINER.finditer(classes)}  # LB8a
    return [offset for offset in [offsets[place] for place in breaks] if offset not in joined]


def _word_starts(text: str) -> list[int]:
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        return [match.start() for match in _WORD_STARTS.finditer(text)]
    return [*accumulate([len(word) + 1 for word in text.split(" ")])][:-1]


def _breaks(classes: str) -> list[int]:
    """The same for letters of classes without marks."""
    breaks: dict[int, bool] = {}
    for rule in _rules_for(frozenset(classes)):
        rule.decide(classes, breaks)
    return [match.start() for match in _PLACES.finditer(classes) if breaks.get(match.start(), True)]
