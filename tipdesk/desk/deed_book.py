"""The register of deeds of an open vault, followed once and kept in memory.

Rows of people, readers and keys are a cache of it; whoever is to be sealed to is asked of its
`RegisterState` (`cases.deeds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from tipdesk.cases.deeds.deed import BEFORE_ALL, Deed, DeedKind, View, make_deed
from tipdesk.cases.deeds.needs import RegisterState, would_hold
from tipdesk.cases.deeds.register import (
    Own,
    Register,
    RegisterFault,
    RegisterFinding,
    compare,
    compare_work_keys,
    fold,
    own_findings,
)
from tipdesk.cases.model import CaseId
from tipdesk.desk.chosen_authority import list_findings
from tipdesk.storage import bundle_numbers, custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.keys import deed_rows, slot_rows

Signer = tuple[str, bytes | bytearray]
"""A login, or the X25519 key of a recovery sheet, and the seed."""


_ALL = 1 << 62


class DeedBook:
    """Follows the deeds as far as the vault has them: a transaction that failed takes its deed
    away again. GUI thread."""

    def __init__(self, vault: Database, own: str = "") -> None:
        """`own`: the login of the session."""
        self._vault = vault
        self._own = own
        self._known_until = _ALL  # deeds up to this one were told in an earlier session
        self._register: Register | None = None
        self._view: View | None = None

    @property
    def begun(self) -> bool:
        """Whether there are deeds: none in a vault of before, until somebody unlocks it with a
        passphrase."""
        return deed_rows.head(self._vault) != BEFORE_ALL

    @property
    def state(self) -> RegisterState:
        """What the deeds say now."""
        return self.register().state

    def register(self) -> Register:
        """All of them, followed."""
        head = deed_rows.head(self._vault)
        known = self._register
        if known is None or not deed_rows.is_there(self._vault, known.head):
            return self.read(self._view)
        if known.head != head:
            for deed in deed_rows.deeds(self._vault, known.head[0]):
                known.follow(deed, deed_rows.verifies)
        return known

    def read(self, view: View | None) -> Register:
        """Follow them anew; what `view` vouches for needs no signature to be checked again."""
        self._view = view
        self._register = fold(deed_rows.deeds(self._vault), deed_rows.verifies, view)
        return self._register

    def make(
        self,
        kind: DeedKind,
        at: datetime,
        body: Mapping[str, object],
        signers: Iterable[Signer],
    ) -> Deed:
        """The next deed, signed; nothing is kept of it yet."""
        deed = make_deed(deed_rows.head(self._vault), kind, at, body)
        signed = {name: deed_rows.sign(deed, name, seed) for name, seed in signers}
        return replace(deed, signatures=tuple(signed.values()))

    def holds(self, deed: Deed) -> bool:
        """Whether it has the signatures that it needs."""
        return would_hold(self.state, deed, deed_rows.verifies)

    def told_until(self, number: int) -> None:
        """What came after this deed is told in this session for the first time."""
        self._known_until = number

    def recipients(self, case_id: CaseId) -> frozenset[bytes]:
        """To whom the key of a file may be sealed (`RegisterState.recipients`). A sheet only while
        it opens the vault, and if the officer of the session has signed for it or was told of it in
        an earlier session: until then they can object."""
        return self._in_use(self.state.recipients(case_id))

    def work_recipients(self, case_id: CaseId) -> frozenset[bytes]:
        """As `recipients`, of the work key (`RegisterState.work_recipients`)."""
        return self._in_use(self.state.work_recipients(case_id))

    def _in_use(self, keys: frozenset[str]) -> frozenset[bytes]:
        state = self.state
        in_use = {public.hex() for public in slot_rows.recovery_keys(self._vault)}
        sheets = {
            key
            for key, sheet in state.sheets.items()
            if key in in_use and (self._own in sheet.by or sheet.since <= self._known_until)
        }
        return frozenset(
            bytes.fromhex(key) for key in keys if key not in state.sheets or key in sheets
        )

    def remember(self, login: str, seed: bytes | bytearray) -> None:
        """Keep what somebody sees now, signed by them."""
        register, last = self.register(), custody_rows.head(self._vault)
        if last is not None:
            view = View(last.seq, last.hash, *register.head, tuple(register.void))
            deed_rows.keep_memory(self._vault, login, seed, view)
            self._view = view


# --- what does not hold -------------------------------------------------------------------------


def public_findings(
    vault: Database, register: Register, after: int = 0
) -> Iterator[RegisterFinding]:
    """What anybody here finds of the register, and of the rows and slots that it speaks of; of the
    entries of deeds `after` this one."""
    yield from register.findings
    if register.state.vault != vault.vault_id:
        yield RegisterFinding(RegisterFault.BROKEN, "1")
    for number in deed_rows.unentered(vault, after):
        yield RegisterFinding(RegisterFault.BROKEN, str(number))
    yield from compare(register.state, deed_rows.rows(vault))
    yield from list_findings(vault, register.state)
    yield from _series_findings(vault, register.state, entered=after == 0)


def _series_findings(
    vault: Database, state: RegisterState, *, entered: bool
) -> Iterator[RegisterFinding]:
    """Series of numbers that nobody signed for; the first of a vault needs no signature. `entered`:
    exports that the chain tells of are asked too, and not the rows alone."""
    used = bundle_numbers.used_series(vault, entered=entered)
    unsigned = [series for series in used if series not in state.series]
    for series in unsigned[1:]:
        yield RegisterFinding(RegisterFault.SERIES, series[:8])


def everybodys_findings(vault: Database) -> tuple[int, tuple[RegisterFinding, ...]]:
    """How many deeds there are, and what does not hold of them, checked from the first signature
    on, and of everybody's memory."""
    kept = deed_rows.deeds(vault)
    if not kept:
        return 0, ()
    register = fold(kept, deed_rows.verifies)
    findings = [*public_findings(vault, register)]
    findings += compare_work_keys(register.state, deed_rows.work_keys(vault))
    for login, person in sorted(register.state.people.items()):
        if not register.state.is_in(login):
            continue
        own = Own(login, person.keys, deed_rows.memory(vault, login))
        findings += own_findings(register, lambda number: kept[number - 1], own, deed_rows.verifies)
    return len(kept), tuple(findings)
