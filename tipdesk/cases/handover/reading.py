"""Reading a `record.json` that came from outside: every row proved (`rows`), every member known.

`read_record_file` makes a file up again from it, to be printed without a vault: only what the
record carries is there, no remark and no attached bytes. `read_record` reads it without its form,
as the receiving station shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from tipdesk.cases import model, outside
from tipdesk.cases.acquisition import MOST, Acquired, Acquisition, HashComparison, Outcome
from tipdesk.cases.answers import answer_from_json
from tipdesk.cases.custody.document import OtherVersion
from tipdesk.cases.handover.record import (
    AMENDMENT,
    ATTACHMENT,
    BEARS_ON,
    CASE,
    FORM,
    RECORDING,
    RELEASE,
    STATION,
    WITHHELD,
    WITHHELD_LEVEL4,
)
from tipdesk.cases.handover.rows import RecordRows, RowUnproved, read_rows, values_of
from tipdesk.core.errors import FormUnknown, RecordUnreadable
from tipdesk.forms.model import FormDefinition, split_path
from tipdesk.i18n.text import clean

_MOST_WORDS = 1 << 20  # characters of one text


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record of which the form is not known yet."""

    record: ReadRecord
    form_digest: str  # SHA-256 hex
    _rows: RecordRows

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
        read, case = self.record, outside.fields(self._rows.values[CASE])
        station = outside.fields(self._rows.values[STATION])
        code = outside.text(station["code"], "[A-Z0-9]{2,6}")
        opened = _time(case["created_at"])
        answers = dict(self._answers(form))
        times = (answer.at for answer in answers.values() if answer.at is not None)
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
                updated_at=max(times, default=opened),
                created_by=outside.text(case["created_by"], outside.WORD),
                quick=case["quick"] is True,
            ),
            station=model.Station(
                model.StationKind.OFFICER, _own(form, "agency", read.agency), "", code
            ),
            form=form,
            answers=answers,
            amendments=tuple(self._amendments()),
            remarks=(),
            attachments=tuple(self._attachments(opened)),
            custody=(),
            officers={},
            digest=read.digest,
        )

    def _answers(self, form: FormDefinition) -> Iterator[tuple[str, model.Answer]]:
        lists = {question.name: question.list_name for question in form.questions()}
        for row in self.record.answers:
            answer = _answer(outside.fields(self._rows.values[row.path]))
            if list_name := lists[split_path(row.path)[2]]:
                value = " ".join(_own(form, list_name, code) for code in answer.value.split())
                answer = model.Answer(value, answer.reason, answer.source, answer.by, answer.at)
            yield row.path, answer

    def _amendments(self) -> Iterator[model.Amendment]:
        for row in _numbered(self._rows, AMENDMENT).values():
            yield model.Amendment(
                path=outside.text(row["path"], limit=200),
                before=_answer(outside.fields(row["before"])),
                after=_answer(outside.fields(row["after"])),
                note=_words(row["note"]),
            )

    def _attachments(self, opened: datetime) -> Iterator[model.Attachment]:
        for number, row in _numbered(self._rows, ATTACHMENT).items():
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


def read_record_file(data: bytes) -> RecordFile:
    """A record.json, before its form is known.

    Raises:
        RecordUnreadable: it is no record of this format, or a row is not proved.
    """
    try:
        rows = read_rows(data)
        digest = outside.text(outside.fields(rows.values[FORM])["digest"], outside.SHA256)
        return RecordFile(_read(rows), digest, rows)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise RecordUnreadable from error


def _answer(row: dict[str, object]) -> model.Answer:
    stored = {key: row[key] for key in ("value", "reason", "source", "by", "at") if key in row}
    outside.text(stored.get("by", ""), outside.WORD)
    return answer_from_json({key: _words(value) for key, value in stored.items()})


def _words(value: object, limit: int = _MOST_WORDS) -> str:
    """A text that people read, without what would turn it round on their screen: a station's own
    answers never hold that. Raises ValueError."""
    return clean(outside.text(value, limit=limit))


def _own(form: FormDefinition, list_name: str, code: str) -> str:
    """A choice of the form for a code under which several leave (column export_as)."""
    choices = form.choices.get(list_name, ())
    if any(choice.name == code for choice in choices):
        return code
    named = (choice.name for choice in choices if choice.filter.get("export_as") == code)
    return next(named, code)


def _time(value: object) -> datetime:
    return datetime.fromisoformat(outside.text(value, outside.TIME))


OF_NOTICE = frozenset({CASE, STATION, FORM, RELEASE})
"""The headers of a notice; a bundle of a case has `_OF_CASE`, and a copy may lack any of those."""
_OF_CASE = OF_NOTICE | {WITHHELD, WITHHELD_LEVEL4}
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
    headers: frozenset[str] = frozenset()  # paths of the rows that are no answers
    staying: int = 0  # digests that no row here has
    is_newer: bool = False  # of a later minor version

    @property
    def is_of_case(self) -> bool:
        """Whether it has every row that the record of a case bundle has to have (§6)."""
        numbers: dict[str, set[int]] = {}
        for path in self.headers:
            name, bracket, number = path.rstrip("]").partition("[")
            if bracket:
                numbers.setdefault(name, set()).add(int(number))
        counted = all(max(of_name) == len(of_name) for of_name in numbers.values())
        return counted and self.headers >= _OF_CASE

    digests: tuple[str, ...] = ()  # of all its answers, also of those that stay: sorted


def read_record(data: bytes) -> ReadRecord:
    """Read what `record.build_record` wrote.

    Raises:
        RowUnproved: a row's digest is missing.
        OtherVersion: it is of another major version.
        ValueError: it is not such a record.
    """
    try:
        return _read(read_rows(data))
    except (RowUnproved, OtherVersion):
        raise
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a record of this format") from error


def _read(rows: RecordRows) -> ReadRecord:
    known = {CASE, STATION, FORM, RELEASE, WITHHELD, WITHHELD_LEVEL4, BEARS_ON}
    headers = {path for path in rows.values if path.startswith("_")}
    numbered = {path for path in headers if path.partition("[")[0] in _SHAPES}
    if headers - numbered - known and not rows.newer:
        raise ValueError("a row that nobody knows")
    take = _Members(newer=rows.newer)
    case = take(rows.values[CASE], "id number person_code revision created_at created_by quick")
    form = take(rows.values[FORM], "id version digest")
    release = take(rows.values[RELEASE], "basis narrowed picks")
    station = take(rows.values[STATION], "agency code")
    attached = _numbered(rows, ATTACHMENT)
    _check(rows, take)
    return ReadRecord(
        case_id=outside.text(case["id"], outside.UUID),
        number=outside.text(case["number"], outside.CASE_NUMBER),
        person_code=outside.text(case["person_code"], outside.PERSON_CODE),
        revision=outside.whole_number(case["revision"]),
        form_id=outside.text(form["id"], outside.WORD),
        form_version=outside.whole_number(form["version"]),
        agency=outside.text(station["agency"], outside.WORD),
        answers=tuple(_in_order(rows, take)),
        withheld=tuple(
            _withheld(row, take) for row in outside.items(rows.values.get(WITHHELD, []))
        ),
        withheld_level4=outside.whole_number(rows.values.get(WITHHELD_LEVEL4, 0)),
        basis=tuple(outside.text(word, outside.WORD) for word in outside.items(release["basis"])),
        picks=tuple(
            outside.text(take(pick, "name reason by")["name"], outside.WORD)
            for pick in outside.items(release["picks"])
        ),
        digest=rows.root,
        attachments=tuple(_attached(number, row) for number, row in attached.items()),
        acquired=dict(_read_acquired(attached.values(), take)),
        headers=frozenset(headers),
        staying=len(rows.digests) - len(rows.values),
        is_newer=rows.newer,
        digests=rows.digests,
    )


def shown_answers(rows: Iterable[object], *, is_newer: bool = False) -> tuple[RecordedAnswer, ...]:
    """The answers that rows show without a record around them (a protective annex), in the order of
    their form. Raises ValueError: they show anything else, or are not sorted, each once."""
    try:
        values = values_of(rows)
        if any(path.startswith("_") for path in values):
            raise ValueError("no answer")
        return tuple(_in_order(RecordRows(values, (), is_newer), _Members(newer=is_newer)))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no answers of this format") from error


class _Members:
    """Takes an object whose members are known; of a newer minor version more may be there."""

    def __init__(self, *, newer: bool) -> None:
        self._newer = newer

    def __call__(self, value: object, needed: str, maybe: str = "") -> dict[str, object]:
        members = outside.fields(value)
        missing = set(needed.split()) - members.keys()
        unknown = members.keys() - set(needed.split()) - set(maybe.split())
        if missing or (unknown and not self._newer):
            raise ValueError(min(missing | unknown))
        return members


_ANSWER = "value reason source by at"
_MARK = "offset kind path paragraph text by at"
_SHAPES = {  # members of the rows that are numbered: needed, and there where it is known
    AMENDMENT: ("path before after note", ""),
    ATTACHMENT: ("path sha256 size media_type", "acquisition derived_from"),
    RECORDING: (
        "attachment by begun_at ended_at ending milliseconds device program rate marks",
        "",
    ),
}


def _check(rows: RecordRows, take: _Members) -> None:
    """What is not told in a `ReadRecord` has its members and types all the same."""
    case, station = outside.fields(rows.values[CASE]), outside.fields(rows.values[STATION])
    release = outside.fields(rows.values[RELEASE])
    outside.text(case["created_at"], outside.TIME)
    outside.text(case["created_by"], outside.WORD)
    outside.text(station["code"], "[A-Z0-9]{2,6}")
    outside.text(outside.fields(rows.values[FORM])["digest"], outside.SHA256)
    if not isinstance(case["quick"], bool) or not isinstance(release["narrowed"], bool):
        raise TypeError("not true or false")
    for pick in map(outside.fields, outside.items(release["picks"])):
        outside.text(pick["reason"])
        outside.text(pick["by"], outside.WORD)
    for name, (needed, maybe) in _SHAPES.items():
        for row in _numbered(rows, name).values():
            take(row, needed, maybe)
    for row in _numbered(rows, AMENDMENT).values():
        outside.text(row["path"], limit=200)
        outside.text(row["note"])
        for answer in (row["before"], row["after"]):
            for name, value in take(answer, "", _ANSWER).items():
                outside.text(value, outside.TIME if name == "at" else "")
    for row in _numbered(rows, RECORDING).values():
        _check_recording(row, take)
    for bearing in outside.items(rows.values.get(BEARS_ON, [])):
        members = take(bearing, "sha256 path paragraph")
        outside.text(members["sha256"], outside.SHA256)
        outside.text(members["path"], limit=200)
        outside.whole_number(members["paragraph"])


def _check_recording(row: dict[str, object], take: _Members) -> None:
    outside.text(row["attachment"], outside.SHA256)
    outside.text(row["begun_at"], outside.TIME)
    if row["ended_at"] is not None:
        outside.text(row["ended_at"], outside.TIME)
    for name in ("by", "ending", "device", "program"):
        outside.text(row[name], limit=200)
    for name in ("milliseconds", "rate"):
        outside.whole_number(row[name])
    for mark in outside.items(row["marks"]):
        members = take(mark, _MARK)
        outside.text(members["at"], outside.TIME)
        for name in ("kind", "path", "by"):
            outside.text(members[name], limit=200)
        outside.text(members["text"])
        for name in ("offset", "paragraph"):
            outside.whole_number(members[name])


def _numbered(rows: RecordRows, name: str) -> dict[int, dict[str, object]]:
    """The rows NAME[1], NAME[2] … by their numbers, in order; a copy may lack some."""
    inside = (
        (int(match[1]), outside.fields(value))
        for path, value in rows.values.items()
        if (match := re.fullmatch(rf"{name}\[([0-9]+)\]", path))
    )
    return dict(sorted(inside, key=lambda pair: pair[0]))


def _in_order(rows: RecordRows, take: _Members) -> Iterator[RecordedAnswer]:
    """The answers in the order of their form, rows of a repeat one after the other."""
    answers: list[tuple[int, str, int, str, dict[str, object]]] = []
    first: dict[str, int] = {}
    for path, value in rows.values.items():
        if path.startswith("_"):
            continue
        answer = take(value, "section label type place shown", _ANSWER)
        if ("value" in answer) == ("reason" in answer):
            raise ValueError("not one answer")
        place = outside.whole_number(answer["place"], least=1)
        repeat, row, _name = split_path(path)
        first[repeat] = min(place, first.get(repeat, place))
        answers.append((place, repeat, row, path, answer))
    for _place, _repeat, _row, path, answer in sorted(
        answers,
        key=lambda item: (first[item[1]], item[2], item[0]) if item[1] else (item[0], 0, 0),
    ):
        yield _recorded_answer(path, answer, take)


def _withheld(value: object, take: _Members) -> str:
    row = take(value, "name label level reason")
    for name in ("name", "reason"):
        outside.text(row[name], limit=200)
    outside.whole_number(row["level"])
    return _both(row["label"], take)[0]


def _attached(number: int, row: dict[str, object]) -> tuple[str, str]:
    path = outside.text(row["path"], _ATTACHED)
    if int(path[4:].partition(".")[0]) != number:  # so no path stands there twice
        raise ValueError("a path of another number")
    outside.whole_number(row["size"])
    outside.text(row["media_type"], limit=200)
    if "derived_from" in row:
        outside.text(row["derived_from"], outside.SHA256)
    return path, outside.text(row["sha256"], outside.SHA256)


def _read_acquired(
    rows: Iterable[dict[str, object]], take: _Members
) -> Iterator[tuple[str, Acquired]]:
    """How files came about, of those of which the sender's officer recorded it."""
    names = [item.name for item in fields(Acquisition)]
    maybe = " ".join((*names, "algorithm", "compared", "copy_hash"))
    for row in rows:
        if "acquisition" not in row:
            continue
        acquisition = take(row["acquisition"], "recorded_by recorded_at", maybe)
        words = {name: outside.text(acquisition.get(name, ""), limit=MOST) for name in names}
        outside.text(acquisition.get("algorithm", ""), outside.WORD)
        compared = _compared(outside.text(acquisition.get("compared", "not_given")))
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


def _compared(code: str) -> HashComparison:
    """A code that is not known here is no reason to refuse (§1.1), and says nothing."""
    known = {item.value: item for item in HashComparison}
    return known.get(code, HashComparison.NOT_COMPARED)


def _both(value: object, take: _Members) -> tuple[str, str]:
    """A text in Arabic and in English."""
    languages = take(value, "ar en")
    return _words(languages["ar"]), _words(languages["en"])


def _recorded_answer(path: str, row: dict[str, object], take: _Members) -> RecordedAnswer:
    def word(key: str, limit: int = 200) -> str:
        return _words(row.get(key, ""), limit)

    section, section_en = _both(row["section"], take)
    label, label_en = _both(row["label"], take)
    shown, shown_en = _both(row["shown"], take)
    outside.text(row["type"], outside.WORD)
    if "at" in row:
        outside.text(row["at"], outside.TIME)
    return RecordedAnswer(
        path=path,
        section=section,
        section_en=section_en,
        label=label,
        label_en=label_en,
        value=word("value", _MOST_WORDS),
        shown=shown,
        shown_en=shown_en,
        reason=word("reason"),
        source=word("source"),
        by=outside.text(row.get("by", ""), outside.WORD),
        at=word("at"),
    )
