"""Names and values in two columns that line up: the answers of a check, the data of a receipt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from tipdesk.i18n.text import clean, isolated
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import px

Value = str | QWidget
_NAME = 44  # letters of a file's name that stand in one line of a dialog


def code_text(code: str) -> str:
    """A code or number in its own direction; a dash when there is none."""
    return isolated(code) if code else "—"


def foreign(name: str) -> str:
    """A name from outside (a stick, a bundle): without marks that turn or hide text, isolated."""
    return isolated(clean(name)) if name else "—"


def in_one_line(name: str) -> str:
    """The long name of a file from left to right, its middle left out: of two lines an Arabic
    sentence would draw the pieces in odd places."""
    half = _NAME // 2
    return foreign(name if len(name) <= _NAME else f"{name[:half]}…{name[-half:]}")


def facts(lines: Sequence[tuple[str, Value]], *, long_names: bool = False) -> QWidget:
    """A grid of `lines`: the name on the leading side, the value (text or widget) beside it.
    Long names (questions) take two fifths of the room and wrap."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(20))
    grid.setVerticalSpacing(px(8))
    grid.setColumnStretch(1, 3 if long_names else 1)
    grid.setColumnStretch(0, 2 if long_names else 0)
    for at, (name, value) in enumerate(lines):
        shown = label(value, wrap=True) if isinstance(value, str) else value
        if isinstance(shown, QLabel):
            shown.setAccessibleName(f"{name}: {shown.text()}")
        title = label(name, "muted", wrap=long_names)
        grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, at, 1)
    return holder
