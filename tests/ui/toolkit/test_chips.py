"""A chip that has no room for everything shows whole parts, never half a date."""

from PySide6.QtGui import QFontMetrics

from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.tables import (
    ChipDelegate,
    Column,
    RowsModel,
    halves,
    lined,
    shortened,
    table_view,
)
from tipdesk.ui.toolkit.theme import dress, font

DUE = f"فاتت مراجعة الخطورة {isolated('09/11/2026')}"


def test_a_reason_stands_whole_or_not_at_all(qapp):
    metrics = QFontMetrics(font())
    text = f"{DUE} • للاعتماد"
    whole = metrics.horizontalAdvance(text)
    assert shortened(text, metrics, whole) == text
    assert shortened(text, metrics, whole - 5) == f"{DUE} …"
    assert shortened("مكتمل، بانتظار المشرف", metrics, 60).endswith("…")


def test_what_one_line_does_not_hold_stands_whole_in_two(qapp):
    metrics = QFontMetrics(font())
    text = f"{DUE} • للاعتماد"
    room = metrics.horizontalAdvance(DUE)
    assert lined(text, metrics, metrics.horizontalAdvance(text)) == (text,)
    assert lined(text, metrics, room) == (DUE, "للاعتماد")
    assert lined("مكتمل، بانتظار المشرف", metrics, room // 2) == ("مكتمل، بانتظار", "المشرف")
    assert lined(text, metrics, room // 2) == (shortened(text, metrics, room // 2),)
    assert halves("Complete, waiting for the supervisor") == (
        "Complete, waiting",
        "for the supervisor",
    )


def test_the_rule_below_a_row_goes_on_below_a_chip(qtbot):
    chip = Column("الموعد", str, ("00000000",), chip=lambda _row: "chipwarn")
    model = RowsModel([chip, Column("الملف", str)])
    model.set_rows(["1", "2"])
    view = table_view(model, "ما ينتظر")
    view.setItemDelegate(ChipDelegate(view))
    qtbot.addWidget(view)
    dress(view)  # as the window is, and nothing else
    view.resize(500, 300)
    view.show()
    picture = view.viewport().grab().toImage()
    rule = view.rowViewportPosition(1) - 1
    middles = [view.columnViewportPosition(at) + view.columnWidth(at) // 2 for at in (0, 1)]
    assert picture.pixelColor(middles[0], rule) == picture.pixelColor(middles[1], rule)
    assert picture.pixelColor(middles[0], rule) != picture.pixelColor(middles[1], rule - 4)
