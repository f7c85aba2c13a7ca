"""What a genuine bundle says: record and chain of custody, judged alike by the receiving station
and by `tipdesk verify`. Both come from outside: nothing in them is believed or raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tipdesk.bundle import limits
from tipdesk.bundle.container.index import IndexedCase
from tipdesk.bundle.container.signed_list import (
    FOLDER,
    NOTHING_SIGNED,
    SignedList,
    read_signed_list,
)
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.report import OpenedContainer, VerificationReport
from tipdesk.bundle.strict_json import read_json
from tipdesk.cases.custody.document import OtherVersion, Segment, read_custody
from tipdesk.cases.custody.following import check_segments, follow
from tipdesk.cases.files.workflow import approved_record, went_directly
from tipdesk.cases.handover.reading import ReadRecord, read_record
from tipdesk.cases.handover.rows import RowUnproved, digest_of
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.cases.paper.prints import DIGEST_DIGITS
from tipdesk.cases.paper.signed_papers import State
from tipdesk.core.errors import CustodyBroken, ExportNotReady

_CUSTODY, SIGNED = "custody", "signed"  # kinds of documents
PAPERS = ("notice", "intake", "consent", "statement", "cover")  # kinds that are printed
_DOCUMENTS = {
    **{kind: f"{kind}.pdf" for kind in PAPERS},
    **{kind: f"{kind}.json" for kind in (_CUSTODY, SIGNED)},
}


@dataclass(frozen=True, slots=True)
class BundleContent:
    """What a bundle says: its record, the signed pages in it, and what is wrong with either."""

    record: ReadRecord | None
    problems: tuple[Problem, ...]
    signed: SignedList = NOTHING_SIGNED

    def added_to(self, report: VerificationReport) -> VerificationReport:
        """The report with what is said of the content: what is not as it was approved is whole no
        more, though every byte is as it was signed."""
        return replace(
            report,
            complete=report.complete
            and not any(problem.of_completeness for problem in self.problems),
            problems=(*report.problems, *self.problems),
            signed=self.signed,
        )


def read_content(report: VerificationReport) -> BundleContent:
    """The record, and what is to be said of what the bundle holds although it is genuine.

    Args:
        report: of a bundle whose container is still open.
    """
    index, container = report.index, report.container
    if index is None or container is None or len(index.cases) != 1:
        return BundleContent(None, (Problem(Code.E_INDEX_FORM),))
    case = index.cases[0]
    try:
        document, record = _record(container, case)
    except _Fault as fault:
        return BundleContent(None, (fault.problem,))
    problems = []
    if (record.case_id, record.revision) != (case.case_id, case.revision):
        problems.append(Problem(Code.E_INDEX_MISMATCH, case.record))
    head = (index.audit.count, index.audit.head)
    events: tuple[CustodyEvent, ...] = ()
    try:
        segment = _chain(container, case)
        approved_as = (record.digest, digest_of(document))
        chain_problems = tuple(_of_chain(segment, case, approved_as, head))
        if chain_problems:
            return BundleContent(record, (*problems, *chain_problems))
        events = segment.own
        problems += _against_approved(case, record)
        signed = _signed_pages(container, case, record, events)
    except _Fault as fault:
        return BundleContent(record, (*problems, fault.problem))
    direct = went_directly(events, CaseId(case.case_id))
    problems += [Problem(Code.W_DIRECT, _named(case, _CUSTODY)[0])] if direct else []
    return BundleContent(record, tuple(problems), signed)


class _Fault(Exception):
    """What ends the reading of a bundle's content."""

    def __init__(self, code: Code, path: str, detail: str = "") -> None:
        super().__init__(code.value)
        self.problem = Problem(code, path, detail)


def _named(case: IndexedCase, kind: str) -> list[str]:
    return [document.path for document in case.documents if document.kind == kind]


def _record(container: OpenedContainer, case: IndexedCase) -> tuple[bytes, ReadRecord]:
    """The record as it lies there, and what it says. Raises _Fault."""
    try:
        document = _document(container, case.record)
        return document, read_record(document)
    except RowUnproved as unproved:
        raise _Fault(Code.E_ROW, case.record, unproved.path) from None
    except OtherVersion:
        raise _Fault(Code.E_VERSION, case.record) from None
    except (ValueError, KeyError):
        raise _Fault(Code.E_RECORD_FORM, case.record) from None


def _chain(container: OpenedContainer, case: IndexedCase) -> Segment:
    """What the station shows of its chain. Raises _Fault."""
    names = _named(case, _CUSTODY)
    if len(names) != 1:
        raise _Fault(Code.E_INDEX_MISMATCH, case.record, _CUSTODY)
    try:
        with container.open(names[0]) as file:
            data = file.read(limits.DOCUMENT + 1)
        if len(data) > limits.DOCUMENT:
            raise _Fault(Code.E_TOO_BIG, names[0])
        segments = read_custody(data, CaseId(case.case_id))
    except OtherVersion:
        raise _Fault(Code.E_VERSION, names[0]) from None
    except (ValueError, KeyError):
        raise _Fault(Code.E_CUSTODY_FORM, names[0]) from None
    if check_segments(case.case_id, segments, ()):  # no station hands a file to another yet
        raise _Fault(Code.E_SEGMENT, names[0])
    return segments[-1]


def _of_chain(
    segment: Segment, case: IndexedCase, approved_as: tuple[str, str], head: tuple[int, str]
) -> Iterator[Problem]:
    """It ends where the index says, every entry of the file is shown, and its newest approval is of
    exactly this record, told by root and digest. Each fault is told of once, where it stands
    first."""
    path = _named(case, _CUSTODY)[0]
    if segment.head != head:
        yield Problem(Code.E_INDEX_MISMATCH, path)
    first: dict[str, int] = {}
    for finding in follow(segment):
        first.setdefault(finding.fault.value, finding.seq)
    for code, seq in first.items():
        yield Problem(Code(code), path, str(seq))
    if approved_record(segment.own, CaseId(case.case_id)) != approved_as:
        yield Problem(Code.E_NOT_APPROVED, path)


def _against_approved(case: IndexedCase, record: ReadRecord) -> Iterator[Problem]:
    """Whether the attachments are those of the approved record, each under its path and with its
    digest, none more and none fewer. Scans of signed pages stand apart (`_signed_pages`): they are
    filed after the approval too. A file among the documents that no station makes is added, too."""
    folder = f"{case.case_id}/"
    approved = {folder + path: sha256 for path, sha256 in record.attachments}
    scans = folder + FOLDER
    enclosed = {
        attachment.path: attachment.sha256
        for attachment in case.attachments
        if not attachment.path.startswith(scans)
    }
    for path in sorted(approved.keys() | enclosed.keys()):
        if path not in enclosed:
            yield Problem(Code.E_ATTACHMENT_MISSING, path)
        elif path not in approved:
            yield Problem(Code.E_ATTACHMENT_ADDED, path)
        elif approved[path] != enclosed[path]:
            yield Problem(Code.E_ATTACHMENT_SWAPPED, path)
    for document in case.documents:
        if document.path != folder + _DOCUMENTS.get(document.kind, "/"):
            yield Problem(Code.E_ATTACHMENT_ADDED, document.path)


def _signed_pages(
    container: OpenedContainer,
    case: IndexedCase,
    record: ReadRecord,
    events: tuple[CustodyEvent, ...],
) -> SignedList:
    """The list of signed pages names exactly the scans that are there, and says of each what the
    chain says of its filing, and of this record what is so. Raises _Fault."""
    folder = f"{case.case_id}/{FOLDER}"
    enclosed = {
        attachment.path: attachment.sha256
        for attachment in case.attachments
        if attachment.path.startswith(folder)
    }
    names = _named(case, SIGNED)
    if not names and not enclosed:
        return NOTHING_SIGNED
    if len(names) != 1:
        raise _Fault(Code.E_INDEX_MISMATCH, case.record, SIGNED)
    try:
        listed = read_signed_list(_document(container, names[0]))
    except (ValueError, KeyError):
        raise _Fault(Code.E_INDEX_FORM, names[0]) from None
    named = {scan.path: scan.sha256 for scan in listed.scans}
    if named != enclosed or len(named) != len(listed.scans):
        raise _Fault(Code.E_INDEX_MISMATCH, names[0])
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
    """A JSON document with one meaning only. Raises ValueError (NotStrictJson), KeyError."""
    with container.open(path) as file:
        data = file.read(limits.DOCUMENT + 1)
    read_json(data, limits.DOCUMENT)
    return data


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
