"""What people read: a sentence and a next step for every error, words for states and roles.

Layers raise errors of `core.errors` and report problem codes; only here they become language. What
a check of a bundle, a receipt or a trust list can find has codes of the bundle specification
(§1.10); they are stable and never shown alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tipdesk.cases.files.workflow import VoidReason
from tipdesk.cases.model import Act, Case, CustodyEvent, MissingReason, Role, Status
from tipdesk.cases.permissions import ROLES, AccessReason, roles_that_may
from tipdesk.core.errors import TipdeskError
from tipdesk.core.settings import Language
from tipdesk.i18n import text
from tipdesk.i18n.text import N_, clean, isolated, ngettext, texts
from tipdesk.texts.custody_events import ACTIONS
from tipdesk.texts.errors import ERRORS, FORM_ERRORS, NO_WORDS, PAPER_ERRORS
from tipdesk.texts.reasons import NEXT_STEPS, REASONS


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, in one sentence, and what the person can do next."""

    what: str
    next_step: str


def wait_text(seconds: int) -> str:
    """After how long what was typed wrongly may be tried again."""
    return ngettext(
        "After several failures the next try is possible in {count} second.",
        "After several failures the next try is possible in {count} seconds.",
        seconds,
    ).format(count=isolated(str(seconds)))


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
_COMPLETE = N_("Completed; not yet referred")
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
_ACCESS_REASONS: Mapping[AccessReason, str] = {
    AccessReason.SHIFT: N_("The work on it goes on in my shift"),
    AccessReason.REVIEW: N_("It is to be reviewed or approved"),
    AccessReason.CARE: N_("A need, a referral or the person's safety"),
    AccessReason.PROSECUTION: N_("A question of the Prosecution"),
    AccessReason.RETURNED: N_("The person has come again"),
    AccessReason.AUDIT: N_("How files are kept is verified"),
    AccessReason.OTHER: N_("Another reason"),
}
_VOID_REASON: Mapping[VoidReason, str] = {
    VoidReason.MISTAKE: N_("It was opened by mistake"),
    VoidReason.DUPLICATE: N_("The person has another file here"),
    VoidReason.TEST: N_("It was a test"),
    VoidReason.LEFT: N_("The person left before speaking"),
}
_CERTIFICATE_ROLE: Mapping[str, str] = {
    "exporter": N_("case bundles"),
    "receiver": N_("receipts"),
    "trust": N_("trust lists"),
    "approver": N_("approvals"),
    "prosecutor": N_("decisions of the office"),
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
    """What an entry of the chain of custody says was done; of a language card also whether it was a
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


def access_reason_label(reason: AccessReason, language: Language | None = None) -> str:
    """Why somebody looked, in words."""
    return _speaker(language)(_ACCESS_REASONS[reason])


def role_label(role: Role, language: Language | None = None) -> str:
    """What an officer may do."""
    return _speaker(language)(ROLES[role].title)


def certificate_role_label(role: str, language: Language | None = None) -> str:
    """What a holder of this role signs."""
    return _speaker(language)(_CERTIFICATE_ROLE[role])


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


PROBLEMS: Mapping[str, str] = {
    "E_UNREADABLE": N_("The file is missing or cannot be read."),
    "E_NOT_CHECKED": N_("The verification could not be carried out on this computer."),
    "E_AGE_HEADER": N_("The outer envelope is damaged or is not a case bundle."),
    "E_AGE_NO_KEY": N_("The case bundle is encrypted for another recipient, or no key was given."),
    "E_AGE_PAYLOAD": N_("The encrypted content is damaged or cut short."),
    "E_ZIP_SIZE": N_("The container is too small or too large."),
    "E_ZIP_EOCD": N_("The end of the container is missing or altered."),
    "E_ZIP_CD": N_("The container's table of contents is damaged."),
    "E_ZIP_FLAGS": N_("A member of the container carries a flag that is not allowed."),
    "E_ZIP_METHOD": N_("A member of the container is compressed, which is not allowed."),
    "E_ZIP_EXTRA": N_("The container holds additional data that is not allowed."),
    "E_ZIP_TYPE": N_("A member of the container is not an ordinary file."),
    "E_ZIP_LOCAL": N_("The two descriptions of one member do not agree."),
    "E_ZIP_GAP": N_("There are bytes in the container that belong to no member."),
    "E_ZIP_DUP": N_("Two members of the container have the same name."),
    "E_ZIP_MIMETYPE": N_("The container does not say what it is."),
    "E_PATH": N_("A member of the container has a name that is not allowed."),
    "E_MEMBER_MISSING": N_("A required part of the case bundle is missing."),
    "E_MEMBER_BIG": N_("A part of the case bundle is larger than allowed."),
    "E_TOO_BIG": N_("The case bundle is larger than allowed."),
    "E_TRUNC": N_("The file is cut short."),
    "E_CRC": N_("A file in the case bundle is damaged: its checksum is wrong."),
    "E_SIG_TOO_BIG": N_("The signature file is larger than allowed."),
    "E_SIG_PARSE": N_("The signature cannot be read."),
    "E_SIG_TYPE": N_("The signature is of a kind that is not allowed."),
    "E_SIG_NOT_DETACHED": N_("The signature carries content of its own, which is not allowed."),
    "E_SIG_SIGNERS": N_("The case bundle must have exactly one signer."),
    "E_SIG_CERTS": N_("The certificates in the signature cannot be used."),
    "E_SIG_ALG": N_("The signature uses a method that is not allowed."),
    "E_SIG_ATTR_DUP": N_("The signature says the same thing twice."),
    "E_SIG_ATTR_MULTI": N_("A statement of the signature has more than one value."),
    "E_SIG_ATTR_MISSING": N_("The signature lacks a required statement."),
    "E_SIG_CT": N_("The signature names another kind of content."),
    "E_SIG_DIGEST": N_("The signed list of contents was altered."),
    "E_SIG_MIME": N_("The signature names another type of file."),
    "E_SIG_ALGPROT": N_("The signature contradicts itself about its method."),
    "E_SIG_ESS": N_("The signature names another certificate than the one enclosed."),
    "E_SIG_CERT_MISSING": N_("The signer's certificate is missing."),
    "E_SIG_BAD": N_("The signature is not genuine: it was not made with the signer's key."),
    "E_CERT_UNTRUSTED": N_(
        "The signer's certificate does not come from a trusted certification authority."
    ),
    "E_CERT_SIG": N_("The signer's certificate is not genuine."),
    "E_CERT_EXPIRED": N_("The signer's certificate is not valid at this time."),
    "E_CERT_USAGE": N_("The signer's certificate is not meant for signing documents."),
    "E_CERT_ROLE": N_("The signer does not have the role that this needs."),
    "E_CERT_HOLDER": N_(
        "The signer's certificate does not say who signed: unit, code or service number is missing."
    ),
    "E_CERT_CRITICAL": N_("The signer's certificate has a condition that is not known here."),
    "E_CERT_UNLISTED": N_(
        "The signer's certificate stands in no trust list: the certification authority's two "
        "people have not confirmed it. Import the newest trust list, then verify again."
    ),
    "E_CERT_REVOKED": N_("The signer's certificate has been revoked."),
    "E_CRL_MISSING": N_("The list of revoked certificates is missing."),
    "E_CRL_STALE": N_("The list of revoked certificates is too old."),
    "E_TIME_FUTURE": N_("The time of the signature lies in the future."),
    "E_ONE_PERSON": N_(
        "One person alone has signed this. It counts once a second person has signed it too."
    ),
    "E_MANIFEST_FORM": N_("The list of contents is not well formed."),
    "E_MANIFEST_DUP": N_("The list of contents names a file twice."),
    "E_COVERAGE": N_("The signature does not cover every file, or covers one that is missing."),
    "E_DIGEST": N_("A file in the case bundle was altered after signing."),
    "E_BAG_MANIFEST": N_("The archive's own list of files does not agree with the signed one."),
    "E_BAG_OXUM": N_("The archive's count of files or bytes is wrong."),
    "E_VERSION": N_("The case bundle is in a format that this version does not know."),
    "E_NOT_FOR_US": N_("The signed list of recipients does not name this recipient."),
    "E_INDEX_FORM": N_("The index of cases is not well formed."),
    "E_INDEX_MISMATCH": N_("The index of cases does not agree with the files enclosed."),
    "E_RECORD_FORM": N_("The record of the file is not well formed."),
    "E_ROW": N_(
        "An answer in the record is not the one that was approved. The case bundle must be made "
        "anew."
    ),
    "E_NOT_APPROVED": N_(
        "The chain of custody does not show that a second officer approved exactly this record."
    ),
    "E_LINK_HIDDEN": N_(
        "The chain of custody hides an entry of this file among those of other files. Rely on "
        "nothing of this case bundle, and tell the head of the unit that sent it."
    ),
    "E_LINK_FOREIGN": N_(
        "The chain of custody shows an entry under this file that does not belong to it. Rely on "
        "nothing of this case bundle, and tell the head of the unit that sent it."
    ),
    "E_LINK_MISSING": N_(
        "An entry of this file is missing from the chain of custody. Rely on nothing of this case "
        "bundle, and tell the head of the unit that sent it."
    ),
    "E_DECISION_CLOSED": N_(
        "The chain of custody hides what was decided about this file. Rely on nothing of this case "
        "bundle, and tell the head of the unit that sent it."
    ),
    "E_SEGMENT": N_(
        "The chain of custody does not prove that this file was handed from one station to the "
        "next."
    ),
    "E_APPROVAL_FORM": N_("The statement of what was approved is not well formed."),
    "E_APPROVAL_SIGNATURE": N_(
        "The approver's signature does not hold. What is here may not be what was approved."
    ),
    "E_APPROVAL_OTHER": N_("The approval is of another file, revision or office."),
    "E_APPROVAL_OLD": N_(
        "The case bundle was not made while its approval was valid. The sender has the file "
        "approved once more."
    ),
    "E_APPROVER": N_("Somebody else signed than the approver of the file."),
    "E_STATION": N_("The two signatures are not of one unit."),
    "E_EXPORTER": N_(
        "The chain of custody does not tell of this hand-over by whoever signed it. Speak to the "
        "head of the unit that sent it."
    ),
    "E_DIRECT": N_(
        "The file was sent without a second person, and its chain of custody gives no reason for "
        "it."
    ),
    "E_NOT_AS_APPROVED": N_(
        "A file in the case bundle is not as it was approved, was added, or is missing. Speak to "
        "whoever approved it; the case bundle must be made anew."
    ),
    "E_CASE_KEYS": N_("The chain of custody is not opened with the keys that were approved."),
    "E_HEAD": N_("The chain of custody does not hold the approval that was signed."),
    "E_NOTICE_MORE": N_("A notice by one officer alone holds more than a notice may hold."),
    "E_NOTICE_OFF": N_(
        "It is a notice, which one person signs alone, and the trust list does not say that your "
        "office takes electronic notices. Refuse it, and ask the unit for the case bundle."
    ),
    "E_RECORD_ROOT": N_("The record is not the one that was approved."),
    "E_ANNEX_FORM": N_("The protective annex is not well formed."),
    "E_ANNEX_OTHER": N_(
        "This protective annex is not the one that was approved with the case bundle."
    ),
    "E_ANNEX_CASE": N_("The protective annex belongs to another file than it says."),
    "E_MESSAGE_FORM": N_("The message is not well formed."),
    "E_MESSAGE_FROM": N_("The message was signed by somebody else than it names."),
    "E_CUSTODY_FORM": N_("The chain of custody is not well formed, or it does not hold."),
    "E_REPLAY_CONFLICT": N_(
        "A case bundle with this number but other contents was received before."
    ),
    "E_OTHER_OFFICE": N_("Another office is competent for this file."),
    "E_FILE_INCOMPLETE": N_("The file lacks answers or documents that the office needs."),
    "E_ATTACHMENT_UNUSABLE": N_("An attachment cannot be opened or read."),
    "E_REFUSED": N_("The office does not take this case bundle, although it is intact."),
    "E_SOURCE_CHANGED": N_("An attachment changed while it was being packed."),
    "E_READBACK": N_("What was read back from the storage device differs from what was written."),
    "E_RECEIPT_FORM": N_("The receipt is not well formed."),
    "E_TRUST_FORM": N_("The trust list is not well formed."),
    "E_FORM_FILE": N_("This is not a form that the certification authority signed."),
    "E_KIT_FORM": N_("The station kit is not well formed."),
    "E_RECEIPT_UNKNOWN": N_("The receipt answers a case bundle that is not known here."),
    "E_RECEIPT_MISMATCH": N_("The receipt does not match the case bundle that was exported."),
    "A_DIRECT": N_(
        "The officer referred this file directly, without passing a supervisor. That takes nothing "
        "from its validity. Before the unit is asked about it, speak to the officer who signed it. "
        "A prosecutor takes it in."
    ),
    "A_NOT_ENCRYPTED": N_(
        "The case bundle came without its encrypted envelope. It could be read on the "
        "way, and must be handed over again, sealed."
    ),
    "A_VOID_CAME": N_(
        "The unit has told that this case bundle was never sent, and here it is. Ask the unit."
    ),
    "E_CHANGES": N_(
        "What it says has changed since the case bundle before is not what has changed. Refuse it, "
        "and tell the head of your office."
    ),
    "A_NOT_HERE": N_(
        "An attachment of this file came with an earlier case bundle that is not here, so nobody "
        "has seen it with this one. Ask the unit to send all attachments again."
    ),
    "A_FORK": N_(
        "This chain of custody and one that came before contradict each other: the past was "
        "changed. Call the head of the unit that sent it."
    ),
    "A_NUMBER_TWICE": N_(
        "Another case bundle with this number of this unit came before. Call the unit."
    ),
    "A_PREVIOUS": N_(
        "The case bundle before this one is not the one that this unit says it sent. Call the unit."
    ),
    "A_TWO_OWNERS": N_(
        "Another unit has sent this file before, and has not given it up to this one. Call both "
        "units."
    ),
    "A_LEAVER": N_(
        "The signer has left since, and only the signer's word says that this was signed before. A "
        "prosecutor decides whether it counts."
    ),
    "W_REVOKED_LATER": N_("The signer's certificate was revoked after the time of signing."),
    "W_EXPIRED_IN_TRANSIT": N_(
        "The signer's certificate expired on the way; keep the case bundle aside."
    ),
    "W_CRL_STALE": N_("The list of revoked certificates is due for renewal."),
    "W_OLD_REVISION": N_(
        "A newer case bundle of this file was received before. This one is the older of the two."
    ),
    "W_SAME_REVISION": N_(
        "This revision of the file was received before. This case bundle is the newer "
        "of the two: it was signed later."
    ),
    "W_NO_LIST": N_(
        "It was verified by the certification authority's certificate alone. Whether the authority "
        "stands by the signer's certificate, only a trust list says."
    ),
    "W_NEWER": N_("It is of a newer version of the format: what is new in it was passed over."),
    "W_TIME_UNPROVEN": N_(
        "Only the signer states the time of the signature; nothing else proves it."
    ),
    "W_EARLIER_MISSING": N_(
        "The case bundle that this one follows has not come here, so what has changed since could "
        "not be compared."
    ),
    "W_MISSING": N_(
        "Case bundles of this unit with lower numbers have not come. Ask the unit for them."
    ),
    "W_HISTORY_GAP": N_("Nothing of this unit's chain of custody before it is known here."),
    "W_NEW_SERIES": N_(
        "This unit numbers its case bundles anew, so what it sent before and never came cannot be "
        "told. Ask its supervisor whether a backup was restored there."
    ),
    "W_LATE": N_("The case bundle came more than 14 days after it was made."),
}
