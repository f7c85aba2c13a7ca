"""The journey as a line: from place to place, leg by leg, in the order in which it was noted."""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.cases.answer_words import shown_value
from tipdesk.core.settings import Language
from tipdesk.forms.model import path_of
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FormState

LEGS = "legs"  # the repeat of the form that holds the legs
_ENDS = tuple(f"leg_{side}_{what}" for side in ("from", "to") for what in ("country", "place"))
NEEDED = frozenset({LEGS, "leg_mode", "leg_date", *_ENDS})


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way; both empty when it is unknown."""

    country: str = ""
    place: str = ""

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return bool(self.country or self.place)


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg in words. `joined`: it begins where the leg before has ended."""

    row: int
    number: int  # counted from 1
    start: Stop
    end: Stop
    mode: str = ""  # the choice's name: air, car …
    mode_text: str = ""
    when: str = ""
    joined: bool = False


def legs(rules: FormRules, state: FormState, language: Language) -> tuple[Leg, ...]:
    """The legs of the journey, as they were noted; none is put in another place."""
    found: list[Leg] = []
    for number, row in enumerate(state.rows(LEGS), 1):
        start = _stop(rules, state, row, "from", language)
        end = _stop(rules, state, row, "to", language)
        found.append(
            Leg(
                row,
                number,
                start,
                end,
                state.value(path_of("leg_mode", LEGS, row)),
                _text(rules, state, row, "leg_mode", language),
                _text(rules, state, row, "leg_date", language),
                joined=bool(found) and _meets(found[-1].end, start),
            )
        )
    return tuple(found)


def _meets(end: Stop, start: Stop) -> bool:
    """Whether a leg goes on from where another ended: nothing that is known of both differs."""
    if not (end.known and start.known):
        return False
    pairs = ((end.country, start.country), (end.place, start.place))
    return all(one == other for one, other in pairs if one and other)


def _stop(rules: FormRules, state: FormState, row: int, side: str, language: Language) -> Stop:
    return Stop(
        _text(rules, state, row, f"leg_{side}_country", language),
        _text(rules, state, row, f"leg_{side}_place", language),
    )


def _text(rules: FormRules, state: FormState, row: int, name: str, language: Language) -> str:
    path = path_of(name, LEGS, row)
    value = state.value(path)
    return shown_value(rules.definition, rules.question(path), value, language) if value else ""
