"""Words of events: what kinds there are, what their own questions ask, one in a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tipdesk.cases import events
from tipdesk.cases.events import Event, EventSort
from tipdesk.i18n.text import N_, _, format_date, isolated, kuwait_day, language

SORTS: Mapping[EventSort, str] = {
    EventSort.RAID: N_("Raid"),
    EventSort.INSPECTION: N_("Inspection of a workplace"),
    EventSort.ARRIVAL: N_("Arrival at a port"),
    EventSort.COMPLAINT: N_("Complaint of several persons"),
    EventSort.TRANSFER: N_("Group brought by another agency"),
    EventSort.OTHER: N_("Another event"),
}
OWN_LABELS: Mapping[str, str] = {
    events.KIND: N_("Kind of event"),
    events.PLACE: N_("Place"),
    events.BEGAN: N_("When it began"),
    events.ENDED: N_("When it ended"),
    events.AGENCIES: N_("Agencies that took part"),
    events.OPERATION: N_("Number of the operation"),
}


def sort_text(event: Event) -> str:
    """What kind it is; '' where nobody said."""
    kind = event.facts.get(events.KIND, "")
    return _(SORTS[EventSort(kind)]) if kind in set(EventSort) else ""


def event_day(event: Event) -> str:
    """The day on which it began, else on which it was typed."""
    began = event.facts.get(events.BEGAN, "")
    at = datetime.fromisoformat(began) if began else event.begun_at
    return format_date(kuwait_day(at), language())


def event_line(event: Event) -> str:
    """One event in a line: code, kind, place, day."""
    parts = (sort_text(event), event.facts.get(events.PLACE, ""), isolated(event_day(event)))
    return " • ".join([isolated(event.code), *filter(None, parts)])
