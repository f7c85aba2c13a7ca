"""Reading a record.json without its form: what the receiving station shows."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tipdesk.cases.record import FORMAT, record_digest


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


def read_record(data: bytes) -> ReadRecord:
    """Read what `cases.record.build_record` wrote.

    Raises:
        ValueError: it is not such a record.
    """
    try:
        document = json.loads(data)
        if document["format"] != FORMAT:
            raise ValueError("not a record of this format")
        case, form, release = document["case"], document["form"], document["release"]
        return ReadRecord(
            case_id=str(case["id"]),
            number=str(case["number"]),
            person_code=str(case["person_code"]),
            revision=int(case["revision"]),
            form_id=str(form["id"]),
            form_version=int(form["version"]),
            agency=str(document["station"]["agency"]),
            answers=tuple(_answer(row) for row in document["answers"]),
            withheld=tuple(str(row["label"]["ar"]) for row in release["withheld"]),
            withheld_level4=int(release["withheld_level4"]),
            basis=tuple(map(str, release["basis"])),
            picks=tuple(str(row["name"]) for row in release["picks"]),
            digest=record_digest(data),
        )
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError("not a record of this format") from error


def _answer(row: dict[str, dict[str, str]]) -> RecordedAnswer:
    def text(key: str) -> str:
        return str(row.get(key, ""))

    return RecordedAnswer(
        path=str(row["path"]),
        section=row["section"]["ar"],
        section_en=row["section"]["en"],
        label=row["label"]["ar"],
        label_en=row["label"]["en"],
        value=text("value"),
        shown=row["shown"]["ar"],
        shown_en=row["shown"]["en"],
        reason=text("reason"),
        source=text("source"),
        by=text("by"),
        at=text("at"),
    )
