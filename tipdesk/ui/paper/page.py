"""Documents: choose one, look at every page, print it or save it as PDF.

Beside the notice to the Prosecution stands that it is due, or when it was handed over
(`NoticeBox`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases.model import Act, Case, CaseId, Status
from tipdesk.cases.paper import referrals
from tipdesk.core.clock import Clock
from tipdesk.core.errors import LetterRefused, TipdeskError
from tipdesk.desk.paper import printing_room
from tipdesk.forms.model import NOTICE
from tipdesk.i18n.language_cards import language_cards
from tipdesk.i18n.text import _, format_datetime, isolated, language
from tipdesk.printing.documents.registry import CALENDAR, DOCUMENTS, About, Beyond, Document, Spoken
from tipdesk.printing.plan import copy_made, may_be_large
from tipdesk.texts import keys
from tipdesk.ui.paper.documents import CopyChoice, offer_documents
from tipdesk.ui.paper.printing import PaperPrinting
from tipdesk.ui.paper.referrals import ReferralSide
from tipdesk.ui.toolkit.dialogs import ask, errors_said, show_error
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    Strip,
    begin_at,
    button,
    card,
    column,
    give_keys,
    label,
    labelled,
    note,
    page_head,
    row,
    scrolled,
    way_back,
)
from tipdesk.ui.toolkit.privacy import Veil
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import is_large, px
from tipdesk.ui.viewers.pages import PageBar, PdfPreview

_CHOICES, _MOST_CHOICES = 332, 0.36  # pixels at 100 %, and how much of the page at most
_MOST_LARGE = 0.46  # with large letters


class NoticeBox(QWidget):
    """`handed_over` when somebody has said so, asked once more with the time that is recorded; it
    rests until the notice was printed as it is now, here or, of the saved file, at another computer
    (`printed_elsewhere`). `taken_back`: it was not after all."""

    handed_over = Signal()
    printed_elsewhere = Signal()
    taken_back = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        hint = _("Notify the Prosecution at once; no consent is needed for this (article 40).")
        first = _("First print the copy for the Prosecution, as the file says it now.")
        self._due, self._first = note(hint), label(first, "faint", wrap=True)
        self._button = button(_("The notice was handed over now"), "check", "primary")
        self._elsewhere = button(_("The saved file was printed elsewhere"), "printer", "ghost")
        self._given = Strip(kind="noteok")
        self._wrong = button(_("It was not handed over"), "arrow-counter-clockwise", "ghost")
        self._wrong.setToolTip(_("Within ten minutes, by whoever said so; both are entered."))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        parts = (
            *(self._due, self._button, self._first, self._elsewhere),
            *(self._given, self._wrong),
        )
        for part in parts:
            box.addWidget(part)
        self._elsewhere.clicked.connect(self._on_elsewhere)
        self._button.clicked.connect(self._on_pressed)
        self._wrong.clicked.connect(self.taken_back)

    def show_case(
        self, case: Case | None, *, left: bool = False, wrong: bool = False, saved: bool = False
    ) -> None:
        """How the notice of this file stands; None, and of a voided one: nothing is said. `left`:
        it was printed as it is now; `saved`: it was only saved so; `wrong`: a hand-over may still
        be taken back."""
        self.setVisible(case is not None and case.status is not Status.VOIDED)
        notified_at = case.notified_at if case is not None else None
        for part in (self._due, self._button):
            part.setVisible(notified_at is None)
        self._given.setVisible(notified_at is not None)
        self._wrong.setVisible(notified_at is not None and wrong)
        self._button.setEnabled(left)
        self._first.setVisible(notified_at is None and not left)
        self._elsewhere.setVisible(notified_at is None and not left and saved)
        if notified_at is not None:
            when = isolated(format_datetime(notified_at, language()))
            text = _("Recorded: the notice was handed over on {when}.").format(when=when)
            self._given.set_text(text)

    @Slot()
    def _on_pressed(self) -> None:
        when = isolated(format_datetime(self._clock(), language()))
        text = _(
            "It is recorded in the file with this time: {when}. For another time, answer the "
            "question in the interview instead."
        ).format(when=when)
        title = _("Was the notice handed over to the Prosecution now?")
        if ask(self, title, text, _("It was handed over")):
            self.handed_over.emit()

    @Slot()
    def _on_elsewhere(self) -> None:
        text = _(
            "It is entered in the chain of custody, in your name, that the copy for the "
            "Prosecution was printed from the saved file. First compare the number of the copy "
            "that stands on it."
        )
        title = _("Was the saved file printed as it is?")
        if ask(self, title, text, _("It was printed")):
            self.printed_elsewhere.emit()


class PaperPage(QWidget):
    """Preview, print and save; what was printed is recorded."""

    left = Signal(object)  # Case or None
    notified = Signal(object)  # Case
    question_asked = Signal(object, str, str)  # Case, section, path
    names_asked = Signal()  # names are hidden, and the paper is wanted

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._plan: printing_room.PrintPlan | None = None
        self._drawn: printing_room.Drawn | None = None  # of `_plan`
        self._day: date | None = None  # of the week that the calendar is about
        self._masked = False
        self._refused = False  # no letter may be written: why not is said in its place
        self._is_blank = True  # what is drawn, ticked or not
        self._asked = 0  # number of the newest drawing asked for
        self._stay = 0  # the page to turn to when the paper is drawn anew
        self._leaving = False
        self._build()
        self._connect()

    # --- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("page")
        self._preview = PdfPreview(self._services.jobs)
        self._veil = Veil(self._preview)
        self._sheet = QStackedWidget()  # the paper, or why there is none
        self._print = button(_("Print"), "printer", "primary")
        self._save = button(_("Save as PDF"), "download-simple")
        self._back = way_back(_("Back"))
        self._bar = PageBar(self._preview, self)
        self._printing = PaperPrinting(self._services, self)
        paper = column(self._bar, self._printing, self._sheet, spacing=px(8))
        body = row(self._choices(), paper, spacing=px(20), wide=1)
        for part in (self._veil, self._referral.instead):
            self._sheet.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(12))
        box.setSpacing(px(12))
        box.addWidget(page_head(_("Print"), self._back, self._save, self._print))
        box.addWidget(body, 1)

    def _choices(self) -> QWidget:
        self._document = CalmCombo()
        offer_documents(self._document)
        self._language = CalmCombo()
        self._language.addItem(_("Arabic"), "ar")
        self._language.addItem(_("English"), "en")
        self._card = CalmCombo()
        for language_card in language_cards():
            self._card.addItem(language_card.label[language()], language_card.language)
        self._card_field = labelled(_("The person's language"), self._card)
        self._copy = CopyChoice()
        self._copy_field = labelled(_("Copy"), self._copy)
        self._blank = QCheckBox(_("Blank form, to fill in by hand"))
        self._hide = QCheckBox(_("Code instead of the name"))
        self._large = QCheckBox(_("Large print"))
        self._large.setToolTip(
            _("For weak eyes, on what the person reads or takes along. Remembered for the file.")
        )
        self._referral = ReferralSide(self._services)
        self._restricted = QCheckBox(_("Restricted answers too"))
        self._restricted.setToolTip(_("On a separate sheet; the supervisor only"))
        self._notice = NoticeBox(self._services.clock)
        choices = column(
            card(
                labelled(_("Document"), self._document),
                labelled(_("Language of the document"), self._language),
                self._card_field,
                self._copy_field,
                self._referral,
                self._blank,
                self._hide,
                self._large,
                self._restricted,
                spacing=px(12),
            ),
            self._notice,
            1,
            spacing=px(12),
        )
        beside = scrolled(choices, edge=0)  # more than a small screen shows, of a letter
        self._beside = beside
        return beside

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside large letters the paper keeps its room."""
        super().resizeEvent(event)
        most = _MOST_LARGE if is_large() else _MOST_CHOICES
        self._beside.setFixedWidth(min(px(_CHOICES), round(self.width() * most)))

    def _connect(self) -> None:
        self._document.currentIndexChanged.connect(self._printing.forget)
        for choice in (self._document, self._language, self._copy, self._card):
            choice.currentIndexChanged.connect(self._draw)
        for tick in (self._blank, self._hide, self._restricted):
            tick.toggled.connect(self._draw)
        self._large.toggled.connect(self._on_large)
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        self._back.clicked.connect(lambda: self.left.emit(self._case))
        self._referral.chosen.connect(self._draw)
        self._referral.answered.connect(self._draw)
        self._referral.question_asked.connect(
            lambda *place: self.question_asked.emit(self._case, *place)
        )
        self._notice.handed_over.connect(self._on_notified)
        self._notice.taken_back.connect(self._on_taken_back)
        self._notice.printed_elsewhere.connect(self._on_printed_elsewhere)
        self._veil.names_asked.connect(self.names_asked)
        self._printing.running.connect(self._on_running)
        self._printing.recorded.connect(self._on_recorded)
        QShortcut(shortcut_of(keys.PRINT), self, self._on_print)

    # --- what is shown ----------------------------------------------------------------------

    def load(self, case: Case | None, document: str = "notice", detail: str = "") -> None:
        """Show `document` of the file; None: blank forms only. `detail` is the language of a
        language card, without it the one that the person prefers; of the calendar a day of its
        week (ISO 8601), without it this week; of a letter the number of its need."""
        self._case = case
        of_week, of_need = document == CALENDAR, document == referrals.DOCUMENT
        self._day = date.fromisoformat(detail) if of_week and detail else None
        card = "" if of_week or of_need else detail
        self._referral.want(int(detail) if of_need and detail else 0)
        self._copy.forget()
        self._printing.forget()
        self._restricted.setVisible(self._services.session.may(Act.PRINT_RESTRICTED))
        parts = (self._document, self._blank, self._restricted, self._card, self._large)
        for part in parts:
            part.blockSignals(True)
        known = self._document.findData(document)
        self._document.setCurrentIndex(known if known >= 0 else self._document.findData("notice"))
        self._blank.setChecked(False)
        self._restricted.setChecked(False)  # level 4 is never by default: asked for each time
        self._large.setChecked(case is not None and self._reads_large(case))
        spoken = card or _preferred(self._services, case)
        self._card.setCurrentIndex(max(self._card.findData(spoken), 0))
        for part in parts:
            part.blockSignals(False)
        self._draw()
        begin_at(self, self._document)

    def shown(self) -> tuple[object, ...]:
        """What it is loaded with to show the same paper again."""
        document = self._document.currentData()
        if document == CALENDAR:
            return self._case, document, self._day.isoformat() if self._day is not None else ""
        if document == referrals.DOCUMENT:
            return self._case, document, str(self._referral.need or "")
        return self._case, document, self._card.currentData()

    def _reads_large(self, case: Case) -> bool:
        try:
            return self._services.session.printing.large_print(case.id)
        except TipdeskError:  # `_draw` says why the file cannot be read
            return False

    @Slot()
    def _on_large(self) -> None:
        """What is chosen with a file before one holds for that file, whoever prints next."""
        if self._case is not None:
            try:
                self._services.session.printing.choose_large_print(
                    self._case.id, large=self._large.isChecked()
                )
            except TipdeskError as error:
                show_error(self, error)
        self._draw()

    def set_masked(self, masked: bool) -> None:
        """Hide or show the paper (F7): what is printed cannot be masked word by word."""
        self._masked = masked
        self._referral.set_masked(masked)
        self._cover()

    def _cover(self) -> None:
        """A blank form names nobody and stays in sight."""
        covered = self._masked and not self._is_blank
        self._veil.cover(covered)
        refused = self._refused and not covered
        self._sheet.setCurrentWidget(self._referral.instead if refused else self._veil)
        self._bar.setVisible(not self._refused)

    def _options(self) -> printing_room.PaperOptions:
        blank = self._is_blank
        return printing_room.PaperOptions(
            language=self._language.currentData(),
            copy="file" if blank else self._copy.currentData(),
            blank=blank,
            include_level4=self._restricted.isChecked(),
            hide_names=self._hide.isChecked() and not blank,
            large=self._large.isChecked(),
            card=self._card.currentData(),
            need=self._referral.need,
            day=self._day,
        )

    def _document_kind(self) -> Document:
        return DOCUMENTS[self._document.currentData()]

    @Slot()
    def _draw(self) -> None:
        case, self._stay = self._case, 0
        document = self._document_kind()
        of_a_file, of_a_need = document.is_of_a_file, document.beyond is Beyond.NEED
        fillable = (case is not None and of_a_file) or document.about is About.STATION
        blank = self._is_blank = self._blank.isChecked() or not fillable
        self._blank.setVisible(fillable)
        self._cover()
        self._copy.offer(document)
        self._copy_field.setEnabled(not blank and self._copy.count() > 1)
        self._copy_field.setVisible(of_a_file and not of_a_need)
        self._hide.setVisible(of_a_file)
        self._hide.setEnabled(not blank)
        self._restricted.setEnabled(of_a_file)
        copy = copy_made(document.key, self._copy.currentData() or "file")
        self._large.setVisible(may_be_large(document.key, copy, blank=blank))
        self._card_field.setVisible(document.spoken is Spoken.PERSON)
        self._notice.show_case(None)
        letter = of_a_need and not blank
        try:
            if document.key == NOTICE and not blank and case is not None:
                self._show_notice(case)
            self._referral.show_case(case if letter else None)
            plan = self._services.session.printing.print_plan(
                case.id if case and not blank else None, document.key, self._options()
            )
            self._refused = False
        except TipdeskError as error:
            self._asked += 1
            self._set_busy(True)
            self._bar.set_busy(False)
            self._preview.show_pdf(b"")
            self._refused = isinstance(error, LetterRefused)  # why not is said in its place
            self._cover()
            if not self._refused:
                show_error(self, error)
            return
        self._asked += 1
        self._set_busy(True)
        self._cover()
        self._services.jobs.run(
            partial(printing_room.draw, plan),
            done=partial(self._on_drawn, self._asked, plan),
            failed=self._on_failed,
        )

    def _show_notice(self, case: Case) -> None:
        delivering = self._services.session.delivering
        wrong = delivering.withdrawable(case.id) is not None
        left = case.notified_at is None and delivering.may_note(case.id)
        saved = case.notified_at is None and not left
        saved = saved and self._services.session.printing.saved_notice(case.id) is not None
        self._notice.show_case(case, left=left, wrong=wrong, saved=saved)

    def _on_drawn(
        self, request: int, plan: printing_room.PrintPlan, drawn: printing_room.Drawn
    ) -> None:
        if request != self._asked:
            return  # a newer choice is being drawn
        self._plan, self._drawn = plan, drawn
        self._set_busy(False)
        self._preview.show_pdf(drawn.pdf)
        self._preview.turn_to(self._stay)
        self._stay = 0

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        show_error(self, error)

    def _set_busy(self, busy: bool) -> None:
        if busy:
            give_keys(self._preview, self._print, self._save)
            self._plan = self._drawn = None
        self._bar.set_busy(busy)
        _allow(not busy and not self._printing.under_way(), self._print, self._save)

    # --- what people do ---------------------------------------------------------------------

    def under_way(self) -> str:
        """What ends when the page is left; '' for nothing."""
        return self._printing.under_way()

    def leave(self) -> None:
        """Another page follows, or the lock: what is still being printed is given up."""
        self._leaving = True
        self._printing.stop()
        self._leaving = False

    @Slot()
    def _on_recorded(self) -> None:
        """A copy has left under its number: the next one has another, and a letter that left can
        be answered. The page that was looked at stays."""
        if self._leaving or self._is_blank or self._services.open_session is None:
            return
        looked_at = self._preview.page()
        self._draw()
        self._stay = looked_at

    @Slot(bool)
    def _on_running(self, running: bool) -> None:
        give_keys(self._preview, self._print, self._save)
        _allow(not running and self._drawn is not None, self._print, self._save)

    @Slot()
    def _on_print(self) -> None:
        if self._print.isEnabled() and self._plan is not None and self._drawn is not None:
            self._printing.print(self._plan, self._drawn)

    @Slot()
    def _on_save(self) -> None:
        if self._plan is not None and self._drawn is not None:
            self._printing.save(self._plan, self._drawn)

    @Slot()
    def _on_notified(self) -> None:
        self._note_notice(self._services.session.delivering.note)

    @Slot()
    def _on_taken_back(self) -> None:
        self._note_notice(self._services.session.delivering.withdraw)

    @Slot()
    def _on_printed_elsewhere(self) -> None:
        if self._case is None:
            return
        with errors_said(self) as attempt:
            self._services.session.printing.note_printed_elsewhere(self._case.id)
        if not attempt.failed:
            self._on_recorded()
            self._document.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note_notice(self, deed: Callable[[CaseId], Case]) -> None:
        if self._case is None:
            return
        try:
            self._case = deed(self._case.id)
        except TipdeskError as error:
            show_error(self, error)
            return
        self._draw()  # its time is an answer, and what leaves is what is looked at
        self.notified.emit(self._case)
        self._document.setFocus(Qt.FocusReason.OtherFocusReason)


def _allow(may: bool, *buttons: QWidget) -> None:
    """Whether a copy may leave: while one is printed it holds the next number."""
    for button_ in buttons:
        button_.setEnabled(may)


def _preferred(services: Services, case: Case | None) -> str:
    """The language that the person prefers, as far as it is known."""
    return printing_room.language_preferred(services.session.files.load(case.id)) if case else ""
