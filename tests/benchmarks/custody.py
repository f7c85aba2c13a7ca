"""The chain of custody in a case bundle: what an entry costs, what a long chain costs whoever hands
over and whoever reads it, each beside its floor in the same run; what an export costs as long as
the office has not acknowledged ten thousand entries; and what it costs where all of a long chain is
acknowledged, beside one of ten thousand.

    python tests/benchmarks/custody.py [ENTRIES]
    python tests/benchmarks/custody.py unacknowledged [ENTRIES]
    python tests/benchmarks/custody.py acknowledged [ENTRIES]
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.desk.approving import approve
from tests.desk.handover.test_receiving import exported_again
from tests.desk.world import Calendar, World, copied, set_up_world
from tests.programs import copy_vault
from tipdesk.cases.custody.document import custody_json, read_custody
from tipdesk.cases.custody.following import follow
from tipdesk.cases.model import CaseId
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station, open_as
from tipdesk.desk.handover.packing import discard, pack
from tipdesk.storage import custody_rows
from tipdesk.storage.vault import Vault

_ROUNDS = 5
_OWN = 700  # of so many entries one is of the file
_DETAIL = {"fields": "sex nationality", "others": "2", "commitment": "0" * 64}


def timed(deed: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Median seconds."""
    durations = []
    for _round in range(rounds):
        began = perf_counter()
        deed()
        durations.append(perf_counter() - began)
    return median(durations)


def grow(vault: Vault, entries: int, files: tuple[CaseId, ...]) -> None:
    """Entries of files in turn, in one transaction; every `_OWN`th is of the first file."""
    at = datetime(2026, 11, 24, tzinfo=UTC)
    with vault.transaction():
        for number in range(entries):
            case_id = files[0] if number % _OWN == 0 else files[1 + number % (len(files) - 1)]
            custody_rows.append(
                vault, at=at, officer="T-07", action="edited", case_id=case_id, detail=_DETAIL
            )


def bare_rows(vault: Vault, entries: int) -> None:
    """Rows of the same size into a table without rules: what SQLCipher alone needs."""
    with vault.transaction():
        for seq in range(entries):
            vault.execute(
                "INSERT INTO draft VALUES(1, ?, ?, ?)",
                (1_000 + seq, json.dumps(_DETAIL | {"x": "0" * 260}), seq),
            )
        vault.execute("DELETE FROM draft")


def floor(body: bytes) -> None:
    """The document parsed, and one SHA-256 a link."""
    for link_row in json.loads(body)["segments"][0]["links"]:
        hashlib.sha256(link_row[0].encode()).digest()


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Calendar(datetime.now(UTC) - timedelta(days=300))
        make_officers_station(Path(folder) / "v", clock)
        session = open_as(Path(folder) / "v", SUPERVISOR, clock)
        vault = session._desk.vault
        files = tuple(session.new_files.open_case().id for _number in range(21))
        vault.execute("PRAGMA foreign_keys=OFF")
        some = 2_000
        bare = timed(lambda: bare_rows(vault, some))
        entered = timed(lambda: grow(vault, some, files))
        print(
            f"an entry: {entered / some * 1e6:.0f} us, a bare row of its size"
            f" {bare / some * 1e6:.0f} us, {entered / bare:.2f} x"
        )
        grow(vault, entries, files)
        leaving = (os.urandom(32).hex(),)
        segment = custody_rows.segment(vault, files[0], "TDX", leaving)
        body = custody_json((segment,))
        others = [entry for entry in segment.entries if isinstance(entry, bytes)]
        own_bytes = len(body) - 101 * len(others)
        print(
            f"{len(segment.entries)} links, {len(segment.own)} of the file, {len(segment.keys)} key:"
            f" {len(body) / 1e6:.1f} MB, 101 bytes another's, {own_bytes / len(segment.own):.0f} an"
            " own"
        )
        least = timed(lambda: floor(body))
        steps = {
            "floor: parsed, one SHA-256 a link": least,
            "GUI thread: taken from the vault": timed(
                lambda: custody_rows.segment(vault, files[0], "TDX", leaving)
            ),
            "GUI thread: written": timed(lambda: custody_json((segment,))),
            "job: read and hashed anew": timed(lambda: read_custody(body, files[0])),
            "job: followed, every tag tested": timed(lambda: follow(segment)),
            "at each unlock: the whole chain verified": timed(lambda: custody_rows.verify(vault)),
        }
        for name, seconds in steps.items():
            print(f"{name}: {seconds * 1000:.0f} ms, {seconds / least:.1f} x")
        assert follow(read_custody(body, files[0])[0]) == ()
        session.lock()


_UNACKNOWLEDGED = 10_000
_EXPORTS = 9


def unacknowledged(entries: int) -> None:
    """The same file is exported before and after an answer has acknowledged what came before it: in
    turn, from copies of one vault. Processor time, as the computer may be busy."""
    with tempfile.TemporaryDirectory() as folder:
        template = set_up_world(Path(folder) / "template")
        here = copied(template, Path(folder) / "here", Path(folder) / "stick")
        here.exported(here.approved())
        vault = here.officers._desk.vault
        vault.execute("PRAGMA foreign_keys=OFF")
        files = tuple(here.officers.new_files.open_case().id for _number in range(21))
        grow(vault, entries, files)
        exported = exported_again(here, approved_later(here, 1))
        answer = here.accept(here.check(exported.path))
        case_id = approved_later(here, 2)
        worlds = {"unacknowledged": here, "acknowledged": here}
        here.officers.lock()
        del here.sessions["officers"]
        copy = Path(folder) / "acknowledged"
        copy_vault(here.folder, copy)
        other = World(copy, Calendar(here.clock.now), here.agency, here.keys, here.usb_drive)
        other.officers.handover.import_receipt(answer)
        worlds["acknowledged"] = other
        seconds: dict[str, list[float]] = {name: [] for name in worlds}
        counts = {}
        for _round in range(_EXPORTS):
            for name, world in worlds.items():
                began = process_time()
                handover = world.officers.handover
                (office,) = world.officers.keys.recipients()
                plan = handover.plan(case_id, office, world.usb_drive)
                result = pack(plan, handover.signing_key(world.confirm(OFFICER)), Work())
                seconds[name].append(process_time() - began)
                (segment,) = read_custody(plan.custody, case_id)
                counts[name] = len(segment.entries)
                discard(result)
        base = median(seconds["acknowledged"])
        for name, durations in seconds.items():
            print(
                f"export, {name}: {counts[name]} links, {median(durations) * 1000:.0f} ms"
                f" ({min(durations) * 1000:.0f}-{max(durations) * 1000:.0f}),"
                f" {median(durations) / base:.2f} x"
            )
        for world in worlds.values():
            world.close()


def acknowledged(entries: int) -> None:
    """Exports of an ordinary file from two vaults in turn, of ten thousand entries and of `entries`,
    after the office has acknowledged both. Processor time. What unlocking costs stands beside it."""
    with tempfile.TemporaryDirectory() as folder:
        template = set_up_world(Path(folder) / "template")
        waiting = {}
        for count in (_UNACKNOWLEDGED, entries):
            here = copied(template, Path(folder) / str(count), Path(folder) / f"stick-{count}")
            vault = here.officers._desk.vault
            vault.execute("PRAGMA foreign_keys=OFF")
            files = tuple(here.officers.new_files.open_case().id for _number in range(21))
            grow(vault, count, files)
            exported = here.exported(approved_later(here, 1))
            here.officers.handover.import_receipt(here.accept(here.check(exported.path)))
            case_id = approved_later(here, 2)
            began = process_time()
            here.reopen(OFFICER)
            unlocked = process_time() - began
            print(f"{count} entries: unlocked in {unlocked * 1000:.0f} ms")
            waiting[count] = (here, case_id)
        planned: dict[int, list[float]] = {count: [] for count in waiting}
        whole: dict[int, list[float]] = {count: [] for count in waiting}
        for _round in range(_EXPORTS):
            for count, (world, case_id) in waiting.items():
                began = process_time()
                handover = world.officers.handover
                (office,) = world.officers.keys.recipients()
                plan = handover.plan(case_id, office, world.usb_drive)
                planned[count].append(process_time() - began)
                result = pack(plan, handover.signing_key(world.confirm(OFFICER)), Work())
                whole[count].append(process_time() - began)
                discard(result)
        for name, seconds in (("frozen on the GUI thread", planned), ("export, whole", whole)):
            base = median(seconds[_UNACKNOWLEDGED])
            for count, durations in seconds.items():
                print(
                    f"{name}, {count} entries: {median(durations) * 1000:.0f} ms"
                    f" ({min(durations) * 1000:.0f}-{max(durations) * 1000:.0f}),"
                    f" {median(durations) / base:.2f} x"
                )
        for world, _case in waiting.values():
            world.close()


def approved_later(world: World, number: int) -> CaseId:
    """A file that was opened after everything else."""
    case_id = world.interview(number)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


if __name__ == "__main__":
    if sys.argv[1:2] == ["unacknowledged"]:
        unacknowledged(int(sys.argv[2]) if sys.argv[2:] else _UNACKNOWLEDGED)
        sys.exit()
    if sys.argv[1:2] == ["acknowledged"]:
        acknowledged(int(sys.argv[2]) if sys.argv[2:] else 1_000_000)
        sys.exit()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
