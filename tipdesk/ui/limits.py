"""What is said of a text that is longer than an answer can be, while it is written."""

from __future__ import annotations

from tipdesk.errors import AnswerRefused
from tipdesk.forms.values import MAX_LONG_TEXT, Refusal
from tipdesk.messages import sentence


def said_too_long(text: str) -> str:
    """The sentence; '' for a text that can be kept."""
    if len(text) <= MAX_LONG_TEXT:
        return ""
    return sentence(AnswerRefused(name="", reason=Refusal.TOO_LONG.value)).what
