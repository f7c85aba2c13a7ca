"""How the list is looked at: the view that is open, a click on a head, the filters that hold.

What is changed holds until another view is opened; only what is saved by a name comes back. How
wide columns are is kept at once, for all views.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QWidget

from tipdesk.cases.files.list_view import (
    NO_FILTERS,
    FileColumn,
    ListFilters,
    ListOrder,
    ListView,
    usual_columns,
)
from tipdesk.cases.model import Status
from tipdesk.core.errors import DiskFull, VaultReadOnly
from tipdesk.i18n.text import _, format_date, isolated, language
from tipdesk.texts import keys
from tipdesk.texts.messages import status_label
from tipdesk.ui.files.case_table import CaseTable
from tipdesk.ui.files.list_dialog import ListDialog, due_words
from tipdesk.ui.toolkit.dialogs import ask, errors_said
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import PART
from tipdesk.ui.toolkit.theme import px

_KEPT_AFTER = 400  # milliseconds after the last change of a width


_STATUSES: tuple[Status | None, ...] = (None, *Status)
_WAITING = len(_STATUSES)  # the position of the supervisor's own filter


class StatusFilters(QWidget):
    """One is always chosen; at first all files."""

    changed = Signal()

    def __init__(self, *, supervises: bool) -> None:
        super().__init__()
        line = Flow(px(8), px(8))
        self.setLayout(line)
        self._group = QButtonGroup(self)
        for position, status in enumerate(_STATUSES):
            text = _("All") if status is None else status_label(status)
            if status is Status.RETURNED:  # both wait to be completed anew
                text = _("Returned or changed")
            line.addWidget(self._filter(text, position))
            if status is None and supervises:
                line.addWidget(self._filter(_("Waiting for you"), _WAITING))
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda _position: self.changed.emit())

    def _filter(self, text: str, position: int) -> QRadioButton:
        choice = QRadioButton(text)
        choice.setObjectName("filter")
        choice.setAccessibleName(_("Show: {status}").format(status=text))
        self._group.addButton(choice, position)
        return choice

    def choose(self, status: Status | None) -> None:
        """Choose a state (None: any), without saying that it changed."""
        self._group.button(_STATUSES.index(status)).setChecked(True)

    def status(self) -> Status | None:
        """The state that is chosen; None: any, or what waits."""
        at = self._group.checkedId()
        return None if at == _WAITING else _STATUSES[at]

    def waiting(self) -> bool:
        """Whether it is what waits for the supervisor."""
        return self._group.checkedId() == _WAITING

    def narrows(self) -> bool:
        """Whether files in some states are left out."""
        return self.status() is not None

    def count_waiting(self, count: int) -> None:
        """Say how much waits for the supervisor."""
        text = _("Waiting for you ({count})").format(count=isolated(str(count)))
        button = self._group.button(_WAITING)
        button.setText(text)
        button.setAccessibleName(_("Show: {status}").format(status=text))


class ListViews(QObject):
    """The parts of the page that choose a view, and the view itself."""

    changed = Signal()  # other files, or in another order

    def __init__(
        self, services: Services, table: CaseTable, statuses: StatusFilters, page: QWidget
    ) -> None:
        super().__init__(page)
        self._services, self._table, self._statuses, self._page = services, table, statuses, page
        self._list = services.session.files.file_list
        self._kept = self._list.kept()
        self._view = self._kept.open_view
        self._widths: dict[FileColumn, int] = {}
        self.choice = CalmCombo()
        self.choice.setAccessibleName(_("View of the list"))
        self.choice.activated.connect(self._on_chosen)
        self.change = button(_("Columns and filters…"), "funnel")
        self.change.setToolTip(keys.LIST_VIEW.beside(_("Columns, order and filters of the list")))
        self.change.clicked.connect(self.ask)
        self._words = label("", wrap=True)
        self._all = button(_("Without filters"), "x", "ghost")
        self._forget = button(_("Delete the view…"), "trash", "ghost")
        self._all.clicked.connect(self._on_all)
        self._forget.clicked.connect(self._on_forget)
        self.sifted = row(self._words, self._all, self._forget, wide=0)
        table.sort_asked.connect(self._on_sort)
        table.width_changed.connect(self._on_width)
        statuses.changed.connect(self._on_status)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_KEPT_AFTER)
        self._pause.timeout.connect(self._keep_widths)
        self._offer()
        self._statuses.choose(self._view.filters.status)
        self._show()

    @property
    def view(self) -> ListView:
        """What is asked of the list."""
        return self._view

    @property
    def shown(self) -> tuple[FileColumn, ...]:
        """The columns that are shown."""
        return self._view.columns or usual_columns(supervises=self._list.supervises)

    @property
    def narrows(self) -> bool:
        """Whether a filter beside the status leaves files out."""
        return replace(self._view.filters, status=None) != NO_FILTERS

    def begin_anew(self) -> None:
        """Somebody comes from home: what was looked for before is gone, the view stays."""
        self._open(self._kept.open_view)

    # --- what is shown ----------------------------------------------------------------------

    def _offer(self) -> None:
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItem(_("Usual view"), "")
            for name in self._kept.views:
                self.choice.addItem(isolated(name), name)
            self.choice.setCurrentIndex(max(0, self.choice.findData(self._kept.chosen)))

    def _show(self) -> None:
        view = self._view
        self._table.show_view(self.shown, view.order, {**self._kept.widths, **self._widths})
        parts = self._filter_words(view.filters)
        if view.order is not None:
            parts.append(self._table.order_text(view.order))
        closed = view.filters.by_what_is_closed
        own_order = view.order is not None and self._list.sorts_own(view.order)
        if not self._list.supervises and closed:
            parts.append(_("only files to which you are assigned"))
        elif own_order:
            parts.append(_("files to which you are assigned stand first"))
        self._words.setText(PART.join(parts))
        self._all.setVisible(self.narrows)
        self._forget.setVisible(bool(self._kept.chosen))
        self.sifted.setVisible(bool(parts) or bool(self._kept.chosen))

    def _filter_words(self, filters: ListFilters) -> list[str]:
        """The filters that hold, beside the status: the chips say that one."""
        parts = []
        for title, column, value in (
            (_("Opened by"), FileColumn.OFFICER, filters.officer),
            (_("With"), FileColumn.OFFICER, filters.holder),
            (_("Place of intake"), FileColumn.SITE, filters.site),
            (_("Nationality"), FileColumn.NATIONALITY, filters.nationality),
            (_("Risk"), FileColumn.RISK, filters.risk),
        ):
            if value:
                words = isolated(self._list.label(column, value))
                parts.append(_("{filter}: {value}").format(filter=title, value=words))
        if filters.team:
            words = isolated(dict(self._list.teams()).get(filters.team, filters.team))
            parts.append(_("{filter}: {value}").format(filter=_("Team that has it"), value=words))
        if filters.due is not None:
            words = due_words(filters.due)
            parts.append(_("{filter}: {value}").format(filter=_("Nearest deadline"), value=words))
        for title, day in (
            (_("Opened from"), filters.opened_from),
            (_("Opened until"), filters.opened_until),
        ):
            if day is not None:
                words = isolated(format_date(day, language()))
                parts.append(_("{filter}: {value}").format(filter=title, value=words))
        return parts

    def _open(self, view: ListView) -> None:
        self._view = view
        self._statuses.choose(view.filters.status)
        self._show()

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def ask(self) -> None:
        """Ask what the list shall show."""
        dialog = ListDialog(self._list, self._services.clock, self._view, self._kept, self._page)
        agreed = dialog.exec() == QDialog.DialogCode.Accepted
        view, name = dialog.view, dialog.name
        dialog.deleteLater()
        if not agreed:
            return
        if name:
            with errors_said(self._page):
                self._kept = self._list.keep_view(name, view)
                self._offer()
        self._open(view)
        self.changed.emit()

    @Slot(int)
    def _on_chosen(self, at: int) -> None:
        with errors_said(self._page):
            self._kept = self._list.choose(str(self.choice.itemData(at)))
        self._offer()
        self._open(self._kept.open_view)
        self.changed.emit()

    @Slot(object)
    def _on_sort(self, column: FileColumn) -> None:
        """A head was clicked: by this column, and then the other way round."""
        before = self._view.order
        same = before is not None and before.column is column
        order = before.turned() if before is not None and same else ListOrder(column)
        self._view = replace(self._view, order=order)
        self._show()
        self.changed.emit()

    @Slot()
    def _on_status(self) -> None:
        filters = replace(self._view.filters, status=self._statuses.status())
        self._view = replace(self._view, filters=filters)

    @Slot()
    def _on_all(self) -> None:
        status = self._view.filters.status
        self._view = replace(self._view, filters=replace(NO_FILTERS, status=status))
        self._show()
        self.change.setFocus()
        self.changed.emit()

    @Slot()
    def _on_forget(self) -> None:
        name = self._kept.chosen
        title = _("Delete the view “{name}”?").format(name=isolated(name))
        text = _("Only the view goes. Files stay as they are.")
        if not ask(self._page, title, text, _("Delete the view")):
            return
        with errors_said(self._page):
            self._kept = self._list.forget_view(name)
        self._offer()
        self.choice.setFocus()
        self._open(self._kept.open_view)
        self.changed.emit()

    @Slot(object, int)
    def _on_width(self, column: FileColumn, width: int) -> None:
        self._widths[column] = width
        self._pause.start()

    @Slot()
    def _keep_widths(self) -> None:
        with suppress(DiskFull, VaultReadOnly):  # a taste is worth no message
            self._kept = self._list.keep_widths(self._widths)
