"""Which section of the open file is shown, and what stands around it: list, heading, way on.

Views of sections are made when first needed and kept until the file is left (`SectionPages`). What
follows from the answers is offered where it belongs and where it began (`SuggestionOffers`): a
button adds it, with everything filled in; the same button takes it back as long as nothing else was
written there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.answers import same_answer, stands, value_on_screen
from tipdesk.cases.files import review
from tipdesk.cases.interview.assessing import board
from tipdesk.cases.interview.document_filling import DOCUMENTS
from tipdesk.cases.interview.suggestions import Suggestion, suggested
from tipdesk.cases.interview.unfinished import readable
from tipdesk.cases.model import NO_ANSWER, Answer, Status
from tipdesk.cases.paper import referrals
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.files.access import SUSPECTS
from tipdesk.desk.interview.knowing import source_of
from tipdesk.forms.known import OF_EVENTS
from tipdesk.forms.model import Group, path_of, row_path, split_path
from tipdesk.i18n.text import MASK, _, isolated, language, ngettext
from tipdesk.texts.case_work import CodeNames
from tipdesk.ui.form.clarify import ClarifyView
from tipdesk.ui.form.indicators import IndicatorsView
from tipdesk.ui.form.question import AnswerMenu, QuestionRow
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.form.section_state import SectionContents, SuggestionOffer
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.autosave import SaveKind
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile, open_in
from tipdesk.ui.interview.section_list import SectionLine, phase_label
from tipdesk.ui.toolkit.dialogs import ask, errors_said
from tipdesk.ui.toolkit.keyboard import mouse
from tipdesk.ui.toolkit.theme import px

# --- what follows from answers ----------------------------------------------------------------


_BETWEEN = " • "
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Addition:
    """What was added: as it stood before, and as it stands since."""

    suggestion: Suggestion
    row: int
    before: Mapping[str, Answer]
    after: Mapping[str, Answer]

    @property
    def is_new_row(self) -> bool:
        """Whether the row was made for it."""
        return bool(self.suggestion.repeat) and not self.suggestion.row


class SuggestionOffers:
    """The suggestions of one open file."""

    def __init__(
        self,
        file: OpenFile,
        keeper: AnswerKeeper,
        row_of: Callable[[str], QuestionRow | None],
    ) -> None:
        self._file, self._keeper, self._row_of = file, keeper, row_of
        self._taken: dict[_Key, _Addition] = {}
        self._places: dict[_Key, int] = {}

    def offers(self, *, masked: bool) -> dict[str, tuple[SuggestionOffer, ...]]:
        """What is offered now, by the path at which it stands."""
        file = self._file
        if not (file.can_edit or self._keeper.amending):
            return {}
        today = file.state.run.context.today
        now = (
            *self._known(),
            *suggested(file.rules.definition, file.state, file.counting, today),
        )
        self._taken = {
            key: addition for key, addition in self._taken.items() if self._can_take_back(addition)
        }
        offers: dict[str, list[SuggestionOffer]] = {}
        added = {key: addition.suggestion for key, addition in self._taken.items()}
        for suggestion in self._in_place(
            {**{suggestion.key: suggestion for suggestion in now}, **added}
        ):
            added_already = suggestion.key in self._taken
            text = self._text(suggestion, masked=masked)
            why = "" if masked or suggestion.known else self._answer_said(suggestion.because)
            places = (
                (suggestion.because, suggestion.home)
                if suggestion.because != suggestion.home
                else (suggestion.home,)
            )
            for place in places:
                beside = place != suggestion.home
                offer = SuggestionOffer(suggestion, text, why, beside, added_already)
                offers.setdefault(place, []).append(offer)
        return {place: tuple(offers) for place, offers in offers.items()}

    def press(self, offer: SuggestionOffer) -> None:
        """Add what is suggested, or take it back."""
        addition = self._taken.pop(offer.suggestion.key, None)
        if addition is None:
            self._take(offer.suggestion)
        elif addition.is_new_row:
            self._keeper.remove_row(addition.suggestion.repeat, addition.row)
        else:
            self._put(addition.before)

    def confirm(self, path: str) -> bool:
        """Take what is known at the question of this path; whether something is."""
        known = next((offer for offer in self._known() if offer.because == path), None)
        if known is not None:
            self._take(known)
        return known is not None

    def confirm_event(self) -> int:
        """Take everything that the event and its roster say of questions that are asked, and of
        those that are asked then; how many. It is one edit."""
        taken = set[str]()
        while following := [offer for offer in self._of_event() if offer.because not in taken]:
            taken.add(following[0].because)
            self._take(following[0])
            if len(taken) > 1:
                self._file.edits = self._file.edits.as_one()
        return len(taken)

    # --- inside -----------------------------------------------------------------------------

    def _of_event(self) -> Iterator[Suggestion]:
        """What is known from an event, where it is asked."""
        for suggestion in self._known():
            known = self._file.known[suggestion.because].source in OF_EVENTS
            if known and self._file.state.is_relevant(suggestion.because):
                yield suggestion

    def _known(self) -> Iterator[Suggestion]:
        """What the program knows of questions that are empty."""
        for path, offer in self._file.known.items():
            if not stands(self._file.answers.get(path, NO_ANSWER)):
                repeat, row, name = split_path(path)
                yield Suggestion(path, ((name, offer.value),), repeat, row, known=offer.source)

    def _in_place(self, suggestions: Mapping[_Key, Suggestion]) -> list[Suggestion]:
        """The urgent first; each stays where it was offered, so that nothing moves under the
        mouse when one is taken."""
        for key in suggestions:
            self._places.setdefault(key, len(self._places))
        return sorted(
            suggestions.values(),
            key=lambda suggestion: (not suggestion.urgent, self._places[suggestion.key]),
        )

    def _take(self, suggestion: Suggestion) -> None:
        if suggestion.known:  # an hour is later by now
            self._file.look_for_known()
            now = {offer.because: offer for offer in self._known()}
            suggestion = now.get(suggestion.because, suggestion)
        row = suggestion.row
        if suggestion.repeat and not row:
            row = self._keeper.add_row(suggestion.repeat)
            if not row:
                return  # said by the keeper
        source = source_of(suggestion.known) if suggestion.known else None
        changes = {
            path: Answer(value, source=source) for path, value in suggestion.changes(row).items()
        }
        before = {path: self._file.answers.get(path, NO_ANSWER) for path in changes}
        after = {**self._standing(suggestion, row), **changes}
        self._taken[suggestion.key] = addition = _Addition(suggestion, row, before, after)
        self._put(changes)
        if addition.is_new_row:
            self._file.edits = self._file.edits.as_one()

    def _can_take_back(self, addition: _Addition) -> bool:
        """Whether all stands as it was added, and nothing more."""
        if addition.is_new_row and addition.row not in self._file.state.rows(
            addition.suggestion.repeat
        ):
            return False
        now = self._standing(addition.suggestion, addition.row)
        return now.keys() == addition.after.keys() and all(
            same_answer(now[path], answer) for path, answer in addition.after.items()
        )

    def _standing(self, suggestion: Suggestion, row: int) -> dict[str, Answer]:
        """The answers of the row; of a question that stands in none, its own."""
        answers = self._file.answers
        if suggestion.known or not suggestion.repeat:
            paths = [path for path in suggestion.changes(row) if path in answers]
        else:
            head = row_path(suggestion.repeat, row) + "/"
            paths = [path for path in answers if path.startswith(head)]
        return {path: answers[path] for path in paths if stands(answers[path])}

    def _put(self, changes: Mapping[str, Answer]) -> None:
        for path, answer in changes.items():
            if (row := self._row_of(path)) is not None:
                row.show_answer(answer)
        self._keeper.put_now(changes)

    # --- words ------------------------------------------------------------------------------

    def _text(self, suggestion: Suggestion, *, masked: bool) -> str:
        """Each question with its answer, as the form calls them."""
        parts = []
        for name, value in suggestion.answers:
            path = path_of(name, suggestion.repeat, suggestion.row or 1)
            parts.append(self._pair(path, MASK if masked else self._worded(path, value)))
        return _BETWEEN.join(parts)

    def _answer_said(self, path: str) -> str:
        return self._pair(path, self._worded(path, self._file.state.value(path)))

    def _pair(self, path: str, answer: str) -> str:
        return _("{question}: {part}").format(question=self._file.label_of(path), part=answer)

    def _worded(self, path: str, value: str) -> str:
        rules, about = self._file.rules, self._file.surroundings()
        question = rules.question(path)
        return value_on_screen(rules.definition, question, value, about.language, about.sex)


# --- views of sections ------------------------------------------------------------------------


class SectionPages:
    """Holds one view a section inside `box`; one of them is shown."""

    def __init__(self, box: QVBoxLayout, seek: Callable[[str], object]) -> None:
        """`seek` turns to the question at a path."""
        self._box, self._seek = box, seek
        self._views: dict[str, SectionView] = {}
        self._suggestions: SuggestionOffers | None = None
        self.masked = False

    def follow(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Another file is open."""
        self._suggestions = SuggestionOffers(file, keeper, self.row)

    def view(self, section: Group, file: OpenFile, keeper: AnswerKeeper) -> SectionView:
        """The view of a section, up to date."""
        view = self._views.get(section.name)
        if view is None:
            view = self._new_view(section, file, keeper)
            view.edited.connect(keeper.edited)
            view.left.connect(keeper.flush)  # the focus has gone to another row
            view.left.connect(keeper.row_left)
            view.remove_asked.connect(keeper.remove_row)
            view.restore_asked.connect(keeper.restore_row)
            view.repeat_reason.connect(keeper.explain_repeat)
            view.amend_asked.connect(keeper.amend_asked)
            view.event_asked.connect(keeper.event_asked)
            view.agree_asked.connect(keeper.agree_asked)
            view.kept_asked.connect(partial(self._on_kept, keeper))
            view.advice_pressed.connect(keeper.advice_pressed)
            if self._suggestions is not None:
                view.offer_pressed.connect(self._suggestions.press)
            view.hide()
            self._box.addWidget(view)
            self._views[section.name] = view
        self.refresh(view, section, file, keeper)
        return view

    def _new_view(self, section: Group, file: OpenFile, keeper: AnswerKeeper) -> SectionView:
        if section.name == review.PAGE:
            clarified = ClarifyView(section, file.rules, file.surroundings())
            clarified.deferred.connect(partial(self._on_deferred, file, keeper))
            clarified.go_asked.connect(self._seek)
            return clarified
        if not IndicatorsView.shows(section, file.rules.definition):
            return SectionView(section, file.rules, file.surroundings())
        indicators = IndicatorsView(section, file.rules, file.surroundings(), board)
        indicators.put_asked.connect(keeper.put_now)
        indicators.seek_asked.connect(self._seek)
        return indicators

    def _on_deferred(self, file: OpenFile, keeper: AnswerKeeper, path: str) -> None:
        """What waits is a topic of the next session."""
        left = file.answers.get(review.TOPICS_LEFT, NO_ANSWER)
        section = file.rules.section_of(path)
        topics = review.with_topic(file.rules.definition, left.value, section)
        if topics != left.value:
            keeper.put_now({review.TOPICS_LEFT: Answer(topics)})

    def refresh(
        self, view: SectionView, section: Group, file: OpenFile, keeper: AnswerKeeper
    ) -> None:
        """Show what the answers ask for now."""
        contents = SectionContents(
            state=file.state,
            answers=file.answers,
            needed=file.needs.get(section.name, frozenset()),
            quick=file.quick,
            read_only=not (file.can_edit or keeper.amending),
            masked=self.masked,
            typed=keeper.unrecorded.typed,
            kept=_offers(file, keeper.unrecorded.covered, masked=self.masked),
            remarks={} if self.masked else _by_path(file),
            advice={} if self.masked else file.advice,
            amendable=file.can_amend,
            frozen=file.frozen,
            offers=self._suggestions.offers(masked=self.masked) if self._suggestions else {},
            closed_words=tuple(closed for closed in file.closed if closed.section == section.name),
        )
        view.refresh(contents, file.surroundings())

    def confirm(self, path: str) -> bool:
        """Take what is known at a question; whether something is."""
        return self._suggestions is not None and self._suggestions.confirm(path)

    def confirm_event(self) -> int:
        """Take what an event says; how many answers."""
        return self._suggestions.confirm_event() if self._suggestions is not None else 0

    def is_made(self, section: str) -> bool:
        """Whether a section has its view."""
        return section in self._views

    def row(self, path: str) -> QuestionRow | None:
        """The row of a question, wherever it was made."""
        for view in self._all():
            row = view.row(path)
            if row is not None:
                return row
        return None

    def clear(self) -> None:
        """Forget every view and what it shows."""
        for view in self._all():
            view.forget()
            view.hide()
            self._box.removeWidget(view)
            view.deleteLater()
        self._views.clear()

    def _on_kept(self, keeper: AnswerKeeper, path: str, use: bool) -> None:
        """Kept words go into their field, where they are half an answer, or are given up."""
        words, row = keeper.unrecorded.covered.pop(path, None), self.row(path)
        if use and words is not None and row is not None:
            row.show_typed(words)
            keeper.edited(path)
            row.take_focus()
        keeper.put_now({})

    def _all(self) -> Iterator[SectionView]:
        yield from self._views.values()


def _by_path(file: OpenFile) -> dict[str, str]:
    """What was remarked on each question, one remark a line."""
    remarks: dict[str, str] = {}
    for remark in file.remarks:
        remarks[remark.path] = "\n".join(filter(None, (remarks.get(remark.path), remark.text)))
    return remarks


def _offers(file: OpenFile, covered: Mapping[str, str], *, masked: bool) -> dict[str, str]:
    """What is said of one's own words at a colleague's answer, by path."""
    template = _("This answer is {who}'s. Your own words, no answer yet, are kept: {words}")
    offers: dict[str, str] = {}
    for path, words in covered.items():
        visible = MASK if masked else readable(file.rules.question(path).type, words)
        who = isolated(file.name_of(file.answers[path].by))
        offers[path] = template.format(who=who, words=isolated(visible))
    return offers


_AROUND_OFFER = 12  # pixels at 100 %
_REST = 300  # milliseconds after a section was turned to
_LOOKS_AT_SUSPECTS = frozenset({"indicators", "assessment"})


class SectionStage(InterviewPart):
    """Turns from section to section of one open file at a time."""

    turned = Signal()  # a section was turned to, or what it asks for has changed
    section_shown = Signal(str)  # another section is shown
    ended = Signal()  # the way on from the last section was asked for

    def __init__(self, frame: InterviewFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._views = SectionPages(frame.card_box, self.seek)
        self._shown: SectionView | None = None
        self.section = ""
        self._first = ""  # the section at which the next file is opened
        self._soon = QTimer(self)  # somebody looks at the section, or types in it, until then
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REST)
        self._soon.timeout.connect(self._prebuild)
        self._late = False  # what the answers ask for is shown when the mouse rests
        mouse().rested.connect(self._catch_up)
        frame.scroller.followed.connect(self._show_offer_below)
        frame.sections.chosen.connect(self.show)
        frame.previous.clicked.connect(lambda: self.step(-1))
        frame.following.clicked.connect(lambda: self.step(1))
        frame.to_suggested.clicked.connect(self._on_suggested)

    # --- opening and closing ----------------------------------------------------------------

    def begin_at(self, section: str) -> None:
        """Where the file that is opened next is shown first; '' for its first section."""
        self._first = section

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        self.leave()
        super().open(file, keeper)
        keeper.changed.connect(self._on_changed)
        self._views.follow(file, keeper)
        names = [group.name for group in file.sections()]
        self.show(self._first if self._first in names else names[0])

    def leave(self) -> None:
        """Forget the file and every view of it."""
        super().leave()
        self._soon.stop()
        self._late = False
        self._shown = None
        self._views.clear()

    # --- turning ----------------------------------------------------------------------------

    @Slot(str)
    def show(self, section: str) -> None:
        """Turn to a section; what was typed in the one before is kept first."""
        if self._file is None or self._keeper is None:
            return
        self._keeper.flush()
        if section == SUSPECTS and self._file.suspects_closed and not self._open_suspects():
            if self._shown is not None:
                return
            section = ""  # the first one
        if self._shown is not None:
            self._shown.check()
            self._shown.hide()
            self._keeper.fold()
        groups = {group.name: group for group in self._file.sections()}
        group = groups.get(section) or next(iter(groups.values()))
        if (group.name == review.PAGE) != (self.section == review.PAGE):
            self._views.clear()  # a question has one row: here, or in the section it belongs to
        self.section = group.name
        self._file.look_for_known()
        is_made = self._views.is_made(group.name)
        self._shown = self._views.view(group, self._file, self._keeper)
        if not is_made:
            self._shown.add_asked.connect(self._on_add)
        self._say_case_work(self._shown, group, first=not is_made)
        self._shown.show()
        self._frame.open_at_title(self._shown.first())
        self._refresh_frame(group)
        self.section_shown.emit(group.name)
        self._soon.start()

    def _say_case_work(self, view: SectionView, group: Group, *, first: bool) -> None:
        """How each need stands now, below its row, once something was entered of it or the file is
        complete."""
        file, needs = self._file, referrals.NEEDS
        if file is None or not any(repeat.name == needs for repeat in group.repeats()):
            return
        rows = view.repeat(needs)
        if rows is None:
            return
        if first:
            rows.beside_asked.connect(self._frame.casework.click)
        try:
            work = file.session.case_work.work(file.case.id)
        except TipdeskError:  # the page of the case work says what is the matter with it
            return
        names = CodeNames(file.rules.definition, file.surroundings().sex)
        texts = {
            need.number: names.live_text(need, work.appointments)
            for need in work.needs.values()
            if need.subject.startswith("intake:") and (need.history or not file.can_edit)
        }
        rows.say_beside(texts, _("Case work"))

    def _open_suspects(self) -> bool:
        """The section of the suspects is opened for itself; whether it is open now."""
        file, yes = self._file, False
        if file is not None and ask(self._frame, *_suspects_question()):
            with errors_said(self._frame):
                file.session.access.open_suspects(file.case.id)
                file.reload(file.case)
                yes = True
        return yes

    def step(self, by: int) -> None:
        """Turn to the section before or after; after the last one the review follows."""
        if self._file is None:
            return
        names = [group.name for group in self._on_the_way(self._file)]
        at = names.index(self.section) + by if self.section in names else 0
        if at >= len(names):
            self.ended.emit()
        elif at >= 0:
            self.show(names[at])
            self.focus_first()

    def _on_the_way(self, file: OpenFile) -> list[Group]:
        """The sections that one goes through: a closed one is only read when it is chosen."""
        return [
            group
            for group in file.sections()
            if group.name == self.section or not file.is_closed(group.name)
        ]

    def go_to(self, path: str, caret: int | None = None) -> bool:
        """Put the cursor on a question of the section that is shown; whether it is there."""
        if self._shown is None:
            return False
        self._catch_up()
        self._shown.reveal(path)
        name, number, question = split_path(path)
        row = self._shown.row(path)
        if number and not question:  # the row of a repeat itself
            row = self._shown.first_row_in(name, number)
        repeat = self._shown.repeat(path.partition("[")[0])
        if row is not None and row.isVisibleTo(self._shown) and row.isEnabled():
            self._scroll_to(row)
            row.take_focus(caret)
            return True
        if repeat is not None:
            self._scroll_to(repeat)
            repeat.take_focus()
            return True
        return False

    def _scroll_to(self, part: QWidget) -> None:
        """Now, and once more when a section that was never shown before has its sizes."""
        self._frame.scroll_to(part)
        QTimer.singleShot(0, part, partial(self._frame.scroll_to, part))

    def seek(self, path: str) -> bool:
        """Turn to the section of a question and put the cursor on it; whether it is asked now."""
        if self._file is None or not self._file.state.is_relevant(path):
            return False
        section = self._file.rules.section_of(path)
        if section not in {group.name for group in self._file.sections()}:
            return False
        if section != self.section:
            self.show(section)
        return self.go_to(path)

    def bring_into_sight(self, path: str) -> None:
        """Show where a question stands. In the section that is shown the cursor stays where it
        is."""
        row = self._shown.row(path) if self._shown is not None else None
        shown = self._shown
        if row is not None and shown is not None and row.isVisibleTo(shown) and row.isEnabled():
            self._scroll_to(row)
        else:
            self.seek(path)

    def show_first_open(self) -> None:
        """Turn to the first section in which something is needed, or stay."""
        if self._file is not None:
            names = [group.name for group in self._file.sections()]
            self.show(next((name for name in names if open_in(self._file, name)), self.section))
            self.focus_first()

    def focus_first(self) -> None:
        """Put the cursor on the first question."""
        if self._shown is not None:
            self._shown.take_focus()

    def focused(self) -> QuestionRow | None:
        """The question that has the cursor."""
        return self._shown.focused() if self._shown is not None else None

    @Slot(QWidget)
    def _show_offer_below(self, field: QWidget) -> None:
        """What is offered at the field that the cursor has come to, as far as both have room."""
        offer = self._shown.offer_below() if self._shown is not None else None
        area, page = self._frame.area, self._frame.area.widget()
        if page is None or offer is None or not offer.isVisible():
            return
        room = area.viewport().height() - 2 * px(_AROUND_OFFER)
        top, end = field.mapTo(page, QPoint()), offer.mapTo(page, QPoint(0, offer.height()))
        if 0 < end.y() - top.y() <= room:
            area.ensureVisible(0, end.y(), 0, px(_AROUND_OFFER))

    @Slot()
    def confirm_known(self) -> None:
        """Take what is offered at the question that has the cursor."""
        row = self.focused() if self._can_answer() else None
        if row is not None and self._views.confirm(row.path):
            row.take_focus()  # of several choices the one that was taken has it now

    @Slot()
    def confirm_event(self) -> None:
        """Take everything that the event of the file says."""
        row = self.focused()
        if self._can_answer() and self._views.confirm_event() and row is not None:
            row.take_focus()

    def focused_menu(self) -> AnswerMenu | None:
        """The menu of the question or repeat that has the cursor."""
        return self._shown.focused_menu() if self._shown is not None else None

    def row(self, path: str) -> QuestionRow | None:
        """The row of a question that was shown already."""
        return self._views.row(path)

    # --- keeping up -------------------------------------------------------------------------

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is."""
        self._views.masked = masked
        self._frame.remarks.set_masked(masked)
        self.refresh()

    @Slot()
    def _on_changed(self) -> None:
        """The answers changed. What is pressed next was aimed at as it stands now: nothing moves
        before the mouse rests, or the next key."""
        self._late = mouse().moves
        if not self._late:
            self.refresh()

    @Slot()
    def _catch_up(self) -> None:
        """Show what waited."""
        if self._late:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what the answers ask for now."""
        self._late = False
        if self._file is None or self._keeper is None or self._shown is None:
            return
        groups = {group.name: group for group in self._file.sections()}
        group = groups.get(self.section)
        if group is None:  # the section has closed under the cursor
            self.show(next(iter(groups)))
            return
        with self._frame.held():
            self._views.refresh(self._shown, group, self._file, self._keeper)
            self._refresh_frame(group)

    @Slot(str)
    def _on_add(self, repeat: str) -> None:
        if self._keeper is None or self._shown is None:
            return
        number = self._keeper.add_row(repeat)
        self._catch_up()
        first = self._shown.first_row_in(repeat, number) if number else None
        if first is not None:
            self._frame.scroll_to(first)
            first.take_focus()

    @Slot()
    def _on_suggested(self) -> None:
        """Lead to what was suggested at the end of the section."""
        late = self._shown.late() if self._shown is not None else []
        for strip in late[:1]:
            self._frame.scroll_to(strip)
            strip.press.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _prebuild(self) -> None:
        """While nothing else is to do: make the section that comes next."""
        if self._file is None or self._keeper is None or self.section == review.PAGE:
            return
        if self._keeper.state.kind is SaveKind.WAITING:  # somebody types: it is not written yet
            self._soon.start()
            return
        groups = self._on_the_way(self._file)
        names = [group.name for group in groups]
        at = names.index(self.section) + 1 if self.section in names else len(names)
        if at < len(groups) and names[at] != review.PAGE and not self._views.is_made(names[at]):
            view = self._views.view(groups[at], self._file, self._keeper)
            view.add_asked.connect(self._on_add)

    def _can_answer(self) -> bool:
        file, keeper = self._file, self._keeper
        return file is not None and (file.can_edit or (keeper is not None and keeper.amending))

    def _refresh_frame(self, group: Group) -> None:
        file = self._file
        if file is None:
            return
        about = (language(), file.surroundings().sex)
        lines = [
            SectionLine(
                section.name,
                section.label.text(*about),
                section.phase,
                open_in(file, section.name) if asked else 0,
                section.name in file.started,
                asked and file.is_closed(section.name),
                asked=asked,
            )
            for section, asked in file.section_places()
        ]
        self._frame.sections.show_lines(lines, group.name)
        title, hint = group.label.text(*about), group.hint.text(*about)
        if file.suspects_closed and group.name in _LOOKS_AT_SUSPECTS:
            closed = _("The section of the suspects is closed: it is not counted here.")
            hint = f"{hint} {closed}".strip()
        only_read = file.is_closed(group.name)
        self._frame.show_section(phase_label(group.phase), title, "" if only_read else hint)
        documents = any(child.name == DOCUMENTS for child in group.children)
        self._frame.document_lines.setVisible(documents and self._can_answer())
        needed, broken = file.needs.get(group.name, ()), file.broken.get(group.name, ())
        nothing_follows = only_read or file.case.status is Status.VOIDED
        needs_text = (
            _("Only to be read") if nothing_follows else _said_needs(len(needed), len(broken))
        )
        self._frame.show_needs(needs_text, open_=bool(needed or broken))
        self._frame.show_suggested(len(self._shown.late()) if self._shown is not None else 0)
        way = [section.name for section in self._on_the_way(file)]
        labels = {line.name: line.label for line in lines}
        at = way.index(group.name)
        before = labels[way[at - 1]] if at else ""
        after = labels[way[at + 1]] if at + 1 < len(way) else ""
        self._frame.name_neighbours(before, after, _("Review"))
        self.turned.emit()


def _suspects_question() -> tuple[str, str, str]:
    title = _("Open the section of the suspects?")
    text = _(
        "It holds what was told of others, and is opened separately from the person's sections. "
        "That you opened it is entered; it closes with the lock."
    )
    return title, text, _("Open the section")


def _said_needs(needed: int, broken: int) -> str:
    if not needed and not broken:
        return _("Nothing is missing here for the next step")
    needs = []
    if needed:
        words = ngettext(
            "{count} answer needed for the next step",
            "{count} answers needed for the next step",
            needed,
        )
        needs.append(words.format(count=needed))
    if broken:
        words = ngettext(
            "{count} answer to correct before the next step",
            "{count} answers to correct before the next step",
            broken,
        )
        needs.append(words.format(count=broken))
    return " • ".join(needs)
