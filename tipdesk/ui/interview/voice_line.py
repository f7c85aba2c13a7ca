"""The recorded voice of one card: listen, stop, and for a supervisor add and remove."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.catalogue import _, is_rtl
from tipdesk.i18n.language_cards import Part
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import ask, errors_said, show_error
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.sound_part import Player

_SOUNDS = "*.wav *.mp3 *.flac"
_LOOK = 250  # milliseconds between two looks at whether it has ended


class VoiceLine(QWidget):
    """Shows what there is for the card that `load` names."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._card: tuple[str, Part] = ("", "rights")
        self.player = Player()
        self._state = label("", "muted")
        self._listen = button(_("Listen"), "caret-left" if is_rtl() else "caret-right")
        self._add = button(_("Add a recording…"), "plus", "ghost")
        self._remove = button(_("Remove the recording"), "trash", "ghost")
        self._ended = QTimer(self)
        self._ended.setInterval(_LOOK)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        for part in (self._listen, self._state):
            box.addWidget(part)
        box.addStretch(1)
        for part in (self._remove, self._add):
            box.addWidget(part)
        self._listen.clicked.connect(self._on_listen)
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        self._ended.timeout.connect(self._on_look)

    def load(self, language: str, part: Part) -> None:
        """Another card is in front; what was playing stops."""
        self.stop()
        self._card = (language, part)
        voices = self._services.session.voices
        there = voices.find(*self._card) is not None
        self._listen.setEnabled(there)
        self._state.setText("" if there else _("No recording of this card yet"))
        self._add.setVisible(voices.may_change)
        self._remove.setVisible(voices.may_change and there)

    @Slot()
    def stop(self) -> None:
        """Silence."""
        self._ended.stop()
        self.player.stop()
        self._listen.setText(_("Listen"))

    @Slot()
    def _on_listen(self) -> None:
        if self.player.playing:
            self.stop()
            return
        body = self._services.session.voices.find(*self._card)
        if body is None:
            return
        try:
            self.player.play(body)
        except TipdeskError as error:
            show_error(self, error)
            return
        self._listen.setText(_("Stop"))
        self._ended.start()

    @Slot()
    def _on_look(self) -> None:
        if not self.player.playing:
            self.stop()

    @Slot()
    def _on_add(self) -> None:
        path = choose_file(self, _("Choose a recording"), _SOUNDS)
        if path is not None:
            with errors_said(self):
                self._services.session.voices.add(*self._card, path)
            self.load(*self._card)
            self._add.setFocus()

    @Slot()
    def _on_remove(self) -> None:
        title = _("Remove this recording?")
        text = _("It is deleted from this vault. The text of the card stays.")
        if ask(self, title, text, _("Remove the recording"), grave=True):
            with errors_said(self):
                self._services.session.voices.remove(*self._card)
            self.load(*self._card)
            self._add.setFocus()
