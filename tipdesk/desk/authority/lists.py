"""Trust lists and revocation lists of an authority: in force, waiting, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk.bundle import trust_list, trust_rows
from tipdesk.bundle.certifying import listing, signatory
from tipdesk.bundle.certifying.signatory import WaitingList
from tipdesk.bundle.target import write_whole
from tipdesk.core.errors import AuthorityInvalid, TipdeskError
from tipdesk.core.plain_file import read_plain
from tipdesk.desk.authority.clerk import ClerkSession


@dataclass(frozen=True, slots=True)
class ListInForce:
    """The newest list that two people have signed."""

    serial: int
    created: datetime
    signers: tuple[str, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What one list says that another does not."""

    added: tuple[trust_rows.Row, ...]
    taken_away: tuple[trust_rows.Row, ...]
    revoked: int  # certificates that are revoked since

    def __bool__(self) -> bool:
        return bool(self.added or self.taken_away or self.revoked)


@dataclass(frozen=True, slots=True)
class ListsStanding:
    """How an authority's lists stand."""

    signed: ListInForce | None
    waiting: WaitingList | None
    coming: ListChanges  # what the next list would say beyond the newest that both signed
    crl_number: int
    damaged: TipdeskError | None = None  # why what waits cannot be signed

    @property
    def stale(self) -> bool:
        """Whether something was changed since the list that waits was made."""
        waiting = self.waiting
        if waiting is None:
            return False
        proposed = (waiting.added, waiting.taken_away, waiting.revoked)
        return proposed != (self.coming.added, self.coming.taken_away, self.coming.revoked)


@dataclass(frozen=True, slots=True)
class Cosigner:
    """Somebody whose key for the second signature lies in the folder."""

    code: str
    name: str
    service_number: str


def standing(session: ClerkSession) -> ListsStanding:
    """How the lists stand now. JOB: signatures are verified.

    Raises:
        FileUnreadable, AuthorityInvalid: the newest list is damaged.
    """
    folder, state, now = session.folder, session.state, session.clock()
    serial, newest = signatory.newest_pack(folder)
    signed, before, known = None, None, 0
    pack = signatory.in_force(folder, now)
    if newest is not None and pack is not None:
        before, known = pack.listing, sum(len(list(crl)) for crl in pack.store.crls)
        names = tuple(signer.name for signer in pack.signers)
        signed = ListInForce(serial, before.created, names, newest)
    after = listing.listing_of(state, state.pack_serial + 1, now)
    coming = ListChanges(
        trust_rows.added(before, after),
        trust_rows.added(after, before) if before is not None else (),
        len(state.revoked) - known,
    )
    waiting, damaged = _waiting(folder, now)
    return ListsStanding(signed, waiting, coming, state.crl_number, damaged)


def _waiting(folder: Path, now: datetime) -> tuple[WaitingList | None, TipdeskError | None]:
    try:
        path = signatory.newest_waiting(folder)
    except AuthorityInvalid:
        return None, None
    try:
        return signatory.read_waiting(folder, path, now), None
    except TipdeskError as error:
        return None, error


def make(session: ClerkSession) -> None:
    """Make the next list, signed by the clerk; it waits for the second person. JOB.

    Raises:
        AuthorityInvalid, DiskFull, TargetNotWritable
    """
    session.authority.trust_list(session.clock())


def cosigners(session: ClerkSession) -> tuple[Cosigner, ...]:
    """Who can sign as the second person here, by what their certificates say."""
    known = {
        item.holder.login: item.holder
        for item in session.state.issued
        if item.holder.unit == signatory.UNIT
    }
    codes = signatory.signer_codes(session.folder)
    return tuple(
        Cosigner(code, known[code].name, known[code].service_number)
        if code in known
        else Cosigner(code, "", "")
        for code in codes
    )


def countersign(session: ClerkSession, shown: WaitingList, code: str, passphrase: str) -> Path:
    """The second person signs the list that was shown to them, with their own passphrase. JOB:
    Argon2id takes its time.

    Raises:
        WrongPassphrase: it does not open their key.
        OnePerson: whoever signs now signed before.
        AuthorityInvalid: another list waits by now ("nothing_waits"), or no such key is here.
        TrustPackInvalid, TrustPackOlder, FileUnreadable, DiskFull, TargetNotWritable
    """
    folder, now = session.folder, session.clock()
    waiting = signatory.read_waiting(folder, signatory.newest_waiting(folder), now)
    if waiting.document != shown.document:
        raise AuthorityInvalid(reason="nothing_waits")
    key = signatory.open_signer(folder, passphrase, code)
    return signatory.countersign(folder, shown, key, now)


def save(session: ClerkSession, path: Path, folder: Path) -> Path:
    """Copy a list to a drive. JOB. Raises FileUnreadable, DiskFull, TargetNotWritable."""
    data = read_plain(path, trust_list.MAX_LIST)
    return write_whole(folder, path.name, data, session.clock())
