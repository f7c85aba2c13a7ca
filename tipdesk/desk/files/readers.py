"""Whom a file names, and a file that is hidden from the unit."""

from __future__ import annotations

from tipdesk.cases.answers import answers_digest
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.interview.statement import text_digest
from tipdesk.cases.model import Act, Case, CaseId
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import AnswerRefused
from tipdesk.desk.files.access import Access, checked_words
from tipdesk.desk.files.escrow import Escrow
from tipdesk.desk.files.listing import list_again
from tipdesk.desk.files.record_secrets import RecordSecrets
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.storage import interview_rows
from tipdesk.storage.files import case_rows, search
from tipdesk.storage.keys import case_keys, team_rows

Reader = case_rows.Reader  # login, named_by, named_at

_UNLISTED = search.FileSummary("", "", search.SearchText(()))


class Readers:
    """Names people on files, and takes their names off. GUI thread."""

    def __init__(
        self,
        desk: OpenVault,
        access: Access,
        restricted: Restricted,
        sealing: Sealing,
        escrow: Escrow,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._escrow = escrow
        self._access = access
        self._restricted = restricted
        self._sealing = sealing
        self._secrets = RecordSecrets(desk, restricted)

    def reads_restricted(self, case_id: CaseId) -> bool:
        """Whether level 4 of the file is open to the officer of the session."""
        return self._restricted.is_open(case_id)

    def readers(self, case_id: CaseId) -> tuple[Reader, ...]:
        """Everybody named on the file, the first named first.

        Raises:
            FileHidden: as `check`.
        """
        self._access.check_visible(self._access.row(case_id))
        return case_rows.readers(self._vault, case_id)

    def name(self, case_id: CaseId, login: str) -> None:
        """Name a colleague on the file: they open it without a reason, and its level 4.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "name_readers").
            RestrictedClosed: the file does not name the officer of the session.
        """
        self._desk.require(Act.NAME_READERS)
        self._restricted.name(case_id, login)
        self._desk.publish(ChangeKind.CASES)

    def unname(self, case_id: CaseId, login: str) -> None:
        """Take a colleague's name off the file. What they have read they know; what is written
        from now on is under another key.

        Raises:
            TransitionRefused, RestrictedClosed: as `name`.
            AnswerRefused: it is one's own, and nobody else is named (name "reader", reason
                "last_reader").
        """
        self._desk.require(Act.NAME_READERS)
        if [reader.login for reader in case_rows.readers(self._vault, case_id)] == [login]:
            raise AnswerRefused(name="reader", reason="last_reader")
        self._restricted.unname(case_id, [login])
        self._desk.publish(ChangeKind.CASES)

    def sheet_makers(self) -> tuple[str, ...]:
        """Codes of those who signed for a recovery sheet or shares that would open a file that is
        hidden now, unless they are left out."""
        book = self._desk.book
        if not book.begun:
            return ()
        in_use = {public.hex() for public in self._restricted.keys.sheets()}
        sheets = (sheet for key, sheet in book.state.sheets.items() if key in in_use)
        return tuple(sorted({login for sheet in sheets for login in sheet.by}))

    def hide(self, case_id: CaseId, reason: str, *, without_sheets: bool = False) -> Case:
        """Hide a file from the unit and its supervisor, because an official or a colleague is
        implicated (wording.md rule 8): from now on it names the officer of the session alone, and
        nobody else finds it. What it holds is put under its own key, the key of the vault alone
        opens none of it. `reason` stays inside the file's entries as a digest. Its keys are sealed
        to the Prosecution's office as well (`escrow.Escrow`); `without_sheets`: and to no recovery
        sheet or share of this station.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "hide_file").
            RestrictedClosed: the file does not name the officer.
            AnswerRefused: no reason (name "reason", reason "empty"), or too long.
        """
        self._desk.require(Act.HIDE_FILE)
        self._restricted.check_open(case_id)
        reason = checked_words(AccessReason.OTHER, reason)
        own = self._desk.officer.login
        others = [
            reader.login
            for reader in case_rows.readers(self._vault, case_id)
            if reader.login != own
        ]
        with self._vault.transaction():
            now = self._desk.now()
            search.find_again(self._vault, case_id, _UNLISTED)
            team_rows.take(self._vault, case_id)
            self._restricted.unname(case_id, others)
            sealed_with = self._sealing.hide(case_id)
            self._secrets.carry(self._access.row(case_id), sealed_with)
            case = case_rows.set_hidden(self._vault, case_id, now, now, sealed_with)
            left_out = sorted(self._desk.book.state.sheets) if without_sheets else []
            for sheet in left_out:
                case_keys.drop(self._vault, case_id, bytes.fromhex(sheet))
            escrow = self._escrow.make(case_id)
            self._desk.decide(
                DeedKind.HIDDEN,
                {
                    "case": case_id,
                    "by": own,
                    "left_out": left_out,
                    "escrow": escrow,
                    "past_key": sealed_with,
                },
                "hidden",
                case_id,
                commitment=self._vouched(case_id),
                reason_commitment=self._committed(reason),
            )
            self._desk.seal()
        self._desk.publish(ChangeKind.CASES)
        return case

    def show_again(self, case_id: CaseId) -> Case:
        """Let the unit know of the file again: list and search tell at once what is not under the
        file's own key. It still names whom it names. What was open before it was hidden is open
        again, what was written since is not.

        Raises:
            TransitionRefused, RestrictedClosed: as `hide`.
        """
        self._desk.require(Act.HIDE_FILE)
        self._restricted.check_open(case_id)
        with self._vault.transaction():
            sealed_with = case_rows.hidden_key(self._vault, case_id)
            case = case_rows.set_hidden(self._vault, case_id, None, self._desk.now())
            form = self._desk.forms.rules_of(case).definition
            self._sealing.show(case, form, sealed_with)
            case = list_again(self._desk, case_id)
            self._desk.decide(
                DeedKind.SHOWN_AGAIN,
                {"case": case_id, "by": self._desk.officer.login},
                "shown_again",
                case_id,
                commitment=self._vouched(case_id),
            )
            self._desk.seal()
        self._desk.publish(ChangeKind.CASES)
        return case

    # --- new keys of people ---------------------------------------------------------------------

    def reseal_for(self, login: str) -> None:
        """See `Restricted.reseal_for`."""
        self._restricted.reseal_for(login)

    def reseal_for_sheets(self) -> None:
        """See `Restricted.reseal_for_sheets`."""
        self._restricted.reseal_for_sheets()

    def _vouched(self, case_id: CaseId) -> str:
        """The answers are stored in another way: by this an entry vouches for them from now on."""
        stored = interview_rows.answers(self._vault, case_id)
        return self._desk.commitment(answers_digest(stored))

    def _committed(self, words: str) -> str:
        return self._desk.commitment(text_digest(words))
