"""Taking an agreement back, and naming what somebody keeps who agreed with limits.

Nobody has to say why, and nothing of the story is asked again: it is one event, and the answer of
the form that said otherwise is changed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from tipdesk.cases.consent import ledger
from tipdesk.cases.model import Answer, ConsentEvent
from tipdesk.forms.model import FormDefinition, Group, Release
from tipdesk.forms.values import stored_date_time

_LEAVING = frozenset({Release.PROSECUTION, Release.PROSECUTION_IF_PICKED, Release.ANNEX})
_CHANGED_AT = "consent_changed_at"


def can_be_withdrawn(events: Iterable[ConsentEvent]) -> tuple[ConsentEvent, ...]:
    """What stands and can be taken back, the newest last."""
    return tuple(
        event for event in ledger.ruling(events).values() if event.state in ledger.CONSENTED
    )


def withdrawn(event: ConsentEvent, reason: str, noted: tuple[datetime, str]) -> ConsentEvent:
    """The event that takes another one back; `noted`: when, by whom (login)."""
    at, officer = noted
    return replace(
        event, state=ledger.WITHDRAWN, at=at, officer=officer, limits=None, reason=reason, salt=""
    )


def limited(
    event: ConsentEvent, sections: Iterable[str], noted: tuple[datetime, str]
) -> ConsentEvent:
    """The event that names which sections the person keeps."""
    at, officer = noted
    return replace(event, at=at, officer=officer, limits=tuple(sections), salt="")


def leaving_sections(form: FormDefinition) -> tuple[Group, ...]:
    """The sections of which anything may go to the Prosecution: who keeps one of the others keeps
    what stays anyway."""
    return tuple(section for section in form.sections if _may_leave(section))


def _may_leave(group: Group) -> bool:
    return any(
        _may_leave(child) if isinstance(child, Group) else not child.release.isdisjoint(_LEAVING)
        for child in group.children
    )


def answers_of(
    form: FormDefinition, answers: Mapping[str, Answer], event: ConsentEvent
) -> dict[str, Answer]:
    """The answers of the form that a withdrawal changes."""
    path = ledger.question_of(form, answers, event)
    if not path:
        return {}
    return {
        path: Answer(ledger.WITHDRAWN),
        _CHANGED_AT: Answer(stored_date_time(event.at)),
    }
