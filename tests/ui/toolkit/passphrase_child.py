"""Types a passphrase into the window's field, tries it, clears the field, and waits to be looked at.

    python -m tests.ui.toolkit.passphrase_child HOW

It gets the letters as numbers, so that no text of the tests' own lies here.
"""

import json
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tests.ui.gestures import press, type_text
from tipdesk.core.hardening import overwrite_freed
from tipdesk.storage.kdf import FLOOR, key_from_passphrase
from tipdesk.ui.toolkit.confirming import PassphraseField
from tipdesk.ui.toolkit.jobs import JobRunner


def main(how: str) -> None:
    """See above."""
    application = QApplication(["tipdesk"])
    field = PassphraseField()
    field.show()
    line = field.focusProxy()
    signs = [chr(code) for code in json.loads(sys.stdin.readline())]
    if how == "pasted":
        type_text(signs, line)
        line.selectAll()
        for sign in signs:  # the clipboard is another program's memory
            QGuiApplication.clipboard().setText(sign)
            press(Qt.Key.Key_V, line, Qt.KeyboardModifier.ControlModifier)
    else:
        type_text(signs, line)
    if how == "shown":
        overwrite_freed()
        line.actions()[0].trigger()
        line.grab()
    print("typed", flush=True)
    sys.stdin.readline()
    if how == "shown":
        line.actions()[0].trigger()
    if how in ("tried", "refused"):
        derive(application, field.text())
    if how == "refused":
        field.select_all()
        type_text(signs, line)
        derive(application, field.text())
    field.clear()
    del signs
    print("cleared", flush=True)
    sys.stdin.readline()


def derive(application: QApplication, passphrase: str) -> None:
    """As the unlock page does, in a job."""
    jobs, ended = JobRunner(), []
    jobs.run(
        lambda: key_from_passphrase(passphrase, bytes(16), FLOOR),
        done=ended.append,
        failed=ended.append,
    )
    while not ended:
        application.processEvents()
    jobs.close()


if __name__ == "__main__":
    main(sys.argv[1])
