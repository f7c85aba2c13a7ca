"""What people read: a sentence and a next step for every error, words for states and roles.

Layers raise errors of `core.errors` and report problem codes; only here they become language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tipdesk.cases.files.workflow import VoidReason
from tipdesk.cases.model import Case, CustodyEvent, MissingReason, Role, Status
from tipdesk.cases.permissions import ROLES, Act, LookReason, roles_that_may
from tipdesk.core.errors import TipdeskError
from tipdesk.core.settings import Language
from tipdesk.i18n import text
from tipdesk.i18n.text import N_, clean, isolated, texts
from tipdesk.texts.custody_events import ACTIONS
from tipdesk.texts.errors import ERRORS, FORM_ERRORS, NO_WORDS, PAPER_ERRORS
from tipdesk.texts.problems import PROBLEMS
from tipdesk.texts.reasons import NEXT_STEPS, REASONS


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, in one sentence, and what the person can do next."""

    what: str
    next_step: str


_ERRORS = {**ERRORS, **FORM_ERRORS, **PAPER_ERRORS}
_STATUS: Mapping[Status, str] = {
    Status.IN_PROGRESS: N_("Open"),
    Status.COMPLETED: N_("Complete, waiting for the supervisor"),
    Status.RETURNED: N_("Returned for completion"),
    Status.APPROVED: N_("Ready to refer"),
    Status.EXPORTED: N_("Referred to the Prosecution"),
    Status.RECEIVED: N_("Received by the Prosecution"),
    Status.REFUSED: N_("Not accepted by the Prosecution"),
    Status.VOIDED: N_("Voided"),
}
_CHANGED = N_("Changed after its approval")
_COMPLETE = N_("Complete, not referred yet")
_DRAFT_SHOWN = N_("Questions were shown in the person's language, from a draft card")
_MISSING_REASON: Mapping[MissingReason, str] = {
    MissingReason.NOT_ASKED: N_("Not asked"),
    MissingReason.DEFERRED: N_("Deferred for the person's state or safety"),
    MissingReason.DECLINED: N_("Declined to answer"),
    MissingReason.NOT_KNOWN: N_("The person does not know"),
    MissingReason.NOT_APPLICABLE: N_("Does not apply"),
}
_OF_HER: Mapping[MissingReason, str] = {
    MissingReason.DECLINED: N_("She declined to answer"),
    MissingReason.NOT_KNOWN: N_("She does not know"),
}
_LOOK_REASON: Mapping[LookReason, str] = {
    LookReason.SHIFT: N_("The work on it goes on in my shift"),
    LookReason.REVIEW: N_("It is to be reviewed or approved"),
    LookReason.CARE: N_("A need, a referral or the person's safety"),
    LookReason.PROSECUTION: N_("A question of the Prosecution"),
    LookReason.RETURNED: N_("The person has come again"),
    LookReason.AUDIT: N_("How files are kept is checked"),
    LookReason.OTHER: N_("Another reason"),
}
_VOID_REASON: Mapping[VoidReason, str] = {
    VoidReason.MISTAKE: N_("It was opened by mistake"),
    VoidReason.DUPLICATE: N_("The person has another file here"),
    VoidReason.TEST: N_("It was a test"),
    VoidReason.LEFT: N_("The person left before speaking"),
}
_ADVICE: Mapping[str, str] = {
    "too_short": N_("Too short. Five words that do not belong together hold best."),
    "too_common": N_(
        "Among what is guessed first: names, dates, sayings, rows of keys. Five words that do not "
        "belong together hold best."
    ),
    "add_words": N_("Nearly there. Add one or two words that do not belong to the others."),
}


def sentence(error: TipdeskError, language: Language | None = None) -> Message:
    """What to say for `error` in `language` (the screen's when none is given).

    Its details are put in isolates of their own, so that a name or a code cannot turn the line.
    """
    say = _speaker(language)
    what, next_step = _ERRORS.get(type(error), NO_WORDS)
    reason = error.code, str(error.details.get("reason", error.details.get("what", "")))
    what, next_step = REASONS.get(reason, what), NEXT_STEPS.get(reason, next_step)
    details = _Details(
        {name: _shown(name, value, language) for name, value in error.details.items()},
        code=isolated(str(error.details.get("code", error.code))),
        problem=problem(str(error.details.get("code", "")), language),
    )
    return Message(say(what).format_map(details), say(next_step).format_map(details))


def problem(code: str, language: Language | None = None) -> str:
    """The sentence for an `E_…` or `W_…` code; an unknown code is given back, isolated."""
    text = PROBLEMS.get(code)
    return isolated(code) if text is None else _speaker(language)(text)


def status_label(status: Status, language: Language | None = None) -> str:
    """Where a file stands."""
    return _speaker(language)(_STATUS[status])


def standing_label(case: Case, language: Language | None = None) -> str:
    """Where this file stands: one that nobody has returned is not called returned, and one that is
    hidden from the supervisor does not wait for one."""
    if case.hidden and case.status is Status.COMPLETED:
        return _speaker(language)(_COMPLETE)
    return _speaker(language)(_CHANGED if case.changed else _STATUS[case.status])


def void_reason_label(reason: VoidReason, language: Language | None = None) -> str:
    """Why a file was voided."""
    return _speaker(language)(_VOID_REASON[reason])


def reason_label(reason: MissingReason, language: Language | None = None, sex: str = "") -> str:
    """Why a question has no answer, said of a person of this sex ('': it is not known)."""
    of_her = _OF_HER.get(reason) if sex == "female" else None
    return _speaker(language)(of_her or _MISSING_REASON[reason])


def action_label(event: CustodyEvent, language: Language | None = None) -> str:
    """What a link of the chain of custody says was done; of a language card also whether it was a
    draft. An action of a later program stands as its code."""
    if event.action == "language_shown" and event.detail.get("card") == "draft":
        return _speaker(language)(
            N_("Questions were shown in the person's language, from a draft card")
        )
    return action_text(event.action, language)


def action_text(action: str, language: Language | None = None) -> str:
    """What an action of the chain of custody is called; its code where it has no words."""
    text = ACTIONS.get(action)
    return _speaker(language)(text) if text else isolated(action)


def look_reason_label(reason: LookReason, language: Language | None = None) -> str:
    """Why somebody looked, in words."""
    return _speaker(language)(_LOOK_REASON[reason])


def role_label(role: Role, language: Language | None = None) -> str:
    """What an officer may do."""
    return _speaker(language)(ROLES[role].title)


def who_may(act: Act, language: Language | None = None) -> str:
    """The roles that may do it, by their names."""
    return " / ".join(role_label(role, language) for role in roles_that_may(act))


def passphrase_advice(code: str, language: Language | None = None) -> str:
    """What would make a passphrase hold (`Strength.advice_code`); '' for ''."""
    return _speaker(language)(_ADVICE[code]) if code else ""


class _Details(dict[str, str]):
    """Details by name; one that the error did not give is drawn as a gap, never an exception."""

    def __missing__(self, key: str) -> str:
        return "…"


def _shown(name: str, value: str | int, language: Language | None) -> str:
    if isinstance(value, int):
        return str(value)
    if name == "status" and value in tuple(Status):
        return status_label(Status(value), language)
    return isolated(clean(value))


def _speaker(language: Language | None) -> Callable[[str], str]:
    return texts(language or text.language()).gettext
