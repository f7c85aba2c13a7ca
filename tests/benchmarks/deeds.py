"""What the checks of the register of keys cost at an unlocking with 5,000 deeds.

    .venv/bin/python tests/benchmarks/deeds.py [--deeds N]

Medians of processor time, in one run, in turn.
- unlock checks: `witness` of an officer whose own memory vouches for all but the last 20 deeds
- from the first: all signatures checked, as `tipdesk vault check` does it
- peer: Argon2id at this program's floor (64 MiB, 3 passes), which every unlocking pays anyway

Target: the unlock checks take 100 ms at most.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.desk.staffed import OWNER, Place, staffed_place
from tests.desk.world import START, Calendar
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.deeds.register import fold
from tipdesk.desk.deed_book import DeedBook, everybodys_findings
from tipdesk.desk.form_shelf import published_forms
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.session.session import Session
from tipdesk.desk.session.witnessing import witness
from tipdesk.storage import custody_rows
from tipdesk.storage.kdf import FLOOR, key_from_passphrase
from tipdesk.storage.keys import deed_rows
from tipdesk.storage.vault import Vault

TARGET, ROUNDS, NEW = 0.1, 11, 20


def main() -> int:
    """Measure and print; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--deeds", type=int, default=5_000)
    count = parser.parse_args().deeds
    with tempfile.TemporaryDirectory() as folder:
        place = staffed_place(Path(folder) / "vault", Calendar(START))
        _fill(place, count)
        session = place.open(OWNER)
        session.lock()
        _fill(place, NEW)
        session = place.open(OWNER)
        figures = _measured(session, place)
        session.lock()
    argon = figures["Argon2id"]
    print(f"{count + NEW:,} deeds and more, {NEW} of them since the last session")
    for name, seconds in figures.items():
        print(f"{name:<24}{seconds * 1000:9.1f} ms{seconds / argon:8.2f} × Argon2id")
    missed = figures["unlock checks"] > TARGET
    print(f"target: {TARGET * 1000:.0f} ms" + (", missed" if missed else ""))
    return int(missed)


def _fill(place: Place, count: int) -> None:
    """A reader names a colleague and takes the name off again, `count` times together."""
    seed = place.keys[OWNER].seed
    with Vault.open(place.folder, place.key(OWNER).dek) as vault, vault.transaction():
        book = DeedBook(vault)
        for number in range(count):
            kind = DeedKind.UNNAMED if number % 2 else DeedKind.NAMED
            body = {"case": place.begun, "by": OWNER, "logins": ["T-08"]}
            deed = book.make(kind, place.clock(), body, [(OWNER, seed)])
            event = custody_rows.append(
                vault,
                at=place.clock(),
                officer=OWNER,
                action="reader_named",
                case_id=place.begun,
                detail={"deed": deed.digest},
            )
            deed_rows.add(vault, deed, event.seq)


def _measured(session: Session, place: Place) -> dict[str, float]:
    desk, seed = session._desk, place.keys[OWNER].seed

    def checks() -> None:
        anew = OpenVault(desk.vault, desk.station, desk.officer, place.clock, published_forms())
        assert witness(anew, seed) == ()

    def from_the_first() -> None:
        assert everybodys_findings(desk.vault)[1] == ()

    def folded() -> None:
        fold(deed_rows.deeds(desk.vault), lambda *_signed: True)

    rounds: dict[str, Callable[[], object]] = {
        "unlock checks": checks,
        "from the first": from_the_first,
        "without any signature": folded,
        "Argon2id": lambda: key_from_passphrase("كلمات", bytes(16), FLOOR),
    }
    times: dict[str, list[float]] = {name: [] for name in rounds}
    for _round in range(ROUNDS):
        for name, work in rounds.items():
            began = time.process_time()
            work()
            times[name].append(time.process_time() - began)
    return {name: statistics.median(values) for name, values in times.items()}


if __name__ == "__main__":
    raise SystemExit(main())
