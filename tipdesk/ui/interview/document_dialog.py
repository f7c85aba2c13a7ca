"""The lines of a document, and what they would fill in: shown while they are typed, confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.form.question_frame import MASK
from tipdesk.ui.toolkit.dialogs import say_refused
from tipdesk.ui.toolkit.in_sight import InSight
from tipdesk.ui.toolkit.parts import button, column, label, row, text_area
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px

_WIDTH, _SIDE, _LINES, _MOST, _NAMES = 680, 24, 84, 430, 180  # pixels at 100 %
_REST = 280  # of the screen, for what stands around the reading
_LONGEST = 44  # signs of an answer beside a button that chooses it
_KEPT_AFTER = 400  # milliseconds of writing, as answers are


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer in words. `before` is what stands in the file, '' when nothing does."""

    name: str
    label: str
    value: str
    before: str = ""
    added: bool = False  # it would stand beside what is there
    half: bool = False  # what stands is no answer yet


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, in words."""

    offers: tuple[Offer, ...] = ()
    mended: str = ""
    doubts: str = ""
    same: int = 0  # answers that the file has already


class DocumentDialog(QDialog):
    """`read` tells what stands in the lines (None: nothing that can be read); `keep` gets what is
    written while it is written, so that a lock loses none of it."""

    def __init__(
        self,
        parent: QWidget,
        begun: str,
        read: Callable[[str], Reading | None],
        keep: Callable[[str], None],
        *,
        masked: bool,
    ) -> None:
        super().__init__(parent)
        self._read, self._keep = read, keep
        self._masked = False
        self._taken: set[str] = set()  # of what differs, what is to be written over
        self._seen: set[str] = set()  # what was offered for half an answer
        self.given_up = False  # by hand; a lock gives nothing up
        self.setWindowTitle(_("Reception desk"))
        self.setAccessibleName(_("Passport lines"))
        self.setFixedWidth(px(_WIDTH))
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEPT_AFTER)
        self._keeping.timeout.connect(lambda: self._keep(self.text()))
        self._build(begun)
        self._on_edited()
        self.set_masked(masked)

    def text(self) -> str:
        """The lines as they stand."""
        return self._lines.toPlainText()

    def taken(self) -> frozenset[str]:
        """The questions whose answer the document's is to replace."""
        return frozenset(self._taken)

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is (F7)."""
        self._masked = masked
        self._lines.setVisible(not masked)
        self._hidden.setVisible(masked)
        self._show_reading()

    # --- building ---------------------------------------------------------------------------

    def _build(self, begun: str) -> None:
        self._lines = text_area(_LINES)
        say_refused(self._lines)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._lines.document().setDefaultTextOption(option)
        self._lines.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._lines.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferUppercase | Qt.InputMethodHint.ImhNoPredictiveText
        )
        title = _("Lines at the bottom of the document, or a civil ID number")
        self._lines.setAccessibleName(title)
        self._lines.setPlainText(begun)
        self._lines.selectAll()  # other lines take their place
        self._hidden = label(MASK, "masked")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        InSight(self._area)
        self._fill = button(_("Fill in"), style="primary")
        self._back = button(_("Cancel"))
        self._fill.setDefault(True)
        self._fill.clicked.connect(self.accept)
        self._back.clicked.connect(self._on_given_up)
        self._lines.textChanged.connect(self._on_edited)
        hint = _("Type or paste them, or pass the document through the reader.")
        self._lines.setAccessibleDescription(hint)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(_SIDE), px(18), px(_SIDE), px(16))
        box.setSpacing(px(10))
        box.addWidget(label(_("Passport lines"), "h2"))
        box.addWidget(label(f"{title}. {hint}", "muted", wrap=True))
        box.addWidget(self._lines)
        box.addWidget(self._hidden)
        box.addWidget(self._area)
        box.addWidget(row(self._back, 1, self._fill))
        self._lines.setFocus()

    # --- showing ----------------------------------------------------------------------------

    @Slot()
    def _on_edited(self) -> None:
        if not self._keeping.isActive():
            self._keeping.start()
        self._reading = self._read(self.text())
        self._show_reading()

    def _show_reading(self) -> None:
        found = self._reading
        parts: list[QWidget | int] = []
        if found is None:
            parts += [Strip(said, "note") for said in (self._unread(),) if said]
        else:
            said = () if self._masked else ((found.mended, "note"), (found.doubts, "notewarn"))
            parts += [Strip(text, kind) for text, kind in said if text]  # type: ignore[arg-type]  # both are kinds
            self._prefer(found.offers)
            parts.append(self._offered(found))
        self._fill.setEnabled(found is not None and bool(found.offers))
        shown = column(*parts, 1, spacing=px(10))
        shown.setFixedWidth(px(_WIDTH - 2 * _SIDE - 12))
        self._area.setWidget(shown)
        self._area.setVisible(bool(parts))
        shown.setAutoFillBackground(False)  # the area has asked for it
        room = self.screen().availableGeometry().height() - px(_REST)
        self._area.setFixedHeight(min(shown.sizeHint().height() + px(2), px(_MOST), room))
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(px(_WIDTH)))
        self._order()
        self._stay_in_sight()

    def _prefer(self, offers: Sequence[Offer]) -> None:
        """Half an answer gives way to the document's, until it is chosen otherwise."""
        fresh = {one.name for one in offers if one.half} - self._seen
        self._seen |= fresh
        self._taken |= fresh

    def _order(self) -> None:
        """Tab: the lines, what is to be chosen, the buttons."""
        stops = [self._lines, *self._area.findChildren(QRadioButton), self._fill, self._back]
        for one, other in pairwise(stops):
            self.setTabOrder(one, other)

    def _stay_in_sight(self) -> None:
        """Grown past the edge of the screen it moves up."""
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        if self.isVisible() and frame.bottom() > room.bottom():
            self.move(frame.x(), max(room.top(), room.bottom() - frame.height()))

    def _unread(self) -> str:
        if not self.text().strip():
            return ""
        return _(
            "Nothing can be read yet: a passport has two lines of 44 signs, a card three of 30, "
            "a visa two of 44 or 36, a civil ID number twelve digits."
        )

    def _offered(self, found: Reading) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(18))
        grid.setVerticalSpacing(px(7))
        grid.setColumnMinimumWidth(0, px(_NAMES))
        grid.setColumnStretch(1, 1)
        for at, one in enumerate(found.offers):
            name = label(isolate(one.label), "muted", wrap=True)
            name.setFixedWidth(px(_NAMES))
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._choice(one) if one.before else self._value(one.value), at, 1)
        if found.same:
            said = self._said_same(more=bool(found.offers))
            grid.addWidget(label(said, "muted", wrap=True), len(found.offers), 0, 1, 2)
        return holder

    @staticmethod
    def _said_same(*, more: bool) -> str:
        if more:
            return _("The other answers are in the file already.")
        return _("Everything that the document tells is in the file already.")

    def _value(self, text: str) -> QWidget:
        return label(MASK if self._masked else isolate(text), wrap=True)

    def _choice(self, offer: Offer) -> QWidget:
        """What stands, and what the document says, to choose from; what stands is chosen."""
        shown = (MASK, MASK) if self._masked else (offer.before, offer.value)
        keep = QRadioButton(_("In the file: {answer}").format(answer=_short(shown[0])))
        said = (
            _("Add from the document: {answer}") if offer.added else _("In the document: {answer}")
        )
        take = QRadioButton(said.format(answer=_short(shown[1])))
        for one in (keep, take):
            said = _("{question}: {choice}").format(question=offer.label, choice=one.text())
            one.setAccessibleName(said)
        (take if offer.name in self._taken else keep).setChecked(True)
        take.toggled.connect(lambda on, name=offer.name: self._on_chosen(name, on=on))
        return column(keep, take, spacing=px(2))

    def _on_chosen(self, name: str, *, on: bool) -> None:
        if on:
            self._taken.add(name)
        else:
            self._taken.discard(name)

    # --- going ------------------------------------------------------------------------------

    @Slot()
    def _on_given_up(self) -> None:
        self.given_up = True
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_given_up()
        else:
            super().keyPressEvent(event)


def _short(text: str) -> str:
    return isolated(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
