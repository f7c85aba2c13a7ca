"""How a file stands at this station, and what only two stations know."""

from __future__ import annotations

from typing import cast

from tipdesk.bundle.messages import transferring
from tipdesk.bundle.messages.document import MessageDocument
from tipdesk.cases import transfer
from tipdesk.cases.custody.chain import CARRIED
from tipdesk.cases.custody.following import OPENED
from tipdesk.cases.model import CaseId
from tipdesk.cases.transfer import Holding, TransferNumber
from tipdesk.core import errors
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import custody_rows

STEP = "transfer"
"""The step, as a refusal names it."""
_TELLING = (OPENED, CARRIED, *transfer.MOVES)


def number_of(message: MessageDocument) -> TransferNumber:
    """Which giving-up a message carries."""
    head = cast(list[int], message.body["head"])
    return TransferNumber(int(cast(int, message.body["tenure"])), int(head[0]))


def holding_here(desk: OpenVault, case_id: CaseId) -> Holding:
    """How a file stands here, whoever asks."""
    return transfer.holding_of(custody_rows.of_case_with(desk.vault, case_id, _TELLING))


def shared_secrets(desk: OpenVault, keys: Keys, other: str) -> tuple[bytes, ...]:
    """What only this station and another one can work out. Raises AddresseeUnknown."""
    trust = keys.trust_store()
    secrets: tuple[bytes, ...] = ()
    if trust is not None and trust.listing is not None:
        own = keys.age_identities()
        secrets = transferring.shared_secrets(trust.listing, own, other, desk.now())
    if not secrets:
        raise errors.AddresseeUnknown(code=other)
    return secrets
