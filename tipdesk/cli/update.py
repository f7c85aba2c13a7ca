"""`tipdesk update FILE`: says what an update is, and installs it when that is asked."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk import __version__
from tipdesk.cli import vault_login
from tipdesk.cli.main import COMMANDS
from tipdesk.cli.output import complain_line
from tipdesk.core.clock import system_clock
from tipdesk.core.installation import Kind
from tipdesk.core.work import Work
from tipdesk.desk.update import installing, wording
from tipdesk.desk.update.looking_into import OpenedUpdate
from tipdesk.desk.upkeep.updating import look_from_terminal
from tipdesk.i18n.text import _, isolated

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers


def add_parser(subparsers: SubParsers) -> None:
    """Add `update` to the commands of the program."""
    parser = subparsers.add_parser("update", help=_(COMMANDS["update"]))
    parser.add_argument("file", metavar="FILE", type=Path, help=_("The update."))
    vault_login.add_arguments(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--install", action="store_true", help=_("Install it, after saying what it is.")
    )
    what.add_argument(
        "--save",
        metavar="DIR",
        type=Path,
        help=_("Save its Debian package here, for whoever administers this computer."),
    )


def run(args: argparse.Namespace) -> int:
    """Look into it and say what it is; 1 where it cannot be installed."""
    key = vault_login.unlocked(args)
    if key is None:
        return 1
    opened, agreed = look_from_terminal(
        vault_login.folder(args), key, system_clock, args.file, partial(_wanted, args)
    )
    with opened:
        _tell(opened)
        if not opened.verdict.accepted:
            message = wording.refused(opened.verdict)
            complain_line(f"{message.what}\n{message.next_step}")
            return 1
        if agreed:
            _go_on(opened, args)
    return 0


def _wanted(args: argparse.Namespace, _opened: OpenedUpdate) -> bool:
    return args.install or args.save is not None


def _tell(opened: OpenedUpdate) -> None:
    verdict = opened.verdict
    if not verdict.trusted:
        return  # nothing of what it says of itself counts
    lines = (
        wording.way(verdict, __version__),
        *wording.signers(verdict),
        *(f"  {line}" for line in wording.changes(verdict)),
        *wording.cautions(verdict),
    )
    for line in lines:
        print(line)


def _go_on(opened: OpenedUpdate, args: argparse.Namespace) -> None:
    if args.save is not None or opened.installation.kind is Kind.DEBIAN:
        folder = (args.save or Path()).absolute()  # apt takes a bare name for one of its own
        path = installing.save_package(opened, folder, Work())
        if opened.verdict.release is not None:  # what has none was not saved
            print(wording.for_administrator(path, opened.verdict.release))
        return
    installed = installing.install(opened, Work())
    print(
        _("Version {version} is installed. It starts from now on: {program}").format(
            version=isolated(installed.version), program=isolated(str(installed.starter))
        )
    )
