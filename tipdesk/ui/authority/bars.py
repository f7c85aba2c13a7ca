"""The line above the authority's pages and the line below them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QToolButton, QWidget

from tipdesk.i18n.text import N_, _, isolate, isolated
from tipdesk.texts import keys
from tipdesk.ui.toolkit import keyboard
from tipdesk.ui.toolkit.layouts import ToolRow
from tipdesk.ui.toolkit.parts import label, row, tool
from tipdesk.ui.toolkit.theme import pixmap, px

_PAGES: Mapping[str, tuple[str, str]] = {  # name → words, picture
    "authority": (N_("People"), "users"),
    "authority_requests": (N_("Requests"), "tray-arrow-down"),
    "authority_places": (N_("Stations and offices"), "bank"),
    "authority_lists": (N_("Trust list"), "shield-check"),
    "authority_kits": (N_("Station kits"), "package"),
}


class AuthorityBar(QFrame):
    """The pages, and the ways to be private."""

    page_asked = Signal(str)
    masked_changed = Signal(bool)
    lock_asked = Signal()
    end_asked = Signal()  # lock, and end the program
    help_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._pages: dict[str, QToolButton] = {}
        for name, (words, picture) in _PAGES.items():
            self._pages[name] = tool(_(words), picture)
            self._pages[name].setCheckable(True)
            self._pages[name].clicked.connect(lambda _on, name=name: self._on_page(name))
        self.hide_names = tool(_("Hide names"), "eye-slash", keys.HIDE_NAMES)
        self.hide_names.setCheckable(True)
        self.hide_names.toggled.connect(self.masked_changed)
        lock = tool(_("Lock"), "lock", keys.LOCK)
        lock.clicked.connect(self.lock_asked)
        end = tool(_("Lock and close"), "power", keys.LOCK_AND_CLOSE)
        end.clicked.connect(self.end_asked)
        help_tool = tool(_("Help"), "question", keys.HELP)
        help_tool.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        help_tool.clicked.connect(self.help_asked)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(20), px(6), px(20), px(6))
        box.addWidget(ToolRow(*self._pages.values(), None, help_tool, self.hide_names, lock, end))
        self._current = ""

    def _on_page(self, name: str) -> None:
        self.show_current(self._current)  # until it is shown
        self.page_asked.emit(name)

    def show_current(self, page: str) -> None:
        """Mark the page that is shown."""
        self._current = page
        for name, part in self._pages.items():
            part.setChecked(name == page)


class AuthorityStatus(QFrame):
    """Whose authority this is, whether something is being done, and the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        drive, self._keys, seal = label(), label(), label()
        for part, picture in ((drive, "hard-drives"), (self._keys, "keyboard"), (seal, "bank")):
            part.setPixmap(pixmap(picture, "text3", 16))
        offline = label(_("The keys are encrypted in this folder • no network"), "faint")
        self._agency, self._keyboard = label("", "faint"), label("", "faint")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedWidth(px(120))
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self._busy.hide()
        box = QHBoxLayout(self)
        box.setContentsMargins(px(20), px(4), px(20), px(4))
        box.addWidget(row(drive, offline, spacing=px(6)))
        box.addSpacing(px(16))
        box.addWidget(self._busy)
        box.addStretch(1)
        box.addWidget(row(self._keys, self._keyboard, spacing=px(6)))
        box.addSpacing(px(16))
        box.addWidget(row(seal, self._agency, spacing=px(6)))
        self._watch = keyboard.KeyboardWatch(self)
        self._watch.changed.connect(self._on_keyboard)
        self._on_keyboard()

    def show_agency(self, agency: str) -> None:
        """Name the agency; '' is nobody's."""
        self._agency.setText(isolate(agency))

    def show_busy(self, busy: bool) -> None:
        """Whether an act runs."""
        self._busy.setVisible(busy)

    def _on_keyboard(self) -> None:
        known = keyboard.short_name()
        self._keyboard.setText(isolated(known) if known else "")
        self._keyboard.setAccessibleName(keyboard.sentence())
        self._keys.setVisible(bool(known))
