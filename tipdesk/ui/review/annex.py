"""The protective annex on the page of a file: who reads it, and one that nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QWidget

from tipdesk.bundle.trust_rows import PersonKey
from tipdesk.desk.handover.annexing import WaitingAnnex
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.parts import button, label, note


def reader_text(office: str, login: str) -> str:
    """A prosecutor by code and office."""
    return _("prosecutor {login} of office {office}").format(
        login=isolated(login), office=isolated(office)
    )


def waiting_notes(waiting: WaitingAnnex | None) -> list[QWidget]:
    """What is to be said of an annex that its prosecutor has not taken in."""
    if waiting is None:
        return []
    text = (
        _(
            "The protective annex for {person} was refused there. Approve and refer the file once "
            "more: another annex is sealed then."
        )
        if waiting.refused
        else _(
            "The protective annex for {person} left more than 14 days ago, and they have signed no "
            "receipt. Ask there whether it arrived; approving and referring the file again sends "
            "another."
        )
    )
    return [note(text.format(person=reader_text(waiting.office, waiting.login)), "notewarn")]


def choose_prosecutor(parent: QWidget, people: Sequence[PersonKey]) -> PersonKey | None:
    """Who alone opens the annex; nobody is asked where there is one, or nothing to seal."""
    if len(people) < 2:
        return next(iter(people), None)
    dialog = _Choice(parent, people)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.chosen()
    dialog.deleteLater()
    return people[chosen] if accepted else None


class _Choice(Dialog):
    def __init__(self, parent: QWidget, people: Sequence[PersonKey]) -> None:
        title = _("Who reads the protective annex?")
        super().__init__(parent, title, Shape(least_width=520))
        self.setAccessibleName(title)
        self.add_heading(title, wrap=True)
        text = _(
            "Risk, safe contacts, whereabouts and family are sealed to one prosecutor; nobody else "
            "at the office opens them."
        )
        self.box.addWidget(label(text, "muted", wrap=True))
        self._group = QButtonGroup(self)
        for at, person in enumerate(people):
            words = reader_text(person.office, person.login)
            if person.leads:
                words = _("{person}, head of the office").format(person=words)
            choice = QRadioButton(words)
            self._group.addButton(choice, at)
            self.box.addWidget(choice)
        self._group.button(0).setChecked(True)
        go, back = button(_("Go on"), style="primary"), button(_("Cancel"))
        go.setDefault(True)
        go.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        self.add_buttons(back, 1, go)
        self._group.button(0).setFocus()

    def chosen(self) -> int:
        """The position of the prosecutor."""
        return self._group.checkedId()
