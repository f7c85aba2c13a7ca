"""An approval by USB drive, at the station that asks for it (docs/bundle-format.md §10.1).

The entry `approval_asked` comes first: it names the approver and what is to be signed. The answer
is taken in only where it is exactly that, and nothing has ended it since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from tipdesk.bundle import approval
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import Payload
from tipdesk.bundle.messages.approving import (
    SignedAnswer,
    approvers_for,
    judge_answer,
    read_answer,
)
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageDocument, MessageSubject
from tipdesk.bundle.problems import Code
from tipdesk.cases.files import workflow
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Act, Case, CaseId, CustodyEvent, Remark
from tipdesk.cases.permissions import LEADING
from tipdesk.core import errors
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.handover.approving import ApprovalPlan, Approving, DrawnApproval
from tipdesk.desk.messages.messages import Consequence, Messages, Outgoing
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import custody_rows
from tipdesk.storage.evidence.staging import open_content
from tipdesk.storage.files import approval_rows, case_rows


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """An approval that was asked for and has not come."""

    message_id: str
    approver: Correspondent
    asked_at: datetime | None  # None: the clock was wrong
    asked_by: str  # login
    valid_until: datetime  # nobody signs it later


class AskingApproval:
    """Asks approvers elsewhere, and takes their answers in. GUI thread; drawing is a job."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        approving: Approving,
        keys: Keys,
        messages: Messages,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._approving = approving
        self._keys = keys
        self._messages = messages
        messages.hand_on(MessageType.APPROVAL_ANSWER, self._judged)

    # --- who is asked -----------------------------------------------------------------------

    def approvers(self, case_id: CaseId) -> tuple[Correspondent, ...]:
        """Who elsewhere may approve this file, by the trust list; nobody where it is asked for
        already or cannot be approved now, or where the officer signs no request.

        Raises:
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        case = self._readable(case_id)
        if not self._messages.can_send(MessageType.APPROVAL_REQUEST):
            return ()
        try:
            self._approving.check_askable(case)
        except errors.TransitionRefused:
            return ()
        return self._fitting(case_id)

    def open_request(self, case_id: CaseId) -> OpenRequest | None:
        """What waits for an answer.

        Raises:
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        entry = self._asked(self._readable(case_id))
        message_id = entry.detail.get("message", "") if entry is not None else ""
        request = approval_rows.request_of(self._vault, message_id)
        if entry is None or request is None:
            return None
        approver = Correspondent(request.station, request.login)
        until = approval.read_approval(request.statement).valid_until
        return OpenRequest(request.message_id, approver, entry.at, entry.officer, until)

    # --- asking -----------------------------------------------------------------------------

    def plan(
        self,
        case_id: CaseId,
        approver: Correspondent,
        asker: Confirmed,
        picks: Sequence[Pick] = (),
    ) -> ApprovalPlan:
        """Freeze what `approver` is asked to sign; then `approving.draw`. Nothing is entered.

        Raises:
            AddresseeUnknown: the trust list names no such approver for this station (details:
                code).
            And as `Approving.plan_request`.
        """
        plan = self._approving.plan_request(case_id, approver.login, asker, picks)
        if approver not in self._fitting(case_id):
            raise errors.AddresseeUnknown(code=approver.code)
        return plan

    def record(
        self, drawn: DrawnApproval, approver: Correspondent, asker: Confirmed
    ) -> OpenRequest:
        """Enter that it was asked for, sign the request and keep both; `write` comes next.

        Raises:
            TransitionRefused, CustodyBroken: the file is not as it was when it was frozen.
            AddresseeUnknown, NoCertificate: the trust list has changed meanwhile.
        """
        case = drawn.plan.case_file.case
        message_id = str(uuid4())
        with self._vault.transaction():
            request = self._approving.enter_request(drawn, asker.login, approver, message_id)
            letter = Outgoing(
                MessageType.APPROVAL_REQUEST,
                approver,
                MessageSubject("", "", case.id, case.revision),
                {"approval": request.statement.decode("ascii")},
                case.id,
                tuple(self._payload(file) for file in sorted(drawn.files, key=_by_name)),
                message_id,
            )
            self._messages.post(letter, asker)
            self._approving.keep_request(request, drawn)
        self._desk.publish_listed(ChangeKind.STATUS, case.id)
        asked = self.open_request(case.id)
        assert asked is not None  # noqa: S101  it was just entered
        return asked

    def write(self, message_id: str, target_dir: Path) -> Path:
        """Write a request to the USB drive, sealed anew.

        Raises:
            KeyError: there is none under this id.
            ReasonNeeded, FileHidden, RestrictedClosed: the file is closed to the officer.
            VaultDamaged: a document is not what was kept.
            AddresseeUnknown, DiskFull, TargetNotWritable, ReadbackFailed
        """
        request = approval_rows.request_of(self._vault, message_id)
        if request is None:
            raise KeyError(message_id)
        self._readable(request.case_id)
        return self._messages.write_again(message_id, target_dir, self._payloads(request))

    def take_back(self, case_id: CaseId) -> None:
        """What was asked for is not wanted any more: no office takes what is signed of it.

        Raises:
            TransitionRefused: not open to the officer's role, or nothing is asked for.
        """
        self._desk.require(Act.EXPORT)
        case = self._readable(case_id)
        entry = self._asked(case)
        if entry is None:
            raise errors.TransitionRefused(
                step=FileStep.APPROVE.value, status=case.status.value, reason="not_asked"
            )
        with self._vault.transaction():
            self._desk.enter(workflow.TAKEN_BACK, case_id, message=entry.detail["message"])
            self._desk.seal()
        self._desk.publish_listed(ChangeKind.STATUS, case_id)

    # --- the answer -------------------------------------------------------------------------

    def _judged(self, message: MessageDocument, _files: Mapping[str, bytes]) -> Consequence:
        """An answer that came: it is of whom was asked, and of what stands now.

        Raises:
            MessageUnknown: nothing was asked for with the message that it answers.
            RequestEnded: something has ended that since.
            RequestLapsed: it was signed, or comes, too late.
            MessageInvalid: it is not what was asked for, or not signed by whom it was asked of
                (details: code).
            ReasonNeeded, FileHidden, RestrictedClosed: the file is closed to the officer.
        """
        request = approval_rows.request_of(self._vault, message.about.message_id)
        if request is None:
            raise errors.MessageUnknown
        case = self._readable(request.case_id)
        entry = self._asked(case)
        if entry is None or entry.detail.get("message") != request.message_id:
            raise errors.RequestEnded
        if message.sender != Correspondent(request.station, request.login):
            raise errors.MessageInvalid(code=Code.E_APPROVER.value)
        if message.about.case_id != request.case_id:
            raise errors.MessageInvalid(code=Code.E_APPROVAL_OTHER.value)
        try:
            answered = read_answer(message)
            if answered is None:
                remarks = str(message.body["remarks"]).strip()
                if not remarks:
                    raise errors.MessageInvalid(code=Code.E_MESSAGE_FORM.value)
                return Consequence(case.id, partial(self._return, case, request, message, remarks))
            signed = self._signed(request, entry, answered)
        except errors.BundleUnreadable as error:
            if error.details["code"] == Code.E_APPROVAL_OLD.value:
                raise errors.RequestLapsed from error
            raise errors.MessageInvalid(code=str(error.details["code"])) from error
        return Consequence(case.id, partial(self._approve, case, request, message, signed))

    def _signed(
        self,
        request: approval_rows.KeptRequest,
        entry: CustodyEvent,
        answered: tuple[bytes, bytes],
    ) -> SignedAnswer:
        """Raises MessageInvalid, BundleUnreadable."""
        self._desk.check_clock()
        trust = self._keys.trust_store()
        if trust is None:
            raise errors.TrustMissing
        approver = Correspondent(request.station, request.login)
        signed = judge_answer(request.statement, answered, approver, trust, self._desk.now())
        statement = approval.read_approval(signed.statement)
        bound = statement.head == (entry.seq, entry.hash)
        if not bound or entry.detail["subjects"] != approval.subjects_digest(statement.subjects):
            raise errors.MessageInvalid(code=Code.E_NOT_APPROVED.value)
        self._approving.restricted.check_open(request.case_id)
        if not self._approving.stands(request.case_id, signed.statement, self._picks(request)):
            raise errors.MessageInvalid(code=Code.E_NOT_AS_APPROVED.value)
        return signed

    def _approve(
        self,
        case: Case,
        request: approval_rows.KeptRequest,
        message: MessageDocument,
        signed: SignedAnswer,
    ) -> None:
        statement = approval.read_approval(signed.statement)
        status = self._approving.status_after(case)
        case_rows.set_status(self._vault, case.id, status, self._desk.now())
        self._desk.enter(
            workflow.APPROVED,
            case.id,
            approval_rows.outsider(request.station, request.login),
            record=statement.record_root,
            picks=" ".join(pick.name for pick in self._picks(request)),
            subjects=approval.subjects_digest(statement.subjects),
            message=message.message_id,
            taken_by=self._desk.officer.login,
        )
        approval_rows.add_answer(
            self._vault,
            request,
            approval_rows.SignedApproval(signed.statement, signed.signature),
            signed.approved_at,
            signed.certificate,
            message.message_id,
        )
        self._desk.seal()
        self._desk.publish_listed(ChangeKind.STATUS, case.id)

    def _return(
        self,
        case: Case,
        request: approval_rows.KeptRequest,
        message: MessageDocument,
        words: str,
    ) -> None:
        """Remarks come back. What was sent before stands where it stands: it is approved anew or
        changed, and no approval is asked for any more."""
        detail = {"message": message.message_id, "taken_by": self._desk.officer.login}
        person = approval_rows.outsider(request.station, request.login)
        if not workflow.may(FileStep.RETURN, case.status, LEADING):
            self._desk.enter(workflow.TAKEN_BACK, case.id, person, **detail)
            self._desk.seal()
            return
        status = workflow.next_status(FileStep.RETURN, case.status, LEADING)
        now = self._desk.now()
        text = self._approving.sealing.text(case, "text", words)
        remark = Remark("", text, self._desk.officer.login, now)
        for number in case_rows.add_remarks(self._vault, case.id, [remark]):
            case_rows.remarked_elsewhere(
                self._vault, number, request.station, request.login, message.message_id
            )
        case_rows.set_status(self._vault, case.id, status, now)
        self._desk.enter("returned", case.id, person, remarks="1", **detail)
        self._desk.seal()
        self._desk.publish_listed(ChangeKind.STATUS, case.id)

    # --- inside -----------------------------------------------------------------------------

    def _readable(self, case_id: CaseId) -> Case:
        self._desk.require(Act.SEE_FILES)
        return self._contents.readable(case_id)

    def _fitting(self, case_id: CaseId) -> tuple[Correspondent, ...]:
        trust = self._keys.trust_store()
        if trust is None or trust.listing is None:
            return ()
        own = self._keys.kept_digests()
        authors = workflow.authors(custody_rows.of_case(self._vault, case_id), case_id)
        station, now = self._desk.station.code, self._desk.now()
        listed = approvers_for(trust.listing, station, authors, own, now)
        return tuple(Correspondent(item.code, item.login) for item in listed)

    def _asked(self, case: Case) -> CustodyEvent | None:
        return workflow.asked(custody_rows.of_case(self._vault, case.id), case.id)

    def _picks(self, request: approval_rows.KeptRequest) -> tuple[Pick, ...]:
        opens = self._approving.restricted.opens(request.case_id)
        kept = approval_rows.request_picks(self._vault, request, opens)
        return tuple(Pick(pick["name"], pick["reason"], pick["by"]) for pick in kept)

    def _payloads(self, request: approval_rows.KeptRequest) -> tuple[Payload, ...]:
        """Record and papers as they were sealed when the approval was asked for."""
        opens = self._approving.restricted.opens(request.case_id)
        files = approval_rows.request_files(self._vault, request, opens)
        return tuple(self._payload(file) for file in files)

    def _payload(self, file: approval_rows.ApprovedFile) -> Payload:
        def opened() -> BinaryIO:
            return cast(BinaryIO, open_content(self._vault.vault_dir, file.content))

        size = file.content.size
        kind = paths.media_type(file.name)
        return Payload(file.name, size, file.sha256, file.crc32, opened, kind)


def _by_name(file: approval_rows.ApprovedFile) -> str:
    """In the order in which the vault gives them."""
    return file.name
