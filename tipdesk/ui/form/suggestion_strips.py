"""What is suggested at a place of a section: a calm line each, with the button that takes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tipdesk.cases.interview.suggestions import Suggestion
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.parts import button
from tipdesk.ui.toolkit.strips import Strip


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion in words, as it stands at one place."""

    suggestion: Suggestion
    what: str  # the row or the answer
    why: str = ""  # the answer that led to it; '' where that stands beside it
    taken: bool = False  # it was added just now, and can be taken back


class SuggestionStrip(Strip):
    """One suggestion; its button takes it, and then takes it back."""

    def __init__(self, *, urgent: bool) -> None:
        self.press = button("", "")
        super().__init__(kind="notewarn" if urgent else "note", action=self.press)
        self.offer: Offer | None = None

    def show_offer(self, offer: Offer) -> None:
        """Say it, and what the button does now."""
        self.offer = offer
        said = _("Added: {what}.") if offer.taken else _("Suggested: {what}.")
        why = _("The reason is the answer “{why}”.").format(why=offer.why) if offer.why else ""
        self.set_text(f"{said.format(what=offer.what)} {'' if offer.taken else why}".strip())
        deed = _("Add") if offer.suggestion.repeat else _("Fill in")
        deed = _("Take it back") if offer.taken else deed
        self.press.setText(isolate(deed))
        named = _("{question}: {part}").format(question=offer.what, part=deed)
        self.press.setAccessibleName(named)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What takes the focus."""
        return (self.press,)


class SuggestionStrips(QObject):
    """The lines of one section, made when they are needed and kept."""

    pressed = Signal(object)  # Offer

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.made: dict[str, dict[tuple[str, str], SuggestionStrip]] = {}  # by path

    def at(self, path: str, offers: Iterable[Offer]) -> list[SuggestionStrip]:
        """The lines that stand at `path`, brought up to date."""
        found = []
        for offer in offers:
            here, key = self.made.setdefault(path, {}), offer.suggestion.key
            strip = here.get(key)
            if strip is None:
                strip = here[key] = SuggestionStrip(urgent=offer.suggestion.urgent)
                strip.press.clicked.connect(lambda _down=False, s=strip: self.pressed.emit(s.offer))
            strip.show_offer(offer)
            found.append(strip)
        return found
