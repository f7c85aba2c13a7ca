"""Which form a new interview is taken with, where the station has several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QVBoxLayout, QWidget

from tipdesk.desk.form_shelf import ShelvedForm
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import clean, isolate
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px


class _Choice(QDialog):
    def __init__(self, parent: QWidget, forms: Sequence[ShelvedForm]) -> None:
        super().__init__(parent)
        title = _("Which form is it taken with?")
        self.setWindowTitle(_("New interview"))
        self.setAccessibleName(title)
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(12))
        box.addWidget(label(title, "h2", wrap=True))
        self._group = QButtonGroup(self)
        for at, form in enumerate(forms):
            choice = QRadioButton(isolate(clean(form.title.text(language())))[:80])
            self._group.addButton(choice, at)
            box.addWidget(choice)
        self._group.button(0).setChecked(True)
        go, back = button(_("Begin"), style="primary"), button(_("Cancel"))
        go.setDefault(True)
        go.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        box.addWidget(row(back, 1, go))
        self._group.button(0).setFocus()

    def chosen(self) -> int:
        """The position of the form."""
        return self._group.checkedId()


def ask_form(parent: QWidget, forms: Sequence[ShelvedForm], *, quick: bool) -> str | None:
    """The id of the form; nobody is asked where there is only one. None: they went back."""
    fitting = [one for one in forms if one.quick or not quick] or list(forms)
    if len(fitting) < 2:
        return fitting[0].form_id if fitting else ""
    dialog = _Choice(parent, fitting)
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    position = dialog.chosen()
    dialog.deleteLater()
    return fitting[position].form_id if answered else None
