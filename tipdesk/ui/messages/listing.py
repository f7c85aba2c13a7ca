"""The messages about one file, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from tipdesk.desk.messages.letters import JudgedMessage
from tipdesk.i18n.text import (
    MASK,
    _,
    foreign,
    format_datetime,
    isolate,
    isolated,
    language,
    ngettext,
)
from tipdesk.texts.correspondence import body_lines, type_title
from tipdesk.texts.messages import problem
from tipdesk.ui.toolkit.parts import card, column, label, note
from tipdesk.ui.toolkit.theme import px


def messages_card(letters: Sequence[JudgedMessage], *, masked: bool = False) -> QWidget:
    """All of them; `masked` hides what they say."""
    parts: list[QWidget] = [label(_("Messages of the Prosecution"), "h2")]
    parts += [message_part(letter, masked=masked) for letter in letters]
    return card(*parts, spacing=px(14))


def message_part(letter: JudgedMessage, *, masked: bool = False) -> QWidget:
    """One message: what it is, of when and from whom, what it says, and whether it holds."""
    message = letter.message
    when = isolated(format_datetime(message.at, language()))
    who = isolated(" ".join(filter(None, (message.sender.code, message.sender.login))))
    signer = foreign(letter.signer)
    about = (
        _("{when} • from {code} • {name}") if letter.came else _("{when} • sent by {code} • {name}")
    ).format(when=when, code=who, name=signer)
    lines = [isolate(line) for line in body_lines(message.type, message.body)]
    shown = [MASK] if masked and lines else lines
    parts: list[QWidget] = [
        label(type_title(message.type), "h3", wrap=True),
        label(about, "muted", wrap=True),
        *(label(line, wrap=True) for line in shown),
    ]
    if letter.holds:
        parts.append(label(_("Signature verified"), "muted"))
    parts += [note(_problem_text(letter, code), "notewarn") for code in _codes(letter)]
    return column(*parts, spacing=px(4))


def beside_lines(count: int) -> list[str]:
    """That so many messages were written beside what was written; nothing where none was."""
    if not count:
        return []
    text = ngettext(
        "{count} message that waited was written beside it.",
        "{count} messages that waited were written beside it.",
        count,
    )
    return [text.format(count=isolated(str(count)))]


def _codes(letter: JudgedMessage) -> list[str]:
    return list(dict.fromkeys(item.code.value for item in letter.problems))


def _problem_text(letter: JudgedMessage, code: str) -> str:
    details = (item.detail for item in letter.problems if item.code.value == code)
    numbers = next(details, "")
    if code == "W_MISSING":
        return _("A message before this one has not come. Numbers: {numbers}").format(
            numbers=isolated(numbers)
        )
    if code == "W_NEW_SERIES":
        return _(
            "Messages from there are numbered anew, so what was sent before and never came cannot "
            "be told. Ask there whether a backup was restored."
        )
    if code == "A_VOID_CAME":
        return _("Another message says that this one, or one that came, was never sent.")
    return problem(code)
