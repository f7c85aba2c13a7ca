"""The receiving station's counter: check, open, accept or refuse, register, receipt."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from weakref import WeakSet

from tipdesk.bundle.container.index import BundleKind
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.messages.annex import ApprovedCase
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
from tipdesk.bundle.target import write_whole
from tipdesk.cases.custody.shown import meet
from tipdesk.cases.model import Act
from tipdesk.cases.paper.prints import Print, print_detail
from tipdesk.cases.permissions import allowed
from tipdesk.core import errors
from tipdesk.desk.chosen_authority import list_in_use
from tipdesk.desk.deed_book import DeedBook
from tipdesk.desk.handover import checking
from tipdesk.desk.handover.aside import ACCEPTED, AsideBook, read_book
from tipdesk.desk.handover.numbering import of_series, still_missing, told_unsent
from tipdesk.desk.handover.owing import Owing
from tipdesk.desk.handover.received_file import (
    ReceivedAttachment,
    ReceivedFile,
    ReceivedRow,
    buffered,
)
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import aside_rows, handover_rows, station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.evidence.staging import open_content

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
        self._owing = Owing(desk)
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

    def note_arrival(self, checked: CheckedBundle) -> None:
        """What was checked may get no answer today: its station hears that it has arrived, with the
        next message or answer that goes there."""
        self._owing.arrived(checked)

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
            is_notice=checked.is_notice,
        )
        return ReceivedFile(checked.stage.reader(), row, self._kept)

    def discard(self, checked: CheckedBundle) -> None:
        """Forget a checked bundle without an answer; its staging is deleted."""
        checked.close()

    def accept(
        self, checked: CheckedBundle, confirmed: Confirmed, registry_no: str, target_dir: Path
    ) -> tuple[ReceivedRow, Path]:
        """Keep the bundle sealed, give it a number (`registry_no`, or <code>-<year>-<n> when
        empty), sign a receipt into `target_dir`. What comes of a file that has a number keeps it.
        The same bundle again: its receipt anew.
        What rests on the signer's word alone (`goes_to_quarantine`) is kept aside without a
        number; a second `accept` receives it for good, unless a prosecutor has to decide:
        then `TakingIn` does.

        If the receipt cannot be written, the bundle is registered all the same: `reissue`.

        Raises:
            BundleNotSound: it does not hold (details: code).
            SetAside: it waits for a prosecutor already.
            ValueError: the number is ill-formed, or the file has another one.
            RegistryNumberTaken: another file has the number.
            TransitionRefused: the confirmed officer is no receiver.
            NoCertificate, TargetNotWritable, DiskFull
        """
        if not checked.holds or checked.stage is None or checked.record is None:
            raise _not_sound(checked)
        if checked.already:
            checked.close()
            manifest = checked.report.manifest_sha256
            again = handover_rows.accepted_bundle(self._vault, checked.bundle_id, manifest)
            if again is not None:
                return _row(again, self._book()), self.reissue(again.id, target_dir)
        if checked.waits:
            raise errors.SetAside
        key = self._signing_key(confirmed)
        number = self.checked_number(registry_no, checked.record.case_id)
        content = checked.stage.place(checked.report.close)
        with self._vault.transaction():
            if checked.goes_to_quarantine:
                result, number, deed = Result.QUARANTINED, "", aside_rows.KEPT_ASIDE
            else:
                result, number, deed = Result.ACCEPTED, number or self.next_number(), "received"
            entry = self._entry(checked, confirmed, key, (result, "", number))
            details = {"codes": " ".join(checked.set_aside)} if checked.set_aside else {}
            details |= {"kind": BundleKind.NOTICE.value} if checked.is_notice else {}
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
        """The register, newest first; what came of one file under its first.

        Raises:
            TransitionRefused: as `plan`.
        """
        self._check_may()
        book = self._book()
        files: dict[str, list[ReceivedRow]] = {}
        for entry in handover_rows.register(self._vault, query):
            row = _row(entry, book)
            files.setdefault(row.number or f"#{entry.id}", []).append(row)
        return tuple(row for rows in files.values() for row in _under_first(rows))

    def reissue(self, row_id: int, target_dir: Path) -> Path:
        """Write the receipt of a registered bundle once more.

        Raises:
            TransitionRefused: as `plan`.
            KeyError: there is no such row.
            SetAside: it says received, and no prosecutor has taken it in.
            TargetNotWritable, DiskFull
        """
        self._check_may()
        entry = handover_rows.find_received(self._vault, row_id)
        if entry is not None and self._book().result(entry) != entry.result:
            raise errors.SetAside
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
        received = ReceivedFile(container, _row(entry, book), self._kept)
        received.row = _row(entry, book, direct=received.approved_alone)
        self._owing.opened(received.row)
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

    def approved_case(self, row_id: int) -> ApprovedCase | None:
        """What a protective annex is held against; nobody looks at the file. None: it is of before
        approvals were signed.

        Raises:
            KeyError, VaultDamaged: as `open_received`.
        """
        entry = handover_rows.find_received(self._vault, row_id)
        if entry is None or entry.content is None:
            raise KeyError(row_id)
        container = buffered(open_content(self._vault.vault_dir, entry.content))
        with ReceivedFile(container, _row(entry, self._book())) as received:
            statement = received.approval
            digests = received.record.digests
        return ApprovedCase(statement, digests) if statement is not None else None

    def record_paper(self, row: ReceivedRow, document: str, outcome: Print) -> None:
        """Enter into the chain what became of a bundle's paper that was printed here; on a full
        disk as soon as there is room, as a look is."""
        detail = {**print_detail(outcome), "bundle": row.bundle_id, "document": document}
        self._desk.enter_viewing(outcome.how, None, **detail)

    def record_copy(self, row: ReceivedRow, attachment: ReceivedAttachment) -> None:
        """Enter that a copy of a bundle's attachment was saved outside the vault."""
        self._desk.enter_viewing("copied_out", bundle=row.bundle_id, sha256=attachment.sha256)

    # --- inside -----------------------------------------------------------------------------

    def _kept(self, manifest: str) -> BinaryIO | None:
        entry = handover_rows.find_manifest(self._vault, manifest)
        if entry is None or entry.content is None:
            return None
        return buffered(open_content(self._vault.vault_dir, entry.content))

    def _check_may(self) -> None:
        self._desk.require(Act.TAKE_IN)

    def _signing_key(self, confirmed: Confirmed) -> SigningKey:
        officer = station_rows.find(self._vault, confirmed.login)
        if officer is None or not allowed(Act.TAKE_IN, officer.role):
            raise errors.TransitionRefused(step="receive", status="", reason="role")
        return self._keys.signing_key(confirmed)

    def _book(self) -> AsideBook:
        return read_book(self._vault, self._keys.trust_store(), self._desk.now())

    def checked_number(self, registry_no: str, case_id: str) -> str:
        """The number that the file has in the register by now, else the one that was typed, as the
        register has it; "" for none.

        Raises:
            ValueError: it is ill-formed, or the file has another one.
            RegistryNumberTaken: another file has it.
        """
        number = registry_no.strip().upper()
        if number and not re.fullmatch(REGISTRY_NO, number):
            raise ValueError("a registry number has 1 to 32 of A-Z, 0-9, / and -")
        known = handover_rows.number_of_file(self._vault, case_id)
        if known and number not in ("", known):
            raise ValueError("a file keeps its registry number")
        if not known and number and handover_rows.find_received_number(self._vault, number):
            raise errors.RegistryNumberTaken(number=number)
        return known or number

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


def _under_first(rows: list[ReceivedRow]) -> Iterator[ReceivedRow]:
    first, *more = sorted(rows, key=lambda row: (row.is_notice, row.revision, row.id))
    yield first
    yield from (replace(row, below=True) for row in more)


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
        is_notice=entry.kind == BundleKind.NOTICE,
        taken_in=book.statement(entry, direct=direct) if received else None,
    )
