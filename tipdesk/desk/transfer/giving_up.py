"""A file is given up to another station, which may take it in or refuse it; how it comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from tipdesk.bundle.container.index import Payload
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.messages import transferring
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageDocument,
    MessageSubject,
    read_message,
)
from tipdesk.bundle.strict_json import format_time
from tipdesk.cases import transfer
from tipdesk.cases.consent import ledger
from tipdesk.cases.custody.document import custody_json
from tipdesk.cases.custody.following import GIVEN_UP, TAKEN_BACK, GiveUp
from tipdesk.cases.files import workflow
from tipdesk.cases.model import Act, Answer, Case, CaseId, ConsentEvent, ConsentPurpose, Status
from tipdesk.cases.transfer import Holding, HoldingState, Passage, TransferNumber
from tipdesk.cases.transfer_packet import (
    NAME,
    MovedHead,
    MovedRemark,
    TransferPacket,
    packet_json,
    read_packet,
    renamed,
    status_there,
    writers,
)
from tipdesk.core import errors
from tipdesk.core.work import Work
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.messages.messages import (
    Consequence,
    Messages,
    Outgoing,
    WritingPlan,
    write_planned,
)
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.desk.transfer.carrying import payloads
from tipdesk.desk.transfer.holding import STEP, holding_here, number_of, shared_secrets
from tipdesk.storage import custody_rows, interview_rows, message_rows
from tipdesk.storage.evidence import moved_rows, recordings
from tipdesk.storage.files import case_rows, casework_rows, transfer_rows
from tipdesk.storage.keys import case_keys

WRONG_DIGITS = "transfer_digits_wrong"
_AGREED = ledger.CONSENTED | {ledger.UNABLE}


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A file that was given up and of which no answer has come."""

    message_id: str  # of the newest message that carries it
    to: Correspondent
    number: TransferNumber
    since: datetime | None


class GivingUp:
    """Gives files up, and takes the answers in. GUI thread; all of it is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        restricted: Restricted,
        keys: Keys,
        messages: Messages,
        fold: Callable[[CaseId], None],
    ) -> None:
        """`fold` brings what was typed in a file into it."""
        self._desk = desk
        self._fold = fold
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted
        self._keys = keys
        self._messages = messages
        messages.hand_on(MessageType.TRANSFER_ANSWER, self._answered)

    # --- what stands ------------------------------------------------------------------------

    def holding(self, case_id: CaseId) -> Holding:
        """How the file stands here.

        Raises:
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        self._contents.readable(case_id)
        return holding_here(self._desk, case_id)

    def receivers(self) -> tuple[Correspondent, ...]:
        """Who elsewhere can take a file in, by the trust list; nobody where there is none."""
        self._desk.require(Act.SEE_FILES)
        trust = self._keys.trust_store()
        if trust is None or trust.listing is None:
            return ()
        return transferring.receivers(trust.listing, self._desk.station.code, self._desk.now())

    def on_its_way(self, case_id: CaseId) -> OnItsWay | None:
        """What was given up and has no answer yet.

        Raises:
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        holding = self.holding(case_id)
        if holding.state is not HoldingState.AWAY:
            return None
        sent = self._newest(case_id, holding.number)
        if sent is None:
            return None
        return OnItsWay(sent.message_id, sent.to, holding.number, holding.since)

    def consent(self, case_id: CaseId, station: str) -> ConsentEvent | None:
        """What the person last said of their file going to a station; None: they were not asked.

        Raises:
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        self._contents.readable(case_id)
        ruling = ledger.ruling(self._contents.consents.events(case_id))
        return ruling.get((ConsentPurpose.TRANSFER, station))

    # --- giving up --------------------------------------------------------------------------

    def note_consent(
        self, case_id: CaseId, station: str, state: str, by: str, reason: str = ""
    ) -> None:
        """Note what was said of the file's going to a station, and by whom (a choice of the form's
        list of who agrees). After a refusal only letters go.

        Raises:
            TransitionRefused: not open to the role, or it was given up.
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        self._desk.require(Act.EXPORT)
        case = self._contents.readable(case_id)
        self._desk.refuse_given_up(case_id, STEP)
        event = ConsentEvent(
            purpose=ConsentPurpose.TRANSFER,
            recipient=station,
            state=state,
            at=self._desk.now(),
            officer=self._desk.officer.login,
            by=by,
            reason=reason,
        )
        with self._vault.transaction():
            self._contents.consents.add(case, (event,))
        self._desk.publish(ChangeKind.STATUS, case_id)

    def bar(self, case_id: CaseId, station: str) -> str:
        """Why the file is not given up to a station now; '' nothing stands against it.

        Raises:
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        case = self._contents.readable(case_id)
        event = self.consent(case_id, station)
        agreed = event is not None and event.state in _AGREED
        held = transfer.bar_to_giving_up(holding_here(self._desk, case_id), consented=agreed)
        if held is not None:
            return held.value
        if case.hidden:
            return "hidden_stays"
        if case.status is Status.VOIDED:
            return "voided"
        if any(left.case_id == case_id for left in recordings.unfinished(self._vault)):
            return "records"
        return ""

    def check(self, case_id: CaseId, station: str) -> None:
        """Whether it can be given up to a station now, before anybody is asked for a passphrase.

        Raises:
            TransitionRefused: something stands against it (details: reason, see `bar`).
            ReasonNeeded, FileHidden, RestrictedClosed: as `give_up`.
        """
        case = self._contents.readable(case_id)
        self._restricted.check_open(case_id)
        reason = self.bar(case_id, station)
        if reason:
            raise errors.TransitionRefused(step=STEP, status=case.status.value, reason=reason)

    def give_up(self, case_id: CaseId, to: Correspondent, approver: Confirmed) -> OnItsWay:
        """From here on the file is only read. It waits to be written to a drive.

        Raises:
            TransitionRefused: not open to the approver's role, or something stands against it
                (details: reason, see `bar`).
            RestrictedClosed: level 4 of the file is closed to the officer of the session.
            AddresseeUnknown: the trust list names no such approver (details: code).
            NoCertificate: the approver has none for approvals.
            CustodyBroken: the chain does not hold.
            DiskFull: nothing was changed.
        """
        self._desk.require(Act.APPROVE, self._desk.role_of(approver))
        self.check(case_id, to.code)
        case = self._contents.case(case_id)
        self._desk.check_clock()
        if to not in self.receivers():
            raise errors.AddresseeUnknown(code=to.code)
        key = self._keys.signing_key(approver, CertificateRole.APPROVER)
        self._fold(case_id)
        with self._vault.transaction():
            tenure = holding_here(self._desk, case_id).tenure
            event = self._desk.enter(
                GIVEN_UP, case_id, approver.login, to=to.code, tenure=str(tenure)
            )
            at = self._desk.now().replace(microsecond=0)
            statement = GiveUp(
                case_id,
                tenure,
                self._desk.station.code,
                to.code,
                (event.seq, event.hash),
                format_time(at),
            )
            packet = packet_json(renamed(self._packet(case), self._desk.station.code, leaving=True))
            letter = Outgoing(
                MessageType.TRANSFER,
                to,
                MessageSubject(case_id=case_id),
                transferring.transfer_body(statement, key, at),
                case_id,
                self._payloads(case_id, packet),
                kept={NAME: packet},
            )
            self._messages.post(letter, approver)
            self._vault.touch(case_id)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
        way = self.on_its_way(case_id)
        assert way is not None  # noqa: S101  it was just entered
        return way

    def address(self, case_id: CaseId, to: Correspondent, approver: Confirmed) -> OnItsWay:
        """Let another approver of the same station take it in: the same giving-up, sealed to them.

        Raises:
            TransitionRefused: it is not on its way (reason "not_away"), or to another station
                (reason "other_number").
            And as `give_up`.
        """
        self._desk.require(Act.APPROVE, self._desk.role_of(approver))
        self._restricted.check_open(case_id)
        way = self.on_its_way(case_id)
        reason = "not_away" if way is None else ("" if way.to.code == to.code else "other_number")
        if way is None or reason:
            raise errors.TransitionRefused(step=STEP, status="", reason=reason)
        if to not in self.receivers():
            raise errors.AddresseeUnknown(code=to.code)
        sent, packet = self._sent(way.message_id), self._kept_packet(way.message_id)
        about = MessageSubject(case_id=case_id)
        letter = Outgoing(
            *(MessageType.TRANSFER, to, about, sent.body, case_id),
            self._payloads(case_id, packet),
            kept={NAME: packet},
        )
        self._messages.post(letter, approver)
        self._desk.publish(ChangeKind.MESSAGES, case_id)
        return replace(way, message_id=letter.message_id, to=to)

    def write(self, case_id: CaseId, target_dir: Path) -> Path:
        """Write what is on its way to the USB drive, as `write_planned` does after `writing_plan`.
        Raises: as these.
        """
        plan = self.writing_plan(case_id, target_dir)
        path = write_planned(plan, Work())
        self._messages.left(plan)
        return path

    def written(self, plan: WritingPlan) -> None:
        """What `write_planned` (JOB) has written is on the drive."""
        self._messages.left(plan)

    def writing_plan(self, case_id: CaseId, target_dir: Path) -> WritingPlan:
        """What `write_planned` (JOB) needs to write what is on its way to the USB drive with all of
        its attachments, sealed anew, as often as it is asked for.

        Raises:
            TransitionRefused: it is not on its way (reason "not_away").
            RestrictedClosed: level 4 of the file is closed to the officer of the session.
            AddresseeUnknown
        """
        self._restricted.check_open(case_id)
        way = self.on_its_way(case_id)
        if way is None:
            raise errors.TransitionRefused(step=STEP, status="", reason="not_away")
        packet = self._kept_packet(way.message_id)
        files = self._payloads(case_id, packet)
        return self._messages.writing_plan(way.message_id, target_dir, files)

    # --- it comes back ----------------------------------------------------------------------

    def seconds_to_wait(self, case_id: CaseId) -> int:
        """How long until digits may be typed again.

        Raises:
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        number = self.holding(case_id).number
        wrong = [
            event.at
            for event in custody_rows.of_case_with(self._vault, case_id, (WRONG_DIGITS,))
            if event.at is not None and event.seq > number.seq
        ]
        return transfer.seconds_to_wait(wrong, self._desk.now())

    def take_back(self, case_id: CaseId, digits: str, approver: Confirmed) -> bool:
        """With the digits that the other station reads out: it is written in here again. Whether
        they are right; wrong ones are counted.

        Raises:
            TransitionRefused: not open to the approver's role, it is not on its way, or digits may
                not be typed yet (reason "wait").
            ReasonNeeded, FileHidden: as `Contents.readable`.
        """
        self._desk.require(Act.APPROVE, self._desk.role_of(approver))
        case, way = self._contents.readable(case_id), self.on_its_way(case_id)
        if way is None:
            raise errors.TransitionRefused(step=STEP, status=case.status.value, reason="not_away")
        if self.seconds_to_wait(case_id):
            raise errors.TransitionRefused(step=STEP, status=case.status.value, reason="wait")
        passage = Passage(case.number, self._desk.station.code, way.to.code, way.number)
        secrets = shared_secrets(self._desk, self._keys, way.to.code)
        right = any(transfer.are_digits(secret, passage, digits) for secret in secrets)
        with self._vault.transaction():
            if right:
                self._back(case_id, approver.login, by=transfer.BY_DIGITS)
            else:
                self._desk.enter(WRONG_DIGITS, case_id, approver.login)
            self._desk.seal_by(approver.login, approver.seed)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
        return right

    def _answered(self, message: MessageDocument, _files: Mapping[str, bytes]) -> Consequence:
        """What the other station says of a file that was given up to it. What says the same once
        more, or comes late, is kept and changes nothing.

        Raises:
            MessageUnknown: nothing was given up with the message that it answers.
        """
        kept = message_rows.find(self._vault, message.about.message_id, self._messages.opens)
        sent = self._sent(message.about.message_id) if kept is not None else None
        if kept is None or sent is None or sent.known is not MessageType.TRANSFER:
            raise errors.MessageUnknown
        case_id = CaseId(kept.case_id)
        if (message.sender.code, message.about.case_id) != (sent.to.code, case_id):
            raise errors.MessageUnknown
        number, holding = number_of(sent), holding_here(self._desk, case_id)
        if message.body["taken"] is True:
            if transfer.bar_to_settling(holding, number) is None:
                return Consequence(case_id, partial(self._settle, case_id, message))
        elif transfer.bar_to_taking_back(holding, number) is None:
            by = message.message_id
            return Consequence(case_id, partial(self._back, case_id, "", by=by))
        return Consequence(case_id, lambda: None)

    def _settle(self, case_id: CaseId, message: MessageDocument) -> None:
        self._desk.enter(transfer.SETTLED, case_id, by=message.message_id)
        self._vault.touch(case_id)
        self._desk.seal()
        self._desk.publish_listed(ChangeKind.STATUS, case_id)

    def _back(self, case_id: CaseId, login: str, *, by: str) -> None:
        self._desk.enter(TAKEN_BACK, case_id, login, by=by)
        self._vault.touch(case_id)
        self._desk.seal()
        self._desk.publish_listed(ChangeKind.STATUS, case_id)

    # --- inside -----------------------------------------------------------------------------

    def _packet(self, case: Case) -> TransferPacket:
        """All of the file, opened. In the transaction that has just given it up."""
        case_id, opens = case.id, self._restricted.opens(case.id)

        def opened(path: str, text: str) -> str:
            plain = case_keys.text_for(opens, path, text)
            if plain is None:
                raise errors.RestrictedClosed(readers=self._restricted.readers_of(case_id))
            return plain

        log = tuple(
            replace(line, answer=_opened(line.path, line.answer, opened))
            for line in transfer_rows.log(self._vault, case_id)
        )
        amendments = tuple(
            replace(
                item,
                note=opened("note", item.note),
                before=_opened(item.path, item.before, opened),
                after=_opened(item.path, item.after, opened),
            )
            for item in transfer_rows.amendments(self._vault, case_id)
        )
        remarks = tuple(
            MovedRemark(path, opened("text", text), by, at)
            for path, text, by, at in case_rows.remarks_as_they_lie(self._vault, case_id)
        )
        station = self._desk.station.code
        segment = custody_rows.segment(self._vault, case_id, station, (), everything=True)
        packet = TransferPacket(
            station=station,
            head=self._head(case),
            people={},
            log=log,
            amendments=amendments,
            frozen=transfer_rows.frozen(self._vault, case_id),
            remarks=remarks,
            consents=self._contents.consents.events(case_id),
            noticed=interview_rows.noticed(self._vault, case_id, opens),
            work=casework_rows.of_case(self._vault, case_id, opens),
            custody=custody_json([segment]).decode("ascii"),
            files=moved_rows.of_case(self._vault, case_id, opens),
        )
        return replace(packet, people=transfer_rows.names(self._vault, writers(packet)))

    def _head(self, case: Case) -> MovedHead:
        form = self._desk.forms.rules_of(case).definition
        return MovedHead(
            case_id=case.id,
            number=case.number,
            person_code=case.person_code,
            form=(form.form_id, form.version, form.digest),
            status=status_there(case.status),
            revision=case.revision,
            quick=case.quick,
            created_at=case.created_at,
            created_by=case.created_by,
            receipt_number=case.receipt_number,
            notified_at=case.notified_at,
            sent=workflow.was_sent(custody_rows.of_case(self._vault, case.id)),
        )

    def _newest(self, case_id: CaseId, number: TransferNumber) -> MessageDocument | None:
        """The newest message that carries this giving-up."""
        for letter in self._messages.about(case_id):
            sent = letter.message
            if not letter.came and sent.known is MessageType.TRANSFER and number_of(sent) == number:
                return sent
        return None

    def _sent(self, message_id: str) -> MessageDocument:
        kept = message_rows.find(self._vault, message_id, self._messages.opens)
        if kept is None or kept.way != message_rows.SENT:
            raise errors.MessageUnknown
        return read_message(kept.document)

    def _kept_packet(self, message_id: str) -> bytes:
        packet = self._messages.files(message_id).get(NAME)
        if packet is None:
            raise errors.VaultDamaged(what="message")
        return packet

    def _payloads(self, case_id: CaseId, packet: bytes) -> tuple[Payload, ...]:
        """The packet that was signed, and the contents that it speaks of."""
        try:
            files = read_packet(packet).files.travelling
        except ValueError as error:
            raise errors.VaultDamaged(what="message") from error
        return payloads(self._vault, packet, files, self._restricted.opens(case_id))


def _opened(path: str, answer: Answer, opened: Callable[[str, str], str]) -> Answer:
    """An answer as it is open to whoever gives the file up."""
    if not case_keys.is_closed(answer.value):
        return answer
    return case_keys.with_said(answer, opened(path, answer.value))
