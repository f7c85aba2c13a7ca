"""The filters above the chain of custody: words, who, what, from which day to which."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.cases.custody.reading import AuditEntry, ChainReading, Filter
from tipdesk.core.clock import Clock
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language, search_key, with_code
from tipdesk.texts.messages import action_label, action_text
from tipdesk.ui.form.date_editors import DateField
from tipdesk.ui.toolkit.fields import CalmCombo, search_line
from tipdesk.ui.toolkit.theme import px

_RECOVERY = "recovery"  # who acts when the sheet's words or two shares were given
_PAUSE = 150  # milliseconds after the last key
_DAY, _COMBO = 196, 184  # pixels at 100 %
_ROOMY = 140  # per cent: from there on one line has no room for all


class ChainFilter(QWidget):
    """`changed` when other entries are asked for. What is typed in the search is no part of what is
    printed: paper is filtered by who, what and when."""

    changed = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._entries: tuple[AuditEntry, ...] = ()
        self._words: tuple[str, ...] = ()  # what each is found by; folded at the first search
        self.search = search_line(_("Number or words"))
        self._who, self._what = CalmCombo(), CalmCombo()
        self._first, self._last = DateField(clock), DateField(clock)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        first, self._second = QHBoxLayout(), QHBoxLayout()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self._lines = box
        box.setSpacing(px(8))
        for line in (first, self._second):
            line.setSpacing(px(12))
            box.addLayout(line)
        first.addWidget(self.search, 1)
        for text, combo in ((_("Who"), self._who), (_("What was done"), self._what)):
            combo.setFixedWidth(px(_COMBO))
            combo.setAccessibleName(text)
            first.addWidget(combo)
        for text, hint, day in (
            (_("From the day"), _("From: dd/mm/yyyy"), self._first),
            (_("To the day"), _("To: dd/mm/yyyy"), self._last),
        ):
            day.setFixedWidth(px(_DAY))
            day.line.setAccessibleName(text)
            day.line.setPlaceholderText(hint)
            self._second.addWidget(day)
            day.edited.connect(self._pause.start)
        self.search.textChanged.connect(self._wait)
        for combo in (self._who, self._what):
            combo.currentIndexChanged.connect(self._wait)
        self._pause.timeout.connect(self.changed)

    def add_beside(self, beside: QWidget) -> None:
        """Put what is told of the entries at the end of the second line, with large letters in a
        line of its own."""
        self._second.addStretch(1)
        (self._second if px(100) < _ROOMY else self._lines).addWidget(beside)

    def offer(self, reading: ChainReading) -> None:
        """Offer what this reading has; what was chosen and still is there stays chosen."""
        self._entries, self._words = reading.entries, ()
        who = dict.fromkeys(entry.event.officer for entry in reading.entries if entry.event.officer)
        actions = dict.fromkeys(
            entry.event.action for entry in reading.entries if entry.event.action
        )
        names = {login: _named(login, reading.names.get(login, "")) for login in sorted(who)}
        deeds = sorted(
            ((action_text(action), action) for action in actions), key=lambda pair: pair[0]
        )
        self._fill(self._who, [(_("All staff"), ""), *((text, key) for key, text in names.items())])
        self._fill(self._what, [(_("All actions"), ""), *deeds])

    def wanted(self, number: str = "") -> Filter:
        """What is asked for, without the words; `number` is of a file."""
        return Filter(
            number=number,
            first=self._first.day(),
            last=self._last.day(),
            officer=self._who.currentData() or "",
            action=self._what.currentData() or "",
        )

    def passing(self) -> tuple[AuditEntry, ...]:
        """The entries that are asked for, the newest first."""
        wanted, sought = self.wanted(), search_key(self.search.text()).split()
        if not sought:
            return tuple(entry for entry in reversed(self._entries) if wanted.passes(entry))
        self._words = self._words or tuple(map(_found_by, self._entries))
        pairs = zip(reversed(self._entries), reversed(self._words), strict=True)
        return tuple(
            entry
            for entry, words in pairs
            if all(word in words for word in sought) and wanted.passes(entry)
        )

    def clear(self) -> None:
        """Ask for everything."""
        self.search.clear()
        for day in (self._first, self._last):
            day.show_day(None)
        for combo in (self._who, self._what):
            combo.setCurrentIndex(0)

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    def _fill(self, combo: CalmCombo, items: list[tuple[str, str]]) -> None:
        before = combo.currentData()
        combo.blockSignals(True)
        combo.clear()
        for text, key in items:
            combo.addItem(text, key)
        combo.setCurrentIndex(max(combo.findData(before), 0))
        combo.blockSignals(False)


def code_of(login: str) -> str:
    """The code of who acted; the recovery sheet and shares have none."""
    return "—" if login == _RECOVERY else isolated(login)


def name_of(login: str, name: str) -> str:
    """Who acted, in words."""
    if login == _RECOVERY:
        return _("Recovery sheet or shares")
    return isolate(name) or "—"


def _named(login: str, name: str) -> str:
    if login == _RECOVERY:
        return name_of(login, name)
    return with_code(login, name)


def _found_by(entry: AuditEntry) -> str:
    event = entry.event
    at = format_datetime(event.at, language()) if event.at else ""
    parts = (str(event.seq), at, action_label(event), entry.number, event.officer, entry.name)
    return search_key(" ".join(parts))
