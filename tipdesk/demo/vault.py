"""Throw-away vaults with forty made-up files in every status but voided: `--demo`, pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tipdesk.cases.model import CaseId, Remark
from tipdesk.core.clock import Clock, system_clock
from tipdesk.demo import stations
from tipdesk.demo.interviews import interview
from tipdesk.demo.journey import approve, hand_over, receive, refuse
from tipdesk.demo.people import person
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import kuwait_day

FILES = 40
_SEED = 2013
_BEGAN = timedelta(days=58)  # before today
_REMARK = "يرجى استكمال سبب عدم الإجابة في قسم الأسرة، وتوضيح تاريخ الوصول."
# What becomes of ten files in a row.
_FATES = (
    "open",
    "received",
    "open",
    "completed",
    "returned",
    "open",
    "approved",
    "completed",
    "open",
    "exported",
)


@dataclass(frozen=True, slots=True)
class DemoVaults:
    """Two vaults and the USB drive between them."""

    officers: Path
    prosecution: Path
    usb_drive: Path
    officer: stations.Credentials
    supervisor: stations.Credentials
    receiver: stations.Credentials


class _Calendar:
    """A clock that is moved by hand and never runs ahead of the real one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._now = clock() - _BEGAN

    def __call__(self) -> datetime:
        return min(self._now, self._clock())

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by


def demo_vault(folder: Path, clock: Clock = system_clock) -> DemoVaults:
    """Make the vaults in `folder`; Argon2id at its floor. Some seconds: run in a JOB.

    Raises:
        OSError, TipdeskError: the folder cannot be used.
    """
    vaults = DemoVaults(
        folder / "officers",
        folder / "prosecution",
        folder / "stick",
        stations.OFFICER,
        stations.SUPERVISOR,
        stations.RECEIVER,
    )
    vaults.usb_drive.mkdir(parents=True, exist_ok=True)
    calendar = _Calendar(clock)
    stations.make_officers_station(vaults.officers, calendar)
    stations.make_prosecution(vaults.prosecution, calendar)
    agency = stations.make_authority(folder / "authority", calendar)
    prosecution = stations.open_as(vaults.prosecution, stations.RECEIVER, calendar)
    try:
        stations.certify(agency, prosecution, stations.RECEIVER, calendar)
        agency.notices(prosecution.station.code, calendar(), ends=False)
        pack = stations.equip(
            agency, vaults.officers, calendar, stations.OFFICER, stations.SUPERVISOR
        )
        stations.trust(prosecution, pack, agency)
        officers = stations.open_as(vaults.officers, stations.OFFICER, calendar)
        try:
            _fill(officers, prosecution, vaults.usb_drive, calendar)
        finally:
            officers.lock()
    finally:
        prosecution.lock()
    return vaults


class _Staff:
    """Everybody's passphrase, given once for all forty files."""

    def __init__(self, officers: Session, prosecution: Session) -> None:
        self.officer = stations.confirm(officers, stations.OFFICER)
        self.supervisor = stations.confirm(officers, stations.SUPERVISOR)
        self.receiver = stations.confirm(prosecution, stations.RECEIVER)

    def wipe(self) -> None:
        for confirmed in (self.officer, self.supervisor, self.receiver):
            confirmed.wipe()


def _fill(officers: Session, prosecution: Session, usb_drive: Path, calendar: _Calendar) -> None:
    random = Random(_SEED)
    staff = _Staff(officers, prosecution)
    to_approve: list[CaseId] = []
    for number in range(FILES):
        calendar.move(timedelta(hours=random.randrange(20, 36), minutes=random.randrange(60)))
        someone = person(random, kuwait_day(calendar()), number)
        fate = _FATES[number % len(_FATES)]
        gaps = 0.3 if fate == "open" else 0.0
        quick = number % 8 == 5
        case_id = interview(officers, someone, random, number, quick=quick, gaps=gaps)
        _lead(officers, case_id, fate, staff)
        if fate in ("received", "exported"):
            bundle = hand_over(officers, case_id, usb_drive, staff.officer).path
            calendar.move(timedelta(hours=2))
            if fate == "received":
                answer = receive if number != _FATES.index("received") else refuse
                receipt = answer(prosecution, bundle, usb_drive, staff.receiver)
                officers.handover.import_receipt(receipt)
        elif fate == "approved":
            to_approve.append(case_id)
    # What is approved and not exported yet was approved this week: approvals grow old.
    calendar.move(timedelta(days=7))
    for case_id in to_approve:
        approve(officers, case_id, staff.supervisor)
    staff.wipe()


def _lead(session: Session, case_id: CaseId, fate: str, staff: _Staff) -> None:
    """As far as this file goes before it leaves the station."""
    if fate in ("completed", "returned"):
        session.steps.complete(case_id)
    if fate == "returned":
        remark = Remark("", _REMARK, "", session.files.case(case_id).updated_at)
        session.steps.return_with_remarks(case_id, [remark], staff.supervisor)
    if fate in ("received", "exported"):
        approve(session, case_id, staff.supervisor)
