"""What is typed so that every question of a form is answered once: several files, since some
questions exclude each other. The questions come from the definition, none is listed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import MappingProxyType

from tests.desk.full_file import KINDS, KNOWN, markers
from tipdesk.cases.answers import question_name
from tipdesk.cases.evidence import link_to
from tipdesk.cases.handover.release import places
from tipdesk.cases.model import Case
from tipdesk.core.work import Work
from tipdesk.demo.filling import FillingPlan, fill
from tipdesk.desk.evidence.attachments import seal
from tipdesk.forms.model import FormDefinition, QuestionType
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, rules_for
from tipdesk.forms.values import normalise
from tipdesk.ui.toolkit.services import Services

PEOPLE = {
    "adult": KINDS["adult"],
    "child": KINDS["child"],
    "of an uncertain age": {
        "birth_date": "",
        "age_stated": "16",
        "child_possible": "yes",
        "age_basis": "disputed",
        "intake_site_type": "border_port",
        "consent_photo": "withdrawn",
        "need_type": "legal_aid",
    },
    "in a place that is not safe": {
        "iv_private": "no",
        "session_private": "no",
        "session_officer": "T-07",
        "need_type": "wages",
    },
}
"""Of whom a file is, and the answers that open what no file before asks."""

_PARTS = ("{}", "{}~", "../{}", "{}/..", "2020-01/{}", "")  # how much of a date is known
_SECOND_LINE = "\nوسطرٌ آخر"


@dataclass(frozen=True, slots=True)
class Plan:
    """`typed` goes through the widgets, in the order of the form; `given` was known before."""

    typed: dict[str, str]
    given: dict[str, str]


def plans(
    form: FormDefinition, context: Context, first: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Plan]:
    """One plan for each of `PEOPLE`; a question is typed in the first file that asks it. `first` is
    what else is answered in the first one."""
    done: set[str] = set()
    for own in PEOPLE.values():
        rows = 2 if done else 1  # a third session is asked about in two rows
        values = _values(form, context, own if done else own | dict(first), rows)
        asked = _in_order(form, context, values)
        typed = {path: values[path] for path in asked if question_name(path) not in done}
        done |= {question_name(path) for path in typed}
        given = {path: value for path, value in values.items() if path not in typed}
        yield Plan(typed, given if rows > 1 else {})  # nothing of the first file is given


def _values(
    form: FormDefinition, context: Context, own: dict[str, str], rows: int
) -> dict[str, str]:
    now = context.now.isoformat(timespec="minutes")
    times = ("iv_start", "iv_end", "break_from", "break_to", "session_started", "session_ended")
    known = markers(form) | KNOWN | dict.fromkeys(times, now) | own
    values = fill(form, context, FillingPlan(known, lambda _: True, rows, "نص"), Random(5))
    rules = rules_for(form)
    for number, path in enumerate(sorted(values)):
        name = question_name(path)
        if not name:
            continue
        question = rules.question(path)
        values[path] = normalise(question, values[path], rules.choices(question))
        if question.type is QuestionType.LONG_TEXT:
            values[path] += _SECOND_LINE
        elif question.type is QuestionType.PARTIAL_DATE and name not in own:
            values[path] = _partly(rules, context, values, path, number)
    return values


def _partly(
    rules: FormRules, context: Context, values: dict[str, str], path: str, number: int
) -> str:
    """A date that is known in part, in the next way that the form allows here."""
    for shift in range(len(_PARTS)):
        how = _PARTS[(number + shift) % len(_PARTS)]
        date_in_part = f"{how.format(values[path])}|يوم {number}"
        trial = values | {path: date_in_part}
        state = rules.evaluate(trial, context)
        asked = all(
            state.is_relevant(trial_path) for trial_path in trial if not trial_path.endswith("]")
        )
        if asked and not state.fault_at(path):
            return date_in_part
    return values[path]


def _in_order(form: FormDefinition, context: Context, values: dict[str, str]) -> list[str]:
    state = rules_for(form).evaluate(values, context)
    return [path for path, _section, _question in places(form, state) if path in values]


def planned_with_files(services: Services, case: Case, folder: Path) -> Iterator[Plan]:
    """Two files are attached first: what an exhibit describes, and its redacted copy."""
    session, marks_by_name = services.session, {}
    for name in ("att_file", "att_redacted"):
        path = folder / f"{name}.txt"
        path.write_text(name, "utf-8")
        added = session.attachments.attach(
            case.id, seal(session.attachments.attach_plan(case.id), path, Work())
        )
        marks_by_name[name] = link_to(added)
    context = session.files.context(case)
    known = context.externals | {"exhibit_rows[1]/att_hash": "0"}
    own = marks_by_name | {"att_in_bundle": "redacted"}
    return plans(session.files.rules(case.id).definition, replace(context, externals=known), own)
