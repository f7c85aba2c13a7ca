"""What plays a sound without a copy on any disk; a recording from its marked places too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSlider, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.catalogue import _, is_rtl
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.recording_words import length_text
from tipdesk.ui.viewers.sound import StreamPlayer

BEFORE = 5_000  # milliseconds that are heard before a place: writing follows speaking
_LOOK = 200  # milliseconds between two looks at where it is
_OFFSET = Qt.ItemDataRole.UserRole

Place = tuple[int, str]  # milliseconds, what it is


class SoundView(QWidget):
    """Play, pause, move; a list of places beside it. Out of sight it is silent."""

    def __init__(
        self,
        player: StreamPlayer,
        milliseconds: int,
        places: Sequence[Place] = (),
        about: str = "",
    ) -> None:
        super().__init__()
        self._length = milliseconds
        self.player = player
        self._play = button(_("Listen"), "caret-left" if is_rtl() else "caret-right", "primary")
        self._where = label("", "muted")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(_("Where it is"))
        self._slider.setRange(0, max(1, milliseconds))
        self._slider.setSingleStep(5_000)
        self._slider.setPageStep(60_000)
        self.places = QListWidget()
        self.places.setAccessibleName(_("Marked places"))
        for offset, text in places:
            item = QListWidgetItem(f"{length_text(offset)}   {text}")
            item.setData(_OFFSET, offset)
            self.places.addItem(item)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK)
        self._build(about)
        self._play.clicked.connect(self._on_play)
        self._slider.valueChanged.connect(self._on_moved)
        for chosen in (self.places.itemClicked, self.places.itemActivated):
            chosen.connect(self._on_place)
        self._look.timeout.connect(self._on_look)
        self._show(0)

    def _build(self, about: str) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        if about:
            box.addWidget(label(about, "muted", wrap=True))
        box.addWidget(row(self._play, self._slider, self._where, wide=1))
        if self.places.count():
            box.addWidget(label(_("Marked places"), "fieldLabel"))
            hint = _("It is heard from five seconds before the place: writing follows speaking.")
            box.addWidget(label(hint, "muted", wrap=True))
            box.addWidget(self.places, 1)
        else:
            said = _("It is decrypted while it plays. No unencrypted copy is made.")
            box.addWidget(label(said, "muted", wrap=True))
            box.addStretch(1)

    def play_from(self, milliseconds: int) -> None:
        """Begin to play there."""
        try:
            self.player.play(milliseconds / 1000)
        except TipdeskError as error:
            self.stop()
            show_error(self, error)
            return
        self._play.setText(_("Stop"))
        self._look.start()
        self._show(milliseconds)

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()  # under a curtain, after the dialog, in another section
        super().hideEvent(event)

    @Slot()
    def stop(self) -> None:
        """Silence; the place stays."""
        self._look.stop()
        self.player.stop()
        self._play.setText(_("Listen"))

    @Slot()
    def _on_play(self) -> None:
        if self.player.playing:
            self.stop()
        else:
            at = self._slider.value()
            self.play_from(at if at < self._length - 500 else 0)

    @Slot(int)
    def _on_moved(self, milliseconds: int) -> None:
        if self.player.playing:
            self.play_from(milliseconds)
        else:
            self._show(milliseconds)

    @Slot(QListWidgetItem)
    def _on_place(self, item: QListWidgetItem) -> None:
        self.play_from(max(0, int(item.data(_OFFSET)) - BEFORE))

    @Slot()
    def _on_look(self) -> None:
        over, failed = not self.player.playing, self.player.failed
        if over and not failed:
            self._show(self._length)  # how long a sound is, its head tells about
        elif not self._slider.isSliderDown():
            self._show(min(round(1000 * self.player.second), self._length))
        if over:
            self.stop()
            if failed:
                self._where.setText(_("The attachment cannot be read any further."))

    def _show(self, milliseconds: int) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(milliseconds)
        self._where.setText(f"{length_text(milliseconds)} / {length_text(self._length)}")
