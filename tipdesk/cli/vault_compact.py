"""`tipdesk vault compact`: said step by step, with the sizes before and after."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from tipdesk.cli import vault_login
from tipdesk.cli.vault_check import size_text
from tipdesk.core.clock import system_clock
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.compacting import CompactingStep, compact_vault
from tipdesk.i18n.text import N_, _

_STEPS: Mapping[CompactingStep, str] = {
    CompactingStep.CHECKING: N_("1 of 4: every page is checked…"),
    CompactingStep.COPYING: N_("2 of 4: a compact copy is written and checked…"),
    CompactingStep.COMPARING: N_("3 of 4: the copy is compared with the vault…"),
    CompactingStep.PLACING: N_("4 of 4: the copy takes the place of the vault…"),
}


def run(args: argparse.Namespace, key: UnlockedKey) -> None:
    """Compact the vault and say what was gained."""

    def say(step: CompactingStep) -> None:
        print(_(_STEPS[step]), flush=True)

    before, after = compact_vault(vault_login.folder(args), key, system_clock, say)
    sizes = _("Database before: {before}, after: {after}")
    print(sizes.format(before=size_text(before), after=size_text(after)))
    print(_("Result: the vault is compact. Nothing in it has changed."))
