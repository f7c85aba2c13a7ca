"""As `random_desk`, until a file has gone: approved, returned, amended, its account closed, exported.

What an officer may not do any more is tried too, and has to be refused without a trace.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.desk.approving import approve
from tests.desk.handover.test_handover import opened
from tests.desk.random_desk import ANY, FLIPS, SEED, WORDS, RandomDesk
from tests.desk.world import World
from tests.records import answers_of, numbered
from tipdesk.cases.answers import stands
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.handover.release import AFTER_COMPLETION, Pick, released_fields
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.statement import FrozenStatement
from tipdesk.cases.model import NO_ANSWER, Answer, MissingReason, Remark, Status
from tipdesk.core.errors import (
    AccountFrozen,
    AnswerRefused,
    ExportNotReady,
    FormIncomplete,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.files.contents import frozen_statement
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.packing import ExportPlan, pack
from tipdesk.desk.handover.received_content import check_outgoing
from tipdesk.forms.model import split_path
from tipdesk.forms.rules.rules import FaultKind
from tipdesk.i18n.text import clean

OPEN = Status.IN_PROGRESS
NOTE = "ملحق"


class RandomDays(RandomDesk):
    """With `packs` every export goes onto the USB drive and is opened by the Prosecution."""

    def __init__(self, world: World, *, packs: bool = False) -> None:
        super().__init__(world)
        self.packs = packs

    @property
    def closed(self) -> FrozenStatement | None:
        return frozen_statement(self.session._desk.vault, self.case_id)

    def _say(self, changes: dict[str, Answer]) -> None:
        """What is of a closed account is refused; the rest is said."""
        closed = self.closed
        shut = {path for path in changes if closed is not None and self._is_shut(path, closed)}
        if shut:
            with pytest.raises(AccountFrozen):
                super()._say(changes)
        left = {path: answer for path, answer in changes.items() if path not in shut}
        if left:
            super()._say(left)

    @staticmethod
    def _is_shut(path: str, closed: FrozenStatement) -> bool:
        return statement.belongs(path) and closed.closes(path)

    def _add_row(self, repeat: str) -> None:
        closed = self.closed
        if closed is not None and closed.closes(f"{repeat}[1]") and self.case.status is OPEN:
            with pytest.raises(AccountFrozen):
                self.session.answers.add_row(self.case_id, repeat)
        else:
            super()._add_row(repeat)

    def _hear(self, paths: set[str]) -> None:
        """The desk itself has answered at these paths, and nowhere else."""
        login = self.world.officers.officer.login
        for path in paths:
            self.answers.pop(path, None)
            answer = self.file.answers.get(path, NO_ANSWER)
            if answer.value or answer.reason:
                self.answers[path] = (answer.value, answer.reason, login)

    # --- the account --------------------------------------------------------------------------

    @precondition(lambda self: self.case.status is OPEN)
    @rule(how=st.sampled_from(("wet", "thumbprint", "declined", "unable")), whole=st.booleans())
    def end_reading(self, how: str, whole: bool) -> None:
        written = stands(self.file.answers.get(statement.ARABIC, NO_ANSWER))
        if self.closed is not None or not written:
            with pytest.raises((AccountFrozen, AnswerRefused)):
                self.session.statement.end_reading(self.case_id, how, whole=whole)
            return
        language = ""
        if statement.lacks_language(self.file.form, self.file.answers):
            language = "hin"
            with pytest.raises(AnswerRefused):
                self.session.statement.end_reading(self.case_id, how, whole=whole)
        self.session.statement.end_reading(self.case_id, how, whole=whole, language=language)
        self._hear(set(statement.reading_ended(how, whole=whole, language=language)))

    @precondition(lambda self: self.case.status is OPEN)
    @rule()
    def stop_and_refer(self) -> None:
        expected = set(statement.stop_answers(self.file.answers, self.world.clock()))
        if self.closed is not None:
            expected.discard(statement.ARABIC)
        self.session.statement.stop(self.case_id)
        self._hear(expected)
        assert self.closed is not None

    @rule(words=WORDS)
    def add_to_the_statement(self, words: str) -> None:
        text = clean(words).strip()
        if self.closed is None or not text:
            with pytest.raises(AnswerRefused):
                self.session.statement.add(self.case_id, text, NOTE)
            return
        self.session.statement.add(self.case_id, text, NOTE)
        fresh = self.file.answers.keys() - self.answers.keys()
        added = [path for path in fresh if split_path(path)[2] == statement.CORRECTION]
        assert [self.file.answers[path].value for path in added] == [text]
        assert {split_path(path)[0] for path in fresh} == {statement.CORRECTIONS}
        self._hear(fresh)

    # --- the supervisor -----------------------------------------------------------------------

    @rule(who=st.sampled_from((OFFICER, SUPERVISOR)), at=ANY)
    def approve(self, who: Credentials, at: int) -> None:
        """Refused, unless it is complete and the supervisor neither completed nor amended it."""
        pickable = self.session.files.pickable(self.case_id)
        picks = [Pick(pickable[at % len(pickable)].name, "طلبته النيابة")] if pickable else []
        before = self.case
        try:
            approve(self.session, self.case_id, self.world.confirm(who), picks)
        except (TransitionRefused, FormIncomplete):
            assert self.case == before
            return
        assert who is SUPERVISOR
        assert self.case.status is Status.APPROVED
        assert self.session.steps.review(self.case_id).ready

    @precondition(lambda self: self.case.status in (Status.COMPLETED, Status.APPROVED))
    @rule(on_the_whole=st.booleans(), words=WORDS, at=ANY)
    def return_with_remarks(self, on_the_whole: bool, words: str, at: int) -> None:
        path = "" if on_the_whole else self._asked()[at % len(self._asked())][0]
        remark = Remark(path, words.strip() or NOTE, "", self.world.clock())
        self.session.steps.return_with_remarks(
            self.case_id, [remark], self.world.confirm(SUPERVISOR)
        )
        assert self.case.status is Status.RETURNED

    @initialize(ahead=st.booleans(), random=SEED, words=WORDS)
    def begin(self, ahead: bool, random: Random, words: str) -> None:
        """Every second file is approved already."""
        if ahead:
            self.go_all_the_way(random, words)

    @rule(random=SEED, words=WORDS)
    def go_all_the_way(self, random: Random, words: str) -> None:
        """Hand in whatever is there: what is needed is answered, completed and approved."""
        if self.case.status in (OPEN, Status.RETURNED):
            self.lock_and_reopen(OFFICER)
            self._say({name: Answer(values[0]) for name, values in FLIPS.items()})
            self.fill_what_is_needed(random, words)
            self._correct()
            self.fill_what_is_needed(random, words)
            ready = self.session.steps.review(self.case_id).ready
            if ready and FileStep.COMPLETE in self.session.files.open_steps(self.case):
                self.session.steps.complete(self.case_id)
        self.approve(SUPERVISOR, random.randrange(100))

    def _correct(self) -> None:
        """What breaks a rule of the form was declined after all."""
        faulty = {fault.path for fault in self._fresh().faults if fault.kind is not FaultKind.STOP}
        if faulty:
            self._say({path: Answer(reason=MissingReason.DECLINED) for path in sorted(faulty)})

    # --- export -------------------------------------------------------------------------------

    @precondition(lambda self: self.case.status is Status.APPROVED)
    @rule()
    def export(self) -> None:
        self.world.reopen(OFFICER)
        handover = self.world.officers.handover
        recipient = self.world.officers.keys.recipients()[0]
        if handover.prepare(self.case_id).blockers:
            with pytest.raises(ExportNotReady):
                handover.plan(self.case_id, recipient, self.world.usb_drive)
            return
        plan = handover.plan(self.case_id, recipient, self.world.usb_drive)
        record = packing._contents(plan, Work())["record.json"]
        check_outgoing(record, plan.custody)
        self._only_what_is_asked(plan, record)
        if self.packs:
            result = pack(plan, handover.signing_key(self.world.confirm(OFFICER)), Work())
            assert self._received(result.path) == record
            assert handover.record(result).status is Status.EXPORTED
            result.path.unlink()

    def _only_what_is_asked(self, plan: ExportPlan, body: bytes) -> None:
        """Every answer that is asked for and released goes; what is hidden is kept, and stays."""
        goes = released_fields(self.rules.definition, plan.picks, plan.release.sharing)
        leaving = set(answers_of(plan.record))
        state = self._fresh()
        hidden = {path for path in self.answers if not state.is_relevant(path)}
        released = {path for path in self.answers if split_path(path)[2] in goes - AFTER_COMPLETION}
        assert leaving & self.answers.keys() == released - hidden
        amended = {amendment["path"] for amendment in numbered(plan.record, "_amendment")}
        assert not hidden & amended
        assert hidden <= self.file.answers.keys()

    def _received(self, bundle: Path) -> bytes:
        """The record as the Prosecution reads it from the USB drive."""
        report = opened(self.world, bundle)
        try:
            assert report.valid
            assert report.container is not None
            return report.container.open(f"{self.case_id}/record.json").read()
        finally:
            report.close()

    def teardown(self) -> None:
        """The chain of custody vouches for all that was done."""
        self.session.answers.fold(self.case_id)
        check_file(self.session._desk, self.case_id)
