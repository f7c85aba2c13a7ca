"""What is known of services: whom each serves, when, in which languages, how it is reached, and how
many it could take on which day. The agencies are those of the form's list; no address
stands here, of a shelter least of all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tipdesk.cases.custody.chain import canonical
from tipdesk.forms.model import MAX_TEXT

FORMAT = "tipdesk-agency/1"
OLD_AFTER = timedelta(days=7)  # what was confirmed before that may be otherwise today
ADULT = 18
MOST_PLACES, MOST_YEARS = 9_999, 120
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SEXES = ("", "female", "male")


@dataclass(frozen=True, slots=True)
class AgencyDetails:
    """Of one agency. `sex` '' and ages None: everybody; `places` is how many more it could take on
    the day `confirmed_on`, None where nobody asked."""

    agency: str
    needs: tuple[str, ...] = ()
    sex: str = ""
    youngest: int | None = None
    oldest: int | None = None
    languages: str = ""
    hours: str = ""
    telephone: str = ""
    places: int | None = None
    confirmed_on: date | None = None

    def is_old(self, today: date) -> bool:
        """Whether what it could take was confirmed too long ago, or never."""
        return self.confirmed_on is None or today - self.confirmed_on > OLD_AFTER

    def fault(self, today: date) -> str:
        """The first field that does not fit; '' where all do."""
        lines = {"languages": self.languages, "hours": self.hours, "telephone": self.telephone}
        numbers = {"youngest": self.youngest, "oldest": self.oldest}
        sound = {
            "agency": _CODE.fullmatch(self.agency) is not None,
            "needs": all(map(_CODE.fullmatch, self.needs))
            and len({*self.needs}) == len(self.needs),
            "sex": self.sex in _SEXES,
            **{name: len(text) <= MAX_TEXT and text.isprintable() for name, text in lines.items()},
            **{name: _fits(number, MOST_YEARS) for name, number in numbers.items()},
            "places": _fits(self.places, MOST_PLACES),
            "confirmed_on": self.confirmed_on is None or self.confirmed_on <= today,
        }
        wrong = next((name for name, fits in sound.items() if not fits), "")
        both = self.youngest is not None and self.oldest is not None
        turned = both and (self.youngest or 0) > (self.oldest or 0)
        return wrong or ("oldest" if turned else "")


def _fits(number: int | None, most: int) -> bool:
    return number is None or 0 <= number <= most


def proposed(
    known: Iterable[AgencyDetails],
    need_type: str,
    person: tuple[str, bool | None],
    refused: Collection[str],
) -> tuple[AgencyDetails, ...]:
    """Who serves a need of this person (sex, and whether a child; '' and None: not known), without
    agencies that the person refused: newest confirmation first."""
    sex, child = person
    serving = [
        each
        for each in known
        if need_type in each.needs
        and each.agency not in refused
        and each.sex in ("", sex or each.sex)
        and not (child is True and (each.youngest or 0) >= ADULT)
        and not (child is False and each.oldest is not None and each.oldest < ADULT)
    ]
    return tuple(
        sorted(
            serving, key=lambda each: (-(each.confirmed_on or date.min).toordinal(), each.agency)
        )
    )


def details_text(details: AgencyDetails) -> str:
    """As it is kept, and as its digest is taken."""
    day = details.confirmed_on
    fields = {
        "format": FORMAT,
        "agency": details.agency,
        "needs": list(details.needs),
        "sex": details.sex,
        "youngest": details.youngest,
        "oldest": details.oldest,
        "languages": details.languages,
        "hours": details.hours,
        "telephone": details.telephone,
        "places": details.places,
        "confirmed_on": "" if day is None else day.isoformat(),
    }
    return canonical(fields).decode("ascii")


def read_details(text: str) -> AgencyDetails:
    """What `details_text` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is none of these.
    """
    fields = json.loads(text)
    if fields.pop("format") != FORMAT:
        raise ValueError(FORMAT)
    day, needs = fields.pop("confirmed_on"), tuple(fields.pop("needs"))
    details = AgencyDetails(needs=needs, **fields)
    return replace(details, confirmed_on=date.fromisoformat(day)) if day else details
