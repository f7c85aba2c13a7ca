"""`tipdesk vault weights`: what birth, sex and documents weigh between two files."""

from __future__ import annotations

import argparse

from tipdesk.cases.persons.estimating import LEAST_PAIRS, Estimate
from tipdesk.cli import vault_login
from tipdesk.core.clock import system_clock
from tipdesk.core.work import Work
from tipdesk.desk.files.match_weights import MatchWeights
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.same_person import reason_name


def add_arguments(parser: argparse.ArgumentParser) -> None:
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


def run(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Show the weights, and take them or put them back; whether the files say anything."""
    with at_the_vault(vault_login.folder(args), key, system_clock, "vault weights") as desk:
        weights = MatchWeights(desk)
        if args.put_back:
            weights.put_back()
            print(_("Result: from the next unlocking on the weights of the program hold."))
            return True
        said = weights.take(Work()) if args.take else weights.estimate(Work())
    print("\n".join(_lines(said)))
    if said.says_nothing:
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
    return not said.says_nothing


def _lines(said: Estimate) -> list[str]:
    if said.says_nothing:
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
            for weight in said.weights
        ),
    ]
