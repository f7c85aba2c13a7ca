"""What officers decided on what a statement names, kept beside the file and closed with it.

No evidence, and in no entry: what was taken is an answer, and what was refused is nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.cases.interview.offers import (
    DecidedOffer,
    OfferDecision,
    SpokenPlace,
    decided_from,
)
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseId
from tipdesk.core.errors import VaultDamaged
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import interview_rows


class OfferBook:
    """Lines of one file after the other. GUI thread."""

    def __init__(self, desk: OpenVault, restricted: Restricted, sealing: Sealing) -> None:
        self._vault = desk.vault
        self._restricted = restricted
        self._sealing = sealing

    def add(self, case: Case, line: DecidedOffer) -> None:
        """Keep what was decided. Inside the caller's transaction."""
        stored = self._sealing.text(case, interview_rows.NOTICED, line.to_text())
        interview_rows.add_noticed(self._vault, case.id, stored)

    def settled(self, case_id: CaseId, answers: Mapping[str, Answer]) -> frozenset[str]:
        """The marks of what is not to be offered now: refused, or taken and still an answer.

        Raises:
            VaultDamaged: a line is none.
        """
        return frozenset(
            mark
            for mark, line in self._standing(case_id).items()
            if line.decision is OfferDecision.REFUSED
            or any(answers.get(path, NO_ANSWER).value == value for path, value in line.answers)
        )

    def place_of(self, case_id: CaseId, path: str, answer: Answer) -> SpokenPlace | None:
        """Where the words stand that this answer was taken from; None where it was not."""
        for line in reversed(self._standing(case_id).values()):
            if line.decision is OfferDecision.TAKEN and (path, answer.value) in line.answers:
                return line.place
        return None

    def _standing(self, case_id: CaseId) -> dict[str, DecidedOffer]:
        """What stands of it, by mark, without what was taken back."""
        opens = self._restricted.opens(case_id)
        lines: dict[str, DecidedOffer] = {}
        try:
            for text in interview_rows.noticed(self._vault, case_id, opens):
                line = decided_from(text)
                lines.pop(line.mark, None)
                if line.decision is not OfferDecision.TAKEN_BACK:
                    lines[line.mark] = line
        except (ValueError, KeyError, TypeError) as error:
            raise VaultDamaged(what="noticed") from error
        return lines
