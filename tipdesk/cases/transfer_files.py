"""Attachments and recordings in what goes with a file to another station (`transfer_packet`): what
is known of each. Their contents travel beside the packet, in the order in which they are listed
here, each with the digest that is signed with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tipdesk.cases import outside
from tipdesk.cases.custody.chain import read_time, timestamp
from tipdesk.cases.model import Ending, MarkKind

LOGIN = r"([A-Z0-9]{2,6}/)?[A-Z0-9][A-Z0-9.-]{0,19}"
_ID = r"[0-9a-f]{32}"
_MOST_MARK = 4096  # signs of a path or of an officer's few words


@dataclass(frozen=True, slots=True)
class MovedAcquisition:
    """A record of how an attached file came about, as it is kept."""

    body: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MovedPaper:
    """A signed page that a scan holds, and what was doubtful, as it is kept."""

    document: str
    revision: int
    digest: str
    copy: int
    present: str
    pages: int
    verdict: str
    doubts: str


@dataclass(frozen=True, slots=True)
class MovedScan:
    """What a scan of signed pages holds, as it is kept."""

    bare: str
    ended: str
    read: int
    need: int
    letter: str
    papers: tuple[MovedPaper, ...]


@dataclass(frozen=True, slots=True)
class MovedAttachment:
    """An attached file; of one that was destroyed that it was there."""

    id: str  # 32 hex digits; answers call it so
    name: str
    media_type: str
    size: int  # bytes
    sha256: str  # hex, of the content
    crc32: int
    by: str
    at: datetime
    photo: str  # what it says of itself, as it is kept; '' nothing
    derived_from: str  # SHA-256 (hex) of the original of a copy
    acquired: tuple[MovedAcquisition, ...] = ()
    scan: MovedScan | None = None  # of a scan of signed pages
    removed_by: str = ""
    removed_at: datetime | None = None
    restricted: bool = False  # it was closed as of level 4

    @property
    def travels(self) -> bool:
        """Whether its content does."""
        return self.removed_at is None


@dataclass(frozen=True, slots=True)
class MovedMark:
    """A place in a recording."""

    offset: int
    kind: MarkKind
    path: str
    paragraph: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MovedRecording:
    """How a recording was made; its content is that of the attachment of the same id."""

    id: str
    by: str
    begun_at: datetime
    device: str
    program: str
    rate: int
    ended_at: datetime | None
    ending: Ending | None
    milliseconds: int
    sound: str  # SHA-256 (hex) of its samples, as they were taken in
    marks: tuple[MovedMark, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedFiles:
    """Everything that lies in a file beside what was written."""

    attachments: tuple[MovedAttachment, ...] = ()
    recordings: tuple[MovedRecording, ...] = ()

    @property
    def travelling(self) -> tuple[MovedAttachment, ...]:
        """Those whose contents travel, in their order."""
        return tuple(item for item in self.attachments if item.travels)

    def renamed(self, call: Callable[[str], str]) -> MovedFiles:
        """With people as `call` names them."""

        def mark(item: MovedMark) -> MovedMark:
            return replace(item, by=call(item.by))

        return MovedFiles(
            tuple(
                replace(
                    item,
                    by=call(item.by),
                    removed_by=call(item.removed_by),
                    acquired=tuple(replace(record, by=call(record.by)) for record in item.acquired),
                )
                for item in self.attachments
            ),
            tuple(
                replace(item, by=call(item.by), marks=tuple(map(mark, item.marks)))
                for item in self.recordings
            ),
        )

    def writers(self) -> Iterator[str]:
        """The code of everybody who had to do with them."""
        for item in self.attachments:
            yield item.by
            yield from (record.by for record in item.acquired)
            yield from (login for login in (item.removed_by,) if login)
        for recording in self.recordings:
            yield recording.by
            yield from (mark.by for mark in recording.marks)


def files_json(files: MovedFiles) -> dict[str, object]:
    """As they stand in the packet."""
    return {
        "attachments": [
            {
                "id": item.id,
                "name": item.name,
                "media_type": item.media_type,
                "size": item.size,
                "sha256": item.sha256,
                "crc32": item.crc32,
                "by": item.by,
                "at": timestamp(item.at),
                "photo": item.photo,
                "derived_from": item.derived_from,
                "acquired": [
                    [record.body, record.by, timestamp(record.at)] for record in item.acquired
                ],
                "scan": None if item.scan is None else _scan_json(item.scan),
                "removed_by": item.removed_by,
                "removed_at": _stamp(item.removed_at),
                "restricted": item.restricted,
            }
            for item in files.attachments
        ],
        "recordings": [
            {
                "id": item.id,
                "by": item.by,
                "begun_at": timestamp(item.begun_at),
                "device": item.device,
                "program": item.program,
                "rate": item.rate,
                "ended_at": _stamp(item.ended_at),
                "ending": item.ending.value if item.ending else "",
                "milliseconds": item.milliseconds,
                "sound": item.sound,
                "marks": [
                    [
                        *(mark.offset, mark.kind.value, mark.path, mark.paragraph, mark.text),
                        *(mark.by, timestamp(mark.at)),
                    ]
                    for mark in item.marks
                ],
            }
            for item in files.recordings
        ],
    }


def read_files(value: object) -> MovedFiles:
    """Read what `files_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    row = outside.fields(value)
    files = MovedFiles(
        tuple(map(_attachment, outside.items(row["attachments"]))),
        tuple(map(_recording, outside.items(row["recordings"]))),
    )
    ids = [item.id for item in files.attachments]
    recorded = [item.id for item in files.recordings]
    if len({*ids}) != len(ids) or len({*recorded}) != len(recorded):
        raise ValueError("one of them is listed twice")
    return files


def _attachment(value: object) -> MovedAttachment:
    row = outside.fields(value)
    derived = outside.text(row["derived_from"])
    item = MovedAttachment(
        id=outside.text(row["id"], _ID),
        name=outside.text(row["name"], limit=1000),
        media_type=outside.text(row["media_type"], r"[a-z0-9.+/-]{1,100}"),
        size=outside.whole_number(row["size"]),
        sha256=outside.text(row["sha256"], outside.SHA256),
        crc32=outside.whole_number(row["crc32"]),
        by=outside.text(row["by"], LOGIN),
        at=_time(row["at"]),
        photo=outside.text(row["photo"]),
        derived_from=outside.text(derived, outside.SHA256) if derived else "",
        acquired=tuple(map(_acquired, outside.items(row["acquired"]))),
        scan=None if row["scan"] is None else _scan(row["scan"]),
        removed_by=_login(row["removed_by"]),
        removed_at=_time_or_none(row["removed_at"]),
        restricted=row["restricted"] is True,
    )
    if bool(item.removed_by) != (item.removed_at is not None):
        raise ValueError("destroyed by nobody")
    return item


def _acquired(value: object) -> MovedAcquisition:
    body, login, at = outside.items(value)
    return MovedAcquisition(outside.text(body), outside.text(login, LOGIN), _time(at))


def _scan_json(scan: MovedScan) -> list[object]:
    papers = [
        [
            *(paper.document, paper.revision, paper.digest, paper.copy),
            *(paper.present, paper.pages, paper.verdict, paper.doubts),
        ]
        for paper in scan.papers
    ]
    return [scan.bare, scan.ended, scan.read, scan.need, scan.letter, papers]


def _scan(value: object) -> MovedScan:
    bare, ended, read, need, letter, papers = outside.items(value)
    return MovedScan(
        outside.text(bare),
        outside.text(ended, outside.WORD),
        outside.whole_number(read),
        outside.whole_number(need),
        outside.text(letter, outside.WORD),
        tuple(map(_paper, outside.items(papers))),
    )


def _paper(value: object) -> MovedPaper:
    document, revision, digest, copy, present, pages, verdict, doubts = outside.items(value)
    return MovedPaper(
        outside.text(document, outside.WORD),
        outside.whole_number(revision),
        outside.text(digest, _ID),
        outside.whole_number(copy),
        outside.text(present),
        outside.whole_number(pages),
        outside.text(verdict, outside.WORD),
        outside.text(doubts),
    )


def _recording(value: object) -> MovedRecording:
    row = outside.fields(value)
    ending, sound = outside.text(row["ending"]), outside.text(row["sound"])
    return MovedRecording(
        id=outside.text(row["id"], _ID),
        by=outside.text(row["by"], LOGIN),
        begun_at=_time(row["begun_at"]),
        device=outside.text(row["device"], limit=1000),
        program=outside.text(row["program"], limit=1000),
        rate=outside.whole_number(row["rate"], 1),
        ended_at=_time_or_none(row["ended_at"]),
        ending=Ending(ending) if ending else None,
        milliseconds=outside.whole_number(row["milliseconds"]),
        sound=outside.text(sound, outside.SHA256) if sound else "",
        marks=tuple(map(_mark, outside.items(row["marks"]))),
    )


def _mark(value: object) -> MovedMark:
    offset, kind, path, paragraph, text, login, at = outside.items(value)
    return MovedMark(
        outside.whole_number(offset),
        MarkKind(outside.text(kind)),
        outside.text(path, limit=_MOST_MARK),
        outside.whole_number(paragraph),
        outside.text(text, limit=_MOST_MARK),
        outside.text(login, LOGIN),
        _time(at),
    )


def _login(value: object) -> str:
    login = outside.text(value)
    return outside.text(login, LOGIN) if login else ""


def _time(value: object) -> datetime:
    return read_time(outside.text(value, outside.TIME))


def _time_or_none(value: object) -> datetime | None:
    return _time(value) if value else None


def _stamp(at: datetime | None) -> str:
    return timestamp(at) if at else ""
