"""What prosecutors have decided about case bundles that left this station and were set aside.

A receipt is signed by whoever receives (.2), and takes nothing in that a prosecutor has to decide
about. That they did is told by a message of their own (`taken_in`, .5), judged again each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.messages.bodies import MessageType, type_sign
from tipdesk.bundle.messages.document import MessageDocument, read_message
from tipdesk.bundle.messages.judging import SignedParts, recheck
from tipdesk.bundle.problems import Code
from tipdesk.core.errors import BundleUnreadable
from tipdesk.desk.files.access import Access
from tipdesk.desk.handover.sent_bundles import SentBundle
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import custody_rows, message_rows

_SET_ASIDE = "A_"  # how the codes begin
_DIRECT, _BY_TWO = "approved_directly", "approved"  # entries of an approval


@dataclass(frozen=True, slots=True)
class ProsecutorDecision:
    """That a prosecutor has taken a case bundle in."""

    registry_no: str
    codes: frozenset[str]  # for which it was set aside
    at: datetime


class Decisions:
    """Reads them. GUI thread."""

    def __init__(self, desk: OpenVault, access: Access, keys: Keys) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._access = access
        self._keys = keys

    def held_for(self, sent: SentBundle, receipted: Iterable[str]) -> frozenset[str]:
        """The codes for which a prosecutor decides about a case bundle: those that its receipts
        tell (`receipted`), and that no second person approved it, as this station's chain has it.
        """
        codes = frozenset(code for code in receipted if code.startswith(_SET_ASIDE))
        return codes | {Code.A_DIRECT.value} if self._is_direct(sent) else codes

    def taken_in(self, sent: SentBundle, codes: frozenset[str]) -> ProsecutorDecision | None:
        """The newest decision about it that holds and names all these codes."""
        fitting = (decision for decision in self._about(sent) if codes <= decision.codes)
        return max(fitting, key=lambda decision: decision.at, default=None)

    # --- inside -----------------------------------------------------------------------------

    def _is_direct(self, sent: SentBundle) -> bool:
        if sent.case_id is None or sent.head is None:
            return False
        approvals = [
            event.action
            for event in custody_rows.of_case(self._vault, sent.case_id)
            if event.action in (_DIRECT, _BY_TWO) and event.seq < sent.head[0]
        ]
        return approvals[-1:] == [_DIRECT]

    def _about(self, sent: SentBundle) -> Iterator[ProsecutorDecision]:
        trust, now = self._keys.trust_store(), self._desk.now()
        for kept in message_rows.about(
            self._vault, sent.case_id or "", self._access.opens_messages
        ):
            message = _decision(kept)
            if message is None or message.about.manifest != sent.manifest:
                continue
            parts = SignedParts(kept.document, kept.manifest, kept.signature)
            holds = recheck(parts, trust, now, kept.kept_at).problems
            if message.sender.code == sent.office and all(p.severity == "warning" for p in holds):
                yield _taken_in(message)


def _decision(kept: message_rows.KeptMessage) -> MessageDocument | None:
    """What a prosecutor says of having taken something in; None: it is something else."""
    if kept.way != message_rows.CAME or type_sign(MessageType.TAKEN_IN) not in kept.document:
        return None
    try:
        message = read_message(kept.document)
    except BundleUnreadable:
        return None
    return message if message.known is MessageType.TAKEN_IN else None


def _taken_in(message: MessageDocument) -> ProsecutorDecision:
    codes = message.body["of"]
    named = frozenset(str(code) for code in codes) if isinstance(codes, list) else frozenset()
    return ProsecutorDecision(str(message.body["registry_no"]), named, message.at)
