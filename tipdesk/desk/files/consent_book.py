"""The ledger of consents of a file: read, held against the chain, and added to.

Each line is under the file's own key as soon as the file has one that is open to whoever writes it:
a reason may say what is of level 4. Its digest stands in the chain of custody, so that no line is
changed, left out or put in unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tipdesk.cases.consent import ledger
from tipdesk.cases.model import Answer, Case, CaseId, ConsentEvent
from tipdesk.core.errors import VaultDamaged
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.storage import consent_rows, custody_rows
from tipdesk.storage.keys import case_keys

_READ_OUT = "language_shown"  # which text of the points of consent stood before the person


class ConsentBook:
    """The ledger for the objects of a session. GUI thread."""

    def __init__(self, desk: OpenVault, restricted: Restricted) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._restricted = restricted

    def events(self, case_id: CaseId) -> tuple[ConsentEvent, ...]:
        """What was noted of a file, the oldest first, without what is closed to the officer.

        Raises:
            VaultDamaged: a line is none.
        """
        lines = consent_rows.of_case(self._vault, case_id, self._restricted.opens(case_id))
        try:
            return tuple(ledger.from_text(line) for line in lines if line is not None)
        except (ValueError, KeyError, TypeError) as error:
            raise VaultDamaged(what="consents") from error

    def follow(
        self, case: Case, form: FormDefinition, answers: Mapping[str, Answer], login: str = ""
    ) -> None:
        """Add what the answers now say otherwise, noted by this login ('': the officer). Inside
        the transaction that folds them."""
        noted = (self._desk.now(), login or self._desk.officer.login, self._card(case.id))
        events = self.events(case.id)
        self.add(case, ledger.following(form, answers, events, noted))

    def add(self, case: Case, events: Iterable[ConsentEvent]) -> None:
        """Add events. Inside the caller's transaction."""
        count = len(consent_rows.of_case(self._vault, case.id, case_keys.opens_nothing))
        for number, event in enumerate(events, start=count + 1):
            line = ledger.to_text(ledger.salted(event))
            consent_rows.add(self._vault, case.id, self._closed(case.id, line))
            self._desk.enter(
                ledger.NOTED,
                case.id,
                event.officer,
                event=str(number),
                digest=ledger.digest_of(line),
            )

    # --- inside -----------------------------------------------------------------------------

    def _closed(self, case_id: CaseId, line: str) -> str:
        if not case_keys.newest(self._vault, case_id) or not self._restricted.is_open(case_id):
            return line
        generation, key = self._restricted.keys.writing(case_id)
        return case_keys.close_text(key, generation, case_id, consent_rows.WORDS, line)

    def _card(self, case_id: CaseId) -> str:
        """The digest of the text that stood before the person last; '' where none did."""
        events = custody_rows.of_case(self._vault, case_id)
        shown = (event for event in reversed(events) if event.action == _READ_OUT)
        newest = next(shown, None)
        return newest.detail.get("text", "") if newest else ""
