"""The frame of the interview: sections at the leading side, one section, the way on and back; and
what the page's parts, which work in it, do when a file is opened, left or masked (`InterviewPart`).

Above the questions may stand that a file is complete, to be read only or being amended
(`AmendingBar`); the reading of a statement, and that it is closed (`StatementBar`); what a
supervisor wrote when returning the file, one remark at a time (`RemarksBar`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from tipdesk.i18n.text import MASK, _, isolate, isolated, ngettext
from tipdesk.texts import keys
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_list import SectionList
from tipdesk.ui.interview.timeline_panel import TimelinePanel
from tipdesk.ui.toolkit.layouts import ToolRow
from tipdesk.ui.toolkit.parts import (
    Banner,
    FittingButton,
    FittingWords,
    FocusScroller,
    Strip,
    as_card,
    as_strip,
    button,
    label,
    row,
    set_picture,
    tool,
)
from tipdesk.ui.toolkit.privacy import settle
from tipdesk.ui.toolkit.theme import is_large, pixmap, px
from tipdesk.ui.toolkit.wizard import as_footer

# --- bars above the questions -----------------------------------------------------------------


class AmendingBar(QWidget):
    """Begins, keeps or drops amendments."""

    begun = Signal()
    keeping = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin = button(_("Amend"), "note-pencil")
        self._keep = button(_("Keep the amendment…"), style="primary")
        self._drop = button(_("Drop the change"))
        self._strip = Strip(kind="note", action=row(self._begin, self._drop, self._keep))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(28), px(12), px(28), 0)
        box.addWidget(self._strip)
        self._begin.clicked.connect(self.begun)
        self._keep.clicked.connect(self.keeping)
        self._drop.clicked.connect(self.dropped)
        self.hide()

    def show_state(self, text: str, *, editable: bool, amendable: bool, amending: bool) -> None:
        """Say `text`; nothing is said about a file that is simply edited."""
        self.setVisible(not editable)
        self._strip.set_text(text)
        self._begin.setVisible(amendable and not amending)
        self._keep.setVisible(amending)
        self._drop.setVisible(amending)


@dataclass(frozen=True, slots=True)
class StatementState:
    """What is said and what can be done; nothing of either hides the bar."""

    statement: str = ""
    stopped: str = ""
    read: bool = False
    add: bool = False
    added: tuple[str, ...] = ()  # what was added after the statement was closed


class StatementBar(QWidget):
    """Asks for the reading, for an addendum, for the sheet that says what a stop means."""

    read_asked = Signal()
    add_asked = Signal()
    sheet_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.read = button(_("Read the statement out"), "article", "primary")
        self.add = button(_("Add to the statement"), "plus")
        self.sheet = button(_("What happens now"))
        self._statement = Strip(kind="note", action=row(self.add, self.read))
        self._stopped = Strip(kind="notewarn", action=self.sheet)
        self._added = label("", "noteText", wrap=True)
        self._hidden = label(MASK, "masked")
        self._masked = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, px(12))
        box.setSpacing(px(10))
        box.addWidget(self._stopped)
        box.addWidget(self._statement)
        box.addWidget(self._added)
        box.addWidget(self._hidden)
        self.read.clicked.connect(self.read_asked)
        self.add.clicked.connect(self.add_asked)
        self.sheet.clicked.connect(self.sheet_asked)
        self.hide()

    def show_state(self, state: StatementState) -> None:
        """Say how the statement stands."""
        for strip, text in ((self._statement, state.statement), (self._stopped, state.stopped)):
            strip.set_text(text)
            strip.setVisible(bool(text))
        self._added.setText("\n".join(isolate(addition) for addition in state.added))
        self._show_added()
        self.read.setVisible(state.read)
        self.add.setVisible(state.add)
        self.setVisible(bool(state.statement or state.stopped))

    def set_masked(self, masked: bool) -> None:
        """Nothing is written while words are hidden."""
        self.add.setEnabled(not masked)
        self._masked = masked
        self._show_added()

    def _show_added(self) -> None:
        has_additions = bool(self._added.text())
        self._added.setVisible(has_additions and not self._masked)
        self._hidden.setVisible(has_additions and self._masked)


# --- the room in which a section scrolls ------------------------------------------------------


_SCANT, _EDGE = 600, 12  # widths in pixels at 100 %


class PaperArea(QScrollArea):
    """Where the room is scant the edges of the paper give way; nothing on it is cut off."""

    scant = Signal(bool)  # the room has become scant, or no longer is

    def __init__(self) -> None:
        super().__init__()
        self._edges: list[tuple[QLayout, int]] = []
        self._is_scant: bool | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fit()

    def give_way(self, *layouts: QLayout) -> None:
        """The margins of these are the edges."""
        self._edges = [(layout, layout.contentsMargins().left()) for layout in layouts]
        self._is_scant = None
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        scant = self.width() < px(_SCANT)
        if scant == self._is_scant:
            return
        self._is_scant = scant
        self.scant.emit(scant)
        for layout, roomy in self._edges:
            margins = layout.contentsMargins()
            margins.setLeft(px(_EDGE) if scant else roomy)
            margins.setRight(margins.left())
            layout.setContentsMargins(margins)
        policy = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAsNeeded if scant else policy.ScrollBarAlwaysOff
        )


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """One remark; `about` names its question, '' when it speaks of the whole file."""

    path: str
    about: str
    text: str


class RemarksBar(QFrame):
    """Hidden while there is none."""

    wide = True
    asked = Signal(str)  # path of the question that the remark concerns

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_strip(self, "notewarn")
        self._remarks: Sequence[ShownRemark] = ()
        self._at, self._masked = 0, False
        self._head = label("", "fieldLabel", wrap=True)
        self._text = label("", wrap=True)
        self._where = label("", "muted")
        self._next = button(_("Next remark"), "caret-down")
        self._go = button(_("Go to the question"), "caret-down")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(6))
        box.addWidget(self._head)
        box.addWidget(self._text)
        box.addWidget(row(self._where, 1, self._go, self._next))
        self._next.clicked.connect(self._on_next)
        self._go.clicked.connect(self._on_go)
        self.hide()

    def show_remarks(self, head: str, remarks: Sequence[ShownRemark]) -> None:
        """Say who returned the file and when, and the first remark."""
        self._remarks, self._at = tuple(remarks), 0
        self._head.setText(isolate(head))
        self.setVisible(bool(remarks))
        self._show()

    def paths(self) -> tuple[str, ...]:
        """The questions that are remarked on, the one that is shown now first."""
        ordered = (*self._remarks[self._at :], *self._remarks[: self._at])
        return tuple(remark.path for remark in ordered if remark.path)

    def set_masked(self, masked: bool) -> None:
        """Hide or show what they say (F7)."""
        self._masked = masked
        self._show()

    @Slot()
    def _on_next(self) -> None:
        self._at = (self._at + 1) % len(self._remarks)
        self._show()
        self._on_go()

    @Slot()
    def _on_go(self) -> None:
        path = self._remarks[self._at].path
        if path:
            self.asked.emit(path)

    def _show(self) -> None:
        if not self._remarks:
            return
        now, count = self._remarks[self._at], len(self._remarks)
        words = f"{now.about}: {now.text}" if now.about else now.text
        self._text.setText(isolate(MASK if self._masked else words))
        where = _("Remark {number} of {count}").format(number=self._at + 1, count=count)
        self._where.setText(where if count > 1 else "")
        self._next.setVisible(count > 1)
        self._go.setVisible(count == 1 and bool(now.path))


_NAV, _PAPER = 284, 940  # widths in pixels at 100 %
_NAV_SHARE = 0.28  # of the window at most: larger letters leave the questions their room


class InterviewFrame(QWidget):
    """Lays the parts out and shows words; what they do is the page's affair."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.sections = SectionList()
        self.banner = Banner(_("Try again"))
        self.notice = tool(_("Notice to the Prosecution"), "file-text", keys.NOTICE)
        self.attachments = tool(_("Attachments"), "paperclip", keys.ATTACHMENTS)
        self.casework = tool(_("Case work"), "hand-heart", keys.CASEWORK)
        self.spoken = tool(_("In the person's language"), "translate")
        self.review = tool(_("Review"), "list-checks", keys.REVIEW)
        self.stop = tool(_("Stop and refer"), "hand-palm", keys.STOP)
        self.timeline = TimelinePanel()
        self.timeline.hide()
        self.timeline_button = tool(_("Timeline"), "calendar-blank", keys.TIMELINE)
        self.timeline_button.setCheckable(True)
        self.quick = tool(_("Quick intake"), "clock")
        self.quick.setCheckable(True)
        self.undo = FittingButton("arrow-counter-clockwise")
        self.undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is
        self.undo.hide()
        self.previous = button(_("Previous"), "arrow-left")
        self.following = button(_("Next"), style="primary")
        set_picture(self.following, "arrow-right", after=True)
        self._make_strips()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._side = self._nav()
        outer.addWidget(self._side)
        side = QFrame()
        side.setObjectName("line")
        side.setFixedWidth(1)
        outer.addWidget(side)
        outer.addLayout(self._main(), 1)
        outer.addWidget(self.timeline)

    # --- building ---------------------------------------------------------------------------

    def _make_strips(self) -> None:
        """What is said above the questions, each only when it has something to say."""
        self.later = button(_("Continue"))
        self.rest = Strip(kind="note", action=self.later)
        self.rest.hide()
        self.amending = AmendingBar()
        self.statement_bar = StatementBar()
        self.record = button(_("Begin recording…"), "microphone")
        self.to_audio_consent = button(_("To the consent"))
        deeds = row(self.to_audio_consent, self.record, spacing=0)
        self.recording = Strip(kind="note", action=deeds)
        self.recording.hide()
        self.document_lines = button(_("Passport lines"), "identification-card")
        self.document_lines.hide()
        self.take_back = button(_("Undo it there"))
        self.followed = Strip(kind="note", action=self.take_back)
        self.followed.hide()
        self.put_in_step = button(_("Correct it there too"))
        self.keep_both = button(_("Another person"), style="ghost")
        self.offered = Strip(kind="note", action=row(self.put_in_step, self.keep_both, spacing=0))
        self.offered.hide()
        self.to_older = button(_("To the first of them"))
        self.older_read = button(_("Close"), style="ghost")
        self.older = Strip(kind="notewarn", action=row(self.to_older, self.older_read, spacing=0))
        self.older.hide()
        self.reopen = button(_("Undo that answer"), "arrow-counter-clockwise")
        self.let_close = button(_("Leave it so"), style="ghost")
        self.closing = Strip(kind="notewarn", action=row(self.reopen, self.let_close, spacing=0))
        self.closing.hide()
        self.to_suggested = button(_("Go to it"), "caret-down")
        self.suggested = Strip(kind="note", action=self.to_suggested)
        self.suggested.hide()
        for answer in (self.reopen, self.let_close):  # a click leaves the cursor where it is
            answer.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.remarks = RemarksBar()
        self.others = Strip(kind="note")
        self.others.hide()
        self.draft_card = Strip(kind="notewarn")
        self.draft_card.hide()
        self.to_interpreter = button(_("Record the interpreter"))
        self.nobody_interprets = Strip(
            _(
                "The file names nobody who interprets this conversation. A draft card alone does "
                "not carry it: record how you understand each other."
            ),
            kind="notewarn",
            action=self.to_interpreter,
        )
        self.nobody_interprets.hide()

    def _named_strip(self) -> Strip:
        """What the statement may answer is offered, once it is written."""
        self.see_named = button(keys.OFFERS.beside(_("See what they name")))
        self.not_named = button(_("Not now"), style="ghost")
        self.named = Strip(kind="note", action=row(self.see_named, self.not_named, spacing=0))
        self.named.hide()
        for deed in (self.see_named, self.not_named):  # a click leaves the cursor where it is
            deed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return self.named

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least = self._side.minimumSizeHint().width()
        self._side.setFixedWidth(max(least, min(px(_NAV), round(self.width() * _NAV_SHARE))))

    def _at_foot(self) -> tuple[Strip, ...]:
        """What comes while somebody answers: below, so that no question moves when it comes."""
        return (
            self.rest,
            self.older,
            self.followed,
            self.offered,
            self.nobody_interprets,
            self._named_strip(),
            self.suggested,
            self.closing,
        )

    def _nav(self) -> QFrame:
        nav = QFrame()
        nav.setObjectName("nav")
        self._number = label("", "chip")
        self._code = label("", "muted")
        self._status = FittingWords()
        self._status.setObjectName("faint")
        head = QVBoxLayout()
        head.setContentsMargins(px(18), px(8), px(18), px(4))
        head.setSpacing(px(3))
        if is_large():  # no room beside each other
            head.addWidget(row(self._number, 1))
            head.addWidget(self._code)
        else:
            head.addWidget(row(self._number, 1, self._code))
        head.addWidget(self._status)
        box = QVBoxLayout(nav)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        lists = QVBoxLayout()
        lists.setContentsMargins(px(8), 0, px(8), px(4))
        lists.addWidget(self.sections)
        box.addLayout(lists, 1)
        return nav

    def _tools(self) -> QFrame:
        """What can be done beside answering, in one line: the sections have all of the height."""
        line = QFrame()
        line.setObjectName("tools")
        self._phase = label("", "phase")
        box = QHBoxLayout(line)
        box.setContentsMargins(px(28), px(3), px(28), px(3))
        box.setSpacing(px(12))
        box.addWidget(self._phase)
        tools = (
            self.stop,
            self.notice,
            self.review,
            self.attachments,
            self.casework,
            self.spoken,
            self.timeline_button,
            self.quick,
        )
        box.addWidget(ToolRow(None, *tools), 1)
        return line

    def _main(self) -> QVBoxLayout:
        self.area = PaperArea()
        self.area.setWidget(self._paper())
        self.area.scant.connect(self._on_scant)
        self.area.give_way(self._edge, self.card_box)
        self.scroller = FocusScroller(self.area)
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._tools())
        box.addWidget(self.banner)
        box.addWidget(self.amending)  # stays in sight while the questions scroll
        box.addWidget(self.area, 1)
        for part in self._at_foot():
            box.addWidget(part)
        box.addWidget(self._footer())
        return box

    def _paper(self) -> QWidget:
        self._title = FittingWords()
        self._title.setObjectName("h1")
        self._needs = label("", "muted")
        self._dot = QLabel()
        self._dot.setPixmap(pixmap("circle-fill", "primary", 8))
        self._hint = label("", "hint", wrap=True)
        self.card = QFrame()
        as_card(self.card)
        self.card_box = QVBoxLayout(self.card)
        self.card_box.setContentsMargins(px(26), px(24), px(26), px(28))
        column = QVBoxLayout()
        column.setSpacing(px(4))
        notes = QVBoxLayout()  # each stands apart from the next
        notes.setSpacing(px(10))
        notes.setContentsMargins(0, 0, 0, px(8))  # and from the title; empty it takes no room
        for part in (
            self.remarks,
            self.draft_card,
            self.others,
            self.statement_bar,
            self.recording,
        ):
            notes.addWidget(part)
        column.addLayout(notes)
        column.addLayout(self._head())
        column.addWidget(self._hint)
        column.addWidget(row(self.document_lines, 1))
        column.addSpacing(px(8))
        column.addWidget(self.card)
        column.addSpacing(px(8))
        column.addStretch(1)
        middle = QWidget()
        middle.setMaximumWidth(px(_PAPER))
        middle.setLayout(column)
        self._holder = holder = QWidget()
        holder.setObjectName("page")
        self._edge = box = QHBoxLayout(holder)
        box.setContentsMargins(px(28), px(18), px(28), px(28))
        box.addStretch(1)
        box.addWidget(middle, 100)
        box.addStretch(1)
        return holder

    def _head(self) -> QBoxLayout:
        """The title, and what the section still needs: beside it, or below it in a scant room."""
        self._title_line = box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        box.setSpacing(px(7))
        box.addWidget(self._title)
        box.addStretch(1)
        needs = QHBoxLayout()
        needs.setSpacing(px(7))
        needs.addWidget(self._dot)
        needs.addWidget(self._needs, 1)
        box.addLayout(needs)
        return box

    @Slot(bool)
    def _on_scant(self, scant: bool) -> None:
        way = QBoxLayout.Direction
        self._title_line.setDirection(way.TopToBottom if scant else way.LeftToRight)
        self._needs.setWordWrap(scant)

    def _footer(self) -> QFrame:
        foot = QFrame()
        as_footer(foot)
        self._coming = label("", "muted")
        self._coming.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QHBoxLayout(foot)
        box.setContentsMargins(px(28), px(10), px(28), px(10))
        box.addWidget(self.previous)
        box.addWidget(self.undo, 1)
        box.addWidget(self._coming, 1)
        box.addWidget(self.following)
        return foot

    # --- words ------------------------------------------------------------------------------

    def show_file(self, number: str, code: str, status: str) -> None:
        """Name the file by its number and the person's code, never by a name."""
        self._number.setText(isolated(number))
        self._code.setText(isolated(code))
        self._status.setText(status)

    def show_section(self, phase: str, title: str, hint: str) -> None:
        """Head the section that is shown."""
        self._phase.setText(phase)
        self._title.setText(isolate(title))
        self._hint.setText(isolate(hint))
        self._hint.setVisible(bool(hint))

    def show_needs(self, text: str, *, open_: bool) -> None:
        """What the section still needs; the dot is the one beside open questions."""
        self._needs.setText(isolate(text))
        self._dot.setVisible(open_)

    def name_neighbours(self, previous: str, following: str, last: str) -> None:
        """Where the two buttons lead; `last` is the word of the button after the last section."""
        self.previous.setEnabled(bool(previous))
        text = _("Next: {section}").format(section=following) if following else ""
        self._coming.setText(isolate(text))
        self.following.setToolTip(text)
        self.following.setText(last if not following else _("Next"))

    def show_undo(self, what: str, stays: str) -> None:
        """What Ctrl+Z undoes next, and what has been done since that stays; '' for nothing."""
        undo = keys.UNDO.beside(_("Undo: {what}").format(what=what)) if what else ""
        self.undo.say(" • ".join(filter(None, (undo, stays))))
        self.undo.setEnabled(bool(what))
        self.undo.setVisible(bool(what or stays))
        self._coming.setVisible(not (what or stays))

    def show_suggested(self, count: int) -> None:
        """How many suggestions have come at the end of the section since it was turned to."""
        words = ngettext(
            "{count} suggestion stands at the end of this section.",
            "{count} suggestions stand at the end of this section.",
            count,
        )
        self.suggested.set_text(words.format(count=count))
        self.suggested.setVisible(count > 0)

    @contextmanager
    def held(self) -> Iterator[None]:
        """What has the cursor stays where it is seen while the questions around it change."""
        part, port = QApplication.focusWidget(), self.area.viewport()
        if part is None or not self._holder.isAncestorOf(part) or not part.isVisible():
            yield
            return
        settle()  # it may have come there in this turn
        before = part.mapTo(port, QPoint()).y()
        yield
        settle()
        if not (isValid(part) and part.isVisible()):
            return
        if moved := part.mapTo(port, QPoint()).y() - before:
            bar = self.area.verticalScrollBar()
            if (below := bar.value() + moved) > bar.maximum():
                self._holder.setMinimumHeight(port.height() + below)  # blank, until it is turned
                settle()
            bar.setValue(below)

    def open_at_title(self, first: QWidget | None) -> None:
        """Another section is shown, from its title on."""
        self._holder.setMinimumHeight(0)
        self.scroller.open_at_title(first)
        self.area.verticalScrollBar().setValue(0)

    def scroll_to(self, widget: QWidget) -> None:
        """Bring a question into sight, with some of what stands around it."""
        layout = self._holder.layout()
        if layout is not None:
            layout.activate()  # what has just been shown has no place yet
        self.area.ensureWidgetVisible(widget, 0, px(90))


# --- what stands beside the questions -----------------------------------------------------------


class InterviewPart(QObject):
    """One of the parts that the page holds; it follows the file that is open there.

    The page calls every part in one order. A part overrides what it needs, nothing else.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._file: OpenFile | None = None
        self._keeper: AnswerKeeper | None = None

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Another file, or the same one anew."""
        self._file, self._keeper = file, keeper

    def hand_back(self) -> None:
        """The file is about to be left: give back what is held back, so that it is kept."""

    def settle(self) -> None:
        """Everything typed is kept: write what follows from it, before the file is left."""

    def leave(self) -> None:
        """The file is left: forget it."""
        self._file, self._keeper = None, None

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is (F7)."""
