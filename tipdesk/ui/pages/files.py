"""The file list: number, person code, where each file stands, and what is due."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import Case, Status
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.messages import status_label
from tipdesk.ui.icons import icon
from tipdesk.ui.parts import GAP, MARGIN, button, column, label, page_head, row
from tipdesk.ui.services import Services
from tipdesk.ui.tables import Column, RowsModel, select_row, selected, table_view
from tipdesk.ui.widgets.chips import ChipDelegate

_PAGE = 200  # files shown before "show more"
_NOTICE_DUE = timedelta(hours=24)  # art. 40: "at once"; after a day the list says so plainly

_FILTERS: tuple[Status | None, ...] = (
    None,
    Status.IN_PROGRESS,
    Status.COMPLETED,
    Status.RETURNED,
    Status.APPROVED,
    Status.EXPORTED,
    Status.RECEIVED,
)
STATUS_CHIPS = {
    Status.IN_PROGRESS: "chipgrey",
    Status.COMPLETED: "chipwarn",
    Status.RETURNED: "chipwarn",
    Status.APPROVED: "chip",
    Status.EXPORTED: "chip",
    Status.RECEIVED: "chipok",
    Status.REFUSED: "chipwarn",
}


class FilesPage(QWidget):
    """Lists files from the vault; opens one or begins a new interview."""

    opened = Signal(object)  # Case
    review_asked = Signal(object)  # Case
    print_asked = Signal(object)  # Case
    export_asked = Signal(object)  # Case
    receipt_asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._shown = _PAGE
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setObjectName("page")
        self._new = button(_("New interview"), "plus", "primary")
        self._quick = button(_("Quick mode"), "clock")
        self._quick.setToolTip(_("24 answers for a port or a raid; it grows into the full file"))
        self._receipt = button(_("Import a receipt"), "tray-arrow-down")
        self._search = QLineEdit()
        self._search.setPlaceholderText(_("Search by file number, code, name or passport"))
        self._search.setAccessibleName(self._search.placeholderText())
        self._search.setClearButtonEnabled(True)
        self._search.addAction(
            icon("magnifying-glass", "text3"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._model: RowsModel[Case] = RowsModel(self._columns())
        self._table = table_view(self._model, _("Files"))
        self._table.setItemDelegate(ChipDelegate(self._table))
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._empty = column(1, label("", "h2"), label("", "muted", wrap=True), 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        self._count = label("", "muted")
        self._more = button(_("Show more"), style="ghost")
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, 20, MARGIN, 14)
        box.setSpacing(GAP)
        box.addWidget(page_head(_("Files"), self._receipt, self._quick, self._new))
        box.addWidget(self._search)
        box.addLayout(self._filters())
        box.addWidget(self._stack, 1)
        box.addWidget(row(self._count, 1, self._more))

    def _columns(self) -> list[Column[Case]]:
        return [
            Column(_("File number"), lambda case: isolated(case.number), 170),
            Column(_("Person code"), lambda case: isolated(case.person_code), 130),
            Column(_("Name"), lambda case: case.display_name or "—", masked=True),
            Column(
                _("Status"),
                lambda case: status_label(case.status),
                210,
                chip=lambda case: STATUS_CHIPS[case.status],
            ),
            Column(
                _("Notice to the Prosecution"),
                self._notice,
                190,
                chip=lambda case: "" if case.notified_at else "chipwarn",
            ),
            Column(
                _("Last change"),
                lambda case: isolated(format_datetime(case.updated_at, language())),
                170,
            ),
        ]

    def _notice(self, case: Case) -> str:
        if case.notified_at is not None:
            return isolated(format_datetime(case.notified_at, language()))
        late = self._services.clock() - case.created_at > _NOTICE_DUE
        return _("Overdue") if late else _("Not yet")

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self._group = QButtonGroup(self)
        for position, status in enumerate(_FILTERS):
            text = _("All") if status is None else status_label(status)
            choice = QRadioButton(text)
            choice.setObjectName("seg")
            choice.setAccessibleName(_("Show: {status}").format(status=text))
            self._group.addButton(choice, position)
            line.addWidget(choice)
        self._group.button(0).setChecked(True)
        line.addStretch(1)
        return line

    def _connect(self) -> None:
        self._new.clicked.connect(self._on_new)
        self._quick.clicked.connect(self._on_quick)
        self._receipt.clicked.connect(self.receipt_asked)
        self._more.clicked.connect(self._on_more)
        self._table.activated.connect(self._on_activated)
        self._table.doubleClicked.connect(self._on_activated)
        self._table.customContextMenuRequested.connect(self._on_menu)
        self._group.idClicked.connect(self._on_filter)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self.load)
        self._search.textChanged.connect(self._on_search)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        QShortcut(QKeySequence.StandardKey.New, self, self._on_new)

    # --- what is shown ----------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Read the list again and keep the selection."""
        current = selected(self._table)
        kept = self._model.row(current) if current else None
        query, status = self._search.text().strip(), _FILTERS[self._group.checkedId()]
        intake = self._services.session.intake
        cases = intake.list_cases(query, status, self._shown)
        total = intake.count(query, status)
        self._model.set_rows(cases)
        ids = [case.id for case in cases]
        select_row(self._table, ids.index(kept.id) if kept and kept.id in ids else 0)
        self._count.setText(
            ngettext("{count} file", "{count} files", total).format(count=isolated(str(total)))
        )
        self._more.setVisible(total > len(cases))
        self._show_empty(not cases, searching=bool(query) or status is not None)

    def _show_empty(self, empty: bool, *, searching: bool) -> None:
        self._stack.setCurrentWidget(self._empty if empty else self._table)
        if not empty:
            return
        title, text = self._empty.findChildren(type(self._count))
        title.setText(_("Nothing found") if searching else _("No files yet"))
        text.setText(
            _("Try fewer words, or show all statuses.")
            if searching
            else _("Begin with “New interview”. It is kept encrypted on this computer only.")
        )
        for part in (title, text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._model.set_masked(masked)

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_search(self) -> None:
        self._shown = _PAGE
        self._pause.start()

    @Slot(int)
    def _on_filter(self, _position: int) -> None:
        self._shown = _PAGE
        self.load()

    @Slot()
    def _on_more(self) -> None:
        self._shown += _PAGE
        self.load()

    @Slot()
    def _on_new(self) -> None:
        self.opened.emit(self._services.session.intake.open_case(quick=False))

    @Slot()
    def _on_quick(self) -> None:
        self.opened.emit(self._services.session.intake.open_case(quick=True))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if (case := self._model.row(index)) is not None:
            self.opened.emit(case)

    @Slot(object)
    def _on_menu(self, position: object) -> None:
        index = self._table.indexAt(position)  # type: ignore[arg-type]  # Qt sends a QPoint
        case = self._model.row(index)
        if case is None:
            return
        menu = QMenu(self)
        for text, icon_name, signal in (
            (_("Open the file"), "folder-open", self.opened),
            (_("Review"), "list-checks", self.review_asked),
            (_("Print"), "printer", self.print_asked),
            (_("Refer to the Prosecution"), "export", self.export_asked),
        ):
            action = QAction(icon(icon_name, "text2"), text, menu)
            action.triggered.connect(lambda _checked, signal=signal: signal.emit(case))
            menu.addAction(action)
        menu.exec(self._table.viewport().mapToGlobal(position))  # type: ignore[call-overload]  # as above
        menu.deleteLater()

    def new_button(self) -> QPushButton:
        """The button for a new interview (where the eye goes on an empty list)."""
        return self._new
