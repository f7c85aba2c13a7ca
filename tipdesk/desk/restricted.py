"""Level 4 of files: closed on its way into the vault, open to those whom the file names.

The key of the vault alone opens none of it (intake-fields §2, rule 5). Of a file that is hidden
from the unit every answer is kept so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from tipdesk.cases.answers import question_name
from tipdesk.cases.drafts import Draft
from tipdesk.cases.model import Amendment, Answer, Case, CaseId
from tipdesk.desk.open_vault import OpenVault
from tipdesk.errors import RestrictedClosed, TipdeskError
from tipdesk.forms.model import RESTRICTED_LEVEL, FormDefinition, split_path
from tipdesk.storage import case_keys, officer_rows, reader_rows, slot_rows
from tipdesk.storage.kdf import wipe

Reader = reader_rows.Reader  # login, named_by, named_at

_CLOSED = Answer(closed=True)


class Restricted:
    """Closes and opens what is stored; knows whom a file names. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._names: dict[tuple[str, int], frozenset[str]] = {}  # of each form version
        self._fresh: set[tuple[CaseId, int]] = set()  # keys made in a transaction that may fail

    # --- whom a file names ---------------------------------------------------------------------

    def readers(self, case_id: CaseId) -> tuple[Reader, ...]:
        """Everybody named on a file, the first named first."""
        return reader_rows.readers(self._vault, case_id)

    def is_named(self, case_id: CaseId) -> bool:
        """Whether the file names the officer of the session."""
        return reader_rows.is_named(self._vault, case_id, self._desk.officer.login)

    def is_open(self, case_id: CaseId) -> bool:
        """Whether the officer of the session reads level 4 of a file."""
        newest = case_keys.newest(self._vault, case_id)
        return self.is_named(case_id) and (not newest or self._key(case_id, newest) is not None)

    def check_open(self, case_id: CaseId) -> None:
        """Before what only whoever sees the whole file can do.

        Raises:
            RestrictedClosed: level 4 is not open to the officer of the session (details: readers).
        """
        if not self.is_open(case_id):
            raise RestrictedClosed(readers="، ".join(self._reader_names(case_id)))

    def name(self, case_id: CaseId, login: str) -> None:
        """Name somebody on a file: they open it without a reason, and its level 4.

        Raises:
            RestrictedClosed: the officer of the session does not read it.
        """
        self.check_open(case_id)
        if reader_rows.is_named(self._vault, case_id, login):
            return
        with self._vault.transaction():
            now, by = self._desk.now(), self._desk.officer.login
            reader_rows.add(self._vault, case_id, login, by, now)
            for generation in range(1, case_keys.newest(self._vault, case_id) + 1):
                key = self._key(case_id, generation)
                public = officer_rows.box_key(self._vault, login)
                if key is not None and public is not None:
                    case_keys.add(self._vault, case_id, generation, key, (public,))
            self._desk.enter("reader_named", case_id, holder=login)

    def unname(self, case_id: CaseId, logins: Iterable[str]) -> None:
        """Take names off a file. What is written from now on is under another key.

        Raises:
            RestrictedClosed: the officer of the session does not read it.
        """
        self.check_open(case_id)
        with self._vault.transaction():
            for login in logins:
                reader_rows.remove(self._vault, case_id, login)
                for public in officer_rows.box_keys(self._vault, login):
                    case_keys.drop(self._vault, case_id, public)
                self._desk.enter("reader_unnamed", case_id, holder=login)
            if newest := case_keys.newest(self._vault, case_id):
                self._new_key(case_id, newest + 1)

    # --- answers -------------------------------------------------------------------------------

    def close(
        self, case: Case, form: FormDefinition, changes: Mapping[str, Answer]
    ) -> dict[str, Answer]:
        """Changes as they are stored.

        Raises:
            RestrictedClosed: one is of level 4, and the officer does not read it.
        """
        closes = self._closes(case, form)
        found = dict(changes)
        if paths := [path for path in changes if closes(path)]:
            generation, key = self._writing_key(case.id)
            for path in paths:
                found[path] = case_keys.close_answer(key, generation, case.id, path, found[path])
        return found

    def open_answers(
        self, case: Case, form: FormDefinition, stored: Mapping[str, Answer]
    ) -> dict[str, Answer]:
        """Stored answers as the officer of the session may read them. What may not be read says
        only that something stands there (`Answer.closed`)."""
        closes, is_open = self._closes(case, form), self.is_open(case.id)
        return {
            path: self._opened(case.id, path, answer)
            if case_keys.is_closed(answer.value)
            else closed(answer)
            if not is_open and closes(path)
            else answer
            for path, answer in stored.items()
        }

    def open_amendment(self, case_id: CaseId, amendment: Amendment) -> Amendment:
        """An amendment as the officer may read it."""
        before, after = (
            self._opened(case_id, amendment.path, one) if case_keys.is_closed(one.value) else one
            for one in (amendment.before, amendment.after)
        )
        return replace(amendment, before=before, after=after)

    def close_draft(self, case: Case, form: FormDefinition, draft: Draft) -> Draft:
        """A draft as it is stored.

        Raises:
            RestrictedClosed: as `close`.
        """
        closes, typed = self._closes(case, form), dict(draft.typed)
        if paths := [path for path, words in typed.items() if words and closes(path)]:
            generation, key = self._writing_key(case.id)
            for path in paths:
                typed[path] = case_keys.close_text(key, generation, case.id, path, typed[path])
        return replace(draft, typed=typed, amended=self.close(case, form, draft.amended))

    def open_draft(self, case: Case, form: FormDefinition, draft: Draft) -> Draft:
        """A stored draft, without what may not be read any more."""
        typed: dict[str, str] = {}
        for path, words in draft.typed.items():
            if not case_keys.is_closed(words):
                typed[path] = words
            elif key := self._key(case.id, case_keys.generation_of(words)):
                typed[path] = case_keys.open_text(key, case.id, path, words)
        amended = self.open_answers(case, form, draft.amended)
        kept = {path: answer for path, answer in amended.items() if not answer.closed}
        return replace(draft, typed=typed, amended=kept)

    def hand_on(self, case_ids: Iterable[CaseId], recipient: bytes) -> None:
        """Seal the keys that this session opens to another public key: a recovery sheet that is
        new, an officer whose keys were made anew."""
        for case_id in case_ids:
            for generation in range(1, case_keys.newest(self._vault, case_id) + 1):
                key = self._key(case_id, generation)
                if key is not None:
                    case_keys.add(self._vault, case_id, generation, key, (recipient,))

    # --- inside --------------------------------------------------------------------------------

    def _reader_names(self, case_id: CaseId) -> list[str]:
        found = (officer_rows.find(self._vault, one.login) for one in self.readers(case_id))
        return [one.name or one.login for one in found if one is not None]

    def _closes(self, case: Case, form: FormDefinition) -> Callable[[str], bool]:
        """Whether the answer at a path is kept under the file's own key."""
        if case.hidden:
            return lambda path: bool(split_path(path)[2])
        version = (form.form_id, form.version)
        if version not in self._names:
            self._names[version] = frozenset(
                one.name for one in form.questions() if one.level >= RESTRICTED_LEVEL
            )
        names = self._names[version]
        return lambda path: question_name(path) in names

    def _opened(self, case_id: CaseId, path: str, answer: Answer) -> Answer:
        key = self._key(case_id, case_keys.generation_of(answer.value))
        if key is None:
            return replace(_CLOSED, by=answer.by, at=answer.at)
        return case_keys.open_answer(key, case_id, path, answer)

    def _writing_key(self, case_id: CaseId) -> tuple[int, bytearray]:
        self.check_open(case_id)
        generation = case_keys.newest(self._vault, case_id)
        if not generation:
            generation = 1
            self._new_key(case_id, generation)
        key = self._key(case_id, generation)
        if key is None:
            raise RestrictedClosed(readers="")
        return generation, key

    def _new_key(self, case_id: CaseId, generation: int) -> None:
        """It is not kept in memory: a transaction that fails takes its boxes away again."""
        key = bytearray(os.urandom(case_keys.KEY_SIZE))
        named = (officer_rows.box_key(self._vault, one.login) for one in self.readers(case_id))
        publics = {public for public in named if public is not None} | self._sheets()
        case_keys.add(self._vault, case_id, generation, key, sorted(publics))
        self._fresh.add((case_id, generation))
        wipe(key)

    def _key(self, case_id: CaseId, generation: int) -> bytearray | None:
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

    def _heal(self, case_id: CaseId, generation: int, key: bytearray) -> None:
        """A recovery sheet made since then opens it too, as soon as a reader has been here."""
        lacking = self._sheets() - case_keys.recipients(self._vault, case_id, generation)
        if lacking:
            with suppress(TipdeskError):  # a full disk keeps nobody from reading
                case_keys.add(self._vault, case_id, generation, key, sorted(lacking))

    def _sheets(self) -> frozenset[bytes]:
        return frozenset(slot_rows.recovery_keys(self._vault))


def closed(answer: Answer) -> Answer:
    """The answer for whom it is closed to: that something stands there, by whom and when."""
    if not answer.value and answer.reason is None:
        return answer
    return replace(_CLOSED, by=answer.by, at=answer.at)
