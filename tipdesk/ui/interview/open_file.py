"""The file that is open in the interview: its answers as they stand, and what the form says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tipdesk.cases.answers import answered, counting, given_at, same_answer, stands, values
from tipdesk.cases.custody.delivery import WITHDRAWN_WITHIN
from tipdesk.cases.files import review, workflow
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.closed_words import closed_words
from tipdesk.cases.interview.edits import AnswerChange, Edit, Edits, Verb, change_of, stays
from tipdesk.cases.interview.people import people
from tipdesk.cases.interview.turns import TurnTime
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseFile, CustodyEvent, Status
from tipdesk.core.clock import Clock
from tipdesk.desk.files.access import hides_suspects
from tipdesk.desk.files.contents import judged
from tipdesk.desk.session.session import Session
from tipdesk.forms import model
from tipdesk.forms.known import KnownAnswer
from tipdesk.forms.rules.rules import FaultKind, FormState
from tipdesk.i18n.text import _, language
from tipdesk.ui.form.question_notes import AdviceLine
from tipdesk.ui.toolkit.combo_editor import Surroundings

TYPED = frozenset(
    {
        model.QuestionType.TEXT,
        model.QuestionType.LONG_TEXT,
        model.QuestionType.PERSON,
        model.QuestionType.INTEGER,
        model.QuestionType.DECIMAL,
        model.QuestionType.DATE,
        model.QuestionType.TIME,
        model.QuestionType.DATETIME,
        model.QuestionType.PARTIAL_DATE,
    }
)  # what is answered by typing
_AT_ONCE = timedelta(minutes=1)  # what a file begins with is kept with it, all at one time
_STAGE = model.Stage.EXPORT  # what is complete has all that its export needs


class OpenFile:
    """Reads through the session, keeps nothing that the vault does not have but what is typed."""

    def __init__(self, session: Session, case: Case, clock: Clock) -> None:
        self.session, self._clock = session, clock
        self.rules = session.files.rules(case.id)
        self._officers = session.staff.names()
        self.has_statement = statement.is_in(self.rules.definition)
        self.quick = session.views.quick_view(case)
        self.spoken = session.views.spoken_view(case.id)  # beside the Arabic (ISO 639-3)
        # Made once: surroundings that hold the same are equal, and no row is told of them again.
        self._people = lambda: people(self.rules.definition, self.counting, self.state.is_relevant)
        self._attached = lambda: session.attachments.attached(self.case.id)
        self._turn_times = lambda path: session.answers.turn_times(self.case.id, path)
        self.advice: Mapping[str, tuple[AdviceLine, ...]] = {}  # what other files have, by path
        self.before: Mapping[str, Answer] = {}  # what stood where the last answers were put
        self.known: Mapping[str, KnownAnswer] = {}  # offered, by path
        self.followed: Mapping[str, Answer] = {}  # kept with what was given last
        self.edits = Edits()  # what was done here, to be undone
        self._last: FormState | None = None  # the state before, for the next one to begin with
        self.reload(case)

    def reload(self, case: Case) -> None:
        """Read the answers from the vault."""
        file: CaseFile = self.session.files.load(case.id)
        self.case = file.case
        self.remarks = workflow.open_remarks(file)
        self.returned_by = workflow.returner(file.custody, case.id)  # '': nobody, or sent again
        self.frozen = statement.frozen_statement(file.custody, case.id)  # None: it is open
        self.stopped = statement.stopped_at(file.custody, case.id)
        self.additions = statement.additions(file.custody, case.id)  # rows, oldest first
        self.stays = stays(file.custody, case.id)  # what no undo takes back
        self._delivered = self.session.delivering.withdrawable(case.id)
        self.answers: dict[str, Answer] = dict(file.answers)
        # Level 4 in it stays closed to whom the file does not name: no reason to ask again.
        seen = self.session.access.sees_suspects(case.id)
        self.suspects_closed = not seen and hides_suspects(self.rules, self.answers)
        self.draft = self.session.drafts.draft(case.id)
        self.others = self.session.drafts.others_drafts(case.id)
        steps = self.session.files.open_steps(self.case)
        self.can_edit = workflow.FileStep.EDIT in steps
        self.can_amend = workflow.FileStep.AMEND in steps
        self.evaluate()

    def delivered(self) -> CustodyEvent | None:
        """The hand-over of the notice that the officer may still take back; None: there is none."""
        return self._delivered if self.time_to_withdraw() > timedelta(0) else None

    def time_to_withdraw(self) -> timedelta:
        """How long they may."""
        last = self._delivered
        if last is None or last.at is None:
            return timedelta(0)
        return last.at + WITHDRAWN_WITHIN - self._clock()

    @property
    def is_untouched(self) -> bool:
        """Whether nothing stands in the officer's own file but what it began with."""
        if self.edits.last or self.edits.undone:  # asked after every edit: the rest is looked up
            return False
        begun = self.case.created_by == self.session.officer.login and self.can_edit
        if not begun or self.draft or self.stays:
            return False
        times = {answer.at for answer in self.answers.values() if answer.at is not None}
        at_once = len(times) < 2 and all(at - self.case.created_at < _AT_ONCE for at in times)
        return at_once and not self.session.attachments.attached(self.case.id)

    def unbegin(self) -> None:
        """The file was begun by mistake: it is voided with that reason. Raises: as
        `desk.files.voiding.VoidingFiles.void`."""
        why = workflow.Voiding(workflow.VoidReason.MISTAKE)
        self.reload(self.session.voiding.void(self.case.id, why))

    def look_for_known(self) -> None:
        """Ask anew what is offered at empty fields."""
        self.known = {}
        if self.can_edit:
            self.known = self.session.knowing.offered(self.case.id, self.answers)

    def evaluate(self, before: Mapping[str, Answer] | None = None) -> FormState:
        """Ask the form's rules anew; `before` holds what counts instead of answers that are still
        being typed."""
        context = self.session.files.context(self.case)
        answers = {**self.answers, **before} if before else self.answers
        self.state: FormState = judged(
            self.rules, values(answers), context, self._last, given_at(answers)
        )
        self._last = self.state
        done = answered(self.answers)
        quick = self.quick or review.gate_of(self.case, self.answers) is review.Gate.QUICK
        needed = self.state.needs(_STAGE, done, quick=quick)
        self.needs: Mapping[str, frozenset[str]] = {
            **{section: frozenset(paths) for section, paths in needed.items()},
            review.PAGE: review.to_clarify(self.rules.definition, needed),
        }
        broken: dict[str, set[str]] = {}
        for fault in self.state.faults:
            if fault.kind is FaultKind.CONSTRAINT or fault.path in self.state.refused:
                broken.setdefault(self._section_of(fault.path), set()).add(fault.path)
        self.broken: Mapping[str, frozenset[str]] = {
            section: frozenset(paths) for section, paths in broken.items()
        }
        self.closed = closed_words(self.rules.definition, self.answers, self.state)
        if self.case.status is Status.VOIDED:  # nothing follows, so nothing is needed for it
            self.needs = self.broken = {}
        # A row that was added and not filled in says nothing yet.
        begun = (
            path for path in done if not model.split_path(path)[1] or model.split_path(path)[2]
        )
        self.started = frozenset(map(self._section_of, begun))
        return self.state

    def _section_of(self, path: str) -> str:
        try:
            return self.rules.section_of(path)
        except KeyError:  # of an older form, or of the program
            return ""

    @property
    def counting(self) -> Mapping[str, Answer]:
        """The answers without what the form refuses of them: for all but their own fields."""
        return counting(self.answers, self.state)

    def put(self, changes: Mapping[str, Answer], began: Mapping[str, Answer] | None = None) -> None:
        """Take answers as they are now. One that says what stood there before was given then;
        one that was refused and is given again is judged anew. `began` is what stood where a field
        was left now, before anything was typed in it."""
        now = self._clock()
        changed: dict[str, Answer] = {}
        for path, answer in changes.items():
            before = self.answers.get(path, NO_ANSWER)
            if same_answer(before, answer) and path not in self.state.refused:
                self.answers[path] = replace(answer, at=answer.at or before.at)
            else:
                if not same_answer(before, answer):
                    changed[path] = before
                self.answers[path] = replace(answer, at=answer.at or now)
        changed |= {
            path: before
            for path, before in (began or {}).items()
            if not same_answer(before, self.answers.get(path, NO_ANSWER))
        }
        if changed:
            self.before = changed

    def note_edit(self, verb: Verb, changes: Mapping[str, Answer]) -> None:
        """These answers are about to be put: together they are one edit."""
        made_now = tuple(self._change(path, answer) for path, answer in changes.items())
        if made_now:
            self.edits = self.edits.after(Edit(verb, self._clock(), made_now))

    def note_typed(self, changes: Mapping[str, Answer], *, by_letters: bool = False) -> None:
        """These answers were read from their fields: each is an edit, and words grow."""
        for path in sorted(changes):
            change = self._change(path, changes[path])
            if self.rules.question(path).type in TYPED:
                self.edits = self.edits.typed(change, self._clock(), by_letters=by_letters)
            else:
                self.edits = self.edits.after(Edit(Verb.ANSWERED, self._clock(), (change,)))

    def _change(self, path: str, answer: Answer) -> AnswerChange:
        return change_of(path, self.answers.get(path, NO_ANSWER), answer)

    def save(
        self,
        changes: Mapping[str, Answer],
        draft: Draft | None,
        times: Mapping[str, tuple[TurnTime, ...]],
    ) -> datetime:
        """Keep answers in the vault, with the times of their turns, and what is no answer yet
        (None: it stays as it is); the time at which they were synced."""
        if not changes and draft is not None:
            return self.session.drafts.keep_draft(self.case.id, draft)
        saved = self.session.answers.save_answers(self.case.id, changes, draft, times)
        self.followed = saved.also
        if saved.also:
            later = [self._change(path, answer) for path, answer in saved.also.items()]
            self.edits = self.edits.followed(changes, later)
        self.answers |= {path: replace(answer, at=saved.at) for path, answer in saved.also.items()}
        return saved.at

    def take_in(self, paths: Iterable[str]) -> None:
        """Answers at these paths were kept beside the page: read again, and noted as one edit."""
        before = {path: self.answers.get(path, NO_ANSWER) for path in paths}
        self.reload(self.case)
        changes = tuple(
            change_of(path, answer, self.answers.get(path, NO_ANSWER))
            for path, answer in before.items()
        )
        self.edits = self.edits.after(Edit(Verb.FILLED, self._clock(), changes))

    def amend(self, changes: Mapping[str, Answer], note: str, draft: Draft) -> None:
        """Change answers after completion, with the reason; `draft` is what is left."""
        self.reload(self.session.answers.amend(self.case.id, changes, note, draft))

    def drop_draft(self) -> None:
        """Give up what was typed and not recorded."""
        self.session.drafts.keep_draft(self.case.id, NO_DRAFT)
        self.reload(self.case)

    def add_row(self, repeat: str) -> int:
        """A new row of a repeat."""
        row = self.session.answers.add_row(self.case.id, repeat)
        before = self.answers
        self.reload(self.case)
        own = model.row_path(repeat, row)
        fresh = {
            path: answer
            for path, answer in self.answers.items()
            if path == own or path.startswith(f"{own}/")
        }
        changes = tuple(
            change_of(path, before.get(path, NO_ANSWER), fresh[path]) for path in sorted(fresh)
        )
        self.edits = self.edits.after(Edit(Verb.ROW_ADDED, self._clock(), changes))
        self.look_for_known()
        return row

    def next_row(self, repeat: str) -> int:
        """A row number that the repeat has never had."""
        rows = [model.split_path(path)[1] for path in self.answers if path.startswith(f"{repeat}[")]
        return max(rows, default=0) + 1

    def fold(self) -> None:
        """Let list and search know what was typed."""
        if self.can_edit:
            self.session.answers.fold(self.case.id)

    def name_of(self, login: str) -> str:
        """An officer by name; by code when there is none."""
        return self._officers.get(login) or login

    def answered_by_other(self, path: str) -> bool:
        """Whether a colleague's answer stands at `path`."""
        answer = self.answers.get(path, NO_ANSWER)
        return stands(answer) and answer.by not in ("", self.session.officer.login)

    def label_of(self, path: str) -> str:
        """A question in words; '' for the whole file, a row, or what the form does not know."""
        try:
            label = self.rules.question(path).label
        except KeyError:
            return ""
        about = self.surroundings()
        return label.text(about.language, about.sex)

    def surroundings(self) -> Surroundings:
        """What editors may know: the person's sex, the officers, the time, who is named."""
        return Surroundings(
            language(),
            self.state.value("sex"),
            self._officers,
            self._clock,
            self.spoken,
            self._people,
            self._attached,
            self._turn_times,
        )

    def sections(self) -> tuple[model.Group, ...]:
        """The sections that are asked now, in the order of the form; among them those that are not
        and hold something, to be read (`is_closed`), and, while the file is open, the page of what
        is still to be clarified."""
        holding = {words.section for words in self.closed}
        sections = [
            section
            for section in self.rules.definition.sections
            if (
                not self.quick or any(self.state.visible(section.name, quick=True))
                if self.state.is_relevant(section.name)
                else section.name in holding
            )
        ]
        if self.can_edit:
            sections.insert(review.place_of_page(sections), _clarify_page())
        return tuple(sections)

    def section_places(self) -> tuple[tuple[model.Group, bool], ...]:
        """Every section that has a place in the list, and whether it can be turned to. While
        somebody answers, what other answers close keeps its place: nothing moves under the hand."""
        listed = {section.name: section for section in self.sections()}
        if self.quick or not self.can_edit:
            return tuple((section, True) for section in listed.values())
        places = list(self.rules.definition.sections)
        places.insert(review.place_of_page(places), listed[review.PAGE])
        return tuple((section, section.name in listed) for section in places)

    def is_closed(self, section: str) -> bool:
        """Whether a section is not asked, and only read."""
        return section != review.PAGE and not self.state.is_relevant(section)

    def removed(self, repeat: str, row: int) -> dict[str, Answer]:
        """What takes a row away."""
        return {model.row_path(repeat, row): Answer()}

    def restored(self, repeat: str, row: int) -> dict[str, Answer]:
        """What brings a row back; its answers were never deleted."""
        return {model.row_path(repeat, row): Answer("1")}

    def set_quick(self, quick: bool) -> None:
        """Show the questions of quick mode only, or all."""
        self.quick = quick
        self.evaluate()

    def choose_quick(self, quick: bool) -> None:
        """Show them so from now on, also after a lock."""
        self.set_quick(quick)
        self.session.views.choose_view(self.case.id, quick=quick)


def _clarify_page() -> model.Group:
    title = _("What is still open")
    hint = _(
        "Only what the next step still needs. Each question can wait or be declined: both are "
        "complete answers. What waits is noted among the topics for the next session."
    )
    return model.Group(
        review.PAGE,
        model.GroupKind.SECTION,
        model.LocalText(title, title),
        (),
        model.LocalText(hint, hint),
        phase=model.Phase.CLARIFY,
    )


def leaves_out(file: OpenFile, section: str, path: str) -> bool:
    """Whether quick mode does not show a section, or a question in it that is asked."""
    if section not in {group.name for group in file.sections()}:
        return True
    in_full, in_quick = (
        {path for path, _element in file.state.visible(section, quick=quick)}
        for quick in (False, file.quick)
    )
    return path in in_full - in_quick


def open_in(file: OpenFile, section: str) -> int:
    """How many answers of a section keep the file from its next step."""
    return len(file.needs.get(section, ())) + len(file.broken.get(section, ()))
