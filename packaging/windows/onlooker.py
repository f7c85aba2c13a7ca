"""The window of tipdesk, which tells what stands on it: goes into the trees of trials and into no
package. The launcher starts it as `-P -m tipdesk.onlooker FOLDER WORDS`.

While there is a file `ask` in FOLDER, what can be seen of the uppermost window is written to
`answer.json` beside it: what it says, of which kind it is, and where on the screen. Mouse and keys
come from outside, as a person's do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTableView,
    QTreeView,
    QWidget,
)

from tipdesk import app
from tipdesk.core.settings import load_settings

_PAUSE = 100  # milliseconds between two looks


def main(words: list[str]) -> int:
    """Open the window as `app` does; the exit status."""
    application = app.make_application(load_settings())
    timer = QTimer(application)
    timer.setInterval(_PAUSE)
    timer.timeout.connect(partial(_answer, Path(words[0])))
    timer.start()
    return app.main(words[1:])


def _answer(folder: Path) -> None:
    if not (folder / "ask").exists():
        return
    window = _uppermost()
    answer = list(_parts(window)) if window is not None else []
    part = folder / "answer.json.part"
    with suppress(OSError):  # who asks is reading it: again in a moment
        part.write_text(json.dumps(answer), "utf-8")
        part.replace(folder / "answer.json")
        (folder / "ask").unlink()


def _uppermost() -> QWidget | None:
    """A list that is unfolded, a dialog, a window."""
    above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    return above or QApplication.activeWindow() or (shown[-1] if shown else None)


def _parts(window: QWidget) -> Iterator[dict[str, object]]:
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisibleTo(window) or widget.visibleRegion().isEmpty():
            continue
        texts = {_text(widget), widget.accessibleName(), widget.windowTitle()} - {""}
        yield _part(widget, sorted(texts), widget.visibleRegion().boundingRect())
        if isinstance(widget, QTableView | QListView | QTreeView):
            yield from _cells(widget)


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""


def _cells(view: QAbstractItemView) -> Iterator[dict[str, object]]:
    model, root, room = view.model(), view.rootIndex(), view.viewport().rect()
    # The models of lists have no count of columns.
    count = 1 if isinstance(view, QListView) else model.columnCount(root)
    for row in range(model.rowCount(root)):
        for column in range(count):
            index = model.index(row, column, root)
            place = view.visualRect(index) & room
            if not place.isEmpty():
                yield _part(view.viewport(), [str(index.data())], place)


def _part(widget: QWidget, texts: list[str], place: QRect) -> dict[str, object]:
    corner: QPoint = widget.mapToGlobal(place.topLeft())
    scale = widget.devicePixelRatioF()
    numbers = (corner.x(), corner.y(), place.width(), place.height())
    return {
        "texts": texts,
        "kind": type(widget).__name__,
        "name": widget.objectName(),
        "place": [round(number * scale) for number in numbers],
        "enabled": widget.isEnabled(),
        "focus": widget.hasFocus(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
