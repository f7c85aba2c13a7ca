"""Reading a `record.json` that came from outside.

`read_record_file` makes a file up again from it, to be printed without a vault: only what the
record carries is there, no remark and no attached bytes. `read_record` reads it without its form,
as the receiving station shows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from tipdesk.cases import model, outside
from tipdesk.cases.acquisition import MOST, Acquired, Acquisition, HashComparison, Outcome
from tipdesk.cases.answers import answer_from_json
from tipdesk.cases.handover.record import FORMAT, record_digest
from tipdesk.core.errors import FormUnknown, RecordUnreadable
from tipdesk.forms.model import FormDefinition, split_path

MOST_BYTES = 64 << 20
"""Bytes of a record that is read."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record of which the form is not known yet."""

    record: ReadRecord
    form_digest: str  # SHA-256 hex
    _document: dict[str, object]

    def case_file(self, form: FormDefinition) -> model.CaseFile:
        """The file as `form` asks it.

        Raises:
            FormUnknown: the record was taken with another definition of this version.
            RecordUnreadable: it answers what the form does not ask.
        """
        if form.digest != self.form_digest:
            raise FormUnknown(form=form.form_id, version=form.version)
        try:
            return self._case_file(form)
        except (KeyError, TypeError, ValueError) as error:
            raise RecordUnreadable from error

    def _case_file(self, form: FormDefinition) -> model.CaseFile:
        read, case = self.record, outside.fields(self._document["case"])
        station = outside.fields(self._document["station"])
        code = outside.text(station["code"], "[A-Z0-9]{2,6}")
        opened = _time(case["created_at"])
        return model.CaseFile(
            case=model.Case(
                id=model.CaseId(read.case_id),
                number=read.number,
                person_code=read.person_code,
                form_id=read.form_id,
                form_version=read.form_version,
                status=model.Status.APPROVED,
                revision=read.revision,
                created_at=opened,
                updated_at=max(self._times(), default=opened),
                created_by=outside.text(case["created_by"], outside.WORD),
                quick=case["quick"] is True,
            ),
            station=model.Station(
                model.StationKind.OFFICER, _own(form, "agency", read.agency), "", code
            ),
            form=form,
            answers=dict(self._answers(form)),
            amendments=tuple(self._amendments()),
            remarks=(),
            attachments=tuple(self._attachments(opened)),
            custody=(),
            officers={},
            digest=read.digest,
        )

    def _answers(self, form: FormDefinition) -> Iterator[tuple[str, model.Answer]]:
        lists = {question.name: question.list_name for question in form.questions()}
        for row in map(outside.fields, outside.items(self._document["answers"])):
            path = outside.text(row["path"], limit=200)
            answer = _answer(row)
            if list_name := lists[split_path(path)[2]]:
                value = " ".join(_own(form, list_name, code) for code in answer.value.split())
                answer = model.Answer(value, answer.reason, answer.source, answer.by, answer.at)
            yield path, answer

    def _amendments(self) -> Iterator[model.Amendment]:
        for row in map(outside.fields, outside.items(self._document["amendments"])):
            yield model.Amendment(
                path=outside.text(row["path"], limit=200),
                before=_answer(outside.fields(row["before"])),
                after=_answer(outside.fields(row["after"])),
                note=outside.text(row["note"]),
            )

    def _attachments(self, opened: datetime) -> Iterator[model.Attachment]:
        rows = map(outside.fields, outside.items(self._document["attachments"]))
        for number, row in enumerate(rows, start=1):
            digest = outside.text(row["sha256"], outside.SHA256)
            yield model.Attachment(
                id=model.AttachmentId(f"record-{number}"),
                case_id=model.CaseId(self.record.case_id),
                name="",
                media_type=outside.text(row["media_type"], limit=200),
                size=outside.whole_number(row["size"]),
                sha256=digest,
                crc32=0,
                added_by="",
                added_at=opened,
                acquisition=self.record.acquired.get(digest),
            )

    def _times(self) -> Iterator[datetime]:
        for row in map(outside.fields, outside.items(self._document["answers"])):
            if "at" in row:
                yield _time(row["at"])


def read_record_file(data: bytes) -> RecordFile:
    """A record.json, before its form is known.

    Raises:
        RecordUnreadable: it is no record of this format.
    """
    try:
        record = read_record(data)
        document = outside.fields(json.loads(data))
        digest = outside.text(outside.fields(document["form"])["digest"], outside.SHA256)
    except (KeyError, TypeError, ValueError) as error:
        raise RecordUnreadable from error
    return RecordFile(record, digest, document)


def _answer(row: dict[str, object]) -> model.Answer:
    stored = {key: row[key] for key in ("value", "reason", "source", "by", "at") if key in row}
    return answer_from_json({key: outside.text(value) for key, value in stored.items()})


def _own(form: FormDefinition, list_name: str, code: str) -> str:
    """A choice of the form for a code under which several leave (column export_as)."""
    choices = form.choices.get(list_name, ())
    if any(choice.name == code for choice in choices):
        return code
    named = (choice.name for choice in choices if choice.filter.get("export_as") == code)
    return next(named, code)


def _time(value: object) -> datetime:
    return datetime.fromisoformat(outside.text(value, outside.TIME))


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
    """Read what `record.build_record` wrote.

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
            revision=outside.whole_number(case["revision"]),
            form_id=outside.text(form["id"], outside.WORD),
            form_version=outside.whole_number(form["version"]),
            agency=outside.text(station["agency"], outside.WORD),
            answers=tuple(_recorded_answer(row) for row in outside.items(document["answers"])),
            withheld=tuple(_withheld(row) for row in outside.items(release["withheld"])),
            withheld_level4=outside.whole_number(release["withheld_level4"]),
            basis=tuple(
                outside.text(word, outside.WORD) for word in outside.items(release["basis"])
            ),
            picks=tuple(
                outside.text(outside.fields(pick)["name"], outside.WORD)
                for pick in outside.items(release["picks"])
            ),
            digest=record_digest(data),
            attachments=_attachments(outside.items(document["attachments"])),
            acquired=dict(_read_acquired(outside.items(document["attachments"]))),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a record of this format") from error


def _withheld(row: object) -> str:
    return _both(outside.fields(row)["label"])[0]


def _attachments(rows: list[object]) -> tuple[tuple[str, str], ...]:
    """Path and digest of each; no path stands there twice."""
    attachments = tuple(map(_attached, rows))
    if len(dict(attachments)) != len(attachments):
        raise ValueError("a path that is listed twice")
    return attachments


def _attached(value: object) -> tuple[str, str]:
    row = outside.fields(value)
    return outside.text(row["path"], _ATTACHED), outside.text(row["sha256"], outside.SHA256)


def _read_acquired(rows: list[object]) -> Iterator[tuple[str, Acquired]]:
    """How files came about, of those of which the sender's officer recorded it."""
    for row in map(outside.fields, rows):
        if "acquisition" not in row:
            continue
        acquisition = outside.fields(row["acquisition"])
        names = [item.name for item in fields(Acquisition)]
        words = {name: outside.text(acquisition.get(name, ""), limit=MOST) for name in names}
        compared = HashComparison(
            outside.text(acquisition.get("compared", HashComparison.NOT_GIVEN.value))
        )
        yield (
            outside.text(row["sha256"], outside.SHA256),
            Acquired(
                Acquisition(**words),
                Outcome(
                    compared, outside.text(acquisition.get("copy_hash", ""), "[0-9a-f]{0,128}")
                ),
                outside.text(acquisition["recorded_by"], limit=200),
                datetime.fromisoformat(outside.text(acquisition["recorded_at"], outside.TIME)),
            ),
        )


def _both(value: object) -> tuple[str, str]:
    """A text in Arabic and in English."""
    languages = outside.fields(value)
    return outside.text(languages["ar"]), outside.text(languages["en"])


def _recorded_answer(value: object) -> RecordedAnswer:
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
