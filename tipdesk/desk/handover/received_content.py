"""What a genuine bundle says: record and chain of custody, judged alike by the receiving station
and by `tipdesk verify`. Both come from outside: nothing in them is believed or raises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, replace

from tipdesk.bundle import limits
from tipdesk.bundle.approval import (
    SIGNATURE,
    STATEMENT,
    Approval,
    ApprovalKind,
    subjects_digest,
)
from tipdesk.bundle.container.index import NOTICE_FIELDS, NOTICE_TEXT, BundleKind, Index
from tipdesk.bundle.container.signed_list import (
    FOLDER,
    NOTHING_SIGNED,
    SignedList,
    read_signed_list,
)
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.report import OpenedContainer, VerificationReport
from tipdesk.bundle.strict_json import OtherMajor, read_json
from tipdesk.cases.consent.sharing import LEGAL_DUTY
from tipdesk.cases.custody.document import OtherVersion, Segment, read_custody
from tipdesk.cases.custody.following import check_segments, follow, keys_digest, keys_until
from tipdesk.cases.custody.shown import ShownChain
from tipdesk.cases.files.workflow import (
    APPROVED,
    APPROVED_DIRECTLY,
    ASKED,
    approval_ended,
    authors,
    was_hidden,
)
from tipdesk.cases.handover.reading import OF_NOTICE, ReadRecord, RecordedAnswer, read_record
from tipdesk.cases.handover.rows import RowUnproved
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.cases.paper.prints import DIGEST_DIGITS
from tipdesk.cases.paper.signed_papers import State
from tipdesk.core.errors import CustodyBroken, ExportNotReady

APPROVED_PAPERS = ("notice", "intake", "consent", "statement")
"""What is printed of a file, as it was approved."""
PAPERS = (*APPROVED_PAPERS, "cover")
RECORD, CUSTODY, SIGNED = "record.json", "custody.json", "signed.json"
_OF_STATION = frozenset({RECORD, CUSTODY, SIGNED, STATEMENT, SIGNATURE}) | {
    f"{paper}.pdf" for paper in PAPERS
}
ATTACHED = "att/"


@dataclass(frozen=True, slots=True)
class BundleContent:
    """What a bundle says: its record, the signed pages in it, and what is wrong with either."""

    record: ReadRecord | None
    problems: tuple[Problem, ...]
    signed: SignedList = NOTHING_SIGNED
    head: tuple[int, str] | None = None  # the last entry of the chain that it shows
    shown: tuple[ShownChain, ...] = ()

    def added_to(self, report: VerificationReport) -> VerificationReport:
        """The report with what is said of the content: what is not as it was approved is whole no
        more, though every byte is as it was signed."""
        return replace(
            report,
            complete=report.complete
            and not any(problem.of_completeness for problem in self.problems),
            problems=(*report.problems, *self.problems),
            signed=self.signed,
            withheld=(len(self.record.withheld), self.record.withheld_level4)
            if self.record is not None
            else None,
        )


def read_content(report: VerificationReport) -> BundleContent:
    """The record, and what is to be said of what the bundle holds although it is genuine.

    Args:
        report: of a bundle whose container is still open.
    """
    index, container = report.index, report.container
    if index is None or container is None:
        return BundleContent(None, (Problem(Code.E_INDEX_FORM),))
    where = index.folder + RECORD
    try:
        record = _record(container, index)
    except _Fault as fault:
        return BundleContent(None, (fault.problem,))
    problems = []
    if (record.case_id, record.revision) != (index.case_id, index.revision):
        problems.append(Problem(Code.E_INDEX_MISMATCH, where))
    if index.kind is BundleKind.NOTICE or report.approval is None:
        problems += _newer(index, {RECORD: record.is_newer})
        return BundleContent(record, (*problems, *_notice(index.folder, record)))
    problems += _against_approval(index, record, report.approval)
    signed = NOTHING_SIGNED
    segments: tuple[Segment, ...] = ()
    try:
        segments = _chain(container, index)
        segment = segments[-1]
        chain_problems = tuple(_of_chain(index, segment))
        problems += chain_problems
        if not chain_problems:
            problems += _approved_entry(index, report.approval, segment)
            problems += _exported_entry(index, report, segment)
            signed = _signed_pages(container, index, record, segment.own)
    except _Fault as fault:
        problems.append(fault.problem)
    shown = tuple(ShownChain.of(segment) for segment in segments)
    head = segments[-1].head if segments else None
    of_chain = bool(segments) and segments[-1].is_newer
    newer = {RECORD: record.is_newer, CUSTODY: of_chain, SIGNED: signed.is_newer}
    problems += _newer(index, newer)
    return BundleContent(record, tuple(problems), signed, head, shown)


def _newer(index: Index, documents: Mapping[str, bool]) -> Iterator[Problem]:
    for name, is_newer in documents.items():
        if is_newer:
            yield Problem(Code.W_NEWER, index.folder + name)


class _Fault(Exception):
    """What ends the reading of a bundle's content."""

    def __init__(self, code: Code, path: str, detail: str = "") -> None:
        super().__init__(code.value)
        self.problem = Problem(code, path, detail)


def _record(container: OpenedContainer, index: Index) -> ReadRecord:
    """The record, with every row that a case has to have. Raises _Fault."""
    where = index.folder + RECORD
    try:
        record = read_record(_document(container, where))
    except RowUnproved as unproved:
        raise _Fault(Code.E_ROW, where, unproved.path) from None
    except OtherVersion:
        raise _Fault(Code.E_VERSION, where) from None
    except (ValueError, KeyError):
        raise _Fault(Code.E_RECORD_FORM, where) from None
    if index.kind is BundleKind.CASE and not record.is_of_case:
        raise _Fault(Code.E_RECORD_FORM, where)
    return record


def _chain(container: OpenedContainer, index: Index) -> tuple[Segment, ...]:
    """What each station shows of its chain, the last one's last. Raises _Fault."""
    where = index.folder + CUSTODY
    try:
        segments = read_custody(_bytes_of(container, where), CaseId(index.case_id))
    except OtherVersion:
        raise _Fault(Code.E_VERSION, where) from None
    except (ValueError, KeyError):
        raise _Fault(Code.E_CUSTODY_FORM, where) from None
    if check_segments(index.case_id, segments, ()):  # no station hands a file to another yet
        raise _Fault(Code.E_SEGMENT, where)
    if len(segments) != index.tenure or segments[-1].station != index.numbered.station:
        raise _Fault(Code.E_SEGMENT, where)
    return segments


def _of_chain(index: Index, segment: Segment) -> Iterator[Problem]:
    """Every entry of the file is shown. Each fault is told of once, where it stands first."""
    first: dict[str, int] = {}
    for finding in follow(segment):
        first.setdefault(finding.fault.value, finding.seq)
    for code, seq in first.items():
        yield Problem(Code(code), index.folder + CUSTODY, str(seq))


def _against_approval(index: Index, record: ReadRecord, approval: Approval) -> Iterator[Problem]:
    """Whether the record is the approved one, whether what it lists as attached is what was
    approved, and whether everything in the folder is something that a station makes. Scans of
    signed pages stand apart (`_signed_pages`): they are filed after the approval too."""
    if record.digest != approval.record_root:
        yield Problem(Code.E_RECORD_ROOT, index.folder + RECORD)
    listed = dict(record.attachments)
    approved = {
        item.name: item.sha256 for item in approval.subjects if item.name.startswith(ATTACHED)
    }
    for name in sorted(listed.keys() | approved.keys()):
        if listed.get(name) != approved.get(name):
            yield Problem(Code.E_NOT_AS_APPROVED, index.folder + name)
    for name, _file in index.of_case():
        if name not in _OF_STATION and not name.startswith((ATTACHED, FOLDER)):
            yield Problem(Code.E_NOT_AS_APPROVED, index.folder + name)


def _approved_entry(index: Index, approval: Approval, segment: Segment) -> Iterator[Problem]:
    """§7.2: the chain has the entry that the statement names, the entry names what was signed, and
    nothing has ended the approval since."""
    where, case_id = index.folder + CUSTODY, CaseId(index.case_id)
    seq, digest = approval.head
    entry, events = segment.own_at(seq), segment.own
    direct = approval.kind is ApprovalKind.DIRECT
    if entry is None or segment.hash_at(seq) != digest:
        yield Problem(Code.E_HEAD, where)
        return
    if keys_digest(keys_until(segment, entry.seq)) != approval.case_keys:
        yield Problem(Code.E_CASE_KEYS, where)
    if not _names(entry, approval) or approval_ended(events, case_id, entry.seq):
        yield Problem(Code.E_NOT_APPROVED, where)
    before = [event for event in events if event.seq < entry.seq]
    if direct:
        if not was_hidden(event for event in before if event.case_id == case_id):
            yield Problem(Code.E_DIRECT, where)
    elif not authors(before, case_id) <= set(approval.authors):
        yield Problem(Code.E_ONE_PERSON, where, "authors")


def _names(entry: CustodyEvent, approval: Approval) -> bool:
    """Whether the entry tells of this approval, or that this approver was asked for it by USB
    drive: what they signed there names the entry, and the entry what they signed."""
    direct = approval.kind is ApprovalKind.DIRECT
    if entry.detail.get("subjects") != subjects_digest(approval.subjects):
        return False
    if entry.action == ASKED and not direct:
        return entry.detail.get("approver") == approval.approver
    action = APPROVED_DIRECTLY if direct else APPROVED
    return (entry.action, entry.officer) == (action, approval.approver)


def _exported_entry(
    index: Index, report: VerificationReport, segment: Segment
) -> Iterator[Problem]:
    """The last entry of the file tells that this very export was begun by whoever signed it."""
    own = [entry for entry in segment.entries if isinstance(entry, CustodyEvent)]
    last = own[-1]
    numbered = index.numbered
    details = {
        "bundle": index.bundle_id,
        "office": numbered.office,
        "series": numbered.series,
        "number": str(numbered.number),
    }
    login = report.signed_by.login if report.signed_by else ""
    if (last.action, last.officer) != ("export_begun", login) or any(
        last.detail.get(name) != text for name, text in details.items()
    ):
        yield Problem(Code.E_EXPORTER, index.folder + CUSTODY)


def _notice(folder: str, record: ReadRecord) -> Iterator[Problem]:
    """§9.1: nothing else lets one person tell the Prosecution than the legal duty, and of nothing
    but this; a story is no code and no date, whatever field it stands in."""
    for answer in record.answers:
        if answer.path not in NOTICE_FIELDS or _longest(answer) > NOTICE_TEXT:
            yield Problem(Code.E_NOTICE_MORE, folder + RECORD, answer.path)
    if record.picks:
        yield Problem(Code.E_NOTICE_MORE, folder + RECORD, "_release")
    more = record.headers - OF_NOTICE
    if more or record.staying or record.basis != (LEGAL_DUTY,):
        yield Problem(Code.E_NOTICE_MORE, folder + RECORD, min(more, default=""))


def _longest(answer: RecordedAnswer) -> int:
    return max(map(len, astuple(answer)))


def _signed_pages(
    container: OpenedContainer,
    index: Index,
    record: ReadRecord,
    events: tuple[CustodyEvent, ...],
) -> SignedList:
    """The list of signed pages names exactly the scans that are there, and says of each what the
    chain says of its filing, and of this record what is so. Raises _Fault."""
    files = dict(index.of_case())
    where = index.folder + SIGNED
    enclosed = {file.path: file.sha256 for name, file in files.items() if name.startswith(FOLDER)}
    if SIGNED not in files and not enclosed:
        return NOTHING_SIGNED
    if SIGNED not in files:
        raise _Fault(Code.E_INDEX_MISMATCH, where)
    try:
        listed = read_signed_list(_document(container, where))
    except OtherMajor:
        raise _Fault(Code.E_VERSION, where) from None
    except (ValueError, KeyError):
        raise _Fault(Code.E_INDEX_FORM, where) from None
    named = {scan.path: scan.sha256 for scan in listed.scans}
    if named != enclosed or len(named) != len(listed.scans):
        raise _Fault(Code.E_INDEX_MISMATCH, where)
    filed = {_filed(event) for event in events if event.action == "signed_filed"}
    for scan in listed.scans:
        for paper in scan.papers:
            pages = " ".join(map(str, paper.pages))
            numbers = (str(paper.revision), str(paper.copy), pages, str(paper.of))
            entry = (scan.sha256, paper.document, paper.digest, *numbers)
            this = paper.digest == record.digest[:DIGEST_DIGITS]
            if entry not in filed or this != (paper.state == State.THIS):
                raise _Fault(Code.E_INDEX_MISMATCH, scan.path)
    return listed


def _filed(event: CustodyEvent) -> tuple[str, ...]:
    names = ("sha256", "document", "record", "revision", "copy", "pages", "of")
    return tuple(event.detail.get(name, "") for name in names)


def _document(container: OpenedContainer, path: str) -> bytes:
    """A JSON document with one meaning only. Raises ValueError (NotStrictJson), _Fault."""
    data = _bytes_of(container, path)
    read_json(data, limits.DOCUMENT)
    return data


def _bytes_of(container: OpenedContainer, path: str) -> bytes:
    """The bytes of a document. Raises _Fault: there is none, or it is too big."""
    try:
        with container.open(path) as file:
            data = file.read(limits.DOCUMENT + 1)
    except KeyError:
        raise _Fault(Code.E_MEMBER_MISSING, path) from None
    if len(data) > limits.DOCUMENT:
        raise _Fault(Code.E_MEMBER_BIG, path)
    return data


def check_notice(case_id: CaseId, record: bytes) -> None:
    """Whether an office would read the notice that is about to be sent, and finds no more in it
    than one person may tell.

    Raises:
        ExportNotReady: it would not (details: reason).
    """
    try:
        read_json(record, limits.DOCUMENT)
        read = read_record(record)
    except ValueError as error:
        raise ExportNotReady(reason=limits.UNREADABLE) from error
    if any(_notice(case_id + "/", read)):
        limits.refuse(limits.NOTICE_MORE)


def check_outgoing(case_id: CaseId, record: bytes, custody: bytes, signed: bytes = b"") -> None:
    """Whether a receiving station would read what is about to be sent; `signed` is the list of the
    signed pages, if there is one. Slow for a long chain: JOB.

    Raises:
        ExportNotReady: it would not (details: reason).
        CustodyBroken: the file's entries are not all there, or not its own (details: seq).
    """
    if len(record) > limits.DOCUMENT:
        limits.refuse(limits.RECORD_TOO_BIG)
    if len(custody) > limits.DOCUMENT:
        limits.refuse(limits.CHAIN_TOO_BIG)
    try:
        read_json(record, limits.DOCUMENT)
        read_record(record)
        segments = read_custody(custody, case_id)
        if signed:
            read_signed_list(signed)
    except ValueError as error:
        raise ExportNotReady(reason=limits.UNREADABLE) from error
    for finding in (finding for segment in segments for finding in follow(segment)):
        raise CustodyBroken(seq=finding.seq)
