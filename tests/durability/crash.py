"""One harness for every deed of the vault: killed at any moment, without power at any moment.

A deed is done in a folder, and says line by line what it promises from then on. Afterwards the
folder is looked at as the program would at its next start: whatever was said must be so.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from sqlcipher3 import dbapi2

from tests.durability.disk_model import MODES, Call, Disk, Kind, record
from tests.programs import copy_vault, forget_seen
from tests.storage.samples import ROOT
from tests.systems import KILLED, WINDOWS, kill_now
from tipdesk.core.errors import TipdeskError
from tipdesk.storage import platform

Say = Callable[[str], None]
BEGUN = "begun"  # what every deed says first: it may be cut off from now on


@dataclass(frozen=True)
class Place:
    """Where a deed is done. All below `root` lies on the disk that fails."""

    root: Path
    dek: bytes
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def usb_drive(self) -> Path:
        return self.root / "stick"


@dataclass(frozen=True)
class Deed:
    """`fault` names what of the words said is not so ('' when all is well); an error of the vault
    is a vault that cannot be read. `broken` does the same against a rule of the house: the harness
    has to find that."""

    name: str
    work: Callable[[Place, Say], None]
    fault: Callable[[Place, Sequence[str]], str]
    broken: Callable[[Place, Say], None] | None = None


@dataclass
class Tally:
    """In how many states it was asked, and what was found there."""

    states: int = 0
    cut: int = 0  # of them before the deed had ended
    lost: int = 0
    unreadable: int = 0
    faults: list[str] = field(default_factory=list)

    def ask(self, deed: Deed, place: Place, lines: Sequence[str], when: str) -> None:
        """Look at what is there."""
        self.states += 1
        try:
            fault = deed.fault(place, lines)
        except (TipdeskError, dbapi2.Error, OSError, ValueError, LookupError) as error:
            self.unreadable += 1
            fault = f"unreadable: {error!r}"
        else:
            self.lost += bool(fault)
        if fault:
            self.faults.append(f"{fault}, {when}")


# --- kill -9 ------------------------------------------------------------------------------------


class Forked:
    """A deed in a process of its own, begun."""

    def __init__(self, work: Callable[[Place, Say], None], place: Place) -> None:
        self._hears, speaks = os.pipe()
        self.text = b""
        self.pid = os.fork()
        if not self.pid:
            _do(work, place, speaks)
        os.close(speaks)

    def listen(self, seconds: float) -> bool:
        """Hear what is said for so long; whether it has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 or not self.text.startswith(BEGUN.encode()):
            if not select.select([self._hears], [], [], max(left, 0.001))[0]:
                continue
            data = os.read(self._hears, 1 << 16)
            if not data:
                return True
            self.text += data
        return False

    def kill(self) -> list[str]:
        """Pull the plug, if it still runs; all that was said."""
        with suppress(ProcessLookupError):
            kill_now(self.pid)
        while data := os.read(self._hears, 1 << 16):
            self.text += data
        os.close(self._hears)
        status = os.waitpid(self.pid, 0)[1]
        assert os.WIFSIGNALED(status) or not os.waitstatus_to_exitcode(status), "it failed"
        return self.text.decode().splitlines()


class Started:
    """The same where there is no fork: a new process finds the deed by its name."""

    def __init__(self, work: Callable[[Place, Say], None], place: Place) -> None:
        command = [sys.executable, "-c", ALONE, *words_for(work, place)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        self._parts: SimpleQueue[bytes] = SimpleQueue()
        self.text = b""
        Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            while part := output.readline():
                self._parts.put(part)
        self._parts.put(b"")  # all of it

    def listen(self, seconds: float) -> bool:
        """As the other's."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 or not self.text.startswith(BEGUN.encode()):
            with suppress(Empty):
                if not (part := self._parts.get(timeout=max(left, 0.001))):
                    self._parts.put(b"")
                    return True
                self.text += part
        return False

    def kill(self) -> list[str]:
        """As the other's."""
        with suppress(OSError):  # it has ended
            kill_now(self._process)
        while part := self._parts.get():
            self.text += part
        assert self._process.wait() in (0, KILLED), f"it failed: {self._process.returncode}"
        return self.text.decode().splitlines()


Child = Started if WINDOWS else Forked


def _do(work: Callable[[Place, Say], None], place: Place, speaks: int) -> None:
    status = 1
    try:
        work(place, lambda words: os.write(speaks, f"{words}\n".encode()) and None)
        status = 0
    except BaseException:  # noqa: BLE001  told, whatever it is; nothing may return to the test
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def kills(
    deed: Deed,
    place: Place,
    scratch: Path,
    count: int,
    *,
    broken: bool = False,
    child: type[Forked | Started] = Child,
) -> Tally:
    """Kill the deed at `count` random moments, each time in a copy of the place; `broken`, until
    something is found. A `Started` child where a fork of this process would not do: windows."""
    work = (deed.broken if broken else None) or deed.work
    tally, dice, run = Tally(), random.Random(11), replace(place, root=scratch / "run")
    length = 0.0
    for number in range(-2, count):  # first it is timed, twice: nothing is loaded at the first
        shutil.rmtree(run.root, ignore_errors=True)
        copy_vault(place.root, run.root)
        begun = child(work, run)
        begun.listen(0)
        began = time.monotonic()
        ended = begun.listen(60 if number < 0 else dice.uniform(0, length * 1.05))
        lines = begun.kill()
        if number < 0:
            length = time.monotonic() - began
            assert broken or deed.fault(run, lines) == ""
            continue
        if ended:  # it was timed while the computer did other work: the next kill comes earlier
            length = min(length, time.monotonic() - began)
        tally.cut += not ended
        tally.ask(deed, run, lines, f"at kill {number} after {lines[-1]!r}")
        if broken and tally.faults:
            break
    shutil.rmtree(run.root, ignore_errors=True)
    return tally


# --- the power goes -----------------------------------------------------------------------------


@dataclass
class Recording:
    """What a deed told the system to do, and disks as they were before."""

    deed: Deed
    place: Place
    calls: list[Call]
    disks: list[Disk]

    def cuts(self, scratch: Path, points: int, modes: Sequence[str] = MODES) -> Tally:
        """Look at what the next disk may hold after a cut at `points` calls, in each way."""
        disk, dice, tally, output = self.disks.pop(0), random.Random(3), Tally(), b""
        spoken_at = [at for at, call in enumerate(self.calls) if _spoken(call)]
        of_place = [
            at
            for at, call in enumerate(self.calls)
            if at > spoken_at[0] and (_spoken(call) or call.path.startswith(disk.folder))
        ]
        chosen = {*dice.sample(of_place, min(points, len(of_place))), of_place[-1]}
        after = replace(self.place, root=scratch / "after")
        for position, call in enumerate(self.calls):
            output += call.data if _spoken(call) else b""
            disk.apply(call)
            if position not in chosen:
                continue
            for mode in modes:
                come_back(disk, mode, dice, after.root)
                tally.cut += position < spoken_at[-1]
                lines = output.decode().splitlines()
                tally.ask(self.deed, after, lines, f"after call {position} ({call.name}), {mode}")
        shutil.rmtree(after.root, ignore_errors=True)
        return tally


def recorded(
    deed: Deed, place: Place, scratch: Path, *deaf: Collection[Kind], broken: bool = False
) -> Recording:
    """Do the deed once and write down its system calls. One disk hears all its fsyncs; further
    ones are deaf to some, so that the same calls show what each kind is good for."""
    disks = [Disk(place.root), *(Disk(place.root, kinds) for kinds in deaf)]
    work = (deed.broken if broken else None) or deed.work
    calls = record(ALONE, words_for(work, place), scratch / "trace")
    return Recording(deed, place, calls, disks)


ALONE = "from tests.durability.crash import alone; alone()"


def words_for(work: Callable[[Place, Say], None], place: Place) -> list[str]:
    """The command line of `alone`."""
    facts = json.dumps(place.given)
    return [work.__module__, work.__qualname__, str(place.root), place.dek.hex(), facts]


def alone() -> None:
    """Do what the command line names, saying it on the standard output."""
    module, name, root, dek, facts = sys.argv[1:]
    work = getattr(import_module(module), name)
    place = Place(Path(root), bytes.fromhex(dek), json.loads(facts))
    work(place, lambda words: os.write(1, f"{words}\n".encode()) and None)


def come_back(disk: Disk, mode: str, dice: random.Random, folder: Path) -> None:
    """Write what the disk holds after a cut into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    forget_seen()
    folder.mkdir(parents=True)
    for path, data in disk.after_cut(mode, dice).items():
        target = folder / path.removeprefix(disk.folder + "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.name == platform.NAME:
            hollow_ballast(target.parent)
        elif not target.name.endswith("-shm"):  # rebuilt from the log
            target.write_bytes(data)


def hollow_ballast(vault_dir: Path) -> None:
    """Put a ballast there that takes no room: it is not what is asked here."""
    (vault_dir / platform.NAME).unlink(missing_ok=True)
    with (vault_dir / platform.NAME).open("wb") as file:
        file.truncate(platform.SIZE)


def _spoken(call: Call) -> bool:
    return call.name == "write" and call.number == -1
