"""The keys of level 4 that this session opens: made, opened, passed on."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress

from tipdesk.cases.model import CaseId
from tipdesk.core.errors import RestrictedClosed, TipdeskError
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage.files import access_rows
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import case_keys, slot_rows
from tipdesk.storage.keys.case_keys import Opens
from tipdesk.storage.station import officer_rows


class CaseKeyring:
    """Opens boxes with the seed of the session. What is open is wiped at the lock. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._fresh: set[tuple[CaseId, int]] = set()  # made in a transaction that may fail

    def key(self, case_id: CaseId, generation: int) -> bytearray | None:
        """A file's key by its number, or None when it is not sealed to this session.

        Raises:
            VaultDamaged: its box was altered.
        """
        kept = self._desk.case_keys.get((case_id, generation))
        if kept is not None:
            return kept
        seed, public = self._desk.box_seed, self._desk.box_public
        if seed is None or public is None:
            return None
        key = case_keys.open_key(self._vault, case_id, generation, seed, public)
        if key is None or (self._vault.in_transaction and (case_id, generation) in self._fresh):
            return key
        self._fresh.discard((case_id, generation))
        self._desk.case_keys[case_id, generation] = key
        self._heal(case_id, generation, key)
        return key

    def make(self, case_id: CaseId, generation: int, readers: Iterable[bytes]) -> None:
        """A new key, sealed to public keys and to every recovery sheet. It is not kept in memory:
        a transaction that fails takes its boxes away again."""
        key = bytearray(os.urandom(case_keys.KEY_SIZE))
        recipients = sorted({*readers, *self.sheets()})
        case_keys.add(self._vault, case_id, generation, key, recipients)
        self._fresh.add((case_id, generation))
        wipe(key)

    def pass_on(self, recipient: bytes, among: Collection[CaseId] | None = None) -> None:
        """Seal every key that this session opens (of the files `among`) to another public key."""
        own = self._desk.box_public
        opened = case_keys.sealed_to(self._vault, own) if own is not None else ()
        for case_id, generation in opened:
            key = self.key(case_id, generation) if among is None or case_id in among else None
            if key is not None:
                case_keys.add(self._vault, case_id, generation, key, (recipient,))

    def opens(self, case_id: CaseId) -> Opens:
        """What opens the closed texts of a file with the keys that are sealed to this session.

        Raises (when it is called):
            VaultDamaged: a text or a box was altered.
        """

        def opened(place: str, closed: str) -> str | None:
            key = self.key(case_id, case_keys.generation_of(closed))
            return None if key is None else case_keys.open_text(key, case_id, place, closed)

        return opened

    def writing(self, case_id: CaseId) -> tuple[int, bytearray]:
        """Number and key that new values of a file are closed with; made with the first.

        Raises:
            RestrictedClosed: it is not sealed to this session.
        """
        generation = case_keys.newest(self._vault, case_id) or self.renew(case_id)
        key = self.key(case_id, generation)
        if key is None:
            raise RestrictedClosed(readers="")
        return generation, key

    def renew(self, case_id: CaseId) -> int:
        """A new key for whom a file names now, under which is what is written from now on; its
        number."""
        generation = case_keys.newest(self._vault, case_id) + 1
        named = (
            officer_rows.box_key(self._vault, one.login)
            for one in access_rows.readers(self._vault, case_id)
        )
        self.make(case_id, generation, {public for public in named if public is not None})
        return generation

    def sheets(self) -> frozenset[bytes]:
        """The public keys of the recovery sheets in use."""
        return frozenset(slot_rows.recovery_keys(self._vault))

    def _heal(self, case_id: CaseId, generation: int, key: bytearray) -> None:
        """A recovery sheet made since then opens it too, as soon as a reader has been here."""
        lacking = self.sheets() - case_keys.recipients(self._vault, case_id, generation)
        if lacking:
            with suppress(TipdeskError):  # a full disk keeps nobody from reading
                case_keys.add(self._vault, case_id, generation, key, sorted(lacking))
