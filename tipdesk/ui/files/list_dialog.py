"""What the list shows: which files, which columns, in what order; views that are kept by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from tipdesk.cases.files.list_view import (
    ALWAYS,
    LONGEST_NAME,
    MOST_VIEWS,
    UNSORTED,
    DueWithin,
    FileColumn,
    KeptViews,
    ListOrder,
    ListView,
    offered_columns,
    usual_columns,
)
from tipdesk.core.clock import Clock
from tipdesk.desk.files.file_list import FileList
from tipdesk.i18n.text import _, clean
from tipdesk.ui.files.case_table import column_title
from tipdesk.ui.form.date_editors import DateField
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.parts import button, column, label, labelled, row
from tipdesk.ui.toolkit.theme import px

_WIDTH, _SIDE = 980, 300  # pixels at 100 %
_LISTED = 200  # of the list of columns, in height
_COLUMN = Qt.ItemDataRole.UserRole


class _Columns(QWidget):
    """All columns, those that are shown with a tick and first, in their order."""

    def __init__(self, words: FileList, clock: Clock, *, supervises: bool) -> None:
        super().__init__()
        self._offered = offered_columns(supervises=supervises)
        self._titles = {offered: column_title(offered, words, clock) for offered in self._offered}
        self._list = QListWidget()
        self._list.setFixedHeight(px(_LISTED))
        self._list.setAlternatingRowColors(False)
        self._up = button(_("Up"), "caret-up")
        self._down = button(_("Down"), "caret-down")
        self._up.clicked.connect(lambda: self._move(-1))
        self._down.clicked.connect(lambda: self._move(1))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(labelled(_("Columns"), self._list))
        box.addWidget(row(self._up, self._down, 1))

    def show_columns(self, shown: Sequence[FileColumn]) -> None:
        """Offer all, with these ticked."""
        self._list.clear()
        rest = [offered for offered in self._offered if offered not in shown]
        for offered in (*(known for known in shown if known in self._titles), *rest):
            item = QListWidgetItem(self._titles[offered])
            item.setData(_COLUMN, offered.value)
            flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
            if offered in ALWAYS:
                flags &= ~Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags)
            ticked = offered in shown or offered in ALWAYS
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def chosen(self) -> tuple[FileColumn, ...]:
        """Those with a tick, in their order."""
        items = [self._list.item(at) for at in range(self._list.count())]
        return tuple(
            FileColumn(item.data(_COLUMN))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _move(self, steps: int) -> None:
        at = self._list.currentRow()
        if 0 <= at + steps < self._list.count() and at >= 0:
            item = self._list.takeItem(at)
            self._list.insertItem(at + steps, item)
            self._list.setCurrentRow(at + steps)


class _Filters(QWidget):
    """Which files: each field leaves out what does not fit; an empty one leaves out none."""

    def __init__(self, words: FileList, clock: Clock) -> None:
        super().__init__()
        self._combos = {
            "officer": _combo(words.choices(FileColumn.OFFICER)),
            "site": _combo(words.choices(FileColumn.SITE)),
            "nationality": _combo(words.choices(FileColumn.NATIONALITY)),
            "risk": _combo(words.choices(FileColumn.RISK)),
        }
        # Who has a file, and when: these stand beside the others.
        self.holder = _combo(words.choices(FileColumn.OFFICER))
        self.team = _combo(words.teams())
        self.due = CalmCombo()
        self.due.addItem(_("All"), "")
        for within in DueWithin:
            self.due.addItem(due_words(within), within.value)
        self._from, self._until = DateField(clock), DateField(clock)
        titles = {
            "officer": _("Opened by"),
            "site": _("Place of intake"),
            "nationality": _("Nationality"),
            "risk": _("Risk"),
        }
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        for name, field in self._combos.items():
            box.addWidget(labelled(titles[name], field))
        for title, day in ((_("Opened from"), self._from), (_("Opened until"), self._until)):
            day.setFocusProxy(day.line)
            day.line.setAccessibleName(title)
            box.addWidget(labelled(title, day))
        box.addStretch(1)

    def show_filters(self, view: ListView) -> None:
        """Offer what a view has."""
        for name, field in self._combos.items():
            field.setCurrentIndex(max(0, field.findData(getattr(view.filters, name))))
        self.holder.setCurrentIndex(max(0, self.holder.findData(view.filters.holder)))
        self.team.setCurrentIndex(max(0, self.team.findData(view.filters.team)))
        due = view.filters.due
        self.due.setCurrentIndex(max(0, self.due.findData(due.value if due else "")))
        self._from.show_day(view.filters.opened_from)
        self._until.show_day(view.filters.opened_until)

    def change(self, view: ListView) -> ListView:
        """The view with what is chosen here."""
        officer, site, nationality, risk = (
            str(field.currentData()) for field in self._combos.values()
        )
        filters = replace(
            view.filters,
            officer=officer,
            holder=str(self.holder.currentData()),
            team=str(self.team.currentData()),
            site=site,
            nationality=nationality,
            risk=risk,
            opened_from=self._from.day(),
            opened_until=self._until.day(),
            due=DueWithin(due) if (due := str(self.due.currentData())) else None,
        )
        return replace(view, filters=filters)

    def problem(self) -> str:
        """What is no day; '' where all is well."""
        for field in (self._from, self._until):
            if field.line.text().strip() and field.day() is None:
                return _("This is no date: write day, month and year.")
        return ""


class ListDialog(Dialog):
    """Ends with `view`, and with the name by which it is kept ('': it is not)."""

    def __init__(
        self, words: FileList, clock: Clock, now: ListView, kept: KeptViews, parent: QWidget
    ) -> None:
        title = _("Columns, order and filters")
        super().__init__(parent, title, Shape(width=_WIDTH))
        self._supervises = words.supervises
        self._kept, self.view, self.name = kept, now, ""
        self._status = now.filters.status
        self._filters = _Filters(words, clock)
        self._columns = _Columns(words, clock, supervises=self._supervises)
        self._order = CalmCombo()
        self._order.addItem(_("As usual"), "")
        for offered in offered_columns(supervises=self._supervises):
            if offered not in UNSORTED:
                self._order.addItem(column_title(offered, words, clock), offered.value)
        self._way = CalmCombo()
        self._way.addItem(_("Upwards"), False)
        self._way.addItem(_("Downwards"), True)
        self._name = TextLine()
        self._name.setMaxLength(LONGEST_NAME)
        self._keep = button(_("Save as a view"), "floppy-disk")
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        self._show = button(_("Show"), style="primary")
        self._show.setDefault(True)
        cancel, usual = button(_("Cancel")), button(_("As usual"), "arrow-counter-clockwise")
        self._build(title, cancel, usual)
        self._name.textChanged.connect(self._on_name)
        self._show.clicked.connect(lambda: self._end(""))
        self._keep.clicked.connect(lambda: self._end(clean(self._name.text()).strip()))
        usual.clicked.connect(lambda: self._fill(ListView(filters=replace(
            ListView().filters, status=self._status))))  # fmt: skip
        cancel.clicked.connect(self.reject)
        self._fill(now)
        self._name.setText(kept.chosen)
        self._on_name()

    def _build(self, title: str, cancel: QWidget, usual: QWidget) -> None:
        self.add_heading(title)
        second = column(
            self._columns, labelled(_("Order"), self._order), labelled(_("Direction"), self._way), 1
        )
        third = column(
            labelled(_("With"), self._filters.holder),
            labelled(_("Team that has it"), self._filters.team),
            labelled(_("Nearest deadline"), self._filters.due),
            labelled(_("Name of the view"), self._name, _("For you alone, on this station")),
            self._keep,
            1,
        )
        parts = (self._filters, second, third)
        for part in parts:
            part.setMinimumWidth(0)
        body = row(*parts, spacing=px(24))
        layout = body.layout()
        if layout is not None:
            for part in parts:
                layout.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.box.addWidget(body)
        self.box.addWidget(self._problem)
        self.add_buttons(cancel, usual, 1, self._show)

    def _fill(self, view: ListView) -> None:
        self._filters.show_filters(view)
        self._columns.show_columns(view.columns or usual_columns(supervises=self._supervises))
        order = view.order
        self._order.setCurrentIndex(
            max(0, self._order.findData(order.column.value if order else ""))
        )
        self._way.setCurrentIndex(int(order is not None and order.descending))

    @Slot()
    def _on_name(self) -> None:
        name = clean(self._name.text()).strip()
        full = name not in self._kept.views and len(self._kept.views) >= MOST_VIEWS
        self._keep.setEnabled(bool(name) and not full)

    def _end(self, name: str) -> None:
        problem = self._filters.problem()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        if problem:
            return
        chosen = self._columns.chosen()
        usual = usual_columns(supervises=self._supervises)
        by, down = str(self._order.currentData()), bool(self._way.currentData())
        order = ListOrder(FileColumn(by), descending=down) if by else None
        columns = () if chosen == usual else chosen
        self.view = self._filters.change(replace(self.view, columns=columns, order=order))
        self.name = name
        self.accept()


def due_words(within: DueWithin) -> str:
    """How a deadline filter is called."""
    return {
        DueWithin.LATE: _("Late"),
        DueWithin.WEEK: _("Within a week, or late"),
        DueWithin.MONTH: _("Within a month, or late"),
    }[within]


def _combo(choices: Sequence[tuple[str, str]]) -> CalmCombo:
    field = CalmCombo()
    field.addItem(_("All"), "")
    for value, text in choices:
        field.addItem(text, value)
    return field
