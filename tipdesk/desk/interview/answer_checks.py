"""Whether and how an answer may be kept, whoever wrote it: the last look before the vault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tipdesk.cases.files.workflow import FileStep, may
from tipdesk.cases.interview import statement
from tipdesk.cases.model import Answer, Case, CaseId, Role
from tipdesk.core.errors import AccountFrozen, AnswerRefused, AnswersLocked
from tipdesk.desk.files.contents import frozen_statement
from tipdesk.forms.model import MAX_LONG_TEXT, Question, split_path
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.values import ValueRefusal, held_to_limits, normalise
from tipdesk.i18n.text import clean
from tipdesk.storage.vault import Vault


def refuse_locked(case: Case, role: Role) -> None:
    """Before answers change.

    Raises:
        AnswersLocked: the file is complete, or the role writes none.
    """
    if not may(FileStep.EDIT, case.status, role):
        raise AnswersLocked


def refuse_frozen(vault: Vault, case_id: CaseId, changes: Iterable[str]) -> None:
    """Before answers change.

    Raises:
        AccountFrozen: one of the paths is of a statement that was closed.
    """
    paths = [path for path in changes if statement.belongs(path)]
    if not paths:  # most answers: no look at the chain
        return
    frozen = frozen_statement(vault, case_id)
    if frozen is not None and any(frozen.closes(path) for path in paths):
        raise AccountFrozen


def checked(rules: FormRules, changes: Mapping[str, Answer]) -> dict[str, Answer]:
    """The changes as they may be kept: without controls and direction overrides.

    Raises:
        AnswerRefused: an unknown path, a value and a reason at once, or a text beyond its limit.
    """
    accepted: dict[str, Answer] = {}
    for path, answer in changes.items():
        if not is_answerable(rules, path):
            raise AnswerRefused(name=path, reason="not_answerable")
        if answer.value and answer.reason is not None:
            raise AnswerRefused(name=path, reason="value_and_reason")
        question = _question(rules, path) if answer.value else None
        accepted[path] = answer
        if question is not None:
            accepted[path] = replace(answer, value=held_to_limits(question, answer.value))
        elif answer.value not in ("", "1"):  # a row is there or not, whatever stands for it
            raise AnswerRefused(name=path, reason="not_answerable")
    return accepted


def checked_note(note: str) -> str:
    """Why a complete file is changed, as it is kept.

    Raises:
        AnswerRefused: there is nothing (name "note", reason "note"), or too much ("too_long").
    """
    note = clean(note)
    if not note.strip():
        raise AnswerRefused(name="note", reason="note")
    if len(note) > MAX_LONG_TEXT:
        raise AnswerRefused(name="note", reason="too_long")
    return note


def is_answerable(rules: FormRules, path: str) -> bool:
    """Whether an officer can answer at `path`: a question, a row, or why a repeat has none."""
    try:
        question = _question(rules, path)
    except KeyError:
        return False
    repeat, _, name = split_path(path)
    return question.answerable if question is not None else _is_repeat(rules, repeat or name)


def fits(rules: FormRules, path: str, answer: Answer) -> bool:
    """Whether an answer that the program gives itself has its place in this form: another
    agency's may lack the question, or ask something else by its name."""
    if not is_answerable(rules, path):
        return False
    question = _question(rules, path)
    if question is None or not answer.value:
        return True
    try:
        return bool(normalise(question, answer.value, rules.choices(question)))
    except AnswerRefused as refused:
        return (
            refused.details["reason"] == ValueRefusal.NOT_A_CHOICE
        )  # shown as the code that it is


def _question(rules: FormRules, path: str) -> Question | None:
    """The question at `path`; None at a row or a repeat. Raises KeyError."""
    repeat, _, name = split_path(path)
    if name and (repeat or not _is_repeat(rules, name)):
        return rules.question(path)
    return None


def _is_repeat(rules: FormRules, name: str) -> bool:
    return rules.definition.repeat(name) is not None
