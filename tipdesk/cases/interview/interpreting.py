"""How the conversation of the session that goes on now is interpreted, as the file says."""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.forms.model import path_of
from tipdesk.forms.rules.state import FormState

_MODE, _NAME = "int_mode", "int_name"  # questions of the first session
_ROWS, _LATER = "sessions", "session_"  # each later session is a row with questions of its own
INTERPRETING_NEEDED = frozenset({_MODE, _NAME, _ROWS, _LATER + _MODE, _LATER + _NAME})
_NOBODY = frozenset({"", "none", "card"})  # of list INT_MODE: cards alone are no interpreter


@dataclass(frozen=True, slots=True)
class Interpreting:
    """The answers of one session; '' is none."""

    path: str  # of the question how it is interpreted
    mode: str
    name: str  # of the interpreter
    name_question: str  # its name in the form

    @property
    def by_nobody(self) -> bool:
        """Whether nobody who speaks the language is recorded."""
        return self.mode in _NOBODY


def interpreting(state: FormState) -> Interpreting | None:
    """That of the newest session; None where the form does not ask."""
    rows = state.rows(_ROWS)
    if rows and state.is_relevant(later := path_of(_LATER + _MODE, _ROWS, rows[-1])):
        name = path_of(_LATER + _NAME, _ROWS, rows[-1])
        return Interpreting(later, state.value(later), state.value(name), _LATER + _NAME)
    if state.is_relevant(_MODE):
        return Interpreting(_MODE, state.value(_MODE), state.value(_NAME), _NAME)
    return None
