"""What the line of a row says: which one it is, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection

from tipdesk.cases.row_summary import telling, waiting
from tipdesk.forms.model import Group
from tipdesk.forms.rules import FormRules
from tipdesk.forms.state import FaultKind, FormState
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.settings import Language
from tipdesk.ui.widgets.question_frame import MASK, PERSONAL_LEVEL

_APART = " • "


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
