"""The register of what was received, held against the entries that tell of it and against the
receipts that this office signed.

Whoever has the key of the database can write into its rows: a case bundle struck off, or under
another number, would never have come. The entries are of the chain of custody, which has seals; the
receipts are signed, and lie at the stations too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.receipt import Receipt
from tipdesk.cases.custody.shown import ShownChain
from tipdesk.core.errors import ReceiptInvalid, ReceivedRegisterDiffers
from tipdesk.desk.handover.aside import ACCEPTED, QUARANTINED
from tipdesk.storage import aside_rows, handover_rows
from tipdesk.storage.database import Database

_REFUSED = "rejected"
_BECAME: Mapping[str, str] = {
    "received": ACCEPTED,
    "taken_in": ACCEPTED,
    aside_rows.KEPT_ASIDE: QUARANTINED,
    "refused": _REFUSED,
}
"""What an entry of the chain says that became of a case bundle."""

_Answer = tuple[str, str, str]
"""What became of it, its id, and its number in the register."""


def register_differs(vault: Database) -> ReceivedRegisterDiffers | None:
    """Whether an entry tells of a case bundle that the register has not, or otherwise; as a value.
    Asked at each unlocking of whoever receives."""
    struck, altered = _against_entries(vault)
    if not struck and not altered:
        return None
    return ReceivedRegisterDiffers(
        where=(*struck, *altered)[0],
        others=len(struck) + len(altered) - 1,
        check="tipdesk vault check",
    )


def register_faults(
    vault: Database, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Of which case bundles, by number or id: the register has none any more; it says another thing
    than their entry or their receipt; numbers and chain that they brought are not kept as their
    receipt says."""
    struck, altered = _against_entries(vault)
    places = _places(vault)
    contradicted, out_of_place = list(altered), []
    for entry in handover_rows.register(vault):
        where = entry.number or entry.bundle_id
        try:
            receipt = recorded_receipt(entry.receipt, now)
        except ReceiptInvalid:
            contradicted.append(where)
            continue
        if not _says(receipt, entry):
            contradicted.append(where)
        elif not places.has(receipt):
            out_of_place.append(where)
    return struck, tuple(dict.fromkeys(contradicted)), tuple(dict.fromkeys(out_of_place))


def _against_entries(vault: Database) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is entered and not in the register; what is there otherwise than entered."""
    entered = Counter[_Answer](
        (_BECAME[action], bundle, number if _BECAME[action] == ACCEPTED else "")
        for action, bundle, number in handover_rows.answers_entered(vault, tuple(_BECAME))
    )
    kept = Counter[_Answer](handover_rows.answers_kept(vault))
    without_row, without_entry = entered - kept, kept - entered
    altered = {bundle: number or bundle for _result, bundle, number in without_entry}
    struck = {
        bundle: number or bundle for _result, bundle, number in without_row if bundle not in altered
    }
    return tuple(sorted(struck.values())), tuple(sorted(altered.values()))


def _says(receipt: Receipt, entry: handover_rows.KeptReceived) -> bool:
    """Whether a receipt answers what the row says, as it says it."""
    answered = (receipt.receipt_id, receipt.bundle_id, receipt.result.value, receipt.registry_no)
    if answered != (entry.receipt_id, entry.bundle_id, entry.result, entry.number):
        return False
    if entry.result == _REFUSED:
        return True
    same = receipt.manifest_sha256 == entry.manifest_sha256
    of_file = (receipt.case_id, receipt.revision) == (entry.case_id, entry.revision)
    return same and (of_file or not receipt.case_id)


# --- numbers and chains that came with them -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Places:
    """What this office keeps of numbers and chains."""

    numbers: Mapping[str, handover_rows.ReceivedNumber]  # by manifest
    shown: tuple[ShownChain, ...]

    def has(self, receipt: Receipt) -> bool:
        """Whether number and chain of a case bundle are kept as its receipt says."""
        if not receipt.number:  # it did not hold, or is of before numbers came
            return True
        place = self.numbers.get(receipt.manifest_sha256)
        if place is None or (place.series, place.number) != (receipt.series, receipt.number):
            return False
        if receipt.head is None:
            return True
        seq, digest = receipt.head
        stretches = (it for it in self.shown if it.station == place.station)
        return any(
            it.first <= seq <= it.last and it.part(seq, seq).hex() == digest for it in stretches
        )


def _places(vault: Database) -> _Places:
    numbers = {
        known.manifest_sha256: known.numbered
        for known in handover_rows.known_bundles(vault)
        if known.numbered is not None
    }
    return _Places(numbers, handover_rows.shown_chains(vault))
