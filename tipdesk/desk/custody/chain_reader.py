"""Reading the whole chain of custody: what it needs is frozen, then read and verified in a job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.cases.custody.chain import GENESIS
from tipdesk.cases.custody.clock import TimeReader, clock_of
from tipdesk.cases.custody.delivery import unshown
from tipdesk.cases.custody.document import Segment
from tipdesk.cases.custody.following import BundleDoubt, follow
from tipdesk.cases.custody.reading import (
    AuditEntry,
    ChainReading,
    Doubt,
    Head,
    HeadKind,
    Objection,
    Sealed,
)
from tipdesk.cases.files.workflow import approved_digest
from tipdesk.cases.interview.statement import text_digest
from tipdesk.cases.model import Act, CaseFile, CaseId, CustodyEvent, Station
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import ReceiptInvalid
from tipdesk.core.work import Work
from tipdesk.desk.deed_book import everybodys_findings
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import custody_rows, handover_rows, paper_rows, station_rows
from tipdesk.storage.database import Row
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.case_keys import Opens

_STEP = 500  # entries between two reports
_OF_BREACH = {
    custody_rows.Breach.UNREADABLE: Doubt.ENTRY_UNREADABLE,
    custody_rows.Breach.ORDER: Doubt.ENTRY_ORDER,
    custody_rows.Breach.HASH: Doubt.ENTRY_ALTERED,
    custody_rows.Breach.FILE: Doubt.ENTRY_FOREIGN,
    custody_rows.Breach.SEAL: Doubt.SEAL_WRONG,
}


@dataclass(frozen=True, slots=True)
class ChainPlan:
    """Everything that reading needs; frozen. `case_id`: only this file's entries are shown."""

    station: Station
    vault_id: str
    now: datetime
    case_id: CaseId | None
    rows: tuple[Row, ...] = field(repr=False)
    seals: tuple[custody_rows.Seal, ...] = field(repr=False)
    keys: Mapping[CaseId, tuple[bytes, ...]] = field(repr=False)
    exports: tuple[tuple[handover_rows.KeptExport, tuple[handover_rows.KeptReceipt, ...]], ...] = (
        field(repr=False)
    )
    numbers: Mapping[CaseId, str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    purposes: Mapping[str, str] = field(repr=False)  # words by their commitment
    supervisors: frozenset[str]
    register: tuple[str, ...] = ()  # where the register of keys does not hold


def freeze(desk: OpenVault, case_id: CaseId | None, opens: Callable[[CaseId], Opens]) -> ChainPlan:
    """What `read_chain` needs; `opens` gives what opens a file's texts. GUI thread."""
    vault = desk.vault
    everybody = station_rows.officers(vault, removed=True)
    numbers = case_rows.numbers_for(vault, desk.officer.login)
    words = paper_rows.printed_words(
        vault, [file_id for file_id in numbers if numbers[file_id]], opens
    )
    return ChainPlan(
        station=desk.station,
        vault_id=vault.vault_id,
        now=desk.now(),
        case_id=case_id,
        rows=custody_rows.raw_entries(vault),
        seals=custody_rows.seals(vault),
        keys=custody_rows.every_key(vault),
        exports=tuple(
            (export, handover_rows.receipts(vault, export.bundle_id))
            for export in handover_rows.every_export(vault)
        ),
        numbers=numbers,
        names={officer.login: officer.name for officer in everybody},
        purposes={desk.commitment(text_digest(purpose)): purpose for purpose in words},
        supervisors=frozenset(
            officer.login for officer in everybody if allowed(Act.APPROVE, officer.role)
        ),
        register=tuple(
            numbers.get(CaseId(finding.where), finding.where)
            for finding in everybodys_findings(vault)[1]
        ),
    )


def read_chain(plan: ChainPlan, work: Work) -> ChainReading:
    """Follow every entry and every seal, hold bundles, answers of the other side and backups
    against the chain. JOB; two steps of work for each entry.

    Raises:
        Cancelled
    """
    total = 2 * len(plan.rows)
    events = []
    for done, row in enumerate(plan.rows):
        if done % _STEP == 0:
            work.step(done, total)
        events.append(custody_rows.read_entry(row))
    story = _read_story(plan, events)
    watched = _watched(events, work, total)
    faults = tuple(custody_rows.faults_of(plan.vault_id, watched, plan.seals, plan.keys))
    work.step(total, total)
    last = events[-1] if events else None
    entries = tuple(entry for entry in story.entries if plan.case_id in (None, entry.event.case_id))
    seen = {entry.seq for entry in entries}
    return ChainReading(
        station=plan.station,
        vault_id=plan.vault_id,
        read_at=plan.now,
        count=len(events),
        head=(last.seq, last.hash) if last else (0, GENESIS),
        entries=entries,
        objections=(
            *(Objection(_OF_BREACH[fault.breach], str(fault.seq)) for fault in faults),
            *_objections(plan, story),
            *(Objection(Doubt.REGISTER_DIFFERS, where) for where in plan.register),
        ),
        spans=tuple(
            span
            for span in story.time.spans()
            if plan.case_id is None or any(span.holds(seq) for seq in seen)
        ),
        seals=tuple(_sealed(plan.seals)),
        heads=tuple(_heads(plan, story)),
        names=plan.names,
        hashes=story.hashes,
        left={
            name: frozenset(str(event.detail.get(key, "")) for key in _DIGESTS)
            for name, event in (story.exported | story.annexes).items()
        },
        case_id=plan.case_id,
        number=plan.numbers.get(plan.case_id, "") if plan.case_id else "",
    )


def read_carried(file: CaseFile, segments: Sequence[Segment], now: datetime) -> ChainReading:
    """The chain that a bundle carries beside the record of `file`: every entry was hashed anew and
    is tested with the file's keys, and the newest approval is held against the record. What the
    vault alone has (seals, attachments, other bundles) is not there to compare."""
    case, last = file.case, segments[-1]
    plan = ChainPlan(
        station=file.station,
        vault_id="",
        now=now,
        case_id=case.id,
        rows=(),
        seals=(),
        keys={},
        exports=(),
        numbers={case.id: case.number},
        names={},
        purposes={},
        supervisors=frozenset(),
    )
    story = _read_story(plan, [entry for segment in segments for entry in segment.own])
    hashes = {seq: digest.hex() for seq, digest in enumerate(last.hashes, start=last.first)}
    story.hashes.update(hashes)
    return ChainReading(
        station=file.station,
        vault_id="",
        read_at=now,
        count=sum(len(segment.entries) for segment in segments),
        head=last.head,
        entries=tuple(story.entries),
        objections=tuple(_carried_objections(file, segments)),
        spans=story.time.spans(),
        seals=(),
        heads=tuple(_heads(plan, story)),
        names={},
        hashes=hashes,
        left={},
        case_id=case.id,
        number=case.number,
        carried=True,
    )


def _carried_objections(file: CaseFile, segments: Sequence[Segment]) -> Iterator[Objection]:
    for finding in (finding for segment in segments for finding in follow(segment)):
        doubt = Doubt.ENTRY_ORDER if finding.fault is BundleDoubt.MISSING else Doubt.ENTRY_FOREIGN
        yield Objection(doubt, str(finding.seq or segments[-1].head[0]))
    if approved_digest(segments[-1].own, file.case.id) != file.digest:
        yield Objection(Doubt.RECORD_DIFFERS, file.case.number)


_DIGESTS = ("sha256", "sealed", "manifest")  # of what left, as its entry has them


@dataclass(slots=True)
class _Story:
    """What one walk along the chain gathers."""

    time: TimeReader
    entries: list[AuditEntry] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)
    begun: dict[str, CustodyEvent] = field(default_factory=dict)  # by bundle
    exported: dict[str, CustodyEvent] = field(default_factory=dict)
    annexes: dict[str, CustodyEvent] = field(default_factory=dict)  # sealed, by their id
    receipts: set[str] = field(default_factory=set)
    backups: list[CustodyEvent] = field(default_factory=list)
    papers: list[CustodyEvent] = field(default_factory=list)

    def hear(self, event: CustodyEvent) -> None:
        """The next entry."""
        self.time.hear(event)
        self.hashes[event.seq] = event.hash
        detail = event.detail
        bundle = str(detail.get("bundle", ""))
        match event.action:
            case "export_begun":
                self.begun[bundle] = event
            case "exported":
                self.exported[bundle] = event
            case "annex_signed":
                self.annexes[str(detail.get("annex", ""))] = event
            case "receipt_imported":
                self.receipts.add(str(detail.get("receipt", "")))
            case "backup_made":
                self.backups.append(event)
            case "printed" | "saved" if "anchor" in detail:
                self.papers.append(event)


def _read_story(plan: ChainPlan, events: Iterable[CustodyEvent]) -> _Story:
    story = _Story(TimeReader(plan.supervisors))
    heard = tuple(events)
    for event in heard:
        story.hear(event)
    doubtful = {seq for span in story.time.spans() for seq in range(span.first, span.last + 1)}
    for event in heard:
        number = plan.numbers.get(event.case_id, str(event.case_id)) if event.case_id else ""
        name = plan.names.get(event.officer, "")
        clock_time = _clock(event) if event.detail.get("clock") else None
        words = plan.purposes.get(str(event.detail.get("purpose_commitment", "")), "")
        entry = AuditEntry(
            event, name, number, clock_time, event.seq in doubtful, words if number else ""
        )
        story.entries.append(entry)
    return story


def _watched(events: Iterable[CustodyEvent], work: Work, total: int) -> Iterator[CustodyEvent]:
    for done, event in enumerate(events):
        if done % _STEP == 0:
            work.step(total // 2 + done, total)
        yield event


def _clock(event: CustodyEvent) -> datetime | None:
    try:
        return clock_of(event)
    except (TypeError, ValueError):
        return None


def _objections(plan: ChainPlan, story: _Story) -> Iterator[Objection]:
    for event in story.backups:
        if story.hashes.get(_number(event, "seq")) != event.detail.get("head"):
            yield Objection(Doubt.BACKUP_DIFFERS, str(event.detail.get("name", event.seq)))
    recorded = {export.bundle_id for export, _ in plan.exports}
    for export, receipts in plan.exports:
        bundle = export.bundle_id
        entry = story.exported.get(bundle)
        digests = (entry.detail.get("sha256"), entry.detail.get("manifest")) if entry else None
        if digests != (export.sha256, export.manifest_sha256) or bundle not in story.begun:
            yield Objection(Doubt.EXPORT_DIFFERS, bundle)
        for receipt in receipts:
            known = receipt.receipt_id in story.receipts
            if not known or not _signed_over(receipt, export, plan.now):
                yield Objection(Doubt.RECEIPT_DIFFERS, receipt.receipt_id)
    for bundle in story.exported.keys() - recorded:
        yield Objection(Doubt.EXPORT_UNKNOWN, bundle)
    for event in unshown(entry.event for entry in story.entries):
        yield Objection(Doubt.DELIVERY_UNSHOWN, str(event.seq))


def _signed_over(
    receipt: handover_rows.KeptReceipt, export: handover_rows.KeptExport, now: datetime
) -> bool:
    """Whether the other side's signed answer names this bundle; what it could not open it names
    without a manifest."""
    try:
        answer = recorded_receipt(receipt.body, now)
    except ReceiptInvalid:
        return False
    same_manifest = answer.manifest_sha256 in ("", export.manifest_sha256)
    return same_manifest and (answer.receipt_id, answer.bundle_id) == (
        receipt.receipt_id,
        export.bundle_id,
    )


def _heads(plan: ChainPlan, story: _Story) -> Iterator[Head]:
    """What left, in the order of the chain; of one file only what left with it."""
    leaving: list[tuple[CustodyEvent, int, HeadKind, str]] = []
    for bundle, event in story.begun.items():
        leaving.append((event, event.seq, HeadKind.BUNDLE, bundle))
    for event in story.backups:
        name = str(event.detail.get("name", ""))
        leaving.append((event, _number(event, "seq"), HeadKind.BACKUP, name))
    for event in story.papers:
        document = str(event.detail.get("document", ""))
        leaving.append((event, _number(event, "anchor"), HeadKind.PAPER, document))
    for event, seq, kind, label in sorted(leaving, key=lambda departure: departure[0].seq):
        digest = story.hashes.get(seq, "")
        if digest and plan.case_id in (None, event.case_id):
            number = plan.numbers.get(event.case_id, "") if event.case_id else ""
            yield Head(seq, digest, kind, label, event.at, number)


def _number(event: CustodyEvent, key: str) -> int:
    text = str(event.detail.get(key, ""))
    return int(text) if text.isdecimal() else 0


def _sealed(seals: Iterable[custody_rows.Seal]) -> Iterator[Sealed]:
    by_login: dict[str, list[custody_rows.Seal]] = {}
    for mark in seals:
        by_login.setdefault(mark.login, []).append(mark)
    for login, marks in sorted(by_login.items()):
        last = max(marks, key=lambda seal: seal.seq)
        yield Sealed(login, len(marks), last.seq, last.at)
