"""How much a field holds, and what is said of a text that is longer."""

from __future__ import annotations

from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.values import MAX_LONG_TEXT, Refusal
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.texts.messages import sentence


def said_too_long(text: str) -> str:
    """The sentence; '' for a text that can be kept."""
    if len(text) <= MAX_LONG_TEXT:
        return ""
    return sentence(AnswerRefused(name="", reason=Refusal.TOO_LONG.value)).what


def said_over(letters: int, most: int) -> str:
    """That nothing was added to a field, as it would have had so many letters."""
    return _(
        "Nothing was added: the text would have {letters} letters, and this field holds {most} at "
        "most. What stood here has not changed."
    ).format(letters=isolated(f"{letters:,}"), most=isolated(f"{most:,}"))
