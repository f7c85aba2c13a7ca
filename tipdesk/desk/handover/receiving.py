"""The receiving station's counter: check, open, accept or refuse, register, receipt.

A received bundle is opened read-only, from its sealed container (`ReceivedFile`).
"""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from weakref import WeakSet

from tipdesk.bundle import approval, limits
from tipdesk.bundle.container import bag, paths, signed_list
from tipdesk.bundle.container.index import Index, IndexedFile, read_index
from tipdesk.bundle.container.zip import Member, read_small, scan
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.problems import Code
from tipdesk.bundle.receipt import (
    CODE,
    REGISTRY_NO,
    SUFFIX,
    Result,
    SeriesStanding,
    make_receipt,
    receipt_for,
)
from tipdesk.bundle.report import MemberFile
from tipdesk.bundle.taken_in import TakenIn
from tipdesk.bundle.target import write_whole
from tipdesk.cases.custody.document import read_before, read_custody
from tipdesk.cases.custody.shown import meet
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.reading import ReadRecord, read_record
from tipdesk.cases.model import Act, CaseId, CustodyEvent
from tipdesk.cases.paper.prints import Print, print_detail
from tipdesk.cases.permissions import allowed
from tipdesk.core import errors
from tipdesk.core.settings import Language
from tipdesk.desk.chosen_authority import list_in_use
from tipdesk.desk.deed_book import DeedBook
from tipdesk.desk.handover import checking
from tipdesk.desk.handover.aside import ACCEPTED, AsideBook, read_book
from tipdesk.desk.handover.numbering import of_series, still_missing, told_unsent
from tipdesk.desk.handover.received_content import ATTACHED, CUSTODY, PAPERS, RECORD, SIGNED
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.paper.cover import attachment_called, signed_title
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import aside_rows, handover_rows, station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.evidence.staging import open_content

# --- a received bundle ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One row of the register."""

    id: int
    number: str  # receipt number; "" when refused or only kept aside
    bundle_id: str
    case_number: str
    person_code: str
    revision: int
    received_at: datetime
    received_by: str
    signed_by: str
    result: str  # "accepted", "rejected" or "aside"; "" before it is answered
    error_code: str
    manifest: str = ""  # SHA-256 (hex)
    held_for: tuple[str, ...] = ()  # codes for which a prosecutor decides, or has decided
    taken_in: TakenIn | None = None  # what the prosecutor signed who took it in

    @property
    def kept(self) -> bool:
        """Whether its content lies in the vault and can be opened."""
        return self.result in ("accepted", "aside")


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A printed form inside a bundle. `name` is a document key."""

    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class ReceivedAttachment:
    """An attachment inside a bundle."""

    path: str  # below bag/data/
    media_type: str
    size: int
    sha256: str
    papers: tuple[signed_list.ListedPaper, ...] = ()  # of a scan of signed pages

    @property
    def name(self) -> str:
        """The neutral name of the file, e.g. 0001.jpg."""
        return self.path.rpartition("/")[2]

    def called(self, language: Language) -> str:
        """What it is called: by kind and number, or by the pages that it shows."""
        if self.papers:
            return signed_title(self.papers, language)
        return attachment_called(int(self.name[:4]), self.media_type, language)


class ReceivedFile:
    """Record, documents, attached files, signed pages and chain of one bundle. `close` it when its
    page goes."""

    def __init__(self, container: BinaryIO, row: ReceivedRow) -> None:
        """Open a container that was verified and has lain sealed since; before it is accepted
        `row` has id 0 and no result.

        Raises:
            VaultDamaged: it is not what was accepted.
        """
        self._file = container
        self.row = row
        try:
            members = scan(container, paths.is_bag_member)
            self._members = {member.name: member for member in members}
            self._digests = self._signed_digests(row.manifest)
            index = read_index(read_small(container, self._member(paths.INDEX), limits.JSON))
            files = dict(index.of_case())
            self.record: ReadRecord = read_record(self._read(files[RECORD].path))
            self.custody, self.others_entries = self._chain(index)
            self.signed_list = self._signed_list(index)
            self.approved_alone = self._approved_alone(files)
        except (errors.BundleUnreadable, KeyError, IndexError, ValueError) as error:
            container.close()
            raise errors.VaultDamaged(what="received") from error
        papers = {paper: files.get(f"{paper}.pdf") for paper in PAPERS}
        self.documents = tuple(
            ReceivedDocument(paper, file.path, file.size)
            for paper, file in papers.items()
            if file is not None
        )
        named = {scan.path: scan.papers for scan in self.signed_list.scans}
        lying = tuple(
            ReceivedAttachment(
                file.path, file.media_type, file.size, file.sha256, named.get(file.path, ())
            )
            for name, file in files.items()
            if name.startswith((ATTACHED, signed_list.FOLDER))
        )
        self.attachments = tuple(attachment for attachment in lying if not attachment.papers)
        self.signed = tuple(attachment for attachment in lying if attachment.papers)

    @property
    def direct(self) -> bool:
        """Whether its own officer let it go, without a supervisor."""
        own = workflow.went_directly(self.custody, CaseId(self.record.case_id))
        return self.approved_alone or own

    def document(self, name: str) -> bytes:
        """The PDF of a document key.

        Raises:
            KeyError: the bundle holds no such document.
        """
        for document in self.documents:
            if document.name == name:
                return self._read(document.path)
        raise KeyError(name)

    def open(self, attachment: ReceivedAttachment) -> BinaryIO:
        """Read an attachment; nothing is written to the disk in the clear."""
        return MemberFile.of(self._file, self._member(paths.DATA + attachment.path))

    def close(self) -> None:
        """Let go of the container. Twice is harmless."""
        self._file.close()

    def __enter__(self) -> ReceivedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _member(self, name: str) -> Member:
        return self._members[name]

    def _read(self, path: str) -> bytes:
        """A member, as it was signed. Raises ValueError: it is not."""
        with MemberFile.of(self._file, self._member(paths.DATA + path)) as file:
            data = file.read()
        signed = self._digests.get(paths.DATA + path)
        if signed is not None and hashlib.sha256(data).hexdigest() != signed:
            raise ValueError(path)
        return data

    def _signed_digests(self, manifest: str) -> dict[str, str]:
        """Digests of the members by the manifest that was received; of a bundle of before none.
        Raises ValueError: it is another manifest."""
        signed = read_small(self._file, self._member(paths.MANIFEST), limits.MANIFEST)
        if manifest and hashlib.sha256(signed).hexdigest() != manifest:
            raise ValueError("manifest")
        return {reference.name: reference.sha256 for reference in bag.read_manifest(signed)}

    def _approved_alone(self, files: Mapping[str, IndexedFile]) -> bool:
        """Whether the approval says that no second person saw it; bundles of before have none."""
        statement = files.get(approval.STATEMENT)
        if statement is None:
            return False
        kind = approval.read_approval(self._read(statement.path)).kind
        return kind is approval.ApprovalKind.DIRECT

    def _signed_list(self, index: Index) -> signed_list.SignedList:
        files = dict(index.of_case())
        if SIGNED not in files:
            return signed_list.NOTHING_SIGNED
        return signed_list.read_signed_list(self._read(files[SIGNED].path))

    def _chain(self, index: Index) -> tuple[tuple[CustodyEvent, ...], int]:
        """The entries of the file that can be read, and how many others prove them."""
        files = dict(index.of_case())
        if CUSTODY not in files:
            return (), 0
        data = self._read(files[CUSTODY].path)
        try:
            segments = read_custody(data, CaseId(index.case_id))
        except ValueError:
            return read_before(data), 0
        own = tuple(entry for segment in segments for entry in segment.own)
        return own, sum(len(segment.entries) for segment in segments) - len(own)


def buffered(sealed: io.RawIOBase) -> BinaryIO:
    """A sealed file with read-ahead."""
    return cast(BinaryIO, io.BufferedReader(sealed, 256 << 10))


CheckPlan = checking.CheckPlan
CheckedBundle = checking.CheckedBundle
Finding = checking.BundleFinding
check = checking.check  # JOB

_ERROR_CODE = re.compile(CODE)


class Receiving:
    """Registers bundles and signs receipts. GUI thread."""

    def __init__(self, desk: OpenVault, keys: Keys) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._keys = keys
        self._on_table: WeakSet[checking.VaultStage] = WeakSet()  # checked, and not answered

    def clear_table(self) -> None:
        """Delete what was staged and has no answer; its key was never written anywhere."""
        for stage in list(self._on_table):
            stage.discard()

    def plan(self, path: Path) -> CheckPlan:
        """Freeze what `check` needs for the bundle at `path`.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "take_in").
            TrustMissing: no trust list was imported yet.
            NoCertificate: this station has no key that bundles are sealed to.
        """
        self._check_may()
        trust, identities = self._keys.trust_store(), self._keys.age_identities()
        if trust is None:
            raise errors.TrustMissing
        if not identities:
            raise errors.NoCertificate
        known = handover_rows.known_bundles(self._vault)
        return CheckPlan(
            path=path,
            vault_dir=self._vault.vault_dir,
            identities=identities,
            trust=trust,
            known=known,
            now=self._desk.now(),
            shown=handover_rows.shown_chains(self._vault),
            on_table=self._on_table,
        )

    def preview(self, checked: CheckedBundle) -> ReceivedFile:
        """Open a checked bundle that holds, before accepting it. Close it before accepting.

        Raises:
            BundleNotSound: it does not hold (details: code).
        """
        if not checked.holds or checked.stage is None or checked.record is None:
            raise _not_sound(checked)
        self._desk.enter_viewing("previewed", bundle=checked.bundle_id)
        row = ReceivedRow(
            id=0,
            number="",
            bundle_id=checked.bundle_id,
            case_number=checked.record.number,
            person_code=checked.record.person_code,
            revision=checked.record.revision,
            received_at=self._desk.now(),
            received_by="",
            signed_by=checked.signed_by,
            result="",
            error_code="",
            manifest=checked.report.manifest_sha256,
            held_for=checked.set_aside,
        )
        return ReceivedFile(checked.stage.reader(), row)

    def discard(self, checked: CheckedBundle) -> None:
        """Forget a checked bundle without an answer; its staging is deleted."""
        checked.close()

    def accept(
        self, checked: CheckedBundle, confirmed: Confirmed, registry_no: str, target_dir: Path
    ) -> tuple[ReceivedRow, Path]:
        """Keep the bundle sealed, give it a number (`registry_no`, or <code>-<year>-<n> when
        empty), sign a receipt into `target_dir`. The same bundle again: its receipt anew.
        What rests on the signer's word alone (`goes_to_quarantine`) is kept aside without a
        number; a second `accept` receives it for good, unless a prosecutor has to decide:
        then `TakingIn` does.

        If the receipt cannot be written, the bundle is registered all the same: `reissue`.

        Raises:
            BundleNotSound: it does not hold (details: code).
            SetAside: it waits for a prosecutor already.
            ValueError: the number is ill-formed.
            RegistryNumberTaken: another bundle has the number.
            TransitionRefused: the confirmed officer is no receiver.
            NoCertificate, TargetNotWritable, DiskFull
        """
        if not checked.holds or checked.stage is None or checked.record is None:
            raise _not_sound(checked)
        if checked.already:
            checked.close()
            again = handover_rows.find_received_number(self._vault, checked.already)
            if again is not None:
                return _row(again, self._book()), self.reissue(again.id, target_dir)
        if checked.waits:
            raise errors.SetAside
        key = self._signing_key(confirmed)
        number = self.checked_number(registry_no)
        content = checked.stage.place(checked.report.close)
        with self._vault.transaction():
            if checked.goes_to_quarantine:
                result, number, deed = Result.QUARANTINED, "", aside_rows.KEPT_ASIDE
            else:
                result, number, deed = Result.ACCEPTED, number or self.next_number(), "received"
            entry = self._entry(checked, confirmed, key, (result, "", number))
            details = {"codes": " ".join(checked.set_aside)} if checked.set_aside else {}
            self._desk.enter(
                deed,
                None,
                confirmed.login,
                bundle=checked.bundle_id,
                number=number,
                manifest=entry.manifest_sha256,
                **details,
            )
            row_id = handover_rows.add_received(self._vault, replace(entry, content=content))
            self._keep_place(row_id, checked)
            if checked.set_aside:
                aside_rows.set_aside(self._vault, row_id, checked.set_aside)
            self._desk.seal_by(confirmed.login, confirmed.seed)
        checked.stage.keep()
        self._desk.publish(ChangeKind.RECEIVED)
        return self.written(row_id, target_dir)

    def refuse(
        self, checked: CheckedBundle, confirmed: Confirmed, reason: str, target_dir: Path
    ) -> tuple[ReceivedRow, Path]:
        """Sign a refusal with an error code (`reason`; when empty the first error found).

        Raises:
            ValueError: the code is ill-formed, or nothing tells which bundle it is.
            SetAside: a prosecutor decides about it, and the confirmed officer is none.
            TransitionRefused, NoCertificate, TargetNotWritable, DiskFull
        """
        code = reason or checked.fault or Code.E_REFUSED.value
        if not _ERROR_CODE.fullmatch(code) or not checked.bundle_id:
            raise ValueError("an error code and a bundle id are needed")
        key = self._signing_key(confirmed)
        decides = allowed(Act.DECIDE_ASIDE, self._desk.role_of(confirmed))
        if checked.holds and checked.set_aside and not decides:
            raise errors.SetAside
        with self._vault.transaction():
            entry = self._entry(checked, confirmed, key, (Result.REJECTED, code, ""))
            self._desk.enter(
                "refused", officer=confirmed.login, bundle=checked.bundle_id, code=code
            )
            row_id = handover_rows.add_received(self._vault, entry)
            self._keep_place(row_id, checked)
            self._desk.seal_by(confirmed.login, confirmed.seed)
        checked.close()
        self._desk.publish(ChangeKind.RECEIVED)
        return self.written(row_id, target_dir)

    def register(self, query: str = "") -> tuple[ReceivedRow, ...]:
        """The register, newest first.

        Raises:
            TransitionRefused: as `plan`.
        """
        self._check_may()
        book = self._book()
        return tuple(_row(entry, book) for entry in handover_rows.register(self._vault, query))

    def reissue(self, row_id: int, target_dir: Path) -> Path:
        """Write the receipt of a registered bundle once more.

        Raises:
            TransitionRefused: as `plan`.
            KeyError: there is no such row.
            TargetNotWritable, DiskFull
        """
        self._check_may()
        return self.written(row_id, target_dir)[1]

    def open_received(self, row_id: int) -> ReceivedFile:
        """Open a registered bundle read-only; enters *viewed*.

        Raises:
            TransitionRefused: as `plan`.
            KeyError: there is no such row, or it was refused.
            VaultDamaged: its sealed file is missing or altered.
        """
        self._check_may()
        entry = handover_rows.find_received(self._vault, row_id)
        if entry is None or entry.content is None:
            raise KeyError(row_id)
        self._desk.enter_viewing("viewed", bundle=entry.bundle_id)
        container = buffered(open_content(self._vault.vault_dir, entry.content))
        book = self._book()
        received = ReceivedFile(container, _row(entry, book))
        received.row = _row(entry, book, direct=received.approved_alone)
        return received

    def digests(self, row_id: int) -> tuple[str, ...]:
        """What proves rows of a received record that are shown later; nobody looks at it.

        Raises:
            KeyError, VaultDamaged: as `open_received`.
        """
        entry = handover_rows.find_received(self._vault, row_id)
        if entry is None or entry.content is None:
            raise KeyError(row_id)
        container = buffered(open_content(self._vault.vault_dir, entry.content))
        received = ReceivedFile(container, _row(entry, self._book()))
        received.close()
        return received.record.digests

    def record_paper(self, row: ReceivedRow, document: str, outcome: Print) -> None:
        """Enter into the chain what became of a bundle's paper that was printed here; on a full
        disk as soon as there is room, as a look is."""
        detail = {**print_detail(outcome), "bundle": row.bundle_id, "document": document}
        self._desk.enter_viewing(outcome.how, None, **detail)

    def record_copy(self, row: ReceivedRow, attachment: ReceivedAttachment) -> None:
        """Enter that a copy of a bundle's attachment was saved outside the vault."""
        self._desk.enter_viewing("copied_out", bundle=row.bundle_id, sha256=attachment.sha256)

    # --- inside -----------------------------------------------------------------------------

    def _check_may(self) -> None:
        self._desk.require(Act.TAKE_IN)

    def _signing_key(self, confirmed: Confirmed) -> SigningKey:
        officer = station_rows.find(self._vault, confirmed.login)
        if officer is None or not allowed(Act.TAKE_IN, officer.role):
            raise errors.TransitionRefused(step="receive", status="", reason="role")
        return self._keys.signing_key(confirmed)

    def _book(self) -> AsideBook:
        return read_book(self._vault, self._keys.trust_store(), self._desk.now())

    def checked_number(self, registry_no: str) -> str:
        """A number that was typed, as the register has it; "" for none.

        Raises:
            ValueError: it is ill-formed.
            RegistryNumberTaken: another bundle has it.
        """
        number = registry_no.strip().upper()
        if number and not re.fullmatch(REGISTRY_NO, number):
            raise ValueError("a registry number has 1 to 32 of A-Z, 0-9, / and -")
        if number and handover_rows.find_received_number(self._vault, number) is not None:
            raise errors.RegistryNumberTaken(number=number)
        return number

    def next_number(self) -> str:
        """The station's next number that nobody has given by hand."""
        year = kuwait_day(self._desk.now()).year
        while True:
            count = station_rows.next_number(self._vault, f"receipt-{year}")
            number = f"{self._desk.station.code}-{year}-{count:05d}"
            if handover_rows.find_received_number(self._vault, number) is None:
                return number

    def _entry(
        self,
        checked: CheckedBundle,
        confirmed: Confirmed,
        key: SigningKey,
        answer: tuple[Result, str, str],
    ) -> handover_rows.KeptReceived:
        """The register's entry with its signed receipt. `answer`: result, error code, number."""
        result, code, number = answer
        report, record = checked.report, checked.record
        now = self._desk.now().replace(microsecond=0)
        standing = self._standing(checked)
        receipt = receipt_for(report, str(uuid.uuid4()), now, result, standing)
        codes = (*((code,) if code else ()), *receipt.codes, *(f.code for f in checked.findings))
        receipt = replace(
            receipt,
            bundle_id=checked.bundle_id,
            codes=tuple(dict.fromkeys(codes)),
            registry_no=number,
        )
        return handover_rows.KeptReceived(
            number=number,
            bundle_id=checked.bundle_id,
            sha256=report.file_sha256,
            manifest_sha256=report.manifest_sha256,
            case_id=record.case_id if record else "",
            case_number=record.number if record else "",
            person_code=record.person_code if record else "",
            revision=record.revision if record else 0,
            received_at=now,
            received_by=confirmed.login,
            signed_by=checked.signed_by,
            signed_at=checked.signed_at,
            result=result.value,
            error_code=code,
            receipt_id=receipt.receipt_id,
            receipt=make_receipt(receipt, key),
        )

    def _standing(self, checked: CheckedBundle) -> SeriesStanding:
        """What a receipt repeats of the series of the bundle."""
        came = checking.came_with(checked.report) if checked.holds else None
        if came is None:
            return SeriesStanding()
        known = checking.came_numbers(handover_rows.known_bundles(self._vault))
        series = of_series(came, known)
        return SeriesStanding(checked.head, still_missing(series), told_unsent(series))

    def _keep_place(self, row_id: int, checked: CheckedBundle) -> None:
        """Keep number and chain of a bundle that holds: junk would bar the real one."""
        came = checking.came_with(checked.report) if checked.holds else None
        if came is None:
            return
        known = handover_rows.shown_chains(self._vault)
        for stretch in checked.shown:
            handover_rows.add_shown(self._vault, row_id, meet(stretch, known).unseen)
        numbered = came.numbered
        number = handover_rows.ReceivedNumber(
            station=numbered.station,
            office=numbered.office,
            series=numbered.series,
            kind=came.kind,
            number=numbered.number,
            previous=numbered.previous,
            not_sent=tuple((item.number, item.bundle_id) for item in numbered.not_sent),
        )
        handover_rows.add_received_number(self._vault, row_id, number)

    def written(self, row_id: int, target_dir: Path) -> tuple[ReceivedRow, Path]:
        """The row of an answer that was signed, and its receipt in a folder.

        Raises:
            KeyError: there is no such row.
            TargetNotWritable, DiskFull
        """
        entry = handover_rows.find_received(self._vault, row_id)
        if entry is None:
            raise KeyError(row_id)
        name = entry.receipt_id + SUFFIX
        path = write_whole(target_dir, name, entry.receipt, entry.received_at)
        return _row(entry, self._book()), path


def unsigned_received(
    vault: Database, vault_dir: Path, now: datetime
) -> tuple[tuple[str, ...], int]:
    """Numbers of bundles that the register of a vault has as received though only a prosecutor
    takes them in, and none has signed; and how many are there. For a check: what lies there is
    asked too."""
    store = list_in_use(vault, DeedBook(vault).state)
    book = read_book(vault, store.store if store is not None else None, now)
    entries = [entry for entry in handover_rows.register(vault) if entry.result == ACCEPTED]
    unsigned = []
    for entry in entries:
        alone = False
        if entry.content is not None:
            with suppress(errors.VaultDamaged):  # that is said of the contents
                container = buffered(open_content(vault_dir, entry.content))
                with ReceivedFile(container, _row(entry, book)) as received:
                    alone = received.approved_alone
        if book.result(entry, direct=alone) != ACCEPTED:
            unsigned.append(entry.number)
    return tuple(unsigned), len(entries)


def _not_sound(checked: CheckedBundle) -> errors.BundleNotSound:
    return errors.BundleNotSound(code=checked.fault or Code.E_NOT_CHECKED.value)


def _row(
    entry: handover_rows.KeptReceived, book: AsideBook, *, direct: bool = False
) -> ReceivedRow:
    """An entry as it counts; `direct`: what lies there says so."""
    result = book.result(entry, direct=direct)
    received = result == ACCEPTED
    return ReceivedRow(
        id=entry.id,
        number=entry.number if received else "",
        bundle_id=entry.bundle_id,
        case_number=entry.case_number,
        person_code=entry.person_code,
        revision=entry.revision,
        received_at=entry.received_at,
        received_by=entry.received_by,
        signed_by=entry.signed_by,
        result=result,
        error_code=entry.error_code,
        manifest=entry.manifest_sha256,
        held_for=tuple(sorted(book.reasons(entry, direct=direct))),
        taken_in=book.statement(entry, direct=direct) if received else None,
    )
