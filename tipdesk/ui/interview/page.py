"""The interview: sections in the order of PEACE, one on the screen, everything kept as typed.

For after a lock it says where the officer types: the field, the cursor, and what Ctrl+Z brings back
(`typing_of`, `come_back`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.interview.edits import Edits
from tipdesk.cases.interview.edits import from_words as edits_from
from tipdesk.cases.interview.edits import to_words as edits_to
from tipdesk.cases.interview.offers import SpokenPlace
from tipdesk.cases.interview.statement import ARABIC, ORIGINAL
from tipdesk.cases.interview.unfinished import Typing, from_words, to_words
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseId, Source
from tipdesk.core.errors import AnswerRefused, TipdeskError
from tipdesk.desk.files.access import SUSPECTS
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.session.session import AMENDING, WRITING, Place
from tipdesk.i18n.text import _, isolate
from tipdesk.texts import keys
from tipdesk.texts.messages import standing_label
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.text_editors import resume, text_field, text_of, typing_in
from tipdesk.ui.interview.amending import Amending
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.autosave import SaveKind, SaveState, banner_text, said_state
from tipdesk.ui.interview.documents import DocumentReading
from tipdesk.ui.interview.elsewhere_advice import ElsewhereAdvice, FileEvent, PersonLinks
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.language_help import SpokenHelp
from tipdesk.ui.interview.night.card import NightCard
from tipdesk.ui.interview.offers import StatementOffers
from tipdesk.ui.interview.open_file import OpenFile, leaves_out
from tipdesk.ui.interview.recording_offer import RecordingOffer
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.interview.statement_end import ChildAgreement, StatementEnd
from tipdesk.ui.interview.timeline import TimelineSide
from tipdesk.ui.interview.undoing import ClosingNote, Undoing
from tipdesk.ui.interview.writing import Writing
from tipdesk.ui.setup.notes import SpaceNote
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import cursor_in
from tipdesk.ui.toolkit.services import Services

_REST = 45 * 60_000  # milliseconds after which a break is offered


# --- where the officer types ------------------------------------------------------------------


def typing_of(row: QuestionRow, *, whole: bool) -> Typing:
    """The field of the row that has the cursor, also while it waits behind F7, or else its first
    one. With `whole` also what can be undone there."""
    inputs = list(row.editor.inputs())
    at = row.resumes if row.masked else cursor_in(row.window())
    part = inputs.index(at) if at in inputs else 0
    field = text_field(inputs[part]) if inputs else None
    return Typing(part) if field is None else typing_in(field, part, whole=whole)


def come_back(stage: SectionStage, place: Place) -> None:
    """Put the cursor where it was in the section that is shown, and what could be undone behind it;
    or the cursor on the first question."""
    if not (place.path and stage.go_to(place.path, place.cursor)):
        stage.focus_first()
    elif (row := stage.focused()) is not None and row.path == place.path:
        _resume(row, from_words(place.words, place.cursor))


def _resume(row: QuestionRow, typing: Typing) -> None:
    """In one row. An answer that is another one since stays as it is."""
    inputs = row.editor.inputs()
    if typing.part >= len(inputs):
        return
    part = inputs[typing.part]
    _put_cursor(row, part)
    field = text_field(part)
    if field is None:
        return
    known, on_screen = _answer_or_typed(row), text_of(field)
    untouched = typing.text == on_screen and not (typing.undo or typing.redo)
    if untouched or typing.text is None or field.isReadOnly() or known is None:
        resume(field, Typing(cursor=typing.cursor, anchor=typing.anchor, top=typing.top))
        return
    resume(field, typing)
    if _answer_or_typed(row) != known:
        at = min(typing.cursor, len(on_screen))
        resume(field, Typing(cursor=at, anchor=at, text=on_screen))


def _put_cursor(row: QuestionRow, part: QWidget) -> None:
    if row.masked:
        row.resumes = part
    elif not part.hasFocus():
        part.setFocus(Qt.FocusReason.OtherFocusReason)


def _answer_or_typed(row: QuestionRow) -> Answer | str | None:
    """What stands in the row: an answer, or words that are none yet. None while a reason stands
    there instead, or the row is closed to the officer."""
    try:
        answer = row.answer()
    except AnswerRefused:
        return row.editor.typed()
    return None if answer.reason is not None or answer.closed else answer


class BreakOffer(InterviewPart):
    """After a while with one file a strip offers a break."""

    def __init__(self, frame: InterviewFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self.timer = QTimer(self)
        self.timer.setInterval(_REST)
        self.timer.timeout.connect(self._show)
        frame.later.clicked.connect(frame.rest.hide)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self.timer.start()

    def leave(self) -> None:
        super().leave()
        self.timer.stop()
        self._frame.rest.hide()

    @Slot()
    def _show(self) -> None:
        self._frame.rest.set_text(
            _("The conversation has lasted a while. A short break may do good; water is at hand.")
        )
        self._frame.rest.show()


class InterviewPage(QWidget):
    """One file, one section at a time."""

    _comes_back = False  # to the page from which the statement alone was asked for
    left = Signal()
    review_asked = Signal(object)  # Case
    print_asked = Signal(object, str, str)  # Case, document, language of its card or ''
    notices_asked = Signal()
    attachments_asked = Signal(object)  # Case
    casework_asked = Signal(object)  # Case
    file_asked = Signal(object)  # Case: another file
    readback_asked = Signal(object)  # Case
    recording_asked = Signal(object, str)  # Case, how the consent to it stands
    saving = Signal(str, str, str)  # state of saving: text, picture, colour token
    alone = Signal(str)  # what takes the whole window, by the name of its help; '' for nothing

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._file: OpenFile | None = None
        self._keeper: AnswerKeeper | None = None
        self._older = ""  # the first answer of an older file that breaks a rule
        self._left: Place | None = None  # where the cursor was when the file was left
        self._resumes: Place | None = None  # where the page before this one had left it
        self._edits: dict[str, Edits] = {}  # of files that were left in this session
        self._frame = frame = InterviewFrame()
        self._stage = stage = SectionStage(frame)
        self._amending = Amending(frame, stage)
        self._spoken = SpokenHelp(services, frame, stage)
        self._statement = StatementEnd(frame, stage)
        self._recording = RecordingOffer(services, frame, stage)
        self._agreement = ChildAgreement(services, frame, stage)
        self._elsewhere = ElsewhereAdvice(self)
        self._event = FileEvent(frame, stage)
        self._closing = ClosingNote(frame, stage.row)
        self._person_links = PersonLinks(frame, stage.row)
        self._break = BreakOffer(frame)
        self._timeline = TimelineSide(frame, stage, services.clock)
        self._writing = Writing(frame, stage)
        self._night = NightCard(services, frame)
        self._documents = DocumentReading(frame, stage, self._night)
        self._undoing = Undoing(frame, stage, self._writing, self._night)
        self._offers = StatementOffers(services, frame)
        # In the order in which they are opened, left and masked. Names are put in step before
        # other files are looked through for them: both wait for a field to be left. The stage
        # comes last: advice is there when it first paints, the bars that speak of its section say
        # so when it turns there, and its rows go when nobody looks at them any more.
        self._parts: tuple[InterviewPart, ...] = (
            self._person_links,
            self._spoken,
            self._amending,
            self._agreement,
            self._elsewhere,
            self._event,
            self._closing,
            self._documents,
            self._timeline,
            self._night,
            self._writing,
            self._undoing,
            self._offers,
            self._statement,
            self._recording,
            self._break,
            stage,
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._space = SpaceNote(services)
        box.addWidget(self._space)
        box.addWidget(self._frame, 1)
        box.addWidget(self._writing.page, 1)
        box.addWidget(self._offers.page, 1)
        box.addWidget(self._night.page, 1)
        self._connect()

    def _connect(self) -> None:
        frame, stage = self._frame, self._stage
        stage.ended.connect(self._on_review)
        frame.review.clicked.connect(self._on_review)
        frame.notice.clicked.connect(self._on_notice)
        frame.attachments.clicked.connect(self._on_attachments)
        frame.casework.clicked.connect(self._on_casework)
        self._spoken.print_asked.connect(self._on_print)
        frame.quick.clicked.connect(self._on_quick)
        frame.banner.pressed.connect(self.flush)
        self._amending.ended.connect(self._reopen)
        self._agreement.changed.connect(self._reopen)
        self._elsewhere.changed.connect(stage.refresh)
        self._elsewhere.file_asked.connect(self.file_asked)
        end = self._statement
        end.changed.connect(self._reopen)
        end.reading_asked.connect(self._on_readback)
        end.notice_asked.connect(self._on_notice)
        self._recording.begin_asked.connect(self._on_recording)
        self._recording.consent_asked.connect(self.load)
        frame.to_older.clicked.connect(self._on_older)
        frame.older_read.clicked.connect(frame.older.hide)
        self._writing.alone.connect(self.alone)
        self._writing.alone.connect(self._night.give_way)
        self._night.alone.connect(self.alone)
        self._night.full_asked.connect(self._on_full)
        self._night.review_asked.connect(self._on_review)
        self._night.paper_asked.connect(self._on_notice)
        self._night.notices_asked.connect(self._on_notices)
        self._writing.ended.connect(self._on_written)
        self._offers.alone.connect(self.alone)
        self._offers.ended.connect(self._on_offered)
        self._offers.words_asked.connect(self._on_words)
        frame.see_named.clicked.connect(self._on_offers)
        self._undoing.unbegun.connect(self.left)
        self._connect_keys()

    def _connect_keys(self) -> None:
        """Keys that work wherever the cursor is. Most are those of the questions, and do nothing
        while the statement stands alone."""
        frame, stage, writing = self._frame, self._stage, self._writing
        for key, slot in (
            (keys.WRITING, self._on_writing),
            (keys.TURNS, writing.toggle_turns),
            (keys.REASON, self._on_menu),
            (keys.UNDO, self._on_undo),
            (keys.STOP, self._statement.stop),
            (keys.REDO, self._undoing.redo),
        ):
            QShortcut(shortcut_of(key), self, slot)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._on_escape)
        for key, slot in (
            (keys.AFTER, lambda: stage.step(1)),
            (keys.BEFORE, lambda: stage.step(-1)),
            (keys.TIMELINE, self._timeline.toggle),
            (keys.OFFERS, self._on_offers),
            (keys.CASEWORK, frame.casework.click),
            (keys.CONFIRM_EVENT, stage.confirm_event),
        ):
            QShortcut(shortcut_of(key), self, partial(self._at_sections, slot))
        for key, slot in (
            (keys.CONFIRM, self._on_confirm),
            (keys.NOTICE, frame.notice.click),
            (keys.ATTACHMENTS, frame.attachments.click),
            (keys.REVIEW, frame.review.click),
        ):
            QShortcut(shortcut_of(key), self, partial(self._at_questions, slot))
        for deed in (frame.notice, frame.attachments, frame.casework, frame.review):
            deed.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is

    def _at_questions(self, act: Callable[[], object]) -> None:
        if self._writing.row is None and not self._offers.is_open:
            act()

    def _at_sections(self, act: Callable[[], object]) -> None:
        if not self._night.on:
            self._at_questions(act)

    @Slot()
    def _on_escape(self) -> None:
        if self._writing.row is not None:
            self._writing.end()
        elif self._offers.is_open:
            self._offers.end()
        elif not self._night.end_search():
            self.left.emit()

    # --- coming and going -------------------------------------------------------------------

    def load(self, case: Case, section: str = "", path: str = "", cursor: int = 0) -> None:
        """Show a file: at `section` and `path`, where it was left in this session, or at the
        beginning. What was done in it in this session can still be undone."""
        again = self._file is not None and self._file.case.id == case.id
        place = Place(case.id, section, path, cursor)
        resumed, self._resumes = self._resumes, None
        if again and not section:
            place = replace(self._left or place, section=self._stage.section)
        elif resumed is not None and resumed.case_id == case.id and not section:
            place = resumed
        self.leave()
        file = OpenFile(self._services.session, case, self._services.clock)
        if section and (leaves_out(file, section, path) or path == NOTIFIED):
            # The question that was asked for is not one of quick mode. When the notice was handed
            # over is a button there, and no line that a time could be written in.
            file.set_quick(False)
        before = self._edits.pop(case.id, Edits())
        file.edits = edits_from(place.edits, file.answers) if place.edits else before
        self._open(file, place.section)
        self._list_refused(file)
        self._show_card(place.path, section)
        self._put_cursor(place)

    def _put_cursor(self, place: Place) -> None:
        """Where it was, and what could be undone behind it."""
        if not self._night.on:
            come_back(self._stage, place)
        elif (row := self._night.row(place.path)) is not None:
            _resume(row, from_words(place.words, place.cursor))

    def _show_card(self, path: str = "", section: str = "") -> None:
        """Quick mode is one card, where it has room for the questions of the form."""
        if self._file is not None and self._file.quick:
            self._night.begin(path, section)

    def _open(self, file: OpenFile, section: str) -> None:
        keeper = AnswerKeeper(file, self._row, self)
        keeper.state_changed.connect(self._on_saving)
        keeper.failed.connect(self._on_failed)
        self._file, self._keeper = file, keeper
        self._frame.show_file(file.case.number, file.case.person_code, standing_label(file.case))
        self._frame.quick.setChecked(file.quick)
        self._on_saving(keeper.state)
        self._stage.begin_at(section)
        for part in self._parts:
            part.open(file, keeper)

    def _list_refused(self, file: OpenFile) -> None:
        """A file of an older form may hold answers that its rules refuse and that count all the
        same: they are named once."""
        paths = file.session.files.refused_found(file.case.id)
        self._frame.older.setVisible(bool(paths))
        if not paths:
            return
        labels = dict.fromkeys(filter(None, map(file.label_of, paths)))
        template = _(
            "This file was begun with an older form. These answers break its rules, "
            "and count until they are corrected: {questions}."
        )
        named = " • ".join(isolate(f"«{label}»") for label in labels)
        self._frame.older.set_text(template.format(questions=named))
        self._older = paths[0]

    @Slot()
    def _on_older(self) -> None:
        self._stage.seek(self._older)

    def return_to(self, place: Place) -> None:
        """Come back after a lock: the same section, field and cursor, the same to be undone."""
        session = self._services.session
        case = session.files.case(CaseId(place.case_id))
        behind = self._place_behind(place) if place.writing else place
        if behind.section == SUSPECTS:
            session.access.open_suspects(case.id)  # it was open when the screen was locked
        self._edits.pop(case.id, None)
        self.load(case, behind.section, behind.path, behind.cursor)
        if self._file is not None:
            self._file.edits = edits_from(place.edits, self._file.answers)
        if place.amending:
            self._amending.begin()  # nothing was changed yet: no draft says so
        self._undoing.name_next()
        self._put_cursor(behind)
        if place.writing:
            self._writing.begin(behind, text=place.path)
            if (row := self._writing.row) is not None and row.path == place.path:
                _resume(row, from_words(place.words, place.cursor))

    def left_at(self) -> Place | None:
        """Where the file that is open here was left, while another page is shown."""
        if self._file is None:
            return None
        edits = self._file.edits if self._keeper else self._edits.get(self._file.case.id, Edits())
        begun = Place(self._file.case.id, self._stage.section, edits=edits_to(edits))
        known = self._left is not None and self._left.case_id == begun.case_id
        if known and self._left:
            return replace(self._left, section=begun.section, edits=begun.edits)
        return begun

    def resume_at(self, place: Place | None) -> None:
        """The next time this file is opened it begins there: the page was built anew."""
        self._resumes = place

    def place(self, *, whole: bool = False) -> Place | None:
        """Where the officer stands; with `whole` also what can be undone there."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None:
            return None
        if self._offers.is_open:
            edits = edits_to(file.edits) if whole else {}
            return replace(self._offers.back, edits=edits)
        writing = self._writing.row
        doing = " ".join(
            filter(None, (AMENDING * keeper.amending, WRITING * (writing is not None)))
        )
        if whole:
            keeper.pause()
        edits = edits_to(file.edits) if whole else {}
        back = self._writing.back
        place = Place(file.case.id, self._stage.section, doing=doing, back=back, edits=edits)
        row = writing or self._night.focused()
        if row is None and self._night.on:
            return replace(place, path=self._night.path())
        row = row or self._stage.focused()
        if row is None:
            return place
        typing = typing_of(row, whole=whole)
        return replace(place, path=row.path, cursor=typing.cursor, words=to_words(typing))

    @Slot()
    def flush(self) -> bool:
        """Keep what was typed, now; whether all of it is on the disk: as an answer, or as what
        its officer finds again."""
        if (place := self.place()) is not None and place.path:
            self._left = place  # before another page takes the cursor
        return self._keeper is None or self._keeper.flush()

    def unsaved(self) -> tuple[str, ...]:
        """The questions whose answers the disk has refused, in words."""
        if self._keeper is None or self._keeper.state.kind is not SaveKind.NOT_SAVED:
            return ()
        return tuple(field.label for field in self._keeper.state.fields)

    def unrecorded(self) -> bool:
        """Whether an amendment waits for its reason."""
        return self._keeper is not None and bool(self._keeper.amendments())

    def leave(self) -> None:
        """The file is left: keep everything, forget what was shown."""
        self._comes_back = False
        file, keeper, self._keeper = self._file, self._keeper, None
        if file is None or keeper is None:
            return
        try:
            for part in self._parts:
                part.hand_back()
            keeper.flush()
            for part in self._parts:
                part.settle()
            self._edits[file.case.id] = file.edits
            with suppress(TipdeskError):  # the lock and the next unlock fold it too
                file.fold()
        finally:
            keeper.stop()
            keeper.deleteLater()
            self._frame.older.hide()
            for part in self._parts:
                part.leave()

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is."""
        for part in self._parts:
            part.set_masked(masked)

    # --- what is asked for ------------------------------------------------------------------

    def _kept_case(self) -> Case | None:
        """The open file for another page, all that was typed in it kept first."""
        self.flush()
        return self._file.case if self._file is not None else None

    @Slot()
    def _on_review(self) -> None:
        if (case := self._kept_case()) is not None:
            self.review_asked.emit(case)

    @Slot()
    def _on_notices(self) -> None:
        if self._kept_case() is not None:
            self.notices_asked.emit()

    @Slot()
    def _on_attachments(self) -> None:
        if (case := self._kept_case()) is not None:
            self.attachments_asked.emit(case)

    @Slot()
    def _on_casework(self) -> None:
        if (case := self._kept_case()) is not None:
            self.casework_asked.emit(case)

    @Slot()
    def _on_readback(self) -> None:
        if (case := self._kept_case()) is not None:
            self.readback_asked.emit(case)

    @Slot(str)
    def _on_recording(self, consent: str) -> None:
        if (case := self._kept_case()) is not None:
            self.recording_asked.emit(case, consent)

    @Slot()
    def _on_notice(self) -> None:
        self._on_print("notice", "")

    @Slot(str, str)
    def _on_print(self, document: str, card: str) -> None:
        if (case := self._kept_case()) is not None:
            self.print_asked.emit(case, document, card)

    @Slot(bool)
    def _on_quick(self, quick: bool) -> None:
        if self._file is not None:
            self.flush()
            try:
                self._file.choose_quick(quick)
            except TipdeskError as error:
                show_error(self, error)
            self._night.end()
            self._stage.refresh()
            self._show_card()

    @Slot()
    def _on_full(self) -> None:
        """Quick mode has ended: the same file goes on with all questions."""
        self._frame.quick.setChecked(False)
        self._on_quick(False)
        self._stage.show_first_open()

    @Slot()
    def _on_menu(self) -> None:
        if self._offers.is_shown:
            self._offers.page.ask_other()
        elif self._night.on and self._writing.row is None:
            self._night.open_menu()
        elif self._writing.row is None:
            menu = self._stage.focused_menu()
            if menu is not None and menu.isVisible():
                menu.open()

    @Slot()
    def _on_undo(self) -> None:
        if self._offers.is_shown:
            self._offers.undo()
        else:
            self._undoing.undo()

    @Slot()
    def _on_confirm(self) -> None:
        if self._night.on:
            self._night.confirm()
        else:
            self._stage.confirm_known()

    def _row(self, path: str) -> QuestionRow | None:
        """The question in which an answer is given now: on the card, or in its section."""
        return self._night.row(path) or self._stage.row(path)

    # --- writing only -----------------------------------------------------------------------

    @Slot()
    def _on_writing(self) -> None:
        """The statement alone, at the words from which the answer with the cursor was taken; or
        back to where one stood."""
        place = self.place()
        if self._writing.row is not None:
            self._writing.end()
        elif self._offers.is_shown:
            self._offers.ask_words()
        elif place is not None:
            self._writing.begin(place, self._words_of(place.path))

    def write_alone(self) -> None:
        """The statement alone, asked for on another page of the file, which follows at its end."""
        place = self.place()
        if place is not None and self._writing.row is None:
            self._writing.begin(place)
            self._comes_back = self._writing.row is not None
            if not self._comes_back:
                self.left.emit()  # there is none, which was said

    def _words_of(self, path: str) -> SpokenPlace | None:
        file = self._file
        answer = file.answers.get(path, NO_ANSWER) if file is not None else NO_ANSWER
        if file is None or answer.source is not Source.STATEMENT:
            return None
        return file.session.noticing.place_of(file.case.id, path)

    @Slot()
    def _on_offers(self) -> None:
        """What the statement answers elsewhere."""
        if (place := self.place()) is not None:
            self._offers.begin(place)

    @Slot(object)
    def _on_words(self, at: SpokenPlace) -> None:
        """From an offer to its words; back from there to the offers."""
        self._offers.step_aside()
        self._writing.begin(self._offers.back, at)

    @Slot(object, bool)
    def _on_offered(self, place: Place, changed: bool) -> None:
        if changed and self._file is not None:
            self._file.reload(self._file.case)
            self._reopen()
        self._show_again(place)

    @Slot(object)
    def _on_written(self, place: Place) -> None:
        if self._comes_back:
            self._comes_back = False
            self.left.emit()
            return
        if self._offers.is_open:
            self._offers.begin(place)
            return
        self._show_again(place)
        self._offers.suggest()

    def _show_again(self, place: Place) -> None:
        """The questions, where one stood."""
        if place.section != self._stage.section:
            self._stage.show(place.section)
        if self._night.on:
            return  # the card is there again, and has the cursor
        if place.path in (ARABIC, ORIGINAL):
            self._stage.go_to(place.path)  # its cursor stays where one has written
        else:
            come_back(self._stage, place)

    def _place_behind(self, place: Place) -> Place:
        """The question, or the section, to which writing only leads back. Not the statement: to
        open the file there would end quick mode."""
        rules, back = self._services.session.files.rules(CaseId(place.case_id)), place.back
        if back in {section.name for section in rules.definition.sections}:
            return Place(place.case_id, back)
        try:
            return Place(place.case_id, rules.section_of(back), back)
        except KeyError:  # none is known, or a row that a colleague took away
            return Place(place.case_id, place.section)

    def show_recording(self, milliseconds: int, *, running: bool) -> None:
        """How long what is recorded is; less than nothing where nothing is."""
        self._writing.page.line.show_recording(milliseconds, running=running)

    # --- saving -----------------------------------------------------------------------------

    @Slot(object)
    def _on_saving(self, state: SaveState) -> None:
        self._frame.banner.say(banner_text(state))
        self._space.refresh()  # the last write may have cost the ballast
        self._writing.page.line.show_saved(*said_state(state))
        self._night.page.show_saved(*said_state(state))
        self.saving.emit(*said_state(state))

    def _on_failed(self, error: TipdeskError) -> None:
        show_error(self, error)

    @Slot()
    def _reopen(self) -> None:
        """Show the file as it stands in the vault now."""
        if self._file is not None and self._keeper is not None:
            self._writing.hand_back()
            self._night.end()
            self._keeper.stop()
            self._keeper.deleteLater()
            self._stage.leave()
            self._open(self._file, self._stage.section)
