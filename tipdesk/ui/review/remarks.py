"""Two small dialogs of the supervisor: remarks for a return, picks for an approval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.handover.record import Pick
from tipdesk.cases.interview.unfinished import RemarksDraft
from tipdesk.cases.model import Remark
from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError
from tipdesk.forms.model import Choice, Question
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import clean, isolate
from tipdesk.ui.review.remark_lines import RemarkLines
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.parts import button, label, note, row, scrolled
from tipdesk.ui.toolkit.theme import px

_RESTRICTED = 4  # the level of what could endanger or incriminate the person
_KEPT_AFTER = 400  # milliseconds of writing, as answers are


class _Dialog(QDialog):
    """A titled dialog with a way back and a way on."""

    def __init__(self, title: str, accept_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(640))
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(px(24), px(20), px(24), px(18))
        self.box.setSpacing(px(14))
        self.box.addWidget(label(title, "h2"))
        self.ok = button(accept_text, style="primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        self._back = button(_("Cancel"))
        self._back.clicked.connect(self.reject)

    def finish(self) -> None:
        """Add the line of buttons below everything else."""
        self.box.addWidget(row(self._back, 1, self.ok))


def ask_remarks(
    parent: QWidget,
    clock: Clock,
    questions: Sequence[Choice],
    kept: RemarksDraft,
    keep: Callable[[RemarksDraft], None],
) -> tuple[Remark, ...]:
    """What the supervisor wants mended, in the whole file or at one of `questions`; empty when
    the person went back. It begins with what was `kept`; `keep` gets what is written while it is
    written, and when the dialog goes, however it goes."""
    dialog = _Dialog(_("Return the file with remarks"), _("Go on"), parent)
    lines = RemarkLines(questions)
    area = scrolled(lines)
    area.setMinimumHeight(px(400))
    dialog.box.addWidget(area)
    lines.fill(kept)
    keeping = QTimer(dialog)
    keeping.setSingleShot(True)
    keeping.setInterval(_KEPT_AFTER)

    def keep_quietly() -> None:
        with suppress(TipdeskError):  # tried and said once more when the dialog goes
            keep(lines.draft())

    half = label(_half_text(), "error", wrap=True)

    def show_ready() -> None:
        dialog.ok.setEnabled(lines.is_whole())
        half.setVisible(lines.is_half())

    def edited() -> None:
        show_ready()
        if not keeping.isActive():
            keeping.start()

    keeping.timeout.connect(keep_quietly)
    lines.edited.connect(edited)
    told = _("What you write is kept here for you until the file is returned.")
    dialog.box.addWidget(half)
    dialog.box.addWidget(label(told, "muted", wrap=True))
    dialog.finish()
    show_ready()
    lines.whole.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    keeping.stop()
    written, draft = lines.remarks(clock), lines.draft()
    dialog.deleteLater()
    with errors_said(parent):
        keep(draft)
    return written if accepted else ()


def _half_text() -> str:
    return _("Each remark on a question needs both: the question and its words.")


class _PickLine(QWidget):
    """One protected answer: a tick, and the reason once it is ticked."""

    def __init__(self, question: Question, picked: Pick | None, sex: str) -> None:
        super().__init__()
        self.question = question
        title = isolate(question.label.text(language(), sex))
        self.tick = QCheckBox(title)
        self.reason = QLineEdit(picked.reason if picked else "")
        self.reason.setPlaceholderText(_("Why it may go"))
        self.reason.setAccessibleName(_("Why it may go: {question}").format(question=title))
        self.tick.setChecked(picked is not None)
        self.reason.setVisible(picked is not None)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self.tick)
        if question.level >= _RESTRICTED:
            warning = _("Restricted: it may endanger or incriminate the person.")
            box.addWidget(label(warning, "error", wrap=True))
        box.addWidget(self.reason)
        self.tick.toggled.connect(self.reason.setVisible)

    def is_whole(self) -> bool:
        """Not ticked, or ticked with a reason."""
        return not self.tick.isChecked() or bool(clean(self.reason.text()).strip())

    def pick(self) -> Pick | None:
        """The pick, when it is ticked."""
        reason = clean(self.reason.text()).strip()
        return Pick(self.question.name, reason) if self.tick.isChecked() else None


def ask_picks(
    parent: QWidget, questions: Sequence[Question], before: Sequence[Pick] = (), *, sex: str = ""
) -> tuple[Pick, ...] | None:
    """Which protected answers may go, each with its reason; None when the person went back.
    `before` are the picks of an earlier approval; `sex` is the person's."""
    if not questions:
        return ()
    dialog = _Dialog(_("Protected answers and exhibits"), _("Go on"), parent)
    dialog.box.addWidget(
        note(
            _(
                "These answers and exhibits stay here unless you pick them and say why. What goes "
                "to the Prosecution may be read by the accused or his lawyer."
            ),
            "notewarn",
        )
    )
    content = QWidget()
    box = QVBoxLayout(content)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(8))
    known = {pick.name: pick for pick in before}
    lines = [_PickLine(question, known.get(question.name), sex) for question in questions]
    for line in lines:
        box.addWidget(line)
    box.addStretch(1)
    area = scrolled(content)
    area.setMinimumHeight(px(300))
    dialog.box.addWidget(area)

    def check() -> None:
        dialog.ok.setEnabled(all(line.is_whole() for line in lines))

    for line in lines:
        line.tick.toggled.connect(check)
        line.reason.textChanged.connect(check)
    dialog.finish()
    check()
    lines[0].tick.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    picks = tuple(pick for line in lines if (pick := line.pick()) is not None)
    dialog.deleteLater()
    return picks if accepted else None
