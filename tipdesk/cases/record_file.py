"""A file made up again from its record.json, to be printed without a vault.

Only what the record carries is there: released answers, the officers' codes, no remark and no
attached bytes. Its digest is the record's own, so the paper ties to the same state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases import outside
from tipdesk.cases.answers import answer_from_json
from tipdesk.cases.model import (
    Amendment,
    Answer,
    Attachment,
    AttachmentId,
    Case,
    CaseFile,
    CaseId,
    Station,
    StationKind,
    Status,
)
from tipdesk.cases.record_reading import ReadRecord, read_record
from tipdesk.core.errors import FormUnknown, RecordUnreadable
from tipdesk.forms.model import FormDefinition, split_path

MOST = 64 << 20
"""Bytes of a record that is read."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record of which the form is not known yet."""

    record: ReadRecord
    form_digest: str  # SHA-256 hex
    _document: dict[str, object]

    def case_file(self, form: FormDefinition) -> CaseFile:
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

    def _case_file(self, form: FormDefinition) -> CaseFile:
        read, case = self.record, outside.fields(self._document["case"])
        station = outside.fields(self._document["station"])
        code = outside.text(station["code"], "[A-Z0-9]{2,6}")
        opened = _time(case["created_at"])
        return CaseFile(
            case=Case(
                id=CaseId(read.case_id),
                number=read.number,
                person_code=read.person_code,
                form_id=read.form_id,
                form_version=read.form_version,
                status=Status.APPROVED,
                revision=read.revision,
                created_at=opened,
                updated_at=max(self._times(), default=opened),
                created_by=outside.text(case["created_by"], outside.WORD),
                quick=case["quick"] is True,
            ),
            station=Station(StationKind.OFFICER, _own(form, "agency", read.agency), "", code),
            form=form,
            answers=dict(self._answers(form)),
            amendments=tuple(self._amendments()),
            remarks=(),
            attachments=tuple(self._attachments(opened)),
            custody=(),
            officers={},
            digest=read.digest,
        )

    def _answers(self, form: FormDefinition) -> Iterator[tuple[str, Answer]]:
        lists = {question.name: question.list_name for question in form.questions()}
        for row in map(outside.fields, outside.items(self._document["answers"])):
            path = outside.text(row["path"], limit=200)
            answer = _answer(row)
            if list_name := lists[split_path(path)[2]]:
                value = " ".join(_own(form, list_name, one) for one in answer.value.split())
                answer = Answer(value, answer.reason, answer.source, answer.by, answer.at)
            yield path, answer

    def _amendments(self) -> Iterator[Amendment]:
        for row in map(outside.fields, outside.items(self._document["amendments"])):
            yield Amendment(
                path=outside.text(row["path"], limit=200),
                before=_answer(outside.fields(row["before"])),
                after=_answer(outside.fields(row["after"])),
                note=outside.text(row["note"]),
            )

    def _attachments(self, opened: datetime) -> Iterator[Attachment]:
        rows = map(outside.fields, outside.items(self._document["attachments"]))
        for number, row in enumerate(rows, start=1):
            digest = outside.text(row["sha256"], outside.SHA256)
            yield Attachment(
                id=AttachmentId(f"record-{number}"),
                case_id=CaseId(self.record.case_id),
                name="",
                media_type=outside.text(row["media_type"], limit=200),
                size=outside.whole(row["size"]),
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


def _answer(row: dict[str, object]) -> Answer:
    told = {key: row[key] for key in ("value", "reason", "source", "by", "at") if key in row}
    return answer_from_json({key: outside.text(value) for key, value in told.items()})


def _own(form: FormDefinition, list_name: str, code: str) -> str:
    """A choice of the form for a code under which several leave (column export_as)."""
    choices = form.choices.get(list_name, ())
    if any(choice.name == code for choice in choices):
        return code
    named = (choice.name for choice in choices if choice.filter.get("export_as") == code)
    return next(named, code)


def _time(value: object) -> datetime:
    return datetime.fromisoformat(outside.text(value, outside.TIME))
