"""A chip that has no room for everything shows whole parts, never half a date."""

from PySide6.QtGui import QFontMetrics

from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.tables import halves, lined, shortened
from tipdesk.ui.toolkit.theme import font

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
