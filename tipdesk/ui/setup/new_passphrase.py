"""Choosing a passphrase: generated or own, typed twice, with an honest meter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.desk.station.setup import rate_passphrase, suggest_passphrase
from tipdesk.i18n.catalogue import _
from tipdesk.texts.messages import passphrase_advice
from tipdesk.ui.toolkit.parts import button, label, labelled, note, row
from tipdesk.ui.toolkit.passphrase import PassphraseField, StrengthMeter
from tipdesk.ui.toolkit.theme import px


class NewPassphrase(QWidget):
    """`hints` gives the person's code and names: what must not be part of a passphrase."""

    def __init__(self, hints: Callable[[], tuple[str, ...]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = hints
        self._passphrase = PassphraseField()
        self._again = PassphraseField()
        self.faulty: QWidget = self._passphrase  # the field of which `problem()` has spoken
        self._meter = StrengthMeter()
        self._suggest = button(_("Suggest five words"), "arrows-clockwise")
        self._suggested = label("", "passwords", wrap=True)
        self._suggested.setVisible(False)
        advice = _(
            "The person named here types it alone. Nobody can look it up later; "
            "write it down only where you keep your identity card."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(labelled(_("Own passphrase"), self._passphrase))
        box.addWidget(self._meter)
        box.addWidget(row(self._suggest, 1))
        box.addWidget(self._suggested)
        box.addWidget(labelled(_("Once more"), self._again))
        box.addWidget(note(advice))
        self.setFocusProxy(self._passphrase)
        self._suggest.clicked.connect(self._on_suggest)
        self._passphrase.edited.connect(self._on_typed)

    @Slot()
    def _on_suggest(self) -> None:
        words = suggest_passphrase()
        self._suggested.setText(words)
        self._suggested.setVisible(True)
        self._passphrase.set_text(words)
        self._again.clear()
        self._on_typed()
        self._again.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        strength = rate_passphrase(self._passphrase.text(), self._hints())
        advice = passphrase_advice(strength.advice_code)
        self._meter.show_strength(strength.log10_guesses, advice)

    def text(self) -> str:
        """What was chosen; only valid when `problem()` is empty."""
        return self._passphrase.text()

    def problem(self) -> str:
        """What is missing, in words; "" when nothing."""
        self.faulty = self._passphrase
        if not rate_passphrase(self._passphrase.text(), self._hints()).acceptable:
            return _("This passphrase is too easy to guess. Take the five suggested words.")
        if self._passphrase.text() != self._again.text():
            self.faulty = self._again
            return _("The two passphrases differ. Type it once more.")
        return ""

    def wipe(self) -> None:
        """Forget what was typed."""
        self._passphrase.clear()
        self._again.clear()
        self._suggested.clear()
        self._suggested.setVisible(False)
        self._meter.show_strength(0)
