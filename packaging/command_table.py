"""What the commands say of themselves, in one language: for pages, manual and completion.

What is typed stands in the help between Unicode isolates; each writer marks it in its own way.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tipdesk.app import window_parser
from tipdesk.cli.main import COMMANDS, command_parser, load_command
from tipdesk.core.settings import Language
from tipdesk.i18n.text import _, set_language

_ISOLATED = re.compile("[\u2066-\u2068]([^\u2069]*)\u2069")


class Row(NamedTuple):
    """An option or an argument: what is typed, and what it is for."""

    option: str  # '' for an argument
    value: str  # '' for a switch
    purpose: str
    choices: tuple[str, ...] = ()
    named: bool = True  # whether the value stands for the choices, or they for themselves

    @property
    def typed(self) -> str:
        """As it is typed: `--vault DIR`, `FILE`."""
        return " ".join(word for word in (self.option, self.value) if word)


@dataclass(frozen=True)
class Command:
    """A command, or an action below one."""

    name: str
    needed: tuple[str, ...]  # what it cannot do without
    purpose: str
    epilog: str
    rows: tuple[Row, ...]
    shared: tuple[Row, ...] = ()  # what every action takes
    actions: tuple[Command, ...] = ()

    @property
    def typed(self) -> str:
        """The command with what it cannot do without."""
        return " ".join([self.name, *self.needed])


@dataclass(frozen=True)
class Table:
    """Everything that can be typed after `tipdesk`."""

    window: tuple[Row, ...]
    commands: tuple[Command, ...]


def table(language: Language) -> Table:
    """All of it, in one language; the program's own language is that from now on."""
    set_language(language)
    commands = (_command(name, _(purpose)) for name, purpose in COMMANDS.items())
    return Table(_rows(window_parser()), tuple(commands))


def marked(text: str, before: str, after: str) -> str:
    """Help with what is typed between two marks."""
    return _ISOLATED.sub(lambda match: before + match[1] + after, text)


def _command(name: str, purpose: str) -> Command:
    parser = _sub_parsers(command_parser(name, load_command(name)))[name].parser
    subs = _sub_parsers(parser)
    if not subs:
        return _of(name, purpose, parser)
    shared = _shared([sub.parser for sub in subs.values()])
    actions = (
        _of(f"{name} {action}", sub.purpose, sub.parser, shared) for action, sub in subs.items()
    )
    return Command(name, (), purpose, parser.epilog or "", (), shared, tuple(actions))


def _of(
    name: str, purpose: str, parser: argparse.ArgumentParser, shared: tuple[Row, ...] = ()
) -> Command:
    rows = tuple(row for row in _rows(parser) if row not in shared)
    return Command(name, _needed(parser), purpose, parser.epilog or "", rows)


class _Named(NamedTuple):
    """A command below another one, and what its parent says that it is for."""

    parser: argparse.ArgumentParser
    purpose: str


def _sub_parsers(parser: argparse.ArgumentParser) -> dict[str, _Named]:
    for action in parser._actions:  # noqa: SLF001  argparse tells them nowhere else
        if isinstance(action.choices, dict):
            listed = action._choices_actions  # type: ignore[attr-defined]  # noqa: SLF001  nor these
            purposes = {choice.dest: choice.help or "" for choice in listed}
            return {name: _Named(sub, purposes[name]) for name, sub in action.choices.items()}
    return {}


def _rows(parser: argparse.ArgumentParser) -> tuple[Row, ...]:
    """Every argument but `--help`, `--lang` of the program itself, and what is not shown."""
    return tuple(
        _row(action)
        for action in parser._actions  # noqa: SLF001  argparse tells them nowhere else
        if action.help != argparse.SUPPRESS
        and not isinstance(action.choices, dict)
        and "--help" not in action.option_strings
    )


def _row(action: argparse.Action) -> Row:
    metavar = " ".join(action.metavar) if isinstance(action.metavar, tuple) else action.metavar
    value = str(metavar or ("" if action.nargs == 0 else action.dest.upper()))
    return Row(
        "".join(action.option_strings[-1:]),
        value,
        (action.help or "").replace("%%", "%"),
        tuple(str(choice) for choice in action.choices or ()),
        named=bool(action.metavar and action.help),
    )


def _shared(parsers: Iterable[argparse.ArgumentParser]) -> tuple[Row, ...]:
    first, *others = [_rows(parser) for parser in parsers]
    return tuple(row for row in first if all(row in rows for rows in others))


def _needed(parser: argparse.ArgumentParser) -> tuple[str, ...]:
    return tuple(
        _row(action).typed
        for action in parser._actions  # noqa: SLF001  argparse tells them nowhere else
        if action.required and not isinstance(action.choices, dict)
    )
