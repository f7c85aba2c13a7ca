"""The rules of the log once more, slowly: no state is carried along. What stands before an entry is
asked of the entries before it, from the last one back, each time anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from tipdesk.cases.casework.case_work import Seed
from tipdesk.cases.casework.entries import EntryKind, WorkEntry

ENDS = {"delivered", "declined_person", "closed", "revoked"}
BACK = {"rejected", "unavailable", "no_show"}
TAKES_PLACE = {"attended": "in_progress", "no_show": "no_show", "cancelled": "accepted"}
NEEDS_OPEN_FILE = {
    *("need", "need_changed", "referral_sent", "answered", "delivered", "appointment", "closing"),
}


class SlowModel:
    """Places in the log count from 0; `k` asks for what stands before the entry at that place."""

    def __init__(self, seed: Seed, log: tuple[WorkEntry, ...]) -> None:
        self.seed, self.log = seed, log
        self.corrected, self.counts = cache(self._corrected), cache(self._counts)
        self.status, self.wanted = cache(self._status), cache(self._wanted)
        self.appointment_of = cache(self._appointment_of)

    def before(self, k: int) -> Iterator[tuple[int, WorkEntry]]:
        """What counts before, the last first."""
        for place in range(k - 1, -1, -1):
            if self.counts(place):
                yield place, self.log[place]

    def _corrected(self, k: int) -> bool:
        return any(
            later.kind is EntryKind.CORRECTION
            and int(later.body["seq"]) == self.log[k].seq
            and not self.corrected(place)
            for place, later in enumerate(self.log)
            if place > k
        )

    def _counts(self, k: int) -> bool:
        written = self.log[k]
        if self.corrected(k):
            return False
        if written.kind is EntryKind.CORRECTION:
            return int(written.body["seq"]) < written.seq
        if self.closing(k) == "closed" and written.kind in NEEDS_OPEN_FILE:
            return False
        return self._fits(k, written)

    def _fits(self, k: int, written: WorkEntry) -> bool:
        subject, kind = written.subject, written.kind.value
        if kind == "need":
            return subject not in self.needs(k)
        if kind in ("referral_sent", "answered", "delivered"):
            return self.is_need(subject, k) and not self.ended(subject, k)
        if kind == "need_changed":
            again = written.body.get("wanted") == "yes" and self.status(subject, k) != "delivered"
            return self.is_need(subject, k) and (not self.ended(subject, k) or again)
        if kind in ("appointment", "hearing"):
            return self._meeting_fits(k, written)
        if kind in TAKES_PLACE:
            return self.meeting(subject, k) == "open"
        return self._others(k, written)

    def _meeting_fits(self, k: int, written: WorkEntry) -> bool:
        if self.meeting(written.subject, k) not in ("", "open"):
            return False
        earlier, now = self.booked_for(written.subject, k), written.body.get("need", "")
        if earlier and now not in ("", earlier):
            return False
        about = now or earlier
        return not about or (self.is_need(about, k) and not self.ended(about, k))

    def _others(self, k: int, written: WorkEntry) -> bool:
        fits = {
            "closing_approved": lambda: (
                self.closing(k) == "closing" and self.closed_by(k) != written.by
            ),
            "reopened": lambda: self.closing(k) != "",
            "taken": lambda: written.body["team"] in self.teams(k),
            "measure": lambda: self._measure_fits(k, written.subject),
            "outcome": lambda: not written.subject.startswith("intake:") or bool(self.seed.outcome),
            "objection": lambda: self.outcome(written.subject, k).startswith("archived"),
        }
        return fits[written.kind.value]() if written.kind.value in fits else True

    def _measure_fits(self, k: int, subject: str) -> bool:
        ends = [e.body.get("ended", "") for e in self._about(k, "measure", subject)]
        known = bool(ends) or subject in self.seed.measures or not subject.startswith("intake:")
        return known and not any(ends[:1])

    def _about(self, k: int, kind: str, subject: str) -> list[WorkEntry]:
        return [e for _p, e in self.before(k) if e.kind == kind and e.subject == subject]

    # --- needs ---

    def needs(self, k: int) -> set[str]:
        later = {e.subject for _place, e in self.before(k) if e.kind == "need"}
        spoken = {e.subject for _place, e in self.before(k) if e.subject.startswith("intake:")}
        spoken |= {e.body.get("need", "") for _p, e in self.before(k) if e.kind == "appointment"}
        rows = {name for name in spoken if name.startswith("intake:") and name[7:].isdigit()}
        return {*self.seed.needs, *later, *rows}

    def is_need(self, subject: str, k: int) -> bool:
        return subject.startswith("intake:") or subject in self.needs(k)

    def _setter(self, subject: str, place: int, written: WorkEntry) -> str:
        """The status that an entry gives this need; '' none."""
        kind, status = written.kind.value, ""
        if written.subject == subject and kind == "need_changed":
            status = "draft" if self.ended(subject, place) else ""
        elif written.subject == subject:
            status = {"need": "draft", "referral_sent": "sent", "delivered": "delivered"}.get(
                kind, written.body.get("status", "")
            )
        elif kind == "appointment" and self.booked_for(written.subject, place + 1) == subject:
            status = "scheduled"
        elif (
            kind in TAKES_PLACE
            and self.booked_for(written.subject, place) == subject
            and not self.ended(subject, place)
            and self.appointment_of(subject, place) == written.subject
        ):
            status = TAKES_PLACE[kind]
        return status

    def _status(self, subject: str, k: int) -> str:
        for place, written in self.before(k):
            if status := self._setter(subject, place, written):
                return status
        known = self.seed.needs.get(subject) or self.seed.gone.get(subject)
        return known.status if known else "draft"

    def _wanted(self, subject: str, k: int) -> str:
        for _place, written in self.before(k):
            if written.subject == subject and written.kind in ("need", "need_changed"):
                named = written.body.get("wanted", "")
                if named:
                    return named
        known = self.seed.needs.get(subject) or self.seed.gone.get(subject)
        return known.wanted if known else ""

    def ended(self, subject: str, k: int) -> bool:
        return self.status(subject, k) in ENDS or self.wanted(subject, k) == "no"

    def _appointment_of(self, subject: str, k: int) -> str:
        for place, written in self.before(k):
            status = self._setter(subject, place, written)
            if status == "scheduled" and written.kind == "appointment":
                return written.subject
            if status in ENDS | BACK or (status and written.kind.value in TAKES_PLACE):
                return ""
        return ""

    def clock(self, subject: str, k: int) -> tuple[datetime, bool]:
        """Since when its time runs, and whether it was turned back."""
        for place, written in self.before(k):
            status = self._setter(subject, place, written)
            if status in BACK:
                return min(self._answered_at(written), written.at), True
            if status == "draft":
                return written.at, False
        known = self.seed.needs.get(subject) or self.seed.gone.get(subject)
        if known is not None:
            assert known.clock_from is not None
            return known.clock_from, known.turned_back
        return self.first_spoken(subject, k), False

    def _answered_at(self, written: WorkEntry) -> datetime:
        own = written.body.get("at", "") if written.kind == "answered" else ""
        return datetime.fromisoformat(own) if own else written.at

    def first_spoken(self, subject: str, k: int) -> datetime:
        ats = [
            written.at
            for _place, written in self.before(k)
            if written.subject == subject
            or (written.kind == "appointment" and written.body.get("need") == subject)
        ]
        return ats[-1]

    def timeframe(self, subject: str, k: int) -> str:
        for _place, written in self.before(k):
            if written.subject == subject and written.body.get("timeframe"):
                return written.body["timeframe"]
        known = self.seed.needs.get(subject) or self.seed.gone.get(subject)
        return known.timeframe if known else ""

    # --- appointments, the file ---

    def meeting(self, subject: str, k: int) -> str:
        for _place, written in self.before(k):
            if written.subject == subject and written.kind.value in TAKES_PLACE:
                return written.kind.value
            if written.subject == subject:
                return "open"
        return ""

    def booked_for(self, subject: str, k: int) -> str:
        for _place, written in self.before(k):
            if (
                written.subject == subject
                and written.kind == "appointment"
                and "need" in written.body
            ):
                return written.body["need"]
        return ""

    def outcome(self, subject: str, k: int) -> str:
        entries = self._about(k, "outcome", subject)
        return entries[0].body["outcome"] if entries else ""

    def closing(self, k: int) -> str:
        of_end = {"closing": "closing", "closing_approved": "closed", "reopened": ""}
        kinds = (e.kind.value for _place, e in self.before(k))
        return next((of_end[kind] for kind in kinds if kind in of_end), "")

    def closed_by(self, k: int) -> str:
        return next(e.by for _place, e in self.before(k) if e.kind == "closing")

    def teams(self, k: int) -> set[str]:
        held: dict[str, bool] = {}
        for _place, written in self.before(k):
            if written.kind in ("given", "taken"):
                held.setdefault(written.body["team"], written.kind == "given")
        return {team for team, has in held.items() if has}

    def owner(self, k: int) -> str:
        assigned = (e.body["officer"] for _p, e in self.before(k) if e.kind == "assigned")
        return next(assigned, self.seed.owner)
