"""The whole chain of custody, verified and told: who did what, when, and what does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tipdesk.bundle.receipt import recorded_receipt
from tipdesk.cases import custody
from tipdesk.cases.model import CaseId, CustodyEvent, Role, Station
from tipdesk.desk.open_vault import OpenVault
from tipdesk.errors import FileNumberUnknown, ReceiptInvalid
from tipdesk.i18n.dates import KUWAIT
from tipdesk.storage import case_rows, custody_rows, export_rows, officer_rows
from tipdesk.storage.vault import Vault


class Doubt(StrEnum):
    """What does not hold."""

    LINK_UNREADABLE = "link_unreadable"
    LINK_ORDER = "link_order"
    LINK_ALTERED = "link_altered"
    SEAL_WRONG = "seal_wrong"
    EXPORT_DIFFERS = "export_differs"  # the list of bundles says else than the chain
    EXPORT_UNKNOWN = "export_unknown"  # the chain speaks of a bundle that the list does not have
    RECEIPT_DIFFERS = "receipt_differs"  # signed over another bundle, or in no link
    ANCHOR_DIFFERS = "anchor_differs"  # a head from outside is not in the chain


_OF_BREACH = {
    custody_rows.Breach.UNREADABLE: Doubt.LINK_UNREADABLE,
    custody_rows.Breach.ORDER: Doubt.LINK_ORDER,
    custody_rows.Breach.HASH: Doubt.LINK_ALTERED,
    custody_rows.Breach.SEAL: Doubt.SEAL_WRONG,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Everything is verified; only the lines are chosen."""

    number: str = ""  # of a file; '': all
    first: date | None = None  # days on Kuwait's clock
    last: date | None = None
    anchors: tuple[tuple[int, str], ...] = ()  # heads that somebody else holds: link, hash


@dataclass(frozen=True, slots=True)
class Objection:
    """One exception. `where` is a link, a bundle or a receipt."""

    doubt: Doubt
    where: str


@dataclass(frozen=True, slots=True)
class Line:
    """One link. `shown` is what the clock showed where it stood behind the record."""

    seq: int
    at: datetime | None
    shown: datetime | None
    officer: str
    action: str
    number: str  # of the file; '': none
    holder: str  # whom it is about, where it is about somebody who works here


@dataclass(frozen=True, slots=True)
class Span:
    """Links whose time is uncertain: the clock showed `earliest` to `latest`, and the record was
    at `record` already. `read_by` are supervisors who unlocked it then and read the warning."""

    first: int
    last: int
    record: datetime
    earliest: datetime
    latest: datetime
    read_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What the chain was when a bundle left: who holds the bundle can compare."""

    seq: int
    hash: str
    bundle: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """How far an officer's seals reach."""

    login: str
    count: int
    last: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The answer."""

    station: Station
    vault_id: str
    count: int
    head: tuple[int, str]
    objections: tuple[Objection, ...]
    spans: tuple[Span, ...]
    seals: tuple[Sealed, ...]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Story:
    """What one walk along the chain gathers."""

    numbers: dict[CaseId, str]
    supervisors: frozenset[str]
    anchors: dict[int, list[str]]
    lines: list[Line] = field(default_factory=list)
    uncertain: list[CustodyEvent] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    begun: dict[str, CustodyEvent] = field(default_factory=dict)
    exported: dict[str, CustodyEvent] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    last: CustodyEvent | None = None


def audit(desk: OpenVault, question: Question) -> Audit:
    """Verify everything and enter that it was done.

    Raises:
        FileNumberUnknown: there is no such file.
    """
    vault = desk.vault
    numbers = case_rows.numbers(vault)
    wanted = next((one for one, number in numbers.items() if number == question.number), None)
    if question.number and wanted is None:
        raise FileNumberUnknown(number=question.number)
    desk.enter_look("audited", wanted)
    story = _walked(vault, question, numbers)
    return Audit(
        station=desk.station,
        vault_id=vault.vault_id,
        count=len(story.lines),
        head=(story.last.seq, story.last.hash) if story.last else (0, custody.GENESIS),
        objections=tuple(_objections(vault, story, desk.now())),
        spans=tuple(story.spans),
        seals=tuple(_sealed(custody_rows.seals(vault))),
        heads=tuple(
            Head(event.seq, event.hash, bundle, event.at) for bundle, event in story.begun.items()
        ),
        lines=tuple(_chosen(story.lines, question)),
    )


def _walked(vault: Vault, question: Question, numbers: dict[CaseId, str]) -> _Story:
    everybody = officer_rows.officers(vault, removed=True)
    anchors: dict[int, list[str]] = {}
    for seq, digest in question.anchors:
        anchors.setdefault(seq, []).append(digest)
    supervisors = (one.login for one in everybody if one.role is Role.SUPERVISOR)
    story = _Story(numbers, frozenset(supervisors), anchors)
    for event in custody_rows.links(vault):
        _hear(story, event)
    _end_span(story)
    return story


def _hear(story: _Story, event: CustodyEvent) -> None:
    story.last = event
    told = {name: str(value) for name, value in event.detail.items()}
    shown = _clock(told.get("clock", ""))
    held = story.anchors.get(event.seq, [])
    story.anchors[event.seq] = [digest for digest in held if not event.hash.startswith(digest)]
    if shown is None:
        _end_span(story)
    elif event.at is not None:
        story.uncertain.append(event)
    bundle = told.get("bundle", "")
    if event.action == "export_begun":
        story.begun[bundle] = event
    elif event.action == "exported":
        story.exported[bundle] = event
    elif event.action == "receipt_imported":
        story.receipts.add(told.get("receipt", ""))
    number = story.numbers.get(event.case_id, event.case_id) if event.case_id else ""
    holder = told.get("holder", "")
    story.lines.append(
        Line(event.seq, event.at, shown, event.officer, event.action, number, holder)
    )


def _clock(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _end_span(story: _Story) -> None:
    events, story.uncertain = story.uncertain, []
    if not events:
        return
    shown = [custody.clock_of(event) or event.at for event in events]
    clocks = [one for one in shown if one is not None]
    read_by = dict.fromkeys(
        event.officer
        for event in events
        if event.action == "clock_behind" and event.officer in story.supervisors
    )
    record = events[0].at
    if record is not None:
        story.spans.append(
            Span(events[0].seq, events[-1].seq, record, min(clocks), max(clocks), tuple(read_by))
        )


def _objections(vault: Vault, story: _Story, now: datetime) -> Iterator[Objection]:
    for fault in custody_rows.chain_faults(vault):
        yield Objection(_OF_BREACH[fault.breach], str(fault.seq))
    for seq, digests in story.anchors.items():
        if digests:
            yield Objection(Doubt.ANCHOR_DIFFERS, str(seq))
    kept = {one.bundle_id: one for one in export_rows.every_export(vault)}
    for bundle, export in kept.items():
        said = story.exported.get(bundle)
        told = (said.detail.get("sha256"), said.detail.get("manifest")) if said else None
        if told != (export.sha256, export.manifest_sha256) or bundle not in story.begun:
            yield Objection(Doubt.EXPORT_DIFFERS, bundle)
        for receipt in export_rows.receipts(vault, bundle):
            if receipt.receipt_id not in story.receipts or not _signed_over(receipt, export, now):
                yield Objection(Doubt.RECEIPT_DIFFERS, receipt.receipt_id)
    for bundle in story.exported.keys() - kept.keys():
        yield Objection(Doubt.EXPORT_UNKNOWN, bundle)


def _signed_over(
    receipt: export_rows.KeptReceipt, export: export_rows.KeptExport, now: datetime
) -> bool:
    """Whether the other side's signed answer names this bundle; what it could not open it names
    without a manifest."""
    try:
        said = recorded_receipt(receipt.body, now)
    except ReceiptInvalid:
        return False
    same = said.manifest_sha256 in ("", export.manifest_sha256)
    return same and (said.receipt_id, said.bundle_id) == (receipt.receipt_id, export.bundle_id)


def _sealed(seals: Iterable[custody_rows.Seal]) -> Iterator[Sealed]:
    by_login: dict[str, list[int]] = {}
    for mark in seals:
        by_login.setdefault(mark.login, []).append(mark.seq)
    for login in sorted(by_login):
        yield Sealed(login, len(by_login[login]), max(by_login[login]))


def _chosen(lines: Iterable[Line], question: Question) -> Iterator[Line]:
    for line in lines:
        day = line.at.astimezone(KUWAIT).date() if line.at is not None else None
        if question.number and line.number != question.number:
            continue
        if question.first and (day is None or day < question.first):
            continue
        if question.last and (day is None or day > question.last):
            continue
        yield line
