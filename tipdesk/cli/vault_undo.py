"""`tipdesk vault undo-migration`: what would go is said and asked about before it is done."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from tipdesk.cli import vault_login
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import NoTerminal
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.undo_migration import Before, UndoStep, undo_migration
from tipdesk.i18n.text import N_, _, ascii_digits, format_datetime, isolated, language

_STEPS: Mapping[UndoStep, str] = {
    UndoStep.KEEPING: N_("1 of 3: the vault as it is now is copied and checked…"),
    UndoStep.PREPARING: N_("2 of 3: the copy from before is checked and prepared…"),
    UndoStep.PLACING: N_("3 of 3: the copy from before takes the place of the vault…"),
}


def run(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Ask, go back and say what follows; whether it was done."""

    def agree(before: Before) -> bool:
        _tell(before)
        return _asked(before.back_to)

    def say(step: UndoStep) -> None:
        print(_(_STEPS[step]), flush=True)

    done = undo_migration(vault_login.folder(args), key, system_clock, agree, say)
    if done is None:
        print(_("Nothing was changed."))
        return False
    print(
        _(
            "Result: the vault is of version {version} again. Open it with the earlier version of"
            " the program: this one would bring it up again."
        ).format(version=isolated(str(done.back_to)))
    )
    return True


def _tell(before: Before) -> None:
    print(
        _("The vault is of version {found}, the copy from before of version {back}.").format(
            found=isolated(str(before.version)), back=isolated(str(before.back_to))
        )
    )
    ended = isolated(format_datetime(before.ended, language()))
    print(_("The last entry in the copy is of {time}.").format(time=ended))
    print(
        _(
            "Nothing was recorded since. Who opened the vault or looked at a file meanwhile"
            " ({count} entries) stays in a copy beside the vault."
        ).format(count=isolated(str(before.entries)))
    )


def _asked(version: int) -> bool:
    """Raises NoTerminal: nobody can type."""
    wanted = str(version)
    try:
        typed = input(_("Type {version} to go back: ").format(version=isolated(wanted)))
    except EOFError as error:
        raise NoTerminal from error
    return ascii_digits(typed).strip() == wanted
