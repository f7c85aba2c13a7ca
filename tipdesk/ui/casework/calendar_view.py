"""The week itself: days beside each other, hours below each other, an entry in a cell or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from tipdesk.cases.casework.calendar_week import WEEK, CalendarWeek, day_of, is_by_day, need_code
from tipdesk.cases.casework.deadlines import OwedLine, overdue
from tipdesk.core.clock import KUWAIT
from tipdesk.i18n.text import (
    _,
    format_date,
    format_time,
    isolated,
    kuwait_day,
    language,
    weekday_name,
)
from tipdesk.texts.case_work import DEADLINES
from tipdesk.ui.toolkit import tables
from tipdesk.ui.toolkit.theme import color, font, px

_HOURS = range(8, 14)  # of an office: they are shown whether somebody is expected or not
_TALL, _LOW = 46, 32  # pixels at 100 %: rows with an entry, and without
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class _Slot:
    """A row of the week: of what is due by days, or of an hour (0 to 23)."""

    hour: int | None
    is_first: bool  # of its hour, or of the days
    lines: tuple[OwedLine | None, ...]  # by day


def _slots(week: CalendarWeek) -> tuple[_Slot, ...]:
    """What is due by days first, then the hours of an office and those at which somebody is
    expected."""
    columns_of: dict[int | None, list[list[OwedLine]]] = {
        None: [list(day.due) for day in week.days]
    }
    hours = {*_HOURS, *(_hour(line) for day in week.days for line in day.meetings)}
    for hour in sorted(hours):
        columns_of[hour] = [
            [line for line in day.meetings if _hour(line) == hour] for day in week.days
        ]
    slots = []
    for begins, columns in columns_of.items():
        for at in range(max(1, *map(len, columns))):
            lines = tuple(column[at] if at < len(column) else None for column in columns)
            slots.append(_Slot(begins, at == 0, lines))
    return tuple(slots)


def _hour(line: OwedLine) -> int:
    return 0 if line.due is None else line.due.astimezone(KUWAIT).hour


class WeekModel(QAbstractTableModel):
    """Days beside each other, hours below each other; a cell has one entry or none."""

    def __init__(self) -> None:
        super().__init__()
        self._week: CalendarWeek | None = None
        self._slots: tuple[_Slot, ...] = ()

    def show_week(self, week: CalendarWeek) -> None:
        """Show this one instead."""
        self.beginResetModel()
        self._week, self._slots = week, _slots(week)
        self.endResetModel()

    def line(self, index: _Index) -> OwedLine | None:
        """The entry there; None: there is none."""
        if not 0 <= index.row() < len(self._slots) or not 0 <= index.column() < WEEK:
            return None
        return self._slots[index.row()].lines[index.column()]

    def has_entry(self, row: int) -> bool:
        """Whether any day has one in this row."""
        return any(line is not None for line in self._slots[row].lines)

    def is_new_hour(self, row: int) -> bool:
        """Whether an hour begins with it."""
        return self._slots[row].is_first

    def is_today(self, column: int) -> bool:
        """Whether the week was read on this day."""
        return self._week is not None and self._week.days[column].day == kuwait_day(self._week.at)

    def is_week_end(self, column: int) -> bool:
        """Whether nobody works on this day."""
        return self._week is not None and self._week.days[column].is_week_end

    def is_late(self, line: OwedLine) -> bool:
        """Whether its time had passed when the week was read."""
        return self._week is not None and overdue(line, self._week.at)

    def places(self) -> list[QModelIndex]:
        """Where an entry stands, day by day."""
        return [
            self.index(row, column)
            for column in range(WEEK)
            for row in range(len(self._slots))
            if self._slots[row].lines[column] is not None
        ]

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._slots)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._week is None else WEEK

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(_entry(line))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            day = _head(day_of(line)).replace("\n", " ")
            return tables.PART.join((day, *_entry(line)))
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if self._week is None:
            return None
        upright = orientation is Qt.Orientation.Vertical
        if role == Qt.ItemDataRole.DisplayRole:
            return self._hour_head(section) if upright else self._day_head(self._week, section)
        if role == Qt.ItemDataRole.FontRole and not upright:
            return font(weight=QFont.Weight.Bold if self.is_today(section) else QFont.Weight.Medium)
        return None

    def _day_head(self, week: CalendarWeek, column: int) -> str:
        text = _head(week.days[column].day)
        return f"{_('Today')}{tables.PART}{text}" if self.is_today(column) else text

    def _hour_head(self, row: int) -> str:
        slot = self._slots[row]
        if not slot.is_first:
            return ""
        return _("Due") if slot.hour is None else isolated(f"{slot.hour:02}:00")


def _head(day: date) -> str:
    return f"{weekday_name(day, language())}\n{isolated(format_date(day, language()))}"


def _entry(line: OwedLine) -> tuple[str, str]:
    """What it is, at which hour, and of which file."""
    what = [_(DEADLINES[line.kind])]
    if code := need_code(line):
        what.append(isolated(code))
    if line.due is not None and not is_by_day(line):
        what.insert(0, isolated(format_time(line.due)))
    return " ".join(what), isolated(line.number)


def _fitting(text: str, letters: QFont, room: int) -> QFont:
    """The same letters, as much smaller as the room asks for: half a number is another one."""
    wanted = QFontMetrics(letters).horizontalAdvance(text)
    if wanted > room:
        letters.setPointSizeF(letters.pointSizeF() * room / wanted)
    return letters


class _EntryDelegate(QStyledItemDelegate):
    """A day's colour, and in it an entry in two lines."""

    def __init__(self, view: QTableView, model: WeekModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model, line, area = self._model, self._model.line(index), QRect(option.rect)
        painter.save()
        if model.is_today(index.column()) or model.is_week_end(index.column()):
            today = model.is_today(index.column())
            painter.fillRect(area, QColor(color("primarySoft" if today else "bg")))
        if model.is_new_hour(index.row()):
            painter.setPen(QColor(color("border")))
            painter.drawLine(area.topLeft(), area.topRight())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if line is not None:
            self._draw(painter, area, line, chosen=chosen)
        elif chosen:
            self._frame(painter, area)
        painter.restore()

    def _draw(self, painter: QPainter, area: QRect, line: OwedLine, *, chosen: bool) -> None:
        late = self._model.is_late(line)
        box = area.adjusted(px(2), px(2), -px(2), -px(2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(color("warn" if late else "border")))
        painter.setBrush(QColor(color("warnSoft" if late else "surface")))
        painter.drawRoundedRect(box, px(4), px(4))
        if chosen:
            self._frame(painter, box)
        painter.setPen(QColor(color("warn" if late else "text")))
        inside = box.adjusted(px(5), px(2), -px(5), -px(2))
        what, number = _entry(line)
        half = inside.height() // 2
        for at, (text, weight) in enumerate(
            ((what, QFont.Weight.Medium), (number, QFont.Weight.Normal))
        ):
            painter.setFont(_fitting(text, font(weight=weight), inside.width()))
            room = QRect(inside.x(), inside.y() + at * half, inside.width(), half)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text
            )

    @staticmethod
    def _frame(painter: QPainter, area: QRect) -> None:
        pen = painter.pen()
        pen.setColor(QColor(color("focus")))
        pen.setWidth(px(2))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), px(4), px(4))


class WeekView(QTableView):
    """The arrows go from entry to entry, over what is empty."""

    def __init__(self, week: WeekModel, name: str) -> None:
        super().__init__()
        self._week = week
        self.setModel(week)
        self.setAccessibleName(name)
        self.setItemDelegate(_EntryDelegate(self, week))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        heads, hours = self.horizontalHeader(), self.verticalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setMinimumSectionSize(px(96))
        hours.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        hours.setMinimumSectionSize(px(_LOW))
        for header in (heads, hours):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)

    def fit(self) -> None:
        """Rows with an entry have room for it."""
        for row in range(self._week.rowCount()):
            self.setRowHeight(row, px(_TALL if self._week.has_entry(row) else _LOW))

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        places, here = self._week.places(), self.currentIndex()
        actions = QAbstractItemView.CursorAction
        if not places:
            return super().moveCursor(action, modifiers)
        earlier = [place for place in places if _at(place) < _at(here)]
        later = [place for place in places if _at(place) > _at(here)]
        onward = actions.MoveLeft if self.isRightToLeft() else actions.MoveRight
        goals = {
            actions.MoveUp: earlier[-1:],
            actions.MovePrevious: earlier[-1:],
            actions.MoveDown: later[:1],
            actions.MoveNext: later[:1],
            actions.MoveHome: places[:1],
            actions.MoveEnd: places[-1:],
        }
        if action in (actions.MoveLeft, actions.MoveRight):
            return _beside(here, later if action is onward else earlier[::-1])
        if action not in goals:
            return super().moveCursor(action, modifiers)
        return (goals[action] or [here])[0]


def _at(place: QModelIndex) -> tuple[int, int]:
    """Its place in the order of days, from above."""
    return place.column(), place.row()


def _beside(here: QModelIndex, ahead: Sequence[QModelIndex]) -> QModelIndex:
    """Of the next day with an entry the one that is nearest to `here` in height."""
    others = [place for place in ahead if place.column() != here.column()]
    own = [place for place in others if place.column() == others[0].column()]
    return min(own, key=lambda place: abs(place.row() - here.row()), default=here)
