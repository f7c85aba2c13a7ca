"""A new vault out of what can be read of a damaged one; the damaged one is only read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from tipdesk.cases.model import Act, CaseId, Role
from tipdesk.cases.permissions import USUAL, allowed
from tipdesk.core import disk, errors
from tipdesk.core.clock import Clock
from tipdesk.desk.files.listing import listing_of
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.storage import custody_rows, interview_rows, station_rows
from tipdesk.storage.database import Database, connect
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import copy_content
from tipdesk.storage.files import case_rows, derived_rows, search
from tipdesk.storage.keys import deed_rows, keys, slot_file
from tipdesk.storage.platform import FolderLock, disk_errors, make_durably
from tipdesk.storage.upkeep import damaged_pages, salvage
from tipdesk.storage.upkeep.salvage import Repaired, repair, salvage_database

Saved = salvage.SalvagedRows  # what became of one table

_NEW = "vault.db.new"


class SalvageStep(StrEnum):
    """What is being done."""

    READING = "reading"
    CONTENTS = "contents"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was saved and what was lost. Files by their numbers, '' for each that is hidden from
    whoever salvages."""

    tables: tuple[Saved, ...]
    repaired: Repaired
    contents_saved: int
    contents_lost: tuple[str, ...]  # numbers of the files whose attachments are lost
    keys_lost: int  # sealed files that no row can open any more
    answers_differ: tuple[str, ...]  # files whose answers are not those of what is left of the log
    chain: tuple[custody_rows.ChainFault, ...]
    without_form: tuple[str, ...]  # files whose form is neither saved nor with the program

    @property
    def rows(self) -> int:
        """How many rows were saved."""
        return sum(table.rows for table in self.tables)

    @property
    def complete(self) -> bool:
        """Whether nothing was lost."""
        named = (self.contents_lost, self.keys_lost, self.answers_differ, self.chain)
        remade = (
            self.repaired.files,
            self.repaired.snapshots,
            self.repaired.officers,
            self.without_form,
        )
        return all(table.whole for table in self.tables) and not any((*named, *remade))


def salvage_vault(
    vault_dir: Path,
    key: keys.UnlockedKey,
    target: Path,
    clock: Clock,
    say: Callable[[SalvageStep], object],
) -> Salvage:
    """Write what can be read into a new vault in `target`: same key slots, same vault id. `key` is
    wiped.

    Raises:
        TransitionRefused: not open to this role (details: step "salvage_vault"); the new folder is
            left empty.
        TargetInUse: the folder is not empty (details: name).
        VaultMissing, VaultInUse, VaultTooNew
        VaultDamaged: nothing at all can be read.
        DiskFull, VaultReadOnly: of the new folder.
    """
    _refuse_what_is_used(target)
    try:
        with _held(vault_dir):
            say(SalvageStep.READING)
            tables, repaired = _new_database(vault_dir, key, target, clock)
            with at_the_vault(target, key, clock, "vault salvage") as desk:
                return _finished(desk, vault_dir, (tables, repaired), say)
    finally:
        key.wipe()


def _refuse_what_is_used(target: Path) -> None:
    with disk_errors():
        make_durably(target)
        if any(target.iterdir()):
            raise errors.TargetInUse(name=target.name)


@contextmanager
def _held(vault_dir: Path) -> Iterator[None]:
    """Nobody works with the old vault meanwhile; no file is made there for it."""
    if not (vault_dir / slot_file.DATABASE).exists():
        raise errors.VaultMissing
    lock: FolderLock | None = None
    if (vault_dir / slot_file.LOCK).exists():
        try:
            lock = FolderLock(vault_dir / slot_file.LOCK)
        except errors.VaultReadOnly:
            lock = None  # nobody else can write there either
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _new_database(
    vault_dir: Path, key: keys.UnlockedKey, target: Path, clock: Clock
) -> tuple[tuple[Saved, ...], Repaired]:
    _choose_key(vault_dir, key)
    document = keys.authentic_document(vault_dir, key.dek)
    slot_file.write_document(target, document)
    path = target / _NEW
    tables = salvage_database(vault_dir / slot_file.DATABASE, key.dek, path)
    database = Database(target, connect(path, key.dek), read_only=False)
    try:
        repaired = repair(database, document, clock())
        role = station_rows.role_of(database, key.login)
    finally:
        database.disconnect()
    unknown = key.login in repaired.officers and role is USUAL
    if not (key.recovered or unknown):
        _check_may(role, target)
    with disk_errors():
        disk.replace_durably(path, target / slot_file.DATABASE)
    return tables, repaired


def _check_may(role: Role | None, target: Path) -> None:
    """What somebody is stands in the damaged vault, so it is known once that was read. Whose row is
    lost, and of whom no entry tells, is not refused: else a lost page might shut out everybody."""
    if role is None or not allowed(Act.SALVAGE_VAULT, role):
        for leftover in target.iterdir():
            disk.remove(leftover)
        raise errors.TransitionRefused(step=Act.SALVAGE_VAULT.value, status="", reason="role")


def _choose_key(vault_dir: Path, key: keys.UnlockedKey) -> None:
    """While the key of a vault was being changed its pages are under the old or the new one."""
    try:
        damaged_pages.CipherPages(vault_dir / slot_file.DATABASE, key.dek).close()
    except errors.VaultDamaged:
        if key.next_dek is None:
            raise
        key.use_next()


def _finished(
    desk: OpenVault,
    vault_dir: Path,
    copied: tuple[tuple[Saved, ...], Repaired],
    say: Callable[[SalvageStep], object],
) -> Salvage:
    tables, repaired = copied
    say(SalvageStep.CONTENTS)
    saved, lost = _copied(desk, vault_dir)
    say(SalvageStep.FILES)
    differ, without_form = _files(desk)
    _follow_register(desk)
    chain = tuple(custody_rows.chain_faults(desk.vault))
    hidden = case_rows.hidden(desk.vault)
    named = case_rows.files_naming(desk.vault, desk.officer.login)
    unseen = {number for file_id, number in hidden.items() if file_id not in named}
    salvage = Salvage(
        tables=tables,
        repaired=replace(
            repaired,
            files=_visible(repaired.files, unseen),
            snapshots=_visible(repaired.snapshots, unseen),
        ),
        contents_saved=saved,
        contents_lost=_visible(lost, unseen),
        keys_lost=attachments.unknown(desk.vault, vault_dir),
        answers_differ=_visible(differ, unseen),
        chain=chain,
        without_form=_visible(without_form, unseen),
    )
    touched = {*differ, *lost, *repaired.files, *repaired.snapshots}
    desk.enter(  # the whole station reads this entry
        "salvaged",
        rows=str(salvage.rows),
        pages_lost=str(sum(table.pages_lost for table in tables)),
        files=" ".join(sorted(touched.difference(hidden.values()))),
        hidden=str(len(touched.intersection(hidden.values()))),
    )
    return salvage


def _follow_register(desk: OpenVault) -> None:
    """Rows that were lost say again what the signed deeds say, where all of these are there."""
    if desk.book.begun and not (register := desk.book.read(None)).findings:
        deed_rows.put_right(desk.vault, register.state, desk.now())


def _visible(numbers: Iterable[str], unseen: Collection[str]) -> tuple[str, ...]:
    """Each file once; without the number of one that is hidden from whoever salvages."""
    return tuple("" if number in unseen else number for number in dict.fromkeys(numbers))


def _copied(desk: OpenVault, vault_dir: Path) -> tuple[int, tuple[str, ...]]:
    """Sealed files that open to their end; those of the others stay where they are."""
    saved, lost = 0, []
    for attached in attachments.lying(desk.vault):
        if attachments.is_whole(vault_dir, attached):
            copy_content(vault_dir, desk.vault.vault_dir, attached.content.id)
            saved += 1
        else:
            lost.append(attached.number or attached.content.id)
    return saved, tuple(lost)


def _files(desk: OpenVault) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Let every file be found again; those whose answers and log differ, and those without form.
    What is owed in them is written down anew by the sessions to come."""
    differ, without_form = [], []
    derived_rows.forget(desk.vault)
    for case_id, number in case_rows.numbers(desk.vault).items():
        if not interview_rows.replay_matches(desk.vault, case_id):
            differ.append(number)
        has_form = _has_form(desk, case_id)
        if not has_form:
            without_form.append(number)
        case = case_rows.find(desk.vault, case_id)
        if case is not None:
            answers = interview_rows.answers(desk.vault, case_id)
            form = desk.forms.rules_of(case).definition if has_form else None
            search.find_again(desk.vault, case_id, listing_of(case, form, answers))
    return tuple(differ), tuple(without_form)


def _has_form(desk: OpenVault, case_id: CaseId) -> bool:
    """Whether its form is there; one that came with the program is kept again."""
    case = case_rows.find(desk.vault, case_id)
    if case is None:
        return False
    try:
        desk.forms.keep(desk.forms.rules_of(case).definition, desk.now())
    except (errors.DataError, KeyError):
        return False
    return True
