"""New passphrases and new recovery sheets, put into use; what is slow about them is `recovery`."""

from __future__ import annotations

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act
from tipdesk.desk.files.readers import Readers
from tipdesk.desk.open_vault import Confirmed, OpenVault, signers_of
from tipdesk.desk.station import recovery
from tipdesk.desk.station.setup import RecoverySheet, recovery_sheet
from tipdesk.storage import station_rows
from tipdesk.storage.keys import deed_rows, keys, slot_rows
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.keys.slot_file import SlotDocument


class Renewals:
    """Puts new passphrases and new recovery sheets into use. GUI thread."""

    def __init__(self, desk: OpenVault, readers: Readers, recovery_key: UnlockedKey | None) -> None:
        """`recovery_key`: what opened the session, when the recovery words or shares did."""
        self._desk = desk
        self._readers = readers
        self._recovery_key = recovery_key
        self._sheet_waiting: SlotDocument | None = None  # the slots once the new sheet is confirmed
        self._renewed: Confirmed | None = None  # after a recovery: who has new keys

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

        waiting = self._sheet_waiting
        left = {slot.public.hex() for slot in waiting.slots}

        def record() -> None:
            recovery.note_sheet(vault, is_open=False)
            gone = sorted({*self._desk.book.state.sheets} - left)
            self._desk.decide(DeedKind.RETIRED, {"keys": gone}, "recovery_confirmed")

        slot_rows.store(vault, waiting, record)
        self._sheet_waiting = None

    def new_recovery_sheet(
        self, key: UnlockedKey | None = None, *signers: Confirmed
    ) -> RecoverySheet:
        """New recovery words; the old ones stay valid until `sheet_confirmed`. After every
        recovery, and when a sheet was lost or never confirmed: then with an officer's `key`,
        fresh from `unlock`, which is wiped. `signers` sign for it beside the officer of the
        session; after a recovery who has the new passphrase signs as well.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "make_sheet"); after
                a recovery nobody is asked.
            SecondPersonNeeded: no new words were made.
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

        body = deed_rows.as_body(keys.keys_of_sheet(document, words))
        with_new_keys = () if self._renewed is None else (self._renewed,)

        def record() -> None:
            recovery.note_renewal(vault)
            self._desk.decide(
                DeedKind.SHEET,
                body,
                "recovery_renewed",
                signers=signers_of(*signers, *with_new_keys),
            )

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

    def record_renewal(self, renewal: recovery.Renewal, *signers: Confirmed) -> None:
        """Put a new passphrase into use; the old one opens nothing more. With fresh keys the
        officer's signing key is lost: a certificate is requested anew; and `signers` sign for
        these keys, beside the recovery sheet.

        Raises:
            SecondPersonNeeded: the old passphrase stays in use.
            ValueError: passphrases or sheets were renewed meanwhile.
            DiskFull, VaultReadOnly: the old passphrase stays in use.
        """
        vault = self._desk.vault

        def record() -> None:
            if renewal.fresh_seed is None:
                self._desk.enter("passphrase_renewed", holder=renewal.login)
            else:
                self._give_keys(Confirmed(renewal.login, renewal.fresh_seed), signers)

        slot_rows.store(vault, renewal.document, record)

    def _give_keys(self, holder: Confirmed, signers: tuple[Confirmed, ...]) -> None:
        """They sign themselves for their new keys, and see the deeds with them for the first
        time."""
        vault, own_keys = self._desk.vault, officer_keys(holder.seed)
        station_rows.add_keys(vault, holder.login, own_keys, self._desk.now())
        self._desk.decide(
            DeedKind.REKEYED,
            {"login": holder.login, **deed_rows.as_body(own_keys)},
            "passphrase_renewed",
            signers=signers_of(holder, *signers),
            holder=holder.login,
        )
        self._readers.reseal_for(holder.login)
        if self._desk.book.begun:
            self._desk.book.remember(holder.login, holder.seed)
        self._renewed = holder

    def wipe(self) -> None:
        """Forget whose keys are new."""
        if self._renewed is not None:
            self._renewed.wipe()
            self._renewed = None
