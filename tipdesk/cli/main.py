"""The commands: `tipdesk verify`, `vault`, `authority`, `print`, `forms`, `match-names`, `update`,
`install`, `demo`; each is imported alone."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, cast

from tipdesk import __version__
from tipdesk.cli.output import UNANSWERED, answering, complain
from tipdesk.core.errors import OutputRefused, TipdeskError
from tipdesk.core.settings import FONT_SCALES, Language, load_settings
from tipdesk.i18n.command_line import Parser, language_of
from tipdesk.i18n.text import N_, _, set_language

if TYPE_CHECKING:
    # argparse keeps this type to itself.
    from argparse import _SubParsersAction

    SubParsers = _SubParsersAction[argparse.ArgumentParser]

COMMANDS: Mapping[str, str] = {
    "verify": N_("Verify a case bundle, a receipt or a trust list."),
    "vault": N_("Check whether a vault is intact and repair what can be repaired."),
    "authority": N_("Keep the agency's certificates and make trust lists."),
    "print": N_("Make a document as PDF, blank or of a record."),
    "forms": N_("Check, compile and publish forms."),
    "match-names": N_("Say of pairs of names whether they may be one person's."),
    "update": N_("Look into an update of the program on a USB drive, and install it."),
    "install": N_("Install the program for this user, out of an unpacked package (Linux)."),
    "demo": N_("Go through the whole journey with made-up files."),
}
_SPEAKS = "print"  # its --lang is also that of what it makes
_INTERRUPTED = 130


class Command(Protocol):
    """What a module of this package offers."""

    def add_parser(self, subparsers: SubParsers) -> None:
        """Add the command with its arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the exit status."""


def main(words: Sequence[str]) -> int:
    """Run a command line without the program's name; the exit status."""
    try:
        with answering():
            return _run(words)
    except OutputRefused as error:
        complain(error)
        return UNANSWERED


def _run(words: Sequence[str]) -> int:
    language, remaining = _language(words)
    set_language(language)
    chosen = remaining[0] if remaining and remaining[0] in COMMANDS else ""
    command = load_command(chosen) if chosen else None
    parser = command_parser(chosen, command)
    arguments = parser.parse_args(remaining)
    if command is None:
        parser.error(_("Give a command."))
    try:
        return command.run(arguments)
    except OutputRefused:
        raise
    except TipdeskError as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def load_command(name: str) -> Command:
    """The module of one of COMMANDS; the others stay unread."""
    return cast(Command, importlib.import_module(f"tipdesk.cli.{name.replace('-', '_')}"))


def command_parser(chosen: str, command: Command | None) -> argparse.ArgumentParser:
    """All commands by name; only the chosen one with its arguments."""
    purpose_of_all = _("Without a command the window opens, and with it a file that is named.")
    parser: argparse.ArgumentParser = Parser(prog="tipdesk", description=purpose_of_all)
    version = f"tipdesk {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("Show the version."))
    parser.add_argument(
        "--lang", choices=("ar", "en"), help=_("The language of the screen and of messages.")
    )
    if not chosen:  # read by `tipdesk.app`; here they are only named
        window = parser.add_argument_group(_("The window"))
        window.add_argument("--vault", metavar="DIR", help=_("The folder of the vault."))
        sizes = tuple(map(str, FONT_SCALES))
        window.add_argument("--scale", choices=sizes, help=_("Size of letters, per cent."))
        window.add_argument(
            "--demo", action="store_true", help=_("A throw-away vault with made-up files.")
        )
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        if name == chosen and command is not None:
            command.add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=_(purpose))
    return parser


def _language(words: Sequence[str]) -> tuple[Language, list[str]]:
    """`--lang` wherever it stands, else the language of the settings; and the other words."""
    chosen, remaining = language_of(words)
    if chosen and remaining[:1] == [_SPEAKS]:
        remaining += ["--lang", chosen]
    return chosen or load_settings().language, remaining
