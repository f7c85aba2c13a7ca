"""Why a form cannot be tried: every fault with its sheet, row and column, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.forms.xlsform.faults import SheetFault, fault_line
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.i18n.text import isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.parts import MARGIN, label, text_area
from tipdesk.ui.toolkit.theme import px

_MOST = 500  # faults that are listed


class TrialFaults(QWidget):
    """The faults one under the other; they can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._title = label("", "h2", wrap=True)
        self._list = text_area(400)
        self._list.setMaximumHeight(1 << 20)
        self._list.setReadOnly(True)
        self._list.setAccessibleName(_("Faults of the form"))
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(18))
        box.setSpacing(px(12))
        box.addWidget(self._title)
        box.addWidget(self._list, 1)

    def show_faults(self, faults: Sequence[SheetFault]) -> None:
        """List them."""
        count = len(faults)
        title = ngettext(
            "{count} fault. The form cannot be published.",
            "{count} faults. The form cannot be published.",
            count,
        )
        self._title.setText(title.format(count=isolated(str(count))))
        lines = [fault_line(fault) for fault in faults[:_MOST]]
        self._list.setPlainText("\n".join(f"• {line}" for line in lines))
        self._list.setFocus()

    def show_error(self, error: TipdeskError) -> None:
        """The form could not be read at all."""
        said = sentence(error)
        self._title.setText(said.what)
        self._list.setPlainText(said.next_step)
