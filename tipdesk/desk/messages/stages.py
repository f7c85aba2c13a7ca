"""How far a case bundle has come at the office, by what the office has said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.desk.handover.handover import Export
from tipdesk.desk.messages.letters import JudgedMessage

ARRIVES_WITHIN = timedelta(days=14)
OPENED_WITHIN = timedelta(days=30)


class Late(StrEnum):
    """What is to be heard by now and was not."""

    ARRIVAL = "arrival"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class BundleStage:
    """When it arrived, beside its receipt; when a prosecutor first opened it; what is late."""

    arrived_at: datetime | None = None
    not_theirs_at: datetime | None = None  # it came, and was for another office
    opened_at: datetime | None = None
    late: Late | None = None


def stage_of(export: Export, letters: Iterable[JudgedMessage], now: datetime) -> BundleStage:
    """The stage of one case bundle. `letters` are the messages about its file; what does not hold
    says nothing."""
    held = [letter for letter in letters if letter.came and letter.holds]

    def first(kind: MessageType) -> datetime | None:
        times = (letter.message.at for letter in held if _speaks_of(letter, kind, export))
        return min(times, default=None)

    arrived, opened = first(MessageType.ARRIVED), first(MessageType.OPENED)
    late = None
    if export.answered_at is None and arrived is None and now - export.created > ARRIVES_WITHIN:
        late = Late.ARRIVAL
    # Whoever receives may say that it arrived, or was kept aside, and leave it at that.
    there = arrived if export.answered_at is None else export.answered_at
    refused = export.result == "rejected"
    if there is not None and opened is None and not refused and now - there > OPENED_WITHIN:
        late = Late.OPENING
    return BundleStage(arrived, first(MessageType.NOT_FOR_US), opened, late)


def _speaks_of(letter: JudgedMessage, kind: MessageType, export: Export) -> bool:
    message = letter.message
    if message.known is not kind:
        return False
    if kind is MessageType.OPENED:
        return message.about.manifest == export.manifest_sha256
    return message.body["sha256"] == export.sha256
