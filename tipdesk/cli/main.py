"""The commands: `tipdesk verify`, `authority`, `forms`, `demo`. Each is imported when asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from tipdesk import __version__, messages
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import N_, _, set_language
from tipdesk.settings import Language, load_settings

COMMANDS = {
    "verify": N_("check a case bundle, a receipt or a trust pack"),
    "authority": N_("keep the agency's certificates and make trust packs"),
    "forms": N_("check, compile and convert form definitions"),
    "demo": N_("go through the whole journey with made-up files"),
}
_INTERRUPTED = 130


class Command(Protocol):
    """What a module of this package offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Name the command's arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit status."""


def main(words: Sequence[str]) -> int:
    """Run a command line without the program's name; the exit status."""
    language, words = _language(words)
    set_language(language)
    if not words or words[0] not in COMMANDS:
        return _overview(words)
    name = words[0]
    command = cast(Command, importlib.import_module(f"tipdesk.cli.{name}"))
    parser = argparse.ArgumentParser(
        prog=f"tipdesk {name}",
        description=_(COMMANDS[name]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lang", choices=("ar", "en"), help=_("language of what is said"))
    command.add_arguments(parser)
    try:
        return command.run(parser.parse_args(words[1:]))
    except TipdeskError as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def complain(error: TipdeskError) -> None:
    """Say what happened and what can be done, on the error stream."""
    message = messages.sentence(error)
    print(message.what, message.next_step, sep="\n", file=sys.stderr)


def _language(words: Sequence[str]) -> tuple[Language, list[str]]:
    """`--lang` wherever it stands, else the language of the settings; and the other words."""
    finder = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    finder.add_argument("--lang", choices=("ar", "en"))
    try:
        found, rest = finder.parse_known_args(list(words))
    except argparse.ArgumentError:
        return load_settings().language, list(words)
    return cast(Language, found.lang) if found.lang else load_settings().language, rest


def _overview(words: Sequence[str]) -> int:
    lines = "\n".join(f"  {name:<10} {_(purpose)}" for name, purpose in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="tipdesk",
        usage="tipdesk [--vault DIR] [--lang ar|en] [--demo]\n       tipdesk COMMAND …",
        description=_("Without a command the window opens.") + "\n\n" + lines,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tipdesk {__version__}")
    parser.add_argument("--lang", choices=("ar", "en"), help=_("language of what is said"))
    parser.add_argument("command", choices=tuple(COMMANDS), help=_("one of the commands above"))
    parser.parse_args(list(words))
    return 2
