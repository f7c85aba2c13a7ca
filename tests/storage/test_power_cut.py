"""The power goes at any moment: everything acknowledged is there and the vault opens."""

from __future__ import annotations

import random
import shutil
import sys

import pytest

from tests.storage.disk_model import MODES, Disk, record
from tests.storage.samples import new_case
from tipdesk.errors import TipdeskError
from tipdesk.storage import (
    answer_rows,
    attachments,
    ballast,
    case_rows,
    custody_rows,
    keys,
    officer_rows,
)
from tipdesk.storage.staging import open_content
from tipdesk.storage.vault import Vault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs strace")

_WORK = """
import io, os, random, sys
from datetime import UTC, datetime
from pathlib import Path
from tipdesk.cases.model import Answer
from tipdesk.storage import answer_rows, attachments, case_rows, custody_rows, recovery_slots, slot_rows
from tipdesk.storage.keys import UnlockedKey
from tipdesk.storage.vault import Vault
from tipdesk.work import Work

folder, dek = Path(sys.argv[1]), bytearray.fromhex(sys.argv[2])
dice = random.Random(5)
at = datetime(2026, 11, 24, tzinfo=UTC)
vault = Vault.open(folder, dek)
vault.execute("PRAGMA wal_autocheckpoint=30")
vault.execute(f"PRAGMA synchronous={sys.argv[3]}")
case_id = case_rows.list_cases(vault)[0].id
key = UnlockedKey("T-07", dek, bytearray(32))

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

for number in range(1, int(sys.argv[4]) + 1):
    text = f"{number}:" + "م" * dice.randrange(1, 400)
    answer_rows.save_answers(vault, case_id, {f"q{number % 20}": Answer(text)}, officer="T-07", at=at)
    say("answer", f"q{number % 20}", number)
    if number % 9 == 0:
        with vault.transaction():
            answer_rows.fold(vault, case_id, at, None)
            custody_rows.append(vault, at=at, officer="T-07", action="edited", case_id=case_id)
        say("links", number // 9)
    if number % 15 == 0:
        data = os.urandom(3000)
        sealed = attachments.seal(folder, io.BytesIO(data), "a", "b", Work())
        say("attachment", attachments.record(vault, case_id, sealed, officer="T-07", at=at).id)
    if number % 25 == 0:
        document, words = recovery_slots.new_recovery(folder, key)
        slot_rows.store(vault, document)
        say("slots", document.epoch)
vault.close()
"""


_SET_UP = """
import sys
from pathlib import Path
from tests.storage.samples import FORM, OFFICER, START, VAULT_ID
from tipdesk.cases.model import Role
from tipdesk.storage import case_rows, keys, officer_rows
from tipdesk.storage.vault import Vault

folder = Path(sys.argv[1])
made = keys.create_slots(folder, VAULT_ID, [keys.NewSlot(OFFICER, "x")], keys.FLOOR)

def fill(vault):
    officer_rows.add(vault, OFFICER, "x", Role.OFFICER, made.officers[OFFICER], START)

print(made.dek.hex(), flush=True)
Vault.create(folder, made.dek, VAULT_ID, fill).close()
print("made", flush=True)
"""


class Promises:
    """What was acknowledged so far, read from the child's own words."""

    def __init__(self):
        self.answers, self.links, self.attachments, self.epoch = {}, 0, set(), 1

    def hear(self, text):
        for line in text.decode().splitlines():
            kind, *rest = line.split()
            if kind == "answer":
                self.answers[rest[0]] = int(rest[1])
            elif kind == "links":
                self.links = int(rest[0])
            elif kind == "attachment":
                self.attachments.add(rest[0])
            elif kind == "slots":
                self.epoch = int(rest[0])

    def broken(self, folder, dek):
        """What of it is not so in the vault at `folder`; '' when all is well."""
        try:
            epoch = keys.authentic_document(folder, dek).epoch
            with Vault.open(folder, dek) as vault:
                return self._broken(vault) or ("slots" if epoch < self.epoch else "")
        except TipdeskError as error:
            return str(error)

    def _broken(self, vault):
        (case,) = case_rows.list_cases(vault)
        standing = answer_rows.answers(vault, case.id)
        for path, number in self.answers.items():
            kept, _, text = standing[path].value.partition(":") if path in standing else ("0", 0, 0)
            if int(kept) < number or set(text) != {"م"}:
                return f"answer {path}"
        kept = {made.id for made in attachments.attachments(vault, case.id)}
        if not self.attachments <= kept or attachments.missing(vault):
            return "attachment"
        for made in attachments.attachments(vault, case.id):
            with open_content(vault.vault_dir, attachments.content_of(vault, made.id)) as reader:
                reader.read()
        last = custody_rows.verify(vault)
        if (last.seq if last else 0) < self.links or not answer_rows.replay_matches(vault, case.id):
            return "custody"
        return ""


def come_back(disk, mode, dice, folder):
    """Write what the disk holds after a cut into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, data in disk.after_cut(mode, dice).items():
        target = folder / path.removeprefix(disk.folder + "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.name == ballast.NAME:
            with target.open("wb") as file:
                file.truncate(ballast.SIZE)  # sparse: it is not what is asked here
        elif not target.name.endswith("-shm"):  # rebuilt from the log
            target.write_bytes(data)


def cut_everywhere(vault_dir, dek, tmp_path, *, synchronous, saves, points):
    """For each state that was asked, how the promise was broken in it; '' when it was kept."""
    with Vault.open(vault_dir, dek) as vault:
        new_case(vault)
    (vault_dir / ballast.NAME).unlink()
    with (vault_dir / ballast.NAME).open("wb") as file:
        file.truncate(ballast.SIZE)
    disk, promises, dice = Disk(vault_dir), Promises(), random.Random(3)
    calls = record(_WORK, [vault_dir, dek.hex(), synchronous, saves], tmp_path / "trace")
    chosen = set(dice.sample(range(len(calls)), points))
    for position, call in enumerate(calls):
        if call.name == "write" and call.number == -1:
            promises.hear(call.data)
        disk.apply(call)
        if position not in chosen:
            continue
        for mode in MODES:
            folder = tmp_path / "after"
            come_back(disk, mode, dice, folder)
            fault = promises.broken(folder, dek)
            yield fault and f"{fault} after call {position} ({call.name}), {mode}"


def test_nothing_acknowledged_is_lost(vault_dir, dek, tmp_path):
    states = cut_everywhere(vault_dir, dek, tmp_path, synchronous="FULL", saves=60, points=20)
    assert list(states) == [""] * 100


def test_the_model_would_notice(vault_dir, dek, tmp_path):
    """With SQLite's weaker setting the same test fails."""
    assert any(cut_everywhere(vault_dir, dek, tmp_path, synchronous="NORMAL", saves=60, points=12))


def test_a_set_up_is_whole_or_can_be_begun_again(tmp_path):
    folder, after = tmp_path / "vault", tmp_path / "after"
    folder.mkdir()
    disk, dice, dek, acknowledged = Disk(folder), random.Random(9), b"", False
    seen = set()
    for call in record(_SET_UP, [folder], tmp_path / "trace"):
        if call.number == -1:
            dek = dek or bytes.fromhex(call.data.decode())
            acknowledged = call.data == b"made\n"
        disk.apply(call)
        if call.path.endswith(ballast.NAME) or dice.random() < 0.7:
            continue
        for mode in ("none", "prefix", "torn"):
            come_back(disk, mode, dice, after)
            ready = (after / "vault.db").exists()
            seen.add(ready)
            assert ready or not acknowledged
            if ready:
                with Vault.open(after, dek) as vault:
                    assert [officer.login for officer in officer_rows.officers(vault)] == ["T-07"]
    assert seen == {True, False}


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_2000_states(vault_dir, dek, tmp_path):
    states = cut_everywhere(vault_dir, dek, tmp_path, synchronous="FULL", saves=200, points=400)
    assert list(states) == [""] * 2000
