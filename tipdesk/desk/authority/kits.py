"""Station kits at the authority: prepared, closed once two people stand by the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tipdesk.bundle.crypto.sealed_key import FLOOR
from tipdesk.bundle.kit.making import KitOrder, WaitingKit
from tipdesk.bundle.kit.station_kit import KitPerson, KitStation
from tipdesk.bundle.target import write_whole
from tipdesk.core.private_files import MayRead
from tipdesk.desk.authority.clerk import ClerkSession
from tipdesk.i18n.text import kuwait_day, language
from tipdesk.printing.documents.envelopes import EnvelopePage, render_envelopes


@dataclass(frozen=True, slots=True)
class WrittenKit:
    """A kit on its drive, and the pages of its envelopes as PDF, to be printed and deleted."""

    kit: Path
    envelopes: Path


def prepare(session: ClerkSession, station: KitStation, people: Sequence[KitPerson]) -> WaitingKit:
    """The first of two acts: the next trust list names the voucher of everybody. JOB.

    Raises:
        KitPeopleRefused: of these people no kit can be made (details: reason, line).
        DiskFull, TargetNotWritable
    """
    order = KitOrder(station, tuple(people))
    return session.authority.prepare_kit(order, session.clock())


def waiting(session: ClerkSession) -> tuple[WaitingKit, ...]:
    """The kits that are prepared and not closed. JOB. Raises AuthorityInvalid."""
    return session.authority.waiting_kits(session.clock())


def close(session: ClerkSession, kit_id: str, folder: Path, *, cheap: bool = False) -> WrittenKit:
    """The second act: write the kit and the envelopes to a drive. JOB: Argon2id for each person.

    `cheap` puts Argon2id at its floor, for tests.

    Raises:
        AuthorityInvalid: no such kit waits ("no_kit"), or no signed list names it ("kit_list").
        KitExpired: it waited too long (details: date).
        FileUnreadable, DiskFull, TargetNotWritable
    """
    now = session.clock()
    closed = session.authority.close_kit(kit_id, now, FLOOR if cheap else None)
    pages = [
        EnvelopePage(
            envelope.login,
            envelope.name,
            envelope.station.code,
            kuwait_day(envelope.valid_until),
            envelope.words,
        )
        for envelope in closed.envelopes
    ]
    paper = render_envelopes(pages, language())
    kit = write_whole(folder, closed.path.name, closed.path.read_bytes(), now)
    return WrittenKit(
        kit, write_whole(folder, closed.path.stem + ".pdf", paper, now, MayRead.OWNER)
    )
