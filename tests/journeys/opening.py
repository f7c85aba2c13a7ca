"""Somebody opens a file with the program: waits, unlocks, and reads the page or the dialog that came.

Run as `python -m tests.journeys.opening VAULT FILE PASSPHRASE page|dialog AWAITED`.
"""

import sys

from tests.journeys.stage import play, tell, unlock, wait_for
from tests.ui.gestures import answer
from tipdesk.i18n.text import _


def open_file(passphrase: str, where: str, awaited: str) -> None:
    wait_for(_("The file that you opened waits until the vault is unlocked."))
    read = [answer(_("Close"), says=_(awaited))] if where == "dialog" else []
    unlock(passphrase, lambda: None, *read)
    if where == "page":
        wait_for(_(awaited))
    tell("opened")


if __name__ == "__main__":
    vault, file, *acted = sys.argv[1:]
    sys.exit(play(open_file, *acted, words=("--vault", vault, file)))
