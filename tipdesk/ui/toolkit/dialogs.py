"""The few dialogs of the house: a sentence, a next step, plain buttons. No QMessageBox at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer, SignalInstance
from PySide6.QtGui import QShortcut, QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.core.errors import Cancelled, DataError, TipdeskError
from tipdesk.i18n.text import _, clean, isolate
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.fields import BoundedText, said_too_long
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import (
    button,
    keep_on_screen,
    label,
    room_of,
    row,
    scrolled,
    text_area,
)
from tipdesk.ui.toolkit.theme import dress, is_large, pixmap, px


@dataclass(frozen=True, slots=True)
class Shape:
    """Lengths of a dialog, in pixels at 100 %."""

    width: int = 0  # that never changes
    least_width: int = 0
    margins: tuple[int, int, int, int] = (24, 20, 24, 18)  # left, top, right, below
    spacing: int = 12
    fits: bool = False  # always as high as what is shown needs


_PLAIN = Shape()
SENTENCE_MARGINS = (24, 22, 24, 18)  # of what begins with a sign or a bar
_WIDTH = 480  # at 100 %, of a sentence with its buttons
_KEPT_AFTER = 400  # milliseconds of writing, as answers are


class Dialog(QDialog):
    """Title of the window, margins and width at scale, `box` from top to bottom, and the buttons
    at the end. Escape and closing mean no, Return presses the default button.

    With `for_officer` it is for the officer alone: before any other dialog what is for the officer
    alone is covered (`IndicatorsView`), for that one may be turned to the person. With `waits` it
    is waited for in a loop of its own, so that a cover may make it step aside while its work goes
    on (`may_hide`): Qt's own loop ends as soon as a dialog is hidden. With `job` the button
    of that name starts a job: while it runs nothing can be changed, the dialog cannot be closed,
    and it steps aside under a cover.
    """

    _fits = _scrolls = False  # until its layout is there

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        shape: Shape = _PLAIN,
        *,
        for_officer: bool = False,
        waits: bool = False,
        job: str = "",
    ) -> None:
        """`name` is the title of the window."""
        super().__init__(parent)
        if parent is None:
            dress(self)
        self.setWindowTitle(name)
        self.for_officer, self.waits = for_officer, waits or bool(job)
        self.under_way = False  # somebody waits for it in its own loop, shown or not
        self.may_hide = False  # its work goes on without being looked at
        room = self.screen().availableSize().width() if is_large() else 1 << 20
        if shape.width:
            self.setFixedWidth(min(px(shape.width), room))
        elif shape.least_width:
            self.setMinimumWidth(min(px(shape.least_width), room))
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(*map(px, shape.margins))
        self.box.setSpacing(px(shape.spacing))
        self._fits = shape.fits
        self._busy: QProgressBar | None = None
        self._resting: tuple[QWidget, ...] = ()
        if job:
            self._make_job(name, job)

    def add_heading(self, text: str, *, wrap: bool = False) -> None:
        """What the dialog is about, in large letters."""
        self.box.addWidget(label(text, "h2", wrap=wrap))

    def add_buttons(self, *parts: QWidget | int) -> None:
        """The last line: the way back first, the way on last; an int is a stretch."""
        self.box.addWidget(row(*parts))

    def showEvent(self, event: QShowEvent) -> None:
        """With large letters all but its last line, the buttons, is scrolled where a small laptop
        is not high enough."""
        if is_large() and not self._scrolls and self.box.count() > 1:
            room = room_of(self).height()
            if self._needed_height() > room:
                self._scrolls = True
                self._scroll(room)
        super().showEvent(event)

    def _needed_height(self) -> int:
        self.ensurePolished()
        if self.box.hasHeightForWidth():
            return self.box.totalHeightForWidth(max(self.width(), self.minimumWidth()))
        return self.box.totalSizeHint().height()

    def _scroll(self, room: int) -> None:
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(self.box.spacing())
        while self.box.count() > 1:
            stretch, item = self.box.stretch(0), self.box.takeAt(0)
            if item is not None:
                widget, line = item.widget(), item.layout()
                if widget is not None:
                    inner.addWidget(widget, stretch)
                elif line is not None:
                    line.setParent(None)
                    inner.addLayout(line, stretch)
                else:
                    inner.addItem(item)
        self.box.insertWidget(0, scrolled(content, edge=0), 1)
        self._fits = False
        self.setMaximumHeight(room)
        self.resize(self.width(), room)

    # --- waiting for it ---------------------------------------------------------------------

    def exec(self) -> int:
        """Show it, and come back when it has ended; what `QDialog.exec` gives."""
        if not self.waits:
            return super().exec()
        loop = QEventLoop()
        self.finished.connect(loop.quit)
        self.under_way = True
        self.setModal(True)
        self.open()
        loop.exec()
        self.setModal(False)
        self.under_way = False
        return self.result()

    def leave_screen(self) -> None:
        """Leave the screen, and the tree of a screen reader, which keeps hidden windows. `show`
        brings it back."""
        self.hide()
        self.destroy()

    def event(self, event: QEvent) -> bool:
        """One that `fits`: sentences wrap, Qt asks nobody how high they get, and gives a new
        window two thirds of the screen at most."""
        if self._fits and event.type() == QEvent.Type.LayoutRequest:
            wraps = self.box.hasHeightForWidth()
            needed = (
                self.box.totalHeightForWidth(self.width())
                if wraps
                else self.box.totalSizeHint().height()
            )
            if needed != self.minimumHeight():
                self.setFixedHeight(needed)
                keep_on_screen(self)
        return super().event(event)

    # --- a job that its button starts -------------------------------------------------------

    def _make_job(self, title: str, go_on: str) -> None:
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setVisible(False)
        self._problem = label("", "error", wrap=True)
        self._problem.setVisible(False)
        self.ok = button(go_on, style="primary")
        self.ok.setDefault(True)
        self._cancel = button(_("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self.add_heading(title)

    @property
    def starts_job(self) -> bool:
        """Whether its button starts a job."""
        return self._busy is not None

    def add_end(self, *resting: QWidget) -> None:
        """Below what was added to `box`: progress, what is missing, the buttons. `resting` are the
        parts that rest while the job runs."""
        self._resting = resting
        if self._busy is not None:
            self.box.addWidget(self._busy)
            self.box.addWidget(self._problem)
            self.add_buttons(self._cancel, 1, self.ok)

    def set_busy(self, busy: bool) -> None:
        """Show that the job runs, or that it has ended."""
        if self._busy is not None:
            self._busy.setVisible(busy)
            self.may_hide = busy
            for part in (self.ok, self._cancel, *self._resting):
                part.setEnabled(not busy)

    def say(self, text: str) -> None:
        """What is missing, or went wrong; '' for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def say_error(self, error: TipdeskError) -> None:
        """The job has failed: nothing was written, and what was typed stays. Of what somebody
        stopped nothing is said."""
        self.set_busy(False)
        if isinstance(error, Cancelled):
            return
        words = sentence(error)
        self.say(f"{words.what} {words.next_step}")

    def reject(self) -> None:
        """Not while the job runs."""
        if self._busy is None or self._busy.isHidden():
            super().reject()


class Cover:
    """While everything is covered nothing comes up before it; what is said then waits."""

    down = False
    unsaid: ClassVar[list[Callable[[], None]]] = []
    failed = False  # an error is among them


def say(parent: QWidget | None, title: str, text: str = "", *, done: bool = True) -> None:
    """Tell something and wait until it was read; under the cover, say it when that is lifted.
    The sign is a tick for what was done as wished; else (`done` is false) it praises nothing."""
    if Cover.down:
        Cover.unsaid.append(partial(say, parent, title, text, done=done))
        return
    picture = ("check-circle", "ok") if done else ("info", "primary")
    dialog = _dialog(parent, picture, title, text)
    _add_close(dialog)
    dialog.exec()
    dialog.deleteLater()


def show_error(parent: QWidget | None, error: TipdeskError) -> None:
    """What went wrong and what can be done next, in the words of `texts.messages`; under the
    cover, it is said when that is lifted. Of what somebody stopped nothing is said."""
    if isinstance(error, Cancelled):
        return
    if Cover.down:
        Cover.unsaid.append(partial(show_error, parent, error))
        Cover.failed = True
        return
    words = sentence(error)
    tint = "danger" if isinstance(error, DataError) else "warn"
    dialog = _dialog(parent, ("warning-circle", tint), words.what, words.next_step)
    _add_close(dialog)
    dialog.exec()
    dialog.deleteLater()


def say_refused(field: BoundedText) -> None:
    """Say by itself what is too long for a field that has no place for it below."""
    field.refused.connect(lambda problem: say(field, problem, done=False))


@dataclass(slots=True)
class Attempt:
    """What became of the lines within `errors_said`."""

    failed: bool = False


@contextmanager
def errors_said(parent: QWidget | None) -> Iterator[Attempt]:
    """Within: an expected failure (a full disk, a damaged page) is said, and the rest left out."""
    attempt = Attempt()
    try:
        yield attempt
    except TipdeskError as error:
        attempt.failed = True
        show_error(parent, error)


def ask(
    parent: QWidget | None, title: str, text: str, yes: str, no: str = "", *, grave: bool = False
) -> bool:
    """Ask before a step that cannot be taken back; true when `yes` was chosen.

    `yes` names the deed («Complete»), never just "yes". Escape and closing mean no. With `grave`
    the way back is the default button.
    """
    return _answered(_question(parent, (title, text), (yes, no), grave=grave))


def choose_one(
    parent: QWidget | None,
    title: str,
    choices: Sequence[str],
    *,
    explained: str = "",
    yes: str = "",
) -> int | None:
    """One of some, by its position; None: they went back. Where there is only one nobody is asked.
    `yes` names the deed, if it follows at once."""
    if len(choices) < 2:
        return 0 if choices else None
    dialog = Dialog(parent, title, Shape(least_width=_WIDTH))
    dialog.setAccessibleName(title)
    dialog.add_heading(title, wrap=True)
    if explained:
        dialog.box.addWidget(label(explained, "muted", wrap=True))
    group = QButtonGroup(dialog)
    for at, text in enumerate(choices):
        choice = QRadioButton(text)
        group.addButton(choice, at)
        dialog.box.addWidget(choice)
    group.button(0).setChecked(True)
    go, back = button(yes or _("Go on"), style="primary"), button(_("Cancel"))
    go.setDefault(True)
    go.clicked.connect(dialog.accept)
    back.clicked.connect(dialog.reject)
    dialog.add_buttons(back, 1, go)
    group.button(0).setFocus()
    return group.checkedId() if _answered(dialog) else None


def ask_to_stop(
    parent: QWidget | None, about: str, until: SignalInstance, *, waiting_locks: bool = False
) -> bool:
    """Ask before work is stopped that is not finished yet (`about` says which). The question goes,
    and nothing is stopped, when `until` says that it has ended. With `waiting_locks` it says what
    follows for whoever waits."""
    text = _("If it is stopped, nothing half-finished stays behind: it can be begun anew.")
    if waiting_locks:
        then = _("If you wait, the screen is covered, and it locks as soon as the work is done.")
        text = f"{text}\n{then}"
    dialog = _question(parent, (about, text), (_("Stop it"), _("Wait")), grave=True)
    until.connect(dialog.reject)
    try:
        return _answered(dialog)
    finally:
        until.disconnect(dialog.reject)  # a connection to Python's method outlives the dialog


def _question(
    parent: QWidget | None, words: tuple[str, str], answers: tuple[str, str], *, grave: bool
) -> Dialog:
    yes, no = answers
    picture = ("warning-circle", "warn") if grave else ("question", "primary")
    dialog = _dialog(parent, picture, *words)
    go_on = button(yes, style="danger" if grave else "primary")
    back = button(no or _("Cancel"))
    go_on.clicked.connect(dialog.accept)
    back.clicked.connect(dialog.reject)
    dialog.add_buttons(back, 1, go_on)
    first = back if grave else go_on
    first.setDefault(True)
    first.setFocus()
    return dialog


def _answered(dialog: Dialog) -> bool:
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return answered


@dataclass
class Offer:
    """Something that can be chosen beside what is asked; `taken` as it was left."""

    text: str
    taken: bool = False


def ask_text(
    parent: QWidget | None,
    title: str,
    text: str,
    yes: str,
    *,
    begun: str,
    keep: Callable[[str], None],
) -> str:
    """Ask for a few lines, such as the reason of an amendment; '' when the person went back. It
    begins with what was `begun` before; `keep` gets what is written while it is written, and when
    the dialog goes, however it goes."""
    return ask_words(parent, AskedWords(title, text, yes), begun=begun, keep=keep)


@dataclass(frozen=True, slots=True)
class AskedWords:
    """For what a few lines are asked, and the button that goes on."""

    title: str
    text: str
    yes: str


def ask_words(
    parent: QWidget | None,
    asked: AskedWords,
    *,
    begun: str,
    keep: Callable[[str], None],
    offer: Offer | None = None,
) -> str:
    """As `ask_text`; `offer` stands below as a box that can be ticked."""
    title, text, yes = asked.title, asked.text, asked.yes
    dialog = _dialog(parent, ("note-pencil", "primary"), title, text)
    field = text_area(110)
    field.setAccessibleName(title)
    field.setPlainText(begun)
    field.moveCursor(QTextCursor.MoveOperation.End)
    go_on = button(yes, style="primary")
    back = button(_("Cancel"))
    keeping = QTimer(dialog)
    keeping.setSingleShot(True)
    keeping.setInterval(_KEPT_AFTER)
    keeping.timeout.connect(lambda: keep(clean(field.toPlainText())))

    def edited() -> None:
        if not keeping.isActive():
            keeping.start()

    field.textChanged.connect(edited)
    go_on.clicked.connect(dialog.accept)
    back.clicked.connect(dialog.reject)
    dialog.box.addWidget(field)
    dialog.box.addWidget(_problem(field, go_on))
    if offer is not None:
        _add_offer(dialog, offer)
    dialog.add_buttons(back, 1, go_on)
    QWidget.setTabOrder(field, go_on)
    QWidget.setTabOrder(go_on, back)
    QShortcut(shortcut_of(keys.AGREE), dialog, go_on.click)
    field.setFocus()
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    keeping.stop()
    written = clean(field.toPlainText())
    dialog.deleteLater()
    if written != begun:
        keep(written)
    return written.strip() if answered else ""


def _add_offer(dialog: Dialog, offer: Offer) -> None:
    tick = QCheckBox(offer.text)
    tick.setChecked(offer.taken)

    def chosen(taken: bool) -> None:
        offer.taken = taken

    tick.toggled.connect(chosen)
    dialog.box.addWidget(tick)


def _problem(field: BoundedText, go_on: QPushButton) -> QLabel:
    """Says below a field what keeps its words from being kept, or was too long to be put in;
    `go_on` waits for words that can be kept."""
    problem = label("", "error", wrap=True)

    def tell(text: str) -> None:
        problem.setText(text)
        problem.setVisible(bool(text))

    def judge() -> None:
        written = clean(field.toPlainText()).strip()
        too_long = said_too_long(written)
        tell(too_long)
        go_on.setEnabled(bool(written) and not too_long)

    judge()
    field.textChanged.connect(judge)
    field.refused.connect(tell)
    return problem


def close_all() -> bool:
    """Send every open dialog and menu away as if it was cancelled; whether there was a dialog, or
    somebody still waits for one that has gone.

    Who waited for a dialog goes on only when the running event has been handled: destroy nothing
    of theirs before (`MainWindow.lock`).
    """
    Cover.down = False
    Cover.unsaid.clear()
    sent = _send_away(_dialogs())
    # `exec` makes a dialog modal and takes it back when it returns, hidden or not.
    modal = Qt.WidgetAttribute.WA_ShowModal
    every = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog))
    return sent or any(dialog.testAttribute(modal) for dialog in every)


def cover_all() -> None:
    """As `close_all`, for a cover that may be lifted again: work that was asked for goes on, its
    dialog only steps aside, as that of work which is still stopping does; what is said meanwhile
    waits for `uncover`."""
    Cover.down = True
    visible = _dialogs()
    _send_away(
        [dialog for dialog in visible if not (isinstance(dialog, Dialog) and dialog.may_hide)]
    )
    for dialog in visible:
        if isinstance(dialog, Dialog) and dialog.waits and dialog.isVisible():
            dialog.leave_screen()


def uncover(parent: QWidget) -> None:
    """The cover is lifted: show the work that still goes on, and say what was held back."""
    Cover.down, Cover.failed = False, False
    unsaid = Cover.unsaid[:]
    Cover.unsaid.clear()
    for dialog in _dialogs():
        dialog.show()
    for message in unsaid:
        QTimer.singleShot(0, parent, message)


def _dialogs() -> list[QDialog]:
    """Those that are open, also if they stand aside."""
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog)
        and (widget.isVisible() or (isinstance(widget, Dialog) and widget.under_way))
    ]


def _send_away(dialogs: Sequence[QDialog]) -> bool:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for dialog in reversed(dialogs):
        dialog.reject()
    return bool(dialogs)


def _program_title(parent: QWidget | None) -> str:
    """The title of the program's window before which something is said: the authority's is not
    that of the vault."""
    title = ""
    while parent is not None:
        title = parent.window().windowTitle()  # of the outermost in the end
        parent = parent.window().parentWidget()
    return title or _("Intake")


def _dialog(parent: QWidget | None, picture: tuple[str, str], title: str, text: str) -> Dialog:
    """A sign and a sentence, for the officer alone; its line of buttons is added."""
    shape = Shape(_WIDTH, margins=SENTENCE_MARGINS, spacing=20, fits=True)
    dialog = Dialog(parent, _program_title(parent), shape, for_officer=True)
    dialog.setAccessibleName(title)
    dialog.setAccessibleDescription(text)
    sign = label()
    sign.setPixmap(pixmap(*picture, 28))
    words = QVBoxLayout()
    words.setSpacing(px(6))
    words.addWidget(label(isolate(title), "h2", wrap=True))
    if text:
        words.addWidget(label(isolate(text), "muted", wrap=True))
    head = QHBoxLayout()
    head.setSpacing(px(14))
    head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    head.addLayout(words, 1)
    dialog.box.addLayout(head)
    return dialog


def _add_close(dialog: Dialog) -> None:
    close = button(_("Close"), style="primary")
    close.clicked.connect(dialog.accept)
    close.setDefault(True)
    dialog.add_buttons(1, close)
