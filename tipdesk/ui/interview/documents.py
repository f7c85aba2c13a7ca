"""Section D takes a document in: typed by a reader, or its lines typed and pasted by hand.

`DocumentDialog` shows what the lines would fill in while they are typed, and has it confirmed. It
says what was corrected in the typing (`said_slips`) and what does not fit (`said_doubts`).

`ScannerWatch` tells a passport reader or barcode scanner that types like a keyboard from a person,
by its speed. It listens at the system's window, before any field. The first keys of a burst reach
the field as always; from `SURE` keys on, each a few milliseconds after the last, they are held back
until a pause. If they are what is looked for, the field is put back as it was before; if not, every
key that was held back is handed on, in its order. Keys at the pace of hands are never held, nor are
more than `MOST`: what is longer is no document, and goes on as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QRadioButton, QScrollArea, QWidget

from tipdesk.cases.answers import shown_value
from tipdesk.cases.interview import document_filling
from tipdesk.cases.interview.machine_readable import LineDoubt, TypingSlip
from tipdesk.cases.interview.unfinished import readable
from tipdesk.cases.model import Answer, Source
from tipdesk.forms.model import path_of
from tipdesk.i18n.text import MASK, N_, _, isolate, isolated, kuwait_day, language
from tipdesk.texts.messages import reason_label
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.night.card import NightCard
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit import keyboard
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, say_refused
from tipdesk.ui.toolkit.parts import (
    FocusScroller,
    Strip,
    button,
    column,
    has_focus,
    label,
    text_area,
)
from tipdesk.ui.toolkit.theme import px

# --- the lines and what they would fill in ----------------------------------------------------


_WIDTH, _SIDE, _LINES, _MOST, _NAMES = 680, 24, 84, 430, 180  # pixels at 100 %
_REST = 280  # of the screen, for what stands around the reading
_LONGEST = 44  # signs of an answer beside a button that chooses it
_KEPT_AFTER = 400  # milliseconds of writing, as answers are


@dataclass(frozen=True, slots=True)
class DocumentOffer:
    """One answer in words. `before` is what stands in the file, '' when nothing does."""

    name: str
    label: str
    value: str
    before: str = ""
    added: bool = False  # it would stand beside what is there
    half: bool = False  # what stands is no answer yet


@dataclass(frozen=True, slots=True)
class DocumentOffers:
    """What was read, in words."""

    offers: tuple[DocumentOffer, ...] = ()
    corrected: str = ""
    doubts: str = ""
    same: int = 0  # answers that the file has already


class DocumentDialog(Dialog):
    """`read` tells what stands in the lines (None: nothing that can be read); `keep` gets what is
    written while it is written, so that a lock loses none of it."""

    def __init__(
        self,
        parent: QWidget,
        begun: str,
        read: Callable[[str], DocumentOffers | None],
        keep: Callable[[str], None],
        *,
        masked: bool,
    ) -> None:
        super().__init__(
            parent,
            _("Intake"),
            Shape(width=_WIDTH, margins=(_SIDE, 18, _SIDE, 16), spacing=10),
        )
        self._read, self._keep = read, keep
        self._masked = False
        self._taken: set[str] = set()  # of what differs, what is to be written over
        self._seen: set[str] = set()  # what was offered for half an answer
        self.given_up = False  # by hand; a lock gives nothing up
        self.setAccessibleName(_("Passport lines"))
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEPT_AFTER)
        self._keeping.timeout.connect(lambda: self._keep(self.text()))
        self._build(begun)
        self._on_edited()
        self.set_masked(masked)

    def text(self) -> str:
        """The lines as they stand."""
        return self._lines.toPlainText()

    def taken(self) -> frozenset[str]:
        """The questions whose answer the document's is to replace."""
        return frozenset(self._taken)

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is (F7)."""
        self._masked = masked
        self._lines.setVisible(not masked)
        self._hidden.setVisible(masked)
        self._show_reading()

    # --- building ---------------------------------------------------------------------------

    def _build(self, begun: str) -> None:
        self._lines = text_area(_LINES)
        say_refused(self._lines)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._lines.document().setDefaultTextOption(option)
        self._lines.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._lines.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferUppercase | Qt.InputMethodHint.ImhNoPredictiveText
        )
        title = _("Lines at the bottom of the document, or a civil ID number")
        self._lines.setAccessibleName(title)
        self._lines.setPlainText(begun)
        self._lines.selectAll()  # other lines take their place
        self._hidden = label(MASK, "masked")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        FocusScroller(self._area)
        self._fill = button(_("Fill in"), style="primary")
        self._back = button(_("Cancel"))
        self._fill.setDefault(True)
        self._fill.clicked.connect(self.accept)
        self._back.clicked.connect(self._on_given_up)
        self._lines.textChanged.connect(self._on_edited)
        hint = _("Type or paste them, or pass the document through the reader.")
        self._lines.setAccessibleDescription(hint)
        box = self.box
        self.add_heading(_("Passport lines"))
        box.addWidget(label(f"{title}. {hint}", "muted", wrap=True))
        box.addWidget(self._lines)
        box.addWidget(self._hidden)
        box.addWidget(self._area)
        self.add_buttons(self._back, 1, self._fill)
        self._lines.setFocus()

    # --- showing ----------------------------------------------------------------------------

    @Slot()
    def _on_edited(self) -> None:
        if not self._keeping.isActive():
            self._keeping.start()
        self._reading = self._read(self.text())
        self._show_reading()

    def _show_reading(self) -> None:
        reading = self._reading
        parts: list[QWidget | int] = []
        if reading is None:
            parts += [Strip(text, "note") for text in (self._unread(),) if text]
        else:
            remarks = (
                () if self._masked else ((reading.corrected, "note"), (reading.doubts, "notewarn"))
            )
            parts += [Strip(text, kind) for text, kind in remarks if text]  # type: ignore[arg-type]  # both are kinds
            self._prefer(reading.offers)
            parts.append(self._offered(reading))
        self._fill.setEnabled(reading is not None and bool(reading.offers))
        contents = column(*parts, 1, spacing=px(10))
        contents.setFixedWidth(px(_WIDTH - 2 * _SIDE - 12))
        self._area.setWidget(contents)
        self._area.setVisible(bool(parts))
        contents.setAutoFillBackground(False)  # the area has asked for it
        room = self.screen().availableGeometry().height() - px(_REST)
        self._area.setFixedHeight(min(contents.sizeHint().height() + px(2), px(_MOST), room))
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(px(_WIDTH)))
        self._order()
        self._keep_on_screen()

    def _prefer(self, offers: Sequence[DocumentOffer]) -> None:
        """Half an answer gives way to the document's, until it is chosen otherwise."""
        fresh = {offer.name for offer in offers if offer.half} - self._seen
        self._seen |= fresh
        self._taken |= fresh

    def _order(self) -> None:
        """Tab: the lines, what is to be chosen, the buttons."""
        stops = [self._lines, *self._area.findChildren(QRadioButton), self._fill, self._back]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _keep_on_screen(self) -> None:
        """Grown past the edge of the screen it moves up."""
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        if self.isVisible() and frame.bottom() > room.bottom():
            self.move(frame.x(), max(room.top(), room.bottom() - frame.height()))

    def _unread(self) -> str:
        if not self.text().strip():
            return ""
        return _(
            "Nothing can be read yet: a passport has two lines of 44 signs, a card three of 30, "
            "a visa two of 44 or 36, a civil ID number twelve digits."
        )

    def _offered(self, reading: DocumentOffers) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(18))
        grid.setVerticalSpacing(px(7))
        grid.setColumnMinimumWidth(0, px(_NAMES))
        grid.setColumnStretch(1, 1)
        for at, offer in enumerate(reading.offers):
            name = label(isolate(offer.label), "muted", wrap=True)
            name.setFixedWidth(px(_NAMES))
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._choice(offer) if offer.before else self._value(offer.value), at, 1)
        if reading.same:
            text = self._said_same(more=bool(reading.offers))
            grid.addWidget(label(text, "muted", wrap=True), len(reading.offers), 0, 1, 2)
        return holder

    @staticmethod
    def _said_same(*, more: bool) -> str:
        if more:
            return _("The other answers are in the file already.")
        return _("Everything that the document tells is in the file already.")

    def _value(self, text: str) -> QWidget:
        return label(MASK if self._masked else isolate(text), wrap=True)

    def _choice(self, offer: DocumentOffer) -> QWidget:
        """What stands, and what the document says, to choose from; what stands is chosen."""
        answers = (MASK, MASK) if self._masked else (offer.before, offer.value)
        keep = QRadioButton(_("In the file: {answer}").format(answer=_short(answers[0])))
        template = (
            _("Add from the document: {answer}") if offer.added else _("In the document: {answer}")
        )
        take = QRadioButton(template.format(answer=_short(answers[1])))
        for choice in (keep, take):
            template = _("{question}: {choice}").format(question=offer.label, choice=choice.text())
            choice.setAccessibleName(template)
        (take if offer.name in self._taken else keep).setChecked(True)
        take.toggled.connect(lambda on, name=offer.name: self._on_chosen(name, on=on))
        return column(keep, take, spacing=px(2))

    def _on_chosen(self, name: str, *, on: bool) -> None:
        if on:
            self._taken.add(name)
        else:
            self._taken.discard(name)

    # --- going ------------------------------------------------------------------------------

    @Slot()
    def _on_given_up(self) -> None:
        self.given_up = True
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_given_up()
        else:
            super().keyPressEvent(event)


def _short(text: str) -> str:
    return isolated(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


# --- what is said of them ---------------------------------------------------------------------


_SLIPS = {
    TypingSlip.ARABIC_KEYS: N_(
        "The keyboard was set to Arabic; the same keys were read as Latin ones."
    ),
    TypingSlip.ARABIC_DIGITS: N_("Arabic digits were read as 0 to 9."),
    TypingSlip.LOWER_CASE: N_("Small letters were read as capitals."),
    TypingSlip.LETTERS: N_("Letters with marks were read without them."),
    TypingSlip.SPACES: N_("Spaces were taken out, or read as <."),
    TypingSlip.FILLERS: N_(
        "The signs < were not as many as the line has; their number was corrected."
    ),
    TypingSlip.LETTER_FOR_DIGIT: N_(
        "There was a letter where only a digit can be: O was read as 0, I as 1."
    ),
    TypingSlip.DIGIT_FOR_LETTER: N_(
        "There was a digit where only a letter can be: 0 was read as O, 1 as I."
    ),
}
_DOUBTS = {
    LineDoubt.NUMBER: N_("The check digit of the number does not fit."),
    LineDoubt.BIRTH: N_("The check digit of the birth date does not fit."),
    LineDoubt.EXPIRY: N_("The check digit of the expiry date does not fit."),
    LineDoubt.OPTIONAL: N_("The check digit of the optional data does not fit."),
    LineDoubt.COMPOSITE: N_("The check digit of the whole does not fit."),
    LineDoubt.BIRTH_UNREAD: N_("The birth date is no day of the calendar and was left out."),
    LineDoubt.EXPIRY_UNREAD: N_("The expiry date is no day of the calendar and was left out."),
    LineDoubt.NAMES_CUT: N_("The names fill their line to its end and may be cut: check the page."),
}


def said_slips(document: document_filling.Read) -> str:
    """What was corrected, one sentence a line; '' when nothing was."""
    return (
        ""
        if isinstance(document, document_filling.CivilId)
        else "\n".join(_(_SLIPS[slip]) for slip in document.slips)
    )


def said_doubts(document: document_filling.Read, unknown: Sequence[str]) -> str:
    """What does not fit, one sentence a line; '' when all fits. `unknown` are codes of countries
    that the form does not have."""
    lines: list[str] = []
    if isinstance(document, document_filling.CivilId):
        if not document.fits:
            lines.append(_("The check digit of the civil ID number does not fit."))
    else:
        lines += [_(_DOUBTS[doubt]) for doubt in document.doubts]
        if document.alike:
            like = _("It would fit as {numbers}: O and 0, I and 1, S and 5 look alike.")
            numbers = " • ".join(isolated(number) for number in document.alike)
            lines.append(like.format(numbers=numbers))
    for code in unknown:
        template = _("The form has no country with the code {code}; it was left out.")
        lines.append(template.format(code=isolated(code)))
    if lines:
        lines.append(_("Check the typing again. It can be filled in all the same."))
    return "\n".join(lines)


# --- readers that type ------------------------------------------------------------------------


MOST = 200  # keys that are held: the longest lines have 90 characters
_PAUSE, _LINE_PAUSE = 150, 350  # milliseconds without a key: the burst has ended


class ScannerWatch(keyboard.WindowListener):
    """Says what a reader has typed while `is_due`. `note_before` notes the field as it stands and
    gives what puts it back; `is_meant` knows what is looked for."""

    scanned = Signal(str)

    def __init__(
        self,
        is_due: Callable[[], bool],
        is_meant: Callable[[str], bool],
        note_before: Callable[[], Callable[[], None]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._is_due, self._is_meant, self._note_before = is_due, is_meant, note_before
        self._run: list[keyboard.KeyPress] = []
        self._held = 0  # of them, the last ones
        self._too_long: keyboard.KeyPress | None = (
            None  # the last key of a burst that is no document
        )
        self._begun_at: QWidget | None = None  # the field that had the cursor
        self._put_back: Callable[[], None] = _nothing
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.settle)
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if keyboard.Pace.handing_on or keyboard.is_silent(event):
            return False
        if not self._is_due() or not keyboard.writes(event):
            self.settle()
            return False
        key = keyboard.key_of(event)
        is_held = self._is_held(key, repeated=event.isAutoRepeat())
        if is_held:  # nobody after this one hears of it
            keyboard.Pace.note(key, repeated=event.isAutoRepeat())
        return is_held

    def _is_held(self, key: keyboard.KeyPress, *, repeated: bool) -> bool:
        """Take a key into the burst, or begin another one with it."""
        if self._too_long is not None:
            goes_on = self._too_long.gap_to(key, repeated=repeated) is not keyboard.KeyGap.SLOW
            self._too_long = key if goes_on else None
            if goes_on:
                return False
        if self._run and self._run[-1].gap_to(key, repeated=repeated) is keyboard.KeyGap.SLOW:
            self.settle()
        if not self._run:
            if key.key in keyboard.ENDS or repeated:
                return False
            self._put_back = self._note_before()
            self._begun_at = QApplication.focusWidget()
        is_sure = len(self._run) + 1 >= keyboard.SURE
        if key.key in keyboard.ENDS and not is_sure:
            self.settle()
            return False
        if self._held == MOST:
            self.settle()
            self._too_long = key
            return False
        self._run.append(key)
        if is_sure:
            self._held += 1
            self._pause.start(_LINE_PAUSE if key.key in keyboard.ENDS else _PAUSE)
        return is_sure

    @Slot()
    def settle(self) -> None:
        """The burst has ended: say what it was, or hand on what was held back."""
        self._pause.stop()
        run, self._run = self._run, []
        count, self._held = self._held, 0
        if not count:
            return
        text = "".join(key.written for key in run)
        if self._is_due() and self._is_meant(text):
            self._put_back()
            # Not from here: a dialog would keep the key that is still being handled.
            QTimer.singleShot(0, self, lambda: self.scanned.emit(text))
            return
        if self._is_still_there():
            keyboard.hand_on(run[-count:])

    def _is_still_there(self) -> bool:
        """Whether the keys go where they were typed: what a lock has taken away is not followed by
        the field of the passphrase."""
        begun = self._begun_at
        return begun is not None and shiboken6.isValid(begun) and begun.isVisible()


def _nothing() -> None:
    """Nothing was typed into."""


# Lines that wait in the dialog are kept as words of a row that the file does not have.
_WAITING = path_of("doc_mrz", document_filling.DOCUMENTS, 0)


class DocumentReading(InterviewPart):
    """Reads, asks, and hands what was confirmed to the keeper: an answer from a document."""

    def __init__(self, frame: InterviewFrame, stage: SectionStage, night: NightCard) -> None:
        super().__init__(frame)
        self._frame, self._stage, self._night = frame, stage, night
        self._dialog: DocumentDialog | None = None
        self._scanned = ""  # what the reader read just now
        self._masked = False
        self._watch = ScannerWatch(self._is_due, self._is_document, self._note_before, self)
        self._watch.scanned.connect(self.ask)
        frame.document_lines.clicked.connect(lambda: self.ask(""))

    def hand_back(self) -> None:
        """A burst of the reader that is held back belongs to this file."""
        self._watch.settle()

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is."""
        self._masked = masked
        if self._dialog is not None:
            self._dialog.set_masked(masked)

    # --- the reader -------------------------------------------------------------------------

    def _is_due(self) -> bool:
        """Whether the section of documents is shown, wherever the cursor is beside it; or the card
        of a quick intake, which asks for most of what a document says."""
        frame, card = self._frame, self._night.page
        shown = card if self._night.on and card.isVisible() else frame
        return (
            self._file is not None
            and (shown is card or frame.document_lines.isVisible())
            and QApplication.activeModalWidget() is None
            and has_focus(shown)
        )

    def _is_document(self, text: str) -> bool:
        """Lines, or a civil ID number that holds: other numbers have twelve digits too."""
        if self._file is None:
            return False
        document = document_filling.read_document(text, kuwait_day(self._file.surroundings().now()))
        if isinstance(document, document_filling.CivilId):
            row = None if self._night.on else self._stage.focused()
            return document.fits or (row is not None and row.question.name == "civil_id")
        return document is not None

    def _note_before(self) -> Callable[[], None]:
        if self._night.on:
            return self._night.note_before()
        row = self._stage.focused()
        if row is None:
            return lambda: None
        return partial(self._put_back, row, row.editor.typed(), row.editor.caret())

    def _put_back(self, row: QuestionRow, typed: str, caret: int) -> None:
        """The field as it was before the reader typed into it."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        if shiboken6.isValid(row) and row.editor.typed() != typed and self._keeper is not None:
            row.set_problem("")
            row.editor.show_typed(typed)
            row.take_focus(caret)
            self._keeper.edited(row.path)

    # --- asking -----------------------------------------------------------------------------

    @Slot(str)
    def ask(self, scanned: str) -> None:
        """Show what the lines would fill in, and fill in what is confirmed."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or self._dialog is not None:
            return
        if scanned and not self._is_due():  # the screen was covered meanwhile: they wait
            self._keep(scanned.strip())
            return
        keeper.flush()
        self._scanned = scanned.strip()
        begun = self._scanned or keeper.unrecorded.typed.get(_WAITING, "")
        above = self._night.page if self._night.on else self._frame
        dialog = DocumentDialog(above, begun, self._reading, self._keep, masked=self._masked)
        self._dialog = dialog
        confirmed = dialog.exec() == DocumentDialog.DialogCode.Accepted
        self._dialog = None
        text, chosen = dialog.text(), dialog.taken()
        self._keep("" if confirmed or dialog.given_up else text)
        dialog.deleteLater()
        if confirmed and self._keeper is keeper:
            self._fill(text, chosen)

    def _keep(self, text: str) -> None:
        """What is written in the dialog outlives a lock; '' forgets it."""
        keeper = self._keeper
        if keeper is None:
            return
        if text.strip():
            keeper.unrecorded.typed[_WAITING] = text
        else:
            keeper.unrecorded.typed.pop(_WAITING, None)
        keeper.put_now({})

    def _proposal(self, text: str) -> tuple[document_filling.Proposal, DocumentOffers] | None:
        file, keeper = self._file, self._keeper
        if file is None or keeper is None:
            return None
        document = document_filling.read_document(text, kuwait_day(file.surroundings().now()))
        if document is None:
            return None
        typed = {at: words for at, words in keeper.unrecorded.typed.items() if at != _WAITING}
        scanned = bool(self._scanned) and text.strip() == self._scanned
        proposal = document_filling.propose(
            document, file.rules.definition, file.answers, typed, scanned=scanned
        )
        offers = tuple(
            _offer(file, filling, proposal.row, half_typed=typed)
            for filling in proposal.fillings
            if filling.name != "doc_mrz" or filling.differs  # the lines stand above
        )
        doubts = said_doubts(document, proposal.unknown)
        return proposal, DocumentOffers(offers, said_slips(document), doubts, len(proposal.same))

    def _reading(self, text: str) -> DocumentOffers | None:
        proposed = self._proposal(text)
        return proposed[1] if proposed is not None else None

    # --- filling ----------------------------------------------------------------------------

    def _fill(self, text: str, chosen: frozenset[str]) -> None:
        proposed, keeper = self._proposal(text), self._keeper
        if proposed is None or keeper is None:
            return
        proposal, row = proposed[0], proposed[0].row
        new_row = not row and any(filling.repeat for filling in proposal.fillings)
        if new_row:
            row = keeper.add_row(document_filling.DOCUMENTS)
            if not row:
                return
        changes = {
            path: Answer(value, source=Source.DOCUMENT)
            for path, value in proposal.changes(row, chosen).items()
        }
        for path, answer in changes.items():
            keeper.unrecorded.recorded(path)
            if (row_shown := self._night.row(path) or self._stage.row(path)) is not None:
                row_shown.set_problem("")
                row_shown.show_answer(answer)
        keeper.put_now(changes)
        if new_row and changes and self._file is not None:
            self._file.edits = self._file.edits.as_one()
        if self._night.on:
            self._night.answered_elsewhere()
        else:
            self._stage.go_to(next(iter(changes), ""))


def _offer(
    file: OpenFile,
    filling: document_filling.DocumentAnswer,
    row: int,
    *,
    half_typed: Mapping[str, str],
) -> DocumentOffer:
    """One answer in words, beside what stands."""
    path = path_of(filling.name, filling.repeat, row)
    form, question = file.rules.definition, file.rules.question(path)
    about = (language(), file.state.value("sex"))
    before = shown_value(form, question, filling.before.value, *about)
    if filling.before.reason is not None:
        before = reason_label(filling.before.reason)
    elif path in half_typed:
        before = readable(question.type, filling.before.value) or "…"
    text = shown_value(form, question, filling.as_read, *about)
    half = path in half_typed  # no answer yet: the document's is likelier
    return DocumentOffer(
        filling.name, file.label_of(path), text, before, added=filling.added, half=half
    )
