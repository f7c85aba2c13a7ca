"""Whether a vault is damaged: everything that lies in it is looked at, and nothing is written.
What somebody with its key changed on purpose need not show.

The log of the database is folded into its file, as every opening does. Whoever looks gives a
passphrase but leaves no entry: a vault that may be damaged is not written to. That is open to every
role (`Act.CHECK_VAULT`), and so the number of a file that is hidden from whoever looks is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tipdesk.cases.deeds.register import RegisterFault
from tipdesk.cases.files.review import state_fault
from tipdesk.cases.model import CaseId, Status
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import TrustPackInvalid, VaultDamaged, VaultTooNew
from tipdesk.core.work import Work
from tipdesk.desk.custody.integrity import given_up_fault, ledger_fault
from tipdesk.desk.deed_book import DeedBook, everybodys_findings
from tipdesk.desk.files.derived import differing
from tipdesk.desk.files.escrow import escrow_faults
from tipdesk.desk.form_shelf import FormShelf, published_forms
from tipdesk.desk.handover.annexing import annex_faults
from tipdesk.desk.handover.receiving import unsigned_received
from tipdesk.desk.handover.register_check import register_faults
from tipdesk.desk.messages.entered import message_faults
from tipdesk.desk.notices.reviewing import notice_faults
from tipdesk.storage import custody_rows, interview_rows, platform
from tipdesk.storage.database import Database
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import FOLDER
from tipdesk.storage.files import (
    case_rows,
    casework_rows,
    derived_rows,
    directory_rows,
    event_rows,
    same_rows,
)
from tipdesk.storage.keys import case_keys, keys, rekeying, slot_rows, team_rows
from tipdesk.storage.keys.slot_file import DATABASE, SlotDocument, odd_copies
from tipdesk.storage.schema import HIDDEN_SINCE, MIGRATIONS
from tipdesk.storage.upkeep.examination import HeldVault, check_pages
from tipdesk.storage.version_11 import DEEDS_SINCE


class CheckedPart(StrEnum):
    """What is looked at, in this order."""

    PAGES = "pages"
    SLOTS = "slots"
    CUSTODY = "custody"
    REGISTER = "register"
    ANSWERS = "answers"
    ATTACHMENTS = "attachments"
    RECEIVED = "received"
    ROOM = "room"


class FindingCode(StrEnum):
    """What was found. The first ones are faults, those of `NOTICES` are only to be known."""

    PAGE_ALTERED = "page_altered"
    STRUCTURE_BROKEN = "structure_broken"
    OWNER_MISSING = "owner_missing"
    SLOTS_MISSING = "slots_missing"
    SLOTS_DIFFER = "slots_differ"
    SLOTS_OLDER = "slots_older"
    ENTRY_UNREADABLE = "link_unreadable"
    ENTRY_ORDER = "link_order"
    ENTRY_ALTERED = "link_altered"
    ENTRY_FOREIGN = "link_foreign"
    SEAL_WRONG = "seal_wrong"
    REASONS_MISSING = "reasons_missing"
    REGISTER_BROKEN = "register_broken"
    REGISTER_UNSIGNED = "register_unsigned"
    REGISTER_MEMORY = "register_memory"
    REGISTER_ROW = "register_row"
    REGISTER_READERS = "register_readers"
    REGISTER_TEAM = "register_team"
    REGISTER_WORK_KEY = "register_work_key"
    SAFE_WAY_DIFFERS = "safe_way_differs"
    REGISTER_SLOT = "register_slot"
    REGISTER_LIST = "register_list"
    REGISTER_SERIES = "register_series"
    REGISTER_WAITS = "register_waits"
    ESCROW_DIFFERS = "escrow_differs"
    ESCROW_WAITS = "escrow_waits"
    TAKEN_IN_UNSIGNED = "taken_in_unsigned"
    RECEIVED_MISSING = "received_missing"
    RECEIVED_DIFFERS = "received_differs"
    RECEIVED_PLACE = "received_place"
    ANNEX_DIFFERS = "annex_differs"
    MESSAGE_DIFFERS = "message_differs"
    NOTICE_DIFFERS = "notice_differs"
    STATE_DIFFERS = "state_differs"
    WRITTEN_GIVEN_UP = "written_given_up"
    ANSWERS_DIFFER = "answers_differ"
    ANSWERS_UNREADABLE = "answers_unreadable"
    CONSENTS_DIFFER = "consents_differ"
    CASE_WORK_DIFFERS = "case_work_differs"
    SAME_SAID_DIFFERS = "same_said_differs"
    EVENT_DIFFERS = "event_differs"
    DIRECTORY_DIFFERS = "directory_differs"
    LISTED_DIFFERS = "listed_differs"
    CONTENT_MISSING = "content_missing"
    CONTENT_ALTERED = "content_altered"
    NOT_READ = "not_read"
    ORPHANS = "orphans"
    BALLAST_MISSING = "ballast_missing"
    ROOM_SHORT = "room_short"
    SCHEMA_OLDER = "schema_older"
    LOG_WAITS = "log_waits"


def _opens_nothing(_case_id: CaseId) -> case_keys.Opens:
    return case_keys.opens_nothing


def _case_work_faults(database: Database) -> tuple[int, ...]:
    deeds = DeedBook(database)
    known = deeds.state.reassigned if deeds.begun else None
    return casework_rows.faults(database, _opens_nothing, known)


_AGAINST_CHAIN: Mapping[FindingCode, Callable[[Database], tuple[int, ...]]] = {
    FindingCode.CASE_WORK_DIFFERS: _case_work_faults,
    FindingCode.SAME_SAID_DIFFERS: lambda database: same_rows.faults(database, _opens_nothing),
    FindingCode.EVENT_DIFFERS: lambda database: event_rows.faults(database, _opens_nothing),
    FindingCode.DIRECTORY_DIFFERS: directory_rows.faults,
}


NOTICES = frozenset(
    {
        FindingCode.ORPHANS,
        FindingCode.BALLAST_MISSING,
        FindingCode.ROOM_SHORT,
        FindingCode.SCHEMA_OLDER,
        FindingCode.LOG_WAITS,
        FindingCode.REGISTER_WAITS,
        FindingCode.ESCROW_WAITS,
        FindingCode.LISTED_DIFFERS,
    }
)
_OF_BREACH = {
    custody_rows.Breach.UNREADABLE: FindingCode.ENTRY_UNREADABLE,
    custody_rows.Breach.ORDER: FindingCode.ENTRY_ORDER,
    custody_rows.Breach.HASH: FindingCode.ENTRY_ALTERED,
    custody_rows.Breach.FILE: FindingCode.ENTRY_FOREIGN,
    custody_rows.Breach.SEAL: FindingCode.SEAL_WRONG,
}
_OF_REGISTER = {
    RegisterFault.BROKEN: FindingCode.REGISTER_BROKEN,
    RegisterFault.UNSIGNED: FindingCode.REGISTER_UNSIGNED,
    RegisterFault.ROLES: FindingCode.REGISTER_ROW,
    RegisterFault.KEYS: FindingCode.REGISTER_ROW,
    RegisterFault.READERS: FindingCode.REGISTER_READERS,
    RegisterFault.TEAMS: FindingCode.REGISTER_TEAM,
    RegisterFault.WORK_KEYS: FindingCode.REGISTER_WORK_KEY,
    RegisterFault.SLOTS: FindingCode.REGISTER_SLOT,
    RegisterFault.LISTS: FindingCode.REGISTER_LIST,
    RegisterFault.SERIES: FindingCode.REGISTER_SERIES,
}


@dataclass(frozen=True, slots=True)
class VaultFinding:
    """One thing that was found. `where`: page, table, file, entry or number; never an answer, and
    '' for a file that is hidden from whoever looks."""

    code: FindingCode
    where: str = ""

    @property
    def fault(self) -> bool:
        """Whether something is wrong, not only to be known."""
        return self.code not in NOTICES


@dataclass(frozen=True, slots=True)
class Checked:
    """One part, looked at. `count`: pages, slots, entries, files, contents, bytes free."""

    part: CheckedPart
    count: int
    findings: tuple[VaultFinding, ...] = ()

    @property
    def well(self) -> bool:
        """Whether it has no fault."""
        return not any(finding.fault for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes, and the versions of the schema."""

    database: int
    attachments: int
    free: int
    schema_found: int
    schema_known: int


class Examination:
    """One look through a vault. Close it: until then the vault is held."""

    def __init__(self, vault_dir: Path, key: keys.UnlockedKey) -> None:
        """Hold the vault, under the key that its pages have: a change may have been cut off.

        Raises:
            VaultMissing, VaultInUse, VaultReadOnly, VaultDamaged: it cannot be looked through.
            VaultTooNew
        """
        self._vault_dir = vault_dir
        self._login = key.login
        self._held = _held(vault_dir, key)
        try:
            self._document: SlotDocument = keys.authentic_document(vault_dir, key.dek)
            self._schema = self._version()
        except BaseException:
            self._held.close()
            raise

    @property
    def vault_id(self) -> str:
        """32 hex digits."""
        return self._document.vault_id

    def parts(self, work: Work) -> Iterator[Checked]:
        """Look at one part after the other. `work` counts attachments."""
        yield self._pages()
        yield self._slots()
        yield self._custody()
        yield self._register()
        yield self._answers()
        yield self._attachments(work)
        yield self._received()
        yield self._room()

    def sizes(self) -> Sizes:
        """How large everything is."""
        lying = (self._vault_dir / FOLDER).glob("*/*")
        return Sizes(
            database=(self._vault_dir / DATABASE).stat().st_size,
            attachments=sum(path.stat().st_size for path in lying),
            free=platform.free_space(self._vault_dir),
            schema_found=self._schema,
            schema_known=len(MIGRATIONS),
        )

    def close(self) -> None:
        """Let the vault go."""
        self._held.close()

    def __enter__(self) -> Examination:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the parts --------------------------------------------------------------------------

    def _version(self) -> int:
        with self._held.reading() as database:
            row = database.row("PRAGMA user_version")
        version = int(row[0]) if row else 0
        if not version:
            raise VaultDamaged(what="database")
        if version > len(MIGRATIONS):
            raise VaultTooNew(found=version, known=len(MIGRATIONS))
        return version

    def _pages(self) -> Checked:
        state = check_pages(self._held)
        findings = [
            VaultFinding(FindingCode.PAGE_ALTERED, str(page or "")) for page in state.altered
        ]
        if state.broken:
            findings.append(VaultFinding(FindingCode.STRUCTURE_BROKEN))
        if not state.read_whole:
            findings.append(VaultFinding(FindingCode.LOG_WAITS))
        findings += [VaultFinding(FindingCode.OWNER_MISSING, table) for table in state.strays]
        return Checked(CheckedPart.PAGES, state.pages, tuple(findings))

    def _slots(self) -> Checked:
        findings = [
            VaultFinding(FindingCode.SLOTS_DIFFER if present else FindingCode.SLOTS_MISSING, name)
            for name, present in odd_copies(self._vault_dir, self._document).items()
        ]
        try:
            with self._held.reading() as database:
                slot_rows.compare(database, self._document)
        except VaultDamaged as error:
            older = error.details["what"] != "database"
            findings.append(
                VaultFinding(FindingCode.SLOTS_OLDER if older else FindingCode.NOT_READ)
            )
        return Checked(CheckedPart.SLOTS, len(self._document.slots), tuple(findings))

    def _custody(self) -> Checked:
        try:
            with self._held.reading() as database:
                findings = [
                    VaultFinding(_OF_BREACH[fault.breach], str(fault.seq))
                    for fault in custody_rows.chain_faults(database)
                ]
                last = database.row("SELECT count(*) FROM custody")
                lost = case_rows.reasons_lost(database) if self._schema >= HIDDEN_SINCE else 0
        except VaultDamaged:
            return Checked(CheckedPart.CUSTODY, 0, (VaultFinding(FindingCode.NOT_READ),))
        if lost:
            findings.append(VaultFinding(FindingCode.REASONS_MISSING, str(lost)))
        return Checked(CheckedPart.CUSTODY, int(last[0]) if last else 0, tuple(findings))

    def _register(self) -> Checked:
        if self._schema < DEEDS_SINCE:
            return Checked(CheckedPart.REGISTER, 0)
        try:
            with self._held.reading() as database:
                count, kept = everybodys_findings(database)
                waiting = () if count else (VaultFinding(FindingCode.REGISTER_WAITS),)
                numbers = case_rows.numbers(database)
                escrows = tuple(escrow_faults(database, DeedBook(database).state))
                safe_ways = team_rows.odd_safe_ways(database)
            unseen = self._unseen()
        except VaultDamaged:
            return Checked(CheckedPart.REGISTER, 0, (VaultFinding(FindingCode.NOT_READ),))
        findings = [*waiting]
        for finding in kept:
            where = numbers.get(CaseId(finding.where), finding.where)
            code = _OF_REGISTER.get(finding.fault, FindingCode.REGISTER_MEMORY)
            findings.append(VaultFinding(code, "" if where in unseen else where))
        for case_id, differs in escrows:
            code = FindingCode.ESCROW_DIFFERS if differs else FindingCode.ESCROW_WAITS
            where = numbers.get(case_id, "")
            findings.append(VaultFinding(code, "" if where in unseen else where))
        findings += [
            VaultFinding(FindingCode.SAFE_WAY_DIFFERS, "" if where in unseen else where)
            for where in map(numbers.__getitem__, safe_ways)
        ]
        return Checked(CheckedPart.REGISTER, count, tuple(findings))

    def _answers(self) -> Checked:
        try:
            with self._held.reading() as database:
                files = database.rows(
                    "SELECT uuid, number, status, revision FROM case_file ORDER BY id"
                )
            unseen = self._unseen()
        except VaultDamaged:
            return Checked(CheckedPart.ANSWERS, 0, (VaultFinding(FindingCode.NOT_READ),))
        findings = []
        for uuid, number, status, revision in files:
            where = "" if number in unseen else str(number)
            if not self._stands_as_told(CaseId(uuid), status, revision):
                findings.append(VaultFinding(FindingCode.STATE_DIFFERS, where))
            if self._written_behind(CaseId(uuid)):
                findings.append(VaultFinding(FindingCode.WRITTEN_GIVEN_UP, where))
            code = self._fault_of_answers(CaseId(uuid))
            if code is not None:
                findings.append(VaultFinding(code, where))
            if not self._consents_as_entered(CaseId(uuid)):
                findings.append(VaultFinding(FindingCode.CONSENTS_DIFFER, where))
        for code, faults in _AGAINST_CHAIN.items():
            findings += [VaultFinding(code, str(seq)) for seq in self._not_as_entered(faults)]
        findings += [
            VaultFinding(FindingCode.LISTED_DIFFERS, "" if number in unseen else number)
            for number in self._listed_otherwise()
        ]
        return Checked(CheckedPart.ANSWERS, len(files), tuple(findings))

    def _unseen(self) -> frozenset[str]:
        """The numbers of files that are hidden from whoever looks; of every hidden one where it
        cannot be read whom they name. Raises VaultDamaged."""
        if self._schema < HIDDEN_SINCE:
            return frozenset()
        named = frozenset[CaseId]()
        with suppress(VaultDamaged), self._held.reading() as database:
            named = case_rows.files_naming(database, self._login)
        with self._held.reading() as database:
            hidden = case_rows.hidden(database)
        return frozenset(number for file_id, number in hidden.items() if file_id not in named)

    def _stands_as_told(self, uuid: CaseId, status: str, revision: int) -> bool:
        """Whether the entries tell the same; also when they cannot be read, which is said of
        them."""
        try:
            with self._held.reading() as database:
                entries = custody_rows.actions_of(database, uuid)
            return state_fault(Status(status), revision, entries) is None
        except VaultDamaged:
            return True
        except ValueError:  # no status at all
            return False

    def _written_behind(self, uuid: CaseId) -> bool:
        """Whether it was changed after it was given up; not when its entries cannot be read, which
        is said of them."""
        try:
            with self._held.reading() as database:
                return given_up_fault(database, uuid) is not None
        except VaultDamaged:
            return False

    def _fault_of_answers(self, uuid: CaseId) -> FindingCode | None:
        try:
            with self._held.reading() as database:
                agrees = interview_rows.replay_matches(database, uuid)
        except KeyError:
            return FindingCode.ANSWERS_DIFFER  # there is no snapshot
        except (VaultDamaged, ValueError, TypeError, AttributeError, OverflowError):
            return FindingCode.ANSWERS_UNREADABLE
        return None if agrees else FindingCode.ANSWERS_DIFFER

    def _consents_as_entered(self, uuid: CaseId) -> bool:
        """Whether the ledger is that of the entries; also when these cannot be read, which is said
        of them."""
        try:
            with self._held.reading() as database:
                return ledger_fault(database, uuid, case_keys.opens_nothing) is None
        except (VaultDamaged, ValueError, TypeError, OverflowError):
            return True

    def _not_as_entered(self, faults: Callable[[Database], tuple[int, ...]]) -> tuple[int, ...]:
        """The entries of the chain that rows are not as they say; none where these cannot be read,
        which is said of them."""
        try:
            with self._held.reading() as database:
                return faults(database)
        except (VaultDamaged, ValueError, TypeError, OverflowError):
            return ()

    def _listed_otherwise(self) -> tuple[str, ...]:
        """The numbers of the files of which lists and search say something else than they do."""
        if self._schema < derived_rows.SINCE:
            return ()
        try:
            with self._held.reading() as database:
                forms = FormShelf(database, published_forms(), DeedBook(database))
                return differing(database, forms)
        except VaultDamaged:
            return ()

    def _attachments(self, work: Work) -> Checked:
        try:
            with self._held.reading() as database:
                lying = attachments.lying(database)
                orphans = attachments.orphans(database)
            unseen = self._unseen()
        except VaultDamaged:
            return Checked(CheckedPart.ATTACHMENTS, 0, (VaultFinding(FindingCode.NOT_READ),))
        findings = []
        for done, attached in enumerate(lying):
            work.step(done, len(lying))
            number = "" if attached.number in unseen else attached.number
            where = f"{number} {attached.content.id}".strip()
            if not attachments.is_there(self._vault_dir, attached):
                findings.append(VaultFinding(FindingCode.CONTENT_MISSING, where))
            elif not attachments.is_whole(self._vault_dir, attached):
                findings.append(VaultFinding(FindingCode.CONTENT_ALTERED, where))
        if orphans:
            findings.append(VaultFinding(FindingCode.ORPHANS, str(orphans)))
        return Checked(CheckedPart.ATTACHMENTS, len(lying), tuple(findings))

    def _received(self) -> Checked:
        """Whether a prosecutor signed for everything that only a prosecutor takes in, and register,
        protective annexes, messages and notices are what entries, deeds and receipts say."""
        if self._schema < DEEDS_SINCE:
            return Checked(CheckedPart.RECEIVED, 0)
        try:
            with self._held.reading() as database:
                unsigned, count = unsigned_received(database, self._vault_dir, system_clock())
                missing, differing, places = register_faults(database, system_clock())
                annexes, messages = tuple(annex_faults(database)), tuple(message_faults(database))
                reviewed = DeedBook(database).state.reviewed
                notices = tuple(notice_faults(database, reviewed, system_clock))
                numbers = case_rows.numbers(database)
            unseen = self._unseen()
        except (VaultDamaged, TrustPackInvalid):
            return Checked(CheckedPart.RECEIVED, 0, (VaultFinding(FindingCode.NOT_READ),))
        findings = [
            *(VaultFinding(FindingCode.TAKEN_IN_UNSIGNED, number) for number in unsigned),
            *(VaultFinding(FindingCode.RECEIVED_MISSING, where) for where in missing),
            *(
                VaultFinding(FindingCode.RECEIVED_DIFFERS, where)
                for where in differing
                if where not in unsigned
            ),
            *(VaultFinding(FindingCode.RECEIVED_PLACE, where) for where in places),
        ]
        for code, faults in (
            (FindingCode.ANNEX_DIFFERS, annexes),
            (FindingCode.MESSAGE_DIFFERS, messages),
            (FindingCode.NOTICE_DIFFERS, notices),
        ):
            for case_id, kept_id in faults:
                where = numbers.get(case_id, kept_id) if case_id else kept_id
                findings.append(VaultFinding(code, "" if where in unseen else where))
        return Checked(CheckedPart.RECEIVED, count, tuple(findings))

    def _room(self) -> Checked:
        free = platform.free_space(self._vault_dir)
        findings = []
        if not platform.is_set_aside(self._vault_dir):
            findings.append(VaultFinding(FindingCode.BALLAST_MISSING))
        if free < rekeying.room_for(self._vault_dir):
            findings.append(VaultFinding(FindingCode.ROOM_SHORT))
        if self._schema < len(MIGRATIONS):
            findings.append(VaultFinding(FindingCode.SCHEMA_OLDER, str(self._schema)))
        return Checked(CheckedPart.ROOM, free, tuple(findings))


def _held(vault_dir: Path, key: keys.UnlockedKey) -> HeldVault:
    try:
        return HeldVault(vault_dir, key.dek)
    except VaultDamaged:
        if key.next_dek is None:
            raise
        key.use_next()
        return HeldVault(vault_dir, key.dek)
