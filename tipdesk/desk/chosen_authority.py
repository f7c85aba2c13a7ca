"""The trust list that counts in an open vault: one that a deed names, of an authority that two
have chosen.

Whoever has the vault's key can put a row into its table of trust lists: an authority of their own,
whose office then reads what is handed over and whose officers count as certified. Such a row has
no effect (`DeedKind.TRUSTED`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from tipdesk.bundle.trust import certificate_pem, certificate_sha256
from tipdesk.bundle.trust_list import TrustList, read_trust_list
from tipdesk.cases.deeds.needs import RegisterState
from tipdesk.cases.deeds.register import RegisterFault, RegisterFinding
from tipdesk.core.errors import TipdeskError
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database


def roots_of(pack: TrustList) -> frozenset[str]:
    """SHA-256 (hex) of each root that a list stands under, two while one hands over to another."""
    return frozenset(certificate_sha256(certificate_pem(root)) for root in pack.store.roots)


def list_in_use(vault: Database, state: RegisterState) -> TrustList | None:
    """The newest list that was taken and is what its deed says."""
    in_use = _in_use(vault, state)
    return in_use[1] if in_use is not None else None


def body_in_use(vault: Database, state: RegisterState) -> bytes:
    """The same list as it came; b"" for none."""
    in_use = _in_use(vault, state)
    return in_use[0] if in_use is not None else b""


def _in_use(vault: Database, state: RegisterState) -> tuple[bytes, TrustList] | None:
    for sha256, serial in reversed(state.lists.items()):
        kept = station_rows.trust_list(vault, sha256)
        if kept is None:
            continue
        try:
            pack = _read(kept.body, kept.imported_at)
        except TipdeskError:
            continue  # a deed can name anything
        if roots_of(pack) <= state.roots and pack.listing.serial == serial:
            return kept.body, pack
    return None


def lists_here(vault: Database, state: RegisterState) -> tuple[str, ...]:
    """SHA-256 of the lists that were taken and still lie here as they were."""
    return tuple(
        sha256 for sha256 in state.lists if station_rows.trust_list(vault, sha256) is not None
    )


def list_findings(vault: Database, state: RegisterState) -> Iterator[RegisterFinding]:
    """Lists that were taken and are not here any more: an older one would be in use."""
    for sha256 in {*state.lists} - {*lists_here(vault, state)}:
        yield RegisterFinding(RegisterFault.LISTS, sha256[:8])


@lru_cache(maxsize=4)
def _read(body: bytes, imported_at: datetime) -> TrustList:
    """What a list says. It was judged when it came; the certificates that signed it may have run
    out since. The same bytes are verified once: every step of an export asks for them."""
    return read_trust_list(io.BytesIO(body), imported_at)
