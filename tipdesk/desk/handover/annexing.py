"""The protective annex at the station: to whom it can go, what is in it, sealing it with an
approval (docs/bundle-format.md §9.2)."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.approval import LATE, VALID
from tipdesk.bundle.container.index import BundleNumber, NotSent
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.messages.annex import Annex, seal_annex
from tipdesk.bundle.receipt import ReceiptReport, Result, read_receipt
from tipdesk.bundle.strict_json import JsonValue, read_json
from tipdesk.bundle.trust import TrustStore
from tipdesk.bundle.trust_rows import PersonKey
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import CaseFile, CaseId, CustodyEvent, Status
from tipdesk.core.errors import ReceiptInvalid
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import annex_rows, bundle_numbers, custody_rows
from tipdesk.storage.annex_rows import AnnexAnswer, CameAnnex, KeptAnnex
from tipdesk.storage.database import Database
from tipdesk.storage.files import approval_rows, case_rows
from tipdesk.storage.files.approval_rows import KeptApproval

_CAME = {"annex_taken": "accepted", "annex_refused": "rejected"}  # at an office
SIGNED, WRITTEN, ANSWERED = "annex_signed", "annex_written", "annex_answered"
_APPROVALS = (workflow.APPROVED, workflow.APPROVED_DIRECTLY)
_MOST = 8 << 20  # bytes of the rows, which the program itself has written
_LEAVES = frozenset({Status.APPROVED, Status.EXPORTED, Status.RECEIVED, Status.REFUSED})


@dataclass(frozen=True, slots=True)
class AnnexPlan:
    """What goes to one prosecutor. Made by `Annexing.plan`."""

    person: PersonKey
    rows: tuple[JsonValue, ...]  # sorted by path


class Annexing:
    """Plans and seals annexes. GUI thread; short."""

    def __init__(self, desk: OpenVault, contents: Contents, keys: Keys) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._keys = keys

    def prosecutors(self, case_id: CaseId) -> tuple[PersonKey, ...]:
        """To whom the annex of a file can go, heads first; nobody where there is nothing in it, or
        where the file is hidden: then nobody signs who could sign one.

        Raises:
            ReasonNeeded, FileHidden, RestrictedClosed: as `Contents.whole`.
        """
        case_file = self._contents.whole(self._contents.case(case_id))
        return self._people() if self._rows(case_file) else ()

    def has_protective(self, case_file: CaseFile) -> bool:
        """Whether anything of a file may be told in an annex and nowhere else."""
        return bool(self._rows(case_file))

    def plan(self, case_file: CaseFile, person: PersonKey | None) -> AnnexPlan | None:
        """What an approval seals: to `person`, else to the first of those to whom it can go.

        Raises:
            ValueError: the trust list does not name that person.
        """
        rows, people = self._rows(case_file), self._people()
        if person is not None and person not in people:
            raise ValueError("the trust list names somebody else")
        if not rows or not people:
            return None
        return AnnexPlan(person or people[0], rows)

    def seal(self, plan: AnnexPlan, approved: KeptApproval, record: bytes, key: SigningKey) -> str:
        """Sign and seal it, keep it and enter it, in the running transaction; its digest as the
        approval has it.

        Raises:
            NoCertificate: the key's certificate is not valid at that time.
        """
        annex_id, office = str(uuid.uuid4()), plan.person.office
        taken = bundle_numbers.take(self._vault, office, annex_rows.KIND, annex_id)
        annex = Annex(
            annex_id=annex_id,
            salt=os.urandom(32).hex(),
            login=plan.person.login,
            numbered=BundleNumber(
                station=self._desk.station.code,
                office=office,
                series=taken.series,
                number=taken.number,
                previous=taken.previous,
                not_sent=self._ended(office, taken.series),
            ),
            case_id=approved.case_id,
            revision=approved.revision,
            record_root=record_root(record),
            answers=plan.rows,
        )
        signed = seal_annex(annex, key, approved.at, plan.person.recipient)
        bundle_numbers.became_whole(self._vault, annex_id, signed.manifest)
        person, case_id = annex.login, approved.case_id
        kept = KeptAnnex(
            approved.id, annex_id, case_id, office, person, signed.manifest, signed.sealed
        )
        annex_rows.add(self._vault, kept)
        self._desk.enter(
            SIGNED,
            case_id,
            approved.by,
            annex=annex_id,
            office=office,
            to=person,
            series=taken.series,
            number=str(taken.number),
            manifest=signed.manifest,
            sealed=hashlib.sha256(signed.sealed).hexdigest(),
        )
        return signed.digest

    # --- inside -----------------------------------------------------------------------------

    def _rows(self, case_file: CaseFile) -> tuple[JsonValue, ...]:
        if case_file.case.hidden:
            return ()
        rows = self._contents.annex_rows(case_file)
        listed = read_json(canonical(sorted(rows, key=lambda row: str(row[1]))), _MOST)
        return tuple(listed) if isinstance(listed, list) else ()

    def _people(self) -> tuple[PersonKey, ...]:
        offices = sorted(recipient.code for recipient in self._keys.recipients())
        people = [person for office in offices for person in self._keys.prosecutors(office)]
        return tuple(sorted(people, key=lambda person: not person.leads))

    def _ended(self, office: str, series: str) -> tuple[NotSent, ...]:
        """Annexes of a series that never left and will not: another approval took the place of
        theirs, it ran out, or the file came back."""
        left = written(self._vault)
        return tuple(
            NotSent(annex.number, annex.annex_id)
            for annex in annex_rows.every(self._vault, office)
            if annex.series == series and annex.annex_id not in left and not self._stands(annex)
        )

    def _stands(self, annex: KeptAnnex) -> bool:
        case = case_rows.find(self._vault, annex.case_id)
        if case is None or case.status not in _LEAVES or case.revision != annex.revision:
            return False
        last = approval_rows.last(self._vault, case.id, case.revision)
        if last is None or last.id != annex.approval:
            return False
        return self._desk.now() <= last.at + VALID


def written(vault: Database) -> Mapping[str, datetime]:
    """When each annex left first, by the chain."""
    left: dict[str, datetime] = {}
    for event in custody_rows.since(vault, 0, WRITTEN):
        if event.at is not None:
            left.setdefault(event.detail.get("annex", ""), event.at)
    return left


def unwritten(vault: Database) -> Mapping[str, frozenset[str]]:
    """By the ids of annexes that no recorded export took along, the bundles begun with each: where
    none of these stands on a drive, an annex there is what an export left that was cut off."""
    left = written(vault)
    begun = annex_rows.bundles(vault)
    return {annex_id: bundles for annex_id, bundles in begun.items() if annex_id not in left}


@dataclass(frozen=True, slots=True)
class WaitingAnnex:
    """The newest annex of a file that left, of which no prosecutor says that they have it."""

    office: str
    login: str
    refused: bool  # it was answered, but not taken in


def waiting(
    vault: Database, case_id: CaseId, trust: TrustStore | None, now: datetime
) -> WaitingAnnex | None:
    """What people have to be told of: an annex that was refused, or that left more than 14 days ago
    and that its prosecutor has not answered. Each receipt is judged again: a row beside it is
    nobody's word."""
    left = _due(vault, case_id)
    sent = [annex for annex in annex_rows.of_case(vault, case_id) if annex.annex_id in left]
    if not sent:
        return None
    newest, refused = sent[-1], False
    for kept in annex_rows.receipts(vault, newest.annex_id):
        if kept.result == Result.REJECTED.value:
            refused = True
        elif trust is not None and _holds(newest, kept, trust, now):
            return None
    late = now > left[newest.annex_id] + LATE
    return WaitingAnnex(newest.office, newest.login, refused) if late or refused else None


def _due(vault: Database, case_id: CaseId) -> dict[str, datetime]:
    """From when on an answer to each annex of a file is waited for: since its case bundle left for
    the same office, whether or not anybody entered that the annex was written beside it."""
    due: dict[str, datetime] = {}
    offices: dict[str, str] = {}
    sealed: Mapping[str, str] = {}
    newest: Mapping[str, str] = {}
    actions = (SIGNED, *_APPROVALS, "export_begun", "exported")
    for event in custody_rows.of_case_with(vault, case_id, actions):
        detail, at = event.detail, event.at
        if event.action == SIGNED:
            sealed = detail
        elif event.action in _APPROVALS:
            sealed, newest = {}, sealed
        elif event.action == "export_begun":
            offices[detail.get("bundle", "")] = detail.get("office", "")
        elif event.action == "exported" and at is not None:
            to = offices.get(detail.get("bundle", ""))
            if newest and to == newest.get("office"):
                due.setdefault(newest.get("annex", ""), at)
    return due


def by_prosecutor(annex: KeptAnnex, report: ReceiptReport) -> bool:
    """Whether a receipt was signed by the prosecutor to whom an annex is sealed. Nobody else opens
    it, and whoever receives at the office (.2) may not say for them that they have it."""
    signer = report.verification.signed_by
    return (
        signer is not None
        and (signer.unit, signer.login) == (annex.office, annex.login)
        and CertificateRole.PROSECUTOR in signer.roles
    )


def _holds(annex: KeptAnnex, kept: AnnexAnswer, trust: TrustStore, now: datetime) -> bool:
    report = read_receipt(io.BytesIO(kept.body), trust, now, seen=kept.received_at)
    receipt = report.receipt
    return (
        receipt is not None
        and receipt.result is Result.ACCEPTED
        and (receipt.bundle_id, receipt.manifest_sha256) == (annex.annex_id, annex.manifest)
        and by_prosecutor(annex, report)
    )


# --- what does not hold ---------------------------------------------------------------------------


def annex_fault(vault: Database, case_id: CaseId) -> int | None:
    """Hold the annex that was sealed with the newest approval of a file against its entry: None
    when it lies here as it was entered, or none was sealed; else the number of the entry. Without
    it the case bundle would leave, and nobody could tell that something is missing."""
    sealed: CustodyEvent | None = None
    newest: CustodyEvent | None = None
    for event in custody_rows.of_case(vault, case_id):
        if event.action == SIGNED:
            sealed = event
        elif event.action in _APPROVALS:
            sealed, newest = None, sealed
    return None if newest is None or _lies_here(vault, newest) else newest.seq


def annex_faults(vault: Database) -> Iterator[tuple[CaseId | None, str]]:
    """Annexes that do not lie here as they were entered: those that were sealed here, by their
    files, and those that came to this office, by their ids."""
    answers = Counter[tuple[str, ...]](
        tuple(event.detail.get(name, "") for name in ("annex", "receipt", "result"))
        for event in custody_rows.since(vault, 0, ANSWERED)
    )
    for event in custody_rows.since(vault, 0, SIGNED):
        annex_id = event.detail.get("annex", "")
        receipts = Counter[tuple[str, ...]](
            (annex_id, answer.receipt_id, answer.result)
            for answer in annex_rows.receipts(vault, annex_id)
        )
        of_annex = {answer: n for answer, n in answers.items() if answer[0] == annex_id}
        if not _lies_here(vault, event) or receipts != of_annex:
            yield event.case_id, annex_id
    entered = Counter[tuple[str, ...]](
        (result, *(event.detail.get(name, "") for name in ("annex", "manifest", "receipt")))
        for action, result in _CAME.items()
        for event in custody_rows.since(vault, 0, action)
    )
    kept = Counter[tuple[str, ...]](
        (item.result, item.annex_id, item.manifest, item.receipt_id)
        for item in annex_rows.came(vault)
    )
    differing = (entered - kept) + (kept - entered)
    gone = {annex_id for _result, annex_id, *_rest in differing}
    others = {item.annex_id for item in annex_rows.came(vault) if not _as_answered(item)}
    for annex_id in sorted(gone | others):
        yield None, annex_id


def _as_answered(came: CameAnnex) -> bool:
    """Whether the row of an annex that came says what its receipt does: a gap among the numbers
    would be hidden by another one."""
    try:
        receipt = recorded_receipt(came.receipt, came.at)
    except ReceiptInvalid:
        return False
    answer = (receipt.bundle_id, receipt.manifest_sha256, receipt.result.value)
    if answer != (came.annex_id, came.manifest, came.result):
        return False
    place = (receipt.series, receipt.number, receipt.case_id, receipt.revision)
    unsent = {number for number, _annex_id in came.not_sent}
    ours = (came.series, came.number, came.case_id, came.revision)
    return receipt.kind is None or (place == ours and unsent <= set(receipt.not_sent))


def _lies_here(vault: Database, entry: CustodyEvent) -> bool:
    detail = entry.detail
    kept = annex_rows.find(vault, detail.get("annex", ""))
    if kept is None or kept.case_id != entry.case_id:
        return False
    place = (kept.office, kept.login, kept.manifest, hashlib.sha256(kept.sealed).hexdigest())
    return place == tuple(detail.get(name) for name in ("office", "to", "manifest", "sealed"))
