"""An approval by USB drive, at the computer of the approver (docs/bundle-format.md §10.1).

What came is sealed to whom it is addressed to, on the drive and in the vault: nobody else here
reads it. Record and papers lie here until the answer and are forgotten with it, or once the time is
over in which one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tipdesk.bundle.approval import Approval, Subject, read_approval
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.messages.approving import (
    ATTACHED,
    RequestedApproval,
    answer_body,
    may_approve_for,
    read_request,
    refusal_body,
    sign_anew,
)
from tipdesk.bundle.messages.bodies import MOST_TEXT, MessageType
from tipdesk.bundle.messages.document import MessageDocument, MessageSubject
from tipdesk.bundle.problems import Code
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.handover.reading import ReadRecord, read_record
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Act
from tipdesk.core import errors
from tipdesk.desk.handover.approving import RECORD
from tipdesk.desk.messages.letters import JudgedMessage
from tipdesk.desk.messages.messages import Consequence, Messages, Outgoing
from tipdesk.desk.open_vault import Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import message_rows


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request for an approval that came for the officer of the session."""

    letter: JudgedMessage
    answer: JudgedMessage | None  # that was signed here
    lapsed: bool = False  # no answer would count any more

    @property
    def waits(self) -> bool:
        """Whether it is still to be answered."""
        return self.answer is None and not self.lapsed

    @property
    def message_id(self) -> str:
        """Of the request."""
        return self.letter.message.message_id


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """What the approver reads before signing."""

    letter: JudgedMessage
    statement: Approval
    record: ReadRecord
    papers: Mapping[str, bytes]  # PDF by name, without its ending

    @property
    def attachments(self) -> tuple[Subject, ...]:
        """What stays at the other computer, by name and digest."""
        return tuple(item for item in self.statement.subjects if item.name.startswith(ATTACHED))


class AnsweringRequests:
    """Takes requests in, shows them, signs the answers. GUI thread; all of it is short."""

    def __init__(self, desk: OpenVault, keys: Keys, messages: Messages) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._keys = keys
        self._messages = messages
        messages.hand_on(MessageType.APPROVAL_REQUEST, self._judged)

    def requests(self) -> tuple[WaitingRequest, ...]:
        """What was asked of the officer of the session: what waits first, each the newest first."""
        if not self._desk.may(Act.APPROVE):
            return ()
        answers = {
            letter.message.about.message_id: letter
            for letter in self._messages.of_type(message_rows.SENT, MessageType.APPROVAL_ANSWER)
        }
        own = self._desk.officer.login
        came = self._messages.of_type(message_rows.CAME, MessageType.APPROVAL_REQUEST)
        requests = [
            WaitingRequest(
                letter,
                answers.get(letter.message.message_id),
                _valid_until(letter.message) < self._desk.now(),
            )
            for letter in came
            if letter.message.to.login == own
        ]
        return tuple(sorted(requests, key=lambda item: not item.waits))

    def forget_lapsed(self) -> None:
        """Record and papers of what nobody may sign any more go, and what was begun on it."""
        lying = message_rows.with_files(self._vault)
        if not lying or not self._desk.may(Act.APPROVE):
            return
        came = self._messages.of_type(message_rows.CAME, MessageType.APPROVAL_REQUEST)
        for letter in came:
            message = letter.message
            if message.message_id in lying and _valid_until(message) < self._desk.now():
                with self._vault.transaction():
                    message_rows.forget_files(self._vault, message.message_id)

    def open(self, message_id: str) -> OpenedRequest:
        """What is to be approved.

        Raises:
            TransitionRefused: it is addressed to somebody else, or answered (details: reason).
            RequestLapsed: its time is over.
            MessageInvalid: it is not what came, or its signer does not stand any more (details:
                code).
            VaultDamaged: no request under this id lies here.
        """
        letter, asked = self._waiting(message_id, self._desk.officer.login)
        papers = {
            name.removesuffix(".pdf"): body
            for name, body in asked.files.items()
            if name.endswith(".pdf")
        }
        record = read_record(asked.files[RECORD])
        return OpenedRequest(letter, asked.statement, record, papers)

    def approve(self, message_id: str, approver: Confirmed, target_dir: Path) -> Path:
        """Sign what was asked for, keep the answer and write it to the USB drive. If it cannot be
        written there, it is kept all the same: `write_again`.

        Raises:
            TransitionRefused: not open to the approver's role, or as `open`.
            NoCertificate: the approver has none for approvals that is valid today.
            MessageInvalid, ClockBehind, AddresseeUnknown, DiskFull, TargetNotWritable,
            ReadbackFailed
        """
        self._desk.check_clock()
        letter, asked = self._waiting(message_id, approver.login)
        self._check_pair(letter.message)
        key = self._keys.signing_key(approver, CertificateRole.APPROVER)
        at = self._desk.now().replace(microsecond=0)
        body = answer_body(*sign_anew(asked.statement, key, at))
        return self._answer(letter, body, approver, target_dir)

    def send_back(
        self, message_id: str, remarks: str, approver: Confirmed, target_dir: Path
    ) -> Path:
        """Say why it is not approved, as `approve` says that it is.

        Raises:
            AnswerRefused: no remarks, or too long ones.
            And as `approve`.
        """
        words = remarks.strip()
        if not words or len(words) > MOST_TEXT:
            raise errors.AnswerRefused(name="remarks", reason="empty")
        letter, _asked = self._waiting(message_id, approver.login)
        return self._answer(letter, refusal_body(words), approver, target_dir)

    def begun_remarks(self, message_id: str) -> str:
        """What the officer of this session has written for sending a request back, and not signed.

        Raises:
            TransitionRefused: it is addressed to somebody else.
        """
        self._check_own(message_id)
        stored = message_rows.begun_remarks(self._vault, message_id)
        return self._desk.open_own(_remarks(message_id), stored) or ""

    def keep_remarks(self, message_id: str, words: str) -> None:
        """Replace it; fsynced when it returns.

        Raises:
            TransitionRefused: it is addressed to somebody else.
            DiskFull, VaultReadOnly: the former words are still there.
        """
        self._check_own(message_id)
        stored = self._desk.close_own(_remarks(message_id), words) if words else ""
        message_rows.keep_remarks(self._vault, message_id, stored)

    def write_again(self, message_id: str, target_dir: Path) -> Path:
        """Write the answer to a request to the USB drive once more.

        Raises:
            KeyError: it has none.
            AddresseeUnknown, DiskFull, TargetNotWritable, ReadbackFailed
        """
        kept = message_rows.answer_to(self._vault, message_id, self._messages.opens)
        if kept is None:
            raise KeyError(message_id)
        return self._messages.write_again(kept.message_id, target_dir)

    # --- inside -----------------------------------------------------------------------------

    def _check_own(self, message_id: str) -> None:
        if all(request.message_id != message_id for request in self.requests()):
            reason = "other_approver"
            raise errors.TransitionRefused(step=FileStep.APPROVE.value, status="", reason=reason)

    def _judged(self, message: MessageDocument, files: Mapping[str, bytes]) -> Consequence:
        """A request that came: whole, for the officer of the session, of a station that this one
        approves for.

        Raises:
            MessageInvalid: it is none that can be answered here (details: code).
        """
        self._check_pair(message)
        own = message.to.login == self._desk.officer.login and self._desk.may(Act.APPROVE)
        if not own:  # sealed to somebody whom it does not ask
            raise errors.MessageInvalid(code=Code.E_NOT_FOR_US.value)
        _read(message, files)
        return Consequence("", lambda: None)

    def _check_pair(self, message: MessageDocument) -> None:
        trust = self._keys.trust_store()
        listing = trust.listing if trust is not None else None
        own = self._desk.station.code
        if listing is None or not may_approve_for(listing, own, message.sender.code):
            raise errors.MessageInvalid(code=Code.E_STATION.value)

    def _waiting(self, message_id: str, login: str) -> tuple[JudgedMessage, RequestedApproval]:
        """A request that `login` may answer, read anew: what lies in the vault is believed no more
        than what came."""
        self._desk.require(Act.APPROVE)
        letters = self._messages.of_type(message_rows.CAME, MessageType.APPROVAL_REQUEST)
        letter = next((item for item in letters if item.message.message_id == message_id), None)
        reason = ""
        if letter is None and not message_rows.is_known(self._vault, message_id):
            raise errors.VaultDamaged(what="database")  # struck off since it was shown
        if letter is None or letter.message.to.login != login:
            reason = "other_approver"
        elif message_rows.answer_to(self._vault, message_id, self._messages.opens) is not None:
            reason = "answered"
        if letter is None or reason:
            raise errors.TransitionRefused(step=FileStep.APPROVE.value, status="", reason=reason)
        for problem in letter.problems:
            if problem.severity != "warning":
                raise errors.MessageInvalid(code=problem.code.value)
        if _valid_until(letter.message) < self._desk.now():
            raise errors.RequestLapsed
        return letter, _read(letter.message, self._messages.files(message_id))

    def _answer(
        self,
        letter: JudgedMessage,
        body: Mapping[str, JsonValue],
        approver: Confirmed,
        target_dir: Path,
    ) -> Path:
        """Sign and keep the answer, and forget what came with the request: both, or neither."""
        self._desk.require(Act.APPROVE, self._desk.role_of(approver))
        message = letter.message
        about = MessageSubject(
            "", message.message_id, message.about.case_id, message.about.revision
        )
        outgoing = Outgoing(MessageType.APPROVAL_ANSWER, message.sender, about, body)
        with self._vault.transaction():
            self._messages.post(outgoing, approver)
            message_rows.forget_files(self._vault, message.message_id)
        return self._messages.write_again(outgoing.message_id, target_dir)


def _remarks(message_id: str) -> str:
    """The place of what was begun on a request."""
    return message_rows.place_of(message_id, "remarks")


def _valid_until(message: MessageDocument) -> datetime:
    """Until when a request may be signed. It was read as it came in; what is no statement any more
    is told where it is opened."""
    with suppress(errors.BundleUnreadable):
        return read_approval(str(message.body["approval"]).encode("utf-8")).valid_until
    return datetime.max.replace(tzinfo=UTC)


def _read(message: MessageDocument, files: Mapping[str, bytes]) -> RequestedApproval:
    """Raises MessageInvalid."""
    try:
        asked = read_request(message, files)
        record = asked.files[RECORD]
        read = read_record(record)
        same = (read.case_id, read.revision) == (
            asked.statement.case_id,
            asked.statement.revision,
        )
    except errors.BundleUnreadable as error:
        raise errors.MessageInvalid(code=str(error.details["code"])) from error
    except (KeyError, ValueError) as error:
        raise errors.MessageInvalid(code=Code.E_RECORD_FORM.value) from error
    if not same or record_root(record) != asked.statement.record_root:
        raise errors.MessageInvalid(code=Code.E_RECORD_ROOT.value)
    return asked
