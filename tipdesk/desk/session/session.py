"""One officer at one open vault: unlocking, locking, and the counters built on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tipdesk.cases.model import Ending, Officer, Station, StationKind
from tipdesk.cases.permissions import Act, allowed, check
from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.approval import Tries
from tipdesk.desk.custody.book import ChainPrinting, CustodyBook
from tipdesk.desk.evidence.recordings import Recordings
from tipdesk.desk.files.access import Looks
from tipdesk.desk.form_shelf import published_forms
from tipdesk.desk.handover.handover import Handover
from tipdesk.desk.handover.receiving import Receiving
from tipdesk.desk.interview.intake import Intake
from tipdesk.desk.locked_vault import refuse_protected
from tipdesk.desk.open_vault import Change, ChangeKind, OpenVault
from tipdesk.desk.paper.language_cards import Cards, Voices
from tipdesk.desk.paper.letterheads import Letterheads
from tipdesk.desk.paper.printing_room import PrintingRoom
from tipdesk.desk.paper.referring import Referring
from tipdesk.desk.paper.signed_papers import SignedPapers
from tipdesk.desk.session.entering import enter
from tipdesk.desk.station.backup import Backups
from tipdesk.desk.station.form_installing import FormInstalling
from tipdesk.desk.station.reading_through import ReadingThrough
from tipdesk.desk.station.recovery import (
    Rehearsal,
    Renewal,
    RenewalPlan,
    SheetState,
    note_renewal,
    note_sheet,
    sheet_state,
)
from tipdesk.desk.station.setup import RecoverySheet, recovery_sheet
from tipdesk.desk.station.shares import Shares
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.desk.station.staff import Staff
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.forms.publishing.catalogue import Catalogue
from tipdesk.storage.keys import rekeying, slot_changes, slot_rows
from tipdesk.storage.keys.slot_file import SlotDocument
from tipdesk.storage.station import officer_rows, setting_rows
from tipdesk.storage.vault import Vault

# What can be done at an open vault, counter by counter.


class Counters:
    """Each does one thing; what shows files is closed to whoever may see none. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._role, self._station = desk.officer.role, desk.station
        self._intake = Intake(desk)
        self.access = self._intake.access
        self.readers = self._intake.readers
        self.looks = Looks(desk)
        self.keys = Keys(desk)
        self.cards = Cards(desk, self._intake)
        self.printing = PrintingRoom(desk, self._intake, self.cards)
        self.signed_papers = SignedPapers(desk, self._intake)
        self._referring = Referring(desk, self._intake)
        self.handover = Handover(desk, self._intake, self.keys)
        self.receiving = Receiving(desk, self.keys)
        self.voices = Voices(desk)
        self._recordings = Recordings(desk, self._intake)
        self.staff = Staff(desk)
        self.backups = Backups(desk)
        self.reading = ReadingThrough(desk)
        self.custody = CustodyBook(desk, self.access)
        self.chain_papers = ChainPrinting(desk)
        self.rehearsal = Rehearsal(desk)
        self.shares = Shares(desk, self.readers.reseal_for_sheets)
        self.tries = Tries(desk)
        self.letterheads = Letterheads(desk)
        self.forms = FormInstalling(desk, self.keys)

    @property
    def intake(self) -> Intake:
        """The files of the station.

        Raises:
            TransitionRefused: the officer's role sees none (details: step "see_files").
        """
        check(Act.SEE_FILES, self._role)
        return self._intake

    @property
    def recordings(self) -> Recordings:
        """The sound recordings of the files.

        Raises:
            TransitionRefused: the officer's role sees no files (details: step "see_files").
        """
        check(Act.SEE_FILES, self._role)
        return self._recordings

    @property
    def referring(self) -> Referring:
        """Needs that are referred by letter, and the answers of the services.

        Raises:
            TransitionRefused: the officer's role sees no files (details: step "see_files").
        """
        check(Act.SEE_FILES, self._role)
        return self._referring

    def may(self, act: Act) -> bool:
        """Whether the officer's role allows it (`cases.permissions`)."""
        return allowed(act, self._role)

    @property
    def has_counter(self) -> bool:
        """Whether the officer works at what this station is for: its files, or what comes in."""
        receiving = self._station.kind is StationKind.RECEIVING
        return self.may(Act.TAKE_IN if receiving else Act.SEE_FILES)


Place = setting_rows.Place  # where an officer stood, and in which words
READING, AMENDING = setting_rows.READING, setting_rows.AMENDING  # what they did there


class Session(Counters):
    """One unlocked vault and the officer who unlocked it. Lives on the GUI thread.

    `officer.login` is "recovery" when the recovery words or shares opened it; `recovered` is true:
    new passphrases are given, after which it is locked and opened again.
    """

    def __init__(self, desk: OpenVault, recovery_key: UnlockedKey | None) -> None:
        """Use `open`."""
        super().__init__(desk)
        self._desk = desk
        self._recovery_key = recovery_key
        self._locked = False
        self._sheet_waiting: SlotDocument | None = None  # the slots once the new sheet is confirmed
        # To say once after unlocking: a chain that does not hold, a clock that stands behind.
        self.warnings = (*desk.warnings, *self._intake.unfolded)
        self.failed_tries = desk.failed_tries

    @classmethod
    def open(
        cls, vault_dir: Path, key: UnlockedKey, clock: Clock, catalogue: Catalogue | None = None
    ) -> Session:
        """Open the vault with `key` (which is wiped) and enter *unlocked* into the chain.

        Raises:
            VaultInUse, VaultDamaged, VaultTooNew, VaultReadOnly, DiskFull
        """
        vault: Vault | None = None
        try:
            refuse_protected(vault_dir)
            rekeying.settle(vault_dir, key)
            vault = Vault.open(vault_dir, key.dek)
            return cls(*enter(vault, key, clock, catalogue or published_forms()))
        except BaseException:
            if vault is not None:
                vault.close()
            key.wipe()
            raise

    @property
    def vault_dir(self) -> Path:
        """The vault's folder."""
        return self._desk.vault.vault_dir

    @property
    def station(self) -> Station:
        """What the vault is set up for."""
        return self._desk.station

    @property
    def officer(self) -> Officer:
        """Who unlocked it."""
        return self._desk.officer

    @property
    def recovered(self) -> bool:
        """Whether the recovery words, or two recovery shares, opened it."""
        return self._recovery_key is not None

    @property
    def locked(self) -> bool:
        """Whether `lock` was called."""
        return self._locked

    def space_low(self) -> bool:
        """Whether the disk is full and the ballast away; puts it back as soon as there is room."""
        self._desk.vault.regain_space()
        return self._desk.vault.space_low

    def lock(self) -> None:
        """End a recording, fold what was typed, enter *locked*, close the vault, wipe keys. Twice
        is harmless.

        What cannot be written any more (a full disk, a stick pulled out) does not keep the
        vault open: everything acknowledged is in the log already.
        """
        if self._locked:
            return
        self._locked = True
        try:
            with suppress(TipdeskError):
                self._recordings.stop(Ending.LOCKED)
            with suppress(TipdeskError):
                self._intake.fold_all()
            with suppress(TipdeskError):
                self._desk.enter_owed()
                self._desk.enter("locked")
                self._desk.seal()
        finally:
            self._desk.forget_seed()
            self._desk.end_reading()
            if self._recovery_key is not None:
                self._recovery_key.wipe()
            self._desk.vault.close()
            self._desk.publish(ChangeKind.LOCKED)

    def officers(self) -> tuple[Officer, ...]:
        """Everybody enrolled here and not removed, by login."""
        return officer_rows.officers(self._desk.vault)

    def supervisors(self) -> tuple[Officer, ...]:
        """Who may approve."""
        return self._desk.supervisors()

    def remember_place(self, place: Place | None) -> None:
        """Keep in the vault where the officer stands (None: nowhere)."""
        self._intake.remember_place(place)

    def last_place(self) -> Place | None:
        """Where this officer stood at the last lock, or None."""
        return self._intake.last_place()

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` after every change; the answer ends the subscription."""
        return self._desk.subscribe(callback)

    @property
    def sheet_open(self) -> bool:
        """Whether a new recovery sheet is to be made, or one to be confirmed."""
        return self.sheet_state is not SheetState.CONFIRMED

    @property
    def sheet_state(self) -> SheetState:
        """How the recovery sheet stands."""
        return sheet_state(self._desk.vault)

    def sheet_confirmed(self) -> None:
        """The three words of the sheet were given back; the sheet before it opens nothing more, and
        neither do recovery shares that have opened this session.

        Raises:
            DiskFull, VaultReadOnly: both sheets stay in use, and this can be tried again.
            ValueError: a passphrase was renewed after the new sheet was made.
        """
        vault = self._desk.vault
        if self._sheet_waiting is None:
            note_sheet(vault, is_open=False)
            return

        def record() -> None:
            note_sheet(vault, is_open=False)
            self._desk.enter("recovery_confirmed")

        slot_rows.store(vault, self._sheet_waiting, record)
        self._sheet_waiting = None

    def new_recovery_sheet(self, key: UnlockedKey | None = None) -> RecoverySheet:
        """New recovery words; the old ones stay valid until `sheet_confirmed`. After every
        recovery, and when a sheet was lost or never confirmed: then with an officer's `key`,
        fresh from `unlock`, which is wiped.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "make_sheet"); after
                a recovery nobody is asked.
            ValueError: neither a key nor the recovery words.
            DiskFull, VaultReadOnly: the old words stay in use.
        """
        if self._recovery_key is None:
            check(Act.MAKE_SHEET, self.officer.role)
        chosen = key or self._recovery_key
        if chosen is None:
            raise ValueError("a key or the recovery words are needed")
        vault = self._desk.vault
        try:
            document, words = slot_changes.new_recovery(vault.vault_dir, chosen)
            waiting = slot_changes.confirmed_recovery(document, chosen)
        finally:
            if key is not None:
                key.wipe()

        def record() -> None:
            note_renewal(vault)
            self._desk.enter("recovery_renewed")

        slot_rows.store(vault, document, record)
        self.readers.reseal_for_sheets()
        self._sheet_waiting = waiting
        return recovery_sheet(words)

    def plan_reset(self, login: str, new: str, *, cheap_keys: bool = False) -> RenewalPlan:
        """After recovery: what `recovery.reset_passphrase` (JOB) needs.

        Raises:
            ValueError: the vault was not opened with the recovery words.
        """
        if self._recovery_key is None:
            raise ValueError("only after recovery")
        return RenewalPlan(self.vault_dir, self._recovery_key, login, new, cheap_keys)

    def record_renewal(self, renewal: Renewal) -> None:
        """Put a new passphrase into use; the old one opens nothing more. With fresh keys the
        officer's signing key is lost: a certificate is requested anew.

        Raises:
            ValueError: passphrases or sheets were renewed meanwhile.
            DiskFull, VaultReadOnly: the old passphrase stays in use.
        """
        vault = self._desk.vault

        def record() -> None:
            if renewal.fresh_keys is not None:
                officer_rows.add_keys(vault, renewal.login, renewal.fresh_keys, self._desk.now())
                self.readers.reseal_for(renewal.login)
            self._desk.enter("passphrase_renewed", holder=renewal.login)

        slot_rows.store(vault, renewal.document, record)
