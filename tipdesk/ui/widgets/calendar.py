"""A calendar that opens under a date field: weeks from Sunday, Friday and Saturday at rest."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _, language
from tipdesk.ui.icons import icon
from tipdesk.ui.look import color, px

_DAYS = Qt.DayOfWeek
_WEEKDAYS = (
    _DAYS.Sunday,
    _DAYS.Monday,
    _DAYS.Tuesday,
    _DAYS.Wednesday,
    _DAYS.Thursday,
    _DAYS.Friday,
    _DAYS.Saturday,
)


class CalendarPopup(QFrame):
    """Closes by itself when a day is picked, with Escape or by a click elsewhere."""

    picked = Signal(object)  # datetime.date

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        self._calendar = QCalendarWidget()
        self._calendar.setAccessibleName(_("Calendar"))
        self._calendar.setLocale(QLocale("ar_AE" if language() == "ar" else "en_GB"))
        self._calendar.setFirstDayOfWeek(_DAYS.Sunday)
        header = QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        self._calendar.setVerticalHeaderFormat(header)
        self._calendar.setGridVisible(False)
        self._colour_days()
        self._turn_buttons()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(8), px(8), px(8), px(8))
        box.addWidget(self._calendar)
        self._calendar.clicked.connect(self._on_picked)
        self._calendar.activated.connect(self._on_picked)

    def _colour_days(self) -> None:
        """Qt paints Saturday and Sunday red, here and everywhere."""
        plain, rest = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(QColor(color("text")))
        rest.setForeground(QColor(color("text3")))
        for day in _WEEKDAYS:
            weekend = day in (_DAYS.Friday, _DAYS.Saturday)
            self._calendar.setWeekdayTextFormat(day, rest if weekend else plain)

    def _turn_buttons(self) -> None:
        for name, picture, said in (
            ("qt_calendar_prevmonth", "caret-left", _("Previous month")),
            ("qt_calendar_nextmonth", "caret-right", _("Next month")),
        ):
            button = self._calendar.findChild(QWidget, name)
            if button is not None:
                button.setProperty("icon", icon(picture))
                button.setToolTip(said)
                button.setAccessibleName(said)

    def open_under(self, field: QWidget, chosen: date | None) -> None:
        """Show below `field`, or above it where the screen ends; on `chosen` or today."""
        if chosen is not None:
            self._calendar.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        self.adjustSize()
        rtl = field.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = field.width() - self.width() if rtl else 0
        place = field.mapToGlobal(QPoint(x, field.height() + 2))
        screen = field.screen().availableGeometry()
        if place.y() + self.height() > screen.bottom():
            place = field.mapToGlobal(QPoint(x, -self.height() - 2))
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()
        self._calendar.setFocus()

    def _on_picked(self, day: QDate) -> None:
        self.close()
        self.picked.emit(date(day.year(), day.month(), day.day()))
