"""What only a prosecutor does with a case bundle that was set aside: take it in, with a reason.

The statement about it is signed with the certificate that decides at an office; the register
enters the bundle as received only with it (`aside.AsideBook`). Whoever leaves it changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.receipt import Result, make_receipt
from tipdesk.bundle.taken_in import MOST_WORDS, TakenIn, sign_statement, write_statement
from tipdesk.cases.model import Act
from tipdesk.core import errors
from tipdesk.desk.handover.aside import ACCEPTED, QUARANTINED
from tipdesk.desk.handover.received_file import ReceivedRow
from tipdesk.desk.handover.receiving import Receiving
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import aside_rows, handover_rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was set aside and waits for a prosecutor."""

    row: ReceivedRow
    station: str  # code of the station that sent it


class TakingIn:
    """What waits for a prosecutor, and the decision about it. GUI thread."""

    def __init__(
        self,
        desk: OpenVault,
        keys: Keys,
        receiving: Receiving,
        tell: Callable[[TakenIn, Confirmed], None],
    ) -> None:
        """`tell` signs the message by which the station hears of it."""
        self._desk = desk
        self._tell = tell
        self._vault = desk.vault
        self._keys = keys
        self._receiving = receiving

    def waiting(self) -> tuple[Waiting, ...]:
        """What was set aside and waits for a prosecutor, the oldest first: also what somebody has
        entered as received without one.

        Raises:
            TransitionRefused: the register is not open to the officer's role.
        """
        rows = self._receiving.register()
        taken = {(row.bundle_id, row.manifest) for row in rows if row.taken_in is not None}
        waiting: dict[tuple[str, str], ReceivedRow] = {}
        for row in sorted(rows, key=lambda row: row.id):
            identity = (row.bundle_id, row.manifest)
            if row.result == QUARANTINED and row.held_for and identity not in taken:
                waiting.setdefault(identity, row)
        stations = {
            (known.bundle_id, known.manifest_sha256): known.numbered.station
            for known in handover_rows.known_bundles(self._vault)
            if known.numbered is not None
        }
        return tuple(Waiting(row, stations.get(key, "")) for key, row in waiting.items())

    def take_in(
        self,
        row_id: int,
        confirmed: Confirmed,
        reason: str,
        target_dir: Path,
        registry_no: str = "",
    ) -> tuple[ReceivedRow, Path]:
        """Sign that it is taken in, and why; give it a number; sign a receipt into `target_dir`,
        and the message that settles it at the station: `Outbox` writes it beside the receipt.

        If the receipt cannot be written, it is taken in all the same: `Receiving.reissue`.

        Raises:
            TakingInRefused: no reason was given, or it does not wait (details: reason).
            ValueError, RegistryNumberTaken: as `Receiving.accept`.
            TransitionRefused: the confirmed officer is no prosecutor.
            NoCertificate: they have none that decides at an office.
            VaultDamaged: what lies here is not what was received.
            TargetNotWritable, DiskFull
        """
        self._desk.require(Act.DECIDE_ASIDE, self._desk.role_of(confirmed))
        words = reason.strip()
        if not words or len(words) > MOST_WORDS:
            raise errors.TakingInRefused(reason="no_reason")
        kept, codes = self._kept_aside(row_id)
        deciding = self._keys.signing_key(confirmed, CertificateRole.PROSECUTOR)
        receiving = self._keys.signing_key(confirmed, CertificateRole.RECEIVER)
        self._receiving.open_received(row_id).close()  # it is what was received
        number = self._receiving.checked_number(registry_no, kept.case_id)
        with self._vault.transaction():
            taken_in = TakenIn(
                bundle_id=kept.bundle_id,
                manifest=kept.manifest_sha256,
                codes=codes,
                reason=words,
                registry_no=number or self._receiving.next_number(),
                office=self._desk.station.code,
                login=confirmed.login,
                at=self._desk.now().replace(microsecond=0),
            )
            new_id = self._record(kept, taken_in, deciding, receiving)
            self._tell(taken_in, confirmed)
            self._desk.seal_by(confirmed.login, confirmed.seed)
        self._desk.publish(ChangeKind.RECEIVED)
        return self._receiving.written(new_id, target_dir)

    def _record(
        self,
        kept: handover_rows.KeptReceived,
        taken_in: TakenIn,
        deciding: SigningKey,
        receiving: SigningKey,
    ) -> int:
        """Keep the signed statement, and enter the bundle as received with a receipt; the row's
        number. In the running transaction."""
        statement = write_statement(taken_in)
        signature = sign_statement(statement, deciding, taken_in.at)
        signed = aside_rows.KeptStatement(statement, signature)
        aside_rows.add_statement(self._vault, kept.id, signed)
        self._desk.enter(
            "taken_in",
            None,
            taken_in.login,
            bundle=taken_in.bundle_id,
            number=taken_in.registry_no,
            manifest=taken_in.manifest,
            codes=" ".join(taken_in.codes),
        )
        before = recorded_receipt(kept.receipt, taken_in.at)
        receipt = replace(
            before,
            receipt_id=str(uuid.uuid4()),
            received_at=taken_in.at,
            result=Result.ACCEPTED,
            registry_no=taken_in.registry_no,
        )
        entry = replace(
            kept,
            id=0,
            number=taken_in.registry_no,
            received_at=taken_in.at,
            received_by=taken_in.login,
            result=ACCEPTED,
            receipt_id=receipt.receipt_id,
            receipt=make_receipt(receipt, receiving),
        )
        return handover_rows.add_received(self._vault, entry)

    def _kept_aside(self, row_id: int) -> tuple[handover_rows.KeptReceived, tuple[str, ...]]:
        """The entry, as it was set aside, and why."""
        entry = handover_rows.find_received(self._vault, row_id)
        rows = (waiting.row for waiting in self.waiting())
        codes = next((row.held_for for row in rows if row.id == row_id), ())
        if entry is None or not codes or row_id not in aside_rows.waiting(self._vault):
            raise errors.TakingInRefused(reason="not_waiting")
        if handover_rows.accepted_bundle(self._vault, entry.bundle_id, entry.manifest_sha256):
            raise errors.VaultDamaged(what="received")  # somebody entered it without a prosecutor
        return entry, codes
