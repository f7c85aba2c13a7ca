"""`tipdesk vault escrow` and `open-escrow`: hidden files, when the officer who hid them is lost."""

from __future__ import annotations

import argparse

from tipdesk.cli import vault_login
from tipdesk.core.clock import system_clock
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.escrow_opening import open_taken
from tipdesk.desk.upkeep.escrow_taking import take_out
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.hidden_files import left_out_sentence, signed_sentence, unsigned_sentence


def take(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Take hidden files out for the office; whether all of them."""
    taken = take_out(vault_login.folder(args), key, args.out, system_clock)
    counts = _("Hidden files taken out, sealed to the Prosecution's office: {ready} of {hidden}")
    print(counts.format(ready=isolated(str(taken.ready)), hidden=isolated(str(taken.hidden))))
    print(isolated(str(taken.path)))
    print(
        _(
            "Nobody here can open them. The chain of custody says who took them out. At the office"
            " a prosecutor opens them: {command}"
        ).format(command=isolated("tipdesk vault open-escrow FILE --to NEWDIR"))
    )
    return taken.ready == taken.hidden


def opened(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Open what was taken out, at the office; whether everything opens."""
    files = open_taken(vault_login.folder(args), key, args.file, args.to, system_clock)
    for file in files:
        line = _("File {number}: answers and {count} attached files in {folder}")
        print(
            line.format(
                number=isolated(file.number),
                count=isolated(str(file.contents)),
                folder=isolated(str(file.folder)),
            )
        )
        signer = file.signer
        about_keys = signed_sentence(signer.name, signer.login, signer.code) if signer else ""
        print(f"  {about_keys or unsigned_sentence()}")
        if file.left_out:
            print(f"  ✗ {left_out_sentence(file.left_out)}")
        if file.lost:
            lost = _("Attached files that do not open, or that were never entered: {count}")
            print(f"  ✗ {lost.format(count=isolated(str(file.lost)))}")
    print(_("What lies there is not encrypted. No supervisor has seen these files."))
    return all(
        file.signer and not (file.lost or file.left_out or file.signer.code) for file in files
    )
