"""What the counters of a session share: the open vault, the officer at it, the clock, the book."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tipdesk.cases import permissions, transfer
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.custody.clock import ATTESTED, BEHIND_NOTED, TICK, Tick, clock_of
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.deeds.needs import needed, sheet_signs
from tipdesk.cases.model import Act, CaseId, CustodyEvent, Officer, Role, Station
from tipdesk.core.clock import Clock, counter
from tipdesk.core.errors import (
    ClockBehind,
    DiskFull,
    SecondPersonNeeded,
    TipdeskError,
    TransitionRefused,
)
from tipdesk.desk.deed_book import DeedBook, Signer
from tipdesk.desk.form_shelf import FormShelf
from tipdesk.forms.publishing.catalogue import Catalogue
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import deed_rows, own_box
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.keys.unlock_failures import FailureCount
from tipdesk.storage.upkeep.examination import VaultExamination
from tipdesk.storage.vault import Vault

CLOCK_LEEWAY = timedelta(days=1)  # how far behind the chain a clock may stand
_SETTLES = (
    BEHIND_NOTED,
    ATTESTED,
)  # entries of a supervisor's judgement

_COMMITMENT = "commitment_key"  # its name in the vault


class ChangeKind(StrEnum):
    """What a page must read again."""

    CASES = "cases"  # the file list
    ANSWERS = "answers"  # answers of one file
    STATUS = "status"  # status, remarks or approval of one file
    ATTACHMENTS = "attachments"
    RECORDINGS = "recordings"  # one was begun, ended, marked or attached
    EXPORTS = "exports"  # exports and receipts of one file
    RECEIVED = "received"  # the receiving station's register
    MESSAGES = "messages"  # one came or was signed
    KEYS = "keys"  # certificate or trust list
    FORMS = "forms"  # a form was installed
    STAFF = "staff"  # somebody was enrolled, suspended or removed
    BACKUP = "backup"  # one was made
    READ_THROUGH = "read_through"  # the database was read through
    LOCKED = "locked"  # the vault has just been closed


@dataclass(frozen=True, slots=True)
class Change:
    """Something has just been recorded. `case_id` is None when it is not about one file."""

    kind: ChangeKind
    case_id: CaseId | None = None


Subscriber = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An officer has just given the own passphrase. `seed` opens the own signing key.

    Use it at once, then `wipe()` it.
    """

    login: str
    seed: bytearray = field(repr=False)

    def wipe(self) -> None:
        """Overwrite the seed."""
        self.seed[:] = bytes(len(self.seed))


@dataclass(frozen=True, slots=True)
class SessionNews:
    """What others did since the officer's last session: a kind of deed, "approved", "never_sent",
    "unasked" (a certificate) or "completion_asked"; about whom, on which file (its number; of
    "never_sent" that of the bundle), and who signed it or brought it."""

    what: str
    logins: tuple[str, ...]
    number: str
    by: tuple[str, ...]


def signers_of(*confirmed: Confirmed) -> tuple[Signer, ...]:
    """Who has confirmed a deed, as its signers."""
    return tuple((who.login, who.seed) for who in confirmed)


class OpenVault:
    """One open vault and who stands at it. Made and closed by `desk.session`."""

    def __init__(
        self, vault: Vault, station: Station, officer: Officer, clock: Clock, catalogue: Catalogue
    ) -> None:
        self.vault = vault
        self.station = station
        self.officer = officer
        self._clock = clock
        self._subscribers: list[Subscriber] = []
        self._seed: bytearray | None = None
        self._seals = False  # whether the seed is an officer's, who seals the chain with it
        self.box_public: bytes | None = None  # what is sealed to this key opens with `box_seed`
        self.case_keys: dict[tuple[CaseId, int], bytearray] = {}  # of level 4; wiped at the lock
        self.work_keys: dict[tuple[CaseId, int], bytearray] = {}  # of the case work; as these
        self.book = DeedBook(vault, officer.login)
        self.chain = custody_rows.FollowedChain(vault)
        self.forms = FormShelf(vault, catalogue, self.book)
        self.news: tuple[SessionNews, ...] = ()  # what others did since the last session
        self._owed: list[tuple[str, CaseId | None, dict[str, str]]] = []  # looks without an entry
        # Passphrases that failed since the officer was last here.
        self.failed_tries: tuple[FailureCount, ...] = ()
        self.reading: VaultExamination | None = None  # of every page, behind the work
        self.warnings: tuple[TipdeskError, ...] = ()  # what to say once, after unlocking
        self.updated_from = ""  # the version that opened the vault before, if it was another

    def keep_seed(self, seed: bytearray, *, seals: bool = True) -> None:
        """Hold the officer's seed for seals and boxes until `forget_seed`; the recovery sheet's
        opens boxes only."""
        self._seed, self._seals = seed, seals
        self.box_public = officer_keys(seed).x25519_public

    def forget_seed(self) -> None:
        """Overwrite it, and every key that it has opened."""
        for opened in (self.case_keys, self.work_keys):
            for key in opened.values():
                wipe(key)
            opened.clear()
        if self._seed is not None:
            self._seed[:] = bytes(len(self._seed))
            self._seed = None

    def end_reading(self) -> None:
        """Before the key changes, and before the vault is closed."""
        if self.reading is not None:
            self.reading.close()
            self.reading = None

    @property
    def box_seed(self) -> bytearray | None:
        """What opens boxes sealed to `box_public`; None: nothing is held."""
        return self._seed

    def close_own(self, place: str, text: str) -> str:
        """A text as it is stored where only the officer of the session is to open it."""
        assert self.box_public is not None  # noqa: S101  `keep_seed` comes first
        return own_box.close_to(self.box_public, place, text)

    def open_own(self, place: str, stored: str) -> str | None:
        """What `close_own` closed; None: not for this session."""
        return own_box.open_text(self._seed, place, stored) if self._seed is not None else None

    def now(self) -> datetime:
        """The time in UTC, whole milliseconds; not before the last entry of the chain, unless that
        lies more than a day ahead: then some clock was wrong, and the present one counts."""
        clock_time = self._shown()
        last = custody_rows.behind(self.vault, clock_time)
        return last if last is not None and last - clock_time <= CLOCK_LEEWAY else clock_time

    def note_clock(self) -> ClockBehind | None:
        """After unlocking: enter *clock_behind* when the clock stands before the chain, and give
        what to say about it. Nobody is kept out for it."""
        last = custody_rows.behind(self.vault, self._shown())
        if last is None:
            return None
        self.enter(BEHIND_NOTED, last=timestamp(last))
        return ClockBehind(last=last.isoformat(timespec="minutes"))

    def check_clock(self) -> None:
        """Before a file is completed, approved or exported.

        Raises:
            ClockBehind: the clock stands more than a day before what it once showed, and no
                supervisor has unlocked the vault or stated the true time since (details: last).
        """
        clock_time = self._shown()
        last = custody_rows.behind(self.vault, clock_time + CLOCK_LEEWAY)
        if last is None:
            return
        enrolled = {supervisor.login for supervisor in self.supervisors()}
        for event in custody_rows.newest_first(self.vault):
            if event.action in _SETTLES and event.officer in enrolled:
                return
            once = clock_of(event)
            if once is not None and once > clock_time + CLOCK_LEEWAY:
                raise ClockBehind(last=once.isoformat(timespec="minutes"))

    def _shown(self) -> datetime:
        now = self._clock()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def _tick(self, run: str, milliseconds: int) -> str:
        """The counter as an entry holds it; which computer it is does not show outside this
        vault."""
        boot = hashlib.sha256(f"{self.vault.vault_id} {run}".encode()).hexdigest()[:8]
        return str(Tick(boot, milliseconds))

    def may(self, act: Act) -> bool:
        """Whether the officer's role allows it (`cases.permissions`)."""
        return permissions.allowed(act, self.officer.role)

    def require(self, act: Act, role: Role | None = None) -> None:
        """Before it is done: by the officer, or by a colleague of this role who has confirmed it.

        Raises:
            TransitionRefused: it is not open to that role (details: step, reason "role").
        """
        permissions.check(act, self.officer.role if role is None else role)

    def role_of(self, confirmed: Confirmed) -> Role:
        """The role that they have here now; of somebody who is unknown or out, one that moves no
        file."""
        officer = station_rows.find(self.vault, confirmed.login)
        if officer is None or officer.removed:
            return permissions.OUTSIDER
        return officer.role

    def supervisors(self) -> tuple[Officer, ...]:
        """Who may approve."""
        enrolled = station_rows.officers(self.vault)
        return tuple(
            officer
            for officer in enrolled
            if permissions.allowed(Act.APPROVE, officer.role) and not officer.suspended
        )

    def enter(
        self, action: str, case_id: CaseId | None = None, officer: str = "", **detail: str
    ) -> CustodyEvent:
        """Add an entry to the chain of custody. `detail` holds names and digests, and no answer but
        who interpreted.

        `officer` is the login of whoever acted, when it is not the officer of the session.

        Raises:
            TransitionRefused: it changes a file that was given up to another station (reason
                "given_up").
        """
        if case_id is not None and transfer.changes_file(action):
            self.refuse_given_up(case_id, action)
        clock_time = self._shown()
        last = custody_rows.behind(self.vault, clock_time)
        if last is not None:
            detail["clock"] = timestamp(clock_time)
        if counted := counter(self._clock):
            detail[TICK] = self._tick(*counted)
        with self.vault.witnessed():
            event = custody_rows.append(
                self.vault,
                at=last or clock_time,
                officer=officer or self.officer.login,
                action=action,
                case_id=case_id,
                detail=detail,
            )
        if custody_rows.seal_is_due(self.vault):
            self.seal()
        return event

    def is_given_up(self, case_id: CaseId) -> bool:
        """Whether another station has the file, or may have it: here it is only read."""
        moves = custody_rows.of_case_with(self.vault, case_id, transfer.MOVES)
        return transfer.is_given_up(entry.action for entry in moves)

    def refuse_given_up(self, case_id: CaseId, step: str) -> None:
        """Before something of a file is written.

        Raises:
            TransitionRefused: it was given up (details: step, status "", reason "given_up").
        """
        if self.is_given_up(case_id):
            raise TransitionRefused(step=step, status="", reason="given_up")

    def decide(
        self,
        kind: DeedKind,
        body: Mapping[str, object],
        action: str,
        case_id: CaseId | None = None,
        *,
        signers: Iterable[Signer] = (),
        opening: bytes = b"",
        **detail: str,
    ) -> None:
        """Enter what was decided about people, keys or readers, with the deed that the officer of
        the session and `signers` sign (`cases.deeds`), and so does the key of a box of a station
        kit (`opening`). A vault without deeds has the entry alone.

        Raises:
            SecondPersonNeeded: it lacks a signature that it needs; nothing was written.
        """
        if not self.book.begun:
            self.enter(action, case_id, **detail)
            return
        deed = self.book.make(kind, self.now(), body, (*self.own_signers(), *signers))
        if opening:
            deed = replace(
                deed, signatures=(*deed.signatures, deed_rows.sign_opening(deed, opening))
            )
        if not self.book.holds(deed):
            raise SecondPersonNeeded(deed=kind.value)
        with self.vault.transaction():
            event = self.enter(action, case_id, deed=deed.digest, **detail)
            deed_rows.add(self.vault, deed, event.seq)

    def sheet_signs(self, kind: DeedKind, about: str = "") -> bool:
        """Whether a deed needs a second person, and a recovery sheet can be it."""
        state = self.book.state
        needs_two = self.book.begun and needed(kind, state, about) > 1
        return needs_two and sheet_signs(kind, state)

    def seconds(self, kind: DeedKind, about: str = "") -> tuple[Officer, ...]:
        """Who works here and can sign a deed of two as its second person, leads first where the
        officer of the session does not lead; nobody: it needs no second."""
        state = self.book.state
        if not self.book.begun or needed(kind, state, about) < 2:
            return ()
        own = self.officer.login
        leads = state.is_lead(own) or not any(map(state.is_lead, {*state.people} - {about}))
        return tuple(
            officer
            for officer in station_rows.officers(self.vault)
            if officer.login not in (own, about)
            and state.is_in(officer.login)
            and (leads or state.is_lead(officer.login))
        )

    def own_signers(self) -> tuple[Signer, ...]:
        """As whom the officer of the session signs; after a recovery the sheet."""
        if self._seed is None or self.box_public is None:
            return ()
        name = self.officer.login if self._seals else self.box_public.hex()
        return ((name, self._seed),)

    def remember_deeds(self) -> None:
        """Keep what the officer of the session sees of the deeds now, signed by them; nothing while
        they do not hold."""
        if self._seed is not None and self._seals and self.book.begun:
            with self.vault.transaction():
                self.book.remember(self.officer.login, self._seed)

    def enter_viewing(self, action: str, case_id: CaseId | None = None, **detail: str) -> None:
        """As `enter`, for what was only looked at: a full disk keeps nobody from reading. The entry
        follows when there is room, at the next one or at the lock, and says when it was (seen)."""
        self._owed.append((action, case_id, detail))
        try:
            self.enter_owed()
        except DiskFull:
            detail["seen"] = timestamp(self._shown())

    def enter_owed(self) -> None:
        """Enter the viewings that found no room.

        Raises:
            DiskFull: there still is none; the rest stays owed.
        """
        while self._owed:
            action, case_id, detail = self._owed[0]
            self.enter(action, case_id, **detail)
            self._owed.pop(0)

    def seal(self) -> None:
        """Sign the chain with the officer's own key, so that nobody else can rewrite it."""
        if self._seed is not None and self._seals:
            with self.vault.witnessed():
                login, seed = self.officer.login, self._seed
                custody_rows.seal(self.vault, login=login, seed=seed, at=self.now())

    def seal_by(self, login: str, seed: bytearray) -> None:
        """Sign the chain with another officer's key: the supervisor's at an approval.

        Raises:
            CustodyBroken: the seed is not this officer's.
        """
        custody_rows.seal(self.vault, login=login, seed=seed, at=self.now())

    def commitment(self, digest: str) -> str:
        """A digest of answers that a bundle may show: short answers cannot be guessed from it
        without this vault's own secret, with which it can be checked here."""
        key = self.vault.meta(_COMMITMENT)
        if not key:
            key = secrets.token_hex(32)
            self.vault.set_meta(_COMMITMENT, key)
        return hmac.new(bytes.fromhex(key), digest.encode("ascii"), hashlib.sha256).hexdigest()

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback` after every change; the answer ends the subscription."""
        self._subscribers.append(callback)

        def end() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return end

    def publish(self, kind: ChangeKind, case_id: CaseId | None = None) -> None:
        """Tell every subscriber."""
        for subscriber in tuple(self._subscribers):
            subscriber(Change(kind, case_id))

    def publish_listed(self, kind: ChangeKind, case_id: CaseId) -> None:
        """Tell every subscriber of a file's change that its row in the list shows too."""
        self.publish(kind, case_id)
        self.publish(ChangeKind.CASES)
