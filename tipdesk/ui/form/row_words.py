"""What the line of a row says: which one it is, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection

from tipdesk.cases.interview.timeline import telling, waiting
from tipdesk.core.settings import Language
from tipdesk.forms.model import Group
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FaultKind, FormState
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.i18n.text import listed
from tipdesk.ui.form.question_frame import MASK, PERSONAL_LEVEL
from tipdesk.ui.toolkit.editor import Surroundings

_APART = " • "
_NAMED = 3  # questions that are named as deciding


def summary(
    rules: FormRules, state: FormState, repeat: Group, row: int, language: Language, *, masked: bool
) -> str:
    """The two or three answers that tell the row from the others; hidden where names are."""
    told = telling(rules, state, repeat, row, language)
    hidden = [masked and one.level >= PERSONAL_LEVEL for one in told]
    if all(hidden) and told:
        return MASK
    return _APART.join(
        MASK if mask else one.text for one, mask in zip(told, hidden, strict=True)
    ) or _("Nothing noted yet")


def waits(
    state: FormState,
    repeat: Group,
    row: int,
    *,
    needed: Collection[str],
    typed: Collection[str],
    remarks: Collection[str],
) -> str:
    """What is still to do in a row; '' when nothing is."""
    said: list[str] = []
    if count := waiting(needed, repeat.name, row):
        words = ngettext("{count} answer needed", "{count} answers needed", count)
        said.append(words.format(count=count))
    broken = {fault.path for fault in state.faults if fault.kind is not FaultKind.STOP}
    if count := waiting(broken, repeat.name, row):
        words = ngettext("{count} answer to mend", "{count} answers to mend", count)
        said.append(words.format(count=count))
    if waiting(typed, repeat.name, row):
        said.append(_("Words that are no answer yet"))
    if waiting(remarks, repeat.name, row):
        said.append(_("A remark"))
    return _APART.join(said)


def nothing_open(rules: FormRules, state: FormState, path: str, about: Surroundings) -> str:
    """Why a question has no choice that could be chosen: what decides it."""
    deciding = state.decides(path)
    labels = [_label(rules, one, about) for one in deciding]
    named = listed([one for one in labels if one][:_NAMED], about.language)
    if not named:
        return _("No answer is open here.")
    if any(map(state.value, deciding)):
        said = _("No answer is open here. It follows from the answer to: {questions}.")
    else:
        said = _("No answer is open here. It depends on what is not answered yet: {questions}.")
    return said.format(questions=named)


def not_open(rules: FormRules, state: FormState, path: str, about: Surroundings) -> str:
    """What was chosen at `path` and cannot be chosen any more, as the form calls it."""
    open_now = {choice.name for choice in state.choices(path)}
    chosen = state.run.answers.get(path, "")  # also what does not stand
    names = [name for name in chosen.split() if name not in open_now]
    labels = {one.name: one.label for one in rules.choices(rules.question(path))}
    said = [
        labels[name].text(about.language, about.sex) if name in labels else name for name in names
    ]
    return listed(said, about.language)


def _label(rules: FormRules, path: str, about: Surroundings) -> str:
    try:
        return rules.question(path).label.text(about.language, about.sex)
    except KeyError:  # a repeat, whose rows are counted
        return ""
