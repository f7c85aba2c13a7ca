"""What the process still holds of keys, passphrase and account after the window was locked.

    .venv/bin/python tests/benchmarks/memory_after_lock.py [--rounds N]

The real window: unlocked by keys, a PIN chosen for the shift, an account typed, locked by key,
back by the PIN, and locked again. Then this script reads the
memory of that process from outside. Keys must be gone. Passphrase and account pass through text of
Qt and Python that cannot be overwritten: how many copies stay is told as it is. The account typed
is also counted while the vault is open, which shows that the search sees.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.journeys.memory import copies, of_keys, of_text
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.clock import system_clock
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.unlocking import unlock

ROOT = Path(__file__).resolve().parents[2]
LOGIN, PASSPHRASE = "T-07", "محبرة نعناع سلحفاة برق مظلة"  # in no source of the program
PIN = "408273"
STORY = "زرافة قرمزية تعبر جسراً من ورق"


def main() -> int:
    """Measure and print; 1 when a key is found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        vault = vault_with_a_file(Path(folder))
        rounds = [one_round(vault, Path(folder)) for _ in range(options.rounds)]
    print(f"{options.rounds} rounds; copies in memory, the most of all rounds")
    print(f"  {'':30}  typed   open locked")
    for name in rounds[0][0]:
        most = (max(single_round[at][name] for single_round in rounds) for at in range(3))
        print(f"  {name:30}" + "".join(f" {number:6}" for number in most))
    keys = sum(
        number
        for single_round in rounds
        for name, number in single_round[2].items()
        if is_key(name)
    )
    print(f"copies of keys after the lock, all rounds together: {keys}")
    return int(keys > 0)


def vault_with_a_file(folder: Path) -> Path:
    """A station of two, and an interview."""
    vault = folder / "vault"
    station = Station(StationKind.OFFICER, "moi_tip", "وحدة", "KWT")
    people = (
        NewOfficer(LOGIN, "اسم", Role.OFFICER, PASSPHRASE),
        NewOfficer("S-01", "اسم", Role.SUPERVISOR, "ساعة رمل كتاب نجمة طريق"),
    )
    create_station(vault, StationPlan(station, people, cheap_keys=True), system_clock)
    session = Session.open(vault, unlock(vault, LOGIN, PASSPHRASE), system_clock)
    interview(session, person(Random(1), system_clock().date(), 1), Random(1))
    session.lock()
    return vault


def is_key(name: str) -> bool:
    """Whether it is one of the keys, or the PIN that leads back to them."""
    return name.startswith(("data key", "seed", "PIN"))


def one_round(vault: Path, home: Path) -> tuple[dict[str, int], ...]:
    """What is found when the passphrase is typed, while the vault is open, and after the lock."""
    key = unlock(vault, LOGIN, PASSPHRASE)
    sought = {
        **of_keys(**{"data key": key.dek, "seed": key.seed}),
        **of_text("PIN", PIN),
        **of_text("passphrase", PASSPHRASE),
        **of_text("passphrase, first half", PASSPHRASE[:12]),
        **of_text("passphrase, second half", PASSPHRASE[12:]),
        **of_text("account", STORY),
        "account as the place keeps it": json.dumps(STORY)[1:-1].encode(),
    }
    environment = {
        **os.environ,
        "HOME": str(home),
        "TIPDESK_VAULT": str(vault),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.journeys.lock_acts",
            "sit",
            *(",".join(str(ord(sign)) for sign in text) for text in (PASSPHRASE, STORY, PIN)),
        ],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    counts = []
    assert child.stdin is not None
    assert child.stdout is not None
    for wanted in ("typed", "open", "locked"):
        heard = json.loads(child.stdout.readline())
        assert heard["what"] == wanted, heard
        counts.append(copies(child.pid, sought))
        child.stdin.write("\n")
        child.stdin.flush()
    child.communicate()
    return tuple(counts)


if __name__ == "__main__":
    sys.exit(main())
