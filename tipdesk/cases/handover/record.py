"""`record.json`: what of a file goes to the Prosecution, as one document.

It is canonical JSON of exactly what is released (`build_record`), so its SHA-256 (`record_digest`)
can be printed on paper without telling anything about what was withheld.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
)
from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.handover.release import (
    AFTER_COMPLETION,
    CONSENT,
    RECEIPT,
    Pick,
    ReleaseList,
    StandingAnswer,
    legal_basis,
    release_of,
    standing,
)
from tipdesk.core.settings import Language
from tipdesk.forms.model import FormDefinition, LocalText, Question
from tipdesk.forms.rules.rules import FormState

FORMAT = "tipdesk-record/1"
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
