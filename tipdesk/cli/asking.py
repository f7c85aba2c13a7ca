"""What must be typed at the terminal: secrets unseen, and nothing where nobody can type."""

from __future__ import annotations

import getpass
import warnings

from tipdesk.core.errors import NoTerminal


def typed_unseen(prompt: str) -> str:
    """A secret typed unseen. Raises NoTerminal: where it would be seen it is not asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning as warning:
            raise NoTerminal from warning
