"""Which files are listed: all, those in one state, or what waits for the supervisor."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from tipdesk.cases.model import Status
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.texts.messages import status_label
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.theme import px

_STATUSES: tuple[Status | None, ...] = (None, *Status)
_WAITING = len(_STATUSES)  # the position of the supervisor's own filter


class StatusFilters(QWidget):
    """One is always chosen; at first all files."""

    changed = Signal()

    def __init__(self, *, supervises: bool) -> None:
        super().__init__()
        line = Flow(px(8), px(8))
        self.setLayout(line)
        self._group = QButtonGroup(self)
        for position, status in enumerate(_STATUSES):
            text = _("All") if status is None else status_label(status)
            if status is Status.RETURNED:  # both wait to be completed anew
                text = _("Returned or changed")
            line.addWidget(self._filter(text, position))
            if status is None and supervises:
                line.addWidget(self._filter(_("For the supervisor"), _WAITING))
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda _position: self.changed.emit())

    def _filter(self, text: str, position: int) -> QRadioButton:
        choice = QRadioButton(text)
        choice.setObjectName("filter")
        choice.setAccessibleName(_("Show: {status}").format(status=text))
        self._group.addButton(choice, position)
        return choice

    def status(self) -> Status | None:
        """The state that is chosen; None: any, or what waits."""
        at = self._group.checkedId()
        return None if at == _WAITING else _STATUSES[at]

    def waiting(self) -> bool:
        """Whether it is what waits for the supervisor."""
        return self._group.checkedId() == _WAITING

    def narrows(self) -> bool:
        """Whether files in some states are left out."""
        return self.status() is not None

    def count_waiting(self, count: int) -> None:
        """Say how much waits for the supervisor."""
        said = _("For the supervisor ({count})").format(count=isolated(str(count)))
        button = self._group.button(_WAITING)
        button.setText(said)
        button.setAccessibleName(_("Show: {status}").format(status=said))
