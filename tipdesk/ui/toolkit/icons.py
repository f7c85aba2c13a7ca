"""Phosphor's pictures, tinted with a colour token and mirrored where they point somewhere."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from tipdesk.core.settings import resource
from tipdesk.ui.toolkit.theme import color, px

POINTING = frozenset(
    {
        "arrow-counter-clockwise",
        "arrow-left",
        "arrow-right",
        "arrow-square-out",
        "arrow-u-up-left",
        "backspace",
        "caret-double-left",
        "caret-double-right",
        "caret-left",
        "caret-right",
        "chat-text",
        "export",
        "horse",
        "list",
        "list-checks",
        "note-pencil",
        "pencil-simple",
        "person-simple-walk",
        "sidebar-simple",
        "sign-out",
        "signature",
        "sort-ascending",
        "truck",
    }
)
"""Pictures that point along the line: named for left to right, mirrored for right to left."""

_RATIO = 2.0  # drawn at twice the size for sharp edges on dense screens


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _drawn(name: str, tint: str, size: int, *, mirrored: bool) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", tint).encode()))
    picture = QPixmap(round(size * _RATIO), round(size * _RATIO))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size * _RATIO, size * _RATIO))
    painter.end()
    if mirrored:
        picture = picture.transformed(QTransform().scale(-1, 1))
    picture.setDevicePixelRatio(_RATIO)
    return picture


def pixmap(name: str, tint: str = "text2", size: int = 20) -> QPixmap:
    """The picture `name` in the colour of the token `tint`; `size` in pixels at 100 %."""
    rtl = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return _drawn(name, color(tint), px(size), mirrored=name in POINTING and rtl)


def icon(
    name: str, tint: str = "text2", size: int = 20, *, gap: int = 0, after: bool = False
) -> QIcon:
    """As `pixmap`, for buttons: pale where disabled; `gap` pixels at 100 % keep off the text, which
    follows it (`after`: stands before it)."""
    made = QIcon(_beside(pixmap(name, tint, size), gap, after=after))
    pale = _beside(pixmap(name, "disabled", size), gap, after=after)
    made.addPixmap(pale, QIcon.Mode.Disabled)
    return made


def _beside(picture: QPixmap, gap: int, *, after: bool) -> QPixmap:
    """The picture with an empty strip on the side where the text stands."""
    if not gap:
        return picture
    rtl = (QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft) != after
    strip = px(gap)
    wide = QPixmap(picture.width() + round(strip * _RATIO), picture.height())
    wide.setDevicePixelRatio(_RATIO)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(strip if rtl else 0, 0, picture)
    painter.end()
    return wide
