"""«توزيع العمل»: how much each officer has in hand, for whoever shares the work out.

Officers by code, and of files numbers alone: nobody of whom a file tells. `Return` opens the files
of an officer, where they go to another one (`ui.casework.reassigning`).
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tipdesk.desk.load import OfficerLoad
from tipdesk.i18n.text import _, isolate, isolated
from tipdesk.texts.messages import role_label
from tipdesk.ui.casework.reassigning import reassign_files
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class LoadPage(QWidget):
    """One line for each officer; those who work here no more and still have files stand first."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._model: tables.RowsModel[OfficerLoad] = tables.RowsModel(_columns())
        self._table = tables.table_view(self._model, _("Load of each officer"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._table.activated.connect(self._on_open)
        self._open = parts.button(_("Files and reassignment…"), "users", style="primary")
        self._open.clicked.connect(lambda: self._on_open(self._table.currentIndex()))
        self._nothing = parts.NothingHere("users")
        self._nothing.say(
            _("Nobody works in files here yet"), _("Officers are added on the page of the station.")
        )
        self._lists = QStackedWidget()
        for part in (self._table, self._nothing):
            self._lists.addWidget(part)
        self._whole = parts.label("", "muted", wrap=True)
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        box.addWidget(parts.page_head(_("Load"), back, self._open))
        hint = _(
            "Open files, needs that are late, and the interviews of the last seven days. No hidden "
            "file is counted, and nobody is named of whom a file tells."
        )
        box.addWidget(parts.label(hint, "muted", wrap=True))
        box.addWidget(self._lists, 1)
        box.addWidget(self._whole)

    # --- what is shown ----------------------------------------------------------------------

    def load(self) -> None:
        """Count anew.

        Raises:
            TransitionRefused: the officer's role does not reassign files.
        """
        self._show()
        parts.begin_at(self, self._table if self._model.rows() else self._open)

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        with errors_said(self):
            self._show()

    def _show(self) -> None:
        chosen = max(self._table.currentIndex().row(), 0)
        loads = self._services.session.load.officers()
        self._model.set_rows(loads)
        self._lists.setCurrentWidget(self._table if loads else self._nothing)
        self._open.setEnabled(bool(loads))
        tables.select_row(self._table, min(chosen, len(loads) - 1))
        whole = self._services.session.due.is_whole
        text = _("Older files are still being gone through: some needs lack here.")
        self._whole.setText("" if whole else text)
        self._whole.setVisible(not whole)

    # --- what people do ---------------------------------------------------------------------

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        load = self._model.row(index)
        if load is None:
            return
        with errors_said(self):
            reassign_files(self._services, load.officer, self)
        if self._services.open_session is not None:
            self.look_again()
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)


def _columns() -> list[tables.Column[OfficerLoad]]:
    suspended, removed = _("suspended"), _("works here no more")

    def standing(load: OfficerLoad) -> str:
        if load.officer.removed:
            return removed
        return suspended if load.officer.suspended else role_label(load.officer.role)

    def name(load: OfficerLoad) -> str:
        return f"{isolated(load.officer.login)} • {isolate(load.officer.name)}"

    return [
        tables.Column(_("Officer"), name),
        tables.Column(
            _("Role"),
            standing,
            (suspended, removed),
            chip=lambda load: "chipwarn" if load.has_left else "",
        ),
        tables.Column(_("Open files"), lambda load: _count(load.open_files), ("000000",)),
        tables.Column(
            _("Late needs"),
            lambda load: _count(load.late),
            ("000000",),
            chip=lambda load: "chipwarn" if load.late else "",
        ),
        tables.Column(_("Interviews in 7 days"), lambda load: _count(load.interviews), ("000000",)),
        tables.Column(
            _("With a child or restricted"), lambda load: _count(load.heavy), ("000000",)
        ),
    ]


def _count(count: int) -> str:
    return isolated(str(count)) if count else ""
