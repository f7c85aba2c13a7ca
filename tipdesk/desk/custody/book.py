"""The counter of the chain of custody: reading it, examining what it speaks of, printing it,
stating a time.

    reading = read_chain(custody.plan(), work)                          # JOB
    found = examine(custody.examination(case_id), reading, work)        # JOB

Documents about the chain are planned and recorded here (`ChainPrinting`) and drawn in a job
(`render_chain`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from tipdesk import __version__
from tipdesk.cases.custody.clock import (
    ATTESTED,
    LONGEST_WORDS,
    ClockComparison,
    ClockStatement,
    UncertainSpan,
    statement_detail,
)
from tipdesk.cases.custody.reading import ChainReading, Doubt, Examined, Filter, Objection
from tipdesk.cases.model import Act, CaseFile, CaseId, Officer
from tipdesk.cases.paper.prints import Print, print_detail
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import FileNumberUnknown, TransitionRefused, VaultDamaged
from tipdesk.core.settings import Language
from tipdesk.core.work import Work
from tipdesk.desk.custody import integrity
from tipdesk.desk.custody.chain_reader import ChainPlan, freeze
from tipdesk.desk.files.access import Access
from tipdesk.desk.open_vault import Confirmed, OpenVault
from tipdesk.i18n.text import clean
from tipdesk.printing import plan
from tipdesk.printing.documents import chain_log
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.case_keys import Opens

# --- documents about the chain ----------------------------------------------------------------


ChainDocument = Literal["custody", "certificate"]
ChainPaper = plan.ChainPaper


def render_chain(document: ChainDocument, source: ChainPaper) -> bytes:
    """The paper as PDF. JOB."""
    return chain_log.render_chain(document, source)


def carried_paper(reading: ChainReading, file: CaseFile, language: Language) -> ChainPaper:
    """What `render_chain` draws of a chain that a bundle carries: the log, or the certificate of
    what `read_carried` has compared."""
    return ChainPaper(
        reading=reading,
        form=file.form,
        program=__version__,
        wanted=Filter(),
        examined=Examined(reading, 1, 0, reading.objections),
        person_code=file.case.person_code,
        language=language,
    )


class ChainPrinting:
    """Plans and records them. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def paper(
        self,
        reading: ChainReading,
        wanted: Filter,
        examined: Examined | None = None,
        language: Language = "ar",
    ) -> ChainPaper:
        """What `render_chain` draws, of a reading that this officer was given; with what was
        examined for the certificate."""
        vault, forms = self._desk.vault, self._desk.forms
        case = case_rows.find(vault, reading.case_id) if reading.case_id else None
        return ChainPaper(
            reading=reading,
            form=forms.rules_of(case).definition if case else forms.newest(),
            program=__version__,
            wanted=wanted,
            examined=examined,
            by=self._desk.officer.login,
            person_code=case.person_code if case else "",
            letterhead=station_rows.letterhead(vault),
            language=language,
        )

    def record(self, document: ChainDocument, paper: ChainPaper, outcome: Print) -> None:
        """Enter into the chain what became of the paper, what for, and which entry's fingerprint it
        carries; seal it."""
        detail = {**print_detail(outcome), "anchor": str(paper.reading.head[0])}
        self._desk.enter(outcome.how, paper.reading.case_id, document=document, **detail)
        self._desk.seal()


@dataclass(frozen=True, slots=True)
class ExaminationPlan:
    """What was seen of the answers, and the attachments that are still to be read; frozen."""

    vault_dir: Path
    files: int
    contents: tuple[attachments.Lying, ...] = field(repr=False)
    objections: tuple[Objection, ...]


def examine(plan: ExaminationPlan, reading: ChainReading, work: Work) -> Examined:
    """Read every attachment whole and compare it with its recorded hash. JOB; bytes of work.

    Raises:
        Cancelled
    """
    doubts = list(plan.objections)
    entered = {entry.event.detail.get("sha256") for entry in reading.entries
               if entry.event.action == "attached"}  # fmt: skip
    total, done = sum(attached.content.size for attached in plan.contents), 0
    for attached in plan.contents:
        work.step(done, total)
        where = f"{attached.number} {attached.content.id[:8]}".strip()
        if not attachments.is_there(plan.vault_dir, attached):
            doubts.append(Objection(Doubt.CONTENT_MISSING, where))
        elif not attachments.is_whole(plan.vault_dir, attached):
            doubts.append(Objection(Doubt.CONTENT_ALTERED, where))
        elif attached.sha256 and not attached.approved and attached.sha256 not in entered:
            doubts.append(Objection(Doubt.CONTENT_UNKNOWN, where))
        done += attached.content.size
    objections = (*reading.objections, *doubts)
    return Examined(reading, plan.files, len(plan.contents), objections)


class CustodyBook:
    """Reads the chain of custody; enters that it was read, and what a supervisor states about its
    times. GUI thread."""

    def __init__(self, desk: OpenVault, access: Access) -> None:
        self._desk = desk
        self._access = access

    def plan(self, case_id: CaseId | None = None) -> ChainPlan:
        """What `read_chain` needs to read the chain, of one file or of the station; enters that
        it was looked at.

        Raises:
            TransitionRefused: not open to the officer's role.
            ReasonNeeded, FileHidden: as for every look at a file that names others.
        """
        self._check(case_id)
        self._desk.enter_viewing("audited", case_id)
        return freeze(self._desk, case_id, self._access.opens)

    def find(self, number: str) -> CaseId:
        """The file with this number.

        Raises:
            TransitionRefused: files are not open to the officer's role.
            FileNumberUnknown: there is none.
        """
        self._desk.require(Act.SEE_FILES)
        numbers = self._numbers()
        match = next((file_id for file_id, known in numbers.items() if known == number), None)
        if match is None:
            raise FileNumberUnknown(number=number)
        return match

    def answers(self, case_id: CaseId | None) -> Iterator[tuple[int, Objection | None]]:
        """Hold the answers of one file after the other against the chain: how many files are left,
        and what does not hold. Each step is short; the whole station may take a minute.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        self._check(case_id)
        numbers = self._numbers()
        files = tuple(numbers) if case_id is None else (case_id,)
        for done, file_id in enumerate(files, start=1):
            yield len(files) - done, self._fault_of_answers(file_id, numbers.get(file_id, ""))

    def examination(
        self, case_id: CaseId | None, files: int, objections: tuple[Objection, ...]
    ) -> ExaminationPlan:
        """What `examine` needs: after `answers`, with how many files it looked at and what it has
        found.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        self._check(case_id)
        vault = self._desk.vault
        numbers = self._numbers()
        number, visible = numbers.get(case_id, "") if case_id else "", {*numbers.values()}
        lying = tuple(
            attached if attached.number in visible else replace(attached, number="")
            for attached in attachments.lying(vault)
            if case_id is None or attached.number == number
        )
        return ExaminationPlan(vault.vault_dir, files, lying, objections)

    def attest(self, span: UncertainSpan, statement: ClockStatement, approver: Confirmed) -> None:
        """Enter what somebody who looks after the station states about uncertain times: once for
        the station, and once in each file that the span touches, so that it goes with its bundle.

        Raises:
            TransitionRefused: not open to the role of whoever states it.
            ValueError: a true time without anything to compare with, or the other way round.
        """
        vault = self._desk.vault
        officer = station_rows.find(vault, approver.login)
        if officer is None or not allowed(Act.STATE_TIME, officer.role):
            raise TransitionRefused(step=Act.STATE_TIME.value, status="", reason="role")
        if (statement.true is None) != (statement.compared is ClockComparison.NOTHING):
            raise ValueError("a true time and what it was compared with belong together")
        detail = dict(statement_detail(span, statement))
        detail["words"] = " ".join(clean(statement.words).split())[:LONGEST_WORDS]
        with vault.transaction():
            self._desk.enter(ATTESTED, None, approver.login, **detail)
            for case_id in custody_rows.cases_between(vault, span.first, span.last):
                self._desk.enter(ATTESTED, case_id, approver.login, **detail)
            self._desk.seal_by(approver.login, approver.seed)

    def may_state(self) -> tuple[Officer, ...]:
        """Who may state what time it was."""
        everybody = station_rows.officers(self._desk.vault)
        may = (officer for officer in everybody if allowed(Act.STATE_TIME, officer.role))
        return tuple(officer for officer in may if not officer.suspended)

    def _check(self, case_id: CaseId | None) -> None:
        if case_id is None:
            self._desk.require(Act.SEE_CUSTODY)
        else:
            self._access.check(self._access.row(case_id))

    def _numbers(self) -> dict[CaseId, str]:
        """The numbers of files; '' of one that is hidden from the officer."""
        return case_rows.numbers_for(self._desk.vault, self._desk.officer.login)

    def _fault_of_answers(self, case_id: CaseId, number: str) -> Objection | None:
        try:
            if integrity.listed_fault(self._desk.vault, case_id) is not None:
                return Objection(Doubt.STATE_DIFFERS, number or "—")
            opens = self._access.opens(case_id)
            if integrity.acquisitions_fault(self._desk.vault, case_id, opens) is not None:
                return Objection(Doubt.ACQUISITION_DIFFERS, number or "—")
            if not self._consents_as_entered(case_id, opens):
                return Objection(Doubt.CONSENTS_DIFFER, number or "—")
            intact = integrity.answers_fault(self._desk, case_id) is None
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
            intact = False  # what cannot even be read
        return None if intact else Objection(Doubt.ANSWERS_DIFFER, number or "—")

    def _consents_as_entered(self, case_id: CaseId, opens: Opens) -> bool:
        try:
            return integrity.ledger_fault(self._desk.vault, case_id, opens) is None
        except VaultDamaged:  # a line that the file's own key does not open
            return False
