"""Section D takes a document in: typed by a reader, or its lines typed and pasted by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from tipdesk.cases.answer_words import shown_value
from tipdesk.cases.interview.document_filling import (
    DOCUMENTS,
    CivilId,
    Filling,
    Proposal,
    propose,
    read_document,
)
from tipdesk.cases.interview.unfinished import readable
from tipdesk.cases.model import Answer, Source
from tipdesk.forms.model import path_of
from tipdesk.i18n.catalogue import language
from tipdesk.i18n.dates import kuwait_day
from tipdesk.texts.messages import reason_label
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.document_dialog import DocumentDialog, Offer, Reading
from tipdesk.ui.interview.document_words import said_doubts, said_slips
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.scanner import ScannerWatch
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.parts import has_focus

# Lines that wait in the dialog are kept as words of a row that the file does not have.
_WAITING = path_of("doc_mrz", DOCUMENTS, 0)


class DocumentReading(QObject):
    """Reads, asks, and hands what was confirmed to the keeper: an answer from a document."""

    def __init__(self, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._frame, self._stage = frame, stage
        self._file: OpenFile | None = None
        self._keeper: AnswerKeeper | None = None
        self._dialog: DocumentDialog | None = None
        self._masked = False
        self._watch = ScannerWatch(self._is_due, self._is_document, self._note_before, self)
        self._watch.scanned.connect(self.ask)
        frame.document_lines.clicked.connect(lambda: self.ask(""))

    def follow(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Another file, or the same one anew."""
        self._file, self._keeper = file, keeper

    def forget(self) -> None:
        """The file is left."""
        self._watch.settle()
        self._file, self._keeper = None, None

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is."""
        self._masked = masked
        if self._dialog is not None:
            self._dialog.set_masked(masked)

    # --- the reader -------------------------------------------------------------------------

    def _is_due(self) -> bool:
        """Whether the section of documents is shown, wherever the cursor is beside it."""
        frame = self._frame
        return (
            self._file is not None
            and frame.document_lines.isVisible()
            and QApplication.activeModalWidget() is None
            and has_focus(frame)
        )

    def _is_document(self, text: str) -> bool:
        """Lines, or a civil ID number that holds: other numbers have twelve digits too."""
        if self._file is None:
            return False
        found = read_document(text, kuwait_day(self._file.surroundings().now()))
        if isinstance(found, CivilId):
            row = self._stage.focused()
            return found.fits or (row is not None and row.question.name == "civil_id")
        return found is not None

    def _note_before(self) -> Callable[[], None]:
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
        begun = scanned.strip() or keeper.unrecorded.typed.get(_WAITING, "")
        dialog = DocumentDialog(self._frame, begun, self._reading, self._keep, masked=self._masked)
        self._dialog = dialog
        confirmed = dialog.exec() == DocumentDialog.DialogCode.Accepted
        self._dialog = None
        text, taken = dialog.text(), dialog.taken()
        self._keep("" if confirmed or dialog.given_up else text)
        dialog.deleteLater()
        if confirmed and self._keeper is keeper:
            self._fill(text, taken)

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

    def _proposal(self, text: str) -> tuple[Proposal, Reading] | None:
        file, keeper = self._file, self._keeper
        if file is None or keeper is None:
            return None
        found = read_document(text, kuwait_day(file.surroundings().now()))
        if found is None:
            return None
        typed = {at: words for at, words in keeper.unrecorded.typed.items() if at != _WAITING}
        made = propose(found, file.rules.definition, file.answers, typed)
        offers = tuple(
            _offer(file, one, made.row, half_typed=typed)
            for one in made.fillings
            if one.name != "doc_mrz" or one.differs  # the lines stand above
        )
        doubts = said_doubts(found, made.unknown)
        return made, Reading(offers, said_slips(found), doubts, len(made.same))

    def _reading(self, text: str) -> Reading | None:
        found = self._proposal(text)
        return found[1] if found is not None else None

    # --- filling ----------------------------------------------------------------------------

    def _fill(self, text: str, taken: frozenset[str]) -> None:
        found, keeper = self._proposal(text), self._keeper
        if found is None or keeper is None:
            return
        proposal, row = found[0], found[0].row
        if not row and any(one.repeat for one in proposal.fillings):
            row = keeper.add_row(DOCUMENTS)
            if not row:
                return
        changes = {
            path: Answer(value, source=Source.DOCUMENT)
            for path, value in proposal.changes(row, taken).items()
        }
        for path, answer in changes.items():
            keeper.unrecorded.recorded(path)
            if (shown := self._stage.row(path)) is not None:
                shown.set_problem("")
                shown.show_answer(answer)
        keeper.put_now(changes)
        self._stage.go_to(next(iter(changes), ""))


def _offer(file: OpenFile, one: Filling, row: int, *, half_typed: Mapping[str, str]) -> Offer:
    """One answer in words, beside what stands."""
    path = path_of(one.name, one.repeat, row)
    form, question = file.rules.definition, file.rules.question(path)
    about = (language(), file.state.value("sex"))
    before = shown_value(form, question, one.before.value, *about)
    if one.before.reason is not None:
        before = reason_label(one.before.reason)
    elif path in half_typed:
        before = readable(question.type, one.before.value) or "…"
    said = shown_value(form, question, one.said, *about)
    half = path in half_typed  # no answer yet: the document's is likelier
    return Offer(one.name, file.label_of(path), said, before, added=one.added, half=half)
