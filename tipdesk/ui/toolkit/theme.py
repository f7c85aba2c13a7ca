"""How everything looks: direction, colours, faces and the one style sheet.

Colours are named tokens (`color("primary")`), the same names in every theme; every pair of text and
ground has a contrast of at least 4.5, borders and focus rings 3 (WCAG 2.1 AA, held by
`test_appearance`). Sizes of text are in points and distances in device-independent pixels at 100 %;
`font()` and `px()` scale them. Dressing a window that is already full costs seconds, and distances
and pictures that it has taken stay as they were: `apply` runs at the start, and between two windows
(`wear`).

Qt's own sentences are in Arabic too, under ours where Qt's are missing or unlucky
(`install_translators`). Pictures are Phosphor's, tinted with a colour token and mirrored where they
point somewhere (`icon`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QRectF, Qt, QTranslator
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QTransform,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from tipdesk.core.settings import Language, Settings, ThemeChoice, resource
from tipdesk.i18n.text import N_, is_rtl, language, set_language, texts

# --- Qt's own sentences -----------------------------------------------------------------------


# Qt's source text → ours. Qt's catalogue lacks some and says «ارفض» for Discard.
_OURS = {
    "OK": N_("OK"),
    "&OK": N_("OK"),
    "Cancel": N_("Cancel"),
    "&Cancel": N_("Cancel"),
    "Save": N_("Save"),
    "&Save": N_("Save"),
    "Discard": N_("Discard"),
    "&Open": N_("Choose"),
    "Open": N_("Choose"),
    "&Choose": N_("Choose"),
    "&Yes": N_("Yes"),
    "&No": N_("No"),
    "Print": N_("Print"),
    "&Print": N_("Print"),
    "Look in:": N_("Folder:"),
    "&Look in:": N_("Folder:"),
    "Directory:": N_("Folder:"),
    "File &name:": N_("File name:"),
    "Files of type:": N_("Type of file:"),
    "Files of &type:": N_("Type of file:"),
    "Directories": N_("Folders"),
    "Parent Directory": N_("Folder above"),
    "Previous Month": N_("Previous month"),
    "Next Month": N_("Next month"),
}
_DIRECTION = "QT_LAYOUT_DIRECTION"


class _OurWords(QTranslator):
    """Answers for the few sentences above; None leaves the rest to Qt's catalogue.

    An empty text instead of None would blank every other button.
    """

    def translate(
        self,
        context: str,
        source: str,
        disambiguation: str | None = None,
        number: int = -1,
    ) -> str | None:
        if source == _DIRECTION:
            return "RTL" if is_rtl() else "LTR"
        ours = _OURS.get(source)
        return texts(language()).gettext(ours) if ours else None

    def isEmpty(self) -> bool:
        return False


def install_translators(application: QApplication) -> None:
    """Install Qt's catalogue for the language of the screen, ours above it; what was installed
    before goes."""
    for before in application.findChildren(QTranslator):
        application.removeTranslator(before)
        before.setParent(None)
    if language() == "ar":
        of_qt = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if of_qt.load("qtbase_ar", folder):
            application.installTranslator(of_qt)
    ours = _OurWords(application)
    application.installTranslator(ours)


Theme = Literal["light", "dark", "contrast"]
FAMILY = "IBM Plex Sans Arabic"

THEMES: Mapping[Theme, Mapping[str, str]] = {
    "light": {
        "bg": "#F2F4F4", "surface": "#FFFFFF", "surface2": "#F7F9F9", "border": "#DCE2E3",
        "input": "#78888D", "text": "#1A2A2F", "text2": "#4F6268", "text3": "#5A6C72",
        "primary": "#1D5C63", "primaryHover": "#164A50", "primarySoft": "#E4EFEF",
        "onPrimary": "#FFFFFF", "ok": "#2B6A4D", "okSoft": "#E5F1EA", "warn": "#7A5200",
        "warnSoft": "#FBF2DD", "danger": "#9A2B2B", "dangerSoft": "#FBEBE9",
        "focus": "#1D5C63", "disabled": "#A9B4B7", "idle": "#DCE2E3",
        "hill1": "#C4D8D7", "hill2": "#AFCBCA", "hill3": "#95B6B5", "sky": "#DCE9E8",
    },
    "dark": {
        "bg": "#131A1C", "surface": "#1B2426", "surface2": "#202B2E", "border": "#303D40",
        "input": "#6F8185", "text": "#E7EEEF", "text2": "#B4C2C5", "text3": "#93A3A7",
        "primary": "#6FB7BD", "primaryHover": "#8CCBD0", "primarySoft": "#1F3A3D",
        "onPrimary": "#0C1A1C", "ok": "#7CC7A0", "okSoft": "#1C3529", "warn": "#E2B65C",
        "warnSoft": "#3A2F17", "danger": "#F0938C", "dangerSoft": "#42211F",
        "focus": "#8CCBD0", "disabled": "#5D6B6E", "idle": "#303D40",
        "hill1": "#22393B", "hill2": "#2A484A", "hill3": "#335A5C", "sky": "#182325",
    },
    "contrast": {
        "bg": "#000000", "surface": "#000000", "surface2": "#000000", "border": "#FFFFFF",
        "input": "#FFFFFF", "text": "#FFFFFF", "text2": "#FFFFFF", "text3": "#FFFFFF",
        "primary": "#FFE600", "primaryHover": "#FFF27A", "primarySoft": "#333000",
        "onPrimary": "#000000", "ok": "#5CFF9D", "okSoft": "#002B14", "warn": "#FFD24A",
        "warnSoft": "#332600", "danger": "#FF8A80", "dangerSoft": "#3A0000",
        "focus": "#00E5FF", "disabled": "#BBBBBB", "idle": "#333333",
        "hill1": "#1A1A1A", "hill2": "#262626", "hill3": "#333333", "sky": "#000000",
    },
}  # fmt: skip

_ROLES: Mapping[QPalette.ColorRole, str] = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "surface2",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Highlight: "primary",
    QPalette.ColorRole.HighlightedText: "onPrimary",
    QPalette.ColorRole.Accent: "primary",
    QPalette.ColorRole.Link: "primary",
    QPalette.ColorRole.ToolTipBase: "text",
    QPalette.ColorRole.ToolTipText: "surface",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "input",
    QPalette.ColorRole.Shadow: "input",
}


class _Appearance:
    """What was applied; one for the process."""

    theme: Theme = "light"
    scale: float = 1.0
    dressed = False  # faces and style are there


def theme_of(chosen: ThemeChoice) -> Theme:
    """The theme that is drawn: the one that was chosen, or what the system asks for now."""
    if chosen != "system":
        return chosen
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def color(token: str) -> str:
    """The colour of a token as #RRGGBB. Raises KeyError for an unknown one."""
    return THEMES[_Appearance.theme][token]


def px(length: float) -> int:
    """A distance at 100 % in the pixels of the chosen size."""
    return round(length * _Appearance.scale)


def is_large() -> bool:
    """Whether letters are so large (above 150 %) that a small laptop has no room for all of a page
    beside each other."""
    return _Appearance.scale > 1.5


_POINTS = 11.0  # of what has no size of its own, at 100 %


def font(points: float = _POINTS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The face of the house at `points` (100 %), scaled."""
    face = QFont(FAMILY)
    face.setPointSizeF(points * _Appearance.scale)
    face.setWeight(weight)
    return face


def load_fonts() -> None:
    """Register the bundled faces: Plex, and Noto for names in the scripts of the interviews.

    Raises:
        RuntimeError: a face cannot be loaded; the installation is damaged.
    """
    for path in sorted(resource("fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"face not loaded: {path.name}")


def palette() -> QPalette:
    """The theme as Qt's palette."""
    colors = QPalette()
    for role, token in _ROLES.items():
        colors.setColor(role, QColor(color(token)))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        colors.setColor(QPalette.ColorGroup.Disabled, role, QColor(color("disabled")))
    return colors


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PLACEHOLDER = re.compile(r"@(pt|px|less|icon)\(([^)]+)\)|@([A-Za-z][A-Za-z0-9]*)")


def style_sheet() -> str:
    """`resources/style.qss` with its tokens, sizes and pictures filled in.

    `@surface` is a colour, `@pt(11)` a scaled size of text, `@px(8)` a scaled distance,
    `@less(8)` that distance less one pixel, `@icon(check)` the path of
    `icons/style/check-<theme>.svg`.
    """
    source = resource("style.qss").read_text(encoding="utf-8")
    return _PLACEHOLDER.sub(_filled, _COMMENT.sub("", source))


_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMED = re.compile(r"QLabel#(\w+)$")
_SIZE = re.compile(r"font-size: @pt\(([\d.]+)\)")
_WEIGHT = re.compile(r"font-weight: (\d+)")


@cache
def _label_faces() -> Mapping[str, tuple[float, QFont.Weight]]:
    """What `resources/style.qss` says of labels by name: points and weight."""
    source = _COMMENT.sub("", resource("style.qss").read_text(encoding="utf-8"))
    faces: dict[str, tuple[float, QFont.Weight]] = {}
    for selectors, body in _RULE.findall(source):
        size, weight = _SIZE.search(body), _WEIGHT.search(body)
        for named in map(_NAMED.fullmatch, map(str.strip, selectors.split(","))):
            if named is not None:
                points, heavy = faces.get(named[1], (_POINTS, QFont.Weight.Normal))
                faces[named[1]] = (
                    float(size[1]) if size else points,
                    QFont.Weight(int(weight[1])) if weight else heavy,
                )
    return faces


def label_font(name: str) -> QFont:
    """The face of a label of that name in the style sheet, before it wears it."""
    return font(*_label_faces().get(name, (_POINTS, QFont.Weight.Normal)))


def _filled(match: re.Match[str]) -> str:
    kind, argument, name = match.groups()
    if name is not None:
        return color(name)
    if kind == "pt":
        return f"{float(argument) * _Appearance.scale:g}pt"
    if kind == "px":
        return f"{px(float(argument))}px"
    if kind == "less":
        return f"{px(float(argument)) - 1}px"
    return resource("icons", "style", f"{argument}-{_Appearance.theme}.svg").as_posix()


def apply(app: QApplication, font_scale: int = 100, theme: Theme = "light") -> None:
    """Set direction, locale, colours and faces. `font_scale` in per cent. The style
    sheet is put on each window (`dress`).

    Call it after the translators are installed: they set a direction of their own.
    """
    _Appearance.theme, _Appearance.scale = theme, font_scale / 100
    if not _Appearance.dressed:
        load_fonts()
        app.setStyle("Fusion")
        _Appearance.dressed = True
    # ar_AE: Arabic words with the digits 0-9 that our papers use (ar_KW draws ٠-٩).
    QLocale.setDefault(QLocale("ar_AE" if language() == "ar" else "en_GB"))
    rtl = Qt.LayoutDirection.RightToLeft
    app.setLayoutDirection(rtl if is_rtl() else Qt.LayoutDirection.LeftToRight)
    app.setPalette(palette())
    # Last: Qt takes the system's faces for lists, menus, tooltips and message boxes (Windows has
    # one for each), and only a new common face removes those.
    app.setFont(font())


def dress(window: QWidget) -> None:
    """Put the style sheet on a window; what is in it, or hangs on it, wears it too.

    Never on the application: with one there Qt polishes a part, and all that is in it, again each
    time it is put into another, and a page is put together from the inside out.
    """
    window.setStyleSheet(style_sheet())


# What the settings say of the look and the language is put on when the program starts, and between
# two windows. No window is dressed while it is full: it is emptied first and built anew.


@dataclass(frozen=True, slots=True)
class Dress:
    """What can be seen of the settings."""

    language: Language
    font_scale: int
    theme: Theme


def dress_of(settings: Settings) -> Dress:
    """What the settings ask for, and the system that they may follow: another one when that
    changes."""
    return Dress(settings.language, settings.font_scale, theme_of(settings.theme))


def wear(application: QApplication, dress: Dress) -> None:
    """Put on language, direction, faces, size and colours."""
    set_language(dress.language)
    # The translators come first: Qt's own would set a direction again.
    install_translators(application)
    apply(application, dress.font_scale, dress.theme)


# --- pictures ---------------------------------------------------------------------------------


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
    picture = QIcon(_beside(pixmap(name, tint, size), gap, after=after))
    pale = _beside(pixmap(name, "disabled", size), gap, after=after)
    picture.addPixmap(pale, QIcon.Mode.Disabled)
    return picture


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
