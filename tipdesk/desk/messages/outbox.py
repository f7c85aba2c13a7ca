"""What leaves by itself with the next answer or case bundle: what is owed is signed with the
passphrase that is given for something else, and what was signed and stands on no drive is written
beside what is written there.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import read_message
from tipdesk.bundle.receipt import Result
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.taken_in import TakenIn
from tipdesk.cases.files.workflow import VoidReason
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import BundleUnreadable, NoCertificate, TipdeskError, TransitionRefused
from tipdesk.desk.handover.owing import Owed, Owing
from tipdesk.desk.handover.receipts import Receipts
from tipdesk.desk.handover.sent_bundles import newest_notice
from tipdesk.desk.messages.certificate_exchange import AskingForCertificates
from tipdesk.desk.messages.messages import AddressedFile, Messages
from tipdesk.desk.open_vault import Confirmed, OpenVault
from tipdesk.storage import handover_rows, message_rows
from tipdesk.texts.messages import void_reason_label

_HAS_NO_FILES = b'"files":[]'  # what came with a message is not kept: whoever has it writes it


class Outbox:
    """Signs and writes it. GUI thread; these messages are small."""

    def __init__(
        self,
        desk: OpenVault,
        messages: Messages,
        receipts: Receipts,
        certificates: AskingForCertificates,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._messages = messages
        self._receipts = receipts
        self._certificates = certificates
        self._owing = Owing(desk)

    def with_answer(self, bundle_id: str, confirmed: Confirmed, target_dir: Path) -> int:
        """An answer to this case bundle was signed and written: sign what whoever signed it owes,
        and write what waits for its station; how many messages now lie beside the answer."""
        station = self._station_of(bundle_id)
        for owed in self._owing.of(confirmed.login, confirmed.seed):
            with suppress(NoCertificate, TransitionRefused):  # their certificate is none of these
                self._settle(owed, station, confirmed)
        return self.write(station, target_dir)

    def beside_answer(self, bundle_id: str, target_dir: Path) -> int:
        """As `with_answer`, where nobody signs: the answer was only written once more."""
        return self.write(self._station_of(bundle_id), target_dir)

    def with_export(self, bundle_id: str, key: SigningKey, target_dir: Path) -> int:
        """A case bundle was written: say which numbers of its file the office misses that are
        written again by it, and which certificates are asked for; write what waits for the
        office."""
        export = handover_rows.find_export(self._vault, bundle_id)
        subject = self._messages.subject(export.manifest_sha256) if export else None
        if export is None or subject is None:
            return 0
        numbers = self._receipts.missed(export)
        if numbers:
            body: dict[str, JsonValue] = {"numbers": list(numbers)}
            with suppress(TipdeskError):  # the case bundle has left, whatever becomes of this
                self._messages.sign_as(export.signer, key, MessageType.RESENT, subject, body)
        with suppress(TipdeskError):
            self._certificates.sign(subject.other, export.signer, key)
        return self.write(subject.other, target_dir)

    def taken_in(self, statement: TakenIn, confirmed: Confirmed) -> None:
        """Sign the message that settles at the station what a prosecutor has taken in. In the
        running transaction.

        Raises:
            NoCertificate, TransitionRefused: as `Messages.sign`.
        """
        subject = self._messages.subject(statement.manifest)
        if subject is None:
            return
        body: dict[str, JsonValue] = {
            "registry_no": statement.registry_no,
            "of": list(statement.codes),
            "reason": statement.reason,
        }
        self._messages.sign(MessageType.TAKEN_IN, subject, body, confirmed)

    def voided(self, case_id: CaseId, reason: VoidReason, confirmed: Confirmed) -> None:
        """A file was voided: sign the message that tells it to the office that holds its newest
        notice, and has not refused it. It waits for a drive.

        Raises:
            NoCertificate, TransitionRefused: as `Messages.sign`.
        """
        notice = newest_notice(self._vault, case_id)
        answer = self._receipts.notice_standing(notice) if notice is not None else None
        if notice is None or (answer is not None and answer.result is Result.REJECTED):
            return
        sent = notice.sent
        subject = AddressedFile(case_id, notice.revision, sent.manifest, sent.office)
        body: dict[str, JsonValue] = {"reason": void_reason_label(reason, "ar")}
        self._messages.sign(MessageType.VOIDED, subject, body, confirmed)

    def write(self, other: str, target_dir: Path) -> int:
        """Write what waits for a station or office; how many. What cannot be written now goes with
        the next drive."""
        waiting = message_rows.waiting(self._vault, self._messages.opens)
        written = 0
        with suppress(TipdeskError):
            for kept in waiting:
                if kept.numbered.to == other and _HAS_NO_FILES in kept.document:
                    self._messages.write(kept, target_dir)
                    written += 1
        return written

    def waiting(self) -> int:
        """How many messages were signed here and stand on no drive yet."""
        return len(message_rows.waiting(self._vault, self._messages.opens))

    # --- inside -----------------------------------------------------------------------------

    def _station_of(self, bundle_id: str) -> str:
        known = handover_rows.known_bundles(self._vault)
        stations = (
            item.numbered.station for item in known if item.bundle_id == bundle_id and item.numbered
        )
        return next(stations, "")

    def _settle(self, owed: Owed, station: str, confirmed: Confirmed) -> None:
        """Sign what is owed, unless nobody waits for it any more; what has no addressee stays."""
        with self._vault.transaction():
            subject = self._subject(owed, station)
            if self._is_over(owed):
                message_rows.settle(self._vault, owed.id)
            elif subject is not None:
                self._messages.sign(owed.kind, subject, owed.body, confirmed)
                message_rows.settle(self._vault, owed.id)

    def _subject(self, owed: Owed, station: str) -> AddressedFile | None:
        if owed.manifest:
            return self._messages.subject(owed.manifest)
        other = owed.station or station
        return AddressedFile("", None, "", other) if other else None

    def _is_over(self, owed: Owed) -> bool:
        """Whether an answer has said it, or a message."""
        if not owed.manifest:
            entries = handover_rows.register(self._vault)
            return any(entry.sha256 == owed.body["sha256"] for entry in entries)
        case_id = next(
            (
                entry.case_id
                for entry in handover_rows.known_bundles(self._vault)
                if entry.manifest_sha256 == owed.manifest
            ),
            "",
        )
        letters = message_rows.about(self._vault, case_id, self._messages.opens)
        return any(self._says_opened(kept, owed.manifest) for kept in letters)

    def _says_opened(self, kept: message_rows.KeptMessage, manifest: str) -> bool:
        with suppress(BundleUnreadable):
            message = read_message(kept.document)
            return message.known is MessageType.OPENED and message.about.manifest == manifest
        return False
