"""The rights in one flow: one a line, large, in the person's language; what was said is recorded.

Space says that the right in sight was said, and goes on; Return after the last ends it. Where the
station has a recording of them, they may be heard to its end instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from tipdesk.desk.paper.language_cards import RightsRead
from tipdesk.i18n.language_cards import has_card, language_card, officers_card
from tipdesk.i18n.text import _, isolated, language
from tipdesk.ui.form.place_links import SpokenText
from tipdesk.ui.interview.language_help import draft_note
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said
from tipdesk.ui.toolkit.parts import Strip, button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.sound import Player

SPOKEN, HEARD = "spoken", "audio"  # how they were explained, as the form has it
_MARGINS = (36, 26, 36, 20)  # at 100 %
_EDGE = 60  # pixels at 100 % that the window shows around it
_LOOK = 250  # milliseconds between two looks at whether the recording has ended


class RightsFlow(Dialog):
    """`rights` are codes with the words of the form, for one that a card does not have."""

    def __init__(
        self, services: Services, rights: Mapping[str, str], spoken: str, parent: QWidget
    ) -> None:
        super().__init__(parent, _("Rights"), Shape(margins=_MARGINS, spacing=14))
        self._rights = dict(rights)
        self._codes: Sequence[str] = tuple(rights)
        own = officers_card(language())
        self._card = language_card(spoken) if has_card(spoken) else own
        self._below = None if self._card is own else own
        self._at, self._gone_through, self._heard = 0, 0, False
        self._sound = services.session.voices.find(self._card.language, "rights")
        self._player = Player()
        self._ended = QTimer(self)
        self._ended.setInterval(_LOOK)
        self._ended.timeout.connect(self._on_look)
        self._build(draft=services.session.cards.sign_off(self._card.language) is None)
        room = parent.window().size() - QSize(px(_EDGE), px(_EDGE))
        self.setFixedSize(room)  # nothing moves from one right to the next
        self.finished.connect(self._player.stop)
        self._show()

    def _build(self, *, draft: bool) -> None:
        self._place = label("", "muted")
        self._progress = QProgressBar()
        self._progress.setRange(0, len(self._codes))
        self._progress.setTextVisible(False)
        self._words, self._own_words = SpokenText("right"), label("", "muted", wrap=True)
        self._listen = button(_("Listen"))
        self._done = button(_("All were said"), "check", "primary")
        for part in (self._listen, self._done):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space and Return are the flow's
            part.setAutoDefault(False)
        self._listen.setVisible(self._sound is not None)
        self.add_heading(f"{_('Rights')} • {self._card.label[language()]}")
        if draft:
            self.box.addWidget(Strip(draft_note(), "notewarn"))
        self.box.addWidget(row(self._place, self._progress, wide=1))
        self.box.addStretch(1)
        self.box.addWidget(self._words)
        self.box.addWidget(self._own_words)
        self.box.addStretch(2)
        keys_ = _("{space}: said, the next one • {back}: back • {end} after the last: done")
        named = {"space": "Space", "back": "Backspace", "end": "Return"}
        keys_ = keys_.format(**{key: isolated(name) for key, name in named.items()})
        self.box.addWidget(label(keys_, "faint"))
        self.add_buttons(self._listen, 1, self._done)
        self._listen.clicked.connect(self._on_listen)
        self._done.clicked.connect(self.accept)

    # --- what came of it --------------------------------------------------------------------

    @property
    def read(self) -> RightsRead:
        """What was said so far; a recording that was heard to its end says all."""
        codes = self._codes if self._heard else self._codes[: self._gone_through]
        return RightsRead(tuple(codes), HEARD if self._heard else SPOKEN, self._card.language)

    @property
    def _complete(self) -> bool:
        return self._heard or self._gone_through == len(self._codes)

    # --- one after the other ----------------------------------------------------------------

    def _show(self) -> None:
        code = self._codes[self._at]
        number, count = isolated(str(self._at + 1)), isolated(str(len(self._codes)))
        self._place.setText(_("Right {number} of {count}").format(number=number, count=count))
        text = self._card.text("rights", code)
        if text:
            self._words.say(text, self._card.language)
        else:
            self._words.say(self._rights[code], officers_card(language()).language)
        below = self._below.text("rights", code) if self._below is not None and text else ""
        self._own_words.setText(below)
        self._progress.setValue(len(self._codes) if self._heard else self._gone_through)
        self._done.setEnabled(self._complete)
        self.setAccessibleName(self._place.text())
        self.setAccessibleDescription(self._words.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return  # a key that is held down says nothing
        match event.key():
            case Qt.Key.Key_Space:
                self._gone_through = max(self._gone_through, self._at + 1)
                self._at = min(self._at + 1, len(self._codes) - 1)
                self._show()
            case Qt.Key.Key_Backspace:
                self._at = max(0, self._at - 1)
                self._show()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self._complete:
                    self.accept()
            case _:
                super().keyPressEvent(event)

    # --- the recording ----------------------------------------------------------------------

    @Slot()
    def _on_listen(self) -> None:
        if self._sound is None or self._player.playing:
            self._ended.stop()
            self._player.stop()
            self._listen.setText(_("Listen"))
            return
        with errors_said(self) as attempt:
            self._player.play(self._sound)
        if not attempt.failed:
            self._listen.setText(_("Stop"))
            self._ended.start()

    @Slot()
    def _on_look(self) -> None:
        """It has come to its end."""
        if not self._player.playing:
            self._ended.stop()
            self._heard = not self._player.failed
            self._listen.setText(_("Listen"))
            self._show()


def rights_said(
    services: Services, rights: Mapping[str, str], spoken: str, parent: QWidget
) -> RightsRead | None:
    """Go through the rights with the person; None: nothing was said. What was said before somebody
    broke off was said."""
    dialog = RightsFlow(services, rights, spoken, parent)
    dialog.exec()
    read = dialog.read
    dialog.deleteLater()
    return read if read.codes else None
