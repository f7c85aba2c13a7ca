"""A chip that has no room for everything shows whole parts, never half a date."""

from PySide6.QtGui import QFontMetrics

from tipdesk.i18n.text import isolated
from tipdesk.ui.look import font
from tipdesk.ui.widgets.chips import shortened

DUE = f"فاتت مراجعة الخطورة {isolated('09/11/2026')}"


def test_a_reason_stands_whole_or_not_at_all(qapp):
    metrics = QFontMetrics(font())
    text = f"{DUE} • للاعتماد"
    whole = metrics.horizontalAdvance(text)
    assert shortened(text, metrics, whole) == text
    assert shortened(text, metrics, whole - 5) == f"{DUE} …"
    assert shortened("مكتمل، بانتظار المشرف", metrics, 60).endswith("…")
