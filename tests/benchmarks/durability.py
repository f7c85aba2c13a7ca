"""What the vault survives, counted: kills, power cuts, altered key slots, keys left in memory.

    .venv/bin/python tests/benchmarks/durability.py [--long] [--only NAME] [--folder DIR]

- kill: `kill -9` at a random moment of the deed, each time in a copy of its place
- power: what a disk may hold after a cut at a random call of the system, in five ways (nothing,
  all, a part in order, a part out of order, torn sectors of what was not fsynced)
- lost: something that was said to be kept is not so; unreadable: the vault, the set or the bundle
- slots: every byte of both slot files flipped and every truncation: refused, or the other copy opens

`--long` asks 10,000 times, in about half an hour of one processor. The weaker setting
`synchronous=NORMAL` stands beside, to show that the harness finds what is lost.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.desk.staffed import staffed_place
from tests.desk.world import Calendar, World
from tests.durability.crash import Deed, Place, Tally, hollow_ballast, kills, recorded
from tests.durability.export_deed import EXPORT, approved_file, made_world
from tests.durability.handover_deeds import HANDOVER_DEEDS
from tests.durability.station_deeds import STATION_DEEDS, station_place
from tests.durability.vault_deeds import AUTOSAVE, fill
from tests.storage.samples import FORM, PASSPHRASES, START, VAULT_ID, new_case
from tests.storage.test_crash import DEEDS
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.errors import VaultDamaged, VaultTooNew
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_file import NAMES, parse, read_documents
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault

Make = Callable[[Path], Place]
# Kills and points of a cut (five states each): here, and with --long 10,000 in all.
SHORT, LONG = (10, 4), (700, 110)
RARE = (120, 36)  # with --long, of what takes a second each time
HANDED_OVER = (400, 36)  # with --long, of what is signed on the way to the Prosecution and back


def main() -> int:
    """Count and print; 1 when anything was lost or unreadable."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="10,000 states")
    parser.add_argument("--only", default="", help="a deed by its name")
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        created = keys_of(folder / "made")
        deeds = {
            deed: (deed_parts[0], placing(created, deed_parts[1]))
            for deed, deed_parts in DEEDS.items()
        }
        deeds[EXPORT.name] = (EXPORT, partial(in_a_world, approved_file))
        for signed, arranged in HANDOVER_DEEDS:
            deeds[signed.name] = (signed, partial(in_a_world, arranged))
        station = staffed_place(folder / "station", Calendar(START))
        for of_station in STATION_DEEDS:
            deeds[of_station.name] = (of_station, partial(station_place, station))
        chosen = {name: deeds[name] for name in deeds if options.only in ("", name)}
        total = Tally()
        print(f"{'deed':20} {'kind':6} states   cut  lost unreadable  seconds")
        for deed, (title, make) in chosen.items():
            for kind, tally, seconds in answers_of(
                title, make, folder, numbers(deed, options.long)
            ):
                print(line(deed, kind, tally, seconds), flush=True)
                add(total, tally)
        print(line("all", "", total, 0))
        for fault in total.faults[:20]:
            print(f"  {fault}")
        weak = weaker(created, folder)
        print(line("autosave, NORMAL", "power", weak, 0), "(the guard: it must lose)")
        refused, cases = slot_cases(created[0])
        print(f"slot files: {cases} altered copies, {refused} refused, {cases - refused} taken")
    return int(bool(total.faults) or refused < cases or not weak.lost)


def numbers(deed: str, long: bool) -> tuple[int, int]:
    """Kills and points."""
    if not long:
        return SHORT
    if deed in (EXPORT.name, *(signed.name for signed, _ in HANDOVER_DEEDS)):
        return HANDED_OVER
    return RARE if deed in ("restoring", "backup", "set-up") else LONG


def answers_of(
    deed: Deed, make: Make, folder: Path, count: tuple[int, int]
) -> list[tuple[str, Tally, float]]:
    """Kills, then cuts."""
    results = []
    for kind in ("kill", "power"):
        began, root = time.monotonic(), folder / f"{kind}-disk"
        place = make(root)
        if kind == "kill":
            tally = kills(deed, place, folder, count[0])
        else:
            tally = recorded(deed, place, folder).cuts(folder, count[1])
        results.append((kind, tally, time.monotonic() - began))
        shutil.rmtree(root)
    return results


def keys_of(folder: Path) -> tuple[Path, keys.CreatedKeys]:
    """A closed vault of two people, as the tests of the storage have it."""
    slots = [NewSlot(login, text) for login, text in PASSPHRASES.items()]
    created = keys.create_slots(folder, VAULT_ID, slots, FLOOR)

    def rows(vault: Database) -> None:
        station_rows.set_station(vault, Station(StationKind.OFFICER, "moi", "مركز", "KWT"))
        for login in PASSPHRASES:
            station_rows.add(vault, login, login, Role.OFFICER, created.officers[login], START)
        station_rows.keep_form(vault, FORM, START)

    Vault.create(folder, created.dek, VAULT_ID, rows).close()
    with Vault.open(folder, created.dek) as vault:
        new_case(vault)
        fill(vault)
    hollow_ballast(folder)
    return folder, created


def in_a_world(arranged: Callable[[World, Path], Place], root: Path) -> Place:
    """Stations and a Prosecution of its own for each."""
    world = made_world(root.with_name(f"{root.name}-world"))
    world.usb_drive.mkdir()
    return arranged(world, root)


def placing(
    created: tuple[Path, keys.CreatedKeys], before: Callable[[Place], object] | None
) -> Make:
    """Copies the vault to where the deed is done, and does what goes before."""

    def make(root: Path) -> Place:
        root.mkdir()
        shutil.copytree(created[0], root / "vault")
        hollow_ballast(root / "vault")
        place = Place(root, bytes(created[1].dek), {"words": " ".join(created[1].recovery_words)})
        if before is not None:
            before(place)
        return place

    return make


def weaker(created: tuple[Path, keys.CreatedKeys], folder: Path) -> Tally:
    """The same harness where the log is not fsynced at each save."""
    place = placing(created, None)(folder / "weak")
    weak = Place(place.root, place.dek, {"synchronous": "NORMAL"})
    return recorded(AUTOSAVE, weak, folder).cuts(folder, 20)


def slot_cases(vault: Path) -> tuple[int, int]:
    """How many altered copies of the slot files are refused, of how many; where one copy is
    altered the other is read."""
    good, refused, cases = read_documents(vault), 0, 0
    for name in NAMES:
        data = (vault / name).read_bytes()
        altered = [data[:at] for at in range(len(data))]
        altered += [
            data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            for at in range(len(data))
            for bit in range(8)
        ]
        for copy in altered:
            cases += 1
            try:
                parse(copy)
            except (VaultDamaged, VaultTooNew):
                refused += 1
        (vault / name).write_bytes(altered[len(data) // 2])
        if read_documents(vault) != good:
            refused -= 1
        (vault / name).write_bytes(data)
    return refused, cases


def add(total: Tally, tally: Tally) -> None:
    """Into the sum of all."""
    total.states += tally.states
    total.cut += tally.cut
    total.lost += tally.lost
    total.unreadable += tally.unreadable
    total.faults += tally.faults


def line(deed: str, kind: str, tally: Tally, seconds: float) -> str:
    """A row of the table."""
    counts = f"{tally.states:6} {tally.cut:5} {tally.lost:5} {tally.unreadable:10}"
    return f"{deed:20} {kind:6} {counts}  {seconds:7.1f}"


if __name__ == "__main__":
    sys.exit(main())
