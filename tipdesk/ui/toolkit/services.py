"""What every page is given, and how a page is written.

    class ExamplePage(QWidget):
        left = Signal(object)                      # says what happened, in the past tense

        def __init__(self, services: Services, parent: QWidget | None = None) -> None:
            super().__init__(parent)
            self._services = services
            self._build()                          # widgets and layouts, from `ui.toolkit.parts`
            self._connect()                        # signals to slots `_on_…`

        def load(self, case: Case) -> None:        # read the session anew and show it

Building reads nothing from the vault; `load` may be called again at any time. Pages do not import
each other and hold no rule: they say by signal what was asked for, and `page_book`, the one
place that knows every page by name, answers by showing another one. Slow work goes through
`services.jobs`, errors through `ui.toolkit.dialogs`, what changed elsewhere arrives by
`services.signals.changed`. Optional methods that the window calls when a page has them:
`flush()` keep what was typed now (before lock, privacy screen, close and another page) · `leave()`
another page follows · `place()` where the officer stands, for after the lock ·
`set_masked(masked)` hide names (F7; an open dialog may have it too). A page is destroyed by the
lock: it keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tipdesk.cases.paper.prints import Print
from tipdesk.core.clock import Clock, system_clock
from tipdesk.core.errors import TipdeskError
from tipdesk.core.settings import Settings
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.printers import Printer, printers

if TYPE_CHECKING:
    from tipdesk.core.security_chip import Chip
    from tipdesk.desk.evidence.recorder import SoundSource
    from tipdesk.desk.open_vault import Change
    from tipdesk.desk.session.session import Session
    from tipdesk.desk.shift import ShiftKeys

RETRY = 5_000  # milliseconds until what the disk refused is tried again


class SessionSignals(QObject):
    """Follows one session at a time."""

    changed = Signal(object)  # Change
    names_asked = Signal()  # names are hidden, and somebody wants to see them

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop: Callable[[], None] | None = None

    def follow(self, session: Session | None) -> None:
        """Listen to `session` from now on; None listens to nobody."""
        if self._stop is not None:
            self._stop()
        self._stop = None if session is None else session.subscribe(self._on_change)

    def _on_change(self, change: Change) -> None:
        self.changed.emit(change)


def _microphones() -> Sequence[SoundSource]:
    from tipdesk.desk.evidence.recorder import microphones

    return microphones()


def _chip() -> Chip | None:
    from tipdesk.core.security_chip import chip_here

    return chip_here()


@dataclass(slots=True)
class Services:
    """Made once by `app`; the window sets and clears the session, pages keep nothing else."""

    vault_dir: Path
    jobs: JobRunner
    settings: Settings = field(default_factory=Settings)
    clock: Clock = system_clock
    cheap_keys: bool = False  # Argon2id at its floor: demonstration and tests only
    microphones: Callable[[], Sequence[SoundSource]] = _microphones
    printers: Callable[[], Sequence[Printer]] = printers
    chip: Callable[[], Chip | None] = _chip  # the security chip, if there is one
    sheet_confirmed: bool = False  # set-up asked the sheet's words back; noted when next opened
    given: frozenset[str] = frozenset()  # names of settings that hold for this run
    settings_kept: bool = True  # what was chosen last is on the disk
    names_hidden: bool = False  # F7; for what opens meanwhile
    sheets_printed: list[tuple[str, Print]] = field(default_factory=list)  # noted then, too
    settings_path: Path | None = None  # where settings are kept; None: this user's own file
    open_session: Session | None = None
    shift: ShiftKeys | None = None  # PINs that lead back; None: nobody has chosen one
    signals: SessionSignals = field(default_factory=SessionSignals)

    @property
    def session(self) -> Session:
        """The open session.

        Raises:
            RuntimeError: the vault is locked; a page was asked for something too late.
        """
        if self.open_session is None:
            raise RuntimeError("the vault is locked")
        return self.open_session

    def shift_keys(self) -> ShiftKeys:
        """Where a PIN is kept that somebody has just chosen."""
        if self.shift is None:
            from tipdesk.desk.shift import ShiftKeys

            self.shift = ShiftKeys(self.vault_dir, self.clock)
        return self.shift

    def leads_back(self) -> tuple[str, ...]:
        """Whose PIN leads back now."""
        return () if self.shift is None else self.shift.holders()

    def opened(self, session: Session) -> None:
        """A vault was opened: the window looks as its officer chose."""
        self.open_session = session
        self.signals.follow(session)
        if (own := session.own_looks.last()) is not None:
            chosen = own._asdict()
            for name in self.given:
                chosen.pop(name, None)
            self.settings = self.settings._replace(**chosen)

    def note_sheet(self) -> tuple[TipdeskError, ...]:
        """Note in the vault that set-up printed the recovery sheet, and asked its words back. What
        kept that from being noted (a full disk): it is noted when the vault is next opened."""
        try:
            self._note_printed()
            if self.sheet_confirmed:
                self.session.renewals.sheet_confirmed()
                self.sheet_confirmed = False
        except TipdeskError as error:
            return (error,)
        return ()

    def note_printed(self, document: str, outcome: Print) -> None:
        """Note what became of a sheet that opens the vault: `recovery`, or a `share`; at the first
        start when the vault is opened."""
        self.sheets_printed.append((document, outcome))
        if self.open_session is not None:
            self._note_printed()

    def _note_printed(self) -> None:
        while self.sheets_printed:
            self.session.printing.record_station_paper(*self.sheets_printed[0])
            self.sheets_printed.pop(0)

    def closed(self) -> None:
        """The vault is about to be closed; nobody may use it any more."""
        self.signals.follow(None)
        self.open_session = None
