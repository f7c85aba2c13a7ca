"""The views of an open file's sections: made when first needed, kept until the file is left."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout

from tipdesk.forms.model import Group
from tipdesk.ui.answer_keeper import AnswerKeeper
from tipdesk.ui.open_file import OpenFile
from tipdesk.ui.widgets.question_row import QuestionRow
from tipdesk.ui.widgets.section_view import SectionView, Shown


class SectionPages:
    """Holds one view a section inside `box`; one of them is shown."""

    def __init__(self, box: QVBoxLayout) -> None:
        self._box = box
        self._views: dict[str, SectionView] = {}
        self.masked = False

    def view(self, section: Group, file: OpenFile, keeper: AnswerKeeper) -> SectionView:
        """The view of a section, up to date."""
        found = self._views.get(section.name)
        if found is None:
            found = SectionView(section, file.rules, file.surroundings())
            found.edited.connect(keeper.edited)
            found.left.connect(keeper.flush)  # the focus has gone to another row
            found.remove_asked.connect(keeper.remove_row)
            found.restore_asked.connect(keeper.restore_row)
            found.repeat_reason.connect(keeper.explain_repeat)
            found.amend_asked.connect(keeper.amend_asked)
            found.hide()
            self._box.addWidget(found)
            self._views[section.name] = found
        self.refresh(found, section, file, keeper)
        return found

    def refresh(
        self, view: SectionView, section: Group, file: OpenFile, keeper: AnswerKeeper
    ) -> None:
        """Show what the answers ask for now."""
        shown = Shown(
            state=file.state,
            answers=file.answers,
            needed=file.needs.get(section.name, frozenset()),
            quick=file.quick,
            read_only=not (file.can_edit or keeper.amending),
            masked=self.masked,
            typed=keeper.typed,
            remarks={} if self.masked else _by_path(file),
            amendable=file.can_amend,
        )
        view.refresh(shown, file.surroundings())

    def is_made(self, section: str) -> bool:
        """Whether a section has its view."""
        return section in self._views

    def row(self, path: str) -> QuestionRow | None:
        """The row of a question, wherever it was made."""
        for view in self._all():
            row = view.row(path)
            if row is not None:
                return row
        return None

    def clear(self) -> None:
        """Forget every view and what it shows."""
        for view in self._all():
            view.hide()
            self._box.removeWidget(view)
            view.deleteLater()
        self._views.clear()

    def _all(self) -> Iterator[SectionView]:
        yield from self._views.values()


def _by_path(file: OpenFile) -> dict[str, str]:
    """What was remarked on each question, one remark a line."""
    found: dict[str, str] = {}
    for remark in file.remarks:
        found[remark.path] = "\n".join(filter(None, (found.get(remark.path), remark.text)))
    return found
