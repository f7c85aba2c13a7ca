"""Whether there is a file of somebody: asked with a reason, counted, gone through every week
(wording.md rule 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tipdesk.cases.model import Case, CustodyEvent
from tipdesk.cases.permissions import (
    LEAST_SOUGHT,
    MOST_ASKED,
    MOST_FOUND,
    REVIEW_EVERY,
    Act,
    LookReason,
    allowed,
    check,
)
from tipdesk.core.errors import AnswerRefused, LookupsUsedUp
from tipdesk.desk.files.access import checked_words
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import custody_rows
from tipdesk.storage.files import access_rows, case_rows
from tipdesk.storage.files.search import query_words

AccessReason = access_rows.AccessReason  # why somebody opened a file, or asked for one

_DAY = timedelta(hours=24)
_REVIEW_EVERY = timedelta(days=REVIEW_EVERY)
_REVIEWED = "looks_reviewed"  # its name in the vault: the number of the last one gone through


class Looks:
    """Asks for officers, and shows supervisors what was asked. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault

    def look_up(self, query: str, reason: LookReason, words: str) -> tuple[Case, ...]:
        """The files of others that `query` finds: that there is one, its number, and whose it is.
        Hidden ones are never among them.

        Raises:
            AnswerRefused: as `open_with_reason`; or too little is looked for (name "sought",
                reason "too_short").
            LookupsUsedUp: this officer has asked too often in 24 hours (details: most).
        """
        check(Act.LOOK_UP, self._desk.officer.role)
        words = checked_words(reason, words)
        sought = " ".join(query_words(query))
        if not is_enough(sought):
            raise AnswerRefused(name="sought", reason="too_short")
        since = self._desk.now() - _DAY
        login = self._desk.officer.login
        if access_rows.asked_since(self._vault, login, since) >= MOST_ASKED:
            raise LookupsUsedUp(most=MOST_ASKED)
        found = tuple(
            replace(case, display_name="", urgency="", review_due=None, non_punishment=False)
            for case in case_rows.of_others(self._vault, sought, login, MOST_FOUND)
        )
        with self._vault.transaction():
            now = self._desk.now()
            look = AccessReason(0, now, login, None, reason, words, sought, len(found))
            access_rows.add_reason(self._vault, look)
            self._desk.enter("looked_up", reason=reason.value, found=str(len(found)))
        return found

    def since_review(self, *, reviewed: bool = False) -> tuple[AccessReason, ...]:
        """Reasons that were given for looking since the last review (`reviewed`: all), the last
        first.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "review_looks").
        """
        check(Act.REVIEW_LOOKS, self._desk.officer.role)
        return access_rows.reasons_since(self._vault, 0 if reviewed else self._reviewed())

    def mark_reviewed(self, to: int) -> None:
        """Note that they were gone through, up to the one with this number.

        Raises:
            TransitionRefused: as `since_review`.
        """
        check(Act.REVIEW_LOOKS, self._desk.officer.role)
        with self._vault.transaction():
            self._vault.set_meta(_REVIEWED, str(max(to, self._reviewed())))
            self._desk.enter("looks_reviewed", to=str(to))

    def review_due(self) -> bool:
        """Whether looks have waited for a review for a week, and the officer is who goes through
        them."""
        if not allowed(Act.REVIEW_LOOKS, self._desk.officer.role):
            return False
        waiting = access_rows.reasons_since(self._vault, self._reviewed())
        return bool(waiting) and self._desk.now() - waiting[-1].at >= _REVIEW_EVERY

    def last_review(self) -> CustodyEvent | None:
        """The link of the last review; None: there was none yet."""
        return custody_rows.last_of(self._vault, "looks_reviewed")

    # --- inside -----------------------------------------------------------------------------

    def _reviewed(self) -> int:
        return int(self._vault.meta(_REVIEWED) or 0)


def is_enough(sought: str) -> bool:
    """Whether as much is looked for as one may ask with."""
    return sum(map(str.isalnum, sought)) >= LEAST_SOUGHT
