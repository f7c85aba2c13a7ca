"""The small menu of every question: why it has no answer, where an answer comes from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.i18n.catalogue import N_, _
from tipdesk.texts.messages import reason_label
from tipdesk.ui.toolkit.icons import icon
from tipdesk.ui.toolkit.theme import font, px

KEY = Qt.Key.Key_F4  # opens the menu of the question that has the cursor

# "Declined" stands first: it is an answer like any other.
_REASONS = (
    MissingReason.DECLINED,
    MissingReason.NOT_KNOWN,
    MissingReason.DEFERRED,
    MissingReason.NOT_ASKED,
    MissingReason.NOT_APPLICABLE,
)
_SOURCES: Mapping[Source, str] = {
    Source.PERSON: N_("The person"),
    Source.DOCUMENT: N_("A document"),
    Source.OBSERVATION: N_("Observation"),
    Source.THIRD_PARTY: N_("Somebody else"),
}


def source_label(source: Source) -> str:
    """Where an answer comes from."""
    return _(_SOURCES[source])


def menu_width() -> int:
    """Pixels that the caption takes beside an editor, in the language of the screen."""
    metrics = QFontMetrics(font(9.5))
    return metrics.horizontalAdvance(_("Reason for no answer")) + px(26)


def _menu_height() -> int:
    """Pixels of the button, whether it shows its caption or three dots: no label moves."""
    return QFontMetrics(font(9.5)).height() + px(6)


class AnswerMenu(QToolButton):
    """Its caption says what it offers: a reason while there is no answer, else the source."""

    reason_chosen = Signal(object)  # MissingReason, or None to take it back
    source_chosen = Signal(object)  # Source
    cleared = Signal()

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer = Answer()
        self.sex = ""  # of the person; '' while it is unknown
        self._question = question
        self.setObjectName("small")
        self.setFixedHeight(_menu_height())
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.open)
        self.show_answer(self._answer)

    def show_answer(self, answer: Answer) -> None:
        """Fit the caption to an answer."""
        self._answer = answer
        told = answer.source not in (None, Source.PERSON)
        if answer.value and answer.source is not None and told:
            caption = _("Source: {source}").format(source=source_label(answer.source))
        elif answer.value:
            caption = _("Source of the answer")
        else:
            caption = _("Reason for no answer")
        self.setText("" if answer.value and not told else caption)
        self.setIcon(QIcon() if self.text() else icon("dots-three", "text3"))
        self.setAccessibleName(
            _("{question}: {part}").format(question=self._question, part=caption)
        )
        keys = QKeySequence(KEY).toString()
        self.setToolTip(_("{what} ({keys})").format(what=caption, keys=keys))

    @Slot()
    def open(self) -> None:
        """Show the menu below the button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._answer.value:
            self._add_sources(menu)
            menu.addSeparator()
        for reason in _REASONS:
            said = reason_label(reason, sex=self.sex)
            action = self._added(menu, said, self._answer.reason is reason)
            action.triggered.connect(lambda _on=False, r=reason: self.reason_chosen.emit(r))
        if self._answer.reason is not None:
            menu.addSeparator()
            back = menu.addAction(_("Take the reason back"))
            back.triggered.connect(lambda: self.reason_chosen.emit(None))
        elif self._answer.value:
            menu.addSeparator()
            clear = menu.addAction(_("Empty the answer"))
            clear.triggered.connect(self.cleared)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - menu.sizeHint().width() if rtl else 0
        menu.popup(self.mapToGlobal(QPoint(x, self.height())))

    def _add_sources(self, menu: QMenu) -> None:
        # A section's title would not be drawn: the style sheet makes a bare line of it.
        title = menu.addAction(_("Source of the answer"))
        title.setEnabled(False)
        for source in Source:
            action = self._added(menu, source_label(source), self._answer.source is source)
            action.triggered.connect(lambda _on=False, s=source: self.source_chosen.emit(s))

    def _added(self, menu: QMenu, text: str, chosen: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        return action
