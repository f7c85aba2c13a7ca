"""Who did what, and when, in one file or at the whole station; and whether it still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.cases.permissions import Act, check
from tipdesk.desk import integrity
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import case_rows, custody_rows, officer_rows


@dataclass(frozen=True, slots=True)
class Link:
    """One link as people read it. `name` is the officer's ('' for nobody of this station);
    `number` is the file's ('' when it speaks of none)."""

    event: CustodyEvent
    name: str
    number: str

    @property
    def uncertain(self) -> bool:
        """Whether the clock stood before an earlier link when it was entered."""
        return "clock" in self.event.detail or self.event.action == "clock_behind"


@dataclass(frozen=True, slots=True)
class Proof:
    """What following the whole chain has shown."""

    links: int
    broken_at: int | None  # number of the link that does not hold; 0: not even readable
    sealed_to: int  # number of the last link under an officer's seal; 0: none is
    sealed_by: str  # login
    sealed_at: datetime | None
    digest: str  # hex, of the last link


class CustodyBook:
    """Reads the chain of custody; nothing here writes. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def links(self, case_id: CaseId | None = None) -> tuple[Link, ...]:
        """Every link, the newest first; of one file, or of the station.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        role, vault = self._desk.officer.role, self._desk.vault
        check(Act.SEE_CUSTODY if case_id is None else Act.SEE_FILES, role)
        names = {one.login: one.name for one in officer_rows.officers(vault, removed=True)}
        numbers = case_rows.numbers(vault)
        if case_id is None:
            found = tuple(custody_rows.newest_first(vault))
        else:
            found = custody_rows.of_case(vault, case_id)[::-1]
        return tuple(
            Link(one, names.get(one.officer, ""), numbers.get(one.case_id or CaseId(""), ""))
            for one in found
        )

    def proof(self) -> Proof:
        """Follow the whole chain and every seal."""
        vault = self._desk.vault
        fault, last = integrity.chain_fault(vault), custody_rows.head(vault)
        seal = next(iter(custody_rows.seals(vault)[-1:]), None)
        return Proof(
            last.seq if last else 0,
            None if fault is None else int(str(fault.details.get("seq", 0))),
            seal.seq if seal else 0,
            seal.login if seal else "",
            seal.at if seal else None,
            last.hash if last else "",
        )
