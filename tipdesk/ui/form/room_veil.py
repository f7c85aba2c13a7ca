"""What stands before the indicators until the officer says that the person has left the room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import button, has_focus, label
from tipdesk.ui.toolkit.theme import px


class RoomVeil(QWidget):
    """A calm page with one button. While it is shown, what it hides hangs on nothing: no picture of
    the window and no screen reader's walk through it comes upon that."""

    wide = True
    lifted = Signal()

    def __init__(self) -> None:
        super().__init__()
        sign = label()
        sign.setPixmap(pixmap("eye-slash", "text3", 40))
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(_("For you alone, after the person has left the room"), "h2", wrap=True)
        words = label(
            _(
                "What is recorded here is neither shown nor read out to anybody, and it never "
                "leaves the unit. You are asked at every visit."
            ),
            "muted",
            wrap=True,
        )
        self._names = label(_("Names are hidden"), "fieldLabel")
        self._names.hide()
        self.leave = button(_("The person has left the room"), "eye", "primary")
        self.leave.clicked.connect(self.lifted)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(40), px(20), px(48))
        box.setSpacing(px(14))
        box.addWidget(sign)
        for part in (title, words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(part)
        box.addWidget(self._names, 0, Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignCenter)

    def set_masked(self, masked: bool) -> None:
        """While names are hidden there is no way in; the cursor waits here meanwhile."""
        inside = has_focus(self)
        self._names.setVisible(masked)
        self.leave.setEnabled(not masked)
        if inside:
            self.take_focus()

    def take_focus(self) -> None:
        """Put the cursor on the way in, or here while there is none."""
        (self.leave if self.leave.isEnabled() else self).setFocus()
