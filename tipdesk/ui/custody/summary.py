"""What a chain of custody proves, in strips above its entries, and where its times are
uncertain."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.custody.reading import ChainReading
from tipdesk.i18n.text import _, format_datetime, isolated, language, ngettext, with_code
from tipdesk.ui.toolkit.parts import Strip, StripKind, button, clear
from tipdesk.ui.toolkit.theme import px


class ChainSummary(QWidget):
    """Nothing while the chain is being read."""

    exceptions_asked = Signal()  # what does not hold
    times_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reading: ChainReading | None = None
        self._masked = False
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(8))

    def show_reading(self, reading: ChainReading | None) -> None:
        """Tell of what was read; None: it is being read."""
        self._reading = reading
        clear(self._box)
        if reading is not None:
            self._box.addWidget(self._proof(reading))
            if reading.spans:
                self._box.addWidget(self._times(reading))

    def set_masked(self, masked: bool) -> None:
        """Hide or show the name of who sealed (F7)."""
        self._masked = masked
        self.show_reading(self._reading)

    def _proof(self, reading: ChainReading) -> Strip:
        if reading.holds:
            return Strip(_holds(reading, {} if self._masked else reading.names), "note")
        ask = button(_("What to do…"))
        ask.clicked.connect(self.exceptions_asked)
        count = len(reading.objections)
        text = ngettext(
            "Verification found {count} discrepancy. Do not rely on what it names.",
            "Verification found {count} discrepancies. Do not rely on what they name.",
            count,
        ).format(count=isolated(str(count)))
        return Strip(text, "notedanger", ask)

    def _times(self, reading: ChainReading) -> Strip:
        look = button(_("View the times…"), "clock")
        look.clicked.connect(self.times_asked)
        unstated = sum(not span.attested for span in reading.spans)
        kind: StripKind = "notewarn" if unstated else "note"
        count = len(reading.spans)
        template = ngettext(
            "The time is uncertain in {count} span of entries; without a supervisor's "
            "statement: {unstated}.",
            "The time is uncertain in {count} spans of entries; without a supervisor's "
            "statement: {unstated}.",
            count,
        )
        text = template.format(count=isolated(str(count)), unstated=isolated(str(unstated)))
        return Strip(text, kind, look)


def _holds(reading: ChainReading, names: Mapping[str, str]) -> str:
    """What the proof says, and what it cannot."""
    seal = reading.sealed_to
    when = isolated(format_datetime(seal.at, language())) if seal and seal.at else "—"
    return _(
        "All {count} entries that are here follow one another. The last seal is on "
        "entry {sealed}, in the name of {officer}, {when}. Somebody with a passphrase "
        "of the station who works outside this window could rewrite entries and seals, "
        "or remove the last ones; only a number that left the station shows it. A "
        "question mark: the clock was uncertain."
    ).format(
        count=isolated(str(reading.count)),
        sealed=isolated(str(seal.last if seal else 0)),
        officer=with_code(seal.login, names.get(seal.login, "")) if seal else "—",
        when=when,
    )
