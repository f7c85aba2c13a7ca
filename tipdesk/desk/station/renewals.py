"""New passphrases and new recovery sheets, put into use; what is slow about them is `recovery`."""

from __future__ import annotations

from tipdesk.cases.model import Act
from tipdesk.desk.files.readers import Readers
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.station import recovery
from tipdesk.desk.station.setup import RecoverySheet, recovery_sheet
from tipdesk.storage import station_rows
from tipdesk.storage.keys import keys, slot_rows
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.keys.slot_file import SlotDocument


class Renewals:
    """Puts new passphrases and new recovery sheets into use. GUI thread."""

    def __init__(self, desk: OpenVault, readers: Readers, recovery_key: UnlockedKey | None) -> None:
        """`recovery_key`: what opened the session, when the recovery words or shares did."""
        self._desk = desk
        self._readers = readers
        self._recovery_key = recovery_key
        self._sheet_waiting: SlotDocument | None = None  # the slots once the new sheet is confirmed

    @property
    def sheet_open(self) -> bool:
        """Whether a new recovery sheet is to be made, or one to be confirmed."""
        return self.sheet_state is not recovery.SheetState.CONFIRMED

    @property
    def sheet_state(self) -> recovery.SheetState:
        """How the recovery sheet stands."""
        return recovery.sheet_state(self._desk.vault)

    def sheet_confirmed(self) -> None:
        """The three words of the sheet were given back; the sheet before it opens nothing more, and
        neither do recovery shares that have opened this session.

        Raises:
            DiskFull, VaultReadOnly: both sheets stay in use, and this can be tried again.
            ValueError: a passphrase was renewed after the new sheet was made.
        """
        vault = self._desk.vault
        if self._sheet_waiting is None:
            recovery.note_sheet(vault, is_open=False)
            return

        def record() -> None:
            recovery.note_sheet(vault, is_open=False)
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
            self._desk.require(Act.MAKE_SHEET)
        chosen = key or self._recovery_key
        if chosen is None:
            raise ValueError("a key or the recovery words are needed")
        vault = self._desk.vault
        try:
            document, words = keys.new_recovery(vault.vault_dir, chosen)
            waiting = keys.confirmed_recovery(document, chosen)
        finally:
            if key is not None:
                key.wipe()

        def record() -> None:
            recovery.note_renewal(vault)
            self._desk.enter("recovery_renewed")

        slot_rows.store(vault, document, record)
        self._readers.reseal_for_sheets()
        self._sheet_waiting = waiting
        return recovery_sheet(words)

    def plan_reset(self, login: str, new: str, *, cheap_keys: bool = False) -> recovery.RenewalPlan:
        """After recovery: what `recovery.reset_passphrase` (JOB) needs.

        Raises:
            ValueError: the vault was not opened with the recovery words.
        """
        if self._recovery_key is None:
            raise ValueError("only after recovery")
        return recovery.RenewalPlan(
            self._desk.vault.vault_dir, self._recovery_key, login, new, cheap_keys
        )

    def record_renewal(self, renewal: recovery.Renewal) -> None:
        """Put a new passphrase into use; the old one opens nothing more. With fresh keys the
        officer's signing key is lost: a certificate is requested anew.

        Raises:
            ValueError: passphrases or sheets were renewed meanwhile.
            DiskFull, VaultReadOnly: the old passphrase stays in use.
        """
        vault = self._desk.vault

        def record() -> None:
            if renewal.fresh_keys is not None:
                station_rows.add_keys(vault, renewal.login, renewal.fresh_keys, self._desk.now())
                self._readers.reseal_for(renewal.login)
            self._desk.enter("passphrase_renewed", holder=renewal.login)

        slot_rows.store(vault, renewal.document, record)
