"""Reading the record and the index of a bundle of before exchange format 1.0, so that what lies in
a vault since then can be shown. Nothing of them is taken in any more, and nothing writes them:
what is read here was verified when it came.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from tipdesk.cases import outside
from tipdesk.cases.acquisition import MOST, Acquired, Acquisition, HashComparison, Outcome
from tipdesk.cases.handover.reading import ReadRecord, RecordedAnswer

_INDEX, _RECORD = "tipdesk-index/1", "tipdesk-record/1"
_DATA = "data/"  # before every path


@dataclass(frozen=True, slots=True)
class FileBefore:
    """A file of such a bundle."""

    path: str  # below bag/data/
    sha256: str
    size: int
    media_type: str
    original_name: str = ""  # of an attachment; from outside: show it isolated and cleaned only


@dataclass(frozen=True, slots=True)
class IndexBefore:
    """What such an index says of its file."""

    bundle_id: str
    created: datetime
    case_id: str
    revision: int
    record: str  # path below bag/data/
    files: tuple[FileBefore, ...]  # all but the record


def is_before(index: bytes) -> bool:
    """Whether an index is of before exchange format 1.0. Raises ValueError: it is no document."""
    return outside.fields(json.loads(index)).get("format") == _INDEX


def read_index_before(data: bytes) -> IndexBefore:
    """The index of a bundle of one file. Raises ValueError: it is not such an index."""
    try:
        document = outside.fields(json.loads(data))
        case = outside.fields(outside.items(document["cases"])[0])
        listed = (*outside.items(case["documents"]), *outside.items(case["attachments"]))
        return IndexBefore(
            bundle_id=outside.text(document["bundle_id"]).removeprefix("urn:uuid:"),
            created=datetime.fromisoformat(outside.text(document["created"])),
            case_id=outside.text(case["case_id"], outside.UUID),
            revision=outside.whole_number(case["revision"]),
            record=_path(case["record"]),
            files=tuple(_file(outside.fields(row)) for row in listed),
        )
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("not an index of before") from error


def _path(value: object) -> str:
    return outside.text(value, limit=250).removeprefix(_DATA)


def _file(row: dict[str, object]) -> FileBefore:
    return FileBefore(
        path=_path(row["path"]),
        sha256=outside.text(row["sha256"], outside.SHA256),
        size=outside.whole_number(row["size"]),
        media_type=outside.text(row["media_type"], limit=100),
        original_name=outside.text(row.get("original_name", ""), limit=1000),
    )


def read_record_before(data: bytes) -> ReadRecord:
    """A record as tipdesk-record/1 has it. Raises ValueError: it is not such a record."""
    try:
        document = outside.fields(json.loads(data))
        outside.text(document["format"], _RECORD)
        case, form, release, station = (
            outside.fields(document[name]) for name in ("case", "form", "release", "station")
        )
        attached = [outside.fields(row) for row in outside.items(document["attachments"])]
        return ReadRecord(
            case_id=outside.text(case["id"], outside.UUID),
            number=outside.text(case["number"], outside.CASE_NUMBER),
            person_code=outside.text(case["person_code"], outside.PERSON_CODE),
            revision=outside.whole_number(case["revision"]),
            form_id=outside.text(form["id"], outside.WORD),
            form_version=outside.whole_number(form["version"]),
            agency=outside.text(station["agency"], outside.WORD),
            answers=tuple(
                _answer(outside.fields(row)) for row in outside.items(document["answers"])
            ),
            withheld=tuple(
                _both(outside.fields(row)["label"])[0] for row in outside.items(release["withheld"])
            ),
            withheld_level4=outside.whole_number(release["withheld_level4"]),
            basis=tuple(map(outside.text, outside.items(release["basis"]))),
            picks=tuple(
                outside.text(outside.fields(pick)["name"])
                for pick in outside.items(release["picks"])
            ),
            digest=hashlib.sha256(data).hexdigest(),
            attachments=tuple(
                (outside.text(row["path"]), outside.text(row["sha256"], outside.SHA256))
                for row in attached
            ),
            acquired=dict(_acquired(attached)),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a record of before") from error


def _both(value: object) -> tuple[str, str]:
    languages = outside.fields(value)
    return outside.text(languages["ar"]), outside.text(languages["en"])


def _answer(row: dict[str, object]) -> RecordedAnswer:
    section, section_en = _both(row["section"])
    label, label_en = _both(row["label"])
    shown, shown_en = _both(row["shown"])
    words = {name: outside.text(row.get(name, "")) for name in ("reason", "source", "by", "at")}
    return RecordedAnswer(
        path=outside.text(row["path"], limit=200),
        section=section,
        section_en=section_en,
        label=label,
        label_en=label_en,
        value=outside.text(row.get("value", "")),
        shown=shown,
        shown_en=shown_en,
        **words,
    )


def _acquired(rows: list[dict[str, object]]) -> Iterator[tuple[str, Acquired]]:
    """How files came about, of those of which the sender's officer recorded it."""
    names = [item.name for item in fields(Acquisition)]
    for row in rows:
        if "acquisition" not in row:
            continue
        given = outside.fields(row["acquisition"])
        words = {name: outside.text(given.get(name, ""), limit=MOST) for name in names}
        outcome = Outcome(
            HashComparison(outside.text(given.get("compared", HashComparison.NOT_GIVEN.value))),
            outside.text(given.get("copy_hash", "")),
        )
        by = outside.text(given["recorded_by"], limit=200)
        at = datetime.fromisoformat(outside.text(given["recorded_at"], outside.TIME))
        yield outside.text(row["sha256"]), Acquired(Acquisition(**words), outcome, by, at)
