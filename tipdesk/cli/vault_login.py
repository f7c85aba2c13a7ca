"""Who opens a vault from the terminal: a passphrase, the words of the sheet, or two shares."""

from __future__ import annotations

import argparse
from pathlib import Path

from tipdesk.cli.output import complain_line, typed_unseen
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import NoTerminal, VaultMissing
from tipdesk.core.installation import check_first_start, mark_open, this_installation
from tipdesk.core.settings import default_vault_dir
from tipdesk.desk import locked_vault, unlocking
from tipdesk.desk.station import shares
from tipdesk.i18n.text import _, clean, isolated
from tipdesk.texts.messages import wait_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The vault's folder, and how it is opened."""
    parser.add_argument("--vault", metavar="DIR", type=Path, help=_("The folder of the vault."))
    parser.add_argument("--login", metavar="CODE", help=_("The officer's code, else it is asked."))
    recovery = parser.add_mutually_exclusive_group()
    recovery.add_argument(
        "--words",
        action="store_true",
        help=_("Open with the 24 words of the recovery sheet, which are asked."),
    )
    recovery.add_argument(
        "--shares",
        action="store_true",
        help=_("Open with two recovery shares and their PINs, which are asked."),
    )


def folder(arguments: argparse.Namespace) -> Path:
    """The vault that is meant."""
    return default_vault_dir(arguments.vault)


def unlocked(arguments: argparse.Namespace) -> unlocking.UnlockedKey | None:
    """Ask at the terminal and derive the key. Wipe it. None: it is too soon after failures, as is
    said.

    Raises:
        ProgramDamaged: this program is new here and not what its manifest says; nothing is asked.
        NoTerminal: nobody can type.
        WrongPassphrase, UnknownLogin, WrongRecoveryWords, WrongShare, VaultMissing, VaultDamaged,
        VaultTooNew
    """
    vault_dir = folder(arguments)
    _as_the_window_does()
    if locked_vault.vault_state(vault_dir) == "missing":
        raise VaultMissing  # nothing is asked
    try:
        if arguments.words:
            return unlocking.unlock_with_words(vault_dir, typed_unseen(_("Recovery words: ")))
        if _too_soon(vault_dir):
            return None
        if arguments.shares:
            return _by_shares(vault_dir)
        login = arguments.login or input(_("Officer's code: "))
        prompt = _("Passphrase of {login}: ").format(login=isolated(clean(login).strip()))
        return unlocking.unlock(vault_dir, login, typed_unseen(prompt))
    except EOFError as error:
        raise NoTerminal from error


def _as_the_window_does() -> None:
    """A vault is opened by a whole program alone, which nobody takes away meanwhile."""
    installation = this_installation()
    check_first_start(installation)
    if installation.base is not None:
        mark_open(installation.base)


def _by_shares(vault_dir: Path) -> unlocking.UnlockedKey:
    opened: list[shares.OpenedShare] = []
    try:
        while len(opened) < shares.NEEDED:
            words = typed_unseen(_("Words of a recovery share: "))
            pin = typed_unseen(_("Its PIN: "))
            opened.append(shares.open_share(vault_dir, words, pin, system_clock))
        return shares.unlock_shares(vault_dir, *opened)
    finally:
        for share in opened:
            share.wipe()


def _too_soon(vault_dir: Path) -> bool:
    """After failures the terminal waits as the window does."""
    left = locked_vault.seconds_to_wait(vault_dir)
    if left > 0:
        complain_line(wait_text(left))
    return left > 0
