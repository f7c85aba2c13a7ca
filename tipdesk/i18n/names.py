"""Names of countries and languages, from CLDR through Babel.

Choice lists are made with these once, read by a person and committed; they are not asked at
run time.
"""

from __future__ import annotations

from babel import Locale
from babel.core import get_global

from tipdesk.settings import Language

# Alpha-3 codes of states that are no more; CLDR keeps them as aliases of their successors.
_WITHDRAWN = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})
# Parts of states and reserved codes that CLDR names but ISO 3166-1 does not list.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EU", "QO", "TA", "XA", "XB", "XK", "ZZ"})
# Where Kuwait's own use differs from CLDR (domain wording).
_KUWAIT_SAYS: dict[Language, dict[str, str]] = {
    "ar": {"PSE": "فلسطين"},
    "en": {"PSE": "Palestine"},
}


def country_names(language: Language) -> dict[str, str]:
    """ISO 3166-1 alpha-3 code → name, sorted by code. Kuwait's own words where they differ."""
    territories = Locale(language).territories
    names: dict[str, str] = {}
    for alpha3, targets in get_global("territory_aliases").items():
        if len(alpha3) != 3 or not alpha3.isalpha() or len(targets) != 1 or alpha3 in _WITHDRAWN:
            continue
        alpha2 = targets[0]
        if alpha2 in territories and alpha2 not in _NOT_COUNTRIES:
            names[alpha3] = territories[alpha2]
    return dict(sorted((names | _KUWAIT_SAYS[language]).items()))


def language_names(language: Language) -> dict[str, str]:
    """BCP 47 language code → name, sorted by code; dialects that CLDR names apart included."""
    return dict(sorted(Locale(language).languages.items()))
