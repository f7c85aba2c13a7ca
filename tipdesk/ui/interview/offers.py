"""What the statement answers elsewhere, on request and one by one: an officer takes it or does not.

Each line shows the words, the question and the value. Nothing is written unasked, nothing moves but
what was decided on, and every decision is undone by one key. Words are read in a job: a long
statement does not hold up the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from tipdesk.cases.answers import question_name, value_on_screen
from tipdesk.cases.interview.noticed import Noticed, NoticedKind
from tipdesk.cases.interview.offers import OfferDecision, SpokenPlace, StatementOffer
from tipdesk.cases.model import CaseId
from tipdesk.desk.interview.noticing import Named, read
from tipdesk.desk.session.session import Place
from tipdesk.forms.model import row_path, split_path
from tipdesk.i18n.text import MASK, _, foreign, isolate, isolated, language
from tipdesk.texts import keys
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.toolkit.dialogs import errors_said, say, show_error
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import FittingButton, as_card, button, clear, label, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px

# Pixels at 100 %, and the most of them: larger letters break into a second line.
_WORDS, _QUESTION, _VALUE, _LINE = (196, 214), (206, 236), (186, 206), (54, 62)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One line as it is shown."""

    offer: StatementOffer
    words: str
    question: str
    value: str
    decision: OfferDecision | None = None  # None: it waits


class _LineFrame(QFrame):
    """Words, question and value; on the line that is decided on, the three deeds."""

    taken = Signal()
    other_asked = Signal()
    refused = Signal()

    def __init__(self, line: OfferLine, *, current: bool) -> None:
        super().__init__()
        self.setObjectName("subcard" if current else "tableRow")
        self.setMinimumHeight(_wide(_LINE))
        self.yes: QWidget | None = None
        self.other: QWidget | None = None
        columns, end = QWidget(), QWidget()
        box, deeds = QHBoxLayout(columns), QHBoxLayout(end)
        for part, row in ((columns, box), (end, deeds)):
            part.setMinimumHeight(_wide(_LINE) - 2 * px(4))
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(10))
        whole = Flow(px(18), px(4))  # beside help the deeds stand below the words
        whole.setContentsMargins(px(12), px(4), px(12), px(4))
        whole.addWidget(columns)
        whole.addWidget(end)
        self.setLayout(whole)
        box.addWidget(_sign(line))
        quoted = label(foreign(f"«{line.words}»"), "muted", wrap=True)
        asked = label(isolate(line.question), wrap=True)
        value = label(isolate(line.value), "fieldLabel", wrap=True)
        arrow = label()
        arrow.setPixmap(pixmap("arrow-right", "text3", 14))
        for column, width in ((quoted, _WORDS), (asked, _QUESTION), (value, _VALUE)):
            column.setFixedWidth(_wide(width))
        for column in (quoted, arrow, asked, value):
            box.addWidget(column)
        if current:
            self._add_deeds(deeds)
        elif line.decision is not None:
            deeds.addWidget(label(_decided_text(line), "faint"))

    def _add_deeds(self, box: QHBoxLayout) -> None:
        yes = button(_("Yes"), style="primary")
        other = button(_("Another…"))
        no = button(_("No"))
        for deed, key, asked in (
            (yes, "Return", self.taken),
            (other, keys.REASON.text, self.other_asked),
            (no, "Delete", self.refused),
        ):
            deed.clicked.connect(asked)
            box.addWidget(deed)
            _add_key(box, key)
        self.yes, self.other = yes, other


def _wide(pixels: tuple[int, int]) -> int:
    usual, most = pixels
    return min(px(usual), most)


def _add_key(box: QHBoxLayout, key: str) -> None:
    box.addWidget(label(isolated(key), "key"), 0, Qt.AlignmentFlag.AlignVCenter)


def _sign(line: OfferLine) -> QLabel:
    picture = label()
    taken = line.decision is OfferDecision.TAKEN
    name, colour = ("check-circle-fill", "ok") if taken else ("circle", "input")
    if line.decision is OfferDecision.REFUSED:
        name, colour = "x", "text3"
    picture.setPixmap(pixmap(name, colour, 16))
    return picture


def _decided_text(line: OfferLine) -> str:
    if line.decision is OfferDecision.REFUSED:
        return _("Not taken")
    number = line.offer.thing.turn + 1
    return _("Taken from the statement, line {number}").format(number=number)


class OffersPage(QWidget):
    """All lines, the keys, and how many still wait."""

    taken = Signal()
    refused = Signal()
    other_asked = Signal(QPoint)  # where a menu opens
    moved = Signal(int)  # to the next line that waits, or the one before
    words_asked = Signal()
    undo_asked = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._current: _LineFrame | None = None
        card = QFrame()
        as_card(card)
        self._lines.setContentsMargins(px(10), px(6), px(10), px(6))
        card.setLayout(self._lines)
        self._area = scrolled(card)
        self._left = label("", "muted")
        self.enough = button(_("Enough"))
        self.enough.clicked.connect(self.left)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head())
        box.addWidget(self._area, 1)
        box.addWidget(self._foot())
        for key, slot in (
            (Qt.Key.Key_Delete, self.refused.emit),
            (Qt.Key.Key_Down, partial(self.moved.emit, 1)),
            (Qt.Key.Key_Up, partial(self.moved.emit, -1)),
        ):
            shortcut = QShortcut(QKeySequence(key), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def show_lines(
        self, lines: Sequence[OfferLine], current: int, last: OfferLine | None = None
    ) -> None:
        """All of them; `current` is decided on next, -1 where none waits; `last` was decided on
        last, and is undone next."""
        clear(self._lines)
        self._current = None
        for number, line in enumerate(lines):
            frame = _LineFrame(line, current=number == current)
            self._lines.addWidget(frame)
            if number == current:
                self._current = frame
                frame.taken.connect(self.taken)
                frame.refused.connect(self.refused)
                frame.other_asked.connect(self.ask_other)
        self._lines.addStretch(1)
        waiting = sum(line.decision is None for line in lines)
        text = _("{waiting} of {count} left").format(waiting=waiting, count=len(lines))
        self._left.setText(isolate(text))
        self._undo.setVisible(last is not None)
        if last is not None:
            template = _("Undo: “{what}” taken")
            if last.decision is OfferDecision.REFUSED:
                template = _("Undo: “{what}” not taken")
            what = isolate(": ".join(filter(None, (last.question, last.value))))
            self._undo.say(keys.UNDO.beside(template.format(what=what)))
        self.take_focus()

    def take_focus(self) -> None:
        """To the line that waits, or the way out."""
        yes = self._current.yes if self._current is not None else None
        (yes or self.enough).setFocus(Qt.FocusReason.OtherFocusReason)
        if self._current is not None:
            self._lines.activate()  # what has just been shown has no place yet
            self._area.ensureWidgetVisible(self._current, 0, _wide(_LINE))

    @Slot()
    def ask_other(self) -> None:
        """For which question it is."""
        other = self._current.other if self._current is not None else None
        if other is not None:
            self.other_asked.emit(other.mapToGlobal(QPoint(0, other.height())))

    # --- building ---------------------------------------------------------------------------

    def _head(self) -> QFrame:
        head = QFrame()
        head.setObjectName("status")
        title = label(_("From the statement"), "h1")
        what = label(_("Nothing of it is written into the file unless you confirm it."), "muted")
        line = QHBoxLayout(head)
        line.setContentsMargins(px(20), px(6), px(20), px(6))
        line.setSpacing(px(14))
        line.addWidget(title)
        line.addWidget(what)
        line.addStretch(1)
        for text, key in ((_("Cover the screen"), keys.COVER), (_("Lock"), keys.LOCK)):
            _add_key(line, key.text)
            line.addWidget(label(text, "faint"))
        return head

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setObjectName("status")
        line = QHBoxLayout(foot)
        line.setContentsMargins(px(20), px(6), px(20), px(6))
        line.setSpacing(px(8))
        self._undo = FittingButton("arrow-counter-clockwise")
        self._undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is
        self._undo.clicked.connect(self.undo_asked)
        keep = self._undo.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._undo.setSizePolicy(keep)
        line.addWidget(self._left)
        line.addWidget(self._undo, 1)
        _add_key(line, keys.WRITING.text)
        line.addWidget(_deed(_("To the statement at these words"), self.words_asked))
        line.addSpacing(px(10))
        line.addWidget(self.enough)
        return foot


def _deed(text: str, asked: SignalInstance) -> QToolButton:
    tool = QToolButton()
    tool.setObjectName("small")
    tool.setText(text)
    tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a click leaves the cursor where it is
    tool.clicked.connect(asked)
    return tool


_Key = tuple[str, Noticed]  # question of the form with the text, and what it names


class StatementOffers(InterviewPart):
    """Opens the page over the questions of the open file, and closes it."""

    alone = Signal(str)  # nothing but this page is to be seen; '' for no more
    ended = Signal(object, bool)  # Place to which it leads back; whether something was taken
    words_asked = Signal(object)  # SpokenPlace at which the statement is to be seen

    def __init__(self, services: Services, frame: InterviewFrame) -> None:
        super().__init__(frame)
        self.page = OffersPage()
        self._services, self._frame = services, frame
        self._named: Named = ()
        self._waiting: dict[_Key, StatementOffer] = {}
        self._decided: dict[_Key, tuple[StatementOffer, OfferDecision]] = {}  # the last one last
        self._current: _Key | None = None
        self._back = Place("")
        self._looked_at: dict[str, str] = {}  # the texts that were read last
        self._masked = self._changed = self._is_open = False
        page = self.page
        page.taken.connect(self.take)
        page.refused.connect(self.refuse)
        page.other_asked.connect(self._on_other)
        page.moved.connect(self._on_moved)
        page.words_asked.connect(self.ask_words)
        page.undo_asked.connect(self.undo)
        page.left.connect(self.end)
        frame.not_named.clicked.connect(self._on_not_now)

    # --- what the page asks -----------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether the offers are shown, or wait behind the statement."""
        return self._is_open

    @property
    def is_shown(self) -> bool:
        """Whether nothing but the offers is to be seen."""
        return self._is_open and not self.page.isHidden()

    @property
    def back(self) -> Place:
        """To where it leads back."""
        return self._back

    # --- opening and closing ----------------------------------------------------------------

    def suggest(self) -> None:
        """Say, below the questions, that the statement may answer some of them: unless its words
        are those that were read already."""
        file = self._file
        texts = self._texts(file) if file is not None else {}
        if texts and texts != self._looked_at:
            self._frame.named.set_text(_("Words of the statement may answer other questions."))
            self._frame.named.show()

    def begin(self, back: Place) -> None:
        """Read the statement as it stands, and show what it names; `back` is where one stood."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not keeper.flush():
            return
        if not self._is_open:
            self._back = back
        self._frame.named.hide()
        self._looked_at = texts = self._texts(file)
        if not texts:
            self._tell_why_not(file)
            return
        self._services.jobs.run(
            partial(
                read, texts, file.session.noticing.places(file.case.id), self._services.jobs.work()
            ),
            done=partial(self._on_read, file.case.id),
            failed=partial(show_error, self._frame),
        )

    def leave(self) -> None:
        super().leave()
        self._frame.named.hide()
        self._looked_at = {}
        self._close()

    def step_aside(self) -> None:
        """The statement is looked at meanwhile."""
        self.page.hide()
        self._frame.show()

    @Slot()
    def end(self) -> None:
        """Show the questions again, where one stood."""
        file, changed, back = self._file, self._changed, self._back
        self._close()
        if file is not None:
            self.ended.emit(back, changed)

    def set_masked(self, masked: bool) -> None:
        self._masked = masked
        if self.is_shown:
            self._show()

    @Slot()
    def _on_not_now(self) -> None:
        self._frame.named.hide()
        if self._file is not None:
            self._looked_at = self._texts(self._file)

    def _texts(self, file: OpenFile) -> dict[str, str]:
        """What may be read of the statement now."""
        return file.session.noticing.statement(file.case.id) if file.can_edit else {}

    def _tell_why_not(self, file: OpenFile) -> None:
        if self._is_open:  # the words that were offered are gone
            self.end()
        if file.can_edit:
            text = _("There are no words of a statement that could be read.")
        else:
            text = _("Nothing is offered in a file that is only read.")
        say(self._frame, text, done=False)

    def _on_read(self, case_id: CaseId, named: Named) -> None:
        file = self._file
        if file is None or file.case.id != case_id:
            return
        self._named = named
        self._look(file)
        if not self._waiting and not self._decided:
            if self._is_open:
                self.end()
            say(self._frame, _("The statement names nothing that is still asked."), done=True)
            return
        self._is_open = True
        self._frame.hide()
        self.page.show()
        self.alone.emit("offers")
        self._show()

    def _close(self) -> None:
        if not self._is_open:
            return
        self._is_open = self._changed = False
        self._named, self._current = (), None
        self._waiting.clear()
        self._decided.clear()
        self.page.show_lines((), -1)
        self.page.hide()
        self._frame.show()
        self.alone.emit("")

    # --- deciding ---------------------------------------------------------------------------

    @Slot()
    def take(self) -> None:
        """What stands there is the answer; without a question, the officer chooses it."""
        offer = self._offer()
        if offer is not None and offer.question:
            self._take(offer)
        elif offer is not None:
            self.page.ask_other()

    @Slot()
    def refuse(self) -> None:
        """It is not: never again for these words."""
        file, offer = self._file, self._offer()
        if file is None or offer is None:
            return
        with errors_said(self.page):
            file.session.noticing.refuse(file.case.id, offer)
            self._note(file, offer, OfferDecision.REFUSED)

    @Slot()
    def undo(self) -> None:
        """The last decision is none."""
        file = self._file
        if file is None or not self._decided:
            return
        key = next(reversed(self._decided))
        with errors_said(self.page):
            file.session.noticing.take_back(file.case.id, self._decided[key][0])
            del self._decided[key]
            file.reload(file.case)
            file.edits = file.edits.fitting(file.answers)
            self._changed = True
            self._current = key
            self._look(file)
            self._show()

    @Slot()
    def ask_words(self) -> None:
        """See the words where they stand."""
        offer = self._offer()
        if offer is None and self._decided:
            offer = self._decided[next(reversed(self._decided))][0]
        if offer is not None:
            thing = offer.thing
            place = SpokenPlace(offer.text, thing.turn, thing.start, thing.end, thing.words)
            self.words_asked.emit(place)

    def _take(self, offer: StatementOffer) -> None:
        file = self._file
        if file is None:
            return
        with errors_said(self.page):
            if file.session.noticing.take(file.case.id, offer):
                rows = [row_path(*split_path(offer.answers[0][0])[:2])] if offer.new_row else []
                file.take_in([*(path for path, _value in offer.answers), *rows])
                self._changed = True
                self._note(file, offer, OfferDecision.TAKEN)
            else:  # a colleague has answered meanwhile, or the words are others
                self._look(file)
                self._show()

    @Slot(QPoint)
    def _on_other(self, at: QPoint) -> None:
        file, offer = self._file, self._offer()
        if file is None or offer is None:
            return
        menu = QMenu(self.page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in file.session.noticing.choices(file.case.id, offer):
            action = menu.addAction(self._asked(file, choice))
            action.triggered.connect(lambda _on=False, taken=choice: self._take(taken))
        menu.popup(at)
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        waiting = list(self._waiting)
        if self._current in waiting:
            at = waiting.index(self._current) + step
            self._current = waiting[max(0, min(at, len(waiting) - 1))]
            self._show()

    # --- showing ----------------------------------------------------------------------------

    def _offer(self) -> StatementOffer | None:
        return self._waiting.get(self._current) if self._current is not None else None

    def _note(self, file: OpenFile, offer: StatementOffer, decision: OfferDecision) -> None:
        key = (offer.text, offer.thing)
        later = [named for named in self._named[self._named.index(key) :] if named != key]
        self._decided[key] = (offer, decision)
        self._look(file)
        waiting = [named for named in later if named in self._waiting]
        self._current = next(iter((*waiting, *self._waiting)), None)
        self._show()

    def _look(self, file: OpenFile) -> None:
        """What may be taken now, and which of it is decided on next."""
        offers = file.session.noticing.offers(file.case.id, self._named)
        self._waiting = {(offer.text, offer.thing): offer for offer in offers}
        if self._current not in self._waiting:
            self._current = next(iter(self._waiting), None)

    def _show(self) -> None:
        file = self._file
        if file is None:
            return
        lines: list[OfferLine] = []
        current = -1
        for key in self._named:
            if key == self._current:
                current = len(lines)
            if key in self._decided:
                lines.append(self._line(file, *self._decided[key]))
            elif key in self._waiting:
                lines.append(self._line(file, self._waiting[key], None))
        last = next(reversed(self._decided.values()), None)
        self.page.show_lines(lines, current, self._line(file, *last) if last is not None else None)

    def _line(
        self, file: OpenFile, offer: StatementOffer, decision: OfferDecision | None
    ) -> OfferLine:
        question = self._asked(file, offer) if offer.question else _("For which question?")
        words, value = offer.thing.words, self._value(file, offer)
        if self._masked:
            words = value = MASK
        return OfferLine(offer, words, question, value, decision)

    def _asked(self, file: OpenFile, offer: StatementOffer) -> str:
        """A question in words; of a sum what its questions are about."""
        path = offer.answers[0][0]
        about = file.surroundings()
        if offer.thing.kind is NoticedKind.MONEY:
            group = file.rules.definition.around(question_name(path))
            if group is not None:
                return group.label.text(about.language, about.sex)
        return file.label_of(path)

    def _value(self, file: OpenFile, offer: StatementOffer) -> str:
        """The value in words."""
        if not offer.question:  # as the question that takes the most of it would show it
            choices = file.session.noticing.choices(file.case.id, offer)
            offer = max(choices, key=lambda choice: len(choice.answers), default=offer)
        form, sex = file.rules.definition, file.surroundings().sex
        shown = [
            value_on_screen(form, file.rules.question(path), value, language(), sex)
            for path, value in offer.answers
        ]
        between = " " if offer.thing.kind is NoticedKind.MONEY else " • "
        return between.join(isolate(part) for part in shown)
