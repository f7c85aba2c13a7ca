"""What `tipdesk verify` finds of one file, and how it says so; without a vault."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from tipdesk.bundle import form_file, receipt, trust_list
from tipdesk.bundle.approval import ApprovalKind
from tipdesk.bundle.container.index import BundleKind
from tipdesk.bundle.container.staging import ContainerStage, SealedStage
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.kit import station_kit
from tipdesk.bundle.messages.document import MessageDocument
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import Answered, Signer, VerificationReport
from tipdesk.bundle.trust import TrustStore, grouped, trust_from_pem
from tipdesk.core import errors
from tipdesk.core.clock import system_clock
from tipdesk.core.plain_file import read_plain, target_errors
from tipdesk.desk.handover.compared_files import ComparedFile, documents_of
from tipdesk.desk.handover.received_content import BundleContent, read_content
from tipdesk.desk.paper.cover import kept_text, signed_title, signed_withheld
from tipdesk.i18n.text import N_, _, clean, format_datetime, isolate, isolated, language, listed
from tipdesk.texts.correspondence import type_title

VALID, NOT_VALID, UNREADABLE, SET_ASIDE = 0, 1, 2, 3
_KINDS = {
    "bundle": N_("Case bundle"),
    "message": N_("Message"),
    "annex": N_("Protective annex"),
    "receipt": N_("Receipt"),
    "trust-pack": N_("Trust list"),
    "form": N_("Signed form"),
    "station-kit": N_("Station kit"),
}
_ANSWERS = {
    "accepted": N_("Answer: the case bundle was accepted."),
    "rejected": N_("Answer: the case bundle was refused."),
    "aside": N_("Answer: the case bundle was kept aside, neither accepted nor refused."),
}
_VALID_ANSWER = {
    "accepted": N_("Result: the receipt is valid; the case bundle was accepted."),
    "rejected": N_("Result: the answer is valid; it refuses the referral."),
    "aside": N_("Result: the answer is valid; the case bundle was kept aside."),
}


def exit_status(report: VerificationReport) -> int:
    """0 valid, 1 not valid, 2 unreadable, 3 set aside."""
    if not report.read:
        return UNREADABLE
    if report.sound and report.set_aside:
        return SET_ASIDE
    return VALID if report.valid else NOT_VALID


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """By what files are judged. `key` may be the reason why there is none."""

    now: datetime
    key: Identity | Problem | None
    trust: TrustStore | None


def asked(identity: Path | None, trust: Path | None, now: datetime | None = None) -> FileQuestion:
    """What the command line names; `now` is this moment unless it is said.

    Raises:
        FileUnreadable: one of the files cannot be read.
        TrustPackInvalid: the trust given is neither a good trust list nor PEM.
    """
    now = now or system_clock()
    store = _trust(trust, now) if trust else None
    return FileQuestion(now, _identity(identity) if identity else None, store)


def check(path: Path, question: FileQuestion) -> ComparedFile:
    """Check a file; everything is closed again.

    Raises:
        FileUnreadable: it cannot be read.
        NoTemporaryRoom: what is inside cannot be put anywhere.
    """
    key, content = question.key, BundleContent(None, ())
    if isinstance(key, Problem):
        return ComparedFile(path.name, VerificationReport("bundle", problems=(key,)))
    try:
        with ExitStack() as folders:
            request = VerificationRequest(
                question.now, key, question.trust, partial(_stage, folders)
            )
            report = verify(path, request)
            try:
                if report.kind == "bundle" and report.container is not None:
                    content = read_content(report)
                    report = content.added_to(report)
            finally:
                report.close()
    except (errors.DiskFull, errors.TargetNotWritable) as error:
        raise errors.NoTemporaryRoom(variable="TMPDIR") from error
    record = content.record
    return ComparedFile(
        name=path.name,
        report=_described(report),
        case_number=record.number if record else "",
        documents=documents_of(record) if record else frozenset(),
        shown=content.shown,
    )


def _described(report: VerificationReport) -> VerificationReport:
    """With what only this command says of it."""
    if report.kind in ("bundle", "message", "annex") and report.read and not report.encrypted:
        open_one = Problem(Code.A_NOT_ENCRYPTED)
        return replace(report, problems=(*report.problems, open_one))
    if report.kind == "receipt":
        return receipt.describe(report)
    if report.kind == "trust-pack":
        return trust_list.describe(report)
    if report.kind == "form":
        return form_file.describe(report)
    return station_kit.describe(report) if report.kind == "station-kit" else report


def _stage(folders: ExitStack) -> ContainerStage:
    """Room for a container in a temporary folder, which is made only when it is needed."""
    with target_errors("tmp"):
        folder = folders.enter_context(tempfile.TemporaryDirectory(prefix="tipdesk-"))
    return SealedStage(Path(folder))


def why_not(error: errors.TipdeskError, trust: Path | None) -> Problem:
    """For a program that reads the answer: what kept the check from being made."""
    if isinstance(error, errors.FileUnreadable):
        return Problem(Code.E_UNREADABLE, str(error.details["name"]))
    if isinstance(error, errors.TrustPackInvalid) and trust is not None:
        return Problem(Code(str(error.details["code"])), trust.name)
    return Problem(Code.E_NOT_CHECKED, detail=error.code)


def _identity(path: Path) -> Identity | Problem:
    """The key, or why it is none: a wrong key file opens nothing."""
    try:
        return Identity.from_file(read_plain(path).decode("utf-8", "replace"))
    except errors.BundleUnreadable:
        return Problem(Code.E_AGE_NO_KEY, detail="identity file")


def _trust(path: Path, now: datetime) -> TrustStore:
    data = read_plain(path, trust_list.MAX_LIST)
    if data.startswith(b"PK"):
        return trust_list.read_trust_list(path, now).store
    return trust_from_pem(data)


# --- for people ----------------------------------------------------------------------------


def lines(report: VerificationReport, file_name: str) -> Iterator[str]:
    """What was found, for people."""
    # A receipt has no name but its file's: the number it holds is the bundle's.
    number = clean(file_name) if report.kind == "receipt" else report.bundle_id
    known = (number, report.format) if report.format else (clean(file_name),)
    name = " ".join(isolated(word) for word in known if word)
    refused = report.answer is not None and report.answer.result == "rejected"
    yield f"{_('Signed refusal') if refused else _(_KINDS[report.kind])}: {name}"
    if report.kind == "receipt" and report.bundle_id:
        yield _("Case bundle that it answers: {number}").format(number=isolated(report.bundle_id))
    if report.answer is not None:
        yield from _answer(report.answer)
    if report.message is not None:
        yield from _message(report.message)
    if report.read:
        yield from _answers(report)
    for scan in report.signed.scans:
        yield f"{signed_title(scan.papers, language())} {isolated(scan.path)}"
    for line in signed_withheld(report.signed.staying, report.signed.restricted, language()):
        yield kept_text(line, language())
    for problem in report.problems:
        place = f" {isolated(problem.path)}" if problem.path else ""
        yield f"  • {isolated(problem.code.value)} {problem.text}{place}"
    yield _verdict(report)


def _message(message: MessageDocument) -> Iterator[str]:
    """What it is and between whom. What it says is for whoever takes it in."""
    yield _("Type: {type}").format(type=type_title(message.type))
    sender, to = (
        isolated(" ".join(part for part in (who.code, who.login) if part))
        for who in (message.sender, message.to)
    )
    yield _("From: {sender}").format(sender=sender)
    yield _("To: {person}").format(person=to)


def _answer(answer: Answered) -> Iterator[str]:
    """What became of the bundle."""
    yield _(_ANSWERS[answer.result])
    if answer.registry_no:
        yield _("Number in the register: {number}").format(number=isolated(answer.registry_no))
    if answer.missing:
        numbers = listed(answer.missing, language())
        yield _("Not come to the Prosecution, by their numbers: {numbers}").format(numbers=numbers)
    if answer.reason:
        yield _("Reason: {reason}").format(reason=answer.reason)


def _answers(report: VerificationReport) -> Iterator[str]:
    yield _("Complete: {answer}").format(answer=_yes_no(report.complete))
    yield _("Intact: {answer}").format(answer=_yes_no(report.intact))
    if report.signed_by is None:
        yield _("Signer: unknown")
    for signer in (report.also_signed_by, report.signed_by):
        if signer is not None:
            yield _("Signed by: {signer}").format(signer=_person(signer))
    if report.signed_at is not None:
        time = isolated(format_datetime(report.signed_at, language()))
        yield _("Time of signing, as the signer states it: {time}").format(time=time)
    yield from _approval(report)
    if report.trusted is None:
        yield _("Trusted: not verified, for no trust list was given (--trust)")
    else:
        yield _("Trusted: {answer}").format(answer=_yes_no(report.trusted))
    if report.authority:
        digits = isolated(grouped(report.authority))
        yield _("Certification authority of the trust list, to be compared: {digits}").format(
            digits=digits
        )


def _approval(report: VerificationReport) -> Iterator[str]:
    """Whom the Prosecution demands beside the signer. Of a file that went directly there is
    nobody, and of a notice: what is told of the one says so."""
    approval, approver = report.approval, report.approved_by
    if report.index is None or report.index.kind is not BundleKind.CASE:
        return
    if approval is None or approver is None:
        yield _("Approver: unknown")
    elif approval.kind is ApprovalKind.SECOND_PERSON:
        yield _("Approved by: {approver}").format(approver=_person(approver))
        time = isolated(format_datetime(approval.approved_at, language()))
        yield _("Time of the approval, as the approver states it: {time}").format(time=time)


def _person(signer: Signer) -> str:
    temporary = _("temporary certificate") if signer.temporary else ""
    parts = (signer.name, signer.service_number, signer.agency, temporary)
    return " · ".join(isolate(clean(part)) for part in parts if part)


def _yes_no(answer: bool) -> str:
    return _("yes") if answer else _("no")


def _only_unasked(report: VerificationReport) -> bool:
    """Whether nothing is wrong but that no trust list was given."""
    faultless = all(problem.severity == "warning" for problem in report.problems)
    return report.trusted is None and report.complete and report.intact and faultless


def _verdict(report: VerificationReport) -> str:
    if any(problem.code is Code.E_AGE_NO_KEY for problem in report.problems):
        what_to_do = _("Result: not verified. Give the file with the recipient's key: {option}")
        return what_to_do.format(option=isolated("--identity FILE"))
    if not report.read:
        return _("Result: the file cannot be read as a case bundle.")
    if report.sound and report.set_aside:
        return _("Result: set aside. A prosecutor decides whether it is taken in.")
    if not report.valid:
        if _only_unasked(report):
            what_to_do = _("Result: whole, but nobody vouches for the signer. Give: {option}")
            return what_to_do.format(option=isolated("--trust FILE"))
        return _("Result: not valid. Do not rely on it.")
    return _valid_verdict(report)


def _valid_verdict(report: VerificationReport) -> str:
    if any(problem.code is Code.W_NO_LIST for problem in report.problems):
        return _(
            "Result: valid by the certification authority's certificate alone. A clerk alone could "
            "have issued the signer's. Give the trust list instead: {option}"
        ).format(option=isolated("--trust FILE"))
    return _(_VALID_ANSWER[report.answer.result]) if report.answer else _("Result: valid.")
