"""That the notice to the Prosecution was handed over, and that it was not after all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tipdesk.cases.answers import counting
from tipdesk.cases.custody import delivery
from tipdesk.cases.files.workflow import FileStep, may, refuse_voided
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseId, CustodyEvent, Status
from tipdesk.core.errors import NoticeNotPrinted, TransitionRefused
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.listing import NOTIFIED, notified_at
from tipdesk.desk.interview.answer_checks import fits
from tipdesk.desk.interview.answer_log import AnswerLog
from tipdesk.desk.interview.knowing import Knowing
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.values import stored_date_time
from tipdesk.storage import custody_rows
from tipdesk.storage.files import case_rows


class Delivering:
    """Notes hand-overs of the notice. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        log: AnswerLog,
        knowing: Knowing,
        left: Callable[[CaseId], CustodyEvent | None],
        acknowledged: Callable[[CaseId], datetime | None],
    ) -> None:
        """`left`: the entry by which the notice, as the file says it now, has left. `acknowledged`:
        when an electronic notice was handed over that the office has, by its receipt."""
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._log = log
        self._knowing = knowing
        self._left = left
        self._acknowledged = acknowledged

    def may_note(self, case_id: CaseId) -> bool:
        """Whether the notice has left as the file says it now."""
        return self._left(case_id) is not None

    def note(self, case_id: CaseId) -> Case:
        """The notice «إخطار النيابة العامة» was handed over now; answers `prosecution_notified_at`
        when it is still open, or its answer is one that the form refuses. A time that was answered
        stands.

        Raises:
            NoticeNotPrinted: no notice for the Prosecution has left as the file says it now.
            TransitionRefused: the file is voided.
        """
        case = self._contents.readable(case_id)
        refuse_voided(case, delivery.DELIVERED)
        left = self._left(case_id)
        if left is None:
            raise NoticeNotPrinted
        with self._vault.transaction():
            entry = self._desk.enter(delivery.DELIVERED, case_id, **{delivery.LEFT: str(left.seq)})
            now = entry.at or self._desk.now()
            answered = self._answer(case)
            if not answered.value and self._may_answer(case):
                source = self._knowing.delivered(case, NOTIFIED)
                self._give(case, Answer(stored_date_time(now), source=source))
            answered_at = notified_at({NOTIFIED: answered})
            case = case_rows.set_notified(self._vault, case_id, answered_at or now, now)
            self._desk.seal()
        self._desk.publish_listed(ChangeKind.ANSWERS, case_id)
        return case

    def note_received(self, case_id: CaseId, told_at: datetime) -> None:
        """The office has the electronic notice that was handed over then. Inside the caller's
        transaction.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        case, now = self._contents.readable(case_id), self._desk.now()
        if case.status is Status.VOIDED:
            return
        answered = self._answer(case)
        if not answered.value and self._may_answer(case):
            source = self._knowing.delivered(case, NOTIFIED)
            self._give(case, Answer(stored_date_time(told_at), source=source))
        answered_at = notified_at({NOTIFIED: answered})
        case_rows.set_notified(self._vault, case_id, answered_at or told_at, now)

    def withdrawable(self, case_id: CaseId) -> CustodyEvent | None:
        """The last hand-over, where the officer may still say that it was none; None: they may not.
        Once the file is completed with its time, that is amended."""
        case, now = self._contents.readable(case_id), self._desk.now()
        entries = custody_rows.of_case(self._vault, case_id)
        last = delivery.withdrawable(entries, case_id, self._desk.officer.login, now)
        frozen = last is not None and self._tells(case, last) and not self._may_answer(case)
        return None if frozen else last

    def withdraw(self, case_id: CaseId) -> Case:
        """It was not handed over after all. The entry stays and a second one names it; the answer
        that it gave is emptied, another stands. What the office has by an electronic notice it has.

        Raises:
            TransitionRefused: voided, or not (any more) the officer's to take back.
        """
        case = self._contents.readable(case_id)
        refuse_voided(case, delivery.WITHDRAWN)
        last = self.withdrawable(case_id)
        if last is None:
            raise TransitionRefused(
                step=delivery.WITHDRAWN, status=case.status.value, reason="delivery_stands"
            )
        with self._vault.transaction():
            entry = self._desk.enter(delivery.WITHDRAWN, case_id, **{delivery.OF: str(last.seq)})
            if self._tells(case, last):
                self._give(case, Answer())
            before = delivery.delivery(custody_rows.of_case(self._vault, case_id), case_id)
            at = notified_at({NOTIFIED: self._answer(case)}) or (before.at if before else None)
            case_rows.set_notified(self._vault, case_id, at, entry.at or self._desk.now())
            if at is None and (told_at := self._acknowledged(case_id)) is not None:
                self.note_received(case_id, told_at)
            self._desk.seal()
        self._desk.publish_listed(ChangeKind.ANSWERS, case_id)
        return self._contents.readable(case_id)

    # --- inside -----------------------------------------------------------------------------

    def _answer(self, case: Case) -> Answer:
        """When it was handed over, as far as the form takes what was answered."""
        stored = self._contents.standing(case.id)
        return counting(stored, self._contents.state(case, stored)).get(NOTIFIED, NO_ANSWER)

    def _tells(self, case: Case, entry: CustodyEvent) -> bool:
        """Whether the answer is the one that this hand-over gave."""
        return entry.at is not None and self._answer(case).value == stored_date_time(entry.at)

    def _may_answer(self, case: Case) -> bool:
        return may(FileStep.EDIT, case.status, self._desk.officer.role)

    def _give(self, case: Case, answer: Answer) -> None:
        if fits(self._desk.forms.rules_of(case), NOTIFIED, answer):
            self._log.save(case, {NOTIFIED: answer})
