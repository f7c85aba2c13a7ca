"""Reading a record.json without its form: what the receiving station shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from tipdesk.cases import outside
from tipdesk.cases.acquisition import MOST, Acquired, Acquisition, Compared, Outcome
from tipdesk.cases.handover import FORMAT, record_digest

_ATTACHED = r"att/[0-9]{4,9}\.[a-z0-9]{1,8}"  # as `record.attachment_path` names them


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """One answer as a record shows it, in both languages of the form."""

    path: str
    section: str  # Arabic label
    section_en: str
    label: str
    label_en: str
    value: str
    shown: str  # the value in Arabic words; '' when there is a reason instead
    shown_en: str
    reason: str  # why there is no answer (list MISSING), else ""
    source: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record.json as the receiving station reads it."""

    case_id: str
    number: str
    person_code: str
    revision: int
    form_id: str
    form_version: int
    agency: str
    answers: tuple[RecordedAnswer, ...]
    withheld: tuple[str, ...]  # Arabic labels, levels 1 to 3
    withheld_level4: int
    basis: tuple[str, ...]  # choices of list BASIS
    picks: tuple[str, ...]  # names of PP? fields that a supervisor let go
    digest: str
    attachments: tuple[tuple[str, str], ...] = ()  # path from the record's folder, SHA-256
    acquired: Mapping[str, Acquired] = field(default_factory=dict)  # by SHA-256 of the file


def read_record(data: bytes) -> ReadRecord:
    """Read what `cases.handover.build_record` wrote.

    Raises:
        ValueError: it is not such a record.
    """
    try:
        document = outside.fields(json.loads(data))
        outside.text(document["format"], FORMAT)
        case, form, release, station = (
            outside.fields(document[name]) for name in ("case", "form", "release", "station")
        )
        return ReadRecord(
            case_id=outside.text(case["id"], outside.UUID),
            number=outside.text(case["number"], outside.CASE_NUMBER),
            person_code=outside.text(case["person_code"], outside.PERSON_CODE),
            revision=outside.whole(case["revision"]),
            form_id=outside.text(form["id"], outside.WORD),
            form_version=outside.whole(form["version"]),
            agency=outside.text(station["agency"], outside.WORD),
            answers=tuple(_answer(row) for row in outside.items(document["answers"])),
            withheld=tuple(_withheld(row) for row in outside.items(release["withheld"])),
            withheld_level4=outside.whole(release["withheld_level4"]),
            basis=tuple(outside.text(one, outside.WORD) for one in outside.items(release["basis"])),
            picks=tuple(
                outside.text(outside.fields(one)["name"], outside.WORD)
                for one in outside.items(release["picks"])
            ),
            digest=record_digest(data),
            attachments=_attachments(outside.items(document["attachments"])),
            acquired=dict(_acquired(outside.items(document["attachments"]))),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a record of this format") from error


def _withheld(row: object) -> str:
    return _both(outside.fields(row)["label"])[0]


def _attachments(rows: list[object]) -> tuple[tuple[str, str], ...]:
    """Path and digest of each; no path stands there twice."""
    found = tuple(map(_attached, rows))
    if len(dict(found)) != len(found):
        raise ValueError("a path that is listed twice")
    return found


def _attached(value: object) -> tuple[str, str]:
    row = outside.fields(value)
    return outside.text(row["path"], _ATTACHED), outside.text(row["sha256"], outside.SHA256)


def _acquired(rows: list[object]) -> Iterator[tuple[str, Acquired]]:
    """How files came about, of those of which the sender's officer recorded it."""
    for row in map(outside.fields, rows):
        if "acquisition" not in row:
            continue
        told = outside.fields(row["acquisition"])
        names = [one.name for one in fields(Acquisition)]
        said = {name: outside.text(told.get(name, ""), limit=MOST) for name in names}
        compared = Compared(outside.text(told.get("compared", Compared.NOT_GIVEN.value)))
        yield (
            outside.text(row["sha256"], outside.SHA256),
            Acquired(
                Acquisition(**said),
                Outcome(compared, outside.text(told.get("copy_hash", ""), "[0-9a-f]{0,128}")),
                outside.text(told["recorded_by"], limit=200),
                datetime.fromisoformat(outside.text(told["recorded_at"], outside.TIME)),
            ),
        )


def _both(value: object) -> tuple[str, str]:
    """A text in Arabic and in English."""
    languages = outside.fields(value)
    return outside.text(languages["ar"]), outside.text(languages["en"])


def _answer(value: object) -> RecordedAnswer:
    row = outside.fields(value)

    def word(key: str, limit: int = 200) -> str:
        return outside.text(row.get(key, ""), limit=limit)

    section, section_en = _both(row["section"])
    label, label_en = _both(row["label"])
    shown, shown_en = _both(row["shown"])
    return RecordedAnswer(
        path=outside.text(row["path"], limit=200),
        section=section,
        section_en=section_en,
        label=label,
        label_en=label_en,
        value=word("value", 1 << 20),
        shown=shown,
        shown_en=shown_en,
        reason=word("reason"),
        source=word("source"),
        by=word("by"),
        at=word("at"),
    )
