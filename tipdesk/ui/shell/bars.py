"""The line above the pages (where one is, privacy) and the line below them (what is kept)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from tipdesk.cases.model import StationKind
from tipdesk.i18n.text import _, isolated
from tipdesk.texts import keys
from tipdesk.texts.messages import role_label
from tipdesk.ui.toolkit import keyboard
from tipdesk.ui.toolkit.layouts import ToolRow
from tipdesk.ui.toolkit.parts import label, row, tool
from tipdesk.ui.toolkit.theme import pixmap, px

if TYPE_CHECKING:
    from tipdesk.desk.session.session import Session


class TopBar(QFrame):
    """Home, the station, and the four ways to be private."""

    shift_asked = Signal()
    home_asked = Signal()
    station_asked = Signal()
    masked_changed = Signal(bool)
    privacy_screen_asked = Signal()
    lock_asked = Signal()
    end_asked = Signal()  # lock, and end the program
    help_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._shift = tool(_("Shift"), "house")
        self._home = tool(_("Files"), "stack")
        self._station = tool(_("Station"), "gear")
        self.hide_names = tool(_("Hide names"), "eye-slash", keys.HIDE_NAMES)
        self.hide_names.setCheckable(True)
        self.hide_names.toggled.connect(self.masked_changed)
        self._privacy_screen = tool(_("Cover the screen"), "shield-checkered", keys.COVER)
        self._lock = tool(_("Lock"), "lock", keys.LOCK)
        self._end = tool(_("Lock and close"), "power", keys.LOCK_AND_CLOSE)
        self._help = tool(_("Help"), "question", keys.HELP)
        self._help.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for part, asked in (
            (self._shift, self.shift_asked),
            (self._home, self.home_asked),
            (self._station, self.station_asked),
            (self._privacy_screen, self.privacy_screen_asked),
            (self._lock, self.lock_asked),
            (self._end, self.end_asked),
            (self._help, self.help_asked),
        ):
            part.clicked.connect(asked)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(20), px(6), px(20), px(6))
        pages, deeds = (
            (self._shift, self._home, self._station),
            (self._help, self.hide_names, self._privacy_screen, self._lock, self._end),
        )
        box.addWidget(ToolRow(*pages, None, *deeds))
        self._current = ""
        for part in pages:
            part.setCheckable(True)
            part.clicked.connect(lambda: self.show_current(self._current))

    def show_current(self, page: str) -> None:
        """Mark the page that is shown: the home page or the station; a file is neither."""
        self._current = page
        self._shift.setChecked(page == "shift")
        self._home.setChecked(page in ("files", "receiving"))
        self._station.setChecked(page == "station")

    def show_unread(self, unread: bool) -> None:
        """Whether something is said at home that nobody has read."""
        text = _("Shift")
        self._shift.setText(f"{text} •" if unread else text)
        about = _("There is something to read") if unread else text
        self._shift.setToolTip(about)
        self._shift.setAccessibleName(f"{text}. {about}" if unread else text)

    def show_session(self, session: Session) -> None:
        """Name the home page after what the station is for; an administrator has none."""
        receiving = session.station.kind is StationKind.RECEIVING
        text = _("Receiving") if receiving else _("Files")
        self._shift.setVisible(session.has_counter and not receiving)
        self._home.setVisible(session.has_counter)
        self._home.setText(text)
        self._home.setAccessibleName(text)


class StatusBar(QFrame):
    """What is kept and who works here: always in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._picture = label()
        self._saved = label("", "faint")
        self._saved.setAccessibleName(_("State of saving"))
        self._keyboard = label("", "faint")
        self._officer = label("", "faint")
        offline = label(_("Encrypted on this computer • no network"), "faint")
        drive = label()
        drive.setPixmap(pixmap("hard-drives", "text3", 16))
        self._keys = label()
        self._keys.setPixmap(pixmap("keyboard", "text3", 16))
        person = label()
        person.setPixmap(pixmap("user-circle", "text3", 16))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(20), px(4), px(20), px(4))
        box.addWidget(row(self._picture, self._saved, spacing=px(6)))
        box.addSpacing(px(16))
        box.addWidget(row(drive, offline, spacing=px(6)))
        box.addStretch(1)
        box.addWidget(row(self._keys, self._keyboard, spacing=px(6)))
        box.addSpacing(px(16))
        box.addWidget(row(person, self._officer, spacing=px(6)))
        self._watch = keyboard.KeyboardWatch(self)
        self._watch.changed.connect(self._on_keyboard)
        self._on_keyboard()

    def show_session(self, session: Session) -> None:
        """Name the officer by code and role, never more."""
        officer = session.officer
        self._officer.setText(f"{isolated(officer.login)} • {role_label(officer.role)}")

    def forget(self) -> None:
        """Nobody works here now."""
        self._officer.clear()
        self.show_saved("", "", "")

    def show_saved(self, text: str, icon_name: str, colour: str) -> None:
        """The state of saving in words, with its sign; "" shows nothing."""
        self._saved.setText(text)
        if text:
            self._picture.setPixmap(pixmap(icon_name, colour, 16))
        else:
            self._picture.clear()

    def _on_keyboard(self) -> None:
        known = keyboard.short_name()
        self._keyboard.setText(isolated(known) if known else "")
        self._keyboard.setAccessibleName(keyboard.sentence())
        self._keys.setVisible(bool(known))
