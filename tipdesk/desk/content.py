"""What a genuine bundle says: record and chain of custody, judged alike by the receiving station
and by `tipdesk verify`. Both come from outside: nothing in them is believed or raises."""

from __future__ import annotations

from tipdesk.bundle import limits
from tipdesk.bundle.index import IndexedCase
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.report import OpenedContainer, VerificationReport
from tipdesk.bundle.strict_json import read_json
from tipdesk.cases.custody import custody_from_json, verify_chain
from tipdesk.cases.four_eyes import approved_digest, went_directly
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.cases.record_reading import ReadRecord, read_record
from tipdesk.errors import CustodyBroken, ExportNotReady

_CUSTODY = "custody"


def read_content(report: VerificationReport) -> tuple[ReadRecord | None, list[Problem]]:
    """The record, and what is to be said of record or chain although the bundle is genuine.

    Args:
        report: of a bundle whose container is still open.
    """
    index, container = report.index, report.container
    if index is None or container is None or len(index.cases) != 1:
        return None, [Problem(Code.E_INDEX_FORM)]
    case = index.cases[0]
    try:
        record = read_record(_document(container, case.record))
    except (ValueError, KeyError):
        return None, [Problem(Code.E_INDEX_FORM, case.record)]
    problems = []
    if (record.case_id, record.revision) != (case.case_id, case.revision):
        problems.append(Problem(Code.E_INDEX_MISMATCH, case.record))
    head = (index.audit.count, index.audit.head)
    return record, problems + _chain_problems(container, case, record, head)


def _chain_problems(
    container: OpenedContainer, case: IndexedCase, record: ReadRecord, head: tuple[int, str]
) -> list[Problem]:
    """There is one chain, it holds, and its newest approval is of exactly this record. That no
    supervisor gave it is said, and is no fault."""
    found = [document.path for document in case.documents if document.kind == _CUSTODY]
    if len(found) != 1:
        return [Problem(Code.E_INDEX_MISMATCH, case.record, _CUSTODY)]
    try:
        events: tuple[CustodyEvent, ...] = custody_from_json(_document(container, found[0]))
        last = verify_chain(events)
    except (ValueError, KeyError):
        return [Problem(Code.E_INDEX_FORM, found[0])]
    except CustodyBroken:
        return [Problem(Code.E_INDEX_MISMATCH, found[0])]
    if last is None or (last.seq, last.hash) != head:
        return [Problem(Code.E_INDEX_MISMATCH, found[0])]
    if approved_digest(events, CaseId(case.case_id)) != record.digest:
        return [Problem(Code.E_NOT_APPROVED, found[0])]
    direct = went_directly(events, CaseId(case.case_id))
    return [Problem(Code.W_DIRECT, found[0])] if direct else []


def _document(container: OpenedContainer, path: str) -> bytes:
    """A JSON document with one meaning only. Raises ValueError (NotStrictJson), KeyError."""
    with container.open(path) as file:
        data = file.read(limits.DOCUMENT + 1)
    read_json(data, limits.DOCUMENT)
    return data


def check_outgoing(record: bytes, custody: bytes) -> None:
    """Whether a receiving station would read what is about to be sent. Slow for a long chain: JOB.

    Raises:
        ExportNotReady: it would not (details: reason).
    """
    if len(record) > limits.DOCUMENT:
        limits.refuse(limits.RECORD_TOO_BIG)
    if len(custody) > limits.DOCUMENT:
        limits.refuse(limits.CHAIN_TOO_BIG)
    try:
        for document in (record, custody):
            read_json(document, limits.DOCUMENT)
        read_record(record)
        custody_from_json(custody)
    except ValueError as error:
        raise ExportNotReady(reason=limits.UNREADABLE) from error
