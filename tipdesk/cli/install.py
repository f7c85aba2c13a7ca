"""`tipdesk install`: the program that runs, installed for this user of Linux."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tipdesk.cli.main import COMMANDS
from tipdesk.core.errors import UpdateRefused
from tipdesk.core.installation import this_installation, user_base
from tipdesk.core.work import Work
from tipdesk.desk.update.trees import install_this
from tipdesk.i18n.text import _, isolated

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers


def add_parser(subparsers: SubParsers) -> None:
    """Add `install` to the commands of the program."""
    subparsers.add_parser("install", help=_(COMMANDS["install"]))


def run(_args: argparse.Namespace) -> int:
    """Install it and say how it is started."""
    if sys.platform == "win32":
        raise UpdateRefused(reason="not_installed")
    base = user_base()
    share = base.parents[1] / "share"
    starter = install_this(this_installation(), base, share, Work())
    print(
        _("The program is installed for this user. It is started by {program}").format(
            program=isolated(str(starter))
        )
    )
    return 0
