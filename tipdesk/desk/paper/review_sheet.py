"""What a supervisor's review sheet says of a file: what it lacks, what of it goes, what stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tipdesk.cases.answers import counting, question_name
from tipdesk.cases.custody.clock import happened_at
from tipdesk.cases.evidence import NOT_PICKED
from tipdesk.cases.files import workflow
from tipdesk.cases.files.review import note_waits, review
from tipdesk.cases.handover.release import Pick, ReleaseList, release_of, standing
from tipdesk.cases.model import CaseFile
from tipdesk.core.settings import Language
from tipdesk.desk.paper.cover import withheld_reason
from tipdesk.forms.model import EMPTY_TEXT, LocalText, Question, QuestionType
from tipdesk.forms.rules.rules import FormState
from tipdesk.printing.plan import ReviewInfo, Staying

_EXHIBITS = "exhibits"  # the section of what is listed by itself
_NOT_COUNTED = frozenset({QuestionType.CALCULATE, QuestionType.ATTACHMENT})  # as `release_of`


def review_info(
    case_file: CaseFile,
    state: FormState,
    picks: tuple[Pick, ...],
    pickable: Iterable[Question],
    language: Language,
    untold: frozenset[str] = frozenset(),
) -> ReviewInfo:
    """Names of questions and counts; no answer is in it. Of the sections `untold` nothing is."""
    case, release = case_file.case, release_of(case_file, state, picks)
    report = review(case_file.form, case_file.answers, state, case)
    ended = workflow.newest(case_file.custody, case.id, "completed")
    return ReviewInfo(
        report=replace(
            report,
            needed=tuple(gap for gap in report.needed if gap.section not in untold),
            warnings=tuple(warning for warning in report.warnings if warning.section not in untold),
        ),
        leaving=_leaving(case_file, state, release, untold),
        staying=_staying(case_file, release, language, untold),
        withheld_level4=release.withheld_level4,
        pickable=tuple(pickable),
        picks=picks,
        non_punishment=note_waits(counting(case_file.answers, state)),
        authors=tuple(sorted(workflow.authors(case_file.custody, case.id))),
        completed=happened_at(ended) if ended else None,
        untold=untold,
    )


def _staying(
    case_file: CaseFile, release: ReleaseList, language: Language, untold: frozenset[str]
) -> tuple[Staying, ...]:
    """By section and reason, in the order of the form; what may yet be picked is told apart."""
    labels_by_reason: dict[tuple[str, str], list[LocalText]] = {}
    sections = {
        question.name: section
        for section in case_file.form.sections
        for question in section.questions()
    }
    exhibits = next(
        (section for section in case_file.form.sections if section.name == _EXHIBITS), None
    )
    labels: dict[str, LocalText] = {}
    for withheld in release.withheld:
        if withheld.reason == NOT_PICKED:
            continue
        section = sections.get(question_name(withheld.name), exhibits)
        name = section.name if section else ""
        if name in untold:
            continue
        labels[name] = section.label if section else EMPTY_TEXT
        labels_by_reason.setdefault((name, withheld.reason), []).append(withheld.label)
    return tuple(
        Staying(labels[name], withheld_reason(reason, language), tuple(dict.fromkeys(texts)))
        for (name, reason), texts in labels_by_reason.items()
    )


def _leaving(
    case_file: CaseFile, state: FormState, release: ReleaseList, untold: frozenset[str]
) -> tuple[tuple[LocalText, int], ...]:
    """Every section with an answer that goes, and how many of them."""
    counts: dict[str, int] = {}
    labels: dict[str, LocalText] = {}
    for item in standing(case_file.form, case_file.answers, state):
        if item.question.name not in release.fields or release.exhibits.hides(item.path):
            continue
        if item.section.name in untold or item.question.type in _NOT_COUNTED:
            continue
        if item.answer.value:
            labels[item.section.name] = item.section.label
            counts[item.section.name] = counts.get(item.section.name, 0) + 1
    return tuple((labels[name], count) for name, count in counts.items())
