"""The services that a station works with: what is known of each, who may note it, whom to ask for a
need."""

from __future__ import annotations

from datetime import date

from tipdesk.cases.casework.directory import AgencyDetails, proposed
from tipdesk.cases.consent.ledger import DENIED, stated
from tipdesk.cases.model import NO_ANSWER, Act, CaseId, ConsentPurpose
from tipdesk.core.errors import AnswerRefused
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.form_shelf import INTAKE_FORM
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage.files import directory_rows

EMBASSY = "embassy"  # list agency: a question of its own asks for the consent
_CHILD = "is_child"


class AgencyDirectory:
    """Notes and proposes. GUI thread."""

    def __init__(self, desk: OpenVault, case_work: CaseWorkBook) -> None:
        self._desk = desk
        self._case_work = case_work

    @property
    def form(self) -> FormDefinition:
        """Whose list has the agencies and the needs: the newest that is asked here."""
        return self._desk.forms.newest(INTAKE_FORM)

    @property
    def today(self) -> date:
        """In Kuwait."""
        return kuwait_day(self._desk.now())

    def known(self) -> tuple[AgencyDetails, ...]:
        """What was noted last of each agency.

        Raises:
            TransitionRefused: the officer's role sees no files (details: step "see_files").
        """
        self._desk.require(Act.SEE_FILES)
        return directory_rows.known(self._desk.vault)

    def note(self, details: AgencyDetails) -> None:
        """Keep what is known of an agency now; it is entered.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "keep_directory").
            AnswerRefused: a field does not fit (details: name of the field, reason "directory").
            DiskFull: nothing was written.
        """
        self._desk.require(Act.KEEP_DIRECTORY)
        codes = {choice.name for choice in self.form.choices.get("agency", ())}
        fault = details.fault(self.today) or ("" if details.agency in codes else "agency")
        if fault:
            raise AnswerRefused(name=fault, reason="directory")
        directory_rows.note(
            self._desk.vault,
            details,
            lambda digest: self._desk.enter(
                directory_rows.NOTED, None, "", agency=details.agency, sha256=digest
            ),
        )
        self._desk.publish(ChangeKind.CASES)

    def proposed(self, case_id: CaseId, need_type: str) -> tuple[AgencyDetails, ...]:
        """Who serves a need of the person of a file, and was not refused by them.

        Raises:
            ReasonNeeded, FileHidden: as `CaseWorkBook.work`.
        """
        counted = self._case_work.counted(case_id)
        consents = stated(counted.form, counted.answers)
        refused = {
            EMBASSY if purpose is ConsentPurpose.EMBASSY else agency
            for (purpose, agency), state in consents.items()
            if state in DENIED and purpose in (ConsentPurpose.SERVICE, ConsentPurpose.EMBASSY)
        }
        child = {"yes": True, "no": False}.get(counted.answers.get(_CHILD, NO_ANSWER).value)
        person = (counted.sex, child)
        return proposed(directory_rows.known(self._desk.vault), need_type, person, refused)
