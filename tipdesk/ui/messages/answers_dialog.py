"""Which answers that stayed the Prosecution is shown later, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from tipdesk.cases.interview.timeline import row_title
from tipdesk.desk.messages.disclosing import StayingAnswer
from tipdesk.i18n.text import _, clean, isolate, language
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.parts import button, column, label, labelled, scrolled, text_area
from tipdesk.ui.toolkit.theme import px

_MOST = 4000  # letters of what somebody writes
_Sign = Callable[[QWidget, Sequence[str], str], bool]


class AnswersDialog(Dialog):
    """They stand under their section and row: many questions are called alike. It is signed from
    here: what was chosen stays until it was."""

    def __init__(self, parent: QWidget, staying: Sequence[StayingAnswer], sign: _Sign) -> None:
        super().__init__(parent, _("Show answers later"), Shape(least_width=620, spacing=14))
        self._sign = sign
        self._boxes = {item.path: QCheckBox(_title(item)) for item in staying}
        self._reason = text_area(72)
        self._ok = button(_("Sign and save…"), style="primary")
        self._ok.setDefault(True)
        back = button(_("Cancel"))
        self.add_heading(_("Show answers later"))
        text = _(
            "These answers stayed when the file was approved. The Prosecution can prove that they "
            "stood in the file then."
        )
        self.box.addWidget(label(text, wrap=True))
        area = scrolled(column(*self._lines(staying), 1, spacing=px(8)), edge=px(6))
        area.setMinimumHeight(px(260))
        self.box.addWidget(area)
        self.box.addWidget(labelled(_("Why"), self._reason))
        self.add_buttons(back, 1, self._ok)
        for tick in self._boxes.values():
            tick.toggled.connect(self._on_changed)
        self._reason.textChanged.connect(self._on_changed)
        self._ok.clicked.connect(self._on_ok)
        back.clicked.connect(self.reject)
        self._on_changed()

    def _lines(self, staying: Sequence[StayingAnswer]) -> Iterator[QWidget]:
        for section, items in groupby(staying, key=lambda item: item.section):
            yield label(isolate(clean(section.text(language()))), "h3", wrap=True)
            yield from (self._boxes[item.path] for item in items)

    def _paths(self) -> list[str]:
        return [path for path, box in self._boxes.items() if box.isChecked()]

    def _why(self) -> str:
        return clean(self._reason.toPlainText()).strip()[:_MOST]

    @Slot()
    def _on_changed(self) -> None:
        self._ok.setEnabled(bool(self._paths()) and bool(self._why()))

    @Slot()
    def _on_ok(self) -> None:
        if self._sign(self, self._paths(), self._why()):
            self.accept()


def _title(item: StayingAnswer) -> str:
    text = isolate(clean(item.label.text(language())))
    if item.repeat is None:
        return text
    return f"{isolate(clean(row_title(item.repeat, item.row, language())))} • {text}"
