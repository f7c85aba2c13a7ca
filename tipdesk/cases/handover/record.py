"""`record.json`: what of a file goes to the Prosecution, as one document.

It is canonical JSON (`build_record`): rows of what is released, and a salted digest of every answer
that somebody gave, of whatever level, whether it goes or stays (`rows`). So its root can be printed
on paper without telling anything about what was withheld, and what is shown later (`disclosed`) is
proved by it.

The salts come from a secret that belongs to the revision of a file and never leaves the vault.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import PurePosixPath

from tipdesk.cases import evidence, model
from tipdesk.cases.acquisition import Acquired
from tipdesk.cases.answers import (
    answer_to_json,
    as_it_counts,
    exported_value,
    question_name,
    shown_value,
    stands,
)
from tipdesk.cases.consent.sharing import LEGAL_DUTY, legal_basis
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.handover.release import (
    AFTER_COMPLETION,
    OF_NOTICE,
    RECEIPT,
    Pick,
    ReleaseList,
    StandingAnswer,
    Withheld,
    annexed,
    release_of,
    released_fields,
    standing,
)
from tipdesk.cases.handover.rows import (
    digest_of,
    document,
    notice_document,
    read_rows,
    record_root,
    row_of,
)
from tipdesk.cases.interview.indicators import RESULTS
from tipdesk.core.errors import RestrictedClosed
from tipdesk.core.settings import Language
from tipdesk.forms.model import FormDefinition, LocalText, Question
from tipdesk.forms.rules.rules import FormState

# Rows about the file as a whole; no question is called so (`form_duties`).
CASE, STATION, FORM, RELEASE = "_case", "_station", "_form", "_release"
WITHHELD, WITHHELD_LEVEL4 = "_withheld", "_withheld_level4"
AMENDMENT, ATTACHMENT, RECORDING = "_amendment", "_attachment", "_recording"  # numbered from 1
BEARS_ON = "_bears_on"  # which attachment speaks of which answer; nothing here tells it yet
LANGUAGES: tuple[Language, ...] = ("ar", "en")
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
            **({"derived_from": attachment.derived_from} if attachment.derived_from else {}),
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


def build_record(
    case_file: model.CaseFile, state: FormState, picks: Iterable[Pick], secret: bytes
) -> bytes:
    """`record.json` of a file, with the secret of its revision.

    Raises:
        RestrictedClosed: an answer is closed to whoever builds it: this would be another record.
    """
    picks = tuple(sorted(picks, key=lambda pick: pick.name))
    release = release_of(case_file, state, picks)
    case_file = as_it_counts(case_file, state)
    shown = dict(_header(case_file, state, release))
    shown[RELEASE] = _release_row(case_file, picks, narrowed=release.sharing.narrows)
    staying: list[bytes] = []
    numbers = _numbers(case_file.form)
    for item in _answered(case_file, state, release):
        value = _answer(case_file.form, item, numbers)
        if _is_shown(item, release):
            shown[item.path] = value
        else:
            staying.append(row_of(secret, item.path, value))
    rows = {path: row_of(secret, path, value) for path, value in shown.items()}
    return document(rows, staying, secret)


def build_notice(case_file: model.CaseFile, state: FormState, secret: bytes) -> bytes:
    """`record.json` of the notice that one officer signs: what the form lets a notice tell, and no
    digest of anything else. The secret is drawn for it and kept by nobody: nothing is shown of it
    later.

    Raises:
        RestrictedClosed: an answer of it is closed to whoever builds it.
    """
    form = case_file.form
    fields, numbers = released_fields(form, reach=OF_NOTICE), _numbers(form)
    shown = dict(_of_file(case_file))
    shown[RELEASE] = {"basis": [LEGAL_DUTY], "narrowed": False, "picks": []}
    for item in standing(form, as_it_counts(case_file, state).answers, state):
        if item.question.name in fields:
            if item.answer.closed:
                raise RestrictedClosed(readers="")
            shown[item.path] = _answer(form, item, numbers)
    return notice_document(row_of(secret, path, shown[path]) for path in sorted(shown))


def disclosed(
    record: bytes, case_file: model.CaseFile, state: FormState, secret: bytes, paths: Iterable[str]
) -> dict[str, list[object]]:
    """By their paths, the rows of answers that stayed when `record` was approved, as a message
    shows them later. File and state are those of then: whatever is not proved by the record, since
    nobody answered it or another answer stands there now, is not given.

    Raises:
        RestrictedClosed: as `build_record`.
    """
    digests = frozenset(read_rows(record).digests)
    release = release_of(case_file, state)
    case_file = as_it_counts(case_file, state)
    answered = {item.path: item for item in _answered(case_file, state, release)}
    form, numbers = case_file.form, _numbers(case_file.form)
    rows = {
        path: row_of(secret, path, _answer(form, answered[path], numbers))
        for path in paths
        if path in answered
    }
    return {path: json.loads(row) for path, row in rows.items() if digest_of(row) in digests}


def annex_rows(case_file: model.CaseFile, state: FormState, secret: bytes) -> list[list[object]]:
    """What the protective annex shows, in the order of the form: the rows of answers that somebody
    gave, each proved by the record of the same secret, in which only their digests stand.

    Raises:
        RestrictedClosed: as `build_record`.
    """
    release = release_of(case_file, state)
    case_file = as_it_counts(case_file, state)
    numbers = _numbers(case_file.form)
    return [
        json.loads(row_of(secret, item.path, _answer(case_file.form, item, numbers)))
        for item in _answered(case_file, state, release)
        if annexed(item.question, release.sharing)
    ]


def with_digest(case_file: model.CaseFile, record: bytes) -> model.CaseFile:
    """The file with the root of the record that speaks for it."""
    return replace(case_file, digest=record_root(record))


# --- answers ----------------------------------------------------------------------------------


def _answered(
    case_file: model.CaseFile, state: FormState, release: ReleaseList
) -> Iterator[StandingAnswer]:
    """What the record proves: every answer that goes and, of what stays, every one that somebody
    gave. What is worked out and stays is nobody's answer; what comes after completion is in
    neither."""
    for item in standing(case_file.form, case_file.answers, state):
        if item.question.name in AFTER_COMPLETION | RECEIPT | RESULTS:
            continue
        if item.answer.closed:
            raise RestrictedClosed(readers="")
        given = stands(case_file.answers.get(item.path, model.NO_ANSWER))
        if given or _is_shown(item, release):
            yield item


def _is_shown(item: StandingAnswer, release: ReleaseList) -> bool:
    return item.question.name in release.fields and not release.exhibits.hides(item.path)


def _answer(
    form: FormDefinition, item: StandingAnswer, numbers: Mapping[str, int]
) -> dict[str, object]:
    return {
        "section": _text_row(item.section.label),
        "label": _text_row(item.question.label),
        "type": item.question.type.value,
        "place": numbers[item.question.name],
        "shown": {
            language: shown_value(form, item.question, item.answer.value, language)
            for language in LANGUAGES
        },
        **answer_to_json(_leaving(form, item.question, item.answer)),
    }


def _numbers(form: FormDefinition) -> Mapping[str, int]:
    """The number of each question of a form, from 1: by it answers are shown in their order, and
    nobody can tell by a gap that one between them stays."""
    return {question.name: number for number, question in enumerate(form.questions(), start=1)}


def _text_row(text: LocalText) -> dict[str, str]:
    return {"ar": text.ar, "en": text.en}


def _leaving(form: FormDefinition, question: Question, answer: model.Answer) -> model.Answer:
    return replace(answer, value=exported_value(form, question, answer.value))


# --- what stands above them -------------------------------------------------------------------


def _of_file(case_file: model.CaseFile) -> Iterator[tuple[str, object]]:
    """Path and value of the rows that say which file it is."""
    case, form = case_file.case, case_file.form
    yield (
        CASE,
        {
            "id": case.id,
            "number": case.number,
            "person_code": case.person_code,
            "revision": case.revision,
            "created_at": timestamp(case.created_at),
            "created_by": case.created_by,
            "quick": case.quick,
        },
    )
    # The unit stays out: it may name a shelter (wording rule 4).
    yield STATION, {"agency": agency_code(case_file), "code": case_file.station.code}
    yield FORM, {"id": form.form_id, "version": form.version, "digest": form.digest}


def _header(
    case_file: model.CaseFile, state: FormState, release: ReleaseList
) -> Iterator[tuple[str, object]]:
    """Path and value of each row about the file as a whole."""
    yield from _of_file(case_file)
    yield WITHHELD, [_withheld_row(field) for field in release.withheld]
    yield WITHHELD_LEVEL4, release.withheld_level4
    leaving = evidence.as_it_leaves(case_file, release.exhibits)
    recordings = evidence.rows(case_file, release.exhibits.attachments, release.fields)
    yield from _numbered(AMENDMENT, _amendment_rows(leaving, state, release.fields))
    yield from _numbered(ATTACHMENT, attachment_rows(leaving.attachments))
    yield from _numbered(RECORDING, recordings)


def _numbered(name: str, values: Iterable[object]) -> Iterator[tuple[str, object]]:
    for number, value in enumerate(values, start=1):
        yield f"{name}[{number}]", value


def _release_row(
    case_file: model.CaseFile, picks: tuple[Pick, ...], *, narrowed: bool
) -> dict[str, object]:
    return {
        "basis": list(legal_basis(case_file.answers)),
        "narrowed": narrowed,
        "picks": [{"name": pick.name, "reason": pick.reason, "by": pick.by} for pick in picks],
    }


def _withheld_row(field: Withheld) -> dict[str, object]:
    return {
        "name": field.name,
        "label": _text_row(field.label),
        "level": field.level,
        "reason": field.reason,
    }


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
