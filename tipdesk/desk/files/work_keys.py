"""The work key of a file: what of level 4 a team needs for its case work, nothing of the interview.

It is sealed to whom the file names, to the sheets, and to everybody in the team that it is given to
(`cases.deeds.needs.RegisterState.work_recipients`), to no supervisor by rank. After somebody has
left, the next entry is written under another one. Of a hidden file there is none: its case work
lies under the key of the file (`restricted.CaseKeyring`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress

from tipdesk.cases.model import CaseId
from tipdesk.core.errors import RestrictedClosed, TipdeskError
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import case_keys, deed_rows, team_rows
from tipdesk.storage.keys.case_keys import WORK
from tipdesk.storage.keys.slot_crypto import seal_key

SAFE_WAY = ("phone_safe", "phone_safe_when", "contact_code_word")
"""Questions: how the person can be reached without danger. They are of level 4."""
SAFE_WAY_PLACE = "safe_way"  # of these answers, once more under the work key


class WorkKeyring:
    """Makes, opens and passes on the work keys that this session opens. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault

    @property
    def in_use(self) -> bool:
        """Whether there are deeds that say to whom one may be sealed: else there are no teams, and
        case work lies under the key of the file."""
        return self._desk.book.begun

    def is_given(self, case_id: CaseId) -> bool:
        """Whether a team has the file that the officer of the session is in, as the deeds say."""
        book = self._desk.book
        return book.begun and book.state.is_given(case_id, self._desk.officer.login)

    def given_among(self, case_ids: Iterable[CaseId]) -> frozenset[CaseId]:
        """Those of these files for which `is_given` holds."""
        if not self._desk.book.begun:
            return frozenset()
        state, login = self._desk.book.state, self._desk.officer.login
        return frozenset(case_id for case_id in case_ids if state.is_given(case_id, login))

    def team_of(self, case_id: CaseId) -> str:
        """Which team has a file, by its code; '' for none."""
        return self._desk.book.state.given.get(case_id, "") if self._desk.book.begun else ""

    def key(self, case_id: CaseId, generation: int) -> bytearray | None:
        """A work key by its number, or None when it is not sealed to this session.

        Raises:
            VaultDamaged: its box was altered.
        """
        known = self._desk.work_keys.get((case_id, generation))
        if known is not None:
            return known
        seed, public = self._desk.box_seed, self._desk.box_public
        if seed is None or public is None:
            return None
        key = case_keys.open_key(self._vault, case_id, generation, seed, public, WORK)
        if key is not None and not self._vault.in_transaction:  # that may fail, and take it away
            self._desk.work_keys[case_id, generation] = key
        return key

    def opened(self, case_id: CaseId, place: str, closed: str) -> str | None:
        """A text that is closed with a work key; None: with one that is not sealed to this session.

        Raises:
            VaultDamaged: it was altered.
        """
        key = self.key(case_id, case_keys.generation_of(closed))
        return None if key is None else case_keys.open_text(key, case_id, place, closed)

    def closed(self, case_id: CaseId, place: str, text: str) -> str:
        """A text under the work key that is in use; a new one where there is none yet, where
        somebody may not read on, or where nobody vouches for it who may read it.

        Raises:
            RestrictedClosed: the deeds open the case work to somebody else.
        """
        public = self._desk.box_public
        if public is None or public not in self._desk.book.work_recipients(case_id):
            raise RestrictedClosed(readers="")
        generation = case_keys.newest(self._vault, case_id, WORK)
        key = self.key(case_id, generation) if generation else None
        if key is None or not self._is_vouched(case_id, generation, key):
            generation += 1
            self._make(case_id, generation)
            key = self.key(case_id, generation)
        if key is None:
            raise RestrictedClosed(readers="")
        return case_keys.close_text(key, generation, case_id, place, text, WORK)

    def pass_on(self, case_id: CaseId) -> None:
        """Seal each work key of a file that this session opens to whoever may read it and lacks
        it."""
        if not self.in_use:
            return
        wanted = self._desk.book.work_recipients(case_id)
        for generation in range(1, case_keys.newest(self._vault, case_id, WORK) + 1):
            lacking = wanted - case_keys.recipients(self._vault, case_id, generation, WORK)
            key = self.key(case_id, generation) if lacking else None
            if key is not None:
                case_keys.add(self._vault, case_id, generation, key, sorted(lacking), WORK)

    def pass_on_all(self, most: int = -1) -> None:
        """As `pass_on`, of the files whose team lacks some that this session has: at most so
        many. What stands against it keeps nobody from their work."""
        public = self._desk.box_public
        if public is not None and self.in_use:
            for case_id in team_rows.lacking_keys(self._vault, public, most):
                with suppress(TipdeskError):
                    self.pass_on(case_id)

    def drop_others(self, case_id: CaseId) -> None:
        """Take a file's work keys from whoever may not read them any more."""
        if not self.in_use:
            return
        holders = {bytes.fromhex(key) for key in self._desk.book.state.work_holders(case_id)}
        for generation in range(1, case_keys.newest(self._vault, case_id, WORK) + 1):
            sealed = case_keys.recipients(self._vault, case_id, generation, WORK)
            for public in sealed - holders:
                case_keys.drop(self._vault, case_id, public, WORK)

    def end(self, case_id: CaseId) -> None:
        """Nothing of a file lies under a work key any more."""
        case_keys.drop_all(self._vault, case_id, WORK)
        team_rows.keep_safe_way(self._vault, case_id, "")
        self.forget((case_id,))

    def forget(self, case_ids: Collection[CaseId]) -> None:
        """Overwrite the keys of some files that this session holds; what is sealed to it, it opens
        again."""
        for number in [number for number in self._desk.work_keys if number[0] in case_ids]:
            wipe(self._desk.work_keys.pop(number))

    # --- inside -----------------------------------------------------------------------------

    def _make(self, case_id: CaseId, generation: int) -> None:
        key = bytearray(os.urandom(case_keys.KEY_SIZE))
        head = self._desk.book.register().head
        recipients = sorted(self._desk.book.work_recipients(case_id))
        with self._vault.transaction():
            case_keys.add(self._vault, case_id, generation, key, recipients, WORK)
            for signer, seed in self._desk.own_signers():
                text = case_keys.made_work_text(case_id, generation, key, head)
                signed = (signer, seal_key(seed).sign(text), head[0])
                case_keys.keep_work_maker(self._vault, case_id, generation, signed)
        wipe(key)

    def _is_vouched(self, case_id: CaseId, generation: int, key: bytearray) -> bool:
        """Whether somebody made this key who may read the case work now, and after the last deed
        that took somebody out."""
        register = self._desk.book.register()
        state = register.state
        signed = case_keys.work_maker(self._vault, case_id, generation)
        if signed is None:
            return False
        signer, signature, deed = signed
        if not max(1, state.work_since(case_id)) <= deed <= register.head[0]:
            return False
        member = state.people.get(signer)
        public = signer if member is None else member.keys.x25519
        if public not in state.work_recipients(case_id):
            return False
        head = (deed, register.digests[deed - 1])
        text = case_keys.made_work_text(case_id, generation, key, head)
        return deed_rows.verifies(state.key_of(signer), text, signature)
