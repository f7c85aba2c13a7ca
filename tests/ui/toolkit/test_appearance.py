import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tipdesk.core.settings import resource
from tipdesk.ui.toolkit import theme as look

TEXT_PAIRS = [
    ("text", "surface"), ("text", "bg"), ("text", "surface2"), ("text2", "surface"), ("text2", "bg"),
    ("text2", "surface2"), ("text3", "surface"), ("text3", "bg"), ("primary", "surface"),
    ("primary", "primarySoft"), ("text", "primarySoft"), ("onPrimary", "primary"), ("onPrimary", "primaryHover"),
    ("ok", "okSoft"), ("warn", "warnSoft"), ("danger", "dangerSoft"), ("danger", "surface"), ("text", "dangerSoft"), ("text", "warnSoft"), ("surface", "danger"),  # words on the banner of a damage
]  # fmt: skip
LINE_PAIRS = [
    ("input", "surface"), ("focus", "surface"), ("focus", "bg"), ("danger", "surface"), ("primary", "idle"),
]  # fmt: skip


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour, other):
    high, low = sorted((luminance(colour), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", look.THEMES)
def test_every_pair_of_colours_can_be_read(theme):
    tokens = look.THEMES[theme]
    weak = [
        (a, b, round(contrast(tokens[a], tokens[b]), 2))
        for pairs, least in ((TEXT_PAIRS, 4.5), (LINE_PAIRS, 3.0))
        for a, b in pairs
        if contrast(tokens[a], tokens[b]) < least
    ]
    assert weak == []


@pytest.fixture
def dressed(qapp):
    """Puts on a theme for the style sheet alone; the light one comes back."""
    yield lambda theme: setattr(look._Appearance, "theme", theme)
    look._Appearance.theme = "light"


@pytest.mark.parametrize("theme", look.THEMES)
def test_words_of_every_rule_can_be_read_on_its_ground(dressed, theme):
    """What is disabled too: it is said what could be done."""
    dressed(theme)
    too_weak = []
    for rule, body in re.findall(r"([^{}]+)\{([^{}]+)\}", look.style_sheet()):
        ground = re.search(r"background: (#\w{6})", body)
        ink = re.search(r"(?<![-\w])color: (#\w{6})", body)
        if ground and ink:
            seen = contrast(ink[1], ground[1])
            if seen < (3.0 if ":disabled" in rule else 4.5):
                too_weak.append((rule.strip(), ink[1], ground[1], round(seen, 2)))
    assert too_weak == []


def test_no_colour_of_one_theme_stands_in_the_style_sheet():
    """White paper is white in every theme."""
    source = look._COMMENT.sub("", resource("style.qss").read_text("utf-8"))
    rules = [line for line in source.split("}") if re.search(r"#[0-9A-Fa-f]{6}", line)]
    assert [rule.split("{")[0].strip() for rule in rules] == ["QLabel#paper"]


@pytest.mark.parametrize("theme", look.THEMES)
def test_a_theme_changes_colours_and_no_size(dressed, theme):
    """So that what has room in one has room in all."""

    def without_colours():
        """And without the names of pictures, which are drawn in them."""
        return re.sub(r"#[0-9a-fA-F]{3,8}\b|url\([^)]*\)", "#", look.style_sheet())

    dressed("light")
    sizes = without_colours()
    assert re.search(r"border: \d+px", sizes)
    dressed(theme)
    assert without_colours() == sizes


def test_every_theme_has_the_same_tokens():
    assert {frozenset(tokens) for tokens in look.THEMES.values()} == {
        frozenset(look.THEMES["light"])
    }


def test_the_style_sheet_is_filled_in_completely(qapp):
    filled = look.style_sheet()
    assert "@" not in filled
    for path in re.findall(r'url\("([^"]+)"\)', filled):
        assert resource().joinpath(path).exists()


@pytest.mark.parametrize("theme", look.THEMES)
def test_the_cursor_is_found_among_fields_that_are_refused(qapp, qtbot, dressed, theme):
    """A date has four fields, and all of them are red."""
    dressed(theme)
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    fields = QLineEdit(), QLineEdit()
    for field in fields:
        field.setProperty("invalid", True)
        box.addWidget(field)
    window.setStyleSheet(look.style_sheet())
    with qtbot.waitActive(window):
        window.show()
    fields[0].setFocus()
    here, there = (part.grab().toImage() for part in fields)
    tokens = look.THEMES[theme]
    grounds = [part.pixelColor(part.width() // 2, 5).name() for part in (here, there)]
    assert grounds == [tokens["dangerSoft"].lower(), tokens["surface"].lower()]
    assert here.pixelColor(here.width() // 2, 0).name() == tokens["danger"].lower()


def test_the_bundled_face_is_used(qapp):
    assert QFontInfo(qapp.font()).family() == look.FAMILY


# What Qt's theme of Windows has a face of the system for.
OF_WINDOWS = (
    "QAbstractItemView", "QDockWidgetTitle", "QHeaderView", "QMdiSubWindowTitleBar", "QMenu",
    "QMenuBar", "QMenuItem", "QMessageBox", "QSmallFont", "QStatusBar", "QTipLabel", "QToolButton",
)  # fmt: skip


@pytest.mark.parametrize("scale", [100, 130])
def test_lists_menus_and_message_boxes_have_the_face_and_size_of_all_else(qapp, scale):
    for name in OF_WINDOWS:
        QApplication.setFont(QFont("Tahoma", 8), name)
    try:
        look.apply(qapp, scale)
        faces = {QApplication.font(name).toString() for name in OF_WINDOWS}
        assert faces == {look.font().toString()}
        assert look.font().pointSizeF() == 11 * scale / 100
    finally:
        look.apply(qapp)


def test_pictures_that_point_are_mirrored(qapp):
    plain = look.pixmap("lock").toImage()
    pointing = look.pixmap("arrow-left").toImage()
    unmirrored = look._drawn("arrow-left", look.color("text2"), 20, mirrored=False).toImage()
    assert pointing == unmirrored.flipped(Qt.Orientation.Horizontal)
    assert plain == look._drawn("lock", look.color("text2"), 20, mirrored=False).toImage()


def test_every_pointing_picture_exists():
    for name in look.POINTING:
        assert resource("icons", f"{name}.svg").exists()
