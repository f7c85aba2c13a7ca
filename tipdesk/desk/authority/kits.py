"""Station kits at the authority: prepared, closed once two people stand by the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk.bundle.authority import Authority
from tipdesk.bundle.crypto.sealed_key import FLOOR
from tipdesk.bundle.kit.making import ClosedKit, KitOrder, WaitingKit
from tipdesk.bundle.kit.station_kit import KitPerson, KitStation
from tipdesk.bundle.target import check_there, write_whole
from tipdesk.core.drives import usb_drives
from tipdesk.core.errors import EnvelopesTogether
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


def discard(session: ClerkSession, kit_id: str) -> WaitingKit:
    """A kit that waits is not to be made any more; its vouchers are revoked. JOB.

    Raises:
        AuthorityInvalid: no such kit waits ("no_kit"), or it is damaged ("state").
        DiskFull, TargetNotWritable
    """
    return session.authority.discard_kit(kit_id, session.clock())


def close(
    opened: Authority,
    kit_id: str,
    folder: Path,
    papers: Path,
    now: datetime,
    *,
    cheap: bool = False,
) -> WrittenKit:
    """The second act: write the kit to a drive, and the envelopes as PDF apart from it, for whoever
    finds both on one drive is everybody of the station. JOB: Argon2id for each person.

    Args:
        opened: the authority.
        kit_id: which of those that wait.
        folder: the drive that is carried to the station.
        papers: a folder that stays, until the pages are printed.
        now: the time.
        cheap: Argon2id at its floor, for tests.

    Raises: the kit still waits.
        EnvelopesTogether: both would lie in one place.
        AuthorityInvalid: no such kit waits ("no_kit"), or no signed list names it ("kit_list").
        KitExpired: it waited too long (details: date).
        FileUnreadable, DiskFull, TargetNotWritable
    """
    _check_apart(folder, papers)
    check_there(folder)
    check_there(papers)
    written: list[Path] = []

    def hand_over(closed: ClosedKit) -> None:
        """The words are nowhere else: they come first."""
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
        written.append(write_whole(papers, closed.path.stem + ".pdf", paper, now, MayRead.OWNER))
        written.append(write_whole(folder, closed.path.name, closed.path.read_bytes(), now))

    opened.close_kit(kit_id, now, FLOOR if cheap else None, hand_over)
    envelopes, kit = written
    return WrittenKit(kit, envelopes)


def _check_apart(folder: Path, papers: Path) -> None:
    kit, envelopes = ((path.resolve(), *path.resolve().parents) for path in (folder, papers))
    if kit[0] == envelopes[0] or any(drive in kit and drive in envelopes for drive in usb_drives()):
        raise EnvelopesTogether
