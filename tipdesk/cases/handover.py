"""What of a file goes to the Prosecution: which fields, and the record that carries them.

Release rules (intake-fields §2, wording rules 1, 2, 3, 5 and 13): a field marked PP goes; one
marked PP? goes only when a supervisor picked it and said why; one marked IN never goes, nor does
anything else, nor (`NEVER`) what is recorded of indicators, whatever its form says. A person who
refused to share, or withdrew, narrows that: sensitive fields (level 3) marked PP stay as well,
unless a supervisor picks them. What stays is named without its value for levels 1 to 3 and only
counted for level 4. Answers to questions that are not asked (not relevant) stay out. `release_of`
decides field by field.

`record.json` (`build_record`) is canonical JSON of exactly what is released, so its SHA-256
(`record_digest`) can be printed on paper without telling anything about what was withheld.
`read_record_file` makes a file up again from it, to be printed without a vault: only what the
record carries is there, no remark and no attached bytes. `read_record` reads it without its form,
as the receiving station shows it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import PurePosixPath

from tipdesk.cases import evidence, model, outside
from tipdesk.cases.acquisition import MOST, Acquired, Acquisition, HashComparison, Outcome
from tipdesk.cases.answers import (
    answer_from_json,
    answer_to_json,
    as_it_counts,
    counting,
    exported_value,
    question_name,
    shown_value,
    stands,
)
from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.interview.indicators import NEVER_RELEASED, RESULTS
from tipdesk.core.errors import FormUnknown, RecordUnreadable
from tipdesk.core.settings import Language
from tipdesk.forms.model import (
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
    Release,
    path_of,
    split_path,
)
from tipdesk.forms.rules.rules import FormState

_LONGEST_SUFFIX = 8


def attachment_path(number: int, attachment: model.Attachment) -> str:
    """A neutral path such as att/0001.pdf: nothing of the person's file name but a plain suffix.

    Args:
        number: from 1, in the order of the file's attachments.
    """
    suffix = PurePosixPath(attachment.name).suffix.lstrip(".").casefold()
    plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return f"att/{number:04d}.{suffix if plain else 'bin'}"


# --- the agency and the attached files in a record --------------------------------------------


def agency_code(case_file: model.CaseFile) -> str:
    """The agency as it leaves: a shelter goes by another name."""
    agency = case_file.station.agency
    for choice in case_file.form.choices.get("agency", ()):
        if choice.name == agency:
            return choice.filter.get("export_as", "") or agency
    return agency


def attachment_rows(attachments: Iterable[model.Attachment]) -> list[dict[str, object]]:
    """Neutral paths; the names that people gave stand in the bundle's index only. How a file was
    acquired goes where the file goes."""
    return [
        {
            "path": attachment_path(number, attachment),
            "sha256": attachment.sha256,
            "size": attachment.size,
            "media_type": attachment.media_type,
            **_acquired(attachment.acquisition),
        }
        for number, attachment in enumerate(attachments, start=1)
    ]


def _acquired(acquired: Acquired | None) -> dict[str, object]:
    """`acquisition` of an attached file; what was not said is left out."""
    if acquired is None:
        return {}
    facts = {name: text for name, text in asdict(acquired.acquisition).items() if text}
    if acquired.acquisition.algorithm:
        facts["algorithm"] = acquired.acquisition.algorithm
        facts["compared"] = acquired.outcome.compared.value
    if acquired.outcome.digest:
        facts["copy_hash"] = acquired.outcome.digest
    at = timestamp(acquired.at)
    return {"acquisition": {**facts, "recorded_by": acquired.by, "recorded_at": at}}


SENSITIVE = 3  # the level from which a refusal keeps a field here
FORMAT = "tipdesk-record/1"
LANGUAGES: tuple[Language, ...] = ("ar", "en")
NOT_FOR_PROSECUTION = "not_for_prosecution"
CONSENT, BASIS = "consent_prosecution", "processing_basis"
CONSENTED = frozenset({"granted", "granted_limited", "assent"})  # list CONSENT
REFUSED = frozenset({"refused", "withdrawn"})
# What changes after completion stays out, so that paper signed before the approval carries the
# digest of the record that is sent. The cover and custody.json tell it.
AFTER_COMPLETION = frozenset(
    {"file_status", "assess_supervisor_by", "assess_supervisor_at", "bundle_no", "bundle_contents",
     "bundle_signature"}
)  # fmt: skip
RECEIPT = frozenset({"bundle_receipt_no", "bundle_receipt_at"})  # may come at any time after that
BASES_WITHOUT_CONSENT = frozenset(
    {"representative", "legal_duty", "judicial_order", "vital_interest"}
)
WITHHELD_WISHES = "withhold_wishes"  # it would tell what the person wants to be kept
NEVER = NEVER_RELEASED | {WITHHELD_WISHES}
NEEDED = AFTER_COMPLETION | {CONSENT, BASIS, WITHHELD_WISHES}
NEEDED_CODES: Mapping[str, frozenset[str]] = {
    CONSENT: CONSENTED | REFUSED,
    BASIS: BASES_WITHOUT_CONSENT,
}


@dataclass(frozen=True, slots=True)
class Pick:
    """A supervisor lets one PP? field go to the Prosecution, and says why."""

    name: str  # the question
    reason: str
    by: str = ""  # login, filled when approved


@dataclass(frozen=True, slots=True)
class Withheld:
    """A field or exhibit of level 1 to 3 that stays here; named, without its value."""

    name: str
    label: LocalText
    level: int
    reason: str  # NOT_FOR_PROSECUTION, NOT_PICKED, or of an exhibit LEFT_OUT or REDACTED


@dataclass(frozen=True, slots=True)
class ReleaseList:
    """What goes and what stays. `fields` are the names of the questions that go."""

    fields: frozenset[str]
    withheld: tuple[Withheld, ...]
    withheld_level4: int
    # What of the attached files and their rows stays.
    exhibits: evidence.KeptBack = evidence.NOTHING_KEPT


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """One answer that stands and is asked for: where, which question, what."""

    path: str
    section: Group
    question: Question
    answer: model.Answer


def is_narrowed(answers: Mapping[str, model.Answer]) -> bool:
    """Whether the person refused to share with the Prosecution, or withdrew. What narrows is read
    as it was said, whether or not the form lets the answer stand."""
    return answers.get(CONSENT, model.Answer()).value in REFUSED


def can_be_picked(question: Question, *, narrowed: bool = False) -> bool:
    """Whether this field goes only when a supervisor lets it go."""
    if _stays(question):
        return False
    if Release.PROSECUTION in question.release:
        return narrowed and question.level >= SENSITIVE
    return Release.PROSECUTION_IF_PICKED in question.release


def goes(question: Question, picked: Collection[str], *, narrowed: bool = False) -> bool:
    """Whether this field goes to the Prosecution."""
    if can_be_picked(question, narrowed=narrowed):
        return question.name in picked
    return Release.PROSECUTION in question.release and not _stays(question)


def _stays(question: Question) -> bool:
    """Whether nobody lets this field go, whatever else its form says."""
    return Release.INTERNAL in question.release or question.name in NEVER


def released_fields(
    form: FormDefinition, picks: Iterable[Pick] = (), *, narrowed: bool = False
) -> frozenset[str]:
    """The names of every question that may go, answered or not."""
    picked = {pick.name for pick in picks}
    return frozenset(
        question.name for question in form.questions() if goes(question, picked, narrowed=narrowed)
    )


def places(form: FormDefinition, state: FormState) -> Iterator[tuple[str, Group, Question]]:
    """Every question of the form at every place it can be asked, in order, asked or not."""
    for section in form.sections:
        for path, question in _places_in(section, state, "", 0):
            yield path, section, question


def _places_in(
    group: Group, state: FormState, repeat: str, row: int
) -> Iterator[tuple[str, Question]]:
    for child in group.children:
        if isinstance(child, Question):
            yield path_of(child.name, repeat, row), child
        elif child.kind is GroupKind.REPEAT:
            for number in state.rows(child.name):
                yield from _places_in(child, state, child.name, number)
        else:
            yield from _places_in(child, state, repeat, row)


def standing(
    form: FormDefinition, answers: Mapping[str, model.Answer], state: FormState
) -> Iterator[StandingAnswer]:
    """Every answer that stands and whose question is asked; computed values included."""
    answers = counting(answers, state)
    for path, section, question in places(form, state):
        if question.type is QuestionType.NOTE or not state.is_relevant(path):
            continue
        answer = answers.get(path, model.Answer())
        if not stands(answer):
            answer = model.Answer(value=state.value(path))
        if stands(answer):
            yield StandingAnswer(path, section, question, answer)


def release_of(
    case_file: model.CaseFile, state: FormState, picks: Iterable[Pick] = ()
) -> ReleaseList:
    """What of this file goes and what stays."""
    picks = tuple(picks)
    picked = {pick.name for pick in picks}
    narrowed = is_narrowed(case_file.answers)
    exhibits = evidence.kept_back(case_file, state, picked, narrowed=narrowed)
    staying: dict[str, Question] = {}
    for item in standing(case_file.form, case_file.answers, state):
        # Steps of a formula, nobody's words; and files, which are listed by themselves.
        if item.question.type in (QuestionType.CALCULATE, QuestionType.ATTACHMENT):
            continue
        if exhibits.hides(item.path):
            continue
        # No score travels, and nothing that tells of one; a receipt is its sender's own.
        if item.question.name in RESULTS | RECEIPT:
            continue
        if item.answer.value and not goes(item.question, picked, narrowed=narrowed):
            staying[item.question.name] = item.question
    return ReleaseList(
        fields=released_fields(case_file.form, picks, narrowed=narrowed),
        withheld=tuple(
            Withheld(
                name=question.name,
                label=question.label,
                level=question.level,
                reason=evidence.NOT_PICKED
                if can_be_picked(question, narrowed=narrowed)
                else NOT_FOR_PROSECUTION,
            )
            for question in staying.values()
            if question.level < 4
        )
        + tuple(
            Withheld(exhibit.path, exhibit.label, exhibit.level, exhibit.reason)
            for exhibit in exhibits.named
        ),
        withheld_level4=sum(question.level >= 4 for question in staying.values())
        + exhibits.restricted,
        exhibits=exhibits,
    )


def legal_basis(answers: Mapping[str, model.Answer]) -> tuple[str, ...]:
    """The choices of `processing_basis` (list BASIS)."""
    return tuple(answers.get(BASIS, model.Answer()).value.split())


def may_be_shared(answers: Mapping[str, model.Answer]) -> bool:
    """Whether the person agreed to share with the Prosecution or a law allows it without."""
    consent = answers.get(CONSENT, model.Answer()).value
    return consent in CONSENTED or not BASES_WITHOUT_CONSENT.isdisjoint(legal_basis(answers))


def build_record(case_file: model.CaseFile, state: FormState, picks: Iterable[Pick] = ()) -> bytes:
    """`record.json` of a file: canonical JSON, format tipdesk-record/1."""
    picks = tuple(sorted(picks, key=lambda pick: pick.name))
    release = release_of(case_file, state, picks)
    case_file = as_it_counts(case_file, state)
    case = case_file.case
    recorded = evidence.rows(case_file, release.exhibits.attachments, release.fields)
    return canonical(
        {
            "format": FORMAT,
            "case": {
                "id": case.id,
                "number": case.number,
                "person_code": case.person_code,
                "revision": case.revision,
                "created_at": timestamp(case.created_at),
                "created_by": case.created_by,
                "quick": case.quick,
            },
            # The unit stays out: it may name a shelter (wording rule 4).
            "station": {"agency": agency_code(case_file), "code": case_file.station.code},
            "form": {
                "id": case_file.form.form_id,
                "version": case_file.form.version,
                "digest": case_file.form.digest,
            },
            "answers": [
                _answer_row(case_file.form, item)
                for item in standing(case_file.form, case_file.answers, state)
                if item.question.name in release.fields - AFTER_COMPLETION - RECEIPT
                and not release.exhibits.hides(item.path)
            ],
            "amendments": _amendment_rows(
                evidence.as_it_leaves(case_file, release.exhibits), state, release.fields
            ),
            "release": _release_row(case_file, release, picks),
            "attachments": attachment_rows(evidence.going(case_file.attachments, release.exhibits)),
            **({"recordings": recorded} if recorded else {}),
        }
    )


def record_digest(record: bytes) -> str:
    """SHA-256 (hex) of a record, as printed in its documents' QR and footer."""
    return hashlib.sha256(record).hexdigest()


def with_digest(case_file: model.CaseFile, record: bytes) -> model.CaseFile:
    """The file with the digest of the record that speaks for it."""
    return replace(case_file, digest=record_digest(record))


def _text_row(text: LocalText) -> dict[str, str]:
    return {"ar": text.ar, "en": text.en}


def _answer_row(form: FormDefinition, item: StandingAnswer) -> dict[str, object]:
    return {
        "path": item.path,
        "section": _text_row(item.section.label),
        "label": _text_row(item.question.label),
        "type": item.question.type.value,
        "shown": {
            language: shown_value(form, item.question, item.answer.value, language)
            for language in LANGUAGES
        },
        **answer_to_json(_leaving(form, item.question, item.answer)),
    }


def _leaving(form: FormDefinition, question: Question, answer: model.Answer) -> model.Answer:
    return replace(answer, value=exported_value(form, question, answer.value))


def _amendment_rows(
    case_file: model.CaseFile, state: FormState, fields: frozenset[str]
) -> list[dict[str, object]]:
    form = case_file.form
    questions = {question.name: question for question in form.questions()}
    rows: list[dict[str, object]] = []
    for amendment in case_file.amendments:
        question = questions.get(question_name(amendment.path))
        if question is None or question.name not in fields:
            continue
        if state.is_relevant(amendment.path):
            rows.append(
                {
                    "path": amendment.path,
                    "before": answer_to_json(_leaving(form, question, amendment.before)),
                    "after": answer_to_json(_leaving(form, question, amendment.after)),
                    "note": amendment.note,
                }
            )
    return rows


def _release_row(
    case_file: model.CaseFile, release: ReleaseList, picks: tuple[Pick, ...]
) -> dict[str, object]:
    return {
        "consent": case_file.answers.get(CONSENT, model.Answer()).value,
        "basis": list(legal_basis(case_file.answers)),
        "picks": [{"name": pick.name, "reason": pick.reason, "by": pick.by} for pick in picks],
        "withheld": [
            {
                "name": field.name,
                "label": _text_row(field.label),
                "level": field.level,
                "reason": field.reason,
            }
            for field in release.withheld
        ],
        "withheld_level4": release.withheld_level4,
    }


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
