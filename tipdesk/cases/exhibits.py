"""Exhibits as section R lists them. Their rows describe; what is attached goes with the file."""

from __future__ import annotations

from tipdesk.forms.model import path_of
from tipdesk.forms.state import FormState

ROWS, IN_BUNDLE = "exhibit_rows", "att_in_bundle"
STAYS = frozenset({"no", "redacted"})  # of the list IN_BUNDLE: not as it is
READ = frozenset({ROWS, IN_BUNDLE})


def marked_to_stay(state: FormState) -> tuple[str, ...]:
    """Where an officer marked an exhibit to be left out, or to go redacted. The mark holds no
    attached file back, so it has to be said before the file is approved and sent."""
    paths = (path_of(IN_BUNDLE, ROWS, row) for row in state.rows(ROWS))
    return tuple(path for path in paths if state.value(path) in STAYS)
