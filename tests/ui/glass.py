"""What is on the glass: read from the screen itself, at the moment when the vault is written; and
every way in which somebody, or nobody, hides it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import go_to, question
from tests.ui.drivers.locking import rest
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import begun_interview, top_bar
from tests.ui.gestures import PLAIN, click
from tipdesk import app
from tipdesk.i18n.text import _
from tipdesk.ui.shell.leaving import LockReason
from tipdesk.ui.shell.system_events import SystemEvents
from tipdesk.ui.toolkit.privacy import Landscape

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STORY = "قالت إنها وصلت في مارس"


def on_glass(window) -> QImage:
    """What the screen itself shows of a window: what was painted and handed to it, no more."""
    picture = window.screen().grabWindow(window.winId()).toImage()
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def landscape(window) -> QImage:
    """The quiet picture, as large as the window."""
    bare = Landscape()
    bare.resize(window.size())
    return bare.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def is_blank(picture: QImage) -> bool:
    """Whether it shows one colour and nothing else."""
    alike = picture.copy()
    alike.fill(picture.pixelColor(0, 0))
    return picture == alike


def others(window):
    return [
        top_level
        for top_level in QApplication.topLevelWidgets()
        if top_level.isVisible() and top_level is not window
    ]


def is_covered(window) -> bool:
    return on_glass(window) == landscape(window) and all(
        is_blank(on_glass(other)) for other in others(window)
    )


class Watch:
    """What was on the glass whenever the vault was about to be written."""

    def __init__(self, window) -> None:
        self._window = window
        self.covered: list[bool] = []
        vault = vault_of(window.services.session)
        vault._connection.set_trace_callback(self._on_statement)

    def _on_statement(self, statement: str) -> None:
        if statement.lstrip().upper().startswith(("BEGIN", "INSERT", "UPDATE", "DELETE")):
            self.covered.append(is_covered(self._window))


class ToldEvents(SystemEvents):
    """What the system tells, when the test says so."""


def away(why):
    def go(window):
        events = ToldEvents(window)
        app._lock_by(events, window)
        events.away.emit(why)

    return go


def by_key(key, modifier=PLAIN):
    """As `hit`, and nothing is let pass after the key."""

    def press_it(window):
        QApplication.sendEvent(
            QApplication.focusWindow(), QKeyEvent(QEvent.Type.KeyPress, key, modifier)
        )

    return press_it


def by_click(text):
    return lambda window: click(top_bar(window), _(text))


def by_rest(window):
    rest(window)


def by_frame(window):
    window.close()


def by_bug(window):
    window.lock()  # what `catch_bugs` calls


F9 = by_key(Qt.Key.Key_F9)
CTRL_L = by_key(Qt.Key.Key_L, CTRL)
HIDING_ACTS = {
    "F9": F9,
    "Ctrl+L": CTRL_L,
    "Ctrl+Shift+L": by_key(Qt.Key.Key_L, CTRL | SHIFT),
    "curtain": by_click("Cover the screen"),
    "lock": by_click("Lock"),
    "lock and close": by_click("Lock and close"),
    "rest": by_rest,
    "away": away(LockReason.AWAY),
    "sleep": away(LockReason.SLEEP),
    "frame": by_frame,
    "bug": by_bug,
}


def written(window, places, text=STORY):
    """Words that are nowhere but in the window."""
    page = begun_interview(window, places)
    go_to(page, "account")
    editor = question(page, "stmt_arabic").editor
    editor.take_focus()
    QApplication.processEvents()
    edit(page, text)
    return page


def edit(page, text):
    editor = question(page, "stmt_arabic").editor
    editor.show_value(text)
    editor.edited.emit()
