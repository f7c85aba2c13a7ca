"""«إخطارات الليل»: what officers told the Prosecution without a supervisor, who goes through it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.handover.receipts import OfficeAnswer
from tipdesk.desk.notices.reviewing import ReviewedNotice
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language, with_code
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_A_NAME = "نورة عبدالله الخالدي"  # a sample
_REMARK = 76  # pixels at 100 %


class NoticeReviewsPage(QWidget):
    """Those that wait, or all; one remark for what is marked together."""

    left = Signal()
    opened = Signal(object)  # Case

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._names: dict[str, str] = {}
        self._model: tables.RowsModel[ReviewedNotice] = tables.RowsModel(_columns(self._names))
        self._table = tables.wrapping(tables.table_view(self._model, _("Notices of the night")))
        self._nothing = parts.NothingHere("checks")
        self._nothing.say(
            _("Nothing waits"),
            _("What an officer tells the Prosecution without a supervisor appears here."),
        )
        self._lists = QStackedWidget()
        for part in (self._table, self._nothing):
            self._lists.addWidget(part)
        self._all = QCheckBox(_("Also those that were gone through"))
        self._remark = parts.text_area(_REMARK)
        self._remark.setAccessibleName(_("Remark"))
        self._open = parts.button(_("Open the file"), "folder-open", "ghost")
        self._this = parts.button(_("I have gone through this one"), "check")
        self._done = parts.button(_("I have gone through all of them"), "checks", "primary")
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        text = _(
            "What officers told the Prosecution at once, signed by them alone. A remark is for the "
            "officer and stays at this station."
        )
        remark = parts.labelled(_("Remark, where there is one"), self._remark)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        box.addWidget(parts.page_head(_("Notices of the night"), back))
        box.addWidget(parts.label(text, "muted", wrap=True))
        box.addWidget(parts.row(self._all, 1))
        box.addWidget(self._lists, 1)
        self._foot = parts.column(
            remark, parts.row(self._open, 1, self._this, self._done), spacing=px(8)
        )
        box.addWidget(self._foot)
        self._connect()

    def _connect(self) -> None:
        self._all.toggled.connect(self._on_all)
        self._open.clicked.connect(self._on_open)
        self._this.clicked.connect(self._on_this)
        self._done.clicked.connect(self._on_done)
        self._table.selectionModel().currentRowChanged.connect(self._show_ready)

    def load(self) -> None:
        """Read them anew. Raises TransitionRefused."""
        session = self._services.session
        self._names.update(session.staff.names())
        notices = session.notice_reviews.notices()
        shown = [item for item in notices if self._all.isChecked() or item.review is None]
        self._model.set_rows(shown)
        tables.select_row(self._table, 0)
        self._lists.setCurrentWidget(self._table if shown else self._nothing)
        self._all.setVisible(any(item.review is not None for item in notices))
        self._show_ready()
        parts.begin_at(self, self._table if shown else self)

    def set_masked(self, masked: bool) -> None:
        """Hide or show who signed (F7)."""
        self._model.set_masked(masked)
        tables.select_row(self._table, 0)

    def _chosen(self) -> ReviewedNotice | None:
        index = tables.selected(self._table)
        return None if index is None else self._model.row(index)

    def _waiting(self) -> list[ReviewedNotice]:
        return [item for item in self._model.rows() if item.review is None]

    @Slot()
    def _show_ready(self) -> None:
        chosen, waiting = self._chosen(), self._waiting()
        self._foot.setVisible(bool(self._model.rows()))
        self._open.setEnabled(chosen is not None)
        self._this.setVisible(len(waiting) > 1)
        self._this.setEnabled(chosen is not None and chosen.review is None)
        self._done.setEnabled(bool(waiting))

    @Slot()
    def _on_all(self) -> None:
        with errors_said(self):
            self.load()

    @Slot()
    def _on_open(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.opened.emit(chosen.case)

    @Slot()
    def _on_this(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._mark([chosen])

    @Slot()
    def _on_done(self) -> None:
        self._mark(self._waiting())

    def _mark(self, notices: list[ReviewedNotice]) -> None:
        try:
            self._services.session.notice_reviews.mark(notices, self._remark.toPlainText())
        except TipdeskError as error:
            show_error(self, error)
            return
        self._remark.clear()
        with errors_said(self):
            self.load()


def _columns(names: dict[str, str]) -> list[tables.Column[ReviewedNotice]]:
    return [
        tables.Column(
            _("Handed over on"),
            lambda item: isolated(format_datetime(item.notice.at, language())),
            (tables.MOMENT,),
        ),
        tables.Column(
            _("File number"), lambda item: isolated(item.case.number), ("KWT-2026-00000",)
        ),
        tables.Column(
            _("Person code"), lambda item: isolated(item.case.person_code), ("K7M2-Q9XP",)
        ),
        tables.Column(
            _("Signed by"),
            lambda item: with_code(item.notice.by, names.get(item.notice.by, "")),
            (_A_NAME,),
            veiled=lambda item: isolated(item.notice.by),
        ),
        tables.Column(
            _("The Prosecution"),
            lambda item: answer_text(item.answer),
            (_("No receipt yet"), "PPX-2026-00000"),
        ),
        tables.Column(_("Gone through"), _review_text),
    ]


def answer_text(answer: OfficeAnswer | None) -> str:
    """What the office says of it, in a word or by its number."""
    if answer is None:
        return _("No receipt yet")
    if answer.number:
        return isolated(answer.number)
    return _("Refused") if answer.error_code else _("Kept aside")


def _review_text(item: ReviewedNotice) -> str:
    review = item.review
    if review is None:
        return _("Waits for you")
    return " • ".join(filter(None, (isolated(review.by), isolate(review.remark or ""))))
