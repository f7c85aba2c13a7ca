"""A form and its answers as one paper reads them: what it may print, and in which words.

Relevance is asked of the form's rules (`FormView`) or, where a record left answers out, of what the
record has (`AsRecorded`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Protocol

from tipdesk.cases import evidence
from tipdesk.cases.answers import as_it_counts, given_at, question_name, shown_value, values
from tipdesk.cases.model import (
    NO_ANSWER,
    UNASKED,
    Answer,
    Attachment,
    CaseFile,
    MissingReason,
    Officer,
    Station,
)
from tipdesk.forms import model
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormState, rules_for
from tipdesk.i18n.text import kuwait_day
from tipdesk.printing import plan
from tipdesk.printing.layout.bodies import Option
from tipdesk.printing.wording import Voice, wording
from tipdesk.texts.messages import reason_label

_INSIDE = frozenset({model.Release.INTERNAL, model.Release.ANNEX})

# --- what is asked ----------------------------------------------------------------------------


class FormView(Protocol):
    """What is asked, and what stands there; `forms.rules.rules.FormState` is one."""

    def is_relevant(self, path: str) -> bool:
        """Whether the question, group, section or row at `path` is asked."""

    def value(self, path: str) -> str:
        """What stands at `path`; '' when nothing does."""

    def rows(self, repeat: str) -> tuple[int, ...]:
        """The rows of a repeat."""


class AsRecorded:
    """The rules cannot be asked: they look at answers that did not leave. What stands was asked."""

    def __init__(self, form: model.FormDefinition, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self._asked = set(answers)
        rows: dict[str, set[int]] = {}
        around = {name: groups for section in form.sections for name, groups in _around(section)}
        for path in answers:
            repeat, row, name = model.split_path(path)
            if repeat:
                rows.setdefault(repeat, set()).add(row)
                self._asked.add(model.row_path(repeat, row))
            within = ""
            for group in around.get(name, ()):
                self._asked.add(model.path_of(group, within, row))
                within = within or (group if group == repeat else "")
        self._rows = {repeat: tuple(sorted(numbers)) for repeat, numbers in rows.items()}

    def is_relevant(self, path: str) -> bool:
        """Whether something stands at the question, or below the group, section or row."""
        return path in self._asked

    def value(self, path: str) -> str:
        """What stands at `path`."""
        answer = self._answers.get(path)
        return answer.value if answer else ""

    def rows(self, repeat: str) -> tuple[int, ...]:
        """The rows of a repeat of which something stands."""
        return self._rows.get(repeat, ())


def _around(
    group: model.Group, outer: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every question below the group, with the groups that it stands in, outermost first."""
    names = (*outer, group.name)
    for child in group.children:
        if isinstance(child, model.Question):
            yield child.name, names
        else:
            yield from _around(child, names)


@dataclass(frozen=True, slots=True)
class PathEntry:
    """What stands at one path: a value as stored, or why there is none."""

    value: str = ""
    reason: MissingReason | None = None
    unasked: bool = False  # station or session knew it: nobody was asked


EMPTY = PathEntry()


class Reading:
    """One document's view of a form, blank or answered. Made once for each rendering."""

    def __init__(
        self, document: str, source: CaseFile | plan.BlankForm, options: plan.PrintOptions
    ) -> None:
        self.document = document
        self.options = options
        self.form: model.FormDefinition = source.form
        self.station: Station | None = source.station
        self.case_file = None if isinstance(source, plan.BlankForm) or options.blank else source
        self.serial = source.serial if isinstance(source, plan.BlankForm) else ""
        self._answers: Mapping[str, Answer] = {}
        self._state: FormView | None = None
        self._judging: Collection[str] = ()
        if self.case_file is not None:
            self._state, self._judging = _state(self.case_file, options)
            if isinstance(self._state, FormState):
                self.case_file = as_it_counts(self.case_file, self._state)
            self._answers = self.case_file.answers
        self.copy: plan.Copy = plan.copy_made(document, options.copy)
        self.voice = Voice(
            options.language,
            self._state.value("sex") if self._state else "",
            plan.print_size(document, self.copy, blank=self.blank, large=options.large),
        )
        self._highest = plan.highest_level(
            document, self.copy, blank=self.blank, restricted=options.include_level4
        )
        # What the Prosecution gets of exhibits was decided where the file was released.
        whole = self.copy == "prosecution" or self._highest >= model.RESTRICTED_LEVEL
        self._hidden: Mapping[str, Collection[int]] = (
            {} if whole else evidence.restricted_by_repeat(self._answers)
        )
        words, own = wording("frame"), wording(document)
        self._labels: dict[str, Mapping[str, str]] = {}  # by the name of the list
        self._masked = words.setting("masked_names").split()
        left_out = own.setting("skip_blank") if self.blank else ""  # the program's own results
        elsewhere = f"{words.setting('in_frame')} {own.setting('skip')} {left_out}"
        self._elsewhere = elsewhere.split()  # printed by the frame or by the paper itself
        self._for_person = own.setting("for_person").split()  # internal, and the person's to know

    @property
    def blank(self) -> bool:
        """Whether it is to be filled in by hand."""
        return self._state is None

    def prints(self, question: model.Question) -> bool:
        """Whether this document may carry the question at all (mark, level, release)."""
        if self.document not in question.prints or question.name in self._elsewhere:
            return False
        if question.level > self._highest or not self._may_leave(question):
            return False
        allowed = self.options.fields
        return allowed is None or question.name in allowed

    def keeps_back(self, names: Collection[str]) -> bool:
        """Whether an answer to one of these questions stands, and this copy for the Prosecution
        does not carry it; what is of level 4 is not told of."""
        allowed = self.options.fields
        if self.blank or self.copy != "prosecution" or allowed is None:
            return False
        staying = {
            question.name
            for question in self.form.questions()
            if question.name in names
            and question.name not in allowed
            and question.level < model.RESTRICTED_LEVEL
        }
        return any(
            question_name(path) in staying and answer.value
            for path, answer in self._answers.items()
        )

    def _may_leave(self, question: model.Question) -> bool:
        """What is internal, or for the protective annex, stands on the agency's own copy alone; a
        service gets what may be referred."""
        if self.copy == plan.SERVICE and not self.blank:
            return model.Release.REFERRAL in question.release
        if self.blank or self.copy == "file" or question.release.isdisjoint(_INSIDE):
            return True
        return self.copy == "person" and question.name in self._for_person

    def copy_words(self) -> str:
        """Which copy this is and up to which level it speaks, for the foot of every page."""
        return plan.copy_words(self.voice, self.copy, self._spoken_level(), blank=self.blank)

    def _spoken_level(self) -> int:
        """The highest level of what this paper asks, whatever was answered: a notice that may carry
        level 3 and asks nothing of it does not claim to. Of what no form yields, what it may."""
        levels = {question.level for question in self.form.questions() if self.prints(question)}
        if not levels or (self._highest == model.RESTRICTED_LEVEL and self._lists_exhibits()):
            return self._highest
        return max(levels)

    def _lists_exhibits(self) -> bool:
        """Whether rows stand here that are of another level than their questions."""
        restricted = evidence.restricted_by_repeat(self._answers).items()
        groups = [self.form.repeat(name) for name, rows in restricted if rows]
        return any(
            self.prints(question) for group in groups if group for question in group.questions()
        )

    @property
    def state(self) -> FormView | None:
        """What is asked and what stands there; None on blank paper."""
        return self._state

    def is_asked(self, path: str) -> bool:
        """Whether the question, group or row at `path` is asked; everything is, on blank paper."""
        return self._state is None or self._state.is_relevant(path)

    def rows(self, repeat: model.Group) -> tuple[int, ...]:
        """The rows of a repeat that this copy may carry; none on blank paper."""
        if self._state is None:
            return ()
        hidden = self._hidden.get(repeat.name, frozenset())
        return tuple(row for row in self._state.rows(repeat.name) if row not in hidden)

    def hidden_rows(self, repeat: str) -> int:
        """How many rows of a repeat are above what this copy may carry."""
        return len(self._hidden.get(repeat, ()))

    def attachments(self) -> tuple[Attachment, ...]:
        """The attached files; of those of level 4 this copy says only that they are there."""
        if self.case_file is None:
            return ()
        files = self.case_file.attachments
        return evidence.untold(files, self._answers) if self._hidden else files

    def entry(self, path: str) -> PathEntry:
        """What stands at `path`."""
        if self._state is None or path in self._judging:
            return EMPTY
        value = self._state.value(path)
        if value:
            source = self._answers.get(path, NO_ANSWER).source
            return PathEntry(value, unasked=source in UNASKED)
        return PathEntry(reason=self._answers.get(path, NO_ANSWER).reason)

    def masks(self, question: model.Question) -> bool:
        """Whether the question's answer is a name that this copy does not show."""
        return self.options.hide_names and any(
            fnmatchcase(question.name, pattern) for pattern in self._masked
        )

    def choices(self, question: model.Question) -> tuple[model.Choice, ...]:
        """The whole choice list of a question."""
        return self.form.choices.get(question.list_name, ())

    def labels(self, choices: str) -> Mapping[str, str]:
        """What paper calls each choice of a list (wording rule 4: a shelter is never named)."""
        labels = self._labels.get(choices)
        if labels is None:
            listed = self.form.choices.get(choices, ())
            labels = {choice.name: self.voice.main(paper_text(choice)) for choice in listed}
            self._labels[choices] = labels
        return labels

    def words(self, question: model.Question, entry: PathEntry) -> str:
        """The entry as people read it; '' when nothing stands there."""
        if entry.reason is not None:
            return self.reason(entry.reason)
        if not entry.value:
            return ""
        if self.masks(question):
            return self.voice.main(wording("frame").text("name_masked"))
        if question.list_name:
            return self._choice_words(question, entry.value)
        if question.type is model.QuestionType.OFFICER:
            return self.officer(entry.value)
        return shown_value(self.form, question, entry.value, self.voice.language)

    def label(self, question: model.Question, entry: PathEntry) -> model.LocalText:
        """What the question is called; of an answer that nobody was asked for, whose word it is."""
        if not entry.unasked:
            return question.label
        note = wording("frame").text("unasked")
        label = question.label
        return model.LocalText(f"{label.ar} ({note.ar})", f"{label.en} ({note.en})")

    def _choice_words(self, question: model.Question, value: str) -> str:
        chosen = value.split() if question.type is model.QuestionType.SELECT_MULTIPLE else [value]
        labels = self.labels(question.list_name)
        separator = "، " if self.voice.language == "ar" else ", "
        return separator.join(dict.fromkeys(labels.get(name, name) for name in chosen))

    def officer(self, login: str) -> str:
        """An officer's name and code; the code alone when the officer is not known here."""
        known: Officer | None = None
        if self.case_file is not None:
            known = self.case_file.officers.get(login)
        return f"{known.name} ({login})" if known and known.name else login

    def reason(self, reason: MissingReason) -> str:
        """Why there is no answer, in the paper's language."""
        return reason_label(reason, self.voice.language, self.voice.sex)

    def agency(self) -> model.LocalText | None:
        """The station's agency as paper calls it."""
        return agency_of(self.form, self.station)

    def unit(self) -> str:
        """The station's unit; '' for a shelter, whose unit could tell which one it is."""
        return unit_of(self.form, self.station)


def agency_of(form: model.FormDefinition, station: Station | None) -> model.LocalText | None:
    """The station's agency as paper calls it; None where the form does not know it."""
    if station is None:
        return None
    for choice in form.choices.get("agency", ()):
        if choice.name == station.agency:
            return paper_text(choice)
    return None


def unit_of(form: model.FormDefinition, station: Station | None) -> str:
    """The station's unit; '' for a shelter, whose unit could tell which one it is."""
    if station is None:
        return ""
    hidden = model.is_unnamed(form.choices.get("agency", ()), station.agency)
    return "" if hidden else station.unit


def paper_text(choice: model.Choice) -> model.LocalText:
    """The choice's label on paper (columns print_ar and print_en of the choices sheet)."""
    arabic = choice.filter.get("print_ar", "")
    english = choice.filter.get("print_en", "")
    if not arabic and not english:
        return choice.label
    return model.LocalText(arabic or choice.label.ar, english or choice.label.en)


def not_signing(reading: Reading) -> list[Option]:
    """The ways of not signing a paper, from the form's own list; the recorded one is ticked."""
    words = wording(reading.document)
    name, codes = words.setting("sign_field"), words.setting("sign_shown").split()
    for question in reading.form.questions():
        if question.name == name:
            value = reading.entry(name).value
            labels = reading.labels(question.list_name)
            return [Option(labels[code], value == code) for code in codes if code in labels]
    return []


def _state(case_file: CaseFile, options: plan.PrintOptions) -> tuple[FormView, Collection[str]]:
    """What is asked and what stands; and the hashes of exhibits that only judge their marks: a
    file that stays here is not told by its hash."""
    if options.as_recorded:
        return AsRecorded(case_file.form, case_file.answers), ()
    rules = rules_for(case_file.form)
    answers, context = case_file.answers, options.context or _own_context(case_file)
    state = rules.evaluate(values(answers), context, given_at=given_at(answers))
    known = context.externals
    hashes = {path: digest for path, digest in evidence.hashes(state).items() if path not in known}
    if not hashes:
        return state, ()
    context = replace(context, externals={**known, **hashes})
    return rules.evaluate(state.run.answers, context, state, given_at(answers)), hashes.keys()


def _own_context(case_file: CaseFile) -> Context:
    case = case_file.case
    now: datetime = case.updated_at
    externals = {
        "case_no": case.number,
        "victim_code": case.person_code,
        "officer_id": case.created_by,
        **evidence.attached(case_file.attachments),
    }
    return Context(kuwait_day(now), now, externals)
