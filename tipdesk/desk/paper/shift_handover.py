"""What is told of a station's files when a shift is handed over. Nothing here reads a file: the
list has columns that were kept when it was last folded."""

from __future__ import annotations

from tipdesk.cases.files.shift import OPEN, Shift, file_line, ordered
from tipdesk.cases.model import Status
from tipdesk.cases.permissions import Act, allowed, check
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.station.backup import Backups
from tipdesk.storage.evidence import recordings
from tipdesk.storage.files import case_rows
from tipdesk.storage.files.list_search import Viewer

_MOST = 60  # more than one page has room for


def shift_handover(desk: OpenVault) -> Shift:
    """The shift as it stands now: files that name the officer, of a supervisor all that the list
    tells of; those that are hidden from the unit never, whomever they name.

    Raises:
        TransitionRefused: the officer's role sees no files.
    """
    check(Act.SEE_FILES, desk.officer.role)
    vault, login = desk.vault, desk.officer.login
    viewer = Viewer(login, allowed(Act.APPROVE, desk.officer.role))
    statuses = case_rows.counts_in_hand(vault, viewer)
    files = case_rows.in_hand(vault, viewer, _MOST)
    backups = Backups(desk)
    last = backups.last()
    return Shift(
        at=desk.now(),
        by=login,
        station=desk.station.code,
        files=ordered(file_line(case) for case in files),
        more=sum(statuses.get(one, 0) for one in OPEN) - len(files),
        recordings=_recordings(desk),
        unsent=statuses.get(Status.APPROVED, 0),
        unanswered=statuses.get(Status.EXPORTED, 0),
        backup=last.made_at if last else None,
        backup_due=backups.is_due(),
    )


def _recordings(desk: OpenVault) -> int:
    """Those that run or wait; of a hidden file none is told of."""
    left = recordings.unfinished(desk.vault)
    hidden = case_rows.hidden(desk.vault) if left else {}
    return sum(one.case_id not in hidden for one in left)
