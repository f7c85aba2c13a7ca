"""Grabs pages and dialogs, and says what is wrong on them: cut texts, foreign words, no names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QTableView, QWidget

from tests.ui import layout_faults
from tests.ui.drivers.seeing import every
from tests.ui.gestures import bare
from tests.ui.reading import still
from tipdesk.i18n.text import in_one_line
from tipdesk.ui.toolkit.jobs import JobRunner

WHOLE, ROOM = (1366, 768), (1366, 676)  # a small laptop; what the window leaves for a page
ALLOWED = frozenset(
    {"tipdesk", "English", "PDF", "JSON", "asice", "age", "png", "json", "pem", "sha256sum"}
)
_CODE = re.compile(
    r"[AEW]_[A-Z_]+$|[0-9a-f]{8}-|[0-9a-f]{38,40}$|[0-9a-f]{32}(?:[0-9a-f]{32})?$|[\w*-]+\.[a-z]+"
)  # problems, bundles, file names


class Photographer:
    """Grabs pages and dialogs, and looks at what is on them."""

    def __init__(self, language: str, scale: str, folder: Path, jobs: JobRunner) -> None:
        self._words: tuple[str, ...] = ()
        self.faults: list[str] = []
        self._language = language
        self._ending = f"{language}-{scale}"
        self._folder = folder
        self._jobs = jobs

    def allow(self, *words: str) -> None:
        """These are Latin in every language."""
        self._words += words

    def allow_folder(self, folder: Path) -> None:
        """Names of folders are shown as they are."""
        short = in_one_line(str(folder))  # its middle may be left out
        for shown in (*folder.parts, *Path(bare(short)).parts):
            self._words += (shown, *re.split(r"[-…]", shown))

    def settle(self, *, busy: bool = False) -> None:
        """Until no job runs (but for a picture of the waiting) and everything is laid out."""
        while True:
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if busy or not self._jobs.busy:
                break
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        for _round in range(4):  # layouts inside layouts
            QApplication.processEvents()

    def page(self, widget: QWidget, name: str, size: tuple[int, int] = ROOM) -> None:
        """One picture, and a second one from the end of what scrolls."""
        widget.resize(*size)
        widget.show()
        widget.activateWindow()
        widget.setFocus()
        self.settle()
        self._grab(widget, name)
        self.faults += [f"{name} unreached: {fault}" for fault in layout_faults.unreached(widget)]
        self.faults += [f"{name} jumping: {fault}" for fault in layout_faults.jumping(widget)]
        areas = [area for area in every(widget, QScrollArea) if area.isVisibleTo(widget)]
        bars = [bar for area in areas if (bar := area.verticalScrollBar()).maximum() > 0]
        if bars:
            for bar in bars:
                bar.setValue(bar.maximum())
            self.settle()
            self._grab(widget, f"{name}-end")
            for bar in bars:
                bar.setValue(0)

    def shot(self, widget: QWidget, name: str) -> None:
        """One picture of what is shown, as it stands."""
        self.settle()
        self._grab(widget, name)

    def dialog(self, name: str, ask_for: Callable[[], object], *, busy: bool = False) -> None:
        """Grab the dialog that `ask_for` opens, then send it away; `busy`: the waiting itself."""
        timer = QTimer()
        timer.setInterval(10)

        def look_for() -> None:
            shown = QApplication.activeModalWidget()
            if isinstance(shown, QDialog) and (shown.objectName() == "waiting") == busy:
                timer.stop()
                self.settle(busy=busy)
                self._grab(shown, f"dialog-{name}")
                shown.reject()

        timer.timeout.connect(look_for)
        timer.start()
        ask_for()

    def _grab(self, widget: QWidget, name: str) -> None:
        path = self._folder / f"page-{name}-{self._ending}.png"
        keep(widget, path)
        with still(widget):
            faults = self._wrong_on(widget)
        self.faults += [f"{name} {fault}" for fault in dict.fromkeys(faults)]

    def _wrong_on(self, widget: QWidget) -> list[str]:
        faults = [f"cut: {text}" for text in layout_faults.cut(widget)]
        faults += [f"cut: {text}" for text in cut_cells(widget)]
        faults += [f"unnamed: {fault}" for fault in layout_faults.unnamed(widget)]
        faults += [f"crowded: {fault}" for fault in layout_faults.crowded(widget)]
        faults += [f"off side: {fault}" for fault in layout_faults.off_side(widget)]
        if self._language == "ar":
            faults += [f"turned: {text}" for text in layout_faults.turned(widget)]
            allowed = ALLOWED | frozenset(self._words)
            faults += [f"latin: {word}" for word in layout_faults.latin(widget, allowed)
                       if not _CODE.match(word)]  # fmt: skip
        return faults


def keep(widget: QWidget, path: Path) -> None:
    """A picture of what is shown, as PNG. Pillow's writer takes half as long as Qt's and makes
    flat colours no larger."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size, step = (image.width(), image.height()), image.bytesPerLine()
    picture = Image.frombuffer("RGB", size, bytes(image.constBits()), "raw", "RGB", step, 1)
    picture.save(path, compress_level=1)


def cut_cells(root: QWidget) -> list[str]:
    """Texts of table cells that are wider than their column; names of people may be."""
    cut = []
    for table in layout_faults.visible(root, QTableView):
        assert isinstance(table, QTableView)
        metrics, model = QFontMetrics(table.font()), table.model()
        header = table.horizontalHeader()
        if table.wordWrap():
            continue  # its rows are as high as their words need
        for at in range(model.columnCount()):
            if header.sectionResizeMode(at) is header.ResizeMode.Stretch:
                continue
            for row in range(min(model.rowCount(), 20)):
                text = str(model.index(row, at).data())
                if metrics.horizontalAdvance(text) > table.columnWidth(at):
                    cut.append(text)
    return cut
