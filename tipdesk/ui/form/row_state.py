"""Brings the row of a question up to date: what is needed, hidden, allowed, or wrong there."""

from __future__ import annotations

from tipdesk.cases.interview import statement
from tipdesk.cases.interview.indicators import SUGGESTION
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FaultKind
from tipdesk.i18n.catalogue import _
from tipdesk.ui.form.agreed_editor import AgreedEditor
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.question_frame import MASK
from tipdesk.ui.form.row_words import not_open, nothing_open
from tipdesk.ui.form.section_state import Shown
from tipdesk.ui.toolkit.editor import Surroundings


def settle(row: QuestionRow, shown: Shown, rules: FormRules, about: Surroundings) -> None:
    """Everything around the answer; the answer itself is left as it is typed."""
    path = row.path
    row.set_needed(path in shown.needed)
    if row.question.name == SUGGESTION:  # the person may still see this page
        row.set_masked(True, _("Shown among the indicators, after the person has left the room."))
    else:
        row.set_masked(shown.masked)
    closed = shown.closed(path) or path in statement.FIELDS  # nobody types these
    row.set_read_only(closed)
    if isinstance(row.editor, AgreedEditor):
        row.editor.set_open(shown.amendable or not shown.read_only)
    amendable = shown.amendable and shown.read_only
    if shown.frozen is not None and shown.frozen.closes(path):
        amendable = False
    row.set_remark(shown.remarks.get(path, ""), amendable=amendable)
    row.advice.say(shown.advice.get(path, ""))
    row.set_kept("" if closed else shown.kept.get(path, ""))
    if row.question.choice_filter:
        closed_list = not shown.state.choices(path)
        why = nothing_open(rules, shown.state, path, about) if closed_list else ""
        row.set_nothing_open(why, typed=path in shown.typed)
    _say_fault(row, shown, rules, about)


def _say_fault(row: QuestionRow, shown: Shown, rules: FormRules, about: Surroundings) -> None:
    fault = shown.state.fault_at(row.path)
    if fault is None:
        if row.faulty:
            row.faulty = False
            row.set_problem("")
        return
    text = fault.text.text(about.language, about.sex)
    if fault.kind is FaultKind.CHOICE:
        chosen = MASK if row.masked else not_open(rules, shown.state, row.path, about)
        text = _("This choice is not open any more: {choice}.").format(choice=chosen)
    elif fault.kind is FaultKind.TYPE:
        text = _("This is no answer to this question.")
    row.faulty = bool(text)
    row.set_problem(text)
