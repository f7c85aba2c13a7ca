"""Several of a long list: searched one by one, each shown as a chip that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tipdesk.forms.model import Choice, Question
from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.combo_editor import ComboEditor
from tipdesk.ui.toolkit.editor import Editor, Surroundings
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import set_picture
from tipdesk.ui.toolkit.theme import px


class ChipsEditor(Editor):
    """Choosing adds a chip; Delete or a click on a chip takes it away."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._search = ComboEditor(question, surroundings)
        self._chosen: list[str] = []
        self._labels: dict[str, str] = {}
        self._chips: dict[str, QPushButton] = {}
        self._name = ""
        self._holder = QWidget()
        self._flow = Flow(px(6), px(6))
        self._holder.setLayout(self._flow)
        self._holder.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(self._search)
        box.addWidget(self._holder)
        self._search.edited.connect(self._on_searched)
        self._search.left.connect(self._on_left)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        about = self.surroundings
        self._labels = {one.name: one.label.text(about.language, about.sex) for one in choices}
        self._search.surroundings = about
        self._search.set_choices(choices)
        for name, chip in self._chips.items():
            chip.setText(self._labels.get(name, name))

    def text(self) -> str:
        """The chosen codes; with what was typed and not found, so that it is not lost unseen."""
        typed = self._search.text()
        return " ".join([*self._chosen, *([typed] if typed else [])])

    def show_value(self, stored: str) -> None:
        if stored.split() == self._chosen and not self._search.text():
            return
        self._search.show_value("")
        self._chosen = stored.split()
        self._show_chips()

    def typed(self) -> str:
        return "\n".join([" ".join(self._chosen), self._search.typed()])

    def show_typed(self, typed: str) -> None:
        chosen, _line, searched = typed.partition("\n")
        self.show_value(chosen)
        self._search.show_typed(searched)

    def inputs(self) -> Sequence[QWidget]:
        return (*self._search.inputs(), *self._chips.values())

    def describe(self, name: str, description: str) -> None:
        self._name = name
        self._search.describe(name, description)
        self._name_chips()

    def set_invalid(self, invalid: bool) -> None:
        self._search.set_invalid(invalid)

    def caret(self) -> int:
        return self._search.caret()

    def _on_searched(self) -> None:
        found = self._search.text()
        if found in self._labels:
            if found not in self._chosen:
                self._chosen.append(found)
                self._show_chips()
            self._search.show_value("")
        self.edited.emit()

    def _on_left(self) -> None:
        self._on_searched()
        self.left.emit()

    def _on_removed(self, name: str) -> None:
        self._chosen.remove(name)
        self._show_chips()
        self._search.take_focus()
        self.edited.emit()

    def _show_chips(self) -> None:
        for name in [known for known in self._chips if known not in self._chosen]:
            gone = self._chips.pop(name)
            self._flow.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for name in self._chosen:
            if name not in self._chips:
                chip = QPushButton(self._labels.get(name, name))
                chip.setObjectName("chipButton")
                set_picture(chip, "x", size=14)
                chip.setCursor(Qt.CursorShape.PointingHandCursor)
                chip.clicked.connect(lambda _on=False, n=name: self._on_removed(n))
                self._chips[name] = chip
                self._flow.addWidget(chip)
        self._name_chips()
        self._holder.setVisible(bool(self._chosen))
        self.updateGeometry()

    def _name_chips(self) -> None:
        for chip in self._chips.values():
            what = _("Remove: {what}").format(what=chip.text())
            chip.setToolTip(what)
            said = _("{question}: {choice}").format(question=self._name, choice=chip.text())
            chip.setAccessibleName(said)
