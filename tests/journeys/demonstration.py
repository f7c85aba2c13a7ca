"""Somebody looks at the demonstration: waits for its files, locks, closes the window.

Run as `python -m tests.journeys.demonstration FOLDER`. A copy of its vaults is put into FOLDER
before the program takes them away.
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from tests.journeys.stage import play, tell, wait, window
from tests.programs import copy_vault
from tests.ui.drivers.seeing import seen
from tests.ui.drivers.window import hit
from tests.ui.gestures import bare, click, dialogs, texts
from tipdesk.demo.stations import OFFICER
from tipdesk.i18n.text import _

_PATIENCE = 600  # seconds: forty files are written


def look(copy: str) -> None:
    (folder,) = Path(tempfile.gettempdir()).glob("tipdesk-demo-*")
    tell("waiting", text=bare(texts(window())))
    with dialogs():
        wait(lambda: seen(window(), QTableView), "the open vault", _PATIENCE)
    window().activateWindow()
    click(window(), _("Files"))  # from what waits in the shift
    (table,) = (view for view in window().findChildren(QTableView) if view.isVisibleTo(window()))
    tell("listed", rows=table.model().rowCount())
    hit(window(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: OFFICER.passphrase in texts(window()), "who can open it again")
    copy_vault(folder, Path(copy))


if __name__ == "__main__":
    sys.exit(play(look, *sys.argv[1:], words=("--demo",)))
