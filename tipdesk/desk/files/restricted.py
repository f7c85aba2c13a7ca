"""Level 4 of files: closed on its way into the vault, open to those whom the file names.

The key of the vault alone opens none of it (intake-fields §2, rule 5); what that withstands and
what not stands in `storage.keys.case_keys`. Of a file that is hidden from the unit every answer is
kept so.

`CaseKeyring` makes, opens and passes on the keys of level 4 that this session opens.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from tipdesk.cases import evidence
from tipdesk.cases.answers import question_name
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import NO_ANSWER, Amendment, Answer, Case, CaseId
from tipdesk.core.errors import RestrictedClosed, TipdeskError
from tipdesk.desk.files.work_keys import SAFE_WAY, SAFE_WAY_PLACE, WorkKeyring
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms import model
from tipdesk.storage import interview_rows, station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import case_keys, deed_rows, slot_rows, team_rows
from tipdesk.storage.keys.case_keys import opens_nothing
from tipdesk.storage.keys.slot_crypto import seal_key

# --- keys of level 4 --------------------------------------------------------------------------


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
        known = self._desk.case_keys.get((case_id, generation))
        if known is not None:
            return known
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

    def key_of(self, login: str) -> bytes | None:
        """To which key somebody is sealed to: the one on record."""
        if not self._desk.book.begun:
            return station_rows.box_key(self._vault, login)
        member = self._desk.book.state.people.get(login)
        return None if member is None else bytes.fromhex(member.keys.x25519)

    def recipients(self, case_id: CaseId) -> frozenset[bytes]:
        """To whom the key of a file may be sealed: as the deeds say, whatever the rows do. A vault
        without deeds has its rows alone."""
        if self._desk.book.begun:
            return self._desk.book.recipients(case_id)
        named = (
            station_rows.box_key(self._vault, reader.login)
            for reader in case_rows.readers(self._vault, case_id)
        )
        sheets = slot_rows.recovery_keys(self._vault)
        return frozenset({*(public for public in named if public is not None), *sheets})

    def make(self, case_id: CaseId, generation: int) -> None:
        """A new key, sealed to whom the file names and to the recovery sheets. It is not kept in
        memory: a transaction that fails takes its boxes away again."""
        key = bytearray(os.urandom(case_keys.KEY_SIZE))
        with self._vault.transaction():
            case_keys.add(self._vault, case_id, generation, key, sorted(self.recipients(case_id)))
            for signer, seed in self._desk.own_signers() if self._desk.book.begun else ():
                signature = seal_key(seed).sign(case_keys.made_text(case_id, generation, key))
                case_keys.keep_maker(self._vault, case_id, generation, signer, signature)
        self._fresh.add((case_id, generation))
        wipe(key)

    def is_vouched(self, case_id: CaseId, generation: int) -> bool:
        """Whether somebody to whom the file's key may be sealed made the key of this number: a key
        that others made opens what is written under it to them."""
        book = self._desk.book
        key = self.key(case_id, generation)
        maker = case_keys.maker(self._vault, case_id, generation)
        if key is None or maker is None or not book.begun:
            return not book.begun
        signer, signature = maker
        public = signer if signer in book.state.sheets else (self.key_of(signer) or b"").hex()
        ed25519, text = book.state.key_of(signer), case_keys.made_text(case_id, generation, key)
        is_named = public in book.state.recipients(case_id)
        return is_named and deed_rows.verifies(ed25519, text, signature)

    def pass_on(self, recipient: bytes, among: Collection[CaseId] | None = None) -> None:
        """Seal every key that this session opens (of the files `among`) to another public key,
        which the deeds have to name for the file."""
        own = self.own_public
        opened = case_keys.sealed_to(self._vault, own) if own is not None else ()
        for case_id, generation in opened:
            if among is not None and case_id not in among:
                continue
            key = self.key(case_id, generation)
            if key is not None and recipient in self.recipients(case_id):
                case_keys.add(self._vault, case_id, generation, key, (recipient,))

    @property
    def own_public(self) -> bytes | None:
        """What is sealed to this key, this session opens."""
        return self._desk.box_public

    def opens(self, case_id: CaseId) -> case_keys.Opens:
        """What opens the closed texts of a file with the keys that are sealed to this session.

        Raises (when it is called):
            VaultDamaged: a text or a box was altered.
        """

        def opened(place: str, closed: str) -> str | None:
            key = self.key(case_id, case_keys.generation_of(closed))
            return None if key is None else case_keys.open_text(key, case_id, place, closed)

        return opened

    def writing(self, case_id: CaseId) -> tuple[int, bytearray]:
        """Number and key that new values of a file are closed with; made with the first, and anew
        where nobody vouches for it whom the file names, or where the deeds say that it is past.

        Raises:
            RestrictedClosed: it is not sealed to this session.
        """
        generation = case_keys.newest(self._vault, case_id) or self.renew(case_id)
        key = self.key(case_id, generation)
        past = generation <= self._past(case_id)
        if key is not None and (past or not self.is_vouched(case_id, generation)):
            generation = self.renew(case_id)
            key = self.key(case_id, generation)
        if key is None:
            raise RestrictedClosed(readers="")
        return generation, key

    def renew(self, case_id: CaseId) -> int:
        """A new key for whom a file names now, under which is what is written from now on; its
        number."""
        generation = max(case_keys.newest(self._vault, case_id), self._past(case_id)) + 1
        self.make(case_id, generation)
        return generation

    def sheets(self) -> frozenset[bytes]:
        """The public keys of the recovery sheets in use."""
        return frozenset(slot_rows.recovery_keys(self._vault))

    def _past(self, case_id: CaseId) -> int:
        return self._desk.book.state.past_keys.get(case_id, 0) if self._desk.book.begun else 0

    def _heal(self, case_id: CaseId, generation: int, key: bytearray) -> None:
        """A recovery sheet made since then opens it too, as soon as a reader has been here."""
        sheets = self.sheets() & self.recipients(case_id)
        lacking = sheets - case_keys.recipients(self._vault, case_id, generation)
        if lacking:
            with suppress(TipdeskError):  # a full disk keeps nobody from reading
                case_keys.add(self._vault, case_id, generation, key, sorted(lacking))


CLOSED = Answer(closed=True)
"""Something may stand here; the officer is not told."""


class Restricted:
    """Closes and opens what is stored; knows whom a file names. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._names: dict[tuple[str, int], Mapping[str, str]] = {}  # of each form version
        self.keys = CaseKeyring(desk)
        self.work = WorkKeyring(desk)

    # --- whom a file names ---------------------------------------------------------------------

    def is_named(self, case_id: CaseId) -> bool:
        """Whether the file names the officer of the session."""
        login, book = self._desk.officer.login, self._desk.book
        named = case_rows.is_named(self._vault, case_id, login)
        return named and (not book.begun or login in book.state.readers.get(case_id, ()))

    def is_open(self, case_id: CaseId) -> bool:
        """Whether the officer of the session reads level 4 of a file."""
        newest = case_keys.newest(self._vault, case_id)
        return self.is_named(case_id) and (not newest or self.keys.key(case_id, newest) is not None)

    def check_open(self, case_id: CaseId) -> None:
        """Before what only whoever sees the whole file can do.

        Raises:
            RestrictedClosed: level 4 is not open to the officer of the session (details: readers).
        """
        if not self.is_open(case_id):
            raise RestrictedClosed(readers=self.readers_of(case_id))

    def readers_of(self, case_id: CaseId) -> str:
        """The names of whom a file names, to be asked."""
        return "، ".join(_reader_names(self._vault, case_id))

    def name(self, case_id: CaseId, login: str) -> None:
        """Name somebody on a file: they open it without a reason, and its level 4.

        Raises:
            RestrictedClosed: the officer of the session does not read it.
        """
        self.check_open(case_id)
        if case_rows.is_named(self._vault, case_id, login):
            return
        with self._vault.transaction():
            now, by = self._desk.now(), self._desk.officer.login
            case_rows.add_reader(self._vault, case_id, login, by, now)
            body = {"case": case_id, "by": by, "logins": [login]}
            self._desk.decide(DeedKind.NAMED, body, "reader_named", case_id, holder=login)
            public = self.keys.key_of(login)
            if public is None or public not in self.keys.recipients(case_id):
                return  # a row that no deed knows
            self.work.pass_on(case_id)
            for generation in range(1, case_keys.newest(self._vault, case_id) + 1):
                key = self.keys.key(case_id, generation)
                if key is not None:
                    case_keys.add(self._vault, case_id, generation, key, (public,))

    def unname(self, case_id: CaseId, logins: Iterable[str]) -> None:
        """Take names off a file. What is written from now on is under another key.

        Raises:
            RestrictedClosed: the officer of the session does not read it.
        """
        self.check_open(case_id)
        with self._vault.transaction():
            for login in logins:
                case_rows.remove_reader(self._vault, case_id, login)
                for public in station_rows.box_keys(self._vault, login):
                    case_keys.drop(self._vault, case_id, public)
                body = {
                    "case": case_id,
                    "by": self._desk.officer.login,
                    "logins": [login],
                    "past_key": case_keys.newest(self._vault, case_id),
                }
                self._desk.decide(DeedKind.UNNAMED, body, "reader_unnamed", case_id, holder=login)
            self.work.drop_others(case_id)
            if case_keys.newest(self._vault, case_id):
                self.keys.renew(case_id)

    def reassign(self, case_id: CaseId, before: str, officer: str) -> None:
        """One name goes and another comes, by one deed: as `name` and `unname`. What is written
        from now on is under another key. Inside the caller's transaction.

        Raises:
            RestrictedClosed: the officer of the session does not read it.
            SecondPersonNeeded: the deed does not hold: it is hidden, or not theirs to reassign.
        """
        self.check_open(case_id)
        newest, login = case_keys.newest(self._vault, case_id), self._desk.officer.login
        opened = {number: self.keys.key(case_id, number) for number in range(1, newest + 1)}
        body = {
            "case": case_id,
            "by": login,
            "before": before,
            "officer": officer,
            "logins": [before, officer],
            "past_key": newest,
        }
        if not case_rows.is_named(self._vault, case_id, officer):
            case_rows.add_reader(self._vault, case_id, officer, login, self._desk.now())
        case_rows.remove_reader(self._vault, case_id, before)
        for public in station_rows.box_keys(self._vault, before):
            case_keys.drop(self._vault, case_id, public)
        self._desk.decide(
            DeedKind.REASSIGNED, body, "reassigned", case_id, holder=officer, before=before
        )
        own_key = self.keys.key_of(officer)
        if own_key is not None and own_key in self.keys.recipients(case_id):
            for number, key in opened.items():
                if key is not None:
                    case_keys.add(self._vault, case_id, number, key, (own_key,))
        self.work.pass_on(case_id)
        self.work.drop_others(case_id)
        if newest:
            self.keys.renew(case_id)

    # --- answers -------------------------------------------------------------------------------

    def close(
        self, case: Case, form: model.FormDefinition, changes: Mapping[str, Answer]
    ) -> dict[str, Answer]:
        """Changes as they are stored.

        Raises:
            RestrictedClosed: one is of level 4, or takes something of it away, and the officer does
                not read it.
        """
        if not changes:  # a save without a draft, or of nothing else
            return {}
        if not self.is_open(case.id):
            repeats = frozenset(self._restricted_names(form).values())
            if _takes_away(repeats, interview_rows.answers(self._vault, case.id), changes):
                self.check_open(case.id)
        stored = dict(changes)
        closes = self.closing(case, form, changes)
        if paths := [path for path in changes if closes(path)]:
            self.check_open(case.id)
            generation, key = self.keys.writing(case.id)
            for path in paths:
                stored[path] = case_keys.close_answer(key, generation, case.id, path, stored[path])
        return stored

    def open_answers(
        self, case: Case, form: model.FormDefinition, stored: Mapping[str, Answer]
    ) -> dict[str, Answer]:
        """Stored answers as the officer of the session may read them. What may not be read says
        only that something stands there (`Answer.closed`)."""
        readable = {
            path: self._opened(case.id, path, answer)
            if case_keys.is_closed(answer.value)
            else answer
            for path, answer in stored.items()
        }
        if not self.is_open(case.id):
            closes = self._closes(case, form, evidence.restricted_rows(stored))
            readable |= {path: CLOSED for path in stored if closes(path)}
        return readable

    def standing(self, case: Case, form: model.FormDefinition) -> dict[str, Answer]:
        """What is stored of a file, as the officer of the session may read it."""
        return self.open_answers(case, form, interview_rows.answers(self._vault, case.id))

    def opens(self, case_id: CaseId) -> case_keys.Opens:
        """What opens the texts beside the answers to the officer of the session."""
        return self._opens(case_id, whole=True) if self.is_open(case_id) else opens_nothing

    def reads_work(self, case_id: CaseId) -> bool:
        """Whether what of level 4 stands in the case work of a file is open to the officer of the
        session: the file names them, or their team has it."""
        return self.work.is_given(case_id) or self.is_open(case_id)

    def opens_work(self, case_id: CaseId) -> case_keys.Opens:
        """What opens the case work of a file to the officer of the session."""
        whole = self.is_open(case_id)
        if not whole and not self.work.is_given(case_id):
            return opens_nothing
        return self._opens(case_id, whole=whole)

    def _opens(self, case_id: CaseId, *, whole: bool) -> case_keys.Opens:
        of_file = self.keys.opens(case_id) if whole else opens_nothing

        def opened(place: str, closed: str) -> str | None:
            if case_keys.kind_of(closed) is case_keys.WORK:
                return self.work.opened(case_id, place, closed)
            return of_file(place, closed)

        return opened

    def close_work(self, case: Case, place: str, text: str) -> str:
        """Words of level 4 of the case work, as they are stored: of a hidden file under its own
        key.

        Raises:
            RestrictedClosed: they are not open to the officer of the session.
        """
        if self.work.in_use and not case.hidden:
            if not self.reads_work(case.id):
                raise RestrictedClosed(readers=self.readers_of(case.id))
            return self.work.closed(case.id, place, text)
        self.check_open(case.id)
        generation, key = self.keys.writing(case.id)
        return case_keys.close_text(key, generation, case.id, place, text)

    # --- how the person can be reached ---------------------------------------------------------

    def safe_way(self, case: Case, form: model.FormDefinition) -> tuple[str, ...]:
        """Number, hours and word by which the person can be reached without danger; none where that
        is closed to the officer of the session."""
        if self.is_open(case.id):
            answers = self.standing(case, form)
            return tuple(answers.get(name, NO_ANSWER).value for name in SAFE_WAY)
        stored = team_rows.safe_way(self._vault, case.id) if self.reads_work(case.id) else ""
        opened = self.opens_work(case.id)(SAFE_WAY_PLACE, stored) if stored else None
        return ("",) * len(SAFE_WAY) if opened is None else tuple(map(str, json.loads(opened)))

    def pass_on_safe_way(self, case: Case, form: model.FormDefinition) -> None:
        """Keep that under the work key for the team that has the file, as it stands now. Whoever
        does not read the answers leaves what is kept."""
        if case.hidden or not self.work.team_of(case.id) or not self.is_open(case.id):
            return
        words = json.dumps(self.safe_way(case, form))
        stored = team_rows.safe_way(self._vault, case.id)
        if not stored or self.work.opened(case.id, SAFE_WAY_PLACE, stored) != words:
            closed = self.work.closed(case.id, SAFE_WAY_PLACE, words)
            team_rows.keep_safe_way(self._vault, case.id, closed)

    def paths(self, form: model.FormDefinition, answers: Mapping[str, Answer]) -> frozenset[str]:
        """Every path of level 4 in a file, answered or not: that nothing stands there would tell
        something as well."""
        paths = set[str]()
        for name, repeat in self._restricted_names(form).items():
            rows = {model.split_path(path)[1] for path in answers if path.startswith(f"{repeat}[")}
            paths |= {model.path_of(name, repeat, row) for row in rows} if repeat else {name}
        if exhibit_rows := evidence.restricted_rows(answers):
            inside = [
                question.name for question, repeat in with_repeats(form) if repeat == evidence.ROWS
            ]
            places = (
                model.path_of(name, evidence.ROWS, row) for name in inside for row in exhibit_rows
            )
            paths |= {path for path in places if evidence.is_within(path, exhibit_rows)}
        return frozenset(paths)

    def open_amendment(self, case_id: CaseId, amendment: Amendment) -> Amendment:
        """An amendment as the officer may read it."""
        values = (amendment.before, amendment.after)
        if case_keys.is_closed(amendment.note):
            note = self.opens(case_id)("note", amendment.note)
            amendment = replace(amendment, note=note or "")
        if not any(case_keys.is_closed(value.value) for value in values):
            return amendment
        before, after = (
            self._opened(case_id, amendment.path, value)
            if case_keys.is_closed(value.value)
            else value
            for value in values
        )
        opened = replace(amendment, before=before, after=after)
        return closed_amendment(amendment) if before.closed or after.closed else opened

    def close_draft(self, case: Case, form: model.FormDefinition, draft: Draft) -> Draft:
        """A draft as it is stored.

        Raises:
            RestrictedClosed: as `close`.
        """
        closes, typed = self.closing(case, form, draft.typed), dict(draft.typed)
        if paths := [path for path, words in typed.items() if words and closes(path)]:
            self.check_open(case.id)
            generation, key = self.keys.writing(case.id)
            for path in paths:
                typed[path] = case_keys.close_text(key, generation, case.id, path, typed[path])
        return replace(draft, typed=typed, amended=self.close(case, form, draft.amended))

    def open_draft(self, case: Case, form: model.FormDefinition, draft: Draft) -> Draft:
        """A stored draft, without what may not be read any more."""
        typed: dict[str, str] = {}
        for path, words in draft.typed.items():
            if not case_keys.is_closed(words):
                typed[path] = words
            elif key := self.keys.key(case.id, case_keys.generation_of(words)):
                typed[path] = case_keys.open_text(key, case.id, path, words)
        amended = self.open_answers(case, form, draft.amended)
        own = {path: answer for path, answer in amended.items() if not answer.closed}
        why = case_keys.text_for(self.opens(case.id), "why", draft.why) or ""
        return replace(draft, typed=typed, amended=own, why=why)

    def reseal_for(self, login: str) -> None:
        """Somebody has new keys after a recovery: what named them is sealed to these too."""
        public = self.keys.key_of(login)
        if public is not None:
            self.keys.pass_on(public, case_rows.files_naming(self._vault, login))
        self._pass_on_work()

    def reseal_for_sheets(self) -> None:
        """A new recovery sheet opens what this session opens; the rest follows as soon as one of
        its readers has been here."""
        for public in self.keys.sheets():
            self.keys.pass_on(public)
        self._pass_on_work()

    def _pass_on_work(self) -> None:
        own = self.keys.own_public
        opened = case_keys.sealed_to(self._vault, own, case_keys.WORK) if own is not None else ()
        for case_id in dict.fromkeys(case_id for case_id, _generation in opened):
            self.work.pass_on(case_id)

    # --- inside --------------------------------------------------------------------------------

    def closing(
        self, case: Case, form: model.FormDefinition, changes: Mapping[str, object]
    ) -> Callable[[str], bool]:
        """Whether the answer at a path is kept under the file's own key, when changes are made: to
        answers (path to `Answer`), or to what is no answer yet."""
        rows = frozenset[int]()
        if any(model.split_path(path)[0] == evidence.ROWS for path in changes):
            answers = {
                path: change for path, change in changes.items() if isinstance(change, Answer)
            }
            rows = evidence.restricted_rows({**self.standing(case, form), **answers})
        return self._closes(case, form, rows)

    def _closes(
        self, case: Case, form: model.FormDefinition, rows: frozenset[int]
    ) -> Callable[[str], bool]:
        """As `closing`; `rows` are those of level 4 in the list of exhibits."""
        if case.hidden:
            return lambda path: bool(model.split_path(path)[2])
        names = self._restricted_names(form)
        return lambda path: question_name(path) in names or evidence.is_within(path, rows)

    def _restricted_names(self, form: model.FormDefinition) -> Mapping[str, str]:
        """The questions of level 4, each with its repeat ('': none)."""
        version = (form.form_id, form.version)
        if version not in self._names:
            named = restricted_questions(form)
            self._names[version] = {
                question.name: repeat
                for question, repeat in with_repeats(form)
                if question.name in named and question.answerable
            }
        return self._names[version]

    def _opened(self, case_id: CaseId, path: str, answer: Answer) -> Answer:
        key = self.keys.key(case_id, case_keys.generation_of(answer.value))
        if key is None:
            return CLOSED
        return case_keys.open_answer(key, case_id, path, answer)


def _reader_names(vault: Database, case_id: CaseId) -> list[str]:
    officers = (
        station_rows.find(vault, reader.login) for reader in case_rows.readers(vault, case_id)
    )
    return [officer.name or officer.login for officer in officers if officer is not None]


def _takes_away(
    repeats: frozenset[str], stored: Mapping[str, Answer], changes: Mapping[str, Answer]
) -> bool:
    """Whether changes write over what is closed, take a row away that level 4 may stand in (one of
    `repeats`), or open a file of level 4 by what they say of it."""
    closed = {path for path, answer in stored.items() if case_keys.is_closed(answer.value)}
    removed = {path for path, answer in changes.items() if path.endswith("]") and not answer.value}
    left = {
        path: answer
        for path, answer in {**stored, **changes}.items()
        if path.partition("/")[0] not in removed
    }
    return (
        not closed.isdisjoint(changes)
        or not closed <= left.keys()
        or any(model.split_path(row)[0] in repeats for row in removed)
        or any(evidence.loosens(path, stored) for path in changes)
    )


def closed_amendment(amendment: Amendment) -> Amendment:
    """What is told of an amendment that is closed to the officer: who made it, when and why."""
    before, after = amendment.before, amendment.after
    return replace(
        amendment,
        before=replace(CLOSED, by=before.by, at=before.at),
        after=replace(CLOSED, by=after.by, at=after.at),
    )


def restricted_questions(form: model.FormDefinition) -> frozenset[str]:
    """The names of every question of level 4."""
    return frozenset(
        question.name for question in form.questions() if question.level >= model.RESTRICTED_LEVEL
    )


def with_repeats(form: model.FormDefinition) -> Iterator[tuple[model.Question, str]]:
    """Every question of a form with the repeat that it stands in ('': none)."""

    def below(group: model.Group, repeat: str) -> Iterator[tuple[model.Question, str]]:
        inside = group.name if group.kind is model.GroupKind.REPEAT else repeat
        for child in group.children:
            if isinstance(child, model.Group):
                yield from below(child, inside)
            else:
                yield child, inside

    for section in form.sections:
        yield from below(section, "")
