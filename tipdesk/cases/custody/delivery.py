"""When the notice «إخطار النيابة العامة» was handed over, as the entries of its file say it.

The entry names the one by which the notice left (`LEFT`): a print of what the file said then, or
its case bundle. A wrong one is withdrawn by a second entry that names it; both stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.forms.model import NOTICE

DELIVERED, WITHDRAWN = "prosecution_notified", "notified_withdrawn"
LEFT = "left"  # in its detail: the number of the entry by which the notice left
OF = "entry"  # in the detail of what withdraws it: its own number
WITHDRAWN_WITHIN = timedelta(minutes=10)


def standing(events: Iterable[CustodyEvent], case_id: CaseId) -> tuple[CustodyEvent, ...]:
    """The hand-overs of a file that were not withdrawn, oldest first."""
    own = [event for event in events if event.case_id == case_id]
    withdrawn = {event.detail.get(OF) for event in own if event.action == WITHDRAWN}
    return tuple(
        event for event in own if event.action == DELIVERED and str(event.seq) not in withdrawn
    )


def delivery(events: Iterable[CustodyEvent], case_id: CaseId) -> CustodyEvent | None:
    """The last hand-over that stands; None: none does."""
    return next(reversed(standing(events, case_id)), None)


def withdrawable(
    events: Iterable[CustodyEvent], case_id: CaseId, login: str, now: datetime
) -> CustodyEvent | None:
    """The last hand-over, as long as whoever said it may still take it back; None: nobody may."""
    last = delivery(events, case_id)
    if last is None or last.officer != login or last.at is None:
        return None
    return last if now <= last.at + WITHDRAWN_WITHIN else None


def shown_by(event: CustodyEvent) -> int:
    """The entry by which the notice left; 0: it names none."""
    seq = str(event.detail.get(LEFT, ""))
    return int(seq) if seq.isdecimal() else 0


def unshown(events: Iterable[CustodyEvent]) -> Iterator[CustodyEvent]:
    """Hand-overs that name no entry of their file by which the notice left before. Entries from
    before exchange format 1.0 named none."""
    left: dict[int, CaseId | None] = {}
    for event in events:
        if event.action == "exported" or (
            event.action == "printed" and event.detail.get("document") == NOTICE
        ):
            left[event.seq] = event.case_id
        elif event.action == DELIVERED and event.binding is not None:
            shown = shown_by(event)
            if shown not in left or left[shown] != event.case_id:
                yield event
