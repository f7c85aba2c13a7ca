"""The secret of each revision: taken, kept under the file's own key, and renewed.

A revision keeps its secret, so that a document that was printed and signed before the approval
shows the same root as the record that is sent. Only together with a change of the answers is
another one taken, and only when somebody knows the secret who may not read what is written now:
there was no key of the file then, or it names fewer people since. A secret that was put there
beside the program is no way to such answers: under an older key than they are, or under a key that
nobody vouches for, it is not taken.
"""

from __future__ import annotations

import os

from tipdesk.cases.handover.rows import SECRET_SIZE
from tipdesk.cases.model import Case
from tipdesk.core.errors import RestrictedClosed
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import interview_rows
from tipdesk.storage.files import record_secrets
from tipdesk.storage.keys import case_keys


class RecordSecrets:
    """Takes and opens the secrets of revisions. GUI thread."""

    def __init__(self, desk: OpenVault, restricted: Restricted) -> None:
        self._vault = desk.vault
        self._restricted = restricted

    def secret(self, case: Case) -> bytes:
        """The secret of a file's revision.

        Raises:
            RestrictedClosed: it is under a key of the file that is not open to the officer, or
                there is none yet: without it there is no record, and never another one instead.
        """
        stored = record_secrets.newest(self._vault, case.id, case.revision)
        opens, place = self._restricted.keys.opens(case.id), record_secrets.place(case.revision)
        opened = case_keys.text_for(opens, place, stored) if self._covers(case, stored) else None
        if not opened:
            raise RestrictedClosed(readers="")
        return bytes.fromhex(opened)

    def secrets(self, case: Case) -> tuple[bytes, ...]:
        """Every secret that the revision had and that is open to the officer, the newest first:
        what was approved under an earlier one is proved by that."""
        opens, place = self._restricted.keys.opens(case.id), record_secrets.place(case.revision)
        stored = record_secrets.of_revision(self._vault, case.id, case.revision)
        opened = (case_keys.text_for(opens, place, text) for text in stored)
        return tuple(bytes.fromhex(text) for text in opened if text)

    def begin(self, case: Case) -> None:
        """A revision has begun: take its secret. Inside the transaction that begins it.

        Raises:
            RestrictedClosed: level 4 of the file is not open to the officer.
        """
        place, secret = record_secrets.place(case.revision), os.urandom(SECRET_SIZE).hex()
        if case_keys.newest(self._vault, case.id):
            generation, key = self._restricted.keys.writing(case.id)
            secret = case_keys.close_text(key, generation, case.id, place, secret)
        record_secrets.add(self._vault, case.id, case.revision, secret)

    def require(self, case: Case) -> None:
        """Take a secret where the revision has none that may be used: it is of before there were
        secrets, or the row was lost. On the disk when this returns, before any root is shown.

        Raises:
            RestrictedClosed: as `begin`.
            DiskFull, VaultReadOnly: nothing was written.
        """
        stored = record_secrets.newest(self._vault, case.id, case.revision)
        if not stored or not self._covers(case, stored):
            self.begin(case)

    def carry(self, case: Case, generation: int) -> None:
        """All of the file was put under the key of this number: the secret stays and is put there
        too. With what is written from now on, under the next key, another one is taken. Inside the
        transaction that does it."""
        place, opens = record_secrets.place(case.revision), self._restricted.keys.opens(case.id)
        stored = record_secrets.newest(self._vault, case.id, case.revision)
        secret = case_keys.text_for(opens, place, stored)
        key = self._restricted.keys.key(case.id, generation)
        if secret and key is not None:
            closed = case_keys.close_text(key, generation, case.id, place, secret)
            record_secrets.add(self._vault, case.id, case.revision, closed)

    def follow(self, case: Case) -> None:
        """Answers were written: take a secret where there is none, or where people know it who may
        not read what is written from now on. Inside the transaction that writes them. Whoever does
        not read level 4 leaves that to the next who does: nothing of theirs is of level 4."""
        stored = record_secrets.newest(self._vault, case.id, case.revision)
        generation = case_keys.newest(self._vault, case.id)
        if stored and case_keys.generation_of(stored) >= generation:
            return
        if self._restricted.is_open(case.id):
            self.begin(case)

    def _covers(self, case: Case, stored: str) -> bool:
        """Whether nobody can know this secret who may not read the answers as they stand."""
        generation = case_keys.generation_of(stored)
        newest = case_keys.newest(self._vault, case.id)
        if generation >= newest:
            return not newest or self._restricted.keys.is_vouched(case.id, newest)
        answers = interview_rows.answers(self._vault, case.id).values()
        return all(case_keys.generation_of(answer.value) <= generation for answer in answers)
