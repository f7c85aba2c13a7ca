"""The ledger of what the person agreed to: events that are added, never changed.

The questions of the form stay the place where an officer notes it (`stated`); the ledger follows
them when answers are folded (`following`), so that nothing is entered twice. A withdrawal is an
event as well, with a reason; so is which sections somebody keeps who agreed with limits. The last
event for a purpose and recipient rules (`ruling`). Each event is a line of canonical JSON with a
salt (`to_text`), whose digest alone stands in the chain of custody (`digest_of`): a chain leaves
with its file, and whoever reads it there must not find out by trying what was agreed to.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import NO_ANSWER, Answer, ConsentEvent, ConsentPurpose
from tipdesk.forms.model import FormDefinition, path_of, split_path

GRANTED, LIMITED, ASSENT = "granted", "granted_limited", "assent"  # list CONSENT
REFUSED, WITHDRAWN, UNABLE, NOT_ASKED = "refused", "withdrawn", "unable", "not_asked"
CONSENTED = frozenset({GRANTED, LIMITED, ASSENT})
DENIED = frozenset({REFUSED, WITHDRAWN})
NOTED = "consent_noted"
"""The entry of the chain that holds an event's number within the file and its digest."""
_SALT = 16


QUESTIONS: Mapping[ConsentPurpose, str] = {
    ConsentPurpose.INTERVIEW: "consent_interview",
    ConsentPurpose.AUDIO: "consent_audio",
    ConsentPurpose.PHOTO: "consent_photo",
    ConsentPurpose.PROSECUTION: "consent_prosecution",
    ConsentPurpose.EMBASSY: "consent_embassy",
    ConsentPurpose.FAMILY: "consent_family",
    ConsentPurpose.STATISTICS: "consent_stats",
}
"""Where the form asks; services are a repeat, one row for each recipient."""
BASIS = "processing_basis"
_SERVICES, _SERVICE, _OF_SERVICE = "consent_services", "service_agency", "service_consent"
_BY, _HOW = "consent_by", "consent_sign_mode"
NEEDED = frozenset({*QUESTIONS.values(), BASIS, _SERVICES, _SERVICE, _OF_SERVICE, _BY, _HOW})
"""What a form has to ask, so that each agreement is noted with who gave it and how."""


def salted(event: ConsentEvent) -> ConsentEvent:
    """The event with a salt of its own, as it is kept."""
    return replace(event, salt=secrets.token_hex(_SALT))


def to_text(event: ConsentEvent) -> str:
    """An event as a line of the ledger."""
    fields = {
        "purpose": event.purpose.value,
        "recipient": event.recipient,
        "state": event.state,
        "limits": None if event.limits is None else list(event.limits),
        "basis": list(event.basis),
        "by": event.by,
        "how": event.how,
        "card_version": event.card_version,
        "reason": event.reason,
        "at": timestamp(event.at),
        "officer": event.officer,
        "salt": event.salt,
    }
    return canonical(fields).decode("ascii")


def from_text(text: str) -> ConsentEvent:
    """Read what `to_text` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is no event.
    """
    fields = json.loads(text)
    limits = fields["limits"]
    return ConsentEvent(
        purpose=ConsentPurpose(fields["purpose"]),
        recipient=str(fields["recipient"]),
        state=str(fields["state"]),
        at=datetime.fromisoformat(fields["at"]),
        officer=str(fields["officer"]),
        limits=None if limits is None else tuple(map(str, limits)),
        basis=tuple(map(str, fields["basis"])),
        by=str(fields["by"]),
        how=str(fields["how"]),
        card_version=str(fields["card_version"]),
        reason=str(fields["reason"]),
        salt=str(fields["salt"]),
    )


def digest_of(text: str) -> str:
    """What the chain of custody holds of a line."""
    return hashlib.sha256(text.encode()).hexdigest()


def ruling(events: Iterable[ConsentEvent]) -> dict[tuple[ConsentPurpose, str], ConsentEvent]:
    """The last event about each thing."""
    return {event.about: event for event in events}


def question_of(form: FormDefinition, answers: Mapping[str, Answer], event: ConsentEvent) -> str:
    """The path at which the form asks what an event is about; '' where it does not."""
    if event.purpose is ConsentPurpose.SERVICE:
        return next(
            (path for path, agency in _service_rows(answers) if agency == event.recipient), ""
        )
    name = QUESTIONS.get(event.purpose, "")
    return name if any(question.name == name for question in form.questions()) else ""


def stated(
    form: FormDefinition, answers: Mapping[str, Answer]
) -> dict[tuple[ConsentPurpose, str], str]:
    """What the answers of the form say, by what it is about. Of two rows about one service a
    refusal outweighs; what is closed to whoever reads is left out."""
    asked = {question.name for question in form.questions()}
    states = {
        (purpose, ""): answers[name].value
        for purpose, name in QUESTIONS.items()
        if name in asked and name in answers and not answers[name].closed
    }
    for path, agency in _service_rows(answers):
        about, state = (ConsentPurpose.SERVICE, agency), answers[path].value
        if states.get(about) not in DENIED:
            states[about] = state
    return states


def following(
    form: FormDefinition,
    answers: Mapping[str, Answer],
    events: Iterable[ConsentEvent],
    noted: tuple[datetime, str, str],
) -> Iterator[ConsentEvent]:
    """The events that the answers add: one for each thing of which they now say something else,
    who said it, how, or on which basis. `noted`: when, by whom (login), which text was read."""
    last, states = ruling(events), stated(form, answers)
    gone = {
        about: NOT_ASKED
        for about in last
        if about[0] is ConsentPurpose.SERVICE and about not in states
    }
    for about, answer in {**states, **gone}.items():
        before = last.get(about)
        state = answer or (NOT_ASKED if before else "")
        if not state:
            continue
        event = _event(about, state, before, answers, noted)
        if before is None or replace(event, at=before.at, officer=before.officer) != replace(
            before, salt=""
        ):
            yield event


def _event(
    about: tuple[ConsentPurpose, str],
    state: str,
    before: ConsentEvent | None,
    answers: Mapping[str, Answer],
    noted: tuple[datetime, str, str],
) -> ConsentEvent:
    """What the answers say; limits, reason and text go on while the state stays the same."""
    purpose, recipient = about
    at, officer, card = noted
    same = before if before is not None and before.state == state else None
    return ConsentEvent(
        purpose=purpose,
        recipient=recipient,
        state=state,
        at=at,
        officer=officer,
        limits=same.limits if same else None,
        basis=tuple(_value(answers, BASIS).split())
        if purpose is ConsentPurpose.PROSECUTION
        else (),
        by=_value(answers, _BY),
        how=_value(answers, _HOW),
        card_version=same.card_version if same else card,
        reason=same.reason if same else "",
    )


def _service_rows(answers: Mapping[str, Answer]) -> Iterator[tuple[str, str]]:
    """Path of the consent and agency of each row that asks for sharing with a service."""
    for path, answer in answers.items():
        repeat, row, name = split_path(path)
        if (repeat, name) != (_SERVICES, _OF_SERVICE) or answer.closed:
            continue
        agency = _value(answers, path_of(_SERVICE, _SERVICES, row))
        if agency:
            yield path, agency


def _value(answers: Mapping[str, Answer], path: str) -> str:
    return answers.get(path, NO_ANSWER).value
