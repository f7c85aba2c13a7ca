"""`tipdesk vault`: whether a vault is damaged, and what can be done when it is, without a window.

Exit status: 0 well, 1 faults found or something lost, 2 it cannot be read or nothing was done.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tipdesk.cases.persons.estimating import LEAST_PAIRS, Estimate
from tipdesk.cli import (
    vault_audit,
    vault_check,
    vault_escrow,
    vault_login,
    vault_salvage,
    vault_undo,
)
from tipdesk.cli.main import COMMANDS
from tipdesk.cli.output import complain, complain_line
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import OutputRefused, TipdeskError, VaultDamaged
from tipdesk.core.work import Work
from tipdesk.desk.files.match_weights import MatchWeights
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.compacting import CompactingStep, compact_vault
from tipdesk.i18n.text import N_, _, isolated
from tipdesk.texts.same_person import reason_name

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers

WELL, FAULTS, UNREADABLE = 0, 1, 2


def add_parser(subparsers: SubParsers) -> None:
    """Add `vault` with its actions to the commands of the program."""
    parser = subparsers.add_parser("vault", help=_(COMMANDS["vault"]))
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    common = argparse.ArgumentParser(add_help=False)
    vault_login.add_arguments(common)
    check = actions.add_parser(
        "check",
        parents=[common],
        help=_("Examine everything in a vault; nothing is written."),
        epilog=_("Exit status: 0 no damage found, 1 errors found, 2 cannot be read."),
    )
    check.add_argument("--json", action="store_true", help=_("Answer in JSON."))
    audit = actions.add_parser(
        "audit",
        parents=[common],
        help=_("Verify the chain of custody and list who did what, when."),
        epilog=_("Exit status: 0 intact, 1 discrepancies found, 2 cannot be read."),
    )
    vault_audit.add_arguments(audit)
    actions.add_parser(
        "compact",
        parents=[common],
        help=_("Write the database anew without the room that deleted rows left."),
        epilog=_("Exit status: 0 done, 2 not done; then the vault is as it was."),
    )
    actions.add_parser(
        "undo-migration",
        parents=[common],
        help=_("Go back to the vault as it was before a newer version of the program opened it."),
        epilog=_("Exit status: 0 done, 2 not done; then the vault is as it was."),
    )
    salvage = actions.add_parser(
        "salvage",
        parents=[common],
        help=_("Save what can be read of a damaged vault into a new one."),
        epilog=_("Exit status: 0 everything saved, 1 something lost, 2 nothing done."),
    )
    salvage.add_argument(
        "--to",
        metavar="NEWDIR",
        type=Path,
        required=True,
        help=_("A new folder, on a disk with room for the whole vault."),
    )
    _add_escrow(actions, common)
    weights = actions.add_parser(
        "weights",
        parents=[common],
        help=_("Show what tells one person from another by this station's files, and take it."),
        epilog=_("Exit status: 0 shown or done, 1 too few files, 2 nothing done."),
    )
    _add_weights(weights)


def _add_weights(parser: argparse.ArgumentParser) -> None:
    """What may be done with what was shown."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--take", action="store_true", help=_("Weigh so from the next unlocking on.")
    )
    choice.add_argument(
        "--put-back",
        action="store_true",
        help=_("Weigh as the program does, from the next unlocking on."),
    )


def _add_escrow(actions: SubParsers, common: argparse.ArgumentParser) -> None:
    taking = actions.add_parser(
        "escrow",
        parents=[common],
        help=_("Take hidden files out for the Prosecution, when the officer who hid them is lost."),
        epilog=_("Exit status: 0 all of them, 1 some cannot be opened there, 2 nothing done."),
    )
    taking.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help=_("A folder on a USB drive.")
    )
    opening = actions.add_parser(
        "open-escrow",
        parents=[common],
        help=_("At the Prosecution: open hidden files that were taken out of a station's vault."),
        epilog=_("Exit status: 0 everything opened, 1 something lost, 2 nothing done."),
    )
    opening.add_argument("file", metavar="FILE", type=Path, help=_("What was taken out."))
    opening.add_argument(
        "--to",
        metavar="NEWDIR",
        type=Path,
        required=True,
        help=_("A new folder. What is written there is not encrypted."),
    )


def run(args: argparse.Namespace) -> int:
    """Do the action; the exit status."""
    key: UnlockedKey | None = None
    try:
        key = vault_login.unlocked(args)
        return UNREADABLE if key is None else _ACTIONS[args.action](args, key)
    except OutputRefused:
        raise
    except TipdeskError as error:
        complain(error)
        if command := str(error.details.get("copy", "")):
            complain_line(command)
        if isinstance(error, VaultDamaged) and args.action != "salvage":
            saved = _("Or save what can be read: {command}")
            complain_line(saved.format(command=isolated("tipdesk vault salvage --to NEWDIR")))
        if getattr(args, "json", False):
            print(vault_check.refused_json(args.action, error))
        return UNREADABLE
    finally:
        if key is not None:
            key.wipe()


def _check(args: argparse.Namespace, key: UnlockedKey) -> int:
    return WELL if vault_check.run(args, key) else FAULTS


def _audit(args: argparse.Namespace, key: UnlockedKey) -> int:
    return WELL if vault_audit.run(args, key) else FAULTS


_COMPACTING: Mapping[CompactingStep, str] = {
    CompactingStep.CHECKING: N_("1 of 4: every page is checked…"),
    CompactingStep.COPYING: N_("2 of 4: a compact copy is written and checked…"),
    CompactingStep.COMPARING: N_("3 of 4: the copy is compared with the vault…"),
    CompactingStep.PLACING: N_("4 of 4: the copy takes the place of the vault…"),
}


def _compact(args: argparse.Namespace, key: UnlockedKey) -> int:
    """Said step by step, with the sizes before and after."""

    def say(step: CompactingStep) -> None:
        print(_(_COMPACTING[step]), flush=True)

    before, after = compact_vault(vault_login.folder(args), key, system_clock, say)
    sizes = _("Database before: {before}, after: {after}")
    before_text, after_text = vault_check.size_text(before), vault_check.size_text(after)
    print(sizes.format(before=before_text, after=after_text))
    print(_("Result: the vault is compact. Nothing in it has changed."))
    return WELL


def _undo(args: argparse.Namespace, key: UnlockedKey) -> int:
    return WELL if vault_undo.run(args, key) else UNREADABLE


def _salvage(args: argparse.Namespace, key: UnlockedKey) -> int:
    return WELL if vault_salvage.run(args, key) else FAULTS


def _escrow(args: argparse.Namespace, key: UnlockedKey) -> int:
    return WELL if vault_escrow.take(args, key) else FAULTS


def _open_escrow(args: argparse.Namespace, key: UnlockedKey) -> int:
    return WELL if vault_escrow.opened(args, key) else FAULTS


def _weights(args: argparse.Namespace, key: UnlockedKey) -> int:
    """Show the weights, and take them or put them back; whether the files say anything."""
    with at_the_vault(vault_login.folder(args), key, system_clock, "vault weights") as desk:
        weights = MatchWeights(desk)
        if args.put_back:
            weights.put_back()
            print(_("Result: from the next unlocking on the weights of the program hold."))
            return WELL
        estimated = weights.take(Work()) if args.take else weights.estimate(Work())
    print("\n".join(_weight_lines(estimated)))
    if estimated.says_nothing:
        print(
            _(
                "Result: of too few people there are two files to say more than the program: fewer"
                " than {count} pairs. Nothing was changed."
            ).format(count=isolated(str(round(LEAST_PAIRS))))
        )
    elif args.take:
        print(_("Result: from the next unlocking on these weights hold. It is entered."))
    else:
        command = isolated("tipdesk vault weights --take")
        print(_("Nothing was changed. To weigh so: {command}").format(command=command))
    return FAULTS if estimated.says_nothing else WELL


def _weight_lines(estimated: Estimate) -> list[str]:
    if estimated.says_nothing:
        return []
    head = _("Bits for one person: by the program, by the files of this station (pairs)")
    line = _("{what}: {chosen}, {estimated} ({pairs})")
    return [
        head,
        *(
            line.format(
                what=reason_name(weight.says),
                chosen=isolated(f"{weight.chosen:+.1f}"),
                estimated=isolated(f"{weight.chosen + weight.shift:+.1f}"),
                pairs=isolated(f"{weight.pairs:.0f}"),
            )
            for weight in estimated.weights
        ),
    ]


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, UnlockedKey], int]] = {
    "check": _check,
    "audit": _audit,
    "compact": _compact,
    "undo-migration": _undo,
    "salvage": _salvage,
    "escrow": _escrow,
    "open-escrow": _open_escrow,
    "weights": _weights,
}
