"""What an office owes the stations: that a file has arrived, that it was opened.

Nobody is asked for a passphrase to say it. It is kept, signed with the seed of whoever owes it, and
becomes a message with the next thing that they sign (`desk.messages.outbox`): nobody owes it for
another, whoever writes what into the database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.problems import Code
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Act
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.handover.checking import CheckedBundle
from tipdesk.desk.handover.received_file import ReceivedRow
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import message_rows

_NOT_OURS = {Code.E_AGE_NO_KEY.value, Code.E_NOT_FOR_US.value}


@dataclass(frozen=True, slots=True)
class Owed:
    """A message that is to be signed."""

    id: int
    kind: MessageType
    station: str  # code; '' where the bundle says it, or nobody knows it
    manifest: str  # SHA-256 (hex) of the bundle's; '' for one that was not taken in
    body: Mapping[str, JsonValue]


class Owing:
    """Keeps it, for the officer of the session. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def arrived(self, checked: CheckedBundle) -> None:
        """A file was verified that has no answer yet: it may get none today."""
        report = checked.report
        if checked.already or report.kind != "bundle":
            return
        kind = MessageType.NOT_FOR_US if checked.fault in _NOT_OURS else MessageType.ARRIVED
        station = report.index.numbered.station if report.index is not None else ""
        body: dict[str, JsonValue] = {"sha256": report.file_sha256, "bytes": report.file_size}
        self._owe(kind, station, "", body)

    def opened(self, row: ReceivedRow) -> None:
        """What was received is opened: a prosecutor owes that."""
        if row.number and self._desk.may(Act.DECIDE_ASIDE):
            self._owe(MessageType.OPENED, "", row.manifest, {})

    def of(self, login: str, seed: bytes | bytearray) -> tuple[Owed, ...]:
        """What somebody owes by their own word, the oldest first."""
        return tuple(_owed(kept) for kept in message_rows.owed(self._desk.vault, login, seed))

    def _owe(
        self, kind: MessageType, station: str, manifest: str, body: Mapping[str, JsonValue]
    ) -> None:
        seed = self._desk.box_seed
        if seed is None:
            return
        text = canonical([kind.value, station, manifest, dict(body)]).decode("ascii")
        with suppress(TipdeskError):  # a full disk keeps nobody from reading
            message_rows.owe(self._desk.vault, self._desk.officer.login, text, seed)


def _owed(kept: message_rows.OwedMessage) -> Owed:
    kind, station, manifest, body = json.loads(kept.text)
    return Owed(kept.id, MessageType(kind), station, manifest, body)
