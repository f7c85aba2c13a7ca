"""A file that another station has given up is taken in here, or refused; both are for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tipdesk.bundle.messages import transferring
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageDocument, MessageSubject
from tipdesk.bundle.problems import Code
from tipdesk.cases import transfer
from tipdesk.cases.answers import answers_digest
from tipdesk.cases.custody import following
from tipdesk.cases.custody.document import Segment, read_custody
from tipdesk.cases.custody.following import TAKEN_IN
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act, Answer, Case, CaseId, CustodyEvent, Status
from tipdesk.cases.transfer import Holding, Passage, TransferBar, TransferNumber
from tipdesk.cases.transfer_packet import (
    NAME,
    TransferPacket,
    read_packet,
    renamed,
    told_by,
)
from tipdesk.core import errors
from tipdesk.core.work import Work
from tipdesk.desk.files.consent_book import ConsentBook
from tipdesk.desk.files.listing import list_again
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.messages.messages import Consequence, Messages, Outgoing, ReadMessage
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.desk.transfer.carrying import OfferPlan, Opened, drop, is_beside, open_offered
from tipdesk.desk.transfer.holding import STEP, holding_here, number_of, shared_secrets
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.evidence import moved_rows
from tipdesk.storage.evidence.attachments import SealedAttachment
from tipdesk.storage.evidence.staging import SealedContent
from tipdesk.storage.files import case_rows, casework_rows, transfer_rows
from tipdesk.storage.keys import case_keys

REFUSED = "transfer_refused"
"""Of no file: it may never have been seen here."""
UNPACKED = "transfer_unpacked"
"""What was written in it elsewhere is here; by this entry the answers are vouched for."""


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file that has come and was not taken in."""

    read: ReadMessage
    packet: TransferPacket  # people as they are called here
    number: TransferNumber
    sender: Correspondent
    bar: TransferBar | None  # why it is not taken in
    again: bool  # it was taken in before, by this very number

    @property
    def case_id(self) -> CaseId:
        """Of the file."""
        return self.packet.head.case_id


class TakingOver:
    """Takes files in, and refuses them. GUI thread; all of it is short."""

    def __init__(
        self, desk: OpenVault, restricted: Restricted, keys: Keys, messages: Messages
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._restricted = restricted
        self._keys = keys
        self._messages = messages
        self._consents = ConsentBook(desk, restricted)
        self._closing = Sealing(desk, restricted)
        self._sealed: dict[str, SealedAttachment] = {}  # by id; no row knows of it yet
        messages.hand_on(MessageType.TRANSFER, _not_taken_so)

    # --- what has come ----------------------------------------------------------------------

    def read(self, path: Path) -> OfferedFile:
        """`offer_plan`, `open_offered` and `judge` in one. Raises: as these."""
        return self.judge(open_offered(self.offer_plan(path), Work()))

    def offer_plan(self, path: Path) -> OfferPlan:
        """What `open_offered` (JOB) needs to read a file that another station has written.

        Raises:
            TransitionRefused: not open to the officer's role.
            TrustMissing, NoCertificate
        """
        self._desk.require(Act.APPROVE)
        sealed = {number: content.sha256 for number, content in self._sealed.items()}
        return OfferPlan(path, self._vault.vault_dir, self._messages.question(), sealed)

    def judge(self, opened: Opened) -> OfferedFile:
        """Hold against this vault what `open_offered` has read. Nothing of it is kept but the
        contents of attachments, sealed, until it is taken in or dropped.

        Raises:
            TransitionRefused: not open to the officer's role.
            MessageForOther: it is sealed to somebody else.
            MessageInvalid: it does not verify (details: code).
            And as `Messages.take`.
        """
        self._sealed |= opened.sealed
        try:
            offer = self._judged(opened)
            if offer.bar is not None:
                self._forget(opened.sealed)
            return offer
        except BaseException:
            self._forget(opened.sealed)
            raise

    def drop(self, offer: OfferedFile) -> None:
        """It is not taken in now: nothing of its attachments stays here."""
        self._forget({item.id for item in offer.packet.files.travelling} & self._sealed.keys())

    def _forget(self, ids: Iterable[str]) -> None:
        left = [number for number in ids if self._sealed.pop(number, None) is not None]
        drop(self._vault.vault_dir, left)

    def _judged(self, opened: Opened) -> OfferedFile:
        self._desk.require(Act.APPROVE)
        read = self._messages.looked(opened.path, MessageType.TRANSFER, opened.report, opened.files)
        packet = self._packet(read)
        number = number_of(read.message)
        holding = self._holding(packet.head.case_id, packet.head.number)
        bar = transfer.bar_to_taking_in(holding, number)
        again = number == holding.taken
        if bar is None and transfer_rows.number_taken(self._vault, packet.head):
            raise errors.MessageInvalid(code=Code.E_SEGMENT.value)
        return OfferedFile(read, packet, number, read.message.sender, bar, again)

    def take_in(self, offer: OfferedFile, taker: Confirmed, readers: Collection[str] = ()) -> Case:
        """It is a file of this station from here on, which names the officer of the session and
        `readers`; the receipt is signed with it and waits for a drive. What was taken in before is
        given back as it stands.

        Raises:
            TransitionRefused: not open to the taker's role, or it is not taken in (details: reason:
                a `TransferBar`).
            NoCertificate: the taker has none for approvals.
            FormUnknown: this station has not the form that it was taken with (details: form,
                version).
            VaultDamaged: what lies here of it is not how it goes on (what="answers").
            DiskFull: nothing was changed.
        """
        self._desk.require(Act.APPROVE)
        self._desk.require(Act.APPROVE, self._desk.role_of(taker))
        head = offer.packet.head
        holding = self._holding(head.case_id, head.number)
        if holding.taken == offer.number and holding.is_written:
            return self._row(head.case_id)
        bar = transfer.bar_to_taking_in(holding, offer.number)
        if bar is not None:
            raise errors.TransitionRefused(step=STEP, status="", reason=bar.value)
        form_id, version, digest = head.form
        form = self._desk.forms.rules(form_id, version).definition
        if form.digest != digest:
            raise errors.FormUnknown(form=form_id, version=version)
        contents = self._contents(offer)
        with self._vault.transaction():
            self._open(offer, readers)
            gone = self._unpack(offer, contents)
            self._messages.keep_read(offer.read, head.case_id, offer.read.files)
            self._answer(offer, taker, taken=True)
        for number in contents:
            del self._sealed[number]
        drop(self._vault.vault_dir, gone)
        self._desk.publish_listed(ChangeKind.STATUS, head.case_id)
        return self._row(head.case_id)

    def write_receipt(self, case_id: CaseId, target_dir: Path) -> Path:
        """Write the receipt of a file that was taken in to the USB drive, as often as it is lost.

        Raises:
            KeyError: it was not taken in here.
            ReasonNeeded, FileHidden: the file is closed to the officer.
            AddresseeUnknown, DiskFull, TargetNotWritable, ReadbackFailed
        """
        taken = holding_here(self._desk, case_id).taken
        for letter in self._messages.about(case_id):
            message = letter.message
            is_answer = message.known is MessageType.TRANSFER_ANSWER and not letter.came
            if is_answer and message.body["tenure"] == taken.tenure and message.body["taken"]:
                return self._messages.write_again(message.message_id, target_dir)
        raise KeyError(case_id)

    # --- refused ----------------------------------------------------------------------------

    def refuse(self, offer: OfferedFile, taker: Confirmed, target_dir: Path) -> Path:
        """A file that has come is not taken in, now or later; the refusal, signed, on the USB
        drive.

        Raises:
            TransitionRefused: it was taken in already (reason "older"), or not open to the role.
            NoCertificate, AddresseeUnknown, DiskFull, TargetNotWritable, ReadbackFailed
        """
        head = offer.packet.head
        with self._vault.transaction():
            digits = self.refuse_number(head.number, offer.sender.code, offer.number, taker)
            message_id = self._answer(offer, taker, digits, taken=False)
        self.drop(offer)
        return self._messages.write_again(message_id, target_dir)

    def refuse_number(
        self, file_number: str, sender: str, number: TransferNumber, taker: Confirmed
    ) -> str:
        """A giving-up that may never have come is refused for ever: neither it nor an earlier one
        of this file is taken in here. The eight digits that are read out to the sender, the same
        each time.

        Raises:
            TransitionRefused: it was taken in already (reason "older"), or not open to the role.
            AddresseeUnknown: the trust list has no key of the sender (details: code).
        """
        self._desk.require(Act.APPROVE, self._desk.role_of(taker))
        secrets = shared_secrets(self._desk, self._keys, sender)
        holding = self._holding_by_number(file_number)
        bar = transfer.bar_to_refusing(holding, number)
        if bar is not None:
            raise errors.TransitionRefused(step=STEP, status="", reason=bar.value)
        if number > holding.refused:
            with self._vault.transaction():
                self._desk.enter(
                    REFUSED,
                    None,
                    taker.login,
                    file=file_number,
                    sender=sender,
                    tenure=str(number.tenure),
                    number=str(number.seq),
                )
                self._desk.seal_by(taker.login, taker.seed)
        passage = Passage(file_number, sender, self._desk.station.code, number)
        return transfer.refusal_digits(secrets[0], passage)

    # --- inside -----------------------------------------------------------------------------

    def _packet(self, read: ReadMessage) -> TransferPacket:
        """What has come, held against what was signed. Raises MessageInvalid."""
        trust = self._keys.trust_store()
        if trust is None:
            raise errors.TrustMissing
        try:
            signed = transferring.read_transfer(read.message, trust, self._desk.now())
            packet = read_packet(read.files.get(NAME, b""))
            (segment,) = read_custody(packet.custody.encode("ascii"), packet.head.case_id)
        except errors.BundleUnreadable as error:
            raise errors.MessageInvalid(code=str(error.details["code"])) from error
        except ValueError as error:
            raise errors.MessageInvalid(code=Code.E_SEGMENT.value) from error
        statement, sender = signed.statement, read.message.sender.code
        same = (packet.station, packet.head.case_id) == (sender, statement.case_id)
        whole = segment.station == sender and segment.head == statement.head
        beside = is_beside(read.message.files, packet)
        if not (same and whole and beside and _is_given_up(segment)):
            raise errors.MessageInvalid(code=Code.E_SEGMENT.value)
        return renamed(packet, self._desk.station.code, leaving=False)

    def _holding(self, case_id: CaseId, file_number: str) -> Holding:
        here = holding_here(self._desk, case_id)
        return transfer.refuse(here, self._refused(file_number))

    def _holding_by_number(self, file_number: str) -> Holding:
        numbers = case_rows.numbers(self._vault)
        known = next((case for case, text in numbers.items() if text == file_number), CaseId(""))
        return self._holding(known, file_number)

    def _refused(self, file_number: str) -> TransferNumber:
        """The latest giving-up of a file that was refused here."""
        return max(
            (
                TransferNumber(int(event.detail["tenure"]), int(event.detail["number"]))
                for event in custody_rows.since(self._vault, 0, REFUSED)
                if event.detail.get("file") == file_number
            ),
            default=transfer.NEVER,
        )

    def _open(self, offer: OfferedFile, readers: Collection[str]) -> None:
        """It is begun here, or again; whom it names."""
        packet, now = offer.packet, self._desk.now()
        head, own = packet.head, self._desk.officer.login
        transfer_rows.add_people(self._vault, dict(packet.people), now)
        number, sender = offer.number, offer.sender.code
        detail = {
            "from": sender,
            "tenure": str(number.tenure),
            "number": str(number.seq),
            "sent": "yes" if head.sent else "",
        }
        if transfer_rows.has_status(self._vault, head.case_id) is not None:
            self._desk.enter(TAKEN_IN, head.case_id, **detail)
            self._desk.seal()
            return
        form = self._desk.forms.rules(head.form[0], head.form[1]).definition
        self._desk.forms.keep(form, now)
        case = Case(
            id=head.case_id,
            number=head.number,
            person_code=head.person_code,
            form_id=form.form_id,
            form_version=form.version,
            status=Status.IN_PROGRESS,
            revision=0,
            created_at=head.created_at,
            updated_at=now,
            created_by=head.created_by,
            quick=head.quick,
        )
        case_rows.add_case(self._vault, case)
        named = sorted({own, *readers})
        for login in named:
            case_rows.add_reader(self._vault, case.id, login, own, now)
        body = {
            "case": case.id,
            "by": own,
            "logins": named,
            "form": [form.form_id, form.version, form.digest],
        }
        self._desk.decide(
            DeedKind.OPENED, body, TAKEN_IN, case.id, signers=(), opening=b"", **detail
        )
        self._desk.seal()

    def _contents(self, offer: OfferedFile) -> dict[str, SealedContent]:
        """What is sealed of it and is not recorded yet, by id.

        Raises:
            VaultDamaged: something of it neither lies here nor was sealed (what="sealed_file").
        """
        files = offer.packet.files
        ids = {item.id for item in files.attachments} | {item.id for item in files.recordings}
        here = moved_rows.lying(self._vault, offer.case_id, ids)
        fresh = [item for item in files.travelling if item.id not in here]
        for item in fresh:
            content = self._sealed.get(item.id)
            if content is None or content.sha256 != item.sha256:
                raise errors.VaultDamaged(what="sealed_file")
        return {item.id: self._sealed[item.id].content for item in fresh}

    def _add_files(
        self, packet: TransferPacket, contents: Mapping[str, SealedContent]
    ) -> tuple[str, ...]:
        """Attachments and recordings, each closed as what it belongs to is; the ids of what was
        destroyed elsewhere."""
        case_id, files = packet.head.case_id, packet.files
        if not (files.attachments or files.recordings):
            return ()
        transfer_rows.reopen(self._vault, case_id)
        return moved_rows.add(self._vault, case_id, files, contents)

    def _close_files(self, case: Case, packet: TransferPacket) -> None:
        form = self._desk.forms.rules_of(case).definition
        for item in packet.files.travelling:
            self._closing.file(case, form, item.id, restricted=item.restricted)
        for recording in packet.files.recordings:
            for path in {mark.path for mark in recording.marks}:
                self._closing.marks(case, form, recording.id, path)

    def _unpack(self, offer: OfferedFile, contents: Mapping[str, SealedContent]) -> tuple[str, ...]:
        """Everything that was written elsewhere, after what lies here already; the ids of
        attachments that were destroyed there."""
        packet, case_id = offer.packet, offer.case_id
        (segment,) = read_custody(packet.custody.encode("ascii"), packet.head.case_id)
        own = self._desk.station.code
        sent = packet.head.status in (Status.EXPORTED, Status.RECEIVED, Status.REFUSED)
        for action, by, detail in told_by(segment.own, packet.station, own, approved=sent):
            self._desk.enter(action, case_id, by, **detail)
        gone = self._add_files(packet, contents)
        self._add_answers(packet)
        self._close_files(self._row(case_id), packet)
        transfer_rows.add_frozen(self._vault, case_id, packet.frozen)
        transfer_rows.add_remarks(self._vault, case_id, packet.remarks)
        known = len(interview_rows.noticed(self._vault, case_id, case_keys.opens_nothing))
        for line in packet.noticed[known:]:
            interview_rows.add_noticed(self._vault, case_id, line)
        case = self._row(case_id)
        self._consents.add(case, packet.consents[len(self._consents.events(case_id)) :])
        self._add_work(packet)
        stored = interview_rows.answers(self._vault, case_id)
        self._desk.enter(
            UNPACKED, case_id, commitment=self._desk.commitment(answers_digest(stored))
        )
        case_rows.set_notified(self._vault, case_id, packet.head.notified_at, self._desk.now())
        list_again(self._desk, case_id)
        self._vault.touch(case_id)
        return gone

    def _add_answers(self, packet: TransferPacket) -> None:
        case_id = packet.head.case_id
        case = self._row(case_id)
        form = self._desk.forms.rules_of(case).definition
        standing = {line.path: line.answer for line in packet.log}
        closes = self._restricted.closing(case, form, standing)

        def close(path: str, answer: Answer) -> Answer:
            if not closes(path):
                return answer
            generation, key = self._restricted.keys.writing(case_id)
            return case_keys.close_answer(key, generation, case_id, path, answer)

        transfer_rows.add_answers(self._vault, packet.head, packet.log, packet.amendments, close)

    def _add_work(self, packet: TransferPacket) -> None:
        case_id = packet.head.case_id
        opens = self._restricted.opens(case_id)
        known = len(casework_rows.of_case(self._vault, case_id, opens))

        def close(place: str, text: str) -> str:
            if place == casework_rows.WORDS:
                return text
            generation, key = self._restricted.keys.writing(case_id)
            return case_keys.close_text(key, generation, case_id, place, text)

        for entry in packet.work[known:]:
            casework_rows.enter(self._vault, entry, close, partial(self._entered, entry.by))

    def _entered(self, login: str, digests: Mapping[str, str]) -> CustodyEvent:
        return self._desk.enter(casework_rows.ENTERED, None, login, **digests)

    def _answer(
        self, offer: OfferedFile, taker: Confirmed, digits: str = "", *, taken: bool
    ) -> str:
        """Sign what the sender is told. In the running transaction."""
        case_id = offer.case_id if taken else ""
        letter = Outgoing(
            MessageType.TRANSFER_ANSWER,
            Correspondent(offer.sender.code),
            MessageSubject(message_id=offer.read.message.message_id, case_id=offer.case_id),
            transferring.answer_body(offer.number.tenure, digits, taken=taken),
            case_id,
        )
        self._messages.post(letter, taker)
        return letter.message_id

    def _row(self, case_id: CaseId) -> Case:
        case = case_rows.find(self._vault, case_id)
        if case is None:
            raise KeyError(case_id)
        return case


def _not_taken_so(_message: MessageDocument, _files: Mapping[str, bytes]) -> Consequence:
    """Raises FileHasCome: whoever takes a file in says so."""
    raise errors.FileHasCome


def _is_given_up(segment: Segment) -> bool:
    """Whether it holds, and ends with the giving-up."""
    last = segment.own_at(segment.head[0])
    return not following.follow(segment) and last is not None and last.action == following.GIVEN_UP
