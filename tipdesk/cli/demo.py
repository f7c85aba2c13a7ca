"""`tipdesk demo`: the whole journey without a screen, with made-up people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk.cli.main import COMMANDS
from tipdesk.cli.output import complain_line
from tipdesk.core.clock import system_clock
from tipdesk.demo.journey import PEOPLE, STATIONS, Journey, travel
from tipdesk.i18n.text import N_, _, isolated

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers

_STEPS = {
    "stations": N_(
        "Setting up an officers' station, the Prosecution's and a certification authority …"
    ),
    "interview": N_("Taking an interview …"),
    "approval": N_("Completing and approving the file …"),
    "paper": N_("Printing the forms …"),
    "bundle": N_("Writing the signed and encrypted case bundle …"),
    "verification": N_("Verifying it as the Prosecution does …"),
    "receipt": N_("Receiving it and importing the receipt …"),
}


def add_parser(subparsers: SubParsers) -> None:
    """Add `demo` to the commands of the program."""
    parser = subparsers.add_parser("demo", help=_(COMMANDS["demo"]))
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        required=True,
        help=_("An empty or new folder for the results."),
    )
    parser.add_argument(
        "--keep-stations",
        action="store_true",
        help=_("Leave the vaults too, with made-up people and their passphrases in a text file."),
    )


def run(args: argparse.Namespace) -> int:
    """Go the whole way; the exit status."""
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        complain_line(_("The folder is not empty."))
        return 1
    try:
        journey = travel(args.out, system_clock, _tell_step, keep=args.keep_stations)
    except OSError:
        complain_line(_("The folder cannot be written to."))
        return 1
    _tell(journey, args.out, kept=args.keep_stations)
    return 0


def _tell_step(step: str) -> None:
    print(_(_STEPS[step]), flush=True)


def _tell(journey: Journey, folder: Path, *, kept: bool) -> None:
    lines = (
        (_("Case bundle"), journey.bundle),
        (_("Receipt"), journey.receipt),
        (_("Key that opens the case bundle"), journey.identity),
        (_("Certification authority and revocation list"), journey.trust),
        (_("Trust list"), journey.trust_list),
        (_("Report of the verification"), journey.report),
    )
    for label, path in lines:
        print(f"{label}: {isolated(path.relative_to(folder).as_posix())}")
    if kept:
        kept_in = _("The vaults, and who opens them: {folder}")
        print(kept_in.format(folder=isolated(f"{STATIONS}/{PEOPLE}")))
    received = _("The Prosecution received the case bundle under number {number}.")
    print(received.format(number=isolated(journey.outcome.number)))
