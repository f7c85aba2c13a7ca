"""What people read: a sentence and a next step for every error, words for states and roles.

Rooms raise errors of `tipdesk.errors` and report problem codes; only here they become language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tipdesk import errors
from tipdesk.cases.model import MissingReason, Role, Status
from tipdesk.errors import TipdeskError
from tipdesk.i18n import catalogue
from tipdesk.i18n.catalogue import N_, texts
from tipdesk.i18n.text import clean, isolated
from tipdesk.problem_texts import PROBLEMS
from tipdesk.reason_texts import NEXT_STEPS, REASONS
from tipdesk.settings import Language


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, in one sentence, and what the person can do next."""

    what: str
    next_step: str


_ERRORS: Mapping[type[TipdeskError], tuple[str, str]] = {
    errors.WrongPassphrase: (
        N_("The passphrase does not open this vault."),
        N_("Check the keyboard language and type it again."),
    ),
    errors.UnknownLogin: (
        N_("No officer with the code {login} is enrolled on this station."),
        N_("Check the code, or ask the supervisor to enrol you."),
    ),
    errors.WeakPassphrase: (
        N_("This passphrase is too easy to guess."),
        N_("Choose five words that do not belong together, or let the program suggest some."),
    ),
    errors.PassphraseTaken: (
        N_("Another person of this station has this passphrase."),
        N_("Everybody needs their own: choose another one, and let nobody see it."),
    ),
    errors.WrongRecoveryWords: (
        N_("The recovery words do not open this vault."),
        N_("Compare each word with the recovery sheet and type them again in order."),
    ),
    errors.VaultExists: (
        N_("There is a vault in this folder already."),
        N_("Open that vault, or choose an empty folder."),
    ),
    errors.VaultMissing: (
        N_("There is no vault in this folder."),
        N_("Choose the folder that holds the vault, or set up a new station."),
    ),
    errors.VaultInUse: (
        N_("The vault is open in another window of this program."),
        N_("Close the other window, then try again."),
    ),
    errors.VaultReadOnly: (
        N_("The vault's folder cannot be written to."),
        N_("Ask whoever looks after this computer for the right to write there."),
    ),
    errors.DiskFull: (
        N_("The disk is full. Everything that was shown as saved is kept."),
        N_("Free some space; the rest is then saved by itself."),
    ),
    errors.VaultDamaged: (
        N_("The vault fails its integrity check. Nothing was changed."),
        N_("Stop working with it, copy its folder to a safe place and restore the last backup."),
    ),
    errors.VaultTooNew: (
        N_("The vault was written by a newer version of this program."),
        N_("Install the newer version on this computer. The vault was left as it is."),
    ),
    errors.ClockBehind: (
        N_("The computer's clock stands before the last entry in the record."),
        N_(
            "Set the date and time right. If they are right, let a supervisor unlock the vault"
            " once, then try again."
        ),
    ),
    errors.FormDefinitionInvalid: (
        N_("The form has {count} faults. The first one: {first}"),
        N_("Mend the sheets of the form and check them again."),
    ),
    errors.FormUnreadable: (
        N_("The interview form on this computer is damaged. No file is lost."),
        N_("Tell whoever looks after this computer: the program has to be installed anew."),
    ),
    errors.FormUnknown: (
        N_("The form {form}, version {version}, is not on this station."),
        N_("Install the version of the program that holds this form."),
    ),
    errors.FormFileInvalid: (
        N_("The form file does not verify: {problem}"),
        N_("Ask the authority for the file again. Nothing was changed."),
    ),
    errors.FormNeedsNewer: (
        N_("The form {form} needs a newer version of this program."),
        N_("Install the newer version, then install the form again. Nothing was changed."),
    ),
    errors.FormUnusable: (
        N_("The form has faults and was not installed ({count}). The first one: {first}"),
        N_("Tell whoever made the form; it has to be mended and signed anew. Nothing was changed."),
    ),
    errors.FormOlder: (
        N_("This is version {found} of the form {form}; the newer version {known} is in use."),
        N_("Ask the authority for the newest form. Nothing was changed."),
    ),
    errors.FormDiffers: (
        N_("The form {form}, version {version}, is here already with other contents."),
        N_("Ask the authority to publish the change under a new version. Nothing was changed."),
    ),
    errors.ExpressionFault: (
        N_("A rule of the form cannot be read at position {position}: {found}"),
        N_("Mend the expression in the form's sheet."),
    ),
    errors.AnswerRefused: (
        N_("This answer does not fit the question."),
        N_("Correct the answer, or choose a reason for not answering."),
    ),
    errors.AnswersLocked: (
        N_("This file is complete; its answers are no longer edited."),
        N_("Enter the change as a dated amendment with a reason."),
    ),
    errors.TransitionRefused: (
        N_("This step is not open to you while the file is in the state “{status}”."),
        N_("Look at the file's state; the supervisor may have to act first."),
    ),
    errors.FormIncomplete: (
        N_("Answers are still needed for this step."),
        N_("Open the review page; it leads to each open question."),
    ),
    errors.CustodyBroken: (
        N_("The chain of custody does not hold from entry {seq} on."),
        N_("Do not hand this file over. Keep the vault as it is and inform the supervisor."),
    ),
    errors.FileUnreadable: (
        N_("The file {name} cannot be read."),
        N_("Check that the storage device is connected and choose the file again."),
    ),
    errors.TargetNotWritable: (
        N_("Nothing can be written to {name}."),
        N_("Connect the storage device again or choose another folder. The vault is untouched."),
    ),
    errors.ReadbackFailed: (
        N_("What was read back from {name} is not what was written."),
        N_("Use another storage device and export again."),
    ),
    errors.Cancelled: (
        N_("The work was stopped. Nothing was left behind."),
        N_("Start again whenever you are ready."),
    ),
    errors.ExportNotReady: (
        N_("The file cannot be handed over yet."),
        N_("Look at the open conditions on the export page."),
    ),
    errors.TrustMissing: (
        N_("No trust pack has been imported on this station yet."),
        N_("Import the trust pack that the authority gave you."),
    ),
    errors.FingerprintMismatch: (
        N_("The typed digits are not the fingerprint of this trust pack's authority."),
        N_("Ask the authority for its forty digits by a way that you trust and type them again."),
    ),
    errors.TrustPackInvalid: (
        N_("The trust pack does not verify: {problem}"),
        N_("Ask the authority for a new trust pack. The one in use stays."),
    ),
    errors.TrustPackOlder: (
        N_("This trust pack (number {found}) is older than the one in use (number {known})."),
        N_("Ask the authority for the newest trust pack. The one in use stays."),
    ),
    errors.NoCertificate: (
        N_("There is no signing certificate for you that is valid today."),
        N_(
            "Send an enrolment request to the authority and import the certificate that comes back."
        ),
    ),
    errors.BundleUnreadable: (
        N_("This file cannot be opened here as a case bundle: {problem}"),
        N_("Check that it is the right file; if it is, ask the sender for it again."),
    ),
    errors.ReceiptInvalid: (
        N_("The receipt does not verify: {problem}"),
        N_("Ask the Prosecution for the receipt again. The file stays as it is."),
    ),
    errors.ReceiptUnknown: (
        N_("This receipt answers a case bundle that was not exported from this station."),
        N_("Import it on the station that exported the bundle."),
    ),
    errors.ReceiptOlder: (
        N_("A newer answer to this case bundle is recorded already."),
        N_("Nothing needs to be done."),
    ),
    errors.AuthorityInvalid: (
        N_("The authority's folder cannot be used."),
        N_("Choose the folder that the authority set up, or an empty one for a new authority."),
    ),
    errors.AgencyNameRefused: (
        N_("The agency's name must be one line of 1 to 100 characters."),
        N_("Type the name again, without line breaks and invisible characters."),
    ),
    errors.HolderRefused: (
        N_("A certificate holds a name of at most 64 characters in one line; this one is not."),
        N_("Enter a shorter name, without line breaks and invisible characters."),
    ),
    errors.NoTerminal: (
        N_("Something must be typed, but there is no terminal to ask on."),
        N_("Start the command in a terminal, or name files and digits as its options."),
    ),
    errors.OutputRefused: (
        N_("The answer could not be written: the disk is full or the reader was closed."),
        N_("Free some space or choose another place, then start the command again."),
    ),
    errors.PrintFailed: (
        N_("The printer did not take all pages. Nothing is recorded as printed."),
        N_("Look whether it is switched on and has paper, then print again."),
    ),
    errors.EnrolmentInvalid: (
        N_("This file is not a proper enrolment request."),
        N_("Ask the station to make the request again and bring it on another storage device."),
    ),
    errors.CertificateUnknown: (
        N_("This authority has issued no certificate with the number {serial}."),
        N_("Look the number up in the authority's folder and type it again."),
    ),
}
_NO_WORDS = (
    N_("Something went wrong that this program knows but has no words for."),
    N_("Note the code {code} and tell whoever looks after the program."),
)

_STATUS: Mapping[Status, str] = {
    Status.IN_PROGRESS: N_("Open"),
    Status.COMPLETED: N_("Complete, waiting for the supervisor"),
    Status.RETURNED: N_("Returned for completion"),
    Status.APPROVED: N_("Ready to refer"),
    Status.EXPORTED: N_("Referred to the Prosecution"),
    Status.RECEIVED: N_("Received by the Prosecution"),
    Status.REFUSED: N_("Not accepted by the Prosecution"),
}
_MISSING_REASON: Mapping[MissingReason, str] = {
    MissingReason.NOT_ASKED: N_("Not asked"),
    MissingReason.DEFERRED: N_("Deferred for the person's state or safety"),
    MissingReason.DECLINED: N_("Declined to answer"),
    MissingReason.NOT_KNOWN: N_("The person does not know"),
    MissingReason.NOT_APPLICABLE: N_("Does not apply"),
}
_ROLE: Mapping[Role, str] = {
    Role.OFFICER: N_("Officer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.RECEIVER: N_("Receiver"),
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
    what, next_step = _ERRORS.get(type(error), _NO_WORDS)
    reason = error.code, str(error.details.get("reason", ""))
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


def reason_label(reason: MissingReason, language: Language | None = None) -> str:
    """Why a question has no answer."""
    return _speaker(language)(_MISSING_REASON[reason])


def role_label(role: Role, language: Language | None = None) -> str:
    """What an officer may do."""
    return _speaker(language)(_ROLE[role])


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
    return texts(language or catalogue.language()).gettext
