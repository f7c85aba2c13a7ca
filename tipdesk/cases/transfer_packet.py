"""What goes with a file to another station: everything that was written in it, and its part of the
chain (tipdesk-transfer/1.0; docs/decisions/160).

It is written once, as the file is given up, in canonical JSON, and travels sealed to the approver
who takes the file in. Nothing in it is closed: whoever takes it in closes what is of level 4 under
a new key of the file there. People are named by their code with that of their station before it
(`name_there`), and called by their own code again where they come home (`name_here`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tipdesk.cases import outside
from tipdesk.cases.answers import answer_from_json, answer_to_json
from tipdesk.cases.casework.entries import WorkEntry, entry_text, read_entry
from tipdesk.cases.consent import ledger
from tipdesk.cases.custody.chain import canonical, read_time, timestamp
from tipdesk.cases.custody.clock import THEN
from tipdesk.cases.interview import statement
from tipdesk.cases.model import (
    Answer,
    CaseId,
    ConsentEvent,
    CustodyEvent,
    MissingReason,
    Source,
    Status,
)
from tipdesk.cases.transfer_files import LOGIN as _LOGIN
from tipdesk.cases.transfer_files import MovedFiles, files_json, read_files
from tipdesk.core.errors import WorkEntryInvalid

FORMAT = "tipdesk-transfer/1.0"
NAME = "files/0001.json"
"""The packet among the files of its message."""
MOST_BYTES = 32 << 20

STATION, SEQ = "station", "entry"
"""In the detail of an entry that tells what another station's chain told: whose, and which; when
that was stands beside it."""
_GONE_BY = frozenset(
    {
        *("completed", "amended", "returned", "approved", *statement.ENTRIES),
        *("attached", "detached", "recorded", "acquisition_recorded"),
    }
)
"""Entries of a file that rules go by: they are entered again where it is taken in."""
_ONLY_THERE = frozenset({"clock", "tick", "commitment", "subjects", "message"})


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One line of the log of answers. `amendment`: which amendment it is of, from 1; 0: of none."""

    at: datetime
    by: str
    path: str
    answer: Answer  # value and reason, and where it is from
    amendment: int = 0


@dataclass(frozen=True, slots=True)
class MovedAmendment:
    """A dated change of a completed file."""

    at: datetime
    by: str
    path: str
    note: str
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class MovedRemark:
    """What a supervisor remarked as the file was returned."""

    path: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MovedHead:
    """The file itself."""

    case_id: CaseId
    number: str
    person_code: str
    form: tuple[str, int, str]  # id, version, digest
    status: Status
    revision: int
    quick: bool
    created_at: datetime
    created_by: str
    receipt_number: str = ""
    sent: bool = False  # whether the Prosecution may hold it
    notified_at: datetime | None = None  # when the notice was handed over


@dataclass(frozen=True, slots=True)
class TransferPacket:
    """All of a file at the moment when it was given up."""

    station: str  # that gave it up
    head: MovedHead
    people: Mapping[str, str]  # name by code, of everybody who wrote in it
    log: tuple[MovedLine, ...]
    amendments: tuple[MovedAmendment, ...]
    frozen: tuple[tuple[str, str, datetime], ...]  # path, who closed it, when
    remarks: tuple[MovedRemark, ...]
    consents: tuple[ConsentEvent, ...]
    noticed: tuple[str, ...]  # what was decided on words of the statement
    work: tuple[WorkEntry, ...]
    custody: str  # `custody.json` of the file's entries here, up to the giving-up
    files: MovedFiles  # attachments and recordings; their contents lie beside it


# --- who wrote it ------------------------------------------------------------------------------


def name_there(station: str, login: str) -> str:
    """What somebody of this station is called at another one."""
    return login if "/" in login else f"{station}/{login}"


def name_here(station: str, name: str) -> str:
    """What somebody is called at this station, whom another one calls so."""
    own, _, login = name.partition("/")
    return login if login and own == station else name


def renamed(packet: TransferPacket, station: str, *, leaving: bool) -> TransferPacket:
    """A packet that leaves this station, or has come to it, with people as they are called there or
    here."""

    def call(login: str) -> str:
        name = name_there if leaving else name_here
        return name(station, login) if login else login

    def answered(answer: Answer) -> Answer:
        return replace(answer, by=call(answer.by))

    head = packet.head
    return replace(
        packet,
        head=replace(head, created_by=call(head.created_by)),
        people={call(login): name for login, name in packet.people.items()},
        log=tuple(
            replace(line, by=call(line.by), answer=answered(line.answer)) for line in packet.log
        ),
        amendments=tuple(
            replace(
                item, by=call(item.by), before=answered(item.before), after=answered(item.after)
            )
            for item in packet.amendments
        ),
        frozen=tuple((path, call(login), at) for path, login, at in packet.frozen),
        remarks=tuple(replace(item, by=call(item.by)) for item in packet.remarks),
        consents=tuple(replace(item, officer=call(item.officer)) for item in packet.consents),
        work=tuple(replace(item, by=call(item.by)) for item in packet.work),
        files=packet.files.renamed(call),
    )


def writers(packet: TransferPacket) -> tuple[str, ...]:
    """The code of everybody who wrote in the file."""
    by = {packet.head.created_by}
    by |= {item.by for item in packet.log} | {item.by for item in packet.amendments}
    by |= {item.by for item in packet.remarks} | {item.by for item in packet.work}
    by |= {item.officer for item in packet.consents} | {item[1] for item in packet.frozen}
    by |= {*packet.files.writers()}
    return tuple(sorted(by))


# --- what its entries said there ------------------------------------------------------------------


def told_by(
    events: Iterable[CustodyEvent], sender: str, receiver: str, *, approved: bool
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What of a file's entries at `sender` is entered again at `receiver`: action, who, detail.
    What `receiver` told `sender` itself is not told back. `approved`: approvals too, of what was
    sent."""
    for event in events:
        detail = dict(event.detail)
        if event.action not in _GONE_BY or event.at is None or detail.get(STATION) == receiver:
            continue
        if event.action == "approved" and not approved:
            continue
        own = {STATION: sender, SEQ: str(event.seq), THEN: timestamp(event.at)}
        kept = {name: text for name, text in detail.items() if name not in _ONLY_THERE}
        yield event.action, name_here(receiver, name_there(sender, event.officer)), {**own, **kept}


def status_there(status: Status) -> Status:
    """How a file stands where it is taken in: what was approved and not sent is approved there."""
    return Status.COMPLETED if status is Status.APPROVED else status


# --- written and read -----------------------------------------------------------------------------


def packet_json(packet: TransferPacket) -> bytes:
    """The packet as it is signed; with the codes of people as they stand in `packet`."""
    head = packet.head
    return canonical(
        {
            "format": FORMAT,
            "station": packet.station,
            "case": {
                "id": head.case_id,
                "number": head.number,
                "person_code": head.person_code,
                "form": list(head.form),
                "status": head.status.value,
                "revision": head.revision,
                "quick": head.quick,
                "created_at": timestamp(head.created_at),
                "created_by": head.created_by,
                "receipt_number": head.receipt_number,
                "sent": head.sent,
                "notified_at": timestamp(head.notified_at) if head.notified_at else "",
            },
            "people": dict(sorted(packet.people.items())),
            "log": [
                [timestamp(line.at), line.by, line.path, _answer(line.answer), line.amendment]
                for line in packet.log
            ],
            "amendments": [
                [
                    *(timestamp(item.at), item.by, item.path, item.note),
                    *(answer_to_json(item.before), answer_to_json(item.after)),
                ]
                for item in packet.amendments
            ],
            "frozen": [[path, login, timestamp(at)] for path, login, at in packet.frozen],
            "remarks": [
                [item.path, item.text, item.by, timestamp(item.at)] for item in packet.remarks
            ],
            "consents": [ledger.to_text(event) for event in packet.consents],
            "noticed": list(packet.noticed),
            "work": [entry_text(entry).decode("ascii") for entry in packet.work],
            "custody": packet.custody,
            "files": files_json(packet.files),
        }
    )


def read_packet(data: bytes) -> TransferPacket:
    """Read what `packet_json` wrote, and nothing else: written again it is the same bytes.

    Raises:
        ValueError: it is no packet of this format.
    """
    try:
        row = outside.fields(json.loads(data))
        if row["format"] != FORMAT:
            raise ValueError("another format")
        packet = TransferPacket(
            station=outside.text(row["station"], r"[A-Z0-9]{2,6}"),
            head=_head(outside.fields(row["case"])),
            people={
                outside.text(login, _LOGIN): outside.text(name, limit=200)
                for login, name in outside.fields(row["people"]).items()
            },
            log=tuple(map(_line, outside.items(row["log"]))),
            amendments=tuple(map(_amendment, outside.items(row["amendments"]))),
            frozen=tuple(map(_frozen, outside.items(row["frozen"]))),
            remarks=tuple(map(_remark, outside.items(row["remarks"]))),
            consents=tuple(
                ledger.from_text(outside.text(line)) for line in outside.items(row["consents"])
            ),
            noticed=tuple(outside.text(line) for line in outside.items(row["noticed"])),
            work=tuple(
                read_entry(outside.text(line).encode("ascii"))
                for line in outside.items(row["work"])
            ),
            custody=outside.text(row["custody"], limit=MOST_BYTES),
            files=read_files(row["files"]),
        )
        if packet_json(packet) != data:
            raise ValueError("not written as it is read")
    except (KeyError, TypeError, ValueError, RecursionError, WorkEntryInvalid) as error:
        raise ValueError(f"not a {FORMAT} document") from error
    return packet


def _head(row: Mapping[str, object]) -> MovedHead:
    form_id, version, digest = outside.items(row["form"])
    return MovedHead(
        case_id=CaseId(outside.text(row["id"], outside.UUID)),
        number=outside.text(row["number"], outside.CASE_NUMBER),
        person_code=outside.text(row["person_code"], outside.PERSON_CODE),
        form=(
            outside.text(form_id, outside.WORD),
            outside.whole_number(version, 1),
            outside.text(digest, outside.SHA256),
        ),
        status=Status(outside.text(row["status"])),
        revision=outside.whole_number(row["revision"]),
        quick=row["quick"] is True,
        created_at=_time(row["created_at"]),
        created_by=outside.text(row["created_by"], _LOGIN),
        receipt_number=outside.text(row["receipt_number"], limit=100),
        sent=row["sent"] is True,
        notified_at=_time(row["notified_at"]) if row["notified_at"] else None,
    )


def _line(value: object) -> MovedLine:
    at, login, path, answer, amendment = outside.items(value)
    text, reason, source = outside.items(answer)
    by, when = outside.text(login, _LOGIN), _time(at)
    return MovedLine(
        when,
        by,
        _path(path),
        Answer(
            outside.text(text),
            MissingReason(outside.text(reason)) if reason else None,
            Source(outside.text(source)) if source else None,
            by,
            when,
        ),
        outside.whole_number(amendment),
    )


def _amendment(value: object) -> MovedAmendment:
    at, login, path, note, before, after = outside.items(value)
    return MovedAmendment(
        _time(at),
        outside.text(login, _LOGIN),
        _path(path),
        outside.text(note),
        _whole(before),
        _whole(after),
    )


def _whole(value: object) -> Answer:
    return answer_from_json({n: outside.text(v) for n, v in outside.fields(value).items()})


def _frozen(value: object) -> tuple[str, str, datetime]:
    path, login, at = outside.items(value)
    return _path(path), outside.text(login, _LOGIN), _time(at)


def _remark(value: object) -> MovedRemark:
    path, text, login, at = outside.items(value)
    place = outside.text(path, limit=200)
    return MovedRemark(place, outside.text(text), outside.text(login, _LOGIN), _time(at))


def _path(value: object) -> str:
    return outside.text(value, r"[A-Za-z0-9_/\[\]]{1,200}")


def _time(value: object) -> datetime:
    return read_time(outside.text(value, outside.TIME))


def _answer(answer: Answer) -> list[str]:
    reason, source = answer.reason, answer.source
    return [answer.value, reason.value if reason else "", source.value if source else ""]
