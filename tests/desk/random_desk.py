"""Two officers at one file, doing what comes into their heads; a dictionary remembers what they
said. Hypothesis chooses the steps, see `test_random_interviews`."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.desk.world import World
from tests.records import SECRET, answers_of, numbered
from tipdesk.cases.answers import values
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.handover.release import AFTER_COMPLETION, places, released_fields, sharing_of
from tipdesk.cases.interview.statement import FIELDS
from tipdesk.cases.model import Answer, Case, CaseFile, MissingReason, Source, Status
from tipdesk.demo.filling import made_up, repeats
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.files.contents import judged
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import Question, Stage, row_path, split_path
from tipdesk.forms.rules.rules import FormState
from tipdesk.forms.values import normalise

FLIPS = {
    "sex": ("female", "male"),
    "birth_date": ("1999-03-05", "2012-03-05", "2009~", "|لا يُعرف"),
    "age_basis": ("official_id", "disputed"),
    "case_type": ("tip", "som", "tip_som", "unclear", "labour_violation"),
    "iv_private": ("yes", "no"),
    "iv_suspect_near": ("no", "yes"),
    "fit_now": ("yes", "no"),
    "self_harm": ("no", "yes"),
    "residence_status": ("resident_valid", "resident_expired", "entered_irregular"),
    "consent_interview": ("granted", "refused", "withdrawn"),
    "consent_prosecution": ("granted", "refused", "withdrawn"),
    "consent_photo": ("granted", "withdrawn"),
    "child_assent": ("granted", "refused"),
    "int_mode": ("in_person", "none"),
}
"""Answers that open and close others."""

WORDS = st.text("ابتثجحخ لمنهوي\u0651\u0640abcXYZ09٠٩,.'\"\n<&\u202e😀", min_size=1, max_size=24)
ANY = st.integers(0, 99_999)
SEED = ANY.map(Random)  # hypothesis' own would draw hundreds of times in one step
LONGEST = 6  # rounds in which what is needed is answered; answers ask for more

Given = tuple[str, MissingReason | None, str]  # value, reason, login


class RandomDesk(RuleBasedStateMachine):
    """`answers` is what was answered last at every path, empty answers left out."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        world.reopen(OFFICER)
        self.case_id = self.session.new_files.open_case().id
        self.rules = self.session.files.rules(self.case_id)
        self.answers: dict[str, Given] = {
            path: (answer.value, answer.reason, OFFICER.login)
            for path, answer in self.file.answers.items()
        }
        self.follows: set[str] = set()  # paths of answers that follow from others
        self.state = self._fresh()

    # --- what is there ----------------------------------------------------------------------

    @property
    def session(self) -> Session:
        return self.world.officers

    @property
    def case(self) -> Case:
        return self.session.files.case(self.case_id)

    @property
    def file(self) -> CaseFile:
        return self.session.files.load(self.case_id)

    def _fresh(self) -> FormState:
        return self.session.files.state(self.file)

    def _asked(self) -> list[tuple[str, Question]]:
        form = self.rules.definition
        return [
            (path, question)
            for path, _section, question in places(form, self.state)
            if question.answerable and self.state.is_relevant(path) and path not in FIELDS
        ]

    def _say(self, changes: dict[str, Answer]) -> None:
        """Save, or amend what is complete, and remember it."""
        if self.case.status is Status.IN_PROGRESS:
            self.session.answers.save_answers(self.case_id, changes)
        else:
            self.session.answers.amend(self.case_id, changes, "تصحيح")
        login = self.world.officers.officer.login
        for path, answer in changes.items():
            self.answers.pop(path, None)
            if answer.value or answer.reason:
                self.answers[path] = (answer.value, answer.reason, login)
        self._note_what_follows(changes)

    def _note_what_follows(self, changes: dict[str, Answer]) -> None:
        """What follows from an answer is filled in with it, and emptied with it."""
        stored = self.file.answers
        follows = {
            path
            for path, answer in stored.items()
            if answer.source is Source.FOLLOWS and path not in changes
        }
        for path in follows:
            self.answers[path] = (stored[path].value, stored[path].reason, stored[path].by)
        for path in self.follows - stored.keys():
            self.answers.pop(path, None)
        self.follows = follows

    def _value(self, path: str, question: Question, random: Random, words: str) -> str:
        context = self.session.files.context(self.case)
        value = made_up(question, self.state.choices(path), context, random, words)
        return normalise(question, value, self.rules.choices(question))

    # --- what officers do -------------------------------------------------------------------

    @rule(at=ANY, random=SEED, words=WORDS)
    def answer(self, at: int, random: Random, words: str) -> None:
        questions = self._asked()
        path, question = questions[at % len(questions)]
        self._say({path: Answer(self._value(path, question, random, words))})

    @rule(at=ANY, random=SEED, words=WORDS)
    def answer_many(self, at: int, random: Random, words: str) -> None:
        questions = self._asked()
        chosen = questions[at % len(questions) :][:25]
        self._say(
            {path: Answer(self._value(path, question, random, words)) for path, question in chosen}
        )

    @rule(at=ANY, reason=st.sampled_from(MissingReason))
    def have_no_answer(self, at: int, reason: MissingReason) -> None:
        questions = self._asked()
        self._say({questions[at % len(questions)][0]: Answer(reason=reason)})

    @rule(at=ANY)
    def clear(self, at: int) -> None:
        answered = [path for path, _question in self._asked() if path in self.answers]
        if answered:
            self._say({answered[at % len(answered)]: Answer()})

    @rule(name=st.sampled_from(sorted(FLIPS)), at=ANY)
    def flip(self, name: str, at: int) -> None:
        self._say({name: Answer(FLIPS[name][at % len(FLIPS[name])])})

    @rule(at=ANY)
    def add_row(self, at: int) -> None:
        names = sorted(repeats(self.rules.definition))
        self._add_row(names[at % len(names)])

    def _add_row(self, repeat: str) -> None:
        if self.case.status is not Status.IN_PROGRESS:
            rows = [split_path(path)[1] for path in self.answers if path.startswith(f"{repeat}[")]
            self._say({row_path(repeat, max(rows, default=0) + 1): Answer("1")})
            return
        row = self.session.answers.add_row(self.case_id, repeat)
        head = row_path(repeat, row)
        assert not [path for path in self.answers if path.startswith(head)], "a number used again"
        fresh = {
            path: answer for path, answer in self.file.answers.items() if path.startswith(head)
        }
        login = self.world.officers.officer.login
        self.answers |= {
            path: (answer.value, answer.reason, login) for path, answer in fresh.items()
        }

    @rule(at=ANY)
    def remove_row(self, at: int) -> None:
        rows = [path for path in sorted(self.answers) if path.endswith("]")]
        if rows:
            self._say({rows[at % len(rows)]: Answer()})

    @rule(at=ANY)
    def restore_row(self, at: int) -> None:
        heads = {path.partition("/")[0] for path in self.answers if "/" in path}
        removed = sorted(heads - self.answers.keys())
        if removed:
            self._say({removed[at % len(removed)]: Answer("1")})

    @rule()
    def fold(self) -> None:
        self.session.answers.fold(self.case_id)

    @rule(who=st.sampled_from((OFFICER, SUPERVISOR)))
    def lock_and_reopen(self, who: Credentials) -> None:
        self.world.reopen(who)
        self.world.officers.access.open_suspects(self.case_id)

    @rule(random=SEED, words=WORDS)
    def answer_what_is_needed(self, random: Random, words: str) -> None:
        self.fill_what_is_needed(random, words)

    def fill_what_is_needed(self, random: Random, words: str) -> None:
        for _round in range(LONGEST):
            state = self._fresh()
            missing = state.missing(Stage.EXPORT, self.answers.keys())
            if not missing:
                return
            self.state = state
            self._say({path: self._needed(path, random, words) for path in missing})

    def _needed(self, path: str, random: Random, words: str) -> Answer:
        if path in set(repeats(self.rules.definition)):
            return Answer(reason=MissingReason.NOT_APPLICABLE)
        value = self._value(path, self.rules.question(path), random, words)
        return Answer(value) if value else Answer(reason=MissingReason.DECLINED)

    @rule()
    def complete(self) -> None:
        if (
            FileStep.COMPLETE in self.session.files.open_steps(self.case)
            and self.session.steps.review(self.case_id).ready
        ):
            assert self.session.steps.complete(self.case_id).status is Status.COMPLETED

    # --- what always holds ------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_and_what_is_hidden_stays_here(self) -> None:
        file = self.file
        stored = {
            path: (answer.value, answer.reason, answer.by) for path, answer in file.answers.items()
        }
        assert stored == self.answers
        context, values_now = self.session.files.context(self.case), values(file.answers)
        state = judged(self.rules, values_now, context)
        self.state = judged(self.rules, values_now, context, self.state)
        assert _outcome(self.state) == _outcome(state), "worked out again, it is another one"
        assert state.broken == (), "a rule of the form raises"
        record = build_record(file, state, (), SECRET)
        leaving = set(answers_of(record))
        goes = released_fields(file.form, reach=sharing_of(file, state))
        counting = state.values()
        refused = {path for path in state.refused if not counting.get(path)}  # count nowhere
        expected = {
            path
            for path in self.answers.keys() - refused
            if state.is_relevant(path) and split_path(path)[2] in goes - AFTER_COMPLETION
        }
        assert leaving & self.answers.keys() == expected
        changed = {amendment["path"] for amendment in numbered(record, "_amendment")}
        assert all(state.is_relevant(path) for path in leaving | changed)


def _outcome(state: FormState) -> tuple[object, ...]:
    run = state.run
    needs = state.needs(Stage.EXPORT)
    return state.values(), state.faults, state.stops, set(run.relevant), dict(run.rows), needs
