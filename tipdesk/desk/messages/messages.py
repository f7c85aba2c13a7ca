"""Messages of a station or office: taken in, kept on their files, written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import NotSent, Payload
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import CertificateRole, in_order
from tipdesk.bundle.file_kind import FileKind, kind_inside
from tipdesk.bundle.messages.bodies import MessageType, rows_of, signed_as
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageDocument,
    MessageNumber,
    MessageSubject,
)
from tipdesk.bundle.messages.judging import SignedParts, prove_rows
from tipdesk.bundle.messages.writing import (
    SignedMessage,
    files_of,
    sealed_to,
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
from tipdesk.desk.files.access import Access
from tipdesk.desk.handover.receiving import Receiving
from tipdesk.desk.messages.letters import KIND, JudgedMessage, parts_of, read_letter, with_numbers
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import bundle_numbers, handover_rows, message_rows

_KEPT = ("accepted", "aside")  # what of the register lies here with its content
_MOST_FILES = 64 << 20  # bytes of what comes with a message and is kept


@dataclass(frozen=True, slots=True)
class AddressedFile:
    """What a message is written about."""

    case_id: str
    revision: int
    manifest: str  # SHA-256 (hex) of the bundle's manifest
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


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a message means for this vault, once it was judged."""

    own: str  # id of the file of this vault on which it stands, or ''
    enter: Callable[[], None]  # what follows: inside the transaction that keeps the message


Taker = Callable[[MessageDocument, Mapping[str, bytes]], Consequence]
"""Judges a message, with the files that came with it. Raises TipdeskError: it is not taken."""


class Messages:
    """Messages of this vault. GUI thread; they are small."""

    def __init__(self, desk: OpenVault, access: Access, keys: Keys, receiving: Receiving) -> None:
        self._desk = desk
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
            FileUnreadable: the file cannot be read.
        """
        self._desk.require(self._taking)
        report, files = self._verified(path)
        message = report.message
        if message is None:
            raise errors.MessageInvalid(code=_first_code(report.problems))
        known = message_rows.find(self._vault, message.message_id)
        again = known is not None
        if known is None:
            known = self._take_in(message, _parts(report), files)
        elif parts_of(known).manifest_sha256 != report.manifest_sha256:
            raise errors.MessageInvalid(code=Code.E_REPLAY_CONFLICT.value)
        number = self._number(known.case_id)
        return TakenMessage(self._letters((known,))[0], number, again)

    def is_message(self, path: Path) -> bool:
        """Whether a sealed file begins like a message that this station can open. Nothing of it is
        believed by that. Raises FileUnreadable."""
        return kind_inside(path, self._keys.age_identities()) is FileKind.MESSAGE

    # --- what is kept -----------------------------------------------------------------------

    def about(self, case_id: str) -> tuple[JudgedMessage, ...]:
        """What came and what was sent about a file, the newest first.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
            TransitionRefused: at an office, not open to the officer's role.
        """
        self._check_may_read(case_id)
        return self._letters(message_rows.about(self._vault, case_id))

    def others(self) -> tuple[JudgedMessage, ...]:
        """What is about no file, the newest first. Raises TransitionRefused."""
        self._desk.require(self._taking)
        return self._letters(message_rows.about(self._vault, ""))

    def can_send(self, kind: MessageType) -> bool:
        """Whether the officer of the session signs messages of this type here."""
        role = self._role(kind)
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
        self._desk.require(self._sending(kind), self._desk.role_of(confirmed))
        subject = self._subject_of(MessageSubject(case_id=case_id))
        if subject is None:
            raise errors.MessageUnknown
        about = MessageSubject(subject.manifest, "", subject.case_id, subject.revision)
        to = Correspondent(subject.other)
        kept = self.post(Outgoing(kind, to, about, body, subject.case_id), confirmed)
        return kept, self.write_again(kept.message.message_id, target_dir)

    def post(self, letter: Outgoing, confirmed: Confirmed) -> JudgedMessage:
        """Sign a message, keep and enter it; nothing is written to any drive.

        Raises:
            AddresseeUnknown: the trust list has no key of the other end (details: code).
            NoCertificate: the confirmed officer has none for this type.
            BundleUnreadable: the body is none of this type.
        """
        role = self._role(letter.kind)
        if role is None:
            raise errors.NoCertificate
        self._recipients(letter.to.code)
        key = self._keys.signing_key(confirmed, role)
        named, payloads = files_of(letter.files)
        with self._vault.transaction():
            message = MessageDocument(
                message_id=letter.message_id,
                type=letter.kind.value,
                sender=Correspondent(self._desk.station.code, confirmed.login),
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
            kept = self._keep(
                message, signed.parts, message_rows.SENT, letter.own, {}, confirmed.login
            )
            self._desk.seal_by(confirmed.login, confirmed.seed)
        return self._letters((kept,))[0]

    def write_again(self, message_id: str, target_dir: Path, files: Sequence[Payload] = ()) -> Path:
        """Write a message that was signed here to the USB drive, sealed anew; `files` are those
        that it names, in its order.

        Raises:
            KeyError: there is no such message.
            AddresseeUnknown, DiskFull, TargetNotWritable, ReadbackFailed
        """
        kept = message_rows.find(self._vault, message_id)
        if kept is None or kept.way != message_rows.SENT:
            raise KeyError(message_id)
        self._check_may_read(kept.case_id)
        letter = read_letter(kept, None, self._desk.now())
        signed = SignedMessage(letter.message, parts_of(kept), files_of(files)[1])
        recipients = self._recipients(letter.message.to.code)
        return write_message_file(target_dir, signed, recipients).path

    def of_type(self, way: str, kind: MessageType) -> tuple[JudgedMessage, ...]:
        """All of one type that came, or were sent, the newest first. Raises TransitionRefused."""
        self._desk.require(self._taking)
        every = message_rows.every(self._vault, way)
        return self._letters([item for item in reversed(every) if item.type == kind.value])

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

    def _role(self, kind: MessageType) -> CertificateRole | None:
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

    def _trust(self) -> TrustStore:
        trust = self._keys.trust_store()
        if trust is None:
            raise errors.TrustMissing
        return trust

    def _verified(self, path: Path) -> tuple[VerificationReport, Mapping[str, bytes]]:
        identities = self._keys.age_identities()
        trust = self._trust()
        if not identities:
            raise errors.NoCertificate
        question = VerificationRequest(
            now=self._desk.now(),
            identity=identities[0],
            earlier=identities[1:],
            trust=trust,
            staging=sealed_staging(self._vault.vault_dir),
            lenient_crl=not self._at_office,
        )
        report = verify(path, question)
        try:
            if report.kind != "message":
                raise errors.MessageInvalid(code=_first_code(report.problems, Code.E_MESSAGE_FORM))
            if not report.valid or not report.encrypted:
                raise errors.MessageInvalid(code=_first_code(report.problems, Code.A_NOT_ENCRYPTED))
            return report, _files(report)
        finally:
            report.close()

    def _take_in(
        self, message: MessageDocument, parts: SignedParts, files: Mapping[str, bytes]
    ) -> message_rows.KeptMessage:
        """Keep what has not come before, and do what follows from it: both, or neither."""
        if message.to.code != self._desk.station.code:
            raise errors.MessageInvalid(code=Code.E_NOT_FOR_US.value)
        taker = self._takers.get(message.type)
        if taker is None:
            subject = self._subject_of(message.about)
            if subject is None and (message.about.case_id or message.about.manifest):
                raise errors.MessageUnknown
            self._check(message, subject)
            own = subject.case_id if subject is not None else ""
            return self._keep(message, parts, message_rows.CAME, own, files)
        consequence = taker(message, files)
        with self._vault.transaction():
            kept = self._keep(message, parts, message_rows.CAME, consequence.own, files)
            consequence.enter()
        return kept

    def _check(self, message: MessageDocument, subject: AddressedFile | None) -> None:
        if subject is not None and message.sender.code != subject.other:
            raise errors.MessageUnknown
        if rows_of(message.body):
            digests = self._digests(subject) if subject is not None else ()
            for problem in prove_rows(message, digests):
                raise errors.MessageInvalid(code=problem.code.value)

    def _subject_of(self, about: MessageSubject) -> AddressedFile | None:
        """The file that a message speaks of, by the bundle that carried it or by its id."""
        if not (about.manifest or about.case_id):
            return None
        return self._received(about) if self._at_office else self._exported(about)

    def _exported(self, about: MessageSubject) -> AddressedFile | None:
        exports = handover_rows.every_export(self._vault)
        fitting = [
            export
            for export in exports
            if about.manifest in ("", export.manifest_sha256)
            and about.case_id in ("", export.case_id)
        ]
        if not fitting:
            return None
        newest = fitting[-1]
        office = bundle_numbers.office_of(self._vault, newest.bundle_id)
        return AddressedFile(newest.case_id, newest.revision, newest.manifest_sha256, office)

    def _received(self, about: MessageSubject) -> AddressedFile | None:
        for entry in reversed(handover_rows.known_bundles(self._vault)):
            here = entry.result in _KEPT and entry.numbered is not None
            same = about.manifest in ("", entry.manifest_sha256)
            if here and same and about.case_id in ("", entry.case_id):
                station = entry.numbered.station if entry.numbered is not None else ""
                return AddressedFile(entry.case_id, entry.revision, entry.manifest_sha256, station)
        return None

    def _digests(self, subject: AddressedFile) -> Collection[str]:
        """Of the record that was approved: what an office proves later rows by."""
        if not self._at_office:
            return ()
        rows = handover_rows.register(self._vault)
        entry = next(row for row in rows if row.manifest_sha256 == subject.manifest)
        return self._receiving.digests(entry.id)

    def _number(self, case_id: str) -> str:
        """The number of the file, as it is called here."""
        if not case_id:
            return ""
        if not self._at_office:
            return self._access.row(CaseId(case_id)).number
        rows = handover_rows.register(self._vault)
        return next((row.number for row in rows if row.case_id == case_id), "")

    def _recipients(self, code: str) -> tuple[Recipient, ...]:
        """Whom a message to a station or office is sealed to. Raises AddresseeUnknown."""
        listing = self._trust().listing
        recipients = sealed_to(listing, code, self._desk.now()) if listing is not None else ()
        if not recipients:
            raise errors.AddresseeUnknown(code=code)
        return recipients

    def _letters(self, kept: Sequence[message_rows.KeptMessage]) -> tuple[JudgedMessage, ...]:
        trust, now = self._keys.trust_store(), self._desk.now()
        letters = [read_letter(item, trust, now) for item in kept]
        every = message_rows.every(self._vault, message_rows.CAME)
        return tuple(with_numbers(letters, every))

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
            type=message.type,
            document=parts.document,
            manifest=parts.manifest,
            signature=parts.signature,
            kept_at=self._desk.now(),
            kept_by=login,
        )
        sent = way == message_rows.SENT
        own = CaseId(case_id) if case_id and not self._at_office else None
        with self._vault.transaction():
            message_rows.add(self._vault, kept, files)
            self._desk.enter(
                "message_sent" if sent else "message_taken",
                own,
                login,
                message=message.message_id,
                type=message.type,
                manifest=parts.manifest_sha256,
                other=message.to.code if sent else message.sender.code,
            )
        self._desk.publish(ChangeKind.MESSAGES, own)
        return kept


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
    if sum(item.size for item in message.files) > _MOST_FILES:
        raise errors.MessageInvalid(code=Code.E_TOO_BIG.value)
    files = {}
    for item in message.files:
        with container.open(item.path) as file:
            files[item.path] = file.read()
    return files


def _first_code(problems: Iterable[Problem], otherwise: Code = Code.E_MESSAGE_FORM) -> str:
    codes = (problem.code.value for problem in problems if problem.severity != "warning")
    return next(codes, otherwise.value)
