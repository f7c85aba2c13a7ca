"""The station, its counters, its trust packs, and where each officer stood at the last lock."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from tipdesk.cases.custody import canonical
from tipdesk.cases.model import Station, StationKind
from tipdesk.core.errors import TrustPackOlder
from tipdesk.storage.transactions import Database, from_stored, to_stored


def set_station(vault: Database, station: Station) -> None:
    """Keep what the vault is set up for."""
    fields = {
        "kind": station.kind.value,
        "agency": station.agency,
        "unit": station.unit,
        "code": station.code,
    }
    with vault.transaction():
        vault.set_meta("station", canonical(fields).decode("ascii"))


def station(vault: Database) -> Station | None:
    """What the vault is set up for; None before set-up has written it."""
    text = vault.meta("station")
    if not text:
        return None
    fields = json.loads(text)
    return Station(StationKind(fields["kind"]), fields["agency"], fields["unit"], fields["code"])


def next_number(vault: Database, counter: str) -> int:
    """The next number of a counter such as "case-2026" or "receipt-2026"; none comes twice."""
    with vault.transaction():
        row = vault.row(
            "INSERT INTO counter VALUES(?, 1)"
            " ON CONFLICT(name) DO UPDATE SET last = last + 1 RETURNING last",
            (counter,),
        )
    return int(row[0]) if row else 0


READING, AMENDING = "reading", "amending"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an officer stood. `cursor` counts characters. `words` tell of the field in which they
    typed (`cases.interview.unfinished`), under the file's own key where its answer is; `doing`
    says what else than answering they did: READING, AMENDING."""

    case_id: str
    section: str = ""
    path: str = ""
    cursor: int = 0
    words: str = ""
    doing: str = ""

    @property
    def reading_back(self) -> bool:
        """Whether the statement was being read back."""
        return self.doing == READING


def remember_place(vault: Database, login: str, place: Place | None) -> None:
    """Keep it (None: forget it)."""
    text = ""
    if place is not None:
        text = canonical(list(astuple(place))).decode("ascii")
    with vault.transaction():
        vault.set_meta(f"place/{login}", text)


def last_place(vault: Database, login: str) -> Place | None:
    """Where the officer stood when the vault was locked."""
    text = vault.meta(f"place/{login}")
    return Place(*json.loads(text)) if text else None


def forget_words(vault: Database, case_id: str, paths: Callable[[str], bool]) -> None:
    """Let go of what is kept of the fields at some paths of a file, whoever typed in them; '' is
    what was typed beside the answers."""
    with vault.transaction():
        for name, text in vault.rows("SELECT name, value FROM meta WHERE name GLOB 'place/*'"):
            place = Place(*json.loads(text)) if text else Place("")
            if place.case_id == case_id and place.words and paths(place.path):
                login = name.partition("/")[2]
                remember_place(vault, login, replace(place, words=""))


def remember_folder(vault: Database, login: str, folder: str) -> None:
    """Keep where the officer's camera or scanner writes: nowhere but in the vault."""
    with vault.transaction():
        vault.set_meta(f"intake_folder/{login}", folder)


def last_folder(vault: Database, login: str) -> str:
    """Where the officer's camera or scanner writes; '' before it was chosen."""
    return vault.meta(f"intake_folder/{login}") or ""


@dataclass(frozen=True, slots=True)
class KeptTrustPack:
    """A trust pack as it was imported. `fingerprint` has 40 digits, `body` the signed file."""

    serial: int
    crl_number: int
    fingerprint: str
    body: bytes
    imported_at: datetime
    imported_by: str


def add_trust_pack(vault: Database, pack: KeptTrustPack) -> None:
    """Use `pack` from now on. Older ones stay as a record of what was trusted when.

    Raises:
        TrustPackOlder: its serial is not above, or its revocation list is older than, what is
            known (details: found, known).
    """
    with vault.transaction():
        row = vault.row("SELECT max(serial), max(crl_number) FROM trust_pack")
        serial, crl = row if row and row[0] is not None else (-1, -1)
        if pack.serial <= serial:
            raise TrustPackOlder(found=pack.serial, known=serial)
        if pack.crl_number < crl:
            raise TrustPackOlder(found=pack.crl_number, known=crl)
        vault.execute(
            "INSERT INTO trust_pack VALUES(?, ?, ?, ?, ?, ?)",
            (
                pack.serial,
                pack.crl_number,
                pack.fingerprint,
                pack.body,
                to_stored(pack.imported_at),
                pack.imported_by,
            ),
        )


def trust_pack(vault: Database) -> KeptTrustPack | None:
    """The pack in use."""
    row = vault.row(
        "SELECT serial, crl_number, fingerprint, body, imported_at, imported_by"
        " FROM trust_pack ORDER BY serial DESC LIMIT 1"
    )
    if row is None:
        return None
    serial, crl_number, fingerprint, body, at, by = row
    return KeptTrustPack(serial, crl_number, fingerprint, bytes(body), from_stored(at), by)
