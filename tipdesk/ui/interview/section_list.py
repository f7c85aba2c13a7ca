"""The sections of an interview in the order of PEACE, each with what it still needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tipdesk.forms.model import Phase
from tipdesk.i18n.text import N_, _, ngettext
from tipdesk.ui.toolkit.theme import color, font, pixmap, px

Index = QModelIndex | QPersistentModelIndex
_LINE, _LEAST, _HEAD = 40, 17, 34  # pixels at 100 %: a section, at least; a heading

_PHASES = {
    Phase.PLAN: N_("Preparation"),
    Phase.ENGAGE: N_("Engage and explain"),
    Phase.ACCOUNT: N_("Statement"),
    Phase.CLARIFY: N_("Clarify"),
    Phase.CLOSE: N_("Closing"),
    Phase.EVALUATE: N_("Evaluate"),
}


def phase_label(phase: Phase) -> str:
    """The name of a part of the interview."""
    return _(_PHASES[phase])


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section in the list."""

    name: str
    label: str
    phase: Phase
    needed: int  # answers that the next step still waits for
    started: bool
    closed: bool = False  # not asked now; what was written is kept, to be read
    begins: bool = False  # the first of its part, other than the first part
    asked: bool = True  # else it keeps its place, pale, and cannot be turned to

    def spoken(self) -> str:
        """For screen readers."""
        if not self.asked:
            return f"{self.label}. {_('Not asked as things stand')}"
        if self.closed:
            return f"{self.label}. {_('Closed')}. {_('Holds words')}"
        if not self.needed:
            return self.label
        needs = ngettext("{count} answer needed", "{count} answers needed", self.needed).format(
            count=self.needed
        )
        return f"{self.label}. {needs}"


class _Lines(QAbstractListModel):
    """Sections with the headings of their phases between them."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[SectionLine | Phase] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return phase_label(entry) if isinstance(entry, Phase) else entry.spoken()
        if role == Qt.ItemDataRole.ToolTipRole and _waits(entry):
            return _("Not asked as things stand")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry = self.entries[index.row()]
        if isinstance(entry, Phase) or _waits(entry):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def entry_at(index: Index) -> SectionLine | Phase:
    """What stands at a line. Not by `data`: Qt hands a StrEnum back as a plain string."""
    lines = index.model()
    if not isinstance(lines, _Lines):
        raise TypeError(type(lines).__name__)
    return lines.entries[index.row()]


class _Painter(QStyledItemDelegate):
    """Draws a line: mark, name, and how many answers are needed. Lines that are close together have
    no headings: a thin line begins the next part."""

    line = 0  # pixels of a section
    close = False

    def fit(self, sections: int, phases: int, room: int) -> None:
        """Take `room` pixels for all of them, as far as they can be read."""
        self.close = sections * px(_LINE) + phases * px(_HEAD) > room
        self.line = px(_LINE)
        if self.close:
            self.line = min(max(room // max(sections, 1), px(_LEAST)), px(_LINE))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heading = isinstance(entry_at(index), Phase)
        return QSize(100, px(_HEAD) if heading else self.line)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = entry_at(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Phase):
            painter.setFont(font(9.5, QFont.Weight.Medium))
            painter.setPen(QColor(color("text3")))
            area = self._inside(option.rect, px(8), 0)
            painter.drawText(area, self._side(option, bottom=True), phase_label(entry))
        else:
            self._paint_section(painter, option, entry)
        painter.restore()

    def _paint_section(
        self, painter: QPainter, option: QStyleOptionViewItem, line: SectionLine
    ) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        gap = 0 if self.close else 2
        frame = option.rect.adjusted(1, gap, -1, -gap)
        if self.close and line.begins:
            painter.setPen(QColor(color("border")))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
        if chosen or (hovered and line.asked):
            edge = QColor(color("focus" if focused else "primarySoft"))
            painter.setPen(QPen(edge, 2) if chosen and focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color("primarySoft" if chosen else "bg")))
            painter.drawRoundedRect(frame, px(8), px(8))
        if not line.asked:
            sign, tint = "minus", "text3"
        elif line.closed:
            sign, tint = "lock", "text3"
        elif line.needed:
            sign, tint = ("circle-half-fill" if line.started else "circle"), "primary"
        else:
            sign, tint = ("check-circle-fill", "ok") if line.started else ("circle-dashed", "text3")
        size = 15 if self.close else 20
        mark = self._placed(option, px(10), px(size))
        painter.drawPixmap(mark.topLeft(), pixmap(sign, tint, size))
        count = str(line.needed) if line.needed else ""
        if line.closed:
            count = _("Holds words")
        room = max(px(28), painter.fontMetrics().horizontalAdvance(count)) if count else 0
        words = self._inside(option.rect, px(40), room + px(12) if count else px(10))
        ink = "primary" if chosen else "text" if line.asked else "text3"
        self._paint_words(painter, option, words, line.label, ink, bold=chosen)
        if count:
            painter.setFont(font(9.5))
            painter.setPen(QColor(color("text2")))
            place = self._placed(option, option.rect.width() - room - px(10), room)
            centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip)
            painter.drawText(place, centred, count)

    def _paint_words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        text: str,
        tint: str,
        *,
        bold: bool,
    ) -> None:
        painter.setFont(font(10.5, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        painter.setPen(QColor(color(tint)))
        metrics = painter.fontMetrics()
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        whole = int(Qt.TextFlag.TextDontClip)  # of a letter that is taller than its line
        painter.drawText(area, self._side(option) | whole, elided)

    def _side(self, option: QStyleOptionViewItem, *, bottom: bool = False) -> int:
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        level = Qt.AlignmentFlag.AlignBottom if bottom else Qt.AlignmentFlag.AlignVCenter
        return int(side | Qt.AlignmentFlag.AlignAbsolute | level)

    def _inside(self, rect: QRect, leading: int, trailing: int) -> QRect:
        rtl = self._rtl
        return rect.adjusted(trailing if rtl else leading, 0, -leading if rtl else -trailing, 0)

    def _placed(self, option: QStyleOptionViewItem, leading: int, size: int) -> QRect:
        x = option.rect.right() + 1 - leading - size if self._rtl else option.rect.x() + leading
        high = px(15) if self.close else px(20)
        y = option.rect.y() + (option.rect.height() - high) // 2
        return QRect(x, y, size, high)

    @property
    def _rtl(self) -> bool:
        parent = self.parent()
        return (
            isinstance(parent, QWidget)
            and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        )


class SectionList(QListView):
    """Choose a section by click, or by arrow keys."""

    chosen = Signal(str)  # name of the section

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navlist")
        self.setAccessibleName(_("Sections"))
        self._lines = _Lines()
        self.setModel(self._lines)
        self._painter = _Painter(self)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._on_current)
        self._current = ""

    def show_lines(self, lines: Sequence[SectionLine], current: str) -> None:
        """Show these sections with `current` chosen."""
        entries: list[SectionLine | Phase] = []
        for line in lines:
            begins = not entries or _phase(entries[-1]) is not line.phase
            if begins:
                entries.append(line.phase)
            entries.append(replace(line, begins=begins and len(entries) > 1))
        self._current = current
        if entries == self._lines.entries:
            pass
        elif [_key(entry) for entry in entries] == [_key(entry) for entry in self._lines.entries]:
            before, self._lines.entries = self._lines.entries, entries
            for row, (entry, was) in enumerate(zip(entries, before, strict=True)):
                if entry != was:
                    self.update(self._lines.index(row))
        else:
            self._lines.beginResetModel()
            self._lines.entries = entries
            self._lines.endResetModel()
            self._fit()
        self._choose(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All sections are in sight where that can be, else the chosen one."""
        super().resizeEvent(event)
        self._fit()
        self.scrollTo(self.currentIndex())

    def _fit(self) -> None:
        entries = self._lines.entries
        phases = [row for row, entry in enumerate(entries) if isinstance(entry, Phase)]
        self._painter.fit(len(entries) - len(phases), len(phases), self.viewport().height())
        for row in phases:
            self.setRowHidden(row, self._painter.close)
        self.scheduleDelayedItemsLayout()

    def _choose(self, name: str) -> None:
        for row, entry in enumerate(self._lines.entries):
            if isinstance(entry, SectionLine) and entry.name == name:
                index = self._lines.index(row)
                if index != self.currentIndex():
                    self.setCurrentIndex(index)
                return

    def _on_current(self, index: QModelIndex) -> None:
        entry = entry_at(index) if index.isValid() else None
        if isinstance(entry, SectionLine) and entry.name != self._current:
            self._current = entry.name
            self.chosen.emit(entry.name)


def _phase(entry: SectionLine | Phase) -> Phase:
    return entry if isinstance(entry, Phase) else entry.phase


def _waits(entry: SectionLine | Phase) -> bool:
    return isinstance(entry, SectionLine) and not entry.asked


def _key(entry: SectionLine | Phase) -> str:
    return entry.value if isinstance(entry, Phase) else f"section {entry.name} {entry.label}"
