"""Messages of a station or office: taken in, kept on their files, written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tipdesk.bundle.approval import ApprovalKind
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import BundleKind, NotSent, Payload
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.age import Identity, Recipient
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey, in_order
from tipdesk.bundle.file_kind import FileKind, kind_inside
from tipdesk.bundle.messages.bodies import MessageType, rows_of, signed_as, type_sign
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageDocument,
    MessageNumber,
    MessageSubject,
)
from tipdesk.bundle.messages.judging import SignedParts, prove_rows
from tipdesk.bundle.messages.writing import (
    SUFFIX,
    SignedMessage,
    files_of,
    sealed_to,
    sealed_to_approver,
    sign_message,
    write_message_file,
)
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import TrustStore
from tipdesk.cases.model import Act, CaseId, StationKind
from tipdesk.core import errors
from tipdesk.core.plain_file import shown_name
from tipdesk.core.work import Work
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.listing import list_request
from tipdesk.desk.handover.checking import claims_anothers
from tipdesk.desk.handover.handover import Export
from tipdesk.desk.handover.receiving import Receiving
from tipdesk.desk.handover.sent_bundles import sent_notices
from tipdesk.desk.messages.entered import SENT, TAKEN
from tipdesk.desk.messages.letters import (
    KIND,
    Judged,
    JudgedMessage,
    Judgements,
    Unjudged,
    entry_of,
    judge,
    number_of,
    parts_of,
    read_letter,
    with_numbers,
)
from tipdesk.desk.messages.stages import BundleStage, stage_of
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import bundle_numbers, handover_rows, message_rows
from tipdesk.storage.keys import case_keys
from tipdesk.storage.keys.case_keys import Opens, opens_nothing

_KEPT = ("accepted", "aside")  # what of the register lies here with its content
_MOST_FILES = 64 << 20  # bytes of what comes with a message and is kept

_OF_STAGES = [
    type_sign(kind) for kind in (MessageType.ARRIVED, MessageType.NOT_FOR_US, MessageType.OPENED)
]
_OF_APPROVAL = (MessageType.APPROVAL_REQUEST, MessageType.APPROVAL_ANSWER)
_TO_APPROVER = (MessageType.APPROVAL_REQUEST, MessageType.TRANSFER)
"""Sealed to the key of whoever is named, and to no other."""
_OF_OWNER = frozenset(
    {
        MessageType.WITHDRAWAL,
        MessageType.VOIDED,
        MessageType.COMPLETION_ANSWER,
        MessageType.DISCLOSURE,
        MessageType.SUMMONS_ADDRESS,
    }
)
"""What a station says about a file at the office: of a hidden one its approver alone."""
_OF_COMPLETING = (MessageType.COMPLETION_REQUEST, MessageType.COMPLETION_ANSWER)
_MOST_BESIDE = 1 << 20  # bytes of a message that is taken in without being asked for
_MOST_FILES_BESIDE = 100


@dataclass(frozen=True, slots=True)
class AddressedFile:
    """What a message is written about."""

    case_id: str  # '' for no file
    revision: int | None
    manifest: str  # SHA-256 (hex) of the bundle's manifest; '' for none
    other: str  # code of the office or station at the other end


@dataclass(frozen=True, slots=True)
class TakenMessage:
    """A message that was read from a USB drive."""

    letter: JudgedMessage
    about: str  # number of the file, "" for none
    again: bool  # it was here before


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it is to be signed."""

    kind: MessageType
    to: Correspondent
    about: MessageSubject
    body: Mapping[str, JsonValue]
    own: str = ""  # id of the file of this vault on which it stands
    files: tuple[Payload, ...] = ()
    message_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    kept: Mapping[str, bytes] = field(default_factory=dict)  # of its files, by path


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a message means for this vault, once it was judged."""

    own: str  # id of the file of this vault on which it stands, or ''
    enter: Callable[[], None]  # what follows: inside the transaction that keeps the message


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message that was read from a USB drive and is not kept."""

    message: MessageDocument
    parts: SignedParts
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class WritingPlan:
    """What `write_planned` (JOB) needs to write a message that was signed here."""

    message_id: str
    target: Path
    signed: SignedMessage = field(repr=False)
    recipients: tuple[Recipient, ...]


def write_planned(plan: WritingPlan, work: Work) -> Path:
    """Write it to the USB drive, sealed anew, with all its files, and read it back. Progress in
    bytes. JOB.

    Raises:
        VaultDamaged, DiskFull, TargetNotWritable, ReadbackFailed, Cancelled: nothing is left there.
    """
    total = 2 * sum(item.size for item in plan.signed.payloads)
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        work.step(min(done, total), total)

    return write_message_file(plan.target, plan.signed, plan.recipients, step).path


Taker = Callable[[MessageDocument, Mapping[str, bytes]], Consequence]
"""Judges a message, with the files that came with it. Raises TipdeskError: it is not taken."""


class Messages:
    """Messages of this vault. GUI thread; they are small."""

    def __init__(
        self,
        desk: OpenVault,
        access: Access,
        keys: Keys,
        receiving: Receiving,
        settle: Callable[[str], None],
        book: CaseWorkBook,
    ) -> None:
        """`settle` hears of the case bundle (its manifest) about which a prosecutor has decided."""
        self._desk = desk
        self._settle = settle
        self._book = book
        self._judgements = Judgements()
        self._vault = desk.vault
        self._access = access
        self._keys = keys
        self._receiving = receiving
        self._takers: dict[str, Taker] = {}

    def hand_on(self, kind: MessageType, taker: Taker) -> None:
        """Let `taker` take in what comes of this type, at a station with files."""
        if not self._at_office:
            self._takers[kind.value] = taker

    # --- what came --------------------------------------------------------------------------

    def take(self, path: Path) -> TakenMessage:
        """Read a message from the USB drive, verify it and keep it.

        Raises:
            TransitionRefused: not open to the officer's role.
            TrustMissing: no trust list was imported yet.
            NoCertificate: nothing is sealed to this station yet.
            MessageInvalid: it does not verify, is for another station, shows what the approved
                record does not prove, or is another one under a known id (details: code).
            MessageUnknown: it is about a file that is not known here.
            FileHidden: it is about one that is hidden from the unit, and names others.
            MessageOwn: it was written here, and opens to others only (details: code).
            MessageForOther: it opens to others only.
            FileUnreadable: the file cannot be read.
        """
        self._desk.require(self._taking)
        report, files = self._verified(path)
        message = report.message
        if message is None:
            raise errors.MessageInvalid(code=_first_code(report.problems))
        known = message_rows.find(self._vault, message.message_id, self.opens)
        again = known is not None
        if known is None:
            known = self._take_in(message, _parts(report), files)
        elif parts_of(known).manifest_sha256 != report.manifest_sha256:
            raise errors.MessageInvalid(code=Code.E_REPLAY_CONFLICT.value)
        number = self._number(known.case_id)
        return TakenMessage(self._letters((known,))[0], number, again)

    def looked(
        self,
        path: Path,
        kind: MessageType,
        report: VerificationReport,
        files: Mapping[str, bytes],
    ) -> ReadMessage:
        """A message of one type that is to this station, as `verify` reports of it, asked
        `question`, with its files; nothing of it is kept. Raises: as `take`."""
        self._desk.require(self._taking)
        self._check_holds(path, report)
        message = report.message
        if message is None or message.known is not kind:
            raise errors.MessageInvalid(code=_first_code(report.problems))
        if message.to.code != self._desk.station.code:
            raise errors.MessageInvalid(code=Code.E_NOT_FOR_US.value)
        return ReadMessage(message, _parts(report), files)

    def keep_read(
        self, read: ReadMessage, own: str, files: Mapping[str, bytes] | None = None
    ) -> None:
        """Keep what `look` has read, on this file of the vault, with what is to lie here of its
        files. In the running transaction; the same once more changes nothing."""
        if not message_rows.is_known(self._vault, read.message.message_id):
            self._keep(read.message, read.parts, message_rows.CAME, own, files or {})

    def take_beside(self, path: Path) -> tuple[TakenMessage, ...]:
        """Take in what lies beside a receipt, case bundle or message on its drive and is for this
        station; what was here before, or cannot be read or kept, is passed over."""
        taken = []
        for beside in _beside(path, self._is_new):
            with suppress(errors.TipdeskError):
                taken.append(self.take(beside))
        return tuple(item for item in taken if not item.again)

    def is_message(self, path: Path) -> bool:
        """Whether a sealed file begins like a message that this station can open. Nothing of it is
        believed by that.

        Raises:
            MessageOwn: it opens to others, and has the name of one that was written here (details:
                code).
            MessageForOther: it opens to others, and is named as messages are; at a station.
            FileUnreadable: the file cannot be read.
        """
        inside = kind_inside(path, self._identities())
        if inside is FileKind.NONE:
            self._check_not_own(path)
            if not self._at_office and path.name.endswith(SUFFIX):
                raise errors.MessageForOther
        return inside is FileKind.MESSAGE

    # --- what is kept -----------------------------------------------------------------------

    def about(self, case_id: str) -> tuple[JudgedMessage, ...]:
        """What came and what was sent about a file, the newest first.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
            TransitionRefused: at an office, not open to the officer's role.
        """
        self._check_may_read(case_id)
        return self._letters(message_rows.about(self._vault, case_id, self.opens))

    def unjudged(self, case_id: str) -> Unjudged:
        """What of the messages about a file `about` would have to judge first: `letters.judge` in a
        job where it is much, and `keep` what it gives. Raises: as `about`."""
        self._check_may_read(case_id)
        return self._unjudged(message_rows.about(self._vault, case_id, self.opens))

    def keep(self, letters: Judged) -> None:
        """What a job has judged."""
        self._judgements.keep(letters)

    def stage(self, export: Export) -> BundleStage:
        """How far a case bundle has come, by what the office has said of it. Raises: as `about`."""
        self._check_may_read(export.case_id)
        kept = message_rows.about(self._vault, export.case_id, self.opens)
        telling = [item for item in kept if any(sign in item.document for sign in _OF_STAGES)]
        return stage_of(export, self._letters(telling), self._desk.now())

    def closed(self, case_id: str) -> int:
        """How many messages about a file are closed to the officer: they show answers of level 4.
        Raises: as `about`."""
        self._check_may_read(case_id)
        return message_rows.closed(self._vault, case_id, self.opens)

    def others(self) -> tuple[JudgedMessage, ...]:
        """What is about no file, the newest first. Raises TransitionRefused."""
        self._desk.require(self._taking)
        return self._letters(message_rows.about(self._vault, "", self.opens))

    def can_send(self, kind: MessageType) -> bool:
        """Whether the officer of the session signs messages of this type here."""
        role = self.role(kind)
        return role is not None and self._keys.can_sign(self._desk.officer.login, role)

    # --- what is written --------------------------------------------------------------------

    def send(
        self,
        kind: MessageType,
        case_id: str,
        body: Mapping[str, JsonValue],
        confirmed: Confirmed,
        target_dir: Path,
    ) -> tuple[JudgedMessage, Path]:
        """Sign a message about a file, keep it, and write it to the USB drive.

        If it cannot be written there, it is kept all the same: `write_again`.

        Raises:
            TransitionRefused: not open to the confirmed officer's role.
            MessageUnknown: nothing of this file was sent or received.
            AddresseeUnknown: the trust list has no key of the other end (details: code).
            NoCertificate: the confirmed officer has none for this type.
            BundleUnreadable: the body is none of this type.
            DiskFull, TargetNotWritable, ReadbackFailed
        """
        self._check_may_read(case_id)
        subject = self._subject_of(MessageSubject(case_id=case_id))
        if subject is None:
            raise errors.MessageUnknown
        self._recipients(kind, Correspondent(subject.other))
        kept = self.sign(kind, subject, body, confirmed)
        return self._letters((kept,))[0], self.write_again(kept.message_id, target_dir)

    def post(self, letter: Outgoing, confirmed: Confirmed) -> JudgedMessage:
        """Sign a message, keep and enter it; nothing is written to any drive.

        Raises:
            AddresseeUnknown: the trust list has no key of the other end (details: code).
            NoCertificate: the confirmed officer has none for this type.
            BundleUnreadable: the body is none of this type.
        """
        role = self.role(letter.kind)
        if role is None:
            raise errors.NoCertificate
        self._recipients(letter.kind, letter.to)
        key = self._keys.signing_key(confirmed, role)
        with self._vault.transaction():
            kept = self._signed(confirmed.login, key, letter)
            self._desk.seal_by(confirmed.login, confirmed.seed)
        return self._letters((kept,))[0]

    def sign(
        self,
        kind: MessageType,
        subject: AddressedFile,
        body: Mapping[str, JsonValue],
        confirmed: Confirmed,
    ) -> message_rows.KeptMessage:
        """Sign a message and keep it; it waits to be written to a drive.

        Raises:
            TransitionRefused: not open to the confirmed officer's role.
            NoCertificate: the confirmed officer has none for this type.
            BundleUnreadable: the body is none of this type.
        """
        self._desk.require(self._sending(kind), self._desk.role_of(confirmed))
        role = self.role(kind)
        if role is None:
            raise errors.NoCertificate
        key = self._keys.signing_key(confirmed, role)
        with self._vault.transaction():
            kept = self.sign_as(confirmed.login, key, kind, subject, body)
            self._desk.seal_by(confirmed.login, confirmed.seed)
        return kept

    def sign_as(
        self,
        login: str,
        key: SigningKey,
        kind: MessageType,
        subject: AddressedFile,
        body: Mapping[str, JsonValue],
    ) -> message_rows.KeptMessage:
        """As `sign`, with a key that is open already. Raises: NoCertificate, BundleUnreadable."""
        about = MessageSubject(subject.manifest, "", subject.case_id, subject.revision)
        to = Correspondent(subject.other)
        with self._vault.transaction():
            return self._signed(login, key, Outgoing(kind, to, about, body, subject.case_id))

    def write_again(self, message_id: str, target_dir: Path, files: Sequence[Payload] = ()) -> Path:
        """Write a message that was signed here to the USB drive, sealed anew; `files` are those
        that it names, in its order.

        Raises:
            KeyError: there is no such message, or it is closed to the officer.
            AddresseeUnknown, DiskFull, TargetNotWritable, ReadbackFailed
        """
        return self.write(self._writable(message_id), target_dir, files)

    def writing_plan(
        self, message_id: str, target_dir: Path, files: Sequence[Payload]
    ) -> WritingPlan:
        """What `write_planned` needs, which writes as `write_again` does; `left` follows it.

        Raises:
            KeyError: there is no such message, or it is closed to the officer.
            AddresseeUnknown
        """
        return self._writing(self._writable(message_id), target_dir, files)

    def left(self, plan: WritingPlan) -> None:
        """It was written."""
        message_rows.left(self._vault, plan.message_id, self._desk.now())

    def _writable(self, message_id: str) -> message_rows.KeptMessage:
        kept = message_rows.find(self._vault, message_id, self.opens)
        if kept is None or kept.way != message_rows.SENT:
            raise KeyError(message_id)
        self._check_may_read(kept.case_id)
        return kept

    def _writing(
        self, kept: message_rows.KeptMessage, target_dir: Path, files: Sequence[Payload]
    ) -> WritingPlan:
        letter = read_letter(kept, None, self._desk.now())
        signed = SignedMessage(letter.message, parts_of(kept), files_of(files)[1])
        recipients = self._recipients(letter.message.known, letter.message.to)
        return WritingPlan(kept.message_id, target_dir, signed, recipients)

    def write(
        self, kept: message_rows.KeptMessage, target_dir: Path, files: Sequence[Payload] = ()
    ) -> Path:
        """Write a message that was signed here to the USB drive. Raises: as `write_again`."""
        plan = self._writing(kept, target_dir, files)
        path = write_planned(plan, Work())
        self.left(plan)
        return path

    def subject(self, manifest: str) -> AddressedFile | None:
        """What a message about a case bundle of this manifest is about, and to whom it goes; None:
        nothing of this manifest was sent or received."""
        return self._subject_of(MessageSubject(manifest=manifest)) if manifest else None

    def opens(self, case_id: str) -> Opens:
        """What opens the messages about a file: at an office nothing is closed."""
        return opens_nothing if self._at_office else self._access.opens_messages(case_id)

    def of_type(self, way: str, kind: MessageType) -> tuple[JudgedMessage, ...]:
        """All of one type that came, or were sent, the newest first. Raises TransitionRefused."""
        self._desk.require(self._taking)
        sign = type_sign(kind)
        every = message_rows.every(self._vault, way, self.opens)
        fitting = [item for item in reversed(every) if sign in item.document]
        return tuple(item for item in self._letters(fitting) if item.message.known is kind)

    def files(self, message_id: str) -> Mapping[str, bytes]:
        """What came with a message and lies here still, by path."""
        kept = message_rows.find(self._vault, message_id, self.opens)
        return message_rows.files(self._vault, kept, self.opens) if kept is not None else {}

    # --- inside -----------------------------------------------------------------------------

    @property
    def _at_office(self) -> bool:
        return self._desk.station.kind is StationKind.RECEIVING

    @property
    def _taking(self) -> Act:
        return Act.TAKE_IN if self._at_office else Act.RECEIVE

    def _sending(self, kind: MessageType) -> Act:
        if self._at_office:
            return Act.TAKE_IN
        return Act.APPROVE if CertificateRole.APPROVER in signed_as(kind) else Act.EXPORT

    def role(self, kind: MessageType) -> CertificateRole | None:
        """As what a message of this type is signed here; None: not at this kind of station."""
        office = {CertificateRole.RECEIVER, CertificateRole.PROSECUTOR}
        station = {CertificateRole.EXPORTER, CertificateRole.APPROVER}
        fitting = signed_as(kind) & (office if self._at_office else station)
        return in_order(fitting)[0] if fitting else None

    def _check_may_read(self, case_id: str) -> None:
        if self._at_office or not case_id:
            self._desk.require(self._taking)
        else:
            self._access.check(self._access.row(CaseId(case_id)))

    def _identities(self) -> tuple[Identity, ...]:
        """What opens what is sealed to this station, and what is sealed to the officer of the
        session alone: what they are asked to approve."""
        own = () if self._at_office else self._keys.session_identities()
        return (*self._keys.age_identities(), *own)

    def _trust(self) -> TrustStore:
        trust = self._keys.trust_store()
        if trust is None:
            raise errors.TrustMissing
        return trust

    def _is_new(self, path: Path) -> bool:
        return not message_rows.is_known(self._vault, _named(path))

    def _check_not_own(self, path: Path) -> None:
        """Somebody has chosen what is to be carried away from here."""
        number = message_rows.number_of(self._vault, _named(path))
        if number is not None and number.sender == self._desk.station.code:
            raise errors.MessageOwn(code=number.to)

    def question(self) -> VerificationRequest:
        """What is asked of a message that comes here. Raises TrustMissing, NoCertificate."""
        identities = self._identities()
        trust = self._trust()
        if not identities:
            raise errors.NoCertificate
        return VerificationRequest(
            now=self._desk.now(),
            identity=identities[0],
            earlier=identities[1:],
            trust=trust,
            staging=sealed_staging(self._vault.vault_dir),
            lenient_crl=not self._at_office,
        )

    def _verified(self, path: Path) -> tuple[VerificationReport, Mapping[str, bytes]]:
        report = verify(path, self.question())
        try:
            self._check_holds(path, report)
            return report, _files(report)
        finally:
            report.close()

    def _check_holds(self, path: Path, report: VerificationReport) -> None:
        if any(problem.code is Code.E_AGE_NO_KEY for problem in report.problems):
            self._check_not_own(path)
            raise errors.MessageForOther
        if report.kind != "message":
            raise errors.MessageInvalid(code=_first_code(report.problems, Code.E_MESSAGE_FORM))
        if not report.valid or not report.encrypted:
            raise errors.MessageInvalid(code=_first_code(report.problems, Code.A_NOT_ENCRYPTED))

    def _take_in(
        self, message: MessageDocument, parts: SignedParts, files: Mapping[str, bytes]
    ) -> message_rows.KeptMessage:
        """Keep what has not come before, and do what follows from it: both, or neither."""
        if message.to.code != self._desk.station.code:
            raise errors.MessageInvalid(code=Code.E_NOT_FOR_US.value)
        taker = self._takers.get(message.type)
        if taker is None:
            return self._take_plain(message, parts, files)
        consequence = taker(message, files)
        with self._vault.transaction():
            kept = self._keep(message, parts, message_rows.CAME, consequence.own, files)
            consequence.enter()
        return kept

    def _take_plain(
        self, message: MessageDocument, parts: SignedParts, files: Mapping[str, bytes]
    ) -> message_rows.KeptMessage:
        """What stands on its file and is no more than said, but that a prosecutor settles."""
        subject = self._subject_of(message.about) or self._arrived(message)
        if subject is None and (message.about.case_id or message.about.manifest):
            raise errors.MessageUnknown
        self._check(message, subject)
        own = subject.case_id if subject is not None else ""
        with self._vault.transaction():
            kept = self._keep(message, parts, message_rows.CAME, own, files)
            entry = entry_of(message)
            if entry is not None and own and not self._at_office:
                self._book.enter_unread(CaseId(own), *entry, parts.manifest_sha256)
            if message.known is MessageType.TAKEN_IN and subject is not None:
                self._settle(subject.manifest)
        return kept

    def _check(self, message: MessageDocument, subject: AddressedFile | None) -> None:
        if subject is not None and message.sender.code != subject.other:
            raise errors.MessageUnknown
        if subject is not None and not self._at_office:
            self._access.check_visible(self._access.row(CaseId(subject.case_id)))
        if rows_of(message.body):
            digests = self._digests(subject) if subject is not None else ()
            for problem in prove_rows(message, digests):
                raise errors.MessageInvalid(code=problem.code.value)
        if self._at_office and message.known in _OF_OWNER and subject is not None:
            self._check_speaks(message, subject)

    def _check_speaks(self, message: MessageDocument, subject: AddressedFile) -> None:
        """In what was hidden from a station's approvers none of them has a word, be it about a case
        bundle or a notice of before the hiding."""
        known = handover_rows.known_bundles(self._vault)
        others = {entry.manifest_sha256 for entry in known if claims_anothers(entry)}
        of_file = [
            row
            for row in handover_rows.register(self._vault)
            if row.case_id == subject.case_id
            and row.result in _KEPT
            and row.manifest_sha256 not in others
        ]
        newest = max(
            (row for row in of_file if row.kind != BundleKind.NOTICE), key=_in_order, default=None
        )
        for entry in (self._entry(subject), newest):
            case = self._receiving.approved_case(entry.id) if entry is not None else None
            direct = case is not None and case.approval.kind is ApprovalKind.DIRECT
            if case is not None and direct and message.sender.login != case.approval.approver:
                raise errors.MessageInvalid(code=Code.E_APPROVER.value)

    def _subject_of(self, about: MessageSubject) -> AddressedFile | None:
        """The file that a message speaks of, by the bundle that carried it or by its id."""
        if not (about.manifest or about.case_id):
            return None
        return self._received(about) if self._at_office else self._exported(about)

    def _arrived(self, message: MessageDocument) -> AddressedFile | None:
        """The file whose sealed case bundle a message speaks of by its digest."""
        if self._at_office or message.known not in (MessageType.ARRIVED, MessageType.NOT_FOR_US):
            return None
        sent = [(e.sha256, e.manifest_sha256) for e in handover_rows.every_export(self._vault)]
        sent += [(n.sent.sha256, n.sent.manifest) for n in sent_notices(self._vault)]
        manifests = (manifest for sha256, manifest in sent if sha256 == message.body["sha256"])
        about = MessageSubject(manifest=next(manifests, ""))
        subject = self._exported(about) if about.manifest else None
        return subject if subject and subject.other == message.sender.code else None

    def _exported(self, about: MessageSubject) -> AddressedFile | None:
        exports = handover_rows.every_export(self._vault)
        fitting = [
            export
            for export in exports
            if about.manifest in ("", export.manifest_sha256)
            and about.case_id in ("", export.case_id)
        ]
        if not fitting:
            return self._told_of(about)
        newest = fitting[-1]
        office = bundle_numbers.office_of(self._vault, newest.bundle_id)
        return AddressedFile(newest.case_id, newest.revision, newest.manifest_sha256, office)

    def _told_of(self, about: MessageSubject) -> AddressedFile | None:
        """The file of a notice: before any case bundle of it has left."""
        for notice in reversed(sent_notices(self._vault)):
            sent = notice.sent
            if about.manifest in ("", sent.manifest) and about.case_id in ("", notice.case_id):
                return AddressedFile(notice.case_id, notice.revision, sent.manifest, sent.office)
        return None

    def _received(self, about: MessageSubject) -> AddressedFile | None:
        for entry in reversed(handover_rows.known_bundles(self._vault)):
            here = entry.result in _KEPT and entry.numbered is not None
            here = here and not claims_anothers(entry)  # whose file it is, nobody has decided
            same = about.manifest in ("", entry.manifest_sha256)
            if here and same and about.case_id in ("", entry.case_id):
                station = entry.numbered.station if entry.numbered is not None else ""
                return AddressedFile(entry.case_id, entry.revision, entry.manifest_sha256, station)
        return None

    def _digests(self, subject: AddressedFile) -> Collection[str]:
        """Of the record that was approved: what an office proves later rows by."""
        if not self._at_office:
            return ()
        return self._receiving.digests(self._entry(subject).id)

    def _entry(self, subject: AddressedFile) -> handover_rows.KeptReceived:
        """At an office: what was received."""
        rows = handover_rows.register(self._vault)
        return next(row for row in rows if row.manifest_sha256 == subject.manifest)

    def _number(self, case_id: str) -> str:
        """The number of the file, as it is called here."""
        if not case_id:
            return ""
        if not self._at_office:
            return self._access.row(CaseId(case_id)).number
        rows = handover_rows.register(self._vault)
        return next((row.number for row in rows if row.case_id == case_id), "")

    def _recipients(self, kind: MessageType | None, to: Correspondent) -> tuple[Recipient, ...]:
        """Whom a message is sealed to: the station or office; a request for an approval, and a
        file, only whom it names. Raises AddresseeUnknown."""
        listing = self._trust().listing
        recipients: tuple[Recipient, ...] = ()
        if listing is not None and kind in _TO_APPROVER:
            recipients = sealed_to_approver(listing, to)
        elif listing is not None:
            recipients = sealed_to(listing, to.code, self._desk.now())
        if not recipients:
            raise errors.AddresseeUnknown(code=to.code)
        return recipients

    def _letters(self, kept: Sequence[message_rows.KeptMessage]) -> tuple[JudgedMessage, ...]:
        self._judgements.keep(judge(self._unjudged(kept)))
        letters = [self._judgements.of(item) for item in kept]
        came = message_rows.numbers(self._vault, message_rows.CAME)
        return tuple(with_numbers(letters, came))

    def _unjudged(self, kept: Sequence[message_rows.KeptMessage]) -> Unjudged:
        return self._judgements.missing(kept, self._keys.trust_store(), self._desk.now())

    def _signed(self, login: str, key: SigningKey, letter: Outgoing) -> message_rows.KeptMessage:
        """Sign a message, keep and enter it. In the running transaction."""
        named, payloads = files_of(letter.files)
        message = MessageDocument(
            message_id=letter.message_id,
            type=letter.kind.value,
            sender=Correspondent(self._desk.station.code, login),
            to=letter.to,
            numbered=self._numbered(letter.to.code, letter.message_id),
            about=letter.about,
            at=self._desk.now().replace(microsecond=0),
            body=letter.body,
            files=named,
        )
        signed = sign_message(message, key, payloads)
        digest = signed.parts.manifest_sha256
        bundle_numbers.became_whole(self._vault, letter.message_id, digest)
        return self._keep(message, signed.parts, message_rows.SENT, letter.own, letter.kept, login)

    def _numbered(self, other: str, message_id: str) -> MessageNumber:
        taken = bundle_numbers.take(self._vault, other, KIND, message_id)
        not_sent = tuple(NotSent(*item) for item in taken.not_sent)
        return MessageNumber(taken.series, taken.number, taken.previous, not_sent)

    def _keep(
        self,
        message: MessageDocument,
        parts: SignedParts,
        way: str,
        case_id: str,
        files: Mapping[str, bytes],
        by: str = "",
    ) -> message_rows.KeptMessage:
        login = by or self._desk.officer.login
        kept = message_rows.KeptMessage(
            message_id=message.message_id,
            way=way,
            case_id=case_id,
            numbered=number_of(message, parts),
            document=parts.document,
            manifest=parts.manifest,
            signature=parts.signature,
            kept_at=self._desk.now(),
            kept_by=login,
        )
        sent = way == message_rows.SENT
        own = CaseId(case_id) if case_id and not self._at_office else None
        with self._vault.transaction():
            message_rows.add(self._vault, kept, files, self._closing(own, message))
            self._desk.enter(
                SENT if sent else TAKEN,
                own,
                login,
                message=message.message_id,
                type=message.type,
                manifest=parts.manifest_sha256,
                other=message.to.code if sent else message.sender.code,
            )
            if own is not None and message.known in _OF_COMPLETING:
                list_request(self._vault, own)
        self._desk.publish(ChangeKind.MESSAGES, own)
        return kept

    def _closing(self, case_id: CaseId | None, message: MessageDocument) -> message_rows.Close:
        """What closes a message with its file: all of a hidden one, and what shows answers of a
        file that has a key of its own, or an approver's words about it, for they may be of level 4.
        What is asked and answered about a file of another computer is closed to the approver."""
        of_approval = message.known in _OF_APPROVAL
        if case_id is None:
            return self._desk.close_own if of_approval else message_rows.as_stored
        case = self._access.row(case_id)
        shows = bool(rows_of(message.body)) or of_approval or message.known is MessageType.TRANSFER
        closed = case.hidden or (shows and case_keys.newest(self._vault, case_id))
        return self._access.closes(case_id) if closed else message_rows.as_stored


def _in_order(row: handover_rows.KeptReceived) -> int:
    """As they came."""
    return row.id


def _named(path: Path) -> str:
    """The message that a file's name says it is; a name from outside need not be any text."""
    return shown_name(path).removesuffix(SUFFIX)


def _beside(path: Path, is_new: Callable[[Path], bool]) -> Sequence[Path]:
    """Files in the same folder that are named as messages are, not large, and were not here: a
    drive that goes to and fro for a year has many that were."""
    try:
        names = sorted(item for item in path.parent.glob("*" + SUFFIX) if is_new(item))
        small = [item for item in names if item != path and item.stat().st_size <= _MOST_BESIDE]
    except OSError:
        return ()
    return small[:_MOST_FILES_BESIDE]


def _parts(report: VerificationReport) -> SignedParts:
    return SignedParts(
        report.content[paths.MESSAGE],
        report.content[paths.MANIFEST],
        report.content[paths.SIGNATURE],
    )


def _files(report: VerificationReport) -> Mapping[str, bytes]:
    """What came with it."""
    message, container = report.message, report.container
    if message is None or container is None:
        return {}
    # What lies beside a packet is sealed into the vault as it is read, and never held in memory.
    of_packet = message.known is MessageType.TRANSFER
    kept = message.files[:1] if of_packet else message.files
    if sum(item.size for item in kept) > _MOST_FILES:
        raise errors.MessageInvalid(code=Code.E_TOO_BIG.value)
    files = {}
    for item in kept:
        with container.open(item.path) as file:
            files[item.path] = file.read()
    return files


def _first_code(problems: Iterable[Problem], otherwise: Code = Code.E_MESSAGE_FORM) -> str:
    codes = (problem.code.value for problem in problems if problem.severity != "warning")
    return next(codes, otherwise.value)
