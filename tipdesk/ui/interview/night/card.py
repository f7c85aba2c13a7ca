"""How the card of a quick intake is answered, printed and handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMenu

from tipdesk.cases.answers import same_answer, stands
from tipdesk.cases.interview.edits import Verb
from tipdesk.cases.model import NO_ANSWER, Answer, MissingReason
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.interview.knowing import source_of
from tipdesk.desk.paper.language_cards import RIGHTS_HOW, RightsRead
from tipdesk.forms.model import Choice, Question, QuestionType, row_path, split_path
from tipdesk.i18n.language_cards import has_card, officers_card
from tipdesk.i18n.text import MASK, _, format_time, isolate, isolated, language, ngettext
from tipdesk.texts import keys
from tipdesk.texts.messages import reason_label
from tipdesk.ui.form.question import PERSONAL_LEVEL, REASONS, QuestionRow
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.night import questions
from tipdesk.ui.interview.night.answering_place import DigitChoices
from tipdesk.ui.interview.night.night_page import NightPage
from tipdesk.ui.interview.night.questions import CardQuestion, CardQuestions
from tipdesk.ui.interview.night.rights_flow import rights_said
from tipdesk.ui.interview.night.two_copies import TwoCopies
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.notices.waiting import leave_here
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.services import Services


class NightCard(InterviewPart):
    """Answers one question after the other; every answer goes the way that it goes everywhere."""

    alone = Signal(str)  # the card takes the whole window, by the name of its help; '' for no more
    full_asked = Signal()  # all questions of the form
    review_asked = Signal()
    paper_asked = Signal()  # the notice as it is printed
    notices_asked = Signal()  # to be handed over electronically

    def __init__(self, services: Services, frame: InterviewFrame) -> None:
        super().__init__(frame)
        self._services, self._frame = services, frame
        self.page = NightPage(services)
        self.on = False  # the card is what is seen of the file
        self._asked = CardQuestions((), ())
        self._at = 0  # the place of the question that is answered
        self._words = ""  # by which a choice is searched
        self._masked = False
        self._used: dict[str, tuple[str, ...]] = {}  # most used at this station, by list
        self._copies = TwoCopies(services, self.page)
        self._connect()

    def _connect(self) -> None:
        page, place = self.page, self.page.place
        place.picked.connect(self._on_picked)
        place.gone_on.connect(self._on_gone_on)
        place.skipped.connect(self._go_on)
        place.stepped.connect(self.step)
        place.searched.connect(self._on_searched)
        place.menu_asked.connect(self.open_menu)
        page.full.clicked.connect(self.full_asked)
        page.review.clicked.connect(self.review_asked)
        page.notices.clicked.connect(self.notices_asked)
        page.print_both.clicked.connect(self._on_print)
        page.delivered.clicked.connect(self._on_delivered)
        page.notice.drawn.connect(self._show_news)
        self._copies.printed.connect(page.notice.refresh)
        self._copies.running.connect(self._show_news)
        self._copies.fate.connect(page.news.say)
        self._copies.paper_asked.connect(self.paper_asked)
        for key, deed in (
            (keys.BOTH_COPIES, page.print_both),
            (keys.DELIVERED, page.delivered),
            (keys.NOTICES, page.notices),
        ):
            QShortcut(shortcut_of(key), page, deed.click)

    # --- opening and closing ----------------------------------------------------------------

    def begin(self, path: str = "", section: str = "") -> None:
        """Show the card at a question, at what is open in a section, or at the first that is open;
        where it has no room for what this form asks first, nothing."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not file.can_edit:
            return
        asked = questions.card_questions(file.rules.definition)
        if not asked.fit:
            return
        if asked != self._asked or not self.page.lines:
            self._asked = asked
            self.page.lay_out(asked)
            for at, line in enumerate(self.page.all_lines()):
                line.clicked.connect(partial(self.go_to, at))
        self.page.number.setText(isolated(file.case.number))
        self.page.code.setText(isolated(file.case.person_code))
        self.page.notices.setVisible(leave_here(file.session))
        file.look_for_known()
        self._used = file.session.knowing.most_used(file.case.id)
        self.on = True
        self._frame.hide()
        self.page.show()
        self.alone.emit("night")
        keeper.changed.connect(self.refresh)
        self.page.notice.open(file.case.id)
        self.refresh()
        self.go_to(self._first(path, section))

    def _first(self, path: str, section: str) -> int:
        file = self._file
        name = split_path(path)[2] or path
        entries = self._asked.all
        own = [
            at
            for at, entry in enumerate(entries)
            if name and name in (entry.question.name, entry.repeat)
        ]
        if own or file is None:
            return own[0] if own else 0
        within = [
            at
            for at, entry in enumerate(entries)
            if section and file.rules.section_of(entry.repeat or entry.question.name) == section
        ]
        still_open = [at for at in within or range(len(entries)) if self._is_open(at)]
        return next(iter([*still_open, *within]), 0)

    def end(self) -> None:
        """The sections are what is seen of the file."""
        if not self.on:
            return
        self._close_row()
        self.on = False
        if self._keeper is not None:
            self._keeper.changed.disconnect(self.refresh)
        self._copies.stop()
        self.page.notice.clear()
        self.page.hide()
        self._frame.show()
        self.alone.emit("")

    @Slot(str)
    def give_way(self, other: str) -> None:
        """Another page stands alone in its place; '' for no more."""
        if self.on:
            self.page.setVisible(not other)
            self._frame.hide()
            if not other:
                self.alone.emit("night")
                self.refresh()
                self.page.place.take_focus()

    def hand_back(self) -> None:
        self._close_row()

    def leave(self) -> None:
        self.end()
        super().leave()
        self._words = ""

    def row(self, path: str) -> QuestionRow | None:
        """The question with its field, while it stands in the answering place."""
        row = self.page.place.row
        return row if self.on and row is not None and row.path == path else None

    def focused(self) -> QuestionRow | None:
        """The same, whichever it is."""
        return self.page.place.row if self.on else None

    def path(self) -> str:
        """Where the answer of the question that is answered stands."""
        return questions.path_in(self._entry, self._file) if self._file is not None else ""

    # --- going from line to line ------------------------------------------------------------

    @property
    def _entry(self) -> CardQuestion:
        return self._asked.all[self._at]

    def _is_open(self, at: int) -> bool:
        return self._file is not None and questions.is_open(self._asked.all[at], self._file)

    def go_to(self, at: int, *_clicked: object) -> None:
        """Answer the question at this place."""
        self._close_row()
        self._at, self._words = at, ""
        self.page.turn_to_line(at)
        self.page.place.set_searching(False)
        self.refresh()
        self._show_question()
        self.page.place.take_focus()

    @Slot(int)
    def step(self, by: int) -> None:
        """To the line before or after that is asked."""
        count = len(self._asked.all)
        order = [(self._at + by * steps) % count for steps in range(1, count + 1)]
        self.go_to(next((at for at in order if self._can_be_asked(at)), self._at))

    def _can_be_asked(self, at: int) -> bool:
        return self._file is not None and questions.is_asked(self._asked.all[at], self._file)

    @Slot()
    def _go_on(self) -> None:
        """To the next line that waits for an answer."""
        count = len(self._asked.all)
        order = [(self._at + steps) % count for steps in range(1, count + 1)]
        self.go_to(next((at for at in order if self._is_open(at)), self._at))

    def answered_elsewhere(self) -> None:
        """Answers came that nobody chose here: on, where one of them was asked for just now."""
        self.page.place.take_focus()
        if not self._is_open(self._at):
            self._go_on()

    def note_before(self) -> Callable[[], None]:
        """What puts the card back as it is now, after a document reader's first keys have written
        into its field or chosen by their digits."""
        file, keeper, at, row = self._file, self._keeper, self._at, self.page.place.row
        if file is None or keeper is None:
            return lambda: None
        answers, edits = dict(file.answers), file.edits
        typed = row.editor.typed() if row is not None else ""

        def put_back() -> None:
            if self._file is not file:  # locked meanwhile
                return
            if row is not None and row is self.page.place.row:
                row.show_typed(typed)
                keeper.edited(row.path)
                keeper.flush()
            now = file.answers
            changed = {
                path: answers.get(path, NO_ANSWER)
                for path in now
                if not same_answer(now[path], answers.get(path, NO_ANSWER))
            }
            if changed:
                keeper.put_now(changed, verb=None)
            file.edits = edits
            self.go_to(at)

        return put_back

    def _close_row(self) -> None:
        """What was typed is kept before its field goes."""
        place = self.page.place
        if place.row is not None:
            if self._keeper is not None:
                self._keeper.flush()
            place.drop_row()

    def end_search(self) -> bool:
        """Back to the choices that have a digit; whether one was searched."""
        searching = self.on and self.page.place.searching
        if searching:
            self._words = ""
            self.page.place.set_searching(False)
            self._show_question()
        return searching

    # --- answering --------------------------------------------------------------------------

    def _choices(self) -> tuple[Choice | None, ...]:
        """Those that have a digit now, by their places; None has none."""
        file, entry = self._file, self._entry
        if file is None:
            return ()
        choices = questions.open_choices(entry, file)
        if self.page.place.searching:
            return questions.matching(choices, self._words, language())
        whole, used = file.rules.choices(entry.question), self._used.get(entry.question.name, ())
        return questions.offered(choices, whole, used)

    @Slot(int)
    def _on_picked(self, digit: int) -> None:
        file, entry = self._file, self._entry
        if file is None or not entry.has_choices or self._hidden(entry):
            return
        if not self.page.place.searching and questions.is_rights(entry.question):
            self._take_rights(digit)
            return
        choices = self._choices()
        if digit <= len(choices):
            if (choice := choices[digit - 1]) is not None:
                self._take(choice.name)
        elif digit == questions.DIGITS and questions.has_more(questions.open_choices(entry, file)):
            self._search()

    def _search(self) -> None:
        self._words = ""
        self.page.place.set_searching(True)
        self._show_question()

    @Slot(str)
    def _on_searched(self, words: str) -> None:
        self._words = words
        self._show_question()

    def _take(self, code: str) -> None:
        """Choose it, or, of several, take it away again."""
        file, keeper, entry = self._file, self._keeper, self._entry
        if file is None or keeper is None:
            return
        chosen = questions.chosen_in(entry, file)
        if entry.spread:
            self._take_row(chosen, code)
        elif entry.takes_several:
            codes = [*chosen, code] if code not in chosen else [at for at in chosen if at != code]
            order = [choice.name for choice in file.rules.choices(entry.question)]
            self._put({self.path(): Answer(" ".join(sorted(codes, key=order.index)))})
        else:
            self._put({self.path(): Answer(code)})
            if not self._is_open(self._at):
                self._go_on()
                return
        self.page.place.set_searching(False)
        self._show_question()

    def _take_row(self, chosen: Mapping[str, int], code: str) -> None:
        keeper, entry = self._keeper, self._entry
        if keeper is None:
            return
        if code in chosen:
            keeper.remove_row(entry.repeat, chosen[code])
        elif number := keeper.add_row(entry.repeat):  # undone with what stands in it
            keeper.put_now(questions.row_answers(entry, number, code), verb=None)

    def _take_rights(self, digit: int) -> None:
        """All of them, read from the card on paper or said one by one now; or some."""
        file = self._file
        if file is None:
            return
        began, codes, spoken = self._services.clock(), self._rights_in_order(), self._spoken(file)
        if digit == 1:
            self._record_rights(RightsRead(tuple(codes), questions.ON_PAPER, spoken), None)
        elif digit == 2:
            read = rights_said(self._services, codes, spoken, self.page)
            if file is self._file:  # not locked meanwhile
                self.page.place.take_focus()
                if read is not None:
                    self._record_rights(read, began)
        elif digit == 3:
            self._search()

    def _rights_in_order(self) -> dict[str, str]:
        """Their codes, with the words of the form."""
        file, entry = self._file, self._entry
        if file is None:
            return {}
        about = file.surroundings()
        return {
            choice.name: choice.label.text(about.language, about.sex)
            for choice in questions.open_choices(entry, file)
        }

    @staticmethod
    def _spoken(file: OpenFile) -> str:
        """The person's language, where it has a card."""
        known = (file.spoken, file.state.value("language_preferred"))
        return next(filter(has_card, known), officers_card(language()).language)

    def _record_rights(self, read: RightsRead, began: datetime | None) -> None:
        """Into the chain, and as answers; what was explained before stays."""
        file = self._file
        if file is None:
            return
        asks_how = questions.asks_how(file.rules.definition)
        with errors_said(self.page) as attempt:
            if asks_how:
                self._services.session.cards.note_rights(file.case.id, read, began)
        if attempt.failed:
            return
        before = file.answers.get(self.path(), NO_ANSWER).value.split()
        order = list(self._rights_in_order())
        codes = sorted({*before, *read.codes} & {*order}, key=order.index)
        given = {self.path(): Answer(" ".join(codes))}
        if asks_how:
            how = file.answers.get(RIGHTS_HOW, NO_ANSWER).value.split()
            given[RIGHTS_HOW] = Answer(" ".join(dict.fromkeys([*how, read.how])))
        self._put(given)
        if len(codes) == len(order):
            self._go_on()

    def _put(self, changes: Mapping[str, Answer], verb: Verb = Verb.ANSWERED) -> None:
        """Keep answers that were not typed into a field; the row of a repeat is made first."""
        if self._keeper is not None:
            for path in changes:
                self._make_row(path)
            self._keeper.put_now(changes, verb)

    def _make_row(self, path: str) -> None:
        """The row in which an answer stands, when it is the first of it."""
        repeat, number, name = split_path(path)
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not (repeat and name):
            return
        if number not in file.state.rows(repeat) and keeper.add_row(repeat) != number:
            raise RuntimeError(path)  # the next row is the next number

    @Slot()
    def _on_gone_on(self) -> None:
        """Return: what is chosen or typed stands, or what is offered."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None:
            return
        path, row = self.path(), self.page.place.row
        if row is not None:
            keeper.flush()
            if not row.check() or path in file.state.refused:
                self._show_fault(row)
                return
        elif self._is_open(self._at) and path in file.known:
            offer = file.known[path]
            self._put({path: Answer(offer.value, source=source_of(offer.source))})
        elif path in file.state.refused:
            return
        self._go_on()

    def confirm(self) -> None:
        """Take everything that is offered on the card."""
        file = self._file
        if file is None:
            return
        paths = [questions.path_in(entry, file) for entry in self._asked.all]
        changes = {
            path: Answer(file.known[path].value, source=source_of(file.known[path].source))
            for at, path in enumerate(paths)
            if path in file.known and self._is_open(at)
        }
        if changes:
            self._put(changes, Verb.FILLED)
            if not self._is_open(self._at):
                self._go_on()

    def bring_into_sight(self, path: str) -> None:
        """Go to the line in which an answer stands."""
        self.go_to(self._first(path if split_path(path)[2] else split_path(path)[0], ""))

    # --- the menu ---------------------------------------------------------------------------

    @Slot()
    def open_menu(self) -> None:
        """Why the question is not answered; and what is known, to be changed."""
        file, entry = self._file, self._entry
        if file is None:
            return
        menu = QMenu(self.page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        path = self._reason_path()
        given = file.answers.get(path, NO_ANSWER)
        for reason in REASONS:
            action = menu.addAction(reason_label(reason, sex=file.surroundings().sex))
            action.setCheckable(True)
            action.setChecked(given.reason is reason)
            action.triggered.connect(partial(self._give_reason, reason))
        if stands(given) or questions.chosen_in(entry, file):
            menu.addAction(_("Empty the answer")).triggered.connect(self._empty)
        menu.addSeparator()
        for at, line in enumerate(self.page.known):
            text = _("Change: {question}").format(question=line.state.label)
            menu.addAction(isolate(text)).triggered.connect(partial(self.go_to, at))
        place = self.page.place
        end = place.mapToGlobal(QPoint(0, 0))
        if place.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            end.setX(end.x() + place.width() - menu.sizeHint().width())
        menu.popup(QPoint(end.x(), end.y() - menu.sizeHint().height()))

    def _reason_path(self) -> str:
        """Why a repeat has no row stands at the repeat."""
        file, entry = self._file, self._entry
        if (
            file is not None
            and entry.repeat
            and (entry.spread or not file.state.rows(entry.repeat))
        ):
            return entry.repeat
        return self.path()

    def _give_reason(self, reason: MissingReason, *_checked: object) -> None:
        file, keeper, entry = self._file, self._keeper, self._entry
        if file is None or keeper is None:
            return
        rows = questions.chosen_in(entry, file).values() if entry.spread else ()
        gone = {row_path(entry.repeat, row): Answer() for row in rows}
        self._drop_typed()
        self._put({**gone, self._reason_path(): Answer(reason=reason)})
        self._go_on()

    def _empty(self, *_checked: object) -> None:
        file, entry = self._file, self._entry
        if file is None:
            return
        rows = questions.chosen_in(entry, file).values() if entry.spread else ()
        self._drop_typed()
        self._put(
            {row_path(entry.repeat, row): Answer() for row in rows}
            or {self._reason_path(): Answer()}
        )
        self.go_to(self._at)

    def _drop_typed(self) -> None:
        """A field that is emptied by the menu says nothing any more."""
        if (row := self.page.place.row) is not None and self._keeper is not None:
            row.show_answer(Answer())
            self._keeper.edited(row.path)
            self._close_row()

    # --- showing ----------------------------------------------------------------------------

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is (F7)."""
        before, self._masked = self._masked, masked
        self.page.notice.set_masked(masked)
        if self.on and masked != before:
            self.refresh()
            if (row := self.page.place.row) is not None:
                row.set_masked(masked)
            else:
                self._show_question()

    def _hidden(self, entry: CardQuestion) -> bool:
        return self._masked and entry.question.level >= PERSONAL_LEVEL

    @Slot()
    def refresh(self) -> None:
        """The answers changed: every line says how its question stands now."""
        file, keeper = self._file, self._keeper
        if not self.on or file is None or keeper is None:
            return
        typed = keeper.unrecorded.typed
        entries = zip(self._asked.all, self.page.all_lines(), strict=True)
        for at, (entry, line) in enumerate(entries):
            state = questions.line_state(entry, file, typed, masked=self._masked)
            line.show_state(state, current=at == self._at)
        self._show_left(file)
        if self.page.place.row is None and not self.page.place.searching:
            self._show_question()
        self.page.notice.refresh()
        self._show_news()

    def _show_left(self, file: OpenFile) -> None:
        """How much is open, and what the form notes. Where something stops the interview, before
        it and alone: what to do, which is the first sentence; the rest is in the tool tip."""
        about, sections = file.surroundings(), file.rules.definition.sections
        notes = [
            element.label.text(about.language, about.sex)
            for section in sections
            for _path, element in file.state.visible(section.name, quick=True)
            if isinstance(element, Question) and element.type is QuestionType.NOTE
        ]
        waiting = sum(map(self._is_open, range(len(self._asked.all))))
        text = ngettext("{count} answer left", "{count} answers left", waiting)
        text = text.format(count=waiting) if waiting else _("All is answered")
        self.page.left.warn(wrong=bool(file.state.stops))
        if not file.state.stops:
            self.page.left.say(isolate(" • ".join([text, *notes])))
            return
        deeds = [note.partition(". ")[0] for note in notes]
        shown, whole = (isolate(" • ".join([*some, text])) for some in (deeds, notes))
        self.page.left.say(shown, whole)

    def _show_question(self) -> None:
        file, keeper, entry = self._file, self._keeper, self._entry
        if file is None or keeper is None or not self.on:
            return
        if entry.has_choices:
            self._show_choices(file, entry)
        elif self.page.place.row is None:
            self._show_field(file, keeper, entry)

    def _show_choices(self, file: OpenFile, entry: CardQuestion) -> None:
        about, place = file.surroundings(), self.page.place
        about_words = (about.language, about.sex)
        title = entry.question.label.text(*about_words)
        if self._hidden(entry):
            place.show_choices(DigitChoices(title, (), hint=MASK))
            return
        choices, chosen = self._choices(), questions.chosen_in(entry, file)
        texts = [choice.label.text(*about_words) if choice else "" for choice in choices]
        codes = [choice.name if choice else "" for choice in choices]
        if questions.is_rights(entry.question) and not place.searching:
            texts, codes = questions.rights_offered(), []
        elif not place.searching and questions.has_more(questions.open_choices(entry, file)):
            texts = [*texts, _("Another one…")]
        on = frozenset(at for at, code in enumerate(codes) if code in chosen)
        hint, wrong = self._hint(file, entry), False
        fault = file.state.fault_at(self.path())
        if fault is not None:
            hint, wrong = fault.text.text(about.language, about.sex), True
        place.show_choices(DigitChoices(title, tuple(texts), on, hint, wrong))

    def _hint(self, file: OpenFile, entry: CardQuestion) -> str:
        """What is said beside the question."""
        if self.page.place.searching:
            if self._words.strip() and not self._choices():
                return _("No answer with these letters. Esc: back")
            return _("Some letters, then a digit or Return")
        about, offer = file.surroundings(), file.known.get(self.path())
        if offer is not None and self._is_open(self._at):
            what = questions.worded(entry, file, offer.value)
            return _("Offered, Return takes it: {what}").format(what=what)
        if entry.takes_several:
            return _("One digit or more, then Return")
        return entry.question.hint.text(about.language, about.sex)

    def _show_field(self, file: OpenFile, keeper: AnswerKeeper, entry: CardQuestion) -> None:
        path = self.path()
        row = QuestionRow(
            path, entry.question, file.rules.choices(entry.question), file.surroundings()
        )
        row.show_answer(file.answers.get(path, NO_ANSWER))
        if path in keeper.unrecorded.typed:
            row.show_typed(keeper.unrecorded.typed[path])
        row.edited.connect(self._on_edited)
        row.left.connect(keeper.flush)
        self.page.place.show_row(row)
        row.set_masked(self._masked)
        if path in file.state.refused:
            self._show_fault(row)

    def _show_fault(self, row: QuestionRow) -> None:
        file = self._file
        fault = file.state.fault_at(row.path) if file is not None else None
        if file is not None and fault is not None:
            about = file.surroundings()
            row.set_problem(fault.text.text(about.language, about.sex))

    @Slot(str)
    def _on_edited(self, path: str) -> None:
        """A key in the field: kept as everywhere, once its row is there."""
        keeper, row = self._keeper, self.page.place.row
        if keeper is not None and row is not None:
            self._make_row(path)
            keeper.edited(path)

    # --- print, and say that it was handed over ---------------------------------------------

    @Slot()
    def _on_print(self) -> None:
        if self._file is not None and self._keeper is not None and self._keeper.flush():
            self._copies.start(self._file.case.id)

    @Slot()
    def _on_delivered(self) -> None:
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not keeper.flush():
            return
        try:
            file.reload(file.session.delivering.note(file.case.id))
        except TipdeskError as error:
            show_error(self.page, error)
            return
        keeper.changed.emit()

    @Slot()
    def _show_news(self) -> None:
        """What can be done with the notice now, and why not."""
        file, page = self._file, self.page
        if file is None or not self.on:
            return
        at, running = file.case.notified_at, self._copies.under_way
        page.print_both.setEnabled(not running)
        page.delivered.setEnabled(page.notice.on_paper and at is None and not running)
        if running:
            text = _("Printing…")
        elif at is not None:
            text = _("Handed over at {time}.").format(time=isolated(format_time(at)))
        elif (sent := file.session.notices.newest(file.case.id)) is not None:
            text = _("Handed over electronically at {time}; no receipt yet.").format(
                time=isolated(format_time(sent.at))
            )
        elif page.notice.on_paper:
            text = _("Printed as it is now. Once it is signed: handed over.")
        else:
            text = _("One copy for the Prosecution, one for the file.")
        page.news.say(isolate(text))
