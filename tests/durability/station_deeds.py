"""People are added, suspended and let in again; a passphrase changes and shares are made; a file is
hidden and shown again: each has happened or it has not."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.desk import staffed
from tests.desk.world import Calendar
from tests.durability.crash import BEGUN, Deed, Place, Say, hollow_ballast
from tipdesk.cases.model import CaseId, Role
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.recovery import Renewal
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.shares import LockedShare, OpenedShare, ShareMaking, unlock_shares
from tipdesk.desk.station.staff import PreparedEnrolment
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import case_keys, keys
from tipdesk.storage.keys.keys import authentic_document
from tipdesk.storage.keys.slot_file import SlotDocument
from tipdesk.storage.keys.slot_making import NewSlot

CHIEF, NEW, OTHER = "S-01", "T-09", "T-08"
PASSPHRASE, PINS = "ميزان سفينة جسر زيتون قنديل مطر", ("271828", "31415926", "1618033")
REASON = "موظف في الوحدة مذكور في الملف"


@dataclass(frozen=True)
class Held:
    """Results of jobs, and the officer's slot of before."""

    enrolment: PreparedEnrolment
    renewal: Renewal
    before: bytes
    secret: bytearray
    locked: list[LockedShare]


def station_place(template: staffed.Place, root: Path) -> Place:
    """A copy of a staffed station, with what is worked out in jobs (Argon2id) before the deeds."""
    root.mkdir()
    at = template.copy(root / "vault")
    hollow_ballast(at.folder)
    new = NewOfficer(NEW, "نادية", Role.OFFICER, PASSPHRASE)
    key, slot = at.key(CHIEF), NewSlot(NEW, PASSPHRASE)
    enrolment = PreparedEnrolment(new, *keys.add_slot(at.folder, key, slot, FLOOR))
    making = ShareMaking(at.key(CHIEF), "KWT", at.clock())
    for pin in PINS:
        making.add(making.locking(pin, cheap=True)())
    before = _seed_box(authentic_document(at.folder, at.key(CHIEF).dek), CHIEF)
    changed = keys.change_passphrase(at.folder, key, CHIEF, PASSPHRASE, FLOOR)
    renewal = Renewal(CHIEF, changed, None)
    prepared = Held(enrolment, renewal, before, making.secret, making.locked)
    facts = {
        "held": pickle.dumps(prepared).hex(),
        "case": at.begun,
        "at": at.clock.now.isoformat(),
        **{login: bytes(at.keys[login].seed).hex() for login in (CHIEF, OTHER, staffed.OWNER)},
    }
    return Place(root, bytes(at.keys[CHIEF].dek), facts)


def held(place: Place) -> Held:
    """What was worked out before."""
    in_memory = pickle.loads(bytes.fromhex(place.given["held"]))
    assert isinstance(in_memory, Held)
    return in_memory


def key_of(place: Place, login: str) -> UnlockedKey:
    """Fresh, as from the passphrase."""
    return UnlockedKey(login, bytearray(place.dek), bytearray.fromhex(place.given[login]))


def second(place: Place) -> Confirmed:
    """Whoever signs with the chief."""
    return Confirmed(staffed.OWNER, bytearray.fromhex(place.given[staffed.OWNER]))


@contextmanager
def at_the_desk(place: Place, login: str = CHIEF) -> Iterator[Session]:
    """The vault as at its next start, with its whole chain."""
    clock = Calendar(datetime.fromisoformat(place.given["at"]))
    clock.move(hours=1)
    session = Session.open(place.vault, key_of(place, login), clock)
    try:
        if (fault := chain_fault(session._desk.vault)) is not None:
            raise fault
        yield session
    finally:
        session.lock()


def in_pieces() -> None:
    """Against a rule of the house: each statement for itself. In a process of its own."""

    @contextmanager
    def transaction(_vault: Database) -> Iterator[None]:
        yield

    Database.transaction = transaction  # type: ignore[method-assign]  # that is the rule


def _seed_box(document: SlotDocument, login: str) -> bytes:
    slot = document.find(login)
    return b"" if slot is None else slot.seed_box


def _entered(session: Session, *actions: str) -> int:
    entries = custody_rows.newest_first(session._desk.vault)
    return sum(action.action in actions for action in entries)


# --- who works here -------------------------------------------------------------------------------


def staff(place: Place, say: Say) -> None:
    """Somebody is added; somebody else suspended and let in again, twice."""
    enrolment = held(place).enrolment
    with at_the_desk(place) as session:
        say(BEGUN)
        session.staff.record_enrolment(enrolment, second(place))
        say("enrolled")
        for _time in range(2):
            session.staff.suspend(key_of(place, CHIEF), OTHER)
            say("suspended")
            session.staff.reinstate(key_of(place, CHIEF), OTHER, second(place))
            say("reinstated")


def staff_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    staff(place, say)


def _staff_fault(place: Place, lines: Sequence[str]) -> str:
    with at_the_desk(place) as session:
        document = authentic_document(place.vault, place.dek)
        rows = {officer.login: officer for officer in station_rows.officers(session._desk.vault)}
        new, other = document.find(NEW), document.find(OTHER)
        if not (new is not None) == (NEW in rows) == bool(_entered(session, "officer_enrolled")):
            return "half enrolled"
        if new is None and "enrolled" in lines:
            return "who was enrolled"
        moves = _entered(session, "officer_suspended", "officer_reinstated")
        if not (other is None) == rows[OTHER].suspended == bool(moves % 2):
            return "half suspended"
        if moves < sum(line in ("suspended", "reinstated") for line in lines):
            return "who was suspended or let in again"
        if rows[OTHER].suspended:  # the slot that waits is the slot of before
            session.staff.reinstate(key_of(place, CHIEF), OTHER, second(place))
    return "" if authentic_document(place.vault, place.dek).find(OTHER) else "the slot that waited"


# --- what opens the vault -------------------------------------------------------------------------


def keys_anew(place: Place, say: Say) -> None:
    """An own new passphrase, then three recovery shares."""
    in_memory = held(place)
    with at_the_desk(place) as session:
        say(BEGUN)
        session.renewals.record_renewal(in_memory.renewal)
        say("changed")
        making = session.shares.begin(key_of(place, CHIEF))
        making.secret[:], making.locked = in_memory.secret, in_memory.locked
        session.shares.record(making, second(place))
        say("shared")


def keys_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    keys_anew(place, say)


def _keys_fault(place: Place, lines: Sequence[str]) -> str:
    in_memory = held(place)
    with at_the_desk(place) as session:
        document = authentic_document(place.vault, place.dek)
        stands = _seed_box(document, CHIEF)
        changed = bool(_entered(session, "passphrase_renewed"))
        if stands != (
            _seed_box(in_memory.renewal.document, CHIEF) if changed else in_memory.before
        ):
            return "half changed"
        if "changed" in lines and not changed:
            return "the passphrase"
        shared = bool(document.shared())
        if not shared == bool(_entered(session, "shares_made")) == bool(_made_at(session)):
            return "half shared"
        if "shared" in lines and not shared:
            return "the shares"
        if shared and unlock_shares(place.vault, *_two(in_memory)).dek != place.dek:
            return "the shares give another key"
        case_id = CaseId(place.given["case"])
        session.files.load(case_id)  # a reader has been here: what recovers opens level 4 too
        sheets = {slot.public for slot in document.slots if slot.kind != "officer"}
        return "" if sheets <= _recipients(session, case_id) else "level 4 for what recovers"


def _made_at(session: Session) -> object:
    return session.shares.standing().made_at


def _two(in_memory: Held) -> tuple[OpenedShare, OpenedShare]:
    return in_memory.locked[0].opened, in_memory.locked[1].opened


def _recipients(session: Session, case_id: CaseId) -> frozenset[bytes]:
    vault = session._desk.vault
    return case_keys.recipients(vault, case_id, case_keys.newest(vault, case_id))


# --- a hidden file --------------------------------------------------------------------------------


def hide(place: Place, say: Say) -> None:
    """A file is hidden and shown again, twice."""
    case_id = CaseId(place.given["case"])
    with at_the_desk(place, staffed.OWNER) as session:
        say(BEGUN)
        for _time in range(2):
            session.readers.hide(case_id, REASON)
            say("hidden")
            session.readers.show_again(case_id)
            say("shown")


def hide_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    hide(place, say)


def _hidden_fault(place: Place, lines: Sequence[str]) -> str:
    case_id = CaseId(place.given["case"])
    with at_the_desk(place, staffed.OWNER) as session:
        case, moves = session.files.case(case_id), _entered(session, "hidden", "shown_again")
        named = {reader.login for reader in case_rows.readers(session._desk.vault, case_id)}
        sealed_to = len(_recipients(session, case_id))
        sought = session.files.load(case_id).answers["name_ar_family"].value
        listed = case_id in {case.id for case in session.files.list_cases(sought)}
        if moves < sum(line in ("hidden", "shown") for line in lines):
            return "what was hidden or shown"
        if case.hidden != bool(moves % 2):
            return "half hidden"
        if bool(case.display_name) == case.hidden or listed == case.hidden:
            return "the list"
        if moves and (named != {staffed.OWNER} or sealed_to != 2):  # and the recovery sheet's
            return "who reads it"
        return "" if moves or len(named) > 1 else "who read it before"


STAFF = Deed("staff", staff, _staff_fault, staff_in_pieces)
KEYS = Deed("own keys", keys_anew, _keys_fault, keys_in_pieces)
HIDING = Deed("hiding a file", hide, _hidden_fault, hide_in_pieces)
STATION_DEEDS = (STAFF, KEYS, HIDING)
