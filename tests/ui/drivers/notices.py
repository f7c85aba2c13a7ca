"""The pages of electronic notices, as somebody before them sees and answers them."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QTableView

from tests.ui.drivers.seeing import every, the
from tests.ui.drivers.window import PIN
from tests.ui.gestures import bare, texts, type_text, wait_until
from tipdesk.i18n.text import _
from tipdesk.ui.notices.reviewing import NoticeReviewsPage
from tipdesk.ui.notices.sending import NoticesPage
from tipdesk.ui.setup.pin_places import PinPlaces
from tipdesk.ui.toolkit.fields import BoundedText


def type_shift_pin(dialog: QDialog) -> None:
    """Type the PIN of the shift where it is asked; the sixth digit starts."""
    type_text(PIN, the(dialog, PinPlaces))
    while dialog.isVisible():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def wait_for_list(page: NoticesPage) -> None:
    """Until every file with a notice stands there."""
    wait_until(lambda: _("Reading which files have a notice to send…") not in texts(page))


def listed(page: NoticesPage, number: str) -> str:
    """What is said of a file."""
    (choice,) = [box for box in every(page, QCheckBox) if number in bare(box.text())]
    return bare(choice.accessibleDescription())


def gone_through(page: NoticeReviewsPage) -> list[str]:
    """The lines that wait, or all of them."""
    (table,) = every(page, QTableView)
    model = table.model()
    return [
        bare(" ".join(str(model.index(at, column).data()) for column in range(model.columnCount())))
        for at in range(model.rowCount())
    ]


def write_remark(page: NoticeReviewsPage, words: str) -> None:
    """Type a remark."""
    type_text(words, the(page, BoundedText))
