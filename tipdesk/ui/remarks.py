"""Two small dialogs of the supervisor: remarks for a return, picks for an approval."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import Remark
from tipdesk.cases.record import Pick
from tipdesk.clock import system_clock
from tipdesk.forms.model import Question
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import clean
from tipdesk.ui.parts import button, label, labelled, note, row, scrolled


class _Dialog(QDialog):
    """A titled dialog with a way back and a way on."""

    def __init__(self, title: str, accept_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(620)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(24, 20, 24, 20)
        self.box.setSpacing(14)
        self.box.addWidget(label(title, "h2"))
        self.ok = button(accept_text, style="primary")
        self.ok.clicked.connect(self.accept)
        self._back = button(_("Cancel"))
        self._back.clicked.connect(self.reject)

    def finish(self) -> None:
        """Add the line of buttons below everything else."""
        self.box.addWidget(row(self._back, 1, self.ok))


def ask_remarks(parent: QWidget) -> tuple[Remark, ...]:
    """What the supervisor wants mended; empty when the person went back."""
    dialog = _Dialog(_("Return the file with remarks"), _("Go on"), parent)
    text = QPlainTextEdit()
    text.setTabChangesFocus(True)
    text.setMinimumHeight(140)
    hint = _("Say what is missing, not how the person should have answered.")
    dialog.box.addWidget(labelled(_("Remarks for the officer"), text, hint))
    dialog.ok.setEnabled(False)
    text.textChanged.connect(lambda: dialog.ok.setEnabled(bool(text.toPlainText().strip())))
    dialog.finish()
    text.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    written = clean(text.toPlainText()).strip()
    dialog.deleteLater()
    return (Remark("", written, "", system_clock()),) if accepted and written else ()


def ask_picks(parent: QWidget, questions: Sequence[Question]) -> tuple[Pick, ...] | None:
    """Which protected answers may go, each with its reason; None when the person went back."""
    if not questions:
        return ()
    dialog = _Dialog(_("Protected answers"), _("Go on"), parent)
    dialog.box.addWidget(
        note(
            _(
                "These answers stay here unless you pick them and say why. What goes to the "
                "Prosecution may be read by the accused or his lawyer."
            ),
            "notewarn",
        )
    )
    content = QWidget()
    lines = QVBoxLayout(content)
    lines.setContentsMargins(0, 0, 0, 0)
    asked: list[tuple[Question, QCheckBox, QLineEdit]] = []
    for question in questions:
        tick = QCheckBox(question.label.text(language()))
        reason = QLineEdit()
        reason.setPlaceholderText(_("Why it may go"))
        reason.setAccessibleName(
            _("Why it may go: {question}").format(question=question.label.text(language()))
        )
        reason.setVisible(False)
        tick.toggled.connect(reason.setVisible)
        lines.addWidget(tick)
        lines.addWidget(reason)
        asked.append((question, tick, reason))
    lines.addStretch(1)
    area = scrolled(content)
    area.setMinimumHeight(280)
    dialog.box.addWidget(area)

    def check() -> None:
        dialog.ok.setEnabled(
            all(reason.text().strip() for _question, tick, reason in asked if tick.isChecked())
        )

    for _question, tick, reason in asked:
        tick.toggled.connect(check)
        reason.textChanged.connect(check)
    dialog.finish()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    picks = tuple(
        Pick(question.name, clean(reason.text()).strip())
        for question, tick, reason in asked
        if tick.isChecked()
    )
    dialog.deleteLater()
    return picks if accepted else None
