"""The notice to the Prosecution as it would be printed now, beside the card."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import CaseId
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.paper.printing_room import Drawn, PaperOptions, PrintPlan, draw
from tipdesk.forms.model import NOTICE
from tipdesk.i18n.text import MASK, _
from tipdesk.printing.preview import Raster
from tipdesk.ui.toolkit.parts import draw_wrapped
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import color, px
from tipdesk.ui.viewers.pages import drawn_page, image_of

PAUSE = 200  # milliseconds after an answer
SHAPE = 297 / 210  # of the paper
_INCHES = 210 / 25.4  # that it is wide
FOR_THE_PROSECUTION, FOR_THE_FILE = PaperOptions(copy="prosecution"), PaperOptions(copy="file")


class NoticeSide(QWidget):
    """Draws the copy for the Prosecution anew after each answer, and says whether it is on paper
    as it is now."""

    drawn = Signal()  # it shows what the file says now

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._case_id: CaseId | None = None
        self._picture: QPixmap | None = None
        self._asked = 0  # number of the newest drawing that was asked for
        self._masked = False
        self.on_paper = False  # a copy of what the file says now has left the printer
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self._draw)
        self.setAccessibleName(_("Notice to the Prosecution"))

    def open(self, case_id: CaseId) -> None:
        """Show the notice of this file."""
        self._case_id = case_id
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The file says something else: draw it soon, once."""
        if self._case_id is not None:
            self._soon.start()

    def clear(self) -> None:
        """Nothing of a file stays."""
        self._soon.stop()
        self._asked += 1
        self._case_id, self._picture, self.on_paper = None, None, False
        self.update()

    def set_masked(self, masked: bool) -> None:
        """Hide or show it (F7): a page cannot be masked word by word."""
        self._masked = masked
        self.update()

    # --- drawing ----------------------------------------------------------------------------

    @Slot()
    def _draw(self) -> None:
        if self._case_id is None or self._services.open_session is None:
            return
        self._asked += 1
        try:
            room = self._services.session.printing
            plan = room.print_plan(self._case_id, NOTICE, FOR_THE_PROSECUTION)
        except TipdeskError:  # whatever is wrong is said where it is printed
            self._picture, self.on_paper = None, False
            self.update()
            return
        dpi = self.width() * self.devicePixelRatioF() / _INCHES
        self._services.jobs.run(
            partial(_drawn_with_picture, plan, dpi),
            done=partial(self._on_drawn, self._asked, plan),
            failed=lambda _error: None,  # as above
        )

    def _on_drawn(self, request: int, plan: PrintPlan, result: tuple[Drawn, Raster | None]) -> None:
        if request != self._asked or self._services.open_session is None:
            return  # a newer one is being drawn, or nobody is here
        paper, picture = result
        self.on_paper = self._services.session.printing.changed(plan, paper) == ()
        self._picture = None if picture is None else QPixmap.fromImage(image_of(picture))
        self.update()
        self.drawn.emit()

    # --- painting ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(px(370), round(px(370) * SHAPE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(color("surface") if self._masked else "#FFFFFF"))
        if self._masked:
            painter.setPen(QColor(color("text2")))
            draw_wrapped(painter, self.rect().toRectF(), MASK)
        elif self._picture is not None:
            painter.drawPixmap(
                QRect(0, 0, self.width(), round(self.width() * SHAPE)), self._picture
            )
        painter.setPen(QColor(color("border")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def _drawn_with_picture(plan: PrintPlan, dpi: float) -> tuple[Drawn, Raster | None]:
    """The paper and a picture of its only page. JOB."""
    paper = draw(plan)
    return paper, drawn_page(paper.pdf, 0, dpi)
