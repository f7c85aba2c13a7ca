"""What differs from the register of keys, settled by two: rows and slots are put right, and work
goes on.

Whose own keys are not those on record cannot sign, so others have to.
"""

from __future__ import annotations

from tipdesk.cases.deeds.deed import DeedKind, Standing
from tipdesk.cases.model import Officer
from tipdesk.core.errors import TipdeskError
from tipdesk.desk import chosen_authority
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault, signers_of
from tipdesk.storage import bundle_numbers
from tipdesk.storage.keys import deed_rows, keys, slot_rows
from tipdesk.storage.keys.keys import UnlockedKey


class RegisterSettling:
    """Who signs with whom, and what two settle. GUI thread; short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def seconds(self, kind: DeedKind, about: str = "") -> tuple[Officer, ...]:
        """Who can sign a deed about somebody as its second person; nobody: it needs none."""
        return self._desk.seconds(kind, about)

    def sheet_signs(self, kind: DeedKind, about: str = "") -> bool:
        """Whether a recovery sheet can sign a deed about somebody as its second person."""
        return self._desk.sheet_signs(kind, about)

    @property
    def difference(self) -> TipdeskError | None:
        """Why nothing is written in this session; None: all is as the register says."""
        return self._desk.vault.refusal

    def settle(self, key: UnlockedKey, *signers: Confirmed) -> None:
        """Two people have looked at it: people, keys, readers and slots become what the deeds say,
        and what was put in without a signature stays without effect. Wipes `key`.

        Raises:
            SecondPersonNeeded: it lacks a signature; nothing was changed.
            DiskFull, VaultReadOnly, KeyChangePending: nothing was changed.
        """
        vault, refusal = self._desk.vault, self._desk.vault.refusal
        state = self._desk.book.state
        in_force = {
            member.keys.x25519 for member in state.people.values() if member.standing is Standing.IN
        }
        known = frozenset(map(bytes.fromhex, {*in_force, *state.sheets}))
        reason = str(refusal.details.get("reason", "")) if refusal else ""

        def record() -> None:
            deed_rows.put_right(vault, state, self._desk.now())
            self._desk.decide(
                DeedKind.ACCEPTED,
                {
                    "reason": reason,
                    "lists": chosen_authority.lists_here(vault, state),
                    "series": bundle_numbers.used_series(vault, entered=True),
                },
                "register_settled",
                signers=signers_of(*signers),
                reason=reason,
            )
            self._sign_own_keys()
            self._desk.remember_deeds()

        vault.refusal = None
        try:
            document = keys.with_slots_of(vault.vault_dir, key, known)
            if document is None:
                with vault.transaction():
                    record()
            else:
                slot_rows.store(vault, document, record)
        except BaseException:
            vault.refusal = refusal
            raise
        finally:
            key.wipe()
        for change in (ChangeKind.STAFF, ChangeKind.CASES):
            self._desk.publish(change)

    def _sign_own_keys(self) -> None:
        """The officer's signature on the deed that brought their keys was taken away."""
        login, seed = self._desk.officer.login, self._desk.box_seed
        member = self._desk.book.state.people.get(login)
        if member is None or seed is None:
            return
        deed = deed_rows.deed(self._desk.vault, member.since)
        if login not in {signature.signer for signature in deed.signatures}:
            signature = deed_rows.sign(deed, login, seed)
            deed_rows.add_signature(self._desk.vault, member.since, signature)
