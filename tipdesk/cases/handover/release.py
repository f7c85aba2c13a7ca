"""Which fields of a file go to the Prosecution.

Release rules (intake-fields §2, wording rules 1, 2, 3, 5 and 13): a field marked PP goes; one
marked PP? goes only when a supervisor picked it and said why; one marked IN never goes, nor does
anything else, nor (`NEVER`) what is recorded of indicators, whatever its form says. What the
person said narrows that (`cases.consent.sharing`). What stays is named without its value for levels
1 to 3 and only counted for level 4. One marked AX goes to one prosecutor in the protective annex
(`annexed`) and is in no case file: it is neither named nor counted there. Answers to questions that
are not asked (not relevant) stay out. `release_of` decides field by field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tipdesk.cases import evidence, model
from tipdesk.cases.answers import counting, stands
from tipdesk.cases.consent import ledger
from tipdesk.cases.consent.sharing import (
    BASES_WITHOUT_CONSENT,
    BASIS,
    CONSENT,
    NOTICE,
    WHEREABOUTS,
    WHOLE,
    AnnexShare,
    ReleasedContent,
    Sharing,
    sharing,
)
from tipdesk.cases.interview.indicators import NEVER_RELEASED, RESULTS
from tipdesk.cases.paper import referrals
from tipdesk.forms.model import (
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
    Release,
    path_of,
)
from tipdesk.forms.rules.rules import FormState

SENSITIVE = 3  # the level of which nothing goes against a refusal unless it is picked
NOT_FOR_PROSECUTION = evidence.NOT_FOR_PROSECUTION
# What changes after completion stays out, so that paper signed before the approval carries the
# root of the record that is sent. The cover and custody.json tell it.
AFTER_COMPLETION = frozenset(
    {"file_status", "assess_supervisor_by", "assess_supervisor_at", "bundle_no", "bundle_contents",
     "bundle_signature"}
)  # fmt: skip
RECEIPT = frozenset({"bundle_receipt_no", "bundle_receipt_at"})  # may come at any time after that
WITHHELD_WISHES = "withhold_wishes"  # it would tell what the person wants to be kept
NEVER = NEVER_RELEASED | {WITHHELD_WISHES}
OF_NOTICE = Sharing(content=ReleasedContent.NOTICE)
"""How far a notice reaches: its fields alone, whatever the person agreed to."""
_NOT_THERE = frozenset({Release.INTERNAL, Release.ANNEX})
NEEDED = AFTER_COMPLETION | {CONSENT, BASIS, WITHHELD_WISHES}
NEEDED_CODES: Mapping[str, frozenset[str]] = {
    CONSENT: ledger.CONSENTED | ledger.DENIED,
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
    sharing: Sharing = WHOLE  # how far the person's word lets it go


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """One answer that stands and is asked for: where, which question, what."""

    path: str
    section: Group
    question: Question
    answer: model.Answer


def sharing_of(case_file: model.CaseFile, state: FormState) -> Sharing:
    """How far this file may go."""
    answers = case_file.answers
    return sharing(case_file.form, answers, counting(answers, state), case_file.consents)


def can_be_picked(question: Question, reach: Sharing = WHOLE) -> bool:
    """Whether this field goes only when a supervisor lets it go."""
    if _stays(question) or question.name in reach.kept:
        return False
    if reach.content is ReleasedContent.NOTICE:
        return False
    if reach.content is ReleasedContent.NARROWED and question.level > SENSITIVE:
        return False
    if Release.PROSECUTION in question.release:
        return reach.content is ReleasedContent.NARROWED and question.level == SENSITIVE
    return Release.PROSECUTION_IF_PICKED in question.release


def goes(question: Question, picked: Collection[str], reach: Sharing = WHOLE) -> bool:
    """Whether this field goes to the Prosecution."""
    if can_be_picked(question, reach):
        return question.name in picked
    if Release.PROSECUTION not in question.release or _stays(question):
        return False
    if reach.content is ReleasedContent.WHOLE or question.name in NOTICE:
        return question.name not in reach.kept
    return reach.content is ReleasedContent.NARROWED and question.level < SENSITIVE


def _stays(question: Question) -> bool:
    """Whether nobody lets this field into a case file, whatever else its form says."""
    return not question.release.isdisjoint(_NOT_THERE) or question.name in NEVER


def annexed(question: Question, reach: Sharing = WHOLE) -> bool:
    """Whether this field goes to one prosecutor in the protective annex."""
    if Release.ANNEX not in question.release or Release.INTERNAL in question.release:
        return False
    if question.name in NEVER | reach.kept or reach.annex is AnnexShare.NOTHING:
        return False
    return reach.annex is AnnexShare.WHOLE or question.name in WHEREABOUTS


def released_fields(
    form: FormDefinition, picks: Iterable[Pick] = (), reach: Sharing = WHOLE
) -> frozenset[str]:
    """The names of every question that may go, answered or not."""
    picked = {pick.name for pick in picks}
    return frozenset(
        question.name for question in form.questions() if goes(question, picked, reach)
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
    reach = sharing_of(case_file, state)
    exhibits = evidence.kept_back(case_file, state, picked, reach)
    staying: dict[str, Question] = {}
    for item in standing(case_file.form, case_file.answers, state):
        # Steps of a formula, nobody's words; and files, which are listed by themselves.
        if item.question.type in (QuestionType.CALCULATE, QuestionType.ATTACHMENT):
            continue
        # That something stands in the protective annex is not told (wording rule 13).
        if exhibits.hides(item.path) or Release.ANNEX in item.question.release:
            continue
        # No score travels, and nothing that tells of one; a receipt is its sender's own. A letter
        # of referral may leave at any time, and what was approved stays what it was.
        if item.question.name in RESULTS | RECEIPT | {referrals.SHARED}:
            continue
        if item.answer.value and not goes(item.question, picked, reach):
            staying[item.question.name] = item.question
    return ReleaseList(
        fields=released_fields(case_file.form, picks, reach),
        withheld=tuple(
            Withheld(
                name=question.name,
                label=question.label,
                level=question.level,
                reason=evidence.NOT_PICKED
                if can_be_picked(question, reach)
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
        sharing=reach,
    )
