"""What a section shows at one moment: the state, the answers, and what the page wants of them.

With it go the line of a row, which says which one it is and what it waits for (`summary`, `waits`),
and what is suggested at a place: a calm line each, with the button that takes it
(`SuggestionStrips`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tipdesk.cases.interview.closed_words import ClosedWords
from tipdesk.cases.interview.statement import FrozenStatement
from tipdesk.cases.interview.suggestions import Suggestion
from tipdesk.cases.interview.timeline import row_details, waiting
from tipdesk.cases.model import Answer
from tipdesk.core.settings import Language
from tipdesk.forms.known import KnownFrom
from tipdesk.forms.model import Group, Question, row_path
from tipdesk.forms.rules.rules import FaultKind, FormRules, FormState
from tipdesk.i18n.text import MASK, _, isolate, listed, ngettext
from tipdesk.texts import keys
from tipdesk.ui.form.question import PERSONAL_LEVEL
from tipdesk.ui.form.question_notes import AdviceLine
from tipdesk.ui.form.repeats import RowWords
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.parts import Strip, button

# --- the line of a row ------------------------------------------------------------------------


STATEMENT = "tip-qa"  # the appearance of a text that is a person's statement
_SEPARATOR = " • "
_NAMED = 3  # questions that are named as deciding


def summary(
    rules: FormRules, state: FormState, repeat: Group, row: int, language: Language, *, masked: bool
) -> str:
    """The two or three answers that tell the row from the others; hidden where names are."""
    answers = row_details(rules, state, repeat, row, language)
    hidden = [masked and answer.level >= PERSONAL_LEVEL for answer in answers]
    if all(hidden) and answers:
        return MASK
    return _SEPARATOR.join(
        MASK if mask else answer.text for answer, mask in zip(answers, hidden, strict=True)
    ) or _("Nothing noted yet")


def waits(
    state: FormState,
    repeat: Group,
    row: int,
    *,
    needed: Collection[str],
    typed: Collection[str],
    remarks: Collection[str],
) -> str:
    """What is still to do in a row; '' when nothing is."""
    tasks: list[str] = []
    if count := waiting(needed, repeat.name, row):
        words = ngettext("{count} answer needed", "{count} answers needed", count)
        tasks.append(words.format(count=count))
    broken = {fault.path for fault in state.faults if fault.kind is not FaultKind.STOP}
    if count := waiting(broken, repeat.name, row):
        words = ngettext("{count} answer to correct", "{count} answers to correct", count)
        tasks.append(words.format(count=count))
    if waiting(typed, repeat.name, row):
        tasks.append(_("Words that are no answer yet"))
    if waiting(remarks, repeat.name, row):
        tasks.append(_("A remark"))
    return _SEPARATOR.join(tasks)


def nothing_open(rules: FormRules, state: FormState, path: str, about: Surroundings) -> str:
    """Why a question has no choice that could be chosen: what decides it."""
    deciding = state.decides(path)
    labels = [_label(rules, path, about) for path in deciding]
    named = listed([text for text in labels if text][:_NAMED], about.language)
    if not named:
        return _("No answer is open here.")
    if any(map(state.value, deciding)):
        template = _("No answer is open here. It follows from the answer to: {questions}.")
    else:
        template = _("No answer is open here. It depends on what is not answered yet: {questions}.")
    return template.format(questions=named)


_ANSWERS = 3  # that are named as asking something


def asked_when(rules: FormRules, name: str, about: Surroundings) -> str:
    """By which answer of its section something is asked; '' where it does not wait for one."""
    waits = rules.waiting(name)
    if waits is None:
        return ""
    questions = [rules.question_named(question) for question in waits.questions]
    labels = [question.label.text(about.language, about.sex) for question in questions]
    asking = listed(labels[:_NAMED], about.language)
    if not asking:
        return _("Asked after another answer of this section.")
    choices = {
        choice.name: choice.label.text(about.language, about.sex)
        for choice in rules.choices(questions[0])
    }
    if 0 < len(waits.codes) <= _ANSWERS and all(code in choices for code in waits.codes):
        answers = listed([choices[code] for code in waits.codes], about.language)
        template = _("Asked when “{question}” is answered: {answers}.")
        return template.format(question=isolate(labels[0]), answers=answers)
    return _("Asked or not by the answer to: {questions}.").format(questions=asking)


def not_open(rules: FormRules, state: FormState, path: str, about: Surroundings) -> str:
    """What was chosen at `path` and cannot be chosen any more, as the form calls it."""
    open_now = {choice.name for choice in state.choices(path)}
    chosen = state.run.answers.get(path, "")  # also what does not stand
    names = [name for name in chosen.split() if name not in open_now]
    labels = {choice.name: choice.label for choice in rules.choices(rules.question(path))}
    texts = [
        labels[name].text(about.language, about.sex) if name in labels else name for name in names
    ]
    return listed(texts, about.language)


def _label(rules: FormRules, path: str, about: Surroundings) -> str:
    try:
        return rules.question(path).label.text(about.language, about.sex)
    except KeyError:  # a repeat, whose rows are counted
        return ""


# --- suggestions ------------------------------------------------------------------------------


def known_template(source: str) -> str:
    """What is offered, and from where it is known."""
    return {
        KnownFrom.ROW: _("Offered, as in the row before: {what}. It does not count yet."),
        KnownFrom.EVENT: _("From the event: {what}. It does not count yet."),
        KnownFrom.ROSTER: _("From the roster of the event: {what}. It does not count yet."),
        KnownFrom.FAMILY: _("From what a parent said: {what}. It does not count yet."),
        KnownFrom.OWN: _("Offered, as in your last file: {what}. It does not count yet."),
        KnownFrom.CARD: _("Offered, as shown beside the form: {what}. It does not count yet."),
        KnownFrom.ANSWER: _("Offered, as answered in this file: {what}. It does not count yet."),
        KnownFrom.USUAL: _("Offered, as it is mostly here: {what}. It does not count yet."),
        KnownFrom.CURRENCY: _("Offered, the money of that country: {what}. It does not count yet."),
        KnownFrom.SESSION: _(
            "Offered, by the hours of the answers: {what}. It does not count yet."
        ),
        KnownFrom.ACT: _("Offered, by what was done here: {what}. It does not count yet."),
    }.get(KnownFrom(source), _("Offered, as the station knows it: {what}. It does not count yet."))


@dataclass(frozen=True, slots=True)
class SuggestionOffer:
    """A suggestion in words, as it stands at one place."""

    suggestion: Suggestion
    what: str  # the row or the answer
    why: str = ""  # the answer that led to it
    beside: bool = False  # and that stands just above
    taken: bool = False  # it was added just now, and can be taken back


class SuggestionStrip(Strip):
    """One suggestion; its button takes it, and then takes it back."""

    def __init__(self, *, urgent: bool) -> None:
        self.press = button("", "")
        super().__init__(kind="notewarn" if urgent else "note", action=self.press)
        self.offer: SuggestionOffer | None = None
        self.late = False  # it came while its section was looked at, and stands at the end of it

    @property
    def waits(self) -> bool:
        """Whether it is offered still, and not taken."""
        return self.isEnabled() and self.offer is not None and not self.offer.taken

    def show_offer(self, offer: SuggestionOffer) -> None:
        """Say it, and what the button does now."""
        self.offer = offer
        template = _("Added: {what}.") if offer.taken else _("Suggested: {what}.")
        if (source := offer.suggestion.known) and not offer.taken:
            template = known_template(source)
        why = "" if offer.beside and not self.late else offer.why
        why = _("The reason is the answer “{why}”.").format(why=why) if why else ""
        self.set_text(f"{template.format(what=offer.what)} {'' if offer.taken else why}".strip())
        deed = _("Add") if offer.suggestion.repeat else _("Fill in")
        if offer.suggestion.known:
            deed = keys.CONFIRM.beside(_("Confirm"))
        deed = _("Undo") if offer.taken else deed
        self.press.setText(isolate(deed))
        named = _("{question}: {part}").format(question=offer.what, part=deed)
        self.press.setAccessibleName(named)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What takes the focus."""
        return (self.press,)


class SuggestionStrips(QObject):
    """The lines of one section, made when they are needed and kept. One that comes while the
    section is looked at stands at its end, and one that is offered no more keeps its place, dim,
    until the section is left: nothing moves."""

    pressed = Signal(object)  # Offer

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.by_path: dict[str, dict[tuple[str, str], SuggestionStrip]] = {}  # by path

    def at(
        self, path: str, offers: Iterable[SuggestionOffer], *, late: bool
    ) -> list[SuggestionStrip]:
        """The lines of `path`, brought up to date; `late`: what is below is looked at already."""
        strips = []
        gone = dict(self.by_path.get(path, {}))
        for offer in offers:
            at_path, key = self.by_path.setdefault(path, {}), offer.suggestion.key
            gone.pop(key, None)
            strip = at_path.get(key)
            if strip is None:
                strip = at_path[key] = SuggestionStrip(urgent=offer.suggestion.urgent)
                strip.late = late
                strip.press.clicked.connect(lambda _down=False, s=strip: self.pressed.emit(s.offer))
            strip.setEnabled(True)
            strip.show_offer(offer)
            strips.append(strip)
        for strip in gone.values():
            strip.setEnabled(False)
        return [*strips, *gone.values()]

    def forget_gone(self) -> None:
        """The section was left: what is offered no more has no place there, what is has its own."""
        for strips in self.by_path.values():
            for strip in strips.values():
                strip.late = False
            for key in [key for key, strip in strips.items() if not strip.isEnabled()]:
                strip = strips.pop(key)
                strip.hide()
                strip.deleteLater()


@dataclass(frozen=True, slots=True)
class SectionContents:
    """Everything that a section shows at one moment."""

    state: FormState
    answers: Mapping[str, Answer]
    needed: frozenset[str]  # paths that the next step waits for
    quick: bool = False
    read_only: bool = False
    masked: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)  # words that are no answer yet, by path
    remarks: Mapping[str, str] = field(default_factory=dict)  # of a supervisor, by path
    # What other files have, by path.
    advice: Mapping[str, tuple[AdviceLine, ...]] = field(default_factory=dict)
    amendable: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)  # offered beside a colleague's answer
    frozen: FrozenStatement | None = None
    offers: Mapping[str, tuple[SuggestionOffer, ...]] = field(
        default_factory=dict
    )  # suggested, by path
    closed_words: tuple[ClosedWords, ...] = ()  # of this section, where nothing is asked

    def closed(self, path: str) -> bool:
        """Whether the answer at `path` is only shown."""
        return self.read_only or (self.frozen is not None and self.frozen.closes(path))


def laid_out(contents: SectionContents, section: str) -> dict[str, bool]:
    """What has a place in a section, in order, and whether it is asked. What waits has one where
    somebody can still answer."""
    if contents.quick or contents.read_only:
        return {path: True for path, _ in contents.state.visible(section, quick=contents.quick)}
    return {
        path: asked
        for path, element, asked in contents.state.laid_out(section)
        if asked or not is_statement(element)
    }


def is_statement(element: Question | Group) -> bool:
    """Whether it is a person's statement. One in another language has no place before it is asked:
    it would take half of the room of the first."""
    return isinstance(element, Question) and STATEMENT in element.appearance


def row_said(
    rules: FormRules, contents: SectionContents, repeat: Group, row: int, language: Language
) -> RowWords:
    """What the line of a row says of it, but for its title."""
    typed = (*contents.typed, *contents.kept)
    head = f"{row_path(repeat.name, row)}/"
    return RowWords(
        "",
        summary(rules, contents.state, repeat, row, language, masked=contents.masked),
        waits(
            contents.state,
            repeat,
            row,
            needed=contents.needed,
            typed=typed,
            remarks=contents.remarks,
        ),
        any(answer.closed and path.startswith(head) for path, answer in contents.answers.items()),
    )
