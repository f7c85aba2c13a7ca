"""Help beside the page that is shown: what it is for, and its keys. No window above the account.

One text a page and language, `resources/help/<ar|en>/<page>.md`, at most 250 words; the keys come
from the table of keys (`texts.keys`). It holds nothing of a vault, and goes with every cover.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from tipdesk.core.settings import resource
from tipdesk.i18n.text import _, isolated, language
from tipdesk.texts import keys
from tipdesk.texts.keys import KeyScope
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px

PAGES = (
    *("unlock", "setup", "restore", "renew", "demo"),
    "shift",
    *("files", "interview", "night", "writing", "offers", "readback", "review", "paper"),
    *("attachments", "casework", "export", "receiving", "received", "station", "custody"),
    *("reasons", "requests", "notices", "notice_reviews", "taking_over", "due", "load", "teams"),
    "directory",
    "calendar",
    "events",
    *("authority_opening", "authority_founding", "authority"),
    *("authority_requests", "authority_places", "authority_lists", "authority_kits"),
)
"""Every page that has help: those of an unlocked vault by their names in `ui.shell.page_book`,
those of the authority's window by theirs in `ui.authority.window`."""

_SCOPES: Mapping[str, KeyScope] = {
    "shift": KeyScope.SHIFT,
    "files": KeyScope.FILES,
    "interview": KeyScope.INTERVIEW,
    "night": KeyScope.NIGHT,
    "writing": KeyScope.WRITING,
    "offers": KeyScope.OFFERS,
    "readback": KeyScope.READING,
    "review": KeyScope.FILE,
    "attachments": KeyScope.FILE,
    "casework": KeyScope.CASEWORK,
    "due": KeyScope.DEADLINES,
    "calendar": KeyScope.CALENDAR,
    "events": KeyScope.EVENTS,
    "paper": KeyScope.DOCUMENT,
    "authority": KeyScope.AUTHORITY,
}
_BEFORE = frozenset({"authority_opening", "unlock", "setup", "restore", "renew", "demo"})
"""What stands before an open vault, or an open authority."""
_ALONE = frozenset({"writing", "offers"})  # what takes the whole window
_OF_VAULTS = frozenset({keys.WINDOW_LOOKS})  # no key of the authority's window
_LEAST, _MOST, _PAGE = 300, 420, 1024  # pixels: of the panel, and what a page needs


def text_of(page: str) -> str:
    """The help of a page in the language of the screen (Markdown)."""
    return resource("help", language(), f"{page}.md").read_text("utf-8")


def keys_of(page: str) -> tuple[keys.Key, ...]:
    """The keys that do something on a page, its own before those of everywhere."""
    own = _SCOPES.get(page)
    here = [key for key in keys.TABLE if own is not None and own in key.scopes]
    everywhere = [key for key in keys.TABLE if KeyScope.EVERYWHERE in key.scopes]
    if page.startswith("authority"):
        everywhere = [key for key in everywhere if key not in _OF_VAULTS]
    return (*here, *([keys.HELP] if page in _BEFORE else everywhere))


def _prints_card(page: str) -> bool:
    """Whether the page of papers can be turned to from here: of an open vault, with no statement
    alone in the window."""
    return not (page in _BEFORE or page in _ALONE or page.startswith("authority"))


class HelpPanel(QFrame):
    """Opened and closed by F1; Escape closes it too."""

    turned = Signal(bool)  # it is open now, or no more
    card_asked = Signal()  # all keys of the program on paper

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self._page = ""
        close = button(_("Close"), "x", "ghost")
        close.clicked.connect(self.end)
        self._card = button(_("Print the key card"), "printer", "ghost")
        self._card.setToolTip(_("All keys of the program, on one sheet"))
        self._card.clicked.connect(self.card_asked)
        self.words = QTextBrowser()
        self.words.setOpenLinks(False)
        self.words.setFrameShape(QFrame.Shape.NoFrame)
        self.words.setAccessibleName(_("Help"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(8), px(4), px(8))
        box.addWidget(row(label(_("Help"), "fieldLabel"), 1, close))
        box.addWidget(self.words, 1)
        box.addWidget(row(self._card, 1))
        self.hide()

    @property
    def page(self) -> str:
        """Of which page it speaks; '' while it is closed."""
        return "" if self.isHidden() else self._page

    def toggle(self, page: str) -> None:
        """Open it for a page, or close it."""
        if self.page:
            self.end()
        elif page:
            self._page = page
            self._fill()
            self.show()
            self.turned.emit(True)

    def follow(self, page: str) -> None:
        """Another page is shown; '' is none that has help."""
        if not self.page or page == self._page:
            return
        if page:
            self._page = page
            self._fill()
        else:
            self.end()

    def end(self) -> None:
        """Close it; the cursor goes back to the page where it was."""
        if self.page:
            self.hide()
            self.turned.emit(False)

    def fit(self, window: int) -> bool:
        """Take what a page leaves of a window as wide as this; all of it where that is too little:
        whether the page has room beside it."""
        beside = window - _PAGE >= _LEAST
        self.setFixedWidth(min(_MOST, window - _PAGE) if beside else window)
        return beside

    def _fill(self) -> None:
        self._card.setVisible(_prints_card(self._page))
        lines = [f"- **{isolated(key.text)}** {_(key.does)}" for key in keys_of(self._page)]
        text = re.sub("`([^`]+)`", lambda key: f"**{isolated(key[1])}**", text_of(self._page))
        self.words.setMarkdown("\n".join((text, f"## {_('Keys')}", "", *lines)))
        every = QTextCursor(self.words.document())
        every.select(QTextCursor.SelectionType.Document)
        turned = QTextBlockFormat()
        turned.setLayoutDirection(self.layoutDirection())
        turned.setAlignment(Qt.AlignmentFlag.AlignLeft)  # where the language begins
        every.mergeBlockFormat(turned)
        self.words.document().setDocumentMargin(px(8))
        self.words.verticalScrollBar().setValue(0)
