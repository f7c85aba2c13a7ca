"""An approval as the window makes it: frozen, drawn and sealed, signed."""

from collections.abc import Sequence

from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Case, CaseId
from tipdesk.core.work import Work
from tipdesk.desk.handover.approving import draw
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session


def approve(
    session: Session, case_id: CaseId, approver: Confirmed, picks: Sequence[Pick] = ()
) -> Case:
    """Let the file go, signed by `approver`."""
    drawn = draw(session.approving.plan(case_id, approver, picks), Work())
    try:
        return session.approving.record(drawn, approver)
    except BaseException:
        drawn.discard()
        raise
