"""What is said of hidden files that an office has opened: who stands for what is in them."""

from __future__ import annotations

from tipdesk.core.settings import Language
from tipdesk.i18n.text import N_, isolated, language, texts
from tipdesk.texts.messages import problem

_SIGNED = N_(
    "The keys of this file were sealed and signed by {name} ({login}). What opens with them was "
    "written by somebody assigned to it; nobody has signed the answers one by one."
)
_NOT_STANDING = N_(
    "The keys of this file are signed in the name of {name} ({login}), whose certificate does not "
    "stand: {problem}"
)
_UNSIGNED = N_(
    "Nobody has signed for the keys of this file: anybody may have made up what is in it. Ask the "
    "officer who hid it, or its station."
)
_SERVICE = N_("Sharing with {agency}")
_LEFT_OUT = N_(
    "Left out, as it did not lie closed under the file's own keys and anybody of the station may "
    "have written it: {count}"
)


def file_line(number: str, station: str) -> str:
    """The file, and its station."""
    return f"{number} ({station})"


def service_line(agency: str, spoken: Language | None = None) -> str:
    """What an agreement about a service is about."""
    return texts(spoken or language()).gettext(_SERVICE).format(agency=isolated(agency))


def signed_sentence(name: str, login: str, code: str, spoken: Language | None = None) -> str:
    """Who signed for the keys; `code`: why their certificate does not stand."""
    sentence = texts(spoken or language()).gettext(_NOT_STANDING if code else _SIGNED)
    why = problem(code, spoken) if code else ""
    return sentence.format(name=isolated(name), login=isolated(login), problem=why)


def unsigned_sentence(spoken: Language | None = None) -> str:
    """Nobody did."""
    return texts(spoken or language()).gettext(_UNSIGNED)


def left_out_sentence(count: int, spoken: Language | None = None) -> str:
    """How much lay open."""
    return texts(spoken or language()).gettext(_LEFT_OUT).format(count=isolated(str(count)))
