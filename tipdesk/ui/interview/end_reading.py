"""How the reading of an account ended: one of the form's signatures, none of them compelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QDialog, QPushButton, QVBoxLayout, QWidget

from tipdesk.cases.interview.statement import NOT_ASKED
from tipdesk.forms.model import Choice
from tipdesk.i18n.catalogue import _
from tipdesk.ui.form.pills import CheckPill, RadioPill
from tipdesk.ui.toolkit.editor import Editor, Surroundings
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px

_WIDTH = 620  # at 100 %


@dataclass(frozen=True, slots=True)
class Ended:
    """What was answered."""

    how: str  # choice of the form's list of signatures
    whole: bool  # all of it was read to the person
    language: str = ""  # in which it was told, where that was not known


class _EndReading(QDialog):
    def __init__(
        self,
        parent: QWidget,
        choices: Sequence[Choice],
        about: Surroundings,
        *,
        unticked: str,
        chosen: str,
        language: Editor | None,
    ) -> None:
        super().__init__(parent)
        title = _("How did the reading end?")
        self.setWindowTitle(title)
        self.setFixedWidth(px(_WIDTH))
        self._group = QButtonGroup(self)
        self._language = language
        self._names = [choice.name for choice in choices]
        self.whole = CheckPill(_("All of it was read out, and corrections were possible"))
        self.whole.setChecked(not unticked)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(8))
        box.addWidget(label(title, "h2"))
        box.addWidget(
            label(
                _(
                    "The account is closed with this: nobody changes its text any more, and what "
                    "is to be added later stands beside it with its date. Nobody has to sign."
                ),
                "muted",
                wrap=True,
            )
        )
        pills = self._add_pills(box, choices, about, chosen)
        box.addSpacing(px(4))
        box.addWidget(self.whole)
        if unticked:
            box.addWidget(label(unticked, "hint", wrap=True))
        box.addSpacing(px(8))
        close = button(_("Close the account"), "lock-key", "primary")
        if language is not None:
            self._add_language(box, language, close)
        back = button(_("Back to the reading"))
        close.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        box.addWidget(row(back, 1, close))
        next((one for one in pills if one.isChecked()), pills[0]).setFocus()

    def _add_pills(
        self, box: QVBoxLayout, choices: Sequence[Choice], about: Surroundings, chosen: str
    ) -> list[RadioPill]:
        """The form's signatures, two in a line."""
        first = chosen if chosen in self._names else NOT_ASKED
        pills = [RadioPill(one.label.text(about.language, about.sex)) for one in choices]
        for position, (choice, pill) in enumerate(zip(choices, pills, strict=True)):
            self._group.addButton(pill, position)
            pill.setChecked(choice.name == first)
        for position in range(0, len(pills), 2):
            pair: list[QWidget | int] = list(pills[position : position + 2])
            box.addWidget(row(*pair, spacing=px(8), wide=-1))
        return pills

    def _add_language(self, box: QVBoxLayout, language: Editor, close: QPushButton) -> None:
        """What the file does not say yet; the account is closed when it does."""
        name = _("In which language was it told?")
        language.describe(name, "")
        box.addWidget(label(name, "fieldLabel"))
        box.addWidget(language)
        why = _("The account can be closed once its language is chosen.")
        needed = label(why, "hint", wrap=True)
        box.addWidget(needed)
        box.addSpacing(px(8))
        close.setEnabled(False)

        def look() -> None:
            close.setEnabled(bool(self.language()))
            needed.setVisible(not self.language())

        language.edited.connect(look)

    def how(self) -> str:
        """The choice."""
        return self._names[self._group.checkedId()]

    def language(self) -> str:
        """The choice; '' while it is none, or was not asked."""
        said = self._language.text() if self._language is not None else ""
        return "" if said.startswith("?") else said


def why_unticked(pages: int, *, read_through: bool) -> str:
    """Why it is not ticked that all of it was read out, and who says so; '' when every page was
    turned to."""
    if read_through:
        return ""
    if pages == 1:
        return _("Tick this if all of it was read out.")
    return _("Not every page was shown in this reading. Tick this if all of it was read out.")


def ask_end(
    parent: QWidget,
    choices: Sequence[Choice],
    about: Surroundings,
    *,
    unticked: str,
    chosen: str,
    language: Editor | None = None,
) -> Ended | None:
    """Ask how it ended; None when the reading goes on. Nothing is preset but that no signature was
    asked for, or what was `chosen` before; that all was read out is ticked unless there is a reason
    why not (`unticked`). `language` asks for what the file does not say yet."""
    dialog = _EndReading(
        parent, choices, about, unticked=unticked, chosen=chosen, language=language
    )
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    ended = Ended(dialog.how(), dialog.whole.isChecked(), dialog.language())
    dialog.deleteLater()
    return ended if accepted else None
