"""What was set aside, and whether a prosecutor stands behind what is said to be received.

Whoever has the key of the database can write into its register. So nothing that was set aside, and
nothing that says of itself that no second person saw it, counts as received because a row says so:
each time that it is listed or read, the statement of a prosecutor is looked for and its signature
checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.problems import Code
from tipdesk.bundle.taken_in import TakenIn, standing_statement
from tipdesk.bundle.trust import TrustStore
from tipdesk.storage import aside_rows
from tipdesk.storage.database import Database
from tipdesk.storage.handover_rows import KeptReceived

ACCEPTED, QUARANTINED = "accepted", "aside"  # as the register has them


@dataclass(frozen=True, slots=True)
class AsideBook:
    """Why bundles were set aside, and the statements of those who took them in. As of `now`."""

    codes: Mapping[aside_rows.Identity, frozenset[str]]
    statements: Mapping[aside_rows.Identity, aside_rows.KeptStatement]
    store: TrustStore | None
    now: datetime

    def reasons(self, entry: KeptReceived, *, direct: bool = False) -> frozenset[str]:
        """The codes for which a prosecutor decides. `direct`: its own approval says so."""
        own = {Code.A_DIRECT.value} if direct else set[str]()
        return self.codes.get(_identity(entry), frozenset()) | own

    def statement(self, entry: KeptReceived, *, direct: bool = False) -> TakenIn | None:
        """The statement by which it was taken in, if a prosecutor's certificate stands behind it
        and it speaks of everything for which it was set aside."""
        kept = self.statements.get(_identity(entry))
        if kept is None or self.store is None:
            return None
        given = standing_statement(
            kept.statement, kept.signature, self.store, self.now, entry.received_at
        )
        reasons = self.reasons(entry, direct=direct)
        covers = given is not None and given.covers(*_identity(entry), reasons)
        named = given is not None and given.registry_no == entry.number
        return given if covers and named else None

    def result(self, entry: KeptReceived, *, direct: bool = False) -> str:
        """What became of it: as the register says, but that nothing is received for which a
        prosecutor should have signed and has not."""
        if entry.result != ACCEPTED or not self.reasons(entry, direct=direct):
            return entry.result
        return ACCEPTED if self.statement(entry, direct=direct) is not None else QUARANTINED


def read_book(vault: Database, store: TrustStore | None, now: datetime) -> AsideBook:
    """The book of a receiving station; `store` is whom it trusts."""
    return AsideBook(aside_rows.codes(vault), aside_rows.statements(vault), store, now)


def _identity(entry: KeptReceived) -> aside_rows.Identity:
    return (entry.bundle_id, entry.manifest_sha256)
