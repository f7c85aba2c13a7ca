"""What a file still needs before its next step, and where to go for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.answers import answered, question_name
from tipdesk.cases.model import Answer, Case, Role, Status
from tipdesk.cases.workflow import Step, may
from tipdesk.forms.model import FormDefinition, Group, LocalText, Question, Stage


class NeedKind(StrEnum):
    """Why a question is listed."""

    MISSING = "missing"  # no answer and no reason for having none
    FAULT = "fault"  # the answer breaks a hard rule of the form
    ADVICE = "advice"  # worth a look; never blocks


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the review page; `path` and `section` are where a click leads."""

    path: str
    label: LocalText
    section: str  # name of the section
    kind: NeedKind
    text: LocalText | None = None  # what is wrong, for faults and advice


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The review of one file for its next step."""

    stage: Stage | None  # the first stage with something missing, None when nothing is
    needed: tuple[Need, ...]  # what blocks the next step, in the order of the form
    warnings: tuple[Need, ...]  # advice
    ready: bool  # nothing blocks the next step
    next_step: Step | None  # None: nothing is left to do here
    next_roles: frozenset[Role]  # who may take it
