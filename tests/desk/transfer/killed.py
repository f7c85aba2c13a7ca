"""Steps of a transfer in a process of its own, which may be killed at any moment, and what two
vaults then say of the file."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from tests.desk.elsewhere import APPROVER, PERSON
from tests.desk.transfer.moving import faults, whole
from tests.desk.world import Calendar
from tests.durability.crash import BEGUN, Child, Place, Say
from tests.systems import die_now
from tipdesk.cases import transfer
from tipdesk.cases.custody.following import OPENED
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.transfer import Holding, HoldingState, TransferNumber
from tipdesk.core.errors import TipdeskError
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import custody_rows, database
from tipdesk.storage.vault import Vault

HERE, THERE = "officers", "elsewhere"
_MANY = 2000  # calls; no step has more
_OF_DISK = frozenset({"write", "fsync", "replace", "rename", "unlink", "open", "truncate"})
_KEYS = dict[str, tuple[str, str]]  # data key and seed, in hex, by login


def step(place: Place, say: Say) -> None:
    """One step of one station, as its people take it; said when it has ended."""
    say(BEGUN)
    given = place.given
    keys: _KEYS = json.loads(given["keys"])
    here = given["at"] == HERE
    who = OFFICER if here else APPROVER
    signer = SUPERVISOR if here else APPROVER
    clock = Calendar(datetime.fromisoformat(given["now"]))
    dek, seed = (bytearray.fromhex(text) for text in keys[who.login])
    session = Session.open(place.root / given["at"], UnlockedKey(who.login, dek, seed), clock)
    confirmed = Confirmed(signer.login, bytearray.fromhex(keys[signer.login][1]))
    counted = counting(int(given["last"]))  # of the step alone, and of the lock after it
    try:
        say(_do(session, given, confirmed))
    except TipdeskError as error:
        say(f"refused {error!r}")
    session.lock()
    sys.setprofile(None)
    say(f"calls {counted()}")


def counting(last: int) -> Callable[[], int]:
    """End this process before the `last`-th call to the database, a file or the disk (0: never);
    how many there were so far."""
    count = 0

    def call(frame: FrameType, event: str, called: object) -> None:
        nonlocal count
        if event != "c_call":
            return
        name = getattr(called, "__name__", "")
        if frame.f_code.co_filename == database.__file__ or name in _OF_DISK:
            count += 1
            if count == last:
                die_now()

    sys.setprofile(call)
    return lambda: count


def _do(session: Session, given: dict[str, str], confirmed: Confirmed) -> str:
    case_id, path, drive = CaseId(given["case"]), Path(given["path"]), Path(given["drive"])
    giving, taking = session.giving_up, session.taking_over
    match given["step"]:
        case "give":
            giving.give_up(case_id, PERSON, confirmed)
        case "write":
            giving.write(case_id, drive)
        case "take":
            taking.take_in(taking.read(path), confirmed)
        case "refuse":
            taking.refuse(taking.read(path), confirmed, drive)
        case "receipt":
            taking.write_receipt(case_id, drive)
        case "answer":
            session.messages.take(path)
        case "telephone":
            tenure, seq = map(int, given["number"].split("-"))
            number = TransferNumber(tenure, seq)
            return "digits " + taking.refuse_number(given["file"], "TDX", number, confirmed)
        case "digits":
            giving.take_back(case_id, given["number"], confirmed)
    return "done"


@dataclass
class Course:
    """One file between two vaults, and the drives that lie about."""

    root: Path
    keys: _KEYS
    case_id: CaseId
    number: str
    dice: random.Random
    longest: dict[str, int]  # calls that a step took that ended, by its name
    now: datetime = datetime(2026, 11, 25, tzinfo=UTC)
    kills: int = 0
    digits: list[str] = field(default_factory=list)

    @property
    def drive(self) -> Path:
        """Where everything is written."""
        folder = self.root / "drive"
        folder.mkdir(exist_ok=True)
        return folder

    def holding(self, at: str) -> Holding:
        """How the file stands in a closed vault, by its chain."""
        login = OFFICER.login if at == HERE else APPROVER.login
        with Vault.open(self.root / at, bytearray.fromhex(self.keys[login][0])) as vault:
            actions = (OPENED, *transfer.MOVES)
            return transfer.holding_of(custody_rows.of_case_with(vault, self.case_id, actions))

    def open(self, at: str) -> Session:
        login = OFFICER.login if at == HERE else APPROVER.login
        dek, seed = (bytearray.fromhex(text) for text in self.keys[login])
        key = UnlockedKey(login, dek, seed)
        return Session.open(self.root / at, key, Calendar(self._later()))

    def take(self, name: str, at: str, path: Path | None = None, *, killed: bool, text: str = ""):
        """A step; what was said of it before it ended, or was killed."""
        last = self._moment(name) if killed else 0
        given = {
            "keys": json.dumps(self.keys), "at": at, "now": self._later().isoformat(),
            "step": name, "case": self.case_id, "path": str(path or self.drive),
            "drive": str(self.drive), "number": text, "file": self.number, "last": str(last),
        }  # fmt: skip
        child = Child(step, Place(self.root, b"", given))
        child.listen(600)
        lines = child.kill()
        counted = [int(line.split()[1]) for line in lines if line.startswith("calls ")]
        self.kills += not counted
        if counted:
            self.longest[name] = max(self.longest.get(name, 0), *counted)
        self.digits += [line.split()[1] for line in lines if line.startswith("digits ")]
        owners = [at for at in (HERE, THERE) if self.holding(at).is_written]
        assert len(owners) < 2, f"two owners after {name} at {at}"
        return lines

    def _moment(self, name: str) -> int:
        """At which call a step is killed. Now and then at any: one that was refused is shorter than
        the same step another time."""
        known = self.longest.get(name, _MANY) if self.dice.random() < 0.75 else _MANY
        return self.dice.randint(1, known)

    def anything(self) -> None:
        """Some step that somebody may take now, killed; and what becomes of a drive."""
        here, there = self.holding(HERE), self.holding(THERE)
        lying = sorted(self.drive.glob("*.age"))
        steps = [("give", HERE, None, "")] if here.is_written else []
        if here.state is HoldingState.AWAY:
            asked = f"{here.number.tenure}-{here.number.seq}"
            steps += [("write", HERE, None, "")] * 2
            steps += [("telephone", THERE, None, asked)]
            steps += [("digits", HERE, None, digits) for digits in self.digits[-2:]]
        steps += [("answer", HERE, path, "") for path in lying]
        steps += [("take", THERE, path, "") for path in lying] * 2
        steps += [("refuse", THERE, path, "") for path in lying[:1]]
        if there.is_written:
            steps += [("receipt", THERE, None, "")] * 2
        name, at, path, text = self.dice.choice(steps)
        self.take(name, at, path, killed=True, text=text)
        self._fate(sorted(self.drive.glob("*.age")))

    def _fate(self, lying: list[Path]) -> None:
        """A drive is lost, torn, or doubled."""
        if not lying:
            return
        path, fate = self.dice.choice(lying), self.dice.random()
        if fate < 0.1:
            path.unlink()
        elif fate < 0.2:
            path.write_bytes(path.read_bytes()[: self.dice.randrange(1, path.stat().st_size)])
        elif fate < 0.3:
            shutil.copy(path, self.drive / f"{self.dice.random()}.message.asice.age")

    def end(self) -> str:
        """Nobody is killed any more: who writes in it then, as they bring it to an end."""
        for _round in range(3):
            if self.holding(HERE).is_written:
                return HERE
            for path in self.drive.glob("*.age"):
                path.unlink()
            if not self.holding(THERE).is_written:
                self.take("write", HERE, killed=False)
                for path in sorted(self.drive.glob("*.age")):
                    self.take("take", THERE, path, killed=False)
            if self.holding(THERE).is_written:
                self.take("receipt", THERE, killed=False)
                for path in sorted(self.drive.glob("*.age")):
                    self.take("answer", HERE, path, killed=False)
                return THERE
            number = self.holding(HERE).number
            asked = f"{number.tenure}-{number.seq}"
            self.take("telephone", THERE, killed=False, text=asked)
            self.take("digits", HERE, killed=False, text=self.digits[-1])
        return ""

    def _later(self) -> datetime:
        self.now += timedelta(minutes=10)
        return self.now

    def check(self, before: dict[str, tuple[str, str]], entries: int) -> None:
        """Who owns it has all of it and writes; nothing is wrong with either vault."""
        owner = self.end()
        assert owner, "nobody writes in it"
        session = self.open(owner)
        assert whole(session, self.case_id) == before
        assert len(session.case_work.work(self.case_id).log) == entries
        (picture,) = session.attachments.attached(self.case_id)
        with session.attachments.opener(picture).open() as file:
            assert hashlib.sha256(file.read()).hexdigest() == picture.sha256
        session.answers.save_answers(self.case_id, {"urgency": Answer("h24")})
        session.lock()
        for at, who in ((HERE, OFFICER), (THERE, APPROVER)):
            dek, seed = (bytearray.fromhex(text) for text in self.keys[who.login])
            assert faults(self.root / at, UnlockedKey(who.login, dek, seed)) == []
