from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QVBoxLayout, QWidget

from tipdesk.ui.toolkit.layouts import TwoColumns
from tipdesk.ui.toolkit.parts import column, scrolled


class CountedColumns(TwoColumns):
    """Counts how often Qt lays it out."""

    laid_out = 0

    def setGeometry(self, rect):  # noqa: N802  Qt's name
        self.laid_out += 1
        super().setGeometry(rect)


def test_widgets_that_are_shown_together_are_laid_out_together(qtbot):
    page, body = QWidget(), QWidget()
    box = QVBoxLayout(page)
    columns = CountedColumns(10, 10, 100)
    body.setLayout(columns)
    box.addWidget(body)
    box.addStretch(1)
    labels = [QLabel(str(number)) for number in range(8)]
    columns.arrange(labels[:2])
    qtbot.addWidget(page)
    page.resize(400, 300)
    with qtbot.waitExposed(page):
        page.show()
    QApplication.processEvents()
    columns.laid_out = 0
    columns.arrange(labels)
    QApplication.processEvents()
    assert columns.laid_out <= 2  # in the place that there was, and in the place that they take
    assert all(part.isVisible() for part in labels)
    assert labels[-1].geometry().bottom() <= body.height()
    columns.laid_out = 0
    columns.arrange(labels)
    QApplication.processEvents()
    assert columns.laid_out == 0  # they stand there already
    labels[3].hide()
    columns.arrange(labels)
    assert labels[3].isVisible()
    columns.arrange(labels[4:])
    QApplication.processEvents()
    assert [part.isVisible() for part in labels] == [False] * 4 + [True] * 4
    columns.arrange([*labels[:3:-1]])
    QApplication.processEvents()
    tops = [part.y() for part in labels[:3:-1]]
    assert tops == sorted(tops)


def test_a_list_in_which_nothing_wraps_can_be_scrolled_to_its_end(qtbot):
    ticks = [QCheckBox(str(number)) for number in range(40)]
    area = scrolled(column(*ticks))
    qtbot.addWidget(area)
    area.resize(400, 260)
    with qtbot.waitExposed(area):
        area.show()
    for _round in range(4):  # the style makes lines higher
        QApplication.processEvents()
    last = ticks[-1]
    area.ensureWidgetVisible(last)
    QApplication.processEvents()
    assert last.visibleRegion().boundingRect() == last.rect()
